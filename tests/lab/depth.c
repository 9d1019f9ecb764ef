/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Gradients by depth: what is run, what is kept, what is said about it. */
#include <math.h>
#include <string.h>

#include "lab-depth-scene.h"
#include "lab-depth.h"
#include "lab-export.h"
#include "lab-pass.h"
#include "lab-paths.h"
#include "rn-records-json.h"
#include "lab-test.h"
#include "rn-test.h"

/* float terms added to a float sum: a rounding of each, relative to the largest element */
#define IDENTITY_TOLERANCE 1e-6

static Lab *
open_model (const char *spec)
{
  Lab *lab = lab_new ();

  lab_do (lab, NULL, "model", "spec", spec, NULL);
  lab_do (lab, NULL, "samples", "n", 2, NULL);
  lab_do (lab, NULL, "view", "name", "gradients", NULL);
  settle (lab);
  return lab;
}

static const RnSplit *
at (const LabDepthRun *run, guint block)
{
  return lab_depth_split (run, block);
}

/* ── what is computed ── */

static void
runs_only_where_it_is_looked_at (void)
{
  g_autoptr (Lab) lab = lab_new ();

  lab_do (lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  settle (lab);
  g_assert_null (lab_depth (lab));
  lab_do (lab, NULL, "view", "name", "gradients", NULL);
  settle (lab);
  g_assert_nonnull (lab_depth (lab));
}

/* What was given up while it ran tells so only after it was asked for again. */
static void
asked_again_it_runs_again (void)
{
  g_autoptr (Lab) lab = lab_new ();

  lab_do (lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  settle (lab);
  lab_do (lab, NULL, "view", "name", "gradients", NULL);
  g_usleep (20 * 1000);                /* the worker has begun */
  lab_do (lab, NULL, "view", "name", "explore", NULL);
  lab_do (lab, NULL, "view", "name", "gradients", NULL);
  settle (lab);
  g_assert_true (lab_is_current (lab, LAB_TASK_depth));
}

static void
terms_add_up_in_every_block (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  LabDepth *depth = lab_depth (lab);

  g_assert_cmpuint (depth->n_blocks, ==, 9);
  g_assert_cmpint (depth->last_cut, ==, -1);
  g_assert_null (depth->before);
  for (guint i = 0; i < depth->n_blocks; i++)
    {
      const RnSplit *split = at (depth->now, i);

      g_assert_true (split->has_shortcut);
      g_assert_cmpfloat (split->identity_error, <=, IDENTITY_TOLERANCE);
      g_assert_cmpfloat (fabs (split->peak_shortcut + split->peak_branch - split->peak), <=,
                         IDENTITY_TOLERANCE * fabs (split->peak));
      g_assert_cmpfloat (fabs (split->peak), <=, split->input_norm);
      g_assert_false (at (depth->plain, i)->has_shortcut);
    }
  g_assert_true (depth->now->norm);
  g_assert_false (depth->plain->shortcuts);
}

static void
norms_decide_what_the_plain_network_does (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet56");
  LabDepth *depth = lab_depth (lab);
  g_autofree char *with = lab_depth_words (depth), *without = NULL;

  /* He 2015: with batch norm, plain gradients are healthy – they do not vanish on their way down */
  g_assert_cmpfloat (at (depth->plain, 0)->input_norm, >, at (depth->plain, 26)->input_norm);
  g_assert_nonnull (strstr (with, "does not vanish"));
  lab_do (lab, NULL, "norm", NULL);
  settle (lab);
  depth = lab_depth (lab);
  without = lab_depth_words (depth);
  g_assert_false (depth->now->norm);
  g_assert_false (depth->plain->norm);
  g_assert_cmpstr (with, !=, without);
  g_assert_null (strstr (without, "With batch norm"));
  /* without norms, outputs of a residual network grow from block to block */
  g_assert_cmpfloat (at (depth->now, 26)->output_deviation, >,
                     10 * at (depth->now, 0)->output_deviation);
}

/* ── paths ── */

static void
paths_start_at_the_selected_block (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  LabPaths *paths;
  const RnSplit *split;

  g_assert_null (lab_paths (lab));                       /* nobody looks at them */
  lab_do (lab, NULL, "block", "path", "layer1.2", NULL);
  lab_do (lab, NULL, "paths", NULL);
  settle (lab);
  paths = lab_paths (lab);
  g_assert_cmpuint (paths->paths.n_blocks, ==, LAB_PATHS_BLOCKS);
  g_assert_cmpstr (rn_graph_scope (paths->graph, paths->paths.blocks[0])->path, ==, "layer1.2");
  g_assert_cmpstr (rn_graph_scope (paths->graph, paths->paths.blocks[2])->path, ==, "layer2.1");
  /* the run is the one whose splits are shown: float sums in another order */
  split = at (lab_depth (lab)->now, 2);
  g_assert_cmpfloat (fabs (paths->paths.input_norm - split->input_norm), <=,
                     1e-5 * split->input_norm);
  /* Sixteen terms of one more backward pass in float. */
  g_assert_cmpfloat (paths->paths.identity_error, <=, 1e-5);
  lab_do (lab, NULL, "block", "by", 6, NULL);
  lab_do (lab, NULL, "paths", "count", 4, NULL);
  settle (lab);
  g_assert_cmpuint (lab_paths (lab)->paths.n_blocks, ==, 1);      /* the last block has no next */
}

static void
paths_follow_the_scissors (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");

  lab_do (lab, NULL, "block", "index", 3, NULL);
  lab_do (lab, NULL, "paths", "count", 2, NULL);
  lab_do (lab, NULL, "cut", "block", "layer2.1", NULL);
  settle (lab);
  g_assert_true (lab_is_current (lab, LAB_TASK_paths));
  g_assert_cmpfloat (lab_paths (lab)->paths.paths[1].norm, ==, 0);      /* F h: cut */
  g_assert_cmpfloat (lab_paths (lab)->paths.paths[3].norm, >, 0);
  lab_do (lab, NULL, "norm", NULL);
  settle (lab);
  g_assert_false (lab_depth (lab)->now->norm);
  g_assert_cmpfloat (lab_paths (lab)->paths.identity_error, <=, 1e-5);
}

/* “by” walks the paths as they stand below each other: by length. */
static void
paths_are_walked_and_selected (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  static const int walk[] = { 0, 1, 2, 4, 3, 5, 6, 7, 7 };
  g_autoptr (GError) error = NULL;

  lab_do (lab, NULL, "block", "index", 0, NULL);
  lab_do (lab, NULL, "paths", NULL);
  settle (lab);
  g_assert_cmpint (lab_paths_selected (lab), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (walk); i++)
    {
      lab_do (lab, NULL, "path", "by", 1, NULL);
      g_assert_cmpint (lab_paths_selected (lab), ==, walk[i]);
    }
  g_assert_true (lab_do (lab, &error, "path", "word", "hhF", NULL));
  g_assert_cmpint (lab_paths_selected (lab), ==, 4);
  g_assert_false (lab_do (lab, &error, "path", "word", "hxF", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  lab_do (lab, NULL, "path", "word", "", NULL);
  g_assert_cmpint (lab_paths_selected (lab), ==, -1);
  g_assert_false (lab_do (lab, &error, "paths", "count", 5, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  lab_do (lab, NULL, "path", "index", 7, NULL);
  lab_do (lab, NULL, "paths", "count", 2, NULL);
  settle (lab);
  g_assert_cmpint (lab_paths_selected (lab), ==, -1);    /* two blocks have no such path */
}

static void
paths_are_exported (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  g_autofree char *before = lab_statistics (lab, NULL), *after = NULL, *name = NULL;
  g_autoptr (RnTable) table = NULL;
  const FigStyle style = { .width = 700 };
  g_autoptr (FigScene) scene = NULL;

  g_assert_null (strstr (before, "\"paths\""));
  lab_do (lab, NULL, "paths", "count", 2, NULL);
  settle (lab);
  after = lab_statistics (lab, NULL);
  g_assert_nonnull (strstr (after, "\"FF\""));
  table = lab_table (lab, NULL);
  g_assert_cmpuint (rn_table_n_rows (table), ==, 4);
  scene = lab_figure (lab, &style, NULL);
  g_assert_nonnull (scene);
  name = lab_export_name (lab);
  g_assert_cmpstr (name, ==, "cifar_resnet20-paths");
}

/* ── the scissors ── */

static void
cut_keeps_what_was_before (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  g_autoptr (LabDepth) whole = lab_depth_ref (lab_depth (lab));
  LabDepth *depth;
  g_autofree char *words = NULL;

  lab_do (lab, NULL, "cut", "block", "layer2.1", NULL);
  g_assert_false (lab_is_current (lab, LAB_TASK_depth));
  g_assert_true (lab_depth (lab) == whole);             /* numbers stay while newer ones come */
  settle (lab);
  depth = lab_depth (lab);
  g_assert_cmpint (depth->last_cut, ==, 4);
  g_assert_cmpfloat (depth->scales[4], ==, 0);
  g_assert_cmpfloat (depth->scales[3], ==, 1);
  g_assert_true (depth->before == whole->now);          /* not run again */
  g_assert_true (depth->plain == whole->plain);
  g_assert_cmpfloat (at (depth->now, 4)->shortcut_norm, ==, 0);
  g_assert_cmpfloat (at (depth->now, 4)->branch_norm, >, 0);
  g_assert_cmpfloat (at (depth->now, 4)->identity_error, <=, IDENTITY_TOLERANCE);
  g_assert_cmpfloat (depth->now->records->loss, !=, depth->before->records->loss);
  words = lab_depth_words (depth);
  g_assert_nonnull (strstr (words, "block 5 cut"));
  lab_do (lab, NULL, "restore", NULL);
  settle (lab);
  g_assert_true (lab_depth (lab)->now == whole->now);
  g_assert_null (lab_depth (lab)->before);
}

static void
scaled_shortcut_hands_back_that_part (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  g_autoptr (LabDepth) whole = lab_depth_ref (lab_depth (lab));
  LabDepth *depth;

  /* The last block: what lies above it hardly changes, so its shortcut’s share is about halved. */
  lab_do (lab, NULL, "cut", "block", "layer3.2", "scale", 0.5, NULL);
  settle (lab);
  depth = lab_depth (lab);
  g_assert_cmpfloat (depth->scales[8], ==, 0.5);
  g_assert_cmpfloat (at (depth->now, 8)->shortcut_norm, <, at (whole->now, 8)->shortcut_norm);
  g_assert_cmpfloat (at (depth->now, 8)->identity_error, <=, IDENTITY_TOLERANCE);
}

/* ── what is kept ── */

static void
overlay_does_not_run_the_network_again (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  g_autoptr (LabDepth) first = lab_depth_ref (lab_depth (lab));

  lab_do (lab, NULL, "overlay", "on", FALSE, NULL);
  settle (lab);
  g_assert_null (lab_depth (lab)->plain);
  g_assert_true (lab_depth (lab)->has_twin);
  g_assert_true (lab_depth (lab)->now == first->now);
  lab_do (lab, NULL, "overlay", "on", TRUE, NULL);
  settle (lab);
  g_assert_true (lab_depth (lab)->plain == first->plain);
  lab_do (lab, NULL, "recompute", NULL);
  settle (lab);
  g_assert_true (lab_depth (lab)->now != first->now);
  /* the same kernels on the same numbers */
  g_assert_cmpfloat (at (lab_depth (lab)->now, 0)->input_norm, ==, at (first->now, 0)->input_norm);
}

static void
batch_holds_more_than_one_picture (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  double two = at (lab_depth (lab)->now, 0)->input_norm;
  g_autoptr (GError) error = NULL;

  lab_do (lab, NULL, "samples", "n", 1, NULL);
  settle (lab);
  g_assert_cmpuint (lab_depth (lab)->now->records->shapes[0].dim[0], ==, 1);
  g_assert_cmpfloat (at (lab_depth (lab)->now, 0)->input_norm, !=, two);
  g_assert_false (lab_do (lab, &error, "samples", "n", 0, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  lab_do (lab, NULL, "undo", NULL);
  settle (lab);
  g_assert_cmpfloat (at (lab_depth (lab)->now, 0)->input_norm, ==, two);
}

/* ── which block ── */

static void
blocks_are_chosen_by_depth_or_path (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lab_depth_block (lab), ==, 4);       /* none chosen: the middle one */
  lab_do (lab, NULL, "block", "by", 1, NULL);
  g_assert_cmpint (lab_depth_block (lab), ==, 5);
  lab_do (lab, NULL, "block", "path", "layer1.2", NULL);
  g_assert_cmpint (lab_depth_block (lab), ==, 2);
  lab_do (lab, NULL, "block", "index", 99, NULL);
  g_assert_cmpint (lab_depth_block (lab), ==, 8);
  g_assert_false (lab_do (lab, &error, "block", "path", "layer9.0", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_cmpstr (lab_depth_path (lab_depth (lab), 8), ==, "layer3.2");
}

/* ── other shapes of networks ── */

static void
plain_networks_and_single_blocks_are_told_apart (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_plain20");
  g_autofree char *plain = lab_depth_words (lab_depth (lab)), *block = NULL;

  g_assert_false (lab_depth (lab)->now->shortcuts);
  g_assert_false (lab_depth (lab)->has_twin);
  g_assert_nonnull (strstr (plain, "plain network"));
  lab_do (lab, NULL, "model", "spec", "{\"body\": \"bottleneck\", \"in\": 64, \"out\": 64}", NULL);
  settle (lab);
  g_assert_cmpuint (lab_depth (lab)->n_blocks, ==, 1);
  block = lab_depth_words (lab_depth (lab));
  g_assert_nonnull (strstr (block, "One block"));
}

/* Without norms every block multiplies the deviation: so many of them leave float's range. */
static void
overflow_is_told (void)
{
  static const char *const deep
      = "{\"name\": \"deep\", \"input\": [3, 16, 16], \"stem\": {\"kernel\": 3, \"stride\": 1, "
        "\"out\": 16, \"pool\": \"none\", \"norm\": \"none\"}, \"stages\": [{\"name\": \"layer1\", "
        "\"count\": 600, \"out\": 16, \"block\": {\"norm\": \"none\"}}], "
        "\"head\": {\"classes\": 10}}";
  g_autoptr (Lab) lab = lab_new ();
  g_autofree char *words = NULL;

  lab_do (lab, NULL, "overlay", "on", FALSE, NULL);
  lab_do (lab, NULL, "samples", "n", 1, NULL);
  lab_do (lab, NULL, "model", "spec", deep, NULL);
  lab_do (lab, NULL, "view", "name", "gradients", NULL);
  settle (lab);
  words = lab_depth_words (lab_depth (lab));
  g_assert_cmpuint (lab_depth (lab)->n_blocks, ==, 600);
  g_assert_false (isfinite (lab_depth (lab)->now->records->loss));
  g_assert_false (isfinite (at (lab_depth (lab)->now, 0)->input_norm));
  g_assert_nonnull (strstr (words, "overflow"));
}

/* ── figures, tables, files ── */

static void
check_scene (FigScene *scene, GError *error)
{
  g_assert_no_error (error);
  g_assert_nonnull (scene);
  g_assert_cmpfloat (fig_scene_height (scene), >, 100);
  fig_scene_free (scene);
}

/* The row's points carry the cosines themselves; the cut block has none. */
static void
check_cosines (FigScene *scene, const LabDepth *depth)
{
  FigPick mark = { 0 };
  guint points = 0;

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_POINT)
        {
          g_assert_cmpfloat (mark.value, ==, at (depth->now, (guint) mark.column)->cosine);
          points++;
        }
      fig_pick_clear (&mark);
    }
  g_assert_cmpuint (points, ==, depth->n_blocks - 1);
}

static void
figures_and_tables_are_made (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");
  const FigStyle style = { .width = 900 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FigScene) cosines = NULL;
  g_autoptr (RnTable) table = NULL;
  g_autofree char *json = NULL, *csv = NULL;

  lab_do (lab, NULL, "cut", "block", "layer2.1", NULL);
  settle (lab);
  check_scene (lab_depth_scene (lab, TRUE, &style, &error), error);
  lab_do (lab, NULL, "row", "of", "cosine", NULL);
  cosines = lab_depth_scene (lab, FALSE, &style, &error);
  check_cosines (cosines, lab_depth (lab));
  check_scene (lab_depth_deviation_scene (lab, &style, &error), error);
  check_scene (lab_depth_block_scene (lab, &style, &error), error);
  table = lab_splits_table (lab_depth (lab)->now->records, lab_depth (lab)->plain->records);
  g_assert_cmpuint (rn_table_n_rows (table), ==, 9);
  csv = rn_table_write (table, RN_TABLE_CSV);
  g_assert_nonnull (strstr (csv, "layer3.2"));
  json = rn_records_write_json (lab_depth (lab)->now->records);
  g_assert_nonnull (strstr (json, "identity_error"));
}

static void
cancelled_work_begins_again_when_asked (void)
{
  g_autoptr (Lab) lab = open_model ("cifar_resnet20");

  lab_do (lab, NULL, "samples", "n", 64, NULL);
  lab_cancel (lab);
  settle (lab);
  g_assert_false (lab_is_current (lab, LAB_TASK_depth));
  g_assert_cmpuint (lab_depth (lab)->samples, ==, 2);
  lab_do (lab, NULL, "samples", "n", 4, NULL);
  lab_do (lab, NULL, "recompute", NULL);
  settle (lab);
  g_assert_true (lab_is_current (lab, LAB_TASK_depth));
  g_assert_cmpuint (lab_depth (lab)->samples, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/depth/runs-only-where-it-is-looked-at", runs_only_where_it_is_looked_at);
  g_test_add_func ("/depth/asked-again-it-runs-again", asked_again_it_runs_again);
  g_test_add_func ("/depth/terms-add-up-in-every-block", terms_add_up_in_every_block);
  g_test_add_func ("/depth/norms-decide", norms_decide_what_the_plain_network_does);
  g_test_add_func ("/depth/paths/start-at-the-selected-block", paths_start_at_the_selected_block);
  g_test_add_func ("/depth/paths/follow-the-scissors", paths_follow_the_scissors);
  g_test_add_func ("/depth/paths/walked-and-selected", paths_are_walked_and_selected);
  g_test_add_func ("/depth/paths/exported", paths_are_exported);
  g_test_add_func ("/depth/cut-keeps-what-was-before", cut_keeps_what_was_before);
  g_test_add_func ("/depth/scaled-shortcut", scaled_shortcut_hands_back_that_part);
  g_test_add_func ("/depth/overlay-does-not-run-again", overlay_does_not_run_the_network_again);
  g_test_add_func ("/depth/batch", batch_holds_more_than_one_picture);
  g_test_add_func ("/depth/blocks-are-chosen", blocks_are_chosen_by_depth_or_path);
  g_test_add_func ("/depth/plain-and-blocks", plain_networks_and_single_blocks_are_told_apart);
  g_test_add_func ("/depth/overflow", overflow_is_told);
  g_test_add_func ("/depth/figures-and-tables", figures_and_tables_are_made);
  g_test_add_func ("/depth/cancelled", cancelled_work_begins_again_when_asked);
  return g_test_run ();
}
