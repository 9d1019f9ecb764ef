/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Convolutions that multiply bfloat16 on the fast engine: alone against the reference, in a block
 * against themselves with everything kept, and on machines that cannot.
 */
#include <string.h>

#include "rn-test-model.h"
#include "rn-test-run.h"

/*
 * Of the largest magnitude. Both engines round the same numbers, so the products are the same and
 * exact in float; what differs is the order of the sums, of at most some hundred terms of 2⁻²⁴.
 */
#define ALONE 1e-5

/*
 * Behind another layer the numbers to be rounded differ in their last digits, and where they lie in
 * the middle between two bfloat16 they go to different ones: 2⁻⁸ of a term, 2⁻⁹ from the mean. A
 * batch norm behind it divides by σ < 1. The issue's own bound.
 */
#define BEHIND 2e-2

typedef struct
{
  RnShape      input;
  const RnArg *args;
} Alone;

/* Widths that fit no vector, narrow groups, depthwise, strides, dilation, a picture, one pixel. */
static const Alone table[] = {
  { { 4, { 2, 64, 9, 7 } }, RN_ARGS ({ "out", 32 }, { "kernel", 1 }) },
  { { 4, { 2, 64, 9, 7 } }, RN_ARGS ({ "out", 64 }, { "kernel", 3 }, { "pad", 1 }) },
  { { 4, { 2, 32, 9, 9 } },
    RN_ARGS ({ "out", 64 }, { "kernel", 3 }, { "pad", 1 }, { "stride", 2 }, { "bias", 1 }) },
  { { 4, { 2, 32, 8, 8 } }, RN_ARGS ({ "out", 48 }, { "kernel", 1 }, { "stride", 2 }) },
  { { 4, { 2, 13, 7, 5 } }, RN_ARGS ({ "out", 7 }, { "kernel", 3 }, { "pad", 1 }, { "bias", 1 }) },
  { { 4, { 2, 3, 15, 15 } }, RN_ARGS ({ "out", 64 }, { "kernel", 7 }, { "pad", 3 }, { "stride", 2 }) },
  { { 4, { 2, 64, 7, 7 } },
    RN_ARGS ({ "out", 64 }, { "kernel", 3 }, { "pad", 1 }, { "groups", 16 }) },
  { { 4, { 2, 64, 7, 7 } },
    RN_ARGS ({ "out", 64 }, { "kernel", 3 }, { "pad", 1 }, { "groups", 8 }, { "stride", 2 }) },
  { { 4, { 2, 48, 7, 7 } },
    RN_ARGS ({ "out", 48 }, { "kernel", 3 }, { "pad", 1 }, { "groups", 48 }) },
  { { 4, { 2, 32, 9, 9 } },
    RN_ARGS ({ "out", 32 }, { "kernel", 3 }, { "pad", 1 }, { "groups", 32 }, { "stride", 2 }) },
  { { 4, { 2, 32, 9, 9 } },
    RN_ARGS ({ "out", 32 }, { "kernel", 3 }, { "pad", 2 }, { "dilation", 2 }) },
  { { 4, { 3, 64, 1, 1 } }, RN_ARGS ({ "out", 16 }, { "kernel", 1 }, { "bias", 1 }) },
};

static RnNode
append_narrow (RnGraph *graph, const char *word, RnNode x, const RnArg *args)
{
  RnArg all[RN_OP_MAX_ATTRIBUTES + 1] = { { "bf16", 1 } };
  guint n = 1;

  for (; args->name != NULL; args++)
    all[n++] = *args;
  return rn_graph_append (graph, "conv2d", word, x, all);
}

static RnGraph *
graph_alone (const Alone *row)
{
  RnGraph *graph = rn_graph_new ("alone");

  append_narrow (graph, "conv", rn_graph_input (graph, "input", &row->input), row->args);
  g_assert_true (rn_graph_check (graph, NULL));
  return graph;
}

