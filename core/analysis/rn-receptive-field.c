/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The receptive field of an output element, node by node from it back to the picture.
 *
 * A window of extent d·(k − 1) + 1, stride s and padding p makes of the outputs a … b the inputs
 * a·s − p … b·s − p + d·(k − 1).
 */
#include "config.h"

#include "rn-receptive-field.h"

#include <string.h>

/* Rows and columns of one node's output: inside it, and as if it had no edges. */
typedef struct
{
  RnSpan inside[2];
  RnSpan full[2];
} Field;

/* no row or column: last < first */
static const RnSpan nothing = { G_MAXINT64 / 4, G_MININT64 / 4 };

typedef struct
{
  gint64 extent;
  gint64 stride;
  gint64 pad;
} Window;

static gint64
attribute_or (const RnNodeInfo *node, const char *name, gint64 fallback)
{
  int at = rn_op_attribute (node->op, name);

  return at < 0 ? fallback : (gint64) node->attributes[at];
}

/* What one place of the node's output reads; without such attributes the place itself. */
static Window
window_of (const RnNodeInfo *node)
{
  return (Window) {
    .extent = attribute_or (node, "dilation", 1) * (attribute_or (node, "kernel", 1) - 1) + 1,
    .stride = attribute_or (node, "stride", 1),
    .pad = attribute_or (node, "pad", 0),
  };
}

static gboolean
is_empty (const RnSpan *span)
{
  return span->last < span->first;
}

static RnSpan
join (const RnSpan *a, const RnSpan *b)
{
  return (RnSpan) { MIN (a->first, b->first), MAX (a->last, b->last) };
}

static RnSpan
slide_back (const Window *window, const RnSpan *span)
{
  return (RnSpan) { span->first * window->stride - window->pad,
                    span->last * window->stride - window->pad + window->extent - 1 };
}

static RnSpan
clip (const RnSpan *span, gsize size)
{
  return (RnSpan) { MAX (span->first, 0), MIN (span->last, (gint64) size - 1) };
}

/* Ops whose output has no pixels read all of their input: global pooling, linear layers. A pixel
 * multiplied by a gate without pixels reads that one's only place. */
static gboolean
sees_all (const RnShape *output, const RnShape *input)
{
  gboolean single = output->dim[2] * output->dim[3] == 1;

  return single && (output->rank != 4 || input->dim[2] * input->dim[3] > 1);
}

static gboolean
is_windowed (const RnNodeInfo *node)
{
  return rn_op_attribute (node->op, "kernel") >= 0 || rn_op_attribute (node->op, "stride") >= 0;
}

/* What rows and columns @to of @reader read of its input @k. */
static gboolean
look_back (const RnGraph *graph, const RnShape *shapes, RnNode reader, guint k, const RnSpan to[2],
           RnSpan from[2])
{
  const RnNodeInfo *info = rn_graph_node (graph, reader);
  const RnShape *in = &shapes[info->inputs[k]];
  Window window = window_of (info);
  gboolean all = !is_windowed (info) && sees_all (&shapes[reader], in);
  gboolean gate = !is_windowed (info) && in->dim[2] * in->dim[3] == 1;

  if (info->op->reads != NULL)
    {
      RnShape inputs[RN_OP_MAX_INPUTS], parameters[RN_OP_MAX_PARAMETERS];
      RnOpCall call;

      rn_graph_call (graph, reader, shapes, inputs, parameters, &call);
      return info->op->reads (&call, k, to, from);
    }
  for (guint axis = 0; axis < 2; axis++)
    from[axis] = all || gate ? (RnSpan) { 0, (gint64) in->dim[2 + axis] - 1 }
                             : slide_back (&window, &to[axis]);
  return TRUE;
}

/* Joins what @reader's field asks of its input @k into that one's field. */
static void
pass_on (const RnGraph *graph, const RnShape *shapes, RnNode reader, guint k, Field *fields)
{
  const RnNodeInfo *info = rn_graph_node (graph, reader);
  Field *to = &fields[info->inputs[k]];
  const Field *from = &fields[reader];
  RnSpan inside[2], full[2];

  if (is_empty (&from->inside[0]) || is_empty (&from->inside[1])
      || !look_back (graph, shapes, reader, k, from->inside, inside)
      || !look_back (graph, shapes, reader, k, from->full, full))
    return;
  for (guint axis = 0; axis < 2; axis++)
    {
      inside[axis] = clip (&inside[axis], shapes[info->inputs[k]].dim[2 + axis]);
      if (is_empty (&inside[axis]))
        return;             /* the window lies in the padding */
    }
  for (guint axis = 0; axis < 2; axis++)
    {
      to->inside[axis] = join (&to->inside[axis], &inside[axis]);
      to->full[axis] = join (&to->full[axis], &full[axis]);
    }
}

static RnShape *
own_shapes (const RnGraph *graph)
{
  RnShape *shapes = g_new (RnShape, rn_graph_n_nodes (graph));

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  return shapes;
}

static void
describe (const Field *field, const RnShape *picture, RnRegion *region)
{
  const RnSpan *rows = &field->inside[0], *columns = &field->inside[1];

  *region = (RnRegion) {
    .top = (gsize) rows->first,
    .left = (gsize) columns->first,
    .height = (gsize) (rows->last - rows->first + 1),
    .width = (gsize) (columns->last - columns->first + 1),
    .full_top = field->full[0].first,
    .full_left = field->full[1].first,
    .full_height = (gsize) (field->full[0].last - field->full[0].first + 1),
    .full_width = (gsize) (field->full[1].last - field->full[1].first + 1),
  };
  region->whole = region->height == picture->dim[2] && region->width == picture->dim[3];
}

/**
 * rn_receptive_field:
 * @graph: a graph whose node 0 is a picture, [N, C, H, W]
 * @shapes: (array) (nullable): [n_nodes], of the run that is looked at
 * @node: whose output
 * @row: of the element, 0 without pixels
 * @column: of the element, 0 without pixels
 * @region: (out)
 *
 * Source: Araujo et al., Computing receptive fields of convolutional neural networks, Distill 2019
 *
 * Returns: FALSE, with nothing set, where @node does not read the picture
 */
gboolean
rn_receptive_field (const RnGraph *graph, const RnShape *shapes, RnNode node, gsize row,
                    gsize column, RnRegion *region)
{
  g_autofree RnShape *own = shapes == NULL ? own_shapes (graph) : NULL;
  const RnShape *use = shapes != NULL ? shapes : own;
  g_autofree Field *fields = g_new (Field, node + 1);

  g_return_val_if_fail (row < use[node].dim[2] && column < use[node].dim[3], FALSE);
  for (RnNode i = 0; i <= node; i++)
    fields[i] = (Field) { { nothing, nothing }, { nothing, nothing } };
  fields[node].inside[0] = fields[node].full[0] = (RnSpan) { (gint64) row, (gint64) row };
  fields[node].inside[1] = fields[node].full[1] = (RnSpan) { (gint64) column, (gint64) column };
  for (RnNode i = node + 1; i-- > 1;)
    for (guint k = 0; k < rn_graph_node (graph, i)->n_inputs; k++)
      pass_on (graph, use, i, k, fields);
  if (is_empty (&fields[0].inside[0]) || is_empty (&fields[0].inside[1]))
    return FALSE;
  describe (&fields[0], &use[0], region);
  return TRUE;
}
