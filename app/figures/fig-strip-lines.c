/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How far activations spread by depth, as lines (He et al. 2015, fig. 7). */
#include "config.h"
#include "fig-strip-private.h"

#include "fig-i18n.h"
#include "fig-lines.h"
#include "rn-error.h"

typedef struct
{
  double *x;                 /* (owned) block numbers from 1 */
  double *y;                 /* (owned) */
} Curve;

static guint
read_curve (const FigStripData *data, const RnRecords *records, Curve *curve)
{
  guint n = n_blocks (records), measured = 0;

  curve->x = g_new (double, MAX (n, 1));
  curve->y = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      curve->x[i] = i + 1;
      curve->y[i] = deviation_of (data, split (records, i));
      measured += isfinite (curve->y[i]);
    }
  return measured;
}

/* Over more than a decade or so, which only a log axis can show. */
static gboolean
goes_far (const FigLine *lines, guint n)
{
  double low = INFINITY, high = 0;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < lines[i].n; k++)
      widen (lines[i].y[k], &low, &high);
  return high > 20 * low;
}

static gboolean
has_shortcuts (const RnRecords *records)
{
  for (guint i = 0; i < n_blocks (records); i++)
    if (split (records, i)->has_shortcut)
      return TRUE;
  return FALSE;
}

FigScene *
fig_strip_deviation_lines (const FigStripData *data, const FigStyle *style, GError **error)
{
  const RnRecords *records[] = { data->records, data->before, data->plain };
  const char *names[] = { data->name, _("before the cut"), data->plain_name };
  const FigPath paths[] = { has_shortcuts (data->records) ? FIG_SUM : FIG_PLAIN, FIG_INK,
                            FIG_PLAIN };
  Curve curves[3] = { { NULL, NULL } };
  FigLine lines[3];
  FigPlot plot = { .title = data->before_addition ? _("Standard deviation of F(x)")
                                                  : _("Standard deviation of the output"),
                   .x_name = _("block"),
                   .unit = FIG_UNIT_NUMBER,
                   .lines = lines,
                   .reference = NAN };
  FigScene *scene = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    if (records[i] != NULL && read_curve (data, records[i], &curves[i]) > 0)
      lines[plot.n_lines++] = (FigLine) { .name = names[i],
                                          .path = paths[i],
                                          .x = curves[i].x,
                                          .y = curves[i].y,
                                          .n = n_blocks (records[i]),
                                          .now = i == 0 ? data->selected : -1 };
  plot.y_log = goes_far (lines, plot.n_lines);
  plot.y_from_zero = !plot.y_log;
  if (plot.n_lines > 0)
    scene = fig_lines_new (data->title, &plot, 1, style);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("no activation of “%s” was measured"),
                 data->name);
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_free (curves[i].x);
      g_free (curves[i].y);
    }
  return scene;
}
