/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#include "rn-test-run.h"

#include <math.h>
#include <string.h>

#include "rn-random.h"

static gboolean
has_op (const RnGraph *graph, RnNode node, const char *op)
{
  return g_str_equal (rn_graph_node (graph, node)->op->name, op);
}

static gboolean
relu_follows (const RnGraph *graph, RnNode node)
{
  g_autoptr (GArray) readers = rn_graph_readers (graph, node);

  return readers->len > 0 && has_op (graph, g_array_index (readers, RnNode, 0), "relu");
}

static void
shift_norm (const RnGraph *graph, RnNode node, RnParameters *parameters, guint64 seed)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);
  float *weight = rn_parameters_values (parameters, info->parameters[0]);
  float *bias = rn_parameters_values (parameters, info->parameters[1]);
  guint64 stream = rn_random_stream (info->name);
  gboolean both_signs = relu_follows (graph, node);

  for (gsize c = 0; c < info->shape.dim[1]; c++)
    {
      weight[c] = (float) (0.15 + 0.1 * rn_random_uniform (seed, stream, 2 * c));
      bias[c] = (float) ((both_signs && c % 2 == 1 ? -1 : 1)
                         + 0.4 * rn_random_uniform (seed, stream, 2 * c + 1) - 0.2);
    }
}

/* Uniform, of deviation √(2 / fan in), by xorshift: a hundred million of them take no time. */
static void
draw_weights (RnParameters *parameters, guint parameter, guint64 seed)
{
  const RnParameterInfo *info = rn_graph_parameter (rn_parameters_graph (parameters), parameter);
  guint64 state = rn_random_bits (seed, rn_random_stream (info->name), 0) | 1;
  double fan_in = info->shape.rank == 1
                  ? 64 : (double) (info->shape.dim[1] * info->shape.dim[2] * info->shape.dim[3]);
  float reach = (float) sqrt (6 / fan_in), *values = rn_parameters_values (parameters, parameter);

  for (gsize i = 0; i < rn_shape_elements (&info->shape); i++)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      values[i] = reach * ((float) (state >> 40) * 0x1p-23f - 1);
    }
}

RnParameters *
rn_test_parameters (RnGraph *graph, guint64 seed)
{
  RnParameters *parameters = rn_parameters_new (graph, NULL);

  g_assert_nonnull (parameters);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    if (rn_graph_parameter (graph, i)->trained)
      draw_weights (parameters, i, seed);
  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (has_op (graph, i, "batch_norm"))
      shift_norm (graph, i, parameters, seed);
  rn_parameters_changed (parameters);
  return parameters;
}

static gsize
parameter_elements (const RnGraph *graph, guint parameter)
{
  return rn_shape_elements (&rn_graph_parameter (graph, parameter)->shape);
}

RnParameters *
rn_test_copy (RnParameters *parameters)
{
  RnGraph *graph = rn_parameters_graph (parameters);
  RnParameters *copy = rn_parameters_new (graph, NULL);

  g_assert_nonnull (copy);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    memcpy (rn_parameters_values (copy, i), rn_parameters_values (parameters, i),
            parameter_elements (graph, i) * sizeof (float));
  rn_parameters_changed (copy);
  return copy;
}

/* What is left of a running statistic after a pass: each node that shares it takes its part. */
static double
kept_share (const RnGraph *graph, guint parameter)
{
  double kept = 1;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);

      for (guint k = 0; k < node->op->n_parameters; k++)
        if (node->parameters[k] == parameter)
          kept *= 1 - node->attributes[rn_op_attribute (node->op, "momentum")];
    }
  return kept;
}

void
rn_test_settle (RnParameters *parameters, RnParameters *before)
{
  RnGraph *graph = rn_parameters_graph (parameters);

  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);
      float *now = rn_parameters_values (parameters, i), *old = rn_parameters_values (before, i);
      double kept;

      if (info->trained || !has_op (graph, info->node, "batch_norm"))
        continue;
      kept = kept_share (graph, i);
      for (gsize k = 0; k < parameter_elements (graph, i); k++)
        now[k] = (float) ((now[k] - kept * old[k]) / (1 - kept));
    }
  rn_parameters_changed (parameters);
}

static RnTensor *
normal_tensor (const RnShape *shape, guint64 stream)
{
  RnTensor *tensor = rn_tensor_new (shape, NULL);

  g_assert_nonnull (tensor);
  rn_tensor_fill_normal (tensor, 11, stream);
  return tensor;
}

