/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A report of what is open: asked for here, written by the task report. */
#include "config.h"

#include "lab-command-private.h"

#include "fig-i18n.h"
#include "lab-paper.h"

static gboolean
report (LabEdits *edits, Lab *lab, GError **error)
{
  const char *path = lab_argument_text (edits, "path");

  if (!lab_paper_check (path, error))
    return FALSE;
  g_free (edits->look->report);
  edits->look->report = g_strdup (path);
  edits->look->reports++;
  return TRUE;
}

const LabCommand lab__commands_report[] = {
  { .name = "report",
    .title = N_("Write a report"),
    .arguments = { { "path", LAB_TARGET, TRUE, "a file: .pdf, .html or .md" } },
    .changes = 0,
    .run = report },
  { .name = NULL },
};
