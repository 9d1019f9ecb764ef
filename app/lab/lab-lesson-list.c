/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Which lessons there are, and how far somebody came in each. */
#include "config.h"

#include "lab-lesson-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "rn-data-dir.h"

static void
entry_free (gpointer data)
{
  LabLessonEntry *entry = data;

  g_free (entry->id);
  g_free (entry->folder);
  g_clear_pointer (&entry->lesson, lab_lesson_unref);
  g_free (entry->problem);
  g_free (entry);
}

static LabLessonEntry *
find (GPtrArray *entries, const char *id)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (((LabLessonEntry *) entries->pdata[i])->id, id))
      return entries->pdata[i];
  return NULL;
}

static void
add (GPtrArray *entries, const char *folder, const char *id, gboolean own)
{
  g_autofree char *path = g_build_filename (folder, id, NULL);
  g_autofree char *json = g_build_filename (path, "lesson.json", NULL);
  g_autoptr (GError) error = NULL;
  LabLessonEntry *entry;

  if (!g_file_test (json, G_FILE_TEST_EXISTS))
    return;
  if (find (entries, id) != NULL)
    g_ptr_array_remove (entries, find (entries, id));
  entry = g_new0 (LabLessonEntry, 1);
  entry->id = g_strdup (id);
  entry->folder = g_steal_pointer (&path);
  entry->own = own;
  entry->lesson = lab_lesson_open (entry->folder, NULL, &error);
  entry->problem = error != NULL ? g_strdup (error->message) : NULL;
  g_ptr_array_add (entries, entry);
}

static void
add_all (GPtrArray *entries, const char *folder, gboolean own)
{
  GDir *dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    add (entries, folder, name, own);
  g_clear_pointer (&dir, g_dir_close);
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LabLessonEntry *const *) a)->id, (*(LabLessonEntry *const *) b)->id);
}

GPtrArray *
lab_lessons_list_in (const char *folder, const char *own)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  add_all (entries, folder, FALSE);
  add_all (entries, own, TRUE);
  g_ptr_array_sort (entries, by_id);
  return entries;
}

GPtrArray *
lab_lessons_list (void)
{
  g_autofree char *folder = rn_data_path ("lessons");
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "reslab", "lessons", NULL);

  return lab_lessons_list_in (folder, own);
}

/* "04-backward" by its name, by what stands behind the number, and by the number. */
static gboolean
is_called (const LabLessonEntry *entry, const char *name)
{
  const char *dash = strchr (entry->id, '-');
  guint64 number;

  return g_str_equal (entry->id, name) || (dash != NULL && g_str_equal (dash + 1, name))
         || (g_ascii_string_to_unsigned (name, 10, 1, 99, &number, NULL)
             && g_ascii_strtoull (entry->id, NULL, 10) == number);
}

LabLesson *
lab_lessons_open (const char *name, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL, ids = g_ptr_array_new ();
  const char *near;

  if (strpbrk (name, "/\\") != NULL)
    return lab_lesson_open (name, NULL, error);
  entries = lab_lessons_list ();
  for (guint i = 0; i < entries->len; i++)
    {
      LabLessonEntry *entry = entries->pdata[i];

      if (is_called (entry, name))
        return lab_lesson_open (entry->folder, NULL, error);
      g_ptr_array_add (ids, entry->id);
    }
  g_ptr_array_add (ids, NULL);
  near = rn_nearest_word (name, (const char *const *) ids->pdata);
  if (near != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no lesson “%s”; did you mean %s?"), name, near);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no lesson “%s”"), name);
  return NULL;
}

/* ── progress ── */

static char *
progress_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "reslab", "lessons.ini", NULL);
}

/* (transfer full) empty where nothing was remembered */
static GKeyFile *
progress_file (void)
{
  g_autofree char *path = progress_path ();
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

static void
progress_write (GKeyFile *file)
{
  g_autofree char *path = progress_path (), *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_key_file_save_to_file (file, path, NULL);
}

void
lab_lesson_progress_load (const char *id, LabLessonProgress *progress)
{
  g_autoptr (GKeyFile) file = progress_file ();

  progress->step = (guint) MAX (0, g_key_file_get_integer (file, id, "step", NULL));
  progress->finished = g_key_file_get_boolean (file, id, "finished", NULL);
  progress->asked = (guint) MAX (0, g_key_file_get_integer (file, id, "asked", NULL));
  progress->right = (guint) MAX (0, g_key_file_get_integer (file, id, "right", NULL));
}

void
lab__lesson_progress_save (const char *id, const LabLessonProgress *progress)
{
  g_autoptr (GKeyFile) file = progress_file ();

  g_key_file_set_integer (file, id, "step", (int) progress->step);
  g_key_file_set_boolean (file, id, "finished", progress->finished);
  g_key_file_set_integer (file, id, "asked", (int) progress->asked);
  g_key_file_set_integer (file, id, "right", (int) progress->right);
  progress_write (file);
}

void
lab_lesson_progress_clear (const char *id)
{
  g_autoptr (GKeyFile) file = id != NULL ? progress_file () : g_key_file_new ();

  if (id != NULL)
    g_key_file_remove_group (file, id, NULL);
  progress_write (file);
}
