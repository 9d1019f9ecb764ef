/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Bad input: files that are missing, cut, random or lying, specs that cannot be. One message, exit
 * 1 or 2, no signal. */
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "cli-child.h"
#include "rn-file.h"
#include "rn-random.h"
#include "rn-test.h"

#define BLOCK "{\"body\":\"basic\",\"in\":8,\"out\":8}"

/* ── tensors ── */

static void
refuse_tensors (const char *path)
{
  g_auto (Child) child = child_run ("run", "--spec", BLOCK, "--tensors", path, "--backward", NULL);

  child_assert_refused (&child, 1, NULL);
}

/* The case file with what @change does to it. */
static char *
damaged (const char *name, gsize keep, gssize flip)
{
  g_autofree char *path = rn_test_data ("cases/basic-identity.safetensors");
  g_autoptr (GBytes) bytes = rn_file_read (path, 1024 * 1024, NULL);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (flip >= 0)
    data[flip] ^= 0x40;
  return scratch_write (name, data, MIN (keep, g_bytes_get_size (bytes)));
}

static void
test_truncated (void)
{
  static const gsize keep[] = { 0, 1, 7, 8, 9, 100, 1000, 5000, 30000 };

  for (guint i = 0; i < G_N_ELEMENTS (keep); i++)
    {
      g_autofree char *path = damaged ("cut.safetensors", keep[i], -1);

      refuse_tensors (path);
    }
}

/* A header's length of 2^62, and bits flipped in its first bytes. */
static void
test_lying_header (void)
{
  for (gssize at = 0; at < 10; at++)
    {
      g_autofree char *path = damaged ("flipped.safetensors", G_MAXSIZE, at);

      refuse_tensors (path);
    }
}

/* A tensor that claims 2^50 bytes in a file of some hundred. */
static void
test_oversized_claim (void)
{
  static const char header[] =
    "{\"input\":{\"dtype\":\"F32\",\"shape\":[1,8,1048576,33554432],"
    "\"data_offsets\":[0,1125899906842624]}}";
  guint8 file[sizeof header + 8 + 16] = { sizeof header - 1 };
  g_autofree char *path = NULL;

  memcpy (file + 8, header, sizeof header - 1);
  path = scratch_write ("claim.safetensors", file, sizeof file);
  refuse_tensors (path);
}

static char *
random_file (const char *name, guint64 seed, gsize length)
{
  g_autofree guint8 *data = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) rn_random_bits (seed, 1, i);
  return scratch_write (name, data, length);
}

static void
test_random (void)
{
  for (guint64 seed = 0; seed < 5; seed++)
    {
      g_autofree char *tensors = random_file ("random.safetensors", seed, 4096);
      g_autofree char *picture = random_file ("random.png", seed, 4096);
      g_autofree char *spec = random_file ("random.json", seed, 4096);
      g_auto (Child)
        shown = child_run ("run", "--model=cifar_resnet20", "--picture", picture, NULL);
      g_auto (Child) read = child_run ("summary", spec, NULL);

      refuse_tensors (tensors);
      child_assert_refused (&shown, 1, "random.png");
      child_assert_refused (&read, 1, "random.json");
    }
}

