/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Mutates seed files and gives what comes of it to a target, where there is no libFuzzer: the same
 * inputs from the same seeds and number, so that a failure can be had again.
 *
 * usage: fuzz-NAME [--runs=N] [--first=N] SEED…
 */
#include "config.h"

#include "fuzz.h"

#include "rn-file.h"
#include "rn-random.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_SEED_BYTES (1 << 20)
#define MAX_CHANGES    6            /* of one input */
#define MAX_SECONDS    20           /* an input takes; more is a hang */

typedef struct
{
  GPtrArray *seeds;             /* (element-type GBytes) */
  guint64    run;               /* and draws below are of this run */
  guint64    draws;
} Fuzzer;

static guint64 current_run;
static const char *program;

static void
say_where (void)
{
  char line[200];
  int n = snprintf (line, sizeof line, "%s: failed; once more with --first=%" G_GUINT64_FORMAT
                    " --runs=1 and the same seeds\n", program, current_run);

  if (n > 0 && write (STDERR_FILENO, line, (size_t) n) < 0)
    _exit (1);
}

static void
die (int number)
{
  say_where ();
  signal (number, SIG_DFL);
  raise (number);
}

/* Sanitizers end a program in their own way; they tell before. */
extern void __sanitizer_set_death_callback (void (*callback) (void)) __attribute__ ((weak));

static void
hear_failures (void)
{
  static const int signals[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGALRM };

  if (__sanitizer_set_death_callback != NULL)
    __sanitizer_set_death_callback (say_where);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (__sanitizer_set_death_callback == NULL || signals[i] == SIGABRT || signals[i] == SIGALRM
        || signals[i] == SIGTRAP)
      signal (signals[i], die);
}

/* ── mutation ── */

/* in [0, n) */
static gsize
draw (Fuzzer *self, gsize n)
{
  return n == 0 ? 0 : (gsize) (rn_random_uniform (self->run, 1, self->draws++) * (double) n);
}

/* Numbers at which sums overflow, signs turn and sizes end. */
static guint64
draw_number (Fuzzer *self)
{
  static const guint64 known[] = {
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 1ull << 32,
    1ull << 62, G_MAXINT64, 1ull << 63, G_MAXUINT64, G_MAXUINT64 - 1, 100000000,
  };

  return known[draw (self, G_N_ELEMENTS (known))];
}

static void
set_number (Fuzzer *self, GByteArray *input)
{
  guint bytes = 1u << draw (self, 4);
  guint64 number = GUINT64_TO_LE (draw_number (self));

  if (input->len >= bytes)
    memcpy (input->data + draw (self, input->len - bytes + 1), &number, bytes);
}

/* A digit of a text becomes a number. */
static void
set_digits (Fuzzer *self, GByteArray *input)
{
  gsize at = draw (self, input->len);
  char text[24];
  int n;

  while (at < input->len && !g_ascii_isdigit (input->data[at]))
    at++;
  if (at >= input->len)
    return;
  n = g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT,
                  draw (self, 2) == 0 ? (gint64) draw (self, 70) : (gint64) draw_number (self));
  g_byte_array_set_size (input, input->len + (guint) n - 1);
  memmove (input->data + at + n, input->data + at + 1, input->len - at - (gsize) n);
  memcpy (input->data + at, text, (gsize) n);
}

static void
remove_part (Fuzzer *self, GByteArray *input)
{
  gsize at = draw (self, input->len), n = draw (self, MIN (input->len - at, 64)) + 1;

  if (at + n <= input->len)
    g_byte_array_remove_range (input, (guint) at, (guint) n);
}

/* A part of any seed goes in at any place: so streams and members are told twice and crosswise. */
static void
insert_part (Fuzzer *self, GByteArray *input)
{
  gsize size, at = draw (self, input->len + 1), wanted = draw (self, 128) + 1, from, n;
  const guint8 *seed = g_bytes_get_data (self->seeds->pdata[draw (self, self->seeds->len)], &size);

  from = draw (self, size);
  n = MIN (wanted, size - from);
  if (n == 0 || input->len + n > MAX_SEED_BYTES)
    return;
  g_byte_array_set_size (input, input->len + (guint) n);
  memmove (input->data + at + n, input->data + at, input->len - at - n);
  memcpy (input->data + at, seed + from, n);
}

static void
change (Fuzzer *self, GByteArray *input)
{
  gsize at = draw (self, input->len);

  if (input->len == 0)
    return;
  switch (draw (self, 8))
    {
    case 0:
    case 1:
      input->data[at] ^= (guint8) (1 << draw (self, 8));
      break;
    case 2:
      input->data[at] = (guint8) draw (self, 256);
      break;
    case 3:
      set_number (self, input);
      break;
    case 4:
      set_digits (self, input);
      break;
    case 5:
      remove_part (self, input);
      break;
    case 6:
      insert_part (self, input);
      break;
    default:
      if (draw (self, 4) == 0)
        g_byte_array_set_size (input, (guint) at);
      else
        input->data[at] = input->data[draw (self, input->len)];
    }
}

static void
run_one (Fuzzer *self, guint64 run)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autofree guint8 *exact = NULL;
  const guint8 *seed;
  gsize size;
  guint changes;

  self->run = current_run = run;
  self->draws = 0;
  seed = g_bytes_get_data (self->seeds->pdata[draw (self, self->seeds->len)], &size);
  g_byte_array_append (input, seed, (guint) size);
  changes = draw (self, 2) == 0 ? 1 : (guint) draw (self, MAX_CHANGES) + 1;
  for (guint i = 0; i < changes; i++)
    change (self, input);
  /* of its own size, so that sanitizers see a byte read past its end */
  exact = g_memdup2 (input->data, input->len);
  alarm (MAX_SECONDS);
  LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", input->len);
  alarm (0);
}

/* A seed is a file, or the JSON text of one. */
static void
add_seed (Fuzzer *self, const char *word)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = *word == '{' ? g_bytes_new (word, strlen (word))
                               : rn_file_read (word, MAX_SEED_BYTES, &error);

  if (bytes == NULL)
    g_error ("%s", error->message);
  g_ptr_array_add (self->seeds, bytes);
  LLVMFuzzerTestOneInput (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

int
main (int argc, char **argv)
{
  Fuzzer fuzzer = { .seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
  guint64 runs = 1000, first = 0;

  program = argv[0];
  hear_failures ();
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--runs="))
      runs = g_ascii_strtoull (argv[i] + strlen ("--runs="), NULL, 10);
    else if (g_str_has_prefix (argv[i], "--first="))
      first = g_ascii_strtoull (argv[i] + strlen ("--first="), NULL, 10);
    else
      add_seed (&fuzzer, argv[i]);
  g_assert_cmpuint (fuzzer.seeds->len, >, 0);
  printf ("1..1\n");
  for (guint64 run = first; run < first + runs; run++)
    run_one (&fuzzer, run);
  printf ("ok 1 %s: %" G_GUINT64_FORMAT " inputs from %u seeds\n", program, runs,
          fuzzer.seeds->len);
  g_ptr_array_unref (fuzzer.seeds);
  return 0;
}
