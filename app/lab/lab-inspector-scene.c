/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector's figures out of the state and its results. */
#include "config.h"

#include "lab-inspector-scene.h"

#include "fig-addition.h"
#include "fig-explain.h"
#include "fig-format.h"
#include "fig-histogram.h"
#include "fig-i18n.h"
#include "fig-kernels.h"
#include "fig-maps.h"
#include "fig-split.h"
#include "fig-top.h"
#include "fig-words.h"
#include "lab-words.h"

/* ── the subject ── */

LabSubject
lab_subject (Lab *lab)
{
  LabPass *pass = lab_pass (lab);

  if (pass == NULL || lab_selected_node (lab) == RN_NODE_NONE)
    return LAB_SUBJECT_NOTHING;
  return rn_graph_find (pass->graph, lab_look (lab)->selected) != RN_NODE_NONE
           ? LAB_SUBJECT_LAYER : LAB_SUBJECT_SCOPE;
}

char *
lab_subject_name (Lab *lab)
{
  return g_strdup (lab_look (lab)->selected);
}

static char *
scope_words (const RnScopeInfo *scope)
{
  if (scope->kind == RN_SCOPE_STAGE && scope->summary == NULL)
    return g_strdup (_("Stage: blocks of one width"));
  if (scope->kind == RN_SCOPE_STEM)
    return g_strdup (_("Stem: what the picture goes through first"));
  if (scope->kind == RN_SCOPE_HEAD)
    return g_strdup (_("Head: from feature maps to classes"));
  if (scope->summary != NULL)
    {
      g_autofree char *summary = fig_scope_words (scope->summary);

      return g_strdup_printf (_("Residual block: %s"), summary);
    }
  return g_strdup ("");
}

char *
lab_subject_words (Lab *lab)
{
  switch (lab_subject (lab))
    {
    case LAB_SUBJECT_LAYER:
      return lab_node_words (lab_pass (lab)->graph, lab_selected_node (lab));
    case LAB_SUBJECT_SCOPE:
      return scope_words (rn_graph_scope (lab_pass (lab)->graph, lab_selected_scope (lab)));
    default:
      return g_strdup ("");
    }
}

FigPath
lab_subject_path (Lab *lab)
{
  switch (lab_subject (lab))
    {
    case LAB_SUBJECT_LAYER:
      return lab_place_path (lab_node_place (lab_pass (lab)->graph, lab_selected_node (lab)));
    case LAB_SUBJECT_SCOPE:
      return FIG_SUM;
    default:
      return FIG_INK;
    }
}

gboolean
lab_subject_is_shown (Lab *lab)
{
  RnNode node = lab_selected_node (lab);

  return node != RN_NODE_NONE && lab_is_shown (lab, node, RN_FORWARD);
}

gboolean
lab_subject_has_gradient (Lab *lab)
{
  RnNode node = lab_selected_node (lab);
  LabPass *pass = lab_pass (lab);

  /* The step of a node hands its gradient on to what it reads; its own is whole before. */
  return node != RN_NODE_NONE && pass->backward
         && MIN (lab_look (lab)->position, pass->n_steps) >= pass->n_steps - 1 - node
         && lab_look (lab)->position > pass->n_steps / 2;
}

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

static gboolean
has_pixels (RnTensor *tensor)
{
  const RnShape *shape = rn_tensor_shape (tensor);

  return shape->rank == 4 && shape->dim[2] * shape->dim[3] > 1;
}

static gboolean
is_addition (const LabLayer *layer)
{
  return lab_node_is (layer->graph, layer->node, "add") && layer->n_inputs == 2
         && layer->inputs[0] != NULL && layer->inputs[1] != NULL;
}

guint
lab_n_channels (Lab *lab)
{
  LabLayer *layer = lab_layer (lab);

  return layer != NULL && rn_tensor_shape (layer->output)->rank >= 2
           ? (guint) rn_tensor_shape (layer->output)->dim[1] : 0;
}

