/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Nothing lies outside its figure, and no two texts touch, for every example and every model of the
 * catalogue. */
#include "examples.h"
#include "fig-block.h"
#include "fig-i18n.h"
#include "fig-network.h"
#include "rn-spec.h"

#include <string.h>

#define OUTSIDE_PX 1.0   /* half of the widest hairline lies beyond its path */
#define TOUCH_PX   0.5   /* ink extents are rounded to whole Pango units and glyph edges */

static gboolean
overlap (const FigRect *a, const FigRect *b)
{
  return a->x + TOUCH_PX < b->x + b->width && b->x + TOUCH_PX < a->x + a->width
         && a->y + TOUCH_PX < b->y + b->height && b->y + TOUCH_PX < a->y + a->height;
}

static void
check_inside (FigScene *scene, const FigPick *mark, const char *what)
{
  const FigRect *r = &mark->bounds;

  if (r->x < -OUTSIDE_PX || r->y < -OUTSIDE_PX
      || r->x + r->width > fig_scene_width (scene) + OUTSIDE_PX
      || r->y + r->height > fig_scene_height (scene) + OUTSIDE_PX)
    {
      g_test_message ("%s: a mark (kind %d, “%s”) at %.1f, %.1f, %.1f×%.1f lies outside %.0f×%.0f",
                      what, mark->kind, mark->text, r->x, r->y, r->width, r->height,
                      fig_scene_width (scene), fig_scene_height (scene));
      g_test_fail ();
    }
}

static void
check_scene (FigScene *scene, const char *what)
{
  guint n = fig_scene_n_marks (scene);
  g_autofree FigPick *texts = g_new0 (FigPick, n);
  guint n_texts = 0;

  g_assert_cmpuint (n, >, 3);
  for (guint i = 0; i < n; i++)
    {
      FigPick mark;

      fig_scene_mark (scene, i, &mark);
      check_inside (scene, &mark, what);
      if (fig_scene_mark_is_text (scene, i) && mark.bounds.width > 0)
        texts[n_texts++] = mark;
      else
        fig_pick_clear (&mark);
    }
  for (guint i = 0; i < n_texts; i++)
    for (guint k = i + 1; k < n_texts; k++)
      if (overlap (&texts[i].bounds, &texts[k].bounds))
        {
          g_test_message ("%s: “%s” and “%s” overlap near %.0f, %.0f", what, texts[i].text,
                          texts[k].text, texts[k].bounds.x, texts[k].bounds.y);
          g_test_fail ();
        }
  for (guint i = 0; i < n_texts; i++)
    fig_pick_clear (&texts[i]);
}

/* Sanitizers look at memory, which two widths show as well as six, thirty times as slowly. */
#ifdef __SANITIZE_ADDRESS__
#define WIDTHS_APART 4
#else
#define WIDTHS_APART 1
#endif

static const double widths[] = { 360, 400, 700, 1024, 1280, 1900 };

static void
check_examples (const char *language)
{
  guint n;
  const Example *examples = example_list (&n);

  fig_i18n_init (language);
  for (guint i = 0; i < n; i++)
    for (guint w = 0; w < G_N_ELEMENTS (widths); w += WIDTHS_APART)
      {
        FigStyle style = { .width = widths[w] };
        g_autoptr (FigScene) scene = example_draw (&examples[i], &style);
        g_autofree char *what = g_strdup_printf ("%s at %.0f px in %s", examples[i].name, widths[w],
                                                 language);

        check_scene (scene, what);
      }
  fig_i18n_init ("en");
}

static void
examples_in_english (void)
{
  check_examples ("en");
}

static void
examples_in_chinese (void)
{
  check_examples ("zh_CN");
}

static void
examples_for_a_projector (void)
{
  guint n;
  const Example *examples = example_list (&n);

  for (guint i = 0; i < n; i++)
    {
      static const double zooms[] = { 0, 1.3 };

      for (guint z = 0; z < G_N_ELEMENTS (zooms); z++)
        {
          FigStyle style = { .width = 1280, .projector = TRUE, .zoom = zooms[z] };
          g_autoptr (FigScene) scene = example_draw (&examples[i], &style);

          g_assert_cmpfloat (fig_scene_width (scene), <=, 1280);
          check_scene (scene, examples[i].name);
        }
    }
}

