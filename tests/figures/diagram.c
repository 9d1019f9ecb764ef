/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a widget asks of a diagram: where things are, along which ways tensors come, where the
 * scissors are, which channel a map is; and of the timeline, which step lies where. */
#include <math.h>
#include <string.h>

#include "fig-addition.h"
#include "fig-i18n.h"
#include "fig-network.h"
#include "fig-split.h"
#include "fig-timeline.h"
#include "rn-test-model.h"

static const FigStyle style = { .width = 1000 };

static FigScene *
draw (const RnGraph *graph, FigFold fold)
{
  FigNetworkData data;

  fig_network_data_init (&data, graph);
  data.fold = fold;
  data.repeats = fold != FIG_FOLD_LAYER;
  return fig_network_new (&data, &style);
}

static RnScope
block_at (const RnGraph *graph, const char *path)
{
  for (RnScope s = 0; s < rn_graph_n_scopes (graph); s++)
    if (rn_graph_scope (graph, s)->kind == RN_SCOPE_BLOCK
        && g_str_equal (rn_graph_scope (graph, s)->path, path))
      return s;
  g_error ("no block %s", path);
}

static gboolean
within (const FigRect *inner, const FigRect *outer)
{
  return inner->x >= outer->x - 1 && inner->y >= outer->y - 1
         && inner->x + inner->width <= outer->x + outer->width + 1
         && inner->y + inner->height <= outer->y + outer->height + 1;
}

/* ── places ── */

static void
every_node_has_a_place (void)
{
  static const char *const models[] = { "resnet18", "resnet152", "cifar_resnet20", "plain18",
                                        "resnext50_32x4d" };

  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    for (FigFold fold = FIG_FOLD_STAGE; fold <= FIG_FOLD_LAYER; fold++)
      {
        g_autoptr (RnGraph) graph = rn_test_build (models[m], NULL);
        g_autoptr (FigScene) scene = draw (graph, fold);
        FigRect all = { 0, 0, fig_scene_width (scene), fig_scene_height (scene) };

        for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
          {
            FigRect place;
            double radius;

            if (!fig_scene_find_node (scene, i, &place, &radius))
              g_error ("%s, fold %d: %s has no place", models[m], fold,
                       rn_graph_node (graph, i)->name);
            g_assert_true (within (&place, &all));
            g_assert_cmpfloat (radius, <=, fmin (place.width, place.height) / 2 + 1e-9);
          }
      }
}

static void
nodes_lie_in_their_block (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet50", NULL);
  g_autoptr (FigScene) scene = draw (graph, FIG_FOLD_LAYER),
                       folded = draw (graph, FIG_FOLD_BLOCK);
  RnScope block = block_at (graph, "layer3.2");
  const RnScopeInfo *info = rn_graph_scope (graph, block);
  FigRect card, box;

  g_assert_true (fig_scene_find_scope (scene, block, &card, NULL));
  for (RnNode i = info->first; i < info->end; i++)
    {
      FigRect place;

      g_assert_true (fig_scene_find_node (scene, i, &place, NULL));
      g_assert_true (within (&place, &card));
    }
  /* folded into “×5”, it is where its neighbours are */
  g_assert_true (fig_scene_find_scope (folded, block, &card, NULL));
  g_assert_true (fig_scene_find_scope (folded, block_at (graph, "layer3.4"), &box, NULL));
  g_assert_cmpmem (&card, sizeof card, &box, sizeof box);
  g_assert_false (fig_scene_find_node (folded, rn_graph_n_nodes (graph), &box, NULL));
}

/* No two nodes of a block lie on one another. */
static void
check_apart (FigScene *scene, const RnGraph *graph, const char *kind)
{
  for (RnNode i = 1; i < rn_graph_n_nodes (graph); i++)
    for (RnNode k = 1; k < i; k++)
      {
        FigRect a, b;

        if (!fig_scene_find_node (scene, i, &a, NULL) || !fig_scene_find_node (scene, k, &b, NULL)
            || memcmp (&a, &b, sizeof a) == 0)       /* folded into one tile */
          continue;
        if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height
            && b.y < a.y + a.height)
          g_error ("%s: %s lies on %s", kind, rn_graph_node (graph, i)->name,
                   rn_graph_node (graph, k)->name);
      }
}

