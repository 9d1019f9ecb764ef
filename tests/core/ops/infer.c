/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What infer refuses, with which code, and that it leaves its outputs alone then. */
#include "op-harness.h"

#include <string.h>

typedef struct
{
  const char  *test;             /* what is wrong */
  const char  *op;
  const RnArg *args;
  RnError      code;
  guint        n_inputs;
  RnShape      inputs[3];
} Refusal;

#define FULL  { 4, { 2, 6, 8, 8 } }
#define HUGE_ { 4, { 1 << 20, 1 << 10, 1 << 10, 1 << 10 } }    /* 2⁵⁰ elements */

static const Refusal refusals[] = {
  { "rank", "conv2d", RN_ARGS ({ "out", 4 }, { "kernel", 3 }),
    RN_ERROR_SHAPE, 1, { { 2, { 2, 6, 1, 1 } } } },
  { "no-elements", "conv2d", RN_ARGS ({ "out", 4 }, { "kernel", 1 }),
    RN_ERROR_SHAPE, 1, { { 4, { 2, 0, 8, 8 } } } },
  { "no-tensor", "relu", RN_NO_ARGS, RN_ERROR_SHAPE, 1, { { 0, { 1, 1, 1, 1 } } } },
  { "groups-do-not-divide-input", "conv2d",
    RN_ARGS ({ "out", 8 }, { "kernel", 1 }, { "groups", 4 }),
    RN_ERROR_SHAPE, 1, { FULL } },
  { "groups-do-not-divide-filters", "conv2d",
    RN_ARGS ({ "out", 8 }, { "kernel", 1 }, { "groups", 3 }),
    RN_ERROR_SHAPE, 1, { FULL } },
  { "more-groups-than-channels", "conv2d",
    RN_ARGS ({ "out", 12 }, { "kernel", 1 }, { "groups", 12 }),
    RN_ERROR_SHAPE, 1, { FULL } },
  { "window-larger-than-input", "conv2d", RN_ARGS ({ "out", 4 }, { "kernel", 11 }, { "pad", 1 }),
    RN_ERROR_RANGE, 1, { FULL } },
  { "window-wider-than-input", "conv2d", RN_ARGS ({ "out", 4 }, { "kernel", 3 }),
    RN_ERROR_RANGE, 1, { { 4, { 2, 6, 8, 2 } } } },
  { "dilated-window-larger-than-input", "conv2d",
    RN_ARGS ({ "out", 4 }, { "kernel", 3 }, { "dilation", 4 }),
    RN_ERROR_RANGE, 1, { FULL } },
  { "input-overflows", "conv2d", RN_ARGS ({ "out", 4 }, { "kernel", 3 }),
    RN_ERROR_RANGE, 1, { HUGE_ } },
  { "output-overflows", "conv2d", RN_ARGS ({ "out", 1 << 20 }, { "kernel", 1 }),
    RN_ERROR_RANGE, 1, { { 4, { 1 << 10, 1, 1 << 10, 1 << 10 } } } },
  { "weight-overflows", "conv2d", RN_ARGS ({ "out", 1 << 20 }, { "kernel", 1024 }, { "pad", 512 }),
    RN_ERROR_RANGE, 1, { { 4, { 1, 1 << 20, 1, 1 } } } },
  { "work-overflows", "conv2d", RN_ARGS ({ "out", 1 }, { "kernel", 512 }),
    RN_ERROR_RANGE, 1, { { 4, { 1, 1 << 10, 1 << 18, 1 << 20 } } } },
  { "rank", "batch_norm", RN_NO_ARGS, RN_ERROR_SHAPE, 1, { { 2, { 2, 6, 1, 1 } } } },
  { "overflow", "relu6", RN_NO_ARGS, RN_ERROR_RANGE, 1, { HUGE_ } },
  { "different-channels", "add", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 2, 5, 8, 8 } } } },
  { "different-size", "add", RN_NO_ARGS, RN_ERROR_SHAPE, 3, { FULL, FULL, { 4, { 2, 6, 8, 4 } } } },
  { "different-rank", "add", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { { 2, { 2, 6, 1, 1 } }, { 4, { 2, 6, 1, 1 } } } },
  { "different-channels", "scale", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 2, 5, 1, 1 } } } },
  { "different-batch", "scale", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 1, 6, 1, 1 } } } },
  { "overflow", "scale_constant", RN_ARGS ({ "factor", 2 }), RN_ERROR_RANGE, 1, { HUGE_ } },
  { "factor-a-pixel", "scale", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 2, 1, 8, 8 } } } },
  { "gate-of-another-size", "scale", RN_NO_ARGS, RN_ERROR_SHAPE, 2,
    { FULL, { 4, { 2, 6, 8, 4 } } } },
  { "overflow", "complement", RN_NO_ARGS, RN_ERROR_RANGE, 1, { HUGE_ } },
  { "overflow", "gradient_scale", RN_ARGS ({ "factor", 2 }), RN_ERROR_RANGE, 1, { HUGE_ } },
  { "overflow", "dropout", RN_NO_ARGS, RN_ERROR_RANGE, 1, { HUGE_ } },
  { "nothing-left", "dropout", RN_ARGS ({ "rate", 1 }), RN_ERROR_RANGE, 1, { FULL } },
  { "rank", "max_pool", RN_ARGS ({ "kernel", 2 }, { "stride", 2 }),
    RN_ERROR_SHAPE, 1, { { 2, { 2, 6, 1, 1 } } } },
  { "window-larger-than-input", "max_pool", RN_ARGS ({ "kernel", 9 }, { "stride", 1 }),
    RN_ERROR_RANGE, 1, { FULL } },
  { "pad-of-a-whole-window", "max_pool", RN_ARGS ({ "kernel", 3 }, { "stride", 1 }, { "pad", 2 }),
    RN_ERROR_RANGE, 1, { FULL } },
  { "window-larger-than-input", "avg_pool", RN_ARGS ({ "kernel", 9 }, { "stride", 1 }),
    RN_ERROR_RANGE, 1, { FULL } },
  { "pad-of-a-whole-window", "avg_pool", RN_ARGS ({ "kernel", 2 }, { "stride", 1 }, { "pad", 2 }),
    RN_ERROR_RANGE, 1, { FULL } },
  { "rank", "global_avg_pool", RN_NO_ARGS, RN_ERROR_SHAPE, 1, { { 2, { 2, 6, 1, 1 } } } },
  { "rank", "adaptive_avg_pool", RN_ARGS ({ "size", 7 }), RN_ERROR_SHAPE, 1,
    { { 2, { 2, 6, 1, 1 } } } },
  { "overflow", "adaptive_avg_pool", RN_ARGS ({ "size", 1024 }), RN_ERROR_RANGE, 1,
    { { 4, { 1 << 15, 1 << 16, 1, 1 } } } },
  { "rank", "linear", RN_ARGS ({ "out", 4 }), RN_ERROR_SHAPE, 1, { { 1, { 6, 1, 1, 1 } } } },
  { "weight-overflows", "linear", RN_ARGS ({ "out", 1 << 20 }),
    RN_ERROR_RANGE, 1, { { 4, { 1, 1 << 10, 1 << 10, 1 << 10 } } } },
  { "work-overflows", "linear", RN_ARGS ({ "out", 1 << 20 }),
    RN_ERROR_RANGE, 1, { { 2, { 1 << 20, 1 << 24, 1, 1 } } } },
  { "different-size", "concat", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 2, 6, 8, 4 } } } },
  { "different-batch", "concat", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 1, 6, 8, 8 } } } },
  { "rank", "concat", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { { 2, { 2, 6, 1, 1 } }, { 2, { 2, 6, 1, 1 } } } },
  { "overflow", "concat", RN_NO_ARGS, RN_ERROR_RANGE, 2,
    { { 4, { 1, 1 << 16, 1 << 16, 1 << 16 } }, { 4, { 1, 1, 1 << 16, 1 << 16 } } } },
  { "heads-do-not-divide-channels", "window_attention",
    RN_ARGS ({ "heads", 4 }, { "window", 7 }), RN_ERROR_SHAPE, 1, { FULL } },
  { "no-queries-keys-values", "window_attention", RN_ARGS ({ "heads", 1 }, { "window", 7 }),
    RN_ERROR_SHAPE, 1, { { 4, { 2, 7, 8, 8 } } } },
  { "table-overflows", "window_attention", RN_ARGS ({ "heads", 1 << 20 }, { "window", 1024 }),
    RN_ERROR_SHAPE, 1, { { 4, { 1, 1 << 20, 8, 8 } } } },
  { "work-overflows", "window_attention", RN_ARGS ({ "heads", 1 }, { "window", 1024 }),
    RN_ERROR_RANGE, 1, { { 4, { 1 << 10, 3 << 8, 1 << 14, 1 << 15 } } } },
  { "rank", "upsample", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 2, { 2, 6, 1, 1 } } } },
  { "different-batch", "upsample", RN_NO_ARGS, RN_ERROR_SHAPE, 2, { FULL, { 4, { 1, 6, 9, 9 } } } },
  { "overflow", "upsample", RN_NO_ARGS, RN_ERROR_RANGE, 2,
    { { 4, { 1, 1 << 20, 1, 1 } }, { 4, { 1, 1, 1 << 20, 1 << 20 } } } },
  { "different-channels", "concat_pixels", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { FULL, { 4, { 2, 5, 8, 8 } } } },
  { "different-batch", "concat_pixels", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { FULL, { 4, { 1, 6, 4, 4 } } } },
  { "past-the-end", "slice", RN_ARGS ({ "begin", 4 }, { "length", 3 }),
    RN_ERROR_SHAPE, 1, { FULL } },
  { "rank", "pad_channels", RN_ARGS ({ "after", 2 }),
    RN_ERROR_SHAPE, 1, { { 2, { 2, 6, 1, 1 } } } },
  { "overflow", "pad_channels", RN_ARGS ({ "after", 1 << 20 }),
    RN_ERROR_RANGE, 1, { { 4, { 1 << 10, 1, 1 << 15, 1 << 15 } } } },
  { "rank", "subsample", RN_ARGS ({ "stride", 2 }), RN_ERROR_SHAPE, 1, { { 2, { 2, 6, 1, 1 } } } },
  { "rank", "softmax", RN_NO_ARGS, RN_ERROR_SHAPE, 1, { FULL } },
  { "rank", "softmax_cross_entropy", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { FULL, { 1, { 2, 1, 1, 1 } } } },
  { "labels-rank", "softmax_cross_entropy", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { { 2, { 2, 6, 1, 1 } }, FULL } },
  { "shares-of-other-classes", "softmax_cross_entropy", RN_NO_ARGS,
    RN_ERROR_SHAPE, 2, { { 2, { 2, 6, 1, 1 } }, { 2, { 2, 5, 1, 1 } } } },
  { "labels-for-other-samples", "softmax_cross_entropy", RN_NO_ARGS, RN_ERROR_SHAPE, 2,
    { { 2, { 2, 6, 1, 1 } }, { 1, { 3, 1, 1, 1 } } } },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *r = data;
  const RnOp *op = rn_op_find (r->op);
  double attributes[RN_OP_MAX_ATTRIBUTES];
  RnShape parameters[RN_OP_MAX_PARAMETERS], untouched[RN_OP_MAX_PARAMETERS];
  RnShape output = { 1, { 7, 1, 1, 1 } };
  RnOpCall call = { .name = "stem.one", .attributes = attributes, .n_inputs = r->n_inputs,
                    .inputs = r->inputs, .parameters = parameters };
  g_autoptr (GError) error = NULL;
  g_autofree char *begin = g_strdup_printf ("%s \"stem.one\": ", r->op);
  RnShape before = output;

  memset (parameters, 0xa5, sizeof parameters);
  memcpy (untouched, parameters, sizeof parameters);
  op_attributes (op, r->args, attributes);
  g_assert_false (op->infer (&call, &output, parameters, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, RN_ERROR, (int) r->code);
  g_assert_true (g_str_has_prefix (error->message, begin));    /* it names the node */
  g_assert_true (rn_shape_equal (&output, &before));
  g_assert_cmpmem (parameters, sizeof parameters, untouched, sizeof untouched);
}

