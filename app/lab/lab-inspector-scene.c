/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector's figures out of the state and its results. */
#include "config.h"

#include "lab-inspector-scene.h"

#include "fig-addition.h"
#include "fig-format.h"
#include "fig-histogram.h"
#include "fig-i18n.h"
#include "fig-kernels.h"
#include "fig-maps.h"
#include "fig-split.h"
#include "fig-top.h"
#include "lab-words.h"

/* What is shown of the layer that is selected; NULL where its step is not taken yet. */
static LabLayer *
shown_layer (Lab *lab)
{
  return lab_subject_is_shown (lab) ? lab_layer (lab) : NULL;
}

static LabLayer *
shown_gradient (Lab *lab)
{
  LabLayer *layer = lab_subject_has_gradient (lab) ? lab_layer (lab) : NULL;

  return layer != NULL && layer->gradient != NULL ? layer : NULL;
}

/* The pixels of all scales behind each other, in thousands of rows of one, are no picture. */
static gboolean
is_column (RnTensor *tensor)
{
  const RnShape *shape = rn_tensor_shape (tensor);

  return shape->rank == 4 && shape->dim[2] > 1 && shape->dim[3] == 1;
}

static gboolean
has_pixels (RnTensor *tensor)
{
  const RnShape *shape = rn_tensor_shape (tensor);

  return shape->rank == 4 && shape->dim[2] * shape->dim[3] > 1 && !is_column (tensor);
}

static gboolean
is_addition (const LabLayer *layer)
{
  return lab_node_is (layer->graph, layer->node, "add") && layer->n_inputs == 2
         && layer->inputs[0] != NULL && layer->inputs[1] != NULL;
}

/* ── additions ── */

static double
scale_of (Lab *lab, const LabLayer *layer)
{
  return layer->block == RN_SCOPE_ROOT
           ? 1
           : lab_document_cut (lab_document (lab),
                               rn_graph_scope (layer->graph, layer->block)->path);
}

static void
put_probe (Lab *lab, const LabLayer *layer, int *row, int *column)
{
  const RnShape *shape = rn_tensor_shape (layer->output);

  *row = lab_look (lab)->probing ? (int) MIN (lab_look (lab)->row, shape->dim[2] - 1) : -1;
  *column = lab_look (lab)->probing ? (int) MIN (lab_look (lab)->column, shape->dim[3] - 1) : -1;
}

static gboolean
has_addition (Lab *lab)
{
  LabLayer *layer = shown_layer (lab);

  return layer != NULL && is_addition (layer) && has_pixels (layer->output);
}

FigScene *
lab_scene_addition (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);
  const RnNodeInfo *info;
  FigAdditionData data;

  if (!has_addition (lab))
    return NULL;
  info = rn_graph_node (layer->graph, layer->node);
  fig_addition_data_init (&data);
  data.shortcut = layer->inputs[0];
  data.branch = layer->inputs[1];
  data.sum = layer->output;
  data.nodes[0] = info->inputs[0];
  data.nodes[1] = info->inputs[1];
  data.nodes[2] = layer->node;
  data.channel = lab_layer_channel (layer, lab);
  data.scale = scale_of (lab, layer);
  data.cut = data.scale == 0;
  put_probe (lab, layer, &data.row, &data.column);
  return fig_addition_new (&data, style, error);
}

static gboolean
has_gradient_addition (Lab *lab)
{
  LabLayer *layer = shown_gradient (lab);

  /* dL/dx is whole once the block's first layer has sent its part */
  return layer != NULL && layer->g_shortcut != NULL && layer->g_branch != NULL
         && layer->g_input != NULL && has_pixels (layer->g_input)
         && (lab_subject (lab) == LAB_SUBJECT_SCOPE || is_addition (layer))
         && lab_is_shown (lab, rn_graph_scope (layer->graph, layer->block)->first, RN_BACKWARD);
}

