/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every op against PyTorch and against itself, case by case: shape, forward, backward, central
 * differences, explanation, cost; and the same bits on any number of threads.
 */
#include "op-harness.h"
#include "rn-random.h"
#include "rn-test.h"

#include <math.h>
#include <omp.h>
#include <string.h>

/* Summed in double, rounded to float once, and so is the expected value: 2·2⁻²⁴ and some room. */
#define FORWARD_TOLERANCE 2e-7
/* Backward of batch norm, softmax and sigmoid starts from what forward has rounded to float. */
#define BACKWARD_TOLERANCE 1e-6

/* So small that h² times the third derivatives of these ops stays below DIFFERENCE_TOLERANCE … */
#define STEP 0x1p-7
#define DIFFERENCE_TOLERANCE 2e-3
/* … and so large that the float rounding of the outputs, a few 2⁻²⁴ of each, does not matter. */
#define ROUNDING 2e-7
#define DIRECTIONS 4

static OpCases *cases;

static void
check_forward (OpRun *run)
{
  const OpCase *c = run->c;
  const RnTensor *expected = op_cases_tensor (cases, c, "output");

  g_assert_true (rn_shape_equal (&c->call.output, rn_tensor_shape (expected)));
  op_run_forward (run);
  rn_assert_close (run->output, rn_tensor_values (expected), rn_tensor_elements (expected),
                   FORWARD_TOLERANCE, c->name);
  for (guint i = 0; i < c->op->n_parameters; i++)
    {
      const RnTensor *after = op_cases_tensor (cases, c, "after.%s", c->op->parameters[i].name);

      if (after != NULL)
        rn_assert_close (run->parameters[i], rn_tensor_values (after), rn_tensor_elements (after),
                         FORWARD_TOLERANCE, c->op->parameters[i].name);
    }
}

/* Gradients are @times PyTorch's: each backward pass adds. */
static void
assert_gradients (const RnTensor *expected, const float *found, const char *what, float times)
{
  gsize n = rn_tensor_elements (expected);
  g_autofree float *multiple = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    multiple[i] = times * rn_tensor_values (expected)[i];
  rn_assert_close (found, multiple, n, BACKWARD_TOLERANCE, what);
}

static void
check_backward (OpRun *run)
{
  const OpCase *c = run->c;

  for (int times = 1; times <= 2; times++)
    {
      op_run_backward (run);
      for (guint i = 0; i < c->call.n_inputs; i++)
        if (run->d_inputs[i] != NULL)
          assert_gradients (op_cases_tensor (cases, c, "grad_input.%u", i), run->d_inputs[i],
                            "grad_input", (float) times);
      for (guint i = 0; i < c->op->n_parameters; i++)
        if (run->d_parameters[i] != NULL)
          assert_gradients (op_cases_tensor (cases, c, "grad.%s", c->op->parameters[i].name),
                            run->d_parameters[i], c->op->parameters[i].name, (float) times);
    }
}

/* Nothing is asked for, nothing is written. */
static void
check_backward_of_nothing (const OpCase *c)
{
  g_autoptr (OpRun) run = op_run_new (cases, c);

  for (guint i = 0; i < RN_OP_MAX_INPUTS; i++)
    g_clear_pointer (&run->d_inputs[i], g_free);
  for (guint i = 0; i < RN_OP_MAX_PARAMETERS; i++)
    g_clear_pointer (&run->d_parameters[i], g_free);
  op_run_forward (run);
  op_run_backward (run);
}

/* Tensors moved along a random direction, x ± STEP·v; sums of g·(x⁺ − x⁻) and of its squares. */
typedef struct
{
  guint64 seed;
  guint64 stream;
  double  expected;
  double  squares;
} Walk;

