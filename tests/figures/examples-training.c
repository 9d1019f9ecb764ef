/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Trainings with made-up numbers. */
#include "config.h"
#include "examples-private.h"

#include <math.h>

#include "fig-training.h"

#define STEPS  400
#define LAYERS 20
#define TESTS  20
#define RUNS   4

static const char *const layers[] = {
  "conv1",          "layer1.0.conv1", "layer1.0.conv2", "layer1.1.conv1", "layer1.1.conv2",
  "layer1.2.conv1", "layer1.2.conv2", "layer2.0.conv1", "layer2.0.conv2", "layer2.1.conv1",
  "layer2.1.conv2", "layer2.2.conv1", "layer2.2.conv2", "layer3.0.conv1", "layer3.0.conv2",
  "layer3.1.conv1", "layer3.1.conv2", "layer3.2.conv1", "layer3.2.conv2", "fc",
};
static const char *const groups[] = {
  "conv1",   "stage 1", "stage 1", "stage 1", "stage 1", "stage 1", "stage 1",
  "stage 2", "stage 2", "stage 2", "stage 2", "stage 2", "stage 2", "stage 3",
  "stage 3", "stage 3", "stage 3", "stage 3", "stage 3", "fc",
};

typedef struct
{
  double    loss[STEPS], accuracy[STEPS];
  FigTest   tests[TESTS];
  RnTensor *norms;
} Numbers;

/* In −1 … 1, the same each time. */
static double
wobble (guint run, guint step)
{
  guint32 h = (run * 7919 + step) * 2654435761u;

  return ((h >> 16) & 0xffff) / 32768.0 - 1;
}

static void
fill (Numbers *numbers, FigTrainingRun *run, guint index, guint steps)
{
  RnShape shape = rn_shape_2d (LAYERS, MAX (steps, 1));
  double pace = index % 2 == 0 ? 140 : 90;

  numbers->norms = rn_tensor_new (&shape, NULL);
  for (guint i = 0; i < steps; i++)
    {
      numbers->loss[i] = 1.1 + 1.4 * exp (-(double) i / pace) + 0.2 * wobble (index, i)
                         + (i < 4 ? 6 - i : 0);
      numbers->accuracy[i] = CLAMP (0.1 + 0.5 * (1 - exp (-(double) i / pace))
                                      + 0.08 * wobble (index, i + 999), 0, 1);
      for (guint layer = 0; layer < LAYERS; layer++)
        rn_tensor_data (numbers->norms)[layer * steps + i]
          = (float) (exp (0.4 * wobble (index, i * LAYERS + layer)) * (layer == LAYERS - 1 ? 1 : 0.3)
                     * (0.3 + 2 * exp (-(double) i / 20)));
    }
  for (guint i = 0; i < steps / 20 && i < TESTS; i++)
    numbers->tests[i] = (FigTest) { 20 * (i + 1), 1.2, numbers->accuracy[20 * i + 19] - 0.03 };
  *run = (FigTrainingRun) { .name = index % 2 == 0 ? "plain-20" : "resnet-20",
                            .words = index % 2 == 0 ? "no shortcuts" : "identity shortcuts",
                            .path = index % 2 == 0 ? FIG_PLAIN : FIG_SUM,
                            .thin = index > 1,
                            .n_steps = steps,
                            .loss = numbers->loss,
                            .accuracy = numbers->accuracy,
                            .n_tests = MIN (steps / 20, TESTS),
                            .tests = numbers->tests,
                            .n_layers = LAYERS,
                            .layers = layers,
                            .groups = groups,
                            .norms = steps > 0 ? numbers->norms : NULL };
}

static FigScene *
training (guint n_runs, guint steps, double from, double to, const FigStyle *style)
{
  static const FigRateChange changes[] = { { 120, 0.1, 0.05 }, { 220, 0.05, 0.02 } };
  g_autofree Numbers *numbers = g_new0 (Numbers, RUNS);
  FigTrainingRun runs[RUNS];
  FigTrainingData data = { .title = "plain-20 and resnet-20", .subtitle = "made-up numbers",
                           .runs = runs, .n_runs = n_runs, .changes = changes, .column_steps = 1,
                           .now = steps, .from = from, .to = to };
  FigScene *scene;

  for (guint r = 0; r < n_runs; r++)
    fill (&numbers[r], &runs[r], r, steps);
  if (n_runs == RUNS)
    runs[2].diverged = steps;
  data.n_changes = steps > 220 ? 2 : 0;
  data.layer = steps > 220 ? "layer2.0.conv1" : NULL;
  scene = fig_training_new (&data, FIG_TRAINING_ALL, style);
  for (guint r = 0; r < n_runs; r++)
    rn_tensor_unref (numbers[r].norms);
  return scene;
}

FigScene *
draw_training (const FigStyle *style)
{
  return training (2, 300, 0, STEPS, style);
}

FigScene *
draw_training_begun (const FigStyle *style)
{
  return training (1, 0, 0, STEPS, style);
}

FigScene *
draw_training_four (const FigStyle *style)
{
  return training (RUNS, STEPS, 0, STEPS, style);
}

FigScene *
draw_training_zoomed (const FigStyle *style)
{
  return training (2, 300, 190, 250, style);
}
