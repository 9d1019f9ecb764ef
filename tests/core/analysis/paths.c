/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The gradient path by path: against PyTorch's, where each path is what autograd finds once the
 * other way of every block is detached (make_path_cases.py), and against the pass itself.
 */
#include <math.h>
#include <string.h>

#include "rn-paths.h"
#include "rn-record.h"
#include "rn-safetensors.h"
#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

/*
 * Of the largest magnitude: some ten float roundings (6e-8 each) a layer, through some thirty
 * layers of sums and norms.
 */
#define TOLERANCE 2e-5

/* Sixteen terms of one more backward pass in float, each of as many roundings. */
#define IDENTITY_TOLERANCE 1e-5

static void
assert_near (double a, double b, double allowed, const char *what)
{
  if (!(fabs (a - b) <= allowed))
    g_error ("%s: %.9g is not %.9g, off by %.3g (allowed %.3g)", what, a, b, fabs (a - b), allowed);
}

static RnScope
find_block (const RnGraph *graph, const char *path)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK
        && g_str_equal (rn_graph_scope (graph, i)->path, path))
      return i;
  g_error ("%s has no block %s", rn_graph_name (graph), path);
}

/* A pass of the session with a probe on @n blocks from @first. */
static void
follow (RnSession *session, const char *first, guint n, RnPaths *paths)
{
  RnScope blocks[RN_PATHS_BLOCKS_MOST];
  g_autoptr (RnPathsProbe) probe = NULL;
  g_autoptr (GError) error = NULL;
  RnGraph *graph = rn_session_graph (session);

  g_assert_cmpuint (rn_paths_chain (graph, find_block (graph, first), n, blocks), ==, n);
  probe = rn_paths_attach (session, blocks, n);
  rn_session_forward (session, NULL, &error);
  g_assert_no_error (error);
  rn_session_backward (session, NULL, &error);
  g_assert_no_error (error);
  rn_paths_compute (probe, paths, NULL, &error);
  g_assert_no_error (error);
}

/* ── PyTorch ── */

typedef struct
{
  const char     *name;
  const RnEngine *engine;
} Case;

static json_object *
member (json_object *json, const char *key)
{
  json_object *value = NULL;

  g_assert_true (json_object_object_get_ex (json, key, &value));
  return value;
}

static void
set_values (RnSession *session, RnTensors *tensors)
{
  g_autoptr (GError) error = NULL;
  const RnTensor *labels = rn_tensors_get (tensors, "labels");
  g_autofree guint *classes = g_new (guint, rn_tensor_elements (labels));
  guint n = 0;

  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    if (g_str_has_prefix (rn_tensors_name (tensors, i), "param."))
      {
        n++;
        rn_parameters_set (rn_session_parameters (session),
                           rn_tensors_name (tensors, i) + strlen ("param."),
                           rn_tensors_nth (tensors, i), &error);
        g_assert_no_error (error);
      }
  g_assert_cmpuint (n, ==, rn_graph_n_parameters (rn_session_graph (session)));
  rn_session_set_input (session, 0, rn_tensors_get (tensors, "input"), &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < rn_tensor_elements (labels); i++)
    classes[i] = (guint) rn_tensor_values (labels)[i];
  rn_session_set_labels (session, classes, &error);
  g_assert_no_error (error);
}

static RnSession *
start_case (const Case *c, RnTensors *tensors, json_object *json)
{
  g_autoptr (GError) error = NULL;
  const RnShape *input = rn_tensor_shape (rn_tensors_get (tensors, "input"));
  g_autoptr (RnSpec) spec = rn_test_open (json_object_to_json_string (member (json, "network")));
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &(RnBuildOptions) { .input = *input,
                                                                       .loss = TRUE }, &error);
  gboolean train = g_str_equal (json_object_get_string (member (json, "mode")), "train");
  RnSessionOptions options = { .engine = c->engine, .backward = TRUE, .keep = RN_KEEP_VALUES,
                               .mode = train ? RN_MODE_TRAIN : RN_MODE_EVAL, .threads = 1 };
  RnSession *session;

  g_assert_no_error (error);
  session = rn_session_new (graph, NULL, input, &options, &error);
  g_assert_no_error (error);
  set_values (session, tensors);
  return session;
}

