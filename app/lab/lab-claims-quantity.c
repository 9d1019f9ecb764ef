/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a claim can be about: counts, bytes, gradients of an untrained network, paths, times. */
#include "config.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-claims-private.h"
#include "lab-comparison.h"
#include "lab-comparison.h"
#include "lab-depth-run.h"
#include "lab-timing.h"
#include "rn-cost.h"
#include "rn-trial.h"

#define TIMED_RUNS 9

/* ── counts ── */

/* The nodes of @part: one layer, or all of a scope; all where it is NULL. */
gboolean
lab__graph_part (const RnGraph *graph, const char *part, RnNode *first, RnNode *end, GError **error)
{
  RnNode node;
  RnScope scope;

  *first = 0;
  *end = rn_graph_n_nodes (graph);
  if (part == NULL)
    return TRUE;
  node = rn_graph_find (graph, part);
  if (node != RN_NODE_NONE)
    {
      *first = node;
      *end = node + 1;
      return TRUE;
    }
  scope = rn_graph_find_scope (graph, part);
  if (scope != RN_SCOPE_ROOT)
    {
      *first = rn_graph_scope (graph, scope)->first;
      *end = rn_graph_scope (graph, scope)->end;
      return TRUE;
    }
  g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s has no part “%s”"), rn_graph_name (graph),
               part);
  return FALSE;
}

static gboolean
measure_totals (RnSpec *spec, const LabClaimTest *test, RnTotals *totals, GError **error)
{
  const RnConvention *convention
    = test->convention != NULL ? rn_convention_find (test->convention) : NULL;
  g_autoptr (RnGraph) graph = rn_spec_build (spec, NULL, error);
  g_autofree RnShape *shapes = NULL;
  RnShape input = rn_spec_input (spec);
  RnNode first, end;

  if (graph == NULL || !lab__graph_part (graph, test->part, &first, &end, error))
    return FALSE;
  shapes = g_new (RnShape, rn_graph_n_nodes (graph));
  if (!rn_graph_infer (graph, &input, shapes, error))
    return FALSE;
  rn_totals_measure (graph, shapes, first, end, convention, totals);
  return TRUE;
}

#define TOTAL(name, field) \
  static gboolean \
  measure_##name (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress, \
                  double *value, GError **error) \
  { \
    RnTotals totals; \
    \
    if (!measure_totals (spec, test, &totals, error)) \
      return FALSE; \
    *value = (double) totals.field; \
    return TRUE; \
  }
TOTAL (parameters, parameters)
TOTAL (macs, macs)
TOTAL (mult_adds, mult_adds)
TOTAL (forward_backward_bytes, forward_backward_bytes)
#undef TOTAL

/* Weights of convolutions alone, as textbooks count a block: no norms, no biases. */
static gboolean
measure_conv_weights (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress,
                      double *value, GError **error)
{
  g_autoptr (RnGraph) graph = rn_spec_build (spec, NULL, error);
  RnNode first, end;

  if (graph == NULL || !lab__graph_part (graph, test->part, &first, &end, error))
    return FALSE;
  *value = 0;
  for (RnNode i = first; i < end; i++)
    if (g_str_equal (rn_graph_node (graph, i)->op->name, "conv2d"))
      {
        guint weight = rn_graph_node (graph, i)->parameters[0];

        *value += (double) rn_shape_elements (&rn_graph_parameter (graph, weight)->shape);
      }
  return TRUE;
}

/* ── gradients and sums of an untrained network ── */

