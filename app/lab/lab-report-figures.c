/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A report's figures of one pass: diagram, block, feature maps, kernels, an addition. */
#include "config.h"

#include "lab-report-private.h"

#include "fig-addition.h"
#include "fig-histogram.h"
#include "fig-i18n.h"
#include "fig-kernels.h"
#include "fig-maps.h"
#include "fig-network.h"
#include "rn-split.h"

#define MAPS_MOST 24             /* of a layer: the liveliest */

static const char *
node_name (const LabWriting *self, RnNode node)
{
  return rn_graph_node (self->run.graph, node)->name;
}

static gboolean
is_op (const LabWriting *self, RnNode node, const char *op)
{
  return g_str_equal (rn_graph_node (self->run.graph, node)->op->name, op);
}

static RnTensor *
read_activation (const LabWriting *self, RnNode node)
{
  return rn_session_activation (self->run.session, node, NULL);
}

/* Takes what it is given. */
static void
add_figure (LabWriting *self, FigScene *scene, const char *name, gboolean pixels, char *caption,
            char *alt)
{
  lab_paper_figure (self->paper, scene, name, pixels, caption, alt);
  g_free (caption);
  g_free (alt);
}

/* ── the diagram ── */

/* The first block that has a projection, or the first that has none; RN_SCOPE_ROOT: no such. */
static RnScope
find_block (const RnGraph *graph, gboolean projection)
{
  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, i);
      RnScope block = rn_graph_scope_above (graph, i, RN_SCOPE_BLOCK);

      if (scope->kind == RN_SCOPE_SHORTCUT && block != RN_SCOPE_ROOT
          && (scope->end > scope->first) == projection)
        return block;
    }
  return RN_SCOPE_ROOT;
}

static RnTensor **
read_maps (const LabWriting *self)
{
  guint n = rn_graph_n_nodes (self->run.graph);
  RnTensor **maps = g_new0 (RnTensor *, n);

  for (RnNode i = 0; i < n; i++)
    maps[i] = read_activation (self, i);
  return maps;
}

static void
free_maps (RnTensor **maps, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&maps[i], rn_tensor_unref);
  g_free (maps);
}

/* How large it can be shown on a page that is 1.4 times as high as wide. */
static double
scale_on_page (const FigScene *scene)
{
  return MIN (1 / fig_scene_width (scene), 1.4 / fig_scene_height (scene));
}

/* In the room in which it is largest on a page: where there is little, long blocks are set
 * upright. */
static FigScene *
draw_readable (const LabWriting *self, const FigNetworkData *data)
{
  static const double widths[] = { LAB_REPORT_WIDTH, 1100, 1400 };
  FigScene *best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      FigStyle style = self->style;
      FigScene *scene;

      style.width = widths[i];
      scene = fig_network_new (data, &style);
      if (best == NULL || scale_on_page (scene) > scale_on_page (best))
        {
          g_clear_pointer (&best, fig_scene_free);
          best = g_steal_pointer (&scene);
        }
      g_clear_pointer (&scene, fig_scene_free);
    }
  return best;
}

/* @backward: with the gradient's way and strength instead of maps */
static FigScene *
draw_diagram (const LabWriting *self, RnTensor **maps, gboolean backward)
{
  const RnGraph *graph = self->run.graph;
  guint n = rn_graph_n_scopes (graph);
  g_autofree gint8 *open = g_new (gint8, n);
  FigNetworkData data;

  for (RnScope i = 0; i < n; i++)
    open[i] = -1;
  for (guint projection = 0; projection < 2 && !backward; projection++)
    if (find_block (graph, projection) != RN_SCOPE_ROOT)
      open[find_block (graph, projection)] = 1;
  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_BLOCK;
  data.open = open;
  data.repeats = TRUE;
  data.shapes = self->run.records->shapes;
  data.values = backward ? NULL : maps;
  data.records = self->run.records;
  data.backward = backward;
  return draw_readable (self, &data);
}