static void
compare (const RnPaths *paths, RnTensors *tensors)
{
  guint n = 1u << paths->n_blocks;
  const float *whole = rn_tensor_values (rn_tensors_get (tensors, "whole"));
  float norm[RN_PATHS_MOST], share[RN_PATHS_MOST], peak[RN_PATHS_MOST];

  for (guint i = 0; i < n; i++)
    {
      g_assert_true (paths->paths[i].exists);
      norm[i] = (float) paths->paths[i].norm;
      share[i] = (float) paths->paths[i].share;
      peak[i] = (float) paths->paths[i].peak;
    }
  rn_assert_close (norm, rn_tensor_values (rn_tensors_get (tensors, "norm")), n, TOLERANCE, "norm");
  rn_assert_close (share, rn_tensor_values (rn_tensors_get (tensors, "share")), n, TOLERANCE,
                   "share");
  rn_assert_close (peak, rn_tensor_values (rn_tensors_get (tensors, "peak")), n, TOLERANCE, "peak");
  assert_near (paths->input_norm, (double) whole[0], TOLERANCE * whole[0], "‖dL/dx‖");
  assert_near (paths->tree[1], (double) whole[1], TOLERANCE * whole[1], "‖dL/dy‖");
  assert_near (paths->peak, (double) whole[2], TOLERANCE * fabs (whole[2]), "largest element");
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *name = g_strdup_printf ("paths/%s.safetensors", c->name),
                  *path = rn_test_data (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTensors) tensors = rn_safetensors_load (path, &error);
  g_autoptr (RnSession) session = NULL;
  json_object *json;
  const char *text;
  RnPaths paths;

  g_assert_no_error (error);
  text = rn_tensors_metadata (tensors, "case");
  json = rn_spec_parse_json (text, strlen (text), c->name, &error);
  g_assert_no_error (error);
  session = start_case (c, tensors, json);
  follow (session, json_object_get_string (member (json, "first")),
          (guint) json_object_get_int (member (json, "count")), &paths);
  compare (&paths, tensors);
  g_assert_true (paths.alone);
  g_assert_cmpfloat (paths.identity_error, <=, IDENTITY_TOLERANCE);
  json_object_put (json);
}

/* ── the pass itself ── */

#define NETWORK(block)                                                                             \
  "{\"input\":[3,12,12],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":8,\"pool\":\"none\"},"         \
  "\"block\":{" block "},\"stages\":[{\"count\":2,\"out\":8},"                                     \
  "{\"count\":2,\"out\":16,\"stride\":2}],\"head\":{\"classes\":5}}"

static RnSession *
start (const char *spec, const RnShortcutScale *cut, const char *engine)
{
  g_autoptr (RnSpec) opened = rn_test_open (spec);
  RnBuildOptions options = { .loss = TRUE, .input = rn_shape_4d (2, 3, 12, 12), .scales = cut,
                             .n_scales = cut != NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RnGraph) graph = rn_spec_build (opened, &options, &error);
  g_autoptr (RnParameters) parameters = NULL;

  g_assert_no_error (error);
  parameters = rn_test_parameters (graph, 7);
  return rn_test_session (graph, parameters,
                          &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_VALUES, 1 });
}

/* All paths of any number of blocks make the gradient that the whole pass found. */
static void
check_sum (const char *spec, const char *engine, guint n)
{
  g_autoptr (RnSession) session = start (spec, NULL, engine);
  RnPaths paths;
  double shares = 0, peak = 0;

  follow (session, "layer1.0", n, &paths);
  for (guint i = 0; i < 1u << n; i++)
    {
      shares += paths.paths[i].share;
      peak += paths.paths[i].peak;
    }
  for (guint i = 0; i < 1u << n; i++)
    g_assert_cmpfloat (paths.tree[rn_paths_place (i, n, 0)], ==, paths.paths[i].norm);
  g_assert_cmpuint (rn_paths_place (0, n, n), ==, 1);
  assert_near (shares, 1, IDENTITY_TOLERANCE, "the shares");
  assert_near (peak, paths.peak, IDENTITY_TOLERANCE * fabs (paths.peak), "the largest element");
  g_assert_cmpfloat (paths.identity_error, <=, IDENTITY_TOLERANCE);
}

