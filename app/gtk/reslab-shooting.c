/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A picture of the window, by command line. */
#include "config.h"
#include "reslab-shooting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reslab-lessons.h"
#include "reslab-shot.h"

#define FRAMES     5               /* until layouts that wait for a width have settled */
#define LOOK_MS    50
#define PATIENCE_S 120

struct _ReslabShooting
{
  char         *file;
  char         *view;              /* (nullable) as are those below */
  char         *theme;
  char         *model;
  char         *lesson;            /* "4:3": lesson 4 at step 3; "4:3!": revealed */
  char        **commands;
  int           width, height;
  gboolean      projector;
  gboolean      wait_idle;

  ReslabWindow *window;            /* (borrowed) */
  guint         step;              /* of the lesson, and whether it is revealed */
  gboolean      reveals;
  gint64        first_frame;       /* counted from here */
  gboolean      done;
  gint64        begun;
};

void
reslab_shooting_add_options (GApplication *app)
{
  const GOptionEntry entries[] = {
    { "shot", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, NULL, NULL, NULL },
    { "view", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { "theme", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { "projector", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { "size", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { "model", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { "wait-idle", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { "lesson", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { "do", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, NULL },
    { 0 },
  };

  g_application_add_main_option_entries (app, entries);
}

ReslabShooting *
reslab_shooting_from_options (GVariantDict *options)
{
  ReslabShooting *self;
  g_autofree char *size = NULL;

  if (!g_variant_dict_contains (options, "shot"))
    return NULL;
  self = g_new0 (ReslabShooting, 1);
  g_variant_dict_lookup (options, "shot", "^ay", &self->file);
  g_variant_dict_lookup (options, "view", "s", &self->view);
  g_variant_dict_lookup (options, "theme", "s", &self->theme);
  g_variant_dict_lookup (options, "model", "s", &self->model);
  g_variant_dict_lookup (options, "lesson", "s", &self->lesson);
  g_variant_dict_lookup (options, "size", "s", &size);
  g_variant_dict_lookup (options, "do", "^as", &self->commands);
  if (size == NULL || sscanf (size, "%dx%d", &self->width, &self->height) != 2)
    {
      self->width = 1440;
      self->height = 900;
    }
  self->projector = g_variant_dict_contains (options, "projector");
  self->wait_idle = g_variant_dict_contains (options, "wait-idle");
  return self;
}

void
reslab_shooting_free (ReslabShooting *self)
{
  g_free (self->file);
  g_free (self->view);
  g_free (self->theme);
  g_free (self->model);
  g_free (self->lesson);
  g_strfreev (self->commands);
  g_free (self);
}

void
reslab_shooting_prepare (ReslabShooting *self, ReslabApplication *app)
{
  GSettings *settings = reslab_application_settings (app);

  /* A sitting's own choices are neither used nor changed. */
  g_settings_delay (settings);
  g_settings_set_string (settings, "theme", self->theme != NULL ? self->theme : "light");
  g_settings_set_boolean (settings, "projector", self->projector);
  g_settings_set_int (settings, "width", self->width);
  g_settings_set_int (settings, "height", self->height);
  g_settings_set_boolean (settings, "maximized", FALSE);
  g_settings_set_string (settings, "view", self->view != NULL ? self->view : "explore");
  g_settings_set_string (settings, "model", self->model != NULL ? self->model : "");
  g_settings_set_string (settings, "picture", "");
  g_settings_set_string (settings, "training", "");
  g_settings_set_string (settings, "lessons-language", "");
}

static void
finish (ReslabShooting *self)
{
  g_autoptr (GError) error = NULL;

  self->done = reslab_shot_save (GTK_WIDGET (self->window), self->file, &error);
  if (!self->done)
    g_printerr ("reslab: %s\n", error->message);
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static LabLessonPlayer *
player_of (ReslabShooting *self)
{
  return reslab_lessons_player (RESLAB_LESSONS (reslab_window_view_at (self->window, LAB_VIEW_LESSONS)));
}

/* The lesson goes on to where the picture is wanted. */
static gboolean
is_playing (ReslabShooting *self)
{
  LabLessonPlayer *player = player_of (self);
  LabLessonPhase phase = lab_lesson_player_phase (player);

  if (phase == LAB_LESSON_OPEN && self->reveals && lab_lesson_player_step (player) == self->step)
    lab_lesson_player_next (player);
  return phase == LAB_LESSON_WORKING || (phase != LAB_LESSON_CLOSED && lab_lesson_player_step (player) < self->step);
}

static gboolean
is_busy (ReslabShooting *self)
{
  Lab *lab = reslab_window_lab (self->window);

  return is_playing (self) || lab_is_working (lab) || lab_look (lab)->training;
}

static void
open_lesson (ReslabShooting *self)
{
  g_auto (GStrv) parts = g_strsplit (self->lesson, ":", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lessons_open (parts[0], &error);

  if (lesson == NULL)
    {
      g_printerr ("reslab: %s\n", error->message);
      return;
    }
  self->step = parts[1] != NULL ? (guint) MAX (atoi (parts[1]), 1) - 1 : 0;
  self->step = MIN (self->step, lab_lesson_n_steps (lesson) - 1);
  self->reveals = parts[1] != NULL && strchr (parts[1], '!') != NULL;
  lab_do (reslab_window_lab (self->window), NULL, "view", "name", "lessons", NULL);
  lab_lesson_player_open (player_of (self), lesson, self->step, FALSE);
}

/* Once nothing is computed any more, and some frames have been painted since. */
static gboolean
look (gpointer data)
{
  ReslabShooting *self = data;
  GtkWidget *widget = GTK_WIDGET (self->window);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean late = g_get_monotonic_time () - self->begun > PATIENCE_S * G_USEC_PER_SEC;
  gboolean busy = !gtk_widget_get_mapped (widget) || clock == NULL
                  || (self->wait_idle && is_busy (self));

  if (late)
    {
      finish (self);
      return G_SOURCE_REMOVE;
    }
  if (busy || self->first_frame == 0)
    self->first_frame = clock != NULL ? gdk_frame_clock_get_frame_counter (clock) + 1 : 0;
  else if (gdk_frame_clock_get_frame_counter (clock) > self->first_frame + FRAMES)
    {
      finish (self);
      return G_SOURCE_REMOVE;
    }
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

gboolean
reslab_shooting_is_done (const ReslabShooting *self)
{
  return self->done;
}

void
reslab_shooting_begin (ReslabShooting *self, ReslabWindow *window)
{
  self->window = window;
  self->begun = g_get_monotonic_time ();
  for (guint i = 0; self->commands != NULL && self->commands[i] != NULL; i++)
    {
      json_object *command = json_tokener_parse (self->commands[i]);

      lab_do_json (reslab_window_lab (window), command, NULL);
      json_object_put (command);
    }
  if (self->lesson != NULL)
    open_lesson (self);
  g_timeout_add (LOOK_MS, look, self);
}
