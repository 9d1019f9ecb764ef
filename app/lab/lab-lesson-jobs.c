/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a step does, one job after the other, each when the one before is computed. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-comparison.h"
#include "lab-private.h"

static void
job_free (LabJob *job)
{
  json_object_put (job->json);
  g_free (job->text);
  g_free (job);
}

void
lab__player_clear_jobs (LabLessonPlayer *self)
{
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
}

static void
push (LabLessonPlayer *self, LabJobKind kind, json_object *json /* (transfer full) (nullable) */, const char *text)
{
  LabJob *job = g_new (LabJob, 1);

  *job = (LabJob) { kind, json, g_strdup (text) };
  g_queue_push_tail (&self->jobs, job);
}

/* ── what is to be done ── */

static void
push_commands (LabLessonPlayer *self, json_object *list)
{
  for (gsize i = 0; list != NULL && i < json_object_array_length (list); i++)
    push (self, LAB_JOB_COMMAND, json_object_get (json_object_array_get_idx (list, i)), NULL);
}

/* {"command": "view", "name": "explore"} */
static json_object *
command_new (const char *command, const char *key, const char *value)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "command", json_object_new_string (command));
  if (key != NULL)
    json_object_object_add (json, key, json_object_new_string (value));
  return json;
}

static void
push_view (LabLessonPlayer *self, LabView view)
{
  static const char *const names[LAB_N_VIEWS] = { "explore", "compare", "gradients", "train" };

  push (self, LAB_JOB_COMMAND, command_new ("view", "name", names[view]), NULL);
}

/* A figure is of a view, and shows what is selected there. */
static void
push_figure (LabLessonPlayer *self, const char *name)
{
  const LabLessonFigure *figure = lab__lesson_figure (name);
  const char *of = lab__player_step (self)->of;
  json_object *paths;

  if (figure->view >= 0)
    push_view (self, (LabView) figure->view);
  if (figure->selects && of != NULL)
    push (self, LAB_JOB_PART, command_new ("select", "name", of), NULL);
  if (figure->chooses && of != NULL)
    push (self, LAB_JOB_PART, command_new ("block", "path", of), NULL);
  if (!figure->paths)
    return;
  paths = command_new ("paths", NULL, NULL);
  json_object_object_add (paths, "on", json_object_new_boolean (TRUE));
  push (self, LAB_JOB_COMMAND, paths, NULL);
}

typedef struct
{
  LabNeeds   needs;
  GPtrArray *layers;         /* (element-type utf8) (borrowed) */
} Needs;

static void
add_need (const char *name, const LabValue *arguments, guint n, gpointer data)
{
  Needs *needs = data;
  LabNeeds found = lab__readings_needs (name, arguments, n);

  needs->needs |= found;
  if ((found & LAB_NEEDS_LAYER) && n > 0 && arguments[0].text != NULL
      && !g_ptr_array_find_with_equal_func (needs->layers, arguments[0].text, g_str_equal, NULL))
    g_ptr_array_add (needs->layers, arguments[0].text);
}

/* Values are read from wherever they are; then the sitting is again what the step made of it. */
static void
push_readings (LabLessonPlayer *self)
{
  Needs needs = { 0, g_ptr_array_new () };

  lab__player_mentions (self, add_need, &needs);
  push (self, LAB_JOB_ASIDE, NULL, NULL);
  for (guint i = 0; i < needs.layers->len; i++)
    {
      if (i == 0)
        push_view (self, LAB_VIEW_EXPLORE);
      push (self, LAB_JOB_PART, command_new ("select", "name", needs.layers->pdata[i]), NULL);
      push (self, LAB_JOB_CAPTURE, NULL, needs.layers->pdata[i]);
    }
  if (needs.needs & LAB_NEEDS_DEPTH)
    push_view (self, LAB_VIEW_GRADIENTS);
  if (needs.needs & LAB_NEEDS_COMPARISON)
    push_view (self, LAB_VIEW_COMPARE);
  if (needs.needs & LAB_NEEDS_TIMES)
    push (self, LAB_JOB_TIMES, NULL, NULL);
  push (self, LAB_JOB_READ, NULL, NULL);
  push (self, LAB_JOB_RETURN, NULL, NULL);
  g_ptr_array_unref (needs.layers);
}

/* Trained as soon as its curves are to be seen. */
static void
push_training (LabLessonPlayer *self, const char *figure)
{
  const LabLessonTraining *training = lab__player_step (self)->training;

  if (training != NULL && training->plan != NULL && g_str_equal (figure, "curves"))
    push (self, LAB_JOB_TRAIN, NULL, NULL);
}

