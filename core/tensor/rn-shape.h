/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-error.h"

G_BEGIN_DECLS

#define RN_SHAPE_MAX_RANK 4

/*
 * The shape of a dense, row-major tensor: N, C, H, W for pictures and feature maps, K, C, R, S for
 * kernels, one number for a vector. Dimensions past the rank are 1, so dim[] can always be
 * multiplied through; rank 0 means “no tensor”. A value: copy it, compare it with rn_shape_equal().
 */
typedef struct
{
  guint rank;
  gsize dim[RN_SHAPE_MAX_RANK];
} RnShape;

RN_API RnShape  rn_shape_1d       (gsize a);
RN_API RnShape  rn_shape_2d       (gsize a, gsize b);
RN_API RnShape  rn_shape_4d       (gsize n, gsize c, gsize h, gsize w);
RN_API gboolean rn_shape_equal    (const RnShape *a, const RnShape *b);
/* 0 for rank 0; G_MAXSIZE where it overflows */
RN_API gsize    rn_shape_elements (const RnShape *shape);
RN_API char    *rn_shape_describe (const RnShape *shape);   /* (transfer full): "1×64×56×56" */

/* "1,3,224,224" or with ×/x between; RN_ERROR_RANGE for zero, negative or more than
 * RN_SHAPE_MAX_RANK numbers. */
RN_API gboolean rn_shape_parse    (const char *text, RnShape *shape, GError **error);

G_END_DECLS
