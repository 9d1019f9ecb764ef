/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Windows that are larger than what they look at, and what would make the picture large enough. */
#include "config.h"

#include "rn-spec-find-private.h"

#include <glib/gi18n-lib.h>

static double
attribute (const RnNodeInfo *node, const char *name)
{
  int at = rn_op_attribute (node->op, name);

  return at >= 0 ? node->attributes[at] : 0;
}

/* The window of a convolution that is larger than the picture it slides over; 0 where it is not. */
static int
too_large (const RnGraph *graph, RnNode i, gsize *side)
{
  const RnNodeInfo *node = rn_graph_node (graph, i);
  const RnShape *x;
  double kernel;

  if (!g_str_equal (node->op->name, "conv2d") && !g_str_has_suffix (node->op->name, "_pool"))
    return 0;
  x = &rn_graph_node (graph, node->inputs[0])->shape;
  kernel = attribute (node, "kernel");
  *side = MIN (x->dim[2], x->dim[3]);
  return kernel > (double) *side ? (int) kernel : 0;
}

static gboolean
any_too_large (const RnGraph *graph)
{
  gsize side;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (too_large (graph, i, &side) > 0)
      return TRUE;
  return FALSE;
}

/* Whether all windows would fit, were the network as @other; never fails, for it is only tried. */
static gboolean
would_fit (const RnSearch *self, const RnNetwork *other)
{
  RnSearch trial = { .what = self->what, .network = *other };
  RnShape input = rn_shape_4d (1, other->input[0], other->input[1], other->input[2]);
  g_autoptr (RnGraph) graph = rn__search_build (&trial, &input);

  return rn_graph_check (graph, NULL) && !any_too_large (graph);
}

/* A stem that keeps the size, as CIFAR's; or a larger picture. */
static void
mend_windows (RnFinding *finding, const RnSearch *self)
{
  RnNetwork other = self->network;

  if (self->is_block || self->options->input.rank > 0)
    return;
  other.stem.kernel = 3;
  other.stem.stride = 1;
  other.stem.pool = RN_POOL_NONE;
  if (self->network.stem.kind != RN_STEM_NONE && would_fit (self, &other))
    rn__mend (finding, _("A stem that keeps the size"),
              "{\"stem\": {\"kernel\": 3, \"stride\": 1, \"pool\": \"none\"}}");
  for (int times = 2; times <= 32; times *= 2)
    {
      other = self->network;
      other.input[1] = MIN (16384, times * other.input[1]);
      other.input[2] = MIN (16384, times * other.input[2]);
      if (would_fit (self, &other))
        {
          rn__mend (finding, _("A larger picture"), "{\"input\": [%d, %d, %d]}", other.input[0],
                    other.input[1], other.input[2]);
          return;
        }
    }
}

/* The window is as wide as a padded picture has room for, but most of its weights only ever meet zeros. */
void
rn__search_windows (const RnSearch *self, const RnGraph *graph)
{
  RnFinding *finding = NULL;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      gsize side;
      int kernel = too_large (graph, i, &side);

      if (kernel == 0)
        continue;
      if (finding == NULL)
        {
          finding = rn__warn (self->findings, "kernel-larger-than-input", NULL);
          rn__found (finding, "%d×%d", kernel, kernel);
          rn__expected (finding, _("at most %zu, the side of its input"), side);
          rn__say (finding, _("%s looks through %d×%d at a picture whose side is %zu"),
                   rn_graph_node (graph, i)->name, kernel, kernel, side);
          rn__because (finding, _("the rest of the window is padding, and its weights only ever meet "
                                  "zeros"));
          mend_windows (finding, self);
        }
      g_ptr_array_add (finding->scopes, g_strdup (rn_graph_node (graph, i)->name));
    }
}
