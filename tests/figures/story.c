/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How a number was made: what is printed adds up, and is what the run computed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fig-explain.h"
#include "fig-format.h"
#include "fig-i18n.h"
#include "rn-test-model.h"
#include "rn-test-run.h"

#define STEPS_MOST 4

typedef struct
{
  RnGraph      *graph;
  RnParameters *parameters;
  RnSession    *session;
} Bench;

static void
bench_start (Bench *self, const char *spec, const char *input, RnMode mode)
{
  RnTestRun run = { "onednn", mode, FALSE, RN_KEEP_ALL, 2 };

  self->graph = rn_test_build (spec, input);
  self->parameters = rn_test_parameters (self->graph, 8);
  self->session = rn_test_session (self->graph, self->parameters, &run);
  rn_test_forward (self->session);
}

static void
bench_clear (Bench *self)
{
  rn_session_free (self->session);
  rn_parameters_unref (self->parameters);
  rn_graph_unref (self->graph);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

typedef struct
{
  FigExplainData data;
  FigExplainStep steps[STEPS_MOST];
  RnExplanation  told[STEPS_MOST];
  RnRegion       region;
} Chain;

static void
chain_clear (Chain *self)
{
  for (guint i = 0; i < self->data.n_steps; i++)
    rn_explanation_clear (&self->told[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chain, chain_clear)

static void
chain_read (Chain *self, const Bench *bench, const char *const *names, gsize channel, gsize row,
            gsize column)
{
  const FigExplainStep *last;

  *self = (Chain) { .data = { .graph = bench->graph, .steps = self->steps } };
  for (; names[self->data.n_steps] != NULL; self->data.n_steps++)
    {
      FigExplainStep *step = &self->steps[self->data.n_steps];
      const gsize index[] = { 0, channel, row, column };

      *step = (FigExplainStep) { .node = rn_graph_find (bench->graph, names[self->data.n_steps]),
                                 .explanation = &self->told[self->data.n_steps] };
      memcpy (step->index, index, sizeof index);
      g_assert_true (rn_session_explain (bench->session, step->node, index,
                                         &self->told[self->data.n_steps], NULL));
    }
  last = &self->steps[self->data.n_steps - 1];
  if (rn_receptive_field (bench->graph, NULL, last->node, row, column, &self->region))
    self->data.region = &self->region;
}

/* The number at the end of the line of @text that begins with @words; fails without one. */
static double
number_after (const char *text, const char *words)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], words) && strstr (lines[i], " = ") != NULL)
      {
        g_autoptr (GString) number = g_string_new (g_strrstr (lines[i], " = ") + 3);

        g_string_replace (number, "−", "-", 0);
        return g_ascii_strtod (number->str, NULL);
      }
  g_error ("no line “%s” in\n%s", words, text);
}

/* As printed: what is off is only the binary form of these decimals. */
static void
assert_sum (double total, double sum)
{
  g_assert_cmpfloat_with_epsilon (total, sum, 1e-9);
}

#define CHAIN(...) ((const char *const[]) { __VA_ARGS__, NULL })
#define BLOCK "{\"body\":\"basic\",\"in\":16,\"out\":16}"

/* conv + others = conv2, BN + shortcut = sum, for many elements of many sizes. */
static void
lines_add_up (void)
{
  g_auto (Bench) bench = { 0 };

  bench_start (&bench, BLOCK, "1,16,9,9", RN_MODE_TRAIN);
  for (gsize i = 0; i < 16 * 9; i++)
    {
      g_auto (Chain) chain = { 0 };
      g_autofree char *text = NULL;
      double value;

      chain_read (&chain, &bench, CHAIN ("conv2", "bn2", "addition"), i % 16, i % 9, i / 16);
      text = fig_explain_text (&chain.data);
      value = number_after (text, "h(x) + F(x)");
      assert_sum (number_after (text, "conv2"),
                  number_after (text, "Σ") + number_after (text, "+ 15 other channels"));
      assert_sum (value, number_after (text, "BN") + number_after (text, "+ shortcut h(x)"));
      g_assert_cmpfloat_with_epsilon (value, chain.told[2].result, 0.0011);   /* 3 decimals */
    }
}