static void
move (Walk *walk, float *low, float *high, const float *gradient, gsize n)
{
  if (gradient == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    {
      double v = rn_random_normal (walk->seed, walk->stream, i);
      double slope;

      low[i] -= (float) (STEP * v);
      high[i] += (float) (STEP * v);
      slope = gradient[i] * ((double) high[i] - low[i]);    /* the step as it came out in float */
      walk->expected += slope;
      walk->squares += slope * slope;
    }
  walk->stream++;
}

/* L = Σ dy·y */
static double
loss (OpRun *run, double *squares)
{
  gsize n = rn_shape_elements (&run->c->call.output);
  double sum = 0;

  op_run_forward (run);
  for (gsize i = 0; i < n; i++)
    {
      double product = (double) run->d_output[i] * run->output[i];

      sum += product;
      *squares += product * product;
    }
  return sum;
}

static void
check_differences (const OpCase *c)
{
  g_autoptr (OpRun) at = op_run_new (cases, c);

  op_run_forward (at);
  op_run_backward (at);
  for (guint direction = 0; direction < DIRECTIONS; direction++)
    {
      g_autoptr (OpRun) low = op_run_new (cases, c);
      g_autoptr (OpRun) high = op_run_new (cases, c);
      Walk walk = { .seed = direction, .stream = rn_random_stream (c->name) };
      double squares = 0, difference, allowed;

      for (guint i = 0; i < c->call.n_inputs; i++)
        move (&walk, low->inputs[i], high->inputs[i], at->d_inputs[i],
              rn_shape_elements (&c->inputs[i]));
      for (guint i = 0; i < c->op->n_parameters; i++)
        move (&walk, low->parameters[i], high->parameters[i], at->d_parameters[i],
              rn_shape_elements (&c->parameters[i]));
      difference = loss (high, &squares) - loss (low, &squares);
      allowed = DIFFERENCE_TOLERANCE * sqrt (walk.squares) + ROUNDING * sqrt (squares);
      if (!(fabs (difference - walk.expected) <= allowed))
        g_error ("%s: direction %u: L changes by %.9g, the gradient says %.9g (allowed %.3g)",
                 c->name, direction, difference, walk.expected, allowed);
    }
}

static void
assert_same_bits (const float *a, const float *b, const RnShape *shape)
{
  gsize bytes = rn_shape_elements (shape) * sizeof (float);

  g_assert_true ((a == NULL) == (b == NULL));
  if (a != NULL)
    g_assert_cmpmem (a, bytes, b, bytes);
}

static void
check_threads (const OpCase *c)
{
  OpRun *runs[2];

  for (int i = 0; i < 2; i++)
    {
      int before = omp_get_max_threads ();

      omp_set_num_threads (i == 0 ? 1 : 3);
      runs[i] = op_run_new_random (c);
      op_run_forward (runs[i]);
      op_run_backward (runs[i]);
      omp_set_num_threads (before);
    }
  assert_same_bits (runs[0]->output, runs[1]->output, &c->call.output);
  for (guint i = 0; i < c->call.n_inputs; i++)
    assert_same_bits (runs[0]->d_inputs[i], runs[1]->d_inputs[i], &c->inputs[i]);
  for (guint i = 0; i < c->op->n_parameters; i++)
    {
      assert_same_bits (runs[0]->parameters[i], runs[1]->parameters[i], &c->parameters[i]);
      assert_same_bits (runs[0]->d_parameters[i], runs[1]->d_parameters[i], &c->parameters[i]);
    }
  op_run_free (runs[0]);
  op_run_free (runs[1]);
}

/* All large enough that the loops wake their threads. */
static void
test_threads (void)
{
  const struct { const char *op; const RnArg *args; RnShape input; } table[] = {
    { "conv2d",
      RN_ARGS ({ "out", 14 }, { "kernel", 3 }, { "pad", 1 }, { "groups", 2 }, { "bias", 1 }),
      rn_shape_4d (2, 10, 13, 11) },
    { "batch_norm", RN_NO_ARGS, rn_shape_4d (3, 11, 40, 40) },
    { "linear", RN_ARGS ({ "out", 37 }), rn_shape_2d (5, 301) },
    { "window_attention", RN_ARGS ({ "heads", 2 }, { "window", 7 }), rn_shape_4d (2, 12, 19, 17) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      OpCase c = { .op = rn_op_find (table[i].op), .training = TRUE, .inputs = { table[i].input } };

      op_attributes (c.op, table[i].args, c.attributes);
      c.call = (RnOpCall) { .name = table[i].op, .attributes = c.attributes, .n_inputs = 1,
                            .inputs = c.inputs, .parameters = c.parameters };
      g_assert_true (c.op->infer (&c.call, &c.call.output, c.parameters, NULL));
      check_threads (&c);
    }
}

/* Ops whose output is a function of the sum; for all others the output is the sum. */
static gboolean
bends_its_sum (const OpCase *c)
{
  static const char *const names[] = { "relu", "relu6", "silu", "gelu", "sigmoid", "softmax",
                                       NULL };

  return g_strv_contains (names, c->op->name);
}

static gsize
row_major (const RnShape *shape, const gsize *index)
{
  gsize at = 0;

  for (guint i = 0; i < shape->rank; i++)
    {
      g_assert_cmpuint (index[i], <, shape->dim[i]);
      at = at * shape->dim[i] + index[i];
    }
  return at;
}

static gboolean
multiplies_bf16 (const OpCase *c)
{
  int place = rn_op_attribute (c->op, "bf16");

  return place >= 0 && c->attributes[place] != 0;
}

/* @found is @value, or the bfloat16 next to it: 8 significant bits, at most half a step away. */
static void
assert_operand (const OpCase *c, double found, float value)
{
  int exponent;
  double digits = ldexp (frexp (found, &exponent), 8);

  if (!multiplies_bf16 (c))
    {
      g_assert_cmpfloat (found, ==, value);
      return;
    }
  g_assert_cmpfloat (digits, ==, rint (digits));
  frexp (value, &exponent);
  g_assert_cmpfloat (fabs (found - value), <=, ldexp (1, exponent - 9));
}

/* A term stands where it says, and its factor is the weight it names. */
static void
check_term (const OpRun *run, const RnTerm *term)
{
  const OpCase *c = run->c;

  gsize at;

  g_assert_cmpuint (term->input, <, c->call.n_inputs);
  at = row_major (&c->inputs[term->input], term->index);
  assert_operand (c, term->value, run->inputs[term->input][at]);
  g_assert_cmpfloat (term->product, ==, term->value * term->factor);
  if (term->weight_index == G_MAXSIZE)
    return;
  g_assert_cmpuint (term->weight_index, <, rn_shape_elements (&c->parameters[0]));
  if (!g_str_equal (c->op->name, "batch_norm"))    /* its factor is the weight divided by σ */
    assert_operand (c, term->factor, run->parameters[0][term->weight_index]);
}

static guint
check_explanation (OpRun *run, gsize element, double scale)
{
  const OpCase *c = run->c;
  gsize index[RN_SHAPE_MAX_RANK] = { 0 };
  RnExplanation told;
  double sum = 0;
  gsize rest;
  guint n;

  rest = element;
  for (guint i = c->call.output.rank; i-- > 0; rest /= c->call.output.dim[i])
    index[i] = rest % c->call.output.dim[i];
  op_run_explain (run, index, &told);
  n = told.terms->len;
  for (guint i = 0; i < n; i++)
    {
      const RnTerm *term = &g_array_index (told.terms, RnTerm, i);

      check_term (run, term);
      sum += term->product;
    }
  g_assert_cmpfloat_with_epsilon (told.sum, sum, 1e-12 * scale);    /* doubles added in one order */
  if (!bends_its_sum (c))
    g_assert_cmpfloat_with_epsilon (told.result, told.sum + told.constant, 1e-12 * scale);
  g_assert_cmpfloat_with_epsilon (told.result, run->output[element], FORWARD_TOLERANCE * scale);
  g_assert_nonnull (told.formula);
  g_assert_null (strchr (told.formula, '-'));    /* a minus is U+2212 */
  rn_explanation_clear (&told);
  g_assert_null (told.formula);
  return n;
}

/* Explains every element; returns how many terms that took. */
static guint64
check_explanations (const OpCase *c)
{
  g_autoptr (OpRun) run = op_run_new (cases, c);
  gsize n = rn_shape_elements (&c->call.output);
  guint64 terms = 0;
  double scale = 0;

  op_run_forward (run);
  for (gsize i = 0; i < n; i++)
    scale = fmax (scale, fabs (run->output[i]));
  for (gsize i = 0; i < n; i++)
    terms += check_explanation (run, i, fmax (scale, 1));
  return terms;
}

/* What each op's elements count as. */
static void
count_elements (const OpCase *c, RnCost *cost)
{
  guint64 in = rn_shape_elements (&c->inputs[0]), out = rn_shape_elements (&c->call.output);
  const struct { const char *op; guint64 *field; guint64 count; } table[] = {
    { "batch_norm", &cost->norm_elements, out },
    { "relu", &cost->activation_elements, out },
    { "relu6", &cost->activation_elements, out },
    { "silu", &cost->activation_elements, out },
    { "gelu", &cost->activation_elements, out },
    { "sigmoid", &cost->activation_elements, out },
    { "softmax", &cost->activation_elements, out },
    { "add", &cost->additions, (c->call.n_inputs - 1) * out },
    { "scale", &cost->multiplications, out },
    { "scale_constant", &cost->multiplications, out },
    { "dropout", &cost->multiplications, out },
    { "complement", &cost->additions, out },
    { "upsample", &cost->upsample_elements, out },
    { "max_pool", &cost->pool_reads, in },
    { "avg_pool", &cost->pool_reads, in },
    { "global_avg_pool", &cost->global_pool_reads, in },
    { "adaptive_avg_pool", &cost->global_pool_reads, in },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].op, c->op->name))
      *table[i].field = table[i].count;
}