static void
write_diagram (LabWriting *self)
{
  const char *title = lab__spec_title (self->run.spec);
  gboolean has_shortcuts = find_block (self->run.graph, FALSE) != RN_SCOPE_ROOT
                           || find_block (self->run.graph, TRUE) != RN_SCOPE_ROOT;
  RnTensor **maps = read_maps (self);

  lab_paper_heading (self->paper, 1, _("What happens on the way"));
  lab_paper_heading (self->paper, 2, _("Forward"));
  add_figure (self, draw_diagram (self, maps, FALSE), "diagram", TRUE,
              g_strdup_printf (
                has_shortcuts
                  ? _("%s: every box wears a map of its output, that of its liveliest channel. The "
                      "first block with an identity shortcut and the first with a projection are "
                      "unfolded: shortcut above, residual branch below, both meet in the addition.")
                  : _("%s: every box wears a map of its output, that of its liveliest channel."),
                title),
              g_strdup_printf (_("Diagram of %s with a feature map at each part."), title));
  lab_paper_heading (self->paper, 2, _("Backward"));
  add_figure (self, draw_diagram (self, maps, TRUE), "backward", FALSE,
              g_strdup_printf (_("The way back: arrows are turned round, and a line is as wide as "
                                 "the gradient on it is long, on a logarithmic scale.")),
              g_strdup_printf (_("Diagram of %s with its edges turned round, as wide as the "
                                 "gradient."),
                               title));
  free_maps (maps, rn_graph_n_nodes (self->run.graph));
}

/* ── maps and kernels ── */

static gboolean
write_maps (LabWriting *self, RnNode node, GError **error)
{
  g_autoptr (RnTensor) tensor = read_activation (self, node);
  const char *name = node_name (self, node);
  FigMapsData data = { .tensor = tensor, .node = node, .title = name, .scale = FIG_SCALE_LAYER,
                       .order = FIG_ORDER_ACTIVITY, .most = MAPS_MOST };
  FigScene *scene;
  gsize channels;

  if (tensor == NULL || rn_tensor_shape (tensor)->rank != 4)
    return TRUE;
  channels = rn_tensor_shape (tensor)->dim[1];
  scene = fig_maps_new (&data, &self->style, error);
  if (scene == NULL)
    return FALSE;
  add_figure (self, scene, "maps", TRUE,
              g_strdup_printf (_("Feature maps of %s: the %u most active of %u, on one scale."),
                               name, (guint) MIN (channels, MAPS_MOST), (guint) channels),
              g_strdup_printf (_("A grid of feature maps of layer %s."), name));
  return TRUE;
}

static RnNode
find_first (const LabWriting *self, const char *op)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (self->run.graph); i++)
    if (is_op (self, i, op))
      return i;
  return RN_NODE_NONE;
}

static gboolean
write_kernels (LabWriting *self, RnNode node, GError **error)
{
  guint parameter = rn_graph_node (self->run.graph, node)->parameters[0];
  g_autoptr (RnTensor) weight
    = rn_tensor_new_copy (&rn_graph_parameter (self->run.graph, parameter)->shape,
                          rn_parameters_values (self->run.parameters, parameter), error);
  const char *name = node_name (self, node);
  FigScene *scene = NULL;

  if (weight != NULL)
    scene = fig_kernels_new (&(FigKernelsData) { .weight = weight, .node = node, .title = name,
                                                 .output = -1 },
                             &self->style, error);
  if (scene == NULL)
    return FALSE;
  lab_paper_heading (self->paper, 2, _("Kernels"));
  add_figure (self, scene, "kernels", TRUE,
              g_strdup_printf (_("The kernels of %s, the first convolution."), name),
              g_strdup_printf (_("The kernels of %s as small pictures."), name));
  return TRUE;
}

static gboolean
write_all_maps (LabWriting *self, GError **error)
{
  const RnGraph *graph = self->run.graph;
  RnNode first = find_first (self, "conv2d");

  lab_paper_heading (self->paper, 2, _("Feature maps"));
  if (first != RN_NODE_NONE && !write_maps (self, first, error))
    return FALSE;
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_STAGE
        && !write_maps (self, rn_graph_scope (graph, i)->end - 1, error))
      return FALSE;
  if (rn_spec_n_classes (self->run.spec) == 0 && !write_maps (self, rn_graph_output (graph), error))
    return FALSE;
  return first == RN_NODE_NONE || write_kernels (self, first, error);
}

/* ── an addition ── */

/* Of all additions of blocks the one in the middle. */
static RnNode
find_addition (const LabWriting *self)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (RnNode));
  const RnGraph *graph = self->run.graph;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (is_op (self, i, "add") && rn_graph_node (graph, i)->n_inputs == 2
        && rn_graph_scope_above (graph, rn_graph_node (graph, i)->scope, RN_SCOPE_BLOCK)
             != RN_SCOPE_ROOT)
      g_array_append_val (found, i);
  return found->len > 0 ? g_array_index (found, RnNode, found->len / 2) : RN_NODE_NONE;
}

