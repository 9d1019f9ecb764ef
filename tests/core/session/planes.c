/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One channel of a tensor is that channel of the whole tensor, on every engine and layout. */
#include <string.h>

#include "rn-test-model.h"
#include "rn-test-run.h"

/* Blocks of 16 channels, channels-last (channels that do not divide by 16), and narrow groups. */
static const struct
{
  const char *name, *spec, *input;
} cases[] = {
  { "blocked", "{\"body\":\"basic\",\"in\":32,\"out\":48,\"stride\":2}", "2,32,7,6" },
  { "channels-last", "{\"body\":\"bottleneck\",\"in\":20,\"out\":24,\"mid\":12}", "2,20,5,7" },
  { "grouped", "{\"body\":\"bottleneck\",\"in\":32,\"out\":32,\"mid\":32,\"groups\":8,\"se\":4}",
    "2,32,6,6" },
  { "network", "cifar_resnet20", "2,3,16,16" },
};

typedef RnTensor *(*ReadWhole) (RnSession *session, RnNode node, GError **error);
typedef gboolean (*ReadPlane) (RnSession *session, RnNode node, gsize sample, gsize channel,
                               float *plane, GError **error);

static guint
check_planes (RnSession *session, ReadWhole read_whole, ReadPlane read_plane)
{
  guint compared = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (rn_session_graph (session)); i++)
    {
      g_autoptr (RnTensor) whole = read_whole (session, i, NULL);
      const RnShape *shape = rn_session_shape (session, i);
      gsize pixels = shape->dim[2] * shape->dim[3];
      g_autofree float *plane = g_new (float, pixels);

      for (gsize n = 0; n < shape->dim[0]; n++)
        for (gsize c = 0; c < shape->dim[1]; c++, compared++)
          {
            g_assert_true (read_plane (session, i, n, c, plane, NULL) == (whole != NULL));
            if (whole != NULL)
              g_assert_cmpmem (plane, pixels * sizeof (float),
                               rn_tensor_values (whole) + (n * shape->dim[1] + c) * pixels,
                               pixels * sizeof (float));
          }
    }
  return compared;
}

static void
test_same_numbers (gconstpointer engine)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (cases[i].spec, cases[i].input);
      g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 3);
      RnTestRun run = { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 };
      g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);

      g_test_message ("%s", cases[i].name);
      rn_test_pass (session);
      g_assert_cmpuint (check_planes (session, rn_session_activation,
                                      rn_session_activation_plane), >, 100);
      g_assert_cmpuint (check_planes (session, rn_session_gradient, rn_session_gradient_plane),
                        >, 100);
    }
}

static void
test_refusals (gconstpointer engine)
{
  g_autoptr (RnGraph) graph = rn_test_build (cases[0].spec, cases[0].input);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 3);
  RnTestRun run = { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 };
  g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);
  g_autoptr (GError) early = NULL, gradient = NULL, channel = NULL, sample = NULL;
  float plane[42];

  g_assert_false (rn_session_activation_plane (session, 1, 0, 0, plane, &early));
  g_assert_error (early, RN_ERROR, RN_ERROR_UNKNOWN);
  rn_test_forward (session);
  g_assert_false (rn_session_gradient_plane (session, 1, 0, 0, plane, &gradient));
  g_assert_error (gradient, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_false (rn_session_activation_plane (session, 0, 0, 32, plane, &channel));
  g_assert_error (channel, RN_ERROR, RN_ERROR_RANGE);
  g_assert_false (rn_session_activation_plane (session, 0, 2, 0, plane, &sample));
  g_assert_error (sample, RN_ERROR, RN_ERROR_RANGE);
  g_assert_true (rn_session_activation_plane (session, 0, 1, 31, plane, NULL));
}

int
main (int argc, char **argv)
{
  static const char *const engines[] = { "onednn", "reference" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autofree char *same = g_strdup_printf ("/core/session/planes/same/%s", engines[i]);
      g_autofree char *refusals = g_strdup_printf ("/core/session/planes/refusals/%s", engines[i]);

      g_test_add_data_func (same, engines[i], test_same_numbers);
      g_test_add_data_func (refusals, engines[i], test_refusals);
    }
  return g_test_run ();
}