/* A folder, nothing, and JSON that is none of ours, wherever a verb reads a spec. */
static void
test_odd_specs (void)
{
  static const struct { const char *name, *text, *piece; } files[] = {
    { "folder.json", NULL, "folder" },
    { "empty.json", "", "ends" },
    { "nothing.json", "null", "null" },
    { "number.json", "12", "int" },
    { "list.json", "[1, 2]", "array" },
    { "broken.json", "{\"stages\":\n[{\"count\":2 \"out\":8}]}", "line 2" },
    { "bytes.json", "\xff\xfe{}", "UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = files[i].text == NULL
                                ? rn_test_scratch (files[i].name)
                                : scratch_write (files[i].name, files[i].text, strlen (files[i].text));
      g_autofree char *out = rn_test_scratch ("never.svg");

      g_assert_true (files[i].text != NULL || g_mkdir_with_parents (path, 0700) == 0);

      g_auto (Child) summary = child_run ("summary", path, NULL);
      g_auto (Child) run = child_run ("run", "--built-in", "--spec", path, NULL);
      g_auto (Child) draw = child_run ("draw", "diagram", path, "-o", out, NULL);
      g_auto (Child) compare = child_run ("compare", "cifar_resnet20", path, NULL);

      child_assert_refused (&summary, 1, files[i].piece);
      child_assert_refused (&run, 1, files[i].piece);
      child_assert_refused (&draw, 1, files[i].piece);
      child_assert_refused (&compare, 1, files[i].piece);
      g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
    }
}

/* What is no picture says which kind of file was expected. */
static void
test_odd_pictures (void)
{
  static const char json[] = "{\"a\": 1}";
  g_autofree char *empty = scratch_write ("empty.png", "", 0);
  g_autofree char *text = scratch_write ("text.png", json, strlen (json));
  g_autofree char *folder = g_path_get_dirname (empty);
  const struct { const char *path, *piece; } files[] = {
    { empty, "empty" }, { text, "PNG" }, { folder, "folder" }, { "/dev/null", "regular" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (Child) child
        = child_run ("run", "--model=cifar_resnet20", "--picture", files[i].path, NULL);

      child_assert_refused (&child, 1, files[i].piece);
    }
}

static void
test_missing (void)
{
  g_autofree char *path = rn_test_scratch ("not-there");
  g_autofree char *spec = rn_test_scratch ("not-there.json");
  g_auto (Child) tensors = child_run ("run", "--spec", BLOCK, "--tensors", path, NULL);
  g_auto (Child) picture = child_run ("run", "--model=resnet18", "--picture", path, NULL);
  g_auto (Child)
    weights = child_run ("run", "--model=cifar_resnet20", "--built-in", "--weights", path, NULL);
  g_auto (Child) summary = child_run ("summary", spec, NULL);

  child_assert_refused (&tensors, 1, "not-there");
  child_assert_refused (&picture, 1, "not-there");
  child_assert_refused (&weights, 1, "not-there");
  child_assert_refused (&summary, 1, "not-there.json");
}

/* A case of another block: shapes that do not fit, told by name. */
static void
test_foreign_tensors (void)
{
  g_autofree char *path = rn_test_data ("cases/basic-stride2.safetensors");
  g_auto (Child) child = child_run ("run", "--spec", BLOCK, "--tensors", path, "--backward", NULL);

  child_assert_refused (&child, 1, "downsample.0.weight");
}

/* ── specs ── */

typedef struct
{
  const char *spec;
  const char *piece;         /* of the message */
} BadSpec;

static const BadSpec bad_specs[] = {
  { "{", "JSON" },
  { "{\"body\":\"basic\"", "JSON" },
  { "{}", NULL },
  { "{\"body\":\"basic\",\"in\":0,\"out\":8}", "in" },
  { "{\"body\":\"basic\",\"in\":-8,\"out\":8}", "in" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":99999999999999}", "out" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":1e300}", "out" },
  { "{\"body\":\"basic\",\"in\":\"8\",\"out\":8}", "in" },
  { "{\"body\":\"basic\",\"in\":8.5,\"out\":8}", "in" },
  { "{\"body\":[],\"in\":8,\"out\":8}", "body" },
  { "{\"body\":\"bottelneck\",\"in\":8,\"out\":8}", "bottleneck" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":8,\"grops\":2}", "groups" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":8,\"groups\":3}", "groups" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":8,\"stride\":0}", "stride" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":16,\"shortcut\":\"identity\"}", "shortcut" },
  { "{\"body\":\"basic\",\"in\":8,\"out\":8,\"stride\":2,\"shortcut\":\"identity\"}", "shortcut" },
  { "{\"stages\":[]}", "stages" },
  { "{\"stages\":[{\"count\":100000000,\"out\":8}]}", "count" },
  { "{\"input\":[3,-1,32],\"stages\":[{\"count\":1,\"out\":8}]}", "input" },
  { "{\"stages\":[{\"count\":1,\"out\":8}],\"hat\":{}}", "hat" },
};

/* As text on the command line it is a wrong command line where it cannot be read; what cannot be
 * built has failed. */
static void
test_specs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_specs); i++)
    {
      g_autofree char *path = scratch_write ("bad.json", bad_specs[i].spec,
                                             strlen (bad_specs[i].spec));
      g_auto (Child) file = child_run ("summary", path, NULL);
      g_auto (Child) text = child_run ("summary", bad_specs[i].spec, NULL);

      child_assert_refused (&file, 1, bad_specs[i].piece);
      g_assert_true (text.status == 1 || text.status == 2);
      child_assert_refused (&text, text.status, bad_specs[i].piece);
    }
}

/* What cannot be added is told with the shapes on both paths, and the key that would mend it. */
static void
test_shape_trace (void)
{
  static const char spec[] =
    "{\"body\":\"basic\",\"in\":8,\"out\":16,\"stride\":2,\"shortcut\":\"identity\"}";
  g_autofree char *path = scratch_write ("unequal.json", spec, strlen (spec));
  g_auto (Child) child = child_run ("summary", path, NULL);

  child_assert_refused (&child, 1, "1×8×56×56");
  child_assert_refused (&child, 1, "1×16×28×28");
  child_assert_refused (&child, 1, "shortcut");
  child_assert_refused (&child, 1, "projection");
}

