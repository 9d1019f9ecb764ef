/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A report on several networks or blocks: drawn to scale, counted, and timed in turns. */
#include "config.h"

#include "lab-report-private.h"

#include <math.h>

#include "fig-bars.h"
#include "fig-compare.h"
#include "fig-i18n.h"
#include "fig-words.h"
#include "lab-tables.h"

typedef struct
{
  LabRun   run;
  LabTimed timed;
  LabTime  forward, backward;
  RnTotals totals;
} Side;

static void
side_clear (gpointer data)
{
  Side *self = data;

  if (self->timed.session != NULL)
    lab_timed_clear (&self->timed);
  lab__run_clear (&self->run);
}

static gboolean
open_side (Side *self, RnSpec *spec, const LabWriting *writing, GError **error)
{
  if (!rn_progress_step (writing->progress, 0.1, rn_spec_name (spec), error)
      || !lab__run_plan_bare (&self->run, spec, writing->report, error))
    return FALSE;
  self->run.records = rn_records_new (self->run.session);
  rn_totals_measure (self->run.graph, self->run.records->shapes, 0,
                     rn_graph_n_nodes (self->run.graph), writing->report->convention,
                     &self->totals);
  self->forward = self->backward = (LabTime) { NAN, NAN, NAN };
  return TRUE;
}

static gboolean
time_sides (Side *sides, guint n, const LabWriting *writing, GError **error)
{
  LabTimed timed[LAB_REPORT_MOST] = { 0 };

  if (!writing->report->timing)
    return TRUE;
  for (guint i = 0; i < n; i++)
    lab_timed_init (&timed[i], sides[i].run.session, TRUE);
  if (!lab_time (timed, n, writing->report->runs, writing->progress, NULL, NULL, error))
    {
      for (guint i = 0; i < n; i++)
        lab_timed_clear (&timed[i]);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      sides[i].timed = timed[i];
      sides[i].forward = lab_timed_forward (&timed[i]);
      sides[i].backward = lab_timed_backward (&timed[i]);
    }
  return TRUE;
}

/* ── what is compared ── */

static void
write_sides (LabWriting *self, const Side *sides, guint n)
{
  lab_paper_heading (self->paper, 1, _("What is compared"));
  for (guint i = 0; i < n; i++)
    {
      RnSpec *spec = sides[i].run.spec;
      g_autofree char *in = rn_shape_describe (&sides[i].run.records->shapes[0]);
      g_autofree char *words = NULL, *text = NULL;

      if (rn_spec_block (spec) != NULL)
        {
          g_autofree char *summary = rn_block_spec_summary (rn_spec_block (spec));

          words = fig_scope_words (summary);
        }
      else
        words = g_strdup (rn_catalogue_find (rn_spec_name (spec)) != NULL
                            ? rn_catalogue_find (rn_spec_name (spec))->source
                            : rn_spec_name (spec));
      /* TRANSLATORS: letter, name, what it is, the shape that goes in */
      text = g_strdup_printf (_("%c: %s (%s), input %s"), 'A' + (int) i, lab__spec_title (spec),
                              words, in);
      lab_paper_item (self->paper, text);
    }
}

/* Whole networks have no one block to draw: bars alone. */
static FigScene *
draw_bars (const LabWriting *self, const Side *sides, guint n)
{
  const FigQuantity quantities[] = {
    { _("Parameters"), NULL, FIG_UNIT_COUNT },
    { _("Multiply-adds"), rn_convention_name (self->report->convention), FIG_UNIT_MULTIPLY_ADDS },
    { _("Activation memory"), NULL, FIG_UNIT_BYTES },
    { _("Forward + back"), NULL, FIG_UNIT_MILLISECONDS },
  };
  enum { N = G_N_ELEMENTS (quantities) };
  const char *names[LAB_REPORT_MOST];
  FigSegment segments[2 * N * LAB_REPORT_MOST] = { 0 };
  FigBar bars[N * LAB_REPORT_MOST];
  guint quantity = self->report->timing ? N : N - 1;

  for (guint i = 0; i < n; i++)
    {
      const double values[N] = { (double) sides[i].totals.parameters,
                                 (double) sides[i].totals.mult_adds,
                                 (double) sides[i].totals.activation_bytes,
                                 sides[i].forward.median };

      names[i] = lab__spec_title (sides[i].run.spec);
      for (guint q = 0; q < quantity; q++)
        {
          FigSegment *segment = &segments[2 * (q * n + i)];

          segment[0] = (FigSegment) { values[q], FIG_BRANCH, FALSE, NULL };
          segment[1] = (FigSegment) { sides[i].backward.median, FIG_BRANCH, TRUE, NULL };
          bars[q * n + i] = (FigBar) { segment, q == N - 1 ? 2 : 1, NULL };
        }
    }
  return fig_bars_new (&(FigBarsData) { NULL, names, n, quantities, quantity, bars }, &self->style);
}

static FigScene *
draw_sides (const LabWriting *self, const Side *sides, guint n, GError **error)
{
  FigCompared blocks[LAB_REPORT_MOST];
  gboolean all_blocks = TRUE;

  for (guint i = 0; i < n; i++)
    {
      all_blocks = all_blocks && rn_spec_block (sides[i].run.spec) != NULL;
      blocks[i] = (FigCompared) { .graph = sides[i].run.graph,
                                  .title = lab__spec_title (sides[i].run.spec),
                                  .forward_ms = sides[i].forward.median,
                                  .backward_ms = sides[i].backward.median };
    }
  return all_blocks
           ? fig_compare_new (blocks, n, self->report->convention, &self->style, error)
           : draw_bars (self, sides, n);
}

/* ── tables ── */

