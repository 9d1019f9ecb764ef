/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One example of each figure. */
#include "config.h"
#include "examples.h"

#include <math.h>
#include <string.h>

#include "fig-addition.h"
#include "fig-bars.h"
#include "fig-compare.h"
#include "fig-explain.h"
#include "fig-histogram.h"
#include "fig-kernels.h"
#include "fig-lines.h"
#include "fig-maps.h"
#include "fig-mismatch.h"
#include "fig-network.h"
#include "fig-split.h"
#include "fig-strip.h"
#include "fig-timeline.h"
#include "fig-unrolled.h"
#include "rn-spec-find.h"
#include "rn-picture.h"
#include "rn-spec.h"

/* Rings that differ from channel to channel, signed or not. */
static RnTensor *
rings (gsize channels, gsize rows, gsize columns, gboolean is_signed)
{
  RnShape shape = rn_shape_4d (1, channels, rows, columns);
  RnTensor *tensor = rn_tensor_new (&shape, NULL);
  float *value = rn_tensor_data (tensor);

  for (gsize c = 0; c < channels; c++)
    for (gsize y = 0; y < rows; y++)
      for (gsize x = 0; x < columns; x++)
        {
          double u = (x + 0.5) / columns - 0.3 - 0.4 * ((c * 7) % 11) / 11.0,
                 v = (y + 0.5) / rows - 0.3 - 0.4 * ((c * 5) % 13) / 13.0;
          double wave = cos (24 * hypot (u, v) + c) * exp (-3 * hypot (u, v)) * (1 + (c * 3) % 5);

          *value++ = (float) (is_signed ? wave : fmax (wave, 0));
        }
  return tensor;
}

static RnTensor *
noise (gsize k, gsize c, gsize r, gsize s)
{
  RnShape shape = rn_shape_4d (k, c, r, s);
  RnTensor *tensor = rn_tensor_new (&shape, NULL);

  rn_tensor_fill_normal (tensor, 1, 2);
  return tensor;
}

static FigScene *
maps_signed (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (128, 28, 28, TRUE);
  FigMapsData data = {
    .tensor = tensor, .node = 7, .title = "layer2.0.conv2", .order = FIG_ORDER_ACTIVITY, .most = 48
  };

  return fig_maps_new (&data, style, NULL);
}

static FigScene *
maps_unsigned (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (64, 40, 56, FALSE);
  FigMapsData data = { .tensor = tensor, .node = 2, .title = "relu", .scale = FIG_SCALE_MAP };

  return fig_maps_new (&data, style, NULL);
}

static FigScene *
maps_small (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (512, 7, 7, FALSE);
  FigMapsData data = { .tensor = tensor,
                       .node = 40,
                       .title = "layer4.1",
                       .scale = FIG_SCALE_GLOBAL,
                       .low = 0,
                       .high = 8,
                       .most = 100 };

  return fig_maps_new (&data, style, NULL);
}

static FigScene *
maps_vector (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (512, 1, 1, FALSE);
  FigMapsData data = { .tensor = tensor, .node = 60, .title = "avgpool" };

  return fig_maps_new (&data, style, NULL);
}

static FigScene *
kernels_color (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 3, 7, 7);
  FigKernelsData data = { .weight = tensor, .node = 1, .title = "conv1", .output = -1 };

  return fig_kernels_new (&data, style, NULL);
}

static FigScene *
kernels_table (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 64, 3, 3);
  FigKernelsData data = { .weight = tensor, .node = 4, .title = "layer1.0.conv1", .output = -1 };

  return fig_kernels_new (&data, style, NULL);
}

static FigScene *
kernels_output (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 64, 3, 3);
  FigKernelsData data
    = { .weight = tensor, .node = 4, .title = "layer1.0.conv1", .output = 24, .most = 16 };

  return fig_kernels_new (&data, style, NULL);
}

static FigScene *
kernels_matrix (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 256, 1, 1);
  FigKernelsData data = { .weight = tensor, .node = 4, .title = "layer1.1.conv1", .output = -1 };

  return fig_kernels_new (&data, style, NULL);
}

