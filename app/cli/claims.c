/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* claims: what is said of residual networks, what is computed now, and the verdict. */
#include "config.h"

#include <stdio.h>

#include "cli-output.h"
#include "cli.h"
#include "fig-i18n.h"
#include "lab-claims.h"

static const char *const languages[] = { "en", "zh_CN", NULL };

/* The claims that are named, in that order; all where none is. (element-type LabClaim) (borrowed) */
static GPtrArray *
choose_claims (GPtrArray *all, char **names, GError **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      g_ptr_array_add (ids, (gpointer) ((LabClaim *) all->pdata[i])->id);
      if (names[0] == NULL)
        g_ptr_array_add (chosen, all->pdata[i]);
    }
  g_ptr_array_add (ids, NULL);
  for (; *names != NULL; names++)
    {
      int place = cli_choose ("claim", *names, (const char *const *) ids->pdata, error);

      if (place < 0)
        return NULL;
      g_ptr_array_add (chosen, all->pdata[place]);
    }
  return g_steal_pointer (&chosen);
}

static void
print_test (const LabClaimTest *test)
{
  g_autofree char *stated = lab_claim_stated (test);
  g_autofree char *computed = lab_claim_computed (test);
  g_autofree char *spec = lab_claim_spec (test);

  if (test->untested != NULL)
    printf (_("  – %s: stated %s; not tested: %s\n"), lab_claim_test_words (test), stated,
            test->untested);
  else
    printf (_("  – %s: stated %s, computed %s: %s\n"), lab_claim_test_words (test), stated, computed,
            test->holds ? _("yes") : _("no"));
  printf ("      %s\n", spec);
}

static void
print_claim (const LabClaim *claim)
{
  const char *note = lab_claim_words (claim, "note");

  printf ("%s: %s\n", claim->id, lab_verdict_words (claim->verdict));
  /* TRANSLATORS: what is said, and where: “…” (a paper) */
  printf (_("  “%s” (%s)\n"), lab_claim_words (claim, "said"), lab_claim_source (claim));
  for (guint i = 0; i < claim->tests->len; i++)
    print_test (&g_array_index (claim->tests, LabClaimTest, i));
  if (claim->tests->len == 0)
    printf ("  %s\n", lab_claim_words (claim, "untested"));
  if (*note != '\0')
    printf ("  %s\n", note);
  putchar ('\n');
}

static void
print_people (GPtrArray *claims)
{
  guint counts[LAB_VERDICT_NOT_TESTED + 1] = { 0 };
  const char *between = "";

  cli_progress_done ();
  for (guint i = 0; i < claims->len; i++)
    {
      print_claim (claims->pdata[i]);
      counts[((LabClaim *) claims->pdata[i])->verdict]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      {
        printf ("%s%u %s", between, counts[i], lab_verdict_words ((LabVerdict) i));
        between = " · ";
      }
  putchar ('\n');
}

static gboolean
test_claims (char **names, gboolean measure, RnTableFormat format, GError **error)
{
  g_autoptr (GPtrArray) all = lab_claims_load ();
  g_autoptr (GPtrArray) claims = choose_claims (all, names, error);
  g_autoptr (RnTable) table = NULL;

  if (claims == NULL)
    return FALSE;
  for (guint i = 0; i < claims->len; i++)
    {
      LabClaim *claim = claims->pdata[i];

      if (!rn_progress_step (cli_progress (), (double) i / claims->len, claim->id, error)
          || !lab_claim_test (claim, measure, cli_progress (), error))
        return FALSE;
    }
  if (format == RN_TABLE_JSON)
    cli_print_json (lab_claims_json (claims));
  else if (format == RN_TABLE_TEXT)
    print_people (claims);
  else
    {
      table = lab_claims_table (claims);
      cli_print_table (table, format);
    }
  return TRUE;
}

gboolean
cli_claims (int argc, char **argv, GError **error)
{
  g_autofree char *format_word = NULL, *lang = NULL;
  gboolean measure = FALSE;
  RnTableFormat format;
  const GOptionEntry entries[] = {
    { "measure", 0, 0, G_OPTION_ARG_NONE, &measure, "Measure times too, which takes a minute", NULL },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &lang, "en or zh_CN (default: the environment's)",
      "LANGUAGE" },
    CLI_FORMAT_ENTRY (format_word),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "claims",
    .words = "[CLAIM…]",
    .entries = entries,
    .most = G_MAXUINT,
    .summary =
      "Puts what articles, papers and tools say of residual networks to the test: what is said,\n"
      "what is computed now, and the verdict. With names, only these claims.",
    .description =
      "A claim is true where every test of it holds, false where none does, and depends where some\n"
      "do. A stated number holds where it is met exactly, or by less than one unit of its last\n"
      "digit, or within a factor, as is written beside it. Times are true of one machine, so they\n"
      "are measured only with --measure, and as ratios. Networks are untrained, on random numbers.\n\n"
      "Examples:\n"
      "  reslab-cli claims\n"
      "  reslab-cli claims resnet50-six-percent --lang zh_CN\n"
      "  reslab-cli claims --measure --format md > claims.md",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  if (words == NULL || !cli_format_parse (format_word, &format, error)
      || cli_choose ("language", lang, languages, error) < 0)
    return FALSE;
  if (lang != NULL)
    fig_i18n_init (lang);
  return test_claims (words, measure, format, error);
}
