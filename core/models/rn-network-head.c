/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The head of a network: what comes after its stages.
 *
 * classifier  pooling and linear layers, and what the spec puts before and between them
 * none        nothing; after pre-activation blocks, whose sum is bare, their norm and activation
 * pyramid     P[k] = W3[k] ∗ M[k],   M[k] = W1[k] ∗ C[k] + upsampled M[k + 1], where C[k] are the last
 *             maps of each scale of the stages; the levels go out one after another as pixels
 *             (Lin 2017, §3)
 * unet        U[k] = two convolutions of [upsampled U[k + 1], C[k]] as channels, up to the size of
 *             the picture, then the classes of each pixel (Ronneberger 2015)
 */
#include "config.h"

#include "rn-body-private.h"
#include "rn-network-private.h"

#include <glib/gi18n-lib.h>

/* Norm and activation in a head are those of the last stage's blocks. */
static const RnBlockSpec *
last_block (const RnNetwork *network)
{
  return &network->stages[network->n_stages - 1].block;
}

/*
 * After pre-activation blocks, whose sum is bare, norm and activation come before anything else (He
 * 2016, appendix).
 */
static RnNode
finish_stages (RnGraph *graph, RnNode x, const RnNetwork *network)
{
  const RnBlockSpec *last = last_block (network);
  const RnOrderParts *parts = rn__order_parts (last->order);

  if (!parts->activation_before)
    return x;
  if (parts->norm_before && last->norm == RN_NORM_BATCH)
    x = rn_graph_append (graph, "batch_norm", "bn", x, RN_NO_ARGS);
  return rn__append_activation (graph, x, last->activation, 2);
}

/* ── classifier ── */

/* A 1×1 convolution to more channels, with norm and activation (Sandler 2018, table 2). */
static RnNode
append_convolution (RnGraph *graph, RnNode x, const RnNetwork *network)
{
  const RnBlockSpec *last = last_block (network);
  gboolean norm = last->norm == RN_NORM_BATCH;

  if (network->head.conv == 0)
    return x;
  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "head", x);
  x = rn_graph_append (graph, "conv2d", "conv", x,
                       RN_ARGS ({ "out", network->head.conv }, { "kernel", 1 }, { "bias", !norm }));
  if (norm)
    x = rn_graph_append (graph, "batch_norm", "bn", x, RN_NO_ARGS);
  x = rn__append_activation (graph, x, last->activation, 0);
  rn_graph_close_scope (graph);
  return x;
}

static RnNode
append_dropout (RnGraph *graph, RnNode x, const char *word, double rate)
{
  return rate > 0 ? rn_graph_append (graph, "dropout", word, x, RN_ARGS ({ "rate", rate })) : x;
}

/* Linear layers with activation and dropout between the pooling and the last one (Simonyan 2015). */
static RnNode
append_hidden (RnGraph *graph, RnNode x, const RnNetwork *network)
{
  const RnHead *head = &network->head;

  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "hidden", x);
  for (guint i = 0; i < head->n_hidden; i++)
    {
      g_autofree char *linear = g_strdup_printf ("fc%u", i + 1);
      g_autofree char *dropout = g_strdup_printf ("drop%u", i + 1);

      x = rn_graph_append (graph, "linear", linear, x, RN_ARGS ({ "out", head->hidden[i] }));
      x = rn__append_activation (graph, x, last_block (network)->activation, i + 1);
      x = append_dropout (graph, x, dropout, head->drop);
    }
  rn_graph_close_scope (graph);
  return x;
}

static RnNode
append_classifier (RnGraph *graph, RnNode x, const RnNetwork *network)
{
  const RnHead *head = &network->head;

  x = append_convolution (graph, x, network);
  if (head->pool_size == 1)
    x = rn_graph_append (graph, "global_avg_pool", "avgpool", x, RN_NO_ARGS);
  else
    x = rn_graph_append (graph, "adaptive_avg_pool", "avgpool", x,
                         RN_ARGS ({ "size", head->pool_size }));
  if (head->n_hidden > 0)
    x = append_hidden (graph, x, network);
  else
    x = append_dropout (graph, x, "drop", head->drop);
  return rn_graph_append (graph, "linear", "fc", x, RN_ARGS ({ "out", head->classes }));
}

/* ── pyramid ── */

static RnNode
append_level (RnGraph *graph, const char *prefix, guint scale, RnNode x, int kernel, int channels)
{
  g_autofree char *word = g_strdup_printf ("%s%u", prefix, scale);

  return rn_graph_append (graph, "conv2d", word, x,
                          RN_ARGS ({ "out", channels }, { "kernel", kernel },
                                   { "pad", kernel / 2 }, { "bias", 1 }));
}

/* What comes from above at the size of @x, added to @x. */
static RnNode
append_merge (RnGraph *graph, guint scale, RnNode above, RnNode x)
{
  g_autofree char *upsample = g_strdup_printf ("upsample%u", scale);
  g_autofree char *sum = g_strdup_printf ("sum%u", scale);

  above = rn_graph_append_many (graph, "upsample", upsample, (const RnNode[]) { above, x }, 2,
                                RN_NO_ARGS);
  return rn_graph_append_many (graph, "add", sum, (const RnNode[]) { x, above }, 2, RN_NO_ARGS);
}

