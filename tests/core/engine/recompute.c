/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What a block drops and computes again for the backward pass: the same bits as if it had been
 * kept, in less memory.
 */
#include "rn-test-model.h"
#include "rn-test-run.h"

/* A small network of blocks %s: two widths, so that some shortcuts project, and four blocks. */
#define NET                                                                                        \
  "{\"input\":[3,16,16],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":16,\"pool\":\"none\"},"        \
  "\"block\":%s,\"stages\":[{\"count\":2,\"out\":32},{\"count\":2,\"out\":64,\"stride\":2}],"      \
  "\"head\":{\"classes\":10}}"

static const struct { const char *name, *block; } nets[] = {
  { "basic", "{\"body\":\"basic\"}" },
  { "bottleneck", "{\"body\":\"bottleneck\"}" },
  { "plain", "{\"body\":\"basic\",\"shortcut\":\"none\"}" },
  { "pre", "{\"body\":\"basic\",\"order\":\"pre\"}" },
  { "depthwise-se", "{\"body\":\"depthwise\",\"se\":4}" },
  { "inverted", "{\"body\":\"inverted\",\"expand\":2,\"activation\":\"relu6\"}" },
  { "res2net", "{\"body\":\"res2net\",\"scales\":2}" },
  { "attention", "{\"body\":\"attention\",\"heads\":2,\"window\":8}" },
  { "split", "{\"body\":\"bottleneck\",\"groups\":2,\"form\":\"split\"}" },
  { "dropout", "{\"body\":\"basic\",\"shortcut\":\"dropout\"}" },
  { "no-norm", "{\"body\":\"basic\",\"norm\":\"none\"}" },
  { "silu", "{\"body\":\"basic\",\"activation\":\"silu\"}" },
  { "bf16", "{\"body\":\"bottleneck\",\"precision\":\"bf16\"}" },
  { "bf16-pre", "{\"body\":\"basic\",\"order\":\"pre\",\"precision\":\"bf16\"}" },
};

static RnGraph *
build (const char *block)
{
  g_autofree char *spec = g_strdup_printf (NET, block);

  return rn_test_build (spec, "2,3,16,16");
}

/* Two passes, so that running statistics and dropout's masks move twice. */
static RnSession *
pass (RnParameters *parameters, const RnSessionOptions *options)
{
  RnSession *session = rn_test_session_with (rn_parameters_graph (parameters), parameters, options);

  rn_test_pass (session);
  rn_test_pass (session);
  return session;
}

static RnSessionOptions
options_of (const char *engine, RnMode mode, RnKeep keep, RnRecompute recompute)
{
  return (RnSessionOptions) { .engine = rn_engine_find (engine), .mode = mode, .backward = TRUE,
                              .keep = keep, .recompute = recompute, .threads = 2 };
}

static void
assert_same_bits (RnParameters *a, RnParameters *b)
{
  gsize bytes = rn_graph_parameter_floats (rn_parameters_graph (a)) * sizeof (float);

  g_assert_cmpmem (rn_parameters_gradients (a, 0), bytes, rn_parameters_gradients (b, 0), bytes);
  g_assert_cmpmem (rn_parameters_values (a, 0), bytes, rn_parameters_values (b, 0), bytes);
}

static guint
count_again (RnSession *session)
{
  guint n = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (rn_session_graph (session)); i++)
    n += rn_plan_computes_again (rn_session_plan (session), i);
  return n;
}

