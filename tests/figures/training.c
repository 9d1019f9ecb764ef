/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The curve through noisy losses: it is where they are. */
#include <math.h>
#include <string.h>

#include "fig-training.h"

#define STEPS 2340               /* of the trainings in assets/results */
#define EVERY 10                 /* a step of these is in their logs */

/* Falls evenly; NAN but for one step of @every. */
static void
fill (double *values, guint every)
{
  for (guint i = 0; i < STEPS; i++)
    values[i] = i % every == 0 ? 2.3 - 1.6 * i / STEPS : NAN;
}

static void
curve_does_not_lag (void)
{
  static const guint every[] = { 1, EVERY };
  double values[STEPS];

  for (guint e = 0; e < G_N_ELEMENTS (every); e++)
    {
      g_autofree double *smooth = NULL;
      guint last = (STEPS - 1) / every[e] * every[e];

      fill (values, every[e]);
      smooth = fig_training_smooth (values, STEPS);
      /* in the middle exactly, but for rounding; between known steps it stands where the last one was */
      for (guint i = 0; i < STEPS - 10 * every[e]; i += every[e])
        g_assert_cmpfloat_with_epsilon (smooth[i], values[i], 1e-9);
      /* ten values are on average 4.5 old */
      g_assert_cmpfloat_with_epsilon (smooth[STEPS - 1], values[last] + 4.5 * every[e] * 1.6 / STEPS, 1e-9);
    }
}

/* What lab_train_loss() says of the same numbers. */
static void
ends_at_the_mean_of_ten (void)
{
  double values[57], sum = 0;
  g_autofree double *smooth = NULL, *few = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (i * 7919) % 31 / 10.0;
  for (guint i = 47; i < 57; i++)
    sum += values[i];
  smooth = fig_training_smooth (values, 57);
  g_assert_cmpfloat_with_epsilon (smooth[56], sum / 10, 1e-12);
  few = fig_training_smooth (values, 3);
  g_assert_cmpfloat_with_epsilon (few[2], (values[0] + values[1] + values[2]) / 3, 1e-12);
}

static void
what_is_no_number_leaves_no_trace (void)
{
  double values[400];
  g_autofree double *smooth = NULL;

  for (guint i = 0; i < 400; i++)
    values[i] = i < 3 || i >= 390 ? NAN : i == 100 ? 1e20 : 1;
  smooth = fig_training_smooth (values, 400);
  g_assert_true (isnan (smooth[2]));
  g_assert_cmpfloat (smooth[3], ==, 1);
  g_assert_cmpfloat (smooth[200], ==, 1);           /* the huge one is out of its window */
  g_assert_cmpfloat (smooth[399], ==, 1);
}

/* Zoomed in, a name says where its curve leaves the chart, not where the training ended. */
static void
name_tells_the_last_shown (void)
{
  double values[STEPS];
  const FigTrainingRun run = { .name = "net", .path = FIG_SUM, .n_steps = STEPS, .loss = values, .accuracy = values };
  const FigTrainingData data = { .runs = &run, .n_runs = 1, .column_steps = 1, .now = STEPS, .from = 0, .to = STEPS / 2 };
  const FigStyle style = { .width = 600 };
  g_autoptr (FigScene) scene = NULL;
  gboolean found = FALSE;

  fill (values, 1);
  scene = fig_training_new (&data, FIG_TRAINING_LOSS, &style);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      FigPick mark;

      fig_scene_mark (scene, i, &mark);
      found |= fig_scene_mark_is_text (scene, i) && g_strcmp0 (mark.text, "net 1.501") == 0;
      fig_pick_clear (&mark);
    }
  g_assert_true (found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/training/curve-does-not-lag", curve_does_not_lag);
  g_test_add_func ("/figures/training/ends-at-the-mean-of-ten", ends_at_the_mean_of_ten);
  g_test_add_func ("/figures/training/no-number", what_is_no_number_leaves_no_trace);
  g_test_add_func ("/figures/training/last-shown", name_tells_the_last_shown);
  return g_test_run ();
}
