/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Sections of a report on one network: what it is, what it costs, its layers, how long it takes. */
#include "config.h"

#include "lab-report-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-words.h"
#include "lab-tables.h"

const char *
lab__spec_title (RnSpec *spec)
{
  const RnCatalogueEntry *entry = rn_spec_block (spec) == NULL
                                    ? rn_catalogue_find (rn_spec_name (spec))
                                    : NULL;

  return entry != NULL ? entry->title : rn_spec_name (spec);
}

void
lab__say (LabWriting *self, const char *format, ...)
{
  va_list values;
  g_autofree char *text = NULL;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  lab_paper_paragraph (self->paper, text);
}

/* ── what it is ── */

static guint
count_scopes (const RnGraph *graph, RnScopeKind kind)
{
  guint count = 0;

  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    count += rn_graph_scope (graph, i)->kind == kind;
  return count;
}

static void
tell_structure (LabWriting *self)
{
  const RnGraph *graph = self->run.graph;
  guint stages = count_scopes (graph, RN_SCOPE_STAGE);
  guint blocks = count_scopes (graph, RN_SCOPE_BLOCK);
  g_autofree char *in = rn_shape_describe (&self->run.records->shapes[0]);
  g_autofree char *out = rn_shape_describe (&self->run.records->shapes[rn_graph_output (graph)]);
  g_autofree char *blocks_text = g_strdup_printf (
    dngettext (GETTEXT_PACKAGE, "%u block", "%u blocks", blocks), blocks);
  g_autofree char *stages_text = g_strdup_printf (
    dngettext (GETTEXT_PACKAGE, "%u stage", "%u stages", stages), stages);

  if (rn_spec_block (self->run.spec) != NULL)
    {
      g_autofree char *summary = rn_block_spec_summary (rn_spec_block (self->run.spec));
      g_autofree char *words = fig_scope_words (summary);

      lab__say (self, _("One residual block: %s. It takes %s and gives %s."), words, in, out);
    }
  else
    /* TRANSLATORS: “8 blocks”, “4 stages”, two shapes */
    lab__say (self, _("A network of %s in %s. It takes %s and gives %s."), blocks_text, stages_text,
              in, out);
}

static void
tell_source (LabWriting *self)
{
  const RnCatalogueEntry *entry = rn_spec_block (self->run.spec) == NULL
                                    ? rn_catalogue_find (rn_spec_name (self->run.spec))
                                    : NULL;
  g_autofree char *published = NULL;

  if (entry == NULL)
    return;
  lab__say (self, _("Family: %s. Source: %s."), entry->family, entry->source);
  if (entry->published_parameters == 0)
    return;
  published = fig_format_count (entry->published_parameters);
  lab__say (self, _("Published parameters: %s (%s)."), published, _(entry->counted_by));
}

static void
tell_state (LabWriting *self)
{
  const LabReport *report = self->report;
  const LabDocument *document = report->document;

  if (report->weights_file != NULL)
    lab__say (self, _("Its weights come from %s."), report->weights_file);
  else
    lab__say (self,
              _("Its weights are untrained: drawn at random from seed %lu. Batch norm uses the "
                "statistics of what goes in. Maps and gradients show what the structure alone "
                "does, not what training has made of it."),
              (gulong) document->seed);
  for (guint i = 0; i < document->cuts->len; i++)
    {
      const LabCut *cut = &g_array_index (document->cuts, LabCut, i);
      const char *block = cut->block[0] != '\0' ? cut->block : rn_spec_name (document->spec);

      if (cut->scale == 0)
        lab__say (self, _("The shortcut of %s is cut: nothing passes it, in either direction."),
                  block);
      else
        lab__say (self, _("The shortcut of %s is multiplied by %g."), block, cut->scale);
    }
}

/* ── what it costs ── */

static void
add_total (RnTable *table, const char *what, FigUnit unit, double value)
{
  rn_table_add_text (table, what);
  lab_add_number (table, unit, value);
}

