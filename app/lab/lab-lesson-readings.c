/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The functions of a lesson's expressions: numbers out of the lab's records. */
#include "config.h"

#include "lab-lesson-play-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-comparison.h"
#include "lab-depth.h"
#include "lab-pass.h"

typedef struct
{
  const LabReadings *readings;
  const LabValue    *arguments;
  guint              n;
  LabValue          *value;
} Call;

static gboolean
refuse (GError **error, RnError code, const char *format, const char *what)
{
  g_set_error (error, RN_ERROR, code, "%s: %s", what, format);
  return FALSE;
}

static const char *
text (const Call *self, guint i)
{
  return i < self->n ? self->arguments[i].text : NULL;
}

static gboolean
give (const Call *self, double number)
{
  self->value->number = number;
  return TRUE;
}

/* ── counts of the network ── */

static LabPass *
find_pass (const Call *self, GError **error)
{
  LabPass *pass = lab_pass (self->readings->lab);

  if (pass == NULL)
    g_set_error_literal (error, RN_ERROR, RN_ERROR_UNKNOWN, _("the network has not run yet"));
  return pass;
}

/* Up to the output: a loss behind it is no part of the network. */
static gboolean
measure (const Call *self, const char *part, const RnConvention *convention, RnTotals *totals, RnNode *first,
         RnNode *end, GError **error)
{
  LabPass *pass = find_pass (self, error);

  if (pass == NULL || !lab__graph_part (pass->graph, part, first, end, error))
    return FALSE;
  if (part == NULL)
    *end = rn_graph_output (pass->graph) + 1;
  rn_totals_measure (pass->graph, pass->shapes, *first, *end, convention, totals);
  return TRUE;
}

static gboolean
read_parameters (const Call *self, GError **error)
{
  RnTotals totals;
  RnNode first, end;

  return measure (self, text (self, 0), rn_convention_default (), &totals, &first, &end, error)
         && give (self, (double) totals.parameters);
}

static gboolean
read_macs (const Call *self, GError **error)
{
  RnTotals totals;
  RnNode first, end;

  return measure (self, text (self, 0), rn_convention_default (), &totals, &first, &end, error)
         && give (self, (double) totals.macs);
}

static gboolean
read_activations (const Call *self, GError **error)
{
  RnTotals totals;
  RnNode first, end;

  return measure (self, text (self, 0), rn_convention_default (), &totals, &first, &end, error)
         && give (self, (double) totals.activation_bytes);
}

static gboolean
read_count (const Call *self, GError **error)
{
  const RnConvention *convention = rn_convention_find (text (self, 0));
  RnTotals totals;
  RnNode first, end;

  if (convention == NULL)
    return refuse (error, RN_ERROR_UNKNOWN, _("no such counting convention"), text (self, 0));
  return measure (self, NULL, convention, &totals, &first, &end, error) && give (self, (double) totals.mult_adds);
}

static gboolean
read_milliseconds (const Call *self, GError **error)
{
  LabPass *pass = find_pass (self, error);
  RnTotals totals;
  RnNode first, end;
  double sum = 0;

  if (pass == NULL || !measure (self, text (self, 0), rn_convention_default (), &totals, &first, &end, error))
    return FALSE;
  for (RnNode i = first; i < end; i++)
    {
      double ms = g_array_index (pass->records->records, RnRecord, i).forward_ms;

      sum += isfinite (ms) ? ms : 0;
    }
  return give (self, sum);
}

static gboolean
read_blocks (const Call *self, GError **error)
{
  LabPass *pass = find_pass (self, error);
  guint n = 0;

  for (RnScope i = 1; pass != NULL && i < rn_graph_n_scopes (pass->graph); i++)
    n += rn_graph_scope (pass->graph, i)->kind == RN_SCOPE_BLOCK;
  return pass != NULL && give (self, n);
}

/* As papers count: convolutions and linear layers outside shortcuts. */
static gboolean
is_layer (const RnGraph *graph, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  return (g_str_equal (info->op->name, "conv2d") || g_str_equal (info->op->name, "linear"))
         && rn_graph_scope_above (graph, info->scope, RN_SCOPE_SHORTCUT) == RN_SCOPE_ROOT;
}

static gboolean
read_layers (const Call *self, GError **error)
{
  LabPass *pass = find_pass (self, error);
  guint n = 0;

  for (RnNode i = 0; pass != NULL && i < rn_graph_n_nodes (pass->graph); i++)
    n += is_layer (pass->graph, i);
  return pass != NULL && give (self, n);
}

/* ── layers ── */

/* The last node of a scope stands for it. */
static gboolean
find_layer (const Call *self, LabPass **pass, RnNode *node, GError **error)
{
  RnNode first, end;

  *pass = find_pass (self, error);
  if (*pass == NULL || !lab__graph_part ((*pass)->graph, text (self, 0), &first, &end, error))
    return FALSE;
  *node = MAX (end, 1) - 1;
  return TRUE;
}