/* Everything is kept, so the input's gradient is computed too. */
static char *
kernel_of (RnGraph *graph, const char *node)
{
  RnTestRun run = { "onednn", RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 };
  g_autoptr (RnSession) session = rn_test_session (graph, NULL, &run);

  return rn_plan_kernel (rn_session_plan (session), rn_graph_find (graph, node));
}

static void
check_alone (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (RnGraph) graph = graph_alone (&table[i]);
      g_autoptr (RnParameters) start = rn_test_parameters (graph, i);
      g_autofree char *kernel = kernel_of (graph, "conv");
      g_autofree char *what = g_strdup_printf ("row %zu, %s", i, kernel);

      g_test_message ("%s", what);
      g_assert_null (strstr (kernel, "ref"));
      rn_test_agree (start, RN_MODE_TRAIN, RN_KEEP_ALL, ALONE, what, NULL);
    }
}

static void
test_alone (void)
{
  check_alone ();
}

/* As oneDNN sees a machine without bfloat16: it is told so before its first use. */
static void
test_without (gconstpointer isa)
{
  if (g_test_subprocess ())
    {
      g_autoptr (RnGraph) graph = graph_alone (&table[1]);
      g_autofree char *kernel = kernel_of (graph, "conv");

      g_assert_nonnull (strstr (kernel, "rounded"));
      check_alone ();
      return;
    }
  g_setenv ("ONEDNN_MAX_CPU_ISA", isa, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv ("ONEDNN_MAX_CPU_ISA");
  g_test_trap_assert_passed ();
}

/* ── in a block: batch norms write bfloat16 for the convolutions around them ── */

/* A bottleneck whose branch multiplies bfloat16, twice, with a projection; or before activation. */
static RnGraph *
graph_block (gboolean pre)
{
  RnGraph *graph = rn_graph_new ("block");
  RnShape shape = rn_shape_4d (4, 24, 8, 6);
  RnNode x = rn_graph_input (graph, "input", &shape), h, y;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *word = g_strdup_printf ("block%u", i);

      rn_graph_open_scope (graph, RN_SCOPE_BLOCK, word, x);
      h = y = x;
      if (pre)
        {
          y = rn_graph_append (graph, "batch_norm", "bn0", y, RN_NO_ARGS);
          y = rn_graph_append (graph, "relu", "relu0", y, RN_NO_ARGS);
        }
      if (i == 0)
        h = append_narrow (graph, "projection", y, RN_ARGS ({ "out", 32 }, { "kernel", 1 }));
      y = append_narrow (graph, "conv1", y, RN_ARGS ({ "out", 16 }, { "kernel", 1 }));
      y = rn_graph_append (graph, "batch_norm", "bn1", y, RN_NO_ARGS);
      y = rn_graph_append (graph, "relu", "relu1", y, RN_NO_ARGS);
      y = append_narrow (graph, "conv2", y, RN_ARGS ({ "out", 32 }, { "kernel", 3 }, { "pad", 1 }));
      if (!pre)
        y = rn_graph_append (graph, "batch_norm", "bn2", y, RN_NO_ARGS);
      x = rn_graph_append_many (graph, "add", "add", (RnNode[]) { h, y }, 2, RN_NO_ARGS);
      if (!pre)
        x = rn_graph_append (graph, "relu", "relu2", x, RN_NO_ARGS);
      rn_graph_close_scope (graph);
    }
  g_assert_true (rn_graph_check (graph, NULL));
  return graph;
}

static void
test_behind (void)
{
  for (gboolean pre = FALSE; pre <= TRUE; pre++)
    {
      g_autoptr (RnGraph) graph = graph_block (pre);
      g_autoptr (RnParameters) start = rn_test_parameters (graph, 4);

      rn_test_agree (start, RN_MODE_TRAIN, RN_KEEP_ALL, BEHIND, pre ? "pre" : "post", NULL);
      rn_test_agree (start, RN_MODE_EVAL, RN_KEEP_ALL, BEHIND, pre ? "pre" : "post", NULL);
    }
}

