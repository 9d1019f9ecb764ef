/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The help: what each view shows, and the keys that act in it. */
#include "config.h"
#include "reslab-about.h"

#include "fig-i18n.h"
#include "reslab-view.h"

#define HELP_WIDTH  640
#define HELP_HEIGHT 680

static GtkWidget *
key_row (const ReslabAction *action)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_auto (GStrv) accelerators = g_strsplit (action->keys, " ", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(action->title));
  for (guint i = 0; accelerators[i] != NULL; i++)
    {
      GtkWidget *label = gtk_shortcut_label_new (accelerators[i]);

      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (keys), label);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  return row;
}

static GtkWidget *
group_of (const char *title, const char *text, const ReslabActionTable *table)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
  for (guint i = 0; i < table->n; i++)
    if (table->rows[i].keys != NULL)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), key_row (&table->rows[i]));
  return group;
}

GtkWidget *
reslab_help_new (void)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();

  for (int i = 0; i < LAB_N_VIEWS; i++)
    {
      const ReslabViewType *view = reslab_view_type (i);

      adw_preferences_page_add (
          ADW_PREFERENCES_PAGE (page),
          ADW_PREFERENCES_GROUP (group_of (_(view->title), _(view->help), &view->actions)));
    }
  adw_preferences_page_add (
      ADW_PREFERENCES_PAGE (page),
      ADW_PREFERENCES_GROUP (group_of (_("Always"),
                                       _("These keys act in every view. Letters sleep while you "
                                         "type in a text field."),
                                       &reslab_window_actions)));
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_window_set_title (GTK_WINDOW (window), _("Help"));
  gtk_window_set_default_size (GTK_WINDOW (window), HELP_WIDTH, HELP_HEIGHT);
  adw_window_set_content (ADW_WINDOW (window), box);
  return window;
}
