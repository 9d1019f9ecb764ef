/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Plays a lesson: which step it stands at, what is computed, what is shown. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-values.h"
#include "lab-pass.h"

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LabLessonPlayer, lab_lesson_player, G_TYPE_OBJECT)

static void go_on (LabLessonPlayer *self);

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

static void
emit_changed (LabLessonPlayer *self)
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
}

static void
close_lesson (LabLessonPlayer *self)
{
  lab__player_clear_jobs (self);
  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; self->lesson != NULL && i < lab_lesson_n_steps (self->lesson); i++)
    seen_clear (&self->seen[i]);
  g_clear_pointer (&self->seen, g_free);
  g_clear_pointer (&self->aside, lab_sitting_free);
  g_clear_pointer (&self->result, lab_train_state_unref);
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
  emit_changed (self);
  go_on (self);
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
  emit_changed (self);
  if (self->step < self->target)
    lab_lesson_player_next (self);
}

static gboolean
go_on_later (gpointer data)
{
  LabLessonPlayer *self = data;

  self->source = 0;
  if (self->phase == LAB_LESSON_WORKING && lab__player_go_on (self))
    settle (self);
  return G_SOURCE_REMOVE;
}

/* Not within the lab's own signal: what a job does would be told before that it was asked for. */
static void
go_on (LabLessonPlayer *self)
{
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, go_on_later, self, NULL);
}

static void
lab_changed (Lab *lab, guint changes, LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_WORKING)
    go_on (self);
  else if (self->phase != LAB_LESSON_CLOSED)
    emit_changed (self);
}

static void
lab_failed (Lab *lab, const char *message, LabLessonPlayer *self)
{
  g_autoptr (GError) error = NULL;

  if (self->phase != LAB_LESSON_WORKING)
    return;
  error = g_error_new_literal (RN_ERROR, RN_ERROR_FORMAT, message);
  lab__player_fail (self, error);
  go_on (self);
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

  self->lab = g_object_ref (lab);
  self->handlers[0] = g_signal_connect (lab, "changed", G_CALLBACK (lab_changed), self);
  self->handlers[1] = g_signal_connect (lab, "failed", G_CALLBACK (lab_failed), self);
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
  lab_sitting_go_back (self->lab, fresh);
  enter_step (self, 0);
}

void
lab_lesson_player_leave (LabLessonPlayer *self)
{
  if (self->phase == LAB_LESSON_CLOSED)
    return;
  close_lesson (self);
  lab_sitting_go_back (self->lab, self->interrupted);
  g_clear_pointer (&self->interrupted, lab_sitting_free);
  emit_changed (self);
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

double
lab_lesson_player_progress (LabLessonPlayer *self, const char **what)
{
  if (what != NULL)
    *what = _("Computing");
  return NAN;
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
      if (self->phase != LAB_LESSON_WORKING)
        lab_lesson_player_next (self);
      return;
    }
  if (step == self->step)
    return;
  if (self->phase != LAB_LESSON_WORKING)
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

void
lab_lesson_player_skip (LabLessonPlayer *self)
{
  /* Results that come with Reslab are shown at once: there is nothing to skip. */
}

/* ── answers ── */

static LabAnswer *
open_answer (LabLessonPlayer *self, LabQuestionKind kind, LabQuestionKind or_kind)
{
  LabQuestionKind asked;

  if (self->phase != LAB_LESSON_OPEN)
    return NULL;
  asked = lab__player_step (self)->question.kind;
  return asked == kind || asked == or_kind ? &lab__player_seen (self)->answer : NULL;
}

gboolean
lab_lesson_player_choose (LabLessonPlayer *self, guint choice)
{
  LabAnswer *answer = open_answer (self, LAB_QUESTION_CHOICE, LAB_QUESTION_CHOICE);

  if (answer == NULL || choice >= lab__player_step (self)->question.n_answers)
    return FALSE;
  answer->choice = (int) choice;
  answer->state = LAB_ANSWER_GIVEN;
  emit_changed (self);
  return TRUE;
}

gboolean
lab_lesson_player_guess (LabLessonPlayer *self, double number)
{
  LabAnswer *answer = open_answer (self, LAB_QUESTION_NUMBER, LAB_QUESTION_BAR);
  const LabQuestion *question;

  if (answer == NULL || !isfinite (number))
    return FALSE;
  question = &lab__player_step (self)->question;
  answer->number = question->kind == LAB_QUESTION_BAR ? CLAMP (number, question->from, question->to) : number;
  answer->state = LAB_ANSWER_GIVEN;
  emit_changed (self);
  return TRUE;
}

static gboolean
is_place (LabLessonPlayer *self, const char *place)
{
  LabPass *pass = lab_pass (self->lab);

  if (pass == NULL)
    return FALSE;
  if (rn_graph_find (pass->graph, place) != RN_NODE_NONE)
    return TRUE;
  for (RnScope i = 1; i < rn_graph_n_scopes (pass->graph); i++)
    if (g_str_equal (rn_graph_scope (pass->graph, i)->path, place))
      return TRUE;
  return FALSE;
}

gboolean
lab_lesson_player_point (LabLessonPlayer *self, const char *place, GError **error)
{
  LabAnswer *answer = open_answer (self, LAB_QUESTION_PLACE, LAB_QUESTION_PLACE);

  if (answer == NULL || !is_place (self, place))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no layer and no block “%s” to point at"), place);
      return FALSE;
    }
  g_free (answer->place);
  answer->place = g_strdup (place);
  answer->state = LAB_ANSWER_GIVEN;
  emit_changed (self);
  return TRUE;
}

