/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The thread that trains. It owns the networks; what is asked of it lies under a lock, and what it
 * has to tell goes to the main context as snapshots, ten a second at most.
 */
#include "config.h"

#include "lab-training.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "fig-i18n.h"
#include "rn-file.h"
#include "rn-json-private.h"

#define TELL_US      100000          /* between two snapshots */
#define MAPS_US      400000          /* between two passes of the held picture */
#define TEST_STEPS   20              /* a test after as many, or more in a long run */
#define TESTS_MOST   100             /* of a run */
#define KEEP_STEPS   25              /* between two states to go back to */
#define NICE         10              /* the window comes first */
#define MOST_BYTES   (64 * 1024 * 1024)

/* Outlives the training while a snapshot is under way. */
typedef struct
{
  gint   refs;                       /* atomic */
  void (*taken) (LabTrainState *state, gpointer data);       /* NULL: nobody listens any more */
  gpointer data;
} Listener;

typedef struct
{
  LabTrainPlan *plan;                /* owned */
  gboolean      go;
  guint64       until;
  double        rate;
  guint         serial, resets, backs, saves, resumes;
  char         *folder, *resumed;    /* owned */
  LabPicture   *picture;             /* owned */
  char         *layer;               /* owned */
} Asked;

struct _LabTraining
{
  GThread      *thread;              /* owned */
  GMutex        lock;                /* of what follows, to the next empty line */
  GCond         wake;
  Asked         asked;
  gboolean      fresh;               /* asked is not the thread's yet */
  gboolean      quit;

  GMainContext *context;             /* owned */
  Listener     *listener;            /* owned */
  GCancellable *cancellable;         /* owned: of opening and testing */

  /* the thread's own */
  Asked          now;                /* what it works on */
  LabTrainPlan  *plan;               /* (nullable) owned: of runs */
  RnTrainRun    *runs[LAB_TRAIN_MOST];       /* owned */
  LabTrainRecord records[LAB_TRAIN_MOST];
  RnSession     *eyes[LAB_TRAIN_MOST];       /* (nullable) owned: one picture at a time */
  RnTensor      *maps[LAB_TRAIN_MOST];       /* (nullable) owned */
  guint          n;
  GArray        *changes;            /* owned (element-type FigRateChange) */
  LabTrainStatus status;
  char          *words;              /* (nullable) owned */
  char          *saved;              /* (nullable) owned */
  char          *layer;              /* (nullable) owned: whose maps are there */
  double         rate;
  double         seconds;
  guint          tested;
  guint          resets, backs, saves, resumes;      /* that were answered */
  gboolean       kept;
  gint64         told, looked;       /* µs */
};

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

static guint64
done_by_all (LabTraining *self)
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
  state->step = done_by_all (self);
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

static void
tell (LabTraining *self)
{
  Message *message = g_new0 (Message, 1);

  self->told = g_get_monotonic_time ();
  message->state = take_state (self);
  message->listener = self->listener;
  g_atomic_int_inc (&self->listener->refs);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT_IDLE, deliver, message, message_free);
}

static void
set_status (LabTraining *self, LabTrainStatus status, const char *words)
{
  self->status = status;
  g_free (self->words);
  self->words = g_strdup (words);
}

/* Nothing more is done until something new is asked. */
static void
stop (LabTraining *self, LabTrainStatus status, const char *words)
{
  self->now.go = FALSE;
  set_status (self, status, words);
  tell (self);
}

/* ── opening ── */

static void
let_go (LabTraining *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_pointer (&self->eyes[i], rn_session_free);
      g_clear_pointer (&self->maps[i], rn_tensor_unref);
      g_clear_pointer (&self->runs[i], rn_train_run_free);
      lab_train_record_clear (&self->records[i]);
    }
  self->n = 0;
  self->kept = FALSE;
  self->seconds = NAN;
  g_array_set_size (self->changes, 0);
  g_clear_pointer (&self->plan, lab_train_plan_free);
}

