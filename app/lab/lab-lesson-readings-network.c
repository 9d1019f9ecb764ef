/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Readings of the network: counts, layers, what it makes of the picture. */
#include "config.h"

#include "lab-lesson-readings-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-comparison.h"
#include "lab-pass.h"

/* ── counts of the network ── */

static LabPass *
find_pass (const LabCall *self, GError **error)
{
  LabPass *pass = lab_pass (self->readings->lab);

  if (pass == NULL)
    g_set_error_literal (error, RN_ERROR, RN_ERROR_UNKNOWN, _("the network has not run yet"));
  return pass;
}

/* Up to the output: a loss behind it is no part of the network. */
static gboolean
measure (const LabCall *self, const char *part, const RnConvention *convention, RnTotals *totals, RnNode *first,
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

/* By the convention that is the application's own. */
static gboolean
measure_part (const LabCall *self, RnTotals *totals, GError **error)
{
  RnNode first, end;

  return measure (self, lab__call_text (self, 0), rn_convention_default (), totals, &first, &end, error);
}

gboolean
lab__read_parameters (const LabCall *self, GError **error)
{
  RnTotals totals;

  return measure_part (self, &totals, error) && lab__call_give (self, (double) totals.parameters);
}

gboolean
lab__read_macs (const LabCall *self, GError **error)
{
  RnTotals totals;

  return measure_part (self, &totals, error) && lab__call_give (self, (double) totals.macs);
}

gboolean
lab__read_activations (const LabCall *self, GError **error)
{
  RnTotals totals;

  return measure_part (self, &totals, error) && lab__call_give (self, (double) totals.activation_bytes);
}

gboolean
lab__read_count (const LabCall *self, GError **error)
{
  const RnConvention *convention = rn_convention_find (lab__call_text (self, 0));
  RnTotals totals;
  RnNode first, end;

  if (convention == NULL)
    return lab__call_refuse (error, RN_ERROR_UNKNOWN, _("no such counting convention"), lab__call_text (self, 0));
  return measure (self, NULL, convention, &totals, &first, &end, error)
         && lab__call_give (self, (double) totals.mult_adds);
}

gboolean
lab__read_milliseconds (const LabCall *self, GError **error)
{
  LabPass *pass = find_pass (self, error);
  RnTotals totals;
  RnNode first, end;
  double sum = 0;

  if (pass == NULL || !measure (self, lab__call_text (self, 0), rn_convention_default (), &totals, &first, &end, error))
    return FALSE;
  for (RnNode i = first; i < end; i++)
    {
      double ms = g_array_index (pass->records->records, RnRecord, i).forward_ms;

      sum += isfinite (ms) ? ms : 0;
    }
  return lab__call_give (self, sum);
}

gboolean
lab__read_blocks (const LabCall *self, GError **error)
{
  LabPass *pass = find_pass (self, error);
  guint n = 0;

  for (RnScope i = 1; pass != NULL && i < rn_graph_n_scopes (pass->graph); i++)
    n += rn_graph_scope (pass->graph, i)->kind == RN_SCOPE_BLOCK;
  return pass != NULL && lab__call_give (self, n);
}

/* As papers count: convolutions and linear layers outside shortcuts. */
static gboolean
is_layer (const RnGraph *graph, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  return (g_str_equal (info->op->name, "conv2d") || g_str_equal (info->op->name, "linear"))
         && rn_graph_scope_above (graph, info->scope, RN_SCOPE_SHORTCUT) == RN_SCOPE_ROOT;
}

gboolean
lab__read_layers (const LabCall *self, GError **error)
{
  LabPass *pass = find_pass (self, error);
  guint n = 0;

  for (RnNode i = 0; pass != NULL && i < rn_graph_n_nodes (pass->graph); i++)
    n += is_layer (pass->graph, i);
  return pass != NULL && lab__call_give (self, n);
}

/* ── layers ── */

/* The last node of a scope stands for it. */
static gboolean
find_layer (const LabCall *self, LabPass **pass, RnNode *node, GError **error)
{
  RnNode first, end;

  *pass = find_pass (self, error);
  if (*pass == NULL || !lab__graph_part ((*pass)->graph, lab__call_text (self, 0), &first, &end, error))
    return FALSE;
  *node = MAX (end, 1) - 1;
  return TRUE;
}

static gboolean
read_side (const LabCall *self, guint dimension, GError **error)
{
  LabPass *pass;
  RnNode node;

  if (!find_layer (self, &pass, &node, error))
    return FALSE;
  return lab__call_give (self, dimension < pass->shapes[node].rank ? (double) pass->shapes[node].dim[dimension] : 1);
}

gboolean
lab__read_channels (const LabCall *self, GError **error)
{
  return read_side (self, 1, error);
}

gboolean
lab__read_height (const LabCall *self, GError **error)
{
  return read_side (self, 2, error);
}

gboolean
lab__read_width (const LabCall *self, GError **error)
{
  return read_side (self, 3, error);
}

static gboolean
pick_statistic (const LabCall *self, const RnStatistics *statistics, GError **error)
{
  const struct { const char *name; double value; } known[] = {
    { "mean", statistics->mean }, { "std", statistics->std },  { "min", statistics->min },
    { "max", statistics->max },   { "norm", statistics->l2 },
    { "zeros", (double) statistics->zeros / (double) MAX (statistics->count, 1) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].name, lab__call_text (self, 1)) == 0)
      return lab__call_give (self, known[i].value);
  return lab__call_refuse (error, RN_ERROR_UNKNOWN, _("expected one of mean, std, min, max, norm, zeros"),
                          lab__call_text (self, 1));
}

