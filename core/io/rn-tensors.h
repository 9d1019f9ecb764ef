/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-tensor.h"

G_BEGIN_DECLS

/* Named tensors, in order, with text metadata: what a file of weights holds. */
typedef struct _RnTensors RnTensors;

RN_API RnTensors  *rn_tensors_new      (void);
RN_API void        rn_tensors_free     (RnTensors *self);
RN_API void        rn_tensors_add      (RnTensors *self, const char *name, RnTensor *tensor);
/* (transfer none) (nullable) */
RN_API RnTensor   *rn_tensors_get      (RnTensors *self, const char *name);
RN_API guint       rn_tensors_n        (const RnTensors *self);
RN_API const char *rn_tensors_name     (const RnTensors *self, guint i);
RN_API RnTensor   *rn_tensors_nth      (RnTensors *self, guint i);
RN_API void        rn_tensors_set_metadata (RnTensors *self, const char *key, const char *value);
RN_API const char *rn_tensors_metadata (const RnTensors *self, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTensors, rn_tensors_free)

G_END_DECLS