/* Where the height is not enough a figure may give way, is never higher for it, and stays a figure. */
static void
examples_in_little_height (void)
{
  guint n, lower = 0;
  const Example *examples = example_list (&n);

  for (guint i = 0; i < n; i++)
    {
      FigStyle style = { .width = 700 };
      g_autoptr (FigScene) ease = example_draw (&examples[i], &style), low = NULL;
      double part[] = { 0.5, 0.8 };

      for (guint k = 0; k < G_N_ELEMENTS (part); k++)
        {
          style.height = part[k] * fig_scene_height (ease);
          g_clear_pointer (&low, fig_scene_free);
          low = example_draw (&examples[i], &style);
          check_scene (low, examples[i].name);
          g_assert_cmpfloat (fig_scene_height (low), <=, fig_scene_height (ease));
          lower += fig_scene_height (low) <= style.height ? 1 : 0;
        }
    }
  g_test_message ("%u of %u fit", lower, 2 * n);
  g_assert_cmpuint (lower, >, 0);
}

/* Every model, folded to each level, wide and narrow. */
static void
catalogue (void)
{
  for (const char *const *name = rn_catalogue_names (); *name != NULL; name++)
    {
      g_autoptr (RnSpec) spec = rn_spec_open (*name, NULL);
      g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { 0 }, NULL);

      for (FigFold fold = FIG_FOLD_STAGE; fold <= FIG_FOLD_LAYER; fold++)
        for (guint w = 0; w < G_N_ELEMENTS (widths); w += 2 * WIDTHS_APART)
          {
            FigStyle style = { .width = widths[w] };
            g_autofree char *what = g_strdup_printf ("%s, fold %d, at %.0f px", *name, fold,
                                                     widths[w]);
            g_autoptr (FigScene) scene = NULL;
            FigNetworkData data;

            fig_network_data_init (&data, graph);
            data.fold = fold;
            data.title = *name;
            scene = fig_network_new (&data, &style);
            check_scene (scene, what);
          }
    }
}

/* 54 blocks, none folded into a repeat. */
static void
all_blocks_of_a_deep_network (void)
{
  g_autoptr (RnSpec) spec = rn_spec_open ("cifar_resnet110", NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { 0 }, NULL);
  FigStyle style = { .width = 1280 };
  g_autoptr (FigScene) scene = NULL;
  FigNetworkData data;

  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_LAYER;
  data.repeats = FALSE;
  scene = fig_network_new (&data, &style);
  check_scene (scene, "cifar_resnet110, all blocks");
}