gboolean
lab__read_value (const LabCall *self, GError **error)
{
  LabPass *pass;
  RnNode node;
  const RnRecord *record;

  if (!find_layer (self, &pass, &node, error))
    return FALSE;
  record = &g_array_index (pass->records->records, RnRecord, node);
  return record->has_values ? pick_statistic (self, &record->values, error)
                            : lab__call_refuse (error, RN_ERROR_UNKNOWN, _("nothing is known of its values"),
                                              lab__call_text (self, 0));
}

gboolean
lab__read_gradient (const LabCall *self, GError **error)
{
  LabPass *pass;
  RnNode node;
  const RnRecord *record;

  if (!find_layer (self, &pass, &node, error))
    return FALSE;
  record = &g_array_index (pass->records->records, RnRecord, node);
  return pass->backward && record->has_gradient
           ? pick_statistic (self, &record->gradient, error)
           : lab__call_refuse (error, RN_ERROR_UNKNOWN, _("there is no gradient: command “direction” asks for it"),
                     lab__call_text (self, 0));
}

gboolean
lab__read_element (const LabCall *self, GError **error)
{
  LabLayer *layer = g_hash_table_lookup (self->readings->layers, lab__call_text (self, 0));
  const RnShape *shape = layer != NULL ? rn_tensor_shape (layer->output) : NULL;
  gsize at = 0;

  if (layer == NULL)
    return lab__call_refuse (error, RN_ERROR_UNKNOWN, _("the layer's output was not read"), lab__call_text (self, 0));
  for (guint i = 1; i < self->n; i++)
    {
      double index = self->arguments[i].number;
      gsize side = i < shape->rank ? shape->dim[i] : 1;

      if (!(index >= 0 && index < (double) side))
        return lab__call_refuse (error, RN_ERROR_RANGE, _("channel, row or column lies outside its output"),
                                lab__call_text (self, 0));
      at = at * side + (gsize) index;
    }
  return lab__call_give (self, (double) rn_tensor_values (layer->output)[at]);
}

/* ── guesses ── */

static gboolean
find_guess (const LabCall *self, LabPass **pass, guint *place, GError **error)
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

gboolean
lab__read_probability (const LabCall *self, GError **error)
{
  LabPass *pass;
  guint place;

  return find_guess (self, &pass, &place, error) && lab__call_give (self, pass->probability[place]);
}

gboolean
lab__read_top_class (const LabCall *self, GError **error)
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

gboolean
lab__read_loss (const LabCall *self, GError **error)
{
  LabPass *pass = find_pass (self, error);

  return pass != NULL && lab__call_give (self, pass->records->loss);
}
