/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "onnx.pb-c.h"
#include "rn-parameters.h"

G_BEGIN_DECLS

/*
 * A model while it is put together. All that is made for it lives until it is freed; names and
 * numbers that are given and not copied must live as long.
 */
typedef struct
{
  GPtrArray *owned;             /* owned */
  GPtrArray *nodes;             /* owned (element-type Onnx__NodeProto) */
  GPtrArray *initializers;      /* owned (element-type Onnx__TensorProto) */
  GPtrArray *values;            /* owned (element-type Onnx__ValueInfoProto) */
  GHashTable *constants;        /* owned: names of the initializers */
} OnnxFile;

void         rn__onnx_init     (OnnxFile *self);
void         rn__onnx_clear    (OnnxFile *self);

/* An operator on values by their names (NULL-terminated; NULL at once: none) that makes @output. */
Onnx__NodeProto *rn__onnx_node (OnnxFile *self, const char *type, const char *output,
                                const char *const *inputs);
void         rn__onnx_integer  (OnnxFile *self, Onnx__NodeProto *node, const char *name,
                                gint64 value);
void         rn__onnx_integers (OnnxFile *self, Onnx__NodeProto *node, const char *name,
                                const gint64 *values, guint n);
void         rn__onnx_real     (OnnxFile *self, Onnx__NodeProto *node, const char *name,
                                double value);
/* Constants; one that is there already by that name stays. Returns: @name, copied. */
const char  *rn__onnx_floats   (OnnxFile *self, const char *name, const RnShape *shape,
                                const float *values /* not copied */);
const char  *rn__onnx_number   (OnnxFile *self, const char *name, double value);
const char  *rn__onnx_list     (OnnxFile *self, const char *name, const gint64 *values, guint n);
/* Floats that live as long as @self, to be filled. */
float       *rn__onnx_room     (OnnxFile *self, gsize n);
/* “node/what” */
const char  *rn__onnx_name     (OnnxFile *self, const char *node, const char *what);
/* A value's type: floats of @shape, the first size open. */
Onnx__ValueInfoProto *rn__onnx_value (OnnxFile *self, const char *name, const RnShape *shape);

/* A node of the graph on its way into the file. */
typedef struct
{
  OnnxFile         *file;
  const RnNodeInfo *info;
  const char       *inputs[RN_OP_MAX_INPUTS + 1];            /* names of values, NULL-terminated */
  RnShape           shapes[RN_OP_MAX_INPUTS];                /* of the inputs */
  const char       *parameters[RN_OP_MAX_PARAMETERS];        /* names of constants; NULL: absent */
  const float      *values[RN_OP_MAX_PARAMETERS];            /* of the parameters */
} OnnxNode;

double   rn__onnx_attribute (const OnnxNode *self, const char *name);
/* Operators that compute what the node's op does; RN_ERROR_UNKNOWN for an op the table lacks. */
gboolean rn__onnx_translate (OnnxNode *self, GError **error);
void     rn__onnx_attention (OnnxNode *self, const char *type);

G_END_DECLS
