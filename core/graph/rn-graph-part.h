/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

RN_API RnGraph *rn_graph_part (const RnGraph *graph, RnScope scope, RnParameters *parameters,
                               RnParameters **part_parameters, GError **error);

G_END_DECLS
