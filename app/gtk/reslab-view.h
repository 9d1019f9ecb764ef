/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-actions.h"

G_BEGIN_DECLS

/*
 * A view is a widget below the header bar: a function of the lab's state, which it reads when the
 * lab says “changed”. All functions are optional.
 */
#define RESLAB_TYPE_VIEW (reslab_view_get_type ())
G_DECLARE_INTERFACE (ReslabView, reslab_view, RESLAB, VIEW, GtkWidget)

struct _ReslabViewInterface
{
  GTypeInterface parent;

  /* Widgets for the header bar while the view is visible; (transfer none), made once. */
  GtkWidget *(*header_start) (ReslabView *self);
  GtkWidget *(*header_end)   (ReslabView *self);
  /* Gives the focus to what it is about. */
  void       (*grab)         (ReslabView *self);
  /* Escape: closes what the view opened last. FALSE: nothing was open. */
  gboolean   (*escape)       (ReslabView *self);
  /* The window has become narrower than RESLAB_NARROW, or wide again. */
  void       (*set_narrow)   (ReslabView *self, gboolean narrow);
};

#define RESLAB_NARROW 1100         /* px */

GtkWidget *reslab_view_header_start (ReslabView *self);
GtkWidget *reslab_view_header_end   (ReslabView *self);
void       reslab_view_grab         (ReslabView *self);
gboolean   reslab_view_escape       (ReslabView *self);
void       reslab_view_set_narrow   (ReslabView *self, gboolean narrow);

/* What there is to a view, a const a file. */
typedef struct
{
  const char       *name;          /* "explore": as the lab calls it */
  const char       *title;         /* N_() */
  const char       *icon;          /* "reslab-explore-symbolic" */
  const char       *help;          /* N_() what it shows, a paragraph for the help */
  GtkWidget      *(*new)  (Lab *lab);
  ReslabActionTable actions;
} ReslabViewType;

extern const ReslabViewType reslab_view_explore;       /* reslab-explore.c */
extern const ReslabViewType reslab_view_compare;       /* reslab-compare.c */
extern const ReslabViewType reslab_view_gradients;     /* reslab-gradients.c */
extern const ReslabViewType reslab_view_train;         /* reslab-train-actions.c */
extern const ReslabViewType reslab_view_lessons;       /* reslab-lessons-actions.c */

/* In the order of LabView, which is that of the switcher. */
const ReslabViewType *reslab_view_type (LabView view);

G_END_DECLS
