/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is kept of a training, step by step, and what is shown of it. */
#include "config.h"

#include "lab-train-record.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-json-private.h"

/* ── snapshots ── */

static void
run_clear (LabTrainRun *self)
{
  g_clear_pointer (&self->tests, g_array_unref);
  g_clear_pointer (&self->norms, rn_tensor_unref);
  g_clear_pointer (&self->maps, rn_tensor_unref);
  g_strfreev (self->layers);
  g_strfreev (self->groups);
  g_free (self->loss);
  g_free (self->accuracy);
  g_free (self->name);
  g_free (self->model);
}

LabTrainState *
lab_train_state_ref (LabTrainState *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lab_train_state_unref (LabTrainState *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_runs; i++)
    run_clear (&self->runs[i]);
  g_array_unref (self->changes);
  g_free (self->words);
  g_free (self->layer);
  g_free (self->saved);
  g_free (self);
}

/* ── which layers ── */

static gboolean
is_weight (const RnParameterInfo *info)
{
  return info->trained && info->shape.rank > 1;
}

/* “stage 1” for what lies in a stage, else the layer's own name. (transfer full) */
static char *
group_of (const RnGraph *graph, const RnParameterInfo *info, const char *layer)
{
  RnScope scope = rn_graph_scope_above (graph, rn_graph_node (graph, info->node)->scope,
                                        RN_SCOPE_STAGE);
  guint nth = 0;

  if (scope == RN_SCOPE_ROOT)
    return g_strdup (layer);
  for (RnScope i = 0; i <= scope; i++)
    nth += rn_graph_scope (graph, i)->kind == RN_SCOPE_STAGE;
  return g_strdup_printf (_("stage %u"), nth);
}

static void
list_layers (LabTrainRecord *self, const RnGraph *graph)
{
  guint n = rn_graph_n_parameters (graph);

  self->weights = g_new (guint, MAX (n, 1));
  self->layers = g_new0 (char *, n + 1);
  self->groups = g_new0 (char *, n + 1);
  for (guint p = 0; p < n; p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);
      const char *dot = strrchr (info->name, '.');
      guint k = self->n_layers;

      if (!is_weight (info))
        continue;
      self->weights[k] = p;
      self->layers[k] = dot != NULL ? g_strndup (info->name, (gsize) (dot - info->name))
                                    : g_strdup (info->name);
      self->groups[k] = group_of (graph, info, self->layers[k]);
      self->n_layers++;
    }
}

void
lab_train_record_init (LabTrainRecord *self, const LabTrainNet *net, RnTrainer *trainer)
{
  RnGraph *graph = rn_parameters_graph (rn_trainer_parameters (trainer));

  *self = (LabTrainRecord) { .name = g_strdup (net->name), .model = g_strdup (net->model),
                             .plain = net->plain, .column_steps = 1 };
  self->loss = g_array_new (FALSE, FALSE, sizeof (double));
  self->accuracy = g_array_new (FALSE, FALSE, sizeof (double));
  self->rates = g_array_new (FALSE, FALSE, sizeof (double));
  self->tests = g_array_new (FALSE, FALSE, sizeof (FigTest));
  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (rn_graph_parameter (graph, p)->trained)
      self->parameters += rn_shape_elements (&rn_graph_parameter (graph, p)->shape);
  list_layers (self, graph);
  self->norms = g_new0 (float, (gsize) MAX (self->n_layers, 1) * LAB_TRAIN_COLUMNS);
}

void
lab_train_record_clear (LabTrainRecord *self)
{
  g_clear_pointer (&self->loss, g_array_unref);
  g_clear_pointer (&self->accuracy, g_array_unref);
  g_clear_pointer (&self->rates, g_array_unref);
  g_clear_pointer (&self->tests, g_array_unref);
  g_clear_pointer (&self->layers, g_strfreev);
  g_clear_pointer (&self->groups, g_strfreev);
  g_clear_pointer (&self->weights, g_free);
  g_clear_pointer (&self->norms, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->model, g_free);
}

/* ── steps ── */

/* Two columns become one, with the mean of both. */
static void
fold_columns (LabTrainRecord *self)
{
  for (guint k = 0; k < self->n_layers; k++)
    {
      float *row = self->norms + (gsize) k * LAB_TRAIN_COLUMNS;

      for (guint c = 0; c < LAB_TRAIN_COLUMNS / 2; c++)
        row[c] = (row[2 * c] + row[2 * c + 1]) / 2;
    }
  self->n_columns = LAB_TRAIN_COLUMNS / 2;
  self->column_steps *= 2;
}

static void
begin_step (LabTrainRecord *self)
{
  if (self->n_columns > 0 && self->in_column < self->column_steps)
    {
      self->in_column++;
      return;
    }
  if (self->n_columns == LAB_TRAIN_COLUMNS)
    fold_columns (self);
  self->n_columns++;
  self->in_column = 1;
}

static void
add_norm (LabTrainRecord *self, guint layer, float norm)
{
  float *cell = self->norms + (gsize) layer * LAB_TRAIN_COLUMNS + self->n_columns - 1;

  *cell = self->in_column == 1 ? norm : *cell + (norm - *cell) / (float) self->in_column;
}

void
lab_train_record_add (LabTrainRecord *self, const RnTrainStep *step, RnTrainer *trainer)
{
  g_array_append_val (self->loss, step->loss);
  g_array_append_val (self->accuracy, step->accuracy);
  g_array_append_val (self->rates, step->rate);
  begin_step (self);
  for (guint k = 0; k < self->n_layers; k++)
    add_norm (self, k,
              (float) rn_sgd_gradient_norm_of (rn_trainer_sgd (trainer), self->weights[k]));
}

