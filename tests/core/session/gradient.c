/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The gradient of a whole small network, from the smoothed loss to the picture, by central
 * differences:
 *   <dL/dt, d> = (L(t + hd) − L(t − hd)) / 2h + O(h²)
 * for the picture and every parameter t and a random direction d, on every engine.
 */
#include <math.h>
#include <string.h>

#include "rn-random.h"
#include "rn-test-model.h"
#include "rn-test-run.h"

/* Pools, projections, SE, groups, smooth activations (no kinks), batch norms in training. */
#define NETWORK "{\"name\":\"small\",\"input\":[3,12,12]," \
  "\"stem\":{\"kernel\":3,\"stride\":1,\"out\":16,\"activation\":\"silu\",\"pool\":\"none\"}," \
  "\"stages\":[{\"count\":2,\"out\":16,\"stride\":1," \
  "\"block\":{\"body\":\"basic\",\"activation\":\"silu\"}}," \
  "{\"count\":1,\"out\":32,\"stride\":2," \
  "\"block\":{\"body\":\"bottleneck\",\"groups\":2,\"activation\":\"gelu\"}}]," \
  "\"head\":{\"classes\":5}}"

/*
 * L is a float of about 2, so known to 1e-7, and a difference over 2h to 1e-5. With |d| = 1 the
 * third derivative adds some h² = 1e-4 of |dL/dt|. A direction meets a fraction of |dL/dt|, so that
 * is the scale.
 */
#define STEP      0.01
#define TOLERANCE 0.01
#define FLOOR     2e-3

static RnGraph *
build (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_test_open (NETWORK);
  RnBuildOptions options = { .input = rn_shape_4d (4, 3, 12, 12), .loss = TRUE,
                             .label_smoothing = 0.1 };
  RnGraph *graph = rn_spec_build (spec, &options, &error);

  g_assert_no_error (error);
  return graph;
}

static double
loss_at (RnSession *session, float *values, const float *start, const float *direction, gsize n,
         double step, RnTensor *picture)
{
  double loss;

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (start[i] + step * direction[i]);
  rn_parameters_changed (rn_session_parameters (session));
  g_assert_true (rn_session_set_input (session, 0, picture, NULL));
  rn_test_forward (session);
  loss = rn_session_loss (session);
  memcpy (values, start, n * sizeof (float));
  return loss;
}

static void
check_tensor (RnSession *session, const char *name, float *values, const float *gradient, gsize n,
              RnTensor *picture)
{
  g_autofree float *direction = g_new (float, n), *start = g_memdup2 (values, n * sizeof (float));
  guint64 stream = rn_random_stream (name);
  double found = 0, expected, norm = 0;

  for (gsize i = 0; i < n; i++)
    {
      direction[i] = (float) (rn_random_normal (9, stream, i) / sqrt ((double) n));
      found += (double) gradient[i] * direction[i];
      norm += (double) gradient[i] * gradient[i];
    }
  expected = (loss_at (session, values, start, direction, n, STEP, picture)
              - loss_at (session, values, start, direction, n, -STEP, picture)) / (2 * STEP);
  if (!(fabs (found - expected) <= TOLERANCE * fmax (sqrt (norm), FLOOR)))
    g_error ("%s: %.6g by backward, %.6g by differences, |gradient| %.3g", name, found, expected,
             sqrt (norm));
}

static void
test_gradient (gconstpointer engine)
{
  g_autoptr (RnGraph) graph = build ();
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 2);
  g_autoptr (RnSession) session = rn_test_session (graph, parameters,
                                                   &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE,
                                                                  RN_KEEP_ALL, 1 });
  g_autoptr (RnTensor) picture = rn_session_activation (session, 0, NULL), d_picture = NULL;
  g_autofree float *gradients = NULL;

  rn_test_pass (session);
  d_picture = rn_session_gradient (session, 0, NULL);
  gradients = g_memdup2 (rn_parameters_gradients (parameters, 0),
                         rn_graph_parameter_floats (graph) * sizeof (float));
  check_tensor (session, "input", rn_tensor_data (picture), rn_tensor_values (d_picture),
                rn_tensor_elements (picture), picture);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);

      if (info->trained)
        check_tensor (session, info->name, rn_parameters_values (parameters, i),
                      gradients + info->offset,
                      rn_shape_elements (&info->shape), picture);
    }
}

int
main (int argc, char **argv)
{
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/session/gradient/%s",
                                               rn_engine_name (engines[i]));

      g_test_add_data_func (path, rn_engine_name (engines[i]), test_gradient);
    }
  return g_test_run ();
}
