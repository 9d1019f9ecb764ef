/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What lies under a point: the middle of a mark gives that mark, a pixel of a map its channel, row,
 * column and value. */
#include "examples.h"
#include "fig-histogram.h"
#include "fig-kernels.h"
#include "fig-maps.h"
#include "fig-network.h"
#include "fig-strip.h"
#include "fig-mismatch.h"
#include "fig-unrolled.h"
#include "rn-spec-find.h"
#include "rn-spec.h"

#include <string.h>

/* Marks that fill their bounds, so that their middle is theirs unless a later one covers it. */
static gboolean
is_solid (const FigPick *mark)
{
  switch (mark->kind)
    {
    case FIG_NODE:
    case FIG_FOLD:
    case FIG_MAP:
    case FIG_KERNEL:
    case FIG_BIN:
    case FIG_POINT:
    case FIG_CELL:
    case FIG_PANEL:
      return TRUE;
    case FIG_BAR:
      return mark->item >= 0;
    default:
      return FALSE;
    }
}

static gboolean
holds (const FigRect *rect, double x, double y)
{
  return x >= rect->x && y >= rect->y && x < rect->x + rect->width && y < rect->y + rect->height;
}

/* A line that turns answers where it is drawn; its bounds hold what it goes around. */
static gboolean
turns (const FigPick *mark)
{
  return mark->kind == FIG_EDGE && mark->bounds.width > 40 && mark->bounds.height > 40;
}

/* Whether something that answers to a pointer was drawn over the point later. */
static gboolean
is_covered (FigScene *scene, guint i, double x, double y)
{
  for (guint k = i + 1; k < fig_scene_n_marks (scene); k++)
    {
      FigPick later;
      gboolean covers;

      fig_scene_mark (scene, k, &later);
      covers = later.kind != FIG_NOTHING && !turns (&later) && holds (&later.bounds, x, y);
      fig_pick_clear (&later);
      if (covers)
        return TRUE;
    }
  return FALSE;
}

static guint
check_middles (FigScene *scene, const char *what)
{
  guint checked = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 }, found = { 0 };
      double x, y;

      fig_scene_mark (scene, i, &mark);
      x = mark.bounds.x + mark.bounds.width / 2;
      y = mark.bounds.y + mark.bounds.height / 2;
      if (mark.kind == FIG_PATH && mark.scope == RN_SCOPE_ROOT)
        {
          /* A path answers all along its row, whichever part of it is hit. */
          if (!fig_scene_pick (scene, x, y, &found) || found.kind != FIG_PATH
              || found.item != mark.item)
            g_error ("%s: %.0f, %.0f is not on path %d", what, x, y, mark.item);
          checked++;
          continue;
        }
      if (!is_solid (&mark) || is_covered (scene, i, x, y))
        continue;
      if (!fig_scene_pick (scene, x, y, &found)
          || memcmp (&found.bounds, &mark.bounds, sizeof found.bounds) != 0)
        g_error ("%s: the middle of “%s” (kind %d) gives kind %d, “%s”", what, mark.text, mark.kind,
                 found.kind, found.text);
      g_assert_cmpint (found.kind, ==, mark.kind);
      g_assert_cmpuint (found.node, ==, mark.node);
      g_assert_cmpint (found.item, ==, mark.item);
      g_assert_nonnull (found.text);
      checked++;
    }
  return checked;
}

static void
middles_of_every_example (void)
{
  guint n;
  const Example *examples = example_list (&n);

  for (guint i = 0; i < n; i++)
    {
      FigStyle style = { .width = 900 }, projector = { .width = 900, .projector = TRUE };
      g_autoptr (FigScene) scene = example_draw (&examples[i], &style),
                           large = example_draw (&examples[i], &projector);

      g_assert_cmpuint (check_middles (scene, examples[i].name), >, 0);
      g_assert_cmpuint (check_middles (large, examples[i].name), >, 0);
    }
}

