/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* draw gradients, draw paths, draw compare: charts of what was measured. */
#include "config.h"

#include "cli-output.h"
#include "cli.h"
#include "compare-measure.h"
#include "compare-specs.h"
#include "draw.h"
#include "fig-bars.h"
#include "fig-compare.h"
#include "fig-i18n.h"
#include "fig-strip.h"
#include "fig-unrolled.h"
#include "lab-paths.h"

/* ── gradients ── */

FigScene *
draw_gradients (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (RnSpec) against = NULL;
  g_auto (GradientRun) run = { 0 };
  g_auto (GradientRun) twin = { 0 };
  g_autofree char *subtitle = NULL;
  FigStripData data = { .selected = -1 };

  if (!gradient_specs (&options->run, words[0], &spec, &against, error)
      || !gradient_run (&run, &options->run, spec, error)
      || (against != NULL && !gradient_run (&twin, &options->run, against, error)))
    return NULL;
  if (against != NULL && twin.records->splits->len != run.records->splits->len)
    {
      cli_usage_error (error,
                       "%s has %u blocks and %s has %u: one strip shows networks of equal depth",
                       rn_spec_name (spec), run.records->splits->len, rn_spec_name (against),
                       twin.records->splits->len);
      return NULL;
    }
  subtitle = g_strdup_printf ("%s · %s", run.subject.input_words, run.subject.weights_words);
  data.records = run.records;
  data.name = rn_spec_name (spec);
  data.plain = against != NULL ? twin.records : NULL;
  data.plain_name = against != NULL ? rn_spec_name (against) : NULL;
  data.title = rn_spec_name (spec);
  data.subtitle = subtitle;
  return fig_strip_new (&data, style, error);
}

/* ── paths ── */

FigScene *
draw_paths (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  GradientOptions run_options = options->run;      /* borrows what those own */
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (RnSpec) against = NULL;
  g_auto (GradientRun) run = { 0 };
  g_autofree char *title = NULL, *subtitle = NULL;
  FigUnrolledData data = { .selected = -1 };
  guint path;

  run_options.paths = options->layer != NULL ? options->layer : (char *) "";
  if (!gradient_specs (&run_options, words[0], &spec, &against, error)
      || !gradient_run (&run, &run_options, spec, error))
    return NULL;
  data.paths = run.records->paths;
  data.graph = run.records->graph;
  if (options->path != NULL)
    {
      g_autoptr (GError) local = NULL;

      if (!rn_paths_read (options->path, data.paths->n_blocks, &path, &local))
        {
          cli_usage_error (error, "--path: %s", local->message);
          return NULL;
        }
      data.selected = (int) path;
    }
  title = lab_paths_title (data.paths, data.graph);
  subtitle = g_strdup_printf ("%s · %s · %s", rn_spec_name (spec), run.subject.input_words,
                              run.subject.weights_words);
  data.title = title;
  data.subtitle = subtitle;
  return fig_unrolled_new (&data, style);
}

/* ── compare ── */

static FigScene *
compared_blocks (CompareSubject *subjects, guint n, const FigStyle *style, GError **error)
{
  g_autofree FigCompared *blocks = g_new (FigCompared, n);

  for (guint i = 0; i < n; i++)
    blocks[i] = (FigCompared) { subjects[i].subject.graph, rn_spec_name (subjects[i].subject.spec),
                                subjects[i].forward.median, subjects[i].backward.median, NULL, NULL };
  return fig_compare_new (blocks, n, rn_convention_default (), style, error);
}

/* Whole networks have no one block to draw: bars alone. */
static FigScene *
compared_networks (const CompareSubject *subjects, guint n, const FigStyle *style)
{
  const FigQuantity quantities[] = {
    { _("Parameters"), NULL, FIG_UNIT_COUNT },
    { _("Multiply-adds"), rn_convention_name (rn_convention_default ()), FIG_UNIT_MULTIPLY_ADDS },
    { _("Activation memory"), NULL, FIG_UNIT_BYTES },
    { _("Forward + back"), NULL, FIG_UNIT_MILLISECONDS },
  };
  enum { N = G_N_ELEMENTS (quantities) };
  g_autofree const char **names = g_new (const char *, n);
  g_autofree FigSegment *segments = g_new0 (FigSegment, 2 * N * n);
  g_autofree FigBar *bars = g_new (FigBar, N * n);

  for (guint i = 0; i < n; i++)
    {
      const CompareSubject *self = &subjects[i];
      const double values[N] = { (double) self->totals.parameters, (double) self->totals.macs,
                                 (double) self->totals.activation_bytes, self->forward.median };

      names[i] = rn_spec_name (self->subject.spec);
      for (guint q = 0; q < N; q++)
        {
          FigSegment *segment = &segments[2 * (q * n + i)];

          segment[0] = (FigSegment) { values[q], FIG_BRANCH, FALSE, NULL };
          segment[1] = (FigSegment) { self->backward.median, FIG_BRANCH, TRUE, NULL };
          bars[q * n + i] = (FigBar) { segment, q == N - 1 ? 2 : 1, NULL };
        }
    }
  return fig_bars_new (&(FigBarsData) { NULL, names, n, quantities, N, bars }, style);
}

static void
clear_subject (gpointer data)
{
  compare_subject_clear (data);
}

FigScene *
draw_compare (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  g_autoptr (GArray) array = g_array_new (FALSE, TRUE, sizeof (CompareSubject));
  g_autoptr (GPtrArray) specs = NULL;
  guint n = g_strv_length (words);
  CompareSubject *subjects;
  gboolean blocks = TRUE;
  RnShape input;

  g_array_set_clear_func (array, clear_subject);
  if (!cli_parse_input (options->input, &input, error))
    return NULL;
  specs = compare_specs_open (words, options->budget, &input, error);
  if (specs == NULL)
    return NULL;
  g_array_set_size (array, n);
  subjects = (CompareSubject *) array->data;
  for (guint i = 0; i < n; i++)
    {
      blocks = blocks && rn_spec_block (g_ptr_array_index (specs, i)) != NULL;
      if (!compare_open (&subjects[i], g_ptr_array_index (specs, i), &input,
                         options->run.source.threads, error))
        return NULL;
    }
  if (!compare_measure (subjects, n, (guint) options->runs, error))
    return NULL;
  return blocks ? compared_blocks (subjects, n, style, error)
                : compared_networks (subjects, n, style);
}
