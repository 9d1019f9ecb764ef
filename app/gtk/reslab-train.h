/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "reslab-view.h"

G_BEGIN_DECLS

#define RESLAB_TYPE_TRAIN (reslab_train_get_type ())
G_DECLARE_FINAL_TYPE (ReslabTrain, reslab_train, RESLAB, TRAIN, AdwBin)

G_END_DECLS
