/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Results of trainings that come with Reslab: logs by name, as a training's state. */
#include "config.h"

#include "lab-lesson-play-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-data-dir.h"
#include "rn-file.h"
#include "rn-spec.h"

#define LOG_BYTES_MOST (16 * 1024 * 1024)
#define STEPS_MOST     1000000

/* Logs that belong together: of networks that saw the same batches in the same order. */
static const struct
{
  const char *name;
  const char *logs[LAB_TRAIN_MOST + 1];
  const char *words;         /* N_() */
} together[] = {
  { "lock-step", { "weights/plain20.jsonl", "weights/resnet20.jsonl", NULL },
    N_("trained on the data set shapes when Reslab was made") },
  { "degradation",
    { "results/degradation/plain20.jsonl", "results/degradation/plain56.jsonl",
      "results/degradation/resnet20.jsonl", "results/degradation/resnet56.jsonl", NULL },
    N_("trained on CIFAR-10 when Reslab was made") },
};

/* Where lines begin with a step, the last one's. */
static guint64
last_step (const char *lines)
{
  guint64 most = 0;

  for (const char *at = lines; (at = strstr (at, "\"step\":")) != NULL; at += 7)
    most = MAX (most, g_ascii_strtoull (at + 7, NULL, 10));
  return MIN (most, STEPS_MOST);
}

/* "results/degradation/plain20.jsonl": plain20 (transfer full) */
static char *
stem_of (const char *log)
{
  char *stem = g_path_get_basename (log);

  *strrchr (stem, '.') = '\0';
  return stem;
}

static gboolean
read_log (const char *log, LabTrainRun *run, GError **error)
{
  g_autofree char *path = rn_data_path (log);
  g_autoptr (GBytes) bytes = rn_file_read (path, LOG_BYTES_MOST, error);
  g_autofree char *lines = NULL;
  LabTrainRecord record = { .column_steps = 1 };

  if (bytes == NULL)
    return FALSE;
  lines = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  record.name = stem_of (log);
  record.model = g_strdup_printf ("cifar_%s", record.name);
  record.plain = strstr (record.name, "plain") != NULL;
  record.loss = g_array_new (FALSE, TRUE, sizeof (double));
  record.accuracy = g_array_new (FALSE, TRUE, sizeof (double));
  record.rates = g_array_new (FALSE, TRUE, sizeof (double));
  record.tests = g_array_new (FALSE, TRUE, sizeof (FigTest));
  lab_train_record_read (&record, lines, last_step (lines));
  lab_train_record_copy (&record, run);
  lab_train_record_clear (&record);
  return TRUE;
}

static LabTrainState *
new_state (void)
{
  LabTrainState *state = g_new0 (LabTrainState, 1);

  g_atomic_ref_count_init (&state->refs);
  state->status = LAB_TRAIN_DONE;
  state->changes = g_array_new (FALSE, TRUE, sizeof (FigRateChange));
  state->column_steps = 1;
  state->seconds = NAN;
  return state;
}

static LabTrainState *
read_logs (const char *const *logs, GError **error)
{
  g_autoptr (LabTrainState) state = new_state ();

  for (; *logs != NULL; logs++)
    {
      if (!read_log (*logs, &state->runs[state->n_runs], error))
        return NULL;
      state->step = MAX (state->step, state->runs[state->n_runs].n_steps);
      state->n_runs++;
    }
  state->stop = state->step;
  return g_steal_pointer (&state);
}

LabTrainState *
lab__lesson_result (const char *name, const char **words, GError **error)
{
  g_autofree char *log = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (together); i++)
    if (g_str_equal (together[i].name, name))
      {
        *words = _(together[i].words);
        return read_logs (together[i].logs, error);
      }
  if (*name == '\0' || name[strspn (name, G_CSET_a_2_z G_CSET_DIGITS "-")] != '\0')
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("there is no result “%s”; known are lock-step, degradation and the trained networks"), name);
      return NULL;
    }
  *words = _(together[0].words);
  log = g_strdup_printf ("weights/%s.jsonl", name);
  return read_logs ((const char *const[]) { log, NULL }, error);
}

/* ── numbers of it ── */

static const char *
short_name (const char *name)
{
  return g_str_has_prefix (name, "cifar_") ? name + 6 : name;
}

const LabTrainRun *
lab__lesson_result_run (const LabTrainState *state, const char *name)
{
  for (guint i = 0; state != NULL && i < state->n_runs; i++)
    if (g_str_equal (short_name (state->runs[i].name), short_name (name)))
      return &state->runs[i];
  return NULL;
}

/* A batch alone is noise: the mean of the last epoch's, or where nobody tested in between of a tenth. */
double
lab__lesson_result_mean (const LabTrainRun *run, const double *values)
{
  guint n_tests = run->tests->len, tenth = (run->n_steps + 9) / 10, from = run->n_steps - tenth, n = 0;
  double sum = 0;

  if (n_tests > 1)
    from = (guint) g_array_index (run->tests, FigTest, n_tests - 2).step;
  for (guint i = MIN (from, run->n_steps); i < run->n_steps; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        n++;
      }
  return n > 0 ? sum / n : NAN;
}
