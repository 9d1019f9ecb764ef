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

typedef enum { RN_POOL_MAX, RN_POOL_NONE } RnStemPool;

/* conv1, bn1, the activation, and a 3×3 max-pool of stride 2 */
typedef struct
{
  int kernel;
  int stride;
  int out;
  int norm;                  /* RnNorm */
  int activation;            /* RnActivation */
  int pool;                  /* RnStemPool */
} RnStem;

/*
 * count blocks of one design; the first takes the stage's stride and changes the width, the others
 * keep both.
 */
typedef struct
{
  char        name[32];      /* "layer1" */
  int         count;
  int         out;
  int         stride;
  RnBlockSpec block;         /* its in, out and stride are not used, see rn__network_block() */
} RnStage;

/* global average pooling and a linear layer */
typedef struct
{
  int classes;
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

void         rn__network_init  (RnNetwork *self, const char *name);
void         rn__network_clear (RnNetwork *self);
RnStage     *rn__network_add_stage (RnNetwork *self, int count, int out, int stride,
                                    const RnBlockSpec *design);
/* (nullable) what @options multiplies the shortcut of the block at @path by */
const double *rn__shortcut_scale (const RnBuildOptions *options, const char *path);
/* Block @index of a stage, with all keys filled in. */
RnBlockSpec  rn__network_block (const RnNetwork *self, guint stage, int index);
gboolean     rn__network_read  (RnNetwork *self, json_object *json, const char *what,
                                GError **error);
json_object *rn__network_write (const RnNetwork *self);
void         rn__network_build (const RnNetwork *self, RnGraph *graph,
                                const RnBuildOptions *options);

/* (nullable) JSON text of the catalogue's network @name */
const char  *rn__catalogue_spec (const char *name);

G_END_DECLS
