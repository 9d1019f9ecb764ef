/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Small random graphs on both engines: what fuses, which buffers are written in place and which are
 * reused is different in each, so this is the test of the memory plan. Graphs have dead branches,
 * tensors with several readers, sums of a tensor with itself, shared parameters and channel counts
 * that fit no block.
 */
#include "rn-random.h"
#include "rn-test-run.h"

#define GRAPHS      24
#define GRAPHS_SLOW 60

/*
 * Of the largest magnitude of each tensor: a float rounding is 6e-8, sums here have at most 300
 * terms, and a batch norm over the 8 values a channel has at least multiplies what came in by 1/σ,
 * some ten times. Seen in 200 graphs: at most 3e-5.
 */
#define TOLERANCE 1e-4

typedef struct
{
  RnGraph *graph;
  guint64  seed;
  guint64  drawn;
  guint    words;
} Maker;

static guint
draw (Maker *self, guint n)
{
  return (guint) (rn_random_bits (self->seed, 0, self->drawn++) % n);
}

static const RnShape *
shape_of (Maker *self, RnNode node)
{
  return &rn_graph_node (self->graph, node)->shape;
}

/* The shorter side of a map: what a window has to fit into. */
static guint
side_of (Maker *self, RnNode node)
{
  const RnShape *shape = shape_of (self, node);

  return (guint) MIN (shape->dim[2], shape->dim[3]);
}

/* One of the nodes so far that have rank 4, more often a late one. */
static RnNode
pick (Maker *self)
{
  guint n = rn_graph_n_nodes (self->graph);

  for (;;)
    {
      guint back = draw (self, 2) == 0 ? draw (self, MIN (n, 4)) : draw (self, n);

      if (shape_of (self, n - 1 - back)->rank == 4)
        return n - 1 - back;
    }
}

static RnNode
append (Maker *self, const char *op, RnNode x, const RnArg *args)
{
  g_autofree char *word = g_strdup_printf ("%s_%u", op, self->words++);

  return rn_graph_append (self->graph, op, word, x, args);
}

static RnNode
append_many (Maker *self, const char *op, const RnNode *inputs, guint n, const RnArg *args)
{
  g_autofree char *word = g_strdup_printf ("%s_%u", op, self->words++);

  return rn_graph_append_many (self->graph, op, word, inputs, n, args);
}

static void
add_convolution (Maker *self)
{
  static const guint widths[] = { 6, 8, 13, 16, 24, 32 };
  RnNode x = pick (self);
  guint in = (guint) shape_of (self, x)->dim[1], size = side_of (self, x);
  guint out = widths[draw (self, 6)];
  guint kernel = draw (self, 2) == 0 ? 1 : 3, pad = kernel == 3 ? draw (self, 2) : 0;
  guint dilation = kernel == 3 && size >= 6 ? 1 + draw (self, 2) : 1, groups = 1;

  if (kernel == 3 && size + 2 * pad < 2 * dilation + 1)
    pad = 1 + dilation;
  if (draw (self, 3) == 0)
    {
      groups = in;                      /* depthwise, or 2 groups */
      if (draw (self, 2) == 0 && in % 2 == 0)
        groups = 2;
      out = in;
    }
  append (self, "conv2d", x,
          RN_ARGS ({ "out", out }, { "kernel", kernel }, { "stride", 1 + draw (self, 2) },
                   { "pad", pad },
                   { "dilation", dilation }, { "groups", groups }, { "bias", draw (self, 2) }));
}

static void
add_norm (Maker *self)
{
  RnNode x = pick (self);
  const RnShape *shape = shape_of (self, x);

  if (shape->dim[0] * shape->dim[2] * shape->dim[3] >= 8)
    append (self, "batch_norm", x, RN_NO_ARGS);
}

/* conv → norm (→ add) → relu, which is what fuses. */
static void
add_layer (Maker *self)
{
  RnNode x = pick (self), y;
  const RnShape *shape = shape_of (self, x);

  if (shape->dim[0] * shape->dim[2] * shape->dim[3] < 8)
    return;
  y = append (self, "conv2d", x, RN_ARGS ({ "out", shape->dim[1] }, { "kernel", 1 }));
  if (draw (self, 4) > 0)
    y = append (self, "batch_norm", y, RN_NO_ARGS);
  if (draw (self, 2) == 0)
    y = append_many (self, "add", draw (self, 2) == 0 ? (RnNode[]) { x, y } : (RnNode[]) { y, x },
                     2, RN_NO_ARGS);
  if (draw (self, 4) > 0)
    append (self, "relu", y, RN_NO_ARGS);
}

static void
add_activation (Maker *self)
{
  static const char *const ops[] = { "relu", "relu", "relu6", "silu", "gelu", "sigmoid" };

  append (self, ops[draw (self, G_N_ELEMENTS (ops))], pick (self), RN_NO_ARGS);
}

