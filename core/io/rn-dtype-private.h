/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A number type of files, little-endian. */
typedef struct
{
  const char *name;             /* as .safetensors files name it: "F32" */
  const char *storage;          /* as PyTorch names an array of it: "FloatStorage" */
  gsize       size;             /* bytes */
  void      (*convert) (const guint8 *from, float *to, gsize n);
} RnDtype;

/* (nullable) */
const RnDtype *rn__dtype_find         (const char *name);
const RnDtype *rn__dtype_find_storage (const char *storage);

G_END_DECLS
