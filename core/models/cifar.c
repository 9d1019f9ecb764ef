/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The CIFAR-10 family (He 2015, §4.2): 6n + 2 layers on 32×32 pictures, a 3×3 stem of 16 channels,
 * then three stages of 2n layers with 16, 32, 64 channels; shortcuts of option A.
 */
#include "config.h"

#include "rn-body-private.h"
#include "rn-network-private.h"

void
rn__cifar_fill (RnNetwork *self, const RnCifarRow *row)
{
  RnBlockSpec design;

  rn_block_spec_init (&design);
  design.body = RN_BODY_basic;
  design.shortcut = row->shortcut;
  self->input[1] = self->input[2] = 32;
  self->stem = (RnStem) { .kernel = 3, .stride = 1, .out = 16, .pool = RN_POOL_NONE };
  self->head.classes = 10;
  for (int i = 0; i < 3; i++)
    rn__network_add_stage (self, row->n, 16 << i, i == 0 ? 1 : 2, &design);
}
