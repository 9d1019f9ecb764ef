/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Runs a plan node by node and lets observers look on. */

#include "config.h"

#include "rn-session.h"

#include <glib/gi18n-lib.h>

#include "session-private.h"

/**
 * rn_session_new:
 * @parameters: (nullable): shared with others; NULL for new ones, all zero
 * @input: shape of the first input node, with the batch size
 *
 * Errors: RN_ERROR_SHAPE if @input does not fit the graph; RN_ERROR_UNKNOWN if the engine is to do
 * with other ranks what it cannot; RN_ERROR_NO_MEMORY
 */
RnSession *
rn_session_new (RnGraph *graph, RnParameters *parameters, const RnShape *input,
                const RnSessionOptions *options, GError **error)
{
  g_autoptr (RnSession) self = g_new0 (RnSession, 1);
  const RnEngine *engine = options->engine != NULL ? options->engine : rn_engine_default ();

  self->graph = rn_graph_ref (graph);
  self->options = *options;
  self->options.engine = engine;
  self->options.threads = options->threads != 0 ? options->threads : rn_engine_default_threads ();
  self->observers = g_ptr_array_new ();
  self->n_nodes = rn_graph_n_nodes (graph);
  self->shapes = g_new0 (RnShape, self->n_nodes);
  if (!rn_graph_infer (graph, input, self->shapes, error))
    return NULL;
  self->parameters =
    parameters != NULL ? rn_parameters_ref (parameters) : rn_parameters_new (graph, error);
  if (self->parameters == NULL
      || (options->backward && !rn_parameters_need_gradients (self->parameters, error)))
    return NULL;
  self->plan = engine->plan (&(RnPlanRequest) {
                               .graph = graph,
                               .parameters = self->parameters,
                               .shapes = self->shapes,
                               .mode = options->mode,
                               .backward = options->backward,
                               .input_gradient = options->input_gradient,
                               .keep = options->keep,
                               .recompute = options->recompute,
                               .comm = options->comm,
                               .threads = self->options.threads,
                             }, error);
  return self->plan != NULL ? g_steal_pointer (&self) : NULL;
}

void
rn_session_free (RnSession *self)
{
  if (self->plan != NULL)
    self->plan->klass->free (self->plan);
  g_clear_pointer (&self->output_gradient, rn_tensor_unref);
  g_clear_pointer (&self->parameters, rn_parameters_unref);
  g_ptr_array_unref (self->observers);
  g_free (self->shapes);
  rn_graph_unref (self->graph);
  g_free (self);
}

RnGraph *
rn_session_graph (RnSession *self)
{
  return self->graph;
}

RnParameters *
rn_session_parameters (RnSession *self)
{
  return self->parameters;
}

const RnSessionOptions *
rn_session_options (RnSession *self)
{
  return &self->options;
}

const RnShape *
rn_session_shape (RnSession *self, RnNode node)
{
  return &self->shapes[node];
}

RnPlan *
rn_session_plan (RnSession *self)
{
  return self->plan;
}

void
rn_session_observe (RnSession *self, const RnObserver *observer)
{
  g_ptr_array_add (self->observers, (gpointer) observer);
}

void
rn_session_unobserve (RnSession *self, const RnObserver *observer)
{
  g_ptr_array_remove (self->observers, (gpointer) observer);
}

/* ── what goes in ── */

static gboolean
check_shape (RnSession *self, RnNode node, const RnTensor *value, const char *what, GError **error)
{
  if (!rn_shape_equal (rn_tensor_shape (value), &self->shapes[node]))
    {
      g_autofree char *found = rn_shape_describe (rn_tensor_shape (value));
      g_autofree char *expected = rn_shape_describe (&self->shapes[node]);

      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, _("%s is %s, but %s expects %s"),
                   what, found, rn_graph_node (self->graph, node)->name, expected);
      return FALSE;
    }
  return TRUE;
}

/* Nothing before an input depends on it: new labels leave all but the loss as it was. */
static void
forget_after (RnSession *self, RnNode input)
{
  self->computed = MIN (self->computed, input);
  self->position = MIN (self->position, self->computed);
}

gboolean
rn_session_set_input (RnSession *self, RnNode node, const RnTensor *value, GError **error)
{
  g_return_val_if_fail (rn_graph_node (self->graph, node)->n_inputs == 0, FALSE);
  if (!check_shape (self, node, value, "the input", error))
    return FALSE;
  self->plan->klass->write (self->plan, &(RnTensorName) { RN_TENSOR_VALUE, node, 0 },
                            rn_tensor_values (value));
  forget_after (self, node);
  return TRUE;
}

