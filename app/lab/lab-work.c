/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Which results the state asks for, and what becomes of those that arrive. */
#include "config.h"

#include "lab-private.h"

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-pass.h"

const LabTask *const lab__tasks[LAB_N_TASKS] = {
#define LAB_TASK(name) &lab__task_##name,
#include "task-list.h"
#undef LAB_TASK
};

/* ── what is wanted ── */

static gboolean
is_open (const LabSlot *slot)
{
  return slot->wanted != NULL && g_strcmp0 (slot->wanted, slot->key) != 0
         && g_strcmp0 (slot->wanted, slot->failed) != 0;
}

static void
want (Lab *self, LabTaskId task)
{
  LabSlot *slot = &self->slots[task];
  g_autofree char *key = lab__tasks[task]->key (self);

  if (g_strcmp0 (key, slot->wanted) == 0)
    return;
  g_free (slot->wanted);
  slot->wanted = g_steal_pointer (&key);
  g_clear_pointer (&slot->failed, g_free);        /* asked for anew, it is tried anew */
  if (is_open (slot))
    lab__worker_submit (self->worker, task, slot->wanted, lab__tasks[task]->prepare (self));
  else
    lab__worker_withdraw (self->worker, task);
}

static void
tell_work (Lab *self)
{
  gboolean open = FALSE;

  for (guint i = 0; i < LAB_N_TASKS; i++)
    open |= is_open (&self->slots[i]);
  if (open == (self->work_since != 0))
    return;
  self->work_since = open ? g_get_monotonic_time () : 0;
  lab__emit_changed (self, LAB_CHANGED_WORK);
}

void
lab__schedule (Lab *self)
{
  if (self->worker == NULL || self->held > 0)
    return;
  for (guint i = 0; i < LAB_N_TASKS; i++)
    want (self, i);
  tell_work (self);
}

/* ── what arrives ── */

static void
revert_look (Lab *self)
{
  LabView view = self->look.view;

  if (self->good_look.selected == NULL)
    return;                       /* no other network was asked for */
  lab__look_keep_counters (&self->good_look, &self->look);
  lab_look_clear (&self->look);
  self->look = self->good_look;
  self->look.view = view;
  self->good_look = (LabLook) { 0 };
  lab__play (self);
}

/* The network and its picture go back to what could be computed; the rest stays as it is now. */
static void
revert (Lab *self)
{
  LabDocument *good = lab_document_copy (self->good);
  LabDocument *document = self->document;

  rn_spec_unref (document->spec);
  lab_picture_unref (document->picture);
  g_array_unref (document->cuts);
  document->spec = g_steal_pointer (&good->spec);
  document->picture = g_steal_pointer (&good->picture);
  document->cuts = g_steal_pointer (&good->cuts);
  document->seed = good->seed;
  g_free (document->weights);
  document->weights = g_steal_pointer (&good->weights);
  document->weights_stamp = good->weights_stamp;
  document->weights_how = good->weights_how;
  lab_document_free (good);
  lab__history_drop (self);
  revert_look (self);
}

/*
 * What is looked at is of a pass that arrived, but since then another network was opened, and given up or
 * refused: the one that is wanted has to be opened once more.
 */
static void
pass_again (Lab *self)
{
  LabSlot *pass = &self->slots[LAB_TASK_pass];

  g_clear_pointer (&pass->key, g_free);
  g_clear_pointer (&pass->wanted, g_free);
}

static void
take_failure (Lab *self, LabTaskId task, const char *key, const GError *error)
{
  LabSlot *slot = &self->slots[task];

  if (g_strcmp0 (key, slot->wanted) != 0)
    return;                       /* nobody asks any more */
  if (lab__bench_is_stale (error))
    {
      pass_again (self);
      return;
    }
  if (g_error_matches (error, RN_ERROR, RN_ERROR_CANCELLED) && g_strcmp0 (key, slot->failed) != 0)
    return;                       /* it was given up, and then asked for once more, which is under way */
  g_free (slot->failed);
  slot->failed = g_strdup (key);
  if (!g_error_matches (error, RN_ERROR, RN_ERROR_CANCELLED))
    lab__fail (self, error);
  if (lab__tasks[task]->reverts)
    {
      revert (self);
      lab__emit_changed (self, LAB_CHANGED_NETWORK | LAB_CHANGED_PICTURE | LAB_CHANGED_HISTORY
                                 | LAB_CHANGED_POSITION | LAB_CHANGED_SELECTION | LAB_CHANGED_FOLD
                                 | LAB_CHANGED_PROBE | LAB_CHANGED_BLOCK);
    }
}

static void
take_result (Lab *self, LabTaskId task, const char *key, gpointer result)
{
  LabSlot *slot = &self->slots[task];

  if (slot->wanted == NULL)
    {
      lab__tasks[task]->free_result (result);
      return;
    }
  g_clear_pointer (&slot->result, lab__tasks[task]->free_result);
  slot->result = result;
  g_free (slot->key);
  slot->key = g_strdup (key);
  if (lab__tasks[task]->reverts && g_str_equal (key, slot->wanted))
    {
      lab_document_free (self->good);
      self->good = lab_document_copy (self->document);
    }
}

