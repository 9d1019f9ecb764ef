/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Shortcuts scaled and cut: what is built, what it computes, and what is refused. */
#include <math.h>
#include <string.h>

#include "rn-record.h"
#include "rn-split.h"
#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

/*
 * An element of F(x) + 0·x is F(x) exactly; what differs between the two networks is which kernels
 * the engine fuses, some roundings of 6e-8 a layer.
 */
#define SAME 2e-5

#define ENGINE_RUN { "onednn", RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 }

static RnGraph *
build (const char *text, const RnShape *input, gboolean loss, const RnShortcutScale *scales,
       guint n_scales, GError **error)
{
  g_autoptr (RnSpec) spec = rn_test_open (text);
  RnBuildOptions options = { .loss = loss, .scales = scales, .n_scales = n_scales };

  if (input != NULL)
    options.input = *input;
  return rn_spec_build (spec, &options, error);
}

/* (element-type RnShortcutScale) every block of @graph with a shortcut; the graph owns the paths */
static GArray *
all_blocks (const RnGraph *graph, double scale)
{
  GArray *scales = g_array_new (FALSE, FALSE, sizeof (RnShortcutScale));

  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_SHORTCUT)
      {
        RnScope block = rn_graph_scope (graph, i)->parent;
        RnShortcutScale one = { rn_graph_scope (graph, block)->path, scale };

        g_array_append_val (scales, one);
      }
  return scales;
}

static guint
count_op (const RnGraph *graph, const char *op)
{
  guint n = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    n += g_str_equal (rn_graph_node (graph, i)->op->name, op);
  return n;
}

/* The labels, and the loss. */
static guint
n_of_loss (const RnGraph *graph)
{
  return rn_graph_find (graph, "loss") != RN_NODE_NONE ? 2 : 0;
}

/* The same parameters in the same places. */
static void
assert_same_parameters (const RnGraph *a, const RnGraph *b)
{
  g_assert_cmpuint (rn_graph_n_parameters (a), ==, rn_graph_n_parameters (b));
  g_assert_cmpuint (rn_graph_parameter_floats (a), ==, rn_graph_parameter_floats (b));
  for (guint i = 0; i < rn_graph_n_parameters (a); i++)
    {
      g_assert_cmpstr (rn_graph_parameter (a, i)->name, ==, rn_graph_parameter (b, i)->name);
      g_assert_cmpuint (rn_graph_parameter (a, i)->offset, ==, rn_graph_parameter (b, i)->offset);
    }
}

static void
check_layout (const char *model)
{
  g_autoptr (RnGraph) whole = rn_test_build_small (model);
  g_autoptr (GArray) scales = all_blocks (whole, 0.5);
  const RnShortcutScale *list = (const RnShortcutScale *) scales->data;
  const RnShape *input = &rn_graph_node (whole, 0)->shape;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnGraph) scaled = build (model, input, FALSE, list, scales->len, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count_op (scaled, "scale_constant"), ==, scales->len);
  g_assert_cmpuint (rn_graph_n_nodes (scaled), ==,
                    rn_graph_n_nodes (whole) - n_of_loss (whole) + scales->len);
  assert_same_parameters (whole, scaled);
  for (guint i = 0; i < scales->len; i++)
    {
      g_autofree char *name = g_strconcat (list[i].block, ".addition", NULL);
      const RnNodeInfo *sum = rn_graph_node (scaled, rn_graph_find (scaled, name));
      const RnNodeInfo *term = rn_graph_node (scaled, sum->inputs[1]);

      g_assert_cmpstr (term->word, ==, "scaled");
      g_assert_cmpint (rn_graph_scope (scaled, term->scope)->kind, ==, RN_SCOPE_SHORTCUT);
    }
}

/* Parameters for @graph, those of the same name as in @like (nullable) with its values. */
static RnParameters *
parameters_like (RnGraph *graph, RnParameters *like)
{
  RnParameters *parameters = rn_test_parameters (graph, 5);
  const RnGraph *from = like != NULL ? rn_parameters_graph (like) : NULL;

  for (guint i = 0; from != NULL && i < rn_graph_n_parameters (from); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (from, i);

      memcpy (rn_parameters_values (parameters, rn_graph_find_parameter (graph, info->name)),
              rn_parameters_values (like, i), rn_shape_elements (&info->shape) * sizeof (float));
    }
  return parameters;
}

