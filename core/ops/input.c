/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The input of a network: its shape comes from the graph, its numbers from whoever runs it. */
#include "config.h"

#include "ops-private.h"

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  *output = call->output;
  return rn__op_check_size (&rn__op_input, call, output, error);
}

/* An input is given, not computed: it costs nothing. */
static void
cost (const RnOpCall *call, RnCost *counts)
{
}

static void
run_nothing (const RnOpCall *call, const RnOpData *data)
{
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  rn__explain_begin (explanation);
  rn__explain_sum (explanation, data->output[rn__offset_of (&call->output, index)]);
}

const RnOp rn__op_input = {
  .name = "input",
  .title = "input",
  .formula = "x",
  .source = "",
  .infer = infer,
  .cost = cost,
  .forward = run_nothing,
  .backward = run_nothing,
  .explain = explain,
};
