/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every op as ONNX operators: one row of the table at the end. What ONNX has no exact operator for
 * is put together of several; what mixes rows and columns by fixed shares (adaptive pooling,
 * upsampling) is two matrix products, Y = A · X · Bᵀ, exact where Resize would round scales.
 *
 * Source: github.com/onnx/onnx, docs/Operators.md, opset 13
 */
#include "config.h"

#include "onnx-private.h"
#include "ops-private.h"
#include "rn-onnx.h"

#include <math.h>

typedef void (*Emit) (OnnxNode *self, const char *type);

#define INPUTS(...) ((const char *const[]) { __VA_ARGS__, NULL })

double
rn__onnx_attribute (const OnnxNode *self, const char *name)
{
  int at = rn_op_attribute (self->info->op, name);

  g_assert (at >= 0);
  return self->info->attributes[at];
}

static gint64
integer (const OnnxNode *self, const char *name)
{
  return (gint64) rn__onnx_attribute (self, name);
}

static const char *
inner (OnnxNode *self, const char *what)
{
  return rn__onnx_name (self->file, self->info->name, what);
}

/* @value on each of @n axes */
static void
set_each (OnnxNode *self, Onnx__NodeProto *node, const char *name, gint64 value, guint n)
{
  const gint64 values[] = { value, value, value, value };

  rn__onnx_integers (self->file, node, name, values, n);
}

/* ── one operator ── */

static void
emit_same (OnnxNode *self, const char *type)
{
  rn__onnx_node (self->file, type, self->info->name, self->inputs);
}

static void
emit_conv (OnnxNode *self, const char *type)
{
  Onnx__NodeProto *node = rn__onnx_node (self->file, type, self->info->name,
                                         INPUTS (self->inputs[0], self->parameters[0],
                                                 self->parameters[1]));

  set_each (self, node, "kernel_shape", integer (self, "kernel"), 2);
  set_each (self, node, "strides", integer (self, "stride"), 2);
  set_each (self, node, "pads", integer (self, "pad"), 4);
  set_each (self, node, "dilations", integer (self, "dilation"), 2);
  rn__onnx_integer (self->file, node, "group", integer (self, "groups"));
}

static void
emit_batch_norm (OnnxNode *self, const char *type)
{
  Onnx__NodeProto *node = rn__onnx_node (self->file, type, self->info->name,
                                         INPUTS (self->inputs[0], self->parameters[0],
                                                 self->parameters[1], self->parameters[2],
                                                 self->parameters[3]));

  rn__onnx_real (self->file, node, "epsilon", rn__onnx_attribute (self, "epsilon"));
}

static void
emit_pool (OnnxNode *self, const char *type)
{
  Onnx__NodeProto *node = rn__onnx_node (self->file, type, self->info->name, self->inputs);

  set_each (self, node, "kernel_shape", integer (self, "kernel"), 2);
  set_each (self, node, "strides", integer (self, "stride"), 2);
  set_each (self, node, "pads", integer (self, "pad"), 4);
  if (rn_op_attribute (self->info->op, "count_include_pad") >= 0)
    rn__onnx_integer (self->file, node, "count_include_pad", integer (self, "count_include_pad"));
}

static void
emit_concat (OnnxNode *self, const char *type)
{
  rn__onnx_integer (self->file, rn__onnx_node (self->file, type, self->info->name, self->inputs),
                    "axis", 1);
}

static void
emit_softmax (OnnxNode *self, const char *type)
{
  emit_concat (self, type);     /* over axis 1 as well */
}

static void
emit_clip (OnnxNode *self, const char *type)
{
  rn__onnx_node (self->file, type, self->info->name,
                 INPUTS (self->inputs[0], rn__onnx_number (self->file, "constant/0", 0),
                         rn__onnx_number (self->file, "constant/6", 6)));
}

static void
emit_scale_constant (OnnxNode *self, const char *type)
{
  const char *factor = rn__onnx_number (self->file, inner (self, "factor"),
                                        rn__onnx_attribute (self, "factor"));

  rn__onnx_node (self->file, type, self->info->name, INPUTS (self->inputs[0], factor));
}

static void
emit_complement (OnnxNode *self, const char *type)
{
  rn__onnx_node (self->file, type, self->info->name,
                 INPUTS (rn__onnx_number (self->file, "constant/1", 1), self->inputs[0]));
}

