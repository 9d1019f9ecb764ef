/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* summary: what each layer of a network is and costs, and the totals by every counting convention.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli.h"
#include "summary-rows.h"

#define MOST_DEPTH 100
#define RULE_WIDTH 64        /* columns */

typedef struct
{
  RnSpec             *spec;            /* (owned) */
  RnGraph            *graph;           /* (owned) */
  RnShape             input;
  RnShape            *shapes;          /* (owned) [n_nodes] */
  const RnConvention *convention;
  RnTotals            totals;
} Summary;

static void
summary_clear (Summary *self)
{
  g_clear_pointer (&self->spec, rn_spec_unref);
  g_clear_pointer (&self->graph, rn_graph_unref);
  g_free (self->shapes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Summary, summary_clear)

static gboolean
open_summary (Summary *self, const char *word, const char *input, const char *convention,
              GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  RnBuildOptions options = { 0 };
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);
  int choice;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) rn_convention_name (conventions[i]));
  g_ptr_array_add (names, NULL);
  choice = cli_choose ("convention", convention, (const char *const *) names->pdata, error);
  if (choice < 0 || !cli_parse_input (input, &options.input, error))
    return FALSE;
  self->convention = conventions[choice];
  self->spec = cli_open_spec (word, error);
  self->graph = self->spec != NULL ? rn_spec_build (self->spec, &options, error) : NULL;
  if (self->graph == NULL)
    return FALSE;
  self->input = rn_graph_node (self->graph, 0)->shape;
  self->shapes = g_new (RnShape, rn_graph_n_nodes (self->graph));
  if (!rn_graph_infer (self->graph, &self->input, self->shapes, error))
    return FALSE;
  rn_totals_measure (self->graph, self->shapes, 0, rn_graph_n_nodes (self->graph), self->convention,
                     &self->totals);
  return TRUE;
}

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

/* For people the whole tree; for machines its leaves, which add up to the totals. */
static RnTable *
layer_table (const Summary *self, guint depth, gboolean for_people)
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

/* ── totals ── */

/* As torchinfo prints them: the unit by size, two digits. */
static void
print_mult_adds (guint64 mult_adds)
{
  static const struct
  {
    double from;
    const char *unit;
  } units[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
  double value = (double) mult_adds;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (value >= units[i].from)
      {
        printf ("Total mult-adds (%s): %.2f\n", units[i].unit, value / units[i].from);
        return;
      }
  printf ("Total mult-adds: %" G_GUINT64_FORMAT "\n", mult_adds);
}

static void
print_totals (const Summary *self)
{
  const RnTotals *totals = &self->totals;
  g_autofree char *parameters = fig_format_count (totals->parameters);

  printf ("\nTotal params: %s\n", parameters);
  print_mult_adds (totals->mult_adds);
  printf ("Input size (MB): %.2f\n", (double) totals->input_bytes / 1e6);
  printf ("Forward/backward pass size (MB): %.2f\n", (double) totals->forward_backward_bytes / 1e6);
  printf ("Params size (MB): %.2f\n", (double) totals->parameter_bytes / 1e6);
  printf ("Estimated Total Size (MB): %.2f\n", (double) totals->total_bytes / 1e6);
  printf ("Kept from forward to backward (MB): %.2f\n\n", (double) totals->activation_bytes / 1e6);
}

static guint64
count_by (const Summary *self, const RnConvention *convention)
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

static RnTable *
convention_table (const Summary *self, gboolean wrap)
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
      rn_table_add_integer (table, count_by (self, conventions[i]));
      add_rule_text (table, rn_convention_rule (conventions[i]), wrap);
    }
  return table;
}

/* ── what was published ── */

/* NULL unless it is a network of the catalogue; its multiply-adds hold for one sample of its own
 * input. */
static const RnCatalogueEntry *
published (const Summary *self, gboolean *same_input)
{
  const RnCatalogueEntry *entry = rn_spec_block (self->spec) == NULL
                                    ? rn_catalogue_find (rn_spec_name (self->spec))
                                    : NULL;
  RnShape own = rn_spec_input (self->spec);

  *same_input = rn_shape_equal (&own, &self->input);
  return entry != NULL && entry->published_parameters > 0 ? entry : NULL;
}

