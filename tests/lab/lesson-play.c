/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Lessons played: answers, on and back, left; what is remembered; what a check finds. */
#include <math.h>
#include <string.h>

#include "lab-lesson-private.h"
#include "lab-training.h"
#include "lesson-test.h"

/* ── playing ── */

static void
settle (LabLessonPlayer *player)
{
  g_autoptr (GError) error = NULL;

  lab_lesson_player_wait (player, &error);
  g_assert_no_error (error);
}

static void
assert_first (GPtrArray *lines, const char *words)
{
  g_autofree char *text = lab_line_text (lines->pdata[0]);

  g_assert_cmpstr (text, ==, words);
}

static void
answers_are_judged (void)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
  g_autoptr (LabLesson) lesson = open_lesson ("good");
  const FigStyle style = { .width = 700 };
  g_autoptr (FigScene) scene = NULL, bar = NULL;
  g_autofree char *truth = NULL;

  lab_lesson_player_open (player, lesson, 1, FALSE);
  settle (player);
  g_assert_cmpuint (lab_lesson_player_step (player), ==, 1);
  g_assert_cmpint (lab_lesson_player_phase (player), ==, LAB_LESSON_OPEN);
  g_assert_cmpint (lab_lesson_player_hidden (player), ==,
                   LAB_CONTROL_MODEL | LAB_CONTROL_EXPORT | LAB_CONTROL_SCISSORS);
  g_assert_true (lab_lesson_player_guess (player, 100));
  g_assert_false (lab_lesson_player_choose (player, 0));
  lab_lesson_player_next (player);
  settle (player);
  g_assert_cmpint (lab_lesson_player_answer (player)->state, ==, LAB_ANSWER_WRONG);
  truth = lab_lesson_player_truth (player);
  g_assert_true (lab_lesson_player_revealed (player));
  scene = lab_lesson_player_scene (player, &style, NULL);
  g_assert_nonnull (scene);
  lab_lesson_player_next (player);
  settle (player);
  g_assert_true (lab_lesson_player_choose (player, 0));
  lab_lesson_player_next (player);
  settle (player);
  g_assert_cmpint (lab_lesson_player_answer (player)->state, ==, LAB_ANSWER_RIGHT);
  lab_lesson_player_next (player);
  settle (player);
  bar = lab_lesson_player_bar (player, &style);
  g_assert_nonnull (bar);
  lab_lesson_player_next (player);
  settle (player);
  /* 16-channel blocks have 3 × (2 × 9 × 16² + 64) of all 272,474 parameters (He 2015, table 6: 0.27 M) */
  g_assert_cmpfloat_with_epsilon (lab_lesson_player_answer (player)->truth, 3 * (18 * 256 + 64) / 272474.0, 2e-3);
  lab_lesson_player_next (player);
  settle (player);
  g_assert_false (lab_lesson_player_point (player, "nowhere", NULL));
  g_assert_true (lab_lesson_player_point (player, "layer1.1.addition", NULL));
  lab_lesson_player_next (player);
  settle (player);
  g_assert_cmpint (lab_lesson_player_answer (player)->state, ==, LAB_ANSWER_RIGHT);
}

static void
back_is_as_it_was_left (void)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
  Lab *lab = lab_lesson_player_lab (player);
  g_autoptr (LabLesson) lesson = open_lesson ("good");

  lab_lesson_player_open (player, lesson, 3, FALSE);
  settle (player);
  g_assert_cmpuint (lab_lesson_player_step (player), ==, 3);
  g_assert_cmpuint (lab_document (lab)->cuts->len, ==, 1);
  lab_lesson_player_go_to (player, 0);
  settle (player);
  g_assert_cmpuint (lab_document (lab)->cuts->len, ==, 0);
  assert_first (lab_lesson_player_text (player)->lines,
                "There are 9 blocks, each with a way around, and { is a brace.");
  lab_lesson_player_set_language (player, "zh_CN");
  assert_first (lab_lesson_player_text (player)->lines, "共有 9 个块，每个都有旁路，{ 是花括号。");
  g_assert_false (lab_lesson_player_back (player));
  lab_lesson_player_go_to (player, 3);
  settle (player);
  g_assert_cmpuint (lab_lesson_player_step (player), ==, 3);
  g_assert_cmpuint (lab_document (lab)->cuts->len, ==, 1);
}

