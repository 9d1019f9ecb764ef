/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Charts: lines, bars, what is taken for what, strips by depth, the split of one gradient, the timeline. */
#include "config.h"
#include "examples-private.h"

#include <math.h>

#include "fig-bars.h"
#include "fig-confusion.h"
#include "fig-lines.h"
#include "fig-split.h"
#include "fig-strip.h"
#include "fig-timeline.h"

FigScene *
draw_lines_sweep (const FigStyle *style)
{
  static const double groups[] = { 1, 2, 4, 8, 16, 32, 64, 128 };
  double weights[8], time[8] = { 25.1, 19.4, 15.0, 16.7, 12.8, 13.1, 16.8, 14.3 };
  FigLine line[2] = { { NULL, FIG_BRANCH, groups, weights, 8, 5 },
                      { NULL, FIG_BRANCH, groups, time, 8, 5 } };
  FigPlot plots[2] = { { "Parameters of the convolutions", "groups of the 3×3 convolution", TRUE,
                         FALSE, TRUE, TRUE, FIG_UNIT_COUNT, &line[0], 1, 69632, "B: 69,632" },
                       { "Forward time, ms", "groups of the 3×3 convolution", TRUE, FALSE, TRUE,
                         TRUE, FIG_UNIT_MILLISECONDS, &line[1], 1, 14.2, "B: 14.2" } };

  for (guint i = 0; i < 8; i++)
    weights[i] = 2 * 256 * 128 + 9.0 * 128 * 128 / groups[i];
  return fig_lines_new ("Sweep", plots, 2, style);
}

FigScene *
draw_lines_training (const FigStyle *style)
{
  static double step[300], plain[300], residual[300];
  FigLine lines[2] = { { "plain-20 1.351", FIG_PLAIN, step, plain, 300, -1 },
                       { "resnet-20 1.214", FIG_SUM, step, residual, 300, -1 } };
  FigPlot plot = { "Loss",          "training step", FALSE, FALSE, FALSE, FALSE,
                   FIG_UNIT_NUMBER, lines,           2,     NAN,   NULL };

  for (guint i = 0; i < 300; i++)
    {
      step[i] = i;
      plain[i] = 1.3 + 1.2 * exp (-(double) i / 60) + 0.03 * sin (i * 1.7);
      residual[i] = 1.2 + 1.8 * exp (-(double) i / 40) + 0.03 * sin (i * 2.3);
    }
  return fig_lines_new (NULL, &plot, 1, style);
}

/* Numbers of the design's own comparison. */
FigScene *
draw_bars (const FigStyle *style)
{
  static const char *const blocks[] = { "basic 256–256", "bottleneck 256–64–256",
                                        "grouped 256–128 (32×4)–256" };
  static const FigQuantity quantities[]
    = { { "Parameters", NULL, FIG_UNIT_COUNT },
        { "Multiply-adds", "torchvision", FIG_UNIT_MULTIPLY_ADDS },
        { "Activation memory", NULL, FIG_UNIT_BYTES },
        { "Forward + back", "median of 15", FIG_UNIT_MILLISECONDS } };
  FigSegment p[3][3] = { { { 590336, FIG_BRANCH, FALSE, NULL },
                           { 590336, FIG_BRANCH, FALSE, NULL },
                           { 0, FIG_BRANCH, FALSE, NULL } },
                         { { 16512, FIG_BRANCH, FALSE, NULL },
                           { 36992, FIG_BRANCH, FALSE, NULL },
                           { 16896, FIG_BRANCH, FALSE, NULL } },
                         { { 33024, FIG_BRANCH, FALSE, NULL },
                           { 4864, FIG_BRANCH, FALSE, NULL },
                           { 33280, FIG_SHORTCUT, FALSE, NULL } } };
  FigSegment m[3] = { { 3699.4e6, FIG_BRANCH, FALSE, NULL },
                      { 218.4e6, FIG_BRANCH, FALSE, NULL },
                      { 220.0e6, FIG_BRANCH, FALSE, NULL } };
  FigSegment a[3] = { { 25.69e6, FIG_BRANCH, FALSE, NULL },
                      { 19.27e6, FIG_BRANCH, FALSE, NULL },
                      { 25.69e6, FIG_BRANCH, FALSE, NULL } };
  FigSegment t[3][2] = { { { 115.3, FIG_BRANCH, FALSE, NULL }, { 148.4, FIG_BRANCH, TRUE, NULL } },
                         { { 14.2, FIG_BRANCH, FALSE, NULL }, { 23.9, FIG_BRANCH, TRUE, NULL } },
                         { { 13.1, FIG_BRANCH, FALSE, NULL }, { 30.8, FIG_BRANCH, TRUE, NULL } } };
  FigBar all[12];

  for (guint b = 0; b < 3; b++)
    {
      all[b] = (FigBar) { .segments = p[b], .n_segments = 3 };
      all[3 + b] = (FigBar) { .segments = &m[b], .n_segments = 1 };
      all[6 + b] = (FigBar) { .segments = &a[b], .n_segments = 1 };
      all[9 + b] = (FigBar) { .segments = t[b], .n_segments = 2 };
    }
  return fig_bars_new (&(FigBarsData) { "Comparison", blocks, 3, quantities, 4, all }, style);
}

