/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Blocks of every kind, and graphs by hand that blocks do not make, on both engines: channel counts
 * that fit no vector, groups of all widths, fallback ops, tensors with several readers, values that
 * must outlive what would overwrite them.
 */
#include "rn-test-model.h"
#include "rn-test-run.h"

/* Of the largest magnitude; a dozen layers of float sums. Seen: 4e-6. */
#define TOLERANCE 3e-5

static void
check_graph (RnGraph *graph, const char *what)
{
  g_autoptr (RnParameters) start = rn_test_parameters (graph, 8), after = NULL;

  rn_test_agree (start, RN_MODE_TRAIN, RN_KEEP_ALL, TOLERANCE, what, &after);
  rn_test_settle (after, start);
  rn_test_agree (after, RN_MODE_EVAL, RN_KEEP_ALL, TOLERANCE, what, NULL);
}

static void
check_spec (const char *input, const char *keys)
{
  g_autofree char *spec = g_strdup_printf ("{%s}", keys);
  g_autoptr (RnGraph) graph = rn_test_build (spec, input);

  check_graph (graph, spec);
}

/* Vectors hold 4, 8 or 16 channels: more, fewer and none of them are left over. */
static void
test_odd_widths (void)
{
  check_spec ("3,6,7,5", "\"body\":\"basic\",\"in\":6,\"out\":6");
  check_spec ("3,6,7,5", "\"body\":\"basic\",\"in\":6,\"out\":13,\"stride\":2");
  check_spec ("3,13,6,6", "\"body\":\"bottleneck\",\"in\":13,\"out\":24,\"mid\":7");
  check_spec ("3,24,6,6",
              "\"body\":\"bottleneck\",\"in\":24,\"out\":24,\"order\":\"pre\",\"mid\":12");
  check_spec ("3,1,9,9", "\"body\":\"basic\",\"in\":1,\"out\":1");
  check_spec ("3,17,5,5", "\"body\":\"basic\",\"in\":17,\"out\":33");
}

static void
test_groups (void)
{
  /* 4 a group */
  check_spec ("2,32,6,6", "\"body\":\"bottleneck\",\"in\":32,\"out\":32,\"mid\":32,\"groups\":8");
  /* 8 */
  check_spec ("2,32,6,6", "\"body\":\"bottleneck\",\"in\":32,\"out\":32,\"mid\":32,\"groups\":4");
  /* 16 */
  check_spec ("2,32,6,6", "\"body\":\"bottleneck\",\"in\":32,\"out\":32,\"mid\":32,\"groups\":2");
  /* depthwise */
  check_spec ("2,32,6,6", "\"body\":\"bottleneck\",\"in\":32,\"out\":32,\"mid\":32,\"groups\":32");
  check_spec ("2,24,6,6", "\"body\":\"basic\",\"in\":24,\"out\":24,\"groups\":24,\"stride\":2");
  check_spec ("2,18,6,6", "\"body\":\"basic\",\"in\":18,\"out\":18,\"groups\":3");
}

static void
test_orders_and_shortcuts (void)
{
  check_spec ("2,16,7,7",
              "\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":32,\"stride\":2,"
              "\"shortcut_from\":\"preact\"");
  check_spec ("2,16,7,7",
              "\"body\":\"bottleneck\",\"order\":\"pre\",\"in\":16,\"out\":32,"
              "\"shortcut_from\":\"preact\",\"shortcut_norm\":true");
  check_spec ("2,16,7,7",
              "\"body\":\"basic\",\"in\":16,\"out\":32,\"stride\":2,\"shortcut\":\"pad\"");
  check_spec ("2,6,7,7",
              "\"body\":\"basic\",\"in\":6,\"out\":11,\"stride\":3,\"shortcut\":\"pad\"");
  check_spec ("2,16,7,7",
              "\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"stride\":2,\"shortcut\":\"none\"");
  check_spec ("2,16,7,7",
              "\"body\":\"bottleneck\",\"in\":16,\"out\":16,\"stride\":2,\"stride_at\":\"1x1\","
              "\"shortcut\":\"projection\"");
}

