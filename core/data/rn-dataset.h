/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "rn-progress.h"
#include "rn-shape.h"

G_BEGIN_DECLS

/*
 * A data set: pictures of one size, 8 bits a channel, each with the class it is of. Immutable and
 * reference counted; any number of threads may read it at once.
 */
typedef struct _RnDataset RnDataset;

#define RN_DATASET_MAX_CHANNELS 3

/* All zero: the training split, whole. */
typedef struct
{
  const char *split;         /* "train" (NULL too) or "test"; a place without splits is all one */
  gsize       count;         /* pictures at most; 0: all there are */
  guint64     seed;          /* of pictures that are drawn */
  guint       height;        /* px, of pictures that come in many sizes; 0: 256 */
  guint       width;         /* px; 0: as @height */
} RnDatasetOptions;

/*
 * @place: "shapes", the data set that is drawn here, or a directory or file: CIFAR-10 or CIFAR-100
 * binaries, IDX (MNIST and its relatives, also .gz), a folder of pictures for each class
 */
RN_API RnDataset   *rn_dataset_open      (const char *place, const RnDatasetOptions *options,
                                          GError **error);
/* Whether a data set of some kind seems to be at @place: by names alone, no file is opened. */
RN_API gboolean     rn_dataset_check     (const char *place, GError **error);
RN_API RnDataset   *rn_dataset_ref       (RnDataset *self);
RN_API void         rn_dataset_unref     (RnDataset *self);

RN_API const char  *rn_dataset_kind      (const RnDataset *self);    /* "cifar10", "folder" … */
RN_API const char  *rn_dataset_place     (const RnDataset *self);
RN_API const char  *rn_dataset_split     (const RnDataset *self);    /* "train", "test", "all" */
RN_API gsize        rn_dataset_n         (const RnDataset *self);
RN_API RnShape      rn_dataset_shape     (const RnDataset *self);    /* of a picture, 1×C×H×W */
RN_API guint        rn_dataset_n_classes (const RnDataset *self);
/* "airplane"; gettext knows those of CIFAR-10 and shapes */
RN_API const char  *rn_dataset_class     (const RnDataset *self, guint class);
RN_API guint        rn_dataset_label     (const RnDataset *self, gsize picture);
/* @pixels: [C, H, W] of picture @picture; only a file that changed or is broken can fail */
RN_API gboolean     rn_dataset_read      (const RnDataset *self, gsize picture, guint8 *pixels,
                                          GError **error);

/* The same as a picture to look at, grey or colour. (transfer full) */
RN_API GdkPixbuf   *rn_dataset_picture   (const RnDataset *self, gsize picture, GError **error);

/*
 * Mean and deviation of each channel, pixels being 0 … 1: always those of the training split, where
 * there is one. @mean, @std: [C]. Of sets that are read or drawn picture by picture, 4,096 of them,
 * evenly spread, speak for all.
 */
RN_API gboolean     rn_dataset_moments   (RnDataset *self, double *mean, double *std,
                                          const RnProgress *progress, GError **error);
/* The mean of every pixel over the same pictures, [C, H, W]. */
RN_API gboolean     rn_dataset_mean_picture (RnDataset *self, float *mean,
                                             const RnProgress *progress, GError **error);
/*
 * SHA-256 of all labels and pixels, 64 hex digits (transfer full): labels of 16 bits,
 * little-endian, then the pictures, C×H×W each. Of a folder its files' names and bytes; of shapes
 * what they are drawn from.
 */
RN_API char        *rn_dataset_sha256    (RnDataset *self, const RnProgress *progress,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnDataset, rn_dataset_unref)

G_END_DECLS
