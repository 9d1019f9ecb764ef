/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A plan that is too large is refused, whole; and keeping less takes less. */
#include <unistd.h>

#include "rn-test-model.h"
#include "rn-test-run.h"

static void
refused (RnGraph *graph, const char *engine, const RnShape *input, RnKeep keep, gboolean backward)
{
  RnSessionOptions options = { .engine = rn_engine_find (engine), .mode = RN_MODE_TRAIN,
                               .backward = backward,
                               .keep = keep, .threads = 1 };
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_session_new (graph, NULL, input, &options, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_NO_MEMORY);
}

static void
test_large_batch (gconstpointer engine)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
  RnShape input = rn_shape_4d (100000, 3, 224, 224);

  refused (graph, engine, &input, RN_KEEP_NOTHING, FALSE);
  refused (graph, engine, &input, RN_KEEP_NOTHING, TRUE);
}

/* No tensor alone is too large, but all together are: 64 of 1/16 of what the machine has. */
static void
test_large_sum (gconstpointer engine)
{
  RnShape input = rn_shape_4d (1, 16, 8, 8), large = input;
  g_autoptr (RnGraph) graph = rn_graph_new ("long");
  RnNode x = rn_graph_input (graph, "input", &input);
  gsize memory;

  for (guint i = 0; i < 64; i++)
    {
      g_autofree char *word = g_strdup_printf ("silu%u", i);

      x = rn_graph_append (graph, "silu", word, x, RN_NO_ARGS);
    }
  memory = (gsize) sysconf (_SC_PHYS_PAGES) * (gsize) sysconf (_SC_PAGESIZE);
  large.dim[0] = memory / 16 / (rn_shape_elements (&input) * sizeof (float));
  refused (graph, engine, &large, RN_KEEP_ALL, FALSE);
}

/* 2⁴⁶ elements a tensor: sums of sizes must not wrap. */
static void
test_enormous (gconstpointer engine)
{
  RnShape input = rn_shape_4d (1, 16, 4, 4), large = rn_shape_4d ((gsize) 1 << 38, 16, 4, 4);
  g_autoptr (RnGraph) graph = rn_graph_new ("enormous");
  RnNode x = rn_graph_input (graph, "input", &input);

  x = rn_graph_append (graph, "batch_norm", "bn1", x, RN_NO_ARGS);
  x = rn_graph_append_many (graph, "concat", "concat", (RnNode[]) { x, x }, 2, RN_NO_ARGS);
  x = rn_graph_append (graph, "batch_norm", "bn2", x, RN_NO_ARGS);
  x = rn_graph_append (graph, "subsample", "subsample", x, RN_ARGS ({ "stride", 2 }));
  refused (graph, engine, &large, RN_KEEP_NOTHING, TRUE);
}

static gsize
bytes_of (RnGraph *graph, RnKeep keep, gboolean backward)
{
  g_autoptr (RnSession) session = rn_test_session (graph, NULL,
                                                   &(RnTestRun) { "onednn", RN_MODE_TRAIN, backward,
                                                                  keep, 1 });

  return rn_plan_bytes (rn_session_plan (session));
}

static void
test_less_kept_is_less (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("cifar_resnet20", "4,3,32,32");
  gsize activations = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    activations += rn_shape_elements (&rn_graph_node (graph, i)->shape) * sizeof (float);
  g_assert_cmpuint (bytes_of (graph, RN_KEEP_ALL, TRUE), >=, 2 * activations);
  for (RnKeep keep = RN_KEEP_NOTHING; keep < RN_KEEP_ALL; keep++)
    g_assert_cmpuint (bytes_of (graph, keep, TRUE), <, bytes_of (graph, RN_KEEP_ALL, TRUE) * 2 / 3);
  /* forward alone: the two or three widest maps at a time, of some seventy */
  g_assert_cmpuint (bytes_of (graph, RN_KEEP_NOTHING, FALSE), <, activations / 5);
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; void (*test) (gconstpointer); } tests[] = {
    { "large-batch", test_large_batch },
    { "large-sum", test_large_sum },
    { "enormous", test_enormous },
  };
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  g_test_init (&argc, &argv, NULL);
  for (guint e = 0; e < n; e++)
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
      {
        g_autofree char *path = g_strdup_printf ("/core/engine/memory/%s/%s",
                                                 rn_engine_name (engines[e]), tests[i].name);

        g_test_add_data_func (path, rn_engine_name (engines[e]), tests[i].test);
      }
  g_test_add_func ("/core/engine/memory/less-kept-is-less", test_less_kept_is_less);
  return g_test_run ();
}
