/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The worker's thread, its waiting requests, and the way back to the main context. */
#include "config.h"

#include "lab-worker.h"

#include "lab-bench.h"

#define REPORT_US 50000           /* progress is told at most this often */

static const LabTask *const tasks[] = {
#define LAB_TASK(name) &lab__task_##name,
#include "task-list.h"
#undef LAB_TASK
};

typedef struct
{
  LabTaskId     task;
  char         *key;              /* owned */
  gpointer      request;          /* owned */
  GCancellable *cancellable;      /* owned */
  gboolean      again;            /* cancelled to make room: waits again afterwards */
} Request;

/* What the main context still has to be told outlives the worker; then hooks are NULL. */
typedef struct
{
  gint           refs;            /* atomic */
  LabWorkerHooks hooks;
  gpointer       data;
} Listener;

struct _LabWorker
{
  GThread      *thread;           /* owned */
  GMutex        lock;             /* of what follows, to the next empty line */
  GCond         wake;
  Request      *waiting[LAB_N_TASKS];     /* owned */
  Request      *running;          /* owned by the thread */
  gboolean      quit;

  GMainContext *context;          /* owned */
  Listener     *listener;         /* owned; hooks are cleared when the worker goes */
  LabBench     *bench;            /* owned; the thread's */
  gint64        reported;         /* µs */
};

static void
request_free (Request *self)
{
  tasks[self->task]->free_request (self->request);
  g_object_unref (self->cancellable);
  g_free (self->key);
  g_free (self);
}

/* ── the way back ── */

typedef struct
{
  Listener *listener;
  LabTaskId task;
  char     *key;                  /* of a result */
  gpointer  result;
  GError   *error;
  gboolean  partial;
  double    fraction;
  char     *what;                 /* of progress */
} Message;

static void
listener_unref (Listener *self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_free (self);
}

static void
message_free (gpointer data)
{
  Message *self = data;

  if (self->result != NULL)
    tasks[self->task]->free_result (self->result);
  g_clear_error (&self->error);
  listener_unref (self->listener);
  g_free (self->key);
  g_free (self->what);
  g_free (self);
}

static gboolean
message_tell (gpointer data)
{
  Message *self = data;
  const LabWorkerHooks *hooks = &self->listener->hooks;

  if (self->what != NULL && hooks->progress != NULL)
    hooks->progress (self->listener->data, self->task, self->fraction, self->what);
  else if (self->partial && hooks->partial != NULL)
    hooks->partial (self->listener->data, self->task, self->key, g_steal_pointer (&self->result));
  else if (self->key != NULL && !self->partial && hooks->done != NULL)
    hooks->done (self->listener->data, self->task, self->key, g_steal_pointer (&self->result),
                 self->error);
  return G_SOURCE_REMOVE;
}

/*
 * At default priority: idle sources starve while frames take longer than their share. And as a
 * source, not by g_main_context_invoke(), which would call back here and now while no loop runs.
 */