/* A tensor in which every number is another. */
static RnTensor *
counting (const RnShape *shape)
{
  RnTensor *tensor = rn_tensor_new (shape, NULL);

  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    rn_tensor_data (tensor)[i] = (float) i;
  return tensor;
}

static gboolean
find_map (FigScene *scene, FigMarkKind kind, int channel, int item, FigPick *mark)
{
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      fig_scene_mark (scene, i, mark);
      if (mark->kind == kind && mark->channel == channel && mark->item == item)
        return TRUE;
      fig_pick_clear (mark);
    }
  return FALSE;
}

/* Every element of the mark's picture, at its own middle. */
static void
check_elements (FigScene *scene, const FigPick *mark, const float *values, int rows, int columns)
{
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      {
        g_auto (FigPick) found = { 0 };

        g_assert_true (
          fig_scene_pick (scene, mark->bounds.x + mark->bounds.width * (column + 0.5) / columns,
                          mark->bounds.y + mark->bounds.height * (row + 0.5) / rows, &found));
        g_assert_cmpint (found.channel, ==, mark->channel);
        g_assert_cmpint (found.row, ==, row);
        g_assert_cmpint (found.column, ==, column);
        g_assert_cmpfloat (found.value, ==, values[row * columns + column]);
      }
}

static void
pixels_of_a_map (void)
{
  RnShape shape = rn_shape_4d (2, 5, 7, 9);
  g_autoptr (RnTensor) tensor = counting (&shape);
  FigMapsData data = { .tensor = tensor, .node = 11, .title = "maps", .sample = 1 };
  FigStyle style = { .width = 500 };
  g_autoptr (FigScene) scene = fig_maps_new (&data, &style, NULL);

  for (int channel = 0; channel < 5; channel++)
    {
      g_auto (FigPick) mark = { 0 };

      g_assert_true (find_map (scene, FIG_MAP, channel, -1, &mark));
      g_assert_cmpuint (mark.node, ==, 11);
      check_elements (scene, &mark, rn_tensor_values (tensor) + (5 + channel) * 63, 7, 9);
    }
}

static void
taps_of_a_kernel (void)
{
  RnShape shape = rn_shape_4d (4, 6, 3, 3);
  g_autoptr (RnTensor) tensor = counting (&shape);
  FigKernelsData data = { .weight = tensor, .node = 3, .title = "conv", .output = -1 };
  FigStyle style = { .width = 500 };
  g_autoptr (FigScene) scene = fig_kernels_new (&data, &style, NULL);
  g_auto (FigPick) mark = { 0 };

  g_assert_true (find_map (scene, FIG_KERNEL, 2, 4, &mark));
  check_elements (scene, &mark, rn_tensor_values (tensor) + (2 * 6 + 4) * 9, 3, 3);
}

static void
weights_of_a_matrix (void)
{
  RnShape shape = rn_shape_4d (12, 20, 1, 1);
  g_autoptr (RnTensor) tensor = counting (&shape);
  FigKernelsData data = { .weight = tensor, .node = 3, .title = "conv", .output = -1 };
  FigStyle style = { .width = 500 };
  g_autoptr (FigScene) scene = fig_kernels_new (&data, &style, NULL);
  g_auto (FigPick) mark = { 0 };

  g_assert_true (find_map (scene, FIG_KERNEL, 0, -1, &mark));
  check_elements (scene, &mark, rn_tensor_values (tensor), 12, 20);
}

/* Every op of an unfolded network can be found under some point, and a pill tells which scope it
 * unfolds. */
static void
ops_of_a_network (void)
{
  g_autoptr (RnSpec) spec = rn_spec_open ("resnet18", NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { 0 }, NULL);
  FigStyle style = { .width = 1280 };
  g_autoptr (FigScene) scene = NULL;
  g_autofree gboolean *seen = g_new0 (gboolean, rn_graph_n_nodes (graph));
  FigNetworkData data;

  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_LAYER;
  data.repeats = FALSE;
  scene = fig_network_new (&data, &style);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 }, found = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_NODE
          && fig_scene_pick (scene, mark.bounds.x + mark.bounds.width / 2,
                             mark.bounds.y + mark.bounds.height / 2, &found))
        seen[found.node] = TRUE;
    }
  for (RnNode node = 0; node < rn_graph_n_nodes (graph); node++)
    if (!seen[node])
      g_error ("%s cannot be pointed at", rn_graph_node (graph, node)->name);
}

