/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

/*
 * Nodes of a graph appended to another one with their words, attributes and scopes, all of them or
 * those of one scope. Whoever copies goes through the nodes in order; image tells where each went,
 * and may be written for a node that is left out.
 */
typedef struct
{
  const RnGraph *from;         /* borrowed */
  RnGraph       *to;           /* borrowed */
  RnScope        only;         /* of @from: RN_SCOPE_ROOT for all */
  RnNode        *image;        /* (owned) [n_nodes of from] RN_NODE_NONE: not copied */
  GArray        *open;         /* (owned) (element-type RnScope) of @from */
  RnScope        next_scope;   /* of @from, the first not looked at yet */
} RnGraphCopy;

void   rn__graph_copy_init   (RnGraphCopy *self, const RnGraph *from, RnGraph *to, RnScope only);
/* @changes: (nullable): attributes that differ, see RN_ARGS. Sets and returns the image. */
RnNode rn__graph_copy_node   (RnGraphCopy *self, RnNode node, const RnArg *changes);
/* The parameters of @node become those of its image, of the same op. */
void   rn__graph_copy_values (const RnGraphCopy *self, RnNode node, RnParameters *from,
                              RnParameters *to);
/* Scopes behind the last node. */
void   rn__graph_copy_finish (RnGraphCopy *self);
void   rn__graph_copy_clear  (RnGraphCopy *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RnGraphCopy, rn__graph_copy_clear)

G_END_DECLS
