/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-tensors.h"

G_BEGIN_DECLS

/*
 * F64, F32, F16, BF16, integers and bool become floats; anything wrong with the file is told before
 * memory is taken.
 */
RN_API RnTensors  *rn_safetensors_load (const char *path, GError **error);
RN_API RnTensors  *rn_safetensors_parse (GBytes *bytes, const char *what, GError **error);
RN_API gboolean    rn_safetensors_save (RnTensors *self, const char *path, GError **error);

G_END_DECLS
