/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Plays a lesson: how it is opened and left, what was seen of it, and what it tells. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LabLessonPlayer, lab_lesson_player, G_TYPE_OBJECT)

LabSeen *
lab__player_seen (LabLessonPlayer *self)
{
  return &self->seen[self->step];
}

const LabLessonStep *
lab__player_step (LabLessonPlayer *self)
{
  return lab_lesson_step (self->lesson, self->step);
}

static void
value_free (gpointer data)
{
  lab_value_clear (data);
  g_free (data);
}

void
lab__player_tell (LabLessonPlayer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ── what was seen ── */

static void
seen_init (LabSeen *self)
{
  *self = (LabSeen) { .answer = { .choice = -1, .number = NAN, .truth = NAN, .right = -1 } };
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
  self->unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
seen_clear (LabSeen *self)
{
  g_clear_pointer (&self->sitting, lab_sitting_free);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->unknown, g_hash_table_unref);
  g_clear_pointer (&self->bars, g_free);
  g_clear_pointer (&self->answer.place, g_free);
  g_clear_pointer (&self->true_text, g_free);
  g_clear_pointer (&self->result, lab_train_state_unref);
  g_clear_pointer (&self->source, g_free);
}

static void
close_lesson (LabLessonPlayer *self)
{
  lab__player_clear_jobs (self);
  lab__player_stop_training (self);
  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; self->lesson != NULL && i < lab_lesson_n_steps (self->lesson); i++)
    seen_clear (&self->seen[i]);
  g_clear_pointer (&self->seen, g_free);
  g_clear_pointer (&self->aside, lab_sitting_free);
  g_hash_table_remove_all (self->layers);
  g_hash_table_remove_all (self->kept);
  g_hash_table_remove_all (self->kept_as);
  if (self->text != NULL)
    lab__step_text_clear (self->text);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->labels, g_strfreev);
  g_clear_pointer (&self->lesson, lab_lesson_unref);
  g_clear_error (&self->error);
  self->phase = LAB_LESSON_CLOSED;
}

/* ── what failed ── */

void
lab__player_fail (LabLessonPlayer *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  g_signal_emit (self, signals[FAILED], 0, error->message);
}

/* ── life ── */

static void
lab_lesson_player_init (LabLessonPlayer *self)
{
  g_queue_init (&self->jobs);
  self->layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lab_layer_unref);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
  self->kept_as = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
lab_lesson_player_dispose (GObject *object)
{
  LabLessonPlayer *self = LAB_LESSON_PLAYER (object);

  close_lesson (self);
  for (guint i = 0; self->lab != NULL && i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_signal_handler (&self->handlers[i], self->lab);
  g_clear_object (&self->lab);
  g_clear_pointer (&self->interrupted, lab_sitting_free);
  G_OBJECT_CLASS (lab_lesson_player_parent_class)->dispose (object);
}

static void
lab_lesson_player_finalize (GObject *object)
{
  LabLessonPlayer *self = LAB_LESSON_PLAYER (object);

  g_hash_table_unref (self->layers);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->kept_as);
  g_free (self->language);
  G_OBJECT_CLASS (lab_lesson_player_parent_class)->finalize (object);
}

static void
lab_lesson_player_class_init (LabLessonPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lab_lesson_player_dispose;
  object_class->finalize = lab_lesson_player_finalize;
  signals[CHANGED] = g_signal_new ("changed", LAB_TYPE_LESSON_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", LAB_TYPE_LESSON_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

LabLessonPlayer *
lab_lesson_player_new (Lab *lab)
{
  LabLessonPlayer *self = g_object_new (LAB_TYPE_LESSON_PLAYER, NULL);

  self->lab = lab != NULL ? g_object_ref (lab) : g_object_new (LAB_TYPE_LAB, NULL);
  self->live = lab != NULL;
  self->handlers[0] = g_signal_connect (self->lab, "changed", G_CALLBACK (lab__player_lab_changed), self);
  self->handlers[1] = g_signal_connect (self->lab, "failed", G_CALLBACK (lab__player_lab_failed), self);
  return self;
}

Lab *
lab_lesson_player_lab (LabLessonPlayer *self)
{
  return self->lab;
}

void
lab_lesson_player_open (LabLessonPlayer *self, LabLesson *lesson, guint step, gboolean remember_it)
{
  LabLesson *opened = lab_lesson_ref (lesson);
  g_autoptr (LabSitting) fresh = lab_sitting_new ();     /* so that it plays the same everywhere */
  guint n = lab_lesson_n_steps (opened);

  if (self->interrupted == NULL)
    self->interrupted = lab_sitting_keep (self->lab);
  close_lesson (self);
  self->lesson = opened;
  self->remember = remember_it;
  self->seen = g_new (LabSeen, n);
  for (guint i = 0; i < n; i++)
    seen_init (&self->seen[i]);
  self->target = MIN (step, n - 1);
  lab_hold (self->lab);
  lab_sitting_go_back (self->lab, fresh);
  lab__player_enter_step (self, 0);
  lab__player_set_anew (self);
  lab_release (self->lab);
}

void
lab_lesson_player_leave (LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_CLOSED)
    return;
  close_lesson (self);
  lab_sitting_go_back (self->lab, self->interrupted);
  g_clear_pointer (&self->interrupted, lab_sitting_free);
  lab__player_tell (self);
}

/* ── for everybody ── */

LabLesson *
lab_lesson_player_lesson (LabLessonPlayer *self)
{
  return self->lesson;
}

gboolean
lab_lesson_player_evaluate (LabLessonPlayer *self, const LabExpression *expression, LabValue *value, GError **error)
{
  return lab__player_evaluate (self, expression, value, error);
}
