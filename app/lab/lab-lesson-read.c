/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* lesson.json: the lesson's own keys, and its steps. */
#include "config.h"

#include "lab-lesson-private.h"

#include "fig-i18n.h"
#include "lab-command-private.h"

static void
refuse_command (const char *place, const GError *error, gpointer data)
{
  lab__lesson_refuse (data, place, "%s", error->message);
}

static json_object *
read_commands (LabLessonReader *self, json_object *json, const char *place, const char *key)
{
  json_object *list = lab__lesson_list (self, json, place, key, LAB_LESSON_COMMANDS_MOST);
  g_autofree char *here = lab__place (place, key);

  return lab__lesson_commands (list, self->lesson->folder, here, refuse_command, self);
}

static LabControls
read_hidden (LabLessonReader *self, json_object *json, const char *place)
{
  json_object *list = lab__lesson_list (self, json, place, "hide", LAB_LESSON_WORDS_MOST);
  g_autofree char *here = lab__place (place, "hide");
  g_autoptr (GError) error = NULL;
  LabControls hidden = 0;

  if (list != NULL && !lab_controls_read (list, &hidden, &error))
    lab__lesson_refuse (self, here, "%s", error->message);
  return hidden;
}

static GArray *
read_values (LabLessonReader *self, json_object *json, const char *place, const char *key)
{
  GArray *named = lab__named_new ();

  lab__lesson_values (self, json, place, key, named);
  return named;
}

/* ── steps ── */

static void
check_name (LabLessonReader *self, const char *name, const char *place)
{
  g_autofree char *here = lab__place (place, "name");

  for (guint i = 0; name != NULL && i < self->lesson->steps->len; i++)
    if (g_strcmp0 (g_array_index (self->lesson->steps, LabLessonStep, i).name, name) == 0)
      lab__lesson_refuse (self, here, _("“%s” is an earlier step's name already"), name);
}

/* Where a step says nothing it shows what the one before did. */
static void
choose_figures (LabLessonReader *self, LabLessonStep *step, const LabLessonKeys *keys)
{
  const char *const *figures = lab__lesson_figures ();
  GArray *steps = self->lesson->steps;
  const LabLessonStep *before = steps->len > 0 ? &g_array_index (steps, LabLessonStep, steps->len - 1) : NULL;

  step->show = keys->show >= 0 ? figures[keys->show] : before != NULL ? before->show_revealed : figures[0];
  step->show_revealed = keys->show_revealed >= 0 ? figures[keys->show_revealed] : step->show;
  if (step->of == NULL && keys->show < 0 && before != NULL)
    step->of = g_strdup (before->of);
}

static char *
read_spec (LabLessonReader *self, json_object *json, const char *place, gboolean wanted)
{
  json_object *spec = lab__lesson_object (self, json, place, "spec");
  g_autofree char *here = lab__place (place, "spec");

  if (spec == NULL && wanted)
    lab__lesson_refuse (self, here, _("missing: the figure “mismatch” is of a spec"));
  return spec != NULL ? g_strdup (json_object_to_json_string (spec)) : NULL;
}

static void
read_parts (LabLessonReader *self, json_object *json, const char *place, LabLessonStep *step)
{
  g_autofree char *question = lab__place (place, "question"), *train = lab__place (place, "train");
  json_object *object;

  step->commands = read_commands (self, json, place, "do");
  step->reveal = read_commands (self, json, place, "reveal");
  step->highlight = lab__lesson_words (self, json, place, "highlight");
  step->hidden = self->lesson->hidden | read_hidden (self, json, place);
  step->values = read_values (self, json, place, "values");
  step->keep = read_values (self, json, place, "keep");
  step->bars = lab__named_new ();
  lab__lesson_bars (self, json, place, step->bars);
  if ((object = lab__lesson_object (self, json, place, "question")) != NULL)
    lab__lesson_question (self, object, question, &step->question);
  if ((object = lab__lesson_object (self, json, place, "train")) != NULL)
    step->training = lab__lesson_training (self, object, train);
}

void
lab__lesson_step (LabLessonReader *self, json_object *json, gsize index)
{
  g_autofree char *place = lab__place_at ("", "steps", index), *bars = lab__place (place, "bars");
  LabLessonStep step = { .line = lab__json_line (self->text, place) };
  LabLessonKeys keys = { .show = -1, .show_revealed = -1 };

  lab__lesson_keys (self, LAB_LESSON_STEP, json, place, &keys);
  if (!json_object_is_type (json, json_type_object))
    json = NULL;
  step.name = g_strdup (lab__lesson_word (self, json, place, "name"));
  check_name (self, step.name, place);
  step.of = g_strdup (lab__lesson_word (self, json, place, "of"));
  choose_figures (self, &step, &keys);
  step.spec = read_spec (self, json, place, keys.show >= 0 && g_str_equal (step.show, "mismatch"));
  read_parts (self, json, place, &step);
  if (keys.show >= 0 && g_str_equal (step.show, "values") && step.bars->len == 0)
    lab__lesson_refuse (self, bars, _("missing: the figure “values” is of bars"));
  g_array_append_val (self->lesson->steps, step);
}

/* ── the lesson ── */

/* TRUE: it says that it is a lesson of this version. */
static gboolean
check_format (LabLessonReader *self, json_object *json)
{
  const char *format = lab__lesson_word (self, json, "", "format");
  json_object *version = NULL;

  json_object_object_get_ex (json, "version", &version);
  if (format != NULL && !g_str_equal (format, "reslab-lesson"))
    lab__lesson_refuse (self, "format", _("found “%s”, expected “%s”"), format, "reslab-lesson");
  else if (!json_object_is_type (version, json_type_int) || json_object_get_int (version) != 1)
    lab__lesson_refuse (self, "version", _("found %s, expected %d"), json_object_to_json_string (version), 1);
  else
    return format != NULL;
  return FALSE;
}

void
lab__lesson_json (LabLessonReader *self)
{
  g_autoptr (RnFindings) findings = rn_findings_new ("lesson.json");
  json_object *json = rn_spec_find_text (self->text, strlen (self->text), findings), *steps;
  LabLessonKeys keys = { .minutes = 10 };

  for (guint i = 0; i < rn_findings_n (findings); i++)
    lab__lesson_complain (self->problems, "lesson.json", rn_findings_nth (findings, i)->line, "", FALSE, "%s",
                          rn_findings_nth (findings, i)->sentence);
  if (json == NULL)
    return;
  if (lab__lesson_keys (self, LAB_LESSON_WHOLE, json, "", &keys)
      && check_format (self, json))
    {
      self->lesson->minutes = (guint) keys.minutes;
      self->lesson->hidden = read_hidden (self, json, "");
      self->lesson->begin = read_commands (self, json, "", "begin");
      lab__lesson_values (self, json, "", "values", self->lesson->values);
      steps = lab__lesson_list (self, json, "", "steps", LAB_LESSON_STEPS_MOST);
      for (gsize i = 0; steps != NULL && i < json_object_array_length (steps); i++)
        lab__lesson_step (self, json_object_array_get_idx (steps, i), i);
      if (steps != NULL && self->lesson->steps->len == 0)
        lab__lesson_refuse (self, "steps", _("a lesson has at least one step"));
    }
  json_object_put (json);
}
