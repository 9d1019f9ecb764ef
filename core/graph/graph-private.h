/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-graph.h"

struct _RnGraph
{
  gatomicrefcount refs;
  char      *name;            /* owned */
  GPtrArray *nodes;           /* owned (element-type RnNodeInfo) */
  GPtrArray *scopes;          /* owned (element-type RnScopeInfo) */
  GPtrArray *parameters;      /* owned (element-type RnParameterInfo) */
  GHashTable *node_names;     /* owned, name → node + 1; the names are the nodes' */
  GHashTable *parameter_names;
  /* owned (element-type RnScope): the stack of open scopes, root at the bottom */
  GArray    *open;
  RnNode     output;          /* RN_NODE_NONE: the last node */
  gsize      parameter_floats;
  GError    *error;           /* owned: the first thing that went wrong */
};
