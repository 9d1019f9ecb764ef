/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Weights from which nothing can be learnt. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rn-findings-private.h"
#include "rn-spec-find.h"

typedef enum { WEIGHTS_FINE, WEIGHTS_ZERO, WEIGHTS_BROKEN } WeightState;

static WeightState
look (RnParameters *parameters, guint p)
{
  const float *values = rn_parameters_values (parameters, p);
  gsize n = rn_shape_elements (&rn_graph_parameter (rn_parameters_graph (parameters), p)->shape);
  WeightState state = WEIGHTS_ZERO;

  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return WEIGHTS_BROKEN;
    else if (values[i] != 0)
      state = WEIGHTS_FINE;
  return state;
}

/* A matrix or kernel, whose zeros stop what passes; a norm's weight may start at 0 on purpose. */
static gboolean
is_matrix (const RnParameterInfo *info)
{
  return info->trained && info->shape.rank >= 2;
}

static void
tell_weights (RnFindings *findings, GPtrArray *names, WeightState state, gboolean all)
{
  RnFinding *finding;

  if (names->len == 0)
    return;
  finding = rn__find (findings,
                      state == WEIGHTS_BROKEN ? "not-numbers" : all ? "all-weights-zero" : "zero-weights",
                      RN_ERROR_RANGE, NULL);
  rn__found (finding, "%u", names->len);
  if (state == WEIGHTS_BROKEN)
    rn__say (finding, _("some weights of %s are no numbers"), (const char *) names->pdata[0]);
  else if (all)
    rn__say (finding, _("all weights are zero"));
  else
    rn__say (finding, _("all weights of %s are zero"), (const char *) names->pdata[0]);
  if (state == WEIGHTS_BROKEN)
    rn__because (finding, _("everything behind them will be none either"));
  else
    rn__because (finding, _("nothing of the input passes, and no gradient comes back: weights must "
                            "start as different random numbers"));
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (finding->scopes, g_strdup (names->pdata[i]));
}

void
rn_spec_find_weights (RnFindings *findings, RnParameters *parameters)
{
  const RnGraph *graph = rn_parameters_graph (parameters);
  g_autoptr (GPtrArray) zero = g_ptr_array_new (), broken = g_ptr_array_new ();
  guint matrices = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);
      WeightState state = look (parameters, p);

      matrices += is_matrix (info);
      if (state == WEIGHTS_BROKEN)
        g_ptr_array_add (broken, info->name);
      else if (state == WEIGHTS_ZERO && is_matrix (info))
        g_ptr_array_add (zero, info->name);
    }
  tell_weights (findings, broken, WEIGHTS_BROKEN, FALSE);
  tell_weights (findings, zero, WEIGHTS_ZERO, zero->len == matrices);
}