/* Two to four terms of one shape, some of them the same. */
static void
add_sum (Maker *self)
{
  RnNode terms[4];
  guint n = 1, wanted = 2 + draw (self, 3);

  terms[0] = pick (self);
  for (guint tries = 0; n < wanted && tries < 30; tries++)
    {
      RnNode other = pick (self);

      if (rn_shape_equal (shape_of (self, other), shape_of (self, terms[0])))
        terms[n++] = other;
    }
  if (n == 1)
    terms[n++] = terms[0];
  append_many (self, "add", terms, n, RN_NO_ARGS);
}

/* A gate of @x's shape, open or closed; now and then x itself. */
static RnNode
append_gate (Maker *self, RnNode x)
{
  RnNode gate = draw (self, 4) == 0 ? x : append (self, "sigmoid", x, RN_NO_ARGS);

  return draw (self, 2) == 0 ? gate : append (self, "complement", gate, RN_NO_ARGS);
}

static void
add_gate (Maker *self)
{
  RnNode x = pick (self);
  RnNode gate = append (self, "global_avg_pool", draw (self, 2) == 0 ? x : pick (self), RN_NO_ARGS);

  if (shape_of (self, gate)->dim[1] != shape_of (self, x)->dim[1])
    gate = append (self, "conv2d", gate,
                   RN_ARGS ({ "out", shape_of (self, x)->dim[1] }, { "kernel", 1 }, { "bias", 1 }));
  gate = append (self, "sigmoid", gate, RN_NO_ARGS);
  append_many (self, "scale", (RnNode[]) { x, gate }, 2, RN_NO_ARGS);
  if (draw (self, 2) == 0)
    append_many (self, "scale", (RnNode[]) { x, append_gate (self, x) }, 2, RN_NO_ARGS);
  if (draw (self, 2) == 0)
    append (self, draw (self, 2) == 0 ? "scale_constant" : "gradient_scale", pick (self),
            RN_ARGS ({ "factor", draw (self, 3) / 2.0 }));
  if (draw (self, 2) == 0)
    append (self, "dropout", pick (self), RN_ARGS ({ "rate", draw (self, 3) / 4.0 }));
}

/*
 * Maxima are taken of what has no equal values: where two are equal, either may receive the
 * gradient.
 */
static void
add_pool (Maker *self)
{
  RnNode x = pick (self);
  guint size = side_of (self, x), kernel = 2 + draw (self, 2);
  guint stride = 1 + draw (self, 2);

  if (size < kernel)
    return;
  if (draw (self, 2) == 0)
    append (self, "avg_pool", x, RN_ARGS ({ "kernel", kernel }, { "stride", stride },
                                          { "pad", draw (self, 2) },
                                          { "count_include_pad", draw (self, 2) }));
  else
    append (self, "max_pool", append (self, "conv2d", x,
                                      RN_ARGS ({ "out", 16 }, { "kernel", 1 }, { "bias", 1 })),
            RN_ARGS ({ "kernel", kernel }, { "stride", stride }, { "pad", draw (self, 2) }));
}

static void
add_channels (Maker *self)
{
  RnNode x = pick (self), parts[3] = { x, x, x };
  guint channels = (guint) shape_of (self, x)->dim[1], begin = draw (self, channels);

  switch (draw (self, 4))
    {
    case 0:
      parts[1] = append (self, "slice", x,
                         RN_ARGS ({ "begin", begin }, { "length", channels - begin }));
      append_many (self, "concat", parts, 2 + draw (self, 2), RN_NO_ARGS);
      break;
    case 1:
      append (self, "slice", x, RN_ARGS ({ "begin", 0 }, { "length", begin + 1 }));
      break;
    case 2:
      append (self, "pad_channels", x,
              RN_ARGS ({ "before", draw (self, 9) }, { "after", draw (self, 9) }));
      break;
    default:
      append (self, "subsample", x, RN_ARGS ({ "stride", 1 + draw (self, 2) }));
    }
}

/* In tiles that divide the map or do not, of one head or several; global where it is small. */
static void
add_attention (Maker *self)
{
  static const guint widths[] = { 3, 12, 24, 48 };
  guint width = widths[draw (self, 4)], heads = width == 3 ? 1 : 1 + draw (self, 2);
  RnNode x = append (self, "conv2d", pick (self), RN_ARGS ({ "out", width }, { "kernel", 1 }));

  append (self, "window_attention", x,
          RN_ARGS ({ "heads", heads }, { "window", 1 + draw (self, 6) }));
}

/* To the size of another map, larger or smaller; and maps of one width in one column. */
static void
add_levels (Maker *self)
{
  RnNode x = pick (self), like = pick (self), pixels[3] = { x, x, x };
  const gsize *dim = shape_of (self, x)->dim;

  pixels[1] = append_many (self, "upsample", (RnNode[]) { x, like }, 2,
                           RN_ARGS ({ "smooth", draw (self, 2) }));
  if (dim[2] * dim[3] < 200 && draw (self, 2) == 0)
    append_many (self, "concat_pixels", pixels, 1 + draw (self, 3), RN_NO_ARGS);
}

