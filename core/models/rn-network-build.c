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

static RnNode
append_stem (RnGraph *graph, RnNode x, const RnStem *stem)
{
  rn_graph_open_scope (graph, RN_SCOPE_STEM, "", x);
  x = rn_graph_append (graph, "conv2d", "conv1", x,
                       RN_ARGS ({ "out", stem->out }, { "kernel", stem->kernel },
                                { "stride", stem->stride }, { "pad", stem->kernel / 2 }));
  if (stem->norm == RN_NORM_BATCH)
    x = rn_graph_append (graph, "batch_norm", "bn1", x, RN_NO_ARGS);
  x = rn__append_activation (graph, x, stem->activation, 0);
  if (stem->pool == RN_POOL_MAX)
    x = rn_graph_append (graph, "max_pool", "maxpool", x,
                         RN_ARGS ({ "kernel", 3 }, { "stride", 2 }, { "pad", 1 }));
  rn_graph_close_scope (graph);
  return x;
}

static RnNode
append_stage (RnGraph *graph, RnNode x, const RnNetwork *network, guint stage,
              const RnBuildOptions *options)
{
  rn_graph_open_scope (graph, RN_SCOPE_STAGE, network->stages[stage].name, x);
  for (int i = 0; i < network->stages[stage].count && x != RN_NODE_NONE; i++)
    {
      g_autofree char *word = g_strdup_printf ("%d", i);
      g_autofree char *path = g_strconcat (network->stages[stage].name, ".", word, NULL);
      RnBlockSpec block = rn__network_block (network, stage, i);

      x = rn__block_append (graph, x, word, &block, rn__shortcut_scale (options, path));
    }
  rn_graph_close_scope (graph);
  return x;
}

/*
 * After pre-activation blocks, whose sum is bare, norm and activation come before the pooling (He
 * 2016, appendix).
 */
static RnNode
append_head (RnGraph *graph, RnNode x, const RnNetwork *network)
{
  const RnBlockSpec *last = &network->stages[network->n_stages - 1].block;
  const RnOrderParts *parts = rn__order_parts (last->order);

  rn_graph_open_scope (graph, RN_SCOPE_HEAD, "", x);
  if (parts->activation_before)
    {
      if (parts->norm_before && last->norm == RN_NORM_BATCH)
        x = rn_graph_append (graph, "batch_norm", "bn", x, RN_NO_ARGS);
      x = rn__append_activation (graph, x, last->activation, 2);
    }
  x = rn_graph_append (graph, "global_avg_pool", "avgpool", x, RN_NO_ARGS);
  x = rn_graph_append (graph, "linear", "fc", x, RN_ARGS ({ "out", network->head.classes }));
  rn_graph_close_scope (graph);
  return x;
}

static void
append_loss (RnGraph *graph, RnNode logits, const RnBuildOptions *options, gsize batch)
{
  RnShape shape = rn_shape_1d (batch);
  RnNode labels = rn_graph_input (graph, "labels", &shape);

  rn_graph_append_many (graph, "softmax_cross_entropy", "loss", (const RnNode[]) { logits, labels },
                        2, RN_ARGS ({ "label_smoothing", options->label_smoothing }));
}

void
rn__network_build (const RnNetwork *self, RnGraph *graph, const RnBuildOptions *options)
{
  const RnShape *input = &options->input;
  RnNode x = rn_graph_input (graph, "input", input);

  x = append_stem (graph, x, &self->stem);
  for (guint i = 0; i < self->n_stages; i++)
    x = append_stage (graph, x, self, i, options);
  x = append_head (graph, x, self);
  if (options->loss)
    append_loss (graph, x, options, input->dim[0]);
  rn_graph_set_output (graph, x);
}