static FigScene *
histogram_one (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (1, 64, 28, 28);
  RnStatistics statistics;
  RnHistogram histogram;
  FigHistogramSeries series = { "layer2.0.conv2", FIG_BRANCH, &histogram, &statistics };

  rn_statistics_measure (&statistics, rn_tensor_values (tensor), rn_tensor_elements (tensor));
  rn_histogram_measure (&histogram, statistics.min, statistics.max, rn_tensor_values (tensor),
                        rn_tensor_elements (tensor));
  return fig_histogram_new (&(FigHistogramData) { "layer2.0.conv2", &series, 1, FALSE }, style);
}

static FigScene *
histogram_relu (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (1, 64, 28, 28);
  RnStatistics statistics;
  RnHistogram histogram;
  FigHistogramSeries series = { "layer2.0.relu", FIG_SUM, &histogram, &statistics };
  float *value = rn_tensor_data (tensor);

  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    value[i] = fmaxf (value[i], 0);
  rn_statistics_measure (&statistics, value, rn_tensor_elements (tensor));
  rn_histogram_measure (&histogram, statistics.min, statistics.max, value,
                        rn_tensor_elements (tensor));
  return fig_histogram_new (&(FigHistogramData) { "layer2.0.relu", &series, 1, FALSE }, style);
}

static FigScene *
histogram_three (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (1, 64, 28, 28);
  gsize n = rn_tensor_elements (tensor) / 2;
  const float *value = rn_tensor_values (tensor);
  g_autofree float *sum = g_new (float, n);
  RnHistogram h[3];
  FigHistogramSeries series[3] = { { "<m>h(x)</m> + <m>F(x)</m>", FIG_SUM, &h[0], NULL },
                                   { "<m>h(x)</m>", FIG_SHORTCUT, &h[1], NULL },
                                   { "<m>F(x)</m>", FIG_BRANCH, &h[2], NULL } };

  for (gsize i = 0; i < n; i++)
    sum[i] = value[i] + value[n + i];
  rn_histogram_measure (&h[0], -5, 5, sum, n);
  rn_histogram_measure (&h[1], -5, 5, value, n);
  rn_histogram_measure (&h[2], -5, 5, value + n, n);
  return fig_histogram_new (&(FigHistogramData) { "layer2.0.add", series, 3, FALSE }, style);
}

static FigScene *
lines_sweep (const FigStyle *style)
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

static FigScene *
lines_training (const FigStyle *style)
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
static FigScene *
bars (const FigStyle *style)
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

static RnGraph *
build (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_spec_open (name, &error);
  RnGraph *graph = spec != NULL ? rn_spec_build (spec, &(RnBuildOptions) { 0 }, &error) : NULL;

  if (graph == NULL)
    g_error ("%s: %s", name, error->message);
  return graph;
}

FigScene *
example_draw (const Example *example, const FigStyle *style)
{
  g_autoptr (RnGraph) graph = example->draw == NULL ? build (example->model) : NULL;
  FigNetworkData data;

  if (example->draw != NULL)
    return example->draw (style);
  fig_network_data_init (&data, graph);
  data.title = rn_graph_name (graph);
  data.fold = example->fold;
  return fig_network_new (&data, style);
}

static FigScene *
blocks_of (const char *const *specs, const char *const *titles, guint n, const FigStyle *style)
{
  FigBlock blocks[4] = { 0 };
  FigScene *scene;

  for (guint i = 0; i < n; i++)
    blocks[i] = (FigBlock) { build (specs[i]), RN_SCOPE_ROOT, titles[i], NULL };
  scene = fig_blocks_new (blocks, n, NULL, style, NULL);
  for (guint i = 0; i < n; i++)
    rn_graph_unref ((RnGraph *) blocks[i].graph);
  return scene;
}

static FigScene *
compare (const FigStyle *style)
{
  FigCompared blocks[3]
    = { { build ("{\"body\":\"basic\",\"in\":256,\"out\":256}"), "Basic", 115.3, 148.4, NULL, NULL },
        { build ("{\"body\":\"bottleneck\",\"in\":256,\"out\":256}"), "Bottleneck", 14.2, 23.9, NULL, NULL },
        { build ("{\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"mid\":128,\"groups\":32,"
                 "\"shortcut\":\"projection\"}"),
          "Grouped bottleneck", 13.1, 30.8, NULL, NULL } };
  FigScene *scene = fig_compare_new (blocks, 3, rn_convention_default (), style, NULL);

  for (guint i = 0; i < 3; i++)
    rn_graph_unref ((RnGraph *) blocks[i].graph);
  return scene;
}

