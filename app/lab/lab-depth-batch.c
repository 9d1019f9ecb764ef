/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A batch of pictures made from one. */
#include "config.h"

#include "lab-depth-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-random.h"

#define ZOOM_LEAST 0.7            /* part of the picture's side that is shown */
#define GRAIN      0.1            /* deviation of the noise, of normalised values */

/* A part of the source, of @zoom its side, from (x, y) on. */
typedef struct
{
  double   zoom, x, y;
  gboolean mirror;
} Part;

static Part
draw_part (guint64 seed, guint sample, const RnShape *shape)
{
  guint64 stream = rn_random_stream ("batch of pictures");
  double u[4];
  Part part;

  for (guint i = 0; i < 4; i++)
    u[i] = rn_random_uniform (seed, stream, 4 * (guint64) sample + i);
  part.zoom = ZOOM_LEAST + (1 - ZOOM_LEAST) * u[0];
  part.x = u[1] * (1 - part.zoom) * (double) (shape->dim[3] - 1);
  part.y = u[2] * (1 - part.zoom) * (double) (shape->dim[2] - 1);
  part.mirror = u[3] < 0.5;
  return part;
}

/* Between the four pixels around (x, y). */
static float
sample_plane (const float *plane, const RnShape *shape, double x, double y)
{
  gsize width = shape->dim[3], x0 = (gsize) x, y0 = (gsize) y;
  gsize x1 = MIN (x0 + 1, width - 1), y1 = MIN (y0 + 1, shape->dim[2] - 1);
  double fx = x - (double) x0, fy = y - (double) y0;
  double above = plane[y0 * width + x0] * (1 - fx) + plane[y0 * width + x1] * fx;
  double below = plane[y1 * width + x0] * (1 - fx) + plane[y1 * width + x1] * fx;

  return (float) (above * (1 - fy) + below * fy);
}

static void
copy_part (const float *source, float *out, const RnShape *shape, const Part *part)
{
  gsize height = shape->dim[2], width = shape->dim[3];

  for (gsize c = 0; c < shape->dim[1]; c++)
    for (gsize row = 0; row < height; row++)
      for (gsize column = 0; column < width; column++)
        {
          gsize from = part->mirror ? width - 1 - column : column;

          out[(c * height + row) * width + column] =
            sample_plane (source + c * height * width, shape, part->x + part->zoom * (double) from,
                          part->y + part->zoom * (double) row);
        }
}

static RnTensor *
make_batch (RnTensor *picture, const RnShape *shape, guint64 seed, GError **error)
{
  g_autoptr (RnTensor) batch = rn_tensor_new (shape, error);
  gsize one = rn_tensor_elements (picture);
  float *values;

  if (batch == NULL)
    return NULL;
  rn_tensor_fill_normal (batch, seed, rn_random_stream ("grain"));
  values = rn_tensor_data (batch);
  for (gsize n = 0; n < shape->dim[0]; n++)
    {
      Part part = draw_part (seed, (guint) n, shape);
      g_autofree float *cut = g_new (float, one);

      copy_part (rn_tensor_values (picture), cut, shape, &part);
      for (gsize i = 0; i < one; i++)
        values[n * one + i] = cut[i] + (float) GRAIN * values[n * one + i];
    }
  memcpy (values, rn_tensor_values (picture), one * sizeof (float));    /* the first is itself */
  return g_steal_pointer (&batch);
}

RnTensor *
lab__depth_input (const LabDocument *document, const RnOrigin *origin, const RnShape *shape,
                  GError **error)
{
  g_autoptr (RnTensor) picture = NULL;
  RnTensor *noise;

  if (shape->dim[1] == 1 || shape->dim[1] == 3)
    {
      picture = lab_picture_tensor (document->picture, (guint) shape->dim[2],
                                    (guint) shape->dim[3], (guint) shape->dim[1], origin, error);
      if (picture == NULL || shape->dim[0] == 1)
        return g_steal_pointer (&picture);
      return make_batch (picture, shape, document->seed, error);
    }
  noise = rn_tensor_new (shape, error);
  if (noise != NULL)
    rn_tensor_fill_normal (noise, document->seed, rn_random_stream ("input"));
  return noise;
}

char *
lab__depth_input_words (const LabDocument *document)
{
  gsize channels = rn_spec_input (document->spec).dim[1];

  if (channels != 1 && channels != 3)
    return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u sample of random numbers",
                                       "%u samples of random numbers", document->samples),
                            document->samples);
  if (document->samples == 1)
    return g_strdup (_("one picture"));
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "batch of %u picture made from one",
                                     "batch of %u pictures made from one", document->samples),
                          document->samples);
}
