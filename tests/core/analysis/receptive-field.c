/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The receptive field against known sizes, and against pixels that are changed. */
#include <string.h>

#include "rn-receptive-field.h"
#include "rn-test-model.h"
#include "rn-test-run.h"

/* Counted by hand with r ← r + (k − 1)·j, j ← j·s; ResNet-18's are in torchvision's order. */
static const struct
{
  const char *node;
  gsize       size;
} known[] = {
  { "input", 1 },
  { "conv1", 7 },
  { "maxpool", 11 },
  { "layer1.0.conv1", 19 },
  { "layer1.0.relu", 27 },
  { "layer1.1.relu", 43 },
  { "layer2.0.conv1", 51 },
  { "layer2.0.downsample.0", 43 },
  { "layer2.0.addition", 67 },
  { "layer2.1.relu", 99 },
  { "layer3.1.relu", 211 },
  { "layer4.1.relu", 435 },
};

static void
test_known_sizes (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", "1,3,896,896");

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      RnNode node = rn_graph_find (graph, known[i].node);
      const RnShape *shape = &rn_graph_node (graph, node)->shape;
      RnRegion region;

      g_assert_true (rn_receptive_field (graph, NULL, node, shape->dim[2] / 2, shape->dim[3] / 2,
                                         &region));
      g_test_message ("%s", known[i].node);
      g_assert_cmpuint (region.full_height, ==, known[i].size);
      g_assert_cmpuint (region.full_width, ==, known[i].size);
      g_assert_cmpuint (region.height, ==, known[i].size);
      g_assert_false (region.whole);
    }
}

static void
test_edges (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
  RnRegion corner, all;

  g_assert_true (rn_receptive_field (graph, NULL, rn_graph_find (graph, "conv1"), 0, 111,
                                     &corner));
  g_assert_cmpint (corner.full_top, ==, -3);
  g_assert_cmpint (corner.full_left, ==, 219);
  g_assert_cmpuint (corner.top, ==, 0);
  g_assert_cmpuint (corner.height, ==, 4);
  g_assert_cmpuint (corner.left, ==, 219);
  g_assert_cmpuint (corner.width, ==, 5);
  g_assert_true (rn_receptive_field (graph, NULL, rn_graph_find (graph, "fc"), 0, 0, &all));
  g_assert_true (all.whole);
  g_assert_true (rn_receptive_field (graph, NULL, rn_graph_find (graph, "avgpool"), 0, 0, &all));
  g_assert_true (all.whole);
}

static void
test_labels_see_nothing (void)
{
  g_autoptr (RnGraph) graph = rn_test_build_small ("cifar_resnet20");
  RnRegion region;

  g_assert_false (rn_receptive_field (graph, NULL, rn_graph_find (graph, "labels"), 0, 0, &region));
  g_assert_true (rn_receptive_field (graph, NULL, rn_graph_find (graph, "loss"), 0, 0, &region));
  g_assert_true (region.whole);
}

/* ── against pixels ── */

/* No ReLU, which could hide a change; the maximum does, so there is none either. */
#define NET "{\"input\":[2,23,21],\"stem\":{\"kernel\":5,\"stride\":2,\"out\":4," \
  "\"activation\":\"none\",\"pool\":\"none\"},\"block\":{\"body\":\"bottleneck\"," \
  "\"activation\":\"none\",\"mid\":4,\"shortcut\":\"%s\"},\"stages\":[{\"count\":1,\"out\":4}," \
  "{\"count\":1,\"out\":8,\"stride\":2}],\"head\":{\"classes\":3}}"

static float
output_at (RnSession *session, const RnTensor *picture, RnNode node, gsize row, gsize column)
{
  gsize width = rn_session_shape (session, node)->dim[3];
  g_autoptr (RnTensor) value = NULL;

  g_assert_true (rn_session_set_input (session, 0, picture, NULL));
  g_assert_true (rn_session_forward (session, NULL, NULL));
  value = rn_session_activation (session, node, NULL);
  return rn_tensor_values (value)[row * width + column];
}

/* Which rows and columns of the picture change the element, as a rectangle. */
static RnRegion
probe (RnSession *session, RnNode node, gsize row, gsize column)
{
  const RnShape *shape = rn_session_shape (session, 0);
  g_autoptr (RnTensor) picture = rn_tensor_new (shape, NULL);
  float before;
  gsize top = G_MAXSIZE, left = G_MAXSIZE, bottom = 0, right = 0;

  memset (rn_tensor_data (picture), 0, rn_tensor_elements (picture) * sizeof (float));
  before = output_at (session, picture, node, row, column);
  for (gsize h = 0; h < shape->dim[2]; h++)
    for (gsize w = 0; w < shape->dim[3]; w++)
      {
        float *pixel = rn_tensor_data (picture) + h * shape->dim[3] + w;

        *pixel = 1;
        if (output_at (session, picture, node, row, column) != before)
          {
            top = MIN (top, h);
            left = MIN (left, w);
            bottom = MAX (bottom, h + 1);
            right = MAX (right, w + 1);
          }
        *pixel = 0;
      }
  return (RnRegion) { .top = top, .left = left, .height = bottom - top, .width = right - left };
}

