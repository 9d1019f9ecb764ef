/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Tables and JSON on stdout. */
#include "config.h"

#include "cli-output.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "rn-spec-schema.h"

gboolean
cli_format_parse (const char *word, RnTableFormat *format, GError **error)
{
  static const char *const names[] = { "table", "json", "csv", "md", NULL };
  static const RnTableFormat formats[] = { RN_TABLE_TEXT, RN_TABLE_JSON, RN_TABLE_CSV,
                                           RN_TABLE_MARKDOWN };
  int choice = cli_choose ("format", word, names, error);

  if (choice < 0)
    return FALSE;
  *format = formats[choice];
  return TRUE;
}

gboolean
cli_parse_input (const char *word, RnShape *shape, GError **error)
{
  g_autoptr (GError) local = NULL;

  *shape = (RnShape) { 0 };
  if (word == NULL)
    return TRUE;
  if (!rn_shape_parse (word, shape, &local))
    return cli_usage_error (error, "--input: %s", local->message);
  if (shape->rank == 4)
    return TRUE;
  return cli_usage_error (error, "--input is “%s”, expected N,C,H,W", word);
}

void
cli_print_table (const RnTable *table, RnTableFormat format)
{
  g_autofree char *text = rn_table_write (table, format);

  cli_progress_done ();
  fputs (text, stdout);
}

json_object *
cli_table_json (const RnTable *table)
{
  g_autofree char *text = rn_table_write (table, RN_TABLE_JSON);

  return rn_spec_parse_json (text, strlen (text), "table", NULL);
}

void
cli_print_json (json_object *json)
{
  cli_progress_done ();
  puts (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED
                                             | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put (json);
}

void
cli_add_number (RnTable *table, FigUnit unit, double value)
{
  g_autofree char *text = fig_format (unit, value);

  rn_table_add_shown (table, value, text);
}

void
cli_add_fixed (RnTable *table, double value, guint decimals)
{
  g_autofree char *text = fig_format_fixed (value, decimals);

  rn_table_add_shown (table, value, text);
}

double
cli_attribute (const RnGraph *graph, RnNode node, const char *name, double fallback)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);
  int place = rn_op_attribute (info->op, name);

  return place >= 0 ? info->attributes[place] : fallback;
}

char *
cli_kernel_words (const RnGraph *graph, RnNode node)
{
  int kernel = (int) cli_attribute (graph, node, "kernel", 0);
  int stride = (int) cli_attribute (graph, node, "stride", 1),
      groups = (int) cli_attribute (graph, node, "groups", 1);
  GString *text = g_string_new (NULL);

  if (kernel > 0)
    g_string_append_printf (text, "%d×%d", kernel, kernel);
  if (stride > 1)
    g_string_append_printf (text, "%s/%d", kernel > 0 ? " " : "", stride);
  if (groups > 1)
    g_string_append_printf (text, ", %d groups", groups);
  return g_string_free (text, FALSE);
}