/* One picture at a time through the network that learns. */
static RnSession *
open_eyes (RnTrainer *trainer, GError **error)
{
  RnSession *training = rn_trainer_session (trainer);
  RnSessionOptions options = *rn_session_options (training);
  RnShape shape = rn_loader_shape (rn_trainer_loader (trainer));

  options.mode = RN_MODE_EVAL;
  options.backward = FALSE;
  options.keep = RN_KEEP_ALL;
  shape.dim[0] = 1;
  return rn_session_new (rn_session_graph (training), rn_session_parameters (training), &shape,
                         &options, error);
}

static gboolean
open_run (LabTraining *self, guint i, const RnProgress *progress, GError **error)
{
  g_autofree char *name = lab_train_plan_name (self->now.plan, i);
  g_autoptr (RnTrainConfig) config = lab_train_plan_config (self->now.plan, i, error);
  RnTrainer *trainer;

  if (config == NULL)
    return FALSE;
  self->runs[i] = rn_train_run_new (config, FALSE, progress, error);
  if (self->runs[i] == NULL)
    return FALSE;
  trainer = rn_train_run_trainer (self->runs[i]);
  lab_train_record_init (&self->records[i], name, self->now.plan->models[i], trainer);
  self->n = i + 1;
  self->eyes[i] = open_eyes (trainer, error);
  return self->eyes[i] != NULL;
}

static gboolean
open_all (LabTraining *self, GError **error)
{
  const RnProgress progress = { .cancellable = self->cancellable };

  let_go (self);
  set_status (self, LAB_TRAIN_OPENING, NULL);
  tell (self);
  for (guint i = 0; i < self->now.plan->n_models; i++)
    if (!open_run (self, i, &progress, error))
      {
        let_go (self);
        return FALSE;
      }
  self->plan = lab_train_plan_copy (self->now.plan);
  self->rate = self->now.plan->rate;
  return TRUE;
}

static char *
file_of (const char *folder, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (folder, file, NULL);
}

static gboolean
resume_run (LabTraining *self, guint i, GError **error)
{
  LabTrainRecord *record = &self->records[i];
  RnTrainer *trainer = rn_train_run_trainer (self->runs[i]);
  g_autofree char *weights = file_of (self->now.resumed, record->name, ".safetensors");
  g_autofree char *log = file_of (self->now.resumed, record->name, ".jsonl");
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *lines = NULL;

  if (!rn_trainer_resume (trainer, weights, error))
    return FALSE;
  bytes = rn_file_read (log, MOST_BYTES, NULL);       /* its curve may be missing */
  lines = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                        : g_strdup ("");
  lab_train_record_read (record, lines, rn_trainer_done (trainer));
  return TRUE;
}

/* The rate of a resumed run is the one it was saved with. */
static void
take_rate (LabTraining *self)
{
  GArray *rates = self->records[0].rates;

  if (rates->len > 0 && isfinite (g_array_index (rates, double, rates->len - 1)))
    self->rate = g_array_index (rates, double, rates->len - 1);
}

static void
resume (LabTraining *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done = open_all (self, &error);

  for (guint i = 0; done && i < self->n; i++)
    done = resume_run (self, i, &error);
  if (!done)
    {
      let_go (self);
      stop (self, LAB_TRAIN_FAILED, error->message);
      return;
    }
  take_rate (self);
  set_status (self, LAB_TRAIN_PAUSED, NULL);
}

/* ── the held picture ── */

/* Where nothing was chosen: what comes out of the block nearest to a third of the way. */
static RnNode
find_layer (RnGraph *graph, const char *name)
{
  RnNode best = 0, n = rn_graph_n_nodes (graph);

  for (RnNode i = 0; name != NULL && i < n; i++)
    if (g_str_equal (rn_graph_node (graph, i)->name, name)
        && rn_graph_node (graph, i)->shape.rank == 4)
      return i;
  for (RnScope s = 0; s < rn_graph_n_scopes (graph); s++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, s);

      if (scope->kind == RN_SCOPE_BLOCK
          && (best == 0 || ABS ((int) scope->end - (int) n / 3) < ABS ((int) best - (int) n / 3)))
        best = scope->end - 1;
    }
  return best;
}

