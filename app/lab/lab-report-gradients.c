/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A report's gradients by depth, beside those of the plain twin, and what to see in them. */
#include "config.h"

#include "lab-report-private.h"

#include <math.h>
#include <pango/pango.h>

#include "fig-i18n.h"
#include "fig-strip.h"
#include "lab-depth-private.h"
#include "lab-depth-scene.h"

/* Words with markup as plain text. */
static void
say_markup (LabWriting *self, char *markup /* (transfer full) (nullable) */)
{
  g_autofree char *plain = NULL;

  if (markup != NULL && pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL))
    lab_paper_paragraph (self->paper, plain);
  g_free (markup);
}

static gboolean
add_strip (LabWriting *self, const FigStripData *data, GError **error)
{
  FigScene *scene = fig_strip_new (data, &self->style, error);
  g_autofree char *alt = NULL;

  if (scene == NULL)
    return FALSE;
  alt = g_strdup_printf (_("Chart of the gradient's length by depth of %s: bars up for the "
                           "shortcut, down for the branch."),
                         data->name);
  lab_paper_figure (self->paper, scene, "gradients", FALSE,
                    _("The length of the gradient at each block's input by depth: what comes "
                      "through the shortcut upwards, through the branch downwards; the plain twin "
                      "behind in grey. Below, how the two compare, and how the outputs spread."),
                    alt);
  return TRUE;
}

/* How well dL/dx = g_shortcut + g_branch holds where it was checked. */
static void
tell_identity (LabWriting *self, const RnRecords *records)
{
  double worst = NAN;

  for (guint i = 0; i < records->splits->len; i++)
    worst = fmax (worst, g_array_index (records->splits, RnSplit, i).identity_error);
  if (isfinite (worst))
    lab__say (self,
              _("In every block dL/dx is the sum of what comes through the shortcut and what comes "
                "through the branch: the largest difference is %.1e of the largest element."),
              worst);
}

static void
add_table (LabWriting *self, const RnRecords *records, const RnRecords *plain)
{
  gboolean beside = plain != NULL && plain->splits->len == records->splits->len;

  lab_paper_table (self->paper, lab_splits_table (records, beside ? plain : NULL),
                   _("The gradient at each block's input: lengths of its two terms, their ratio "
                     "and cosine, and the deviations of what the branch and the block give."));
}

/* Of weights that came from a file there is no twin: the gradients are those of the pass. */
static gboolean
write_trained (LabWriting *self, GError **error)
{
  const FigStripData data = { .records = self->run.records,
                              .name = lab__spec_title (self->run.spec), .selected = -1 };

  if (!add_strip (self, &data, error))
    return FALSE;
  tell_identity (self, self->run.records);
  add_table (self, self->run.records, NULL);
  return TRUE;
}

static gboolean
write_depth (LabWriting *self, const LabDepth *depth, GError **error)
{
  g_autofree gboolean *cut = g_new0 (gboolean, depth->n_blocks + 1);
  g_autofree char *subtitle = lab_depth_subtitle (depth);
  const RnRecords *plain = depth->plain != NULL ? depth->plain->records : NULL;
  const FigStripData data = {
    .records = depth->now->records,
    .name = lab_depth_name (depth->now),
    .plain = plain,
    .plain_name = plain != NULL ? lab_depth_name (depth->plain) : NULL,
    .before = depth->before != NULL ? depth->before->records : NULL,
    .cut = cut,
    .selected = -1,
    .title = lab_depth_name (depth->now),
    .subtitle = subtitle,
  };

  for (guint i = 0; i < depth->n_blocks; i++)
    cut[i] = depth->scales[i] == 0;
  if (!add_strip (self, &data, error))
    return FALSE;
  lab_paper_heading (self->paper, 2, _("What to see"));
  say_markup (self, lab_depth_words (depth));
  say_markup (self, lab_depth_deviation_words (depth));
  tell_identity (self, depth->now->records);
  add_table (self, depth->now->records, plain);
  return TRUE;
}

gboolean
lab__report_gradients (LabWriting *self, GError **error)
{
  g_autoptr (LabDocument) document = NULL;
  g_autoptr (LabDepth) depth = NULL;

  if (self->run.records->splits->len == 0)
    return TRUE;
  if (!rn_progress_step (self->progress, 0.6, _("following the gradient"), error))
    return FALSE;
  lab_paper_heading (self->paper, 1, _("Gradients by depth"));
  if (self->report->weights_file != NULL)
    return write_trained (self, error);
  document = lab_document_copy (self->report->document);
  document->overlay = TRUE;
  depth = lab__depth_compute (document, self->bench, self->progress, error);
  return depth != NULL && write_depth (self, depth, error);
}
