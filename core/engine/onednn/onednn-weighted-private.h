/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "onednn-private.h"

G_BEGIN_DECLS

/* The state of a task with weights; parameter 0 is the weight, parameter 1 the bias. */
typedef struct
{
  Primitive     forward;
  Primitive     backward_data;
  Primitive     backward_weights;
  dnnl_memory_t x, y, dx, dy;       /* owned */
  dnnl_memory_t bias, d_bias;       /* owned, NULL without bias */
  Packed        weights;            /* for forward */
  Packed        weights_data;       /* for backward_data */
  Packed        d_weights;          /* from backward_weights */
  /* What multiplies bfloat16 by primitives for floats keeps its operands widened in these: owned,
   * NULL for all others. */
  float        *wide_x, *wide_dy, *rounded_weights;
} Weighted;

typedef struct
{
  dnnl_memory_desc_t x, y, bias;
  dnnl_memory_desc_t weights;       /* row-major, as parameters lie */
  dnnl_memory_desc_t any_d_weights; /* the primitive may choose */
  /* what is multiplied: the same in floats or in bfloat16; x and dy, and weights of any order */
  dnnl_memory_desc_t x_operand, dy_operand, any_weights;
  gboolean           has_bias;
  const char        *avoid;         /* (nullable) for backward_weights: see onednn_primitive_make() */
} WeightedShapes;

/* Sets the operands from x, y and any_d_weights. */
void     onednn_weighted_operands              (WeightedShapes *shapes, dnnl_data_type_t type);

/* @desc: oneDNN's description of the operation; the forward primitive first */
gboolean onednn_weighted_make_forward          (OnednnPlan *plan, Weighted *self,
                                                const WeightedShapes *shapes, const void *desc,
                                                dnnl_primitive_attr_t attr, const char *name, GError **error);
gboolean onednn_weighted_make_backward_weights (OnednnPlan *plan, Weighted *self,
                                                const WeightedShapes *shapes, const void *desc,
                                                const char *name, GError **error);
gboolean onednn_weighted_make_backward_data    (OnednnPlan *plan, Weighted *self,
                                                const WeightedShapes *shapes, const void *desc,
                                                const char *name, GError **error);

void     onednn_weighted_refresh  (OnednnPlan *plan, Task *task, gboolean backward);
/* @x and @dy: as the operands were described */
void     onednn_weighted_forward  (OnednnPlan *plan, Task *task, const void *x);
void     onednn_weighted_backward (OnednnPlan *plan, Task *task, const void *x, const void *dy);
void     onednn_weighted_clear    (Weighted *self);
void     onednn_weighted_free     (Task *task);
char    *onednn_weighted_describe (OnednnPlan *plan, Task *task);

G_END_DECLS
