/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* eval: counts that add up, published weights on real pictures, what is refused. */
#include <stdlib.h>
#include <string.h>

#include "cli-child.h"
#include "rn-test.h"

static void
assert_real (json_object *json, const char *path, double expected, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (json_object_get_double (json_at (json, path)), expected,
                                  tolerance);
}

static guint64
integer (json_object *json, const char *path)
{
  return json_object_get_uint64 (json_at (json, path));
}

/* Rows add up to the pictures of a class, the diagonal to the right ones. */
static void
test_json (void)
{
  g_auto (Child) child = child_run ("eval", "cifar_resnet20", "--data", "shapes", "--count", "60",
                                    "--batch", "16", "--format", "json", NULL);
  json_object *json, *rows;
  guint64 sum = 0, diagonal = 0;

  child_assert_done (&child);
  json = child_json (&child);
  rows = json_at (json, "confusion");
  g_assert_cmpuint (json_object_array_length (rows), ==, 10);
  for (gsize k = 0; k < 10; k++)
    {
      json_object *row = json_object_array_get_idx (rows, k);
      guint64 of_class = 0;

      for (gsize j = 0; j < 10; j++)
        of_class += json_object_get_uint64 (json_object_array_get_idx (row, j));
      g_assert_cmpuint (of_class, ==, 6);
      sum += of_class;
      diagonal += json_object_get_uint64 (json_object_array_get_idx (row, k));
    }
  g_assert_cmpuint (integer (json, "images"), ==, 60);
  g_assert_cmpuint (sum, ==, 60);
  g_assert_cmpuint (integer (json, "correct"), ==, diagonal);
  assert_real (json, "top1", (double) diagonal / 60, 1e-12);
  g_assert_cmpfloat (json_object_get_double (json_at (json, "top5")), >=, (double) diagonal / 60);
  g_assert_cmpfloat (json_object_get_double (json_at (json, "loss")), >, 0);
  g_assert_cmpfloat (json_object_get_double (json_at (json, "images_per_second")), >, 0);
  g_assert_cmpstr (json_object_get_string (json_at (json, "data/split")), ==, "test");
  json_object_put (json);
}

static void
test_table (void)
{
  g_auto (Child) text = child_run ("eval", "cifar_resnet20", "--data", "shapes", "--count", "20",
                                   "--split", "train", NULL);
  g_auto (Child) csv = child_run ("eval", "cifar_resnet20", "--data", "shapes", "--count", "20",
                                  "--format", "csv", NULL);

  child_assert_done (&text);
  child_assert_says (&text, "Top-1");
  child_assert_says (&text, "striped ring");
  child_assert_says (&text, "(shapes, train)");
  child_assert_done (&csv);
  child_assert_says (&csv, "class,images,correct,percent,taken_for,times");
  child_assert_says (&csv, "striped ring,2,");
}

/* What is done to a picture is told in full; numbers that are given are those that are used. */
static void
test_transforms (void)
{
  static const struct { const char *options[3], *text; } cases[] = {
    { { "--mean=.5,.25,.125", "--std=1,2,4" }, "normalise:0.5:0.25:0.125:1:2:4" },
    { { "--mean=0,0,0", "--std=1,1,1", "--ten-crop" },
      "pad:4:0,ten-crop:32:32,normalise:0:0:0:1:1:1" },
    { { "--mean=0,0,0", "--std=1,1,1", "--scales=24" }, "resize:24:24,normalise:0:0:0:1:1:1" },
    { { "--transform=grey,colour,flip:1" }, "grey,colour,flip:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Child) child = child_run ("eval", "cifar_resnet20", "--data=shapes", "--count=8",
                                        "--format=json", cases[i].options[0], cases[i].options[1],
                                        cases[i].options[2], NULL);
      json_object *json;

      child_assert_done (&child);
      json = child_json (&child);
      g_assert_cmpstr (json_object_get_string (
                         json_object_array_get_idx (json_at (json, "transforms"), 0)), ==,
                       cases[i].text);
      g_assert_cmpuint (integer (json, "images"), ==, 8);
      json_object_put (json);
    }
}

/*
 * PyTorch on the same pictures: 797 right of 1,000, 987 within five, loss 0.98796791579835; by ten
 * crops of pictures padded by 4, of 100: 83, 98, 0.50142103. A picture whose two first answers are as
 * near as floats are coarse may fall to either side.
 */