/* Every product of a weight and a value was seen, and there are as many of a query and a key; each
 * of a head's channels had the same weights. */
static void
count_attention (const OpCase *c, guint64 terms, RnCost *cost)
{
  guint64 depth = c->call.output.dim[1] / (guint64) c->attributes[rn_op_attribute (c->op, "heads")];

  cost->attention_macs = 2 * terms;
  cost->additions = cost->activation_elements = terms / depth;
}

/* From the tensors PyTorch wrote; @terms are the products that were seen, padding left out. */
static void
check_cost (const OpCase *c, guint64 terms)
{
  gboolean multiplies = g_str_equal (c->op->name, "conv2d") || g_str_equal (c->op->name, "linear");
  guint64 out = rn_shape_elements (&c->call.output);
  RnCost found = { 0 }, expected = { .bytes_written = 4 * out };
  int pad = rn_op_attribute (c->op, "pad");

  for (guint i = 0; i < (g_str_equal (c->op->name, "upsample") ? 1 : c->call.n_inputs); i++)
    expected.bytes_read += 4 * rn_tensor_elements (op_cases_tensor (cases, c, "input.%u", i));
  for (guint i = 0; i < c->op->n_parameters; i++)
    {
      const char *name = c->op->parameters[i].name;
      const RnTensor *value = op_cases_tensor (cases, c, "param.%s", name);

      expected.bytes_read += value != NULL ? 4 * rn_tensor_elements (value) : 0;
      if (op_cases_tensor (cases, c, "grad.%s", name) != NULL)
        expected.parameters += rn_tensor_elements (value);
    }
  if (multiplies)
    {
      const RnTensor *weight = op_cases_tensor (cases, c, "param.weight");

      expected.macs = out * (rn_tensor_elements (weight) / rn_tensor_shape (weight)->dim[0]);
      expected.bias_adds = op_cases_tensor (cases, c, "param.bias") != NULL ? out : 0;
      if (pad < 0 || c->attributes[pad] == 0)
        g_assert_cmpuint (expected.macs, ==, terms);
      else
        g_assert_cmpuint (expected.macs, >, terms);
    }
  if (g_str_equal (c->op->name, "window_attention"))
    count_attention (c, terms, &expected);
  if (g_str_equal (c->op->name, "upsample"))
    expected.upsample_reads = out * (c->attributes[0] != 0 ? 4 : 1);
  count_elements (c, &expected);
  c->op->cost (&c->call, &found);
  g_assert_cmpmem (&found, sizeof found, &expected, sizeof expected);
}

