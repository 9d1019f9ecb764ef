/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Claims for people and for machines. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-claims-private.h"

const char *
lab_claim_words (const LabClaim *self, const char *key)
{
  json_object *words = lab__claim_member (self->json, key);

  return words != NULL ? lab__claim_language (words) : "";
}

const char *
lab_claim_test_words (const LabClaimTest *test)
{
  return lab__claim_language (test->what);
}

const char *
lab_claim_source (const LabClaim *self)
{
  json_object *source = lab__claim_member (self->json, "source");

  return source != NULL ? json_object_get_string (source) : _("Popular articles");
}

/* A number without the zeros that rounding left at its end: people do not state those. */
static char *
trimmed (double value, guint digits)
{
  char *number = fig_format_number (value, digits);
  gsize end = strlen (number);

  if (strchr (number, '.') == NULL || strstr (number, "×10") != NULL)
    return number;
  while (number[end - 1] == '0')
    end--;
  number[number[end - 1] == '.' ? end - 1 : end] = '\0';
  return number;
}

static char *
show (const LabClaimTest *test, double value)
{
  gboolean percent = test->as == LAB_AS_SAVING || test->as == LAB_AS_EXCESS
                     || test->quantity->unit == LAB_UNIT_PERCENT;
  g_autofree char *number = NULL;

  if (!percent && test->as != LAB_AS_RATIO && test->quantity->unit != FIG_UNIT_NUMBER)
    return fig_format (test->quantity->unit, value);
  number = trimmed (percent ? 100 * value : value, percent ? 3 : 4);
  return g_strconcat (number, percent ? " %" : test->as == LAB_AS_RATIO ? "×" : "", NULL);
}

char *
lab_claim_computed (const LabClaimTest *test)
{
  return isnan (test->computed) ? g_strdup ("–") : show (test, test->computed);
}

char *
lab_claim_stated (const LabClaimTest *test)
{
  g_autofree char *value = show (test, test->stated), *more = NULL;

  /* TRANSLATORS: a value that a claim states: “below 0.1”, “above 1” */
  if (test->relation == LAB_RELATION_BELOW)
    return g_strdup_printf (_("below %s"), value);
  if (test->relation == LAB_RELATION_ABOVE)
    return g_strdup_printf (_("above %s"), value);
  if (test->factor > 0)
    {
      more = trimmed (test->factor, 3);
      return g_strdup_printf (_("%s within a factor of %s"), value, more);
    }
  if (test->last_digit <= 0)
    return g_steal_pointer (&value);
  more = show (test, test->last_digit);
  return g_strconcat (value, " ± ", more, NULL);
}

const char *
lab_verdict_name (LabVerdict verdict)
{
  static const char *const names[] = { "true", "false", "depends", "measured", "not-measured",
                                       "not-tested" };

  return names[verdict];
}

const char *
lab_verdict_words (LabVerdict verdict)
{
  static const char *const words[] = {
    /* TRANSLATORS: verdicts on a claim */
    N_("true"), N_("false"), N_("depends"), N_("measured here"), N_("not measured"),
    N_("not tested"),
  };

  return _(words[verdict]);
}

static const char *
held_words (const LabClaimTest *test)
{
  /* TRANSLATORS: whether what was computed is what is claimed */
  return test->untested != NULL ? "–" : test->holds ? _("yes") : _("no");
}

static void
add_row (RnTable *table, const LabClaim *claim, const LabClaimTest *test)
{
  g_autofree char *spec = test != NULL ? lab_claim_spec (test) : NULL;
  g_autofree char *stated = test != NULL ? lab_claim_stated (test) : NULL;
  g_autofree char *computed = test != NULL ? lab_claim_computed (test) : NULL;

  rn_table_add_text (table, claim->id);
  rn_table_add_text (table, lab_claim_words (claim, "said"));
  rn_table_add_text (table, lab_claim_source (claim));
  rn_table_add_text (table, test != NULL ? lab_claim_test_words (test)
                                         : lab_claim_words (claim, "untested"));
  rn_table_add_text (table, spec);
  if (test != NULL)
    {
      rn_table_add_shown (table, test->stated, stated);
      rn_table_add_shown (table, test->computed, computed);
    }
  else
    {
      rn_table_add_text (table, NULL);
      rn_table_add_text (table, NULL);
    }
  rn_table_add_text (table, test != NULL ? held_words (test) : NULL);
  rn_table_add_text (table, lab_verdict_words (claim->verdict));
}

RnTable *
lab_claims_table (GPtrArray *claims)
{
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "claim", _("Claim"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "said", _("What is said"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "source", _("Where"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "what", _("What is tested"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "spec", _("Spec"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "stated", _("Stated"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "computed", _("Computed"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "holds", _("Holds"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "verdict", _("Verdict"), RN_ALIGN_LEFT);
  for (guint i = 0; i < claims->len; i++)
    {
      const LabClaim *claim = claims->pdata[i];

      for (guint k = 0; k < claim->tests->len; k++)
        add_row (table, claim, &g_array_index (claim->tests, LabClaimTest, k));
      if (claim->tests->len == 0)
        add_row (table, claim, NULL);
    }
  return table;
}

/* ── for machines ── */

static json_object *
copy_of (json_object *json)
{
  json_object *copy = NULL;

  json_object_deep_copy (json, &copy, NULL);
  return copy;
}

static void
add_outcome (json_object *json, const LabClaimTest *test)
{
  json_object_object_add (json, "computed", isnan (test->computed)
                                              ? NULL
                                              : json_object_new_double (test->computed));
  json_object_object_add (json, "holds", test->untested != NULL
                                           ? NULL
                                           : json_object_new_boolean (test->holds));
  if (test->untested != NULL)
    json_object_object_add (json, "untested", json_object_new_string (test->untested));
}

static json_object *
claim_json (const LabClaim *claim)
{
  json_object *json = copy_of (claim->json), *tests = lab__claim_member (json, "tests");

  json_object_object_add (json, "verdict",
                          json_object_new_string (lab_verdict_name (claim->verdict)));
  for (guint i = 0; i < claim->tests->len; i++)
    add_outcome (json_object_array_get_idx (tests, i),
                 &g_array_index (claim->tests, LabClaimTest, i));
  return json;
}

json_object *
lab_claims_json (GPtrArray *claims)
{
  json_object *json = json_object_new_object (), *list = json_object_new_array ();

  json_object_object_add (json, "format", json_object_new_string ("reslab-verdicts"));
  json_object_object_add (json, "version", json_object_new_int (1));
  for (guint i = 0; i < claims->len; i++)
    json_object_array_add (list, claim_json (claims->pdata[i]));
  json_object_object_add (json, "claims", list);
  return json;
}