static RnTensor *
look_at (LabTraining *self, guint i, RnNode node)
{
  RnTrainer *trainer = rn_train_run_trainer (self->runs[i]);
  RnShape shape = *rn_session_shape (self->eyes[i], 0);
  const guint label = 0;
  g_autoptr (RnTensor) input
    = lab_picture_tensor (self->now.picture, (guint) shape.dim[2], (guint) shape.dim[3],
                          (guint) shape.dim[1], rn_trainer_origin (trainer), NULL);

  if (input == NULL || !rn_session_set_input (self->eyes[i], 0, input, NULL)
      || !rn_session_set_labels (self->eyes[i], &label, NULL)
      || !rn_session_forward (self->eyes[i], NULL, NULL))
    return NULL;
  return rn_session_activation (self->eyes[i], node, NULL);
}

static void
look (LabTraining *self)
{
  RnGraph *graph;
  RnNode node;

  self->looked = g_get_monotonic_time ();
  for (guint i = 0; self->now.picture != NULL && i < self->n; i++)
    {
      graph = rn_session_graph (self->eyes[i]);
      node = find_layer (graph, self->now.layer);
      g_clear_pointer (&self->maps[i], rn_tensor_unref);
      self->maps[i] = look_at (self, i, node);
      g_free (self->layer);
      self->layer = g_strdup (rn_graph_node (graph, node)->name);
    }
}

/* ── steps ── */

static void
change_rate (LabTraining *self)
{
  FigRateChange change = { (double) done_by_all (self), self->rate, self->now.rate };
  guint n = self->changes->len;

  if (self->now.rate == self->rate || !(self->now.rate > 0))
    return;
  /* several at one place are one */
  if (n > 0 && g_array_index (self->changes, FigRateChange, n - 1).step == change.step)
    g_array_index (self->changes, FigRateChange, n - 1).after = change.after;
  else if (change.step > 0)
    g_array_append_val (self->changes, change);
  self->rate = self->now.rate;
  for (guint i = 0; i < self->n; i++)
    rn_trainer_set_rate (rn_train_run_trainer (self->runs[i]), self->rate);
}

static gboolean
keep (LabTraining *self)
{
  gboolean kept = TRUE;

  for (guint i = 0; i < self->n; i++)
    kept = kept && rn_trainer_keep (rn_train_run_trainer (self->runs[i]), NULL);
  return kept;
}

static void
go_back (LabTraining *self)
{
  for (guint i = 0; self->kept && i < self->n; i++)
    {
      RnTrainer *trainer = rn_train_run_trainer (self->runs[i]);

      rn_trainer_go_back (trainer);
      rn_trainer_set_rate (trainer, self->rate);
      lab_train_record_cut (&self->records[i], rn_trainer_done (trainer));
    }
  set_status (self, LAB_TRAIN_PAUSED, NULL);
}

static gboolean
test (LabTraining *self, guint64 step, GError **error)
{
  const RnProgress progress = { .cancellable = self->cancellable };

  for (guint i = 0; i < self->n; i++)
    {
      RnTrainTest made;
      FigTest shown;

      if (!rn_train_run_test (self->runs[i], &made, &progress, error))
        return FALSE;
      shown = (FigTest) { (double) step, made.loss, made.accuracy };
      self->tested = (guint) made.n;
      if (made.n > 0)
        g_array_append_val (self->records[i].tests, shown);
    }
  return TRUE;
}

/* One step of every network, of those that are behind first. */
static gboolean
advance (LabTraining *self, GError **error)
{
  guint64 at = done_by_all (self);

  for (guint i = 0; i < self->n; i++)
    {
      RnTrainer *trainer = rn_train_run_trainer (self->runs[i]);
      RnTrainStep step;

      if (rn_trainer_done (trainer) != at)
        continue;
      if (!rn_trainer_step (trainer, &step, error))
        {
          self->records[i].diverged = g_error_matches (*error, RN_ERROR, RN_ERROR_DIVERGED)
                                        ? (guint) at + 1 : 0;
          return FALSE;
        }
      lab_train_record_add (&self->records[i], &step, trainer);
    }
  return TRUE;
}