/* Nested a hundred thousand deep, and a megabyte of one key. */
static void
test_monstrous_json (void)
{
  g_autofree char *deep = g_malloc (200001);
  g_autofree char *path = NULL;

  memset (deep, '[', 200000);
  deep[0] = '{';
  path = scratch_write ("deep.json", deep, 200000);

  g_auto (Child) child = child_run ("summary", path, NULL);

  child_assert_refused (&child, 1, "deep.json");
}

static void
test_huge_input (void)
{
  g_auto (Child)
    counted = child_run ("summary", "resnet18", "--input", "1,3,4000000000,4000000", NULL);
  g_auto (Child) small = child_run ("compare", "resnet18", "resnet34", "--input",
                                    "1,3,900000,900000", "--runs=1", NULL);
  g_auto (Child) channels = child_run ("summary", "resnet18", "--input", "1,5,64,64", NULL);

  child_assert_refused (&counted, 1, NULL);
  child_assert_refused (&small, 1, NULL);
  child_assert_refused (&channels, 1, "1×5×64×64");
}

/* ── outputs ── */

static void
test_keeps_good_file (void)
{
  static const char good[] = "a good file";
  g_autofree char *path = scratch_write ("good.safetensors", good, strlen (good));
  g_autofree char *cut = damaged ("cut.safetensors", 1000, -1);
  g_auto (Child) child = child_run ("run", "--spec", BLOCK, "--tensors", cut, "--dump", path, NULL);
  g_autoptr (GBytes) bytes = rn_file_read (path, 1024, NULL);

  child_assert_refused (&child, 1, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, strlen (good));
}

static void
test_unwritable (void)
{
  g_autofree char *path = rn_test_scratch ("no/folder.json");
  g_auto (Child)
    child = child_run ("run", "--model=cifar_resnet20", "--built-in", "--statistics", path, NULL);

  child_assert_refused (&child, 1, "folder.json");
}

/* A name that cannot be written is refused before minutes of work. */
static void
test_unwritable_early (void)
{
  g_autofree char *path = rn_test_scratch ("no/folder.svg"), *folder = g_path_get_dirname (path);
  gint64 before = g_get_monotonic_time ();
  g_auto (Child) draw = child_run ("draw", "compare", "cifar_resnet20", "cifar_plain20",
                                   "--runs=1000", "-o", path, NULL);
  g_auto (Child) dump
    = child_run ("run", "--model=cifar_resnet20", "--built-in", "--dump", "/", NULL);

  child_assert_refused (&draw, 1, folder);
  child_assert_refused (&dump, 1, "folder");
  /* the thousand runs take half a minute, a start of the program a tenth of a second */
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
}

/* Ctrl-C: exit 1 with a message, and no file. */
static void
test_interrupt (void)
{
  g_autofree char *path = rn_test_scratch ("interrupted.svg");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, g_getenv ("RESLAB_CLI"), "draw", "compare",
    "cifar_resnet20", "cifar_plain20", "--runs=1000", "-o", path, NULL);
  g_autofree char *message = NULL;

  g_assert_no_error (error);
  g_usleep (1500 * 1000); /* well into the thousand runs, which take half a minute */
  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &message, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (message, "stopped"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Of all the refusals above none took memory for what was only claimed. */
static void
test_memory (void)
{
#if !defined (__SANITIZE_ADDRESS__)
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  /* The program with its libraries and one CIFAR network takes some 80 MiB. */
  g_assert_cmpint (usage.ru_maxrss, <, 400 * 1024);
#else
  g_test_skip ("sanitizers take memory of their own");
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/hostile/tensors/truncated", test_truncated);
  g_test_add_func ("/cli/hostile/tensors/lying-header", test_lying_header);
  g_test_add_func ("/cli/hostile/tensors/oversized-claim", test_oversized_claim);
  g_test_add_func ("/cli/hostile/tensors/of-another-block", test_foreign_tensors);
  g_test_add_func ("/cli/hostile/random-files", test_random);
  g_test_add_func ("/cli/hostile/missing-files", test_missing);
  g_test_add_func ("/cli/hostile/odd-specs", test_odd_specs);
  g_test_add_func ("/cli/hostile/odd-pictures", test_odd_pictures);
  g_test_add_func ("/cli/hostile/specs", test_specs);
  g_test_add_func ("/cli/hostile/shape-trace", test_shape_trace);
  g_test_add_func ("/cli/hostile/monstrous-json", test_monstrous_json);
  g_test_add_func ("/cli/hostile/huge-input", test_huge_input);
  g_test_add_func ("/cli/hostile/good-file-stays", test_keeps_good_file);
  g_test_add_func ("/cli/hostile/unwritable", test_unwritable);
  g_test_add_func ("/cli/hostile/unwritable-early", test_unwritable_early);
  g_test_add_func ("/cli/hostile/interrupt", test_interrupt);
  g_test_add_func ("/cli/hostile/memory", test_memory);
  return g_test_run ();
}
