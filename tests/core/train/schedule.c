/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The learning rate of each step, against PyTorch's schedulers of the same name. */
#include "rn-schedule.h"

#include <glib.h>

typedef struct { guint64 step; double rate; } Point;

static void
check (const RnSchedule *schedule, const Point *points, guint n)
{
  for (guint i = 0; i < n; i++)
    /* PyTorch prints ten digits */
    g_assert_cmpfloat_with_epsilon (rn_schedule_rate (schedule, points[i].step), points[i].rate,
                                    1e-9 * schedule->rate);
}

static void
test_constant (void)
{
  const RnSchedule schedule = { .kind = RN_SCHEDULE_CONSTANT, .rate = 0.1, .steps = 20 };

  check (&schedule, (const Point[]) { { 0, 0.1 }, { 19, 0.1 }, { 100, 0.1 } }, 3);
}

static void
test_steps (void)
{
  const RnSchedule schedule = { .kind = RN_SCHEDULE_STEPS, .rate = 0.1, .steps = 64000,
                                .factor = 0.1, .milestones = { 32000, 48000 }, .n_milestones = 2 };

  check (&schedule, (const Point[]) { { 0, 0.1 }, { 31999, 0.1 }, { 32000, 0.01 }, { 47999, 0.01 },
                                      { 48000, 0.001 }, { 63999, 0.001 } }, 6);
}

/* CosineAnnealingLR (T_max = 40) */
static void
test_cosine (void)
{
  const RnSchedule schedule = { .kind = RN_SCHEDULE_COSINE, .rate = 0.5, .steps = 40 };

  check (&schedule, (const Point[]) { { 0, 0.5 }, { 1, 0.4992293334 }, { 10, 0.4267766953 },
                                      { 20, 0.25 }, { 39, 0.0007706665667 } }, 5);
}

/* OneCycleLR (max_lr = 0.5, total_steps = 40) */
static void
test_one_cycle (void)
{
  const RnSchedule schedule = { .kind = RN_SCHEDULE_ONE_CYCLE, .rate = 0.5, .steps = 40 };

  check (&schedule, (const Point[]) { { 0, 0.02 }, { 1, 0.02972168633 }, { 5, 0.2258444388 },
                                      { 11, 0.5 }, { 12, 0.4984280588 }, { 20, 0.3830084871 },
                                      { 38, 0.001573941239 }, { 39, 2e-06 } }, 8);
}

static void
test_warm_up (void)
{
  const RnSchedule schedule = { .kind = RN_SCHEDULE_COSINE, .rate = 1, .steps = 44, .warm_up = 4 };

  check (&schedule, (const Point[]) { { 0, 0.25 }, { 1, 0.5 }, { 3, 1 }, { 4, 1 }, { 24, 0.5 } },
         5);
}

/* A run of one step, or none, has a rate, too. */
static void
test_shortest (void)
{
  for (int kind = RN_SCHEDULE_CONSTANT; kind <= RN_SCHEDULE_ONE_CYCLE; kind++)
    for (guint64 steps = 0; steps < 3; steps++)
      {
        const RnSchedule schedule = { .kind = kind, .rate = 1, .steps = steps, .warm_up = 5 };
        double rate = rn_schedule_rate (&schedule, 0);

        g_assert_true (rate > 0 && rate <= 1);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/schedule/constant", test_constant);
  g_test_add_func ("/core/train/schedule/steps", test_steps);
  g_test_add_func ("/core/train/schedule/cosine", test_cosine);
  g_test_add_func ("/core/train/schedule/one-cycle", test_one_cycle);
  g_test_add_func ("/core/train/schedule/warm-up", test_warm_up);
  g_test_add_func ("/core/train/schedule/shortest", test_shortest);
  return g_test_run ();
}