static gboolean
check_labels (const guint *labels, gsize samples, gsize classes, GError **error)
{
  for (gsize i = 0; i < samples; i++)
    if (labels[i] >= classes)
      {
        g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                     _("label %zu is class %u, but there are %zu classes, counted from 0"),
                     i, labels[i], classes);
        return FALSE;
      }
  return TRUE;
}

gboolean
rn_session_set_labels (RnSession *self, const guint *labels, GError **error)
{
  RnNode loss = rn_graph_loss (self->graph);
  const RnNodeInfo *info;
  const RnShape *shape;
  gsize classes;
  g_autofree float *values = NULL;

  g_return_val_if_fail (loss != RN_NODE_NONE, FALSE);
  info = rn_graph_node (self->graph, loss);
  shape = &self->shapes[info->inputs[1]];
  classes = self->shapes[info->inputs[0]].dim[1];
  if (!check_labels (labels, shape->dim[0], classes, error))
    return FALSE;
  values = g_new0 (float, rn_shape_elements (shape));
  for (gsize i = 0; i < shape->dim[0]; i++)
    {
      if (shape->rank == 2)
        values[i * classes + labels[i]] = 1;
      else
        values[i] = (float) labels[i];
    }
  self->plan->klass->write (self->plan, &(RnTensorName) { RN_TENSOR_VALUE, info->inputs[1], 0 },
                            values);
  forget_after (self, info->inputs[1]);
  return TRUE;
}

gboolean
rn_session_set_output_gradient (RnSession *self, const RnTensor *value, GError **error)
{
  if (rn_graph_loss (self->graph) != RN_NODE_NONE)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s ends in a loss, whose gradient is 1"),
                   rn_graph_name (self->graph));
      return FALSE;
    }
  if (value != NULL
      && !check_shape (self, rn_graph_output (self->graph), value, "the output's gradient", error))
    return FALSE;
  g_clear_pointer (&self->output_gradient, rn_tensor_unref);
  self->output_gradient = value != NULL ? rn_tensor_ref ((RnTensor *) value) : NULL;
  self->computed = MIN (self->computed, self->n_nodes);
  self->position = MIN (self->position, self->computed);
  return TRUE;
}

/* ── running ── */

static void
offer_edge (gpointer data, const RnTensorName *edge)
{
  RnSession *self = data;
  RnLook look = rn__session_look (self, *edge);

  for (guint i = 0; i < self->observers->len; i++)
    {
      const RnObserver *observer = g_ptr_array_index (self->observers, i);

      if (observer->edge != NULL)
        observer->edge (observer->data, edge->node, edge->slot, &look);
    }
}

static void
compute (RnSession *self, RnNode node, RnDirection direction, RnEdgeFunc edge)
{
  if (direction == RN_FORWARD)
    self->plan->klass->forward (self->plan, node);
  else
    self->plan->klass->backward (self->plan, node, edge, self);
}

static gboolean
compute_observed (RnSession *self, RnNode node, RnDirection direction)
{
  RnLook look =
    rn__session_look (self, (RnTensorName) { direction == RN_FORWARD ? RN_TENSOR_VALUE : RN_TENSOR_GRADIENT,
                                   node, 0 });
  gboolean go_on = TRUE, edges = FALSE;
  gint64 start;

  for (guint i = 0; i < self->observers->len; i++)
    {
      const RnObserver *observer = g_ptr_array_index (self->observers, i);

      edges |= observer->edge != NULL;
      if (observer->before_node != NULL)
        observer->before_node (observer->data, node, direction, &look);
    }
  start = g_get_monotonic_time ();
  compute (self, node, direction, edges ? offer_edge : NULL);
  look.microseconds = g_get_monotonic_time () - start;
  for (guint i = 0; i < self->observers->len; i++)
    {
      const RnObserver *observer = g_ptr_array_index (self->observers, i);

      if (observer->after_node != NULL)
        go_on &= observer->after_node (observer->data, node, direction, &look);
    }
  return go_on;
}

static gboolean
take_step (RnSession *self, guint step, GError **error)
{
  RnDirection direction;
  RnNode node = rn_session_step_node (self, step, &direction);

  gboolean go_on = TRUE;

  self->consumed = direction == RN_BACKWARD && self->options.keep != RN_KEEP_ALL;
  if (self->observers->len == 0)
    compute (self, node, direction, NULL);
  else
    go_on = compute_observed (self, node, direction);
  self->computed = self->position = step + 1;
  if (!go_on)
    g_set_error (error, RN_ERROR, RN_ERROR_CANCELLED, _("an observer stopped the pass at %s"),
                 rn_graph_node (self->graph, node)->name);
  return go_on;
}

