/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The ImageNet family (He 2015, table 1; Xie 2017, table 1; Zagoruyko 2016): a 7×7 stem with
 * max-pool, then four stages of 64, 128, 256, 512 channels, times 4 where the body is a bottleneck;
 * each stage but the first halves the picture.
 */
#include "config.h"

#include "rn-body-private.h"
#include "rn-network-private.h"

void
rn__resnet_fill (RnNetwork *self, const RnResnetRow *row)
{
  int expansion = row->body == RN_BODY_bottleneck ? 4 : 1;
  RnBlockSpec design;

  rn_block_spec_init (&design);
  design.body = row->body;
  design.groups = row->groups;
  design.ratio = row->ratio;
  design.shortcut = row->shortcut;
  for (int i = 0; i < 4; i++)
    rn__network_add_stage (self, row->counts[i], (64 << i) * expansion, i == 0 ? 1 : 2, &design);
}
