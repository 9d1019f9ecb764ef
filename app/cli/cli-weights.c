/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The options that say where a network's parameters come from. */
#include "config.h"

#include "cli-weights.h"

#include "cli.h"
#include "fig-i18n.h"
#include "rn-trained.h"

#define MOST_TOLD   12          /* names a line gives before it counts the rest */
#define MAX_CLASSES 1000000

gboolean
cli_weights_check (const CliWeights *self, GError **error)
{
  if (self->partial && self->file == NULL)
    return cli_usage_error (error, "--partial says how to take --weights: give --weights too");
  return cli_check_range ("--classes", self->classes, 0, MAX_CLASSES, error);
}

RnWeightsOptions
cli_weights_options (const CliWeights *self)
{
  return (RnWeightsOptions) { .partial = self->partial, .new_classifier = self->classes > 0 };
}

RnSpec *
cli_weights_spec (const CliWeights *self, RnSpec *spec, GError **error)
{
  RnSpec *changed;

  if (self->classes == 0)
    return spec;
  changed = rn_spec_with_classes (spec, (guint) self->classes, error);
  rn_spec_unref (spec);
  return changed;
}

void
cli_weights_tell (const RnWeightsReport *report)
{
  g_autofree char *text = rn_weights_report_text (report, MOST_TOLD);

  if (*text != '\0')
    cli_note (_("%s: %u parameters set\n%s"), report->file,
              report->counts[RN_WEIGHT_MATCHED], text);
}

gboolean
cli_weights_set (const CliWeights *self, RnParameters *parameters, RnTensors *tensors,
                 GError **error)
{
  RnWeightsOptions options = cli_weights_options (self);
  g_autoptr (RnWeightsReport) report = NULL;

  if (!rn_weights_set (parameters, tensors, self->file, &options, &report, error))
    return FALSE;
  cli_weights_tell (report);
  return TRUE;
}

gboolean
cli_weights_open (const CliWeights *self, RnParameters *parameters, GError **error)
{
  g_autofree char *file = rn_trained_resolve (self->file, error);
  g_autoptr (RnTensors) tensors = file != NULL ? rn_weights_load (file, error) : NULL;

  return tensors != NULL && cli_weights_set (self, parameters, tensors, error);
}

gboolean
cli_weights_present (RnTensors *tensors, const char *prefix)
{
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    if (g_str_has_prefix (rn_tensors_name (tensors, i), prefix))
      return TRUE;
  return FALSE;
}