gboolean
lab_lesson_player_pick (LabLessonPlayer *self, const FigPick *pick)
{
  const LabLessonFigureData data = lab__player_figure (self);
  LabPass *pass = lab_pass (self->lab);
  RnNode first, node = pick->node;

  if (pass == NULL)
    return FALSE;
  if (lab__lesson_scene_offset (&data, &first))
    {
      if (node == RN_NODE_NONE || node == 0)
        return FALSE;
      node += first - 1;
    }
  else if (node == RN_NODE_NONE && pick->scope != RN_SCOPE_ROOT)
    return lab_lesson_player_point (self, rn_graph_scope (pass->graph, pick->scope)->path, NULL);
  return node < rn_graph_n_nodes (pass->graph)
         && lab_lesson_player_point (self, rn_graph_node (pass->graph, node)->name, NULL);
}

const LabAnswer *
lab_lesson_player_answer (LabLessonPlayer *self)
{
  return &lab__player_seen (self)->answer;
}

/* ── what is shown ── */

void
lab_lesson_player_set_language (LabLessonPlayer *self, const char *language)
{
  g_free (self->language);
  self->language = g_strdup (language);
  if (self->phase == LAB_LESSON_CLOSED)
    return;
  lab__player_fill (self);
  emit_changed (self);
}

const char *
lab_lesson_player_language (LabLessonPlayer *self)
{
  return lab_lesson_text (self->lesson, self->language)->language;
}

const LabStepText *
lab_lesson_player_text (LabLessonPlayer *self)
{
  return self->text;
}

char *
lab_lesson_player_truth (LabLessonPlayer *self)
{
  const LabSeen *seen = lab__player_seen (self);

  return g_strdup (seen->revealed && seen->true_text != NULL ? seen->true_text : "?");
}

char *
lab_lesson_player_guessed (LabLessonPlayer *self)
{
  const LabValue value = { lab__player_seen (self)->answer.number, NULL };

  return isfinite (value.number) ? lab_as_format (lab__player_step (self)->question.as, &value) : g_strdup ("?");
}

char *
lab_lesson_player_source (LabLessonPlayer *self)
{
  return lab__player_step (self)->training != NULL && self->result != NULL ? g_strdup (self->result_words) : NULL;
}

const char *
lab_lesson_player_figure (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);

  return lab__player_seen (self)->revealed ? step->show_revealed : step->show;
}

LabLessonFigureData
lab__player_figure (LabLessonPlayer *self)
{
  return (LabLessonFigureData) { self->lab, lab__player_step (self), lab_lesson_player_figure (self),
                                 self->result, self->result_words, lab__player_seen (self)->bars, self->labels, FALSE };
}