/* The dot-to-⊕ arc of a folded block answers along its line,
   and the empty room below it does not. */
static void
an_edge_answers_along_its_line (void)
{
  g_autoptr (RnSpec) spec = rn_spec_open ("resnet18", NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { 0 }, NULL);
  FigStyle style = { .width = 1280 };
  g_autoptr (FigScene) scene = NULL;
  FigNetworkData data;
  guint arcs = 0;

  fig_network_data_init (&data, graph);
  data.repeats = FALSE;
  scene = fig_network_new (&data, &style);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 }, on = { 0 }, off = { 0 };
      double x;

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_EDGE || mark.scope == RN_SCOPE_ROOT)
        continue;
      x = mark.bounds.x + mark.bounds.width / 2;
      g_assert_true (fig_scene_pick (scene, x, mark.bounds.y + 1, &on));
      g_assert_cmpint (on.kind, ==, FIG_EDGE);
      g_assert_cmpuint (on.scope, ==, mark.scope);
      g_assert_false (fig_scene_pick (scene, x, mark.bounds.y + 12, &off));
      arcs++;
    }
  g_assert_cmpuint (arcs, ==, 8);
}

/* Where the middle of the first mark of the path in this block is. */
static void
find_way (FigScene *scene, RnScope block, int path, double *x, double *y)
{
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_PATH || mark.scope != block || mark.item != path)
        continue;
      *x = mark.bounds.x + mark.bounds.width / 2;
      *y = mark.bounds.y + mark.bounds.height / 2;
      return;
    }
  g_error ("path %d cannot be chosen at block %u", path, block);
}

/* All eight paths of three blocks have a row; the blocks above change the selected one. */
static void
ways_through_blocks (void)
{
  g_autoptr (RnSpec) spec = rn_spec_open ("cifar_resnet20", NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { 0 }, NULL);
  FigStyle style = { .width = 400 };
  RnPaths paths = { .n_blocks = 3, .input_norm = 1, .alone = TRUE };
  FigUnrolledData data = { .paths = &paths, .graph = graph, .selected = 5 };
  g_autoptr (FigScene) scene = NULL;
  guint order[RN_PATHS_MOST], rows = 0;
  double x, y;

  for (RnScope i = 1; i < rn_graph_n_scopes (graph) && paths.blocks[2] == 0; i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      g_assert_cmpuint (rn_paths_chain (graph, i, 3, paths.blocks), ==, 3);
  for (guint i = 0; i < 8; i++)
    paths.paths[i] = (RnPath) { .exists = TRUE, .norm = 1 + i, .share = 0.125 };
  for (guint i = 1; i < 16; i++)
    paths.tree[i] = i;
  scene = fig_unrolled_new (&data, &style);
  g_assert_cmpuint (fig_unrolled_order (&paths, order), ==, 8);
  for (guint i = 1; i < 8; i++)
    g_assert_cmpuint (rn_paths_length (order[i]), >=, rn_paths_length (order[i - 1]));
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_PATH && mark.scope == RN_SCOPE_ROOT && rows < 8
          && mark.item == (int) order[rows])
        rows++;
    }
  g_assert_cmpuint (rows, ==, 8);
  /* F h F: by the first block's shortcut h h F, by the second one's branch F F F */
  find_way (scene, paths.blocks[0], 4, &x, &y);
  find_way (scene, paths.blocks[1], 7, &x, &y);
  {
    g_auto (FigPick) found = { 0 };

    g_assert_true (fig_scene_pick (scene, x, y, &found));
    g_assert_cmpint (found.item, ==, 7);
    g_assert_cmpuint (found.scope, ==, paths.blocks[1]);
  }
}