static void
test_case (gconstpointer data)
{
  const OpCase *c = data;
  g_autoptr (OpRun) run = op_run_new (cases, c);

  check_forward (run);
  check_backward (run);
  check_backward_of_nothing (c);
  if (c->smooth)
    check_differences (c);
  check_cost (c, check_explanations (c));
}

/* An op that reads something and has no case is not finished. */
static void
test_every_op_has_a_case (void)
{
  guint n;
  const RnOp *const *ops = rn_ops (&n);

  for (guint i = 0; i < n; i++)
    {
      guint found = 0;

      for (guint k = 0; k < cases->cases->len; k++)
        found += ((const OpCase *) cases->cases->pdata[k])->op == ops[i];
      if (found == 0 && ops[i]->max_inputs > 0)
        g_error ("%s has no case in tests/data/ops/cases.json", ops[i]->name);
    }
}

/* A channel of one number has no variance: the output is the shift, and no gradient comes back. */
static void
test_batch_norm_of_one_number (void)
{
  const RnOp *op = rn_op_find ("batch_norm");
  double attributes[RN_OP_MAX_ATTRIBUTES];
  RnShape input = rn_shape_4d (1, 1, 1, 1), parameters[RN_OP_MAX_PARAMETERS];
  RnOpCall call = { .name = "bn", .attributes = attributes, .n_inputs = 1, .inputs = &input,
                    .parameters = parameters };
  float x = 3, y, dy = 2, dx = 0, state[2], weight = 5, bias = 0.5f, mean = 1, variance = 4;
  const float *inputs[] = { &x };
  float *values[] = { &weight, &bias, &mean, &variance };
  float *d_inputs[] = { &dx }, *d_parameters[4] = { NULL };
  RnOpData data = { .training = TRUE, .inputs = inputs, .parameters = values, .output = &y,
                    .state = state, .d_output = &dy, .d_inputs = d_inputs,
                    .d_parameters = d_parameters };

  op_attributes (op, RN_NO_ARGS, attributes);
  g_assert_true (op->infer (&call, &call.output, parameters, NULL));
  op->forward (&call, &data);
  g_assert_cmpfloat (y, ==, bias);
  g_assert_cmpfloat_with_epsilon (mean, 0.9 * 1 + 0.1 * 3, 1e-6);       /* rounded to float once */
  g_assert_cmpfloat_with_epsilon (variance, 0.9 * 4 + 0.1 * 0, 1e-6);
  op->backward (&call, &data);
  g_assert_cmpfloat (dx, ==, 0);
}

