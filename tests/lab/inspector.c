/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector's figures: which a selection has, and that they show its numbers. */
#include <math.h>

#include <glib/gstdio.h>

#include "fig-i18n.h"
#include "lab-inspector-scene.h"
#include "rn-test.h"

static const FigStyle style = { .width = 522 };

static Lab *
ready (const char *spec)
{
  Lab *lab = lab_new ();
  g_autoptr (GError) error = NULL;

  lab_do (lab, &error, "model", "spec", spec, NULL);
  g_assert_no_error (error);
  lab_do (lab, NULL, "last", NULL);
  lab_wait (lab, &error);
  g_assert_no_error (error);
  lab_do (lab, NULL, "last", NULL);
  return lab;
}

static void
choose (Lab *lab, const char *name)
{
  g_autoptr (GError) error = NULL;

  lab_do (lab, &error, "select", "name", name, NULL);
  g_assert_no_error (error);
  lab_wait (lab, &error);
  g_assert_no_error (error);
}

/* Paints it too: into tests/lab/shots of the build folder, to be looked at. */
static gboolean
has (Lab *lab, LabSceneFunc make, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FigScene) scene = make (lab, &style, &error);
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "lab", "shots", NULL);
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  g_assert_no_error (error);
  if (scene == NULL)
    return FALSE;
  g_assert_cmpfloat (fig_scene_width (scene), <=, style.width);
  g_mkdir_with_parents (folder, 0755);
  fig_scene_export (scene, path, FIG_PNG, 0, &error);
  g_assert_no_error (error);
  return TRUE;
}

/* The text of the scene's marks, one a line. (transfer full) */
static char *
words_of (Lab *lab, LabSceneFunc make)
{
  g_autoptr (FigScene) scene = make (lab, &style, NULL);
  GString *text = g_string_new (NULL);

  g_assert_nonnull (scene);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.text != NULL)
        g_string_append_printf (text, "%s\n", mark.text);
    }
  return g_string_free (text, FALSE);
}

static void
assert_says (Lab *lab, LabSceneFunc make, const char *what)
{
  g_autofree char *words = words_of (lab, make);

  if (strstr (words, what) == NULL)
    g_error ("“%s” is not among:\n%s", what, words);
}

static void
a_convolution_has_kernels_and_its_window (void)
{
  g_autoptr (Lab) lab = ready ("resnet18");
  g_autofree char *words = NULL;

  choose (lab, "layer2.0.conv2");
  words = lab_subject_words (lab);
  g_assert_cmpstr (words, ==, "Convolution 3×3 in the residual branch");
  g_assert_true (has (lab, lab_scene_facts, "conv-facts"));
  g_assert_true (has (lab, lab_scene_kernels, "conv-kernels"));
  g_assert_true (has (lab, lab_scene_pair, "conv-pair"));
  g_assert_true (has (lab, lab_scene_values, "conv-values"));
  g_assert_true (has (lab, lab_scene_maps, "conv-maps"));
  g_assert_true (has (lab, lab_scene_large, "conv-large"));
  g_assert_false (has (lab, lab_scene_addition, "none"));
  g_assert_false (has (lab, lab_scene_top, "none"));
  /* 128·128·3·3 weights; at each of 28·28 pixels */
  assert_says (lab, lab_scene_facts, "147,456");
  assert_says (lab, lab_scene_facts, "115,605,504");
  lab_do (lab, NULL, "probe", "row", 19, "column", 9, "channel", 24, NULL);
  lab_wait (lab, NULL);
  g_assert_true (has (lab, lab_scene_story, "conv-story"));
  g_assert_true (has (lab, lab_scene_pair, "conv-pair-probed"));
  assert_says (lab, lab_scene_pair, "the strongest of the 128");
}