static void
nothing_outside (void)
{
  guint n;
  FigStyle style = { .width = 500 };
  g_autoptr (FigScene) scene = example_draw (&example_list (&n)[0], &style);
  FigPick pick;

  g_assert_false (fig_scene_pick (scene, -5, 10, &pick));
  g_assert_cmpint (pick.kind, ==, FIG_NOTHING);
  g_assert_null (pick.text);
  g_assert_false (fig_scene_pick (scene, 1e9, 1e9, &pick));
}

static void
refusals (void)
{
  RnShape vector = rn_shape_1d (4), shape = rn_shape_4d (2, 3, 4, 4);
  g_autoptr (RnTensor) wrong = counting (&vector), tensor = counting (&shape);
  FigStyle style = { .width = 500 };
  FigMapsData maps = { .tensor = wrong, .title = "x" };
  FigKernelsData kernels = { .weight = wrong, .title = "x", .output = -1 };
  GError *error = NULL;

  g_assert_null (fig_maps_new (&maps, &style, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  maps = (FigMapsData) { .tensor = tensor, .title = "x", .sample = 2 };
  g_assert_null (fig_maps_new (&maps, &style, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (fig_kernels_new (&kernels, &style, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  kernels = (FigKernelsData) { .weight = tensor, .title = "x", .output = 2 };
  g_assert_null (fig_kernels_new (&kernels, &style, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
}

/* Every step of both paths is told with its shape, the parting ones with their change; and each mending is
 * a choice that can be picked. */
static void
choices_of_a_mismatch (void)
{
  json_object *json = json_tokener_parse (
    "{\"body\":\"basic\",\"in\":16,\"out\":32,\"stride\":2,\"shortcut\":\"identity\"}");
  g_autoptr (RnFindings) findings = rn_spec_find_json (json, "spec", NULL);
  FigStyle style = { .width = 400 };
  g_autoptr (FigScene) scene
    = fig_mismatch_new (&(FigMismatchData) { rn_findings_nth (findings, 0), NULL }, &style);
  guint steps = 0, choices = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 }, found = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_CELL && mark.item == 0 && mark.row == 1)
        g_assert_cmpstr (mark.text, ==, "conv1\n1×32×28×28\nchannels 16 → 32, pixels 56×56 → 28×28");
      steps += mark.kind == FIG_CELL && mark.item == FIG_MISMATCH_BRANCH;
      if (mark.kind != FIG_CELL || mark.item != FIG_MISMATCH_CHOICE)
        continue;
      g_assert_true (fig_scene_pick (scene, mark.bounds.x + mark.bounds.width / 2,
                                     mark.bounds.y + mark.bounds.height / 2, &found));
      g_assert_cmpint (found.item, ==, FIG_MISMATCH_CHOICE);
      g_assert_cmpint (found.row, ==, (int) choices++);
    }
  g_assert_cmpuint (steps, ==, 5);
  g_assert_cmpuint (choices, ==, 2);
  json_object_put (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/pick/middles-of-every-example", middles_of_every_example);
  g_test_add_func ("/figures/pick/pixels-of-a-map", pixels_of_a_map);
  g_test_add_func ("/figures/pick/taps-of-a-kernel", taps_of_a_kernel);
  g_test_add_func ("/figures/pick/weights-of-a-matrix", weights_of_a_matrix);
  g_test_add_func ("/figures/pick/ops-of-a-network", ops_of_a_network);
  g_test_add_func ("/figures/pick/an-edge-answers-along-its-line", an_edge_answers_along_its_line);
  g_test_add_func ("/figures/pick/ways-through-blocks", ways_through_blocks);
  g_test_add_func ("/figures/pick/nothing-outside", nothing_outside);
  g_test_add_func ("/figures/pick/refusals", refusals);
  g_test_add_func ("/figures/pick/choices-of-a-mismatch", choices_of_a_mismatch);
  return g_test_run ();
}