static void
check_node (RnSession *session, RnNode node, gsize row, gsize column)
{
  RnRegion found = probe (session, node, row, column), expected;

  g_assert_true (rn_receptive_field (rn_session_graph (session), NULL, node, row, column,
                                     &expected));
  g_test_message ("%s %zu,%zu", rn_graph_node (rn_session_graph (session), node)->name, row,
                  column);
  g_assert_cmpuint (found.top, ==, expected.top);
  g_assert_cmpuint (found.left, ==, expected.left);
  g_assert_cmpuint (found.height, ==, expected.height);
  g_assert_cmpuint (found.width, ==, expected.width);
}

static void
test_pixels (gconstpointer shortcut)
{
  g_autofree char *text = g_strdup_printf (NET, (const char *) shortcut);
  g_autoptr (RnGraph) graph = rn_test_build (text, NULL);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 3);
  RnTestRun run = { "onednn", RN_MODE_EVAL, FALSE, RN_KEEP_ALL, 1 };
  g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);

  for (RnNode i = 1; i < rn_graph_n_nodes (graph); i += 3)
    {
      const RnShape *shape = &rn_graph_node (graph, i)->shape;

      check_node (session, i, 0, shape->dim[3] - 1);
      check_node (session, i, shape->dim[2] / 2, shape->dim[3] / 2);
    }
}

/* Ops that say themselves what they read. */
static RnGraph *
reading_graph (void)
{
  RnGraph *graph = rn_graph_new ("reading");
  RnShape shape = rn_shape_4d (1, 2, 11, 13);
  RnNode x = rn_graph_input (graph, "input", &shape), small;

  x = rn_graph_append (graph, "conv2d", "qkv", x, RN_ARGS ({ "out", 12 }, { "kernel", 1 }));
  x = rn_graph_append (graph, "window_attention", "attention", x,
                       RN_ARGS ({ "heads", 2 }, { "window", 4 }));
  small = rn_graph_append (graph, "conv2d", "conv", x,
                           RN_ARGS ({ "out", 4 }, { "kernel", 3 }, { "stride", 3 }));
  rn_graph_append_many (graph, "upsample", "smooth", (RnNode[]) { small, x }, 2,
                        RN_ARGS ({ "smooth", 1 }));
  rn_graph_append_many (graph, "upsample", "nearest", (RnNode[]) { small, x }, 2, RN_NO_ARGS);
  rn_graph_append (graph, "adaptive_avg_pool", "larger", small, RN_ARGS ({ "size", 5 }));
  rn_graph_append (graph, "adaptive_avg_pool", "smaller", x, RN_ARGS ({ "size", 4 }));
  rn_graph_append_many (graph, "concat_pixels", "levels", (RnNode[]) { x, small }, 2, RN_NO_ARGS);
  g_assert_true (rn_graph_check (graph, NULL));
  return graph;
}

static void
test_reading_ops (void)
{
  g_autoptr (RnGraph) graph = reading_graph ();
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 3);
  RnTestRun run = { "onednn", RN_MODE_EVAL, FALSE, RN_KEEP_ALL, 1 };
  g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);

  for (RnNode i = 1; i < rn_graph_n_nodes (graph); i++)
    {
      const gsize *dim = rn_graph_node (graph, i)->shape.dim;

      for (gsize row = 0; row < dim[2]; row += 3)
        check_node (session, i, row, (row + 2) % dim[3]);
      check_node (session, i, dim[2] - 1, dim[3] - 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/receptive-field/known-sizes", test_known_sizes);
  g_test_add_func ("/core/analysis/receptive-field/edges", test_edges);
  g_test_add_func ("/core/analysis/receptive-field/labels", test_labels_see_nothing);
  g_test_add_data_func ("/core/analysis/receptive-field/pixels/projection", "auto", test_pixels);
  g_test_add_data_func ("/core/analysis/receptive-field/pixels/option-a", "pad", test_pixels);
  g_test_add_data_func ("/core/analysis/receptive-field/pixels/plain", "none", test_pixels);
  g_test_add_func ("/core/analysis/receptive-field/pixels/ops-that-say", test_reading_ops);
  return g_test_run ();
}