static void
assert_tensors (RnTensor *found /* (transfer full) */, RnTensor *expected /* (transfer full) */,
                const char *what)
{
  g_assert_nonnull (found);
  g_assert_nonnull (expected);
  rn_assert_close (rn_tensor_values (found), rn_tensor_values (expected),
                   rn_tensor_elements (expected), SAME, what);
  rn_tensor_unref (found);
  rn_tensor_unref (expected);
}

static void
assert_same_gradients (RnSession *cut, RnSession *plain)
{
  RnGraph *graph = rn_session_graph (plain), *other = rn_session_graph (cut);

  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);
      guint at = rn_graph_find_parameter (other, info->name);

      g_assert_cmpuint (at, !=, G_MAXUINT);
      if (info->trained)
        rn_assert_close (rn_parameters_gradients (rn_session_parameters (cut), at),
                         rn_parameters_gradients (rn_session_parameters (plain), i),
                         rn_shape_elements (&info->shape), SAME, info->name);
    }
}

/* A network whose shortcuts are all cut computes what its plain twin does. */
static void
check_cut_is_plain (const char *model)
{
  g_autoptr (RnSpec) spec = rn_test_open (model);
  g_autoptr (RnSpec) twin = rn_spec_plain_twin (spec);
  g_autoptr (RnGraph) whole = rn_test_build_small (model);
  g_autoptr (GArray) scales = all_blocks (whole, 0);
  RnBuildOptions options = { .input = rn_graph_node (whole, 0)->shape,
                             .loss = rn_spec_n_classes (spec) > 0 };
  g_autoptr (RnGraph) plain = NULL, cut = NULL;
  g_autoptr (RnParameters) of_plain = NULL, of_cut = NULL;
  g_autoptr (RnSession) a = NULL, b = NULL;
  RnTestRun run = ENGINE_RUN;

  if (twin == NULL)
    {
      g_test_skip ("plain already");
      return;
    }
  plain = rn_spec_build (twin, &options, NULL);
  options.scales = (const RnShortcutScale *) scales->data;
  options.n_scales = scales->len;
  cut = rn_spec_build (spec, &options, NULL);
  of_plain = parameters_like (plain, NULL);
  of_cut = parameters_like (cut, of_plain);
  a = rn_test_session (plain, of_plain, &run);
  b = rn_test_session (cut, of_cut, &run);
  rn_test_pass (a);
  rn_test_pass (b);
  assert_tensors (rn_session_activation (b, rn_graph_output (cut), NULL),
                  rn_session_activation (a, rn_graph_output (plain), NULL), model);
  assert_same_gradients (b, a);
}

/* ── one block ── */

#define BLOCK "{\"body\":\"basic\",\"in\":16,\"out\":16%s}"
#define PROJECTION ",\"stride\":2,\"shortcut\":\"projection\""

static RnSession *
start_block (const char *keys, const RnShortcutScale *scale, const char *engine,
             RnParameters *like)
{
  g_autofree char *text = g_strdup_printf (BLOCK, keys);
  RnShape input = rn_shape_4d (2, 16, 6, 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnGraph) graph = build (text, &input, FALSE, scale, scale != NULL, &error);
  g_autoptr (RnParameters) parameters = NULL;
  RnTestRun run = ENGINE_RUN;
  RnSession *session;

  g_assert_no_error (error);
  parameters = parameters_like (graph, like);
  run.engine = engine;
  session = rn_test_session (graph, parameters, &run);
  rn_test_pass (session);
  return session;
}

