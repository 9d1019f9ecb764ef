/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Training as a part of the sitting: what the state asks for, and what is known of it. */
#include "config.h"

#include "lab-training.h"

#include <math.h>

#include "lab-private.h"

#define MEAN_STEPS 10        /* of a loss that is told as one number */

LabTrainState *
lab_training (Lab *lab)
{
  return lab->trained;
}

static void
taken (LabTrainState *state, gpointer data)
{
  Lab *self = data;

  g_clear_pointer (&self->trained, lab_train_state_unref);
  self->trained = lab_train_state_ref (state);
  if (state->serial == self->look.train_serial && state->status >= LAB_TRAIN_PAUSED)
    self->look.training = FALSE;
  if (state->status != LAB_TRAIN_IDLE && state->status != LAB_TRAIN_OPENING
      && self->look.train_resumes > 0 && state->serial == self->look.train_serial)
    self->look.rate = state->rate;
  lab__emit_changed (self, LAB_CHANGED_TRAIN);
}

/* Nothing is trained, and no thread is there, before the first command asks for it. */
static gboolean
is_wanted (const Lab *self)
{
  return self->training != NULL || self->look.train_serial > 0;
}

void
lab__train_follow (Lab *self)
{
  const LabLook *look = &self->look;
  const LabTrainRequest request = { .plan = self->document->plan, .go = look->training,
                                    .until = look->until,
                                    .rate = look->rate > 0 ? look->rate : self->document->plan->rate,
                                    .serial = look->train_serial, .resets = look->train_resets,
                                    .backs = look->train_backs, .saves = look->train_saves,
                                    .resumes = look->train_resumes, .folder = look->train_folder,
                                    .resumed = look->train_resumed,
                                    .picture = self->document->picture,
                                    .layer = look->train_layer };

  if (!is_wanted (self))
    return;
  if (self->training == NULL)
    self->training = lab__training_new (taken, self);
  lab__training_ask (self->training, &request);
}

void
lab__train_end (Lab *self)
{
  g_clear_pointer (&self->training, lab__training_free);
  g_clear_pointer (&self->trained, lab_train_state_unref);
}

/* ── numbers ── */

static const LabTrainRun *
find (Lab *lab, const char *name)
{
  LabTrainState *state = lab->trained;

  for (guint i = 0; state != NULL && i < state->n_runs; i++)
    if (g_str_equal (state->runs[i].name, name))
      return &state->runs[i];
  return NULL;
}

static double
mean_of_last (const double *values, guint n)
{
  double sum = 0;
  guint k = 0;

  for (guint i = n > MEAN_STEPS ? n - MEAN_STEPS : 0; i < n; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        k++;
      }
  return k > 0 ? sum / k : NAN;
}

double
lab_train_loss (Lab *lab, const char *name)
{
  const LabTrainRun *run = find (lab, name);

  return run != NULL ? mean_of_last (run->loss, run->n_steps) : NAN;
}

double
lab_train_accuracy (Lab *lab, const char *name)
{
  const LabTrainRun *run = find (lab, name);

  return run != NULL ? mean_of_last (run->accuracy, run->n_steps) : NAN;
}

double
lab_test_accuracy (Lab *lab, const char *name)
{
  const LabTrainRun *run = find (lab, name);

  return run != NULL && run->tests->len > 0
           ? g_array_index (run->tests, FigTest, run->tests->len - 1).accuracy : NAN;
}

double
lab_training_left (Lab *lab)
{
  const LabTrainState *state = lab->trained;
  guint64 end = state == NULL             ? 0
                : lab->look.until > 0     ? MIN (lab->look.until, state->stop)
                                          : state->stop;

  return state != NULL && end > state->step ? (double) (end - state->step) * state->seconds : NAN;
}
