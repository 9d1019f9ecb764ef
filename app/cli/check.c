/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* check: all that is wrong with a spec, what is unwise, and the keys that would mend it. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli-weights.h"
#include "cli.h"
#include "fig-i18n.h"
#include "rn-spec-find.h"

#define SCOPES_SHOWN 3

static const char *const formats[] = { "text", "json", NULL };
static const char *const languages[] = { "en", "zh_CN", NULL };

typedef struct
{
  char      *format, *lang, *input;
  CliWeights weights;
  double     rate;
} Options;

/* ── for people ── */

/* " (layer2.0, layer2.1, and 4 more)" */
static void
print_scopes (const RnFinding *finding)
{
  guint n = finding->scopes->len;

  for (guint i = 0; i < MIN (n, SCOPES_SHOWN); i++)
    printf ("%s%s", i == 0 ? " (" : ", ", (const char *) finding->scopes->pdata[i]);
  if (n > SCOPES_SHOWN)
    printf (_(", and %u more"), n - SCOPES_SHOWN);
  if (n > 0)
    putchar (')');
}

static void
print_mending (const RnMending *mending)
{
  const char *merge = json_object_to_json_string_ext (
    mending->merge, JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);

  /* TRANSLATORS: a change, the part of the spec it is merged into, JSON */
  if (*mending->place != '\0')
    printf (_("  → %s: %s: %s\n"), mending->label, mending->place, merge);
  else
    printf (_("  → %s: %s\n"), mending->label, merge);
}

static void
print_finding (const RnFinding *finding)
{
  printf (finding->severity == RN_SEVERITY_ERROR ? _("error: %s") : _("warning: %s"), finding->code);
  if (*finding->place != '\0')
    printf (_(", at %s"), finding->place);
  print_scopes (finding);
  printf ("\n  %s\n", finding->sentence);
  if (finding->reason != NULL)
    printf ("  %s\n", finding->reason);
  if (finding->mismatch != NULL)
    {
      g_autofree char *paths = rn_mismatch_text (finding->mismatch);

      fputs (paths, stdout);
    }
  for (guint i = 0; i < finding->mendings->len; i++)
    print_mending (finding->mendings->pdata[i]);
  putchar ('\n');
}

static void
print_people (const RnFindings *findings)
{
  guint errors = rn_findings_count (findings, RN_SEVERITY_ERROR),
        warnings = rn_findings_count (findings, RN_SEVERITY_WARNING);

  for (guint i = 0; i < rn_findings_n (findings); i++)
    print_finding (rn_findings_nth (findings, i));
  if (errors + warnings == 0)
    puts (_("nothing wrong"));
  else
    {
      printf (dngettext (GETTEXT_PACKAGE, "%u error", "%u errors", errors), errors);
      fputs (" · ", stdout);
      printf (dngettext (GETTEXT_PACKAGE, "%u warning", "%u warnings", warnings), warnings);
      putchar ('\n');
    }
}

/* ── the work ── */

static gboolean
find_weights (const Options *options, const char *word, RnFindings *findings, GError **error)
{
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnParameters) parameters = NULL;

  spec = cli_open_spec (word, error);
  if (spec != NULL)
    spec = cli_weights_spec (&options->weights, g_steal_pointer (&spec), error);
  graph = spec != NULL ? rn_spec_build (spec, NULL, error) : NULL;
  parameters = graph != NULL ? rn_parameters_new (graph, error) : NULL;
  if (parameters == NULL)
    return FALSE;
  rn_parameters_initialize (parameters, 0);
  if (!cli_weights_open (&options->weights, parameters, error))
    return FALSE;
  rn_spec_find_weights (findings, parameters);
  return TRUE;
}

/* An unknown name is a wrong command line, as it is for the other verbs. */
static RnFindings *
open_findings (const char *word, const RnFindOptions *options, GError **error)
{
  json_object *json = NULL;
  g_autoptr (GError) local = NULL;
  RnFindings *findings = rn_spec_find_open (word, options, &json, &local);

  json_object_put (json);
  if (findings == NULL && g_error_matches (local, RN_ERROR, RN_ERROR_UNKNOWN))
    cli_usage_error (error, "%s", local->message);
  else if (findings == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return findings;
}

static gboolean
check (const Options *options, const char *word, GError **error)
{
  RnFindOptions find = { .rate = options->rate };
  g_autoptr (RnFindings) findings = NULL;
  guint errors;

  if (!cli_parse_input (options->input, &find.input, error))
    return FALSE;
  findings = open_findings (word, &find, error);
  if (findings == NULL)
    return FALSE;
  if (options->weights.file != NULL && rn_findings_count (findings, RN_SEVERITY_ERROR) == 0
      && !find_weights (options, word, findings, error))
    return FALSE;
  if (g_strcmp0 (options->format, "json") == 0)
    cli_print_json (rn_findings_json (findings));
  else
    print_people (findings);
  errors = rn_findings_count (findings, RN_SEVERITY_ERROR);
  if (errors == 0)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               dngettext (GETTEXT_PACKAGE, "%u error found", "%u errors found", errors), errors);
  return FALSE;
}

gboolean
cli_check (int argc, char **argv, GError **error)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    CLI_WEIGHTS_ENTRIES (options.weights),
    { "lr", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate,
      "The learning rate it is to be trained with", "RATE" },
    { "input", 0, 0, G_OPTION_ARG_STRING, &options.input,
      "Shape that goes in (default: the spec's own)", "N,C,H,W" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, "text (default) or json", "NAME" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "en or zh_CN (default: the environment's)",
      "LANGUAGE" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "check",
    .words = "MODEL|FILE.json|JSON",
    .entries = entries,
    .least = 1,
    .most = 1,
    .summary =
      "Finds the mistakes in a network or block: all of them, each with its place, what was found,\n"
      "what was expected, and changes that would mend it; and warns of what is legal but unwise.",
    .description =
      "A change is JSON to be merged into the spec, or into the part of it that is named before it;\n"
      "null takes a key away. Two tensors that cannot be added are shown with both their ways,\n"
      "layer by layer, and ◄ where they part.\n"
      "Exit status: 0 without errors, whatever the warnings; 1 with errors.\n\n"
      "Examples:\n"
      "  reslab-cli check network.json\n"
      "  reslab-cli check '{\"body\": \"basic\", \"in\": 64, \"out\": 128, \"shortcut\": \"identity\"}'\n"
      "  reslab-cli check network.json --weights trained.safetensors --lr 0.1 --format json",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);
  gboolean done = FALSE;

  if (words != NULL && cli_choose ("format", options.format, formats, error) >= 0
      && cli_choose ("language", options.lang, languages, error) >= 0)
    {
      if (options.lang != NULL)
        fig_i18n_init (options.lang);
      if (!(options.rate >= 0 && isfinite (options.rate)))
        cli_usage_error (error, "--lr is %g, expected a number of at least 0", options.rate);
      else
        done = check (&options, words[0], error);
    }
  g_free (options.format);
  g_free (options.lang);
  g_free (options.weights.file);
  g_free (options.input);
  return done;
}
