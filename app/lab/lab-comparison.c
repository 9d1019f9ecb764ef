/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task comparison: the blocks that are compared, built and counted. */
#include "config.h"

#include "lab-comparison.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-block.h"

void
lab_comparison_unref (LabComparison *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  for (guint i = 0; i < self->n; i++)
    g_clear_pointer (&self->blocks[i].graph, rn_graph_unref);
  g_free (self);
}

LabComparison *
lab_comparison (Lab *lab)
{
  return lab_result (lab, LAB_TASK_comparison);
}

/* ── building ── */

RnGraph *
lab__block_graph (const RnBlockSpec *spec, guint batch, guint side, GError **error)
{
  const RnBuildOptions options = { .input = rn_shape_4d (batch, (gsize) spec->in, side, side) };
  g_autoptr (RnSpec) whole = rn_spec_new_block (spec);

  return rn_spec_build (whole, &options, error);
}

/* The solver's reference comes first. */
gboolean
lab__budget_solve (const LabDocument *document, RnBlockSpec *solved, GError **error)
{
  guint n = document->n_blocks, reference = document->reference;
  RnBlockSpec specs[LAB_BLOCKS_MOST] = { 0 };
  RnBudget budgets[LAB_BLOCKS_MOST];

  g_return_val_if_fail (n > 0, FALSE);
  for (guint i = 0; i < n; i++)
    specs[i] = document->blocks[(reference + i) % n];
  if (!rn_budget_solve (specs, n, document->budget, document->side, document->side, budgets,
                        error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    solved[(reference + i) % n] = budgets[i].spec;
  return TRUE;
}

gboolean
lab__blocks_check (const LabDocument *document, GError **error)
{
  RnBlockSpec solved[LAB_BLOCKS_MOST];

  for (guint i = 0; i < document->n_blocks; i++)
    if (!lab_block_check (&document->blocks[i], document->batch, document->side, error))
      {
        g_prefix_error (error, "%c: ", 'A' + (int) i);
        return FALSE;
      }
  return !document->same_budget || lab__budget_solve (document, solved, error);
}

guint64
lab__graph_weights (const RnGraph *graph)
{
  guint64 sum = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);

      if (g_str_equal (node->op->name, "conv2d"))
        sum += rn_shape_elements (&rn_graph_parameter (graph, node->parameters[0])->shape);
    }
  return sum;
}

static RnShape *
shapes_of (const RnGraph *graph)
{
  guint n = rn_graph_n_nodes (graph);
  RnShape *shapes = g_new (RnShape, n);

  for (RnNode i = 0; i < n; i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  return shapes;
}

guint64
lab_compared_count (const LabCompared *self, const RnConvention *convention)
{
  g_autofree RnShape *shapes = shapes_of (self->graph);
  guint64 sum = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (self->graph); i++)
    sum += rn_convention_count (convention, self->graph, i, shapes);
  return sum;
}

static gboolean
build (LabCompared *self, const LabDocument *document, GError **error)
{
  g_autofree RnShape *shapes = NULL;

  self->graph = lab__block_graph (&self->spec, document->batch, document->side, error);
  if (self->graph == NULL)
    return FALSE;
  shapes = shapes_of (self->graph);
  rn_totals_measure (self->graph, shapes, 0, rn_graph_n_nodes (self->graph),
                     rn_convention_default (), &self->totals);
  self->weights = lab__graph_weights (self->graph);
  return TRUE;
}

/* ── the task ── */

static char *
key (Lab *lab)
{
  const LabDocument *document = lab_document (lab);
  GString *text;

  if (lab_look (lab)->view != LAB_VIEW_COMPARE)
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, "%u %u budget %d %d reference %u", document->batch,
                          document->side, document->same_budget, document->budget,
                          document->reference);
  for (guint i = 0; i < document->n_blocks; i++)
    {
      json_object *json = rn_block_spec_write (&document->blocks[i]);

      g_string_append_printf (text, " %s", json_object_to_json_string (json));
      json_object_put (json);
    }
  return g_string_free (text, FALSE);
}

static gpointer
prepare (Lab *lab)
{
  return lab_document_copy (lab_document (lab));
}

static gpointer
run (gconstpointer request, LabBench *bench, const RnProgress *progress, GError **error)
{
  const LabDocument *document = request;
  RnBlockSpec solved[LAB_BLOCKS_MOST];
  LabComparison *self = g_new0 (LabComparison, 1);
  gboolean can_solve = lab__budget_solve (document, solved,
                                          document->same_budget ? error : NULL);
  gboolean done = can_solve || !document->same_budget;

  self->refs = 1;
  self->n = document->n_blocks;
  self->reference = document->reference;
  self->batch = document->batch;
  self->side = document->side;
  for (guint i = 0; done && i < self->n; i++)
    {
      LabCompared *block = &self->blocks[i];

      block->spec = document->same_budget ? solved[i] : document->blocks[i];
      block->solved_mid = rn_block_spec_mid (can_solve ? &solved[i] : &block->spec);
      done = build (block, document, error);
    }
  if (!done)
    g_clear_pointer (&self, lab_comparison_unref);
  return self;
}

const LabTask lab__task_comparison = {
  .name = "comparison",
  .title = N_("Counting"),
  .key = key,
  .prepare = prepare,
  .run = run,
  .free_request = (void (*) (gpointer)) lab_document_free,
  .free_result = (void (*) (gpointer)) lab_comparison_unref,
};

/* ── words ── */