static RnNode
append_pyramid (RnGraph *graph, const RnNetwork *network, const RnScales *scales)
{
  RnNode m[RN_OP_MAX_INPUTS], x;
  guint first = scales->stages, n = scales->n - first;
  int channels = network->head.channels;

  if (n > RN_OP_MAX_INPUTS)
    {
      rn_graph_fail (graph, g_error_new (RN_ERROR, RN_ERROR_RANGE,
                                         _("%s: a pyramid of %u levels, expected at most %u: fewer "
                                           "stages that stride or pool"),
                                         network->name, n, RN_OP_MAX_INPUTS));
      return RN_NODE_NONE;
    }
  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "fpn", scales->x[scales->n - 1]);
  for (guint i = 0; i < n; i++)
    m[i] = append_level (graph, "lateral", first + i, scales->x[first + i], 1, channels);
  for (guint i = n - 1; i-- > 0;)
    m[i] = append_merge (graph, first + i, m[i + 1], m[i]);
  for (guint i = 0; i < n; i++)
    m[i] = append_level (graph, "output", first + i, m[i], 3, channels);
  x = rn_graph_append_many (graph, "concat_pixels", "levels", m, n, RN_NO_ARGS);
  rn_graph_close_scope (graph);
  return x;
}

/* ── unet ── */

static RnNode
append_decoder_convolution (RnGraph *graph, RnNode x, const RnBlockSpec *like, guint number,
                            int out)
{
  g_autofree char *convolution = g_strdup_printf ("conv%u", number);
  g_autofree char *norm = g_strdup_printf ("bn%u", number);
  gboolean normed = like->norm == RN_NORM_BATCH;

  x = rn_graph_append (graph, "conv2d", convolution, x,
                       RN_ARGS ({ "out", out }, { "kernel", 3 }, { "pad", 1 },
                                { "bias", !normed }));
  if (normed)
    x = rn_graph_append (graph, "batch_norm", norm, x, RN_NO_ARGS);
  return rn__append_activation (graph, x, like->activation, number);
}

/* @x at the size of @skip, joined with it; where there is none, at the size of the picture. */
static RnNode
append_climb (RnGraph *graph, RnNode x, RnNode skip)
{
  RnNode like = skip != RN_NODE_NONE ? skip : 0;

  x = rn_graph_append_many (graph, "upsample", "upsample", (const RnNode[]) { x, like }, 2,
                            RN_NO_ARGS);
  if (skip == RN_NODE_NONE)
    return x;
  return rn_graph_append_many (graph, "concat", "concat", (const RnNode[]) { x, skip }, 2,
                               RN_NO_ARGS);
}

static RnNode
append_decoder (RnGraph *graph, RnNode x, const RnNetwork *network, const RnScales *scales)
{
  const RnBlockSpec *like = last_block (network);
  int width = network->head.channels;

  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "decoder", x);
  for (guint k = scales->n - 1; k-- > 0; width = MAX (width / 2, 1))
    {
      g_autofree char *word = g_strdup_printf ("up%u", k);

      rn_graph_open_scope (graph, RN_SCOPE_GROUP, word, x);
      x = append_climb (graph, x, scales->x[k]);
      for (guint number = 1; number <= 2; number++)
        x = append_decoder_convolution (graph, x, like, number, width);
      rn_graph_close_scope (graph);
    }
  rn_graph_close_scope (graph);
  return x;
}

static RnNode
append_unet (RnGraph *graph, RnNode x, const RnNetwork *network, const RnScales *scales)
{
  if (scales->n > 1)
    x = append_decoder (graph, x, network, scales);
  return rn_graph_append (graph, "conv2d", "classifier", x,
                          RN_ARGS ({ "out", network->head.classes }, { "kernel", 1 },
                                   { "bias", 1 }));
}

/* ── all of them ── */

static RnNode
append_kind (RnGraph *graph, RnNode x, const RnNetwork *network, const RnScales *scales)
{
  switch ((RnHeadKind) network->head.kind)
    {
    case RN_HEAD_CLASSIFIER:
      return append_classifier (graph, x, network);
    case RN_HEAD_PYRAMID:
      return append_pyramid (graph, network, scales);
    case RN_HEAD_UNET:
      return append_unet (graph, x, network, scales);
    case RN_HEAD_NONE:
      break;
    }
  return x;
}

RnNode
rn__head_append (RnGraph *graph, const RnNetwork *network, const RnScales *scales)
{
  RnScales finished = *scales;
  RnNode *x = &finished.x[scales->n - 1];

  /* a scope without nodes would be drawn as a part that is not there */
  if (network->head.kind == RN_HEAD_NONE && !rn__order_parts (last_block (network)->order)->activation_before)
    return *x;
  rn_graph_open_scope (graph, RN_SCOPE_HEAD, "", *x);
  *x = finish_stages (graph, *x, network);
  *x = append_kind (graph, *x, network, &finished);
  rn_graph_close_scope (graph);
  return *x;
}
