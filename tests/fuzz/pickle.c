/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Pickles, where no checksum of an archive hides the machine: what comes is the body of a file of
 * streams – the pickle, the list of storages, their numbers – and its head is put before it.
 */
#include "config.h"

#define _GNU_SOURCE          /* memmem */
#include "fuzz.h"

#include <string.h>

#include "rn-torch.h"

static const guint8 head[] =
  "\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."     /* the magic number */
  "\x80\2M\xe9\3."                                              /* 1001 */
  "\x80\2}X\x0d\0\0\0little_endian\x88s.";

/* Seeds may be whole files: their own head is left away. */
static gsize
own_head (const guint8 *data, gsize size)
{
  static const guint8 last[] = "\x04\0\0\0longq";
  const guint8 *at = size > 256 ? memmem (data, 256, last, sizeof last - 1) : NULL;
  const guint8 *stop = at != NULL ? memchr (at, '.', 32) : NULL;

  return stop != NULL ? (gsize) (stop + 1 - data) : 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  gsize from = own_head (data, size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RnTensors) tensors = NULL;
  g_autoptr (GError) error = NULL;

  g_byte_array_append (file, head, sizeof head - 1);
  g_byte_array_append (file, data + from, (guint) (size - from));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&file));
  tensors = rn_torch_parse (bytes, "fuzz", &error);
  g_assert_true ((tensors == NULL) == (error != NULL));
  return 0;
}
