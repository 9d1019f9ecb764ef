/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "reslab-view.h"

G_BEGIN_DECLS

#define RESLAB_TYPE_GRADIENTS (reslab_gradients_get_type ())
G_DECLARE_FINAL_TYPE (ReslabGradients, reslab_gradients, RESLAB, GRADIENTS, AdwBin)

G_END_DECLS