/* A label outside the classes makes loss and gradient NaN; nothing is read past the row. */
static void
test_loss_of_no_class (void)
{
  const RnOp *op = rn_op_find ("softmax_cross_entropy");
  double attributes[RN_OP_MAX_ATTRIBUTES];
  const float wrong[] = { -1, 3, NAN, 1e30f };

  op_attributes (op, RN_NO_ARGS, attributes);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      RnShape shapes[] = { rn_shape_2d (1, 3), rn_shape_1d (1) };
      RnOpCall call = { .name = "loss", .attributes = attributes, .n_inputs = 2, .inputs = shapes };
      float logits[] = { 1, 2, 3 }, state[3], y = 0, dy = 1, dx[3] = { 0 };
      const float *inputs[] = { logits, &wrong[i] };
      float *d_inputs[] = { dx, NULL };
      RnOpData data = { .inputs = inputs, .output = &y, .state = state, .d_output = &dy,
                        .d_inputs = d_inputs };

      g_assert_true (op->infer (&call, &call.output, NULL, NULL));
      op->forward (&call, &data);
      op->backward (&call, &data);
      g_assert_true (isnan (y) && isnan (dx[0]));
    }
}

/* The input's numbers are its output already; it only tells them. */
static void
test_input (void)
{
  const RnOp *op = rn_op_find ("input");
  RnOpCall call = { .name = "input", .output = rn_shape_2d (1, 2) };
  float values[] = { 1, -2 };
  RnOpData data = { .output = values };
  RnExplanation told;
  RnCost cost = { 0 };
  static const RnCost nothing;

  op->forward (&call, &data);
  op->backward (&call, &data);
  g_assert_cmpfloat (values[1], ==, -2);
  op->explain (&call, &data, (const gsize[]) { 0, 1 }, &told);
  g_assert_cmpfloat (told.result, ==, -2);
  g_assert_cmpuint (told.terms->len, ==, 0);
  rn_explanation_clear (&told);
  op->cost (&call, &cost);
  g_assert_cmpmem (&cost, sizeof cost, &nothing, sizeof nothing);
}

