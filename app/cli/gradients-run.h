/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli-subject.h"

G_BEGIN_DECLS

/* How the gradient of each block is found, for the table and for the figure. */
typedef struct
{
  CliSource source;
  char     *mode;            /* (owned) (nullable) train or eval */
  char     *norm;            /* (owned) (nullable) batch or none: replaces the network's own */
  char     *against;         /* (owned) (nullable) “plain”, or what rn_spec_open() takes */
  int       batch;           /* 0: the default */
  char     *paths;           /* (owned) (nullable) block from which on paths are followed; "": the
                                first */
  int       count;           /* of blocks they pass; 0: the default */
} GradientOptions;

/* Rows of a verb's GOptionEntry table that fill GradientOptions. */
#define GRADIENT_ENTRIES(options) \
    { "against", 0, 0, G_OPTION_ARG_STRING, &(options).against, \
      "Compare with its plain twin, or with another network", "plain|NAME|FILE.json" }, \
    { "batch", 0, 0, G_OPTION_ARG_INT, &(options).batch, \
      "Samples of random numbers (default: 4)", "N" }, \
    { "norm", 0, 0, G_OPTION_ARG_STRING, &(options).norm, \
      "batch or none, instead of the network's own", "NAME" }, \
    { "count", 0, 0, G_OPTION_ARG_INT, &(options).count, \
      "Blocks that paths pass, 1 to 4 (default: 3)", "N" }, \
    { "mode", 0, 0, G_OPTION_ARG_STRING, &(options).mode, "train (default) or eval", "NAME" }

void       gradient_options_clear (GradientOptions *self);
gboolean   gradient_options_check (const GradientOptions *self, GError **error);

/* One network, or block, after a forward and a backward pass. */
typedef struct
{
  CliSubject  subject;       /* (owned) */
  RnRecords  *records;       /* (owned) */
} GradientRun;

void       gradient_run_clear (GradientRun *self);
gboolean   gradient_run       (GradientRun *self, const GradientOptions *options, RnSpec *spec,
                               GError **error);

/* The network of @word with the norm that is asked for, and what it stands against (or NULL). */
gboolean   gradient_specs     (const GradientOptions *options, const char *word, RnSpec **spec,
                               RnSpec **against, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradientOptions, gradient_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradientRun, gradient_run_clear)

G_END_DECLS
