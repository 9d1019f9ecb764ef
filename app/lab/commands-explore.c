/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How the network is looked at: views, steps, selection, folds, maps, the probe. */
#include "config.h"

#include "lab-command-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-pass.h"

static const char *const views[] = { "explore", "compare", "gradients", "train", "lessons", NULL };
static const char *const orders[] = { "index", "activity", NULL };
static const char *const scales[] = { "map", "layer", "global", NULL };
static const char *const folds[] = { "stage", "block", "layer", NULL };

/* Index of the argument's word among @words, −1 with @error set. */
static int
choose (LabEdits *edits, const char *argument, const char *const *words, GError **error)
{
  const char *word = lab_argument_text (edits, argument);
  g_autofree char *all = NULL;

  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  all = g_strjoinv (", ", (char **) words);
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, "“%s” is “%s”, but must be one of %s", argument,
               word, all);
  return -1;
}

static gboolean
set_view (LabEdits *edits, Lab *lab, GError **error)
{
  int view = choose (edits, "name", views, error);

  if (view < 0)
    return FALSE;
  if (view != LAB_VIEW_LESSONS)
    edits->look->view = (LabView) view;
  if (!lab_argument_boolean (edits, "behind", FALSE))
    edits->look->lessons = view == LAB_VIEW_LESSONS;
  return TRUE;
}

/* ── steps ── */

/* 2n; G_MAXUINT while nothing is known yet */
static guint
n_steps (Lab *lab)
{
  return lab_pass (lab) != NULL ? lab_pass (lab)->n_steps : G_MAXUINT;
}

static void
go_to (LabEdits *edits, Lab *lab, guint position)
{
  LabLook *look = edits->look;
  LabPass *pass = lab_pass (lab);
  guint n = n_steps (lab);

  look->position = MIN (position, n);
  if (n == G_MAXUINT)
    return;
  look->backward |= look->position > n / 2;
  if (look->position == n)
    look->playing = FALSE;
  if (look->follow && look->position > 0)
    {
      RnNode node = look->position <= n / 2 ? look->position - 1 : n - look->position;

      g_free (look->selected);
      look->selected = g_strdup (rn_graph_node (pass->graph, node)->name);
      look->channel = -1;
    }
}

static gboolean
step (LabEdits *edits, Lab *lab, GError **error)
{
  int position = lab_argument_integer (edits, "position", 0);

  if (position < 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, "step %d: steps are counted from 0", position);
      return FALSE;
    }
  go_to (edits, lab, (guint) position);
  return TRUE;
}

static gboolean
next (LabEdits *edits, Lab *lab, GError **error)
{
  guint position = edits->look->position;

  go_to (edits, lab, position < n_steps (lab) ? position + 1 : position);
  return TRUE;
}

static gboolean
back (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->playing = FALSE;
  go_to (edits, lab, MAX (1, lab_position (lab)) - 1);
  return TRUE;
}

static gboolean
first (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->playing = FALSE;
  go_to (edits, lab, 0);
  return TRUE;
}

/* Forward: the end of the forward half; from there, of the whole. A network that has just come goes to
   the end of its forward half by itself. */
static gboolean
last (LabEdits *edits, Lab *lab, GError **error)
{
  const LabLook *look = edits->look;
  guint n = n_steps (lab);

  edits->look->playing = FALSE;
  if (look->position == G_MAXUINT && !look->backward)
    return TRUE;
  go_to (edits, lab, n != G_MAXUINT && look->position < n / 2 ? n / 2 : n);
  return TRUE;
}

static gboolean
play (LabEdits *edits, Lab *lab, GError **error)
{
  LabLook *look = edits->look;

  look->playing = lab_argument_boolean (edits, "on", !look->playing);
  if (look->playing && look->position >= n_steps (lab))
    go_to (edits, lab, 0);
  return TRUE;
}

static gboolean
speed (LabEdits *edits, Lab *lab, GError **error)
{
  double steps = lab_argument_real (edits, "steps", 2);

  if (steps < 0.1 || steps > 60)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   "%g steps a second: the speed lies between 0.1 and 60", steps);
      return FALSE;
    }
  edits->look->speed = steps;
  return TRUE;
}

/* The same layer in the other half; where none was reached, its beginning. */
static gboolean
direction (LabEdits *edits, Lab *lab, GError **error)
{
  guint n = n_steps (lab), position = lab_position (lab);
  gboolean is_backward = n != G_MAXUINT && position > n / 2;
  gboolean backward = lab_argument_boolean (edits, "backward", !is_backward);

  if (n == G_MAXUINT || backward == is_backward)
    return TRUE;
  edits->look->playing = FALSE;
  go_to (edits, lab, position == 0 ? n / 2 + 1 : n + 1 - position);
  return TRUE;
}

static gboolean
follow (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->follow = lab_argument_boolean (edits, "on", !edits->look->follow);
  if (edits->look->follow)
    go_to (edits, lab, edits->look->position);
  return TRUE;
}

/* ── selection ── */

static gboolean
select_name (LabEdits *edits, Lab *lab, GError **error)
{
  const char *name = lab_argument_text (edits, "name");
  LabLook *look = edits->look;

  if (g_str_equal (name, look->selected))
    return TRUE;
  g_free (look->selected);
  look->selected = g_strdup (name);
  look->channel = -1;
  look->follow = look->probing = look->pinned = FALSE;
  return TRUE;
}

static gboolean
channel (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->channel = MAX (-1, lab_argument_integer (edits, "channel", -1));
  return TRUE;
}

