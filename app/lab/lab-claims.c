/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Tests the claims, and finds the verdict. */
#include "config.h"

#include "lab-claims-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "rn-spec-patch.h"

/* (transfer full) {"model": "resnet50", "merge": {…}} as the model's spec with the changes */
static json_object *
merged (json_object *json, GError **error)
{
  g_autoptr (RnSpec) spec = rn_spec_open (lab__claim_text (json, "model"), error);
  json_object *whole = spec != NULL ? rn_spec_json (spec) : NULL;

  if (whole != NULL)
    rn_spec_patch (whole, lab__claim_member (json, "merge"));
  return whole;
}

static RnSpec *
open_spec (json_object *json, GError **error)
{
  json_object *whole;
  RnSpec *spec;

  if (lab__claim_text (json, "model") == NULL)
    return rn_spec_open (json_object_get_string (json), error);
  whole = merged (json, error);
  if (whole == NULL)
    return NULL;
  spec = rn_spec_parse (json_object_to_json_string (whole), lab__claim_text (json, "model"), error);
  json_object_put (whole);
  return spec;
}

/* “resnet50 + {"block": {"stride_at": "1x1"}}”, a name, or JSON text */
static void
append_spec (GString *text, json_object *json)
{
  const char *model = lab__claim_text (json, "model");

  if (json_object_is_type (json, json_type_string))
    g_string_append (text, json_object_get_string (json));
  else if (model == NULL)
    g_string_append (text, json_object_to_json_string_ext (json, JSON_C_TO_STRING_SPACED));
  else
    g_string_append_printf (
      text, "%s + %s", model,
      json_object_to_json_string_ext (lab__claim_member (json, "merge"), JSON_C_TO_STRING_SPACED));
}

char *
lab_claim_spec (const LabClaimTest *test)
{
  GString *text = g_string_new (NULL);

  append_spec (text, test->of);
  if (test->against != NULL)
    {
      g_string_append (text, " : ");
      append_spec (text, test->against);
    }
  return g_string_free (text, FALSE);
}

static double
combine (const LabClaimTest *test, const double *values)
{
  switch (test->as)
    {
    case LAB_AS_RATIO:
      return values[0] / values[1];
    case LAB_AS_SAVING:
      return 1 - values[0] / values[1];
    case LAB_AS_EXCESS:
      return values[0] / values[1] - 1;
    default:
      return values[0];
    }
}

static gboolean
holds (const LabClaimTest *test)
{
  double found = test->computed, stated = test->stated;

  if (test->relation != LAB_RELATION_EQUAL)
    return test->relation == LAB_RELATION_BELOW ? found < stated : found > stated;
  if (test->factor > 0)
    return found <= stated * test->factor && found >= stated / test->factor;
  /* the difference of two decimal fractions is off by a rounding or two */
  return test->last_digit > 0 ? fabs (found - stated) < test->last_digit * (1 - 1e-9)
                              : found == stated;
}

static gboolean
measure_specs (LabClaimTest *test, RnSpec *const *specs, guint n, const RnProgress *progress,
               GError **error)
{
  double values[2];

  if (test->quantity->timed)
    {
      if (!lab__claim_time (specs, n, test->batch, progress, values, error))
        return FALSE;
    }
  else
    for (guint i = 0; i < n; i++)
      if (!test->quantity->measure (specs[i], test, progress, &values[i], error))
        return FALSE;
  test->computed = combine (test, values);
  test->holds = holds (test);
  return TRUE;
}

/* What this catalogue does not have is no failure of the claim's. */
static gboolean
leave (LabClaimTest *test, GError *error, GError **out)
{
  if (!g_error_matches (error, RN_ERROR, RN_ERROR_UNKNOWN))
    {
      g_propagate_error (out, error);
      return FALSE;
    }
  test->untested = g_strdup (error->message);
  g_error_free (error);
  return TRUE;
}

static gboolean
run_test (LabClaimTest *test, gboolean measure, const RnProgress *progress, GError **error)
{
  GError *local = NULL;
  g_autoptr (RnSpec) of = NULL;
  g_autoptr (RnSpec) against = NULL;

  g_clear_pointer (&test->untested, g_free);
  test->computed = NAN;
  test->holds = FALSE;
  if (test->quantity->timed && !measure)
    {
      test->untested = g_strdup (_("times are measured only when asked for"));
      return TRUE;
    }
  of = open_spec (test->of, &local);
  if (of != NULL && test->against != NULL)
    against = open_spec (test->against, &local);
  if (local != NULL)
    return leave (test, local, error);
  return measure_specs (test, (RnSpec *[]) { of, against }, against != NULL ? 2 : 1, progress,
                        error);
}

static LabVerdict
find_verdict (const LabClaim *self)
{
  guint tested = 0, held = 0, timed = 0;

  for (guint i = 0; i < self->tests->len; i++)
    {
      const LabClaimTest *test = &g_array_index (self->tests, LabClaimTest, i);

      timed += test->quantity->timed;
      tested += test->untested == NULL;
      held += test->holds;
    }
  if (timed > 0)
    return tested > 0 ? LAB_VERDICT_MEASURED : LAB_VERDICT_NOT_MEASURED;
  if (tested == 0)
    return LAB_VERDICT_NOT_TESTED;
  return held == tested ? LAB_VERDICT_TRUE : held == 0 ? LAB_VERDICT_FALSE : LAB_VERDICT_DEPENDS;
}

gboolean
lab_claim_test (LabClaim *self, gboolean measure, const RnProgress *progress, GError **error)
{
  for (guint i = 0; i < self->tests->len; i++)
    if (!run_test (&g_array_index (self->tests, LabClaimTest, i), measure, progress, error))
      {
        g_prefix_error (error, "%s: ", self->id);
        return FALSE;
      }
  self->verdict = find_verdict (self);
  return TRUE;
}