/* Every kind of block: as it is drawn to scale, and unfolded in the diagram. */
static const char *const kinds[] = {
  "{'body': 'basic', 'in': 64, 'out': 128, 'stride': 2, 'shortcut': 'pad'}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'shortcut': 'none'}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'order': 'norm-after-addition'}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'order': 'activation-before-addition'}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'order': 'activation-only-pre'}",
  "{'body': 'basic', 'in': 64, 'out': 128, 'stride': 2, 'order': 'pre',"
  " 'shortcut': 'projection', 'shortcut_from': 'preact'}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'shortcut': 'exclusive-gate'}",
  "{'body': 'basic', 'in': 64, 'out': 128, 'stride': 2, 'shortcut': 'exclusive-gate'}",
  "{'body': 'basic', 'in': 64, 'out': 128, 'stride': 2, 'shortcut': 'shortcut-gate', 'se': 16}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'shortcut': 'scaled', 'shortcut_scale': 0.5,"
  " 'branch_scale': 0.5}",
  "{'body': 'basic', 'in': 64, 'out': 64, 'shortcut': 'dropout'}",
  "{'body': 'basic', 'in': 64, 'out': 128, 'stride': 2, 'shortcut': 'custom', 'shortcut_layers':"
  " [{'op': 'avg_pool', 'kernel': 2, 'stride': 2}, {'op': 'conv2d', 'out': 128, 'kernel': 1},"
  " {'op': 'batch_norm'}]}",
  "{'body': 'bottleneck', 'in': 1024, 'out': 2048, 'stride': 2, 'se': 16}",
  "{'body': 'bottleneck', 'in': 256, 'out': 256, 'groups': 32, 'ratio': 2}",
  "{'body': 'bottleneck', 'in': 256, 'out': 256, 'groups': 32, 'ratio': 2, 'form': 'concatenated'}",
  "{'body': 'bottleneck', 'in': 256, 'out': 256, 'groups': 32, 'ratio': 2, 'form': 'split'}",
  "{'body': 'depthwise', 'in': 64, 'out': 128, 'stride': 2}",
  "{'body': 'inverted', 'in': 32, 'out': 32}",
  "{'body': 'res2net', 'in': 256, 'out': 256, 'se': 16}",
  "{'body': 'res2net', 'in': 512, 'out': 512, 'scales': 8}",
  "{'body': 'res2net', 'in': 256, 'out': 512, 'stride': 2}",
  "{'body': 'attention', 'in': 256, 'out': 512, 'stride': 2}",
  "{'body': 'single', 'in': 64, 'out': 64}",
};

static RnGraph *
build_kind (const char *kind)
{
  g_autoptr (GString) json = g_string_new (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = NULL;
  RnGraph *graph;

  g_string_replace (json, "'", "\"", 0);
  spec = rn_spec_open (json->str, &error);
  g_assert_no_error (error);
  graph = rn_spec_build (spec, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

static void
kinds_to_scale (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (RnGraph) graph = build_kind (kinds[i]);
      FigBlock block = { graph, RN_SCOPE_ROOT, "block", NULL };

      for (guint w = 1; w < G_N_ELEMENTS (widths); w += 3)
        {
          FigStyle style = { .width = widths[w] };
          g_autoptr (FigScene) scene = fig_blocks_new (&block, 1, NULL, &style, NULL);

          check_scene (scene, kinds[i]);
        }
    }
}

static guint
count_bars (const FigScene *scene)
{
  guint n = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      n += mark.kind == FIG_BAR ? 1 : 0;
    }
  return n;
}

/* Where blocks with their quantities are too high, the last quantities go; the blocks never do. */
static void
quantities_give_way (void)
{
  static const FigSegment segment = { .value = 3, .path = FIG_BRANCH };
  static const FigBar all[] = { { &segment, 1, NULL }, { &segment, 1, NULL }, { &segment, 1, NULL } };
  static const FigQuantity quantities[] = { { "first", NULL, FIG_UNIT_COUNT },
                                            { "second", NULL, FIG_UNIT_COUNT },
                                            { "third", NULL, FIG_UNIT_COUNT } };
  static const char *const names[] = { "block" };
  const FigBarsData bars = { NULL, names, 1, quantities, 3, all };
  g_autoptr (RnGraph) graph = build_kind (kinds[0]);
  FigBlock block = { graph, RN_SCOPE_ROOT, "block", NULL };
  FigStyle style = { .width = 600 };
  g_autoptr (FigScene) whole = fig_blocks_new (&block, 1, &bars, &style, NULL);
  g_autoptr (FigScene) bare = fig_blocks_new (&block, 1, NULL, &style, NULL);
  guint each = count_bars (whole) / 3;

  g_assert_cmpuint (each, >, 0);
  for (double height = fig_scene_height (whole); height >= fig_scene_height (bare); height -= 10)
    {
      g_autoptr (FigScene) scene = NULL;

      style.height = height;
      scene = fig_blocks_new (&block, 1, &bars, &style, NULL);
      g_assert_cmpfloat (fig_scene_height (scene), <=, height);
      g_assert_cmpuint (count_bars (scene), <, 3 * each + (height == fig_scene_height (whole)));
    }
  /* where even that is not enough nothing is lost */
  style.height = fig_scene_height (bare) - 10;
  {
    g_autoptr (FigScene) scene = fig_blocks_new (&block, 1, &bars, &style, NULL);

    g_assert_cmpuint (count_bars (scene), ==, 3 * each);
  }
}

/* Every op of a block that is unfolded is somewhere to be seen, as itself or within another. */
static void
check_shown (FigScene *scene, const RnGraph *graph, const char *what)
{
  FigRect place;

  for (RnNode i = 1; i < rn_graph_n_nodes (graph); i++)
    if (!fig_scene_find_node (scene, i, &place, NULL))
      {
        g_test_message ("%s: %s is not shown", what, rn_graph_node (graph, i)->name);
        g_test_fail ();
      }
}

static const double heights[] = { 0, 400, 700 };     /* any; less than most need; about as much */

static void
kinds_unfolded (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (RnGraph) graph = build_kind (kinds[i]);
      FigNetworkData data;

      fig_network_data_init (&data, graph);
      data.fold = FIG_FOLD_LAYER;
      for (guint w = 1; w < G_N_ELEMENTS (widths); w += 3)
        for (guint h = 0; h < G_N_ELEMENTS (heights); h++)
          {
            FigStyle style = { .width = widths[w], .height = heights[h] };
            g_autoptr (FigScene) scene = fig_network_new (&data, &style);

            check_scene (scene, kinds[i]);
            check_shown (scene, graph, kinds[i]);
          }
    }
}

