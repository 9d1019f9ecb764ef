/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The program around its windows. */
#include "config.h"
#include "reslab-application.h"

#include "fig-i18n.h"
#include "reslab-settings.h"
#include "reslab-shooting.h"
#include "reslab-style.h"
#include "reslab-window-private.h"

struct _ReslabApplication
{
  AdwApplication  parent_instance;
  GSettings      *settings;        /* (owned) */
  ReslabShooting *shooting;        /* (owned) (nullable) a picture of the window is wanted */
  gboolean        restarts;
};

G_DEFINE_FINAL_TYPE (ReslabApplication, reslab_application, ADW_TYPE_APPLICATION)

/* ── language ── */

/* Before GTK starts. */
static void
set_language (ReslabApplication *self, const char *given)
{
  g_autofree char *kept = g_settings_get_string (self->settings, "language");
  const char *language = given != NULL ? given : g_str_equal (kept, "system") ? NULL : kept;

  fig_i18n_init (language);
  gtk_disable_setlocale ();
}

static int
handle_local_options (GApplication *app, GVariantDict *options)
{
  ReslabApplication *self = RESLAB_APPLICATION (app);
  const char *language = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Reslab %s\n", RN_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (options, "check-display"))
    return gtk_init_check () ? 0 : 1;
  g_variant_dict_lookup (options, "lang", "&s", &language);
  set_language (self, language);
  self->shooting = reslab_shooting_from_options (options);
  if (self->shooting != NULL)
    g_application_set_flags (app, g_application_get_flags (app) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* ── windows ── */

/* What is gone or unreadable since is not worth a word: what the sitting begins with stays. */
static void
note (GError *error)
{
  if (error != NULL)
    g_info ("%s", error->message);
  g_clear_error (&error);
}

static void
restore_training (ReslabApplication *self, Lab *lab)
{
  g_autofree char *text = g_settings_get_string (self->settings, "training");
  json_object *experiment = text[0] != '\0' ? json_tokener_parse (text) : NULL;
  json_object *now = lab_train_plan_json (lab_document (lab)->plan);
  GError *error = NULL;

  if (experiment != NULL && !json_object_equal (experiment, now))
    lab_do (lab, &error, "train-plan", "experiment", experiment, NULL);
  note (error);
  json_object_put (experiment);
  json_object_put (now);
}

static void
restore_sitting (ReslabApplication *self, Lab *lab)
{
  g_autofree char *model = g_settings_get_string (self->settings, "model");
  g_autofree char *trained = g_settings_get_string (self->settings, "trained");
  g_autofree char *picture = g_settings_get_string (self->settings, "picture");
  int sample = g_settings_get_int (self->settings, "sample");
  GError *error = NULL;

  /* a pass under way goes on where the network is the same */
  if (model[0] != '\0' && !g_str_equal (model, rn_spec_name (lab_document (lab)->spec)))
    lab_do (lab, &error, "model", "spec", model, NULL);
  else if (model[0] == '\0' && trained[0] != '\0')
    lab_do (lab, &error, "trained", "name", trained, NULL);
  note (g_steal_pointer (&error));
  if (picture[0] != '\0')
    lab_do (lab, &error, "picture", "file", picture, NULL);
  else if (sample >= 0)
    lab_do (lab, &error, "sample", "index", sample, NULL);
  note (g_steal_pointer (&error));
  restore_training (self, lab);
}

static ReslabWindow *
window_of (ReslabApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (Lab) lab = NULL;

  if (RESLAB_IS_WINDOW (window))
    return RESLAB_WINDOW (window);
  lab = lab_new ();
  restore_sitting (self, lab);
  return RESLAB_WINDOW (reslab_window_new (self, lab));
}

static void
activate (GApplication *app)
{
  ReslabApplication *self = RESLAB_APPLICATION (app);
  ReslabWindow *window;

  if (self->shooting != NULL)
    reslab_shooting_prepare (self->shooting, self);
  window = window_of (self);
  if (self->shooting != NULL)
    reslab_shooting_begin (self->shooting, window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
open_files (GApplication *app, GFile **files, int n, const char *hint)
{
  ReslabWindow *window = window_of (RESLAB_APPLICATION (app));

  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < n; i++)
    if (g_file_peek_path (files[i]) != NULL)
      reslab_window_open_path (window, g_file_peek_path (files[i]));
}

static void
on_projector_setting (ReslabApplication *self)
{
  reslab_style_set_projector (reslab_style_get (gdk_display_get_default ()),
                              g_settings_get_boolean (self->settings, "projector"));
}

static void
startup (GApplication *app)
{
  ReslabApplication *self = RESLAB_APPLICATION (app);

  G_APPLICATION_CLASS (reslab_application_parent_class)->startup (app);
  gtk_window_set_default_icon_name (RESLAB_ID);
  reslab_settings_apply_theme (self->settings);
  reslab_settings_apply_motion (self->settings);
  on_projector_setting (self);
  g_signal_connect (self->settings, "changed::theme", G_CALLBACK (reslab_settings_apply_theme),
                    NULL);
  g_signal_connect (self->settings, "changed::animations",
                    G_CALLBACK (reslab_settings_apply_motion), NULL);
  g_signal_connect_swapped (self->settings, "changed::projector",
                            G_CALLBACK (on_projector_setting), self);
}

static void
finalize (GObject *object)
{
  ReslabApplication *self = RESLAB_APPLICATION (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shooting, reslab_shooting_free);
  G_OBJECT_CLASS (reslab_application_parent_class)->finalize (object);
}

static void
reslab_application_class_init (ReslabApplicationClass *class)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = finalize;
  app_class->handle_local_options = handle_local_options;
  app_class->startup = startup;
  app_class->activate = activate;
  app_class->open = open_files;
}

static void
reslab_application_init (ReslabApplication *self)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, "Show the version", NULL },
    { "lang", 0, 0, G_OPTION_ARG_STRING, NULL, "Language: en, zh_CN", "LANGUAGE" },
    /* for scripts: exit status 0 if a window could open */
    { "check-display", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { 0 },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  reslab_shooting_add_options (G_APPLICATION (self));
}

ReslabApplication *
reslab_application_new (GApplicationFlags flags, GError **error)
{
  GSettings *settings = reslab_settings_new (error);
  ReslabApplication *self;

  if (settings == NULL)
    return NULL;
  self = g_object_new (RESLAB_TYPE_APPLICATION, "application-id", RESLAB_ID, "flags",
                       flags | G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/reslab/Reslab", NULL);
  self->settings = settings;
  return self;
}

GSettings *
reslab_application_settings (ReslabApplication *self)
{
  g_return_val_if_fail (RESLAB_IS_APPLICATION (self), NULL);
  return self->settings;
}

void
reslab_application_restart (ReslabApplication *self)
{
  GtkWindow *window;

  g_return_if_fail (RESLAB_IS_APPLICATION (self));
  self->restarts = TRUE;
  while ((window = gtk_application_get_active_window (GTK_APPLICATION (self))) != NULL)
    {
      gtk_window_close (window);
      gtk_window_destroy (window);
    }
}

gboolean
reslab_application_restarts (ReslabApplication *self)
{
  return self->restarts;
}

gboolean
reslab_application_failed (ReslabApplication *self)
{
  return self->shooting != NULL && !reslab_shooting_is_done (self->shooting);
}
