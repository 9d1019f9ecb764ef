/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The functions of a lesson's expressions, and those of gradients, compared blocks and trainings. */
#include "config.h"

#include "lab-lesson-readings-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-comparison.h"
#include "lab-depth.h"

gboolean
lab__call_refuse (GError **error, RnError code, const char *message, const char *what)
{
  g_set_error (error, RN_ERROR, code, "%s: %s", what, message);
  return FALSE;
}

const char *
lab__call_text (const LabCall *self, guint i)
{
  return i < self->n ? self->arguments[i].text : NULL;
}

gboolean
lab__call_give (const LabCall *self, double number)
{
  self->value->number = number;
  return TRUE;
}

/* ── gradients ── */

static const RnSplit *
find_split (const LabDepthRun *run, const char *path)
{
  for (guint i = 0; run != NULL && i < run->records->splits->len; i++)
    {
      const RnSplit *split = &g_array_index (run->records->splits, RnSplit, i);

      if (g_strcmp0 (rn_graph_scope (run->records->graph, split->block)->path, path) == 0)
        return split;
    }
  return NULL;
}

static gboolean
pick_split (const LabCall *self, const LabDepthRun *run, GError **error)
{
  const RnSplit *split = find_split (run, lab__call_text (self, 0));
  const RnSplit none = { 0 }, *from = split != NULL ? split : &none;
  const struct { const char *name; double value; } known[] = {
    { "shortcut", from->shortcut_norm }, { "branch", from->branch_norm },
    { "input", from->input_norm },       { "ratio", from->ratio },
    { "cosine", from->cosine },          { "identity", from->identity_error },
    { "deviation", from->branch_deviation }, { "output", from->output_deviation },
  };

  if (split == NULL)
    return lab__call_refuse (error, RN_ERROR_UNKNOWN, _("there is no split of this block"), lab__call_text (self, 0));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].name, lab__call_text (self, 1)) == 0)
      return lab__call_give (self, known[i].value);
  return lab__call_refuse (error, RN_ERROR_UNKNOWN,
                 _("expected one of shortcut, branch, input, ratio, cosine, identity, deviation, output"),
                 lab__call_text (self, 1));
}

static gboolean
read_split (const LabCall *self, GError **error)
{
  LabDepth *depth = lab_depth (self->readings->lab);

  return pick_split (self, depth != NULL ? depth->now : NULL, error);
}

static gboolean
read_plain_split (const LabCall *self, GError **error)
{
  LabDepth *depth = lab_depth (self->readings->lab);

  return pick_split (self, depth != NULL ? depth->plain : NULL, error);
}

static gboolean
read_before_split (const LabCall *self, GError **error)
{
  LabDepth *depth = lab_depth (self->readings->lab);

  return pick_split (self, depth != NULL ? depth->before : NULL, error);
}

/* ── compared blocks ── */

static double
time_of (Lab *lab, guint block, gboolean backward)
{
  const LabTimes *times = lab_times (lab);

  if (times == NULL || block >= times->n)
    return NAN;
  return backward ? times->backward[block].median : times->forward[block].median;
}

static gboolean
read_compare (const LabCall *self, GError **error)
{
  const LabComparison *comparison = lab_comparison (self->readings->lab);
  const char *letter = lab__call_text (self, 0);
  guint block = (guint) (letter[0] - 'A');
  const LabCompared *compared;

  if (comparison == NULL || letter[1] != '\0' || block >= comparison->n)
    return lab__call_refuse (error, RN_ERROR_UNKNOWN, _("no such block is compared"), letter);
  compared = &comparison->blocks[block];
  {
    const struct { const char *name; double value; } known[] = {
      { "parameters", (double) compared->totals.parameters },
      { "weights", (double) compared->weights },
      { "macs", (double) compared->totals.macs },
      { "memory", (double) compared->totals.activation_bytes },
      { "channels", (double) compared->spec.out },
      { "forward", time_of (self->readings->lab, block, FALSE) },
      { "backward", time_of (self->readings->lab, block, TRUE) },
    };

    for (guint i = 0; i < G_N_ELEMENTS (known); i++)
      if (g_strcmp0 (known[i].name, lab__call_text (self, 1)) == 0)
        return lab__call_give (self, known[i].value);
  }
  return lab__call_refuse (error, RN_ERROR_UNKNOWN,
                 _("expected one of parameters, weights, macs, memory, channels, forward, backward"),
                 lab__call_text (self, 1));
}

/* ── trainings ── */

