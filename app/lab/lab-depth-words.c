/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * “What to see”, told from the numbers alone: what the gradient does on its way down, which path
 * brings the most of it, and what the last cut has changed.
 */
#include "config.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "lab-depth-scene.h"

#define CHANGE     1.5            /* less than this either way is no change worth a word */
#define VANISHING  100.0          /* a gradient shrunk so much does hardly move the first weights */

/* How a quantity changes from one end of the network to the other. */
typedef enum
{
  GROWS,
  SHRINKS,
  KEEPS,
  LOST,                           /* one end holds no number, or 0 */
} Change;

static Change
judge (double from, double to, char **factor)
{
  double ratio = to / from;

  *factor = NULL;
  if (!(from > 0) || !(to > 0) || !isfinite (from) || !isfinite (to))
    return LOST;
  *factor = fig_format_number (ratio >= 1 / CHANGE && ratio < 1 ? ratio : fmax (ratio, 1 / ratio),
                               3);
  return ratio >= CHANGE ? GROWS : ratio <= 1 / CHANGE ? SHRINKS : KEEPS;
}

static double
gradient_of (const LabDepthRun *run, guint block)
{
  return lab_depth_split (run, block)->input_norm;
}

/* The deepest block whose gradient is lost on the way down, counted from 1. */
static guint
lost_at (const LabDepthRun *run, guint n)
{
  for (guint i = n; i > 0; i--)
    if (!(gradient_of (run, i - 1) > 0) || !isfinite (gradient_of (run, i - 1)))
      return i;
  return n;
}

/* ── sentences ── */

static char *
tell_lost (const LabDepthRun *run, guint n)
{
  const RnRecords *records = run->records;
  guint block = lost_at (run, n);

  if (rn_graph_loss (records->graph) != RN_NODE_NONE && !isfinite (records->loss))
    return g_strdup_printf (_("The outputs of %s overflow before they reach the loss: there is no "
                              "gradient to follow."),
                            lab_depth_name (run));
  if (gradient_of (run, block - 1) == 0)
    return g_strdup_printf (_("The gradient of %s is exactly 0 from block %u down: nothing below "
                              "it would learn."),
                            lab_depth_name (run), block);
  return g_strdup_printf (_("The numbers of %s overflow: at block %u the gradient is no finite "
                            "number any more."),
                          lab_depth_name (run), block);
}

static char *
tell_plain_with_norm (Change change, guint n, const char *factor)
{
  if (change == GROWS)
    return g_strdup_printf (_("With batch norm the plain network’s gradient does not vanish: from "
                              "block %u to block 1 it grows <b>%s×</b>."),
                            n, factor);
  if (change == KEEPS)
    return g_strdup_printf (_("With batch norm the plain network’s gradient does not vanish: from "
                              "block %u to block 1 it keeps its size (×%s)."),
                            n, factor);
  return g_strdup_printf (_("Even with batch norm the plain network’s gradient shrinks: from block "
                            "%u to block 1 <b>%s×</b>."),
                          n, factor);
}

static char *
tell_plain_without (Change change, gboolean vanishes, guint n, const char *factor)
{
  if (change == GROWS)
    return g_strdup_printf (_("Without batch norm the plain network’s gradient grows: from block "
                              "%u to block 1 <b>%s×</b>."),
                            n, factor);
  if (change == KEEPS)
    return g_strdup_printf (_("Even without batch norm the plain network’s gradient does not "
                              "vanish: from block %u to block 1 it keeps its size (×%s)."),
                            n, factor);
  if (vanishes)
    return g_strdup_printf (_("Without batch norm the plain network’s gradient vanishes: from "
                              "block %u to block 1 it shrinks <b>%s×</b>."),
                            n, factor);
  return g_strdup_printf (_("Without batch norm the plain network’s gradient shrinks: from block "
                            "%u to block 1 <b>%s×</b>."),
                          n, factor);
}

/* The walk of a network without shortcuts, where batch norm decides. */
static char *
tell_plain (const LabDepthRun *run, guint n)
{
  double last = gradient_of (run, n - 1), first = gradient_of (run, 0);
  g_autofree char *factor = NULL;
  Change change = judge (last, first, &factor);

  if (change == LOST)
    return tell_lost (run, n);
  return run->norm ? tell_plain_with_norm (change, n, factor)
                   : tell_plain_without (change, first * VANISHING < last, n, factor);
}

/* The walk of a residual network after that of its twin. */
static char *
tell_residual (const LabDepthRun *run, guint n)
{
  const char *name = lab_depth_name (run);
  g_autofree char *factor = NULL;
  Change change = judge (gradient_of (run, n - 1), gradient_of (run, 0), &factor);

  if (change == LOST)
    return tell_lost (run, n);
  if (change == GROWS)
    return g_strdup_printf (_("In %s it grows <b>%s×</b> on this way."), name, factor);
  if (change == SHRINKS)
    return g_strdup_printf (_("In %s it shrinks <b>%s×</b> on this way."), name, factor);
  return g_strdup_printf (_("In %s it keeps its size (×%s) on this way."), name, factor);
}

