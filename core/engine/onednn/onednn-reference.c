/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Any op without a kernel of its own runs by its reference loops, between the layouts; so every
 * graph runs on this engine. */

#include "config.h"

#include "onednn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  RnShape  input_shapes[RN_OP_MAX_INPUTS];
  RnShape  parameter_shapes[RN_OP_MAX_PARAMETERS];
  RnOpCall call;
  float   *state;                             /* owned */
  /* owned: row-major copies, NULL where the tensor is row-major itself */
  float   *inputs[RN_OP_MAX_INPUTS];
  float   *d_inputs[RN_OP_MAX_INPUTS];        /* owned */
  float   *output, *d_output;                 /* owned */
} Reference;

static gboolean
no_memory (OnednnPlan *plan, const Task *task, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("“%s”: no memory to compute it"),
               task_info (plan, task)->name);
  return FALSE;
}

static gboolean
make_copy (OnednnPlan *plan, const Task *task, RnNode node, gboolean wanted, float **copy,
           GError **error)
{
  if (!wanted || plan->tensors[node].layout == LAYOUT_PLAIN)
    return TRUE;
  *copy = g_try_new (float, plan->tensors[node].elements);
  plan->kernel_bytes += plan->tensors[node].elements * sizeof (float);
  return *copy != NULL || no_memory (plan, task, error);
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Reference *self = task->state = g_new0 (Reference, 1);
  const RnNodeInfo *info = task_info (plan, task);
  g_autofree RnShape *shapes = g_new (RnShape, plan->n);

  for (RnNode i = 0; i < plan->n; i++)
    shapes[i] = plan->tensors[i].shape;
  rn_graph_call (plan->graph, task->node, shapes, self->input_shapes, self->parameter_shapes,
                 &self->call);
  if (info->op->state != NULL)
    {
      self->state = g_try_new0 (float, MAX (1, info->op->state (&self->call)));
      if (self->state == NULL)
        return no_memory (plan, task, error);
    }
  for (guint i = 0; i < task->n_inputs; i++)
    if (!make_copy (plan, task, task->inputs[i], TRUE, &self->inputs[i], error)
        || !make_copy (plan, task, task->inputs[i], plan->tensors[task->inputs[i]].has_gradient,
                       &self->d_inputs[i], error))
      return FALSE;
  return make_copy (plan, task, task->node, TRUE, &self->output, error)
      && make_copy (plan, task, task->node, plan->tensors[task->node].has_gradient, &self->d_output,
                    error);
}

/* The tensor row-major: as it is, or in its copy. */
static const float *
plain (OnednnPlan *plan, RnNode node, const float *values, float *copy)
{
  const Tensor *tensor = &plan->tensors[node];

  if (copy == NULL)
    return values;
  onednn_to_plain (values, tensor->layout, &tensor->shape, copy);
  return copy;
}

typedef struct
{
  const float *inputs[RN_OP_MAX_INPUTS];
  float       *parameters[RN_OP_MAX_PARAMETERS];
  float       *d_inputs[RN_OP_MAX_INPUTS];
  float       *d_parameters[RN_OP_MAX_PARAMETERS];
  RnOpData     data;
} Numbers;

static void
gather (OnednnPlan *plan, Task *task, guint wanted, Numbers *numbers)
{
  Reference *self = task->state;
  const RnOp *op = task_info (plan, task)->op;

  memset (numbers, 0, sizeof *numbers);
  for (guint i = 0; i < task->n_inputs; i++)
    numbers->inputs[i] =
      wanted ? plain (plan, task->inputs[i], task_input (plan, task, i), self->inputs[i]) : NULL;
  for (guint i = 0; i < op->n_parameters; i++)
    numbers->parameters[i] = task_parameter (plan, task, i);
  numbers->data = (RnOpData) {
    .training = plan->mode == RN_MODE_TRAIN,
    .again = plan->again,
    .inputs = numbers->inputs,
    .parameters = numbers->parameters,
    .state = self->state,
    .d_inputs = numbers->d_inputs,
    .d_parameters = numbers->d_parameters,
  };
}

static void
forward (OnednnPlan *plan, Task *task)
{
  Reference *self = task->state;
  const Tensor *tensor = &plan->tensors[task->node];
  Numbers numbers;

  gather (plan, task, TRUE, &numbers);
  numbers.data.output = self->output != NULL ? self->output : task_output (plan, task);
  task_info (plan, task)->op->forward (&self->call, &numbers.data);
  if (self->output != NULL)
    onednn_from_plain (self->output, tensor->layout, &tensor->shape, task_output (plan, task));
}

static void
clear_gradients (OnednnPlan *plan, Task *task, Numbers *numbers)
{
  Reference *self = task->state;
  const RnNodeInfo *info = task_info (plan, task);

  for (guint i = 0; i < task->n_inputs; i++)
    if (task_d_input (plan, task, i) != NULL)
      {
        numbers->d_inputs[i] =
          self->d_inputs[i] != NULL ? self->d_inputs[i] : task_d_input (plan, task, i);
        memset (numbers->d_inputs[i], 0, plan->tensors[task->inputs[i]].elements * sizeof (float));
      }
  for (guint i = 0; i < info->op->n_parameters; i++)
    if (info->parameters[i] != G_MAXUINT
        && rn_graph_parameter (plan->graph, info->parameters[i])->trained)
      {
        numbers->d_parameters[i] = task_d_parameter (plan, task, i);
        memset (numbers->d_parameters[i], 0,
                rn_shape_elements (&self->parameter_shapes[i]) * sizeof (float));
      }
}

static void
backward (OnednnPlan *plan, Task *task)
{
  Reference *self = task->state;
  const RnOp *op = task_info (plan, task)->op;
  Numbers numbers;

  if (op->backward == NULL)
    return;
  gather (plan, task, op->backward_reads & RN_BACKWARD_READS_INPUTS, &numbers);
  numbers.data.output = (op->backward_reads & RN_BACKWARD_READS_OUTPUT) != 0
                        ? (float *) plain (plan, task->node, task_output (plan, task), self->output)
                        : NULL;
  numbers.data.d_output = plain (plan, task->node, task_d_output (plan, task), self->d_output);
  clear_gradients (plan, task, &numbers);
  op->backward (&self->call, &numbers.data);
  for (guint i = 0; i < task->n_inputs; i++)
    if (task_d_input (plan, task, i) != NULL && self->d_inputs[i] != NULL)
      onednn_from_plain (self->d_inputs[i], plan->tensors[task->inputs[i]].layout,
                         &plan->tensors[task->inputs[i]].shape, task_d_input (plan, task, i));
}

static void
reference_free (Task *task)
{
  Reference *self = task->state;

  for (guint i = 0; i < RN_OP_MAX_INPUTS; i++)
    {
      g_free (self->inputs[i]);
      g_free (self->d_inputs[i]);
    }
  g_free (self->output);
  g_free (self->d_output);
  g_free (self->state);
  g_free (self);
}

const KernelClass onednn_reference = {
  .name = "reference",
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = reference_free,
};
