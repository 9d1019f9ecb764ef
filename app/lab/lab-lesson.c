/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A lesson's folder as one thing: read, checked against itself, shared. */
#include "config.h"

#include "lab-lesson-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "rn-file.h"

static void
step_clear (gpointer data)
{
  LabLessonStep *step = data;

  g_free (step->name);
  json_object_put (step->commands);
  json_object_put (step->reveal);
  g_free (step->of);
  g_free (step->spec);
  g_strfreev (step->highlight);
  lab__question_clear (&step->question);
  g_clear_pointer (&step->values, g_array_unref);
  g_clear_pointer (&step->bars, g_array_unref);
  g_clear_pointer (&step->keep, g_array_unref);
  g_clear_pointer (&step->training, lab__lesson_training_free);
}

LabLesson *
lab__lesson_new (const char *id, const char *folder)
{
  LabLesson *self = g_new0 (LabLesson, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (id);
  self->folder = g_strdup (folder);
  self->values = lab__named_new ();
  self->steps = g_array_new (FALSE, TRUE, sizeof (LabLessonStep));
  g_array_set_clear_func (self->steps, step_clear);
  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) lab__lesson_text_free);
  return self;
}

LabLesson *
lab_lesson_ref (LabLesson *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lab_lesson_unref (LabLesson *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->id);
  g_free (self->folder);
  json_object_put (self->begin);
  g_array_unref (self->values);
  g_array_unref (self->steps);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

guint
lab_lesson_n_steps (const LabLesson *self)
{
  return self->steps->len;
}

const LabLessonStep *
lab_lesson_step (const LabLesson *self, guint step)
{
  g_return_val_if_fail (step < self->steps->len, NULL);
  return &g_array_index (self->steps, LabLessonStep, step);
}

static const LabLessonText *
find_text (const LabLesson *self, const char *language)
{
  for (guint i = 0; i < self->texts->len; i++)
    if (g_str_equal (((LabLessonText *) self->texts->pdata[i])->language, language))
      return self->texts->pdata[i];
  return NULL;
}

const LabLessonText *
lab_lesson_text (const LabLesson *self, const char *language)
{
  const char *own[] = { language, NULL };
  const char *const *names = language != NULL ? own : g_get_language_names ();
  const LabLessonText *text;

  for (; *names != NULL; names++)
    if ((text = find_text (self, *names)) != NULL)
      return text;
  text = find_text (self, "en");
  return text != NULL ? text : self->texts->pdata[0];
}

/* ── reading ── */

/* Takes the problems unless somebody wants them; NULL with the first as an error where it cannot be
 * played. */
static LabLesson *
finish (LabLesson *lesson, GPtrArray *found, GPtrArray **problems, GError **error)
{
  g_autoptr (LabLesson) self = lesson;
  g_autoptr (GPtrArray) all = found;
  gboolean done = lab__lesson_problems_check (all, error);

  if (problems != NULL)
    *problems = g_ptr_array_ref (all);
  return done ? g_steal_pointer (&self) : NULL;
}

static LabLesson *
parse (const char *id, const char *folder, const char *json, const char *const *texts, GPtrArray *found,
       GPtrArray **problems, GError **error)
{
  LabLessonReader reader = { lab__lesson_new (id, folder), json, found };

  lab__lesson_json (&reader);
  for (; texts[0] != NULL; texts += 2)
    g_ptr_array_add (reader.lesson->texts, lab__lesson_text_read (texts[0], texts[1], found));
  if (reader.lesson->texts->len == 0)
    lab__lesson_complain (found, "text.en.md", 0, "", FALSE, _("there is no text"));
  else if (lab__lesson_problems_check (found, NULL))
    lab__lesson_match (reader.lesson, found);
  return finish (reader.lesson, found, problems, error);
}

LabLesson *
lab_lesson_parse (const char *id, const char *json, const char *const *texts, GPtrArray **problems,
                  GError **error)
{
  return parse (id, NULL, json, texts, lab__lesson_problems_new (), problems, error);
}

/* A file of the folder itself, no link out of it. (transfer full) text that ends in a NUL */
static char *
read_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s is a link, expected a file"), path);
      return NULL;
    }
  bytes = rn_file_read (path, LAB_LESSON_BYTES_MOST, error);
  return bytes != NULL ? g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "",
                                    g_bytes_get_size (bytes))
                       : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
read_texts (const char *folder, GPtrArray *texts, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL && names->len < 64)
    if (g_str_has_prefix (name, "text.") && g_str_has_suffix (name, ".md") && strlen (name) > 8)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      char *text = read_file (folder, names->pdata[i], error);

      if (text == NULL)
        return FALSE;
      g_ptr_array_add (texts, g_strndup ((char *) names->pdata[i] + 5, strlen (names->pdata[i]) - 8));
      g_ptr_array_add (texts, text);
    }
  g_ptr_array_add (texts, NULL);
  return TRUE;
}

LabLesson *
lab_lesson_open (const char *folder, GPtrArray **problems, GError **error)
{
  g_autofree char *json = read_file (folder, "lesson.json", error);
  g_autofree char *id = g_path_get_basename (folder);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (problems != NULL)
    *problems = NULL;
  if (json == NULL || !read_texts (folder, texts, error))
    return NULL;
  return parse (id, folder, json, (const char *const *) texts->pdata, lab__lesson_problems_new (), problems,
                error);
}
