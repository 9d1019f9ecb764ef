/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * The reference engine: every node's own forward and backward, one after the other, everything
 * row-major and everything kept. It is written to be read and to be right; the fast engine is
 * compared with it.
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include <omp.h>

#include "engine-private.h"
#include "rn-memory-private.h"

typedef struct
{
  RnPlan        base;
  RnGraph      *graph;              /* owned */
  RnParameters *parameters;         /* owned */
  RnShape      *shapes;             /* owned [n] */
  RnMode        mode;
  guint         n;
  guint         threads;
  RnTensor    **values;             /* owned [n] */
  RnTensor    **gradients;          /* owned [n], NULL where none is needed */
  RnTensor    **states;             /* owned [n], NULL where the op keeps none */
  /* owned [n]: what each node sent to each of its inputs */
  RnTensor   *(*edges)[RN_OP_MAX_INPUTS];
  gboolean     *has_gradient;       /* owned [n] */
  gboolean     *received;           /* owned [n]: gradients[i] holds something in this pass */
} ReferencePlan;

static void
clear_tensors (RnTensor **tensors, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&tensors[i], rn_tensor_unref);
}

static void
reference_free (RnPlan *plan)
{
  ReferencePlan *self = (ReferencePlan *) plan;

  clear_tensors (self->values, self->n);
  clear_tensors (self->gradients, self->n);
  clear_tensors (self->states, self->n);
  for (guint i = 0; i < self->n; i++)
    clear_tensors (self->edges[i], RN_OP_MAX_INPUTS);
  g_free (self->values);
  g_free (self->gradients);
  g_free (self->states);
  g_free (self->edges);
  g_free (self->has_gradient);
  g_free (self->received);
  g_free (self->shapes);
  rn_parameters_unref (self->parameters);
  rn_graph_unref (self->graph);
  g_free (self);
}

static void
reference_begin (RnPlan *plan, gboolean backward)
{
  ReferencePlan *self = (ReferencePlan *) plan;

  omp_set_num_threads ((int) self->threads);
  if (!backward)
    return;
  rn_parameters_clear_gradients (self->parameters);
  memset (self->received, 0, self->n * sizeof *self->received);
}

/* What a node's op works on: its shapes and its numbers. */
typedef struct
{
  RnShape      input_shapes[RN_OP_MAX_INPUTS];
  RnShape      parameter_shapes[RN_OP_MAX_PARAMETERS];
  const float *inputs[RN_OP_MAX_INPUTS];
  float       *parameters[RN_OP_MAX_PARAMETERS];
  float       *d_inputs[RN_OP_MAX_INPUTS];
  float       *d_parameters[RN_OP_MAX_PARAMETERS];
  RnOpCall     call;
  RnOpData     data;
} Work;

static void
gather (ReferencePlan *self, RnNode node, Work *work)
{
  const RnNodeInfo *info = rn_graph_node (self->graph, node);

  memset (work, 0, sizeof *work);
  rn_graph_call (self->graph, node, self->shapes, work->input_shapes, work->parameter_shapes,
                 &work->call);
  for (guint i = 0; i < info->n_inputs; i++)
    work->inputs[i] = rn_tensor_values (self->values[info->inputs[i]]);
  for (guint i = 0; i < info->op->n_parameters; i++)
    if (info->parameters[i] != G_MAXUINT)
      work->parameters[i] = rn_parameters_values (self->parameters, info->parameters[i]);
  work->data = (RnOpData) {
    .training = self->mode == RN_MODE_TRAIN,
    .inputs = work->inputs,
    .parameters = work->parameters,
    .output = rn_tensor_data (self->values[node]),
    .state = self->states[node] != NULL ? rn_tensor_data (self->states[node]) : NULL,
    .d_inputs = work->d_inputs,
    .d_parameters = work->d_parameters,
  };
}

static void
reference_forward (RnPlan *plan, RnNode node)
{
  ReferencePlan *self = (ReferencePlan *) plan;
  Work work;

  gather (self, node, &work);
  rn_graph_node (self->graph, node)->op->forward (&work.call, &work.data);
}

/* The edge's gradient joins those of the input's other readers. */
static void
receive (ReferencePlan *self, RnNode input, const RnTensor *edge)
{
  gsize n = rn_tensor_elements (edge);
  float *restrict sum = rn_tensor_data (self->gradients[input]);
  const float *restrict term = rn_tensor_values (edge);

  for (gsize i = 0; i < n; i++)
    sum[i] = self->received[input] ? sum[i] + term[i] : term[i];
  self->received[input] = TRUE;
}

static void
send_edges (ReferencePlan *self, RnNode node, RnEdgeFunc edge, gpointer data)
{
  const RnNodeInfo *info = rn_graph_node (self->graph, node);

  for (guint i = 0; i < info->n_inputs; i++)
    if (self->edges[node][i] != NULL)
      {
        if (edge != NULL)
          edge (data, &(RnTensorName) { RN_TENSOR_EDGE, node, i });
        receive (self, info->inputs[i], self->edges[node][i]);
      }
}

