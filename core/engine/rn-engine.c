/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* The engines there are, and what all of their plans need to know of a graph. */

#include "config.h"

#include "rn-engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine-private.h"

static const RnEngine *const engines[] = { &rn__onednn_engine, &rn__reference_engine };

const RnEngine *const *
rn_engines (guint *n)
{
  *n = G_N_ELEMENTS (engines);
  return engines;
}

const RnEngine *
rn_engine_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    if (strcmp (engines[i]->name, name) == 0)
      return engines[i];
  return NULL;
}

const RnEngine *
rn_engine_default (void)
{
  return engines[0];
}

const char *
rn_engine_name (const RnEngine *self)
{
  return self->name;
}

/* Cores of this machine that are not the second thread of another one; what sysfs says, else all
 * processors. */
static guint
physical_cores (void)
{
  guint processors = g_get_num_processors (), first_threads = 0;

  for (guint i = 0; i < processors; i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/sys/devices/system/cpu/cpu%u/topology/thread_siblings_list", i);
      g_autofree char *text = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        return processors;
      first_threads += g_ascii_strtoull (text, NULL, 10) == i;
    }
  return MAX (1, first_threads);
}

/**
 * rn_engine_default_threads:
 *
 * Returns: OMP_NUM_THREADS where it is a number, else the physical cores; more than that only makes
 * threads wait for
 *   each other
 */
guint
rn_engine_default_threads (void)
{
  const char *wish = g_getenv ("OMP_NUM_THREADS");
  guint64 n = wish != NULL ? g_ascii_strtoull (wish, NULL, 10) : 0;

  return n >= 1 && n <= 1024 ? (guint) n : physical_cores ();
}

char *
rn_plan_kernel (RnPlan *self, RnNode node)
{
  return self->klass->kernel (self, node);
}

RnPlanMemory
rn_plan_memory (RnPlan *self)
{
  return self->klass->memory (self);
}

gsize
rn_plan_bytes (RnPlan *self)
{
  RnPlanMemory memory = rn_plan_memory (self);

  return memory.tensors + memory.kernels;
}

gboolean
rn_plan_computes_again (RnPlan *self, RnNode node)
{
  return self->klass->computes_again != NULL && self->klass->computes_again (self, node);
}

static gboolean
is_trained (const RnGraph *graph, const RnNodeInfo *node)
{
  for (guint i = 0; i < node->op->n_parameters; i++)
    if (node->parameters[i] != G_MAXUINT
        && rn_graph_parameter (graph, node->parameters[i])->trained)
      return TRUE;
  return FALSE;
}

gboolean *
rn__nodes_with_gradient (const RnGraph *graph, gboolean inputs)
{
  guint n = rn_graph_n_nodes (graph);
  gboolean *with = g_new0 (gboolean, n);

  for (RnNode i = 0; i < n; i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);

      with[i] = is_trained (graph, node) || (i == 0 && inputs);
      for (guint k = 0; k < node->n_inputs; k++)
        with[i] |= with[node->inputs[k]];
    }
  return with;
}

guint *
rn__count_readers (const RnGraph *graph)
{
  guint n = rn_graph_n_nodes (graph);
  guint *readers = g_new0 (guint, n);

  for (RnNode i = 0; i < n; i++)
    for (guint k = 0; k < rn_graph_node (graph, i)->n_inputs; k++)
      readers[rn_graph_node (graph, i)->inputs[k]]++;
  return readers;
}