/* Beside a lesson's text a figure is narrow and low: a block stands closer there. */
static void
kinds_in_a_low_figure (void)
{
  static const struct
  {
    const char *spec;
    double      height;      /* of a canvas of 1280 × 800 with no bars, and one with three */
  } kinds[] = {
    { "{\"body\": \"basic\", \"in\": 64, \"out\": 64}", 540 },
    { "{\"body\": \"basic\", \"in\": 64, \"out\": 128, \"stride\": 2}", 640 },
    { "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}", 700 },
    { "{\"body\": \"basic\", \"in\": 64, \"out\": 64, \"order\": \"pre\"}", 540 },
    { "{\"body\": \"res2net\", \"in\": 256, \"out\": 256}", 900 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (kinds[i].spec, NULL);
      g_autoptr (FigScene) ease = NULL, low = NULL;
      FigNetworkData data;

      fig_network_data_init (&data, graph);
      data.fold = FIG_FOLD_LAYER;
      ease = fig_network_new (&data, &(FigStyle) { .width = 620 });
      low = fig_network_new (&data, &(FigStyle) { .width = 620, .height = kinds[i].height });
      g_test_message ("%s: %g → %g of %g", kinds[i].spec, fig_scene_height (ease), fig_scene_height (low), kinds[i].height);
      g_assert_cmpfloat (fig_scene_height (ease), >, kinds[i].height);
      g_assert_cmpfloat (fig_scene_height (low), <=, kinds[i].height);
      /* no closer than it must, but for the input, which stands beside the block or above it */
      g_assert_cmpfloat (fig_scene_height (low), >, kinds[i].height - 100);
      check_apart (low, graph, kinds[i].spec);
    }
}

/* ── ways ── */

static double
distance (const FigPoint *point, const FigRect *rect)
{
  double dx = fmax (fmax (rect->x - point->x, point->x - rect->x - rect->width), 0),
         dy = fmax (fmax (rect->y - point->y, point->y - rect->y - rect->height), 0);

  return hypot (dx, dy);
}

static void
check_way (const FigWay *way, const FigRect *target)
{
  double length = 0;

  g_assert_cmpuint (way->n, >=, 2);
  for (guint i = 1; i < way->n; i++)
    length += hypot (way->points[i].x - way->points[i - 1].x,
                     way->points[i].y - way->points[i - 1].y);
  g_assert_cmpfloat_with_epsilon (way->length, length, 1e-6);
  g_assert_cmpfloat (distance (&way->points[way->n - 1], target), <, 6);
}

/* Inside a card every tile is fed; an addition by both paths, one of which bends. */
static void
edges_feed_every_tile (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
  g_autoptr (FigScene) scene = draw (graph, FIG_FOLD_LAYER);
  guint bent = 0;

  for (RnNode i = 1; i < rn_graph_n_nodes (graph); i++)
    {
      g_autoptr (GArray) ways = fig_scene_edges_into (scene, i);
      FigRect target;
      gboolean sum = g_str_equal (rn_graph_node (graph, i)->op->name, "add");

      g_assert_true (fig_scene_find_node (scene, i, &target, NULL));
      g_assert_cmpuint (ways->len, ==, sum ? 2 : 1);
      for (guint k = 0; k < ways->len; k++)
        {
          const FigWay *way = &g_array_index (ways, FigWay, k);

          g_assert_cmpuint (way->to, ==, i);
          check_way (way, &target);
          bent += sum && way->n > 3;
        }
    }
  g_assert_cmpuint (bent, ==, 8);
}

static void
edges_leave_in_scene_pixels (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
  FigNetworkData data;
  g_autoptr (FigScene) scene = NULL;
  g_autoptr (GArray) ways = NULL;
  FigRect source;

  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_LAYER;
  scene = fig_network_new (&data, &(FigStyle) { .width = 1800, .projector = TRUE });
  ways = fig_scene_edges_from (scene, rn_graph_find (graph, "layer1.0.conv1"));
  g_assert_cmpuint (ways->len, ==, 1);
  g_assert_true (fig_scene_find_node (scene, rn_graph_find (graph, "layer1.0.conv1"), &source,
                                      NULL));
  g_assert_cmpfloat (distance (&g_array_index (ways, FigWay, 0).points[0], &source), <, 6);
}

/* ── scissors ── */

static FigScene *
draw_scaled (double scale, FigFold fold, RnGraph **graph)
{
  g_autoptr (RnSpec) spec = rn_test_open ("resnet18");
  RnShortcutScale scales[] = { { "layer2.0", scale }, { "layer3.1", scale } };
  FigNetworkData data;

  *graph = rn_spec_build (spec, &(RnBuildOptions) { .scales = scales, .n_scales = 2 }, NULL);
  fig_network_data_init (&data, *graph);
  data.fold = fold;
  return fig_network_new (&data, &style);
}

static guint
count_scissors (FigScene *scene, RnScope block, double scale)
{
  guint n = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 }, found = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_EDGE || mark.scope != block || mark.value != scale)
        continue;
      n++;
      g_assert_true (fig_scene_pick (scene, mark.bounds.x + mark.bounds.width / 2,
                                     mark.bounds.y + mark.bounds.height / 2, &found));
      g_assert_cmpint (found.kind, ==, FIG_EDGE);
      g_assert_cmpuint (found.scope, ==, block);
    }
  return n;
}