static const LabTrainRun *
find_run (const LabCall *self, GError **error)
{
  const LabTrainRun *run = lab__lesson_result_run (self->readings->result, lab__call_text (self, 0));

  if (run == NULL)
    lab__call_refuse (error, RN_ERROR_UNKNOWN, _("no result of training it is there"), lab__call_text (self, 0));
  return run;
}

static gboolean
read_train_loss (const LabCall *self, GError **error)
{
  const LabTrainRun *run = find_run (self, error);

  return run != NULL && lab__call_give (self, lab__lesson_result_mean (run, run->loss));
}

static gboolean
read_train_accuracy (const LabCall *self, GError **error)
{
  const LabTrainRun *run = find_run (self, error);

  return run != NULL && lab__call_give (self, lab__lesson_result_mean (run, run->accuracy));
}

static gboolean
read_test_accuracy (const LabCall *self, GError **error)
{
  const LabTrainRun *run = find_run (self, error);
  guint n = run != NULL ? run->tests->len : 0;

  return run != NULL && lab__call_give (self, n > 0 ? g_array_index (run->tests, FigTest, n - 1).accuracy : NAN);
}

/* ── the table ── */

/* @kinds: of the arguments, t a text, n a number; @least of them have to be given. */
static const struct
{
  const char *name;
  const char *kinds;
  guint       least;
  LabNeeds    needs;
  gboolean  (*read) (const LabCall *self, GError **error);
} functions[] = {
  { "parameters", "t", 0, 0, lab__read_parameters },
  { "macs", "t", 0, 0, lab__read_macs },
  { "activations", "t", 0, 0, lab__read_activations },
  { "count", "t", 1, 0, lab__read_count },
  { "milliseconds", "t", 0, 0, lab__read_milliseconds },
  { "blocks", "", 0, 0, lab__read_blocks },
  { "layers", "", 0, 0, lab__read_layers },
  { "channels", "t", 1, 0, lab__read_channels },
  { "height", "t", 1, 0, lab__read_height },
  { "width", "t", 1, 0, lab__read_width },
  { "value", "tt", 2, 0, lab__read_value },
  { "gradient", "tt", 2, 0, lab__read_gradient },
  { "element", "tnnn", 2, LAB_NEEDS_LAYER, lab__read_element },
  { "probability", "n", 1, 0, lab__read_probability },
  { "top_class", "n", 1, 0, lab__read_top_class },
  { "loss", "", 0, 0, lab__read_loss },
  { "split", "tt", 2, LAB_NEEDS_DEPTH, read_split },
  { "plain_split", "tt", 2, LAB_NEEDS_DEPTH, read_plain_split },
  { "before_split", "tt", 2, LAB_NEEDS_DEPTH, read_before_split },
  { "compare", "tt", 2, LAB_NEEDS_COMPARISON, read_compare },
  { "train_loss", "t", 1, 0, read_train_loss },
  { "train_accuracy", "t", 1, 0, read_train_accuracy },
  { "test_accuracy", "t", 1, 0, read_test_accuracy },
};

static int
find_function (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (functions[i].name, name))
      return (int) i;
  return -1;
}

static gboolean
check_arguments (int function, const LabValue *arguments, guint n, GError **error)
{
  const char *kinds = functions[function].kinds;

  if (n < functions[function].least || n > strlen (kinds))
    return lab__call_refuse (error, RN_ERROR_FORMAT, _("too few or too many arguments"), functions[function].name);
  for (guint i = 0; i < n; i++)
    if ((kinds[i] == 't') != (arguments[i].text != NULL))
      return lab__call_refuse (error, RN_ERROR_FORMAT,
                     kinds[i] == 't' ? _("a 'text' is expected where a number stands")
                                     : _("a number is expected where a text stands"),
                     functions[function].name);
  return TRUE;
}

gboolean
lab__readings_call (const LabReadings *self, const char *function, const LabValue *arguments, guint n,
                    LabValue *value, GError **error)
{
  const LabCall call = { self, arguments, n, value };
  int found = find_function (function);

  if (found < 0)
    return lab__call_refuse (error, RN_ERROR_UNKNOWN, _("there is no such function"), function);
  return check_arguments (found, arguments, n, error) && functions[found].read (&call, error);
}

LabNeeds
lab__readings_needs (const char *function, const LabValue *arguments, guint n)
{
  int found = find_function (function);
  LabNeeds needs = found >= 0 ? functions[found].needs : 0;

  if ((needs & LAB_NEEDS_COMPARISON) && n == 2 && arguments[1].text != NULL
      && (g_str_equal (arguments[1].text, "forward") || g_str_equal (arguments[1].text, "backward")))
    needs |= LAB_NEEDS_TIMES;
  return needs;
}
