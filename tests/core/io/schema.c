/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The validator that other tests rely on: each keyword accepts what it should and refuses what it
 * should.
 */
#include "rn-schema.h"

#include <string.h>

static void
test_keywords (void)
{
  static const struct { const char *schema, *good, *bad; } cases[] = {
    { "{\"type\":\"integer\"}", "3", "3.5" },
    { "{\"type\":\"number\"}", "3", "\"3\"" },
    { "{\"type\":\"null\"}", "null", "0" },
    { "{\"type\":[\"string\",\"null\"]}", "null", "false" },
    { "{\"type\":\"boolean\"}", "false", "0" },
    { "{\"type\":\"array\"}", "[]", "{}" },
    { "{\"type\":\"object\"}", "{}", "[]" },
    { "{\"enum\":[\"a\",2,null]}", "2", "\"b\"" },
    { "{\"const\":1}", "1", "2" },
    { "{\"minimum\":0}", "0", "-1" },
    { "{\"minimum\":0}", "\"text\"", "-0.5" },
    { "{\"pattern\":\"^a+$\"}", "\"aa\"", "\"ab\"" },
    { "{\"required\":[\"a\"]}", "{\"a\":null}", "{\"b\":1}" },
    { "{\"properties\":{\"a\":{\"type\":\"integer\"}}}", "{\"a\":1,\"b\":\"x\"}", "{\"a\":\"1\"}" },
    { "{\"properties\":{\"a\":{}},\"additionalProperties\":false}", "{\"a\":1}",
      "{\"a\":1,\"b\":1}" },
    { "{\"additionalProperties\":{\"type\":\"integer\"}}", "{\"x\":1}", "{\"x\":1.5}" },
    { "{\"items\":{\"type\":\"integer\"}}", "[1,2]", "[1,\"2\"]" },
    { "{\"minItems\":2}", "[1,2]", "[1]" },
    { "{\"maxItems\":2}", "[1,2]", "[1,2,3]" },
    { "{\"anyOf\":[{\"type\":\"null\"},{\"minimum\":5,\"type\":\"integer\"}]}", "5", "4" },
    { "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"integer\"}]}", "null", "\"x\"" },
    { "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}", "1.5", "1" },
    { "{\"$ref\":\"#/definitions/n\",\"definitions\":{\"n\":{\"type\":\"integer\"}}}", "1",
      "\"1\"" },
    { "{\"items\":{\"$ref\":\"#/definitions/n\"},"
      "\"definitions\":{\"n\":{\"items\":{\"type\":\"integer\"}}}}",
      "[[1]]", "[[\"1\"]]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      json_object *schema = json_tokener_parse (cases[i].schema);
      json_object *good = json_tokener_parse (cases[i].good);
      json_object *bad = json_tokener_parse (cases[i].bad);
      g_autofree char *why = rn_schema_check (schema, good);
      g_autofree char *refused = rn_schema_check (schema, bad);

      g_test_message ("%s", cases[i].schema);
      g_assert_cmpstr (why, ==, NULL);
      g_assert_nonnull (refused);
      json_object_put (schema);
      json_object_put (good);
      json_object_put (bad);
    }
}

static void
test_says_where (void)
{
  json_object *schema = json_tokener_parse ("{\"properties\":{\"a\":{\"items\":"
                                            "{\"required\":[\"x\"]}}}}");
  json_object *value = json_tokener_parse ("{\"a\":[{\"x\":1},{}]}");
  g_autofree char *why = rn_schema_check (schema, value);

  g_assert_true (g_str_has_prefix (why, "$.a[1]:"));
  json_object_put (schema);
  json_object_put (value);
}

/*
 * A schema that asks for what this validator does not know, or refers to nothing, is a failure and
 * no pass.
 */
static void
test_unknown_keyword (void)
{
  static const char *const schemas[] = { "{\"maximum\":1}", "{\"requird\":[\"a\"]}",
                                         "{\"$ref\":\"#/definitions/none\"}",
                                         "{\"$ref\":\"other.json\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      json_object *schema = json_tokener_parse (schemas[i]), *value = json_tokener_parse ("0");
      g_autofree char *why = rn_schema_check (schema, value);

      g_assert_nonnull (why);
      json_object_put (schema);
      json_object_put (value);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/io/schema/keywords", test_keywords);
  g_test_add_func ("/core/io/schema/says-where", test_says_where);
  g_test_add_func ("/core/io/schema/unknown-keyword", test_unknown_keyword);
  return g_test_run ();
}
