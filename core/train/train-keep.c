/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a checkpoint holds, in memory. */
#include "config.h"

#include "trainer-private.h"

#include <string.h>

void
rn__trainer_seek (RnTrainer *self, guint64 done)
{
  guint64 batches = rn_loader_n_batches (self->loader);

  self->done = done;
  rn_loader_seek (self->loader, (RnLoaderPosition) { done / batches, done % batches });
}

/* Both vectors lie in one piece, in the same order. */
static gsize
vector_floats (RnTrainer *self)
{
  return rn_graph_parameter_floats (rn_parameters_graph (self->parameters));
}

gboolean
rn_trainer_keep (RnTrainer *self, GError **error)
{
  gsize n = vector_floats (self);
  RnShape shape = rn_shape_2d (2, MAX (1, n));

  if (self->kept == NULL)
    self->kept = rn_tensor_new (&shape, error);
  if (self->kept == NULL)
    return FALSE;
  if (n > 0)
    {
      memcpy (rn_tensor_data (self->kept), rn_parameters_values (self->parameters, 0),
              n * sizeof (float));
      memcpy (rn_tensor_data (self->kept) + n, rn_sgd_momentum (self->sgd, 0), n * sizeof (float));
    }
  self->kept_schedule = self->schedule;
  self->kept_done = self->done;
  return TRUE;
}

gboolean
rn_trainer_go_back (RnTrainer *self)
{
  gsize n = vector_floats (self);

  if (self->kept == NULL)
    return FALSE;
  if (n > 0)
    {
      memcpy (rn_parameters_values (self->parameters, 0), rn_tensor_values (self->kept),
              n * sizeof (float));
      memcpy (rn_sgd_momentum (self->sgd, 0), rn_tensor_values (self->kept) + n,
              n * sizeof (float));
      rn_parameters_changed (self->parameters);
    }
  self->schedule = self->kept_schedule;
  rn__trainer_seek (self, self->kept_done);
  return TRUE;
}
