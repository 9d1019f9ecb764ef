/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/* One channel of one sample of a tensor, and who it belongs to. */
typedef struct
{
  RnTensor   *tensor;        /* (nullable) [N, C, H, W] or [N, C]; the scene keeps a reference */
  gsize       sample;
  gsize       channel;
  RnNode      node;          /* what pick tells */
  FigPath     path;          /* its frame */
  gboolean    whole_scale;   /* colours by all channels of the tensor, else by this one */
} FigChannel;

/* What an op reads for one element of its output. */
typedef struct
{
  gsize size, stride, pad, dilation;         /* px of the input; size 0: the same pixel */
} FigWindow;

/* A channel large, each value a block of one colour, with its colour bar. */
typedef struct
{
  FigChannel  channel;
  const char *title;
  const char *subtitle;      /* (nullable) */
} FigLargeData;

/* Where a channel comes from: one of the input's, an arrow, the output's, and words beside them. */
typedef struct
{
  FigChannel  from, to;      /* item 0 and 1 of a pick */
  FigWindow   window;
  int         row, column;   /* the probed element of @to, −1: none */
  const char *title;         /* (nullable) */
  const char *words_title;   /* “relu [22] → conv2 [24]” */
  const char *words;
} FigPairData;

/* The network's input in its colours: 3 channels as red, green and blue, 1 as grey. */
FigScene *fig_picture_new (RnTensor *picture, const char *title, const char *subtitle,
                           const FigStyle *style, GError **error);
/* Errors of all: RN_ERROR_SHAPE for another rank, RN_ERROR_RANGE for what is not there. */
FigScene *fig_large_new (const FigLargeData *data, const FigStyle *style, GError **error);
FigScene *fig_pair_new  (const FigPairData *data, const FigStyle *style, GError **error);

G_END_DECLS
