/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A step's training: run beside the sitting, whose own goes on as it is, or skipped to what comes with Reslab. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>

#include "fig-i18n.h"

void
lab__player_load_result (LabLessonPlayer *self)
{
  const LabLessonTraining *training = lab__player_step (self)->training;
  LabSeen *seen = lab__player_seen (self);
  const char *words = NULL;
  g_autoptr (GError) error = NULL;

  if (training == NULL || training->result == NULL)
    return;
  g_clear_pointer (&seen->result, lab_train_state_unref);
  seen->result = lab__lesson_result (training->result, &words, &error);
  g_free (seen->source);
  seen->source = g_strdup (words);
  if (seen->result == NULL)
    lab__player_fail (self, error);
}

/* ── as it goes ── */

static void
taken (LabTrainState *state, gpointer data)
{
  LabLessonPlayer *self = data;

  if (self->phase != LAB_LESSON_TRAINING)
    return;
  g_clear_pointer (&self->trained, lab_train_state_unref);
  self->trained = lab_train_state_ref (state);
  lab__player_tell (self);
  if (state->status >= LAB_TRAIN_PAUSED)
    lab__player_go_on_later (self);
}

void
lab__player_train (LabLessonPlayer *self)
{
  const LabTrainPlan *plan = lab__player_step (self)->training->plan;
  const LabTrainRequest request = { .plan = plan, .go = TRUE, .rate = plan->rate, .serial = 1,
                                    .picture = lab_document (self->lab)->picture };

  if (!self->live || self->step < self->target)      /* who is on the way elsewhere does not wait */
    return;
  self->training = lab__training_new (taken, self);
  self->phase = LAB_LESSON_TRAINING;
  lab__training_ask (self->training, &request);
  lab__player_tell (self);
}

void
lab__player_stop_training (LabLessonPlayer *self)
{
  g_clear_pointer (&self->training, lab__training_free);
  g_clear_pointer (&self->trained, lab_train_state_unref);
  if (self->phase == LAB_LESSON_TRAINING)
    self->phase = LAB_LESSON_WORKING;
}

/* What could not be trained to its end is told, and gives way to the shipped result. */
static void
take_trained (LabLessonPlayer *self)
{
  LabSeen *seen = lab__player_seen (self);
  g_autoptr (GError) error = NULL;

  if (self->trained->status == LAB_TRAIN_DONE)
    {
      g_clear_pointer (&seen->result, lab_train_state_unref);
      seen->result = lab_train_state_ref (self->trained);
      g_free (seen->source);
      seen->source = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "trained here and now, %u step",
                                                 "trained here and now, %u steps", (guint) self->trained->step),
                                      (guint) self->trained->step);
      return;
    }
  error = g_error_new_literal (RN_ERROR, RN_ERROR_DIVERGED,
                               self->trained->words != NULL ? self->trained->words : _("the training ended early"));
  lab__player_fail (self, error);
}

gboolean
lab__player_is_training (LabLessonPlayer *self)
{
  if (self->training == NULL)
    return FALSE;
  if (self->trained == NULL || self->trained->status < LAB_TRAIN_PAUSED)
    return TRUE;
  take_trained (self);
  lab__player_stop_training (self);
  return FALSE;
}

/* ── for everybody ── */

LabTrainState *
lab__player_result (LabLessonPlayer *self, const char **source)
{
  *source = NULL;
  if (self->trained != NULL)
    return self->trained;
  for (guint i = self->step + 1; i-- > 0;)
    if (self->seen[i].result != NULL)
      {
        *source = self->seen[i].source;
        return self->seen[i].result;
      }
  return NULL;
}

void
lab_lesson_player_set_live (LabLessonPlayer *self, gboolean live)
{
  self->live = live;
}

void
lab_lesson_player_skip (LabLessonPlayer *self)
{
  if (self->phase != LAB_LESSON_TRAINING)
    return;
  lab__player_stop_training (self);
  lab__player_tell (self);
  lab__player_go_on_later (self);
}

double
lab_lesson_player_progress (LabLessonPlayer *self, const char **what)
{
  const LabTrainState *state = self->trained;

  if (what != NULL)
    *what = self->phase == LAB_LESSON_TRAINING ? _("Training") : _("Computing");
  return state != NULL && state->stop > 0 ? (double) state->step / (double) state->stop : NAN;
}
