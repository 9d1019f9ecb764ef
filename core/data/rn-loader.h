/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-tensor.h"
#include "rn-transform.h"

G_BEGIN_DECLS

/*
 * Batches of a data set, transformed, made ahead of time by threads of its own. Batch b of epoch e
 * is a pure function of the options, whatever the threads do: two loaders with the same options give
 * the same numbers, and so does one that was sent back.
 *
 * Used from one thread at a time.
 */
typedef struct _RnLoader RnLoader;

typedef enum
{
  RN_LOADER_SHUFFLED,        /* another order each epoch */
  RN_LOADER_FILE,            /* as the data set has them */
} RnLoaderOrder;

/* Where a loader stands: what comes next. */
typedef struct
{
  guint64 epoch;
  guint64 batch;             /* of the epoch */
} RnLoaderPosition;

typedef struct
{
  gsize         batch;       /* pictures, over all ranks; ≥ 1 */
  RnLoaderOrder order;
  guint64       seed;        /* of the order and of what is random in the transform */
  gboolean      once;        /* ends after the epoch in which it stands */
  /* The pictures that do not fill a batch at an epoch's end: left out, or a batch of fewer. */
  gboolean      whole_batches;
  /* Where several processes share each batch: this one's part, @rank of @ranks (0: 1). The batch
   * must be a multiple of @ranks, and whole batches are all there are. */
  guint         rank, ranks;
  guint         threads;     /* 0: one; a processor each where a picture takes milliseconds */
} RnLoaderOptions;

/* One batch; valid until the next call of the loader. */
typedef struct
{
  RnTensor        *pictures; /* [N·V, C, H, W]: views of a picture follow each other */
  guint            n;        /* pictures in it; what lies behind them is zero */
  const gsize     *indices;  /* [n] of the data set */
  const guint     *labels;   /* [N], class 0 behind n */
  /* MixUp: labels count for @share, those of the partners for 1 − share; else 1 */
  double           share;
  const guint     *partners; /* [N] labels of the partners */
  RnLoaderPosition position; /* of this batch */
} RnBatch;

RN_API RnLoader        *rn_loader_new       (RnDataset *dataset, RnTransform *transform,
                                             const RnLoaderOptions *options, GError **error);
RN_API void             rn_loader_free      (RnLoader *self);
RN_API RnDataset       *rn_loader_dataset   (RnLoader *self);
RN_API RnTransform     *rn_loader_transform (RnLoader *self);
/* N·V×C×H×W: what a session is planned for */
RN_API RnShape          rn_loader_shape     (const RnLoader *self);
RN_API guint64          rn_loader_n_batches (const RnLoader *self);     /* of an epoch */

/*
 * The next batch, waiting for it if need be. (transfer none); NULL with @error where a picture
 * cannot be read, NULL without where the epoch of a loader that goes through @once is over.
 */
RN_API const RnBatch   *rn_loader_next      (RnLoader *self, GError **error);
RN_API RnLoaderPosition rn_loader_position  (const RnLoader *self);
/* To any batch of any epoch; one past an epoch's last is the next one's first. */
RN_API void             rn_loader_seek      (RnLoader *self, RnLoaderPosition position);
/* How long rn_loader_next() waited in all: next to nothing where loading keeps up. */
RN_API gint64           rn_loader_waited_us (const RnLoader *self);

/* What the network should answer, [N, K]: each label by its share, @smoothing of it over all. */
RN_API void             rn_batch_targets    (const RnBatch *self, guint n_classes,
                                             double smoothing, float *targets);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnLoader, rn_loader_free)

G_END_DECLS
