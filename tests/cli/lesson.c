/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* lesson: what is listed, checked, printed as text and as a handout, and begun. */
#include <string.h>

#include <glib/gstdio.h>

#include "cli-child.h"
#include "rn-test.h"

static char *
good (void)
{
  return g_test_build_filename (G_TEST_DIST, "data", "lessons", "good", NULL);
}

static void
all_are_listed (void)
{
  g_auto (Child) english = child_run ("lesson", "list", "--lang=en", NULL);
  g_auto (Child) chinese = child_run ("lesson", "list", "--lang=zh_CN", NULL);

  child_assert_done (&english);
  child_assert_says (&english, "02-shortcut");
  child_assert_says (&english, "The shortcut");
  child_assert_done (&chinese);
  child_assert_says (&chinese, "捷径");
}

static void
good_one_is_good (void)
{
  g_autofree char *path = good ();
  g_auto (Child) child = child_run ("lesson", "check", path, NULL);

  child_assert_done (&child);
}

static void
mistakes_are_told (void)
{
  g_autofree char *broken = g_test_build_filename (G_TEST_DIST, "data", "lessons", "broken", NULL);
  g_auto (Child) child = child_run ("lesson", "check", broken, NULL);

  g_assert_cmpint (child.status, ==, 1);
  child_assert_says (&child, "lesson.json:6: steps[0].show: ");
  child_assert_says (&child, "text.en.md:");
}

static void
steps_are_printed (void)
{
  g_autofree char *path = good ();
  g_auto (Child) english = child_run ("lesson", "play", path, "--headless", "--lang=en", NULL);
  g_auto (Child) chinese = child_run ("lesson", "play", path, "--headless", "--lang=zh_CN", NULL);

  child_assert_done (&english);
  child_assert_says (&english, "There are 9 blocks");
  child_assert_says (&english, "Right: layer1.1.addition");
  child_assert_done (&chinese);
  child_assert_says (&chinese, "共有 9 个块");
  g_assert_null (strstr (chinese.out, "…"));         /* every value is there */
}

static void
handout_has_every_step (void)
{
  g_autofree char *path = good (), *out = scratch_write ("handout.html", "", 0), *html = NULL;
  g_auto (Child) child = child_run ("lesson", "export", path, "-o", out, "--lang=en", NULL);

  child_assert_done (&child);
  g_assert_true (g_file_get_contents (out, &html, NULL, NULL));
  g_assert_nonnull (strstr (html, "Where do they meet?"));
  g_assert_nonnull (strstr (html, "There are 9 blocks"));
}

/* A class works through it: what answers a question stands in a section of its own, after all of them. */
static void
answers_stand_at_the_end (void)
{
  g_autofree char *path = good (), *out = scratch_write ("handout.html", "", 0), *html = NULL, *asked = NULL;
  g_auto (Child) child = child_run ("lesson", "export", path, "-o", out, "--lang=en", NULL);
  const char *answers;

  child_assert_done (&child);
  g_assert_true (g_file_get_contents (out, &html, NULL, NULL));
  answers = strstr (html, ">Answers</h2>");
  g_assert_nonnull (answers);
  asked = g_strndup (html, (gsize) (answers - html));
  g_assert_nonnull (strstr (asked, "How well?"));                            /* the last question */
  g_assert_null (strstr (asked, "Answer: "));
  g_assert_null (strstr (asked, "At the sum."));
  g_assert_nonnull (strstr (answers, "5. Place</h3>"));
  g_assert_nonnull (strstr (answers, "Answer: layer1.1.addition"));
  g_assert_nonnull (strstr (answers, "Answer: 1. nothing"));
  g_assert_nonnull (strstr (answers, "At the sum."));
}

/* Bars are figures as well, empty ones where their numbers are asked for; so is the scale of a guess. */
static void
bars_are_in_the_handout (void)
{
  g_autofree char *path = good (), *out = scratch_write ("handout.md", "", 0), *text = NULL, *folder = NULL;
  g_auto (Child) child = child_run ("lesson", "export", path, "-o", out, "--lang=en", NULL);
  static const char *const figures[] = { "](handout-files/04-step-3-bars.svg)", "](handout-files/06-step-4-guess.svg)" };

  child_assert_done (&child);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "![before the cut: ?; after it: ?"));
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_assert_nonnull (strstr (text, figures[i]));
}

static void
new_one_plays (void)
{
  g_autofree char *beside = scratch_write ("beside", "", 0), *folder = g_path_get_dirname (beside);
  g_autofree char *path = g_build_filename (folder, "my-lesson", NULL);
  g_auto (Child) made = child_run ("lesson", "new", path, NULL);
  g_auto (Child) again = child_run ("lesson", "new", path, NULL);
  g_auto (Child) checked = child_run ("lesson", "check", path, NULL);
  static const char *const files[] = { "lesson.json", "text.en.md", "text.zh_CN.md" };

  child_assert_done (&made);
  child_assert_refused (&again, 1, "my-lesson");
  child_assert_done (&checked);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (path, files[i], NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_rmdir (path);
}

static void
wrong_calls_are_refused (void)
{
  g_auto (Child) action = child_run ("lesson", "playy", "2", NULL);
  g_auto (Child) unknown = child_run ("lesson", "check", "02-shortcat", NULL);
  g_auto (Child) window = child_run ("lesson", "play", "2", NULL);
  g_auto (Child) nowhere = child_run ("lesson", "export", "2", NULL);

  child_assert_refused (&action, 2, "play");
  child_assert_refused (&unknown, 1, "02-shortcut");
  child_assert_refused (&window, 2, "--headless");
  child_assert_refused (&nowhere, 2, "--output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/lesson/list/all", all_are_listed);
  g_test_add_func ("/cli/lesson/check/good", good_one_is_good);
  g_test_add_func ("/cli/lesson/check/mistakes", mistakes_are_told);
  g_test_add_func ("/cli/lesson/play/printed", steps_are_printed);
  g_test_add_func ("/cli/lesson/export/handout", handout_has_every_step);
  g_test_add_func ("/cli/lesson/export/answers-last", answers_stand_at_the_end);
  g_test_add_func ("/cli/lesson/export/bars", bars_are_in_the_handout);
  g_test_add_func ("/cli/lesson/new/plays", new_one_plays);
  g_test_add_func ("/cli/lesson/wrong/refused", wrong_calls_are_refused);
  return g_test_run ();
}
