/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Which kernel the fast engine takes: in a wrong layout oneDNN falls back to its reference loops,
 * which are right and a hundred times slower, so nothing else would tell.
 */
#include <string.h>

#include "rn-test-model.h"
#include "rn-test-run.h"

/* Every op but the loss, which is a few numbers, has a kernel of its own. */
static void
check_kernels (RnSession *session)
{
  RnGraph *graph = rn_session_graph (session);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);
      g_autofree char *kernel = rn_plan_kernel (rn_session_plan (session), i);

      if (strcmp (node->op->name, "softmax_cross_entropy") != 0
          && (strstr (kernel, "ref:") != NULL || strcmp (kernel, "reference") == 0))
        g_error ("%s (%s) runs by %s", node->name, node->op->name, kernel);
    }
}

static void
check (const char *spec, const char *input, RnMode mode, gboolean backward)
{
  g_autoptr (RnGraph) graph = rn_test_build (spec, input);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 1);
  g_autoptr (RnSession) session
      = rn_test_session (graph, parameters,
                         &(RnTestRun) { "onednn", mode, backward, RN_KEEP_NOTHING, 2 });

  check_kernels (session);
}

static void
test_networks (void)
{
  static const char *const models[] = { "resnet18", "resnet50", "resnext50_32x4d", "plain18",
                                        "cifar_resnet20" };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      const char *input = g_str_has_prefix (models[i], "cifar") ? "2,3,32,32" : "2,3,64,64";

      check (models[i], input, RN_MODE_TRAIN, TRUE);
      check (models[i], input, RN_MODE_EVAL, FALSE);
    }
}

/* Groups of 4, 8 and 16 channels, depthwise, squeeze-and-excitation, every activation. */
static void
test_blocks (void)
{
  static const char *const blocks[] = {
    "{\"body\":\"bottleneck\",\"in\":128,\"out\":128,\"mid\":64,\"groups\":16}",
    "{\"body\":\"bottleneck\",\"in\":128,\"out\":128,\"mid\":64,\"groups\":8}",
    "{\"body\":\"bottleneck\",\"in\":128,\"out\":128,\"mid\":64,\"groups\":4}",
    "{\"body\":\"bottleneck\",\"in\":128,\"out\":128,\"mid\":64,\"groups\":64}",
    "{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,\"shortcut\":\"pad\",\"se\":16}",
    "{\"body\":\"basic\",\"in\":64,\"out\":64,\"activation\":\"gelu\",\"output_activation\":\"silu\"}",
    "{\"body\":\"basic\",\"in\":64,\"out\":64,\"order\":\"pre\",\"activation\":\"relu6\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      check (blocks[i], NULL, RN_MODE_TRAIN, TRUE);
      check (blocks[i], NULL, RN_MODE_EVAL, FALSE);
    }
}

/* The ops no body has yet. */
static void
test_other_ops (void)
{
  RnShape shape = rn_shape_4d (2, 24, 12, 10);

  for (guint backward = 0; backward < 2; backward++)
    {
      RnTestRun run = { "onednn", RN_MODE_TRAIN, backward == 1, RN_KEEP_NOTHING, 2 };
      g_autoptr (RnGraph) graph = rn_graph_new ("others");
      g_autoptr (RnSession) session = NULL;
      RnNode x = rn_graph_input (graph, "input", &shape), gate, small;

      x = rn_graph_append (graph, "conv2d", "qkv", x, RN_ARGS ({ "out", 48 }, { "kernel", 1 }));
      x = rn_graph_append (graph, "window_attention", "attention", x,
                           RN_ARGS ({ "heads", 2 }, { "window", 7 }));
      gate = rn_graph_append (graph, "complement", "complement", x, RN_NO_ARGS);
      x = rn_graph_append_many (graph, "scale", "gate", (RnNode[]) { x, gate }, 2, RN_NO_ARGS);
      x = rn_graph_append (graph, "gradient_scale", "path", x, RN_ARGS ({ "factor", 0.5 }));
      small = rn_graph_append (graph, "conv2d", "conv", x,
                               RN_ARGS ({ "out", 16 }, { "kernel", 3 }, { "stride", 2 }));
      small = rn_graph_append_many (graph, "upsample", "up", (RnNode[]) { small, x }, 2,
                                    RN_NO_ARGS);
      rn_graph_append_many (graph, "concat_pixels", "levels", (RnNode[]) { x, small }, 2,
                            RN_NO_ARGS);
      g_assert_true (rn_graph_check (graph, NULL));
      session = rn_test_session (graph, NULL, &run);
      check_kernels (session);
    }
}

/* A convolution of a kind, of maps of @size × (@size + 2) pixels. */
typedef struct
{
  guint in, out, kernel, stride, dilation, groups, size;
} Kind;