static void
test_cut_block (gconstpointer engine)
{
  g_autoptr (RnSession) none = start_block (",\"shortcut\":\"none\"", NULL, engine, NULL);
  g_autoptr (RnSession) cut = start_block ("", &(RnShortcutScale) { "", 0 }, engine,
                                           rn_session_parameters (none));

  assert_tensors (rn_session_activation (cut, rn_graph_output (rn_session_graph (cut)), NULL),
                  rn_session_activation (none, rn_graph_output (rn_session_graph (none)), NULL),
                  "output");
  assert_tensors (rn_session_gradient (cut, 0, NULL), rn_session_gradient (none, 0, NULL), "dx");
  assert_same_gradients (cut, none);
}

static double
norm (const RnTensor *tensor)
{
  double sum = 0;

  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    sum += (double) rn_tensor_values (tensor)[i] * rn_tensor_values (tensor)[i];
  return sqrt (sum);
}

/* y = F(x) + ½·h(x) before the ReLU, and dL/dx = ½·dL/dsum + g_branch, element by element. */
static void
test_half (gconstpointer engine)
{
  g_autoptr (RnSession) half = start_block ("", &(RnShortcutScale) { "", 0.5 }, engine, NULL);
  RnGraph *graph = rn_session_graph (half);
  RnNode sum = rn_graph_find (graph, "addition"), branch = rn_graph_node (graph, sum)->inputs[0];
  g_autoptr (RnTensor) x = rn_session_activation (half, 0, NULL);
  g_autoptr (RnTensor) f = rn_session_activation (half, branch, NULL);
  g_autoptr (RnTensor) d_sum = rn_session_gradient (half, sum, NULL);
  g_autoptr (RnTensor) from_shortcut = NULL, from_branch = NULL;
  gsize n = rn_tensor_elements (x);
  g_autofree float *expected = g_new (float, n);
  RnTensor *y = rn_session_activation (half, sum, NULL), *dx = rn_session_gradient (half, 0, NULL);

  g_assert_true (rn_split_read (half, 1, &from_shortcut, &from_branch, NULL));
  for (gsize i = 0; i < n; i++)
    expected[i] = rn_tensor_values (f)[i] + 0.5f * rn_tensor_values (x)[i];
  rn_assert_close (rn_tensor_values (y), expected, n, 1e-6, "sum");
  for (gsize i = 0; i < n; i++)
    expected[i] = 0.5f * rn_tensor_values (d_sum)[i];
  rn_assert_close (rn_tensor_values (from_shortcut), expected, n, 1e-6, "g_shortcut");
  for (gsize i = 0; i < n; i++)
    expected[i] += rn_tensor_values (from_branch)[i];
  rn_assert_close (rn_tensor_values (dx), expected, n, 1e-6, "dx");
  g_assert_cmpfloat (norm (from_shortcut), >, 0);
  rn_tensor_unref (y);
  rn_tensor_unref (dx);
}

/* What the recorder says of a cut shortcut: it is there, and nothing comes through it. */
static void
check_record (const char *keys, double scale, RnKeep keep)
{
  g_autofree char *text = g_strdup_printf (BLOCK, keys);
  RnShortcutScale cut = { "", scale };
  RnShape input = rn_shape_4d (2, 16, 6, 6);
  g_autoptr (RnGraph) graph = build (text, &input, FALSE, &cut, 1, NULL);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 6);
  RnTestRun run = { "onednn", RN_MODE_TRAIN, TRUE, keep, 2 };
  g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);
  g_autoptr (RnRecords) records = rn_records_new (session);
  RnRecorder *recorder = rn_recorder_attach (session, records, RN_RECORD_SPLITS);
  const RnSplit *split = &g_array_index (records->splits, RnSplit, 0);

  rn_test_pass (session);
  rn_recorder_detach (recorder);
  g_assert_true (split->has_shortcut);
  g_assert_cmpfloat (split->branch_norm, >, 0);
  if (scale == 0)
    {
      g_assert_cmpfloat (split->shortcut_norm, ==, 0);
      g_assert_true (isinf (split->ratio));
      g_assert_true (isnan (split->cosine));
      g_assert_cmpfloat_with_epsilon (split->input_norm, split->branch_norm,
                                      1e-6 * split->branch_norm);
    }
  else
    g_assert_cmpfloat (split->shortcut_norm, >, 0);
}