FigScene *
lab_scene_gradient_addition (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_gradient (lab);
  FigAdditionData data;

  if (!has_gradient_addition (lab))
    return NULL;
  fig_addition_data_init (&data);
  data.shortcut = layer->g_shortcut;
  data.branch = layer->g_branch;
  data.sum = layer->g_input;
  data.gradients = TRUE;
  data.channel = MIN (lab_layer_channel (layer, lab),
                      rn_tensor_shape (layer->g_input)->dim[1] - 1);
  data.scale = scale_of (lab, layer);
  data.cut = data.scale == 0;
  return fig_addition_new (&data, style, error);
}

static const RnSplit *
find_split (const RnRecords *records, RnScope block)
{
  for (guint i = 0; i < records->splits->len; i++)
    if (g_array_index (records->splits, RnSplit, i).block == block)
      return &g_array_index (records->splits, RnSplit, i);
  return NULL;
}

static const RnSplit *
shown_split (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  RnNode node = lab_selected_node (lab);
  RnScope block = lab_subject_has_gradient (lab)
                    ? rn_graph_scope_above (pass->graph, lab_selected_scope (lab), RN_SCOPE_BLOCK)
                    : RN_SCOPE_ROOT;

  if (block == RN_SCOPE_ROOT
      || (lab_subject (lab) == LAB_SUBJECT_LAYER && !lab_node_is (pass->graph, node, "add"))
      || !lab_is_shown (lab, rn_graph_scope (pass->graph, block)->first, RN_BACKWARD))
    return NULL;
  return find_split (pass->records, block);
}

static gboolean
has_split (Lab *lab)
{
  return shown_split (lab) != NULL;
}

FigScene *
lab_scene_split (Lab *lab, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (lab);
  const RnSplit *split = shown_split (lab);
  const RnScopeInfo *scope;
  FigSplitData data;

  if (split == NULL)
    return NULL;
  scope = rn_graph_scope (pass->graph, split->block);
  fig_split_data_init (&data);
  data.split = split;
  data.scale = lab_document_cut (lab_document (lab), scope->path);
  data.title = scope->path;
  data.identity = TRUE;
  for (RnNode i = scope->first; i < scope->end; i++)
    data.identity &= lab_node_place (pass->graph, i) != LAB_PLACE_SHORTCUT;
  return fig_split_new (&data, style);
}

/* ── values ── */

static gboolean
has_layer (Lab *lab)
{
  return shown_layer (lab) != NULL;
}

FigScene *
lab_scene_values (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);
  FigHistogramSeries series[3];
  guint n = 1;

  if (layer == NULL)
    return NULL;
  series[0] = (FigHistogramSeries) { .name = is_addition (layer) ? "<m>h(x) + F(x)</m>" : "",
                                     .path = lab_subject_path (lab),
                                     .histogram = layer->histogram,
                                     .statistics = &layer->statistics };
  if (is_addition (layer) && layer->input_histograms[0] != NULL
      && layer->input_histograms[1] != NULL)
    {
      series[n++] = (FigHistogramSeries) { "<m>h(x)</m>", FIG_SHORTCUT,
                                           layer->input_histograms[0], NULL };
      series[n++] = (FigHistogramSeries) { "<m>F(x)</m>", FIG_BRANCH, layer->input_histograms[1],
                                           NULL };
    }
  return fig_histogram_new (&(FigHistogramData) { .title = _("Values"),
                                                  .series = series,
                                                  .n_series = n,
                                                  .compact = TRUE },
                            style);
}

static gboolean
has_gradient (Lab *lab)
{
  return shown_gradient (lab) != NULL && shown_gradient (lab)->gradient_histogram != NULL;
}

FigScene *
lab_scene_gradient_values (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_gradient (lab);

  if (!has_gradient (lab))
    return NULL;
  return fig_histogram_new (
    &(FigHistogramData) { .title = _("Gradient"),
                          .series = &(FigHistogramSeries) { "", lab_subject_path (lab),
                                                            layer->gradient_histogram,
                                                            &layer->gradient_statistics },
                          .n_series = 1,
                          .compact = TRUE },
    style);
}

/* ── maps ── */

