/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-spec.h"

G_BEGIN_DECLS

/*
 * What keeps a hostile spec from taking memory: a graph holds a few hundred bytes a node and a
 * dozen nodes a block.
 */
#define RN_MAX_STAGES 64
#define RN_MAX_BLOCKS 4096

#define RN_MAX_HIDDEN  8
#define RN_MAX_CLASSES 1048576
#define RN_MAX_PICTURE 16384      /* height and width, pixels */

typedef enum { RN_STEM_CONVOLUTION, RN_STEM_NONE } RnStemKind;
typedef enum { RN_POOL_MAX, RN_POOL_NONE } RnPool;
typedef enum { RN_HEAD_CLASSIFIER, RN_HEAD_NONE, RN_HEAD_PYRAMID, RN_HEAD_UNET } RnHeadKind;

/* conv1, bn1, the activation, and a 3×3 max-pool of stride 2 */
typedef struct
{
  int kind;                  /* RnStemKind */
  int kernel;
  int stride;
  int out;
  int norm;                  /* RnNorm */
  int activation;            /* RnActivation */
  int pool;                  /* RnPool */
} RnStem;

/*
 * count blocks of one design; the first takes the stage's stride and changes the width, the others
 * keep both. A 2×2 max-pool of stride 2 may follow them.
 */
typedef struct
{
  char        name[32];      /* "layer1" */
  int         count;
  int         out;
  int         stride;
  int         pool;          /* RnPool */
  RnBlockSpec block;         /* its in, out and stride are not used, see rn__network_block() */
} RnStage;

/* What comes after the stages, see rn-network-head.c. */
typedef struct
{
  int    kind;               /* RnHeadKind */
  int    classes;
  int    conv;               /* channels, 0: none */
  int    pool_size;          /* pixels, 1: the mean of the whole map */
  guint  n_hidden;
  int    hidden[RN_MAX_HIDDEN];
  double drop;
  int    channels;
} RnHead;

/* A network spec. A value but for @name; whoever fills one starts with rn__network_init(). */
typedef struct
{
  char   *name;              /* (owned) */
  int     input[3];          /* C, H, W */
  RnStem  stem;
  guint   n_stages;
  RnStage stages[RN_MAX_STAGES];
  RnHead  head;
} RnNetwork;

/* The tables of keys; of a stem's and a head's the first is "kind". */
typedef enum { RN_NETWORK_WHOLE, RN_NETWORK_STEM, RN_NETWORK_STAGE, RN_NETWORK_HEAD } RnNetworkPart;

const RnSpecKey *rn__network_keys (RnNetworkPart part, guint *n_keys);

void         rn__network_init  (RnNetwork *self, const char *name);
void         rn__network_clear (RnNetwork *self);
/* (nullable) what @options multiplies the shortcut of the block at @path by */
const double *rn__shortcut_scale (const RnBuildOptions *options, const char *path);
/* Block @index of a stage, with all keys filled in. */
RnBlockSpec  rn__network_block (const RnNetwork *self, guint stage, int index);
gboolean     rn__network_read  (RnNetwork *self, json_object *json, const char *what,
                                GError **error);
json_object *rn__network_write (const RnNetwork *self);
void         rn__network_build (const RnNetwork *self, RnGraph *graph,
                                const RnBuildOptions *options);

/*
 * What heads read of a network: the last node of each scale before the pictures get smaller again,
 * after 0, 1, 2 … convolutions or pools that stride.
 */
#define RN_MAX_SCALES (2 * RN_MAX_STAGES + 3)

typedef struct
{
  RnNode x[RN_MAX_SCALES];   /* RN_NODE_NONE where there is none: the picture itself */
  guint  n;
  guint  stages;             /* scales from here on are those of stages, not the stem's alone */
} RnScales;

/* Gives the node that goes out. */
RnNode       rn__head_append    (RnGraph *graph, const RnNetwork *network, const RnScales *scales);

/* ── specs ── */

/* A block spec is one that has a "body". */
gboolean rn__spec_is_block (json_object *json);
/* As rn_spec_parse(), of a text that need not end in a zero byte. */
RnSpec  *rn__spec_read     (const char *text, gsize length, const char *what, GError **error);
/* The JSON text that @word is or names, and what messages call it; NULL where it can only be a name of the
 * catalogue. FALSE, with @error set, where its file cannot be read. */
gboolean rn__spec_text     (const char *word, GBytes **bytes, const char **what, GError **error);
/* "resnet50" becomes "plain50", another name "NAME-plain". (transfer full) */
char    *rn__plain_name    (const char *name);

/* (nullable) JSON text of the catalogue's network @name */
const char  *rn__catalogue_spec (const char *name);

G_END_DECLS
