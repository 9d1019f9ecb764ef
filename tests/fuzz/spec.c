/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Specs of blocks and networks: read, and built where they are right. */
#include "fuzz.h"

#include "rn-spec.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_spec_parse (text, "fuzz", &error);
  g_autoptr (RnGraph) graph = NULL;

  g_assert_true ((spec == NULL) == (error != NULL));
  if (spec == NULL)
    return 0;
  graph = rn_spec_build (spec, NULL, &error);
  g_assert_true ((graph == NULL) == (error != NULL));
  return 0;
}