static FigScene *
blocks (const FigStyle *style)
{
  static const char *const specs[]
    = { "{\"body\":\"bottleneck\",\"in\":256,\"out\":512,\"stride\":2}",
        "{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,\"shortcut\":\"pad\"}",
        "{\"body\":\"basic\",\"order\":\"pre\",\"in\":64,\"out\":64}",
        "{\"body\":\"basic\",\"in\":64,\"out\":64,\"shortcut\":\"none\"}" };
  static const char *const titles[] = { "Down-sampling bottleneck", "Option A", "Pre-activation",
                                        "Plain" };

  return blocks_of (specs, titles, 4, style);
}

static FigScene *
block_one (const FigStyle *style)
{
  static const char *const specs[] = { "{\"body\":\"bottleneck\",\"in\":1024,\"out\":2048,"
                                       "\"stride\":2,\"groups\":32,\"mid\":1024,\"se\":16}" };
  static const char *const titles[] = { "ResNeXt, last stage" };

  return blocks_of (specs, titles, 1, style);
}

/* ── parts that read maps of several sizes ── */

#define N_LEVELS 4

/* Four stages, each half the size of the one before; their last maps in @c, open at a head. */
static RnGraph *
begin_levels (const char *name, RnNode *c)
{
  RnGraph *graph = rn_graph_new (name);
  RnShape shape = rn_shape_4d (1, 3, 64, 64);
  RnNode x = rn_graph_input (graph, "input", &shape);

  for (guint i = 0; i < N_LEVELS; i++)
    {
      g_autofree char *word = g_strdup_printf ("layer%u", i + 1);

      rn_graph_open_scope (graph, RN_SCOPE_STAGE, word, x);
      x = c[i] = rn_graph_append (graph, "conv2d", "conv", x,
                                  RN_ARGS ({ "out", 64 << i }, { "kernel", 3 }, { "stride", 2 },
                                           { "pad", 1 }));
      rn_graph_close_scope (graph);
    }
  rn_graph_open_scope (graph, RN_SCOPE_HEAD, "", x);
  return graph;
}

static RnNode
append_level (RnGraph *graph, const char *prefix, guint i, RnNode x, int kernel)
{
  g_autofree char *word = g_strdup_printf ("%s%u", prefix, i + 2);

  return rn_graph_append (graph, "conv2d", word, x,
                          RN_ARGS ({ "out", 32 }, { "kernel", kernel }, { "pad", kernel / 2 }));
}

static RnNode
append_two (RnGraph *graph, const char *op, const char *word, RnNode a, RnNode b)
{
  return rn_graph_append_many (graph, op, word, (const RnNode[]) { a, b }, 2, RN_NO_ARGS);
}

static FigScene *
draw_levels (RnGraph *graph, const FigStyle *style)
{
  g_autoptr (RnGraph) built = graph;
  g_autoptr (GError) error = NULL;
  FigNetworkData data;

  rn_graph_close_scope (graph);
  rn_graph_close_scope (graph);
  rn_graph_check (graph, &error);
  g_assert_no_error (error);
  fig_network_data_init (&data, graph);
  data.title = rn_graph_name (graph);
  return fig_network_new (&data, style);
}

static FigScene *
network_pyramid (const FigStyle *style)
{
  RnNode c[N_LEVELS], m[N_LEVELS], p[N_LEVELS];
  RnGraph *graph = begin_levels ("Pyramid", c);

  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "fpn", c[N_LEVELS - 1]);
  for (guint i = 0; i < N_LEVELS; i++)
    m[i] = append_level (graph, "lateral", i, c[i], 1);
  for (guint i = N_LEVELS - 1; i-- > 0;)
    {
      g_autofree char *up = g_strdup_printf ("upsample%u", i + 2),
                      *sum = g_strdup_printf ("sum%u", i + 2);

      m[i] = append_two (graph, "add", sum, m[i],
                         append_two (graph, "upsample", up, m[i + 1], m[i]));
    }
  for (guint i = 0; i < N_LEVELS; i++)
    p[i] = append_level (graph, "output", i, m[i], 3);
  rn_graph_append_many (graph, "concat_pixels", "levels", p, N_LEVELS, RN_NO_ARGS);
  return draw_levels (graph, style);
}