static void
test_sum (void)
{
  static const char *const specs[] = {
    NETWORK ("\"body\":\"basic\""),
    NETWORK ("\"body\":\"bottleneck\",\"shortcut\":\"projection\""),
    NETWORK ("\"body\":\"basic\",\"shortcut\":\"pad\",\"activation\":\"gelu\""),
    NETWORK ("\"body\":\"bottleneck\",\"order\":\"pre\",\"groups\":2"),
    NETWORK ("\"body\":\"basic\",\"order\":\"pre\",\"shortcut_from\":\"preact\",\"se\":4"),
    NETWORK ("\"body\":\"basic\",\"norm\":\"none\",\"output_activation\":\"none\""),
  };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    for (guint n = 1; n <= RN_PATHS_BLOCKS_MOST; n++)
      check_sum (specs[i], i % 2 == 0 ? "onednn" : "reference", n);
}

/* One block has two paths: its split. */
static void
test_one_block (void)
{
  g_autoptr (RnSession) session = start (NETWORK ("\"body\":\"basic\""), NULL, "onednn");
  g_autoptr (RnRecords) records = rn_records_new (session);
  RnRecorder *recorder = rn_recorder_attach (session, records, RN_RECORD_SPLITS);
  const RnSplit *split;
  RnPaths paths;

  follow (session, "layer1.1", 1, &paths);
  rn_recorder_detach (recorder);
  split = &g_array_index (records->splits, RnSplit, 1);
  assert_near (paths.paths[1].norm, split->branch_norm, TOLERANCE * split->branch_norm, "F");
  assert_near (paths.paths[0].norm, split->shortcut_norm, TOLERANCE * split->shortcut_norm, "h");
  assert_near (paths.input_norm, split->input_norm, TOLERANCE * split->input_norm, "dL/dx");
}

/* Plain blocks have one path; a shortcut that is cut has one that carries nothing. */
static void
test_plain_and_cut (void)
{
  const RnShortcutScale cut = { "layer1.1", 0 }, half = { "layer1.1", 0.5 };
  g_autoptr (RnSession) plain =
    start (NETWORK ("\"body\":\"basic\",\"shortcut\":\"none\""), NULL, "onednn");
  g_autoptr (RnSession) without = start (NETWORK ("\"body\":\"basic\""), &cut, "onednn");
  g_autoptr (RnSession) weaker = start (NETWORK ("\"body\":\"basic\""), &half, "onednn");
  RnPaths paths;

  follow (plain, "layer1.0", 3, &paths);
  for (guint i = 0; i < 8; i++)
    {
      g_assert_cmpint (paths.paths[i].exists, ==, i == 7);
      g_assert_cmpint (isnan (paths.tree[rn_paths_place (i, 3, 0)]), ==, i != 7);
    }
  assert_near (paths.paths[7].share, 1, IDENTITY_TOLERANCE, "FFF");
  follow (without, "layer1.0", 2, &paths);
  g_assert_true (paths.paths[1].exists);
  g_assert_cmpfloat (paths.paths[0].norm, ==, 0);
  g_assert_cmpfloat (paths.paths[1].norm, ==, 0);
  g_assert_cmpfloat (paths.paths[2].norm, >, 0);
  follow (weaker, "layer1.1", 1, &paths);
  g_assert_cmpfloat (paths.paths[0].norm, >, 0);
  g_assert_cmpfloat (paths.identity_error, <=, IDENTITY_TOLERANCE);
}

static RnNode
append_dropping_block (RnGraph *graph, RnNode x, const char *word)
{
  RnNode f, h, y;

  rn_graph_open_scope (graph, RN_SCOPE_BLOCK, word, x);
  rn_graph_open_scope (graph, RN_SCOPE_BRANCH, "", x);
  f = rn_graph_append (graph, "conv2d", "conv", x,
                       RN_ARGS ({ "out", 4 }, { "kernel", 3 }, { "pad", 1 }));
  rn_graph_close_scope (graph);
  rn_graph_open_scope (graph, RN_SCOPE_SHORTCUT, "shortcut", x);
  h = rn_graph_append (graph, "dropout", "dropout", x, RN_NO_ARGS);
  rn_graph_close_scope (graph);
  y = rn_graph_append_many (graph, "add", "add", (const RnNode[]) { f, h }, 2, RN_NO_ARGS);
  rn_graph_close_scope (graph);
  return y;
}

/* What a pass leaves out at random is left out on its paths too, in the second pass as in the
 * first. */
