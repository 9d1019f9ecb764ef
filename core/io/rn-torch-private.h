/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-pickle-private.h"
#include "rn-tensors.h"

G_BEGIN_DECLS

/* Sets the bytes of @storage, dtype->size of them for each element. */
typedef gboolean (*RnTorchFetch) (gpointer data, RnPickleStorage *storage, GError **error);

/* The tensors found in @root of a file of @size bytes, with their numbers. */
RnTensors *rn__torch_collect (const RnPickleValue *root, RnTorchFetch fetch, gpointer data,
                              gsize size, const char *what, GError **error);

G_END_DECLS
