/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Numbers of a step as bars: on which scale, and when they may be seen. */
#include <math.h>

#include "lesson-test.h"

#define TEXT "# T\n## A\n= small: one\n= large: other\n"

static LabLessonPlayer *
play (const char *keys, const char *text)
{
  const char *texts[] = { "en", text, NULL };
  g_autofree char *json = g_strdup_printf (LESSON ("", "%s"), keys);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lesson_parse ("x", json, texts, NULL, &error);
  LabLessonPlayer *player = lab_lesson_player_new (NULL);

  g_assert_no_error (error);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  lab_lesson_player_wait (player, &error);
  g_assert_no_error (error);
  return player;
}

static gboolean
says (const FigScene *scene, const char *words)
{
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      FigPick mark;
      gboolean found;

      fig_scene_mark (scene, i, &mark);
      found = fig_scene_mark_is_text (scene, i) && g_strcmp0 (mark.text, words) == 0;
      fig_pick_clear (&mark);
      if (found)
        return TRUE;
    }
  return FALSE;
}

/* How much of its scale the bar of a row fills; NAN: there is none. */
static double
filled (const FigScene *scene, int row)
{
  for (guint i = 0; i + 1 < fig_scene_n_marks (scene); i++)
    {
      FigPick mark, next;
      double part;
      gboolean found;

      fig_scene_mark (scene, i, &mark);
      fig_scene_mark (scene, i + 1, &next);
      found = mark.kind == FIG_BAR && mark.item == row;
      part = fig_scene_mark_is_text (scene, i + 1) ? NAN : next.bounds.width / mark.bounds.width;
      fig_pick_clear (&mark);
      fig_pick_clear (&next);
      if (found)
        return part;
    }
  g_assert_not_reached ();
}

#define BARS(small, large, as)                                                                     \
  ", \"show\": \"values\", \"bars\": [{\"of\": \"" small "\", \"as\": \"" as "\", \"label\": \"small\"}," \
  " {\"of\": \"" large "\", \"as\": \"" as "\", \"label\": \"large\"}]"

/* Bars are rounded to no pixel, but an outline's half width may be theirs. */
#define NEAR 0.005

static void
percent_is_of_the_whole (void)
{
  g_autoptr (LabLessonPlayer) player = play (BARS ("0.2", "0.4", "percent"), TEXT);
  g_autoptr (LabLessonPlayer) counts = play (BARS ("20", "40", "integer"), TEXT);
  g_autoptr (LabLessonPlayer) over = play (BARS ("0.6", "1.2", "percent"), TEXT);
  const FigStyle style = { .width = 700 };
  g_autoptr (FigScene) parts = lab_lesson_player_scene (player, &style, NULL);
  g_autoptr (FigScene) plain = lab_lesson_player_scene (counts, &style, NULL);
  g_autoptr (FigScene) more = lab_lesson_player_scene (over, &style, NULL);

  g_assert_cmpfloat_with_epsilon (filled (parts, 0), 0.2, NEAR);
  g_assert_cmpfloat_with_epsilon (filled (parts, 1), 0.4, NEAR);
  g_assert_true (says (parts, "0 %") && says (parts, "100 %"));
  g_assert_cmpfloat_with_epsilon (filled (plain, 0), 0.5, NEAR);
  g_assert_false (says (plain, "100 %"));
  g_assert_cmpfloat_with_epsilon (filled (more, 0), 0.5, NEAR);      /* 120 % have to find their place */
}

static void
numbers_wait_for_the_answer (void)
{
  g_autoptr (LabLessonPlayer) player
    = play (BARS ("0.2", "0.4", "percent") ", \"question\": {\"kind\": \"number\", \"of\": \"0.4\"}",
            TEXT "> How many?\n");
  const FigStyle style = { .width = 700 };
  g_autoptr (FigScene) before = lab_lesson_player_scene (player, &style, NULL), after = NULL;

  g_assert_true (says (before, "?"));
  g_assert_true (isnan (filled (before, 0)) && isnan (filled (before, 1)));
  g_assert_false (says (before, "40.0 %"));
  g_assert_true (lab_lesson_player_next (player));
  g_assert_true (lab_lesson_player_wait (player, NULL));
  after = lab_lesson_player_scene (player, &style, NULL);
  g_assert_true (says (after, "40.0 %"));
  g_assert_cmpfloat_with_epsilon (filled (after, 1), 0.4, NEAR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/lesson-values/percent/whole", percent_is_of_the_whole);
  g_test_add_func ("/lab/lesson-values/asked/hidden", numbers_wait_for_the_answer);
  return g_test_run ();
}
