/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The cases ops are tested by: tests/data/ops/cases.json, PyTorch's values in ops.safetensors. */
#pragma once

#include "rn-graph.h"
#include "rn-safetensors.h"

G_BEGIN_DECLS

typedef struct
{
  char       *name;              /* "conv2d-same-padding" */
  const RnOp *op;
  gboolean    training;
  /* FALSE where no finite difference exists, or backward is not meant to be one */
  gboolean    smooth;
  double      attributes[RN_OP_MAX_ATTRIBUTES];
  RnShape     inputs[RN_OP_MAX_INPUTS];
  RnShape     parameters[RN_OP_MAX_PARAMETERS];
  RnOpCall    call;              /* as infer left it, over the arrays above */
} OpCase;

typedef struct
{
  GPtrArray *cases;              /* (element-type OpCase) */
  RnTensors *tensors;
} OpCases;

/* Fails the test program where a file is missing or infer refuses a case. */
OpCases        *op_cases_load   (void);
void            op_cases_free   (OpCases *self);
/* NAME.FORMAT of the file, e.g. "input.%u"; NULL if it is not there */
const RnTensor *op_cases_tensor (OpCases *self, const OpCase *c, const char *format,
                                 ...) G_GNUC_PRINTF (3, 4);

/* The attributes of @op in its order: defaults, then @args; 0 where neither says anything. */
void            op_attributes   (const RnOp *op, const RnArg *args, double *attributes);

/* The buffers of one pass over a case; all are free to be changed between passes. */
typedef struct
{
  const OpCase *c;
  float        *inputs[RN_OP_MAX_INPUTS];
  float        *parameters[RN_OP_MAX_PARAMETERS];
  float        *d_inputs[RN_OP_MAX_INPUTS];          /* NULL where PyTorch has no gradient either */
  float        *d_parameters[RN_OP_MAX_PARAMETERS];
  float        *output;
  float        *state;
  float        *d_output;
} OpRun;

/* values from the file, gradients 0, output and state NaN */
OpRun *op_run_new      (OpCases *cases, const OpCase *c);
/* the same for a case that is in no file: normal numbers, all gradients asked for */
OpRun *op_run_new_random (const OpCase *c);
void   op_run_free     (OpRun *self);
void   op_run_forward  (OpRun *self);
/* Shows the op only what its backward_reads names; the rest is NULL. */
void   op_run_backward (OpRun *self);
void   op_run_explain  (OpRun *self, const gsize *index, RnExplanation *explanation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpCases, op_cases_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpRun, op_run_free)

G_END_DECLS