/* The largest output and work that can be counted are taken. */
static void
test_large_is_taken (void)
{
  const RnOp *op = rn_op_find ("conv2d");
  double attributes[RN_OP_MAX_ATTRIBUTES];
  RnShape input = rn_shape_4d (1 << 8, 1, 1 << 10, 1 << 10), parameters[RN_OP_MAX_PARAMETERS];
  RnOpCall call = { .name = "c", .attributes = attributes, .n_inputs = 1, .inputs = &input,
                    .parameters = parameters };
  RnCost cost = { 0 };

  op_attributes (op, RN_ARGS ({ "out", 1 << 20 }, { "kernel", 1 }), attributes);
  g_assert_true (op->infer (&call, &call.output, parameters, NULL));
  op->cost (&call, &cost);
  g_assert_cmpuint (cost.macs, ==, G_GUINT64_CONSTANT (1) << 48);
  g_assert_cmpuint (cost.bytes_written, ==, G_GUINT64_CONSTANT (1) << 50);
}

/* A parameter the attributes leave out has rank 0. */
static void
test_bias_left_out (void)
{
  static const char *const names[] = { "conv2d", "linear" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (int bias = 0; bias <= 1; bias++)
      {
        const RnOp *op = rn_op_find (names[i]);
        double attributes[RN_OP_MAX_ATTRIBUTES];
        RnShape input = FULL, parameters[RN_OP_MAX_PARAMETERS];
        RnOpCall call = { .name = "x", .attributes = attributes, .n_inputs = 1, .inputs = &input,
                          .parameters = parameters };

        op_attributes (op, RN_ARGS ({ "out", 3 }, { "bias", bias }), attributes);
        if (rn_op_attribute (op, "kernel") >= 0)
          attributes[rn_op_attribute (op, "kernel")] = 1;
        g_assert_true (op->infer (&call, &call.output, parameters, NULL));
        g_assert_cmpuint (parameters[1].rank, ==, bias);
        g_assert_cmpuint (rn_shape_elements (&parameters[1]), ==, bias ? 3 : 0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/ops/infer/%s/%s-is-refused",
                                               refusals[i].op, refusals[i].test);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  g_test_add_func ("/core/ops/infer/conv2d/large-is-taken", test_large_is_taken);
  g_test_add_func ("/core/ops/infer/bias-left-out-has-no-shape", test_bias_left_out);
  return g_test_run ();
}
