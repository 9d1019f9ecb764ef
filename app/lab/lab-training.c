/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The thread that trains. It owns the networks; what is asked of it lies under a lock, and what it
 * has to tell goes to the main context as snapshots, ten a second at most.
 */
#include "config.h"

#include "lab-training-private.h"

#include <math.h>
#include <sys/resource.h>

#define NICE 10                      /* the window comes first */

static void
asked_clear (Asked *self)
{
  g_clear_pointer (&self->plan, lab_train_plan_free);
  g_clear_pointer (&self->picture, lab_picture_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->resumed, g_free);
  g_clear_pointer (&self->layer, g_free);
}

static void
asked_copy (Asked *to, const Asked *from)
{
  Asked copy = *from;

  copy.plan = lab_train_plan_copy (from->plan);
  copy.picture = from->picture != NULL ? lab_picture_ref (from->picture) : NULL;
  copy.folder = g_strdup (from->folder);
  copy.resumed = g_strdup (from->resumed);
  copy.layer = g_strdup (from->layer);
  asked_clear (to);
  *to = copy;
}

/* ── the way back ── */

static void
listener_unref (Listener *self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_free (self);
}

typedef struct
{
  Listener      *listener;
  LabTrainState *state;
} Message;

static gboolean
deliver (gpointer data)
{
  Message *message = data;

  if (message->listener->taken != NULL)
    message->listener->taken (message->state, message->listener->data);
  return G_SOURCE_REMOVE;
}

static void
message_free (gpointer data)
{
  Message *message = data;

  lab_train_state_unref (message->state);
  listener_unref (message->listener);
  g_free (message);
}

guint64
lab__training_done (LabTraining *self)
{
  guint64 done = G_MAXUINT64;

  for (guint i = 0; i < self->n; i++)
    done = MIN (done, rn_trainer_done (rn_train_run_trainer (self->runs[i])));
  return self->n > 0 ? done : 0;
}

static LabTrainState *
take_state (LabTraining *self)
{
  LabTrainState *state = g_new0 (LabTrainState, 1);

  g_atomic_ref_count_init (&state->refs);
  state->status = self->status;
  state->words = g_strdup (self->words);
  state->n_runs = self->n;
  for (guint i = 0; i < self->n; i++)
    {
      lab_train_record_copy (&self->records[i], &state->runs[i]);
      state->runs[i].maps = self->maps[i] != NULL ? rn_tensor_ref (self->maps[i]) : NULL;
    }
  state->changes = g_array_copy (self->changes);
  state->column_steps = self->n > 0 ? self->records[0].column_steps : 1;
  state->step = lab__training_done (self);
  state->stop = (guint64) (self->now.plan != NULL ? self->now.plan->stop : 0);
  state->batches = self->n > 0 ? rn_trainer_n_batches (rn_train_run_trainer (self->runs[0])) : 0;
  state->batch = self->plan != NULL ? (guint) self->plan->batch : 0;
  state->rate = self->rate;
  state->seconds = self->seconds;
  state->tested = self->tested;
  state->layer = g_strdup (self->layer);
  state->saved = g_strdup (self->saved);
  state->serial = self->now.serial;
  state->saves = self->saves;
  state->can_go_back = self->kept;
  return state;
}

void
lab__training_tell (LabTraining *self)
{
  Message *message = g_new0 (Message, 1);

  self->told = g_get_monotonic_time ();
  message->state = take_state (self);
  message->listener = self->listener;
  g_atomic_int_inc (&self->listener->refs);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT_IDLE, deliver, message, message_free);
}

void
lab__training_set_status (LabTraining *self, LabTrainStatus status, const char *words)
{
  self->status = status;
  g_free (self->words);
  self->words = g_strdup (words);
}

/* Nothing more is done until something new is asked. */
void
lab__training_stop (LabTraining *self, LabTrainStatus status, const char *words)
{
  self->now.go = FALSE;
  lab__training_set_status (self, status, words);
  lab__training_tell (self);
}

/* ── the thread ── */

/* What was asked for once; whether there was anything. */
static gboolean
answer (LabTraining *self)
{
  gboolean any = FALSE, other = self->plan != NULL
                                && !lab_train_plan_same (self->plan, self->now.plan);

  if (self->now.resets != self->resets || other)
    {
      lab__training_let_go (self);
      g_clear_pointer (&self->saved, g_free);
      lab__training_set_status (self, LAB_TRAIN_IDLE, NULL);
      any = TRUE;
    }
  if (self->now.resumes != self->resumes)
    {
      lab__training_resume (self);
      any = TRUE;
    }
  if (self->now.backs != self->backs)
    {
      lab__training_go_back (self);
      any = TRUE;
    }
  if (self->now.saves != self->saves)
    {
      self->saves = self->now.saves;
      lab__training_save (self);
      any = TRUE;
    }
  self->resets = self->now.resets;
  self->resumes = self->now.resumes;
  self->backs = self->now.backs;
  return any;
}

/* TRUE: go on; FALSE: it is over. */
static gboolean
listen (LabTraining *self, gboolean *fresh)
{
  gboolean quit;

  g_mutex_lock (&self->lock);
  while (!self->quit && !self->fresh && !self->now.go)
    g_cond_wait (&self->wake, &self->lock);
  *fresh = self->fresh;
  if (self->fresh)
    asked_copy (&self->now, &self->asked);
  self->fresh = FALSE;
  quit = self->quit;
  g_mutex_unlock (&self->lock);
  return !quit;
}

static gpointer
run (gpointer data)
{
  LabTraining *self = data;
  gboolean fresh;

  setpriority (PRIO_PROCESS, 0, NICE);      /* this thread, and those that it starts */
  while (listen (self, &fresh))
    {
      gboolean any = fresh && answer (self);

      if (fresh && self->n > 0)
        {
          lab__training_change_rate (self);
          lab__training_look (self);
        }
      if (self->now.go)
        lab__training_go (self);
      else if (any || fresh)
        {
          if (self->status == LAB_TRAIN_GOING)
            lab__training_set_status (self, LAB_TRAIN_PAUSED, NULL);
          lab__training_tell (self);
        }
    }
  lab__training_let_go (self);
  return NULL;
}

LabTraining *
lab__training_new (void (*taken) (LabTrainState *state, gpointer data), gpointer data)
{
  LabTraining *self = g_new0 (LabTraining, 1);

  self->listener = g_new0 (Listener, 1);
  self->listener->refs = 1;
  self->listener->taken = taken;
  self->listener->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->changes = g_array_new (FALSE, FALSE, sizeof (FigRateChange));
  self->seconds = NAN;
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("training", run, self);
  return self;
}

void
lab__training_ask (LabTraining *self, const LabTrainRequest *request)
{
  const Asked asked = { .plan = (LabTrainPlan *) request->plan, .go = request->go,
                        .until = request->until, .rate = request->rate,
                        .serial = request->serial, .resets = request->resets,
                        .backs = request->backs, .saves = request->saves,
                        .resumes = request->resumes, .folder = (char *) request->folder,
                        .resumed = (char *) request->resumed, .picture = request->picture,
                        .layer = (char *) request->layer };

  g_mutex_lock (&self->lock);
  asked_copy (&self->asked, &asked);
  self->fresh = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
lab__training_free (LabTraining *self)
{
  self->listener->taken = NULL;
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  asked_clear (&self->asked);
  asked_clear (&self->now);
  g_array_unref (self->changes);
  g_free (self->words);
  g_free (self->saved);
  g_free (self->layer);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  listener_unref (self->listener);
  g_free (self);
}