static void
add_published (RnTable *table, const char *what, guint64 ours, double theirs, const char *shown,
               const char *where)
{
  double difference = (double) ours - theirs;
  double percent = 100 * difference / theirs;
  g_autofree char *text = g_strdup_printf ("%s%.1f %%",
                                           percent > 0.05    ? "+"
                                           : percent < -0.05 ? "−"
                                                             : "",
                                           fabs (percent));

  rn_table_add_text (table, what);
  rn_table_add_integer (table, ours);
  rn_table_add_shown (table, theirs, shown);
  rn_table_add_text (table, where);
  rn_table_add_shown (table, difference, difference == 0 ? "0" : text);
}

static void
add_published_exactly (RnTable *table, const char *what, guint64 ours, guint64 theirs,
                       const char *where)
{
  g_autofree char *shown = fig_format_fixed ((double) theirs, 0);

  if (theirs > 0)
    add_published (table, what, ours, (double) theirs, shown, where);
}

static void
add_published_rounded (RnTable *table, guint64 ours, double gmacs, const char *where)
{
  g_autofree char *shown = g_strdup_printf ("%g G", gmacs);

  if (gmacs > 0)
    add_published (table, "multiply-adds", ours, gmacs * 1e9, shown, where);
}

/* (nullable) */
static RnTable *
published_table (const Summary *self)
{
  gboolean same_input;
  const RnCatalogueEntry *entry = published (self, &same_input);
  RnTable *table;

  if (entry == NULL)
    return NULL;
  table = rn_table_new ();
  rn_table_add_column (table, "quantity", "Published", RN_ALIGN_LEFT);
  rn_table_add_column (table, "here", "Here", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "published", "There", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "where", "Where", RN_ALIGN_LEFT);
  rn_table_add_column (table, "difference", "Difference", RN_ALIGN_RIGHT);
  add_published_exactly (table, "parameters", self->totals.parameters, entry->published_parameters,
                         entry->counted_by);
  if (!same_input)
    return table;
  if (entry->torchvision_gmacs == 0)
    add_published_exactly (table, "multiply-adds", self->totals.macs, entry->published_macs,
                           entry->counted_by);
  add_published_rounded (table, self->totals.macs, entry->torchvision_gmacs,
                         "torchvision, as printed");
  add_published_rounded (table, self->totals.macs, entry->paper_gmacs, entry->source);
  return table;
}

/* ── formats ── */

static void
print_people (const Summary *self, guint depth, RnTableFormat format)
{
  g_autoptr (RnTable) layers = layer_table (self, depth, TRUE);
  g_autoptr (RnTable) conventions = convention_table (self, format == RN_TABLE_TEXT);
  g_autoptr (RnTable) published = published_table (self);

  cli_print_table (layers, format);
  print_totals (self);
  cli_print_table (conventions, format);
  if (published == NULL)
    return;
  putchar ('\n');
  cli_print_table (published, format);
}

static json_object *
memory_json (const RnTotals *totals)
{
  json_object *memory = json_object_new_object ();

  json_object_object_add (memory, "input_bytes", json_object_new_uint64 (totals->input_bytes));
  json_object_object_add (memory, "forward_backward_bytes",
                          json_object_new_uint64 (totals->forward_backward_bytes));
  json_object_object_add (memory, "parameters_bytes",
                          json_object_new_uint64 (totals->parameter_bytes));
  json_object_object_add (memory, "total_bytes", json_object_new_uint64 (totals->total_bytes));
  return memory;
}

static json_object *
conventions_json (const Summary *self)
{
  json_object *counts = json_object_new_object ();
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);

  for (guint i = 0; i < n; i++)
    json_object_object_add (counts, rn_convention_name (conventions[i]),
                            json_object_new_uint64 (count_by (self, conventions[i])));
  return counts;
}

static json_object *
published_json (const Summary *self)
{
  gboolean same_input;
  const RnCatalogueEntry *entry = published (self, &same_input);
  json_object *json = entry != NULL ? json_object_new_object () : NULL;

  if (entry == NULL)
    return NULL;
  json_object_object_add (json, "source", json_object_new_string (entry->counted_by));
  json_object_object_add (json, "parameters", json_object_new_uint64 (entry->published_parameters));
  if (same_input && entry->published_macs > 0)
    json_object_object_add (json, "macs", json_object_new_uint64 (entry->published_macs));
  if (same_input && entry->paper_gmacs > 0)
    json_object_object_add (json, "paper_gmacs", json_object_new_double (entry->paper_gmacs));
  return json;
}

