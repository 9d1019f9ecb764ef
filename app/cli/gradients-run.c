/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A forward and a backward pass with the split of each block's gradient recorded. */
#include "config.h"

#include "gradients-run.h"

#include "cli.h"
#include "lab-depth-run.h"
#include "lab-paths.h"
#include "rn-trial.h"

#define BATCH        4
#define MOST_SAMPLES 4096

static const char *const modes[] = { "train", "eval", NULL };
static const char *const norms[] = { "batch", "none", NULL };

void
gradient_options_clear (GradientOptions *self)
{
  cli_source_clear (&self->source);
  g_free (self->mode);
  g_free (self->norm);
  g_free (self->against);
  g_free (self->paths);
}

void
gradient_run_clear (GradientRun *self)
{
  g_clear_pointer (&self->records, rn_records_free);
  cli_subject_clear (&self->subject);
}

gboolean
gradient_options_check (const GradientOptions *self, GError **error)
{
  gboolean picture = self->source.picture != NULL || self->source.built_in
                     || self->source.sample != NULL;

  if (!cli_source_check (&self->source, error) || cli_choose ("mode", self->mode, modes, error) < 0
      || cli_choose ("norm", self->norm, norms, error) < 0
      || !cli_check_range ("--batch", self->batch, 0, MOST_SAMPLES, error)
      || !cli_check_range ("--count", self->count, 0, RN_PATHS_BLOCKS_MOST, error))
    return FALSE;
  if (picture && self->batch > 1)
    return cli_usage_error (error, "a picture is one sample, but --batch is %d", self->batch);
  return TRUE;
}

/* ── specs ── */

static RnSpec *
open_twin (const char *word, RnSpec *spec, GError **error)
{
  RnSpec *twin;

  if (!g_str_equal (word, "plain"))
    return cli_open_spec (word, error);
  twin = rn_spec_plain_twin (spec);
  if (twin == NULL)
    cli_usage_error (error, "%s has no plain twin: it is %s", rn_spec_name (spec),
                     rn_spec_block (spec) != NULL ? "a block" : "plain itself");
  return twin;
}

gboolean
gradient_specs (const GradientOptions *options, const char *word, RnSpec **spec, RnSpec **against,
                GError **error)
{
  g_autoptr (RnSpec) own = cli_open_spec (word, error);
  g_autoptr (RnSpec) twin = NULL;

  *spec = *against = NULL;
  if (own == NULL)
    return FALSE;
  if (options->against != NULL)
    {
      twin = open_twin (options->against, own, error);
      *against = twin != NULL ? lab_spec_with_norm (twin, options->norm, error) : NULL;
      if (*against == NULL)
        return FALSE;
    }
  *spec = lab_spec_with_norm (own, options->norm, error);
  if (*spec == NULL)
    g_clear_pointer (against, rn_spec_unref);
  return *spec != NULL;
}

/* ── the pass ── */

/* A misspelt name is told with the nearest one. */
static gboolean
check_block (const RnGraph *graph, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      g_ptr_array_add (names, rn_graph_scope (graph, i)->path);
  g_ptr_array_add (names, NULL);
  return cli_choose ("block", name, (const char *const *) names->pdata, error) >= 0;
}

/* (nullable) on the blocks the options name; NULL without @error where they name none. */
static RnPathsProbe *
attach_probe (const GradientRun *self, const GradientOptions *options, GError **error)
{
  const char *first = options->paths;
  RnScope blocks[RN_PATHS_BLOCKS_MOST];
  guint count = options->count > 0 ? (guint) options->count : LAB_PATHS_BLOCKS, n;

  if (first == NULL || (first[0] != '\0' && !check_block (self->subject.graph, first, error)))
    return NULL;
  n = lab_paths_find (self->subject.graph, first[0] != '\0' ? first : NULL, count, blocks, error);
  return n > 0 ? rn_paths_attach (self->subject.session, blocks, n) : NULL;
}

static gboolean
run_subject (GradientRun *self, const GradientOptions *options, GError **error)
{
  GError *local = NULL;
  g_autoptr (RnPathsProbe) probe = attach_probe (self, options, &local);

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (!cli_subject_run (&self->subject, error))
    return FALSE;
  if (probe == NULL)
    return TRUE;
  self->records->paths = g_new0 (RnPaths, 1);
  return rn_paths_compute (probe, self->records->paths, NULL, error);
}

gboolean
gradient_run (GradientRun *self, const GradientOptions *options, RnSpec *spec, GError **error)
{
  CliSource source = options->source;
  RnShape shape = rn_spec_input (spec);
  RnMode mode = cli_choose ("mode", options->mode, modes, NULL) == 0 ? RN_MODE_TRAIN : RN_MODE_EVAL;
  g_autoptr (RnRecorder) recorder = NULL;

  source.noise = TRUE;
  if (source.picture == NULL && source.sample == NULL && !source.built_in)
    shape.dim[0] = options->batch > 0 ? (gsize) options->batch : BATCH;
  if (!cli_subject_open (&self->subject, &source, spec, &shape, TRUE, error)
      || !cli_subject_plan (&self->subject, &source, mode, TRUE, RN_KEEP_VALUES, error)
      || !rn_trial_aim (self->subject.session, (guint64) source.seed, error))
    return FALSE;
  self->records = cli_subject_records (&self->subject, &source);
  recorder = rn_recorder_attach (self->subject.session, self->records, LAB_DEPTH_FLAGS);
  return run_subject (self, options, error);
}