static void
test_gates_and_activations (void)
{
  check_spec ("2,16,6,6", "\"body\":\"basic\",\"in\":16,\"out\":16,\"se\":4");
  check_spec ("2,13,6,6", "\"body\":\"basic\",\"in\":13,\"out\":13,\"se\":4");
  check_spec ("2,16,6,6",
              "\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"se\":8,\"stride\":2,"
              "\"activation\":\"silu\"");
  check_spec ("2,16,6,6", "\"body\":\"basic\",\"in\":16,\"out\":16,\"activation\":\"gelu\"");
  check_spec ("2,16,6,6",
              "\"body\":\"basic\",\"in\":16,\"out\":16,\"activation\":\"relu6\","
              "\"output_activation\":\"none\"");
  check_spec ("2,16,6,6", "\"body\":\"basic\",\"in\":16,\"out\":32,\"norm\":\"none\"");
}

/* ── by hand ── */

typedef struct
{
  RnGraph *graph;
  RnNode   x;             /* [2, 16, 8, 8] behind a convolution */
} Hand;

static Hand
hand (void)
{
  RnShape input = rn_shape_4d (2, 5, 8, 8);
  Hand self = { .graph = rn_graph_new ("by hand") };

  self.x = rn_graph_append (self.graph, "conv2d", "stem",
                            rn_graph_input (self.graph, "input", &input),
                            RN_ARGS ({ "out", 16 }, { "kernel", 3 }, { "pad", 1 }, { "bias", 1 }));
  return self;
}

static RnNode
unary (Hand *self, const char *op, const char *word, RnNode x)
{
  return rn_graph_append (self->graph, op, word, x, RN_NO_ARGS);
}

static RnNode
pointwise (Hand *self, const char *word, RnNode x)
{
  return rn_graph_append (self->graph, "conv2d", word, x, RN_ARGS ({ "out", 16 }, { "kernel", 1 }));
}

static RnNode
add (Hand *self, const char *word, RnNode a, RnNode b)
{
  return rn_graph_append_many (self->graph, "add", word, (RnNode[]) { a, b }, 2, RN_NO_ARGS);
}

/* Consumes the graph. */
static void
finish (Hand *self, const char *what)
{
  g_autoptr (RnGraph) graph = self->graph;
  g_autoptr (GError) error = NULL;

  rn_graph_check (graph, &error);
  g_assert_no_error (error);
  check_graph (graph, what);
}

static void
test_several_readers (void)
{
  Hand a = hand (), b = hand (), c = hand (), d = hand ();
  RnNode y;

  y = unary (&a, "relu", "relu", a.x);                          /* three readers */
  add (&a, "sum2", add (&a, "sum1", pointwise (&a, "p", y), pointwise (&a, "q", y)), y);
  finish (&a, "three readers");

  y = add (&b, "twice", b.x, b.x);
  rn_graph_append_many (b.graph, "add", "thrice", (RnNode[]) { y, y, y }, 3, RN_NO_ARGS);
  finish (&b, "a sum of itself");

  y = rn_graph_append_many (c.graph, "add", "three",
                            (RnNode[]) { pointwise (&c, "p", c.x), c.x, pointwise (&c, "q", c.x) },
                            3, RN_NO_ARGS);
  unary (&c, "relu", "relu", y);
  finish (&c, "a sum of three");

  /* x enters twice, once through the sum before */
  y = add (&d, "first", d.x, pointwise (&d, "p", d.x));
  add (&d, "second", y, d.x);
  finish (&d, "a term of two sums");
}

/* Whoever is overwritten in place must not be needed again. */
static void
test_in_place (void)
{
  Hand a = hand (), b = hand (), c = hand (), d = hand ();
  RnNode y, z;

  y = unary (&a, "relu", "relu", a.x);                          /* the sum's terms live on */
  z = pointwise (&a, "p", y);
  add (&a, "out", add (&a, "sum", y, z), pointwise (&a, "q", add (&a, "again", y, z)));
  finish (&a, "terms that live on");

  /* a norm read before and behind its ReLU */
  y = unary (&b, "batch_norm", "bn", b.x);
  z = unary (&b, "relu", "relu", y);
  add (&b, "sum", y, z);
  finish (&b, "before and behind a ReLU");

  /* conv (x) + x, in a convolution's place */
  y = unary (&c, "relu", "relu", c.x);
  unary (&c, "relu", "out", add (&c, "sum", pointwise (&c, "p", y), y));
  finish (&c, "a convolution plus its input");

  y = unary (&d, "relu", "relu", d.x);                          /* norm (x) + x */
  unary (&d, "relu", "out", add (&d, "sum", unary (&d, "batch_norm", "bn", y), y));
  finish (&d, "a norm plus its input");
}