static void
highlight_one (const LabPass *pass, FigScene *scene, const char *name, gboolean block, RnNode first)
{
  RnNode node = rn_graph_find (pass->graph, name);

  if (node != RN_NODE_NONE && block)
    node = node >= first ? node - first + 1 : RN_NODE_NONE;
  if (node != RN_NODE_NONE)
    fig_scene_highlight_node (scene, node);
  for (RnScope i = 1; node == RN_NODE_NONE && !block && i < rn_graph_n_scopes (pass->graph); i++)
    if (g_str_equal (rn_graph_scope (pass->graph, i)->path, name))
      fig_scene_highlight_scope (scene, i);
}

FigScene *
lab_lesson_player_scene (LabLessonPlayer *self, const FigStyle *style, GError **error)
{
  const LabLessonFigureData data = lab__player_figure (self);
  FigScene *scene = lab__lesson_scene (&data, style, error);
  const char *const *names = lab_lesson_player_highlight (self);
  const char *place = lab__player_seen (self)->answer.place;
  RnNode first = 0;
  gboolean block;

  if (scene == NULL || lab_pass (self->lab) == NULL)
    return scene;
  block = lab__lesson_scene_offset (&data, &first);
  if (!block && !g_str_equal (data.name, "diagram"))
    return scene;
  for (; *names != NULL; names++)
    highlight_one (lab_pass (self->lab), scene, *names, block, first);
  if (place != NULL && !lab__player_seen (self)->revealed)
    highlight_one (lab_pass (self->lab), scene, place, block, first);
  return scene;
}

gboolean
lab_lesson_player_has_bars (LabLessonPlayer *self)
{
  return lab__player_step (self)->bars->len > 0 && !g_str_equal (lab_lesson_player_figure (self), "values");
}

FigScene *
lab_lesson_player_bars (LabLessonPlayer *self, const FigStyle *style)
{
  LabLessonFigureData data = lab__player_figure (self);

  if (!lab_lesson_player_has_bars (self))
    return NULL;
  data.name = "values";
  data.asks = lab__player_step (self)->question.kind != LAB_QUESTION_NONE && !lab__player_seen (self)->revealed;
  return lab__lesson_scene (&data, style, NULL);
}

char *
lab_lesson_player_alt (LabLessonPlayer *self)
{
  const char *of = lab__player_step (self)->of;
  g_autofree char *heading = self->text != NULL ? lab_line_text (self->text->heading) : g_strdup ("");

  /* TRANSLATORS: a figure for those who cannot see it: its kind, the step's heading, a layer's name */
  return of != NULL ? g_strdup_printf (_("Figure “%s”: %s (%s)"), lab_lesson_player_figure (self), heading, of)
                    : g_strdup_printf (_("Figure “%s”: %s"), lab_lesson_player_figure (self), heading);
}

FigScene *
lab_lesson_player_bar (LabLessonPlayer *self, const FigStyle *style)
{
  const LabQuestion *question = &lab__player_step (self)->question;
  const LabAnswer *answer = lab_lesson_player_answer (self);
  const LabValue from = { question->from, NULL }, to = { question->to, NULL };
  g_autofree char *guessed = lab_lesson_player_guessed (self), *truth = lab_lesson_player_truth (self);
  g_autofree char *from_text = lab_as_format (question->as, &from), *to_text = lab_as_format (question->as, &to);
  const FigValue values[] = {
    { _("Your guess"), answer->number, guessed, FIG_INK },
    { _("Computed"), answer->truth, truth, FIG_SUM },
  };

  return fig_values_new (&(FigValuesData) { values, lab__player_seen (self)->revealed ? 2 : 1, question->from,
                                            question->to, from_text, to_text },
                         style);
}

const char *const *
lab_lesson_player_highlight (LabLessonPlayer *self)
{
  return (const char *const *) lab__player_step (self)->highlight;
}

LabControls
lab_lesson_player_hidden (LabLessonPlayer *self)
{
  return self->phase != LAB_LESSON_CLOSED ? lab__player_step (self)->hidden : 0;
}

/* ── without a window ── */

gboolean
lab_lesson_player_wait (LabLessonPlayer *self, GError **error)
{
  while (self->phase == LAB_LESSON_WORKING || self->phase == LAB_LESSON_TRAINING)
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
