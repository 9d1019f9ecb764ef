/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task report: the document of what was open when it was asked for. */
#include "config.h"

#include "lab-report-private.h"

#include "fig-i18n.h"
#include "lab-comparison.h"

typedef struct
{
  LabReport *report;             /* (owned) */
  char      *path;               /* (owned) */
} Request;

static char *
report_key (Lab *lab)
{
  const LabLook *look = lab_look (lab);

  return look->report != NULL ? g_strdup_printf ("%u %s", look->reports, look->report) : NULL;
}

/* The blocks as they are compared: after “same budget”. */
static GPtrArray *
compared_specs (Lab *lab)
{
  GPtrArray *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) rn_spec_unref);
  const LabDocument *document = lab_document (lab);
  LabComparison *comparison = lab_comparison (lab);

  if (comparison != NULL && lab_is_current (lab, LAB_TASK_comparison))
    for (guint i = 0; i < comparison->n; i++)
      g_ptr_array_add (specs, rn_spec_new_block (&comparison->blocks[i].spec));
  for (guint i = 0; specs->len < document->n_blocks; i++)
    g_ptr_array_add (specs, rn_spec_new_block (&document->blocks[i]));
  return specs;
}

static gpointer
report_prepare (Lab *lab)
{
  const LabDocument *document = lab_document (lab);
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (lab_look (lab)->report);
  request->report = lab_report_new (document);
  request->report->convention = lab_look (lab)->convention;
  if (lab_look (lab)->view == LAB_VIEW_COMPARE)
    {
      request->report->specs = compared_specs (lab);
      request->report->input = (RnShape) { 4, { document->batch, 0, document->side,
                                                document->side } };
    }
  return request;
}

static void
request_free (gpointer data)
{
  Request *self = data;

  lab_report_free (self->report);
  g_free (self->path);
  g_free (self);
}

static gpointer
report_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;

  return lab__report_write (request->report, bench, request->path, progress, error)
           ? g_strdup (request->path)
           : NULL;
}

const LabTask lab__task_report = {
  .name = "report",
  .title = N_("Writing the report"),
  .key = report_key,
  .prepare = report_prepare,
  .run = report_run,
  .free_request = request_free,
  .free_result = g_free,
  .yields = TRUE,
};

const char *
lab_report_path (Lab *lab)
{
  return lab_result (lab, LAB_TASK_report);
}