static void
test_records (void)
{
  static const char *const keys[] = { "", PROJECTION };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (RnKeep keep = RN_KEEP_STATISTICS; keep <= RN_KEEP_ALL; keep++)
      {
        check_record (keys[i], 0, keep);
        check_record (keys[i], 0.5, keep);
      }
}

/* Fused or not, whatever is kept: the engines agree, as on whole blocks (3e-5: sums of some hundred
 * products in another order). */
static void
test_engines_agree (void)
{
  static const char *const keys[] = { "", PROJECTION, ",\"stride\":2,\"shortcut\":\"pad\"",
                                      ",\"order\":\"pre\"", ",\"norm\":\"none\",\"se\":4" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (double scale = -0.5; scale <= 0.5; scale += 0.5)
      {
        g_autofree char *text = g_strdup_printf (BLOCK, keys[i]);
        RnShortcutScale cut = { "", scale };
        RnShape input = rn_shape_4d (2, 16, 8, 8);
        g_autoptr (RnGraph) graph = build (text, &input, FALSE, &cut, 1, NULL);
        g_autoptr (RnParameters) start = rn_test_parameters (graph, 9), after = NULL;

        rn_test_agree (start, RN_MODE_TRAIN, RN_KEEP_ALL, 3e-5, text, &after);
        rn_test_settle (after, start);
        rn_test_agree (after, RN_MODE_EVAL, RN_KEEP_ALL, 3e-5, text, NULL);
      }
}

static void
assert_refused (const char *text, RnShortcutScale scale, RnError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnGraph) graph = build (text, NULL, FALSE, &scale, 1, &error);

  g_assert_null (graph);
  g_assert_error (error, RN_ERROR, (int) code);
}

static void
test_refusals (void)
{
  g_autofree char *none = g_strdup_printf (BLOCK, ",\"shortcut\":\"none\"");
  g_autofree char *identity = g_strdup_printf (BLOCK, "");
  g_autoptr (GError) error = NULL;
  RnShortcutScale wrong = { "layer2.7", 0 };

  assert_refused ("resnet18", (RnShortcutScale) { "layer2", 0 }, RN_ERROR_UNKNOWN);
  assert_refused ("resnet18", (RnShortcutScale) { "", 0 }, RN_ERROR_UNKNOWN);
  assert_refused ("plain18", (RnShortcutScale) { "layer1.0", 0 }, RN_ERROR_UNKNOWN);
  assert_refused (none, (RnShortcutScale) { "", 0 }, RN_ERROR_UNKNOWN);
  assert_refused (identity, (RnShortcutScale) { "layer1.0", 0 }, RN_ERROR_UNKNOWN);
  assert_refused ("resnet18", (RnShortcutScale) { "layer1.0", NAN }, RN_ERROR_RANGE);
  assert_refused (identity, (RnShortcutScale) { "", INFINITY }, RN_ERROR_RANGE);
  g_assert_null (build ("resnet18", NULL, FALSE, &wrong, 1, &error));
  g_assert_nonnull (strstr (error->message, "\"layer2."));
}

int
main (int argc, char **argv)
{
  static const char *const engines[] = { "onednn", "reference" };

  g_test_init (&argc, &argv, NULL);
  rn_test_add_models ("/core/models/scissors/one-node-more", check_layout);
  rn_test_add_models ("/core/models/scissors/cut-is-plain", check_cut_is_plain);
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autofree char *cut = g_strdup_printf ("/core/models/scissors/cut-block/%s", engines[i]);
      g_autofree char *half = g_strdup_printf ("/core/models/scissors/half/%s", engines[i]);

      g_test_add_data_func (cut, engines[i], test_cut_block);
      g_test_add_data_func (half, engines[i], test_half);
    }
  g_test_add_func ("/core/models/scissors/records", test_records);
  g_test_add_func ("/core/models/scissors/engines-agree", test_engines_agree);
  g_test_add_func ("/core/models/scissors/refusals", test_refusals);
  return g_test_run ();
}
