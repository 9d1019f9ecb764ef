/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* compare, gradients, draw, bench: each does its work and says what it should. */
#include <math.h>
#include <string.h>

#include "cli-child.h"
#include "rn-file.h"
#include "rn-test.h"

#define BOTTLENECK "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}"
#define BASIC      "{\"body\": \"basic\", \"in\": 256, \"out\": 256}"

static double
real_at (json_object *json, const char *path)
{
  return json_object_get_double (json_at (json, path));
}

/* ── compare ── */

/* The article's numbers: 16.94 times the convolution weights, with batch norms 16.8. */
static void
test_compare (void)
{
  g_auto (Child)
    table = child_run ("compare", BOTTLENECK, BASIC, "--runs=1", "--input=1,256,8,8", NULL);
  g_auto (Child) child = child_run ("compare", BOTTLENECK, BASIC, "--runs=3", "--input=1,256,8,8",
                                    "--format=json", NULL);
  json_object *json, *a, *b;

  child_assert_done (&table);
  child_assert_says (&table, "16.8× more");
  child_assert_says (&table, "16.9× more");
  child_assert_done (&child);
  json = child_json (&child);
  a = json_object_array_get_idx (json_at (json, "models"), 0);
  b = json_object_array_get_idx (json_at (json, "models"), 1);
  g_assert_cmpint (json_object_get_int (json_at (a, "parameters")), ==, 70400);
  g_assert_cmpint (json_object_get_int (json_at (b, "parameters")), ==, 1180672);
  g_assert_cmpint (json_object_get_int (json_at (a, "macs")), ==, 69632 * 64);
  g_assert_cmpint (json_object_get_int (json_at (b, "macs")), ==, 1179648 * 64);
  g_assert_true (real_at (a, "forward_ratio") == 1);
  g_assert_true (real_at (b, "forward_ms") > 0
                 && real_at (b, "forward_ms_min") <= real_at (b, "forward_ms")
                 && real_at (b, "forward_ms") <= real_at (b, "forward_ms_max"));
  g_assert_true (real_at (b, "backward_ms") > 0);
  json_object_put (json);
}

static void
test_budget (void)
{
  g_auto (Child) child = child_run ("compare", BOTTLENECK, BASIC, "--budget=parameters", "--runs=1",
                                    "--input=1,256,8,8", "--format=json", NULL);
  json_object *json;
  double ratio;

  child_assert_done (&child);
  json = child_json (&child);
  ratio = real_at (json_object_array_get_idx (json_at (json, "models"), 1), "parameters_ratio");
  /* One channel more or less of a basic block is 2 · 9 · 256 weights, 6.6 % of 70,400: the nearest
   * is within half of it. */
  g_assert_cmpfloat (fabs (ratio - 1), <=, 0.034);
  json_object_put (json);
}

static void
test_compare_networks (void)
{
  g_auto (Child) child = child_run ("compare", "cifar_resnet20", "cifar_plain20", "--runs=1", NULL);

  child_assert_done (&child);
  child_assert_says (&child, "the same");
}

/* ── gradients ── */

static void
check_identity (json_object *network, guint blocks, gboolean shortcut)
{
  json_object *rows = json_at (network, "blocks");

  g_assert_cmpuint (json_object_array_length (rows), ==, blocks);
  for (guint i = 0; i < blocks; i++)
    {
      json_object *row = json_object_array_get_idx (rows, i),
                  *norm = json_at (row, "shortcut_norm");

      /* Two terms of the same float sum, added in another order: a rounding or two. */
      g_assert_cmpfloat (real_at (row, "identity_error"), <=, 1e-6);
      g_assert_true ((norm != NULL) == shortcut);
      g_assert_cmpfloat (real_at (row, "branch_norm"), >, 0);
    }
}

static void
test_gradients (void)
{
  g_auto (Child) child = child_run ("gradients", "cifar_resnet20", "--against=plain",
                                    "--format=json", "--batch=2", NULL);
  json_object *json, *networks;

  child_assert_done (&child);
  json = child_json (&child);
  networks = json_at (json, "networks");
  g_assert_cmpuint (json_object_array_length (networks), ==, 2);
  check_identity (json_object_array_get_idx (networks, 0), 9, TRUE);
  check_identity (json_object_array_get_idx (networks, 1), 9, FALSE);
  json_object_put (json);
}

/* First ÷ last block's gradient of a network, from its JSON. */
static double
survival (json_object *network)
{
  json_object *rows = json_at (network, "blocks");
  gsize n = json_object_array_length (rows);

  return real_at (json_object_array_get_idx (rows, 0), "input_norm")
         / real_at (json_object_array_get_idx (rows, n - 1), "input_norm");
}

