/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What keeps a spec whose keys are right from being built. Where two paths cannot be added, that block
 * gets a shortcut that fits and the rest is built with it, so the next one is found too.
 */
#include "config.h"

#include "rn-spec-find-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-body-private.h"

RnGraph *
rn__search_build (const RnSearch *self, const RnShape *input)
{
  RnGraph *graph = rn_graph_new (self->what);
  RnBuildOptions options = { .input = *input };

  if (self->is_block)
    rn_block_append (graph, rn_graph_input (graph, "input", input), "", &self->block);
  else
    rn__network_build (&self->network, graph, &options);
  return graph;
}

/* The block building stopped in: the last that was opened. RN_SCOPE_ROOT if none. */
static RnScope
last_block (const RnGraph *graph)
{
  for (RnScope i = rn_graph_n_scopes (graph); i-- > 0;)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      return i;
  return RN_SCOPE_ROOT;
}

static const RnScopeInfo *
part_of (const RnGraph *graph, RnScope block, RnScopeKind kind)
{
  for (RnScope i = block + 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == kind && rn_graph_scope (graph, i)->parent == block)
      return rn_graph_scope (graph, i);
  return NULL;
}

static RnNode
end_of (const RnScopeInfo *part)
{
  return part->end > part->first ? part->end - 1 : part->input;
}

/* The stage and the place in it of a block: "layer2.0". */
static gboolean
find_place (const RnSearch *self, const char *path, guint *stage, int *index)
{
  for (guint i = 0; i < self->network.n_stages; i++)
    {
      gsize length = strlen (self->network.stages[i].name);

      if (strncmp (path, self->network.stages[i].name, length) == 0 && path[length] == '.')
        {
          *stage = i;
          *index = (int) g_ascii_strtoll (path + length + 1, NULL, 10);
          return TRUE;
        }
    }
  return FALSE;
}

/* A layer of a custom shortcut that cannot be: its window is larger than what is left of the picture, say. */
static void
find_layer (RnFindings *findings, const RnScopeInfo *shortcut, const RnShape *shape,
            const RnBlockSpec *spec, const GError *error)
{
  guint i = MIN (shortcut->end - shortcut->first, spec->n_layers - 1);
  gsize side = MIN (shape->dim[2], shape->dim[3]);
  int kernel = rn_op_attribute (spec->layers[i].op, "kernel");
  gboolean large = kernel >= 0 && spec->layers[i].attributes[kernel] > (double) side;
  RnFinding *finding = rn__find_in (findings, large ? "kernel-larger-than-input" : "layer-cannot-be",
                                    (RnError) error->code, large ? "kernel" : NULL,
                                    "shortcut_layers[%u]", i);

  if (large)
    {
      rn__found (finding, "%g", spec->layers[i].attributes[kernel]);
      rn__expected (finding, _("at most %zu, the side of its input"), side);
      rn__mend (finding, "kernel: 3, pad: 1", "{\"kernel\": 3, \"pad\": 1}");
    }
  else
    rn__say (finding, "%s", error->message);
}

/* What stopped the block from being built. FALSE where it is none of what is known to stop one. */
static gboolean
find_in_block (RnGraph *graph, RnScope block, const RnBlockSpec *spec, const GError *error,
               RnFindings *findings)
{
  const RnScopeInfo *branch = part_of (graph, block, RN_SCOPE_BRANCH);
  const RnScopeInfo *shortcut = part_of (graph, block, RN_SCOPE_SHORTCUT);

  if (branch == NULL || shortcut == NULL)
    return FALSE;
  if (spec->shortcut == RN_SHORTCUT_CUSTOM && shortcut->end - shortcut->first < spec->n_layers)
    find_layer (findings, shortcut, &rn_graph_node (graph, end_of (shortcut))->shape, spec, error);
  else if (!rn_shape_equal (&rn_graph_node (graph, end_of (branch))->shape,
                            &rn_graph_node (graph, end_of (shortcut))->shape))
    rn__find_sum (findings, graph, block, end_of (branch), end_of (shortcut), spec);
  else
    return FALSE;
  return TRUE;
}

static gboolean
tell_failure (RnSearch *self, RnGraph *graph, const GError *error)
{
  RnScope scope = last_block (graph);
  const char *path = rn_graph_scope (graph, scope)->path;
  g_autoptr (RnFindings) local = rn_findings_new ("");
  RnBlockSpec *design = &self->block, spec = self->block;
  guint stage = 0;
  int index = 0;

  if (scope == RN_SCOPE_ROOT || (!self->is_block && !find_place (self, path, &stage, &index)))
    return FALSE;
  if (!self->is_block)
    {
      design = &self->network.stages[stage].block;
      spec = rn__network_block (&self->network, stage, index);
    }
  if (!find_in_block (graph, scope, &spec, error, local))
    return FALSE;
  if (!self->is_block)
    rn__network_adopt (&self->network, self->json, stage, index, local, self->findings);
  else
    rn__findings_move (self->findings, local);
  design->shortcut = RN_SHORTCUT_AUTO;
  design->n_layers = 0;
  return TRUE;
}

RnGraph *
rn__search_build_all (RnSearch *self, const RnShape *input)
{
  for (guint i = 0; i <= self->network.n_stages + 1; i++)
    {
      g_autoptr (RnGraph) graph = rn__search_build (self, input);
      g_autoptr (GError) error = NULL;

      if (rn_graph_check (graph, &error))
        return g_steal_pointer (&graph);
      if (!tell_failure (self, graph, error))
        {
          rn__say (rn__find (self->findings, "cannot-be-built", (RnError) error->code, NULL), "%s",
                   error->message);
          return NULL;
        }
    }
  return NULL;
}
