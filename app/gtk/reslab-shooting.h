/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-window.h"

G_BEGIN_DECLS

/*
 * A picture of the window for documents and tests, asked for on the command line:
 *   reslab --shot FILE.png [--view NAME] [--theme light|dark] [--projector] [--size WxH]
 *          [--model NAME] [--wait-idle] [--do JSON…]
 * The window opens, waits, is saved, and the program ends.
 */
typedef struct _ReslabShooting ReslabShooting;

void            reslab_shooting_add_options  (GApplication *app);
/* NULL: no picture is wanted. */
ReslabShooting *reslab_shooting_from_options (GVariantDict *options);
void            reslab_shooting_free         (ReslabShooting *self);
/* Theme and projector, before the window is made. */
void            reslab_shooting_prepare      (ReslabShooting *self, ReslabApplication *app);
void            reslab_shooting_begin        (ReslabShooting *self, ReslabWindow *window);
/* Whether the picture was saved. */
gboolean        reslab_shooting_is_done      (const ReslabShooting *self);

G_END_DECLS
