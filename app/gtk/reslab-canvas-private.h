/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-diagram.h"
#include "reslab-canvas.h"
#include "reslab-style.h"

G_BEGIN_DECLS

/* A place in the diagram that can be selected or probed, read off the scene once. */
typedef struct
{
  FigMarkKind kind;
  RnNode      node;
  RnScope     scope;
  FigRect     bounds;        /* scene px */
} CanvasPlace;

struct _ReslabCanvas
{
  AdwBin            parent_instance;
  Lab              *lab;           /* (owned) */
  GtkWidget        *overlay;
  ReslabFigureView *figure;
  GtkWidget        *minimap;
  GtkWidget        *scissors;      /* (nullable) popover */
  GtkWidget        *menu;          /* (nullable) popover */
  ReslabStyle      *style;         /* (borrowed) of the display */

  char             *shown;         /* (owned) what the scene was made of */
  guint             places_of;     /* number of the scene the places belong to */
  GArray           *places;        /* (owned) (element-type CanvasPlace) in painting order */

  /* the step's movement */
  AdwAnimation     *motion;        /* (owned) (nullable) */
  double            moment_ms;     /* since it began */
  guint             position;      /* the step it belongs to */
  guint             reveal;        /* frames until the step's place is brought into sight; 0: not */

  /* the pixel under the pointer, as parts of a map's sides; NAN: none */
  double            across, down;
  guint             probe;         /* timeout that sends it */
};

/* reslab-canvas.c */
void     reslab__canvas_select     (ReslabCanvas *self, const char *name);
void     reslab__canvas_fold       (ReslabCanvas *self, const FigPick *pick);
void     reslab__canvas_fold_scope (ReslabCanvas *self, RnScope scope, gboolean open);
/* Of the selection, else of the current step; FALSE where the scene does not show it. */
gboolean reslab__canvas_selection  (ReslabCanvas *self, FigRect *bounds, double *radius);
GArray  *reslab__canvas_places     (ReslabCanvas *self);

/* reslab-canvas-paint.c */
void     reslab__canvas_paint      (cairo_t *cr, FigScene *scene, gpointer data);
void     reslab__canvas_move_step  (ReslabCanvas *self);
void     reslab__canvas_stop       (ReslabCanvas *self);

/* reslab-canvas-input.c */
void     reslab__canvas_input_init (ReslabCanvas *self);
void     reslab__canvas_input_dispose (ReslabCanvas *self);
/* The same pixel of what is selected now. */
void     reslab__canvas_probe_again (ReslabCanvas *self);

/* reslab-canvas-scissors.c */
void     reslab__canvas_scissors_at (ReslabCanvas *self, RnScope block, const FigRect *at);

G_END_DECLS
