/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What shows a tensor: maps, kernels, histograms, and the addition of two. */
#include "config.h"
#include "examples-private.h"

#include <math.h>

#include "fig-addition.h"
#include "fig-histogram.h"
#include "fig-kernels.h"
#include "fig-maps.h"

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

FigScene *
draw_maps_signed (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (128, 28, 28, TRUE);
  FigMapsData data = {
    .tensor = tensor, .node = 7, .title = "layer2.0.conv2", .order = FIG_ORDER_ACTIVITY, .most = 48
  };

  return fig_maps_new (&data, style, NULL);
}

FigScene *
draw_maps_unsigned (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (64, 40, 56, FALSE);
  FigMapsData data = { .tensor = tensor, .node = 2, .title = "relu", .scale = FIG_SCALE_MAP };

  return fig_maps_new (&data, style, NULL);
}

FigScene *
draw_maps_small (const FigStyle *style)
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

FigScene *
draw_maps_vector (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = rings (512, 1, 1, FALSE);
  FigMapsData data = { .tensor = tensor, .node = 60, .title = "avgpool" };

  return fig_maps_new (&data, style, NULL);
}

FigScene *
draw_kernels_color (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 3, 7, 7);
  FigKernelsData data = { .weight = tensor, .node = 1, .title = "conv1", .output = -1 };

  return fig_kernels_new (&data, style, NULL);
}

FigScene *
draw_kernels_table (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 64, 3, 3);
  FigKernelsData data = { .weight = tensor, .node = 4, .title = "layer1.0.conv1", .output = -1 };

  return fig_kernels_new (&data, style, NULL);
}

FigScene *
draw_kernels_output (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 64, 3, 3);
  FigKernelsData data
    = { .weight = tensor, .node = 4, .title = "layer1.0.conv1", .output = 24, .most = 16 };

  return fig_kernels_new (&data, style, NULL);
}

FigScene *
draw_kernels_matrix (const FigStyle *style)
{
  g_autoptr (RnTensor) tensor = noise (64, 256, 1, 1);
  FigKernelsData data = { .weight = tensor, .node = 4, .title = "layer1.1.conv1", .output = -1 };

  return fig_kernels_new (&data, style, NULL);
}

FigScene *
draw_histogram_one (const FigStyle *style)
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

FigScene *
draw_histogram_relu (const FigStyle *style)
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

FigScene *
draw_histogram_three (const FigStyle *style)
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

FigScene *
draw_addition_forward (const FigStyle *style)
{
  return addition (FALSE, FALSE, 28, 28, style);
}

FigScene *
draw_addition_backward (const FigStyle *style)
{
  return addition (TRUE, FALSE, 7, 9, style);
}

FigScene *
draw_addition_cut (const FigStyle *style)
{
  return addition (FALSE, TRUE, 56, 56, style);
}
