/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A step's question, of four kinds; and its training. */
#include "config.h"

#include "lab-lesson-private.h"

#include "fig-i18n.h"
#include "rn-spec.h"

void
lab__question_clear (LabQuestion *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->truths); i++)
    g_clear_pointer (&self->truths[i], lab_expression_free);
  g_clear_pointer (&self->of, lab_expression_free);
  g_clear_pointer (&self->truth, lab_expression_free);
  g_clear_pointer (&self->places, g_strfreev);
}

static void
read_truths (LabLessonReader *self, json_object *json, const char *place, LabQuestion *question)
{
  json_object *list = lab__lesson_list (self, json, place, "true", LAB_ANSWERS_MOST);
  gsize n = list != NULL ? json_object_array_length (list) : 0;
  g_autofree char *here = lab__place (place, "true");

  for (gsize i = 0; i < n; i++)
    {
      json_object *value = json_object_array_get_idx (list, i);
      g_autofree char *entry = lab__place_at (place, "true", i);
      g_autoptr (GError) error = NULL;

      if (!json_object_is_type (value, json_type_string))
        lab__lesson_refuse (self, entry, _("expected %s"), _("an expression"));
      else if ((question->truths[i] = lab_expression_read (json_object_get_string (value), &error)) == NULL)
        lab__lesson_refuse (self, entry, "%s", error->message);
    }
  question->n_answers = (guint) n;
  if (list != NULL && (n < 2 || question->right >= n))
    lab__lesson_refuse (self, here, _("found %u expressions, expected one for each of 2 to 4 answers, the "
                                      "right one among them"), (guint) n);
}

static gboolean
find_kind (LabLessonReader *self, json_object *json, const char *place, int *kind)
{
  json_object *alone, *value = NULL;
  LabLessonKeys keys = { 0 };
  gboolean found;

  if (!json_object_object_get_ex (json, "kind", &value))
    return lab__lesson_keys (self, LAB_LESSON_QUESTION, json, place, &keys);
  alone = json_object_new_object ();
  json_object_object_add (alone, "kind", json_object_get (value));
  found = lab__lesson_keys (self, LAB_LESSON_QUESTION, alone, place, &keys);
  json_object_put (alone);
  *kind = keys.kind;
  return found;
}

void
lab__lesson_question (LabLessonReader *self, json_object *json, const char *place, LabQuestion *question)
{
  LabLessonKeys keys = { 0 };
  int kind = 0;

  if (!find_kind (self, json, place, &kind)
      || !lab__lesson_keys (self, LAB_LESSON_CHOICE + (LabLessonObject) kind, json, place, &keys))
    return;
  question->kind = LAB_QUESTION_CHOICE + (LabQuestionKind) kind;
  question->tolerance = keys.tolerance;
  question->from = keys.from;
  question->to = keys.to;
  switch (question->kind)
    {
    case LAB_QUESTION_CHOICE:
      question->right = (guint) keys.right - 1;
      read_truths (self, json, place, question);
      break;
    case LAB_QUESTION_BAR:
      if (!(keys.from < keys.to))
        lab__lesson_refuse (self, place, _("\"from\" is %g and \"to\" is %g, expected a range"), keys.from,
                            keys.to);
      G_GNUC_FALLTHROUGH;
    case LAB_QUESTION_NUMBER:
      question->of = lab__lesson_expression (self, json, place, "of");
      lab__lesson_as (self, json, place, &question->as);
      break;
    case LAB_QUESTION_PLACE:
      question->places = lab__lesson_words (self, json, place, "right");
      question->truth = lab__lesson_expression (self, json, place, "true");
      break;
    case LAB_QUESTION_NONE:
      break;
    }
}

/* ── training ── */

void
lab__lesson_training_free (LabLessonTraining *self)
{
  lab_train_plan_free (self->plan);
  g_free (self->result);
  g_free (self);
}

/* On the data set that Reslab draws; a network is a name of the catalogue or JSON, no file. */
static void
add_networks (LabLessonReader *self, LabTrainPlan *plan, char **names, const char *place)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *here = lab__place_at (place, "networks", i);
      g_autoptr (GError) error = NULL;

      if (i == LAB_TRAIN_MOST)
        lab__lesson_refuse (self, here, _("found %u entries, expected at most %u"), g_strv_length (names),
                            LAB_TRAIN_MOST);
      else if (rn_spec_is_file (names[i]))
        lab__lesson_refuse (self, here, _("found the file “%s”, expected a name of the catalogue or a spec"),
                            names[i]);
      else if (!lab_train_plan_add (plan, names[i], NULL, &error))
        lab__lesson_refuse (self, here, "%s", error->message);
      if (i == LAB_TRAIN_MOST)
        break;
    }
}

/* (transfer full) (nullable) */
static LabTrainPlan *
read_plan (LabLessonReader *self, json_object *json, const char *place, int steps)
{
  g_auto (GStrv) names = lab__lesson_words (self, json, place, "networks");
  json_object *object = lab__lesson_object (self, json, place, "keys");
  json_object *none = json_object_new_object ();
  g_autofree char *here = lab__place (place, "keys");
  LabTrainPlan *plan = NULL;
  LabLessonKeys keys;

  if (lab__lesson_keys (self, LAB_LESSON_RUN, object != NULL ? object : none, here, &keys) && names[0] != NULL)
    {
      plan = lab_train_plan_new ();
      lab_train_plan_clear (plan);
      add_networks (self, plan, names, place);
      plan->stop = steps;
      plan->batch = keys.batch;
      plan->seed = keys.seed;
      plan->rate = keys.rate;
      plan->momentum = keys.momentum;
      plan->decay = keys.decay;
    }
  json_object_put (none);
  return plan;
}

LabLessonTraining *
lab__lesson_training (LabLessonReader *self, json_object *json, const char *place)
{
  LabLessonTraining *training;
  LabLessonKeys read;

  if (!lab__lesson_keys (self, LAB_LESSON_TRAIN, json, place, &read))
    return NULL;
  training = g_new0 (LabLessonTraining, 1);
  training->plan = read_plan (self, json, place, read.steps);
  training->result = g_strdup (lab__lesson_word (self, json, place, "result"));
  return training;
}