static void
set_length (GArray *values, guint64 n)
{
  const double unknown = NAN;

  if (values->len > n)
    g_array_set_size (values, (guint) n);
  while (values->len < n)
    g_array_append_val (values, unknown);
}

void
lab_train_record_cut (LabTrainRecord *self, guint64 steps)
{
  guint columns = (guint) ((steps + self->column_steps - 1) / self->column_steps);

  set_length (self->loss, steps);
  set_length (self->accuracy, steps);
  set_length (self->rates, steps);
  self->diverged = 0;
  while (self->tests->len > 0
         && g_array_index (self->tests, FigTest, self->tests->len - 1).step > (double) steps)
    g_array_set_size (self->tests, self->tests->len - 1);
  while (columns > LAB_TRAIN_COLUMNS)
    {
      fold_columns (self);
      columns = (guint) ((steps + self->column_steps - 1) / self->column_steps);
    }
  for (guint k = 0; k < self->n_layers; k++)
    for (guint c = self->n_columns; c < columns; c++)
      self->norms[(gsize) k * LAB_TRAIN_COLUMNS + c] = 0;
  self->n_columns = columns;
  self->in_column = columns > 0 ? (guint) (steps - (guint64) (columns - 1) * self->column_steps) : 0;
}

/* (transfer full) */
static double *
take_doubles (GArray *values)
{
  return g_memdup2 (values->data, MAX (values->len, 1) * sizeof (double));
}

void
lab_train_record_copy (const LabTrainRecord *self, LabTrainRun *run)
{
  RnShape shape = rn_shape_2d (self->n_layers, self->n_columns);

  *run = (LabTrainRun) { .name = g_strdup (self->name), .model = g_strdup (self->model),
                         .plain = self->plain, .parameters = self->parameters,
                         .n_steps = self->loss->len, .diverged = self->diverged,
                         .n_layers = self->n_layers, .layers = g_strdupv (self->layers),
                         .groups = g_strdupv (self->groups) };
  run->loss = run->n_steps > 0 ? take_doubles (self->loss) : g_new0 (double, 1);
  run->accuracy = run->n_steps > 0 ? take_doubles (self->accuracy) : g_new0 (double, 1);
  run->tests = g_array_copy (self->tests);
  if (self->n_layers == 0 || self->n_columns == 0)
    return;
  run->norms = rn_tensor_new (&shape, NULL);
  for (guint k = 0; run->norms != NULL && k < self->n_layers; k++)
    memcpy (rn_tensor_data (run->norms) + (gsize) k * self->n_columns,
            self->norms + (gsize) k * LAB_TRAIN_COLUMNS, self->n_columns * sizeof (float));
}

/* ── as lines ── */

static const FigTest *
test_after (const LabTrainRecord *self, guint step)
{
  for (guint i = 0; i < self->tests->len; i++)
    if (g_array_index (self->tests, FigTest, i).step == step)
      return &g_array_index (self->tests, FigTest, i);
  return NULL;
}

char *
lab_train_record_lines (const LabTrainRecord *self)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < self->loss->len; i++)
    {
      json_object *line = json_object_new_object ();
      const FigTest *test = test_after (self, i + 1);

      json_object_object_add (line, "step", json_object_new_int ((int) i + 1));
      json_object_object_add (line, "loss", rn__json_real (g_array_index (self->loss, double, i)));
      json_object_object_add (line, "lr", rn__json_real (g_array_index (self->rates, double, i)));
      json_object_object_add (line, "accuracy",
                              rn__json_real (g_array_index (self->accuracy, double, i)));
      if (test != NULL)
        {
          json_object_object_add (line, "test_loss", rn__json_real (test->loss));
          json_object_object_add (line, "test_accuracy", rn__json_real (test->accuracy));
        }
      g_string_append (lines, json_object_to_json_string_ext (line, JSON_C_TO_STRING_PLAIN));
      g_string_append_c (lines, '\n');
      json_object_put (line);
    }
  return g_string_free (lines, FALSE);
}

static double
real (json_object *line, const char *key)
{
  json_object *value = json_object_object_get (line, key);

  return value != NULL ? json_object_get_double (value) : NAN;
}

static void
read_line (LabTrainRecord *self, json_object *line, guint64 steps)
{
  gint64 step = json_object_get_int64 (json_object_object_get (line, "step"));
  FigTest test = { (double) step, real (line, "test_loss"), real (line, "test_accuracy") };

  if (step < 1 || (guint64) step > steps)
    return;
  g_array_index (self->loss, double, step - 1) = real (line, "loss");
  g_array_index (self->accuracy, double, step - 1) = real (line, "accuracy");
  g_array_index (self->rates, double, step - 1) = real (line, "lr");
  if (isfinite (test.accuracy))
    g_array_append_val (self->tests, test);
}

void
lab_train_record_read (LabTrainRecord *self, const char *lines, guint64 steps)
{
  g_auto (GStrv) each = g_strsplit (lines, "\n", -1);

  lab_train_record_cut (self, steps);
  for (guint i = 0; each[i] != NULL; i++)
    {
      json_object *line = json_tokener_parse (each[i]);

      if (json_object_is_type (line, json_type_object))
        read_line (self, line, steps);
      json_object_put (line);
    }
}