/* Splits with made-up numbers that fall with depth, as many as the network has blocks. */
static void
fake_records (RnRecords *records, const char *name, double slope, gboolean plain)
{
  *records = (RnRecords) { .graph = example_build (name),
                           .splits = g_array_new (FALSE, TRUE, sizeof (RnSplit)) };
  for (RnScope s = 0; s < rn_graph_n_scopes (records->graph); s++)
    if (rn_graph_scope (records->graph, s)->kind == RN_SCOPE_BLOCK)
      {
        double depth = records->splits->len;
        RnSplit split = { .block = s, .has_shortcut = !plain, .cosine = -0.004 };

        split.shortcut_norm = plain ? 0 : 0.45 * exp (-slope * depth) + 0.01;
        split.branch_norm = (plain ? 117 : 0.6) * exp (-(plain ? 0.32 : 0.17) * depth) + 0.02;
        split.input_norm = hypot (split.shortcut_norm, split.branch_norm);
        split.ratio = split.shortcut_norm > 0 ? split.branch_norm / split.shortcut_norm : INFINITY;
        split.branch_deviation = (plain ? 0.2 : 0.9) * exp (-(0.2 - slope) * depth) + 0.1;
        split.output_deviation = plain ? 0.35 : 0.4 + 0.08 * fmod (depth, 9) + 0.03 * depth;
        g_array_append_val (records->splits, split);
      }
}

static void
clear_records (RnRecords *records)
{
  rn_graph_unref (records->graph);
  g_array_unref (records->splits);
}

static FigScene *
strip_of (const char *name, const char *plain_name, int cut, gboolean lines, const FigStyle *style)
{
  RnRecords records, plain, before;
  g_autofree gboolean *cuts = NULL;
  FigStripData data = { .records = &records,
                        .name = name,
                        .selected = cut,
                        .title = "Gradient by depth",
                        .subtitle = "made-up numbers" };
  FigScene *scene;

  fake_records (&records, name, 0.15, FALSE);
  fake_records (&before, name, 0.13, FALSE);
  if (plain_name != NULL)
    {
      fake_records (&plain, plain_name, 0, TRUE);
      data.plain = &plain;
      data.plain_name = plain_name;
    }
  if (cut >= 0)
    {
      cuts = g_new0 (gboolean, records.splits->len);
      cuts[cut] = TRUE;
      g_array_index (records.splits, RnSplit, cut).shortcut_norm = 0;
      g_array_index (records.splits, RnSplit, cut).ratio = INFINITY;
      data.cut = cuts;
      data.before = &before;
    }
  data.before_addition = lines;
  scene = lines ? fig_strip_deviation_lines (&data, style, NULL)
                : fig_strip_new (&data, style, NULL);
  clear_records (&records);
  clear_records (&before);
  if (plain_name != NULL)
    clear_records (&plain);
  return scene;
}

FigScene *
draw_strip (const FigStyle *style)
{
  return strip_of ("cifar_resnet56", "cifar_plain56", 13, FALSE, style);
}

FigScene *
draw_strip_lines (const FigStyle *style)
{
  return strip_of ("cifar_resnet56", "cifar_plain56", 13, TRUE, style);
}

FigScene *
draw_strip_small (const FigStyle *style)
{
  return strip_of ("resnet18", NULL, -1, FALSE, style);
}

