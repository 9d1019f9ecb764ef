/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The command line itself: help, version, words that are nearly right. */
#include <string.h>

#include "cli-child.h"

static const char *const verbs[] = {
#define CLI_VERB(name, help) #name,
#include "../../app/cli/verb-list.h"
#undef CLI_VERB
};

static void
test_help (void)
{
  g_auto (Child) child = child_run ("--help", NULL);

  g_auto (Child) verb = child_run ("help", "check", NULL);

  child_assert_done (&child);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    child_assert_says (&child, verbs[i]);
  child_assert_done (&verb);
  child_assert_says (&verb, "reslab-cli check [OPTION…]");
}

static void
test_version (void)
{
  g_auto (Child) child = child_run ("--version", NULL);

  child_assert_done (&child);
  g_assert_true (g_str_has_prefix (child.out, "reslab-cli "));
  g_assert_true (g_ascii_isdigit (child.out[strlen ("reslab-cli ")]));
}

/* What it is called by, what it does, its options, an example. */
static void
test_verb_help (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_auto (Child) child = child_run (verbs[i], "--help", NULL);
      g_autofree char *usage = g_strdup_printf ("reslab-cli %s [OPTION…]", verbs[i]);

      child_assert_done (&child);
      child_assert_says (&child, usage);
      child_assert_says (&child, "Examples:");
      child_assert_says (&child, "--help");
    }
}

static void
test_no_verb (void)
{
  g_auto (Child) child = child_run (NULL, NULL);

  child_assert_refused (&child, 2, "--help");
}

typedef struct
{
  const char *words[6];
  const char *nearest;
} Mistake;

static const Mistake mistakes[] = {
  { { "sumary", "resnet18" }, "summary" },
  { { "help", "chek" }, "check" },
  { { "summary", "resnet81" }, "resnet18" },
  { { "summary", "resnet18", "--dept", "1" }, "--depth" },
  { { "summary", "resnet18", "--convention=torchinf" }, "torchinfo" },
  { { "summary", "resnet18", "--format", "jsn" }, "json" },
  { { "compare", "resnet18", "resnet34", "--budget", "parametres" }, "parameters" },
  { { "run", "--model", "resnet18", "--built-in", "--engine=refrence" }, "reference" },
  { { "run", "--model", "resnet18", "--built-in", "--mode=evil" }, "eval" },
  { { "gradients", "resnet18", "--norm", "non" }, "none" },
  { { "gradients", "cifar_resnet20", "--paths=layer1.9" }, "layer1.0" },
  { { "draw", "diagrm", "resnet18", "-o", "x.svg" }, "diagram" },
  { { "draw", "diagram", "resnet18", "--output=x.svg", "--theme=drak" }, "dark" },
  { { "draw", "features", "resnet18", "--output=x.svg", "--layer=con1" }, "conv1" },
  { { "bench", "inf_resnet81_b1" }, "inf_resnet18_b1" },
};

static void
test_nearest (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_auto (Child) child = child_run_with (NULL, mistakes[i].words);

      child_assert_refused (&child, 2, "did you mean");
      child_assert_refused (&child, 2, mistakes[i].nearest);
    }
}

static const Mistake wrong[] = {
  { { "summary" }, "needs" },
  { { "summary", "resnet18", "resnet34" }, "too many" },
  { { "summary", "resnet18", "--no-such-option" }, "reslab-cli summary --help" },
  { { "summary", "resnet18", "--format" }, "reslab-cli summary --help" },
  { { "summary", "/" }, ".json" },
  { { "summary", "resnet18", "--depth", "-1" }, "--depth" },
  { { "summary", "resnet18", "--depth", "deep" }, "deep" },
  { { "summary", "resnet18", "--input", "1,3" }, "N,C,H,W" },
  { { "summary", "resnet18", "--input", "0,3,8,8" }, "--input" },
  { { "compare", "resnet18" }, "needs" },
  { { "compare", "resnet18", "resnet34", "--runs", "0" }, "--runs" },
  { { "compare", "resnet18", "resnet34", "--budget", "macs" }, "block" },
  { { "run" }, "--model" },
  { { "run", "--model", "resnet18" }, "--picture" },
  { { "run", "--model", "resnet18", "--built-in", "--tensors=x" }, "one of them" },
  { { "run", "--model", "resnet18", "--built-in", "--all" }, "--dump" },
  { { "run", "--model", "resnet18", "--built-in", "--threads=-1" }, "--threads" },
  { { "run", "--model", "resnet18", "--built-in", "--seed=-1" }, "--seed" },
  { { "report", "cifar_resnet20", "--cut=layer1.0=1e400", "--output=x.md" }, "SCALE" },
  { { "draw", "features", "resnet18", "--output=x.svg", "--layer=zzzz" }, "more" },
  { { "run", "--spec", "{\"body\": \"basic\", \"in\": 8, \"out\": 8}", "--built-in" }, "channels" },
  { { "gradients", "cifar_plain20", "--against", "plain" }, "plain" },
  { { "gradients", "resnet18", "--built-in", "--batch", "2" }, "--batch" },
  { { "gradients", "cifar_resnet20", "--paths=layer1.0", "--count=5" }, "--count" },
  { { "draw", "paths", "cifar_resnet20", "--output=x.svg", "--path=FhhF" }, "3 letters" },
  { { "draw", "diagram", "resnet18" }, "-o" },
  { { "draw", "diagram", "resnet18", "-o", "x.jpg" }, ".svg" },
  { { "draw", "diagram", "-o", "x.svg" }, "takes" },
  { { "draw", "diagram", "resnet18", "--output=x.svg", "--width=3" }, "--width" },
  { { "draw", "features", "resnet18", "--output=x.svg" }, "--layer" },
  { { "draw", "kernels", "resnet18", "--output=x.svg", "--layer=bn1" }, "convolution" },
  { { "bench" }, "--list" },
  { { "bench", "--step", "inf_resnet18_b1", "inf_resnet18_b1" }, "one case" },
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (Child) child = child_run_with (NULL, wrong[i].words);

      child_assert_refused (&child, 2, wrong[i].nearest);
    }
}

/* Where stdout cannot take the result, the work has failed. */
static void
test_full_disk (void)
{
  g_autofree char *command = g_strdup_printf ("\"%s\" models > /dev/full", g_getenv ("RESLAB_CLI"));
  const char *const words[] = { "sh", "-c", command, NULL };
  int status;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no /dev/full");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) words, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_false (g_spawn_check_wait_status (status, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/usage/help", test_help);
  g_test_add_func ("/cli/usage/version", test_version);
  g_test_add_func ("/cli/usage/verb-help", test_verb_help);
  g_test_add_func ("/cli/usage/no-verb", test_no_verb);
  g_test_add_func ("/cli/usage/nearest-word", test_nearest);
  g_test_add_func ("/cli/usage/wrong-is-exit-2", test_wrong);
  g_test_add_func ("/cli/usage/full-disk-is-a-failure", test_full_disk);
  return g_test_run ();
}
