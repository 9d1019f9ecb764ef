/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A file of CIFAR-10 or CIFAR-100 records. A record is 3,073 bytes: an input's tail is repeated to
 * fill the last, lest every mutation of the length be refused for it. */
#include "fuzz.h"

#include "rn-dataset.h"

#define RECORD 3073

static GByteArray *
whole_records (const guint8 *data, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean fill = size > 0 && data[0] % 2 == 0;         /* half of them go in as they are */

  g_byte_array_append (bytes, data, (guint) size);
  while (fill && bytes->len % RECORD != 0)
    g_byte_array_append (bytes, data, (guint) MIN (size, RECORD - bytes->len % RECORD));
  return bytes;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GByteArray) bytes = whole_records (data, size);
  g_autofree char *path = fuzz_file ("x.bin", bytes->data, bytes->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnDataset) set = NULL;
  guint8 pixels[3072];

  set = rn_dataset_open (path, NULL, &error);
  g_assert_true ((set == NULL) == (error != NULL));
  for (gsize i = 0; set != NULL && i < rn_dataset_n (set); i++)
    {
      g_assert_true (rn_dataset_read (set, i, pixels, NULL));
      g_assert_cmpuint (rn_dataset_label (set, i), <, rn_dataset_n_classes (set));
    }
  return 0;
}
