/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-safetensors.h"

G_BEGIN_DECLS

#define RN__SAFETENSORS_MAX_HEADER 100000000      /* bytes, as the format's own library */

/*
 * One tensor as the header of a .safetensors file tells it; nothing is checked against the data
 * yet.
 */
typedef struct
{
  char   *name;                 /* owned */
  char   *dtype;                /* owned */
  RnShape shape;                /* a single number, [] in the file, is a vector of 1 */
  guint64 begin;                /* bytes from the end of the header */
  guint64 end;
} RnStoredTensor;

/*
 * Reads the JSON of a header, which is told strictly: objects of fixed keys, each exactly once. Its
 * own reader and not json-c, because json-c lets the second of two equal keys win and turns large
 * numbers into others. Metadata goes into @tensors. Returns: (element-type RnStoredTensor), in the
 * order of the file.
 */
GArray          *rn__safetensors_read_header (const char *text, gsize length, const char *what,
                                              RnTensors *tensors, GError **error);

/* (element-type utf8) in order of their adding */
const GPtrArray *rn__tensors_metadata_keys   (const RnTensors *self);

G_END_DECLS
