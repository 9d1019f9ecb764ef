/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-spec.h"

G_BEGIN_DECLS

/*
 * What can be built: a network spec (input, stem, stages, head), or a block spec on its own. Read
 * from the catalogue, a file or a text; immutable; reference counted.
 */
typedef struct _RnSpec RnSpec;

/*
 * A pair of scissors: the shortcut of the block at a path ("layer1.0", "" where the block is all of
 * it) is multiplied by scale just before the addition. 0 cuts it: nothing passes, in either
 * direction.
 */
typedef struct
{
  const char *block;
  double      scale;         /* finite */
} RnShortcutScale;

typedef struct
{
  RnShape  input;            /* rank 0: the spec's own, batch 1 */
  gboolean loss;             /* end in softmax cross-entropy against labels (classifiers only) */
  double   label_smoothing;
  gboolean label_shares;     /* labels are shares of the classes, [N, K], not class numbers, [N] */
  /* (array length=n_scales) (nullable) each block at most once; those scaled have one more node,
   * "scaled", and no other parameters */
  const RnShortcutScale *scales;
  guint                  n_scales;
} RnBuildOptions;

RN_API RnSpec      *rn_spec_new_block    (const RnBlockSpec *block);
/* JSON */
RN_API RnSpec      *rn_spec_parse        (const char *text, const char *what, GError **error);
RN_API RnSpec      *rn_spec_load         (const char *path, GError **error);
/* A catalogue name or that of a plain twin ("plain50", "mobilenet_v2-plain"), a path ending in .json,
 * or JSON text itself; an unknown name gets the nearest known one. */
RN_API RnSpec      *rn_spec_open         (const char *name_or_file_or_json, GError **error);
/* Whether that would read a file: for whoever opens what others wrote. */
RN_API gboolean     rn_spec_is_file      (const char *name_or_file_or_json);
RN_API RnSpec      *rn_spec_ref          (RnSpec *self);
RN_API void         rn_spec_unref        (RnSpec *self);
RN_API const char  *rn_spec_name         (const RnSpec *self);
RN_API const RnBlockSpec *rn_spec_block  (const RnSpec *self);       /* NULL for a network */
/* Of each sample, or 0: a block, or a network that ends in maps, has no loss. */
RN_API guint        rn_spec_n_classes    (const RnSpec *self);
/* (transfer full) complete enough to repeat it */
RN_API json_object *rn_spec_json         (const RnSpec *self);
/* batch 1; a block's is 1×in×56×56 */
RN_API RnShape      rn_spec_input        (const RnSpec *self);
/* The same network with every shortcut none; NULL for a block or a network that is plain
 * already. */
RN_API RnSpec      *rn_spec_plain_twin   (const RnSpec *self);
RN_API RnSpec      *rn_spec_with_classes (const RnSpec *self, guint classes, GError **error);
RN_API RnGraph     *rn_spec_build        (const RnSpec *self, const RnBuildOptions *options,
                                          GError **error);

/* the catalogue */
typedef struct
{
  const char *name;          /* "resnet50" */
  const char *title;         /* "ResNet-50" */
  const char *family;        /* "ResNet", "ResNeXt", "plain", "CIFAR ResNet" … */
  const char *source;        /* the paper */
  const char *counted_by;    /* whose the two exact counts are: "torchvision" … */
  guint64     published_parameters;     /* 0 where none */
  guint64     published_macs;           /* by torchvision's convention; 0 where none */
  double      torchvision_gmacs;        /* as torchvision prints it; 0 where it does not */
  /* as the paper says it, “FLOPs” there; 0 where it does not */
  double      paper_gmacs;
} RnCatalogueEntry;

RN_API const RnCatalogueEntry *rn_catalogue        (guint *n);
RN_API const RnCatalogueEntry *rn_catalogue_find   (const char *name);
RN_API const char *const      *rn_catalogue_names  (void);            /* NULL-terminated */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnSpec, rn_spec_unref)

G_END_DECLS
