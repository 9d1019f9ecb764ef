/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* models: what the catalogue holds, a model's spec, and the keys a block spec may have. */
#include "config.h"

#include <stdio.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli.h"
#include "rn-cost.h"

static gboolean
measure (const char *name, RnShape *input, RnTotals *totals, GError **error)
{
  g_autoptr (RnSpec) spec = rn_spec_open (name, error);
  g_autoptr (RnGraph) graph = spec != NULL ? rn_spec_build (spec, NULL, error) : NULL;
  g_autofree RnShape *shapes = NULL;

  if (graph == NULL)
    return FALSE;
  *input = rn_spec_input (spec);
  shapes = g_new (RnShape, rn_graph_n_nodes (graph));
  if (!rn_graph_infer (graph, input, shapes, error))
    return FALSE;
  rn_totals_measure (graph, shapes, 0, rn_graph_n_nodes (graph), rn_convention_default (), totals);
  return TRUE;
}

static gboolean
print_catalogue (RnTableFormat format, GError **error)
{
  g_autoptr (RnTable) table = rn_table_new ();
  guint n;
  const RnCatalogueEntry *entries = rn_catalogue (&n);

  rn_table_add_column (table, "name", "Model", RN_ALIGN_LEFT);
  rn_table_add_column (table, "family", "Family", RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", "Parameters", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "macs", "Multiply-adds", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "input", "Input", RN_ALIGN_LEFT);
  rn_table_add_column (table, "source", "Paper", RN_ALIGN_LEFT);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *input_words = NULL;
      RnTotals totals;
      RnShape input;

      if (!measure (entries[i].name, &input, &totals, error))
        return FALSE;
      if (i > 0 && !g_str_equal (entries[i].family, entries[i - 1].family))
        rn_table_add_rule (table);
      input_words = fig_format_map (&input);
      rn_table_add_text (table, entries[i].name);
      rn_table_add_text (table, entries[i].family);
      rn_table_add_integer (table, totals.parameters);
      rn_table_add_integer (table, totals.macs);
      rn_table_add_text (table, input_words);
      rn_table_add_text (table, entries[i].source);
    }
  cli_print_table (table, format);
  if (format == RN_TABLE_TEXT)
    puts ("\nMultiply-adds as torchvision counts them: convolution and linear layers, one sample.");
  return TRUE;
}

static char *
values_of (const RnSpecKey *key)
{
  switch (key->type)
    {
    case RN_SPEC_CHOICE:
      return g_strjoinv (", ", (char **) key->choices);
    case RN_SPEC_BOOLEAN:
      return g_strdup ("true, false");
    case RN_SPEC_INTEGER:
    case RN_SPEC_REAL:
      return g_strdup_printf ("%g … %g", key->minimum, key->maximum);
    case RN_SPEC_PART:
    default:
      return g_strdup ("");
    }
}

/* NULL where another key, or none, decides. */
static char *
default_of (const RnSpecKey *key)
{
  if (key->required || key->fallback < key->minimum || key->fallback > key->maximum)
    return NULL;
  if (key->type == RN_SPEC_CHOICE)
    return g_strdup (key->choices[(int) key->fallback]);
  if (key->type == RN_SPEC_BOOLEAN)
    return g_strdup (key->fallback > 0 ? "true" : "false");
  return g_strdup_printf ("%g", key->fallback);
}

/* A table of these would be too wide to read: two lines a key. */
static void
print_key (const RnSpecKey *key)
{
  g_autofree char *values = values_of (key);
  g_autofree char *fallback = default_of (key);

  printf ("%-18s %s", key->name, values);
  if (key->required)
    fputs (" (required)", stdout);
  else if (fallback != NULL)
    printf (" (default %s)", fallback);
  printf ("\n%-18s %s\n", "", key->doc);
}

static void
print_keys (RnTableFormat format)
{
  g_autoptr (RnTable) table = rn_table_new ();
  guint n;
  const RnSpecKey *keys = rn_block_schema (&n);

  rn_table_add_column (table, "key", "Key", RN_ALIGN_LEFT);
  rn_table_add_column (table, "required", "Required", RN_ALIGN_LEFT);
  rn_table_add_column (table, "default", "Default", RN_ALIGN_LEFT);
  rn_table_add_column (table, "values", "Values", RN_ALIGN_LEFT);
  rn_table_add_column (table, "doc", "What it says", RN_ALIGN_LEFT);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *values = values_of (&keys[i]);
      g_autofree char *fallback = default_of (&keys[i]);

      if (format == RN_TABLE_TEXT)
        print_key (&keys[i]);
      rn_table_add_text (table, keys[i].name);
      rn_table_add_text (table, keys[i].required ? "yes" : "no");
      rn_table_add_text (table, fallback);
      rn_table_add_text (table, values);
      rn_table_add_text (table, keys[i].doc);
    }
  if (format != RN_TABLE_TEXT)
    cli_print_table (table, format);
}

gboolean
cli_models (int argc, char **argv, GError **error)
{
  g_autofree char *format_word = NULL;
  gboolean keys = FALSE;
  RnTableFormat format;
  const GOptionEntry entries[] = {
    { "keys", 0, 0, G_OPTION_ARG_NONE, &keys, "List the keys of a block spec instead", NULL },
    CLI_FORMAT_ENTRY (format_word),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "models",
    .words = "[MODEL|SPEC]",
    .entries = entries,
    .most = 1,
    .summary =
      "Lists the networks of the catalogue; with a name, prints that network's spec as JSON,\n"
      "which is the place to start a network of your own from.",
    .description =
      "Wherever a verb takes a model it also takes a spec: a file ending in .json, or JSON text.\n"
      "A spec with a \"body\" is a residual block on its own; --keys lists what it may say.\n\n"
      "Examples:\n"
      "  reslab-cli models\n"
      "  reslab-cli models resnet18 > mine.json\n"
      "  reslab-cli models --keys",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);
  g_autoptr (RnSpec) spec = NULL;

  if (words == NULL || !cli_format_parse (format_word, &format, error))
    return FALSE;
  if (keys)
    {
      print_keys (format);
      return TRUE;
    }
  if (words[0] == NULL)
    return print_catalogue (format, error);
  spec = cli_open_spec (words[0], error);
  if (spec == NULL)
    return FALSE;
  cli_print_json (rn_spec_json (spec));
  return TRUE;
}
