/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the examples share: networks built by name, and runs of them. */
#pragma once

#include "examples.h"
#include "rn-record.h"
#include "rn-session.h"

G_BEGIN_DECLS

/* A network that was run on the built-in picture, forward and backward. */
typedef struct
{
  RnRecords *records;
  RnTensor **values;       /* [n] */
  RnSession *session;
  guint      n;
} ExampleRun;

RnGraph          *example_build (const char *name);

/* One run of each network serves all its figures: it stays. */
const ExampleRun *example_run   (const char *name,
                                 guint       side);

#define EXAMPLE(name, figure) FigScene *draw_##figure (const FigStyle *style);
#define EXAMPLE_NETWORK(name, model, fold)
#include "examples-list.h"
#undef EXAMPLE
#undef EXAMPLE_NETWORK

G_END_DECLS
