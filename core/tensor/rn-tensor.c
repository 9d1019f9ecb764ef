/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Dense float tensors, reference counted, 64-byte aligned. */
#include "config.h"

#include "rn-memory-private.h"
#include "rn-random-private.h"
#include "rn-size.h"
#include "rn-tensor.h"

#include <glib/gi18n-lib.h>
#include <stdint.h>
#include <string.h>

#define ALIGNMENT 64

struct _RnTensor
{
  gatomicrefcount references;
  RnShape  shape;
  gsize    elements;
  float   *data;               /* aligned, inside storage */
  gpointer storage;            /* owned */
};

RnTensor *
rn_tensor_new (const RnShape *shape, GError **error)
{
  gsize elements = rn_shape_elements (shape);
  gsize bytes, total;
  gpointer storage = NULL;
  RnTensor *self;

  if (rn_size_multiply (elements, sizeof (float), &bytes) && rn_size_add (bytes, ALIGNMENT, &total)
      && total <= rn__memory_size ())
    /* large blocks come from the system as zero pages, touched when first used */
    storage = g_try_malloc0 (total);
  if (storage == NULL)
    {
      g_autofree char *text = rn_shape_describe (shape);

      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("no memory for a tensor of %s floats"),
                   text);
      return NULL;
    }
  self = g_new (RnTensor, 1);
  g_atomic_ref_count_init (&self->references);
  self->shape = *shape;
  self->elements = elements;
  self->storage = storage;
  self->data = (float *) (((uintptr_t) storage + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  return self;
}

RnTensor *
rn_tensor_new_copy (const RnShape *shape, const float *values, GError **error)
{
  RnTensor *self = rn_tensor_new (shape, error);

  if (self != NULL && self->elements > 0)
    memcpy (self->data, values, self->elements * sizeof (float));
  return self;
}

RnTensor *
rn_tensor_ref (RnTensor *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
rn_tensor_unref (RnTensor *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->storage);
  g_free (self);
}

const RnShape *
rn_tensor_shape (const RnTensor *self)
{
  return &self->shape;
}

gsize
rn_tensor_elements (const RnTensor *self)
{
  return self->elements;
}

float *
rn_tensor_data (RnTensor *self)
{
  return self->data;
}

const float *
rn_tensor_values (const RnTensor *self)
{
  return self->data;
}

void
rn_tensor_fill_normal (RnTensor *self, guint64 seed, guint64 stream)
{
  gsize pairs = self->elements / 2;

#pragma omp parallel for schedule(static) if (pairs > 4096)
  for (gsize i = 0; i < pairs; i++)
    {
      double normal[2];

      rn__random_normal_pair (seed, stream, i, normal);
      self->data[2 * i] = (float) normal[0];
      self->data[2 * i + 1] = (float) normal[1];
    }
  if (self->elements % 2 != 0)
    {
      double normal[2];

      rn__random_normal_pair (seed, stream, pairs, normal);
      self->data[2 * pairs] = (float) normal[0];
    }
}
