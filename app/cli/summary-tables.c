/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The tables of a summary: its layers, and its multiply-adds by every convention. */
#include "config.h"

#include "summary.h"

#include "cli-output.h"
#include "cli-subject.h"
#include "summary-rows.h"

#define RULE_WIDTH 64        /* columns */

/* ── the layers ── */

static void
add_columns (RnTable *table, gboolean for_people)
{
  rn_table_add_column (table, "name", "Layer", RN_ALIGN_LEFT);
  rn_table_add_column (table, "op", "What it is", RN_ALIGN_LEFT);
  if (!for_people)
    rn_table_add_column (table, "scope", "Scope", RN_ALIGN_LEFT);
  rn_table_add_column (table, "output_shape", "Output", RN_ALIGN_LEFT);
  rn_table_add_column (table, "kernel", "Kernel", RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", "Parameters", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "mult_adds", "Mult-adds", RN_ALIGN_RIGHT);
  if (!for_people)
    rn_table_add_column (table, "macs", "MACs", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "output_bytes", "Output bytes", RN_ALIGN_RIGHT);
}

/* People read the op's title, machines its stable name. */
static const char *
what_it_is (const RnGraph *graph, const SummaryRow *row, gboolean for_people)
{
  const RnScopeInfo *scope = rn_graph_scope (graph, row->scope);
  const RnOp *op = row->is_layer ? rn_graph_node (graph, row->node)->op : NULL;

  if (op != NULL)
    return for_people ? op->title : op->name;
  return scope->summary != NULL && scope->kind != RN_SCOPE_NETWORK ? scope->summary : "";
}

static void
add_count (RnTable *table, guint64 value, gboolean for_people)
{
  if (value == 0 && for_people)
    rn_table_add_text (table, "–");
  else
    rn_table_add_integer (table, value);
}

static void
add_row (RnTable *table, const Summary *self, const SummaryRow *row, gboolean for_people)
{
  g_autofree char *shape = rn_shape_describe (&self->shapes[row->node]);
  g_autofree char *kernel = row->is_layer ? cli_kernel_words (self->graph, row->node)
                                          : g_strdup ("");

  rn_table_add_text (table, for_people ? row->tree : row->name);
  rn_table_add_text (table, what_it_is (self->graph, row, for_people));
  if (!for_people)
    rn_table_add_text (table, rn_graph_scope (self->graph, row->scope)->path);
  rn_table_add_text (table, shape);
  rn_table_add_text (table, kernel);
  add_count (table, row->totals.parameters, for_people);
  add_count (table, row->totals.mult_adds, for_people);
  if (!for_people)
    rn_table_add_integer (table, row->totals.macs);
  rn_table_add_integer (table, row->output_bytes);
}

RnTable *
summary_layer_table (const Summary *self, guint depth, gboolean for_people)
{
  g_autoptr (GArray) rows = summary_rows_new (self->graph, self->shapes, depth, self->convention);
  RnTable *table = rn_table_new ();

  add_columns (table, for_people);
  for (guint i = 0; i < rows->len; i++)
    {
      const SummaryRow *row = &g_array_index (rows, SummaryRow, i);

      if (for_people || row->is_leaf)
        add_row (table, self, row, for_people);
    }
  return table;
}

/* ── conventions ── */

guint64
summary_count_by (const Summary *self, const RnConvention *convention)
{
  RnTotals totals;

  rn_totals_measure (self->graph, self->shapes, 0, rn_graph_n_nodes (self->graph), convention,
                     &totals);
  return totals.mult_adds;
}

/* The first line of @rule that fits, the rest in rows below it. */
static void
add_rule_text (RnTable *table, const char *rule, gboolean wrap)
{
  g_auto (GStrv) words = g_strsplit (rule, " ", -1);
  g_autoptr (GString) line = g_string_new (words[0]);

  for (guint i = 1; words[i] != NULL; i++)
    {
      if (wrap && g_utf8_strlen (line->str, -1) + g_utf8_strlen (words[i], -1) >= RULE_WIDTH)
        {
          rn_table_add_text (table, line->str);
          rn_table_add_text (table, NULL);
          rn_table_add_text (table, NULL);
          g_string_assign (line, words[i]);
          continue;
        }
      g_string_append_printf (line, " %s", words[i]);
    }
  rn_table_add_text (table, line->str);
}

RnTable *
summary_convention_table (const Summary *self, gboolean wrap)
{
  RnTable *table = rn_table_new ();
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);

  rn_table_add_column (table, "convention", "Convention", RN_ALIGN_LEFT);
  rn_table_add_column (table, "mult_adds", "Mult-adds", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "rule", "What is counted", RN_ALIGN_LEFT);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%s", rn_convention_name (conventions[i]),
                                               conventions[i] == self->convention ? " *" : "");

      rn_table_add_text (table, name);
      rn_table_add_integer (table, summary_count_by (self, conventions[i]));
      add_rule_text (table, rn_convention_rule (conventions[i]), wrap);
    }
  return table;
}
