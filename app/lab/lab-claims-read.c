/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reads the claims out of their file. */
#include "config.h"

#include "lab-claims-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-claims-resource.h"
#include "rn-cost.h"
#include "rn-spec-schema.h"

#define MOST_PATHS 4096      /* blocks a way can go through */

static const char *const as_words[] = { "value", "ratio", "saving", "excess", NULL };
static const char *const relation_words[] = { "equal", "below", "above", NULL };
static const char *const kind_words[] = { "article", "paper", "tool", NULL };

#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }
#define AT(field) G_STRUCT_OFFSET (LabClaimTest, field)

static const RnSpecKey file_keys[] = {
  PART ("format", TRUE, "the text \"reslab-claims\""),
  PART ("version", TRUE, "the number 1"),
  PART ("claims", TRUE, "a list of objects"),
};

static const RnSpecKey claim_keys[] = {
  PART ("id", TRUE, "a text: what the claim is called on the command line"),
  { "kind", RN_SPEC_CHOICE, 0, 0, 0, TRUE, kind_words, 0, "where it is said" },
  PART ("source", FALSE, "a text: the paper or tool"),
  PART ("said", TRUE, "an object: the claim, a text a language"),
  PART ("note", FALSE, "an object: what to make of it, a text a language"),
  PART ("untested", FALSE, "an object: why nothing here can test it, a text a language"),
  PART ("tests", FALSE, "a list of objects"),
};

/* index of the quantity while it is read */
typedef struct
{
  LabClaimTest test;
  int          quantity;
} ReadTest;

static const RnSpecKey test_keys[] = {
  PART ("of", TRUE, "a model's name, a spec, or a model and what is merged into its spec"),
  PART ("against", FALSE, "the same, for what it is compared with"),
  PART ("what", TRUE, "an object: what is compared, a text a language"),
  PART ("convention", FALSE, "the name of a counting convention"),
  PART ("part", FALSE, "a text: the layer or scope that alone is counted"),
  { "quantity", RN_SPEC_CHOICE, 0, 0, 0, TRUE, lab__quantity_words,
    G_STRUCT_OFFSET (ReadTest, quantity), "what is measured" },
  { "as", RN_SPEC_CHOICE, 0, 0, LAB_AS_VALUE, FALSE, as_words, AT (as), "how it is compared" },
  { "relation", RN_SPEC_CHOICE, 0, 0, LAB_RELATION_EQUAL, FALSE, relation_words, AT (relation),
    "what is said of it" },
  { "stated", RN_SPEC_REAL, -1e18, 1e18, 0, TRUE, NULL, AT (stated), "the value that is claimed" },
  { "last_digit", RN_SPEC_REAL, 1e-9, 1e18, 0, FALSE, NULL, AT (last_digit),
    "one unit of the last digit that is stated" },
  { "factor", RN_SPEC_REAL, 1, 1000, 0, FALSE, NULL, AT (factor),
    "how many times more or less is still the same" },
  { "from", RN_SPEC_INTEGER, 0, MOST_PATHS, 0, FALSE, NULL, AT (from), "shortest of the paths" },
  { "to", RN_SPEC_INTEGER, 0, MOST_PATHS, MOST_PATHS, FALSE, NULL, AT (to), "longest of the paths" },
  { "batch", RN_SPEC_INTEGER, 1, 64, 1, FALSE, NULL, AT (batch), "samples that are run" },
};

#define KEYS(table) table, G_N_ELEMENTS (table)

static gboolean
refuse (const char *what, const char *key, const char *expected, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: \"%s\": expected %s"), what, key, expected);
  return FALSE;
}

json_object *
lab__claim_member (json_object *json, const char *key)
{
  json_object *value = NULL;

  json_object_object_get_ex (json, key, &value);
  return value;
}

const char *
lab__claim_text (json_object *json, const char *key)
{
  json_object *value = lab__claim_member (json, key);

  return json_object_is_type (value, json_type_string) ? json_object_get_string (value) : NULL;
}

const char *
lab__claim_language (json_object *words)
{
  const char *text = g_str_equal (fig_i18n_language (), "zh-cn") ? lab__claim_text (words, "zh_CN") : NULL;

  return text != NULL ? text : lab__claim_text (words, "en");
}

static gboolean
check_words (json_object *json, const char *key, const char *what, GError **error)
{
  json_object *words = lab__claim_member (json, key);

  if (words == NULL || (lab__claim_text (words, "en") != NULL && lab__claim_text (words, "zh_CN") != NULL))
    return TRUE;
  return refuse (what, key, "an object with texts \"en\" and \"zh_CN\"", error);
}

static gboolean
check_spec (json_object *json, const char *key, const char *what, GError **error)
{
  if (json_object_is_type (json, json_type_string)
      || (json_object_is_type (json, json_type_object)
          && (lab__claim_text (json, "model") != NULL)
               == json_object_is_type (lab__claim_member (json, "merge"), json_type_object)))
    return TRUE;
  return refuse (what, key, "a model's name, a spec, or an object with \"model\" and \"merge\"",
                 error);
}

