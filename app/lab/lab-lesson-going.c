/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Which step a lesson stands at: on, back, and what is waited for on the way. */
#include "config.h"
#include "lab-lesson-player-private.h"

/* ── phases ── */

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

void
lab__player_enter_step (LabLessonPlayer *self, guint step)
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

void
lab__player_lab_changed (Lab *lab, guint changes, LabLessonPlayer *self)
{
  if (is_busy (self))
    lab__player_go_on_later (self);
  else if (self->phase != LAB_LESSON_CLOSED)
    lab__player_tell (self);
}

void
lab__player_lab_failed (Lab *lab, const char *message, LabLessonPlayer *self)
{
  g_autoptr (GError) error = NULL;

  if (!is_busy (self))
    return;
  error = g_error_new_literal (RN_ERROR, RN_ERROR_FORMAT, message);
  lab__player_fail (self, error);
  lab__player_go_on_later (self);
}

/* ── on and back ── */

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
  lab__player_enter_step (self, self->step + 1);
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
  lab__player_enter_step (self, step);
}

void
lab_lesson_player_again (LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_OPEN || self->phase == LAB_LESSON_DONE)
    lab__player_enter_step (self, self->step);
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
