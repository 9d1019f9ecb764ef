/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-window.h"

G_BEGIN_DECLS

/* (transfer none) */
GtkWidget *reslab_preferences_new (ReslabWindow *parent);

G_END_DECLS