static void
add_ratio (RnTable *table, FigUnit unit, double value, double reference)
{
  g_autofree char *text = fig_format_ratio (unit, value, reference);

  rn_table_add_text (table, text);
}

static void
add_time (RnTable *table, const LabTime *time)
{
  g_autofree char *text = lab__time_text (time);

  rn_table_add_shown (table, time->median, text);
}

static void
add_side (RnTable *table, const Side *side, guint i, gboolean timing)
{
  g_autofree char *letter = g_strdup_printf ("%c", 'A' + (int) i);

  rn_table_add_text (table, letter);
  rn_table_add_text (table, lab__spec_title (side->run.spec));
  rn_table_add_integer (table, side->totals.parameters);
  rn_table_add_integer (table, side->totals.mult_adds);
  lab_add_number (table, FIG_UNIT_BYTES, (double) side->totals.activation_bytes);
  if (!timing)
    return;
  add_time (table, &side->forward);
  add_time (table, &side->backward);
}

static void
add_ratios (RnTable *table, const Side *side, const Side *first, gboolean timing)
{
  rn_table_add_text (table, NULL);
  rn_table_add_text (table, _("against A"));
  add_ratio (table, FIG_UNIT_COUNT, (double) side->totals.parameters,
             (double) first->totals.parameters);
  add_ratio (table, FIG_UNIT_MULTIPLY_ADDS, (double) side->totals.mult_adds,
             (double) first->totals.mult_adds);
  add_ratio (table, FIG_UNIT_BYTES, (double) side->totals.activation_bytes,
             (double) first->totals.activation_bytes);
  if (!timing)
    return;
  add_ratio (table, FIG_UNIT_MILLISECONDS, side->forward.median, first->forward.median);
  add_ratio (table, FIG_UNIT_MILLISECONDS, side->backward.median, first->backward.median);
}

static RnTable *
totals_table (const LabWriting *self, const Side *sides, guint n)
{
  gboolean timing = self->report->timing;
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "letter", " ", RN_ALIGN_LEFT);
  rn_table_add_column (table, "name", _("Name"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", _("Parameters"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "mult_adds", _("Multiply-adds"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "activation_bytes", _("Activation memory"), RN_ALIGN_RIGHT);
  if (timing)
    {
      rn_table_add_column (table, "forward_ms", _("Forward"), RN_ALIGN_RIGHT);
      rn_table_add_column (table, "backward_ms", _("Backward"), RN_ALIGN_RIGHT);
    }
  for (guint i = 0; i < n; i++)
    {
      add_side (table, &sides[i], i, timing);
      if (i > 0)
        add_ratios (table, &sides[i], &sides[0], timing);
    }
  return table;
}

/* A row a convention, a column a network. */
static RnTable *
convention_table (const Side *sides, guint n)
{
  RnTable *table = rn_table_new ();
  guint n_conventions;
  const RnConvention *const *conventions = rn_conventions (&n_conventions);

  rn_table_add_column (table, "convention", _("Convention"), RN_ALIGN_LEFT);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *letter = g_strdup_printf ("%c", 'A' + (int) i);

      rn_table_add_column (table, letter, letter, RN_ALIGN_RIGHT);
    }
  for (guint k = 0; k < n_conventions; k++)
    {
      rn_table_add_text (table, rn_convention_name (conventions[k]));
      for (guint i = 0; i < n; i++)
        {
          RnTotals totals;

          rn_totals_measure (sides[i].run.graph, sides[i].run.records->shapes, 0,
                             rn_graph_n_nodes (sides[i].run.graph), conventions[k], &totals);
          rn_table_add_integer (table, totals.mult_adds);
        }
    }
  return table;
}

static void
write_tables (LabWriting *self, const Side *sides, guint n)
{
  lab_paper_heading (self->paper, 1, _("Totals and ratios"));
  lab_paper_table (self->paper, totals_table (self, sides, n),
                   _("What each costs, and how that compares with the first."));
  lab__say (self, _("Multiply-adds by the convention “%s”: %s. Activation memory is what the "
                    "forward pass keeps for the backward pass."),
            rn_convention_name (self->report->convention),
            lab_convention_words (self->report->convention));
  if (self->report->timing)
    lab__say (self,
              _("Times are medians with the least and the most of %u runs in training mode, taken "
                "in turns, so that a busy machine is equally busy for all. Engine %s, %u threads."),
              self->report->runs, rn_engine_name (self->options.engine), self->options.threads);
  lab_paper_table (self->paper, convention_table (sides, n),
                   _("Multiply-adds by counting convention."));
}

gboolean
lab__report_comparison (LabWriting *self, GError **error)
{
  g_autoptr (GArray) array = g_array_new (FALSE, TRUE, sizeof (Side));
  guint n = self->report->specs->len;
  Side *sides;
  FigScene *scene;

  g_return_val_if_fail (n >= 1 && n <= LAB_REPORT_MOST, FALSE);
  g_array_set_clear_func (array, side_clear);
  g_array_set_size (array, n);
  sides = (Side *) array->data;
  for (guint i = 0; i < n; i++)
    if (!open_side (&sides[i], g_ptr_array_index (self->report->specs, i), self, error))
      return FALSE;
  self->options = *rn_session_options (sides[0].run.session);
  if (!time_sides (sides, n, self, error))
    return FALSE;
  scene = draw_sides (self, sides, n, error);
  if (scene == NULL)
    return FALSE;
  write_sides (self, sides, n);
  lab_paper_figure (self->paper, scene, "compare", FALSE,
                    _("Side by side: each quantity on one scale; a bar is parted at each "
                      "convolution, backward time is hatched."),
                    _("Bars of parameters, multiply-adds, activation memory and time."));
  write_tables (self, sides, n);
  return TRUE;
}
