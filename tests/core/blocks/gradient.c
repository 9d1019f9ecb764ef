/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The gradient of every kind of block by central differences: each body × form × order × shortcut × SE ×
 * shape that the schema knows and that can be built, on every engine; what cannot be built is
 * refused in words. The quick run takes every other shape and place of SE and the engines in turn, so that
 * each pair of keys still meets. For each tensor t and a random direction d,
 *
 *   <dL/dt, d> = (8 (L(t + hd) − L(t − hd)) − (L(t + 2hd) − L(t − 2hd))) / 12h + O(h⁴),   L = Σ w ·
 * y
 *
 * The activation is SiLU, which has no kink; SE's own ReLU is kept away from its kink by large
 * biases before it.
 */
#include <math.h>
#include <string.h>

#include "rn-random.h"
#include "rn-session.h"
#include "rn-test-model.h"

#define STEP 0.004

/*
 * Of |dL/dt|, which is 1 to 100 but for a few. The 200 elements of y carry float roundings of some
 * 3e-7, so L some 4e-6, and the quotient 4e-6 · √(2·8² + 2) ÷ 12h ≈ 1e-3: hence a floor under
 * |dL/dt| as well.
 */
#define TOLERANCE 2e-3
#define FLOOR     1.0

typedef struct
{
  RnSession *session;
  RnTensor  *input;
  RnTensor  *weights;          /* w */
} Bench;

/* A dropout leaves out the same numbers in every pass: the first training pass's. */
static void
hold_masks (RnParameters *parameters)
{
  const RnGraph *graph = rn_parameters_graph (parameters);

  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    if (g_str_has_suffix (rn_graph_parameter (graph, i)->name, ".passes"))
      *rn_parameters_values (parameters, i) = 0;
}

static double
loss (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTensor) y = NULL;
  double sum = 0;

  hold_masks (rn_session_parameters (bench->session));
  rn_parameters_changed (rn_session_parameters (bench->session));
  g_assert_true (rn_session_set_input (bench->session, 0, bench->input, NULL));
  rn_session_forward (bench->session, NULL, &error);
  g_assert_no_error (error);
  y = rn_session_activation (bench->session, rn_graph_output (rn_session_graph (bench->session)),
                             &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < rn_tensor_elements (y); i++)
    sum += (double) rn_tensor_values (y)[i] * rn_tensor_values (bench->weights)[i];
  return sum;
}

static double
loss_at (Bench *bench, float *values, const float *start, const float *direction, gsize n,
         double step)
{
  double result;

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (start[i] + step * direction[i]);
  result = loss (bench);
  memcpy (values, start, n * sizeof (float));
  return result;
}

static void
check_tensor (Bench *bench, const char *name, float *values, const float *gradient, gsize n)
{
  RnShape shape = rn_shape_1d (n);
  g_autoptr (RnTensor) direction = rn_tensor_new (&shape, NULL);
  g_autofree float *start = g_memdup2 (values, n * sizeof (float));
  const float *d = rn_tensor_values (direction);
  double norm = 0, expected, found = 0;

  rn_tensor_fill_normal (direction, 3, rn_random_stream (name));
  for (gsize i = 0; i < n; i++)
    {
      found += (double) gradient[i] * d[i];
      norm += (double) gradient[i] * gradient[i];
    }
  expected = (8
                  * (loss_at (bench, values, start, d, n, STEP)
                     - loss_at (bench, values, start, d, n, -STEP))
              - (loss_at (bench, values, start, d, n, 2 * STEP)
                 - loss_at (bench, values, start, d, n, -2 * STEP)))
             / (12 * STEP);
  if (!(fabs (found - expected) <= TOLERANCE * fmax (sqrt (norm), FLOOR)))
    g_error ("%s: directional derivative %.6g by backward, %.6g by differences, |gradient| %.6g",
             name, found, expected, sqrt (norm));
}