static void
send (LabWorker *self, Message message)
{
  GSource *source = g_idle_source_new ();

  message.listener = self->listener;
  g_atomic_int_inc (&self->listener->refs);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, message_tell, g_memdup2 (&message, sizeof message), message_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
report (double fraction, const char *what, gpointer data)
{
  LabWorker *self = data;
  gint64 now = g_get_monotonic_time ();

  if (now - self->reported < REPORT_US)
    return;
  self->reported = now;
  send (self, (Message) { .task = self->running->task, .fraction = fraction,
                          .what = g_strdup (what) });
}

static void
publish (gpointer data, gpointer result)
{
  LabWorker *self = data;

  send (self, (Message) { .task = self->running->task, .key = g_strdup (self->running->key),
                          .result = result, .partial = TRUE });
}

/* ── the thread ── */

static Request *
take_next (LabWorker *self)
{
  for (guint i = 0; i < LAB_N_TASKS; i++)
    if (self->waiting[i] != NULL)
      return g_steal_pointer (&self->waiting[i]);
  return NULL;
}

static void
finish (LabWorker *self, Request *request, gpointer result, GError *error)
{
  gboolean cancelled = g_cancellable_is_cancelled (request->cancellable);

  if (cancelled && request->again && self->waiting[request->task] == NULL && !self->quit)
    {
      g_object_unref (request->cancellable);
      request->cancellable = g_cancellable_new ();
      request->again = FALSE;
      self->waiting[request->task] = g_steal_pointer (&request);
    }
  else if (result != NULL || !cancelled || !request->again)
    send (self, (Message) { .task = request->task, .key = g_strdup (request->key),
                            .result = g_steal_pointer (&result),
                            .error = g_steal_pointer (&error) });
  if (result != NULL)
    tasks[request->task]->free_result (result);
  g_clear_error (&error);
  g_clear_pointer (&request, request_free);
}

static void
run (LabWorker *self)
{
  Request *request = self->running;
  const RnProgress progress = { report, self, request->cancellable };
  GError *error = NULL;
  gpointer result;

  g_mutex_unlock (&self->lock);
  result = tasks[request->task]->run (request->request, self->bench, &progress, &error);
  g_mutex_lock (&self->lock);
  self->running = NULL;
  finish (self, request, result, error);
}

static gpointer
work (gpointer data)
{
  LabWorker *self = data;

  g_mutex_lock (&self->lock);
  while (!self->quit)
    {
      self->running = take_next (self);
      if (self->running != NULL)
        run (self);
      else
        g_cond_wait (&self->wake, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

LabWorker *
lab__worker_new (const LabWorkerHooks *hooks, gpointer data)
{
  LabWorker *self = g_new0 (LabWorker, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->context = g_main_context_ref_thread_default ();
  self->listener = g_new0 (Listener, 1);
  self->listener->refs = 1;
  self->listener->hooks = *hooks;
  self->listener->data = data;
  self->bench = lab__bench_new ();
  self->bench->publish = publish;
  self->bench->worker = self;
  self->thread = g_thread_new ("lab", work, self);
  return self;
}

void
lab__worker_free (LabWorker *self)
{
  self->listener->hooks = (LabWorkerHooks) { NULL };
  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  if (self->running != NULL)
    g_cancellable_cancel (self->running->cancellable);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  for (guint i = 0; i < LAB_N_TASKS; i++)
    g_clear_pointer (&self->waiting[i], request_free);
  lab__bench_free (self->bench);
  listener_unref (self->listener);
  g_main_context_unref (self->context);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ── requests ── */

/* A task that comes earlier goes first: long work gives way, and runs again afterwards. */
static void
make_room (LabWorker *self, const Request *newer)
{
  Request *running = self->running;
  const LabTask *task = tasks[newer->task];

  if (running == NULL || running->task < newer->task)
    return;
  if (running->task > newer->task)
    running->again = tasks[running->task]->yields;
  else
    running->again = FALSE;
  if (running->again
      || (running->task == newer->task
          && (task->outdates == NULL || task->outdates (newer->request, running->request))))
    g_cancellable_cancel (running->cancellable);
}

void
lab__worker_submit (LabWorker *self, LabTaskId task, const char *key, gpointer request)
{
  Request *newer = g_new0 (Request, 1);

  newer->task = task;
  newer->key = g_strdup (key);
  newer->request = request;
  newer->cancellable = g_cancellable_new ();
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waiting[task], request_free);
  self->waiting[task] = newer;
  make_room (self, newer);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
lab__worker_withdraw (LabWorker *self, LabTaskId task)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waiting[task], request_free);
  if (self->running != NULL && self->running->task == task)
    {
      self->running->again = FALSE;
      g_cancellable_cancel (self->running->cancellable);
    }
  g_mutex_unlock (&self->lock);
}

void
lab__worker_cancel (LabWorker *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < LAB_N_TASKS; i++)
    g_clear_pointer (&self->waiting[i], request_free);
  if (self->running != NULL)
    {
      self->running->again = FALSE;
      g_cancellable_cancel (self->running->cancellable);
    }
  g_mutex_unlock (&self->lock);
}