static void
fill (RnSession *session)
{
  RnGraph *graph = rn_session_graph (session);
  RnNode loss = rn_graph_loss (graph);
  RnNode labels = loss != RN_NODE_NONE ? rn_graph_node (graph, loss)->inputs[1] : loss;
  g_autoptr (GError) error = NULL;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (rn_graph_node (graph, i)->n_inputs == 0 && i != labels)
      {
        g_autoptr (RnTensor) value = normal_tensor (rn_session_shape (session, i), i);

        rn_session_set_input (session, i, value, &error);
        g_assert_no_error (error);
      }
  if (loss != RN_NODE_NONE)
    {
      gsize n = rn_session_shape (session, labels)->dim[0];
      gsize classes = rn_session_shape (session, rn_graph_node (graph, loss)->inputs[0])->dim[1];
      g_autofree guint *classes_of = g_new (guint, n);

      for (gsize i = 0; i < n; i++)
        classes_of[i] = (guint) (7 * i % classes);
      rn_session_set_labels (session, classes_of, &error);
      g_assert_no_error (error);
    }
  else if (rn_session_options (session)->backward)
    {
      const RnShape *shape = rn_session_shape (session, rn_graph_output (graph));
      g_autoptr (RnTensor) value = normal_tensor (shape, 1000000);

      rn_session_set_output_gradient (session, value, &error);
      g_assert_no_error (error);
    }
}

RnSession *
rn_test_session_with (RnGraph *graph, RnParameters *parameters, const RnSessionOptions *options)
{
  g_autoptr (GError) error = NULL;
  RnSession *session = rn_session_new (graph, parameters, &rn_graph_node (graph, 0)->shape,
                                       options, &error);

  g_assert_no_error (error);
  fill (session);
  return session;
}

RnSession *
rn_test_session (RnGraph *graph, RnParameters *parameters, const RnTestRun *run)
{
  RnSessionOptions options = { .engine = rn_engine_find (run->engine), .mode = run->mode,
                               .backward = run->backward,
                               .keep = run->keep, .threads = run->threads != 0 ? run->threads : 2 };

  return rn_test_session_with (graph, parameters, &options);
}

void
rn_test_forward (RnSession *session)
{
  g_autoptr (GError) error = NULL;

  rn_session_forward (session, NULL, &error);
  g_assert_no_error (error);
}

void
rn_test_backward (RnSession *session)
{
  g_autoptr (GError) error = NULL;

  rn_session_backward (session, NULL, &error);
  g_assert_no_error (error);
}

void
rn_test_pass (RnSession *session)
{
  rn_test_forward (session);
  if (rn_session_options (session)->backward)
    rn_test_backward (session);
}

/* ── comparison ── */

typedef struct
{
  RnSession  *found;
  RnSession  *expected;
  double      tolerance;
  double      worst;
  const char *what;
} Comparison;

static double
largest (const float *values, gsize n)
{
  double most = 0;

  for (gsize i = 0; i < n; i++)
    if (fabs (values[i]) > most)
      most = fabs (values[i]);
  return most;
}

static void
compare (Comparison *self, const float *found, const float *expected, gsize n, double scale,
         const char *kind, const char *name)
{
  scale = MAX (scale, largest (expected, n));
  if (scale == 0)
    scale = 1;
  for (gsize i = 0; i < n; i++)
    {
      double off = fabs ((double) found[i] - expected[i]) / scale;

      if (!(off <= self->tolerance))
        g_error ("%s: %s of %s: element %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " is %.9g, "
                 "expected %.9g: off by %.3g of the largest magnitude %.6g (allowed %.3g)",
                 self->what, kind, name, i, n, found[i], expected[i], off, scale, self->tolerance);
      self->worst = MAX (self->worst, off);
    }
}

/* Consumes both; where one has none, neither may have. */
static void
compare_tensors (Comparison *self, RnTensor *found, RnTensor *expected, const char *kind,
                 const char *name)
{
  if (found != NULL && expected != NULL)
    {
      g_assert_true (rn_shape_equal (rn_tensor_shape (found), rn_tensor_shape (expected)));
      compare (self, rn_tensor_values (found), rn_tensor_values (expected),
               rn_tensor_elements (found), 0, kind, name);
    }
  g_clear_pointer (&found, rn_tensor_unref);
  g_clear_pointer (&expected, rn_tensor_unref);
}