static void
reference_backward (RnPlan *plan, RnNode node, RnEdgeFunc edge, gpointer data)
{
  ReferencePlan *self = (ReferencePlan *) plan;
  const RnNodeInfo *info = rn_graph_node (self->graph, node);
  Work work;

  if (!self->has_gradient[node] || !self->received[node] || info->op->backward == NULL)
    return;
  gather (self, node, &work);
  work.data.d_output = rn_tensor_values (self->gradients[node]);
  for (guint i = 0; i < info->n_inputs; i++)
    if (self->edges[node][i] != NULL)
      {
        work.d_inputs[i] = rn_tensor_data (self->edges[node][i]);
        memset (work.d_inputs[i], 0, rn_tensor_elements (self->edges[node][i]) * sizeof (float));
      }
  for (guint i = 0; i < info->op->n_parameters; i++)
    if (info->parameters[i] != G_MAXUINT
        && rn_graph_parameter (self->graph, info->parameters[i])->trained)
      work.d_parameters[i] = rn_parameters_gradients (self->parameters, info->parameters[i]);
  info->op->backward (&work.call, &work.data);
  send_edges (self, node, edge, data);
}

static RnTensor *
find_tensor (ReferencePlan *self, const RnTensorName *name)
{
  switch (name->kind)
    {
    case RN_TENSOR_VALUE:
      return self->values[name->node];
    case RN_TENSOR_GRADIENT:
      return self->gradients[name->node];
    case RN_TENSOR_EDGE:
    default:
      return self->edges[name->node][name->slot];
    }
}

static const float *
reference_values (RnPlan *plan, const RnTensorName *name, gsize *n)
{
  RnTensor *tensor = find_tensor ((ReferencePlan *) plan, name);

  *n = tensor != NULL ? rn_tensor_elements (tensor) : 0;
  return tensor != NULL ? rn_tensor_values (tensor) : NULL;
}

static const float *
reference_before (RnPlan *plan, const RnTensorName *edge)
{
  ReferencePlan *self = (ReferencePlan *) plan;
  RnNode input = rn_graph_node (self->graph, edge->node)->inputs[edge->slot];

  return self->received[input] ? rn_tensor_values (self->gradients[input]) : NULL;
}

static gboolean
reference_read (RnPlan *plan, const RnTensorName *name, float *nchw)
{
  RnTensor *tensor = find_tensor ((ReferencePlan *) plan, name);

  if (tensor != NULL)
    memcpy (nchw, rn_tensor_values (tensor), rn_tensor_elements (tensor) * sizeof (float));
  return tensor != NULL;
}

static gboolean
reference_read_plane (RnPlan *plan, const RnTensorName *name, gsize sample, gsize channel,
                      float *plane)
{
  RnTensor *tensor = find_tensor ((ReferencePlan *) plan, name);
  const RnShape *shape;
  gsize pixels;

  if (tensor == NULL)
    return FALSE;
  shape = rn_tensor_shape (tensor);
  pixels = shape->dim[2] * shape->dim[3];
  memcpy (plane, rn_tensor_values (tensor) + (sample * shape->dim[1] + channel) * pixels,
          pixels * sizeof (float));
  return TRUE;
}

static void
reference_write (RnPlan *plan, const RnTensorName *name, const float *nchw)
{
  ReferencePlan *self = (ReferencePlan *) plan;
  RnTensor *tensor = find_tensor (self, name);

  if (tensor == NULL)
    return;                      /* a gradient that would change no parameter */
  memcpy (rn_tensor_data (tensor), nchw, rn_tensor_elements (tensor) * sizeof (float));
  if (name->kind == RN_TENSOR_GRADIENT)
    self->received[name->node] = TRUE;
}

static char *
reference_kernel (RnPlan *plan, RnNode node)
{
  return g_strdup ("reference");
}

static gsize
tensor_bytes (const RnTensor *tensor)
{
  return tensor != NULL ? rn_tensor_elements (tensor) * sizeof (float) : 0;
}

static RnPlanMemory
reference_memory (RnPlan *plan)
{
  ReferencePlan *self = (ReferencePlan *) plan;
  gsize bytes = 0;

  for (guint i = 0; i < self->n; i++)
    {
      bytes += tensor_bytes (self->values[i]) + tensor_bytes (self->states[i])
             + tensor_bytes (self->gradients[i]);
      for (guint k = 0; k < RN_OP_MAX_INPUTS; k++)
        bytes += tensor_bytes (self->edges[i][k]);
    }
  return (RnPlanMemory) { .tensors = bytes, .tensors_kept = bytes };
}