static void
scissors_can_be_clicked (void)
{
  for (FigFold fold = FIG_FOLD_BLOCK; fold <= FIG_FOLD_LAYER; fold++)
    for (double scale = 0; scale < 1; scale += 0.5)
      {
        g_autoptr (RnGraph) graph = NULL;
        g_autoptr (FigScene) scene = draw_scaled (scale, fold, &graph);

        g_assert_cmpuint (count_scissors (scene, block_at (graph, "layer2.0"), scale), ==, 1);
        g_assert_cmpuint (count_scissors (scene, block_at (graph, "layer3.1"), scale), ==, 1);
        g_assert_cmpuint (count_scissors (scene, block_at (graph, "layer3.0"), scale), ==, 0);
      }
}

/* The arc of a whole shortcut can be clicked too. */
static void
arcs_name_their_block (void)
{
  for (FigFold fold = FIG_FOLD_BLOCK; fold <= FIG_FOLD_LAYER; fold++)
    {
      g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
      g_autoptr (FigScene) scene = draw (graph, fold);
      guint arcs = 0;

      for (guint i = 0; i < fig_scene_n_marks (scene); i++)
        {
          g_auto (FigPick) mark = { 0 };

          fig_scene_mark (scene, i, &mark);
          arcs += mark.kind == FIG_EDGE && mark.scope != RN_SCOPE_ROOT
                  && rn_graph_scope (graph, mark.scope)->kind == RN_SCOPE_BLOCK;
        }
      g_assert_cmpuint (arcs, >=, fold == FIG_FOLD_LAYER ? 8 : 7);   /* one “×2” when folded */
    }
}

static void
scaled_node_has_a_place (void)
{
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (FigScene) scene = draw_scaled (0, FIG_FOLD_LAYER, &graph);
  FigRect place;

  g_assert_true (fig_scene_find_node (scene, rn_graph_find (graph, "layer3.1.shortcut.scaled"),
                                      &place, NULL));
  g_assert_cmpfloat (place.width, <, 40);
}

/* ── maps of one channel ── */

static void
maps_of_one_channel (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", "1,3,64,64");
  guint n = rn_graph_n_nodes (graph), seen = 0;
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) rn_tensor_unref);
  g_autofree int *channels = g_new0 (int, n);
  g_autoptr (FigScene) scene = NULL;
  FigNetworkData data;

  for (RnNode i = 0; i < n; i++)
    {
      const RnShape *whole = &rn_graph_node (graph, i)->shape;
      RnShape one = i == 0 || whole->rank != 4 ? *whole
                                               : rn_shape_4d (1, 1, whole->dim[2], whole->dim[3]);
      RnTensor *tensor = rn_tensor_new (&one, NULL);

      rn_tensor_fill_normal (tensor, 3, i);
      channels[i] = (int) (i * 7 % 64);
      g_ptr_array_add (values, tensor);
    }
  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_LAYER;
  data.values = (RnTensor *const *) values->pdata;
  data.channels = channels;
  scene = fig_network_new (&data, &style);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 }, found = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_MAP)
        continue;
      seen++;
      g_assert_cmpint (mark.channel, ==, channels[mark.node]);
      g_assert_true (fig_scene_pick (scene, mark.bounds.x + 1,
                                     mark.bounds.y + mark.bounds.height / 2, &found));
      g_assert_cmpint (found.channel, ==, channels[mark.node]);
      g_assert_cmpfloat (found.value, ==,
                         rn_tensor_values (values->pdata[mark.node])[(gsize) found.row
                           * rn_graph_node (graph, mark.node)->shape.dim[3]
                           + (gsize) found.column]);
    }
  g_assert_cmpuint (seen, >, 50);
}

/* ── the timeline ── */

