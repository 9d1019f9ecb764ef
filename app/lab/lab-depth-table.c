/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The split of every block as a table. */
#include "config.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "lab-depth.h"
#include "lab-tables.h"

void
lab_splits_columns (RnTable *table, const char *other)
{
  g_autofree char *title = g_strdup_printf (_("‖dL/dx‖ of %s"), other != NULL ? other : "");

  rn_table_add_column (table, "block", _("Block"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "shortcut_norm", _("Shortcut"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "branch_norm", _("Branch"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "ratio", _("B ÷ S"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "cosine", _("Cosine"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "input_norm", "‖dL/dx‖", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "identity_error", _("Error"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "branch_deviation", _("Std F(x)"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "output_deviation", _("Std y"), RN_ALIGN_RIGHT);
  if (other != NULL)
    rn_table_add_column (table, "other_input_norm", title, RN_ALIGN_RIGHT);
}

static const RnSplit *
split_of (const RnRecords *records, guint block)
{
  return &g_array_index (records->splits, RnSplit, block);
}

void
lab_splits_row (RnTable *table, const RnRecords *records, guint block)
{
  const RnSplit *split = split_of (records, block);
  const RnScopeInfo *scope = rn_graph_scope (records->graph, split->block);
  double cosine = split->has_shortcut ? split->cosine : NAN;
  g_autofree char *text = fig_format_fixed (cosine, 3);

  rn_table_add_text (table, scope->path[0] != '\0' ? scope->path : rn_graph_name (records->graph));
  lab_add_number (table, FIG_UNIT_NUMBER, split->has_shortcut ? split->shortcut_norm : NAN);
  lab_add_number (table, FIG_UNIT_NUMBER, split->branch_norm);
  lab_add_number (table, FIG_UNIT_NUMBER, split->has_shortcut ? split->ratio : NAN);
  rn_table_add_shown (table, cosine, text);
  lab_add_number (table, FIG_UNIT_NUMBER, split->input_norm);
  lab_add_number (table, FIG_UNIT_NUMBER, split->identity_error);
  lab_add_number (table, FIG_UNIT_NUMBER, split->branch_deviation);
  lab_add_number (table, FIG_UNIT_NUMBER, split->output_deviation);
}

RnTable *
lab_splits_table (const RnRecords *records, const RnRecords *other)
{
  RnTable *table = rn_table_new ();

  lab_splits_columns (table, other != NULL ? rn_graph_name (other->graph) : NULL);
  for (guint i = 0; i < records->splits->len; i++)
    {
      lab_splits_row (table, records, i);
      if (other != NULL)
        lab_add_number (table, FIG_UNIT_NUMBER, split_of (other, i)->input_norm);
    }
  return table;
}