static guint
count_texts (FigScene *scene, const char *words)
{
  guint found = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      found += fig_scene_mark_is_text (scene, i) && strstr (mark.text, words) != NULL;
    }
  return found;
}

static FigScene *
unfolded (const char *name)
{
  g_autoptr (RnSpec) spec = rn_spec_open (name, NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { 0 }, NULL);
  FigNetworkData data;

  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_LAYER;
  data.repeats = FALSE;
  return fig_network_new (&data, &(FigStyle) { .width = 1280 });
}

/* Arc, ⊕ and their words are there where the graph has them, and only there. */
static void
arcs_are_those_of_the_graph (void)
{
  g_autoptr (FigScene) plain = unfolded ("plain18"), residual = unfolded ("resnet18"),
                       padded = unfolded ("cifar_resnet20");

  g_assert_cmpuint (count_texts (plain, "shortcut h(x)"), ==, 0);
  g_assert_cmpuint (count_texts (plain, "addition"), ==, 0);
  g_assert_cmpuint (count_texts (plain, "no shortcut"), ==, 8);
  g_assert_cmpuint (count_texts (residual, "shortcut h(x)"), ==, 8);
  g_assert_cmpuint (count_texts (residual, "h(x) = x"), ==, 5);
  g_assert_cmpuint (count_texts (residual, "downsample.0"), ==, 3);
  g_assert_cmpuint (count_texts (residual, "addition"), ==, 8);
  g_assert_cmpuint (count_texts (padded, "pad +16"), ==, 1);
  g_assert_cmpuint (count_texts (padded, "pad +32"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/geometry/examples-in-english", examples_in_english);
  g_test_add_func ("/figures/geometry/examples-in-chinese", examples_in_chinese);
  g_test_add_func ("/figures/geometry/examples-for-a-projector", examples_for_a_projector);
  g_test_add_func ("/figures/geometry/examples-in-little-height", examples_in_little_height);
  g_test_add_func ("/figures/geometry/catalogue", catalogue);
  g_test_add_func ("/figures/geometry/all-blocks-of-a-deep-network", all_blocks_of_a_deep_network);
  g_test_add_func ("/figures/geometry/kinds-to-scale", kinds_to_scale);
  g_test_add_func ("/figures/geometry/kinds-unfolded", kinds_unfolded);
  g_test_add_func ("/figures/geometry/quantities-give-way", quantities_give_way);
  g_test_add_func ("/figures/geometry/arcs-are-those-of-the-graph", arcs_are_those_of_the_graph);
  return g_test_run ();
}
