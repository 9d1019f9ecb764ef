/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-picture-panel.h"

G_BEGIN_DECLS

#define PICTURE_SIDE 320           /* px */

struct _ReslabPicturePanel
{
  AdwBin     parent_instance;
  Lab       *lab;                  /* (owned) */
  GtkWidget *area;
  GtkWidget *tools[RESLAB_N_TOOLS];
  GtkWidget *size, *noise, *swatches, *restore;
  guint64    revision;             /* of the picture that is shown */

  ReslabPictureTool tool;
  guint32    color;                /* 0xRRGGBB of the brush */

  /* the drag under way */
  gboolean   pressed;
  gboolean   edited;               /* it has sent something */
  int        stroke;               /* edits with the same number are one step of the history */
  double     begin_x, begin_y;     /* parts of the picture */
  double     sent_x, sent_y;
  double     x, y;
  guint      tick;

  /* the pointer, for the outline of brush and square; NAN: elsewhere */
  double     over_x, over_y;

  gint64     noised;               /* monotonic µs of the noise slider's last move */
  gboolean   telling;              /* a slider is being set, not moved */
};

/* reslab-picture-edit.c */
/* The brush's radius or the square's side, a part of the picture's shorter side. */
double reslab__picture_size    (ReslabPicturePanel *self);
void   reslab__picture_noise   (ReslabPicturePanel *self, double deviation);
void   reslab__picture_dispose (ReslabPicturePanel *self);

G_END_DECLS
