/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-network-find-private.h"
#include "rn-spec-find.h"

G_BEGIN_DECLS

/* What the files that look a spec through share. */

/* A network or a block, as far as it could be read. */
typedef struct
{
  json_object         *json;       /* borrowed */
  const char          *what;
  const RnFindOptions *options;
  RnFindings          *findings;   /* borrowed */
  gboolean             is_block;
  RnBlockSpec          block;
  RnNetwork            network;    /* (owned) name */
} RnSearch;

/* As far as it can be built of a batch of this shape; see rn_graph_check(). (transfer full) */
RnGraph *rn__search_build     (const RnSearch *self, const RnShape *input);
/* (transfer full) (nullable) the whole of it, where shortcuts that do not fit are told and replaced */
RnGraph *rn__search_build_all (RnSearch *self, const RnShape *input);
/* Windows of @graph that are larger than what they look at. */
void     rn__search_windows   (const RnSearch *self, const RnGraph *graph);

G_END_DECLS
