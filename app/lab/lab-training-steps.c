/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a training does between two snapshots: steps, tests, looks at the held picture. */
#include "config.h"

#include "lab-training-private.h"

#include <math.h>
#include <string.h>

#define TELL_US    100000          /* between two snapshots */
#define MAPS_US    400000          /* between two passes of the held picture */
#define TEST_STEPS 20              /* a test after as many, or more in a long run */
#define TESTS_MOST 100             /* of a run */
#define KEEP_STEPS 25              /* between two states to go back to */

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

void
lab__training_look (LabTraining *self)
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

void
lab__training_change_rate (LabTraining *self)
{
  FigRateChange change = { (double) lab__training_done (self), self->rate, self->now.rate };
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

void
lab__training_go_back (LabTraining *self)
{
  for (guint i = 0; self->kept && i < self->n; i++)
    {
      RnTrainer *trainer = rn_train_run_trainer (self->runs[i]);

      rn_trainer_go_back (trainer);
      rn_trainer_set_rate (trainer, self->rate);
      lab_train_record_cut (&self->records[i], rn_trainer_done (trainer));
    }
  lab__training_set_status (self, LAB_TRAIN_PAUSED, NULL);
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
  guint64 at = lab__training_done (self);

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

  if (lab__training_done (self) % KEEP_STEPS == 0)
    self->kept = keep (self);
  if (!advance (self, error))
    return FALSE;
  took = (double) (g_get_monotonic_time () - begin) / 1e6;
  self->seconds = isfinite (self->seconds) ? 0.9 * self->seconds + 0.1 * took : took;
  step = lab__training_done (self);
  return (step % every != 0 && step != (guint64) self->now.plan->stop) || test (self, step, error);
}

static gboolean
is_at_end (LabTraining *self)
{
  return lab__training_done (self) >= (guint64) self->now.plan->stop;
}

void
lab__training_go (LabTraining *self)
{
  g_autoptr (GError) error = NULL;
  gint64 time;

  if (self->n == 0 && !lab__training_open (self, &error))
    {
      lab__training_stop (self, LAB_TRAIN_FAILED, error->message);
      return;
    }
  lab__training_change_rate (self);
  if (!is_at_end (self) && !take_step (self, &error))
    {
      lab__training_stop (self, LAB_TRAIN_FAILED, error->message);
      return;
    }
  time = g_get_monotonic_time ();
  if (time - self->looked > MAPS_US || lab__training_done (self) == self->now.until || is_at_end (self))
    lab__training_look (self);
  if (is_at_end (self))
    lab__training_stop (self, LAB_TRAIN_DONE, NULL);
  else if (lab__training_done (self) == self->now.until)
    lab__training_stop (self, LAB_TRAIN_PAUSED, NULL);
  else
    {
      lab__training_set_status (self, LAB_TRAIN_GOING, NULL);
      if (time - self->told > TELL_US)
        lab__training_tell (self);
    }
}