static FigScene *
maps_of (Lab *lab, const LabLayer *layer, RnTensor *tensor, gboolean gradient,
         const FigStyle *style, GError **error)
{
  static const FigMapScale scales[] = { [LAB_SCALE_MAP] = FIG_SCALE_MAP,
                                        [LAB_SCALE_LAYER] = FIG_SCALE_LAYER,
                                        [LAB_SCALE_GLOBAL] = FIG_SCALE_GLOBAL };
  const LabLook *look = lab_look (lab);
  /* gradients shrink by orders of magnitude from layer to layer: no scale holds them all */
  FigMapScale scale = gradient && look->scale == LAB_SCALE_GLOBAL ? FIG_SCALE_LAYER
                                                                  : scales[look->scale];

  return fig_maps_new (
    &(FigMapsData) { .tensor = tensor,
                     .node = layer->node,
                     .title = rn_graph_node (layer->graph, layer->node)->name,
                     .scale = scale,
                     .low = lab_pass (lab)->low,
                     .high = lab_pass (lab)->high,
                     .order = look->order == LAB_ORDER_ACTIVITY ? FIG_ORDER_ACTIVITY
                                                                : FIG_ORDER_INDEX,
                     .bare = TRUE },
    style, error);
}

/* A loss is a single number: no map. */
static gboolean
has_several (RnTensor *tensor)
{
  return rn_tensor_shape (tensor)->rank >= 2 && rn_tensor_elements (tensor) > 1
         && !is_column (tensor);
}

static gboolean
has_maps (Lab *lab)
{
  return has_layer (lab) && has_several (shown_layer (lab)->output);
}

static gboolean
has_gradient_maps (Lab *lab)
{
  return shown_gradient (lab) != NULL && has_several (shown_gradient (lab)->gradient);
}

gboolean
lab_has_large (Lab *lab)
{
  return has_layer (lab) && has_pixels (shown_layer (lab)->output);
}

FigScene *
lab_scene_maps (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);

  return has_maps (lab)
           ? maps_of (lab, layer, layer->output, FALSE, style, error) : NULL;
}

FigScene *
lab_scene_gradient_maps (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_gradient (lab);

  return has_gradient_maps (lab)
           ? maps_of (lab, layer, layer->gradient, TRUE, style, error) : NULL;
}

FigScene *
lab_scene_large (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);
  g_autofree char *title = NULL, *subtitle = NULL;
  guint channel;

  if (!lab_has_large (lab))
    return NULL;
  channel = lab_layer_channel (layer, lab);
  title = g_strdup_printf (_("Channel %d"), (int) channel);
  subtitle = g_strdup_printf (_("%d×%d values"), (int) rn_tensor_shape (layer->output)->dim[2],
                              (int) rn_tensor_shape (layer->output)->dim[3]);
  return fig_large_new (
    &(FigLargeData) { .channel = { .tensor = layer->output,
                                   .channel = channel,
                                   .node = layer->node,
                                   .path = lab_subject_path (lab),
                                   .whole_scale = lab_look (lab)->scale != LAB_SCALE_MAP },
                      .title = title,
                      .subtitle = subtitle },
    style, error);
}

static gboolean
has_kernels (Lab *lab)
{
  LabLayer *layer = lab_layer (lab);

  return layer != NULL && layer->weight != NULL && rn_tensor_shape (layer->weight)->rank == 4
         && lab_subject (lab) == LAB_SUBJECT_LAYER;
}

FigScene *
lab_scene_kernels (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = lab_layer (lab);

  if (!has_kernels (lab))
    return NULL;
  return fig_kernels_new (
    &(FigKernelsData) { .weight = layer->weight,
                        .node = layer->node,
                        .title = rn_graph_node (layer->graph, layer->node)->name,
                        .output = (int) lab_layer_channel (layer, lab),
                        .most = 16,
                        .strip = TRUE },
    style, error);
}

static gboolean
has_picture (Lab *lab)
{
  return lab_pass (lab) != NULL && lab_selected_node (lab) == 0
         && has_pixels (lab_pass (lab)->input);
}