/* A training step's passes on random numbers; @records (out) (transfer full) */
static gboolean
run_trial (RnSpec *spec, int batch, RnKeep keep, const RnProgress *progress, RnSession **session,
           RnRecords **records, GError **error)
{
  RnBuildOptions options = { .input = rn_spec_input (spec), .loss = rn_spec_n_classes (spec) > 0 };
  const RnSessionOptions plan = { .mode = RN_MODE_TRAIN, .backward = TRUE, .keep = keep };
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnRecords) made = NULL;
  g_autoptr (RnRecorder) recorder = NULL;

  options.input.dim[0] = (gsize) batch;
  graph = rn_spec_build (spec, &options, error);
  *session = graph != NULL ? rn_trial_session (graph, 0, &plan, error) : NULL;
  if (*session == NULL)
    return FALSE;
  made = rn_records_new (*session);
  recorder = rn_recorder_attach (*session, made, LAB_DEPTH_FLAGS);
  if (!rn_session_forward (*session, progress, error)
      || !rn_session_backward (*session, progress, error))
    return FALSE;
  *records = g_steal_pointer (&made);
  return TRUE;
}

/* The gradient that is left at the first block, of what reached the last one. */
static gboolean
measure_gradient_left (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress,
                       double *value, GError **error)
{
  g_autoptr (RnSession) session = NULL;
  g_autoptr (RnRecords) records = NULL;

  if (!run_trial (spec, test->batch, RN_KEEP_VALUES, progress, &session, &records, error))
    return FALSE;
  *value = g_array_index (records->splits, RnSplit, 0).input_norm
           / g_array_index (records->splits, RnSplit, records->splits->len - 1).input_norm;
  return TRUE;
}

/* The largest |dL/dx − (g_shortcut + g_branch)| of any block, of the largest |dL/dx|. */
static gboolean
measure_split_error (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress,
                     double *value, GError **error)
{
  g_autoptr (RnSession) session = NULL;
  g_autoptr (RnRecords) records = NULL;

  if (!run_trial (spec, test->batch, RN_KEEP_VALUES, progress, &session, &records, error))
    return FALSE;
  *value = 0;
  for (guint i = 0; i < records->splits->len; i++)
    *value = fmax (*value, g_array_index (records->splits, RnSplit, i).identity_error);
  return TRUE;
}

/* The addition of block @block where that is all that stands after its branch: x + F(x). */
static RnNode
bare_addition (const RnGraph *graph, RnScope block)
{
  RnNode last = rn_graph_scope (graph, block)->end - 1;

  return g_str_equal (rn_graph_node (graph, last)->op->name, "add")
             && rn_graph_node (graph, last)->inputs[1] == rn_graph_scope (graph, block)->input
           ? last
           : RN_NODE_NONE;
}

static gboolean
add_values (RnSession *session, RnNode node, double *sum, GError **error)
{
  g_autoptr (RnTensor) tensor = rn_session_activation (session, node, error);

  if (tensor == NULL)
    return FALSE;
  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    sum[i] += (double) rn_tensor_values (tensor)[i];
  return TRUE;
}

/* The largest |x_L − (x_l + Σ F(x_i))| of the largest |x_L|, of blocks in a row that add bare. */
static gboolean
compare_sum (RnSession *session, double *value, GError **error)
{
  const RnGraph *graph = rn_session_graph (session);
  g_autofree double *sum = NULL;
  g_autoptr (RnTensor) end = NULL;
  RnNode last = RN_NODE_NONE;
  double error_most = 0, most = 0;

  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      {
        RnNode input = rn_graph_scope (graph, i)->input;
        RnNode addition = bare_addition (graph, i);

        if (addition == RN_NODE_NONE || (last != RN_NODE_NONE && input != last))
          {
            g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                         _("%s: block \"%s\" is more than x + F(x)"), rn_graph_name (graph),
                         rn_graph_scope (graph, i)->path);
            return FALSE;
          }
        if (sum == NULL)
          {
            sum = g_new0 (double, rn_shape_elements (rn_session_shape (session, input)));
            if (!add_values (session, input, sum, error))
              return FALSE;
          }
        last = addition;
        if (!add_values (session, rn_graph_node (graph, addition)->inputs[0], sum, error))
          return FALSE;
      }
  end = rn_session_activation (session, last, error);
  for (gsize i = 0; end != NULL && i < rn_tensor_elements (end); i++)
    {
      error_most = fmax (error_most, fabs ((double) rn_tensor_values (end)[i] - sum[i]));
      most = fmax (most, fabs ((double) rn_tensor_values (end)[i]));
    }
  *value = error_most / most;
  return end != NULL;
}