/* A convolution or norm once more, with the same parameters. */
static void
add_again (Maker *self)
{
  RnNode like = pick (self), x = pick (self);
  const RnNodeInfo *info = rn_graph_node (self->graph, like);
  const RnShape *shape = shape_of (self, x);
  g_autofree char *word = g_strdup_printf ("again_%u", self->words++);

  if (info->parameters[0] == G_MAXUINT || info->op->n_parameters == 0 || like >= x
      || shape_of (self, info->inputs[0])->dim[1] != shape->dim[1] || shape->dim[2] < 5)
    return;
  rn_graph_append_again (self->graph, like, word, x);
}

static void
finish (Maker *self)
{
  RnNode x = pick (self);
  RnShape labels = rn_shape_1d (shape_of (self, x)->dim[0]);

  if (draw (self, 3) == 0)
    return;
  if (draw (self, 2) == 0)
    x = append (self, "global_avg_pool", x, RN_NO_ARGS);
  x = append (self, "linear", x, RN_ARGS ({ "out", 5 }, { "bias", draw (self, 2) }));
  if (draw (self, 2) == 0)
    return;
  append_many (self, "softmax_cross_entropy",
               (RnNode[]) { x, rn_graph_input (self->graph, "labels", &labels) }, 2,
               RN_ARGS ({ "label_smoothing", 0.1 * draw (self, 2) }));
  rn_graph_set_output (self->graph, x);
}

static RnGraph *
random_graph (guint64 seed)
{
  static void (*const steps[]) (Maker *) = {
    add_convolution, add_norm, add_layer, add_layer, add_activation, add_activation, add_sum,
    add_sum, add_sum, add_gate, add_pool, add_channels, add_again,
    add_attention, add_levels,
  };
  static const guint widths[] = { 3, 6, 13, 16, 24, 32 };
  Maker self = { rn_graph_new ("random"), seed, 0, 0 };
  guint width = widths[draw (&self, G_N_ELEMENTS (widths))], size = 5 + draw (&self, 5);
  guint n = 5 + draw (&self, 14);
  RnShape input = rn_shape_4d (2, width, size, size);
  g_autoptr (GError) error = NULL;

  rn_graph_input (self.graph, "input", &input);
  if (draw (&self, 3) == 0)
    rn_graph_input (self.graph, "second", &input);
  append (&self, "conv2d", 0, RN_ARGS ({ "out", 16 + 8 * draw (&self, 2) }, { "kernel", 3 },
                                       { "pad", 1 }));
  for (guint i = 0; i < n; i++)
    steps[draw (&self, G_N_ELEMENTS (steps))] (&self);
  finish (&self);
  rn_graph_check (self.graph, &error);
  g_assert_no_error (error);
  return self.graph;
}

static void
describe (RnGraph *graph)
{
  g_autofree char *trace = rn_graph_trace (graph, 0, rn_graph_output (graph));

  g_test_message ("%s", trace);
}

/* On both engines twice, so that what a pass leaves behind would be seen in the next. */
static double
check_run (RnGraph *graph, RnParameters *parameters, RnTestRun run, const char *what)
{
  g_autoptr (RnParameters) own = rn_test_copy (parameters), theirs = rn_test_copy (parameters);
  RnTestRun reference = { "reference", run.mode, run.backward, RN_KEEP_ALL, 2 };
  g_autoptr (RnSession) found = rn_test_session (graph, own, &run);
  g_autoptr (RnSession) expected = rn_test_session (graph, theirs, &reference);
  double worst;

  rn_test_pass (expected);
  rn_test_pass (found);
  worst = rn_test_compare (found, expected, TOLERANCE, what);
  rn_test_pass (expected);
  rn_test_pass (found);
  return MAX (worst, rn_test_compare (found, expected, TOLERANCE, what));
}

static double
check_graph (guint64 seed)
{
  g_autoptr (RnGraph) graph = random_graph (seed);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, seed);
  double worst = 0;

  if (g_test_verbose ())
    describe (graph);
  for (RnKeep keep = RN_KEEP_NOTHING; keep <= RN_KEEP_ALL; keep++)
    for (guint i = 0; i < 4; i++)
      {
        RnTestRun run = { "onednn", i % 2 == 0 ? RN_MODE_TRAIN : RN_MODE_EVAL, i / 2 == 0, keep,
                          2 };
        g_autofree char *what = g_strdup_printf ("graph %u, keep %d, %s, %s", (guint) seed, keep,
                                                 run.mode == RN_MODE_TRAIN ? "train" : "eval",
                                                 run.backward ? "backward" : "forward");

        worst = MAX (worst, check_run (graph, parameters, run, what));
      }
  return worst;
}

static void
test_engines_agree (void)
{
  const char *only = g_getenv ("RESLAB_TEST_GRAPH");
  double worst = 0;

  if (only != NULL)
    worst = check_graph (g_ascii_strtoull (only, NULL, 10));
  for (guint64 seed = 0; seed < (g_test_slow () ? GRAPHS_SLOW : GRAPHS) && only == NULL; seed++)
    worst = MAX (worst, check_graph (seed));
  g_test_message ("largest relative difference %.2g", worst);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/engine/fuzz/engines-agree", test_engines_agree);
  return g_test_run ();
}
