/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What can be taken out of each view: figure, table, statistics, files. */
#include <json-c/json.h>
#include <string.h>

#include "lab-diagram.h"
#include "lab-export.h"
#include "lab-pass.h"
#include "rn-error.h"
#include "rn-test.h"

static Lab *
ready (const char *view)
{
  Lab *lab = lab_new ();
  g_autoptr (GError) error = NULL;

  lab_do (lab, &error, "model", "spec", "cifar_resnet20", NULL);
  g_assert_no_error (error);
  lab_do (lab, &error, "view", "name", view, NULL);
  g_assert_no_error (error);
  lab_wait (lab, &error);
  g_assert_no_error (error);
  return lab;
}

static char *
exported (Lab *lab, const char *name)
{
  g_autofree char *path = rn_test_scratch (name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  lab_export (lab, path, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static guint
count_lines (const char *text)
{
  guint lines = 0;

  for (; *text != '\0'; text++)
    lines += *text == '\n';
  return lines;
}

/* ── the diagram ── */

static guint
count_kind (FigScene *scene, FigMarkKind kind)
{
  guint count = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      count += mark.kind == kind;
    }
  return count;
}

static void
shows_what_is_computed (void)
{
  g_autoptr (Lab) lab = ready ("explore");
  const FigStyle style = { .width = 1000 };
  g_autoptr (FigScene) none = NULL, some = NULL, all = NULL, open = NULL;
  FigRect bounds;
  RnNode conv;

  lab_do (lab, NULL, "step", "position", 0, NULL);
  none = lab_diagram_scene (lab, &style);
  lab_do (lab, NULL, "step", "position", 5, NULL);
  some = lab_diagram_scene (lab, &style);
  lab_do (lab, NULL, "step", "position", (int) lab_pass (lab)->n_steps / 2, NULL);
  all = lab_diagram_scene (lab, &style);
  g_assert_cmpuint (count_kind (none, FIG_MAP), ==, 0);
  g_assert_cmpuint (count_kind (some, FIG_MAP), >, 0);
  g_assert_cmpuint (count_kind (all, FIG_MAP), >, count_kind (some, FIG_MAP));

  lab_do (lab, NULL, "fold", "scope", "layer2.1", "open", TRUE, NULL);
  open = lab_diagram_scene (lab, &style);
  conv = rn_graph_find (lab_pass (lab)->graph, "layer2.1.conv1");
  g_assert_true (fig_scene_find_node (open, conv, &bounds, NULL));
  g_assert_cmpuint (count_kind (open, FIG_NODE), >, count_kind (all, FIG_NODE));
}

/* ── files ── */

static void
explore_gives_layers (void)
{
  g_autoptr (Lab) lab = ready ("explore");
  guint n = rn_graph_n_nodes (lab_pass (lab)->graph);
  g_autofree char *csv = exported (lab, "a.csv"), *json = exported (lab, "a.json"),
                  *svg = exported (lab, "a.SVG"), *name = lab_export_name (lab);
  json_object *root = json_tokener_parse (json), *layers;

  g_assert_cmpuint (count_lines (csv), ==, n + 1);
  g_assert_nonnull (strstr (csv, "layer3.2.conv2"));
  g_assert_nonnull (strstr (csv, "mult_adds"));
  g_assert_true (json_object_object_get_ex (root, "layers", &layers));
  g_assert_cmpuint (json_object_array_length (layers), ==, n);
  g_assert_nonnull (strstr (svg, "<svg"));
  g_assert_cmpstr (name, ==, "cifar_resnet20-diagram");
  json_object_put (root);
}

static void
gradients_give_blocks (void)
{
  g_autoptr (Lab) lab = ready ("gradients");
  g_autofree char *csv = exported (lab, "g.csv"), *md = exported (lab, "g.md"),
                  *svg = exported (lab, "g.svg");

  g_assert_cmpuint (count_lines (csv), ==, 9 + 1);      /* 3 stages of 3 blocks, and a header */
  g_assert_nonnull (strstr (md, "| layer1.0 |"));
  g_assert_nonnull (strstr (svg, "<svg"));
}

static void
compare_gives_blocks (void)
{
  g_autoptr (Lab) lab = ready ("compare");
  g_autofree char *md = exported (lab, "c.md"), *json = exported (lab, "c.json"),
                  *svg = exported (lab, "c.svg");

  g_assert_nonnull (strstr (md, "1,180,672"));          /* two 3×3 of 256 channels, two norms */
  g_assert_nonnull (strstr (json, "1180672"));
  g_assert_nonnull (strstr (svg, "<svg"));
}

static void
other_extensions_are_refused (void)
{
  g_autoptr (Lab) lab = ready ("explore");
  g_autofree char *path = rn_test_scratch ("a.doc"), *nowhere = rn_test_scratch ("no/a.svg");
  g_autoptr (GError) error = NULL;

  g_assert_false (lab_export (lab, path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_false (lab_export (lab, nowhere, &error));
  g_assert_nonnull (error);
}

static void
nothing_is_there_before_a_pass (void)
{
  g_autoptr (Lab) lab = lab_new ();
  const FigStyle style = { .width = 1000 };
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_figure (lab, &style, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_null (lab_table (lab, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/diagram/shows-what-is-computed", shows_what_is_computed);
  g_test_add_func ("/lab/export/explore-gives-layers", explore_gives_layers);
  g_test_add_func ("/lab/export/gradients-give-blocks", gradients_give_blocks);
  g_test_add_func ("/lab/export/compare-gives-blocks", compare_gives_blocks);
  g_test_add_func ("/lab/export/other-extensions-are-refused", other_extensions_are_refused);
  g_test_add_func ("/lab/export/nothing-is-there-before-a-pass", nothing_is_there_before_a_pass);
  return g_test_run ();
}
