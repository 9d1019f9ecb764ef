/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Lessons: from the contents to the end by keyboard, and back to what was open before. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "gtk-test.h"
#include "reslab-controls.h"
#include "reslab-figure-view.h"
#include "reslab-lessons-private.h"
#include "reslab-window.h"
#include "rn-test.h"

/* Small enough that a step takes milliseconds. */
#define NET                                                                                        \
  "{\\\"name\\\":\\\"small\\\",\\\"input\\\":[3,32,32],\\\"stem\\\":{\\\"kernel\\\":3,\\\"stride\\\":4,\\\"out\\\":4,"     \
  "\\\"pool\\\":\\\"none\\\"},\\\"stages\\\":[{\\\"name\\\":\\\"layer1\\\",\\\"count\\\":2,\\\"out\\\":4}],"               \
  "\\\"head\\\":{\\\"classes\\\":10}}"

static const char lesson_json[]
  = "{\"format\": \"reslab-lesson\", \"version\": 1, \"minutes\": 1, \"hide\": [\"model\"],"
    " \"begin\": [{\"command\": \"model\", \"spec\": \"" NET "\"}],"
    " \"values\": {\"blocks\": {\"of\": \"blocks()\", \"as\": \"integer\"}},"
    " \"steps\": ["
    "  {\"name\": \"look\", \"show\": \"diagram\", \"hide\": [\"export\"]},"
    "  {\"name\": \"choice\", \"show\": \"block\", \"of\": \"layer1.0\","
    "   \"question\": {\"kind\": \"choice\", \"right\": 2, \"true\": [\"blocks() == 1\", \"blocks() == 2\"]}},"
    "  {\"name\": \"number\", \"question\": {\"kind\": \"number\", \"of\": \"channels('layer1.0.conv1')\","
    "   \"tolerance\": 0, \"as\": \"integer\"}},"
    "  {\"name\": \"bar\", \"question\": {\"kind\": \"bar\", \"of\": \"0.25\", \"from\": 0, \"to\": 1, \"as\": \"percent\"},"
    "   \"bars\": [{\"of\": \"blocks()\", \"as\": \"integer\", \"label\": \"n\", \"role\": \"sum\"}]},"
    "  {\"name\": \"place\", \"question\": {\"kind\": \"place\", \"right\": [\"layer1.0.addition\"],"
    "   \"true\": \"channels('layer1.0.addition') == 4\"}},"
    "  {\"name\": \"end\", \"show\": \"none\"}]}";

static const char english[]
  = "# A quick lesson\nFor tests.\n"
    "## Look\nThere are {blocks} {sum|blocks}.\n"
    "## Choice\nCount.\n> How many blocks?\n1. one\n2. two\n---\nThere are {blocks}.\n"
    "## Number\nCount again.\n> How many channels?\n---\nFour.\n"
    "## Bar\nGuess.\n= n: blocks\n> What part?\n---\nA quarter.\n"
    "## Place\nLook.\n> Where do they meet?\n---\nHere.\n"
    "## End\nThe end.\n";

static const char chinese[]
  = "# 一门小课\n供测试用。\n"
    "## 看\n有 {blocks} 个{sum|块}。\n"
    "## 选\n数一数。\n> 有几个块？\n1. 一个\n2. 两个\n---\n有 {blocks} 个。\n"
    "## 数\n再数一数。\n> 有几个通道？\n---\n四个。\n"
    "## 条\n猜。\n= n: 块\n> 占多少？\n---\n四分之一。\n"
    "## 处\n看。\n> 在哪里相遇？\n---\n这里。\n"
    "## 完\n完了。\n";

typedef struct
{
  Lab             *lab;
  GtkWidget       *window;
  ReslabLessons   *view;
  LabLessonPlayer *player;
} Fixture;

static ReslabApplication *application;
static char *folder;               /* of the lesson */

static gboolean
is_still (gpointer data)
{
  const Fixture *fixture = data;

  return lab_lesson_player_phase (fixture->player) != LAB_LESSON_WORKING && !lab_is_working (fixture->lab);
}

static void
settle (Fixture *fixture)
{
  reslab_test_until (is_still, fixture);
  reslab_test_frames (fixture->window, 2);
}

static void
open_window (Fixture *fixture, gconstpointer data)
{
  fixture->lab = lab_new ();
  lab_do (fixture->lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  fixture->window = reslab_window_new (application, fixture->lab);
  fixture->view = RESLAB_LESSONS (reslab_window_view_at (RESLAB_WINDOW (fixture->window), LAB_VIEW_LESSONS));
  fixture->player = reslab_lessons_player (fixture->view);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_5, GDK_CONTROL_MASK));
  settle (fixture);
}

static void
close_window (Fixture *fixture, gconstpointer data)
{
  lab_lesson_progress_clear (NULL);
  reslab_test_destroy (fixture->window);
  g_assert_cmpuint (G_OBJECT (fixture->lab)->ref_count, ==, 1);     /* nobody else holds it */
  g_object_unref (fixture->lab);
}