static void
test_published (void)
{
  static const struct
  {
    const char *count, *option;
    double      correct, top5, loss;
  } cases[] = {
    { "1000", NULL, 797, 0.987, 0.9879679157983525 },
    { "1000", "--fold", 797, 0.987, 0.9879679157983525 },
    { "100", "--ten-crop", 83, 0.98, 0.5014210343360901 },
  };
  g_autofree char *weights = rn_test_shared ("data/weights/resnet20-12fca82f.th");
  g_autofree char *data = rn_test_shared ("data/cifar10/test_batch.bin");

  if (weights == NULL || data == NULL)
    {
      g_test_skip ("no published weights here");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Child) child = child_run ("eval", "cifar_resnet20", "--weights", weights, "--data",
                                        data, "--mean=.485,.456,.406", "--std=.229,.224,.225",
                                        "--count", cases[i].count, "--format=json",
                                        cases[i].option, NULL);
      json_object *json;

      child_assert_done (&child);
      json = child_json (&child);
      g_assert_cmpfloat_with_epsilon ((double) integer (json, "correct"), cases[i].correct, 1.5);
      assert_real (json, "top5", cases[i].top5, 1.5 / atof (cases[i].count));
      assert_real (json, "loss", cases[i].loss, 1e-5);      /* logits to 1e-5 or so */
      json_object_put (json);
    }
}

static void
test_figure (void)
{
  g_autofree char *path = scratch_write ("confusion.svg", "", 0);
  g_autofree char *svg = NULL;
  g_auto (Child) child = child_run ("eval", "cifar_resnet20", "--data=shapes", "--count=10",
                                    "--figure", path, NULL);

  child_assert_done (&child);
  g_assert_true (g_file_get_contents (path, &svg, NULL, NULL));
  g_assert_nonnull (strstr (svg, "<svg"));
}

static void
test_refused (void)
{
  static const struct { const char *words[4]; int status; const char *piece; } cases[] = {
    { { "cifar_resnet20" }, 2, "--data" },
    { { "cifar_resnet20", "--data=shapes", "--mean=1,2,3" }, 2, "--std" },
    { { "cifar_resnet20", "--data=shapes", "--mean=1,2", "--std=1,2" }, 2, "3 channels" },
    { { "cifar_resnet20", "--data=shapes", "--mean=1,2,x", "--std=1,2,3" }, 2, "x" },
    { { "cifar_resnet20", "--data=shapes", "--std=1,2,0", "--mean=1,2,3" }, 2, "0" },
    { { "cifar_resnet20", "--data=shapes", "--ten-crop", "--scales=32" }, 2, "--scales" },
    { { "cifar_resnet20", "--data=shapes", "--transform=", "--ten-crop" }, 2, "--transform" },
    { { "cifar_resnet20", "--data=shapes", "--transform=krop:3" }, 1, "crop" },
    { { "cifar_resnet20", "--data=shapes", "--scales=0" }, 2, "--scales" },
    { { "cifar_resnet20", "--data=shapes", "--batch=-1" }, 2, "--batch" },
    { { "cifar_resnet20", "--data=/nowhere/at/all" }, 1, "/nowhere/at/all" },
    { { "cifar_resnet20", "--data=shapes", "--weights=/nowhere.pth" }, 1, "/nowhere.pth" },
    { { "cifar_resnet20", "--data=shapes", "--figure=x.doc" }, 2, "x.doc" },
    { { "resnet18", "--data=shapes", "--figure=x.svg" }, 2, "1000" },
    { { "resnet50_fpn", "--data=shapes" }, 2, "no classes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Child) child = child_run ("eval", cases[i].words[0], cases[i].words[1],
                                        cases[i].words[2], cases[i].words[3], NULL);

      child_assert_refused (&child, cases[i].status, cases[i].piece);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/eval/json", test_json);
  g_test_add_func ("/cli/eval/table", test_table);
  g_test_add_func ("/cli/eval/transforms", test_transforms);
  g_test_add_func ("/cli/eval/published", test_published);
  g_test_add_func ("/cli/eval/figure", test_figure);
  g_test_add_func ("/cli/eval/refused", test_refused);
  return g_test_run ();
}
