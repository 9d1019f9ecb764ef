/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Plays a lesson: which step it stands at, what is computed, what is shown. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>

#include "fig-i18n.h"

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

static void
remember (LabLessonPlayer *self)
{
  LabLessonProgress progress = { .step = self->step };

  if (!self->remember)
    return;
  for (guint i = 0; i < lab_lesson_n_steps (self->lesson); i++)
    {
      LabAnswerState state = self->seen[i].answer.state;

      progress.asked += state == LAB_ANSWER_RIGHT || state == LAB_ANSWER_WRONG;
      progress.right += state == LAB_ANSWER_RIGHT;
    }
  progress.finished = self->step + 1 == lab_lesson_n_steps (self->lesson);
  lab__lesson_progress_save (self->lesson->id, &progress);
}

/* ── phases ── */

static gboolean
is_busy (LabLessonPlayer *self)
{
  return self->phase == LAB_LESSON_WORKING || self->phase == LAB_LESSON_TRAINING;
}

gboolean
lab__player_has_reveal (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);
  const LabLessonText *text = self->lesson->texts->pdata[0];

  return step->question.kind != LAB_QUESTION_NONE || json_object_array_length (step->reveal) > 0
         || step->show != step->show_revealed
         || g_array_index (text->steps, LabStepText, self->step).revealed->len > 0;
}

void
lab__player_fail (LabLessonPlayer *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
begin_work (LabLessonPlayer *self)
{
  self->phase = LAB_LESSON_WORKING;
  lab__player_fill (self);
  lab__player_tell (self);
  lab__player_go_on_later (self);
}

static void
leave_step (LabLessonPlayer *self)
{
  LabSeen *seen = lab__player_seen (self);

  g_clear_pointer (&seen->sitting, lab_sitting_free);
  seen->sitting = lab_sitting_keep (self->lab);
}

static void
enter_step (LabLessonPlayer *self, guint step)
{
  LabSeen *seen;

  lab__player_stop_training (self);
  self->step = step;
  seen = lab__player_seen (self);
  g_clear_error (&self->error);
  if (seen->seen && seen->sitting != NULL)
    {
      lab__player_clear_jobs (self);
      lab_sitting_go_back (self->lab, seen->sitting);
    }
  else
    lab__player_enter (self);
  begin_work (self);
}

/* Everything was done and is computed. */
static void
settle (LabLessonPlayer *self)
{
  LabSeen *seen = lab__player_seen (self);

  seen->revealed = seen->revealed || self->revealing;
  seen->seen = TRUE;
  self->revealing = FALSE;
  leave_step (self);
  self->phase = lab__player_has_reveal (self) && !seen->revealed ? LAB_LESSON_OPEN : LAB_LESSON_DONE;
  lab__player_fill (self);
  remember (self);
  lab__player_tell (self);
  if (self->step < self->target)
    lab_lesson_player_next (self);
}

static gboolean
go_on_later (gpointer data)
{
  LabLessonPlayer *self = data;

  self->source = 0;
  if (is_busy (self) && lab__player_go_on (self))
    settle (self);
  return G_SOURCE_REMOVE;
}

/* Not within the lab's own signal: what a job does would be told before that it was asked for. */
void
lab__player_go_on_later (LabLessonPlayer *self)
{
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, go_on_later, self, NULL);
}

static void
lab_changed (Lab *lab, guint changes, LabLessonPlayer *self)
{
  if (is_busy (self))
    lab__player_go_on_later (self);
  else if (self->phase != LAB_LESSON_CLOSED)
    lab__player_tell (self);
}

static void
lab_failed (Lab *lab, const char *message, LabLessonPlayer *self)
{
  g_autoptr (GError) error = NULL;

  if (!is_busy (self))
    return;
  error = g_error_new_literal (RN_ERROR, RN_ERROR_FORMAT, message);
  lab__player_fail (self, error);
  lab__player_go_on_later (self);
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
  self->handlers[0] = g_signal_connect (self->lab, "changed", G_CALLBACK (lab_changed), self);
  self->handlers[1] = g_signal_connect (self->lab, "failed", G_CALLBACK (lab_failed), self);
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
  enter_step (self, 0);
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

/* ── where it stands ── */

LabLesson *
lab_lesson_player_lesson (LabLessonPlayer *self)
{
  return self->lesson;
}

LabLessonPhase
lab_lesson_player_phase (LabLessonPlayer *self)
{
  return self->phase;
}

guint
lab_lesson_player_step (LabLessonPlayer *self)
{
  return self->step;
}

gboolean
lab_lesson_player_revealed (LabLessonPlayer *self)
{
  return self->phase != LAB_LESSON_CLOSED && lab__player_seen (self)->revealed;
}

gboolean
lab_lesson_player_next (LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_OPEN)
    {
      lab__player_reveal (self);
      begin_work (self);
      return TRUE;
    }
  if (self->phase != LAB_LESSON_DONE)
    return self->phase != LAB_LESSON_CLOSED;
  if (self->step + 1 == lab_lesson_n_steps (self->lesson))
    return FALSE;
  leave_step (self);
  self->target = MAX (self->target, self->step + 1);
  enter_step (self, self->step + 1);
  return TRUE;
}

gboolean
lab_lesson_player_back (LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_CLOSED || self->step == 0)
    return FALSE;
  lab_lesson_player_go_to (self, self->step - 1);
  return TRUE;
}

void
lab_lesson_player_go_to (LabLessonPlayer *self, guint step)
{
  g_return_if_fail (self->phase != LAB_LESSON_CLOSED && step < lab_lesson_n_steps (self->lesson));
  self->target = step;
  if (step > self->step)
    {
      if (!is_busy (self))
        lab_lesson_player_next (self);
      return;
    }
  if (step == self->step)
    return;
  if (!is_busy (self))
    leave_step (self);
  g_clear_pointer (&self->aside, lab_sitting_free);
  enter_step (self, step);
}

void
lab_lesson_player_again (LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_OPEN || self->phase == LAB_LESSON_DONE)
    enter_step (self, self->step);
}

/* ── without a window ── */

gboolean
lab_lesson_player_wait (LabLessonPlayer *self, GError **error)
{
  while (is_busy (self))
    g_main_context_iteration (NULL, TRUE);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

gboolean
lab_lesson_player_evaluate (LabLessonPlayer *self, const LabExpression *expression, LabValue *value, GError **error)
{
  return lab__player_evaluate (self, expression, value, error);
}