static void
leaving_gives_the_sitting_back (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (lab);
  g_autoptr (LabLesson) lesson = open_lesson ("good");

  lab_do (lab, NULL, "model", "spec", "cifar_plain20", NULL);
  lab_do (lab, NULL, "seed", "seed", 5, NULL);
  lab_do (lab, NULL, "view", "name", "compare", NULL);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  settle (player);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_resnet20");
  g_assert_false (lab_can_undo (lab));
  lab_lesson_player_leave (player);
  g_assert_cmpint (lab_lesson_player_phase (player), ==, LAB_LESSON_CLOSED);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_plain20");
  g_assert_cmpuint (lab_document (lab)->seed, ==, 5);
  g_assert_cmpint (lab_look (lab)->view, ==, LAB_VIEW_COMPARE);
  g_assert_true (lab_can_undo (lab));
}

/* ── training ── */

/* Small enough that a step takes a millisecond. */
#define NET(name, shortcut)                                                                        \
  "{\"name\":\"" name "\",\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":4,\"out\":4,\"pool\":\"none\"},"     \
  "\"block\":{\"shortcut\":\"" shortcut "\"},\"stages\":[{\"name\":\"layer1\",\"count\":1,\"out\":4}],"   \
  "\"head\":{\"classes\":10}}"

static json_object *
networks (void)
{
  json_object *list = json_object_new_array ();

  json_object_array_add (list, json_object_new_string (NET ("plain", "none")));
  json_object_array_add (list, json_object_new_string (NET ("residual", "auto")));
  return list;
}

/* A lesson that trains @steps, then shows what came of it. */
static LabLesson *
training_lesson (guint steps)
{
  const char *texts[] = { "en", "# T\n## A\nTrained.\n", NULL };
  json_object *list = networks ();
  g_autofree char *json
    = g_strdup_printf (LESSON ("{\"command\": \"trained\", \"name\": \"resnet20\"}",
                               ", \"show\": \"curves\", \"train\": {\"networks\": %s, \"steps\": %u,"
                                   " \"keys\": {\"batch\": 8}, \"result\": \"lock-step\"}"),
                       json_object_to_json_string (list), steps);
  g_autoptr (GError) error = NULL;
  LabLesson *lesson = lab_lesson_parse ("x", json, texts, NULL, &error);

  g_assert_no_error (error);
  json_object_put (list);
  return lesson;
}

static gboolean
knows_loss (LabLessonPlayer *player, const char *name)
{
  g_autofree char *text = g_strdup_printf ("train_loss('%s')", name);
  g_autoptr (LabExpression) loss = lab_expression_read (text, NULL);
  LabValue value;

  return lab_lesson_player_evaluate (player, loss, &value, NULL) && isfinite (value.number);
}

static void
await_training (LabLessonPlayer *player)
{
  while (lab_lesson_player_phase (player) != LAB_LESSON_TRAINING)
    g_main_context_iteration (NULL, TRUE);
}

static void
networks_train_live (void)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
  g_autoptr (LabLesson) lesson = training_lesson (5);
  const FigStyle style = { .width = 700 };
  g_autoptr (FigScene) going = NULL, gone = NULL;
  g_autofree char *source = NULL;

  lab_lesson_player_set_live (player, TRUE);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  await_training (player);
  going = lab_lesson_player_scene (player, &style, NULL);
  g_assert_nonnull (going);
  settle (player);
  g_assert_cmpint (lab_lesson_player_phase (player), ==, LAB_LESSON_DONE);
  g_assert_true (knows_loss (player, "residual"));
  g_assert_false (knows_loss (player, "resnet20"));
  source = lab_lesson_player_source (player);
  g_assert_nonnull (source);
  gone = lab_lesson_player_scene (player, &style, NULL);
  g_assert_nonnull (gone);
  g_assert_null (lab_training (lab_lesson_player_lab (player)));            /* the sitting's own is another */
}