static json_object *
shape_json (const RnShape *shape)
{
  json_object *json = json_object_new_array ();

  for (guint i = 0; i < shape->rank; i++)
    json_object_array_add (json, json_object_new_uint64 (shape->dim[i]));
  return json;
}

/* The rows of the table, with shapes as lists. */
static json_object *
layers_json (const Summary *self, guint depth)
{
  g_autoptr (RnTable) table = layer_table (self, depth, FALSE);
  json_object *rows = cli_table_json (table);

  for (gsize i = 0; i < json_object_array_length (rows); i++)
    {
      json_object *row = json_object_array_get_idx (rows, i), *text;
      RnShape shape;

      if (json_object_object_get_ex (row, "output_shape", &text)
          && rn_shape_parse (json_object_get_string (text), &shape, NULL))
        json_object_object_add (row, "output_shape", shape_json (&shape));
    }
  return rows;
}

static void
print_json (const Summary *self, guint depth)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "model", json_object_new_string (rn_spec_name (self->spec)));
  json_object_object_add (json, "input", shape_json (&self->input));
  json_object_object_add (json, "convention",
                          json_object_new_string (rn_convention_name (self->convention)));
  json_object_object_add (json, "parameters", json_object_new_uint64 (self->totals.parameters));
  json_object_object_add (json, "mult_adds", json_object_new_uint64 (self->totals.mult_adds));
  json_object_object_add (json, "macs", json_object_new_uint64 (self->totals.macs));
  json_object_object_add (json, "memory", memory_json (&self->totals));
  json_object_object_add (json, "activation_bytes",
                          json_object_new_uint64 (self->totals.activation_bytes));
  json_object_object_add (json, "conventions", conventions_json (self));
  json_object_object_add (json, "published", published_json (self));
  json_object_object_add (json, "layers", layers_json (self, depth));
  cli_print_json (json);
}

gboolean
cli_summary (int argc, char **argv, GError **error)
{
  g_autofree char *format_word = NULL;
  g_autofree char *input = NULL;
  g_autofree char *convention = NULL;
  int depth = MOST_DEPTH;
  RnTableFormat format;
  const GOptionEntry entries[] = {
    { "input", 0, 0, G_OPTION_ARG_STRING, &input,
      "Shape that goes in (default: the network's own, one sample)", "N,C,H,W" },
    { "depth", 0, 0, G_OPTION_ARG_INT, &depth,
      "0 the network, 1 stages, 2 blocks, 3 layers (default: all)", "D" },
    { "convention", 0, 0, G_OPTION_ARG_STRING, &convention,
      "How multiply-adds are counted (default: torchvision)", "NAME" },
    CLI_FORMAT_ENTRY (format_word),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "summary",
    .words = "MODEL|FILE.json|JSON",
    .entries = entries,
    .least = 1,
    .most = 1,
    .summary = "Tells what each layer of a network is and costs, as a tree, with totals.",
    .description =
      "Conventions: torchvision, torchinfo, fvcore-eval, fvcore-train, ptflops-modules,\n"
      "ptflops-aten, flops. Each one's total and rule stand below the tree. Memory is estimated\n"
      "as torchinfo does: the outputs of layers that own parameters, twice. MB are 1,000,000\n"
      "bytes. JSON and CSV list the leaves of the tree, which add up to the totals.\n\n"
      "Examples:\n"
      "  reslab-cli summary resnet50 --depth 2\n"
      "  reslab-cli summary resnet18 --input 4,3,64,64 --convention torchinfo\n"
      "  reslab-cli summary '{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}' --format json",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);
  g_auto (Summary) self = { 0 };

  if (words == NULL || !cli_format_parse (format_word, &format, error)
      || !cli_check_range ("--depth", depth, 0, MOST_DEPTH, error)
      || !open_summary (&self, words[0], input, convention, error))
    return FALSE;
  if (format == RN_TABLE_JSON)
    print_json (&self, (guint) depth);
  else if (format == RN_TABLE_CSV)
    {
      g_autoptr (RnTable) layers = layer_table (&self, (guint) depth, FALSE);

      cli_print_table (layers, format);
    }
  else
    print_people (&self, (guint) depth, format);
  return TRUE;
}
