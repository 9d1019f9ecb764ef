/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-dataset.h"
#include "rn-picture.h"
#include "rn-tensors.h"

G_BEGIN_DECLS

/*
 * Where trained weights come from, as far as whoever uses them must know it: how the pictures they
 * learned from were normalised, and what their classes are called. Files that Reslab trained carry
 * it as metadata; others do not.
 */
typedef struct
{
  char   *data;              /* (owned) of what kind: "shapes", "cifar10" … */
  guint   n_channels;        /* of mean and std; 0: normalised in another way, or not */
  double  mean[RN_DATASET_MAX_CHANNELS];       /* of pixels in 0 … 1 */
  double  std[RN_DATASET_MAX_CHANNELS];
  GStrv   classes;           /* (owned) their names, in order */
} RnOrigin;

/* Kind and classes of a data set; its mean and deviation are the caller's to say. */
RN_API RnOrigin   *rn_origin_new   (const RnDataset *dataset);
RN_API RnOrigin   *rn_origin_copy  (const RnOrigin *self);
RN_API void        rn_origin_free  (RnOrigin *self);
RN_API void        rn_origin_write (const RnOrigin *self, RnTensors *tensors);
/* (nullable) (transfer full) NULL where the file says nothing, or nothing that could be right */
RN_API RnOrigin   *rn_origin_read  (const RnTensors *tensors);
/* (nullable) the name of a class; gettext knows those of CIFAR-10 and shapes */
RN_API const char *rn_origin_class (const RnOrigin *self, guint class);
/* The mean and deviation that pictures get for these weights; nothing changes where none are said. */
RN_API void        rn_origin_set_transform (const RnOrigin *self, RnPictureTransform *transform);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnOrigin, rn_origin_free)

G_END_DECLS
