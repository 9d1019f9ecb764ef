/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A step's question, one table of keys a kind; and its training. */
#include "config.h"

#include "lab-lesson-private.h"

#include "fig-i18n.h"

#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }
#define REAL(key, low, high, fallback, required, field, doc)                                       \
  { key, RN_SPEC_REAL, low, high, fallback, required, NULL, G_STRUCT_OFFSET (Keys, field), doc }

typedef struct
{
  int    kind;
  int    right;
  double tolerance;
  double from, to;
} Keys;

static const char *const kinds[] = { "choice", "number", "bar", "place", NULL };

#define KIND                                                                                       \
  { "kind", RN_SPEC_CHOICE, 0, 0, 0, TRUE, kinds, G_STRUCT_OFFSET (Keys, kind),                    \
    N_("how it is answered") }

static const RnSpecKey choice_keys[] = {
  KIND,
  { "right", RN_SPEC_INTEGER, 1, LAB_ANSWERS_MOST, 0, TRUE, NULL, G_STRUCT_OFFSET (Keys, right),
    N_("which answer is right, counted from 1") },
  PART ("true", TRUE, N_("a list of 2 to 4 expressions, of which one holds")),
};
static const RnSpecKey number_keys[] = {
  KIND,
  PART ("of", TRUE, N_("an expression")),
  PART ("as", FALSE, N_("how it is written")),
  REAL ("tolerance", 0, 10, 0.1, FALSE, tolerance, N_("how far off is still right, relative")),
};
static const RnSpecKey bar_keys[] = {
  KIND,
  PART ("of", TRUE, N_("an expression")),
  PART ("as", FALSE, N_("how it is written")),
  REAL ("from", -1e15, 1e15, 0, FALSE, from, N_("where the bar begins")),
  REAL ("to", -1e15, 1e15, 1, FALSE, to, N_("where the bar ends")),
  REAL ("tolerance", 0, 1, 0.1, FALSE, tolerance, N_("how far off is still right, of the range")),
};
static const RnSpecKey place_keys[] = {
  KIND,
  PART ("right", TRUE, N_("a list of layers and scopes")),
  PART ("true", TRUE, N_("an expression that says why they are right")),
};

static const struct
{
  LabQuestionKind  kind;
  const RnSpecKey *keys;
  guint            n_keys;
} tables[] = {
  { LAB_QUESTION_CHOICE, choice_keys, G_N_ELEMENTS (choice_keys) },
  { LAB_QUESTION_NUMBER, number_keys, G_N_ELEMENTS (number_keys) },
  { LAB_QUESTION_BAR, bar_keys, G_N_ELEMENTS (bar_keys) },
  { LAB_QUESTION_PLACE, place_keys, G_N_ELEMENTS (place_keys) },
};

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
  static const RnSpecKey key = KIND;
  json_object *alone, *value = NULL;
  Keys keys = { 0 };
  gboolean found;

  if (!json_object_object_get_ex (json, "kind", &value))
    return lab__lesson_keys (self, &key, 1, json, place, &keys);
  alone = json_object_new_object ();
  json_object_object_add (alone, "kind", json_object_get (value));
  found = lab__lesson_keys (self, &key, 1, alone, place, &keys);
  json_object_put (alone);
  *kind = keys.kind;
  return found;
}

void
lab__lesson_question (LabLessonReader *self, json_object *json, const char *place, LabQuestion *question)
{
  Keys keys = { 0 };
  int kind = 0;

  if (!find_kind (self, json, place, &kind)
      || !lab__lesson_keys (self, tables[kind].keys, tables[kind].n_keys, json, place, &keys))
    return;
  question->kind = tables[kind].kind;
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

typedef struct
{
  int steps;
} TrainKeys;

void
lab__lesson_training_free (LabLessonTraining *self)
{
  g_strfreev (self->networks);
  json_object_put (self->keys);
  g_free (self->result);
  g_free (self);
}

LabLessonTraining *
lab__lesson_training (LabLessonReader *self, json_object *json, const char *place)
{
  static const RnSpecKey keys[] = {
    PART ("networks", FALSE, N_("a list of networks' names")),
    PART ("keys", FALSE, N_("an object: what is as in reslab-cli train")),
    { "steps", RN_SPEC_INTEGER, 0, 100000, 0, FALSE, NULL, G_STRUCT_OFFSET (TrainKeys, steps),
      N_("training steps") },
    PART ("result", TRUE, N_("the name of a shipped result")),
  };
  LabLessonTraining *training;
  TrainKeys read;

  if (!lab__lesson_keys (self, keys, G_N_ELEMENTS (keys), json, place, &read))
    return NULL;
  training = g_new0 (LabLessonTraining, 1);
  training->networks = lab__lesson_words (self, json, place, "networks");
  training->keys = json_object_get (lab__lesson_object (self, json, place, "keys"));
  training->steps = (guint) read.steps;
  training->result = g_strdup (lab__lesson_word (self, json, place, "result"));
  return training;
}