char *
lab_budget_hint (Lab *lab)
{
  const LabDocument *document = lab_document (lab);
  const LabComparison *self = lab_comparison (lab);
  GString *text = g_string_new (NULL);

  for (guint i = 0; self != NULL && !document->same_budget && i < self->n; i++)
    {
      const LabCompared *block = &self->blocks[i];
      RnBlockSpec solved = block->spec;
      g_autofree char *widths = NULL;

      if (i == self->reference || block->solved_mid == rn_block_spec_mid (&block->spec))
        continue;
      solved.mid = block->solved_mid;
      widths = lab_block_widths (&solved);
      /* TRANSLATORS: a block's letter, and its widths: "A would become 256–15–256" */
      g_string_append_printf (text, text->len == 0 ? _("%c would become %s") : _(", %c %s"),
                              'A' + (int) i, widths);
    }
  return g_string_free (text, text->len == 0);
}

static gboolean
any_bf16 (const LabComparison *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->blocks[i].spec.precision == RN_BF16)
      return TRUE;
  return FALSE;
}

char *
lab_comparison_terms (Lab *lab)
{
  const LabComparison *self = lab_comparison (lab);
  const LabTimes *times = lab_times (lab);
  GString *text;

  if (self == NULL)
    return g_strdup ("");
  text = g_string_new (NULL);
  g_string_append_printf (text, "%u × %d × %u × %u, %s", self->batch,
                          self->blocks[self->reference].spec.in, self->side, self->side,
                          any_bf16 (self) ? _("fp32 and bf16") : "fp32");
  if (times != NULL)
    {
      g_string_append_printf (text,
                              dngettext (GETTEXT_PACKAGE, ", %u thread", ", %u threads",
                                         times->threads),
                              times->threads);
      g_string_append_printf (text,
                              dngettext (GETTEXT_PACKAGE, ", %u run", ", median of %u runs",
                                         times->run),
                              times->run);
    }
  return g_string_free (text, FALSE);
}

/* ── the table ── */

static void
add_ratio (RnTable *table, double value, double reference)
{
  rn_table_add_real (table, value / reference, 4);
}

static void
add_columns (RnTable *table)
{
  static const char *const columns[][2] = {
    { "block", N_("Block") },
    { "name", N_("Name") },
    { "spec", N_("Spec") },
    { "convolution_weights", N_("Convolution weights") },
    { "parameters", N_("Parameters") },
    { "mult_adds", N_("Multiply-adds") },
    { "activation_bytes", N_("Activation memory, bytes") },
    { "forward_ms", N_("Forward, ms") },
    { "forward_ms_min", N_("Forward least, ms") },
    { "forward_ms_max", N_("Forward most, ms") },
    { "backward_ms", N_("Backward, ms") },
    { "backward_ms_min", N_("Backward least, ms") },
    { "backward_ms_max", N_("Backward most, ms") },
    { "parameters_ratio", N_("Parameters, ratio") },
    { "mult_adds_ratio", N_("Multiply-adds, ratio") },
    { "activation_ratio", N_("Activation memory, ratio") },
    { "forward_ratio", N_("Forward, ratio") },
    { "backward_ratio", N_("Backward, ratio") },
    { "output_deviation", N_("Output, off fp32 by") },
    { "gradient_deviation", N_("Gradient, off fp32 by") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    rn_table_add_column (table, columns[i][0], _(columns[i][1]),
                         i < 3 ? RN_ALIGN_LEFT : RN_ALIGN_RIGHT);
}

static void
add_time (RnTable *table, const LabTime *time)
{
  rn_table_add_real (table, time->median, 3);
  rn_table_add_real (table, time->low, 3);
  rn_table_add_real (table, time->high, 3);
}

static void
add_row (RnTable *table, Lab *lab, guint i)
{
  static const LabTime none = { NAN, NAN, NAN };
  const LabComparison *self = lab_comparison (lab);
  const LabTimes *times = lab_times (lab);
  const LabCompared *block = &self->blocks[i], *reference = &self->blocks[self->reference];
  const RnConvention *convention = lab_look (lab)->convention;
  const LabTime *forward = times != NULL ? times->forward : NULL;
  const LabTime *backward = times != NULL ? times->backward : NULL;
  json_object *spec = rn_block_spec_write (&block->spec);
  guint64 count = lab_compared_count (block, convention);
  const char letter[] = { (char) ('A' + i), '\0' };

  rn_table_add_text (table, letter);
  rn_table_add_text (table, rn_block_spec_title (&block->spec));
  rn_table_add_text (table, json_object_to_json_string_ext (spec, JSON_C_TO_STRING_PLAIN));
  rn_table_add_integer (table, block->weights);
  rn_table_add_integer (table, block->totals.parameters);
  rn_table_add_integer (table, count);
  rn_table_add_integer (table, block->totals.activation_bytes);
  add_time (table, forward != NULL ? &forward[i] : &none);
  add_time (table, backward != NULL ? &backward[i] : &none);
  add_ratio (table, (double) block->totals.parameters, (double) reference->totals.parameters);
  add_ratio (table, (double) count, (double) lab_compared_count (reference, convention));
  add_ratio (table, (double) block->totals.activation_bytes,
             (double) reference->totals.activation_bytes);
  add_ratio (table, forward != NULL ? forward[i].median : NAN,
             forward != NULL ? forward[self->reference].median : NAN);
  add_ratio (table, backward != NULL ? backward[i].median : NAN,
             backward != NULL ? backward[self->reference].median : NAN);
  rn_table_add_real (table, times != NULL ? times->deviation[i].output : NAN, 6);
  rn_table_add_real (table, times != NULL ? times->deviation[i].gradient : NAN, 6);
  json_object_put (spec);
}

RnTable *
lab_comparison_table (Lab *lab)
{
  const LabComparison *self = lab_comparison (lab);
  RnTable *table;

  if (self == NULL)
    return NULL;
  table = rn_table_new ();
  add_columns (table);
  for (guint i = 0; i < self->n; i++)
    add_row (table, lab, i);
  return table;
}
