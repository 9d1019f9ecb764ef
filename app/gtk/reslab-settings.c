/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is remembered between sittings. */
#include "config.h"
#include "reslab-settings.h"

#include <adwaita.h>

#include "fig-i18n.h"
#include "rn-error.h"

#define RECENT_MOST 10

/* BUILD/app/gtk for a program that runs as BUILD/…/…/program; NULL elsewhere. */
static char *
build_schema_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (guint up = 0; up < 3 && folder != NULL; up++)
    {
      g_autofree char *above = g_path_get_dirname (folder);
      g_autofree char *found = g_build_filename (folder, "app", "gtk", "gschemas.compiled", NULL);

      if (g_file_test (found, G_FILE_TEST_EXISTS))
        return g_path_get_dirname (found);
      g_free (folder);
      folder = g_steal_pointer (&above);
    }
  return NULL;
}

GSettings *
reslab_settings_new (GError **error)
{
  g_autofree char *folder = build_schema_dir ();
  g_autoptr (GSettingsSchemaSource) beside = NULL;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (folder != NULL)
    {
      beside = g_settings_schema_source_new_from_directory (folder, source, FALSE, error);
      if (beside == NULL)
        return NULL;
      source = beside;
    }
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, RESLAB_ID, TRUE);
  if (schema == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("the settings schema %s is not installed: run “meson install”, or start "
                     "Reslab from its build folder"),
                   RESLAB_ID);
      return NULL;
    }
  return g_settings_new_full (schema, NULL, NULL);
}

void
reslab_settings_apply_theme (GSettings *settings)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[g_settings_get_enum (settings, "theme")]);
}

void
reslab_settings_apply_motion (GSettings *settings)
{
  GtkSettings *gtk = gtk_settings_get_default ();

  if (g_settings_get_boolean (settings, "animations"))
    gtk_settings_reset_property (gtk, "gtk-enable-animations");
  else
    g_object_set (gtk, "gtk-enable-animations", FALSE, NULL);
}

void
reslab_settings_add_recent (GSettings *settings, const char *path)
{
  g_auto (GStrv) before = g_settings_get_strv (settings, "recent-files");
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  g_ptr_array_add (files, (gpointer) path);
  for (guint i = 0; before[i] != NULL && files->len < RECENT_MOST; i++)
    if (!g_str_equal (before[i], path))
      g_ptr_array_add (files, before[i]);
  g_ptr_array_add (files, NULL);
  g_settings_set_strv (settings, "recent-files", (const char *const *) files->pdata);
}

/* ── dividers ── */

typedef struct
{
  GSettings *settings;       /* (owned) */
  char      *key;            /* (owned) */
  gboolean   placed;         /* it has been put where it was left */
} Divider;

static void
divider_free (gpointer data, GClosure *closure)
{
  Divider *divider = data;

  g_object_unref (divider->settings);
  g_free (divider->key);
  g_free (divider);
}

static int
length_of (GtkPaned *paned)
{
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (paned)) == GTK_ORIENTATION_HORIZONTAL
             ? gtk_widget_get_width (GTK_WIDGET (paned))
             : gtk_widget_get_height (GTK_WIDGET (paned));
}

/* The length is known from the first allocation on; the position is then a part of it. */
static void
on_position (GtkPaned *paned, GParamSpec *pspec, Divider *divider)
{
  int length = length_of (paned);

  if (length > 0 && divider->placed)
    g_settings_set_double (divider->settings, divider->key,
                           CLAMP (gtk_paned_get_position (paned) / (double) length, 0, 1));
}

static gboolean
place_divider (GtkWidget *paned, GdkFrameClock *clock, gpointer data)
{
  Divider *divider = data;
  int length = length_of (GTK_PANED (paned));

  if (length <= 0)
    return G_SOURCE_CONTINUE;
  divider->placed = TRUE;
  gtk_paned_set_position (GTK_PANED (paned),
                          (int) (length * g_settings_get_double (divider->settings, divider->key)));
  return G_SOURCE_REMOVE;
}

void
reslab_settings_keep_paned (GSettings *settings, const char *key, GtkPaned *paned)
{
  Divider *divider = g_new0 (Divider, 1);

  divider->settings = g_object_ref (settings);
  divider->key = g_strdup (key);
  g_signal_connect_data (paned, "notify::position", G_CALLBACK (on_position), divider, divider_free,
                         0);
  gtk_widget_add_tick_callback (GTK_WIDGET (paned), place_divider, divider, NULL);
}
