/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What somebody answers to a step's question, and what is right. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-pass.h"

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
  lab__player_tell (self);
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
  lab__player_tell (self);
  return TRUE;
}

gboolean
lab__player_is_part (LabLessonPlayer *self, const char *name)
{
  LabPass *pass = lab_pass (self->lab);

  return pass != NULL
         && (rn_graph_find (pass->graph, name) != RN_NODE_NONE
             || rn_graph_find_scope (pass->graph, name) != RN_SCOPE_ROOT);
}

gboolean
lab_lesson_player_point (LabLessonPlayer *self, const char *place, GError **error)
{
  LabAnswer *answer = open_answer (self, LAB_QUESTION_PLACE, LAB_QUESTION_PLACE);

  if (answer == NULL || !lab__player_is_part (self, place))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no layer and no block “%s” to point at"), place);
      return FALSE;
    }
  g_free (answer->place);
  answer->place = g_strdup (place);
  answer->state = LAB_ANSWER_GIVEN;
  lab__player_tell (self);
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
