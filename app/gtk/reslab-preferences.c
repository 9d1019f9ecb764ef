/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Preferences: how it looks, in which language, whether it moves. */
#include "config.h"
#include "reslab-preferences.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-settings.h"

/* The setting's value at each place of the row's list. */
static const char *const themes[] = { "system", "light", "dark", NULL };
static const char *const languages[] = { "system", "en", "zh_CN", NULL };

static GtkWidget *
choice_row (const char *title, const char *const *names)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  return row;
}

static GtkWidget *
switch_row (const char *title, const char *subtitle, GtkWidget **out)
{
  GtkWidget *row = adw_action_row_new (), *control = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  reslab_set_name (control, title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  *out = control;
  return row;
}

static gboolean
index_of (GValue *value, GVariant *variant, gpointer data)
{
  const char *const *values = data;

  for (guint i = 0; values[i] != NULL; i++)
    if (g_str_equal (values[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
value_at (const GValue *value, const GVariantType *type, gpointer data)
{
  const char *const *values = data;

  return g_variant_new_string (values[g_value_get_uint (value)]);
}

static void
bind_choice (GSettings *settings, const char *key, GtkWidget *row, const char *const *values)
{
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, index_of,
                                value_at, (gpointer) values, NULL);
}

static void
on_restart (GtkButton *button, gpointer data)
{
  reslab_application_restart (RESLAB_APPLICATION (g_application_get_default ()));
}

static GtkWidget *
language_group (GSettings *settings)
{
  const char *const names[] = { _("As the system"), "English", "简体中文", NULL };
  GtkWidget *group = adw_preferences_group_new (), *row = choice_row (_("Language"), names);
  GtkWidget *restart = gtk_button_new_with_label (_("Restart now"));

  bind_choice (settings, "language", row, languages);
  gtk_widget_set_valign (restart, GTK_ALIGN_CENTER);
  g_signal_connect (restart, "clicked", G_CALLBACK (on_restart), NULL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Language"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("Another language is used from the next start on."));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), restart);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static GtkWidget *
looks_group (GSettings *settings)
{
  const char *const names[] = { _("As the system"), _("Light"), _("Dark"), NULL };
  GtkWidget *group = adw_preferences_group_new (), *theme = choice_row (_("Theme"), names);
  GtkWidget *projector, *motion;

  bind_choice (settings, "theme", theme, themes);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Looks"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), theme);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             switch_row (_("Projector"), _("Large type, high contrast (F5)"),
                                         &projector));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             switch_row (_("Movement"),
                                         _("Off: everything is in its place at once"), &motion));
  g_settings_bind (settings, "projector", projector, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "animations", motion, "active", G_SETTINGS_BIND_DEFAULT);
  return group;
}

GtkWidget *
reslab_preferences_new (ReslabWindow *parent)
{
  GtkWidget *window = adw_preferences_window_new (), *page = adw_preferences_page_new ();
  GSettings *settings = reslab_window_settings (parent);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (looks_group (settings)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (language_group (settings)));
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _("Preferences"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "preferences-system-symbolic");
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (parent));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return window;
}
