/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/* The diagram for those who cannot see it: every layer in the order it is computed, in words. The
   list's selection is the lab's. */
#define RESLAB_TYPE_LAYER_LIST (reslab_layer_list_get_type ())
G_DECLARE_FINAL_TYPE (ReslabLayerList, reslab_layer_list, RESLAB, LAYER_LIST, AdwBin)

GtkWidget  *reslab_layer_list_new     (Lab *lab);
guint       reslab_layer_list_n_rows  (ReslabLayerList *self);
/* (transfer full) what a row says */
char       *reslab_layer_list_words   (ReslabLayerList *self, guint row);

G_END_DECLS
