/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-bench.h"
#include "lab-paper.h"
#include "lab-report.h"
#include "lab-timing.h"
#include "rn-record.h"

G_BEGIN_DECLS

#define LAB_REPORT_WIDTH 800.0    /* of its figures, px: readable at a page's width */

/* A network after a forward and a backward pass with everything kept. */
typedef struct
{
  RnSpec       *spec;             /* all (owned) */
  RnGraph      *graph;
  RnParameters *parameters;
  RnTensor     *input;
  RnSession    *session;
  RnRecords    *records;
  RnOrigin     *origin;           /* (nullable) what its file of weights says of pictures */
} LabRun;

/* What a section may use. */
typedef struct
{
  const LabReport  *report;
  LabPaper         *paper;
  LabBench         *bench;
  FigStyle          style;
  const RnProgress *progress;
  LabRun            run;          /* of one network */
  RnSessionOptions  options;      /* of what ran */
} LabWriting;

/* the pass of one network (lab-report-run.c) */
gboolean lab__run               (LabRun *self, const LabReport *report, const RnProgress *progress,
                                 GError **error);
void     lab__run_clear         (LabRun *self);
/* Planned as `reslab-cli compare` plans, for timing: nothing kept that need not be. */
gboolean lab__run_plan_bare     (LabRun *self, RnSpec *spec, const LabReport *report,
                                 GError **error);

/* lab_report_write() where runs may be kept on a bench. */
gboolean lab__report_write      (const LabReport *report, LabBench *bench, const char *path,
                                 const RnProgress *progress, GError **error);

/* sections; FALSE with @error set */
gboolean lab__report_network    (LabWriting *self, GError **error);
gboolean lab__report_figures    (LabWriting *self, GError **error);
gboolean lab__report_gradients  (LabWriting *self, GError **error);
gboolean lab__report_times      (LabWriting *self, GError **error);
gboolean lab__report_comparison (LabWriting *self, GError **error);
void     lab__report_repeat     (LabWriting *self);

/* The name people know @spec by: “ResNet-18”. (transfer none) */
const char *lab__spec_title     (RnSpec *spec);
/* printf for paragraphs, taking what it formats */
void     lab__say               (LabWriting *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* “2.31 ms (2.28–2.60)” (transfer full) */
char    *lab__time_text         (const LabTime *time);

G_END_DECLS
