/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-dataset.h"
#include "rn-error.h"

G_BEGIN_DECLS

/* What a kind of data set is; see dataset-list.h. */
typedef struct
{
  const char *expects;       /* for messages: what a place of this kind is */
  /* every picture is in memory, so going through all of them is quick */
  gboolean    stored;
  /* pictures follow from the seed alone, so what was measured of them stays true */
  gboolean    drawn;
  gboolean    slow;            /* a picture takes milliseconds: more threads are of use */
  /* Looks at names, never into files. */
  gboolean  (*is_at) (const char *place);
  /* Fills everything below “by the kind”; what it set is cleared for it where it fails. */
  gboolean  (*open)  (RnDataset *self, GError **error);
  gboolean  (*read)  (const RnDataset *self, gsize picture, guint8 *pixels, GError **error);
  /* NULL: labels and pixels */
  gboolean  (*hash)  (const RnDataset *self, GChecksum *checksum, GError **error);
  void      (*close) (RnDataset *self);           /* @state, which may be NULL */
} RnDatasetKind;

struct _RnDataset
{
  gatomicrefcount      references;
  const RnDatasetKind *kind;
  char                *place;         /* owned */
  RnDatasetOptions     options;       /* split is a literal */

  /* by the kind */
  const char          *name;          /* literal: "cifar10" */
  const char          *split;         /* literal */
  gsize                n;
  guint                channels, height, width;
  guint                n_classes;
  char               **classes;       /* owned [n_classes + 1] */
  guint16             *labels;        /* owned [n] */
  gpointer             state;         /* owned: what @read reads */
};

#define RN_DATASET(name) extern const RnDatasetKind rn__dataset_##name;
#include "dataset-list.h"
#undef RN_DATASET

/* Bytes of one picture. */
static inline gsize
rn__dataset_bytes (const RnDataset *self)
{
  return (gsize) self->channels * self->height * self->width;
}

static inline gboolean
rn__dataset_wants_test (const RnDataset *self)
{
  return g_str_equal (self->options.split, "test");
}

/* @n pictures of which the options may want fewer. */
static inline gsize
rn__dataset_limit (const RnDataset *self, gsize n)
{
  return self->options.count > 0 ? MIN (n, self->options.count) : n;
}

G_END_DECLS
