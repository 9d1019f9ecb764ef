/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What can be done in Lessons, a row each. */
#include "config.h"
#include "reslab-lessons-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "reslab-window.h"

#define NUDGE 0.05                 /* of a bar's range */

static LabLessonPlayer *
player_of (GtkWidget *view)
{
  return reslab_lessons_player (RESLAB_LESSONS (view));
}

static gboolean
is_open (GtkWidget *view)
{
  return reslab_lessons_is_open (RESLAB_LESSONS (view));
}

static gboolean
is_training (GtkWidget *view)
{
  return lab_lesson_player_phase (player_of (view)) == LAB_LESSON_TRAINING;
}

/* Once revealed it changes nothing any more, but the cards are not to turn grey. */
static gboolean
can_choose (GtkWidget *view)
{
  return reslab_lesson_question_of (player_of (view))->kind == LAB_QUESTION_CHOICE;
}

static gboolean
can_nudge (GtkWidget *view)
{
  return lab_lesson_player_phase (player_of (view)) == LAB_LESSON_OPEN
         && reslab_lesson_question_of (player_of (view))->kind == LAB_QUESTION_BAR;
}

static gboolean
can_go_back (GtkWidget *view)
{
  return is_open (view) && lab_lesson_player_step (player_of (view)) > 0;
}

/* After the last step the contents come. */
static void
next (GtkWidget *view, GVariant *parameter)
{
  if (!lab_lesson_player_next (player_of (view)))
    reslab_lessons_leave (RESLAB_LESSONS (view));
}

static void
back (GtkWidget *view, GVariant *parameter)
{
  lab_lesson_player_back (player_of (view));
}

static void
contents (GtkWidget *view, GVariant *parameter)
{
  reslab_lessons_leave (RESLAB_LESSONS (view));
}

static void
answer (GtkWidget *view, GVariant *parameter)
{
  reslab_lessons_answer (RESLAB_LESSONS (view));
}

static void
read_again (GtkWidget *view, GVariant *parameter)
{
  reslab_lessons_read (RESLAB_LESSONS (view));
}

static void
skip (GtkWidget *view, GVariant *parameter)
{
  lab_lesson_player_skip (player_of (view));
}

static void
more (GtkWidget *view, GVariant *parameter)
{
  reslab_lesson_nudge (player_of (view), NUDGE);
}

static void
less (GtkWidget *view, GVariant *parameter)
{
  reslab_lesson_nudge (player_of (view), -NUDGE);
}

static void
switch_language (GtkWidget *view, GVariant *parameter)
{
  const char *now = reslab_lessons_language (RESLAB_LESSONS (view));

  if (now == NULL)
    now = fig_i18n_language ();
  reslab_lessons_set_language (RESLAB_LESSONS (view), g_str_has_prefix (now, "zh") ? "en" : "zh_CN");
}

/* The live network behind the figure; Ctrl+5 comes back. */
static void
look (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = lab_lesson_player_lab (player_of (view));

  lab_do (lab, NULL, "view", "name", reslab_view_type (lab_look (lab)->view)->name, NULL);
}

static void
choose (GtkWidget *view, GVariant *parameter)
{
  lab_lesson_player_choose (player_of (view), g_variant_get_uint32 (parameter));
}

#define CHOOSE(n)                                                                                  \
  static void choose_##n (GtkWidget *view, GVariant *parameter)                                    \
  {                                                                                                \
    lab_lesson_player_choose (player_of (view), n - 1);                                            \
  }
CHOOSE (1)
CHOOSE (2)
CHOOSE (3)
CHOOSE (4)
#undef CHOOSE

static void
go (GtkWidget *view, GVariant *parameter)
{
  guint step = g_variant_get_uint32 (parameter);

  if (is_open (view) && step < lab_lesson_n_steps (lab_lesson_player_lesson (player_of (view))))
    lab_lesson_player_go_to (player_of (view), step);
}

static void
tell (GtkWidget *view, const GError *error)
{
  reslab_window_show_error (reslab_window_of (view), error->message);
}