static void
press (Fixture *fixture, guint key)
{
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), key, 0));
  settle (fixture);
}

static void
open_lesson (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  reslab_lessons_open (fixture->view, folder, 0, &error);
  g_assert_no_error (error);
  settle (fixture);
}

/* All words that are to be seen. */
static void
gather (GtkWidget *widget, GString *words)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (words, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gather (child, words);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  GString *words = g_string_new (NULL);
  gboolean found;

  gather (GTK_WIDGET (fixture->view), words);
  found = strstr (words->str, text) != NULL;
  g_string_free (words, TRUE);
  return found;
}

/* Every lesson that comes with Reslab stands in the contents; Enter opens the one in focus. */
static void
contents_list_lessons (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) lessons = lab_lessons_list ();
  GtkWidget *list = reslab_test_find (GTK_WIDGET (fixture->view), GTK_TYPE_LIST_BOX, NULL);
  const LabLessonEntry *first = lessons->pdata[0];
  GtkWidget *row;

  g_assert_nonnull (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) lessons->len - 1));
  g_assert_null (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) lessons->len));
  row = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == row);
  reslab_test_shot (fixture->window, "lessons-contents");
  gtk_widget_activate (row);
  g_assert_cmpstr (lab_lesson_player_lesson (fixture->player)->id, ==, first->id);
  reslab_lessons_leave (fixture->view);
  settle (fixture);
}

static void
answer_number (Fixture *fixture)
{
  GtkWidget *field = reslab_test_find (GTK_WIDGET (fixture->view), GTK_TYPE_ENTRY, NULL);

  press (fixture, GDK_KEY_Return);           /* to the question */
  g_assert_nonnull (gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), GTK_TYPE_ENTRY));
  gtk_editable_set_text (GTK_EDITABLE (field), "what");
  g_assert_cmpint (lab_lesson_player_answer (fixture->player)->state, ==, LAB_ANSWER_NONE);
  gtk_editable_set_text (GTK_EDITABLE (field), "4");
  g_assert_cmpfloat (lab_lesson_player_answer (fixture->player)->number, ==, 4);
  g_signal_emit_by_name (field, "activate");       /* Enter reveals */
  settle (fixture);
  g_assert_cmpint (lab_lesson_player_answer (fixture->player)->state, ==, LAB_ANSWER_RIGHT);
}

static void
answer_place (Fixture *fixture)
{
  GtkWidget *figure = reslab_test_find (GTK_WIDGET (fixture->view), RESLAB_TYPE_FIGURE_VIEW, NULL);
  FigScene *scene;
  FigPick mark = { 0 };

  for (figure = gtk_window_get_focus (GTK_WINDOW (fixture->window)); !RESLAB_IS_FIGURE_VIEW (figure);
       figure = gtk_window_get_focus (GTK_WINDOW (fixture->window)))
    press (fixture, GDK_KEY_Return);         /* a place is asked for in the figure */
  scene = reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (figure));
  for (guint i = 0; i < fig_scene_n_marks (scene) && lab_lesson_player_answer (fixture->player)->place == NULL; i++)
    {
      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_NODE && mark.text != NULL && strstr (mark.text, "addition") != NULL)
        g_signal_emit_by_name (figure, "picked", &mark, 1u, 0.0, 0.0);
      fig_pick_clear (&mark);
    }
  g_assert_cmpstr (lab_lesson_player_answer (fixture->player)->place, ==, "layer1.0.addition");
}

/* Nothing is shown of an answer before Space. */
static void
keys_lead_to_the_end (Fixture *fixture, gconstpointer data)
{
  open_lesson (fixture);
  g_assert_true (shows (fixture, "There are 2 blocks."));
  press (fixture, GDK_KEY_space);
  g_assert_false (shows (fixture, "There are 2"));
  press (fixture, GDK_KEY_2);
  press (fixture, GDK_KEY_space);
  g_assert_true (shows (fixture, "There are 2."));
  g_assert_cmpint (lab_lesson_player_answer (fixture->player)->state, ==, LAB_ANSWER_RIGHT);
  press (fixture, GDK_KEY_space);
  answer_number (fixture);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_plus);             /* from the middle of the range */
  g_assert_cmpfloat_with_epsilon (lab_lesson_player_answer (fixture->player)->number, 0.5, 1e-9);
  press (fixture, GDK_KEY_minus);
  g_assert_cmpfloat_with_epsilon (lab_lesson_player_answer (fixture->player)->number, 0.45, 1e-9);
  reslab_test_shot (fixture->window, "lessons-bar");
  press (fixture, GDK_KEY_space);
  g_assert_true (shows (fixture, "25.0 %"));
  press (fixture, GDK_KEY_space);
  answer_place (fixture);
  press (fixture, GDK_KEY_space);
  g_assert_cmpint (lab_lesson_player_answer (fixture->player)->state, ==, LAB_ANSWER_RIGHT);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_space);            /* behind the last step are the contents */
  g_assert_false (reslab_lessons_is_open (fixture->view));
}