static gboolean
take_step (LabTraining *self, GError **error)
{
  guint64 every = (guint64) MAX (TEST_STEPS, self->now.plan->stop / TESTS_MOST), step;
  gint64 begin = g_get_monotonic_time ();
  double took;

  if (done_by_all (self) % KEEP_STEPS == 0)
    self->kept = keep (self);
  if (!advance (self, error))
    return FALSE;
  took = (double) (g_get_monotonic_time () - begin) / 1e6;
  self->seconds = isfinite (self->seconds) ? 0.9 * self->seconds + 0.1 * took : took;
  step = done_by_all (self);
  return (step % every != 0 && step != (guint64) self->now.plan->stop) || test (self, step, error);
}

static gboolean
is_at_end (LabTraining *self)
{
  return done_by_all (self) >= (guint64) self->now.plan->stop;
}

static void
go (LabTraining *self)
{
  g_autoptr (GError) error = NULL;
  gint64 time;

  if (self->n == 0 && !open_all (self, &error))
    {
      stop (self, LAB_TRAIN_FAILED, error->message);
      return;
    }
  change_rate (self);
  if (!is_at_end (self) && !take_step (self, &error))
    {
      stop (self, LAB_TRAIN_FAILED, error->message);
      return;
    }
  time = g_get_monotonic_time ();
  if (time - self->looked > MAPS_US || done_by_all (self) == self->now.until || is_at_end (self))
    look (self);
  if (is_at_end (self))
    stop (self, LAB_TRAIN_DONE, NULL);
  else if (done_by_all (self) == self->now.until)
    stop (self, LAB_TRAIN_PAUSED, NULL);
  else
    {
      set_status (self, LAB_TRAIN_GOING, NULL);
      if (time - self->told > TELL_US)
        tell (self);
    }
}

/* ── files ── */

static gboolean
save_run (LabTraining *self, guint i, GError **error)
{
  const LabTrainRecord *record = &self->records[i];
  g_autofree char *weights = file_of (self->now.folder, record->name, ".safetensors");
  g_autofree char *log = file_of (self->now.folder, record->name, ".jsonl");
  g_autofree char *lines = lab_train_record_lines (record);

  return rn_trainer_save (rn_train_run_trainer (self->runs[i]), weights, error)
         && rn_file_write (log, lines, strlen (lines), error);
}

/* A folder that the window resumes from, and `reslab-cli sweep FILE --out FOLDER --resume` too. */
static gboolean
save_all (LabTraining *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->now.folder, "experiment.json", NULL);
  g_autoptr (LabTrainPlan) plan = lab_train_plan_copy (self->plan);
  g_autofree char *text = NULL;
  json_object *json;

  if (g_mkdir_with_parents (self->now.folder, 0755) != 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s",
                   self->now.folder, g_strerror (number));
      return FALSE;
    }
  plan->stop = self->now.plan->stop;
  json = lab_train_plan_json (plan);
  text = rn__json_text (json);
  json_object_put (json);
  for (guint i = 0; i < self->n; i++)
    if (!save_run (self, i, error))
      return FALSE;
  return rn_file_write (path, text, strlen (text), error);
}

static void
save (LabTraining *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->saved, g_free);
  if (self->n == 0)
    return;
  if (save_all (self, &error))
    self->saved = g_strdup (self->now.folder);
  else
    {
      g_free (self->words);
      self->words = g_strdup (error->message);
    }
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
      let_go (self);
      g_clear_pointer (&self->saved, g_free);
      set_status (self, LAB_TRAIN_IDLE, NULL);
      any = TRUE;
    }
  if (self->now.resumes != self->resumes)
    {
      resume (self);
      any = TRUE;
    }
  if (self->now.backs != self->backs)
    {
      go_back (self);
      any = TRUE;
    }
  if (self->now.saves != self->saves)
    {
      self->saves = self->now.saves;
      save (self);
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
          change_rate (self);
          look (self);
        }
      if (self->now.go)
        go (self);
      else if (any || fresh)
        {
          if (self->status == LAB_TRAIN_GOING)
            set_status (self, LAB_TRAIN_PAUSED, NULL);
          tell (self);
        }
    }
  let_go (self);
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