static void
training_is_skipped (void)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
  g_autoptr (LabLesson) lesson = training_lesson (100000);
  g_autofree char *source = NULL;

  lab_lesson_player_set_live (player, TRUE);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  await_training (player);
  lab_lesson_player_skip (player);
  settle (player);
  g_assert_cmpint (lab_lesson_player_phase (player), ==, LAB_LESSON_DONE);
  g_assert_true (knows_loss (player, "resnet20"));
  g_assert_false (knows_loss (player, "residual"));
  source = lab_lesson_player_source (player);
  g_assert_nonnull (source);
}

/* Nor does anything wait for a training when the lesson is left, or where nobody asked for one. */
static void
training_is_left (void)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
  g_autoptr (LabLesson) lesson = training_lesson (100000);

  lab_lesson_player_set_live (player, TRUE);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  await_training (player);
  lab_lesson_player_leave (player);
  g_assert_cmpint (lab_lesson_player_phase (player), ==, LAB_LESSON_CLOSED);
  lab_lesson_player_set_live (player, FALSE);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  settle (player);
  g_assert_true (knows_loss (player, "resnet20"));
}

static void
wrong_trainings_are_refused (void)
{
  static const char *const wrong[] = {
    "{\"networks\": [\"x.json\"], \"result\": \"lock-step\"}",
    "{\"networks\": [\"no-such\"], \"result\": \"lock-step\"}",
    "{\"networks\": [\"cifar_resnet20\"], \"keys\": {\"data\": \"/etc\"}, \"result\": \"lock-step\"}",
    "{\"networks\": [\"cifar_resnet20\"], \"keys\": {\"batch\": 0}, \"result\": \"lock-step\"}",
    "{\"networks\": [\"cifar_resnet20\"]}",
    "{\"networks\": [\"vgg11\", \"vgg11\", \"vgg11\", \"vgg11\", \"vgg11\"], \"result\": \"lock-step\"}",
  };
  const char *texts[] = { "en", "# T\n## A\n", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *json = g_strdup_printf (LESSON ("", ", \"train\": %s"), wrong[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_lesson_parse ("x", json, texts, NULL, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
    }
}

/* ── checking ── */

static void
good_lesson_has_no_problem (void)
{
  g_autoptr (LabLesson) lesson = open_lesson ("good");
  g_autoptr (GPtrArray) problems = lab_lesson_check (lesson);

  for (guint i = 0; i < problems->len; i++)
    {
      const LabLessonProblem *problem = problems->pdata[i];
      g_autofree char *text = lab_lesson_problem_text (problem);

      if (!problem->warning)           /* its link leads to a lesson that is nowhere installed */
        g_error ("%s", text);
    }
}

/* Marks that are there once the answer is: rings. */
static guint
rings_of (const char *right)
{
  const char *texts[] = { "en", "# T\n## A\n> Where?\n", NULL };
  g_autofree char *json
    = g_strdup_printf (LESSON ("{\"command\": \"trained\", \"name\": \"resnet20\"}, "
                               "{\"command\": \"fold-all\", \"to\": \"block\"}",
                               ", \"show\": \"diagram\", \"question\": {\"kind\": \"place\", \"right\": [%s], "
                               "\"true\": \"blocks() > 1\"}"),
                       right);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lesson_parse ("x", json, texts, NULL, &error);
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
  const FigStyle style = { .width = 1400 };
  g_autoptr (FigScene) before = NULL, after = NULL;

  g_assert_no_error (error);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  settle (player);
  before = lab_lesson_player_scene (player, &style, NULL);
  lab_lesson_player_next (player);
  settle (player);
  after = lab_lesson_player_scene (player, &style, NULL);
  return fig_scene_n_marks (after) - fig_scene_n_marks (before);
}

/* Where more than one place is right, all are shown. */
static void
all_right_places_are_ringed (void)
{
  guint one = rings_of ("\"layer2.0\"");

  g_assert_cmpuint (one, >, 0);
  g_assert_cmpuint (rings_of ("\"layer2.0\", \"layer3.0\""), ==, 2 * one);
}

static void
check_finds_what_is_not_so (void)
{
  static const char *const wrong[] = {
    ", \"question\": {\"kind\": \"choice\", \"right\": 1, \"true\": [\"blocks() == 8\", \"blocks() == 9\"]}",
    ", \"question\": {\"kind\": \"choice\", \"right\": 1, \"true\": [\"blocks() == 9\", \"blocks() > 1\"]}",
    ", \"show\": \"diagram\", \"highlight\": [\"layer9\"]",
    ", \"show\": \"block\", \"of\": \"conv1\"",
    ", \"keep\": {\"a\": \"parameters('nowhere')\"}",
    ", \"keep\": {\"a\": \"element('layer1.0.relu', 99, 0, 0)\"}",
    ", \"keep\": {\"a\": \"no_such()\"}",
    ", \"do\": [{\"command\": \"cut\", \"block\": \"nowhere\"}]",
    ", \"train\": {\"result\": \"no-such\"}",
  };
  const char *with[] = { "en", "# T\n## A\n> asked\n1. a\n2. b\n", NULL };
  const char *without[] = { "en", "# T\n## A\n", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *json
        = g_strdup_printf (LESSON ("{\"command\": \"trained\", \"name\": \"resnet20\"}", "%s"), wrong[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LabLesson) lesson
        = lab_lesson_parse ("x", json, strstr (wrong[i], "question") != NULL ? with : without, NULL, &error);
      g_autoptr (GPtrArray) problems = NULL;

      g_assert_no_error (error);
      problems = lab_lesson_check (lesson);
      g_assert_cmpuint (problems->len, >=, 1);
    }
}

/* ── what is remembered, and presets ── */

static void
progress_is_remembered (void)
{
  const LabLessonProgress made = { 3, TRUE, 5, 4 };
  LabLessonProgress read;

  lab__lesson_progress_save ("one", &made);
  lab_lesson_progress_load ("one", &read);
  g_assert_cmpmem (&made, sizeof made, &read, sizeof read);
  lab_lesson_progress_load ("two", &read);
  g_assert_cmpuint (read.step, ==, 0);
  lab_lesson_progress_clear (NULL);
  lab_lesson_progress_load ("one", &read);
  g_assert_cmpuint (read.asked, ==, 0);
}

static void
presets_hide_and_do (void)
{
  static const char good[] = "{\"format\": \"reslab-preset\", \"version\": 1, \"hide\": [\"model\", \"menu\"],"
                             " \"do\": [{\"command\": \"seed\", \"seed\": 3}]}";
  static const char bad[] = "{\"format\": \"reslab-preset\", \"do\": [{\"command\": \"picture\", \"file\": \"/x\"}]}";
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "preset.json", NULL);
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LabOutfit) outfit = NULL;

  g_file_set_contents (path, good, -1, NULL);
  outfit = lab_outfit_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outfit->hidden, ==, LAB_CONTROL_MODEL | LAB_CONTROL_MENU);
  g_assert_true (lab_outfit_put_on (outfit, lab, &error));
  g_assert_cmpuint (lab_document (lab)->seed, ==, 3);
  g_file_set_contents (path, bad, -1, NULL);
  g_assert_null (lab_outfit_load (path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

/* Of what is remembered nothing is the person's own who runs the tests. */
static void
isolate (void)
{
  g_autofree char *home = rn_test_folder ();

  g_setenv ("XDG_DATA_HOME", home, TRUE);
}

int
main (int argc, char **argv)
{
  isolate ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/lesson-play/answers/judged", answers_are_judged);
  g_test_add_func ("/lab/lesson-play/back/as-left", back_is_as_it_was_left);
  g_test_add_func ("/lab/lesson-play/leave/sitting-back", leaving_gives_the_sitting_back);
  g_test_add_func ("/lab/lesson-play/train/live", networks_train_live);
  g_test_add_func ("/lab/lesson-play/train/skipped", training_is_skipped);
  g_test_add_func ("/lab/lesson-play/train/left", training_is_left);
  g_test_add_func ("/lab/lesson-play/train/refused", wrong_trainings_are_refused);
  g_test_add_func ("/lab/lesson-play/places/ringed", all_right_places_are_ringed);
  g_test_add_func ("/lab/lesson-play/check/good", good_lesson_has_no_problem);
  g_test_add_func ("/lab/lesson-play/check/wrong", check_finds_what_is_not_so);
  g_test_add_func ("/lab/lesson-play/progress/remembered", progress_is_remembered);
  g_test_add_func ("/lab/lesson-play/preset/hides", presets_hide_and_do);
  return g_test_run ();
}
