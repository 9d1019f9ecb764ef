/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What Gradients asks for: norms, the twin, how many pictures; and the block that is looked at. */
#include "config.h"

#include "lab-command-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "fig-unrolled.h"
#include "lab-depth.h"
#include "lab-paths.h"
#include "rn-error.h"

#define SAMPLES_MOST 256

static gboolean
norm (LabEdits *edits, Lab *lab, GError **error)
{
  edits->document->norm = lab_argument_boolean (edits, "on", !edits->document->norm);
  return TRUE;
}

static gboolean
overlay (LabEdits *edits, Lab *lab, GError **error)
{
  edits->document->overlay = lab_argument_boolean (edits, "on", !edits->document->overlay);
  return TRUE;
}

static gboolean
samples (LabEdits *edits, Lab *lab, GError **error)
{
  int n = lab_argument_integer (edits, "n", 1);

  if (n < 1 || n > SAMPLES_MOST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("A batch of %d pictures: it holds 1 … %d."), n, SAMPLES_MOST);
      return FALSE;
    }
  edits->document->samples = (guint) n;
  return TRUE;
}

/* ── the block ── */

static int
find_path (const LabDepth *depth, const char *path)
{
  for (guint i = 0; i < depth->n_blocks; i++)
    if (g_str_equal (lab_depth_path (depth, i), path))
      return (int) i;
  return -1;
}

/* Paths and neighbours are those of the network whose gradients are shown. */
static gboolean
block (LabEdits *edits, Lab *lab, GError **error)
{
  LabDepth *depth = lab_depth (lab);
  const char *path = lab_argument_text (edits, "path");
  int n = depth != NULL ? (int) depth->n_blocks : 0;
  int index = lab_argument_integer (edits, "index", lab_depth_block (lab));

  if (n == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("No block can be chosen before the gradients of the network are there."));
      return FALSE;
    }
  if (path != NULL)
    index = find_path (depth, path);
  if (path != NULL && index < 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("There is no block “%s” in %s."), path,
                   rn_spec_name (depth->now->spec));
      return FALSE;
    }
  edits->look->block = CLAMP (index + lab_argument_integer (edits, "by", 0), 0, n - 1);
  return TRUE;
}

/* ── paths ── */

static gboolean
paths (LabEdits *edits, Lab *lab, GError **error)
{
  LabLook *look = edits->look;
  int count = lab_argument_integer (edits, "count", (int) look->paths_count)
              + lab_argument_integer (edits, "by", 0);
  gboolean given = lab_argument_given (edits, "count") || lab_argument_given (edits, "by");

  if (lab_argument_given (edits, "count") && (count < 1 || count > RN_PATHS_BLOCKS_MOST))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("Paths through %d blocks: 1 … %d can be followed."), count,
                   RN_PATHS_BLOCKS_MOST);
      return FALSE;
    }
  look->paths = lab_argument_boolean (edits, "on", given || !look->paths);
  look->paths_count = (guint) CLAMP (count, 1, RN_PATHS_BLOCKS_MOST);
  return TRUE;
}

/* The path so many places from the selected one, as they stand below each other. */
static int
step_path (Lab *lab, int by)
{
  LabPaths *all = lab_paths (lab);
  guint order[RN_PATHS_MOST], n = all != NULL ? fig_unrolled_order (&all->paths, order) : 0;
  int at = -1, selected = lab_paths_selected (lab);

  if (n == 0)
    return -1;
  for (guint i = 0; i < n; i++)
    if ((int) order[i] == selected)
      at = (int) i;
  if (at < 0)
    return (int) order[by > 0 ? 0 : n - 1];
  return (int) order[CLAMP (at + by, 0, (int) n - 1)];
}

static gboolean
path (LabEdits *edits, Lab *lab, GError **error)
{
  const char *word = lab_argument_text (edits, "word");
  int index = lab_argument_integer (edits, "index", -1);
  guint value;

  if (lab_argument_given (edits, "by"))
    index = step_path (lab, lab_argument_integer (edits, "by", 0));
  else if (word != NULL && word[0] != '\0')
    {
      if (!rn_paths_read (word, (guint) strlen (word), &value, error))
        return FALSE;
      index = (int) value;
    }
  edits->look->path = index >= 0 && index < RN_PATHS_MOST ? index : -1;
  return TRUE;
}

static gboolean
row (LabEdits *edits, Lab *lab, GError **error)
{
  const char *of = lab_argument_text (edits, "of");

  if (!g_str_equal (of, "ratio") && !g_str_equal (of, "cosine"))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   "“of” is “%s”, but must be one of ratio, cosine", of);
      return FALSE;
    }
  edits->look->depth_row = g_str_equal (of, "ratio") ? LAB_ROW_RATIO : LAB_ROW_COSINE;
  return TRUE;
}

static gboolean
recompute (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->again++;
  return TRUE;
}

#define ON { "on", LAB_BOOLEAN, FALSE, "left out: the other way" }

const LabCommand lab__commands_gradients[] = {
  { .name = "norm",
    .title = N_("Switch norm layers"),
    .arguments = { ON },
    .changes = LAB_CHANGED_DEPTH,
    .undoable = TRUE,
    .run = norm },
  { .name = "overlay",
    .title = N_("Switch the plain twin"),
    .arguments = { ON },
    .changes = LAB_CHANGED_DEPTH,
    .undoable = TRUE,
    .run = overlay },
  { .name = "samples",
    .title = N_("Change the batch"),
    .arguments = { { "n", LAB_INTEGER, TRUE, "1: the picture; more: pictures made from it" } },
    .changes = LAB_CHANGED_DEPTH,
    .undoable = TRUE,
    .run = samples },
  { .name = "block",
    .arguments = { { "index", LAB_INTEGER, FALSE, "in order of depth, from 0; left out: as it is" },
                   { "path", LAB_TEXT, FALSE, "instead: path of the block, layer2.0" },
                   { "by", LAB_INTEGER, FALSE, "so many further on" } },
    .changes = LAB_CHANGED_BLOCK,
    .run = block },
  { .name = "row",
    .arguments = { { "of", LAB_TEXT, TRUE, "ratio, cosine" } },
    .changes = LAB_CHANGED_DEPTH,
    .run = row },
  { .name = "paths",
    .arguments = { ON,
                   { "count", LAB_INTEGER, FALSE, "blocks from the selected one on, 1 … 4" },
                   { "by", LAB_INTEGER, FALSE, "so many blocks more" } },
    .changes = LAB_CHANGED_DEPTH,
    .run = paths },
  { .name = "path",
    .arguments = { { "word", LAB_TEXT, FALSE, "a letter a block, FhF; empty: none" },
                   { "index", LAB_INTEGER, FALSE, "instead: its number; left out: none" },
                   { "by", LAB_INTEGER, FALSE, "instead: so many further down" } },
    .changes = LAB_CHANGED_BLOCK,
    .run = path },
  { .name = "recompute", .changes = LAB_CHANGED_DEPTH, .run = recompute },
  { .name = NULL },
};
