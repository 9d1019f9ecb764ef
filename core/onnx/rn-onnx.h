/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean fold;        /* take batch norms into the convolutions before them */
} RnOnnxOptions;

/*
 * A network for inference as an ONNX model (opset 13), with its parameters; the batch is open,
 * height and width are those the graph was built with. It computes in float32: where a block
 * multiplies bfloat16 numbers the model does not round.
 */
RN_API GBytes  *rn_onnx_write (RnGraph *graph, RnParameters *parameters,
                               const RnOnnxOptions *options, GError **error);
RN_API gboolean rn_onnx_save  (RnGraph *graph, RnParameters *parameters,
                               const RnOnnxOptions *options, const char *path, GError **error);
/* Whether the op of this name can be part of such a model. */
RN_API gboolean rn_onnx_knows (const char *op);

G_END_DECLS
