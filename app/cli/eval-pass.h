/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli-subject.h"
#include "rn-evaluation.h"

G_BEGIN_DECLS

/* What eval is told. Strings are (owned) (nullable). */
typedef struct
{
  CliSource source;          /* weights, engine, threads, seed */
  char     *data;
  char     *split;
  char     *mean, *std;      /* numbers between commas */
  char     *transform;       /* instead of all that is made up from the others */
  char     *scales;          /* px, between commas */
  gboolean  ten_crop;
  gboolean  fold;
  int       batch;           /* 0: as the input's size suggests */
  gint64    count;
  char     *format;
  char     *figure;
} EvalOptions;

/* One way of showing the data set to the network. */
typedef struct
{
  char         *text;        /* all (owned): the transform, in full */
  RnLoader     *loader;
  RnGraph      *graph;
  RnParameters *parameters;
  RnSession    *session;
} EvalPass;

void       eval_options_clear (EvalOptions *self);
gboolean   eval_options_check (const EvalOptions *self, GError **error);

/* The data set of the options, its pictures as @spec takes them. */
RnDataset *eval_open_data     (const EvalOptions *self, const RnSpec *spec, GError **error);
/* (element-type EvalPass) one for each scale. */
GArray    *eval_open_passes   (const EvalOptions *self, RnSpec *spec, RnDataset *data,
                               GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EvalOptions, eval_options_clear)

G_END_DECLS
