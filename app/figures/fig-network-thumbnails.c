/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a tile of the network diagram shows: a picture, a vector as a square, one channel's map. */
#include "config.h"
#include "fig-network-private.h"

#include <math.h>

#include "fig-i18n.h"

/* A vector as a square of its numbers, row by row; what is left over of the square is 0. */
static FigMark *
thumbnail_vector (const FigNetwork *net, RnTensor *tensor, double x, double y, double side,
                  double radius)
{
  gsize n = rn_tensor_shape (tensor)->dim[1], edge = (gsize) ceil (sqrt ((double) n));
  g_autofree float *square = g_new0 (float, edge * edge);
  FigColorScale scale;

  for (gsize i = 0; i < n; i++)
    square[i] = rn_tensor_values (tensor)[i];
  scale = fig_color_scale_of (square, n);
  scale.gamma = 0.75;
  return fig__image (net->scene,
                     fig_color_scale_image (&scale, &net->scene->palette, square, edge, edge), x, y,
                     side, side, radius);
}

/* Whether a node's output may be negative, for the colours of a map that happens not to be. */
static gboolean
may_be_negative (const RnGraph *graph, RnNode node)
{
  static const char *const passing[] = { "max_pool", "avg_pool", "global_avg_pool",
                                         "adaptive_avg_pool", "subsample", "pad_channels", "slice",
                                         "dropout", "gradient_scale", "upsample", "concat_pixels",
                                         NULL };

  while (g_strv_contains (passing, rn_graph_node (graph, node)->op->name))
    node = rn_graph_node (graph, node)->inputs[0];
  return !fig__is (graph, node, "relu") && !fig__is (graph, node, "relu6")
         && !fig__is (graph, node, "sigmoid") && !fig__is (graph, node, "softmax");
}

static FigMark *
thumbnail_map (const FigNetwork *net, RnNode node, RnTensor *tensor, double x, double y,
               double side, double radius)
{
  const RnShape *shape = rn_tensor_shape (tensor);
  gsize plane = shape->dim[2] * shape->dim[3];
  gboolean one = shape->dim[1] == 1 && net->data->channels != NULL;
  gsize at = one ? 0 : rn_statistics_liveliest (rn_tensor_values (tensor), shape->dim[1], plane);
  const float *values = rn_tensor_values (tensor) + at * plane;
  FigColorScale scale = fig_color_scale_of (values, plane);
  FigMark *mark;

  if (one ? may_be_negative (net->graph, node)
          : fig_color_scale_of (rn_tensor_values (tensor), shape->dim[1] * plane).is_signed)
    scale = fig_color_scale_signed (&scale);
  scale.gamma = 0.75;
  mark = fig__image (net->scene,
                     fig_color_scale_image (&scale, &net->scene->palette, values, shape->dim[2],
                                            shape->dim[3]),
                     x, y, side, side, radius);
  fig__image_values (mark, tensor, at * plane, shape->dim[2], shape->dim[3]);
  mark->datum.channel = one ? net->data->channels[node] : (int) at;
  return mark;
}

gboolean
fig__thumbnail (const FigNetwork *net, RnNode node, double x, double y, double side, double radius)
{
  RnTensor *tensor = net->data->values != NULL ? net->data->values[node] : NULL;
  const RnShape *shape = tensor != NULL ? rn_tensor_shape (tensor) : NULL;
  FigMark *mark;

  if (tensor == NULL || shape->rank < 2)
    return FALSE;
  if (fig__is (net->graph, node, "input") && shape->dim[1] == 3)
    mark = fig__picture (net->scene, tensor, x, y, side, radius);
  else if (shape->dim[2] * shape->dim[3] == 1)
    mark = thumbnail_vector (net, tensor, x, y, side, radius);
  else
    mark = thumbnail_map (net, node, tensor, x, y, side, radius);
  if (mark->datum.channel >= 0)
    fig__tell (mark, FIG_MAP,
               g_strdup_printf (_("%s, channel %d"), rn_graph_node (net->graph, node)->name,
                                mark->datum.channel));
  else
    fig__tell (mark, FIG_NODE, fig__node_text (net, node));
  mark->datum.node = node;
  return TRUE;
}