gboolean
lab_probe_place (Lab *lab, double *x, double *y)
{
  LabLayer *layer = lab_layer (lab);
  const RnShape *shape;

  if (layer == NULL || !lab_look (lab)->probing)
    return FALSE;
  shape = rn_tensor_shape (layer->output);
  *x = (MIN (lab_look (lab)->column, shape->dim[3] - 1) + 0.5) / shape->dim[3];
  *y = (MIN (lab_look (lab)->row, shape->dim[2] - 1) + 0.5) / shape->dim[2];
  return TRUE;
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

FigScene *
lab_scene_addition (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);
  const RnNodeInfo *info;
  FigAdditionData data;

  if (layer == NULL || !is_addition (layer) || !has_pixels (layer->output))
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

FigScene *
lab_scene_gradient_addition (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_gradient (lab);
  const RnScopeInfo *block;
  FigAdditionData data;

  if (layer == NULL || layer->g_shortcut == NULL || layer->g_branch == NULL
      || layer->g_input == NULL || !has_pixels (layer->g_input)
      || (lab_subject (lab) == LAB_SUBJECT_LAYER && !is_addition (layer)))
    return NULL;
  block = rn_graph_scope (layer->graph, layer->block);
  /* dL/dx is whole once the block's first layer has sent its part */
  if (!lab_is_shown (lab, block->first, RN_BACKWARD))
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

FigScene *
lab_scene_split (Lab *lab, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (lab);
  RnScope block = lab_subject_has_gradient (lab) ? lab_selected_scope (lab) : RN_SCOPE_ROOT;
  const RnSplit *split = block != RN_SCOPE_ROOT ? find_split (pass->records, block) : NULL;
  RnNode node = lab_selected_node (lab);
  const RnScopeInfo *scope;
  FigSplitData data;

  if (split == NULL || (lab_subject (lab) == LAB_SUBJECT_LAYER
                        && !lab_node_is (pass->graph, node, "add")))
    return NULL;
  scope = rn_graph_scope (pass->graph, block);
  if (!lab_is_shown (lab, scope->first, RN_BACKWARD))
    return NULL;
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

FigScene *
lab_scene_gradient_values (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_gradient (lab);

  if (layer == NULL || layer->gradient_histogram == NULL)
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
has_maps (RnTensor *tensor)
{
  return rn_tensor_shape (tensor)->rank >= 2 && rn_tensor_elements (tensor) > 1;
}

FigScene *
lab_scene_maps (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);

  return layer != NULL && has_maps (layer->output)
           ? maps_of (lab, layer, layer->output, FALSE, style, error) : NULL;
}

FigScene *
lab_scene_gradient_maps (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_gradient (lab);

  return layer != NULL && has_maps (layer->gradient)
           ? maps_of (lab, layer, layer->gradient, TRUE, style, error) : NULL;
}

FigScene *
lab_scene_large (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = shown_layer (lab);
  g_autofree char *title = NULL, *subtitle = NULL;
  guint channel;

  if (layer == NULL || !has_pixels (layer->output))
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

FigScene *
lab_scene_kernels (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = lab_layer (lab);

  if (layer == NULL || layer->weight == NULL || rn_tensor_shape (layer->weight)->rank != 4
      || lab_subject (lab) != LAB_SUBJECT_LAYER)
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

FigScene *
lab_scene_picture (Lab *lab, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (lab);
  g_autofree char *size = NULL;

  if (pass == NULL || lab_selected_node (lab) != 0 || !has_pixels (pass->input))
    return NULL;
  size = fig_format_map (rn_tensor_shape (pass->input));
  return fig_picture_new (pass->input, lab_picture_name (lab_document (lab)->picture), size, style,
                          error);
}

FigScene *
lab_scene_top (Lab *lab, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (lab);
  RnNode node = lab_selected_node (lab);

  if (!lab_subject_is_shown (lab) || pass->n_top == 0
      || (node != rn_graph_output (pass->graph) && node != rn_graph_loss (pass->graph)))
    return NULL;
  return fig_top_new (
    &(FigTopData) { .classes = pass->top,
                    .probability = pass->probability,
                    .n = pass->n_top,
                    .n_classes = (guint) pass->shapes[rn_graph_output (pass->graph)].dim[1],
                    .untrained = TRUE },
    style);
}

/* ── the story ── */

/* FALSE where there is none. */
static gboolean
tell (Lab *lab, FigExplainStep *steps, FigExplainData *data)
{
  LabStory *story = lab_story (lab);

  if (story == NULL)
    return FALSE;
  for (guint i = 0; i < story->n_steps; i++)
    {
      steps[i].node = story->steps[i].node;
      for (guint k = 0; k < RN_SHAPE_MAX_RANK; k++)
        steps[i].index[k] = story->steps[i].index[k];
      steps[i].explanation = &story->steps[i].explanation;
    }
  *data = (FigExplainData) { .graph = story->graph,
                             .shapes = lab_pass (lab)->shapes,
                             .steps = steps,
                             .n_steps = story->n_steps,
                             .picture = lab_pass (lab)->input,
                             .region = story->field.full_height > 0 ? &story->field : NULL };
  return TRUE;
}

FigScene *
lab_scene_story (Lab *lab, const FigStyle *style, GError **error)
{
  FigExplainStep steps[LAB_STORY_MOST];
  FigExplainData data;

  return tell (lab, steps, &data) ? fig_explain_new (&data, style) : NULL;
}

char *
lab_story_text (Lab *lab)
{
  FigExplainStep steps[LAB_STORY_MOST];
  FigExplainData data;

  return tell (lab, steps, &data) ? fig_explain_text (&data) : NULL;
}
