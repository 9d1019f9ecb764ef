/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the ops share: messages and checks of infer, windows, cost of memory traffic, explanations. */
#pragma once

#include "rn-error.h"
#include "rn-op.h"

G_BEGIN_DECLS

#define RN_OP(symbol) extern const RnOp rn__op_##symbol;
#include "op-list.h"
#undef RN_OP

#define RN_MINUS "\342\210\222"    /* U+2212 */
#define RN_TIMES "\303\227"        /* U+00D7 */

/* Bounds of the schemas; with RN_MAX_ELEMENTS they keep every sum and product of sizes below inside 64 bits. */
#define RN_MAX_CHANNELS 1048576
#define RN_MAX_WINDOW   1024
#define RN_MAX_ELEMENTS (G_GUINT64_CONSTANT (1) << 48)

/* Sets @error to “op "node": message”; always FALSE, so that infer can return it. */
gboolean rn__op_fail         (const RnOp *op, const RnOpCall *call, RnError code, GError **error,
                              const char *format, ...) G_GNUC_PRINTF (5, 6);
gboolean rn__op_check_input  (const RnOp *op, const RnOpCall *call, guint input, guint rank, GError **error);
gboolean rn__op_check_output (const RnOp *op, const RnOpCall *call, const RnShape *shape, GError **error);

/* Parameters and bytes of @call, from the shapes alone. */
void     rn__op_cost_memory  (const RnOp *op, const RnOpCall *call, RnCost *cost);

/* A window of kernel × kernel taps, @dilation apart, that slides by @stride over an input with @pad zeros around it. */
typedef struct
{
  gsize kernel;
  gsize stride;
  gsize pad;
  gsize dilation;
} RnWindow;

/* Places of the window per row and column; RN_ERROR_RANGE where it is larger than the padded input. */
gboolean rn__window_places   (const RnWindow *window, const RnOp *op, const RnOpCall *call,
                              gsize *height, gsize *width, GError **error);

/* The part of an undilated window that lies inside the picture: rows top ≤ h < bottom, columns left ≤ w < right. */
typedef struct
{
  gsize top, bottom, left, right;
} RnPatch;

RnPatch  rn__window_patch    (const RnWindow *window, const RnShape *input, gsize p, gsize q);

/* infer of a pool: as rn__window_places, and RN_ERROR_RANGE where padding could fill more than half a window. */
gboolean rn__window_infer_pool (const RnWindow *window, const RnOp *op, const RnOpCall *call, RnShape *output,
                                GError **error);

/* Σ e^(x − largest) of @n numbers, and the largest of them. */
double   rn__softmax_sum     (const float *x, gsize n, double *largest);

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
void  rn__explain_term    (RnExplanation *explanation, guint input, const RnShape *shape, gsize offset,
                           gsize weight_index, double value, double factor);
/* result = Σ + @constant; the formula shows the products, those in the middle of a long sum as ⋯ */
void  rn__explain_sum     (RnExplanation *explanation, double constant);
/* One element handed on as it is. */
void  rn__explain_copy    (RnExplanation *explanation, guint input, const RnShape *shape, gsize offset, double value);
/* "0.25", "−0.25"; in brackets where it is negative and does not stand first. (transfer full) */
char *rn__number          (double value);
char *rn__operand         (double value);

G_END_DECLS
