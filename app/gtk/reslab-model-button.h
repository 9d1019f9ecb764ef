/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/* Which network: the catalogue by family with a search field, a block by form, a spec from a file
   and into one, other weights. For the header of every view that looks at one network. */
#define RESLAB_TYPE_MODEL_BUTTON (reslab_model_button_get_type ())
G_DECLARE_FINAL_TYPE (ReslabModelButton, reslab_model_button, RESLAB, MODEL_BUTTON, AdwBin)

GtkWidget *reslab_model_button_new   (Lab *lab);

/* Asks for a file and writes the network's spec to it, as JSON. */
void       reslab_model_save_dialog  (GtkWidget *over, Lab *lab);
gboolean   reslab_model_save         (Lab *lab, const char *path, GError **error);
/* Untrained weights of the next seed. */
void       reslab_model_draw_weights (Lab *lab);

G_END_DECLS
