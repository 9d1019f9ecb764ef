/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* summary: what each layer of a network is and costs, and the totals by every counting convention.
 */
#include "config.h"

#include <stdio.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli.h"
#include "summary.h"

#define MOST_DEPTH 100

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

/* ── for people ── */

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

static void
print_people (const Summary *self, guint depth, RnTableFormat format)
{
  g_autoptr (RnTable) layers = summary_layer_table (self, depth, TRUE);
  g_autoptr (RnTable) conventions = summary_convention_table (self, format == RN_TABLE_TEXT);
  g_autoptr (RnTable) published = summary_published_table (self);

  cli_print_table (layers, format);
  print_totals (self);
  cli_print_table (conventions, format);
  if (published == NULL)
    return;
  putchar ('\n');
  cli_print_table (published, format);
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
    cli_print_json (summary_json (&self, (guint) depth));
  else if (format == RN_TABLE_CSV)
    {
      g_autoptr (RnTable) layers = summary_layer_table (&self, (guint) depth, FALSE);

      cli_print_table (layers, format);
    }
  else
    print_people (&self, (guint) depth, format);
  return TRUE;
}
