/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Which controls are hidden. */
#include "config.h"
#include "reslab-controls.h"

typedef struct
{
  LabControls control;
  gboolean    wanted;              /* by its view */
  gboolean    hidden;              /* by a lesson or a preset */
} Mark;

#define MARK   "reslab-control"
#define HIDDEN "reslab-hidden"

static void
apply (GtkWidget *widget, const Mark *mark)
{
  gtk_widget_set_visible (widget, mark->wanted && !mark->hidden);
}

/* Widgets that are made later are hidden as those that were there. */
static void
on_root (GtkWidget *widget, GParamSpec *pspec, Mark *mark)
{
  if (gtk_widget_get_root (widget) == NULL)
    return;
  mark->hidden = reslab_control_is_hidden (widget, mark->control);
  apply (widget, mark);
}

void
reslab_control_mark (GtkWidget *widget, LabControls control)
{
  Mark *mark = g_new0 (Mark, 1);

  mark->control = control;
  mark->wanted = gtk_widget_get_visible (widget);
  g_object_set_data_full (G_OBJECT (widget), MARK, mark, g_free);
  g_signal_connect (widget, "notify::root", G_CALLBACK (on_root), mark);
}

void
reslab_control_set_visible (GtkWidget *widget, gboolean visible)
{
  Mark *mark = g_object_get_data (G_OBJECT (widget), MARK);

  g_return_if_fail (mark != NULL);
  mark->wanted = visible;
  apply (widget, mark);
}

gboolean
reslab_control_is_hidden (GtkWidget *widget, LabControls control)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL && (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (root), HIDDEN)) & control) != 0;
}

static void
hide_below (GtkWidget *root, LabControls hidden)
{
  Mark *mark = g_object_get_data (G_OBJECT (root), MARK);
  gboolean hide = mark != NULL && (hidden & mark->control) != 0;

  if (mark != NULL && mark->hidden != hide)
    {
      mark->hidden = hide;
      apply (root, mark);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    hide_below (child, hidden);
}

void
reslab_controls_hide (GtkWidget *root, LabControls hidden)
{
  g_object_set_data (G_OBJECT (root), HIDDEN, GUINT_TO_POINTER (hidden));
  hide_below (root, hidden);
}