static void
back_shows_what_was_answered (Fixture *fixture, gconstpointer data)
{
  open_lesson (fixture);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_1);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_BackSpace);
  g_assert_cmpuint (lab_lesson_player_step (fixture->player), ==, 0);
  press (fixture, GDK_KEY_space);
  g_assert_cmpint (lab_lesson_player_answer (fixture->player)->state, ==, LAB_ANSWER_WRONG);
  g_assert_true (shows (fixture, "There are 2."));
}

static void
leaving_gives_the_sitting_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = g_strdup (rn_spec_name (lab_document (fixture->lab)->spec));

  open_lesson (fixture);
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, "small");
  press (fixture, GDK_KEY_Home);
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, before);
  g_assert_cmpint (lab_shown_view (fixture->lab), ==, LAB_VIEW_LESSONS);
}

/* Another view shows the lesson's network; back in the lesson the step is as it was. */
static void
other_views_are_live (Fixture *fixture, gconstpointer data)
{
  open_lesson (fixture);
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_1, GDK_CONTROL_MASK));
  settle (fixture);
  g_assert_cmpint (lab_shown_view (fixture->lab), ==, LAB_VIEW_EXPLORE);
  lab_do (fixture->lab, NULL, "model", "spec", "cifar_plain20", NULL);
  settle (fixture);
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_5, GDK_CONTROL_MASK));
  settle (fixture);
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, "small");
  g_assert_true (reslab_lessons_is_open (fixture->view));
}

static void
language_is_switched (Fixture *fixture, gconstpointer data)
{
  open_lesson (fixture);
  g_assert_true (shows (fixture, "A quick lesson"));
  press (fixture, GDK_KEY_l);
  g_assert_true (shows (fixture, "有 2 个块。"));
  press (fixture, GDK_KEY_l);
  g_assert_true (shows (fixture, "A quick lesson"));
}

static void
controls_are_hidden (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = reslab_view_header_start (reslab_window_view_at (RESLAB_WINDOW (fixture->window), LAB_VIEW_EXPLORE));
  GtkWidget *model = gtk_widget_get_first_child (box), *picture = gtk_widget_get_last_child (box);

  open_lesson (fixture);
  g_assert_false (gtk_widget_get_visible (model));
  g_assert_true (gtk_widget_get_visible (picture));
  press (fixture, GDK_KEY_Home);
  g_assert_true (gtk_widget_get_visible (model));
}

/* A teacher's preset hides, and a lesson does not bring back what it hides. */
static void
preset_is_put_on (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = reslab_view_header_start (reslab_window_view_at (RESLAB_WINDOW (fixture->window), LAB_VIEW_EXPLORE));
  GtkWidget *picture = gtk_widget_get_last_child (box);
  g_autofree char *path = g_build_filename (folder, "preset.json", NULL);
  static const char preset[] = "{\"format\": \"reslab-preset\", \"version\": 1, \"hide\": [\"picture\"],"
                               " \"do\": [{\"command\": \"view\", \"name\": \"gradients\"}]}";

  g_assert_true (g_file_set_contents (path, preset, -1, NULL));
  gtk_widget_activate_action (fixture->window, "win.open-path", "s", path);
  g_assert_false (gtk_widget_get_visible (picture));
  g_assert_cmpint (lab_shown_view (fixture->lab), ==, LAB_VIEW_GRADIENTS);
  open_lesson (fixture);
  g_assert_false (gtk_widget_get_visible (picture));
  press (fixture, GDK_KEY_Home);
  g_assert_false (gtk_widget_get_visible (picture));
  g_remove (path);
}

static void
progress_is_remembered (Fixture *fixture, gconstpointer data)
{
  open_lesson (fixture);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_2);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_Home);
  gtk_widget_activate_action (fixture->window, "win.open-path", "s", folder);
  settle (fixture);
  g_assert_cmpuint (lab_lesson_player_step (fixture->player), ==, 2);
}

static void
write_lesson (void)
{
  const struct { const char *name, *text; } files[] = {
    { "lesson.json", lesson_json }, { "text.en.md", english }, { "text.zh_CN.md", chinese } };

  folder = g_build_filename (g_get_user_data_dir (), "quick", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);

      g_assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/lessons/" name, Fixture, NULL, open_window, function, close_window)

int
main (int argc, char **argv)
{
  g_autofree char *home = rn_test_folder ();
  int status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);    /* where progress is remembered */
  if (!reslab_test_init (&argc, &argv))
    return 0;
  write_lesson ();
  application = reslab_test_application ();
  ADD ("contents", contents_list_lessons);
  ADD ("keys", keys_lead_to_the_end);
  ADD ("back", back_shows_what_was_answered);
  ADD ("leaving", leaving_gives_the_sitting_back);
  ADD ("views", other_views_are_live);
  ADD ("language", language_is_switched);
  ADD ("controls", controls_are_hidden);
  ADD ("preset", preset_is_put_on);
  ADD ("progress", progress_is_remembered);
  status = g_test_run ();
  g_clear_object (&application);
  g_free (folder);
  return status;
}
