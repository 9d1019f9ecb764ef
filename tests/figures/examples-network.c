/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks: in the middle of a pass, with cut shortcuts, and with parts that read several maps. */
#include "config.h"
#include "examples-private.h"

#include <string.h>

#include "fig-network.h"
#include "rn-spec.h"

/* @at: the step that runs, with nothing computed after it. */
static FigScene *
network_run (const char *at, gboolean backward, const FigStyle *style)
{
  FigNetworkData data;
  const ExampleRun *run = example_run ("resnet18", 64);
  g_autofree gint8 *open = NULL;
  g_autofree RnTensor **values = g_memdup2 (run->values, run->n * sizeof *values);

  fig_network_data_init (&data, run->records->graph);
  data.title = "ResNet-18";
  data.repeats = FALSE;
  data.shapes = run->records->shapes;
  data.values = values;
  data.records = run->records;
  data.backward = backward;
  data.current = at != NULL ? rn_graph_find (data.graph, at) : RN_NODE_NONE;
  open = g_new (gint8, rn_graph_n_scopes (data.graph));
  memset (open, -1, rn_graph_n_scopes (data.graph));
  for (RnScope s = 0; s < rn_graph_n_scopes (data.graph); s++)
    {
      const char *path = rn_graph_scope (data.graph, s)->path;

      if (rn_graph_scope (data.graph, s)->kind == RN_SCOPE_BLOCK && strcmp (path, "layer2.0") == 0)
        open[s] = 1;
      if (rn_graph_scope (data.graph, s)->kind == RN_SCOPE_STAGE
          && (strcmp (path, "layer3") == 0 || strcmp (path, "layer4") == 0))
        open[s] = 0;
    }
  data.open = open;
  for (RnNode i = data.current; at != NULL && ++i < run->n;)
    values[i] = NULL;
  return fig_network_new (&data, style);
}

FigScene *
draw_network_step (const FigStyle *style)
{
  return network_run ("layer2.0.addition", FALSE, style);
}

FigScene *
draw_network_backward (const FigStyle *style)
{
  return network_run (NULL, TRUE, style);
}

/* One shortcut scaled and three cut; folded, or two blocks open. */
static FigScene *
network_scissors (FigFold fold, const FigStyle *style)
{
  static const RnShortcutScale scales[] = { { "layer1.1", 0 }, { "layer2.0", 0.5 },
                                            { "layer2.1", 0 }, { "layer3.0", 0 } };
  g_autoptr (RnSpec) spec = rn_spec_open ("resnet18", NULL);
  RnBuildOptions options = { .scales = scales, .n_scales = G_N_ELEMENTS (scales) };
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, NULL);
  g_autofree gint8 *open = g_new (gint8, rn_graph_n_scopes (graph));
  FigNetworkData data;

  fig_network_data_init (&data, graph);
  data.title = "ResNet-18";
  data.fold = fold;
  memset (open, -1, rn_graph_n_scopes (graph));
  for (RnScope s = 0; s < rn_graph_n_scopes (graph); s++)
    if (rn_graph_scope (graph, s)->kind == RN_SCOPE_BLOCK
        && g_str_has_prefix (rn_graph_scope (graph, s)->path, "layer2"))
      open[s] = 1;
  if (fold == FIG_FOLD_BLOCK)
    data.open = open;
  return fig_network_new (&data, style);
}

FigScene *
draw_network_cut (const FigStyle *style)
{
  return network_scissors (FIG_FOLD_BLOCK, style);
}

FigScene *
draw_network_cut_stages (const FigStyle *style)
{
  return network_scissors (FIG_FOLD_STAGE, style);
}

/* ── parts that read maps of several sizes ── */

#define N_LEVELS 4

/* Four stages, each half the size of the one before; their last maps in @c, open at a head. */
static RnGraph *
begin_levels (const char *name, RnNode *c)
{
  RnGraph *graph = rn_graph_new (name);
  RnShape shape = rn_shape_4d (1, 3, 64, 64);
  RnNode x = rn_graph_input (graph, "input", &shape);

  for (guint i = 0; i < N_LEVELS; i++)
    {
      g_autofree char *word = g_strdup_printf ("layer%u", i + 1);

      rn_graph_open_scope (graph, RN_SCOPE_STAGE, word, x);
      x = c[i] = rn_graph_append (graph, "conv2d", "conv", x,
                                  RN_ARGS ({ "out", 64 << i }, { "kernel", 3 }, { "stride", 2 },
                                           { "pad", 1 }));
      rn_graph_close_scope (graph);
    }
  rn_graph_open_scope (graph, RN_SCOPE_HEAD, "", x);
  return graph;
}

static RnNode
append_level (RnGraph *graph, const char *prefix, guint i, RnNode x, int kernel)
{
  g_autofree char *word = g_strdup_printf ("%s%u", prefix, i + 2);

  return rn_graph_append (graph, "conv2d", word, x,
                          RN_ARGS ({ "out", 32 }, { "kernel", kernel }, { "pad", kernel / 2 }));
}

static RnNode
append_two (RnGraph *graph, const char *op, const char *word, RnNode a, RnNode b)
{
  return rn_graph_append_many (graph, op, word, (const RnNode[]) { a, b }, 2, RN_NO_ARGS);
}

static FigScene *
end_levels (RnGraph *graph, const FigStyle *style)
{
  g_autoptr (RnGraph) built = graph;
  g_autoptr (GError) error = NULL;
  FigNetworkData data;

  rn_graph_close_scope (graph);
  rn_graph_close_scope (graph);
  rn_graph_check (graph, &error);
  g_assert_no_error (error);
  fig_network_data_init (&data, graph);
  data.title = rn_graph_name (graph);
  return fig_network_new (&data, style);
}

FigScene *
draw_network_pyramid (const FigStyle *style)
{
  RnNode c[N_LEVELS], m[N_LEVELS], p[N_LEVELS];
  RnGraph *graph = begin_levels ("Pyramid", c);

  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "fpn", c[N_LEVELS - 1]);
  for (guint i = 0; i < N_LEVELS; i++)
    m[i] = append_level (graph, "lateral", i, c[i], 1);
  for (guint i = N_LEVELS - 1; i-- > 0;)
    {
      g_autofree char *up = g_strdup_printf ("upsample%u", i + 2),
                      *sum = g_strdup_printf ("sum%u", i + 2);

      m[i] = append_two (graph, "add", sum, m[i],
                         append_two (graph, "upsample", up, m[i + 1], m[i]));
    }
  for (guint i = 0; i < N_LEVELS; i++)
    p[i] = append_level (graph, "output", i, m[i], 3);
  rn_graph_append_many (graph, "concat_pixels", "levels", p, N_LEVELS, RN_NO_ARGS);
  return end_levels (graph, style);
}

FigScene *
draw_network_unet (const FigStyle *style)
{
  RnNode c[N_LEVELS], x;
  RnGraph *graph = begin_levels ("U-Net", c);

  x = c[N_LEVELS - 1];
  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "decoder", x);
  for (guint i = N_LEVELS; i-- > 0;)
    {
      g_autofree char *word = g_strdup_printf ("up%u", i);

      rn_graph_open_scope (graph, RN_SCOPE_GROUP, word, x);
      x = append_two (graph, "upsample", "upsample", x, i > 0 ? c[i - 1] : 0);
      if (i > 0)
        x = append_two (graph, "concat", "concat", x, c[i - 1]);
      x = append_level (graph, "conv", 0, x, 3);
      x = append_level (graph, "conv", 1, x, 3);
      rn_graph_close_scope (graph);
    }
  return end_levels (graph, style);
}