/* Without norm a plain network's gradient vanishes on its way down, and the residual one's does
 * not. */
static void
test_vanishing (void)
{
  g_auto (Child) child = child_run ("gradients", "cifar_resnet56", "--against=plain", "--norm=none",
                                    "--format=json", "--batch=1", NULL);
  json_object *json, *networks;

  child_assert_done (&child);
  json = child_json (&child);
  networks = json_at (json, "networks");
  g_assert_cmpfloat (survival (json_object_array_get_idx (networks, 0)), >, 1);
  g_assert_cmpfloat (survival (json_object_array_get_idx (networks, 1)), <, 0.5);
  json_object_put (json);
}

static void
test_gradients_table (void)
{
  g_auto (Child)
    network = child_run ("gradients", "cifar_resnet20", "--built-in", "--against=plain", NULL);
  g_auto (Child) block = child_run ("gradients", BOTTLENECK, "--batch=1", "--format=csv", NULL);

  child_assert_done (&network);
  child_assert_says (&network, "‖dL/dx‖ of cifar_plain20");
  child_assert_says (&network, "holds to");
  child_assert_done (&block);
  g_assert_true (
    g_str_has_prefix (block.out, "model,block,shortcut_norm,branch_norm,ratio,cosine,"));
}

/* Eight paths through three blocks; what they hand back is all of dL/dx. */
static void
test_paths (void)
{
  g_auto (Child) table = child_run ("gradients", "cifar_resnet20", "--paths=layer1.2", NULL);
  g_auto (Child) child = child_run ("gradients", "cifar_resnet20", "--paths=layer1.2", "--count=2",
                                    "--against=plain", "--format=json", NULL);
  json_object *json, *networks, *paths;
  double shares = 0;

  child_assert_done (&table);
  child_assert_says (&table, "Paths through layer1.2, layer2.0, layer2.1");
  child_assert_says (&table, "FhF");
  child_assert_done (&child);
  json = child_json (&child);
  networks = json_at (json, "networks");
  paths = json_at (json_object_array_get_idx (networks, 0), "paths");
  g_assert_cmpuint (json_object_array_length (paths), ==, 4);
  for (guint i = 0; i < 4; i++)
    shares += real_at (json_object_array_get_idx (paths, i), "share");
  /* four terms of one more backward pass in float */
  g_assert_cmpfloat (fabs (shares - 1), <=, 1e-5);
  g_assert_false (json_object_object_get_ex (json_object_array_get_idx (networks, 1), "paths", NULL));
  json_object_put (json);
}

/* ── draw ── */

typedef struct
{
  const char *name;
  const char *words[8];
} Figure;

static const Figure figures[] = {
  { "diagram", { "diagram", "cifar_resnet20", "--fold=stage" } },
  { "diagram-maps",
    { "diagram", "cifar_resnet20", "--built-in", "--open=layer2.0", "--theme=dark" } },
  { "diagram-backward", { "diagram", "cifar_resnet20", "--backward", "--fold=layer", "--every" } },
  { "block", { "block", BOTTLENECK, "cifar_resnet20", "--lang=zh_CN" } },
  { "features",
    { "features", "cifar_resnet20", "--layer=layer1.0.conv1", "--order=activity",
      "--scale=global" } },
  { "features-gradient",
    { "features", "cifar_resnet20", "--layer=conv1", "--gradient", "--most=4" } },
  { "kernels", { "kernels", "cifar_resnet20", "--layer=conv1" } },
  { "kernels-channel", { "kernels", "cifar_resnet20", "--layer=layer1.0.conv1", "--channel=3" } },
  { "histogram", { "histogram", "cifar_resnet20", "--layer=layer2.0.addition" } },
  { "gradients", { "gradients", "cifar_resnet20", "--against=plain", "--batch=1" } },
  { "paths", { "paths", "cifar_resnet20", "--layer=layer1.2", "--path=FhF", "--batch=1" } },
  { "compare", { "compare", BOTTLENECK, BASIC, "--runs=1", "--input=1,256,8,8", "--projector" } },
  { "compare-networks", { "compare", "cifar_resnet20", "cifar_plain20", "--runs=1" } },
};

