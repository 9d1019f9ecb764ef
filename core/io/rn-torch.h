/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-tensors.h"

G_BEGIN_DECLS

/*
 * What torch.save() wrote of a state_dict, in either of its formats, read as data: nothing in the
 * file runs. Dicts inside dicts give names joined by dots ("state_dict.conv1.weight"); numbers and
 * texts beside the tensors become metadata.
 */
RN_API RnTensors *rn_torch_parse  (GBytes *bytes, const char *what, GError **error);

/* A file of named tensors, .safetensors or torch.save()'s, told apart by its first bytes. */
RN_API RnTensors *rn_weights_load (const char *path, GError **error);

G_END_DECLS