/* Ops the fast engine hands to the reference's loops, between maps in its own layout. */
static void
test_fallback (void)
{
  Hand a = hand (), b = hand ();
  RnNode left, right, y;

  left = rn_graph_append (a.graph, "slice", "left", a.x, RN_ARGS ({ "begin", 0 }, { "length", 5 }));
  right = rn_graph_append (a.graph, "slice", "right", a.x,
                           RN_ARGS ({ "begin", 3 }, { "length", 13 }));
  y = rn_graph_append_many (a.graph, "concat", "concat", (RnNode[]) { right, left, a.x }, 3,
                            RN_NO_ARGS);
  pointwise (&a, "p", unary (&a, "relu", "relu", unary (&a, "batch_norm", "bn", y)));
  finish (&a, "slices and concat");

  left = rn_graph_append (b.graph, "slice", "left", b.x,
                          RN_ARGS ({ "begin", 0 }, { "length", 16 }));
  y = rn_graph_append_many (b.graph, "concat", "concat", (RnNode[]) { left, b.x }, 2, RN_NO_ARGS);
  y = unary (&b, "sigmoid", "sigmoid", unary (&b, "gelu", "gelu", unary (&b, "silu", "silu", y)));
  y = rn_graph_append (b.graph, "linear", "fc", y, RN_ARGS ({ "out", 7 }));
  unary (&b, "softmax", "softmax", y);
  finish (&b, "whole blocks of 16, then a linear layer on a map");
}

static void
test_windows (void)
{
  Hand a = hand (), b = hand (), c = hand ();
  RnNode y;

  y = rn_graph_append (a.graph, "conv2d", "dilated", a.x,
                       RN_ARGS ({ "out", 16 }, { "kernel", 3 }, { "pad", 2 }, { "dilation", 2 }));
  y = rn_graph_append (a.graph, "conv2d", "strided", y,
                       RN_ARGS ({ "out", 6 }, { "kernel", 3 }, { "stride", 3 }, { "bias", 1 }));
  finish (&a, "dilation, stride 3, bias");

  y = rn_graph_append (b.graph, "avg_pool", "with", b.x,
                       RN_ARGS ({ "kernel", 3 }, { "stride", 2 }, { "pad", 1 }));
  rn_graph_append (b.graph, "avg_pool", "without", y,
                   RN_ARGS ({ "kernel", 2 }, { "stride", 1 }, { "pad", 1 },
                            { "count_include_pad", 0 }));
  finish (&b, "average pools");

  y = rn_graph_append (c.graph, "max_pool", "max", c.x,
                       RN_ARGS ({ "kernel", 3 }, { "stride", 2 }, { "pad", 1 }));
  /* to one pixel */
  y = rn_graph_append (c.graph, "conv2d", "whole", y, RN_ARGS ({ "out", 24 }, { "kernel", 4 }));
  y = rn_graph_append (c.graph, "conv2d", "one", y,
                       RN_ARGS ({ "out", 13 }, { "kernel", 3 }, { "pad", 1 }));
  rn_graph_append (c.graph, "linear", "fc", y, RN_ARGS ({ "out", 3 }));
  finish (&c, "maps of one pixel");
}

/* The picture read by more than the stem, and a second input. */
static void
test_inputs_read_by_several (void)
{
  RnShape shape = rn_shape_4d (2, 16, 7, 7);
  Hand a = { .graph = rn_graph_new ("inputs") };
  RnNode second, y;

  a.x = rn_graph_input (a.graph, "input", &shape);
  second = rn_graph_input (a.graph, "second", &shape);
  y = add (&a, "sum", pointwise (&a, "p", a.x), a.x);
  y = add (&a, "with_second", y, second);
  y = unary (&a, "relu", "relu", unary (&a, "batch_norm", "bn", y));
  rn_graph_append_many (a.graph, "concat", "concat", (RnNode[]) { y, second, a.x }, 3, RN_NO_ARGS);
  finish (&a, "inputs read by several");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/engine/blocks/odd-widths", test_odd_widths);
  g_test_add_func ("/core/engine/blocks/groups", test_groups);
  g_test_add_func ("/core/engine/blocks/orders-and-shortcuts", test_orders_and_shortcuts);
  g_test_add_func ("/core/engine/blocks/gates-and-activations", test_gates_and_activations);
  g_test_add_func ("/core/engine/blocks/several-readers", test_several_readers);
  g_test_add_func ("/core/engine/blocks/in-place", test_in_place);
  g_test_add_func ("/core/engine/blocks/fallback", test_fallback);
  g_test_add_func ("/core/engine/blocks/windows", test_windows);
  g_test_add_func ("/core/engine/blocks/inputs-read-by-several", test_inputs_read_by_several);
  return g_test_run ();
}
