/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-error.h"
#include "rn-transform.h"

G_BEGIN_DECLS

/* What goes in or out of a step: [C, H, W] floats. */
typedef struct
{
  guint channels, height, width;
} RnPlanes;

#define RN__TRANSFORM_MAX_VALUES (2 * RN_DATASET_MAX_CHANNELS)

typedef struct _RnTransformKind RnTransformKind;

/* A step in place: what it was told, and what it made of that. */
typedef struct
{
  const RnTransformKind *kind;
  double   values[RN__TRANSFORM_MAX_VALUES];      /* of its keys, in order; NAN: not given */
  RnPlanes from, to;
  gboolean of_bytes;            /* its input is 0 … 255, not 0 … 1 or normalised */
  gpointer state;               /* owned: what @prepare made for @apply */
} RnTransformStep;

/* While a transform is made: what steps may ask for and say. */
typedef struct
{
  RnDataset        *dataset;
  const RnProgress *progress;
  RnPlanes          planes;     /* of what comes in now */
  gboolean          of_bytes;   /* what comes in now is 0 … 255; a step that ends that says so */
  guint             views;
} RnTransformMaker;

/* The random numbers of one step for one picture. */
typedef struct
{
  const RnTransformDraw *draw;
  guint                  step;
  gsize                  picture;
  guint                  view;
} RnStepDraw;

typedef struct
{
  const char *name;
  double      minimum, maximum;
  double      fallback;         /* NAN: none, so it must be given unless @optional */
  gboolean    integer;
  gboolean    optional;
  gboolean    per_channel;      /* as many numbers as there are channels */
} RnTransformKey;

struct _RnTransformKind
{
  const char           *name;
  const char           *usage;       /* "crop:SIZE or crop:HEIGHT:WIDTH" */
  const char           *doc;
  gboolean              random;
  const RnTransformKey *keys;
  guint                 n_keys;
  /* Sets @to and @state; tells @maker what it changes. NULL: the shape stays. */
  gboolean (*prepare) (RnTransformStep *step, RnTransformMaker *maker, GError **error);
  /* NULL: nothing is done to a single picture. @from and @to never overlap. */
  void     (*apply)   (const RnTransformStep *step, const RnStepDraw *draw, const float *from,
                       float *to);
  void     (*clear)   (gpointer state);
};

#define RN_TRANSFORM(name) extern const RnTransformKind rn__transform_##name;
#include "transform-list.h"
#undef RN_TRANSFORM

/* Reads a list of steps, text or JSON: an array of RnTransformStep with kind and values set. */
GArray  *rn__transform_steps_parse (const char *text, guint channels, GError **error);
GArray  *rn__transform_steps_json  (json_object *list, guint channels, GError **error);
/* "crop:32:32" onto @text */
void     rn__transform_step_write  (const RnTransformStep *step, GString *text);
const RnTransformKind *rn__transform_kind (guint i);

/* Number @k of a step's own, in [0, 1) and below @n. */
double   rn__step_uniform (const RnStepDraw *draw, guint k);
guint    rn__step_below   (const RnStepDraw *draw, guint k, guint n);

static inline gsize
rn__planes_floats (const RnPlanes *planes)
{
  return (gsize) planes->channels * planes->height * planes->width;
}

/* What MixUp leaves of a batch's own pictures, in [0, 1]; and the number that says which others. */
double   rn__transform_mix_share (const RnTransformStep *step, const RnStepDraw *draw);
#define RN__MIX_SHIFT 7

/* Returns: FALSE; “crop: …” */
gboolean rn__transform_fail (const RnTransformStep *step, RnError code, GError **error,
                             const char *format, ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