FigScene *
lab_scene_picture (Lab *lab, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (lab);
  g_autofree char *size = NULL;

  if (!has_picture (lab))
    return NULL;
  size = fig_format_map (rn_tensor_shape (pass->input));
  return fig_picture_new (pass->input, lab_picture_name (lab_document (lab)->picture), size, style,
                          error);
}

static gboolean
has_top (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  RnNode node = lab_selected_node (lab);

  return lab_subject_is_shown (lab) && pass->n_top > 0
         && (node == rn_graph_output (pass->graph) || node == rn_graph_loss (pass->graph));
}

static FigScene *
make_top (Lab *lab, RnTensor *picture, const FigStyle *style)
{
  LabPass *pass = lab_pass (lab);
  const char *names[LAB_TOP];

  if (!has_top (lab))
    return NULL;
  for (guint k = 0; k < pass->n_top; k++)
    names[k] = rn_origin_class (pass->origin, pass->top[k]);
  for (guint k = 0; k < pass->n_top && names[k] != NULL; k++)
    names[k] = _(names[k]);
  return fig_top_new (
    &(FigTopData) { .names = pass->n_top > 0 && names[0] != NULL ? names : NULL,
                    .classes = pass->top,
                    .probability = pass->probability,
                    .n = pass->n_top,
                    .n_classes = (guint) pass->shapes[rn_graph_output (pass->graph)].dim[1],
                    .untrained = pass->weights == NULL,
                    .picture = picture },
    style);
}

FigScene *
lab_scene_top (Lab *lab, const FigStyle *style, GError **error)
{
  return make_top (lab, NULL, style);
}

FigScene *
lab_scene_top_beside_picture (Lab *lab, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (lab);

  return make_top (lab, pass != NULL && has_pixels (pass->input) ? pass->input : NULL, style);
}

/* ── all of them ── */

static gboolean
has_subject (Lab *lab)
{
  return lab_subject (lab) != LAB_SUBJECT_NOTHING;
}

#define ON_LAYER   (LAB_USES_LAYER | LAB_USES_STEP)
#define ON_CHANNEL (ON_LAYER | LAB_USES_CHANNEL)

static const LabInspectorCard cards[] = {
  { "facts", N_("Formula and numbers"), lab_scene_facts, has_subject,
    LAB_USES_LAYER | LAB_USES_PASS | LAB_USES_COUNTING },
  { "top", N_("What the network takes the picture for"), lab_scene_top, has_top,
    LAB_USES_PASS | LAB_USES_STEP },
  { "picture", N_("The picture"), lab_scene_picture, has_picture, LAB_USES_PASS },
  { "split", N_("The gradient of the block in its two terms"), lab_scene_split, has_split,
    LAB_USES_PASS | LAB_USES_STEP },
  { "gradient-addition", N_("The gradients of shortcut and branch, and their sum"),
    lab_scene_gradient_addition, has_gradient_addition, ON_CHANNEL },
  { "addition", N_("Shortcut, branch, and their sum"), lab_scene_addition, has_addition,
    ON_CHANNEL | LAB_USES_PROBE },
  { "kernels", N_("Kernels"), lab_scene_kernels, has_kernels, LAB_USES_LAYER | LAB_USES_CHANNEL },
  { "pair", N_("An input channel and an output channel"), lab_scene_pair, lab_has_pair,
    ON_CHANNEL | LAB_USES_PROBE | LAB_USES_STORY },
  { "values", N_("Values"), lab_scene_values, has_layer, ON_LAYER },
  { "gradient-values", N_("Gradient"), lab_scene_gradient_values, has_gradient, ON_LAYER },
  { "maps", N_("Feature maps"), lab_scene_maps, has_maps, ON_LAYER | LAB_USES_MAPS },
  { "gradient-maps", N_("Gradient maps"), lab_scene_gradient_maps, has_gradient_maps,
    ON_LAYER | LAB_USES_MAPS },
};

const LabInspectorCard *
lab_inspector_cards (guint *n)
{
  *n = G_N_ELEMENTS (cards);
  return cards;
}
