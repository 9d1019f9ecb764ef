/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#include "rn-test-bench.h"

#include "rn-test-model.h"

void
rn_test_bench_start (RnTestBench *self, RnGraph *graph, const RnTestRun *run)
{
  self->graph = graph;
  self->parameters = rn_test_parameters (graph, 3);
  self->session = rn_test_session (graph, self->parameters, run);
}

void
rn_test_bench_clear (RnTestBench *self)
{
  rn_session_free (self->session);
  rn_parameters_unref (self->parameters);
  rn_graph_unref (self->graph);
}

RnGraph *
rn_test_small_network (gboolean loss)
{
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  RnBuildOptions options = { .input = rn_shape_4d (2, 3, 16, 16), .loss = loss };
  RnGraph *graph = rn_spec_build (spec, &options, NULL);

  g_assert_nonnull (graph);
  return graph;
}

void
rn_test_assert_same_bits (RnSession *a, RnSession *b)
{
  RnGraph *graph = rn_session_graph (a);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      g_autoptr (RnTensor) x = rn_session_activation (a, i, NULL);
      g_autoptr (RnTensor) y = rn_session_activation (b, i, NULL);
      g_autoptr (RnTensor) dx = rn_session_gradient (a, i, NULL);
      g_autoptr (RnTensor) dy = rn_session_gradient (b, i, NULL);

      g_assert_cmpmem (rn_tensor_values (x), rn_tensor_elements (x) * sizeof (float),
                       rn_tensor_values (y), rn_tensor_elements (y) * sizeof (float));
      g_assert_true ((dx == NULL) == (dy == NULL));
      if (dx != NULL)
        g_assert_cmpmem (rn_tensor_values (dx), rn_tensor_elements (dx) * sizeof (float),
                         rn_tensor_values (dy), rn_tensor_elements (dy) * sizeof (float));
    }
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      gsize bytes = rn_shape_elements (&rn_graph_parameter (graph, i)->shape) * sizeof (float);

      g_assert_cmpmem (rn_parameters_values (rn_session_parameters (a), i), bytes,
                       rn_parameters_values (rn_session_parameters (b), i), bytes);
      g_assert_cmpmem (rn_parameters_gradients (rn_session_parameters (a), i), bytes,
                       rn_parameters_gradients (rn_session_parameters (b), i), bytes);
    }
}

void
rn_test_add_engines (const char *prefix, const RnTestOfEngine *tests, guint n)
{
  guint n_engines;
  const RnEngine *const *engines = rn_engines (&n_engines);

  for (guint e = 0; e < n_engines; e++)
    for (guint i = 0; i < n; i++)
      {
        const char *engine = rn_engine_name (engines[e]);
        g_autofree char *path = g_strdup_printf ("%s/%s/%s", prefix, engine, tests[i].name);

        g_test_add_data_func (path, engine, tests[i].test);
      }
}
