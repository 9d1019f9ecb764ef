/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Names for screen readers. */
#include "config.h"
#include "reslab-accessible.h"

void
reslab_set_name (gpointer widget, const char *name)
{
  GtkWidget *inside = gtk_widget_get_first_child (widget);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (inside != NULL && (GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget)))
    gtk_accessible_update_property (GTK_ACCESSIBLE (inside), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}