/* What a hover shows: all of a short sum, the ends of a long one, negative factors in brackets. */
static void
test_formulas (void)
{
  const RnOp *op = rn_op_find ("linear");
  const char *const expected[] = {
    [1] = "−1 × 2 + 0.5 = −1.5",
    [2] = "−1 × 2 + 2 × (−2) + 0.5 = −5.5",
    [5] = "−1 × 2 + 2 × (−2) + ⋯ + (−5) × 2 + 0.5 = −29.5",
  };

  for (gsize n = 1; n < G_N_ELEMENTS (expected); n++)
    {
      double attributes[RN_OP_MAX_ATTRIBUTES];
      RnShape input = rn_shape_2d (1, n), parameters[RN_OP_MAX_PARAMETERS];
      RnOpCall call = { .name = "fc", .attributes = attributes, .n_inputs = 1, .inputs = &input,
                        .parameters = parameters };
      float x[] = { -1, 2, -3, 4, -5 }, w[] = { 2, -2, 2, -2, 2 }, b = 0.5f;
      const float *inputs[] = { x };
      float *values[] = { w, &b };
      RnOpData data = { .inputs = inputs, .parameters = values };
      RnExplanation told;

      op_attributes (op, RN_ARGS ({ "out", 1 }), attributes);
      g_assert_true (op->infer (&call, &call.output, parameters, NULL));
      op->explain (&call, &data, (const gsize[]) { 0, 0 }, &told);
      if (expected[n] != NULL)
        g_assert_cmpstr (told.formula, ==, expected[n]);
      rn_explanation_clear (&told);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  cases = op_cases_load ();
  g_test_add_func ("/core/ops/every-op-has-a-case", test_every_op_has_a_case);
  for (guint i = 0; i < cases->cases->len; i++)
    {
      const OpCase *c = cases->cases->pdata[i];
      const char *rest = c->name + strlen (c->op->name) + 1;    /* "same-padding" */
      g_autofree char *path = g_strdup_printf ("/core/ops/%s/%s", c->op->name, rest);

      g_test_add_data_func (path, c, test_case);
    }
  g_test_add_func ("/core/ops/threads-change-no-bit", test_threads);
  g_test_add_func ("/core/ops/batch_norm/one-number-gives-the-shift",
                   test_batch_norm_of_one_number);
  g_test_add_func ("/core/ops/softmax_cross_entropy/no-class-gives-nan", test_loss_of_no_class);
  g_test_add_func ("/core/ops/input/does-nothing", test_input);
  g_test_add_func ("/core/ops/linear/formula", test_formulas);
  result = g_test_run ();
  op_cases_free (cases);
  return result;
}