static gboolean
order (LabEdits *edits, Lab *lab, GError **error)
{
  int i = choose (edits, "by", orders, error);

  if (i < 0)
    return FALSE;
  edits->look->order = (LabMapOrder) i;
  return TRUE;
}

static gboolean
scale (LabEdits *edits, Lab *lab, GError **error)
{
  int i = choose (edits, "of", scales, error);

  if (i < 0)
    return FALSE;
  edits->look->scale = (LabMapScale) i;
  return TRUE;
}

/* ── folds ── */

static gboolean
fold_one (LabEdits *edits, Lab *lab, GError **error)
{
  const char *scope = lab_argument_text (edits, "scope");
  gboolean open = lab_argument_boolean (edits, "open", FALSE);

  g_hash_table_insert (edits->look->open, g_strdup (scope), GINT_TO_POINTER (open));
  return TRUE;
}

static gboolean
fold_all (LabEdits *edits, Lab *lab, GError **error)
{
  int i = choose (edits, "to", folds, error);

  if (i < 0)
    return FALSE;
  edits->look->fold = i;
  g_hash_table_remove_all (edits->look->open);
  return TRUE;
}

/* ── the probe ── */

static gboolean
probe (LabEdits *edits, Lab *lab, GError **error)
{
  LabLook *look = edits->look;

  look->probing = TRUE;
  look->row = (gsize) MAX (0, lab_argument_integer (edits, "row", 0));
  look->column = (gsize) MAX (0, lab_argument_integer (edits, "column", 0));
  look->channel = lab_argument_integer (edits, "channel", look->channel);
  return TRUE;
}

static gboolean
unprobe (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->probing = edits->look->pinned = FALSE;
  return TRUE;
}

static gboolean
pin (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->pinned = lab_argument_boolean (edits, "on", !edits->look->pinned);
  if (edits->look->pinned)
    edits->look->probing = TRUE;
  return TRUE;
}

#define STEPPED  (LAB_CHANGED_POSITION | LAB_CHANGED_SELECTION)
#define SELECTED (LAB_CHANGED_SELECTION | LAB_CHANGED_PROBE | LAB_CHANGED_POSITION)

const LabCommand lab__commands_explore[] = {
  { .name = "view",
    .arguments = { { "name", LAB_TEXT, TRUE, "explore, compare, gradients, train, lessons" },
                   { "behind", LAB_BOOLEAN, FALSE, "true: what a lesson shows figures of" } },
    .changes = LAB_CHANGED_VIEW | LAB_CHANGED_POSITION, .anew = TRUE, .run = set_view },
  { .name = "step", .arguments = { { "position", LAB_INTEGER, TRUE, "steps taken, 0 … 2n" } },
    .changes = STEPPED, .run = step },
  { .name = "next", .changes = STEPPED, .run = next },
  { .name = "back", .changes = STEPPED, .run = back },
  { .name = "first", .changes = STEPPED, .run = first },
  { .name = "last", .changes = STEPPED, .run = last },
  { .name = "play", .arguments = { { "on", LAB_BOOLEAN, FALSE, "left out: the other way" } },
    .changes = STEPPED, .run = play },
  { .name = "speed", .arguments = { { "steps", LAB_REAL, TRUE, "a second, 0.1 … 60" } },
    .changes = LAB_CHANGED_POSITION, .run = speed },
  { .name = "direction",
    .arguments = { { "backward", LAB_BOOLEAN, FALSE, "left out: the other way" } },
    .changes = STEPPED, .run = direction },
  { .name = "follow", .arguments = { { "on", LAB_BOOLEAN, FALSE, "left out: the other way" } },
    .changes = STEPPED, .run = follow },
  { .name = "select",
    .arguments = { { "name", LAB_TEXT, TRUE, "a layer's name or a scope's path; empty: none" } },
    .changes = SELECTED, .run = select_name },
  { .name = "channel",
    .arguments = { { "channel", LAB_INTEGER, TRUE, "counted from 0; −1: the liveliest" } },
    .changes = LAB_CHANGED_SELECTION, .run = channel },
  { .name = "order", .arguments = { { "by", LAB_TEXT, TRUE, "index, activity" } },
    .changes = LAB_CHANGED_MAPS, .run = order },
  { .name = "scale", .arguments = { { "of", LAB_TEXT, TRUE, "map, layer, global" } },
    .changes = LAB_CHANGED_MAPS, .run = scale },
  { .name = "fold",
    .arguments = { { "scope", LAB_TEXT, TRUE, "path of a stage or block" },
                   { "open", LAB_BOOLEAN, FALSE, "true unfolds it" } },
    .changes = LAB_CHANGED_FOLD, .run = fold_one },
  { .name = "fold-all", .arguments = { { "to", LAB_TEXT, TRUE, "stage, block, layer" } },
    .changes = LAB_CHANGED_FOLD, .run = fold_all },
  { .name = "probe",
    .arguments = { { "row", LAB_INTEGER, TRUE, "of the selected layer's map" },
                   { "column", LAB_INTEGER, TRUE, "the same" },
                   { "channel", LAB_INTEGER, FALSE, "left out: the one that is shown" } },
    .changes = LAB_CHANGED_PROBE | LAB_CHANGED_SELECTION, .run = probe },
  { .name = "unprobe", .changes = LAB_CHANGED_PROBE, .run = unprobe },
  { .name = "pin", .arguments = { { "on", LAB_BOOLEAN, FALSE, "left out: the other way" } },
    .changes = LAB_CHANGED_PROBE, .run = pin },
  { .name = NULL },
};
