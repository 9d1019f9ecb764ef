/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A network spec becomes a graph: stem, stages of blocks, head, with torchvision's names. */
#include "config.h"

#include "rn-body-private.h"
#include "rn-network-private.h"

const double *
rn__shortcut_scale (const RnBuildOptions *options, const char *path)
{
  for (guint i = 0; i < options->n_scales; i++)
    if (g_str_equal (options->scales[i].block, path))
      return &options->scales[i].scale;
  return NULL;
}

/* @x is the last of its scale so far; of a new one where it is smaller than what came before. */
static void
note (RnScales *scales, RnNode x, gboolean smaller)
{
  scales->n += smaller;
  scales->x[scales->n - 1] = x;
}

static RnNode
append_stem (RnGraph *graph, RnNode x, const RnStem *stem, RnScales *scales)
{
  if (stem->kind == RN_STEM_NONE)
    return x;
  rn_graph_open_scope (graph, RN_SCOPE_STEM, "", x);
  x = rn_graph_append (graph, "conv2d", "conv1", x,
                       RN_ARGS ({ "out", stem->out }, { "kernel", stem->kernel },
                                { "stride", stem->stride }, { "pad", stem->kernel / 2 }));
  if (stem->norm == RN_NORM_BATCH)
    x = rn_graph_append (graph, "batch_norm", "bn1", x, RN_NO_ARGS);
  x = rn__append_activation (graph, x, stem->activation, 0);
  note (scales, x, stem->stride > 1);
  if (stem->pool == RN_POOL_MAX)
    {
      x = rn_graph_append (graph, "max_pool", "maxpool", x,
                           RN_ARGS ({ "kernel", 3 }, { "stride", 2 }, { "pad", 1 }));
      note (scales, x, TRUE);
    }
  rn_graph_close_scope (graph);
  return x;
}

static RnNode
append_stage (RnGraph *graph, RnNode x, const RnNetwork *network, guint index,
              const RnBuildOptions *options, RnScales *scales)
{
  const RnStage *stage = &network->stages[index];

  rn_graph_open_scope (graph, RN_SCOPE_STAGE, stage->name, x);
  for (int i = 0; i < stage->count && x != RN_NODE_NONE; i++)
    {
      g_autofree char *word = g_strdup_printf ("%d", i);
      g_autofree char *path = g_strconcat (stage->name, ".", word, NULL);
      RnBlockSpec block = rn__network_block (network, index, i);

      x = rn__block_append (graph, x, word, &block, rn__shortcut_scale (options, path));
    }
  note (scales, x, stage->stride > 1);
  if (index == 0)
    scales->stages = scales->n - 1;
  if (stage->pool == RN_POOL_MAX && x != RN_NODE_NONE)
    {
      x = rn_graph_append (graph, "max_pool", "maxpool", x,
                           RN_ARGS ({ "kernel", 2 }, { "stride", 2 }));
      note (scales, x, TRUE);
    }
  rn_graph_close_scope (graph);
  return x;
}

static void
append_loss (RnGraph *graph, RnNode logits, const RnBuildOptions *options, gsize batch)
{
  RnShape shape = options->label_shares && logits != RN_NODE_NONE
                    ? rn_graph_node (graph, logits)->shape
                    : rn_shape_1d (batch);
  RnNode labels = rn_graph_input (graph, "labels", &shape);

  rn_graph_append_many (graph, "softmax_cross_entropy", "loss", (const RnNode[]) { logits, labels },
                        2, RN_ARGS ({ "label_smoothing", options->label_smoothing }));
}

void
rn__network_build (const RnNetwork *self, RnGraph *graph, const RnBuildOptions *options)
{
  const RnShape *input = &options->input;
  RnScales scales = { .x = { RN_NODE_NONE }, .n = 1 };
  RnNode x = rn_graph_input (graph, "input", input);

  x = append_stem (graph, x, &self->stem, &scales);
  for (guint i = 0; i < self->n_stages; i++)
    x = append_stage (graph, x, self, i, options, &scales);
  if (x != RN_NODE_NONE)
    x = rn__head_append (graph, self, &scales);
  if (options->loss)
    append_loss (graph, x, options, input->dim[0]);
  rn_graph_set_output (graph, x);
}