static gboolean
read_side (const Call *self, guint dimension, GError **error)
{
  LabPass *pass;
  RnNode node;

  if (!find_layer (self, &pass, &node, error))
    return FALSE;
  return give (self, dimension < pass->shapes[node].rank ? (double) pass->shapes[node].dim[dimension] : 1);
}

static gboolean
read_channels (const Call *self, GError **error)
{
  return read_side (self, 1, error);
}

static gboolean
read_height (const Call *self, GError **error)
{
  return read_side (self, 2, error);
}

static gboolean
read_width (const Call *self, GError **error)
{
  return read_side (self, 3, error);
}

static gboolean
pick_statistic (const Call *self, const RnStatistics *statistics, GError **error)
{
  const struct { const char *name; double value; } known[] = {
    { "mean", statistics->mean }, { "std", statistics->std },  { "min", statistics->min },
    { "max", statistics->max },   { "norm", statistics->l2 },
    { "zeros", (double) statistics->zeros / (double) MAX (statistics->count, 1) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].name, text (self, 1)) == 0)
      return give (self, known[i].value);
  return refuse (error, RN_ERROR_UNKNOWN, _("expected one of mean, std, min, max, norm, zeros"), text (self, 1));
}

static gboolean
read_value (const Call *self, GError **error)
{
  LabPass *pass;
  RnNode node;
  const RnRecord *record;

  if (!find_layer (self, &pass, &node, error))
    return FALSE;
  record = &g_array_index (pass->records->records, RnRecord, node);
  return record->has_values ? pick_statistic (self, &record->values, error)
                            : refuse (error, RN_ERROR_UNKNOWN, _("nothing is known of its values"), text (self, 0));
}

static gboolean
read_gradient (const Call *self, GError **error)
{
  LabPass *pass;
  RnNode node;
  const RnRecord *record;

  if (!find_layer (self, &pass, &node, error))
    return FALSE;
  record = &g_array_index (pass->records->records, RnRecord, node);
  return pass->backward && record->has_gradient
           ? pick_statistic (self, &record->gradient, error)
           : refuse (error, RN_ERROR_UNKNOWN, _("there is no gradient: command “direction” asks for it"),
                     text (self, 0));
}

static gboolean
read_element (const Call *self, GError **error)
{
  LabLayer *layer = g_hash_table_lookup (self->readings->layers, text (self, 0));
  const RnShape *shape = layer != NULL ? rn_tensor_shape (layer->output) : NULL;
  gsize at = 0;

  if (layer == NULL)
    return refuse (error, RN_ERROR_UNKNOWN, _("the layer's output was not read"), text (self, 0));
  for (guint i = 1; i < self->n; i++)
    {
      double index = self->arguments[i].number;
      gsize side = i < shape->rank ? shape->dim[i] : 1;

      if (!(index >= 0 && index < (double) side))
        return refuse (error, RN_ERROR_RANGE, _("channel, row or column lies outside its output"), text (self, 0));
      at = at * side + (gsize) index;
    }
  return give (self, (double) rn_tensor_values (layer->output)[at]);
}

/* ── guesses ── */

static gboolean
find_guess (const Call *self, LabPass **pass, guint *place, GError **error)
{
  double k = self->arguments[0].number;

  *pass = find_pass (self, error);
  if (*pass == NULL)
    return FALSE;
  if (!(k >= 1 && k <= (*pass)->n_top))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("guess %g: 1 … %u are there"), k, (*pass)->n_top);
      return FALSE;
    }
  *place = (guint) k - 1;
  return TRUE;
}

static gboolean
read_probability (const Call *self, GError **error)
{
  LabPass *pass;
  guint place;

  return find_guess (self, &pass, &place, error) && give (self, pass->probability[place]);
}

static gboolean
read_top_class (const Call *self, GError **error)
{
  LabPass *pass;
  const char *name;
  guint place;

  if (!find_guess (self, &pass, &place, error))
    return FALSE;
  name = pass->origin != NULL ? rn_origin_class (pass->origin, pass->top[place]) : NULL;
  self->value->text = name != NULL ? g_strdup (name) : g_strdup_printf ("%u", pass->top[place]);
  return TRUE;
}