/* Away from what they start as, so that no gradient is 0 by symmetry. */
static void
shake (RnParameters *parameters)
{
  const RnGraph *graph = rn_parameters_graph (parameters);

  rn_parameters_initialize (parameters, 1);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);
      float *values = rn_parameters_values (parameters, i);

      for (gsize k = 0; info->trained && k < rn_shape_elements (&info->shape); k++)
        if (g_str_equal (info->name, "se.fc1.bias"))
          values[k] = k % 2 == 0 ? 4 : -4;
        else
          values[k] += (float) (0.1 * rn_random_normal (2, rn_random_stream (info->name), k));
    }
}

static void
start (Bench *bench, RnGraph *graph, const RnEngine *engine, RnMode mode)
{
  const RnShape *input = &rn_graph_node (graph, 0)->shape;
  const RnShape *output = &rn_graph_node (graph, rn_graph_output (graph))->shape;
  RnSessionOptions options
      = { .engine = engine, .mode = mode, .backward = TRUE, .keep = RN_KEEP_ALL, .threads = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, &error);

  g_assert_no_error (error);
  shake (parameters);
  bench->session = rn_session_new (graph, parameters, input, &options, &error);
  g_assert_no_error (error);
  bench->input = rn_tensor_new (input, NULL);
  bench->weights = rn_tensor_new (output, NULL);
  rn_tensor_fill_normal (bench->input, 1, 1);
  rn_tensor_fill_normal (bench->weights, 1, 2);
}

static void
check_block (RnGraph *graph, const RnEngine *engine, RnMode mode)
{
  Bench bench;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTensor) d_input = NULL;
  RnParameters *parameters;

  start (&bench, graph, engine, mode);
  loss (&bench);
  g_assert_true (rn_session_set_output_gradient (bench.session, bench.weights, NULL));
  rn_session_backward (bench.session, NULL, &error);
  g_assert_no_error (error);
  d_input = rn_session_gradient (bench.session, 0, &error);
  g_assert_no_error (error);
  check_tensor (&bench, "input", rn_tensor_data (bench.input), rn_tensor_values (d_input),
                rn_tensor_elements (d_input));

  parameters = rn_session_parameters (bench.session);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);

      if (info->trained)
        check_tensor (&bench, info->name, rn_parameters_values (parameters, i),
                      rn_parameters_gradients (parameters, i), rn_shape_elements (&info->shape));
    }
  rn_session_free (bench.session);
  rn_tensor_unref (bench.input);
  rn_tensor_unref (bench.weights);
}

/* The graph of the block, NULL where its spec is refused: in words, by whoever sees it first. */
static RnGraph *
try_build (const RnBlockSpec *block)
{
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (GError) error = NULL;
  RnBuildOptions options = { .input = rn_shape_4d (2, 8, 5, 4) };
  RnGraph *graph = NULL;

  if (rn_block_spec_check (block, &error))
    {
      spec = rn_spec_new_block (block);
      graph = rn_spec_build (spec, &options, &error);
    }
  if (graph == NULL)
    {
      g_assert_true (g_error_matches (error, RN_ERROR, RN_ERROR_RANGE)
                     || g_error_matches (error, RN_ERROR, RN_ERROR_SHAPE));
      g_assert_cmpuint (strlen (error->message), >, 20);
    }
  return graph;
}

/* On every engine, or in the quick run on the one whose @turn it is. */
static guint
check_spec (const RnBlockSpec *block, RnMode mode, guint turn)
{
  g_autoptr (RnGraph) graph = try_build (block);
  guint n_engines;
  const RnEngine *const *engines = rn_engines (&n_engines);

  if (graph == NULL)
    return 0;
  g_test_message ("%s", rn_graph_scope (graph, RN_SCOPE_ROOT)->spec);
  for (guint i = 0; i < n_engines; i++)
    if (g_test_slow () || i == turn % n_engines)
      check_block (graph, engines[i], mode);
  return 1;
}

