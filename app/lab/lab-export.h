/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab.h"
#include "rn-table.h"

G_BEGIN_DECLS

/*
 * What can be taken out of the view that is shown (lab_look()->view), as it is now: its figure, its
 * table, its statistics. RN_ERROR_UNKNOWN says what is not there yet.
 */

/* The figure of the view. (transfer full) */
FigScene *lab_figure       (Lab *lab, const FigStyle *style, GError **error);
/* Explore: a layer a row; Compare: a block a row, with ratios; Gradients: a block a row, or
 * a path where paths are shown. (transfer full) */
RnTable  *lab_table        (Lab *lab, GError **error);
/* JSON: reslab-statistics of the pass or of the run by depth; of Compare the table.
 * (transfer full) */
char     *lab_statistics   (Lab *lab, GError **error);

/*
 * Writes by the extension: .svg, .pdf, .png the figure in light colours, .csv and .md the table,
 * .json the statistics. Another extension: RN_ERROR_FORMAT. A file that is there is replaced only
 * by a complete one.
 */
gboolean  lab_export       (Lab *lab, const char *path, GError **error);
/* “resnet18-diagram”, “blocks-compare”, …: a file's name without extension for the view. (transfer
 * full) */
char     *lab_export_name  (Lab *lab);

G_END_DECLS