static gboolean
read_loss (const Call *self, GError **error)
{
  LabPass *pass = find_pass (self, error);

  return pass != NULL && give (self, pass->records->loss);
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
pick_split (const Call *self, const LabDepthRun *run, GError **error)
{
  const RnSplit *split = find_split (run, text (self, 0));
  const RnSplit none = { 0 }, *from = split != NULL ? split : &none;
  const struct { const char *name; double value; } known[] = {
    { "shortcut", from->shortcut_norm }, { "branch", from->branch_norm },
    { "input", from->input_norm },       { "ratio", from->ratio },
    { "cosine", from->cosine },          { "identity", from->identity_error },
    { "deviation", from->branch_deviation }, { "output", from->output_deviation },
  };

  if (split == NULL)
    return refuse (error, RN_ERROR_UNKNOWN, _("there is no split of this block"), text (self, 0));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].name, text (self, 1)) == 0)
      return give (self, known[i].value);
  return refuse (error, RN_ERROR_UNKNOWN,
                 _("expected one of shortcut, branch, input, ratio, cosine, identity, deviation, output"),
                 text (self, 1));
}

static gboolean
read_split (const Call *self, GError **error)
{
  LabDepth *depth = lab_depth (self->readings->lab);

  return pick_split (self, depth != NULL ? depth->now : NULL, error);
}

static gboolean
read_plain_split (const Call *self, GError **error)
{
  LabDepth *depth = lab_depth (self->readings->lab);

  return pick_split (self, depth != NULL ? depth->plain : NULL, error);
}

static gboolean
read_before_split (const Call *self, GError **error)
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
read_compare (const Call *self, GError **error)
{
  const LabComparison *comparison = lab_comparison (self->readings->lab);
  const char *letter = text (self, 0);
  guint block = (guint) (letter[0] - 'A');
  const LabCompared *compared;

  if (comparison == NULL || letter[1] != '\0' || block >= comparison->n)
    return refuse (error, RN_ERROR_UNKNOWN, _("no such block is compared"), letter);
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
      if (g_strcmp0 (known[i].name, text (self, 1)) == 0)
        return give (self, known[i].value);
  }
  return refuse (error, RN_ERROR_UNKNOWN,
                 _("expected one of parameters, weights, macs, memory, channels, forward, backward"),
                 text (self, 1));
}

/* ── trainings ── */

static const LabTrainRun *
find_run (const Call *self, GError **error)
{
  const LabTrainRun *run = lab__lesson_result_run (self->readings->result, text (self, 0));

  if (run == NULL)
    refuse (error, RN_ERROR_UNKNOWN, _("no result of training it is there"), text (self, 0));
  return run;
}

static gboolean
read_train_loss (const Call *self, GError **error)
{
  const LabTrainRun *run = find_run (self, error);

  return run != NULL && give (self, lab__lesson_result_mean (run, run->loss));
}

static gboolean
read_train_accuracy (const Call *self, GError **error)
{
  const LabTrainRun *run = find_run (self, error);

  return run != NULL && give (self, lab__lesson_result_mean (run, run->accuracy));
}

static gboolean
read_test_accuracy (const Call *self, GError **error)
{
  const LabTrainRun *run = find_run (self, error);

  if (run == NULL)
    return FALSE;
  return give (self, run->tests->len > 0 ? g_array_index (run->tests, FigTest, run->tests->len - 1).accuracy : NAN);
}

/* ── the table ── */

/* @kinds: of the arguments, t a text, n a number; @least of them have to be given. */
static const struct
{
  const char *name;
  const char *kinds;
  guint       least;
  LabNeeds    needs;
  gboolean  (*read) (const Call *self, GError **error);
} functions[] = {
  { "parameters", "t", 0, 0, read_parameters },
  { "macs", "t", 0, 0, read_macs },
  { "activations", "t", 0, 0, read_activations },
  { "count", "t", 1, 0, read_count },
  { "milliseconds", "t", 0, 0, read_milliseconds },
  { "blocks", "", 0, 0, read_blocks },
  { "layers", "", 0, 0, read_layers },
  { "channels", "t", 1, 0, read_channels },
  { "height", "t", 1, 0, read_height },
  { "width", "t", 1, 0, read_width },
  { "value", "tt", 2, 0, read_value },
  { "gradient", "tt", 2, 0, read_gradient },
  { "element", "tnnn", 2, LAB_NEEDS_LAYER, read_element },
  { "probability", "n", 1, 0, read_probability },
  { "top_class", "n", 1, 0, read_top_class },
  { "loss", "", 0, 0, read_loss },
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
    return refuse (error, RN_ERROR_FORMAT, _("too few or too many arguments"), functions[function].name);
  for (guint i = 0; i < n; i++)
    if ((kinds[i] == 't') != (arguments[i].text != NULL))
      return refuse (error, RN_ERROR_FORMAT,
                     kinds[i] == 't' ? _("a 'text' is expected where a number stands")
                                     : _("a number is expected where a text stands"),
                     functions[function].name);
  return TRUE;
}

gboolean
lab__readings_call (const LabReadings *self, const char *function, const LabValue *arguments, guint n,
                    LabValue *value, GError **error)
{
  const Call call = { self, arguments, n, value };
  int found = find_function (function);

  if (found < 0)
    return refuse (error, RN_ERROR_UNKNOWN, _("there is no such function"), function);
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
