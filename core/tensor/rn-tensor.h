/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-shape.h"

G_BEGIN_DECLS

/*
 * A dense row-major tensor of 32-bit floats (NCHW for feature maps), reference counted. Engines
 * keep their own layouts; an RnTensor is what goes in and what anybody outside looks at.
 */
typedef struct _RnTensor RnTensor;

/* All zero; NULL with RN_ERROR_NO_MEMORY where the memory cannot be had. Never aborts on a large
 * shape. */
RN_API RnTensor      *rn_tensor_new      (const RnShape *shape, GError **error);
RN_API RnTensor      *rn_tensor_new_copy (const RnShape *shape, const float *values,
                                          GError **error);
RN_API RnTensor      *rn_tensor_ref      (RnTensor *self);
RN_API void           rn_tensor_unref    (RnTensor *self);
RN_API const RnShape *rn_tensor_shape    (const RnTensor *self);
RN_API gsize          rn_tensor_elements (const RnTensor *self);
RN_API float         *rn_tensor_data     (RnTensor *self);          /* 64-byte aligned */
RN_API const float   *rn_tensor_values   (const RnTensor *self);

/* standard normal numbers of (@seed, @stream), see rn-random.h */
RN_API void           rn_tensor_fill_normal (RnTensor *self, guint64 seed, guint64 stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTensor, rn_tensor_unref)

G_END_DECLS