static char *
tell_residual_alone (const LabDepthRun *run, guint n)
{
  const char *name = lab_depth_name (run);
  g_autofree char *factor = NULL;
  Change change = judge (gradient_of (run, n - 1), gradient_of (run, 0), &factor);

  if (change == LOST)
    return tell_lost (run, n);
  if (change == GROWS)
    return g_strdup_printf (_("The gradient of %s grows <b>%s×</b> from block %u to block 1."),
                            name, factor, n);
  if (change == SHRINKS)
    return g_strdup_printf (_("The gradient of %s shrinks <b>%s×</b> from block %u to block 1."),
                            name, factor, n);
  return g_strdup_printf (_("The gradient of %s keeps its size (×%s) from block %u to block 1."),
                          name, factor, n);
}

static char *
tell_shares (const LabDepthRun *run, guint n)
{
  guint more = 0, all = 0;

  for (guint i = 0; i < n; i++)
    {
      const RnSplit *split = lab_depth_split (run, i);

      all += split->has_shortcut;
      more += split->has_shortcut && split->shortcut_norm > split->branch_norm;
    }
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE,
                                     "The shortcut brings the larger part in %u of %u block.",
                                     "The shortcut brings the larger part in %u of %u blocks.",
                                     all),
                          more, all);
}

static char *
tell_cut (const LabDepth *self)
{
  double scale = self->scales[self->last_cut];
  g_autofree char *before = fig_format_number (gradient_of (self->before, 0), 3);
  g_autofree char *after = fig_format_number (gradient_of (self->now, 0), 3);
  g_autofree char *factor = fig_format_number (scale, 2);

  if (scale == 0)
    return g_strdup_printf (_("With the shortcut of block %d cut, ‖dL/dx‖ at block 1 goes from "
                              "<b>%s</b> to <b>%s</b>."),
                            self->last_cut + 1, before, after);
  return g_strdup_printf (_("With the shortcut of block %d × %s, ‖dL/dx‖ at block 1 goes from "
                            "<b>%s</b> to <b>%s</b>."),
                          self->last_cut + 1, factor, before, after);
}

/* One block has no depth: its two paths are all there is to say. */
static char *
tell_block (const LabDepth *self)
{
  const RnSplit *split = lab_depth_split (self->now, 0);
  g_autofree char *shortcut = fig_format_number (split->shortcut_norm, 3);
  g_autofree char *branch = fig_format_number (split->branch_norm, 3);
  g_autofree char *sum = fig_format_number (split->input_norm, 3);

  if (!split->has_shortcut)
    return g_strdup_printf (_("A block without a shortcut: all of dL/dx (norm <b>%s</b>) has come "
                              "through its layers."),
                            sum);
  return g_strdup_printf (_("One block: of dL/dx (norm <b>%s</b>) the shortcut brings <b>%s</b> "
                            "and the branch <b>%s</b>. Open a network to see the way by depth."),
                          sum, shortcut, branch);
}

/* Those that are not NULL, as one paragraph. */
static char *
join (const char *a, const char *b, const char *c, const char *d)
{
  const char *all[] = { a, b, c, d };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", all[i]);
  return g_string_free (text, FALSE);
}

char *
lab_depth_words (const LabDepth *self)
{
  g_autofree char *plain = NULL, *own = NULL, *shares = NULL, *cut = NULL;
  guint n = self->n_blocks;

  if (n == 0)
    return g_strdup_printf (_("%s has no blocks: there is nothing to split."),
                            lab_depth_name (self->now));
  if (self->last_cut >= 0 && self->before != NULL)
    cut = tell_cut (self);
  if (n == 1)
    {
      own = tell_block (self);
      return join (own, cut, NULL, NULL);
    }
  if (!self->now->shortcuts)
    return tell_plain (self->now, n);
  plain = self->plain != NULL ? tell_plain (self->plain, n) : NULL;
  own = plain != NULL ? tell_residual (self->now, n) : tell_residual_alone (self->now, n);
  if (isfinite (gradient_of (self->now, 0)))
    shares = tell_shares (self->now, n);
  return join (plain, own, shares, cut);
}

/* ── deviations ── */

/* Whether every branch has a deviation of 1: what an untrained batch norm behind it leaves. */
static gboolean
is_unit (const LabDepthRun *run, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!(fabs (lab_depth_split (run, i)->branch_deviation - 1) < 0.01))
      return FALSE;
  return TRUE;
}

char *
lab_depth_deviation_words (const LabDepth *self)
{
  guint n = self->n_blocks;
  g_autofree char *factor = NULL;

  if (n < 2)
    return NULL;
  if (self->now->norm && is_unit (self->now, n))
    return g_strdup (_("Every branch has a deviation of 1: it ends in a batch norm that has "
                       "learned nothing yet."));
  switch (judge (lab_depth_split (self->now, 0)->branch_deviation,
                 lab_depth_split (self->now, n - 1)->branch_deviation, &factor))
    {
    case GROWS:
      return g_strdup_printf (_("From block 1 to block %u the deviation of the branches of %s "
                                "grows <b>%s×</b>."),
                              n, lab_depth_name (self->now), factor);
    case SHRINKS:
      return g_strdup_printf (_("From block 1 to block %u the deviation of the branches of %s "
                                "shrinks <b>%s×</b>."),
                              n, lab_depth_name (self->now), factor);
    case KEEPS:
      return g_strdup_printf (_("From block 1 to block %u the deviation of the branches of %s "
                                "hardly changes (×%s)."),
                              n, lab_depth_name (self->now), factor);
    default:
      return NULL;
    }
}
