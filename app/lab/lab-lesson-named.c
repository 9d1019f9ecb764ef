/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Expressions with a name: a lesson's values, numbers that are kept, bars. */
#include "config.h"

#include "lab-lesson-private.h"

#include "fig-i18n.h"

static void
named_clear (gpointer data)
{
  LabNamed *named = data;

  g_free (named->name);
  g_clear_pointer (&named->of, lab_expression_free);
}

GArray *
lab__named_new (void)
{
  GArray *named = g_array_new (FALSE, TRUE, sizeof (LabNamed));

  g_array_set_clear_func (named, named_clear);
  return named;
}

const LabNamed *
lab__named_find (GArray *named, const char *name)
{
  for (guint i = 0; i < named->len; i++)
    if (g_strcmp0 (g_array_index (named, LabNamed, i).name, name) == 0)
      return &g_array_index (named, LabNamed, i);
  return NULL;
}

void
lab__lesson_as (LabLessonReader *self, json_object *json, const char *place, LabAs *as)
{
  const char *text = lab__lesson_word (self, json, place, "as");
  g_autofree char *here = lab__place (place, "as");
  g_autoptr (GError) error = NULL;

  *as = (LabAs) { LAB_AS_SIGNIFICANT, 3 };
  if (text != NULL && !lab__as_read (text, as, &error))
    lab__lesson_refuse (self, here, "%s", error->message);
}

/* {"of": "…", "as": "ratio"}, or the expression alone */
static void
read_value (LabLessonReader *self, json_object *values, const char *name, json_object *json,
            const char *place, GArray *named)
{
  LabNamed value = { .as = { LAB_AS_SIGNIFICANT, 3 } };
  g_autofree char *here = lab__place (place, name);
  LabLessonKeys nothing;

  if (json_object_is_type (json, json_type_string))
    value.of = lab__lesson_expression (self, values, place, name);
  else if (lab__lesson_keys (self, LAB_LESSON_VALUE, json, here, &nothing))
    {
      value.of = lab__lesson_expression (self, json, here, "of");
      lab__lesson_as (self, json, here, &value.as);
    }
  if (value.of == NULL)
    return;
  value.name = g_strdup (name);
  g_array_append_val (named, value);
}

void
lab__lesson_values (LabLessonReader *self, json_object *json, const char *place, const char *key, GArray *named)
{
  json_object *values = lab__lesson_object (self, json, place, key);
  g_autofree char *here = lab__place (place, key);

  if (values == NULL)
    return;
  if (json_object_object_length (values) > LAB_LESSON_VALUES_MOST)
    {
      lab__lesson_refuse (self, here, _("found %u entries, expected at most %u"),
                          (guint) json_object_object_length (values), LAB_LESSON_VALUES_MOST);
      return;
    }
  json_object_object_foreach (values, name, value)
    read_value (self, values, name, value, here, named);
}

/* ── bars ── */

static void
read_bar (LabLessonReader *self, json_object *json, const char *place, GArray *bars)
{
  LabNamed bar = { 0 };
  LabLessonKeys read;

  if (!lab__lesson_keys (self, LAB_LESSON_BARS, json, place, &read))
    return;
  bar.of = lab__lesson_expression (self, json, place, "of");
  lab__lesson_as (self, json, place, &bar.as);
  bar.name = g_strdup (lab__lesson_word (self, json, place, "label"));
  bar.path = lab__lesson_role (read.role);
  if (bar.of != NULL && bar.name != NULL)
    g_array_append_val (bars, bar);
  else
    named_clear (&bar);
}

void
lab__lesson_bars (LabLessonReader *self, json_object *json, const char *place, GArray *bars)
{
  json_object *list = lab__lesson_list (self, json, place, "bars", LAB_LESSON_VALUES_MOST);

  for (gsize i = 0; list != NULL && i < json_object_array_length (list); i++)
    {
      g_autofree char *here = lab__place_at (place, "bars", i);

      read_bar (self, json_object_array_get_idx (list, i), here, bars);
    }
}
