/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Puts the steps of a transform together and runs them.
 *
 * Pixels stay what their bytes say, 0 … 255, until a step normalises them in double, so that
 * (pixel/255 − mean)/deviation is rounded once.
 */
#include "config.h"

#include "rn-random.h"
#include "rn-size.h"
#include "rn-spec-schema.h"
#include "transform-private.h"

#include <string.h>

#define MAX_SIDE   16384
#define MAX_FLOATS (1 << 28)
#define DRAWS      8             /* random numbers a step has for a picture, at most */
#define MAX_STEPS  64            /* two epochs' numbers are as far apart */

struct _RnTransform
{
  gatomicrefcount references;
  GArray         *steps;        /* owned (element-type RnTransformStep) */
  RnPlanes        input;
  RnPlanes        output;
  gboolean        of_bytes;     /* no step ended it: the last act is ÷ 255 */
  guint           views;
  gsize           scratch;      /* floats of one of the two buffers */
};

static RnTransformStep *
step_at (const RnTransform *self, guint i)
{
  return &g_array_index (self->steps, RnTransformStep, i);
}

static gboolean
prepare_step (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  const RnPlanes *to = &step->to;

  step->from = step->to = maker->planes;
  step->of_bytes = maker->of_bytes;
  if (step->kind->prepare != NULL && !step->kind->prepare (step, maker, error))
    return FALSE;
  if (to->height > MAX_SIDE || to->width > MAX_SIDE || rn__planes_floats (to) > MAX_FLOATS)
    return rn__transform_fail (step, RN_ERROR_RANGE, error,
                               "makes pictures of %u×%u, at most %u×%u are handled", to->height,
                               to->width, MAX_SIDE, MAX_SIDE);
  maker->planes = step->to;
  return TRUE;
}

static RnTransform *
make (GArray *steps, RnDataset *dataset, const RnProgress *progress, GError **error)
{
  g_autoptr (RnTransform) self = NULL;
  RnShape shape = rn_dataset_shape (dataset);
  RnTransformMaker maker = {
    .dataset = dataset, .progress = progress, .of_bytes = TRUE, .views = 1,
    .planes = { (guint) shape.dim[1], (guint) shape.dim[2], (guint) shape.dim[3] },
  };

  self = g_new0 (RnTransform, 1);
  g_atomic_ref_count_init (&self->references);
  self->steps = steps;
  self->input = maker.planes;
  self->scratch = rn__planes_floats (&maker.planes);
  for (guint i = 0; i < steps->len; i++)
    {
      if (!prepare_step (step_at (self, i), &maker, error))
        return NULL;
      self->scratch = MAX (self->scratch, rn__planes_floats (&maker.planes));
    }
  self->output = maker.planes;
  self->of_bytes = maker.of_bytes;
  self->views = maker.views;
  return g_steal_pointer (&self);
}

/**
 * rn_transform_parse:
 * @text: steps between commas, or a JSON list; "" for none
 * @dataset: whose pictures go in
 * @progress: (nullable): of going through the data set for its mean
 * @error: return location
 *
 * Errors:   RN_ERROR_UNKNOWN for a name that is no step; RN_ERROR_FORMAT, RN_ERROR_RANGE for its
 *           numbers; RN_ERROR_SHAPE where a step does not fit what comes in; the data set's own
 *
 * Returns: (transfer full) (nullable)
 */
RnTransform *
rn_transform_parse (const char *text, RnDataset *dataset, const RnProgress *progress,
                    GError **error)
{
  GArray *steps;

  g_return_val_if_fail (text != NULL && dataset != NULL, NULL);
  if (text[strspn (text, " \t\n")] == '[')
    {
      json_object *list = rn_spec_parse_json (text, strlen (text), "transforms", error);
      RnTransform *self = list != NULL ? rn_transform_new_json (list, dataset, progress, error)
                                       : NULL;

      json_object_put (list);
      return self;
    }
  steps = rn__transform_steps_parse (text, (guint) rn_dataset_shape (dataset).dim[1], error);
  return steps != NULL ? make (steps, dataset, progress, error) : NULL;
}

RnTransform *
rn_transform_new_json (json_object *list, RnDataset *dataset, const RnProgress *progress,
                       GError **error)
{
  GArray *steps = rn__transform_steps_json (list, (guint) rn_dataset_shape (dataset).dim[1], error);

  return steps != NULL ? make (steps, dataset, progress, error) : NULL;
}

