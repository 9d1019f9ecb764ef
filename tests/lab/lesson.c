/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Lessons' files: read, refused where they are wrong or lead elsewhere, and as the schema has them. */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "lab-lesson-private.h"
#include "lesson-test.h"
#include "rn-schema.h"

/* ── texts ── */

static void
text_keeps_its_meaning (void)
{
  g_autoptr (LabLine) line = lab_line_new (LAB_LINE_PARAGRAPH, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL, *markup = NULL;

  lab_line_read (line, "a *b* **c** `d<` [e](https://f.g) {shortcut|h} {{ 2 * 3", &error);
  g_assert_no_error (error);
  words = lab_line_text (line);
  g_assert_cmpstr (words, ==, "a b c d< e h { 2 * 3");
  markup = lab_line_markup (line, NULL, TRUE);
  g_assert_cmpstr (markup, ==, "a <i>b</i> <b>c</b> <tt>d&lt;</tt> <a href=\"https://f.g\">e</a> h { 2 * 3");
}

static void
wrong_text_is_refused (void)
{
  static const char *const wrong[] = { "*open", "`open", "{open", "[a](file:///etc/passwd)", "{red|x}", "}",
                                       "{a b}" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (LabLine) line = lab_line_new (LAB_LINE_PARAGRAPH, 1);
      g_autoptr (GError) error = NULL;

      g_assert_false (lab_line_read (line, wrong[i], &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
    }
}

/* ── files ── */

static const LabLessonProblem *
find_problem (GPtrArray *problems, const char *place)
{
  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (((LabLessonProblem *) problems->pdata[i])->place, place))
      return problems->pdata[i];
  g_error ("no problem at %s", place);
}

static void
every_mistake_has_its_line (void)
{
  static const struct { const char *place; guint line; } expected[] = {
    { "begin[0]", 3 },
    { "steps[0].show", 6 },
    { "steps[0].question.right", 7 },
    { "steps[1].name", 9 },
    { "steps[1].do[0]", 9 },
  };
  g_autofree char *path = lesson_path ("broken");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_lesson_open (path, &problems, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (find_problem (problems, expected[i].place)->line, ==, expected[i].line);
}

/* Broken ones stand beside those that open, and say why. */
static void
others_open (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "lessons", NULL);
  g_autoptr (GPtrArray) entries = lab_lessons_list_in (folder, NULL);
  const LabLessonEntry *broken, *good;

  g_assert_cmpuint (entries->len, ==, 2);
  broken = entries->pdata[0];
  good = entries->pdata[1];
  g_assert_cmpstr (broken->id, ==, "broken");
  g_assert_null (broken->lesson);
  g_assert_true (g_str_has_prefix (broken->problem, "lesson.json:"));
  g_assert_cmpstr (good->id, ==, "good");
  g_assert_nonnull (good->lesson);
  g_assert_null (good->problem);
}

/* ── what a lesson may not do ── */

static const char *const texts[] = { "en", "# T\n## A\n", NULL };

static void
assert_refused (const char *command)
{
  g_autofree char *json = g_strdup_printf (LESSON ("%s", ""), command);
  g_autoptr (GError) error = NULL;

  if (lab_lesson_parse ("x", json, texts, NULL, &error) != NULL)
    g_error ("may be run: %s", command);
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

static void
some_commands_are_refused (void)
{
  static const char *const commands[] = {
    "{\"command\": \"undo\"}", "{\"command\": \"no-such\"}", "{\"command\": \"seed\"}", "7", "{}", "null",
    "{\"command\": \"picture\", \"file\": \"../x.png\"}", "{\"command\": \"model\", \"spec\": \"x.json\"}",
    "{\"command\": \"train-models\", \"models\": [\"resnet18\", \"../x.json\"]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    assert_refused (commands[i]);
}

/* JSON of a value that names something outside; NULL: such an argument names nothing. */
static const char *
outside (LabArgumentType type)
{
  switch (type)
    {
    case LAB_FILE:
    case LAB_DATA:
    case LAB_TARGET:
      return "\"/etc/passwd\"";
    case LAB_SPEC:
      return "\"/etc/passwd\"";
    case LAB_SPECS:
      return "[\"/etc/x.json\"]";
    case LAB_PLAN:
      return "{\"base\": {\"data\": \"/etc\"}, \"runs\": []}";
    case LAB_TEXT:
    case LAB_INTEGER:
    case LAB_REAL:
    case LAB_BOOLEAN:
    case LAB_JSON:
      break;
    }
  return NULL;
}

/* Of what type it must be is all that a command says before that. */
static const char *
anything (LabArgumentType type)
{
  if (type == LAB_INTEGER || type == LAB_REAL)
    return "1";
  return type == LAB_BOOLEAN ? "true" : type == LAB_JSON ? "{}" : "\"a\"";
}

static void
no_command_leads_outside (void)
{
  g_autoptr (GPtrArray) commands = lab_commands ();
  guint n = 0;

  for (guint i = 0; i < commands->len; i++)
    {
      const LabCommand *command = commands->pdata[i];
      g_autoptr (GString) json = g_string_new (NULL);
      gboolean leads = FALSE;

      g_string_printf (json, "{\"command\": \"%s\"", command->name);
      for (guint k = 0; k < LAB_ARGUMENTS_MOST && command->arguments[k].name != NULL; k++)
        {
          LabArgumentType type = command->arguments[k].type;

          leads |= outside (type) != NULL;
          g_string_append_printf (json, ", \"%s\": %s", command->arguments[k].name,
                                  outside (type) != NULL ? outside (type) : anything (type));
        }
      g_string_append_c (json, '}');
      if (leads)
        assert_refused (json->str);
      n += leads;
    }
  g_assert_cmpuint (n, >=, 9);         /* model, mend, weights, picture, report and five of trainings */
}

/* ── a folder of its own ── */

typedef struct
{
  char *outer, *folder;      /* owned; the lesson's lies within the other */
} Folder;

static char *
put (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
folder_open (Folder *self, gconstpointer data)
{
  g_autofree char *secret = NULL, *picture = NULL, *text = NULL;

  self->outer = rn_test_folder ();
  self->folder = g_build_filename (self->outer, "mine", NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  secret = put (self->outer, "secret.png", "");
  picture = put (self->folder, "x.png", "");
  text = put (self->folder, "text.en.md", texts[1]);
}

static void
folder_close (Folder *self, gconstpointer data)
{
  g_free (self->outer);
  g_free (self->folder);
}

static gboolean
opens_with_picture (const Folder *self, const char *picture)
{
  g_autofree char *json = g_strdup_printf (LESSON ("{\"command\": \"picture\", \"file\": \"%s\"}", ""), picture);
  g_autofree char *path = put (self->folder, "lesson.json", json);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lesson_open (self->folder, NULL, &error);

  if (lesson == NULL)
    g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  return lesson != NULL;
}

static void
files_lie_in_its_folder (Folder *self, gconstpointer data)
{
  g_autofree char *link = g_build_filename (self->folder, "link.png", NULL);
  g_autofree char *up = g_build_filename (self->folder, "up", NULL);
  g_autofree char *whole = g_build_filename (self->folder, "x.png", NULL);

  g_assert_cmpint (symlink ("../secret.png", link), ==, 0);
  g_assert_cmpint (symlink ("..", up), ==, 0);
  g_assert_true (opens_with_picture (self, "x.png"));
  g_assert_false (opens_with_picture (self, "../secret.png"));
  g_assert_false (opens_with_picture (self, "./x.png"));
  g_assert_false (opens_with_picture (self, "link.png"));
  g_assert_false (opens_with_picture (self, "up/secret.png"));
  g_assert_false (opens_with_picture (self, ".."));
  g_assert_false (opens_with_picture (self, "nowhere.png"));
  g_assert_false (opens_with_picture (self, whole));
}

/* Nor are its own files links out of it. */
static void
its_files_are_no_links (Folder *self, gconstpointer data)
{
  g_autofree char *json = put (self->folder, "lesson.json", LESSON ("", "")), *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lesson_open (self->folder, NULL, &error);

  g_assert_no_error (error);
  text = g_build_filename (self->folder, "text.zh_CN.md", NULL);
  g_assert_cmpint (symlink ("text.en.md", text), ==, 0);
  g_assert_null (lab_lesson_open (self->folder, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  g_remove (text);
  g_remove (json);
  g_assert_cmpint (symlink ("text.en.md", json), ==, 0);
  g_assert_null (lab_lesson_open (self->folder, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

static void
texts_have_what_the_steps_ask_for (void)
{
  static const char *const wrong[] = {
    "", "## A\n", "# T\n", "# T\n## A\n## B\n", "# T\n## A\n> asked\n", "# T\n## A\n{x}\n", "# T\n## {x}\n",
    "# T\n## A\n1. answer\n", "# T\n## A\n= l: words\n", "# T\n## A\n---\na\n---\n", "# T\n# T\n## A\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const wrong_texts[] = { "en", wrong[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_lesson_parse ("x", LESSON ("", ""), wrong_texts, NULL, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
    }
}

static void
lessons_follow_the_schema (void)
{
  g_autofree char *good = g_test_build_filename (G_TEST_DIST, "data", "lessons", "good", "lesson.json", NULL);
  g_autoptr (GPtrArray) entries = lab_lessons_list ();
  json_object *json = rn_schema_load (good);

  rn_schema_assert ("reslab-lesson", json);
  json_object_put (json);
  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *path = g_build_filename (((LabLessonEntry *) entries->pdata[i])->folder, "lesson.json", NULL);

      json = rn_schema_load (path);
      rn_schema_assert ("reslab-lesson", json);
      json_object_put (json);
    }
}

static void
assert_words (json_object *schema, const char *definition, const char *const *words)
{
  json_object *definitions = json_object_object_get (schema, "definitions");
  json_object *list = json_object_object_get (json_object_object_get (definitions, definition), "enum");

  g_assert_cmpuint (json_object_array_length (list), ==, g_strv_length ((char **) words));
  for (gsize i = 0; i < json_object_array_length (list); i++)
    g_assert_true (g_strv_contains (words, json_object_get_string (json_object_array_get_idx (list, i))));
}

static void
schema_knows_every_word (void)
{
  json_object *schema = rn_schema_named ("reslab-lesson");

  assert_words (schema, "figure", lab__lesson_figures ());
  assert_words (schema, "control", lab_control_words ());
  json_object_put (schema);
}

/* The object of a schema that a table of keys reads. @at: names parted by "/" */
static json_object *
find_schema (json_object *schema, const char *at)
{
  g_auto (GStrv) names = g_strsplit (at, "/", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint64 index;

      if (g_ascii_string_to_unsigned (names[i], 10, 0, 9, &index, NULL))
        schema = json_object_array_get_idx (schema, index);
      else if (*names[i] != '\0')
        schema = json_object_object_get (schema, names[i]);
      g_assert_nonnull (schema);
    }
  return schema;
}

static void
assert_keys (json_object *object, const LabLessonTable *table)
{
  json_object *properties = json_object_object_get (object, "properties");
  json_object *required = json_object_object_get (object, "required");
  guint n = 0;

  g_test_message ("%s", table->name);
  g_assert_cmpint (json_object_object_length (properties), ==, table->n);
  for (guint i = 0; i < table->n; i++)
    {
      g_assert_true (json_object_object_get_ex (properties, table->keys[i].name, NULL));
      n += table->keys[i].required;
    }
  g_assert_cmpuint (required != NULL ? json_object_array_length (required) : 0, ==, n);
}

/* What the reader takes and what the schema takes are the same keys. */
static void
schema_knows_every_key (void)
{
  static const struct { LabLessonObject object; const char *at; } objects[] = {
    { LAB_LESSON_WHOLE, "" },
    { LAB_LESSON_STEP, "definitions/step" },
    { LAB_LESSON_CHOICE, "definitions/question/oneOf/0" },
    { LAB_LESSON_NUMBER, "definitions/question/oneOf/1" },
    { LAB_LESSON_BAR, "definitions/question/oneOf/2" },
    { LAB_LESSON_PLACE, "definitions/question/oneOf/3" },
    { LAB_LESSON_VALUE, "definitions/value/anyOf/1" },
    { LAB_LESSON_BARS, "definitions/bar" },
    { LAB_LESSON_TRAIN, "definitions/training" },
    { LAB_LESSON_RUN, "definitions/run" },
  };
  json_object *schema = rn_schema_named ("reslab-lesson");

  G_STATIC_ASSERT (G_N_ELEMENTS (objects) == LAB_LESSON_OBJECTS - 1);      /* a question's kind is in all of them */
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    assert_keys (find_schema (schema, objects[i].at), lab__lesson_table (objects[i].object));
  json_object_put (schema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/lesson/prose/meaning", text_keeps_its_meaning);
  g_test_add_func ("/lab/lesson/prose/refused", wrong_text_is_refused);
  g_test_add_func ("/lab/lesson/read/lines", every_mistake_has_its_line);
  g_test_add_func ("/lab/lesson/read/others-open", others_open);
  g_test_add_func ("/lab/lesson/read/texts", texts_have_what_the_steps_ask_for);
  g_test_add_func ("/lab/lesson/outside/commands", some_commands_are_refused);
  g_test_add_func ("/lab/lesson/outside/every-command", no_command_leads_outside);
  g_test_add ("/lab/lesson/outside/files", Folder, NULL, folder_open, files_lie_in_its_folder, folder_close);
  g_test_add ("/lab/lesson/outside/links", Folder, NULL, folder_open, its_files_are_no_links, folder_close);
  g_test_add_func ("/lab/lesson/schema/followed", lessons_follow_the_schema);
  g_test_add_func ("/lab/lesson/schema/words", schema_knows_every_word);
  g_test_add_func ("/lab/lesson/schema/keys", schema_knows_every_key);
  return g_test_run ();
}
