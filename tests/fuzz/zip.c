/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* torch.save()'s files as they are, most of them zip archives. */
#include "fuzz.h"

#include "rn-torch.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTensors) tensors = rn_torch_parse (bytes, "fuzz", &error);

  g_assert_true ((tensors == NULL) == (error != NULL));
  return 0;
}