static void
an_addition_shows_both_terms (void)
{
  g_autoptr (Lab) lab = ready ("resnet18");

  choose (lab, "layer2.0.addition");
  g_assert_true (has (lab, lab_scene_addition, "addition"));
  g_assert_true (has (lab, lab_scene_values, "addition-values"));
  g_assert_true (has (lab, lab_scene_facts, "addition-facts"));
  g_assert_true (has (lab, lab_scene_maps, "addition-maps"));
  g_assert_false (has (lab, lab_scene_kernels, "none"));
  assert_says (lab, lab_scene_facts, "100,352 additions");
  lab_do (lab, NULL, "probe", "row", 19, "column", 9, NULL);
  lab_wait (lab, NULL);
  g_assert_true (has (lab, lab_scene_addition, "addition-probed"));
  g_assert_true (has (lab, lab_scene_story, "addition-story"));
}

/* A map appears only when its number exists. */
static void
nothing_is_shown_before_its_step (void)
{
  g_autoptr (Lab) lab = ready ("cifar_resnet20");

  lab_do (lab, NULL, "step", "position", 3, NULL);
  choose (lab, "layer3.0.conv2");
  g_assert_false (lab_subject_is_shown (lab));
  g_assert_true (has (lab, lab_scene_facts, "ahead-facts"));
  g_assert_true (has (lab, lab_scene_kernels, "ahead-kernels"));
  g_assert_false (has (lab, lab_scene_maps, "none"));
  g_assert_false (has (lab, lab_scene_values, "none"));
  g_assert_false (has (lab, lab_scene_gradient_maps, "none"));
}

static void
the_backward_half_brings_gradients (void)
{
  g_autoptr (Lab) lab = ready ("cifar_resnet20");
  guint n = lab_pass (lab)->n_steps / 2;

  lab_do (lab, NULL, "direction", "backward", TRUE, NULL);
  lab_wait (lab, NULL);
  choose (lab, "layer2.1.addition");
  lab_do (lab, NULL, "step", "position", (int) n, NULL);
  g_assert_false (lab_subject_has_gradient (lab));
  lab_do (lab, NULL, "step", "position", 2 * (int) n, NULL);
  g_assert_true (lab_subject_has_gradient (lab));
  g_assert_true (has (lab, lab_scene_gradient_maps, "gradient-maps"));
  g_assert_true (has (lab, lab_scene_gradient_values, "gradient-values"));
  g_assert_true (has (lab, lab_scene_gradient_addition, "gradient-addition"));
  g_assert_true (has (lab, lab_scene_split, "gradient-split"));
  choose (lab, "layer2.1");
  g_assert_cmpint (lab_subject (lab), ==, LAB_SUBJECT_SCOPE);
  g_assert_true (has (lab, lab_scene_facts, "block-facts"));
  g_assert_true (has (lab, lab_scene_split, "block-split"));
}

/* Every layer of every kind of network has a formula, and no figure fails. */
static void
every_layer_can_be_looked_at (void)
{
  static const char *const specs[] = {
    "cifar_resnet20", "cifar_plain20",
    "{\"input\": [3, 32, 32], \"stem\": {\"kernel\": 3, \"out\": 8, \"pool\": \"none\"}, \"block\": {\"order\": \"pre\"}, "
    "\"stages\": [{\"name\": \"layer1\", \"count\": 1, \"out\": 8}, "
    "{\"name\": \"layer2\", \"count\": 1, \"out\": 16, \"stride\": 2}], \"head\": {\"classes\": 10}}",
    "{\"body\": \"bottleneck\", \"in\": 32, \"out\": 64, \"stride\": 2, \"groups\": 4, \"se\": 4}",
  };
  const LabSceneFunc scenes[] = {
    lab_scene_facts, lab_scene_addition, lab_scene_kernels, lab_scene_pair, lab_scene_values,
    lab_scene_maps, lab_scene_large, lab_scene_picture, lab_scene_top, lab_scene_gradient_values,
    lab_scene_gradient_maps, lab_scene_gradient_addition, lab_scene_split,
  };

  for (guint s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      g_autoptr (Lab) lab = lab_new ();
      g_autoptr (GError) error = NULL;
      guint n;

      g_assert_true (lab_do (lab, &error, "model", "spec", specs[s], NULL));
      lab_do (lab, NULL, "direction", "backward", TRUE, NULL);
      lab_wait (lab, &error);
      g_assert_no_error (error);
      n = lab_pass (lab)->n_steps / 2;
      lab_do (lab, NULL, "step", "position", 2 * (int) n, NULL);
      for (RnNode i = 0; i < n; i++)
        {
          choose (lab, rn_graph_node (lab_pass (lab)->graph, i)->name);
          for (guint k = 0; k < G_N_ELEMENTS (scenes); k++)
            {
              g_autoptr (FigScene) scene = scenes[k](lab, &style, &error);

              g_assert_no_error (error);
              g_assert_true (k > 0 || scene != NULL);
            }
        }
    }
}

