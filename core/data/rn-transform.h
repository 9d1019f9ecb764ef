/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-dataset.h"

G_BEGIN_DECLS

/*
 * What is done to a data set's pictures before a network sees them: steps by name, in order. As a
 * text, numbers behind colons:
 *
 *   pad:4,crop:32,flip,normalise
 *
 * as JSON, a list of such texts or of objects: ["pad:4", {"name": "crop", "height": 32}, "flip"].
 * Without a step that normalises, what comes out is 0 … 1.
 *
 * Immutable and reference counted; any number of threads may apply one. What is random is a pure
 * function of seed, epoch and picture, so threads and their order change nothing.
 */
typedef struct _RnTransform RnTransform;

/* What steps draw their random numbers from. */
typedef struct
{
  guint64 seed;
  guint64 epoch;
} RnTransformDraw;

/*
 * @dataset gives the size of the pictures that come in, and its mean and deviation to a normalise
 * without numbers (which goes through the data set: @progress). It is not kept.
 */
RN_API RnTransform *rn_transform_parse    (const char *text, RnDataset *dataset,
                                           const RnProgress *progress, GError **error);
RN_API RnTransform *rn_transform_new_json (json_object *steps, RnDataset *dataset,
                                           const RnProgress *progress, GError **error);
RN_API RnTransform *rn_transform_ref      (RnTransform *self);
RN_API void         rn_transform_unref    (RnTransform *self);

/* (transfer full) with every number, so that the text alone repeats it (all but a mean picture) */
RN_API char        *rn_transform_text     (const RnTransform *self);
RN_API RnShape      rn_transform_output   (const RnTransform *self);    /* 1×C×H×W */
/* Inputs made of one picture, whose answers are averaged: 10 for a ten-crop, else 1. */
RN_API guint        rn_transform_views    (const RnTransform *self);
RN_API gboolean     rn_transform_is_random (const RnTransform *self);
/* Floats that rn_transform_apply() needs as @scratch. */
RN_API gsize        rn_transform_scratch  (const RnTransform *self);
/* @pixels: [C, H, W] of the data set; @input: [C', H', W'] of the network; @scratch: any numbers */
RN_API void         rn_transform_apply    (const RnTransform *self, const RnTransformDraw *draw,
                                           gsize picture, guint view, const guint8 *pixels,
                                           float *input, float *scratch);
/*
 * MixUp, where it is a step: batch @batch of @n inputs of @elements floats each becomes share · x_i
 * + (1 − share) · x_j, and so should its labels; @partners: (out) [n], the j of each i. Returns:
 * share, 1 where nothing is mixed.
 */
RN_API double       rn_transform_mix      (const RnTransform *self, const RnTransformDraw *draw,
                                           guint64 batch, guint n, gsize elements, float *inputs,
                                           guint *partners);

/* Every step by name: what it takes and does, for --help and forms. */
RN_API guint        rn_transform_n_kinds  (void);
RN_API const char  *rn_transform_kind     (guint i, const char **usage, const char **doc);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTransform, rn_transform_unref)

G_END_DECLS
