/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/* A residual block by form: its keys with their help, and what is wrong with a value right beside
   it. “Use this block” makes it the lab's model; the lab keeps the one it has until then. */
#define RESLAB_TYPE_BLOCK_DIALOG (reslab_block_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReslabBlockDialog, reslab_block_dialog, RESLAB, BLOCK_DIALOG, AdwWindow)

GtkWidget *reslab_block_dialog_new   (GtkWindow *over, Lab *lab);
/* Makes the block the model and closes. FALSE: it was refused, and the dialog says why. */
gboolean   reslab_block_dialog_apply (ReslabBlockDialog *self);

G_END_DECLS