static FigScene *
network_unet (const FigStyle *style)
{
  RnNode c[N_LEVELS], x;
  RnGraph *graph = begin_levels ("U-Net", c);

  x = c[N_LEVELS - 1];
  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "decoder", x);
  for (guint i = N_LEVELS; i-- > 0;)
    {
      g_autofree char *word = g_strdup_printf ("up%u", i);

      rn_graph_open_scope (graph, RN_SCOPE_GROUP, word, x);
      x = append_two (graph, "upsample", "upsample", x, i > 0 ? c[i - 1] : 0);
      if (i > 0)
        x = append_two (graph, "concat", "concat", x, c[i - 1]);
      x = append_level (graph, "conv", 0, x, 3);
      x = append_level (graph, "conv", 1, x, 3);
      rn_graph_close_scope (graph);
    }
  return draw_levels (graph, style);
}

/* Forks and gates. */
static FigScene *
block_forks (const FigStyle *style)
{
  static const char *const specs[]
    = { "{\"body\":\"res2net\",\"in\":256,\"out\":256}",
        "{\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"groups\":32,\"ratio\":2,"
        "\"form\":\"split\"}",
        "{\"body\":\"basic\",\"in\":64,\"out\":64,\"shortcut\":\"exclusive-gate\",\"se\":16}" };
  static const char *const titles[] = { "Res2Net", "ResNeXt", "Exclusive gate and SE" };

  return blocks_of (specs, titles, 3, style);
}

