/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Tables of a run: layers, stages, counting conventions. */
#include "config.h"

#include "lab-tables.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-words.h"

void
lab_add_number (RnTable *table, FigUnit unit, double value)
{
  g_autofree char *text = fig_format (unit, value);

  rn_table_add_shown (table, value, text);
}

/* ── layers ── */

static void
add_cost_columns (RnTable *table, const RnConvention *convention)
{
  g_autofree char *title = g_strdup_printf (_("Multiply-adds (%s)"),
                                            rn_convention_name (convention));

  rn_table_add_column (table, "op", _("Op"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "output_shape", _("Output"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", _("Parameters"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "mult_adds", title, RN_ALIGN_RIGHT);
  rn_table_add_column (table, "output_bytes", _("Bytes"), RN_ALIGN_RIGHT);
}

static void
add_statistics_columns (RnTable *table, gboolean backward)
{
  rn_table_add_column (table, "mean", _("Mean"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "std", _("Std"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "min", _("Min"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "max", _("Max"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "zeros", _("Zeros"), RN_ALIGN_RIGHT);
  if (backward)
    rn_table_add_column (table, "gradient_norm", "‖dL/dy‖", RN_ALIGN_RIGHT);
}

static void
add_layer_columns (RnTable *table, const RnRecords *records, const RnConvention *convention,
                   LabColumns columns)
{
  rn_table_add_column (table, "name", _("Layer"), RN_ALIGN_LEFT);
  if (columns & LAB_COLUMNS_COST)
    add_cost_columns (table, convention);
  if (columns & LAB_COLUMNS_TIME)
    rn_table_add_column (table, "forward_ms", _("Forward, ms"), RN_ALIGN_RIGHT);
  if ((columns & LAB_COLUMNS_TIME) && records->backward)
    rn_table_add_column (table, "backward_ms", _("Backward, ms"), RN_ALIGN_RIGHT);
  if (columns & LAB_COLUMNS_STATISTICS)
    add_statistics_columns (table, records->backward);
}

static void
add_cost (RnTable *table, const RnRecords *records, const RnRecord *record,
          const RnConvention *convention)
{
  g_autofree char *op = fig_op_words (records->graph, record->node);
  g_autofree char *shape = rn_shape_describe (&record->output);

  rn_table_add_text (table, op);
  rn_table_add_text (table, shape);
  rn_table_add_integer (table, record->parameters);
  rn_table_add_integer (table, rn_convention_count (convention, records->graph, record->node,
                                                    records->shapes));
  rn_table_add_integer (table, record->output_bytes);
}

static void
add_statistics (RnTable *table, const RnRecord *record, gboolean backward)
{
  const RnStatistics *values = &record->values;
  double zeros = record->has_values && values->count > 0
                   ? (double) values->zeros / (double) values->count
                   : NAN;
  g_autofree char *percent = g_strdup_printf ("%.1f %%", 100 * zeros);

  lab_add_number (table, FIG_UNIT_NUMBER, record->has_values ? values->mean : NAN);
  lab_add_number (table, FIG_UNIT_NUMBER, record->has_values ? values->std : NAN);
  lab_add_number (table, FIG_UNIT_NUMBER, record->has_values ? values->min : NAN);
  lab_add_number (table, FIG_UNIT_NUMBER, record->has_values ? values->max : NAN);
  rn_table_add_shown (table, zeros, percent);
  if (backward)
    lab_add_number (table, FIG_UNIT_NUMBER, record->has_gradient ? record->gradient.l2 : NAN);
}

RnTable *
lab_layer_table (const RnRecords *records, const RnConvention *convention, LabColumns columns)
{
  RnTable *table = rn_table_new ();

  add_layer_columns (table, records, convention, columns);
  for (guint i = 0; i < records->records->len; i++)
    {
      const RnRecord *record = &g_array_index (records->records, RnRecord, i);

      rn_table_add_text (table, rn_graph_node (records->graph, i)->name);
      if (columns & LAB_COLUMNS_COST)
        add_cost (table, records, record, convention);
      if (columns & LAB_COLUMNS_TIME)
        rn_table_add_real (table, record->forward_ms, 3);
      if ((columns & LAB_COLUMNS_TIME) && records->backward)
        rn_table_add_real (table, record->backward_ms, 3);
      if (columns & LAB_COLUMNS_STATISTICS)
        add_statistics (table, record, records->backward);
    }
  return table;
}

/* ── stages ── */

static guint
count_blocks (const RnGraph *graph, const RnScopeInfo *within)
{
  guint blocks = 0;

  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, i);

      blocks += scope->kind == RN_SCOPE_BLOCK && scope->first >= within->first
                && scope->end <= within->end;
    }
  return blocks;
}

/* A stage is what its first block is; stem and head are their ops. */
static char *
stage_words (const RnGraph *graph, const RnScopeInfo *stage)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, i);

      if (scope->kind == RN_SCOPE_BLOCK && scope->first >= stage->first && scope->end <= stage->end)
        return fig_scope_words (scope->summary);
    }
  for (RnNode i = stage->first; i < stage->end; i++)
    {
      g_autofree char *op = fig_op_words (graph, i);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", op);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_stage (RnTable *table, const RnGraph *graph, const RnShape *shapes, const RnScopeInfo *scope,
           const char *name, const RnConvention *convention)
{
  gboolean whole = scope->kind == RN_SCOPE_NETWORK;
  g_autofree char *shape = rn_shape_describe (&shapes[whole ? rn_graph_output (graph)
                                                            : scope->end - 1]);
  g_autofree char *words = whole ? NULL : stage_words (graph, scope);
  RnTotals totals;

  rn_totals_measure (graph, shapes, scope->first, scope->end, convention, &totals);
  rn_table_add_text (table, name);
  rn_table_add_text (table, words);
  rn_table_add_integer (table, count_blocks (graph, scope));
  rn_table_add_text (table, shape);
  rn_table_add_integer (table, totals.parameters);
  rn_table_add_integer (table, totals.mult_adds);
  lab_add_number (table, FIG_UNIT_BYTES, (double) totals.activation_bytes);
}

/* The parts directly below the network; a lone block is its own part. */
RnTable *
lab_stage_table (const RnGraph *graph, const RnShape *shapes, const RnConvention *convention)
{
  g_autofree char *title = g_strdup_printf (_("Multiply-adds (%s)"),
                                            rn_convention_name (convention));
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "part", _("Part"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "what", _("What it is"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "blocks", _("Blocks"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "output_shape", _("Output"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", _("Parameters"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "mult_adds", title, RN_ALIGN_RIGHT);
  rn_table_add_column (table, "activation_bytes", _("Kept for backward"), RN_ALIGN_RIGHT);
  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, i);
      static const char *const kinds[] = { [RN_SCOPE_STEM] = N_("stem"),
                                           [RN_SCOPE_HEAD] = N_("head"),
                                           [RN_SCOPE_BLOCK] = N_("block") };
      const char *name = scope->path;

      if (scope->parent != RN_SCOPE_ROOT || scope->end <= scope->first)
        continue;
      if (name[0] == '\0' && scope->kind < G_N_ELEMENTS (kinds) && kinds[scope->kind] != NULL)
        name = _(kinds[scope->kind]);
      add_stage (table, graph, shapes, scope, name, convention);
    }
  rn_table_add_rule (table);
  add_stage (table, graph, shapes, rn_graph_scope (graph, RN_SCOPE_ROOT), _("the whole"),
             convention);
  return table;
}

/* ── conventions ── */

/* The core says its rules in English; here they are for the translators. */
static const char *const rules[] = {
  N_ ("multiply-adds of convolution and linear layers, nothing else"),
  N_ ("multiply-adds and biases; batch norm counts its 2C parameters per sample; all "
      "else 0"),
  N_ ("multiply-adds, also of attention; batch norm 2 an element; global average pooling and "
      "upsampling the elements they read; all else 0"),
  N_ ("multiply-adds, also of attention; batch norm 5 an element; global average pooling and "
      "upsampling the elements they read; all else 0"),
  N_ ("multiply-adds, also of attention, and biases; batch norm 2, activations and upsampling 1 "
      "an element; pooling its input elements; additions 0"),
  N_ ("multiply-adds of convolution, linear layers and attention, and biases"),
  N_ ("2 × multiply-adds of convolution, linear layers and attention: a multiplication and an "
      "addition each"),
};

const char *
lab_convention_words (const RnConvention *convention)
{
  const char *rule = rn_convention_rule (convention);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rule, rules[i]))
      return _(rules[i]);
  return rule;
}

RnTable *
lab_convention_table (const RnGraph *graph, const RnShape *shapes)
{
  RnTable *table = rn_table_new ();
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);

  rn_table_add_column (table, "convention", _("Convention"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "mult_adds", _("Multiply-adds"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "rule", _("What is counted"), RN_ALIGN_LEFT);
  for (guint i = 0; i < n; i++)
    {
      RnTotals totals;

      rn_totals_measure (graph, shapes, 0, rn_graph_n_nodes (graph), conventions[i], &totals);
      rn_table_add_text (table, rn_convention_name (conventions[i]));
      rn_table_add_integer (table, totals.mult_adds);
      rn_table_add_text (table, lab_convention_words (conventions[i]));
    }
  return table;
}
