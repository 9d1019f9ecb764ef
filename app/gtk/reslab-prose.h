/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab-prose.h"

G_BEGIN_DECLS

/* Lines of a lesson's text as labels, in the paths' colours. A link activates win.lesson-link. */
#define RESLAB_TYPE_PROSE (reslab_prose_get_type ())
G_DECLARE_FINAL_TYPE (ReslabProse, reslab_prose, RESLAB, PROSE, AdwBin)

/* @css: class of every label. */
GtkWidget *reslab_prose_new        (const char *css);
/* @lines: (nullable) (element-type LabLine). Hidden where there are none. */
void       reslab_prose_set        (ReslabProse *self, GPtrArray *lines, const FigPalette *palette);
void       reslab_prose_set_line   (ReslabProse *self, const LabLine *line, const FigPalette *palette);

G_END_DECLS