static void
grouped_and_depthwise (void)
{
  g_auto (Bench) grouped = { 0 }, depthwise = { 0 }, projection = { 0 };
  g_auto (Chain) a = { 0 }, b = { 0 }, c = { 0 };
  g_autofree char *of_a = NULL, *of_b = NULL, *of_c = NULL;

  bench_start (&grouped, "{\"body\":\"bottleneck\",\"in\":16,\"out\":16,\"mid\":8,\"groups\":2}",
               "1,16,9,9", RN_MODE_EVAL);
  chain_read (&a, &grouped, CHAIN ("conv2"), 5, 3, 3);
  of_a = fig_explain_text (&a.data);
  assert_sum (number_after (of_a, "conv2"),
              number_after (of_a, "Σ") + number_after (of_a, "+ 3 other channels of its group"));

  bench_start (&depthwise,
               "{\"body\":\"bottleneck\",\"in\":16,\"out\":16,\"mid\":8,\"groups\":8}",
               "1,16,9,9", RN_MODE_EVAL);
  chain_read (&b, &depthwise, CHAIN ("conv2"), 5, 0, 0);
  of_b = fig_explain_text (&b.data);
  assert_sum (number_after (of_b, "conv2"), number_after (of_b, "Σ"));
  g_assert_null (strstr (of_b, "other"));

  bench_start (&projection, "{\"body\":\"basic\",\"in\":16,\"out\":24,\"stride\":2}", "1,16,9,9",
               RN_MODE_EVAL);
  chain_read (&c, &projection, CHAIN ("downsample.0", "downsample.1", "addition"), 20, 1, 2);
  of_c = fig_explain_text (&c.data);
  assert_sum (number_after (of_c, "downsample.0"),
              number_after (of_c, "input × weight") + number_after (of_c, "+ 15 other channels"));
  assert_sum (number_after (of_c, "h(x) + F(x)"),
              number_after (of_c, "BN") + number_after (of_c, "+ branch F(x)"));
}

static void
linear_and_pools (void)
{
  g_auto (Bench) bench = { 0 };
  g_auto (Chain) fc = { 0 }, pool = { 0 }, mean = { 0 };
  g_autofree char *of_fc = NULL, *of_pool = NULL, *of_mean = NULL;
  g_auto (GStrv) lines = NULL;
  double sum;

  bench_start (&bench, "resnet18", "1,3,64,64", RN_MODE_EVAL);
  chain_read (&fc, &bench, CHAIN ("fc"), 77, 0, 0);
  of_fc = fig_explain_text (&fc.data);
  lines = g_strsplit (of_fc, "\n", -1);
  sum = number_after (of_fc, "avgpool[") + number_after (of_fc, "+ 509 other products")
        + number_after (of_fc, "+ bias");
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "+ avgpool["))
      sum += number_after (lines[i], "+ avgpool[");
  assert_sum (number_after (of_fc, "fc"), sum);
  g_assert_nonnull (strstr (of_fc, "the whole picture"));

  chain_read (&pool, &bench, CHAIN ("maxpool"), 3, 0, 5);
  of_pool = fig_explain_text (&pool.data);
  g_assert_cmpfloat_with_epsilon (number_after (of_pool, "the largest of 6 values"),
                                  pool.told[0].result, 1e-3);
  g_assert_nonnull (strstr (of_pool, "receptive field 11×11 px"));

  chain_read (&mean, &bench, CHAIN ("avgpool"), 3, 0, 0);
  of_mean = fig_explain_text (&mean.data);
  g_assert_cmpfloat_with_epsilon (number_after (of_mean, "pool:"), mean.told[0].result, 1e-3);
}

/* As many cells as the window has, in both grids; padding is told as such. */
static void
cells_of_a_window (void)
{
  g_auto (Bench) bench = { 0 };
  g_auto (Chain) chain = { 0 };
  g_autoptr (FigScene) scene = NULL;
  guint cells[2] = { 0, 0 }, padding = 0;

  bench_start (&bench, "resnet18", "1,3,64,64", RN_MODE_EVAL);
  chain_read (&chain, &bench, CHAIN ("conv1"), 3, 0, 5);
  scene = fig_explain_new (&chain.data, &(FigStyle) { .width = 640 });
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_CELL)
        continue;
      cells[mark.item]++;
      padding += strstr (mark.text, "padding") != NULL;
    }
  g_assert_cmpuint (cells[0], ==, 49);
  g_assert_cmpuint (cells[1], ==, 49);
  g_assert_cmpuint (padding, ==, 2 * 3 * 7);      /* three rows above the picture, in both grids */
}

static void
printed_sums (void)
{
  static const struct
  {
    double a, b;
  } cases[] = { { 1.2345, 6.7891 }, { 3.12e-4, 5.1e-5 }, { -1.7049, 5.8881 }, { 0.00049, 0.00049 },
                { 123456, 0.4 },    { 0, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const double terms[] = { cases[i].a, cases[i].b };
      FigSum sum = fig_sum_of (terms, 2, cases[i].a + cases[i].b, 3);

      g_assert_cmpint (fig_sum_units (&sum, cases[i].a) + fig_sum_units (&sum, cases[i].b), ==,
                       fig_sum_units (&sum, cases[i].a + cases[i].b));
    }
  {
    const double terms[] = { 3.12e-4, 5.1e-5 };
    FigSum sum = fig_sum_of (terms, 2, 3.63e-4, 3);
    g_autofree char *small = fig_sum_format (&sum, 5.1e-5);

    g_assert_cmpstr (small, ==, "0.51×10⁻⁴");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fig_i18n_init ("en");
  g_test_add_func ("/figures/story/lines-add-up", lines_add_up);
  g_test_add_func ("/figures/story/grouped-and-depthwise", grouped_and_depthwise);
  g_test_add_func ("/figures/story/linear-and-pools", linear_and_pools);
  g_test_add_func ("/figures/story/cells", cells_of_a_window);
  g_test_add_func ("/figures/story/printed-sums", printed_sums);
  return g_test_run ();
}
