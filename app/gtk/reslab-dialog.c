/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the windows over the main one have in common. */
#include "config.h"
#include "reslab-dialog.h"

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

void
reslab_dialog_class_setup (GtkWidgetClass *class)
{
  gtk_widget_class_add_binding (class, GDK_KEY_Escape, 0, on_escape, NULL);
}

GtkWidget *
reslab_dialog_new_body (GtkWidget *content)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}