static void
steps_of_a_timeline (void)
{
  static const struct
  {
    const char *model;
    double      width;
  } cases[] = { { "resnet18", 1000 }, { "resnet152", 600 }, { "resnet152", 3000 } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (guint both = 0; both < 2; both++)
      {
        g_autoptr (RnGraph) graph = rn_test_build (cases[c].model, NULL);
        guint n = rn_graph_n_nodes (graph), steps = n << both;
        FigTimelineData data = { .graph = graph, .n_steps = steps, .position = steps / 3 };
        g_autoptr (FigScene) scene
          = fig_timeline_new (&data, &(FigStyle) { .width = cases[c].width });
        double before = 0;

        g_assert_cmpfloat (fig_scene_height (scene), ==, FIG_TIMELINE_HEIGHT);
        for (guint i = 0; i < steps; i++)
          {
            g_auto (FigPick) pick = { 0 };
            double x = fig_timeline_x (scene, i);

            g_assert_cmpfloat (x, >, before);
            g_assert_true (fig_scene_pick (scene, x, 50, &pick));
            g_assert_cmpint (pick.kind, ==, FIG_NODE);
            g_assert_cmpint (pick.column, ==, (int) i);
            g_assert_cmpint (pick.item, ==, i >= n);
            g_assert_cmpuint (pick.node, ==, i < n ? i : 2 * n - 1 - i);
            before = x;
          }
      }
}

/* ── the cards ── */

static RnTensor *
plane (gsize channels, float first)
{
  RnShape shape = rn_shape_4d (1, channels, 2, 3);
  RnTensor *tensor = rn_tensor_new (&shape, NULL);

  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    rn_tensor_data (tensor)[i] = first + (float) i;
  return tensor;
}

static void
maps_of_an_addition (void)
{
  g_autoptr (RnTensor) h = plane (4, -3), f = plane (1, 2), sum = plane (4, -1), wrong = NULL;
  RnShape other = rn_shape_4d (1, 4, 3, 2);
  g_autoptr (GError) shape = NULL, channel = NULL;
  FigAdditionData data;
  g_autoptr (FigScene) scene = NULL;
  guint seen = 0;

  fig_addition_data_init (&data);
  data = (FigAdditionData) { .shortcut = h, .branch = f, .sum = sum, .nodes = { 5, 6, 7 },
                             .channel = 2, .row = 1, .column = 1, .scale = 1 };
  scene = fig_addition_new (&data, &style, NULL);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      static const float expected[] = { -3 + 12 + 5, 2 + 5, -1 + 12 + 5 };
      g_auto (FigPick) mark = { 0 }, found = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_MAP)
        continue;
      g_assert_true (fig_scene_pick (scene, mark.bounds.x + mark.bounds.width - 1,
                                     mark.bounds.y + mark.bounds.height - 1, &found));
      g_assert_cmpint (found.item, ==, (int) seen);
      g_assert_cmpuint (found.node, ==, 5 + seen);
      g_assert_cmpint (found.channel, ==, 2);
      g_assert_cmpfloat (found.value, ==, expected[seen]);
      seen++;
    }
  g_assert_cmpuint (seen, ==, 3);

  data.channel = 4;
  g_assert_null (fig_addition_new (&data, &style, &channel));
  g_assert_error (channel, RN_ERROR, RN_ERROR_RANGE);
  data.channel = 0;
  data.branch = wrong = rn_tensor_new (&other, NULL);
  g_assert_null (fig_addition_new (&data, &style, &shape));
  g_assert_error (shape, RN_ERROR, RN_ERROR_SHAPE);
}

static void
bars_of_a_split (void)
{
  RnSplit whole = { .block = 9, .has_shortcut = TRUE, .shortcut_norm = 3, .branch_norm = 4,
                    .input_norm = 5, .ratio = 4.0 / 3, .cosine = 0 },
          cut = { .block = 9, .has_shortcut = TRUE, .branch_norm = 8, .input_norm = 8,
                  .ratio = INFINITY, .cosine = NAN };
  FigSplitData data;
  g_autoptr (FigScene) scene = NULL;
  guint bars = 0, scissors = 0;

  fig_split_data_init (&data);
  data.split = &cut;
  data.before = &whole;
  data.scale = 0;
  scene = fig_split_new (&data, &(FigStyle) { .width = 420 });
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      bars += mark.kind == FIG_BAR && mark.scope == 9;
      scissors += mark.kind == FIG_EDGE && mark.scope == 9;
      if (mark.kind == FIG_BAR && mark.item == 1)
        g_assert_cmpfloat (mark.value, ==, mark.column == 0 ? 8 : 4);
    }
  g_assert_cmpuint (bars, ==, 6);
  g_assert_cmpuint (scissors, ==, 2);      /* the arc and the scissors on it */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fig_i18n_init ("en");
  g_test_add_func ("/figures/diagram/places/every-node", every_node_has_a_place);
  g_test_add_func ("/figures/diagram/places/in-their-block", nodes_lie_in_their_block);
  g_test_add_func ("/figures/diagram/places/low", kinds_in_a_low_figure);
  g_test_add_func ("/figures/diagram/ways/every-tile-is-fed", edges_feed_every_tile);
  g_test_add_func ("/figures/diagram/ways/in-scene-pixels", edges_leave_in_scene_pixels);
  g_test_add_func ("/figures/diagram/scissors/click", scissors_can_be_clicked);
  g_test_add_func ("/figures/diagram/scissors/arcs", arcs_name_their_block);
  g_test_add_func ("/figures/diagram/scissors/place", scaled_node_has_a_place);
  g_test_add_func ("/figures/diagram/one-channel", maps_of_one_channel);
  g_test_add_func ("/figures/diagram/timeline", steps_of_a_timeline);
  g_test_add_func ("/figures/diagram/addition", maps_of_an_addition);
  g_test_add_func ("/figures/diagram/split", bars_of_a_split);
  return g_test_run ();
}
