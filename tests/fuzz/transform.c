/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Steps of a transform as text or JSON: made, told again, and done to a picture where it is small. */
#include "fuzz.h"

#include "rn-transform.h"

#include <math.h>

#define MOST_FLOATS 200000

static void
apply (RnTransform *transform, RnDataset *set)
{
  RnShape shape = rn_transform_output (transform);
  const RnTransformDraw draw = { 1, 2 };
  g_autofree float *input = g_new (float, rn_shape_elements (&shape));
  g_autofree float *scratch = g_new (float, rn_transform_scratch (transform));
  guint8 pixels[3072];

  g_assert_true (rn_dataset_read (set, 5, pixels, NULL));
  for (guint view = 0; view < rn_transform_views (transform); view++)
    rn_transform_apply (transform, &draw, 5, view, pixels, input, scratch);
  for (gsize i = 0; i < rn_shape_elements (&shape); i++)
    g_assert_false (isnan (input[i]));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const RnDatasetOptions few = { .count = 10 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnDataset) set = rn_dataset_open ("shapes", &few, NULL);
  g_autoptr (RnTransform) transform = rn_transform_parse (text, set, NULL, &error);
  g_autoptr (RnTransform) again = NULL;
  g_autofree char *told = NULL, *same = NULL;

  g_assert_true ((transform == NULL) == (error != NULL));
  if (transform == NULL)
    return 0;
  told = rn_transform_text (transform);
  again = rn_transform_parse (told, set, NULL, &error);
  g_assert_no_error (error);
  same = rn_transform_text (again);
  g_assert_cmpstr (told, ==, same);
  if (rn_transform_scratch (transform) <= MOST_FLOATS)
    apply (transform, set);
  return 0;
}
