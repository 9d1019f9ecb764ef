/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What follows from a network spec. */
#include "config.h"

#include "rn-network-private.h"

void
rn__network_clear (RnNetwork *self)
{
  g_clear_pointer (&self->name, g_free);
}

RnBlockSpec
rn__network_block (const RnNetwork *self, guint stage, int index)
{
  const RnStage *here = &self->stages[stage];
  RnBlockSpec block = here->block;
  int first = self->stem.kind == RN_STEM_NONE ? self->input[0] : self->stem.out;
  int before = stage == 0 ? first : self->stages[stage - 1].out;

  block.in = index == 0 ? before : here->out;
  block.out = here->out;
  block.stride = index == 0 ? here->stride : 1;
  return block;
}