static int
n_words (const char *name)
{
  guint n;
  const RnSpecKey *key = rn_block_schema (&n);

  while (!g_str_equal (key->name, name))
    key++;
  return (int) g_strv_length ((char **) key->choices);
}

/* A list that gives any shape the block may want. */
static void
set_layers (RnBlockSpec *block)
{
  g_autofree char *text = g_strdup_printf (
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut_layers\":["
    "{\"op\":\"silu\"},{\"op\":\"conv2d\",\"out\":%d,\"kernel\":3,\"pad\":1,\"stride\":%d}]}",
    block->out, block->stride);
  json_object *json = rn_spec_parse_json (text, strlen (text), "layers", NULL);
  RnBlockSpec with;

  g_assert_true (rn_block_spec_read (&with, json, NULL));
  json_object_put (json);
  block->n_layers = with.n_layers;
  memcpy (block->layers, with.layers, sizeof with.layers);
}

typedef struct
{
  int    out, stride, mid, groups, from;
  RnMode mode;
} Shape;

static const Shape shapes[] = {
  { 8, 1, 0, 1, RN_FROM_INPUT, RN_MODE_TRAIN },
  { 8, 1, 4, 2, RN_FROM_INPUT, RN_MODE_EVAL },
  { 12, 2, 4, 1, RN_FROM_INPUT, RN_MODE_TRAIN },
  { 12, 2, 4, 4, RN_FROM_PREACT, RN_MODE_TRAIN },
};

static void
set_shape (RnBlockSpec *block, const Shape *shape)
{
  block->in = 8;
  block->out = shape->out;
  block->stride = shape->stride;
  block->mid = shape->mid;
  block->groups = shape->groups;
  block->shortcut_from = shape->from;
  block->activation = RN_SILU;
  block->expand = block->scales = block->heads = 2;
  block->window = 3;
  block->gate_bias = 0.3;
  block->shortcut_scale = 0.7;
  block->branch_scale = shape->stride == 2 ? -1.5 : 1;
  set_layers (block);
}

/* Both places of SE and none, on all shapes, or every other one. */
static guint
check_shapes (RnBlockSpec *block, int offset)
{
  guint built = 0;

  for (int se = 0; se < 3; se++)
    for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
      {
        if (!g_test_slow () && ((offset + (int) i) % 2 != 0 || (se > 0 && (offset / 2 + se) % 2 != 0)))
          continue;
        set_shape (block, &shapes[i]);
        block->se = se > 0 ? 4 : 0;
        block->se_at = se == 2 ? RN_SE_BEFORE_NORM : RN_SE_AFTER_NORM;
        built += check_spec (block, shapes[i].mode, built);
      }
  return built;
}

static void
check_body (int body)
{
  guint built = 0;

  for (int form = 0; form < (body == 1 ? n_words ("form") : 1); form++)
    for (int order = 0; order < n_words ("order"); order++)
      for (int shortcut = 0; shortcut < n_words ("shortcut"); shortcut++)
        {
          RnBlockSpec block;

          rn_block_spec_init (&block);
          block.body = body;
          block.form = form;
          block.order = order;
          block.shortcut = shortcut;
          built += check_shapes (&block, order + shortcut + form);
        }
  /* at least, without SE: of each order and each shortcut, two shapes each */
  g_assert_cmpuint (built, >=, (guint) (n_words ("order") * n_words ("shortcut") * 2));
}

static void
test_body (gconstpointer data)
{
  check_body (GPOINTER_TO_INT (data));
}

int
main (int argc, char **argv)
{
  guint n;
  const RnSpecKey *bodies = rn_block_schema (&n);

  g_test_init (&argc, &argv, NULL);
  for (int i = 0; bodies->choices[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/blocks/gradient/%s", bodies->choices[i]);

      g_test_add_data_func (path, GINT_TO_POINTER (i), test_body);
    }
  return g_test_run ();
}