static RnSession *
pass (RnGraph *graph, RnParameters *parameters, RnMode mode, RnKeep keep)
{
  RnTestRun run = { "onednn", mode, TRUE, keep, 2 };
  RnSession *session = rn_test_session (graph, parameters, &run);

  rn_test_pass (session);
  rn_test_pass (session);
  return session;
}

/* Whether a tensor is converted where it is made or where it is read, and kept whole or only so, is
 * no matter: every gradient has the same bits. */
static void
test_same_bits (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (RnGraph) graph = graph_block (i % 2 == 1);
      g_autoptr (RnParameters) start = rn_test_parameters (graph, 4);
      RnMode mode = i / 2 == 0 ? RN_MODE_TRAIN : RN_MODE_EVAL;

      for (RnKeep keep = RN_KEEP_NOTHING; keep <= RN_KEEP_VALUES; keep++)
        {
          g_autoptr (RnParameters) a = rn_test_copy (start), b = rn_test_copy (start);
          g_autoptr (RnSession) all = pass (graph, a, mode, RN_KEEP_ALL);
          g_autoptr (RnSession) less = pass (graph, b, mode, keep);
          gsize bytes = rn_graph_parameter_floats (graph) * sizeof (float);

          g_assert_cmpmem (rn_parameters_gradients (b, 0), bytes, rn_parameters_gradients (a, 0),
                           bytes);
          g_assert_cmpmem (rn_parameters_values (b, 0), bytes, rn_parameters_values (a, 0), bytes);
        }
    }
}

/* Whether this machine multiplies bfloat16, and does not round floats to it. */
static gboolean
multiplies_narrow (void)
{
  g_autoptr (RnGraph) graph = graph_alone (&table[1]);
  g_autofree char *kernel = kernel_of (graph, "conv");

  return strstr (kernel, "rounded") == NULL;
}

/* What is kept in bfloat16 only takes half as much. */
static void
test_takes_less (void)
{
  RnShape shape = rn_shape_4d (8, 64, 32, 32);
  gsize bytes[2];

  if (!multiplies_narrow ())
    {
      g_test_skip ("this machine rounds floats, which are kept beside the maps they are rounded from");
      return;
    }
  for (guint bf16 = 0; bf16 < 2; bf16++)
    {
      g_autoptr (RnGraph) graph = rn_graph_new ("long");
      g_autoptr (RnSession) session = NULL;
      RnNode x = rn_graph_input (graph, "input", &shape);

      for (guint i = 0; i < 8; i++)
        {
          g_autofree char *conv = g_strdup_printf ("conv%u", i);
          g_autofree char *bn = g_strdup_printf ("bn%u", i);
          g_autofree char *relu = g_strdup_printf ("relu%u", i);

          x = rn_graph_append (graph, "conv2d", conv, x,
                               RN_ARGS ({ "out", 64 }, { "kernel", 1 }, { "bf16", bf16 }));
          x = rn_graph_append (graph, "batch_norm", bn, x, RN_NO_ARGS);
          x = rn_graph_append (graph, "relu", relu, x, RN_NO_ARGS);
        }
      session = rn_test_session (graph, NULL, &(RnTestRun) { "onednn", RN_MODE_TRAIN, TRUE,
                                                             RN_KEEP_NOTHING, 2 });
      bytes[bf16] = rn_plan_bytes (rn_session_plan (session));
    }
  /* of two maps a layer one is halved, 3/4 of it all; the gradients on their way stay the same */
  g_assert_cmpuint (bytes[1], <, bytes[0] * 9 / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/engine/narrow/alone", test_alone);
  g_test_add_data_func ("/core/engine/narrow/without-bfloat16/avx512", "AVX512_CORE", test_without);
  g_test_add_data_func ("/core/engine/narrow/without-bfloat16/avx2", "AVX2", test_without);
  g_test_add_func ("/core/engine/narrow/behind-others", test_behind);
  g_test_add_func ("/core/engine/narrow/same-bits-however-kept", test_same_bits);
  g_test_add_func ("/core/engine/narrow/takes-less", test_takes_less);
  return g_test_run ();
}
