/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"
#include "rn-progress.h"
#include "rn-weights.h"

G_BEGIN_DECLS

/*
 * A report: one network or block with its costs, figures, gradients, statistics and how to repeat
 * it, or several of them compared, as one document. The same for the window (command “report”,
 * task report) and for the command line.
 */
#define LAB_REPORT_MOST 6         /* networks or blocks that are compared */

typedef struct
{
  LabDocument *document;          /* (owned) of one: spec, seed, picture, cuts, samples */
  GPtrArray   *specs;             /* (owned) (nullable) (element-type RnSpec) compared */
  RnShape      input;             /* of what is compared; rank 0: each one's own, one sample;
                                   0 channels: each one's own */
  const RnConvention *convention;
  gboolean     timing;            /* measured times are in it, and it differs from run to run */
  guint        runs;              /* each is timed in */
  gboolean     dark;
  guint        threads;           /* 0: the default */
  char        *picture_file;      /* (owned) (nullable) as the command to repeat it names it */
  char        *weights_file;      /* (owned) (nullable) NULL: untrained */
  char        *weights_sha256;    /* (owned) (nullable) */
  RnWeightsOptions weights_options;
} LabReport;

/* Of the document's network as it is, untrained, timed. */
LabReport  *lab_report_new       (const LabDocument *document);
void        lab_report_free      (LabReport *self);
/* Runs what has to be run and writes @path by its extension (.pdf, .html, .md). */
gboolean    lab_report_write     (const LabReport *self, const char *path,
                                  const RnProgress *progress, GError **error);

/*
 * In the window: lab_do (lab, NULL, "report", "path", path, NULL) begins one of the view that is
 * shown; LAB_CHANGED_BY (report) tells that it is written, “failed” that it is not.
 */
/* Where the last one was written. (nullable) */
const char *lab_report_path      (Lab *lab);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabReport, lab_report_free)

G_END_DECLS