/* However much is looked at on the way. */
static void
test_same_bits (gconstpointer block)
{
  g_autoptr (RnGraph) graph = build (block);
  g_autoptr (RnParameters) start = rn_test_parameters (graph, 3);

  for (RnKeep i = RN_KEEP_NOTHING; i < RN_KEEP_ALL; i++)
    {
      RnMode mode = i == RN_KEEP_VALUES ? RN_MODE_EVAL : RN_MODE_TRAIN;
      RnSessionOptions keep = options_of ("onednn", mode, i, RN_RECOMPUTE_NOTHING);
      RnSessionOptions drop = options_of ("onednn", mode, i, RN_RECOMPUTE_BLOCKS);
      g_autoptr (RnParameters) a = rn_test_copy (start), b = rn_test_copy (start);
      g_autoptr (RnSession) kept = pass (a, &keep), dropped = pass (b, &drop);
      RnPlanMemory memory = rn_plan_memory (rn_session_plan (dropped));

      g_assert_cmpuint (count_again (kept), ==, 0);
      g_assert_cmpuint (count_again (dropped), >, 0);
      assert_same_bits (a, b);
      g_assert_cmpuint (memory.tensors_kept, ==, rn_plan_memory (rn_session_plan (kept)).tensors);
      g_assert_cmpuint (memory.tensors, <, memory.tensors_kept);
    }
}

/* The oracle keeps everything, whatever it is asked, and so does the fast engine where it must. */
static void
test_kept_all_the_same (void)
{
  g_autoptr (RnGraph) graph = build (nets[0].block);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 3);
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  for (guint i = 0; i < n; i++)
    {
      RnSessionOptions options = options_of (rn_engine_name (engines[i]), RN_MODE_TRAIN,
                                             RN_KEEP_ALL, RN_RECOMPUTE_BLOCKS);
      g_autoptr (RnSession) session = pass (parameters, &options);
      RnPlanMemory memory = rn_plan_memory (rn_session_plan (session));

      g_assert_cmpuint (count_again (session), ==, 0);
      g_assert_cmpuint (memory.tensors, ==, memory.tensors_kept);
    }
}

/* Only what a block needs again: its output is there, and the last segment was just computed. */
static void
test_what_is_computed_again (void)
{
  static const struct { const char *node; gboolean again; } expected[] = {
    { "conv1", TRUE },                { "relu", FALSE },
    { "layer1.0.conv1", TRUE },       { "layer1.0.bn1", TRUE },
    { "layer1.0.conv2", TRUE },       { "layer1.0.bn2", FALSE },
    { "layer1.0.downsample.0", TRUE }, { "layer2.1.conv1", TRUE },
    { "fc", FALSE },
  };
  g_autoptr (RnGraph) graph = build (nets[0].block);
  RnSessionOptions options
      = options_of ("onednn", RN_MODE_TRAIN, RN_KEEP_NOTHING, RN_RECOMPUTE_BLOCKS);
  g_autoptr (RnSession) session = rn_test_session_with (graph, NULL, &options);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      RnNode node = rn_graph_find (graph, expected[i].node);

      g_assert_cmpuint (node, !=, RN_NODE_NONE);
      if (rn_plan_computes_again (rn_session_plan (session), node) != expected[i].again)
        g_error ("%s is %scomputed again", expected[i].node, expected[i].again ? "not " : "");
    }
}

/*
 * Of four maps a basic block keeps one. Those at once are 27 outputs, the maps of one block and its
 * gradients: at batch 4 less than a third of what all of them take.
 */
static void
test_takes_less (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("cifar_resnet56", "4,3,32,32");
  RnSessionOptions options
      = options_of ("onednn", RN_MODE_TRAIN, RN_KEEP_NOTHING, RN_RECOMPUTE_BLOCKS);
  g_autoptr (RnSession) session = rn_test_session_with (graph, NULL, &options);
  RnPlanMemory memory = rn_plan_memory (rn_session_plan (session));

  g_assert_cmpuint (memory.tensors, <, memory.tensors_kept / 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (nets); i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/engine/recompute/same-bits/%s", nets[i].name);

      g_test_add_data_func (path, nets[i].block, test_same_bits);
    }
  g_test_add_func ("/core/engine/recompute/kept-all-the-same", test_kept_all_the_same);
  g_test_add_func ("/core/engine/recompute/what-is-computed-again", test_what_is_computed_again);
  g_test_add_func ("/core/engine/recompute/takes-less", test_takes_less);
  return g_test_run ();
}
