/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Changes to a spec that is JSON: RFC 7396's own examples, and places. */
#include "rn-spec-patch.h"

static char *
text_of (json_object *json)
{
  return g_strdup (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN));
}

/* Of the table in RFC 7396's appendix, those whose patch is an object. */
static void
test_rfc (void)
{
  static const struct { const char *before, *patch, *after; } rows[] = {
    { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
    { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
    { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
    { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
    { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
    { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
    { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      json_object *into = json_tokener_parse (rows[i].before);
      json_object *patch = json_tokener_parse (rows[i].patch);
      g_autofree char *kept = text_of (patch), *found = NULL, *after = NULL;

      rn_spec_patch (into, patch);
      found = text_of (into);
      g_assert_cmpstr (found, ==, rows[i].after);
      after = text_of (patch);
      g_assert_cmpstr (after, ==, kept);
      json_object_put (into);
      json_object_put (patch);
    }
}

#define STAGES "{\"stages\":[{\"count\":1},{\"count\":2,\"block\":{\"se\":4}}]}"

static void
test_places (void)
{
  static const struct { const char *place, *after; } rows[] = {
    { "", "{\"stages\":[{\"count\":1},{\"count\":2,\"block\":{\"se\":4}}],\"se\":8}" },
    { "stem", "{\"stages\":[{\"count\":1},{\"count\":2,\"block\":{\"se\":4}}],\"stem\":{\"se\":8}}" },
    { "stages[0].block", "{\"stages\":[{\"count\":1,\"block\":{\"se\":8}},{\"count\":2,\"block\":{\"se\":4}}]}" },
    { "stages[1].block", "{\"stages\":[{\"count\":1},{\"count\":2,\"block\":{\"se\":8}}]}" },
    { "stages[1]", "{\"stages\":[{\"count\":1},{\"count\":2,\"block\":{\"se\":4},\"se\":8}]}" },
  };
  json_object *patch = json_tokener_parse ("{\"se\":8}");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      json_object *json = json_tokener_parse (STAGES);
      g_autofree char *found = NULL;

      rn_spec_patch_at (json, rows[i].place, patch, &error);
      g_assert_no_error (error);
      found = text_of (json);
      g_assert_cmpstr (found, ==, rows[i].after);
      json_object_put (json);
    }
  json_object_put (patch);
}

static void
test_no_such_place (void)
{
  static const char *const places[] = { "stages[2]", "stages[1].count", "stages", "stages[x]",
                                        "stages[1", "stages[-1]", "[0]", "stages[1]..block",
                                        "stages[99999999999999999999]" };
  json_object *patch = json_tokener_parse ("{\"se\":8}");

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      json_object *json = json_tokener_parse (STAGES);

      g_test_message ("%s", places[i]);
      g_assert_false (rn_spec_patch_at (json, places[i], patch, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
      json_object_put (json);
    }
  json_object_put (patch);
}

static void
test_at (void)
{
  json_object *json = json_tokener_parse (STAGES);

  g_assert_cmpint (json_object_get_int (rn_spec_at (json, "stages[1].count")), ==, 2);
  g_assert_cmpint (json_object_get_int (rn_spec_at (json, "stages[1].block.se")), ==, 4);
  g_assert_true (rn_spec_at (json, "") == json);
  g_assert_null (rn_spec_at (json, "stages[7].count"));
  g_assert_null (rn_spec_at (json, "stages.count"));
  g_assert_null (rn_spec_at (json, "head.classes"));
  json_object_put (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/blocks/spec-patch/rfc-7396", test_rfc);
  g_test_add_func ("/core/blocks/spec-patch/places", test_places);
  g_test_add_func ("/core/blocks/spec-patch/no-such-place", test_no_such_place);
  g_test_add_func ("/core/blocks/spec-patch/at", test_at);
  return g_test_run ();
}
