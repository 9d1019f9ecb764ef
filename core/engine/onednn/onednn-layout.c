/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Which layout a network's feature maps lie in, and the way from and to row-major. */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

#define BLOCK 16

static gboolean
is_map (const RnShape *shape)
{
  return shape->rank == 4 && shape->dim[2] * shape->dim[3] > 1;
}

/* What a convolution into blocks reads row-major. */
static gboolean
is_picture (const RnShape *shape)
{
  return shape->dim[1] == 1 || shape->dim[1] == 3;
}

/* Blocks of 16 hold only whole blocks: no channel count may need padding, no group may be narrower;
 * and matrix units want all channels of a pixel side by side. */
static gboolean
fits_blocks (const RnPlanRequest *request, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (request->graph, node);
  const RnShape *shape = &request->shapes[node];
  int groups = rn_op_attribute (info->op, "groups"), bf16 = rn_op_attribute (info->op, "bf16");

  if (info->n_inputs == 0)
    return !is_map (shape) || is_picture (shape) || shape->dim[1] % BLOCK == 0;
  if (bf16 >= 0 && info->attributes[bf16] != 0)
    return FALSE;
  if (is_map (shape) && shape->dim[1] % BLOCK != 0)
    return FALSE;
  if (groups >= 0 && info->attributes[groups] > 1)
    {
      gsize per_group = shape->dim[1] / (gsize) info->attributes[groups];

      return per_group == 1 || per_group % BLOCK == 0;
    }
  return TRUE;
}

/**
 * onednn_choose_layout:
 *
 * Blocks of 16 channels train faster, channels-last infers faster at small batches, and narrow
 * groups fall to a slow kernel in blocks; so it is one decision a network.
 */
Layout
onednn_choose_layout (const RnPlanRequest *request)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (request->graph); i++)
    if (!fits_blocks (request, i))
      return LAYOUT_NHWC;
  return request->backward ? LAYOUT_BLOCKED : LAYOUT_NHWC;
}

Layout
onednn_tensor_layout (const OnednnPlan *plan, RnNode node)
{
  const RnShape *shape = &plan->tensors[node].shape;

  if (!is_map (shape))
    return LAYOUT_PLAIN;
  if (plan->layout == LAYOUT_BLOCKED && shape->dim[1] % BLOCK != 0)
    return LAYOUT_PLAIN;        /* the picture: its convolution reads it as it is */
  return plan->layout;
}

/**
 * onednn_map_layout:
 *
 * A map of one pixel lies the same in every layout, so a primitive may be told whichever suits it.
 */
Layout
onednn_map_layout (const OnednnPlan *plan, RnNode node)
{
  const Tensor *tensor = &plan->tensors[node];

  if (tensor->layout != LAYOUT_PLAIN || tensor->shape.rank != 4 || is_map (&tensor->shape))
    return tensor->layout;
  return plan->layout == LAYOUT_BLOCKED && tensor->shape.dim[1] % BLOCK == 0 ? LAYOUT_BLOCKED
                                                                             : LAYOUT_NHWC;
}

dnnl_memory_desc_t
onednn_desc (const RnShape *shape, Layout layout)
{
  static const dnnl_format_tag_t plain[] = { dnnl_format_tag_undef, dnnl_a, dnnl_ab, dnnl_abc,
                                             dnnl_abcd };
  dnnl_memory_desc_t desc;
  dnnl_dims_t dims;
  dnnl_format_tag_t tag = layout == LAYOUT_BLOCKED ? dnnl_nChw16c
                        : layout == LAYOUT_NHWC    ? dnnl_nhwc
                                                   : plain[shape->rank];

  for (guint i = 0; i < shape->rank; i++)
    dims[i] = (dnnl_dim_t) shape->dim[i];
  if (dnnl_memory_desc_init_by_tag (&desc, (int) shape->rank, dims, dnnl_f32, tag) != dnnl_success)
    g_error ("oneDNN cannot describe a tensor of rank %u", shape->rank);
  return desc;
}

Panels
onednn_panels (const RnShape *shape, Layout layout)
{
  gsize n = shape->dim[0], c = shape->dim[1], rows = shape->dim[2] * shape->dim[3];

  switch (layout)
    {
    case LAYOUT_NHWC:
      return (Panels) { n, 1, rows, c };
    case LAYOUT_BLOCKED:
      return (Panels) { n * (c / BLOCK), c / BLOCK, rows, BLOCK };
    case LAYOUT_PLAIN:
    default:
      return rows == 1 ? (Panels) { n, 1, 1, c } : (Panels) { n * c, c, rows, 1 };
    }
}

/* [rows][width] to [width][rows] */
static void
transpose (const float *restrict from, float *restrict to, gsize rows, gsize width)
{
  for (gsize i = 0; i < width; i++)
    for (gsize r = 0; r < rows; r++)
      to[i * rows + r] = from[r * width + i];
}

void
onednn_to_plain (const float *from, Layout layout, const RnShape *shape, float *nchw)
{
  Panels p = onednn_panels (shape, layout);
  gsize size = p.rows * p.width;

  if (layout == LAYOUT_PLAIN)
    memcpy (nchw, from, rn_shape_elements (shape) * sizeof *nchw);
  else
#pragma omp parallel for schedule(static)
    for (gsize o = 0; o < p.outer; o++)
      transpose (from + o * size, nchw + o * size, p.rows, p.width);
}

void
onednn_plane_to_plain (const float *from, Layout layout, const RnShape *shape, gsize sample,
                       gsize channel, float *plane)
{
  Panels p = onednn_panels (shape, layout);
  gsize pixels = shape->dim[2] * shape->dim[3];
  const float *first = from + (sample * p.blocks + channel / p.width) * p.rows * p.width
                     + channel % p.width;

  for (gsize i = 0; i < pixels; i++)
    plane[i] = first[i * p.width];
}

void
onednn_from_plain (const float *nchw, Layout layout, const RnShape *shape, float *to)
{
  Panels p = onednn_panels (shape, layout);
  gsize size = p.rows * p.width;

  if (layout == LAYOUT_PLAIN)
    memcpy (to, nchw, rn_shape_elements (shape) * sizeof *nchw);
  else
#pragma omp parallel for schedule(static)
    for (gsize o = 0; o < p.outer; o++)
      transpose (nchw + o * size, to + o * size, p.width, p.rows);
}