FigScene *
draw_strip_deep (const FigStyle *style)
{
  return strip_of ("{\"input\":[3,16,16],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":8,\"pool\":"
                   "\"none\"},\"stages\":[{\"count\":120,\"out\":8},{\"count\":130,\"out\":16,"
                   "\"stride\":2}],\"head\":{\"classes\":10}}",
                   NULL, -1, FALSE, style);
}

FigScene *
draw_strip_run (const FigStyle *style)
{
  FigStripData data = { .name = "resnet34", .selected = -1, .title = "Gradient by depth" };

  data.records = example_run ("resnet34", 64)->records;
  data.before_addition = TRUE;
  return fig_strip_new (&data, style, NULL);
}

/* The numbers of the design's own card, and what a cut makes of them. */
static FigScene *
split_card (double scale, gboolean before, gboolean plain, const FigStyle *style)
{
  RnSplit whole = { .has_shortcut = TRUE, .shortcut_norm = 0.0319, .branch_norm = 0.0201,
                    .input_norm = 0.0377, .ratio = 0.63, .cosine = -0.004 };
  RnSplit cut = { .has_shortcut = !plain, .branch_norm = 0.0841, .input_norm = 0.0841,
                  .ratio = INFINITY, .cosine = NAN };
  FigSplitData data;

  fig_split_data_init (&data);
  data.split = scale == 0 || plain ? &cut : &whole;
  data.before = before ? &whole : NULL;
  data.scale = scale;
  data.identity = TRUE;
  data.title = "Block 14";
  data.subtitle = "32×16×16";
  if (!before && !plain)
    {
      data.one_shortcut = 3.12e-4;
      data.one_branch = 5.10e-5;
      data.one_sum = 3.63e-4;
    }
  return fig_split_new (&data, style);
}

FigScene *
draw_split_whole (const FigStyle *style)
{
  return split_card (1, FALSE, FALSE, style);
}

FigScene *
draw_split_cut (const FigStyle *style)
{
  return split_card (0, TRUE, FALSE, style);
}

FigScene *
draw_split_plain (const FigStyle *style)
{
  return split_card (1, FALSE, TRUE, style);
}

static FigScene *
timeline (const char *model, guint side, double part, const FigStyle *style)
{
  const ExampleRun *run = model != NULL ? example_run (model, side) : NULL;
  g_autoptr (RnGraph) graph = run != NULL ? rn_graph_ref (run->records->graph)
                                          : example_build ("resnet152");
  guint n = 2 * rn_graph_n_nodes (graph);
  FigTimelineData data = { .graph = graph,
                           .n_steps = n,
                           .position = (guint) (part * n),
                           .records = run != NULL ? run->records : NULL };

  return fig_timeline_new (&data, style);
}

FigScene *
draw_timeline_forward (const FigStyle *style)
{
  return timeline ("resnet18", 64, 0.19, style);
}

FigScene *
draw_timeline_backward (const FigStyle *style)
{
  return timeline ("resnet34", 64, 0.7, style);
}

FigScene *
draw_timeline_deep (const FigStyle *style)
{
  return timeline (NULL, 0, 0.33, style);
}

/* Most are right; what is taken for what falls off with the distance. */
static FigScene *
confusion_of (guint n, const char *const *names, const FigStyle *style)
{
  g_autofree guint64 *counts = g_new0 (guint64, (gsize) n * n);

  for (guint row = 0; row < n; row++)
    for (guint column = 0; column < n; column++)
      counts[row * n + column] = row == column ? 800 + 13 * row % 200
                                               : 90 / (1 + (row * 3 + column * 5) % 23);
  return fig_confusion_new (&(FigConfusionData) { "cifar_resnet20 <on> cifar10", n, names, counts },
                            style);
}

FigScene *
draw_confusion_ten (const FigStyle *style)
{
  static const char *const names[] = { "airplane", "automobile", "bird", "cat", "deer",
                                       "dog", "frog", "horse & cart", "ship", "truck" };

  return confusion_of (G_N_ELEMENTS (names), names, style);
}

FigScene *
draw_confusion_hundred (const FigStyle *style)
{
  const char *names[100];

  for (guint k = 0; k < 100; k++)
    names[k] = "sweet_pepper";
  return confusion_of (100, names, style);
}