static void
open_named (GtkWidget *view, GVariant *parameter)
{
  g_autoptr (GError) error = NULL;

  if (!reslab_lessons_open (RESLAB_LESSONS (view), g_variant_get_string (parameter, NULL), -1, &error))
    tell (view, error);
}

/* "lesson:04-backward" opens that lesson at its begin; all else goes to the browser. */
static void
follow (GtkWidget *view, GVariant *parameter)
{
  const char *link = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_str_has_prefix (link, "lesson:"))
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (view)), link, GDK_CURRENT_TIME);
  else if (!reslab_lessons_open (RESLAB_LESSONS (view), link + strlen ("lesson:"), 0, &error))
    tell (view, error);
}

#define LESSONS N_("Lessons")

static const ReslabAction rows[] = {
  { .name = "lesson-next",
    .keys = "space Page_Down",
    .title = N_("On, or reveal"),
    .group = LESSONS,
    .run = next,
    .enabled = is_open },
  { .name = "lesson-back",
    .keys = "BackSpace Page_Up",
    .title = N_("Back"),
    .group = LESSONS,
    .run = back,
    .enabled = can_go_back },
  { .name = "lesson-contents",
    .keys = "Home",
    .title = N_("Leave the lesson, to the contents"),
    .group = LESSONS,
    .run = contents,
    .enabled = is_open },
  { .name = "lesson-choose-1", .keys = "1", .title = N_("First answer"), .group = LESSONS, .run = choose_1, .enabled = can_choose },
  { .name = "lesson-choose-2", .keys = "2", .title = N_("Second answer"), .group = LESSONS, .run = choose_2, .enabled = can_choose },
  { .name = "lesson-choose-3", .keys = "3", .title = N_("Third answer"), .group = LESSONS, .run = choose_3, .enabled = can_choose },
  { .name = "lesson-choose-4", .keys = "4", .title = N_("Fourth answer"), .group = LESSONS, .run = choose_4, .enabled = can_choose },
  { .name = "lesson-more",
    .keys = "plus equal Right",
    .title = N_("A longer bar"),
    .group = LESSONS,
    .run = more,
    .enabled = can_nudge },
  { .name = "lesson-less",
    .keys = "minus Left",
    .title = N_("A shorter bar"),
    .group = LESSONS,
    .run = less,
    .enabled = can_nudge },
  { .name = "lesson-answer",
    .keys = "Return",
    .title = N_("To the question"),
    .group = LESSONS,
    .run = answer,
    .enabled = is_open },
  { .name = "lesson-read",
    .keys = "r",
    .title = N_("Back to the text"),
    .group = LESSONS,
    .run = read_again,
    .enabled = is_open },
  { .name = "lesson-skip",
    .keys = "s",
    .title = N_("Skip the training"),
    .group = LESSONS,
    .run = skip,
    .enabled = is_training },
  { .name = "lesson-look",
    .keys = "v",
    .title = N_("The live view behind the figure"),
    .group = LESSONS,
    .run = look,
    .enabled = is_open },
  { .name = "lesson-language",
    .keys = "l",
    .title = N_("The other language"),
    .group = LESSONS,
    .run = switch_language },
  { .name = "lesson-choose", .title = N_("This answer"), .group = LESSONS, .parameter = "u", .run = choose, .enabled = can_choose },
  { .name = "lesson-go", .title = N_("To this step"), .group = LESSONS, .parameter = "u", .run = go, .enabled = is_open },
  { .name = "lesson-open", .title = N_("Open this lesson"), .group = LESSONS, .parameter = "s", .run = open_named },
  { .name = "lesson-link", .title = N_("Follow this link"), .group = LESSONS, .parameter = "s", .run = follow },
};

const ReslabViewType reslab_view_lessons = {
  .name = "lessons",
  .title = N_("Lessons"),
  .icon = "reslab-lessons-symbolic",
  .help = N_("Lessons are text in steps beside the live view they drive. A step asks, you predict, Space reveals "
             "what is computed. Leaving a lesson gives back what was open before. Teachers write lessons as files."),
  .new = reslab_lessons_new,
  .actions = RESLAB_ACTION_TABLE (rows),
};
