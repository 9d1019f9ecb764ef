/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * What is wrong with a spec that was refused: two paths that cannot be added as a picture, the rest as
 * sentences, and a click for each change that would mend it. Once nothing is wrong any more the spec
 * becomes the lab's model; until then the lab keeps the one it has.
 */
#define RESLAB_TYPE_MISTAKES (reslab_mistakes_get_type ())
G_DECLARE_FINAL_TYPE (ReslabMistakes, reslab_mistakes, RESLAB, MISTAKES, AdwWindow)

/* @spec: what rn_spec_open() refused. (nullable) NULL where there is nothing to be said of it that would
 * help: no such file. */
GtkWidget *reslab_mistakes_new  (GtkWindow *over, Lab *lab, const char *spec);
/* Makes change @mending of finding @finding. */
void       reslab_mistakes_mend (ReslabMistakes *self, guint finding, guint mending);

G_END_DECLS
