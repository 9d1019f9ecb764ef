/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* What comes out of a session: copies of what it holds, and what a hook may ask. */

#include "config.h"

#include "rn-session.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "session-private.h"

static RnTensor *
copy_tensor (RnPlan *plan, const RnTensorName *name, const RnShape *shape, GError **error)
{
  g_autoptr (RnTensor) tensor = rn_tensor_new (shape, error);

  if (tensor == NULL)
    return NULL;
  if (!plan->klass->read (plan, name, rn_tensor_data (tensor)))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("this tensor was not kept"));
      return NULL;
    }
  return g_steal_pointer (&tensor);
}

/* Whether a tensor outlives its use. What memory still holds of the others is not theirs to
 * tell. */
static gboolean
is_kept (RnSession *self, const RnTensorName *name)
{
  return self->options.keep == RN_KEEP_ALL
      || (name->kind == RN_TENSOR_VALUE
          && (rn_graph_node (self->graph, name->node)->n_inputs == 0
              || name->node == rn_graph_output (self->graph)
              || name->node == rn_graph_loss (self->graph)));
}

/* Whether what @name means is computed, and kept. */
static gboolean
check_readable (RnSession *self, RnTensorName name, GError **error)
{
  guint step = name.kind == RN_TENSOR_VALUE ? name.node
               : name.kind == RN_TENSOR_EDGE ? 2 * self->n_nodes - 1 - name.node
                                             : 2 * self->n_nodes - 2 - name.node;
  gboolean is_input =
    name.kind == RN_TENSOR_VALUE && rn_graph_node (self->graph, name.node)->n_inputs == 0;

  /* A gradient is whole once every later node has run; the last node's is given with the first
   * backward step. */
  if (name.kind == RN_TENSOR_GRADIENT)
    step = MAX (step, self->n_nodes);
  if (!is_input && step >= self->computed)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("%s is not computed yet"),
                   rn_graph_node (self->graph, name.node)->name);
      return FALSE;
    }
  if (!is_kept (self, &name))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("%s was not kept"),
                   rn_graph_node (self->graph, name.node)->name);
      return FALSE;
    }
  return TRUE;
}

static RnTensor *
read_tensor (RnSession *self, RnTensorName name, GError **error)
{
  RnLook look = rn__session_look (self, name);

  if (!check_readable (self, name, error))
    return NULL;
  return copy_tensor (self->plan, &name, &look.shape, error);
}

static gboolean
read_plane (RnSession *self, RnTensorName name, gsize sample, gsize channel, float *plane,
            GError **error)
{
  const RnShape *shape = &self->shapes[name.node];

  if (!check_readable (self, name, error))
    return FALSE;
  if (sample >= shape->dim[0] || channel >= shape->dim[1])
    {
      g_autofree char *whole = rn_shape_describe (shape);

      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s is %s: it has no channel %zu of sample %zu"),
                   rn_graph_node (self->graph, name.node)->name, whole, channel, sample);
      return FALSE;
    }
  if (self->plan->klass->read_plane (self->plan, &name, sample, channel, plane))
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("this tensor was not kept"));
  return FALSE;
}

/**
 * rn_session_activation_plane:
 * @plane: (out caller-allocates): H·W floats, one where the tensor has no pixels
 *
 * Errors: as rn_session_activation(); RN_ERROR_RANGE for a sample or channel outside
 */
gboolean
rn_session_activation_plane (RnSession *self, RnNode node, gsize sample, gsize channel,
                             float *plane, GError **error)
{
  return read_plane (self, (RnTensorName) { RN_TENSOR_VALUE, node, 0 }, sample, channel, plane,
                     error);
}

gboolean
rn_session_gradient_plane (RnSession *self, RnNode node, gsize sample, gsize channel,
                           float *plane, GError **error)
{
  return read_plane (self, (RnTensorName) { RN_TENSOR_GRADIENT, node, 0 }, sample, channel, plane,
                     error);
}

RnTensor *
rn_session_activation (RnSession *self, RnNode node, GError **error)
{
  return read_tensor (self, (RnTensorName) { RN_TENSOR_VALUE, node, 0 }, error);
}

RnTensor *
rn_session_gradient (RnSession *self, RnNode node, GError **error)
{
  return read_tensor (self, (RnTensorName) { RN_TENSOR_GRADIENT, node, 0 }, error);
}

RnTensor *
rn_session_edge_gradient (RnSession *self, RnNode reader, guint slot, GError **error)
{
  return read_tensor (self, (RnTensorName) { RN_TENSOR_EDGE, reader, slot }, error);
}

gboolean
rn_session_collects (RnSession *self)
{
  return self->options.keep == RN_KEEP_STATISTICS && self->plan->klass->statistics != NULL;
}

const RnStatistics *
rn_session_statistics (RnSession *self, RnNode node, RnDirection direction)
{
  RnTensorName name = { direction == RN_FORWARD ? RN_TENSOR_VALUE : RN_TENSOR_GRADIENT, node, 0 };

  return rn_session_collects (self) ? self->plan->klass->statistics (self->plan, &name) : NULL;
}

double
rn_session_loss (RnSession *self)
{
  RnNode loss = rn_graph_loss (self->graph);
  float value = NAN;

  if (loss != RN_NODE_NONE && self->computed >= self->n_nodes)
    self->plan->klass->read (self->plan, &(RnTensorName) { RN_TENSOR_VALUE, loss, 0 }, &value);
  return value;
}

/* ── looks ── */

const float *
rn_look_values (const RnLook *look, gsize *n)
{
  return look->plan->klass->values (look->plan, &look->name, n);
}

const float *
rn_look_sum_before (const RnLook *look)
{
  return look->name.kind == RN_TENSOR_EDGE ? look->plan->klass->before (look->plan, &look->name)
                                           : NULL;
}

gboolean
rn_look_products (const RnLook *look, double *before, double *edge, double *dot)
{
  RnEdgeProducts products;

  if (look->plan->klass->products == NULL
      || !look->plan->klass->products (look->plan, &look->name, &products))
    return FALSE;
  *before = products.before;
  *edge = products.edge;
  *dot = products.dot;
  return TRUE;
}

RnTensor *
rn_look_copy (const RnLook *look)
{
  return copy_tensor (look->plan, &look->name, &look->shape, NULL);
}

gint64
rn_look_microseconds (const RnLook *look)
{
  return look->microseconds;
}