/* Splits with made-up numbers that fall with depth, as many as the network has blocks. */
static void
fake_records (RnRecords *records, const char *name, double slope, gboolean plain)
{
  *records = (RnRecords) { .graph = build (name),
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

static FigScene *
strip (const FigStyle *style)
{
  return strip_of ("cifar_resnet56", "cifar_plain56", 13, FALSE, style);
}

static FigScene *
strip_lines (const FigStyle *style)
{
  return strip_of ("cifar_resnet56", "cifar_plain56", 13, TRUE, style);
}

static FigScene *
strip_small (const FigStyle *style)
{
  return strip_of ("resnet18", NULL, -1, FALSE, style);
}

static FigScene *
strip_deep (const FigStyle *style)
{
  return strip_of ("{\"input\":[3,16,16],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":8,\"pool\":"
                   "\"none\"},\"stages\":[{\"count\":120,\"out\":8},{\"count\":130,\"out\":16,"
                   "\"stride\":2}],\"head\":{\"classes\":10}}",
                   NULL, -1, FALSE, style);
}

#define PRE_SE_BLOCK \
  "{\"body\":\"bottleneck\",\"order\":\"pre\",\"in\":64,\"out\":128,\"stride\":2,\"se\":16," \
  "\"shortcut_from\":\"preact\"}"

/* A network that was run on the built-in picture, forward and backward. */
typedef struct
{
  RnRecords *records;
  RnTensor **values;       /* [n_nodes] */
  RnSession *session;
  guint      n;
} Run;

static void
run_now (Run *run, const char *name, guint side)
{
  g_autoptr (RnSpec) spec = rn_spec_open (name, NULL);
  g_autoptr (RnGraph) graph
    = rn_spec_build (spec,
                     &(RnBuildOptions) { .loss = TRUE, .input = rn_shape_4d (1, 3, side, side) },
                     NULL);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (GdkPixbuf) picture = rn_picture_built_in ();
  g_autoptr (RnTensor) input = NULL;
  g_autoptr (RnSession) session = NULL;
  g_autoptr (GError) error = NULL;
  RnSessionOptions options = { .engine = rn_engine_find ("reference"),
                               .mode = RN_MODE_TRAIN,
                               .backward = TRUE,
                               .keep = RN_KEEP_ALL };
  RnShape shape = rn_shape_4d (1, 3, side, side);
  RnPictureTransform transform;
  guint label = 3;

  rn_picture_transform_default (&transform, side, side);
  rn_parameters_initialize (parameters, 7);
  input = rn_picture_tensor (picture, &transform, 3, NULL);
  session = rn_session_new (graph, parameters, &shape, &options, &error);
  g_assert_no_error (error);
  rn_session_set_input (session, 0, input, &error);
  rn_session_set_labels (session, &label, &error);
  run->records = rn_records_new (session);
  {
    RnRecorder *recorder = rn_recorder_attach (session, run->records,
                                                          RN_RECORD_TIME | RN_RECORD_VALUES
                                                            | RN_RECORD_GRADIENTS
                                                            | RN_RECORD_SPLITS);

    rn_session_forward (session, NULL, &error);
    rn_session_backward (session, NULL, &error);
    rn_recorder_detach (recorder);
  }
  g_assert_no_error (error);
  run->n = rn_graph_n_nodes (graph);
  run->values = g_new0 (RnTensor *, run->n);
  for (RnNode i = 0; i < run->n; i++)
    run->values[i] = rn_session_activation (session, i, NULL);
  run->session = g_steal_pointer (&session);
}

#define GROUPED \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":16,\"pool\":\"none\"}," \
  "\"block\":{\"body\":\"bottleneck\",\"groups\":4,\"mid\":16}," \
  "\"stages\":[{\"count\":1,\"out\":32}],\"head\":{\"classes\":10}}"

/* One run of each network serves all its figures. */
static const Run *
run_of (const char *name, guint side)
{
  static GHashTable *runs;
  Run *run;

  if (runs == NULL)
    runs = g_hash_table_new (g_str_hash, g_str_equal);
  run = g_hash_table_lookup (runs, name);
  if (run == NULL)
    {
      run = g_new0 (Run, 1);
      run_now (run, name, side);
      g_hash_table_insert (runs, (gpointer) name, run);
    }
  return run;
}

/* @at: the step that runs, with nothing computed after it. */
static FigScene *
network_run (const char *at, gboolean backward, const FigStyle *style)
{
  FigNetworkData data;
  const Run *run = run_of ("resnet18", 64);
  g_autofree gint8 *open = NULL;
  g_autofree RnTensor **values = g_memdup2 (run->values, run->n * sizeof *values);

  fig_network_data_init (&data, run->records->graph);
  data.title = "ResNet-18";
  data.repeats = FALSE;
  data.shapes = run->records->shapes;
  data.values = values;
  data.records = run->records;
  data.backward = backward;
  data.current = at != NULL ? rn_graph_find (data.graph, at) : RN_NODE_NONE;
  open = g_new (gint8, rn_graph_n_scopes (data.graph));
  memset (open, -1, rn_graph_n_scopes (data.graph));
  for (RnScope s = 0; s < rn_graph_n_scopes (data.graph); s++)
    {
      const char *path = rn_graph_scope (data.graph, s)->path;

      if (rn_graph_scope (data.graph, s)->kind == RN_SCOPE_BLOCK && strcmp (path, "layer2.0") == 0)
        open[s] = 1;
      if (rn_graph_scope (data.graph, s)->kind == RN_SCOPE_STAGE
          && (strcmp (path, "layer3") == 0 || strcmp (path, "layer4") == 0))
        open[s] = 0;
    }
  data.open = open;
  for (RnNode i = data.current; at != NULL && ++i < run->n;)
    values[i] = NULL;
  return fig_network_new (&data, style);
}

static FigScene *
network_step (const FigStyle *style)
{
  return network_run ("layer2.0.addition", FALSE, style);
}

static FigScene *
network_backward (const FigStyle *style)
{
  return network_run (NULL, TRUE, style);
}

/* One shortcut scaled and three cut; folded, or two blocks open. */
static FigScene *
network_scissors (FigFold fold, const FigStyle *style)
{
  static const RnShortcutScale scales[] = { { "layer1.1", 0 }, { "layer2.0", 0.5 },
                                            { "layer2.1", 0 }, { "layer3.0", 0 } };
  g_autoptr (RnSpec) spec = rn_spec_open ("resnet18", NULL);
  RnBuildOptions options = { .scales = scales, .n_scales = G_N_ELEMENTS (scales) };
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, NULL);
  g_autofree gint8 *open = g_new (gint8, rn_graph_n_scopes (graph));
  FigNetworkData data;

  fig_network_data_init (&data, graph);
  data.title = "ResNet-18";
  data.fold = fold;
  memset (open, -1, rn_graph_n_scopes (graph));
  for (RnScope s = 0; s < rn_graph_n_scopes (graph); s++)
    if (rn_graph_scope (graph, s)->kind == RN_SCOPE_BLOCK
        && g_str_has_prefix (rn_graph_scope (graph, s)->path, "layer2"))
      open[s] = 1;
  if (fold == FIG_FOLD_BLOCK)
    data.open = open;
  return fig_network_new (&data, style);
}

static FigScene *
network_cut (const FigStyle *style)
{
  return network_scissors (FIG_FOLD_BLOCK, style);
}

static FigScene *
network_cut_stages (const FigStyle *style)
{
  return network_scissors (FIG_FOLD_STAGE, style);
}

/* The story of one element: @names are the chain, the last one asked for. */
static FigScene *
explain (const char *model, const char *const *names, const FigStyle *style)
{
  const Run *run = run_of (model, 64);
  FigExplainStep steps[4];
  RnExplanation told[4];
  FigExplainData data = { .graph = run->records->graph,
                          .shapes = run->records->shapes,
                          .steps = steps,
                          .picture = run->values[0] };
  RnRegion region;
  FigScene *scene;

  for (; names[data.n_steps] != NULL; data.n_steps++)
    {
      FigExplainStep *step = &steps[data.n_steps];
      g_autoptr (GError) error = NULL;

      step->node = rn_graph_find (data.graph, names[data.n_steps]);
      for (guint i = 0; i < RN_SHAPE_MAX_RANK; i++)
        step->index[i] = i == 0 ? 0 : data.shapes[step->node].dim[i] / 3;
      rn_session_explain (run->session, step->node, step->index, &told[data.n_steps], &error);
      g_assert_no_error (error);
      step->explanation = &told[data.n_steps];
    }
  {
    const FigExplainStep *last = &steps[data.n_steps - 1];

    if (rn_receptive_field (data.graph, data.shapes, last->node, last->index[2], last->index[3],
                            &region))
      data.region = &region;
  }
  scene = fig_explain_new (&data, style);
  for (guint i = 0; i < data.n_steps; i++)
    rn_explanation_clear (&told[i]);
  return scene;
}

#define EXPLAIN(name, model, ...)                                             \
  static FigScene *                                                           \
  explain_##name (const FigStyle *style)                                      \
  {                                                                           \
    return explain (model, (const char *const[]) { __VA_ARGS__, NULL }, style); \
  }

EXPLAIN (addition, "resnet18", "layer2.0.conv2", "layer2.0.bn2", "layer2.0.addition")
EXPLAIN (stem, "resnet18", "conv1", "bn1", "relu")
EXPLAIN (pool, "resnet18", "maxpool")
EXPLAIN (mean, "resnet18", "avgpool")
EXPLAIN (linear, "resnet18", "fc")
EXPLAIN (both, "resnet18", "layer2.0.bn2", "layer2.0.downsample.0", "layer2.0.downsample.1",
         "layer2.0.addition")
EXPLAIN (grouped, GROUPED, "layer1.0.conv2")

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

static FigScene *
split_whole (const FigStyle *style)
{
  return split_card (1, FALSE, FALSE, style);
}

static FigScene *
split_cut (const FigStyle *style)
{
  return split_card (0, TRUE, FALSE, style);
}

static FigScene *
split_plain (const FigStyle *style)
{
  return split_card (1, FALSE, TRUE, style);
}

static FigScene *
addition (gboolean gradients, gboolean cut, gsize rows, gsize columns, const FigStyle *style)
{
  g_autoptr (RnTensor) h = rings (8, rows, columns, TRUE), f = rings (8, rows, columns, TRUE),
                       sum = rings (8, rows, columns, TRUE);
  gsize n = rn_tensor_elements (sum), plane = rows * columns;
  FigAdditionData data;

  fig_addition_data_init (&data);
  for (gsize i = 0; i < n; i++)
    {
      rn_tensor_data (f)[i] = 0.6f * rn_tensor_values (f)[(i + 3 * plane) % n];
      rn_tensor_data (h)[i] *= cut ? 0 : 1;
      rn_tensor_data (sum)[i] = rn_tensor_values (h)[i] + rn_tensor_values (f)[i];
    }
  data.shortcut = h;
  data.branch = f;
  data.sum = sum;
  data.channel = 4;
  data.gradients = gradients;
  data.cut = cut;
  data.row = (int) rows / 2;
  data.column = (int) columns / 3;
  return fig_addition_new (&data, style, NULL);
}

static FigScene *
addition_forward (const FigStyle *style)
{
  return addition (FALSE, FALSE, 28, 28, style);
}

static FigScene *
addition_backward (const FigStyle *style)
{
  return addition (TRUE, FALSE, 7, 9, style);
}

static FigScene *
addition_cut (const FigStyle *style)
{
  return addition (FALSE, TRUE, 56, 56, style);
}

static FigScene *
timeline (const char *model, guint side, double part, const FigStyle *style)
{
  const Run *run = model != NULL ? run_of (model, side) : NULL;
  g_autoptr (RnGraph) graph = run != NULL ? rn_graph_ref (run->records->graph)
                                          : build ("resnet152");
  guint n = 2 * rn_graph_n_nodes (graph);
  FigTimelineData data = { .graph = graph,
                           .n_steps = n,
                           .position = (guint) (part * n),
                           .records = run != NULL ? run->records : NULL };

  return fig_timeline_new (&data, style);
}

static FigScene *
timeline_forward (const FigStyle *style)
{
  return timeline ("resnet18", 64, 0.19, style);
}

static FigScene *
timeline_backward (const FigStyle *style)
{
  return timeline ("resnet34", 64, 0.7, style);
}

static FigScene *
timeline_deep (const FigStyle *style)
{
  return timeline (NULL, 0, 0.33, style);
}

static FigScene *
strip_run (const FigStyle *style)
{
  FigStripData data = { .name = "resnet34", .selected = -1, .title = "Gradient by depth" };

  data.records = run_of ("resnet34", 64)->records;
  data.before_addition = TRUE;
  return fig_strip_new (&data, style, NULL);
}

/* ── paths ── */

/* The run's network once more, its first @n blocks from the @first on followed path by path. */
static FigScene *
unrolled (const char *name, guint first, guint n, int selected, const FigStyle *style)
{
  const Run *run = run_of (name, 32);
  const RnGraph *graph = run->records->graph;
  RnScope blocks[RN_PATHS_BLOCKS_MOST];
  RnScope scope = g_array_index (run->records->splits, RnSplit, first).block;
  guint found = rn_paths_chain (graph, scope, n, blocks);
  g_autoptr (RnPathsProbe) probe = rn_paths_attach (run->session, blocks, found);
  g_autoptr (GError) error = NULL;
  RnPaths paths;

  rn_session_forward (run->session, NULL, NULL);
  rn_session_backward (run->session, NULL, NULL);
  rn_paths_compute (probe, &paths, NULL, &error);
  g_assert_no_error (error);
  return fig_unrolled_new (&(FigUnrolledData) { .paths = &paths, .graph = graph,
                                                .selected = selected, .title = "Paths",
                                                .subtitle = name }, style);
}

static FigScene *
unrolled_three (const FigStyle *style)
{
  return unrolled ("cifar_resnet20", 2, 3, -1, style);
}

static FigScene *
unrolled_selected (const FigStyle *style)
{
  return unrolled ("cifar_resnet20", 2, 4, 5, style);
}

static FigScene *
unrolled_one (const FigStyle *style)
{
  return unrolled ("cifar_resnet20", 8, 4, 0, style);
}

static FigScene *
unrolled_plain (const FigStyle *style)
{
  return unrolled ("cifar_plain20", 0, 3, -1, style);
}

/* ── mistakes ── */

static FigScene *
mismatch (const char *spec, const FigStyle *style)
{
  json_object *json = json_tokener_parse (spec);
  g_autoptr (RnFindings) findings = rn_spec_find_json (json, "spec", NULL);
  const RnFinding *finding = rn_findings_nth (findings, 0);

  json_object_put (json);
  g_assert_nonnull (finding->mismatch);
  return fig_mismatch_new (&(FigMismatchData) { finding, finding->scopes->len > 0
                                                           ? finding->scopes->pdata[0]
                                                           : NULL },
                           style);
}

static FigScene *
mismatch_identity (const FigStyle *style)
{
  return mismatch ("{\"body\":\"bottleneck\",\"in\":64,\"out\":256,\"stride\":2,\"shortcut\":\"identity\"}",
                   style);
}

static FigScene *
mismatch_network (const FigStyle *style)
{
  return mismatch ("{\"block\":{\"order\":\"pre\"},\"stages\":[{\"count\":2,\"out\":64},{\"count\":2,\"out\":128,"
                   "\"stride\":2,\"block\":{\"shortcut\":\"identity\"}}]}",
                   style);
}

static FigScene *
mismatch_custom (const FigStyle *style)
{
  return mismatch ("{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,\"shortcut\":\"custom\",\"shortcut_layers\":"
                   "[{\"op\":\"avg_pool\",\"kernel\":2,\"stride\":2},{\"op\":\"conv2d\",\"out\":96,\"kernel\":1},"
                   "{\"op\":\"batch_norm\"}]}",
                   style);
}

const Example *
example_list (guint *n)
{
  static const Example examples[] = {
    { .name = "addition", .draw = addition_forward },
    { .name = "addition-backward", .draw = addition_backward },
    { .name = "addition-cut", .draw = addition_cut },
    { .name = "bars", .draw = bars },
    { .name = "network-pyramid", .draw = network_pyramid },
    { .name = "network-unet", .draw = network_unet },
    { .name = "block-forks", .draw = block_forks },
    { .name = "block-one", .draw = block_one },
    { .name = "blocks", .draw = blocks },
    { .name = "compare", .draw = compare },
    { .name = "explain-addition", .draw = explain_addition },
    { .name = "explain-both", .draw = explain_both },
    { .name = "explain-grouped", .draw = explain_grouped },
    { .name = "explain-linear", .draw = explain_linear },
    { .name = "explain-mean", .draw = explain_mean },
    { .name = "explain-pool", .draw = explain_pool },
    { .name = "explain-stem", .draw = explain_stem },
    { .name = "histogram-one", .draw = histogram_one },
    { .name = "histogram-relu", .draw = histogram_relu },
    { .name = "histogram-three", .draw = histogram_three },
    { .name = "kernels-color", .draw = kernels_color },
    { .name = "kernels-matrix", .draw = kernels_matrix },
    { .name = "kernels-output", .draw = kernels_output },
    { .name = "kernels-table", .draw = kernels_table },
    { .name = "lines-sweep", .draw = lines_sweep },
    { .name = "lines-training", .draw = lines_training },
    { .name = "maps-signed", .draw = maps_signed },
    { .name = "maps-small", .draw = maps_small },
    { .name = "maps-unsigned", .draw = maps_unsigned },
    { .name = "maps-vector", .draw = maps_vector },
    { .name = "mismatch", .draw = mismatch_identity },
    { .name = "mismatch-custom", .draw = mismatch_custom },
    { .name = "mismatch-network", .draw = mismatch_network },
    { .name = "network-backward", .draw = network_backward },
    { "network-blocks", NULL, "resnet18", FIG_FOLD_BLOCK },
    { "network-bottleneck", NULL, "resnext50_32x4d", FIG_FOLD_LAYER },
    { .name = "network-cut", .draw = network_cut },
    { .name = "network-cut-stages", .draw = network_cut_stages },
    { "network-deep", NULL, "cifar_resnet110", FIG_FOLD_LAYER },
    { "network-layers", NULL, "resnet18", FIG_FOLD_LAYER },
    { "network-plain", NULL, "plain18", FIG_FOLD_LAYER },
    { "network-se", NULL, PRE_SE_BLOCK, FIG_FOLD_LAYER },
    { "network-stages", NULL, "resnet50", FIG_FOLD_STAGE },
    { .name = "network-step", .draw = network_step },
    { .name = "split", .draw = split_whole },
    { .name = "split-cut", .draw = split_cut },
    { .name = "split-plain", .draw = split_plain },
    { .name = "strip", .draw = strip },
    { .name = "strip-deep", .draw = strip_deep },
    { .name = "strip-lines", .draw = strip_lines },
    { .name = "strip-run", .draw = strip_run },
    { .name = "strip-small", .draw = strip_small },
    { .name = "timeline-backward", .draw = timeline_backward },
    { .name = "timeline-deep", .draw = timeline_deep },
    { .name = "timeline-forward", .draw = timeline_forward },
    { .name = "unrolled", .draw = unrolled_three },
    { .name = "unrolled-one", .draw = unrolled_one },
    { .name = "unrolled-plain", .draw = unrolled_plain },
    { .name = "unrolled-selected", .draw = unrolled_selected },
  };

  *n = G_N_ELEMENTS (examples);
  return examples;
}