static void
the_output_has_its_top_five (void)
{
  g_autoptr (Lab) lab = ready ("resnet18");

  choose (lab, rn_graph_node (lab_pass (lab)->graph, rn_graph_output (lab_pass (lab)->graph))->name);
  g_assert_true (has (lab, lab_scene_top, "top"));
  g_assert_true (has (lab, lab_scene_maps, "vector-maps"));
  choose (lab, rn_graph_node (lab_pass (lab)->graph, 0)->name);
  g_assert_true (has (lab, lab_scene_picture, "picture"));
}

/* All scales of a pyramid behind each other are numbers, but no maps. */
static void
a_column_of_pixels_has_no_maps (void)
{
  g_autoptr (Lab) lab
      = ready ("{\"name\": \"levels\", \"input\": [3, 64, 64], \"stages\": [{\"count\": 1, \"out\": 8}, "
               "{\"count\": 1, \"out\": 16, \"stride\": 2}], \"head\": {\"kind\": \"pyramid\", "
               "\"channels\": 8}}");

  choose (lab, "fpn.levels");
  g_assert_true (has (lab, lab_scene_facts, "levels-facts"));
  g_assert_true (has (lab, lab_scene_values, "levels-values"));
  g_assert_false (has (lab, lab_scene_maps, "none"));
  g_assert_false (has (lab, lab_scene_large, "none"));
}

static void
orders_and_scales_follow_the_state (void)
{
  g_autoptr (Lab) lab = ready ("cifar_resnet20");
  g_autoptr (FigScene) by_index = NULL, by_activity = NULL;
  g_auto (FigPick) first = { 0 }, other = { 0 };

  choose (lab, "layer3.0.conv2");
  lab_do (lab, NULL, "order", "by", "index", NULL);
  by_index = lab_scene_maps (lab, &style, NULL);
  fig_scene_mark (by_index, 0, &first);
  g_assert_cmpint (first.channel, ==, 0);
  g_assert_cmpuint (lab_n_channels (lab), ==, fig_scene_n_marks (by_index));
  lab_do (lab, NULL, "order", "by", "activity", NULL);
  by_activity = lab_scene_maps (lab, &style, NULL);
  fig_scene_mark (by_activity, 0, &other);
  g_assert_cmpint (other.channel, !=, 0);
}

int
main (int argc, char **argv)
{
  fig_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/inspector/convolution", a_convolution_has_kernels_and_its_window);
  g_test_add_func ("/lab/inspector/addition", an_addition_shows_both_terms);
  g_test_add_func ("/lab/inspector/ahead", nothing_is_shown_before_its_step);
  g_test_add_func ("/lab/inspector/backward", the_backward_half_brings_gradients);
  g_test_add_func ("/lab/inspector/every-layer", every_layer_can_be_looked_at);
  g_test_add_func ("/lab/inspector/top", the_output_has_its_top_five);
  g_test_add_func ("/lab/inspector/column-of-pixels", a_column_of_pixels_has_no_maps);
  g_test_add_func ("/lab/inspector/orders", orders_and_scales_follow_the_state);
  return g_test_run ();
}