static RnTable *
totals_table (LabWriting *self)
{
  const RnRecords *records = self->run.records;
  RnTable *table = rn_table_new ();
  RnTotals totals;

  rn_totals_measure (records->graph, records->shapes, 0, rn_graph_n_nodes (records->graph),
                     self->report->convention, &totals);
  rn_table_add_column (table, "quantity", _("Quantity"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "value", _("Value"), RN_ALIGN_RIGHT);
  add_total (table, _("Parameters"), FIG_UNIT_COUNT, (double) totals.parameters);
  add_total (table, _("Multiply-adds of convolutions and linear layers"), FIG_UNIT_COUNT,
             (double) totals.macs);
  add_total (table, _("Bytes of the parameters"), FIG_UNIT_BYTES, (double) totals.parameter_bytes);
  add_total (table, _("Bytes kept from forward to backward"), FIG_UNIT_BYTES,
             (double) totals.activation_bytes);
  if (isfinite (records->loss))
    add_total (table, _("Loss against the network's own first guess"), FIG_UNIT_NUMBER,
               records->loss);
  return table;
}

static void
write_costs (LabWriting *self)
{
  const RnRecords *records = self->run.records;

  lab_paper_heading (self->paper, 1, _("What it costs"));
  lab_paper_table (self->paper, totals_table (self), _("Totals for one sample."));
  lab_paper_table (self->paper,
                   lab_stage_table (records->graph, records->shapes, self->report->convention),
                   _("Its parts. What is kept for backward is the memory a training step needs."));
  lab__say (self, _("Tools count multiply-adds by different rules; the same network has a number "
                    "by each of them:"));
  lab_paper_table (self->paper, lab_convention_table (records->graph, records->shapes),
                   _("Multiply-adds by counting convention."));
}

/* ── layers ── */

static void
write_layers (LabWriting *self)
{
  const RnRecords *records = self->run.records;
  LabColumns columns = LAB_COLUMNS_COST | (self->report->timing ? LAB_COLUMNS_TIME : 0);

  lab_paper_heading (self->paper, 1, _("Layer by layer"));
  lab_paper_table (self->paper, lab_layer_table (records, self->report->convention, columns),
                   self->report->timing
                     ? _("Every layer in the order it runs; times are medians of three passes, "
                         "every layer looked at.")
                     : _("Every layer in the order it runs."));
  lab_paper_table (self->paper,
                   lab_layer_table (records, self->report->convention, LAB_COLUMNS_STATISTICS),
                   _("What each layer gives: mean, standard deviation, least and greatest value, "
                     "how many are exactly 0, and the length of the gradient that reaches it."));
}

gboolean
lab__report_network (LabWriting *self, GError **error)
{
  lab_paper_heading (self->paper, 1, _("What it is"));
  tell_structure (self);
  tell_source (self);
  tell_state (self);
  write_costs (self);
  if (!lab__report_figures (self, error) || !lab__report_gradients (self, error))
    return FALSE;
  write_layers (self);
  return TRUE;
}

/* ── times ── */

char *
lab__time_text (const LabTime *time)
{
  guint decimals = time->median >= 100 ? 0 : time->median >= 10 ? 1 : time->median >= 1 ? 2 : 3;
  g_autofree char *median = fig_format_fixed (time->median, decimals),
                  *low = fig_format_fixed (time->low, decimals),
                  *high = fig_format_fixed (time->high, decimals);

  return g_strdup_printf ("%s ms (%s–%s)", median, low, high);
}

static RnTable *
times_table (const LabTimed *timed)
{
  LabTime times[] = { lab_timed_forward (timed), lab_timed_backward (timed) };
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "pass", _("Pass"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "time", _("Median (least–most)"), RN_ALIGN_RIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = lab__time_text (&times[i]);

      rn_table_add_text (table, i == 0 ? _("forward") : _("backward"));
      rn_table_add_shown (table, times[i].median, text);
    }
  return table;
}

gboolean
lab__report_times (LabWriting *self, GError **error)
{
  LabRun run = { 0 };
  LabTimed timed = { 0 };
  gboolean done;

  if (!self->report->timing)
    return TRUE;
  done = lab__run_plan_bare (&run, self->run.spec, self->report, error);
  if (done)
    {
      lab_timed_init (&timed, run.session, TRUE);
      done = lab_time (&timed, 1, self->report->runs, self->progress, NULL, NULL, error);
    }
  if (done)
    {
      lab_paper_heading (self->paper, 1, _("How long it takes"));
      lab_paper_table (self->paper, times_table (&timed),
                       _("A training pass over one sample of random numbers, nothing looked at."));
      lab__say (self, _("Median of %u runs; each run is the mean of as many passes as take 20 ms. "
                        "Engine %s, %u threads."),
                self->report->runs, rn_engine_name (rn_session_options (run.session)->engine),
                rn_session_options (run.session)->threads);
    }
  if (timed.session != NULL)
    lab_timed_clear (&timed);
  lab__run_clear (&run);
  return done;
}