typedef struct
{
  RnTensor    *tensors[3];       /* owned: shortcut, branch, sum */
  RnStatistics statistics[3];
  RnHistogram  histograms[3];
} Terms;

static gboolean
read_terms (const LabWriting *self, RnNode addition, Terms *terms)
{
  const RnNodeInfo *info = rn_graph_node (self->run.graph, addition);
  RnScope block = rn_graph_scope_above (self->run.graph, info->scope, RN_SCOPE_BLOCK);
  gboolean turn = rn_split_in_branch (self->run.graph, info->inputs[0], block);
  double low = 0, high = 0;

  terms->tensors[0] = read_activation (self, info->inputs[turn ? 1 : 0]);
  terms->tensors[1] = read_activation (self, info->inputs[turn ? 0 : 1]);
  terms->tensors[2] = read_activation (self, addition);
  for (guint i = 0; i < 3; i++)
    {
      if (terms->tensors[i] == NULL)
        return FALSE;
      rn_statistics_measure (&terms->statistics[i], rn_tensor_values (terms->tensors[i]),
                             rn_tensor_elements (terms->tensors[i]));
      low = MIN (low, terms->statistics[i].min);
      high = MAX (high, terms->statistics[i].max);
    }
  for (guint i = 0; i < 3; i++)
    rn_histogram_measure (&terms->histograms[i], low, high, rn_tensor_values (terms->tensors[i]),
                          rn_tensor_elements (terms->tensors[i]));
  return TRUE;
}

static gboolean
draw_terms (LabWriting *self, RnNode addition, const Terms *terms, GError **error)
{
  const char *name = node_name (self, addition);
  const FigHistogramSeries series[] = {
    { "h(x) + F(x)", FIG_SUM, &terms->histograms[2], &terms->statistics[2] },
    { "h(x)", FIG_SHORTCUT, &terms->histograms[0], &terms->statistics[0] },
    { "F(x)", FIG_BRANCH, &terms->histograms[1], &terms->statistics[1] },
  };
  const RnShape *shape = rn_tensor_shape (terms->tensors[2]);
  FigAdditionData data;
  FigScene *maps;

  fig_addition_data_init (&data);
  data.shortcut = terms->tensors[0];
  data.branch = terms->tensors[1];
  data.sum = terms->tensors[2];
  data.channel = rn_statistics_liveliest (rn_tensor_values (data.sum), shape->dim[1],
                                          shape->dim[2] * shape->dim[3]);
  maps = fig_addition_new (&data, &self->style, error);
  if (maps == NULL)
    return FALSE;
  add_figure (self, maps, "addition", TRUE,
              g_strdup_printf (_("%s, channel %u: what came over the shortcut, what the branch "
                                 "adds, and their sum."),
                               name, (guint) data.channel),
              g_strdup_printf (_("Three maps: shortcut, branch and sum of %s."), name));
  add_figure (self,
              fig_histogram_new (&(FigHistogramData) { .title = name, .series = series,
                                                       .n_series = G_N_ELEMENTS (series) },
                                 &self->style),
              "histogram", FALSE,
              g_strdup_printf (_("%s: how often which value occurs in h(x), F(x) and their sum."),
                               name),
              g_strdup_printf (_("Histogram of the addition %s and its two terms."), name));
  return TRUE;
}

static gboolean
write_addition (LabWriting *self, GError **error)
{
  RnNode addition = find_addition (self);
  Terms terms = { 0 };
  gboolean done = TRUE;

  if (addition == RN_NODE_NONE)
    return TRUE;
  if (read_terms (self, addition, &terms))
    {
      lab_paper_heading (self->paper, 2, _("An addition"));
      lab__say (self,
                _("At %s the standard deviation of h(x) is %.3g, of F(x) %.3g, and of their sum "
                  "%.3g."),
                node_name (self, addition), terms.statistics[0].std, terms.statistics[1].std,
                terms.statistics[2].std);
      done = draw_terms (self, addition, &terms, error);
    }
  for (guint i = 0; i < 3; i++)
    g_clear_pointer (&terms.tensors[i], rn_tensor_unref);
  return done;
}

gboolean
lab__report_figures (LabWriting *self, GError **error)
{
  if (!rn_progress_step (self->progress, 0.4, _("drawing"), error))
    return FALSE;
  write_diagram (self);
  return write_all_maps (self, error) && rn_progress_step (self->progress, 0.5, _("drawing"), error)
         && write_addition (self, error);
}
