/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A residual block in a graph: y = act (F(x) + h(x)), or what else the order puts behind the sum (He
 * 2015, 2016).
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

/*
 * What messages call the block whose scope is open: its path, or the graph's name where the block
 * is all of it.
 */
static const char *
name_of (const RnGraph *graph, RnScope block)
{
  const char *path = rn_graph_scope (graph, block)->path;

  return *path != '\0' ? path : rn_graph_name (graph);
}

static GError *
check_input (RnGraph *graph, RnNode x, RnScope block, const RnBlockSpec *spec)
{
  const RnShape *shape = &rn_graph_node (graph, x)->shape;
  g_autofree char *found = rn_shape_describe (shape);
  GError *error = NULL;

  if (!rn_block_spec_check (spec, &error))
    g_prefix_error (&error, _("block \"%s\": "), name_of (graph, block));
  else if (shape->rank != 4 || shape->dim[1] != (gsize) spec->in)
    error = g_error_new (RN_ERROR, RN_ERROR_SHAPE,
                         _("block \"%s\": its input is %s, expected %d channels (\"in\")"),
                         name_of (graph, block), found, spec->in);
  return error;
}

/* What is done to F(x) once its layers are through: scaled, and gated. */
static void
append_branch_end (RnBranch *branch)
{
  if (branch->spec->branch_scale != 1)
    branch->y = rn_graph_append (branch->graph, "scale_constant", "branch_scaled", branch->y,
                                 RN_ARGS ({ "factor", branch->spec->branch_scale }));
  if (branch->gate != RN_NODE_NONE)
    branch->y = rn_graph_append_many (branch->graph, "scale", "branch_gated",
                                      (const RnNode[]) { branch->y, branch->gate }, 2, RN_NO_ARGS);
}

static void
append_branch (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  const RnBody *body = rn__block_body (spec);
  RnScope scope = rn_graph_open_scope (branch->graph, RN_SCOPE_BRANCH, "", branch->x);

  rn_graph_describe_scope (branch->graph, scope, NULL, body->doc);
  body->append (branch);
  if (spec->zero_init && branch->last_norm != RN_NODE_NONE)
    rn_graph_set_init (branch->graph, branch->last_norm, 0, RN_INIT_ZERO);
  append_branch_end (branch);
  rn_graph_close_scope (branch->graph);
}

/* Why F(x) and h(x) cannot be added: both ways with their shapes, and the keys that would mend it. */
static GError *
explain_mismatch (RnGraph *graph, const RnBranch *branch, RnNode shortcut, RnScope block)
{
  g_autoptr (RnFindings) findings = rn_findings_new (rn_graph_name (graph));
  GError *error = NULL;

  rn__find_sum (findings, graph, block, branch->y, shortcut, branch->spec);
  rn_findings_check (findings, &error);
  return error;
}

static RnNode
append_sum (RnGraph *graph, const RnBranch *branch, RnNode shortcut, RnScope block)
{
  if (branch->y == RN_NODE_NONE || shortcut == RN_NODE_NONE)
    return RN_NODE_NONE;
  if (!rn_shape_equal (&rn_graph_node (graph, branch->y)->shape,
                       &rn_graph_node (graph, shortcut)->shape))
    {
      rn_graph_fail (graph, explain_mismatch (graph, branch, shortcut, block));
      return RN_NODE_NONE;
    }
  return rn_graph_append_many (graph, "add", "addition",
                               (const RnNode[]) { branch->y, shortcut }, 2, RN_NO_ARGS);
}

static int
output_activation (const RnBlockSpec *spec)
{
  if (rn__block_body (spec)->linear)
    return RN_NO_ACTIVATION;
  return spec->output_activation == RN_SAME_ACTIVATION ? spec->activation : spec->output_activation;
}

/* What stands behind the addition. */
static RnNode
append_output (RnGraph *graph, RnBranch *branch, RnNode y)
{
  const RnBlockSpec *spec = branch->spec;
  const RnOrderParts *parts = rn__order_parts (spec->order);
  g_autofree char *word = g_strdup_printf ("bn%u", branch->n);

  if (parts->norm_after_addition)
    y = rn__branch_norm (branch, word, y);
  if (parts->activation_after_addition)
    y = rn__append_activation (graph, y, output_activation (spec), 0);
  return y;
}

static void
describe (RnGraph *graph, RnScope scope, const RnBlockSpec *spec)
{
  json_object *json = rn_block_spec_write (spec);
  g_autofree char *summary = rn_block_spec_summary (spec);

  rn_graph_describe_scope (graph, scope,
                           json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN), summary);
  json_object_put (json);
}

/* The parts between the block's input and its end, inside its open scope. */
static RnNode
append_parts (RnGraph *graph, RnNode x, RnScope block, const RnBlockSpec *spec,
              const double *scale)
{
  RnBranch branch = {
    .graph = graph,
    .spec = spec,
    .scale = scale,
    .x = x,
    .y = x,
    .gate = RN_NODE_NONE,
    .first_norm = RN_NODE_NONE,
    .last_norm = RN_NODE_NONE,
    .mid = rn_block_spec_mid (spec),
    .n = rn__block_body (spec)->n_layers,
  };
  gboolean gated = spec->shortcut == RN_SHORTCUT_EXCLUSIVE_GATE;
  RnNode shortcut = RN_NODE_NONE, y;

  /* an exclusive gate is the shortcut's, and the branch ends in it */
  if (gated)
    shortcut = rn__shortcut_append (&branch);
  append_branch (&branch);
  y = branch.y;
  if (rn_block_spec_shortcut (spec) != RN_SHORTCUT_NONE)
    y = append_sum (graph, &branch, gated ? shortcut : rn__shortcut_append (&branch), block);
  return append_output (graph, &branch, y);
}

RnNode
rn__block_append (RnGraph *graph, RnNode x, const char *word, const RnBlockSpec *spec,
                  const double *scale)
{
  RnNode y = RN_NODE_NONE;
  RnScope block;
  GError *error;

  if (x == RN_NODE_NONE)
    return RN_NODE_NONE;
  block = rn_graph_open_scope (graph, RN_SCOPE_BLOCK, word, x);
  error = check_input (graph, x, block, spec);
  if (error != NULL)
    rn_graph_fail (graph, error);
  else
    {
      describe (graph, block, spec);
      y = append_parts (graph, x, block, spec, scale);
    }
  rn_graph_close_scope (graph);
  return y;
}

RnNode
rn_block_append (RnGraph *graph, RnNode x, const char *word, const RnBlockSpec *spec)
{
  return rn__block_append (graph, x, word, spec, NULL);
}
