/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-spec.h"
#include "rn-weights.h"

G_BEGIN_DECLS

/* Where a network's parameters come from, by the options. */
typedef struct
{
  char    *file;             /* (owned) (nullable) NULL: untrained */
  gboolean partial;
  int      classes;          /* 0: the network's own */
} CliWeights;

/* Rows of a verb's GOptionEntry table that fill a CliWeights. */
#define CLI_WEIGHTS_ENTRIES(weights) \
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &(weights).file, \
      "Take its parameters from this .safetensors, .pth or .th file, or from a network that " \
      "comes trained: resnet20, plain20, bottleneck20, grouped20 (default: untrained)", \
      "FILE|NAME" }, \
    { "partial", 0, 0, G_OPTION_ARG_NONE, &(weights).partial, \
      "Take from --weights what fits, and say what does not", NULL }, \
    { "classes", 0, 0, G_OPTION_ARG_INT, &(weights).classes, \
      "Give it a new classifier for this many classes", "N" }

gboolean         cli_weights_check   (const CliWeights *self, GError **error);
RnWeightsOptions cli_weights_options (const CliWeights *self);
/* @spec (transfer full) for the classes that were asked for. (transfer full) (nullable) */
RnSpec          *cli_weights_spec    (const CliWeights *self, RnSpec *spec, GError **error);
/* Sets the parameters from the file, and says on stderr what of it was not used or not there. */
gboolean         cli_weights_open    (const CliWeights *self, RnParameters *parameters,
                                      GError **error);
/* The same of tensors that were read from it. */
gboolean         cli_weights_set     (const CliWeights *self, RnParameters *parameters,
                                      RnTensors *tensors, GError **error);
/* What was not used or not there, on stderr. */
void             cli_weights_tell    (const RnWeightsReport *report);
/* Whether any tensor's name starts with @prefix. */
gboolean         cli_weights_present (RnTensors *tensors, const char *prefix);

G_END_DECLS