static gboolean
check_test (const LabClaimTest *test, const char *what, GError **error)
{
  if ((test->as == LAB_AS_VALUE) != (test->against == NULL))
    return refuse (what, "against", "a spec for a ratio, a saving or an excess, and none else", error);
  if (test->last_digit > 0 && test->factor > 0)
    return refuse (what, "factor", "either \"last_digit\" or \"factor\"", error);
  if (test->convention != NULL && rn_convention_find (test->convention) == NULL)
    return refuse (what, "convention", "the name of a counting convention", error);
  return TRUE;
}

static gboolean
read_test (LabClaim *claim, json_object *json, const char *what, GError **error)
{
  ReadTest read = { 0 };

  if (!rn_spec_read (KEYS (test_keys), json, what, &read, error)
      || !check_words (json, "what", what, error))
    return FALSE;
  read.test.quantity = lab__quantity (read.quantity);
  read.test.of = lab__claim_member (json, "of");
  read.test.against = lab__claim_member (json, "against");
  read.test.what = lab__claim_member (json, "what");
  read.test.convention = lab__claim_text (json, "convention");
  read.test.part = lab__claim_text (json, "part");
  read.test.computed = NAN;
  if (!check_spec (read.test.of, "of", what, error)
      || (read.test.against != NULL && !check_spec (read.test.against, "against", what, error))
      || !check_test (&read.test, what, error))
    return FALSE;
  g_array_append_val (claim->tests, read.test);
  return TRUE;
}

static void
clear_test (gpointer data)
{
  g_free (((LabClaimTest *) data)->untested);
}

void
lab_claim_free (LabClaim *self)
{
  json_object_put (self->json);
  g_array_unref (self->tests);
  g_free (self);
}

static gboolean
read_tests (LabClaim *claim, const char *what, GError **error)
{
  json_object *tests = lab__claim_member (claim->json, "tests");
  gsize n = json_object_is_type (tests, json_type_array) ? json_object_array_length (tests) : 0;

  if ((n > 0) == (lab__claim_member (claim->json, "untested") != NULL))
    return refuse (what, "tests", "tests, or else the reason in \"untested\"", error);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *here = g_strdup_printf ("%s: test %u", what, (guint) i + 1);

      if (!read_test (claim, json_object_array_get_idx (tests, i), here, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_claim (GPtrArray *claims, json_object *json, const char *what, GError **error)
{
  static const char *const words[] = { "said", "note", "untested" };
  LabClaim *claim;
  int kind;

  if (!rn_spec_read (KEYS (claim_keys), json, what, &kind, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (!check_words (json, words[i], what, error))
      return FALSE;
  if (lab__claim_text (json, "id") == NULL || lab_claims_find (claims, lab__claim_text (json, "id")) != NULL)
    return refuse (what, "id", "a text that no other claim has", error);
  claim = g_new0 (LabClaim, 1);
  claim->json = json_object_get (json);
  claim->id = lab__claim_text (json, "id");
  claim->tests = g_array_new (FALSE, TRUE, sizeof (LabClaimTest));
  g_array_set_clear_func (claim->tests, clear_test);
  claim->verdict = LAB_VERDICT_NOT_TESTED;
  g_ptr_array_add (claims, claim);
  return read_tests (claim, what, error);
}

static gboolean
read_all (GPtrArray *claims, json_object *json, const char *what, GError **error)
{
  char nothing;
  json_object *list;

  if (!rn_spec_read (KEYS (file_keys), json, what, &nothing, error))
    return FALSE;
  if (g_strcmp0 (lab__claim_text (json, "format"), "reslab-claims") != 0
      || json_object_get_int (lab__claim_member (json, "version")) != 1)
    return refuse (what, "format", "\"reslab-claims\", \"version\" 1", error);
  list = lab__claim_member (json, "claims");
  if (!json_object_is_type (list, json_type_array))
    return refuse (what, "claims", "a list of objects", error);
  for (gsize i = 0; i < json_object_array_length (list); i++)
    {
      g_autofree char *here = g_strdup_printf ("%s: claim %u", what, (guint) i + 1);

      if (!read_claim (claims, json_object_array_get_idx (list, i), here, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
lab_claims_parse (const char *text, const char *what, GError **error)
{
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_claim_free);
  json_object *json = rn_spec_parse_json (text, strlen (text), what, error);
  gboolean done = json != NULL && read_all (claims, json, what, error);

  json_object_put (json);
  return done ? g_steal_pointer (&claims) : NULL;
}

GPtrArray *
lab_claims_load (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (lab_claims_get_resource (),
                                                     "/reslab/claims/claims.json", 0, &error);
  GPtrArray *claims;

  g_assert_no_error (error);
  /* resources end in a zero byte */
  claims = lab_claims_parse (g_bytes_get_data (bytes, NULL), "claims.json", &error);
  g_assert_no_error (error);
  return claims;
}

LabClaim *
lab_claims_find (GPtrArray *claims, const char *id)
{
  for (guint i = 0; i < claims->len; i++)
    if (g_str_equal (((LabClaim *) claims->pdata[i])->id, id))
      return claims->pdata[i];
  return NULL;
}