/* Gives the backward half what it starts from. */
static gboolean
seed_gradient (RnSession *self, GError **error)
{
  RnNode loss = rn_graph_loss (self->graph);
  float one = 1;

  if (!self->options.backward)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("this session was planned without a backward pass"));
      return FALSE;
    }
  if (self->consumed)
    {
      g_set_error (
        error, RN_ERROR, RN_ERROR_RANGE,
        _("a backward pass needs a forward pass before it: the last one's values were not kept"));
      return FALSE;
    }
  self->plan->klass->begin (self->plan, TRUE);
  if (self->output_gradient != NULL)
    self->plan->klass->write (
      self->plan, &(RnTensorName) { RN_TENSOR_GRADIENT, rn_graph_output (self->graph), 0 },
      rn_tensor_values (self->output_gradient));
  else if (loss != RN_NODE_NONE)
    self->plan->klass->write (self->plan, &(RnTensorName) { RN_TENSOR_GRADIENT, loss, 0 }, &one);
  else
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s has no loss: a backward pass needs the gradient of its output"),
                   rn_graph_name (self->graph));
      return FALSE;
    }
  return TRUE;
}

static void
tell_begin (RnSession *self, RnDirection direction)
{
  for (guint i = 0; i < self->observers->len; i++)
    {
      const RnObserver *observer = g_ptr_array_index (self->observers, i);

      if (observer->begin != NULL)
        observer->begin (observer->data, self, direction);
    }
}

static void
tell_finish (RnSession *self, RnDirection direction)
{
  for (guint i = 0; i < self->observers->len; i++)
    {
      const RnObserver *observer = g_ptr_array_index (self->observers, i);

      if (observer->finish != NULL)
        observer->finish (observer->data, direction);
    }
}

/* Computes up to @end steps; a half begins at step 0 and at step n. */
static gboolean
run_to (RnSession *self, guint end, const RnProgress *progress, GError **error)
{
  guint first = self->computed, total = rn_session_n_steps (self);

  while (self->computed < end)
    {
      RnDirection direction;
      RnNode node = rn_session_step_node (self, self->computed, &direction);

      if (self->computed == 0)
        self->plan->klass->begin (self->plan, FALSE);
      if (self->computed == self->n_nodes && !seed_gradient (self, error))
        return FALSE;
      if (self->computed % self->n_nodes == 0)
        tell_begin (self, direction);
      if (progress != NULL
          && !rn_progress_step (progress, (double) (self->computed - first) / MAX (1, end - first),
                                rn_graph_node (self->graph, node)->name, error))
        return FALSE;
      if (!take_step (self, self->computed, error))
        return FALSE;
      if (self->computed == self->n_nodes || self->computed == total)
        tell_finish (self, direction);
    }
  self->position = end;
  return TRUE;
}

/**
 * rn_session_forward:
 *
 * Computes every node anew.
 *
 * Errors: RN_ERROR_CANCELLED
 */
gboolean
rn_session_forward (RnSession *self, const RnProgress *progress, GError **error)
{
  self->computed = self->position = 0;
  return run_to (self, self->n_nodes, progress, error);
}

/**
 * rn_session_backward:
 *
 * Computes every gradient anew; those of the parameters replace what was in them. Without
 * RN_KEEP_ALL each backward pass needs its own forward pass, whose values it consumes.
 *
 * Errors: RN_ERROR_CANCELLED; RN_ERROR_RANGE without a plan for it, a forward pass before it or a
 * gradient to start from
 */
gboolean
rn_session_backward (RnSession *self, const RnProgress *progress, GError **error)
{
  if (self->computed < self->n_nodes)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("a backward pass needs a forward pass before it"));
      return FALSE;
    }
  self->computed = self->position = self->n_nodes;
  return run_to (self, 2 * self->n_nodes, progress, error);
}

guint
rn_session_n_steps (RnSession *self)
{
  return self->options.backward ? 2 * self->n_nodes : self->n_nodes;
}

guint
rn_session_position (RnSession *self)
{
  return self->position;
}

/**
 * rn_session_seek:
 * @position: steps taken, 0 … rn_session_n_steps()
 *
 * Going back only moves the position; going on computes what is not there yet.
 */
gboolean
rn_session_seek (RnSession *self, guint position, GError **error)
{
  g_return_val_if_fail (position <= rn_session_n_steps (self), FALSE);
  if (position > self->computed)
    return run_to (self, position, NULL, error);
  self->position = position;
  return TRUE;
}

RnNode
rn_session_step_node (RnSession *self, guint step, RnDirection *direction)
{
  *direction = step < self->n_nodes ? RN_FORWARD : RN_BACKWARD;
  return step < self->n_nodes ? step : 2 * self->n_nodes - 1 - step;
}