static void
test_dropout (void)
{
  RnShape shape = rn_shape_4d (2, 4, 6, 6);
  g_autoptr (RnGraph) graph = rn_graph_new ("dropping");
  RnNode x = rn_graph_input (graph, "input", &shape);
  g_autoptr (RnParameters) parameters = NULL;
  g_autoptr (RnSession) session = NULL;
  RnPaths first, second;

  x = append_dropping_block (graph, x, "a");
  append_dropping_block (graph, x, "b");
  parameters = rn_parameters_new (graph, NULL);
  rn_parameters_initialize (parameters, 5);
  session = rn_test_session (graph, parameters,
                             &(RnTestRun) { "onednn", RN_MODE_TRAIN, TRUE, RN_KEEP_VALUES, 1 });
  follow (session, "a", 2, &first);
  follow (session, "a", 2, &second);
  g_assert_cmpfloat (first.identity_error, <=, IDENTITY_TOLERANCE);
  g_assert_cmpfloat (second.identity_error, <=, IDENTITY_TOLERANCE);
  g_assert_cmpfloat (first.paths[0].norm, !=, second.paths[0].norm);
}

/* ── words and what is refused ── */

static void
test_words (void)
{
  g_autoptr (GError) error = NULL;
  guint path = 99;

  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *word = rn_paths_word (i, 4);

      g_assert_true (rn_paths_read (word, 4, &path, NULL));
      g_assert_cmpuint (path, ==, i);
    }
  g_assert_true (rn_paths_read ("Fhh", 3, &path, NULL));
  g_assert_cmpuint (path, ==, 1);
  g_assert_cmpuint (rn_paths_length (5), ==, 2);
  g_assert_cmpuint (rn_paths_choose (4, 2), ==, 6);
  g_assert_cmpuint (rn_paths_choose (3, 0), ==, 1);
  g_assert_false (rn_paths_read ("Fh", 3, &path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (rn_paths_read ("Fxh", 3, &path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_assert_cmpuint (path, ==, 1);
}

static void
test_chain (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
  RnScope blocks[4];

  g_assert_cmpuint (rn_paths_chain (graph, find_block (graph, "layer1.1"), 4, blocks), ==, 4);
  g_assert_cmpstr (rn_graph_scope (graph, blocks[1])->path, ==, "layer2.0");
  g_assert_cmpuint (rn_paths_chain (graph, find_block (graph, "layer4.0"), 4, blocks), ==, 2);
}

static void
cancel (double fraction, const char *what, gpointer data)
{
  if (fraction >= 0.5)
    g_cancellable_cancel (data);
}

static void
test_refused (void)
{
  g_autoptr (RnSession) session = start (NETWORK ("\"body\":\"basic\""), NULL, "onednn");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RnProgress progress = { cancel, cancellable, cancellable };
  RnScope block = find_block (rn_session_graph (session), "layer1.0");
  g_autoptr (RnPathsProbe) probe = rn_paths_attach (session, &block, 1);
  g_autoptr (GError) error = NULL;
  RnPaths paths;

  g_assert_false (rn_paths_compute (probe, &paths, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  rn_test_pass (session);
  g_assert_false (rn_paths_compute (probe, &paths, &progress, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (rn_paths_compute (probe, &paths, NULL, &error));
}

int
main (int argc, char *argv[])
{
  static const char *const names[] = { "post", "pad", "pre", "eval" };
  static Case cases[2 * G_N_ELEMENTS (names)];
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names) * n; i++)
    {
      g_autofree char *path = NULL;

      cases[i] = (Case) { names[i / n], engines[i % n] };
      path = g_strdup_printf ("/core/analysis/paths/%s/%s", cases[i].name,
                              rn_engine_name (cases[i].engine));
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/core/analysis/paths/all-make-the-gradient", test_sum);
  g_test_add_func ("/core/analysis/paths/one-block-is-its-split", test_one_block);
  g_test_add_func ("/core/analysis/paths/plain-and-cut", test_plain_and_cut);
  g_test_add_func ("/core/analysis/paths/dropout", test_dropout);
  g_test_add_func ("/core/analysis/paths/words", test_words);
  g_test_add_func ("/core/analysis/paths/chain", test_chain);
  g_test_add_func ("/core/analysis/paths/refused", test_refused);
  return g_test_run ();
}
