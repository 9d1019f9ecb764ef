/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* report: documents as a user asks for them. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-child.h"
#include "rn-parameters.h"
#include "rn-spec.h"
#include "rn-test.h"

#define BOTTLENECK "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}"
#define BASIC      "{\"body\": \"basic\", \"in\": 256, \"out\": 256}"

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_holds (const char *text, const char *piece)
{
  if (strstr (text, piece) == NULL)
    g_error ("“%s” is not in the report", piece);
}

/* What @tool prints of @path; NULL where it is not installed. */
static char *
ask (const char *tool, const char *path)
{
  g_autofree char *program = g_find_program_in_path (tool);
  const char *argv[] = { program, path, g_str_equal (tool, "pdftotext") ? "-" : NULL, NULL };
  char *out = NULL;

  if (program == NULL)
    return NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL,
                               NULL, NULL));
  return out;
}

static void
test_pdf (void)
{
  g_autofree char *path = rn_test_scratch ("report.pdf"), *text = NULL, *facts = NULL;
  g_auto (Child) child = child_run ("report", "cifar_resnet20", "-o", path, "--runs=1", NULL);
  const char *pages;

  child_assert_done (&child);
  text = ask ("pdftotext", path);
  facts = ask ("pdfinfo", path);
  if (text == NULL || facts == NULL)
    {
      g_test_skip ("no pdftotext or pdfinfo");
      return;
    }
  assert_holds (text, "ResNet-20");
  assert_holds (text, "What it costs");
  assert_holds (text, "269,722");
  assert_holds (text, "How long it takes");
  assert_holds (text, "How to repeat it");
  assert_holds (text, "reslab-cli report cifar_resnet20 --built-in --seed 0");
  pages = strstr (facts, "Pages:");
  g_assert_nonnull (pages);
  g_assert_cmpint (atoi (pages + strlen ("Pages:")), >=, 5);
}

/* The article's numbers: 16.94 times the convolution weights, with batch norms 16.8. */
static void
test_comparison (void)
{
  g_autofree char *path = rn_test_scratch ("blocks.md"), *text = NULL;
  g_auto (Child) child = child_run ("report", BOTTLENECK, BASIC, "--input=1,256,8,8", "--runs=1",
                                    "-o", path, NULL);

  child_assert_done (&child);
  text = read_file (path);
  assert_holds (text, "| 70,400 |");
  assert_holds (text, "| 1,180,672 |");
  assert_holds (text, "16.8× more");
  assert_holds (text, "(blocks-files/01-compare.svg)");
  assert_holds (text, "--input 1,256,8,8");
}

static void
test_cut (void)
{
  g_autofree char *path = rn_test_scratch ("cut.html"), *text = NULL;
  g_auto (Child) child = child_run ("report", "cifar_resnet20", "--cut", "layer2.1", "--no-timing",
                                    "--seed=3", "-o", path, NULL);

  child_assert_done (&child);
  text = read_file (path);
  assert_holds (text, "The shortcut of layer2.1 is cut");
  assert_holds (text, "--seed 3 --cut &apos;layer2.1=0&apos; --no-timing");
  g_assert_null (strstr (text, "How long it takes"));
}

/* A network's own parameters under another seed, as a file of weights. */
static char *
write_weights (void)
{
  g_autoptr (RnSpec) spec = rn_spec_open ("cifar_resnet20", NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, NULL, NULL);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (RnTensors) out = rn_tensors_new ();
  char *path = rn_test_scratch ("weights.safetensors");

  rn_parameters_initialize (parameters, 7);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);
      g_autoptr (RnTensor) copy = rn_tensor_new_copy (&info->shape,
                                                      rn_parameters_values (parameters, i), NULL);

      rn_tensors_add (out, info->name, copy);
    }
  g_assert_true (rn_safetensors_save (out, path, NULL));
  return path;
}

