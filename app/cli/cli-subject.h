/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli-weights.h"
#include "lab-picture.h"
#include "rn-record.h"

G_BEGIN_DECLS

/* Where a network, its numbers and its input come from, by the options; all (owned) (nullable). */
typedef struct
{
  char    *picture;
  gboolean built_in;
  char    *sample;           /* number of a test picture of the data set “shapes” */
  gboolean noise;            /* normal random numbers, where nothing else is given */
  char    *tensors;          /* a .safetensors file with input, param.* and grad_output */
  CliWeights weights;
  char    *engine;
  gint64   seed;
  int      threads;
} CliSource;

/* Rows of a verb's GOptionEntry table that fill a CliSource. */
#define CLI_SOURCE_INPUT(source) \
    { "picture", 0, 0, G_OPTION_ARG_FILENAME, &(source).picture, \
      "Show it this picture (JPEG, PNG, WebP …)", "FILE" }, \
    { "built-in", 0, 0, G_OPTION_ARG_NONE, &(source).built_in, \
      "Show it the built-in picture", NULL }, \
    { "sample", 0, 0, G_OPTION_ARG_STRING, &(source).sample, \
      "Show it this test picture of the data set shapes", "N" }
#define CLI_SOURCE_WEIGHTS(source) \
    CLI_WEIGHTS_ENTRIES ((source).weights), \
    { "seed", 0, 0, G_OPTION_ARG_INT64, &(source).seed, "Of all random numbers (default: 0)", "N" }
#define CLI_SOURCE_ENGINE(source) \
    { "engine", 0, 0, G_OPTION_ARG_STRING, &(source).engine, \
      "onednn (default) or reference, the plain loops", "NAME" }, \
    { "threads", 0, 0, G_OPTION_ARG_INT, &(source).threads, \
      "Threads (default: the physical cores)", "N" }

void     cli_source_clear (CliSource *self);
/* What can be said before anything is opened. */
gboolean cli_source_check (const CliSource *self, GError **error);

/* What a verb looks into: a network or block, its numbers, what goes in, the session to run it. */
typedef struct
{
  RnSpec       *spec;                /* all (owned) */
  RnTensors    *tensors;             /* (nullable) of --tensors */
  RnTensors    *weights;             /* (nullable) of --weights */
  RnOrigin     *origin;              /* (nullable) what they say of the pictures */
  RnTensor     *input;
  char         *input_words;         /* for people: "picture cat.jpg" */
  char         *picture_sha256;      /* (nullable) */
  RnGraph      *graph;
  RnParameters *parameters;
  char         *weights_words;       /* "untrained, seed 0" */
  char         *weights_sha256;      /* (nullable) */
  RnSession    *session;             /* NULL until planned */
} CliSubject;

/* What --sample names. (transfer full) No number is a wrong command line. */
LabPicture *cli_open_sample  (const char *word, GError **error);
/* rn_spec_open(); an unknown name or a wrong inline spec is a wrong command line. */
RnSpec    *cli_open_spec     (const char *word, GError **error);

/*
 * What goes in is of shape @shape (NULL or rank 0: the spec's own, one sample); --tensors has its
 * own. Where nothing is given it is the built-in picture, for a block normal random numbers. A
 * network that is to run @backward ends in cross-entropy unless its output's gradient is given.
 */
gboolean   cli_subject_open  (CliSubject *self, const CliSource *source, RnSpec *spec,
                              const RnShape *shape, gboolean backward, GError **error);
/* “grad_output” of --tensors. (nullable) (transfer none) */
RnTensor  *cli_subject_gradient (const CliSubject *self);
/* Plans, and sets the input. */
gboolean   cli_subject_plan  (CliSubject *self, const CliSource *source, RnMode mode,
                              gboolean backward, RnKeep keep, GError **error);
/*
 * Labels each sample with the class the network itself finds most likely, and gives these classes:
 * (out) (optional) (transfer full).
 */
gboolean   cli_subject_label (CliSubject *self, guint **classes, GError **error);
/* Forward, and backward if planned. */
gboolean   cli_subject_run   (CliSubject *self, GError **error);
/* Records of this session with the header filled in. (transfer full) */
RnRecords *cli_subject_records (CliSubject *self, const CliSource *source);
void       cli_subject_clear (CliSubject *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSource, cli_source_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSubject, cli_subject_clear)

G_END_DECLS