static void
emit_pad_channels (OnnxNode *self, const char *type)
{
  const gint64 pads[8] = { 0, integer (self, "before"), 0, 0, 0, integer (self, "after"), 0, 0 };

  rn__onnx_node (self->file, type, self->info->name,
                 INPUTS (self->inputs[0],
                         rn__onnx_list (self->file, inner (self, "pads"), pads, 8)));
}

static void
emit_slice (OnnxNode *self, const char *type)
{
  const gint64 begin = integer (self, "begin"), end = begin + integer (self, "length"), axis = 1;

  rn__onnx_node (self->file, type, self->info->name,
                 INPUTS (self->inputs[0],
                         rn__onnx_list (self->file, inner (self, "begin"), &begin, 1),
                         rn__onnx_list (self->file, inner (self, "end"), &end, 1),
                         rn__onnx_list (self->file, inner (self, "axis"), &axis, 1)));
}

static void
emit_subsample (OnnxNode *self, const char *type)
{
  const gint64 begin[2] = { 0, 0 }, axes[2] = { 2, 3 };
  const gint64 end[2] = { (gint64) self->shapes[0].dim[2], (gint64) self->shapes[0].dim[3] };
  const gint64 steps[2] = { integer (self, "stride"), integer (self, "stride") };

  rn__onnx_node (self->file, type, self->info->name,
                 INPUTS (self->inputs[0],
                         rn__onnx_list (self->file, inner (self, "begin"), begin, 2),
                         rn__onnx_list (self->file, inner (self, "end"), end, 2),
                         rn__onnx_list (self->file, inner (self, "axes"), axes, 2),
                         rn__onnx_list (self->file, inner (self, "steps"), steps, 2)));
}

/* ── several ── */

/* x·σ(x) */
static void
emit_silu (OnnxNode *self, const char *type)
{
  const char *gate = inner (self, "sigmoid");

  rn__onnx_node (self->file, "Sigmoid", gate, self->inputs);
  rn__onnx_node (self->file, "Mul", self->info->name, INPUTS (self->inputs[0], gate));
}

/* x·(1 + erf (x/√2))/2 */
static void
emit_gelu (OnnxNode *self, const char *type)
{
  const char *scaled = inner (self, "scaled"), *erf = inner (self, "erf");
  const char *sum = inner (self, "sum"), *half = inner (self, "half");
  OnnxFile *file = self->file;

  rn__onnx_node (file, "Mul", scaled,
                 INPUTS (self->inputs[0], rn__onnx_number (file, "constant/sqrt_half", M_SQRT1_2)));
  rn__onnx_node (file, "Erf", erf, INPUTS (scaled));
  rn__onnx_node (file, "Add", sum, INPUTS (erf, rn__onnx_number (file, "constant/1", 1)));
  rn__onnx_node (file, "Mul", half,
                 INPUTS (self->inputs[0], rn__onnx_number (file, "constant/half", 0.5)));
  rn__onnx_node (file, "Mul", self->info->name, INPUTS (half, sum));
}

static void
emit_linear (OnnxNode *self, const char *type)
{
  const char *flat = self->inputs[0];
  Onnx__NodeProto *node;

  if (self->shapes[0].rank != 2)
    {
      flat = inner (self, "flat");
      rn__onnx_integer (self->file, rn__onnx_node (self->file, "Flatten", flat, self->inputs),
                        "axis", 1);
    }
  node = rn__onnx_node (self->file, type, self->info->name,
                        INPUTS (flat, self->parameters[0], self->parameters[1]));
  rn__onnx_integer (self->file, node, "transB", 1);
}

static void
emit_concat_pixels (OnnxNode *self, const char *type)
{
  const gint64 column[4] = { 0, 0, -1, 1 };       /* 0: as it is; −1: whatever is left */
  const char *parts[RN_OP_MAX_INPUTS + 1] = { NULL };

  for (guint i = 0; i < self->info->n_inputs; i++)
    {
      g_autofree char *word = g_strdup_printf ("part%u", i);

      parts[i] = inner (self, word);
      rn__onnx_node (self->file, "Reshape", parts[i],
                     INPUTS (self->inputs[i],
                             rn__onnx_list (self->file, inner (self, "column"), column, 4)));
    }
  rn__onnx_integer (self->file, rn__onnx_node (self->file, type, self->info->name, parts), "axis",
                    2);
}

/* ── fixed mixtures of rows and of columns ── */

/* @share: what of @from the @to-th takes, [to, from] */
typedef void (*FillShares) (const OnnxNode *self, gsize from, gsize to, float *share);

