/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-origin.h"

G_BEGIN_DECLS

/*
 * The picture a network looks at, with what has been drawn on it. Immutable and reference counted:
 * an edit gives a new one, so undo is keeping the old one. Places and sizes are parts of the
 * picture's own width and height after the crop, 0 … 1, so edits fit every input size.
 */
typedef struct _LabPicture LabPicture;

typedef enum
{
  LAB_EDIT_BRUSH,            /* a disc of a colour */
  LAB_EDIT_OCCLUDE,          /* a grey square */
  LAB_EDIT_SHIFT,            /* everything moves by x, y; grey comes in */
  LAB_EDIT_NOISE,            /* normal noise of deviation @size on every pixel, @seed */
} LabEditKind;

typedef struct
{
  LabEditKind kind;
  double      x, y;          /* the middle, or the way */
  double      size;          /* radius, side, or deviation (1: black to white) */
  guint32     color;         /* 0xRRGGBB, of a brush */
  guint64     seed;
} LabEdit;

LabPicture    *lab_picture_new      (GdkPixbuf *pixbuf, const char *name, const char *sha256);
LabPicture    *lab_picture_built_in (void);
/* Picture @index of the test split of “shapes”. RN_ERROR_RANGE where it has none of that number. */
LabPicture    *lab_picture_sample   (guint index, GError **error);
LabPicture    *lab_picture_load     (const char *path, GError **error);
LabPicture    *lab_picture_ref      (LabPicture *self);
void           lab_picture_unref    (LabPicture *self);

/* (transfer full) */
LabPicture    *lab_picture_edit     (LabPicture *self, const LabEdit *edit);
/* The picture as it was opened. (transfer full) */
LabPicture    *lab_picture_restore  (LabPicture *self);

const char    *lab_picture_name     (const LabPicture *self);
int            lab_picture_sample_index (const LabPicture *self);   /* −1: it is none of shapes */
const char    *lab_picture_sha256   (const LabPicture *self);       /* of the file */
guint          lab_picture_n_edits  (const LabPicture *self);
const LabEdit *lab_picture_edit_at  (const LabPicture *self, guint i);
/* Tells pictures apart, edits included; never the same twice in a process. */
guint64        lab_picture_revision (const LabPicture *self);

/* What the network sees at this input size, edits included. (transfer full) */
GdkPixbuf     *lab_picture_crop     (LabPicture *self, guint height, guint width);
/* The same, normalised as @origin (nullable) says, 1×channels×H×W; RN_ERROR_RANGE where no picture
 * has so many channels. */
RnTensor      *lab_picture_tensor   (LabPicture *self, guint height, guint width, guint channels,
                                     const RnOrigin *origin, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPicture, lab_picture_unref)

G_END_DECLS