static RnTensor *
must (RnTensor *tensor, const char *kind, const char *name)
{
  if (tensor == NULL)
    g_error ("%s of %s cannot be read", kind, name);
  return tensor;
}

static void
compare_values (Comparison *self)
{
  RnGraph *graph = rn_session_graph (self->found);
  gboolean all = rn_session_options (self->found)->keep == RN_KEEP_ALL;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (all || i == rn_graph_output (graph) || i == rn_graph_loss (graph))
      {
        const char *name = rn_graph_node (graph, i)->name;

        compare_tensors (self, must (rn_session_activation (self->found, i, NULL), "output", name),
                         must (rn_session_activation (self->expected, i, NULL), "output",
                               name), "output", name);
      }
}

/*
 * A node no gradient reaches has none to read in an engine that plans by need; the reference has
 * zeros there.
 */
static void
compare_gradients (Comparison *self)
{
  RnGraph *graph = rn_session_graph (self->found);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      const RnNodeInfo *info = rn_graph_node (graph, i);

      compare_tensors (self, rn_session_gradient (self->found, i, NULL),
                       rn_session_gradient (self->expected, i, NULL), "gradient", info->name);
      for (guint k = 0; k < info->n_inputs; k++)
        compare_tensors (self, rn_session_edge_gradient (self->found, i, k, NULL),
                         rn_session_edge_gradient (self->expected, i, k, NULL),
                         "gradient sent", info->name);
    }
}

static double
gradient_scale (RnSession *session, RnNode node)
{
  g_autoptr (RnTensor) gradient = rn_session_gradient (session, node, NULL);

  return gradient != NULL ? largest (rn_tensor_values (gradient),
                                     rn_tensor_elements (gradient)) : 0;
}

static void
compare_parameters (Comparison *self)
{
  RnGraph *graph = rn_session_graph (self->found);
  RnParameters *found = rn_session_parameters (self->found);
  RnParameters *expected = rn_session_parameters (self->expected);
  gboolean backward = rn_session_options (self->found)->backward;

  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);

      if (!info->trained)
        compare (self, rn_parameters_values (found, i), rn_parameters_values (expected, i),
                 parameter_elements (graph, i), 0, "running statistics", info->name);
      else if (backward)
        compare (self, rn_parameters_gradients (found, i), rn_parameters_gradients (expected, i),
                 parameter_elements (graph, i), gradient_scale (self->expected, info->node),
                 "gradient", info->name);
    }
}

double
rn_test_compare (RnSession *found, RnSession *expected, double tolerance, const char *what)
{
  Comparison self = { found, expected, tolerance, 0, what };

  compare_values (&self);
  compare_parameters (&self);
  if (rn_session_options (found)->backward && rn_session_options (found)->keep == RN_KEEP_ALL)
    compare_gradients (&self);
  return self.worst;
}

double
rn_test_agree (RnParameters *start, RnMode mode, RnKeep last, double tolerance, const char *what,
               RnParameters **after)
{
  static const char *const keeps[] = { "keep nothing", "keep statistics", "keep values",
                                       "keep all" };
  const char *mode_word = mode == RN_MODE_TRAIN ? "train" : "eval";
  RnGraph *graph = rn_parameters_graph (start);
  g_autoptr (RnParameters) theirs = rn_test_copy (start);
  g_autoptr (RnSession) expected = rn_test_session (graph, theirs,
                                                    &(RnTestRun) { "reference", mode, TRUE,
                                                                   RN_KEEP_ALL, 2 });
  double worst = 0;

  rn_test_pass (expected);
  for (guint i = 0; i <= (guint) last + 1; i++)
    {
      gboolean forward_only = i == (guint) last + 1;
      RnTestRun run = { "onednn", mode, !forward_only, forward_only ? RN_KEEP_NOTHING : (RnKeep) i,
                        2 };
      g_autoptr (RnParameters) own = rn_test_copy (start);
      g_autoptr (RnSession) found = rn_test_session (graph, own, &run);
      g_autofree char *label = g_strdup_printf ("%s, %s, %s", what, mode_word,
                                                forward_only ? "forward alone" : keeps[i]);

      rn_test_pass (found);
      worst = MAX (worst, rn_test_compare (found, expected, tolerance, label));
    }
  g_test_message ("%s, %s: largest relative difference %.2g", what, mode_word, worst);
  if (after != NULL)
    *after = g_steal_pointer (&theirs);
  return worst;
}