/* The file that @figure makes with a name ending in @suffix. */
static GBytes *
draw (const Figure *figure, const char *suffix, const char *width)
{
  g_autofree char *name = g_strconcat (figure->name, suffix, NULL);
  g_autofree char *path = rn_test_scratch (name);
  const char *words[16] = { "draw" };
  g_autoptr (GError) error = NULL;
  GBytes *bytes;
  guint n = 1;

  for (guint i = 0; i < G_N_ELEMENTS (figure->words) && figure->words[i] != NULL; i++)
    words[n++] = figure->words[i];
  words[n++] = "-o";
  words[n++] = path;
  words[n++] = "--width";
  words[n++] = width;

  g_auto (Child) child = child_run_with (NULL, words);

  child_assert_done (&child);
  bytes = rn_file_read (path, 64 * 1024 * 1024, &error);
  g_assert_no_error (error);
  return bytes;
}

static guint
png_width (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, >, 24);
  g_assert_cmpint (memcmp (data, "\x89PNG\r\n", 6), ==, 0);
  return (guint) data[16] << 24 | (guint) data[17] << 16 | (guint) data[18] << 8 | data[19];
}

static void
test_draw (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autoptr (GBytes) svg = draw (&figures[i], ".svg", "800");
      g_autofree char *text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));

      g_assert_nonnull (strstr (text, "<svg"));
      g_assert_nonnull (strstr (text, "</svg>"));
    }
}

static void
test_draw_formats (void)
{
  g_autoptr (GBytes) png = draw (&figures[0], ".png", "640");
  g_autoptr (GBytes) small = draw (&figures[0], ".png", "200");
  g_autoptr (GBytes) pdf = draw (&figures[0], ".pdf", "640");

  g_assert_cmpuint (png_width (png), ==, 640);
  g_assert_cmpuint (png_width (small), ==, 200);
  g_assert_cmpint (memcmp (g_bytes_get_data (pdf, NULL), "%PDF", 4), ==, 0);
}

/* A directory that is not there: exit 1, and no temporary stays. */
static void
test_draw_nowhere (void)
{
  g_autofree char *path = rn_test_scratch ("no/such/folder.svg");
  g_auto (Child) child = child_run ("draw", "diagram", "cifar_resnet20", "-o", path, NULL);

  child_assert_refused (&child, 1, "folder.svg");
}

/* ── bench ── */

static void
test_bench (void)
{
  g_auto (Child) alone = child_run ("bench", "inf_resnet20_b1", "--reps=1", "--limit=1", NULL);
  g_auto (Child)
    told = child_run ("bench", "train_resnet20_b2_stats", "--reps=1", "--limit=1", "-v", NULL);
  g_auto (Child)
    half = child_run ("bench", "bwd_{\"body\":\"single\",\"in\":16,\"out\":16}_b1", "--reps=1",
                      "--limit=1", "-v", NULL);
  g_auto (Child) list = child_run ("bench", "--list", NULL);

  child_assert_done (&alone);
  g_assert_true (g_str_has_prefix (alone.out, "inf_resnet20_b1 "));
  g_assert_cmpfloat (g_ascii_strtod (alone.out + strlen ("inf_resnet20_b1 "), NULL), >, 0);
  child_assert_done (&told);
  child_assert_says (&told, "img/s");
  child_assert_says (&told, "layer1.0.conv1");
  child_assert_done (&half);
  child_assert_says (&half, " · data ");
  child_assert_says (&list, "train_resnet50_b16");
}

/* ready, then a line for each line. */
static void
test_bench_step (void)
{
  static const char *const words[] = { "bench", "--step", "inf_resnet20_b1", NULL };
  g_auto (Child) child = child_run_with ("\n\n", words);
  g_auto (GStrv) lines = g_strsplit (child.out, "\n", -1);

  child_assert_done (&child);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);       /* the last one is empty */
  g_assert_cmpstr (lines[0], ==, "ready");
  g_assert_cmpfloat (g_ascii_strtod (lines[1], NULL), >, 0);
  g_assert_cmpfloat (g_ascii_strtod (lines[2], NULL), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/compare/counts-and-times", test_compare);
  g_test_add_func ("/cli/compare/same-budget", test_budget);
  g_test_add_func ("/cli/compare/networks", test_compare_networks);
  g_test_add_func ("/cli/gradients/identity", test_gradients);
  g_test_add_func ("/cli/gradients/vanishing-without-norm", test_vanishing);
  g_test_add_func ("/cli/gradients/formats", test_gradients_table);
  g_test_add_func ("/cli/gradients/paths", test_paths);
  g_test_add_func ("/cli/draw/every-figure", test_draw);
  g_test_add_func ("/cli/draw/formats-and-width", test_draw_formats);
  g_test_add_func ("/cli/draw/no-folder", test_draw_nowhere);
  g_test_add_func ("/cli/bench/alone", test_bench);
  g_test_add_func ("/cli/bench/step", test_bench_step);
  return g_test_run ();
}
