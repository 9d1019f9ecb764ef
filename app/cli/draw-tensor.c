/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* draw features, draw kernels, draw histogram: what a layer holds. */
#include "config.h"

#include <math.h>

#include "cli.h"
#include "draw.h"
#include "fig-histogram.h"
#include "fig-kernels.h"
#include "fig-maps.h"

/* The output of a node, or its gradient. */
static RnTensor *
read_node (CliSubject *subject, RnNode node, gboolean gradient, GError **error)
{
  return gradient ? rn_session_gradient (subject->session, node, error)
                  : rn_session_activation (subject->session, node, error);
}

/* The same kind of tensor over all layers: one scale for every map of the network. */
static void
global_range (CliSubject *subject, gboolean gradient, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (RnNode i = 0; i < rn_graph_n_nodes (subject->graph); i++)
    {
      g_autoptr (RnTensor) tensor = read_node (subject, i, gradient, NULL);
      RnStatistics statistics;

      if (tensor == NULL || rn_tensor_shape (tensor)->rank != 4)
        continue;
      rn_statistics_measure (&statistics, rn_tensor_values (tensor), rn_tensor_elements (tensor));
      *low = fmin (*low, statistics.min);
      *high = fmax (*high, statistics.max);
    }
}

static char *
layer_title (const CliSubject *subject, RnNode node, gboolean gradient)
{
  return g_strdup_printf ("%s%s", gradient ? "dL/d " : "",
                          rn_graph_node (subject->graph, node)->name);
}

FigScene *
draw_features (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  static const char *const scales[] = { "layer", "map", "global", NULL };
  static const char *const orders[] = { "index", "activity", NULL };
  int scale = cli_choose ("scale", options->scale, scales, error);
  int order = scale >= 0 ? cli_choose ("order", options->order, orders, error) : -1;
  g_auto (CliSubject) subject = { 0 };
  g_autoptr (RnTensor) tensor = NULL;
  g_autofree char *title = NULL;
  RnNode node;
  FigMapsData data = { .most = (gsize) options->most };

  if (order < 0 || !draw_run (&subject, options, words[0], options->gradient, &node, error))
    return NULL;
  tensor = read_node (&subject, node, options->gradient, error);
  if (tensor == NULL)
    return NULL;
  title = layer_title (&subject, node, options->gradient);
  data.tensor = tensor;
  data.node = node;
  data.title = title;
  data.scale = (FigMapScale) scale;
  data.order = (FigMapOrder) order;
  if (data.scale == FIG_SCALE_GLOBAL)
    global_range (&subject, options->gradient, &data.low, &data.high);
  return fig_maps_new (&data, style, error);
}

/* ── kernels ── */

FigScene *
draw_kernels (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  g_autoptr (RnSpec) spec = cli_open_spec (words[0], error);
  g_auto (CliSubject) subject = { 0 };
  g_autoptr (RnTensor) weight = NULL;
  const RnNodeInfo *info;
  guint parameter;
  RnNode node;

  if (spec == NULL || !cli_subject_open (&subject, &options->run.source, spec, NULL, FALSE, error))
    return NULL;
  node = draw_find_layer (subject.graph, options->layer, error);
  if (node == RN_NODE_NONE)
    return NULL;
  info = rn_graph_node (subject.graph, node);
  if (!g_str_equal (info->op->name, "conv2d"))
    {
      cli_usage_error (error, "%s is no convolution but %s: only convolutions have kernels",
                       info->name, info->op->title);
      return NULL;
    }
  parameter = info->parameters[0];
  weight = rn_tensor_new_copy (&rn_graph_parameter (subject.graph, parameter)->shape,
                               rn_parameters_values (subject.parameters, parameter), error);
  if (weight == NULL)
    return NULL;
  return fig_kernels_new (
    &(FigKernelsData) { .weight = weight, .node = node, .title = info->name,
                        .output = options->channel, .most = (gsize) options->most },
    style, error);
}

/* ── histogram ── */

typedef struct
{
  RnTensor    *tensor;       /* (owned) */
  RnStatistics statistics;
  RnHistogram  histogram;
} Series;

/* Of an addition with two terms also the terms: the shortcut's and the branch's. */
static guint
series_nodes (const RnGraph *graph, RnNode node, gboolean gradient, RnNode *nodes,
              FigHistogramSeries *series)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  nodes[0] = node;
  series[0] = (FigHistogramSeries) { info->name, FIG_SUM, NULL, NULL };
  if (gradient || info->n_inputs != 2 || !g_str_equal (info->op->name, "add"))
    return 1;
  for (guint i = 0; i < 2; i++)
    {
      RnScope scope = rn_graph_node (graph, info->inputs[i])->scope;
      gboolean branch = rn_graph_scope_above (graph, scope, RN_SCOPE_BRANCH) != RN_SCOPE_ROOT
                        && rn_graph_scope_above (graph, scope, RN_SCOPE_BLOCK)
                             == rn_graph_scope_above (graph, info->scope, RN_SCOPE_BLOCK);

      nodes[1 + i] = info->inputs[i];
      series[1 + i] = (FigHistogramSeries) { branch ? "<m>F(x)</m>" : "<m>h(x)</m>",
                                             branch ? FIG_BRANCH : FIG_SHORTCUT, NULL, NULL };
    }
  series[0].name = "<m>h(x)</m> + <m>F(x)</m>";
  return 3;
}

FigScene *
draw_histogram (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  g_auto (CliSubject) subject = { 0 };
  FigHistogramSeries series[3];
  Series held[3] = { { 0 } };
  RnNode nodes[3], node;
  FigScene *scene = NULL;
  g_autofree char *title = NULL;
  double low = INFINITY, high = -INFINITY;
  guint n, read = 0;

  if (!draw_run (&subject, options, words[0], options->gradient, &node, error))
    return NULL;
  n = series_nodes (subject.graph, node, options->gradient, nodes, series);
  for (; read < n; read++)
    {
      Series *at = &held[read];

      at->tensor = read_node (&subject, nodes[read], options->gradient, error);
      if (at->tensor == NULL)
        break;
      rn_statistics_measure (&at->statistics, rn_tensor_values (at->tensor),
                             rn_tensor_elements (at->tensor));
      low = fmin (low, at->statistics.min);
      high = fmax (high, at->statistics.max);
    }
  for (guint i = 0; i < read; i++)
    {
      rn_histogram_measure (&held[i].histogram, low, high, rn_tensor_values (held[i].tensor),
                            rn_tensor_elements (held[i].tensor));
      series[i].histogram = &held[i].histogram;
      series[i].statistics = &held[i].statistics;
    }
  title = layer_title (&subject, node, options->gradient);
  if (read == n)
    scene = fig_histogram_new (&(FigHistogramData) { .title = title, .series = series,
                                                  .n_series = n }, style);
  for (guint i = 0; i < read; i++)
    rn_tensor_unref (held[i].tensor);
  return scene;
}