static gboolean
measure_sum_error (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress,
                   double *value, GError **error)
{
  g_autoptr (RnSession) session = NULL;
  g_autoptr (RnRecords) records = NULL;

  return run_trial (spec, test->batch, RN_KEEP_ALL, progress, &session, &records, error)
         && compare_sum (session, value, error);
}

/* ── paths ── */

/*
 * The share of the 2ⁿ paths through n blocks that go through @from to @to branches:
 * Σ C(n, k) ÷ 2ⁿ.
 */
static gboolean
measure_path_share (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress,
                    double *value, GError **error)
{
  g_autoptr (RnGraph) graph = rn_spec_build (spec, NULL, error);
  int n = 0;

  if (graph == NULL)
    return FALSE;
  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    n += rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK;
  *value = 0;
  for (int k = test->from; k <= MIN (test->to, n); k++)
    *value += exp (lgamma (n + 1) - lgamma (k + 1) - lgamma (n - k + 1) - n * G_LN2);
  return TRUE;
}

/* ── times ── */

static RnSession *
plan_eval (RnSpec *spec, int batch, GError **error)
{
  RnBuildOptions options = { .input = rn_spec_input (spec) };
  const RnSessionOptions plan = { .mode = RN_MODE_EVAL, .keep = RN_KEEP_NOTHING };
  g_autoptr (RnGraph) graph = NULL;

  options.input.dim[0] = (gsize) batch;
  graph = rn_spec_build (spec, &options, error);
  return graph != NULL ? rn_trial_session (graph, 0, &plan, error) : NULL;
}

gboolean
lab__claim_time (RnSpec *const *specs, guint n, int batch, const RnProgress *progress,
                 double *values, GError **error)
{
  RnSession *sessions[2] = { NULL };
  LabTimed timed[2];
  gboolean done = TRUE;

  g_return_val_if_fail (n <= G_N_ELEMENTS (sessions), FALSE);
  for (guint i = 0; i < n && done; i++)
    {
      sessions[i] = plan_eval (specs[i], batch, error);
      done = sessions[i] != NULL;
    }
  for (guint i = 0; i < n; i++)
    lab_timed_init (&timed[i], sessions[i], FALSE);
  done = done && lab_time (timed, n, TIMED_RUNS, progress, NULL, NULL, error);
  for (guint i = 0; i < n; i++)
    {
      values[i] = done ? lab_timed_forward (&timed[i]).median : NAN;
      lab_timed_clear (&timed[i]);
      g_clear_pointer (&sessions[i], rn_session_free);
    }
  return done;
}

/* ── the table ── */

#define QUANTITIES(ROW) \
  ROW (parameters, FIG_UNIT_COUNT) \
  ROW (conv_weights, FIG_UNIT_COUNT) \
  ROW (macs, FIG_UNIT_COUNT) \
  ROW (mult_adds, FIG_UNIT_COUNT) \
  ROW (forward_backward_bytes, FIG_UNIT_COUNT) \
  ROW (gradient_left, FIG_UNIT_NUMBER) \
  ROW (split_error, FIG_UNIT_NUMBER) \
  ROW (sum_error, FIG_UNIT_NUMBER) \
  ROW (path_share, LAB_UNIT_PERCENT)

#define ROW(name, unit) { #name, unit, FALSE, measure_##name },
static const LabQuantity quantities[] = {
  QUANTITIES (ROW)
  { "forward_ms", FIG_UNIT_MILLISECONDS, TRUE, NULL },
};
#undef ROW

#define ROW(name, unit) #name,
const char *const lab__quantity_words[] = { QUANTITIES (ROW) "forward_ms", NULL };
#undef ROW

const LabQuantity *
lab__quantity (int index)
{
  return &quantities[index];
}
