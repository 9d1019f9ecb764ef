/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* The numbers a network learns, in one vector, with their gradients in another. */

#include "config.h"

#include "rn-parameters.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "rn-random-private.h"
#include "rn-random.h"

struct _RnParameters
{
  gatomicrefcount refs;
  RnGraph  *graph;          /* owned */
  RnTensor *values;         /* owned */
  RnTensor *gradients;      /* owned; NULL until asked for */
  guint64   version;
};

static RnTensor *
new_vector (RnGraph *graph, GError **error)
{
  RnShape shape = rn_shape_1d (MAX (1, rn_graph_parameter_floats (graph)));

  return rn_tensor_new (&shape, error);
}

/**
 * rn_parameters_new:
 *
 * Room for the parameters of @graph: all 0, but every running_var 1, which is what a batch norm
 * starts from.
 *
 * Errors: RN_ERROR_NO_MEMORY
 */
RnParameters *
rn_parameters_new (RnGraph *graph, GError **error)
{
  RnTensor *values = new_vector (graph, error);
  RnParameters *self;

  if (values == NULL)
    return NULL;
  self = g_new0 (RnParameters, 1);
  g_atomic_ref_count_init (&self->refs);
  self->graph = rn_graph_ref (graph);
  self->values = values;
  self->version = 1;
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);
      float *value = rn_parameters_values (self, i);

      if (!info->trained && info->init == RN_INIT_ONE)
        for (gsize k = 0; k < rn_shape_elements (&info->shape); k++)
          value[k] = 1;
    }
  return self;
}

RnParameters *
rn_parameters_ref (RnParameters *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rn_parameters_unref (RnParameters *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  rn_tensor_unref (self->values);
  g_clear_pointer (&self->gradients, rn_tensor_unref);
  rn_graph_unref (self->graph);
  g_free (self);
}

RnGraph *
rn_parameters_graph (RnParameters *self)
{
  return self->graph;
}

float *
rn_parameters_values (RnParameters *self, guint parameter)
{
  return rn_tensor_data (self->values) + rn_graph_parameter (self->graph, parameter)->offset;
}

gboolean
rn_parameters_need_gradients (RnParameters *self, GError **error)
{
  if (self->gradients == NULL)
    self->gradients = new_vector (self->graph, error);
  return self->gradients != NULL;
}

float *
rn_parameters_gradients (RnParameters *self, guint parameter)
{
  g_return_val_if_fail (self->gradients != NULL, NULL);
  return rn_tensor_data (self->gradients) + rn_graph_parameter (self->graph, parameter)->offset;
}

void
rn_parameters_clear_gradients (RnParameters *self)
{
  if (self->gradients != NULL)
    memset (rn_tensor_data (self->gradients), 0,
            rn_tensor_elements (self->gradients) * sizeof (float));
}

void
rn_parameters_changed (RnParameters *self)
{
  self->version++;
}

guint64
rn_parameters_version (const RnParameters *self)
{
  return self->version;
}

/**
 * rn_parameters_set:
 *
 * Errors: RN_ERROR_UNKNOWN if no parameter has that name; RN_ERROR_SHAPE if the shapes differ
 */
gboolean
rn_parameters_set (RnParameters *self, const char *name, const RnTensor *value, GError **error)
{
  guint parameter = rn_graph_find_parameter (self->graph, name);
  const RnParameterInfo *info;

  if (parameter == G_MAXUINT)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("%s has no parameter “%s”"),
                   rn_graph_name (self->graph), name);
      return FALSE;
    }
  info = rn_graph_parameter (self->graph, parameter);
  if (!rn_shape_equal (&info->shape, rn_tensor_shape (value)))
    {
      g_autofree char *found = rn_shape_describe (rn_tensor_shape (value));
      g_autofree char *expected = rn_shape_describe (&info->shape);

      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, _("“%s” is %s, expected %s"), name, found,
                   expected);
      return FALSE;
    }
  memcpy (rn_parameters_values (self, parameter), rn_tensor_values (value),
          rn_tensor_elements (value) * sizeof (float));
  rn_parameters_changed (self);
  return TRUE;
}

/* Kernel positions an output channel's gradient meets: K·R·S for [K, C, R, S], the rows for a
 * matrix. */
static double
fan_out (const RnShape *shape)
{
  return (double) shape->dim[0] * (double) shape->dim[2] * (double) shape->dim[3];
}

/* Inputs that make one output: C·R·S. A bias counts as its weight does. */
static double
fan_in (const RnGraph *graph, const RnParameterInfo *info)
{
  const RnShape *shape = &info->shape;

  if (shape->rank == 1)
    shape = &rn_graph_parameter (graph, rn_graph_node (graph, info->node)->parameters[0])->shape;
  return (double) shape->dim[1] * (double) shape->dim[2] * (double) shape->dim[3];
}

/* Normal numbers are made two at a time, and many pairs together. */
static void
fill_normal (float *values, gsize n, guint64 seed, guint64 stream, double deviation)
{
  enum { STEP = 2 * RN__LANES };

#pragma omp parallel for schedule(static) if (n > 16384)
  for (gsize at = 0; at < n; at += STEP)
    {
      double normals[STEP];

      rn__random_normal_lanes (seed, stream, at / 2, normals);
      for (gsize i = 0; i < MIN (STEP, n - at); i++)
        values[at + i] = (float) (normals[i] * deviation);
    }
}

static void
fill_uniform (float *values, gsize n, guint64 seed, guint64 stream, double reach)
{
#pragma omp parallel for schedule(static) if (n > 16384)
  for (gsize i = 0; i < n; i++)
    values[i] = (float) ((2 * rn_random_uniform (seed, stream, i) - 1) / reach);
}

static void
fill_seeds (float *values, gsize n, guint64 seed, guint64 stream)
{
  for (gsize i = 0; i < n; i++)
    values[i] = (float) (rn_random_bits (seed, stream, i) >> 40);
}

static void
fill_constant (float *values, gsize n, float value)
{
  for (gsize i = 0; i < n; i++)
    values[i] = value;
}

static float
constant_of (const RnParameterInfo *info)
{
  return info->init == RN_INIT_CONSTANT ? (float) info->constant : info->init == RN_INIT_ONE ? 1 : 0;
}

/**
 * rn_parameters_initialize:
 *
 * Every parameter as its slot says, from its own stream of random numbers.
 *
 * Source: He et al., Delving Deep into Rectifiers, 2015 (the normal one)
 */
void
rn_parameters_initialize (RnParameters *self, guint64 seed)
{
  for (guint p = 0; p < rn_graph_n_parameters (self->graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (self->graph, p);
      guint64 stream = rn_random_stream (info->name);
      float *value = rn_parameters_values (self, p);
      gsize n = rn_shape_elements (&info->shape);

      if (info->init == RN_INIT_HE_FAN_OUT)
        fill_normal (value, n, seed, stream, sqrt (2 / fan_out (&info->shape)));
      else if (info->init == RN_INIT_SMALL_NORMAL)
        fill_normal (value, n, seed, stream, 0.02);
      else if (info->init == RN_INIT_UNIFORM_FAN_IN)
        fill_uniform (value, n, seed, stream, sqrt (fan_in (self->graph, info)));
      else if (info->init == RN_INIT_SEED)
        fill_seeds (value, n, seed, stream);
      else
        fill_constant (value, n, constant_of (info));
    }
  rn_parameters_changed (self);
}