static void
test_weights (void)
{
  g_autofree char *weights = write_weights (), *path = rn_test_scratch ("w.html"), *text = NULL;
  g_auto (Child) child = child_run ("report", "cifar_resnet20", "--weights", weights, "--no-timing",
                                    "-o", path, NULL);
  g_auto (Child) wrong = child_run ("report", "resnet18", "--weights", weights, "--no-timing", "-o",
                                    path, NULL);

  child_assert_done (&child);
  text = read_file (path);
  assert_holds (text, "Its weights come from");
  assert_holds (text, "<td>eval</td>");
  assert_holds (text, "Weights, SHA-256");
  child_assert_refused (&wrong, 1, "weights.safetensors");
}

/* A name from a file is text, wherever it lands. */
static void
test_hostile_name (void)
{
  const char *spec = "{\"name\": \"a</h1><script>b|*c*\", \"input\": [3, 32, 32], "
                     "\"stages\": [{\"count\": 1, \"out\": 16, \"name\": \"layer1\"}]}";
  g_autofree char *html = rn_test_scratch ("h.html"), *md = rn_test_scratch ("h.md");
  g_auto (Child) first = child_run ("report", spec, "--no-timing", "-o", html, NULL);
  g_auto (Child) second = child_run ("report", spec, "--no-timing", "-o", md, NULL);
  g_autofree char *html_text = NULL, *md_text = NULL;

  child_assert_done (&first);
  child_assert_done (&second);
  html_text = read_file (html);
  md_text = read_file (md);
  g_assert_null (strstr (html_text, "<script"));
  g_assert_true (g_str_has_prefix (md_text, "# a\\</h1\\>\\<script\\>b\\|\\*c\\*\n"));
}

static void
test_language (void)
{
  g_autofree char *path = rn_test_scratch ("zh.html"), *text = NULL;
  g_auto (Child) child = child_run ("report", BASIC, "--no-timing", "--lang=zh_CN", "-o", path,
                                    NULL);

  child_assert_done (&child);
  text = read_file (path);
  assert_holds (text, "lang=\"zh-CN\"");
  assert_holds (text, "如何重现");
  assert_holds (text, "一个残差块");
}

static void
test_refused (void)
{
  g_autofree char *nowhere = rn_test_scratch ("no/such/folder.pdf");
  g_autofree char *odd = rn_test_scratch ("report.doc"), *good = rn_test_scratch ("good.md");
  g_autofree char *folder = rn_test_scratch ("good-files");
  g_auto (Child) none = child_run ("report", "resnet18", NULL);
  g_auto (Child) place = child_run ("report", "resnet18", "-o", nowhere, NULL);
  g_auto (Child) format = child_run ("report", "resnet18", "-o", odd, NULL);
  g_auto (Child) model = child_run ("report", "resnet81", "-o", good, NULL);
  g_auto (Child) block = child_run ("report", "resnet18", "--cut=layer9.0", "-o", good, NULL);
  g_auto (Child) scale = child_run ("report", "resnet18", "--cut=layer1.0=x", "-o", good, NULL);
  g_auto (Child) both = child_run ("report", BASIC, BASIC, "--built-in", "-o", good, NULL);

  child_assert_refused (&none, 2, "-o");
  child_assert_refused (&place, 1, "no/such");
  child_assert_refused (&format, 2, ".html");
  child_assert_refused (&model, 2, "resnet18");
  child_assert_refused (&block, 2, "layer9.0");
  child_assert_refused (&scale, 2, "layer1.0=x");
  child_assert_refused (&both, 2, "--built-in");
  g_assert_false (g_file_test (good, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/report/pdf", test_pdf);
  g_test_add_func ("/cli/report/comparison", test_comparison);
  g_test_add_func ("/cli/report/cut", test_cut);
  g_test_add_func ("/cli/report/weights", test_weights);
  g_test_add_func ("/cli/report/hostile-name", test_hostile_name);
  g_test_add_func ("/cli/report/language", test_language);
  g_test_add_func ("/cli/report/refused", test_refused);
  return g_test_run ();
}
