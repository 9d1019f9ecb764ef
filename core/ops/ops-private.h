/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the ops share: checks and messages of infer, windows, memory traffic, explanations. */
#pragma once

#include "rn-error.h"
#include "rn-op.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

G_BEGIN_DECLS

#define RN_OP(symbol) extern const RnOp rn__op_##symbol;
#include "op-list.h"
#undef RN_OP

#define RN_MINUS "\342\210\222"    /* U+2212 */
#define RN_TIMES "\303\227"        /* U+00D7 */

/* Multiply-adds below which waking threads costs more than they save. */
#define RN_WORTH_THREADS 32768

#define RN_NO_SHAPE ((RnShape) { 0, { 1, 1, 1, 1 } })    /* of a parameter that is left out */

/* Bounds that keep every sum and product of sizes that is not checked on its own inside 64 bits. */
#define RN_MAX_CHANNELS 1048576
#define RN_MAX_WINDOW   1024
#define RN_MAX_ELEMENTS (G_GUINT64_CONSTANT (1) << 48)

/* Sets @error to “op "node": message”; always FALSE, so that infer can return it. */
gboolean rn__op_fail         (const RnOp *op, const RnOpCall *call, RnError code, GError **error,
                              const char *format, ...) G_GNUC_PRINTF (5, 6);
gboolean rn__op_check_input  (const RnOp *op, const RnOpCall *call, guint input, guint rank,
                              GError **error);
gboolean rn__op_check_size   (const RnOp *op, const RnOpCall *call, const RnShape *shape,
                              GError **error);

/* Parameters and bytes of @call, from the shapes alone. */
void     rn__op_cost_memory  (const RnOp *op, const RnOpCall *call, RnCost *cost);

/* kernel × kernel taps, dilation apart, that slide by stride over an input with pad zeros around */
typedef struct
{
  gsize kernel;
  gsize stride;
  gsize pad;
  gsize dilation;
} RnWindow;

/* How often the window fits; RN_ERROR_RANGE where it is larger than the padded input. */
gboolean rn__window_places   (const RnWindow *window, const RnOp *op, const RnOpCall *call,
                              gsize *height, gsize *width, GError **error);

/* The part of an undilated window inside the picture: top ≤ h < bottom, left ≤ w < right. */
typedef struct
{
  gsize top, bottom, left, right;
} RnPatch;

RnPatch  rn__window_patch    (const RnWindow *window, const RnShape *input, gsize p, gsize q);

/* The attributes of every pool with a window, first in its table, and what follows from them. */
enum { RN_POOL_KERNEL, RN_POOL_STRIDE, RN_POOL_PAD, RN_POOL_N_ATTRIBUTES };

#define RN_POOL_ATTRIBUTES                                                                       \
  [RN_POOL_KERNEL] = { "kernel", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, NAN,                    \
                       "height and width of the window, pixels" },                               \
  [RN_POOL_STRIDE] = { "stride", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, NAN,                    \
                       "step between windows, input pixels" },                                   \
  [RN_POOL_PAD] = { "pad", RN_ATTRIBUTE_INTEGER, 0, RN_MAX_WINDOW, 0,                            \
                    "rows and columns added on each side; half a window at most" }

RnWindow rn__pool_window     (const RnOpCall *call);
gboolean rn__pool_infer      (const RnOp *op, const RnOpCall *call, RnShape *output,
                              GError **error);
void     rn__pool_cost       (const RnOp *op, const RnOpCall *call, RnCost *counts);

/* The two rows (or columns) of a map of @from that row @at of one of @to is made of, and how much of
 * each; the second with 0 where only one is. */
typedef struct
{
  gsize  at[2];
  double share[2];
} RnSource;

RnSource rn__upsample_source (gsize at, gsize from, gsize to, gboolean smooth);

/* Σ e^(x − largest) of @n numbers, and the largest of them. */
double   rn__softmax_sum     (const float *x, gsize n, double *largest);

/* @value as bfloat16 has it: the upper 16 bits of the float, rounded to nearest, ties to even; what
 * is no number stays so. */
static inline float
rn__bf16 (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = isnan (value) ? bits | 0x400000 : bits + 0x7fff + (bits >> 16 & 1);
  bits &= 0xffff0000;
  memcpy (&value, &bits, sizeof bits);
  return value;
}

/* Place of element [a, b, c, d] in a row-major tensor. */
static inline gsize
rn__offset (const RnShape *shape, gsize a, gsize b, gsize c, gsize d)
{
  return ((a * shape->dim[1] + b) * shape->dim[2] + c) * shape->dim[3] + d;
}

static inline gsize
rn__offset_of (const RnShape *shape, const gsize *index)
{
  gsize offset = 0;

  for (guint i = 0; i < shape->rank; i++)
    offset = offset * shape->dim[i] + index[i];
  return offset;
}

/* explanations: begin, add terms, then set constant, result and formula */
void  rn__explain_begin   (RnExplanation *explanation);
void  rn__explain_term    (RnExplanation *explanation, guint input, const RnShape *shape,
                           gsize offset, gsize weight_index, double value, double factor);
/* result = Σ + @constant; the formula shows the products, the middle of a long sum as ⋯ */
void  rn__explain_sum     (RnExplanation *explanation, double constant);
/* One element handed on as it is. */
void  rn__explain_copy    (RnExplanation *explanation, guint input, const RnShape *shape,
                           gsize offset, double value);
/* "0.25", "−0.25"; in brackets where it is negative and does not stand first. (transfer full) */
char *rn__number          (double value);
char *rn__operand         (double value);

G_END_DECLS