/* Its parts overlap where @to does not divide @from. */
static void
fill_pool (const OnnxNode *self, gsize from, gsize to, float *share)
{
  for (gsize i = 0; i < to; i++)
    {
      gsize first = i * from / to, end = ((i + 1) * from + to - 1) / to;

      for (gsize k = first; k < end; k++)
        share[i * from + k] = (float) (1.0 / (double) (end - first));
    }
}

static void
fill_upsample (const OnnxNode *self, gsize from, gsize to, float *share)
{
  gboolean smooth = rn__onnx_attribute (self, "smooth") != 0;

  for (gsize i = 0; i < to; i++)
    {
      RnSource source = rn__upsample_source (i, from, to, smooth);

      for (guint k = 0; k < 2; k++)
        share[i * from + source.at[k]] += (float) source.share[k];
    }
}

static float *
transpose (OnnxFile *file, const float *matrix, gsize rows, gsize columns)
{
  float *turned = rn__onnx_room (file, rows * columns);       /* [columns, rows] */

  for (gsize i = 0; i < rows; i++)
    for (gsize k = 0; k < columns; k++)
      turned[k * rows + i] = matrix[i * columns + k];
  return turned;
}

/* A · X · Bᵀ, A of rows, B of columns */
static void
mix (OnnxNode *self, FillShares fill)
{
  const gsize *x = self->shapes[0].dim, *y = self->info->shape.dim;
  RnShape rows = rn_shape_2d (y[2], x[2]), columns = rn_shape_2d (x[3], y[3]);
  float *a = rn__onnx_room (self->file, y[2] * x[2]), *b = rn__onnx_room (self->file, y[3] * x[3]);
  const char *left = inner (self, "rows"), *right = inner (self, "columns");
  const char *half = inner (self, "half");

  fill (self, x[2], y[2], a);
  fill (self, x[3], y[3], b);
  rn__onnx_floats (self->file, left, &rows, a);
  rn__onnx_floats (self->file, right, &columns, transpose (self->file, b, y[3], x[3]));
  rn__onnx_node (self->file, "MatMul", half, INPUTS (left, self->inputs[0]));
  rn__onnx_node (self->file, "MatMul", self->info->name, INPUTS (half, right));
}

static void
emit_adaptive_pool (OnnxNode *self, const char *type)
{
  mix (self, fill_pool);
}

static void
emit_upsample (OnnxNode *self, const char *type)
{
  mix (self, fill_upsample);
}

/* ── the table ── */

typedef struct
{
  const char *op;
  Emit        emit;
  const char *type;             /* of the operator, where it is one */
} Row;

static const Row rows[] = {
  { "conv2d", emit_conv, "Conv" },
  { "batch_norm", emit_batch_norm, "BatchNormalization" },
  { "relu", emit_same, "Relu" },
  { "relu6", emit_clip, "Clip" },
  { "silu", emit_silu, NULL },
  { "gelu", emit_gelu, NULL },
  { "sigmoid", emit_same, "Sigmoid" },
  { "add", emit_same, "Sum" },
  { "scale", emit_same, "Mul" },
  { "scale_constant", emit_scale_constant, "Mul" },
  { "complement", emit_complement, "Sub" },
  { "dropout", emit_same, "Identity" },
  { "gradient_scale", emit_same, "Identity" },
  { "max_pool", emit_pool, "MaxPool" },
  { "avg_pool", emit_pool, "AveragePool" },
  { "global_avg_pool", emit_same, "GlobalAveragePool" },
  { "adaptive_avg_pool", emit_adaptive_pool, NULL },
  { "linear", emit_linear, "Gemm" },
  { "window_attention", rn__onnx_attention, NULL },
  { "concat", emit_concat, "Concat" },
  { "concat_pixels", emit_concat_pixels, "Concat" },
  { "slice", emit_slice, "Slice" },
  { "pad_channels", emit_pad_channels, "Pad" },
  { "subsample", emit_subsample, "Slice" },
  { "upsample", emit_upsample, NULL },
  { "softmax", emit_softmax, "Softmax" },
};

static const Row *
find_row (const char *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].op, op))
      return &rows[i];
  return NULL;
}

gboolean
rn_onnx_knows (const char *op)
{
  return g_str_equal (op, "input") || find_row (op) != NULL;
}

gboolean
rn__onnx_translate (OnnxNode *self, GError **error)
{
  const Row *row = find_row (self->info->op->name);

  if (row != NULL)
    {
      row->emit (self, row->type);
      return TRUE;
    }
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, "%s: ONNX has nothing for op “%s” here",
               self->info->name, self->info->op->name);
  return FALSE;
}
