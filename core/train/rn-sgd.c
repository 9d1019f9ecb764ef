/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Stochastic gradient descent with momentum.
 *
 *   g ← s·dL/dw + decay·w
 *   v ← momentum·v + g                     the first step has v = 0
 *   w ← w − rate·v                         Nesterov: w ← w − rate·(g + momentum·v)
 *
 * s is 1, or what brings the norm of all gradients together down to clip. Each parameter is read
 * and written once. Sums and products are the same whatever the number of threads, so a run can be
 * repeated bit for bit.
 *
 * Sutskever et al., On the importance of initialization and momentum, 2013; Pascanu et al. 2013
 * (clipping).
 */
#include "config.h"

#include "rn-sgd.h"

#include <math.h>
#include <string.h>

#include "rn-statistics.h"

struct _RnSgd
{
  RnParameters *parameters;  /* owned */
  RnSgdOptions  options;
  RnTensor     *momenta;     /* owned; the order of the parameters' own vector */
  gboolean     *frozen;      /* owned; of each parameter */
};

/**
 * rn_sgd_new:
 *
 * Errors: RN_ERROR_NO_MEMORY
 */
RnSgd *
rn_sgd_new (RnParameters *parameters, const RnSgdOptions *options, GError **error)
{
  RnGraph *graph = rn_parameters_graph (parameters);
  RnShape shape = rn_shape_1d (MAX (1, rn_graph_parameter_floats (graph)));
  g_autoptr (RnTensor) momenta = NULL;
  RnSgd *self;

  if (!rn_parameters_need_gradients (parameters, error))
    return NULL;
  momenta = rn_tensor_new (&shape, error);
  if (momenta == NULL)
    return NULL;
  self = g_new0 (RnSgd, 1);
  self->parameters = rn_parameters_ref (parameters);
  self->options = *options;
  self->momenta = g_steal_pointer (&momenta);
  self->frozen = g_new0 (gboolean, rn_graph_n_parameters (graph));
  return self;
}

void
rn_sgd_free (RnSgd *self)
{
  rn_tensor_unref (self->momenta);
  rn_parameters_unref (self->parameters);
  g_free (self->frozen);
  g_free (self);
}

static gboolean
lies_in (const char *name, const char *path)
{
  gsize length = strlen (path);

  return length == 0 || (strncmp (name, path, length) == 0 && name[length] == '.');
}

gboolean
rn_sgd_freeze (RnSgd *self, const char *path, gboolean frozen, GError **error)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);
  guint found = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);

      if (!info->trained || !lies_in (info->name, path))
        continue;
      self->frozen[p] = frozen;
      found++;
    }
  if (found == 0)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 "“%s” has no parameters to freeze, expected a part of %s such as “layer1”", path,
                 rn_graph_name (graph));
  return found > 0;
}

gboolean
rn_sgd_is_frozen (const RnSgd *self, guint parameter)
{
  return self->frozen[parameter];
}

/* Whether an update changes @parameter. */
static gboolean
moves (const RnSgd *self, guint parameter)
{
  return rn_graph_parameter (rn_parameters_graph (self->parameters), parameter)->trained
      && !self->frozen[parameter];
}

static double
square_sum (const RnSgd *self, guint parameter)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);
  const float *g = rn_parameters_gradients (self->parameters, parameter);

  return moves (self, parameter)
           ? rn_dot (g, g, rn_shape_elements (&rn_graph_parameter (graph, parameter)->shape))
           : 0;
}

double
rn_sgd_gradient_norm (const RnSgd *self)
{
  double sum = 0;

  for (guint p = 0; p < rn_graph_n_parameters (rn_parameters_graph (self->parameters)); p++)
    sum += square_sum (self, p);
  return sqrt (sum);
}

double
rn_sgd_gradient_norm_of (const RnSgd *self, guint parameter)
{
  return sqrt (square_sum (self, parameter));
}

typedef struct
{
  float rate, momentum, decay, scale;
  gboolean nesterov;
} Update;

static void
update (float *restrict w, float *restrict v, const float *restrict gradient, gsize n,
        const Update *by)
{
  float r = by->rate, m = by->momentum, d = by->decay, s = by->scale;
  float own = by->nesterov ? 1 : 0, carried = by->nesterov ? m : 1;

#pragma omp parallel for simd schedule(static) if (n > 65536)
  for (gsize i = 0; i < n; i++)
    {
      float g = s * gradient[i] + d * w[i];

      v[i] = m * v[i] + g;
      w[i] -= r * (own * g + carried * v[i]);
    }
}

void
rn_sgd_step (RnSgd *self, double rate)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);
  double norm = self->options.clip > 0 ? rn_sgd_gradient_norm (self) : 0;
  Update by = { .rate = (float) rate, .momentum = (float) self->options.momentum, .scale = 1,
                .nesterov = self->options.nesterov };

  if (norm > self->options.clip)
    by.scale = (float) (self->options.clip / norm);
  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnShape *shape = &rn_graph_parameter (graph, p)->shape;

      if (!moves (self, p))
        continue;
      by.decay = self->options.weights_only && shape->rank == 1 ? 0 : (float) self->options.decay;
      update (rn_parameters_values (self->parameters, p), rn_sgd_momentum (self, p),
              rn_parameters_gradients (self->parameters, p), rn_shape_elements (shape), &by);
    }
  rn_parameters_changed (self->parameters);
}

float *
rn_sgd_momentum (RnSgd *self, guint parameter)
{
  return rn_tensor_data (self->momenta)
       + rn_graph_parameter (rn_parameters_graph (self->parameters), parameter)->offset;
}
