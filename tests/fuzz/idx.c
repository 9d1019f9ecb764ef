/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A file of pictures as MNIST's, packed if it begins as gzip does, with two labels beside it. */
#include "fuzz.h"

#include "rn-dataset.h"

static const char labels[] = { 0, 0, 8, 1, 0, 0, 0, 2, 3, 1 };

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  gboolean packed = size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
  g_autofree char *images = fuzz_file (packed ? "images-idx3-ubyte.gz" : "images-idx3-ubyte",
                                       data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnDataset) set = NULL;

  g_free (fuzz_file ("labels-idx1-ubyte", labels, sizeof labels));
  set = rn_dataset_open (images, NULL, &error);
  g_assert_true ((set == NULL) == (error != NULL));
  if (set != NULL)
    {
      RnShape shape = rn_dataset_shape (set);
      g_autofree guint8 *pixels = g_malloc (rn_shape_elements (&shape));

      for (gsize i = 0; i < rn_dataset_n (set); i++)
        g_assert_true (rn_dataset_read (set, i, pixels, NULL));
    }
  return 0;
}