RnTransform *
rn_transform_ref (RnTransform *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
rn_transform_unref (RnTransform *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < self->steps->len; i++)
    if (step_at (self, i)->kind->clear != NULL && step_at (self, i)->state != NULL)
      step_at (self, i)->kind->clear (step_at (self, i)->state);
  g_array_unref (self->steps);
  g_free (self);
}

char *
rn_transform_text (const RnTransform *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      rn__transform_step_write (step_at (self, i), text);
    }
  return g_string_free (text, FALSE);
}

RnShape
rn_transform_output (const RnTransform *self)
{
  return rn_shape_4d (1, self->output.channels, self->output.height, self->output.width);
}

guint
rn_transform_views (const RnTransform *self)
{
  return self->views;
}

gboolean
rn_transform_is_random (const RnTransform *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (step_at (self, i)->kind->random)
      return TRUE;
  return FALSE;
}

gsize
rn_transform_scratch (const RnTransform *self)
{
  return 2 * self->scratch;
}

/* ── random numbers ── */

static guint64
step_bits (const RnStepDraw *draw, guint k)
{
  static const guint64 transforms = G_GUINT64_CONSTANT (0x7472616e73666f72);    /* “transfor” */

  g_assert (k < DRAWS && draw->step < MAX_STEPS);
  return rn_random_bits (draw->draw->seed,
                         transforms + draw->draw->epoch * MAX_STEPS + draw->step,
                         (guint64) draw->picture * DRAWS + k);
}

double
rn__step_uniform (const RnStepDraw *draw, guint k)
{
  return (double) (step_bits (draw, k) >> 11) * 0x1p-53;
}

guint
rn__step_below (const RnStepDraw *draw, guint k, guint n)
{
  return (guint) (((step_bits (draw, k) >> 32) * n) >> 32);
}

/* ── running ── */

static void
from_bytes (const guint8 *pixels, gsize n, double divisor, float *to)
{
  for (gsize i = 0; i < n; i++)
    to[i] = (float) (pixels[i] / divisor);
}

/* The last step that does something to a picture; −1: none. */
static int
last_step (const RnTransform *self)
{
  int last = (int) self->steps->len - 1;

  while (last >= 0 && step_at (self, (guint) last)->kind->apply == NULL)
    last--;
  return last;
}

void
rn_transform_apply (const RnTransform *self, const RnTransformDraw *draw, gsize picture, guint view,
                    const guint8 *pixels, float *input, float *scratch)
{
  int last = last_step (self);
  float *at = last < 0 ? input : scratch;
  float *other = scratch + self->scratch;

  from_bytes (pixels, rn__planes_floats (&self->input), last < 0 && self->of_bytes ? 255 : 1, at);
  for (int i = 0; i <= last; i++)
    {
      const RnTransformStep *step = step_at (self, (guint) i);
      const RnStepDraw numbers = { draw, (guint) i, picture, view };
      float *to = i == last ? input : other;

      if (step->kind->apply == NULL)
        continue;
      step->kind->apply (step, &numbers, at, to);
      other = at;
      at = to;
    }
  if (self->of_bytes && last >= 0)
    for (gsize i = 0; i < rn__planes_floats (&self->output); i++)
      input[i] = (float) (input[i] / 255.0);
}

/* ── MixUp ── */

static void
mix (float *inputs, const float *copy, gsize elements, guint n, guint shift, float share)
{
  for (guint i = 0; i < n; i++)
    {
      const float *x = copy + i * elements, *y = copy + (i + shift) % n * elements;
      float *to = inputs + i * elements;

      for (gsize k = 0; k < elements; k++)
        to[k] = share * x[k] + (1 - share) * y[k];
    }
}

double
rn_transform_mix (const RnTransform *self, const RnTransformDraw *draw, guint64 batch, guint n,
                  gsize elements, float *inputs, guint *partners)
{
  double share = 1;
  guint shift = 0;

  for (guint i = 0; i < self->steps->len; i++)
    if (step_at (self, i)->kind == &rn__transform_mixup)
      {
        const RnStepDraw numbers = { draw, i, (gsize) batch, 0 };

        share = rn__transform_mix_share (step_at (self, i), &numbers);
        shift = n > 1 ? 1 + rn__step_below (&numbers, RN__MIX_SHIFT, n - 1) : 0;
      }
  for (guint i = 0; i < n; i++)
    partners[i] = (i + shift) % n;
  if (shift > 0 && share < 1)
    {
      g_autofree float *copy = g_memdup2 (inputs, n * elements * sizeof (float));

      mix (inputs, copy, elements, n, shift, (float) share);
    }
  return share;
}
