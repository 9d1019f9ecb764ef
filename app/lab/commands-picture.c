/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the network looks at, and what is drawn on it. */
#include "config.h"

#include "lab-command-private.h"

#include "fig-i18n.h"
#include "rn-error.h"

static void
take (LabEdits *edits, LabPicture *picture /* (transfer full) */)
{
  lab_picture_unref (edits->document->picture);
  edits->document->picture = picture;
}

static gboolean
open_picture (LabEdits *edits, Lab *lab, GError **error)
{
  const char *file = lab_argument_text (edits, "file");
  LabPicture *picture = file != NULL ? lab_picture_load (file, error) : lab_picture_built_in ();

  if (picture == NULL)
    return FALSE;
  take (edits, picture);
  return TRUE;
}

static gboolean
show_sample (LabEdits *edits, Lab *lab, GError **error)
{
  int index = lab_argument_integer (edits, "index", 0);
  LabPicture *picture = lab_picture_sample ((guint) MAX (index, 0), error);

  if (picture == NULL)
    return FALSE;
  take (edits, picture);
  return TRUE;
}

/* Of the samples in a picture that is being dragged over, only the last counts. */
static LabPicture *
without_last (LabPicture *picture)
{
  LabPicture *fresh = lab_picture_restore (picture);

  for (guint i = 0; i + 1 < lab_picture_n_edits (picture); i++)
    {
      LabPicture *next = lab_picture_edit (fresh, lab_picture_edit_at (picture, i));

      lab_picture_unref (fresh);
      fresh = next;
    }
  return fresh;
}

static gboolean
edit (LabEdits *edits, const LabEdit *edit, gboolean replace)
{
  LabPicture *picture = edits->document->picture;
  guint n = lab_picture_n_edits (picture);

  if (replace && n > 0 && lab_picture_edit_at (picture, n - 1)->kind == edit->kind)
    {
      take (edits, without_last (picture));
      picture = edits->document->picture;
    }
  take (edits, lab_picture_edit (picture, edit));
  return TRUE;
}

static gboolean
brush (LabEdits *edits, Lab *lab, GError **error)
{
  const LabEdit stroke = {
    .kind = LAB_EDIT_BRUSH,
    .x = CLAMP (lab_argument_real (edits, "x", 0.5), -2, 2),
    .y = CLAMP (lab_argument_real (edits, "y", 0.5), -2, 2),
    .size = CLAMP (lab_argument_real (edits, "size", 0.04), 0, 1),
    .color = (guint32) lab_argument_integer (edits, "color", 0),
  };

  return edit (edits, &stroke, FALSE);
}

static gboolean
occlude (LabEdits *edits, Lab *lab, GError **error)
{
  const LabEdit square = {
    .kind = LAB_EDIT_OCCLUDE,
    .x = CLAMP (lab_argument_real (edits, "x", 0.5), -2, 2),
    .y = CLAMP (lab_argument_real (edits, "y", 0.5), -2, 2),
    .size = CLAMP (lab_argument_real (edits, "size", 0.25), 0, 1),
  };

  return edit (edits, &square, lab_argument_boolean (edits, "again", FALSE));
}

static gboolean
shift (LabEdits *edits, Lab *lab, GError **error)
{
  const LabEdit way = {
    .kind = LAB_EDIT_SHIFT,
    .x = CLAMP (lab_argument_real (edits, "x", 0), -1, 1),
    .y = CLAMP (lab_argument_real (edits, "y", 0), -1, 1),
  };

  return edit (edits, &way, lab_argument_boolean (edits, "again", FALSE));
}

static gboolean
noise (LabEdits *edits, Lab *lab, GError **error)
{
  const LabEdit grain = {
    .kind = LAB_EDIT_NOISE,
    .size = CLAMP (lab_argument_real (edits, "size", 0.1), 0, 1),
    .seed = (guint64) lab_argument_integer (edits, "seed", 0),
  };

  return edit (edits, &grain, lab_argument_boolean (edits, "again", FALSE));
}

static gboolean
clean (LabEdits *edits, Lab *lab, GError **error)
{
  take (edits, lab_picture_restore (edits->document->picture));
  return TRUE;
}

#define STROKE { "stroke", LAB_INTEGER, FALSE, "edits of one stroke are one step of the history" }
#define AGAIN  { "again", LAB_BOOLEAN, FALSE, "in place of the last edit, if it was of this kind" }
#define X      { "x", LAB_REAL, FALSE, "0 left … 1 right; of a shift, how far" }
#define Y      { "y", LAB_REAL, FALSE, "0 top … 1 bottom; of a shift, how far" }

const LabCommand lab__commands_picture[] = {
  { .name = "picture",
    .title = N_("Open a picture"),
    .arguments = { { "file", LAB_FILE, FALSE, "JPEG, PNG …; left out: the built-in one" } },
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .anew = TRUE,
    .run = open_picture },
  { .name = "sample",
    .title = N_("Open a picture"),
    .arguments = { { "index", LAB_INTEGER, TRUE, "of the test pictures of shapes" } },
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .anew = TRUE,
    .run = show_sample },
  { .name = "brush",
    .title = N_("Draw on the picture"),
    .arguments = { X, Y, { "size", LAB_REAL, FALSE, "radius, of the shorter side" },
                   { "color", LAB_INTEGER, FALSE, "0xRRGGBB; default black" }, STROKE },
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .merge = "stroke",
    .run = brush },
  { .name = "occlude",
    .title = N_("Cover a part of the picture"),
    .arguments = { X, Y, { "size", LAB_REAL, FALSE, "side, of the shorter side" }, STROKE, AGAIN },
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .merge = "stroke",
    .run = occlude },
  { .name = "shift",
    .title = N_("Move the picture"),
    .arguments = { X, Y, STROKE, AGAIN },
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .merge = "stroke",
    .run = shift },
  { .name = "noise",
    .title = N_("Add noise to the picture"),
    .arguments = { { "size", LAB_REAL, FALSE, "deviation; 1: black to white" },
                   { "seed", LAB_INTEGER, FALSE, "of the noise" }, STROKE, AGAIN },
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .merge = "stroke",
    .run = noise },
  { .name = "clean",
    .title = N_("Restore the picture"),
    .changes = LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .run = clean },
  { .name = NULL },
};
