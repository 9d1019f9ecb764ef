/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* report: a network, or several compared, as one document. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli-weights.h"
#include "cli.h"
#include "compare-specs.h"
#include "fig-i18n.h"
#include "lab-paper.h"
#include "lab-report.h"
#include "rn-file.h"
#include "rn-trained.h"

typedef struct
{
  CliSource source;              /* picture, built-in, weights, seed, threads */
  char     *output;              /* all (owned) (nullable) */
  char     *lang;
  char     *theme;
  char     *convention;
  char     *budget;
  char     *input;
  char    **cuts;
  gboolean  no_timing;
  int       runs;
} Options;

static void
options_clear (Options *self)
{
  cli_source_clear (&self->source);
  g_free (self->output);
  g_free (self->lang);
  g_free (self->theme);
  g_free (self->convention);
  g_free (self->budget);
  g_free (self->input);
  g_strfreev (self->cuts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* ── what the command line says ── */

static gboolean
check_output (const char *output, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (output == NULL)
    return cli_usage_error (error, "report needs a file to write: -o FILE.pdf, .html or .md");
  if (lab_paper_check (output, &local))
    return TRUE;
  if (g_error_matches (local, RN_ERROR, RN_ERROR_FORMAT))
    return cli_usage_error (error, "%s", local->message);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
check_options (const Options *self, guint n_words, GError **error)
{
  static const char *const themes[] = { "light", "dark", NULL };
  static const char *const languages[] = { "en", "zh_CN", NULL };

  if (!cli_source_check (&self->source, error)
      || cli_choose ("theme", self->theme, themes, error) < 0
      || cli_choose ("language", self->lang, languages, error) < 0
      || !cli_check_range ("--runs", self->runs, 1, 1000, error))
    return FALSE;
  if (n_words > 1
      && (self->source.picture != NULL || self->source.built_in || self->source.sample != NULL
          || self->source.weights.file != NULL
          || self->cuts != NULL))
    return cli_usage_error (error, "--picture, --built-in, --weights and --cut are for a report on "
                                   "one network, and %u are given",
                            n_words);
  if (n_words == 1 && (self->budget != NULL || self->input != NULL))
    return cli_usage_error (error, "--budget and --input are for a comparison: name two networks "
                                   "or blocks at least");
  return check_output (self->output, error);
}

static gboolean
find_convention (const char *word, const RnConvention **convention, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);
  int choice;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) rn_convention_name (conventions[i]));
  g_ptr_array_add (names, NULL);
  choice = cli_choose ("convention", word, (const char *const *) names->pdata, error);
  if (choice >= 0)
    *convention = conventions[choice];
  return choice >= 0;
}

/* “layer2.0” or “layer2.0=0.5”; of a lone block “” or “=0.5” */
static gboolean
read_cut (const char *word, LabDocument *document, GError **error)
{
  const char *equals = strrchr (word, '=');
  char *end = NULL;
  LabCut cut = { equals != NULL ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word), 0 };
  const RnShortcutScale scale = { cut.block, 0 };
  g_autoptr (GError) local = NULL;
  g_autoptr (RnGraph) graph = NULL;

  if (equals != NULL)
    cut.scale = g_ascii_strtod (equals + 1, &end);
  graph = rn_spec_build (document->spec, &(RnBuildOptions) { .scales = &scale, .n_scales = 1 },
                         &local);
  if (graph != NULL && isfinite (cut.scale)
      && (end == NULL || (end != equals + 1 && *end == '\0')))
    {
      g_array_append_val (document->cuts, cut);
      return TRUE;
    }
  g_free ((char *) cut.block);
  if (local != NULL)
    return cli_usage_error (error, "--cut: %s", local->message);
  return cli_usage_error (error, "--cut is “%s”, expected BLOCK or BLOCK=SCALE, a number", word);
}

/* ── one network ── */

static gboolean
take_weights (LabReport *report, const CliWeights *weights, GError **error)
{
  if (weights->file == NULL)
    return TRUE;
  report->weights_file = rn_trained_resolve (weights->file, error);
  if (report->weights_file == NULL)
    return FALSE;
  report->weights_sha256 = rn_file_sha256 (report->weights_file, error);
  report->weights_options = cli_weights_options (weights);
  return report->weights_sha256 != NULL;
}

static gboolean
take_picture (LabReport *report, const CliSource *source, GError **error)
{
  const char *file = source->picture;
  LabPicture *picture;

  if (file == NULL && source->sample == NULL)
    return TRUE;
  picture = file != NULL ? lab_picture_load (file, error)
                         : cli_open_sample (source->sample, error);
  if (picture == NULL)
    return FALSE;
  lab_picture_unref (report->document->picture);
  report->document->picture = picture;
  report->picture_file = g_strdup (file);
  return TRUE;
}