static void
check_kind (const Kind *kind, gboolean bf16, gboolean backward)
{
  RnShape shape = rn_shape_4d (2, kind->in, kind->size, kind->size + 2);
  g_autoptr (RnGraph) graph = rn_graph_new ("convolution");
  g_autoptr (RnSession) session = NULL;
  RnNode x = rn_graph_input (graph, "input", &shape);

  /* before it, so that it has a gradient to send back */
  x = rn_graph_append (graph, "relu", "relu", x, RN_NO_ARGS);
  x = rn_graph_append (graph, "batch_norm", "bn", x, RN_NO_ARGS);
  rn_graph_append (graph, "conv2d", "conv", x,
                   RN_ARGS ({ "out", kind->out }, { "kernel", kind->kernel },
                            { "stride", kind->stride }, { "dilation", kind->dilation },
                            { "pad", kind->kernel / 2 * kind->dilation },
                            { "groups", kind->groups }, { "bf16", bf16 }));
  g_assert_true (rn_graph_check (graph, NULL));
  session = rn_test_session (graph, NULL,
                             &(RnTestRun) { "onednn", backward ? RN_MODE_TRAIN : RN_MODE_EVAL,
                                            backward, RN_KEEP_NOTHING, 2 });
  check_kernels (session);
}

/* Groups of 4 and 8 channels, depthwise, odd sizes, dilation; the backward plan has the kernels of
 * the output, of dx and of dw. */
static void
test_convolutions (void)
{
  static const Kind kinds[] = {
    { 64, 64, 3, 1, 1, 16, 9 },  { 64, 64, 3, 2, 1, 16, 9 },  { 64, 64, 3, 1, 2, 16, 9 },
    { 64, 64, 3, 1, 1, 8, 9 },   { 64, 64, 3, 2, 1, 8, 9 },   { 64, 128, 3, 1, 1, 8, 9 },
    { 64, 64, 3, 1, 1, 64, 9 },  { 64, 64, 3, 2, 1, 64, 9 },  { 64, 64, 3, 1, 2, 64, 9 },
    { 64, 64, 5, 1, 1, 64, 9 },  { 64, 64, 3, 1, 1, 64, 2 },  { 13, 13, 3, 1, 1, 13, 7 },
    { 32, 64, 3, 2, 3, 1, 11 },  { 64, 64, 3, 1, 4, 1, 5 },   { 13, 17, 3, 2, 1, 1, 7 },
    { 1, 7, 5, 1, 1, 1, 9 },     { 48, 80, 2, 2, 1, 1, 8 },   { 40, 40, 3, 1, 1, 5, 1 },
    { 30, 30, 7, 1, 1, 10, 14 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint bf16 = 0; bf16 < 2; bf16++)
      for (guint backward = 0; backward < 2; backward++)
        check_kind (&kinds[i], bf16 == 1, backward == 1);
}

/* A block's own backward pass goes on to what it reads, where that is asked for. */
static void
test_input_gradient (void)
{
  for (guint asked = 0; asked < 2; asked++)
    {
      g_autoptr (RnGraph) graph = rn_test_build ("{\"body\":\"basic\",\"in\":16,\"out\":16}",
                                                 "2,16,8,8");
      RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = TRUE,
                                   .input_gradient = asked == 1, .threads = 2 };
      g_autoptr (RnSession) session
          = rn_session_new (graph, NULL, &rn_graph_node (graph, 0)->shape, &options, NULL);
      g_autofree char *kernel = rn_plan_kernel (rn_session_plan (session),
                                                rn_graph_find (graph, "conv1"));

      g_assert_cmpint (strstr (kernel, "data –") == NULL, ==, asked);
    }
}

/*
 * A strided 1×1 convolution of few channels: oneDNN's own kernel for its weights' gradient writes past
 * its room there (onednn-convolution.c), and crashed, waited for ever or was wrong. Largest relative
 * difference seen from the reference: 2e-6, by sums of 4,608 products in another order.
 */
static void
test_few_channels_strided (void)
{
  static const gsize channels[] = { 2, 4, 7, 12, 15, 16, 24 };

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_autoptr (RnGraph) graph = rn_graph_new ("projection");
      g_autoptr (RnParameters) start = NULL;
      RnShape shape = rn_shape_4d (8, channels[i], 48, 48);
      RnNode x = rn_graph_input (graph, "input", &shape);
      g_autofree char *what = g_strdup_printf ("%zu channels", channels[i]);

      rn_graph_append (graph, "conv2d", "conv", x,
                       RN_ARGS ({ "out", 16 }, { "kernel", 1 }, { "stride", 2 }));
      g_assert_true (rn_graph_check (graph, NULL));
      start = rn_test_parameters (graph, i);
      rn_test_agree (start, RN_MODE_TRAIN, RN_KEEP_ALL, 1e-5, what, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/engine/kernels/networks-have-none-of-reference", test_networks);
  g_test_add_func ("/core/engine/kernels/blocks-have-none-of-reference", test_blocks);
  g_test_add_func ("/core/engine/kernels/other-ops-have-none-of-reference", test_other_ops);
  g_test_add_func ("/core/engine/kernels/convolutions-have-none-of-reference", test_convolutions);
  g_test_add_func ("/core/engine/kernels/few-channels-strided", test_few_channels_strided);
  g_test_add_func ("/core/engine/kernels/input-gradient-is-asked-for", test_input_gradient);
  return g_test_run ();
}