void
lab__player_enter (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);

  lab__player_clear_jobs (self);
  self->revealing = FALSE;
  g_hash_table_remove_all (self->layers);
  lab__player_load_result (self);
  if (self->step == 0)
    {
      push_commands (self, self->lesson->begin);
      push (self, LAB_JOB_FORGET, NULL, NULL);
    }
  push_commands (self, step->commands);
  push_figure (self, step->show);
  push_training (self, step->show);
  push_readings (self);
}

void
lab__player_reveal (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);

  lab__player_clear_jobs (self);
  self->revealing = TRUE;
  g_hash_table_remove_all (self->layers);
  push_commands (self, step->reveal);
  push_figure (self, step->show_revealed);
  if (step->show != step->show_revealed)
    push_training (self, step->show_revealed);
  push_readings (self);
}

/* ── doing it ── */

static void
capture (LabLessonPlayer *self, const char *name)
{
  LabLayer *layer = lab_layer (self->lab);

  if (layer != NULL && layer->output != NULL)
    g_hash_table_insert (self->layers, g_strdup (name), lab_layer_ref (layer));
}

/* Of a part, what is selected within it may be shown as well. */
static gboolean
is_selected (LabLessonPlayer *self, const LabJob *job)
{
  const char *selected = lab_look (self->lab)->selected;
  json_object *name = NULL;
  gsize n;

  if (job->kind != LAB_JOB_PART || !json_object_object_get_ex (job->json, "name", &name))
    return FALSE;
  n = strlen (json_object_get_string (name));
  return strncmp (selected, json_object_get_string (name), n) == 0 && (selected[n] == '\0' || selected[n] == '.');
}

/* Its views are those its figures are of; the lesson stays what is looked at. (transfer full) */
static json_object *
behind (json_object *command)
{
  json_object *copy = NULL;

  if (!g_str_equal (json_object_get_string (json_object_object_get (command, "command")), "view")
      || json_object_deep_copy (command, &copy, NULL) != 0)
    return json_object_get (command);
  json_object_object_add (copy, "behind", json_object_new_boolean (TRUE));
  return copy;
}

static void
run_command (LabLessonPlayer *self, LabJob *job)
{
  g_autoptr (GError) error = NULL;
  json_object *command;

  if (is_selected (self, job))
    return;
  command = behind (job->json);
  if (!lab_do_json (self->lab, command, &error))
    lab__player_fail (self, error);
  json_object_put (command);
}

static void
come_back (LabLessonPlayer *self)
{
  if (self->aside != NULL)
    lab_sitting_go_back (self->lab, self->aside);
  g_clear_pointer (&self->aside, lab_sitting_free);
}

static void
do_job (LabLessonPlayer *self, LabJob *job)
{
  switch (job->kind)
    {
    case LAB_JOB_COMMAND:
    case LAB_JOB_PART:
      run_command (self, job);
      break;
    case LAB_JOB_ASIDE:
      g_clear_pointer (&self->aside, lab_sitting_free);
      self->aside = lab_sitting_keep (self->lab);
      break;
    case LAB_JOB_CAPTURE:
      capture (self, job->text);
      break;
    case LAB_JOB_READ:
      lab__player_read (self);
      break;
    case LAB_JOB_RETURN:
      come_back (self);
      break;
    case LAB_JOB_FORGET:
      lab_forget_history (self->lab);
      break;
    case LAB_JOB_TRAIN:
      lab__player_train (self);
      break;
    case LAB_JOB_TIMES:
      break;
    }
}

static gboolean
sets_anew (const LabJob *job)
{
  if (job == NULL || job->kind != LAB_JOB_COMMAND)
    return FALSE;
  return lab_command_find (json_object_get_string (json_object_object_get (job->json, "command")))->anew;
}

/* Whether what stands before the next job is there. */
static gboolean
is_waiting (LabLessonPlayer *self)
{
  const LabJob *next = g_queue_peek_head (&self->jobs);

  if (lab_is_computing (self->lab) || lab__player_is_training (self))
    return TRUE;
  return next != NULL && next->kind == LAB_JOB_TIMES && lab_is_working (self->lab);
}

static void
do_next (LabLessonPlayer *self)
{
  LabJob *job = g_queue_pop_head (&self->jobs);

  do_job (self, job);
  job_free (job);
}

void
lab__player_set_anew (LabLessonPlayer *self)
{
  lab_hold (self->lab);
  while (sets_anew (g_queue_peek_head (&self->jobs)))
    do_next (self);
  lab_release (self->lab);
}

gboolean
lab__player_go_on (LabLessonPlayer *self)
{
  while (TRUE)
    {
      lab__player_set_anew (self);
      if (is_waiting (self))
        return FALSE;
      if (g_queue_is_empty (&self->jobs))
        return TRUE;
      do_next (self);
    }
}