static const RnPlanClass reference_class = {
  .free = reference_free,
  .begin = reference_begin,
  .forward = reference_forward,
  .backward = reference_backward,
  .values = reference_values,
  .before = reference_before,
  .read = reference_read,
  .read_plane = reference_read_plane,
  .write = reference_write,
  .kernel = reference_kernel,
  .memory = reference_memory,
};

static gboolean
allocate_state (ReferencePlan *self, RnNode node, GError **error)
{
  const RnOp *op = rn_graph_node (self->graph, node)->op;
  RnShape inputs[RN_OP_MAX_INPUTS], parameters[RN_OP_MAX_PARAMETERS], shape;
  RnOpCall call;

  if (op->state == NULL)
    return TRUE;
  rn_graph_call (self->graph, node, self->shapes, inputs, parameters, &call);
  shape = rn_shape_1d (MAX (1, op->state (&call)));
  self->states[node] = rn_tensor_new (&shape, error);
  return self->states[node] != NULL;
}

static gboolean
allocate_gradients (ReferencePlan *self, RnNode node, GError **error)
{
  const RnNodeInfo *info = rn_graph_node (self->graph, node);

  self->gradients[node] = rn_tensor_new (&self->shapes[node], error);
  if (self->gradients[node] == NULL)
    return FALSE;
  for (guint i = 0; i < info->n_inputs; i++)
    if (self->has_gradient[info->inputs[i]])
      {
        self->edges[node][i] = rn_tensor_new (&self->shapes[info->inputs[i]], error);
        if (self->edges[node][i] == NULL)
          return FALSE;
      }
  return TRUE;
}

static gboolean
allocate_node (ReferencePlan *self, RnNode node, gboolean backward, GError **error)
{
  self->values[node] = rn_tensor_new (&self->shapes[node], error);
  return self->values[node] != NULL && allocate_state (self, node, error)
         && (!backward || !self->has_gradient[node] || allocate_gradients (self, node, error));
}

/* What the plan will hold, in bytes; a double, which no sum of sizes overflows. */
static double
bytes_needed (ReferencePlan *self, gboolean backward)
{
  double floats = 0;

  for (RnNode i = 0; i < self->n; i++)
    {
      const RnNodeInfo *info = rn_graph_node (self->graph, i);

      floats +=
        (double) rn_shape_elements (&self->shapes[i]) * (backward && self->has_gradient[i] ? 2 : 1);
      for (guint k = 0; k < info->n_inputs; k++)
        if (backward && self->has_gradient[info->inputs[k]])
          floats += (double) rn_shape_elements (&self->shapes[info->inputs[k]]);
    }
  return floats * sizeof (float);
}

/* Memory the system promises and does not have would end the program later, when it is touched. */
static gboolean
check_memory (ReferencePlan *self, gboolean backward, GError **error)
{
  double bytes = bytes_needed (self, backward);

  if (bytes <= (double) rn__memory_size ())
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
               _("%s needs %.1f GB for this pass, which this machine does not have; take a "
                 "smaller batch or picture"),
               rn_graph_name (self->graph), bytes / 1e9);
  return FALSE;
}

static gboolean
allocate_all (ReferencePlan *self, gboolean backward, GError **error)
{
  if (!check_memory (self, backward, error))
    return FALSE;
  for (RnNode i = 0; i < self->n; i++)
    if (!allocate_node (self, i, backward, error))
      return FALSE;
  return TRUE;
}

static RnPlan *
reference_plan (const RnPlanRequest *request, GError **error)
{
  ReferencePlan *self;

  if (request->comm != NULL && request->mode == RN_MODE_TRAIN)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("the reference engine trains one batch; batch norms over several ranks are "
                     "the fast engine's"));
      return NULL;
    }
  self = g_new0 (ReferencePlan, 1);
  self->base.klass = &reference_class;
  self->graph = rn_graph_ref (request->graph);
  self->parameters = rn_parameters_ref (request->parameters);
  self->mode = request->mode;
  self->threads = request->threads;
  self->n = rn_graph_n_nodes (request->graph);
  self->shapes = g_memdup2 (request->shapes, self->n * sizeof (RnShape));
  self->values = g_new0 (RnTensor *, self->n);
  self->gradients = g_new0 (RnTensor *, self->n);
  self->states = g_new0 (RnTensor *, self->n);
  self->edges = g_malloc0_n (self->n, sizeof *self->edges);
  self->has_gradient = rn__nodes_with_gradient (request->graph, TRUE);
  self->received = g_new0 (gboolean, self->n);
  if (!allocate_all (self, request->backward, error))
    {
      reference_free (&self->base);
      return NULL;
    }
  return &self->base;
}

const RnEngine rn__reference_engine = {
  .name = "reference",
  .title = "Reference: plain loops, one op at a time",
  .plan = reference_plan,
};