static void
done (gpointer data, LabTaskId task, const char *key, gpointer result, const GError *error)
{
  Lab *self = data;
  guint before = self->look.position;

  g_object_ref (self);
  if (result == NULL)
    take_failure (self, task, key, error);
  else
    take_result (self, task, key, result);
  lab__clamp (self);
  lab__schedule (self);
  if (result != NULL)
    lab__emit_changed (self, (LAB_CHANGED_RESULT << task)
                               | (before != self->look.position ? LAB_CHANGED_POSITION : 0));
  g_object_unref (self);
}

static void
progress (gpointer data, LabTaskId task, double fraction, const char *what)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", _(lab__tasks[task]->title), what);

  lab__emit_progress (data, fraction, text);
}

/* Its key says that more is to come, so it is not the state's. */
static void
partial (gpointer data, LabTaskId task, const char *key, gpointer result)
{
  Lab *self = data;
  LabSlot *slot = &self->slots[task];

  if (g_strcmp0 (key, slot->wanted) != 0)
    {
      lab__tasks[task]->free_result (result);
      return;
    }
  g_clear_pointer (&slot->result, lab__tasks[task]->free_result);
  slot->result = result;
  g_free (slot->key);
  slot->key = g_strconcat (key, " …", NULL);
  lab__emit_changed (self, LAB_CHANGED_RESULT << task);
}

void
lab__work_start (Lab *self)
{
  static const LabWorkerHooks hooks = { done, progress, partial };

  self->worker = lab__worker_new (&hooks, self);
}

void
lab__work_stop (Lab *self)
{
  g_clear_pointer (&self->worker, lab__worker_free);
  for (guint i = 0; i < LAB_N_TASKS; i++)
    {
      g_clear_pointer (&self->slots[i].result, lab__tasks[i]->free_result);
      g_clear_pointer (&self->slots[i].wanted, g_free);
      g_clear_pointer (&self->slots[i].failed, g_free);
      g_clear_pointer (&self->slots[i].key, g_free);
    }
}

/* ── for everybody ── */

gpointer
lab_result (Lab *self, LabTaskId task)
{
  return self->slots[task].result;
}

const char *
lab_result_key (Lab *self, LabTaskId task)
{
  return self->slots[task].key;
}

gboolean
lab_is_current (Lab *self, LabTaskId task)
{
  const LabSlot *slot = &self->slots[task];

  /* while held nobody knows what is wanted */
  return self->held == 0 && slot->result != NULL && g_strcmp0 (slot->key, slot->wanted) == 0;
}

gboolean
lab_is_working (Lab *self)
{
  return self->work_since != 0;
}

gboolean
lab_is_computing (Lab *self)
{
  for (guint i = 0; i < LAB_N_TASKS; i++)
    if (is_open (&self->slots[i]) && i != LAB_TASK_times && i != LAB_TASK_sweep_times && i != LAB_TASK_report)
      return TRUE;
  return FALSE;
}

void
lab_hold (Lab *self)
{
  self->held++;
}

void
lab_release (Lab *self)
{
  g_return_if_fail (self->held > 0);
  if (--self->held == 0)
    lab__schedule (self);
}

gint64
lab_work_since (Lab *self)
{
  return self->work_since;
}

void
lab_cancel (Lab *self)
{
  for (guint i = 0; i < LAB_N_TASKS; i++)
    if (is_open (&self->slots[i]))
      {
        g_free (self->slots[i].failed);
        self->slots[i].failed = g_strdup (self->slots[i].wanted);
      }
  lab__worker_cancel (self->worker);
  tell_work (self);
}

gboolean
lab_wait (Lab *self, GError **error)
{
  g_clear_error (&self->last_error);
  while (lab_is_working (self) || self->look.training)
    g_main_context_iteration (NULL, TRUE);
  if (self->last_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->last_error));
  return FALSE;
}

/* ── steps by themselves ── */

/* A step that was asked for before the network was known could not say whose it is. */
static void
follow_first_step (Lab *self, LabPass *pass)
{
  LabLook *look = &self->look;
  RnDirection direction;
  RnNode node = lab_current_node (self, &direction);

  if (!look->follow || look->selected[0] != '\0' || node == RN_NODE_NONE)
    return;
  g_free (look->selected);
  look->selected = g_strdup (rn_graph_node (pass->graph, node)->name);
}

void
lab__clamp (Lab *self)
{
  LabPass *pass = lab_pass (self);

  if (pass == NULL || !lab_is_current (self, LAB_TASK_pass))
    return;
  if (self->look.position > pass->n_steps)
    self->look.position = pass->n_steps / 2;      /* another network: its whole forward half */
  /* A step that was asked for before anybody knew how many there are. */
  self->look.backward |= self->look.position > pass->n_steps / 2;
  follow_first_step (self, pass);
}

static gboolean
take_step (gpointer data)
{
  Lab *self = data;
  LabPass *pass = lab_pass (self);
  guint n = pass != NULL ? pass->n_steps / 2 : 0;

  /* The next step's numbers are waited for. */
  if (pass == NULL || (self->look.position >= n && self->look.backward && !pass->backward))
    return G_SOURCE_CONTINUE;
  self->player = 0;               /* “next” starts the clock again */
  lab_do (self, NULL, "next", NULL);
  return G_SOURCE_REMOVE;
}

void
lab__play (Lab *self)
{
  g_clear_handle_id (&self->player, g_source_remove);
  /* Elsewhere nobody sees the steps, and what they ask for would interrupt longer work. */
  if (self->look.playing && self->look.view == LAB_VIEW_EXPLORE)
    self->player = g_timeout_add ((guint) (1000 / self->look.speed), take_step, self);
}
