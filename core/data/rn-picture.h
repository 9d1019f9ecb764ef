/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "rn-tensor.h"

G_BEGIN_DECLS

/* How a picture becomes a network's input. */
typedef struct
{
  guint  height;             /* of the input */
  guint  width;
  /* short side before the crop ÷ short side of the input: 256/224 for ImageNet, 1 to use all */
  double resize;
  double mean[3];            /* of pixels in 0 … 1 */
  double std[3];
} RnPictureTransform;

/* ImageNet's mean and std; 256/224 */
RN_API void         rn_picture_transform_default (RnPictureTransform *self, guint height,
                                                  guint width);

/* Any gdk-pixbuf format, turned upright by its EXIF orientation; grey, alpha (over white) and
 * CMYK become RGB. */
RN_API GdkPixbuf   *rn_picture_load     (const char *path, GError **error);
RN_API GdkPixbuf   *rn_picture_decode   (GBytes *bytes, const char *what, GError **error);
/* (transfer full) a scene drawn by us, 512×384 */
RN_API GdkPixbuf   *rn_picture_built_in (void);

/* What the crop shows: the resized and cut picture, before normalising. (transfer full) */
RN_API GdkPixbuf   *rn_picture_crop     (GdkPixbuf *picture, const RnPictureTransform *transform);
/* 1×3×H×W; for @channels 1 the luma. */
RN_API RnTensor    *rn_picture_tensor   (GdkPixbuf *picture, const RnPictureTransform *transform,
                                         guint channels, GError **error);

G_END_DECLS