/* What the window would open, with another model. */
static LabReport *
new_report (const Options *options)
{
  g_autoptr (LabDocument) document = lab_document_new ();
  LabReport *report = lab_report_new (document);

  report->document->seed = (guint64) options->source.seed;
  report->timing = !options->no_timing;
  report->runs = (guint) options->runs;
  report->dark = g_strcmp0 (options->theme, "dark") == 0;
  report->threads = (guint) options->source.threads;
  return report;
}

static gboolean
fill_one (LabReport *report, const Options *options, const char *word, GError **error)
{
  RnSpec *spec = cli_open_spec (word, error);

  if (spec != NULL)
    spec = cli_weights_spec (&options->source.weights, spec, error);
  if (spec == NULL)
    return FALSE;
  rn_spec_unref (report->document->spec);
  report->document->spec = spec;
  for (guint i = 0; options->cuts != NULL && options->cuts[i] != NULL; i++)
    if (!read_cut (options->cuts[i], report->document, error))
      return FALSE;
  return take_picture (report, &options->source, error)
         && take_weights (report, &options->source.weights, error);
}

static gboolean
fill_many (LabReport *report, const Options *options, char **words, GError **error)
{
  if (!cli_parse_input (options->input, &report->input, error))
    return FALSE;
  report->specs = compare_specs_open (words, options->budget, &report->input, error);
  return report->specs != NULL;
}

static gboolean
write_report (const Options *options, char **words, GError **error)
{
  g_autoptr (LabReport) report = new_report (options);
  gboolean done;

  if (!find_convention (options->convention, &report->convention, error)
      || !(words[1] == NULL ? fill_one (report, options, words[0], error)
                            : fill_many (report, options, words, error)))
    return FALSE;
  if (options->lang != NULL)
    fig_i18n_init (options->lang);
  done = lab_report_write (report, options->output, cli_progress (), error);
  cli_progress_done ();
  return done;
}

static const char description[] =
  "One network or block: what it is and costs, its diagram with feature maps, its kernels, an\n"
  "addition, the gradient by depth beside that of its plain twin, every layer's statistics,\n"
  "measured time, and how to repeat it. Several: a comparison. The file's extension says what is\n"
  "written; figures of Markdown lie in a folder NAME-files beside it.\n\n"
  "Networks are shown the built-in picture unless --picture gives another; blocks that take no\n"
  "picture get random numbers. Weights are untrained unless --weights gives them.\n\n"
  "Examples:\n"
  "  reslab-cli report resnet18 -o resnet18.pdf\n"
  "  reslab-cli report cifar_resnet56 --cut layer2.0 --no-timing -o cut.html --lang zh_CN\n"
  "  reslab-cli report '{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}' \\\n"
  "                    '{\"body\": \"basic\", \"in\": 256, \"out\": 256}' -o blocks.md";

gboolean
cli_report (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { .runs = 9 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "File to write",
      "FILE.pdf|html|md" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "en or zh_CN (default: the environment's)",
      "LANGUAGE" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "light (default) or dark", "NAME" },
    { "no-timing", 0, 0, G_OPTION_ARG_NONE, &options.no_timing,
      "Leave out measured times: the same report is the same file", NULL },
    { "runs", 0, 0, G_OPTION_ARG_INT, &options.runs, "Runs times are taken in (default: 9)", "N" },
    { "convention", 0, 0, G_OPTION_ARG_STRING, &options.convention,
      "How multiply-adds are counted (default: torchvision)", "NAME" },
    { "cut", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.cuts,
      "Cut the shortcut of this block, or multiply it", "BLOCK[=SCALE]" },
    { "budget", 0, 0, G_OPTION_ARG_STRING, &options.budget,
      "Compare at equal parameters or macs", "QUANTITY" },
    { "input", 0, 0, G_OPTION_ARG_STRING, &options.input,
      "Shape that goes into what is compared (default: each one's own)", "N,C,H,W" },
    CLI_SOURCE_INPUT (options.source),
    CLI_SOURCE_WEIGHTS (options.source),
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.source.threads,
      "Threads (default: the physical cores)", "N" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "report",
    .words = "MODEL|FILE.json|JSON…",
    .entries = entries,
    .least = 1,
    .most = LAB_REPORT_MOST,
    .summary = "Writes a report on a network or block, or on several compared, as PDF, HTML or "
               "Markdown.",
    .description = description,
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  return words != NULL && check_options (&options, g_strv_length (words), error)
         && write_report (&options, words, error);
}
