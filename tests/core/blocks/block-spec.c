/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The block spec: what is read, what is refused and how it is told, what is written again. */
#include <string.h>

#include "rn-block-spec.h"
#include "rn-test.h"

static gboolean
read_spec (const char *text, RnBlockSpec *spec, GError **error)
{
  json_object *json = rn_spec_parse_json (text, strlen (text), "text", error);
  gboolean fine = json != NULL && rn_block_spec_read (spec, json, error);

  json_object_put (json);
  return fine;
}

static RnBlockSpec
must_read (const char *text)
{
  g_autoptr (GError) error = NULL;
  RnBlockSpec spec;

  read_spec (text, &spec, &error);
  g_assert_no_error (error);
  return spec;
}

static void
test_defaults (void)
{
  RnBlockSpec basic = must_read ("{\"body\":\"basic\",\"in\":8,\"out\":16}");
  RnBlockSpec bottleneck = must_read ("{\"body\":\"bottleneck\",\"in\":8,\"out\":16}");
  RnBlockSpec bare = must_read ("{\"in\":8,\"out\":16}");

  g_assert_cmpint (basic.stride, ==, 1);
  g_assert_cmpint (basic.groups, ==, 1);
  g_assert_cmpint (basic.order, ==, RN_ORDER_POST);
  g_assert_cmpint (basic.activation, ==, RN_RELU);
  g_assert_cmpint (basic.output_activation, ==, RN_SAME_ACTIVATION);
  g_assert_cmpint (basic.shortcut_norm, ==, -1);
  g_assert_cmpint (basic.se, ==, 0);
  g_assert_cmpint (rn_block_spec_mid (&basic), ==, 16);
  g_assert_cmpint (rn_block_spec_mid (&bottleneck), ==, 4);
  g_assert_cmpint (bare.body, ==, basic.body);
}

static void
test_mid (void)
{
  static const struct { const char *keys; int mid; } rows[] = {
    { "\"ratio\":2", 8 },
    { "\"ratio\":0.5", 32 },
    { "\"ratio\":3", 5 },
    { "\"mid\":7", 7 },
    { "\"mid\":7,\"ratio\":2", 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"body\":\"bottleneck\",\"in\":8,\"out\":16,%s}", rows[i].keys);
      RnBlockSpec spec = must_read (text);

      g_assert_cmpint (rn_block_spec_mid (&spec), ==, rows[i].mid);
    }
}

static void
test_shortcut (void)
{
  static const struct { const char *keys; RnShortcut shortcut; } rows[] = {
    { "\"in\":8,\"out\":8", RN_SHORTCUT_IDENTITY },
    { "\"in\":8,\"out\":16", RN_SHORTCUT_PROJECTION },
    { "\"in\":8,\"out\":8,\"stride\":2", RN_SHORTCUT_PROJECTION },
    { "\"in\":8,\"out\":8,\"shortcut\":\"projection\"", RN_SHORTCUT_PROJECTION },
    { "\"in\":8,\"out\":8,\"shortcut\":\"pad\"", RN_SHORTCUT_IDENTITY },
    { "\"in\":8,\"out\":9,\"shortcut\":\"pad\"", RN_SHORTCUT_PAD },
    { "\"in\":8,\"out\":8,\"stride\":2,\"shortcut\":\"pad\"", RN_SHORTCUT_PAD },
    { "\"in\":8,\"out\":9,\"shortcut\":\"identity\"", RN_SHORTCUT_IDENTITY },
    { "\"in\":8,\"out\":8,\"shortcut\":\"none\"", RN_SHORTCUT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s}", rows[i].keys);
      RnBlockSpec spec = must_read (text);

      g_test_message ("%s", text);
      g_assert_cmpint (rn_block_spec_shortcut (&spec), ==, rows[i].shortcut);
    }
}

/* What is wrong, its code, and what the message must name. */
static const struct { const char *text; RnError code; const char *named, *also; } refused[] = {
  { "{\"in\":0,\"out\":8}", RN_ERROR_RANGE, "\"in\" is 0", "1 to 65536" },
  { "{\"in\":-4,\"out\":8}", RN_ERROR_RANGE, "\"in\" is -4", "1 to 65536" },
  { "{\"in\":8,\"out\":1000000000000000000000}", RN_ERROR_RANGE, "\"out\" is", "1 to 65536" },
  { "{\"in\":8,\"out\":1e300}", RN_ERROR_RANGE, "\"out\" is", "1 to 65536" },
  { "{\"in\":8,\"out\":8,\"stride\":0}", RN_ERROR_RANGE, "\"stride\" is 0", "1 to 64" },
  { "{\"in\":8,\"out\":8,\"groups\":0}", RN_ERROR_RANGE, "\"groups\" is 0", "expected" },
  { "{\"in\":8,\"out\":8,\"ratio\":0}", RN_ERROR_RANGE, "\"ratio\" is 0", "expected" },
  { "{\"in\":8,\"out\":8,\"ratio\":-1}", RN_ERROR_RANGE, "\"ratio\" is -1", "expected" },
  { "{\"in\":8,\"out\":8,\"mid\":0}", RN_ERROR_RANGE, "\"mid\" is 0", "expected" },
  { "{\"in\":8,\"out\":8,\"se\":0}", RN_ERROR_RANGE, "\"se\" is 0", "expected" },
  { "{\"in\":\"8\",\"out\":8}", RN_ERROR_FORMAT, "\"in\" is \"8\"", "an integer" },
  { "{\"in\":8.5,\"out\":8}", RN_ERROR_FORMAT, "\"in\" is 8.5", "an integer" },
  { "{\"in\":true,\"out\":8}", RN_ERROR_FORMAT, "\"in\" is true", "an integer" },
  { "{\"in\":null,\"out\":8}", RN_ERROR_FORMAT, "\"in\" is null", "an integer" },
  { "{\"in\":[8],\"out\":8}", RN_ERROR_FORMAT, "\"in\" is [8]", "an integer" },
  { "{\"in\":8,\"out\":8,\"body\":1}", RN_ERROR_FORMAT, "\"body\" is 1", "bottleneck" },
  { "{\"in\":8,\"out\":8,\"shortcut_norm\":1}", RN_ERROR_FORMAT, "\"shortcut_norm\" is 1", "true or false" },
  { "{\"in\":8,\"out\":8,\"ratio\":\"4\"}", RN_ERROR_FORMAT, "\"ratio\" is \"4\"", "a number" },
  { "{\"out\":8}", RN_ERROR_FORMAT, "\"in\" is missing", "an integer" },
  { "{\"in\":8}", RN_ERROR_FORMAT, "\"out\" is missing", "an integer" },
  { "{\"in\":8,\"out\":8,\"strid\":2}", RN_ERROR_UNKNOWN, "\"strid\"", "did you mean \"stride\"" },
  { "{\"in\":8,\"out\":8,\"temperature\":2}", RN_ERROR_UNKNOWN, "\"temperature\"", "shortcut" },
  { "{\"in\":8,\"out\":8,\"body\":\"botleneck\"}", RN_ERROR_UNKNOWN, "\"botleneck\"", "did you mean \"bottleneck\"" },
  { "{\"in\":8,\"out\":8,\"activation\":\"same\"}", RN_ERROR_UNKNOWN, "\"same\"", "relu6" },
  { "{\"in\":8,\"out\":8,\"groups\":3}", RN_ERROR_RANGE, "\"groups\" is 3", "nearest is 2" },
  { "{\"in\":8,\"out\":8,\"groups\":99}", RN_ERROR_RANGE, "\"groups\" is 99", "nearest is 8" },
  { "{\"in\":8,\"out\":8,\"mid\":9,\"groups\":2}", RN_ERROR_RANGE, "\"groups\" is 2", "\"mid\", which is 9" },
  { "{\"in\":8,\"out\":9,\"mid\":8,\"groups\":2}", RN_ERROR_RANGE, "\"groups\" is 2", "\"out\", which is 9" },
  { "{\"body\":\"bottleneck\",\"in\":8,\"out\":16,\"groups\":8}", RN_ERROR_RANGE, "\"groups\" is 8", "nearest is 4" },
  { "{\"body\":\"bottleneck\",\"in\":8,\"out\":3}", RN_ERROR_RANGE, "\"ratio\"", "\"mid\"" },
  { "{\"in\":8,\"out\":65536,\"ratio\":0.5}", RN_ERROR_RANGE, "\"ratio\"", "131072" },
  { "{\"in\":8,\"out\":8,\"se\":9}", RN_ERROR_RANGE, "\"se\" is 9", "\"out\", which is 8" },
  { "{\"in\":8,\"out\":4,\"shortcut\":\"pad\"}", RN_ERROR_RANGE, "\"pad\"", "\"projection\"" },
  { "{\"in\":8,\"out\":8,\"norm\":\"none\",\"zero_init\":true}", RN_ERROR_RANGE, "\"zero_init\"", "\"norm\": \"batch\"" },
  { "{\"in\":8,\"out\":8,\"norm\":\"none\",\"shortcut_norm\":true}", RN_ERROR_RANGE, "\"shortcut_norm\"", "\"norm\"" },
  { "[]", RN_ERROR_FORMAT, "array", "an object" },
  { "\"basic\"", RN_ERROR_FORMAT, "string", "an object" },
  { "null", RN_ERROR_FORMAT, "null", "an object" },
  { "", RN_ERROR_FORMAT, "no JSON object", "line 1, column 1" },
  { "{\"in\":8,\"out\":8", RN_ERROR_FORMAT, "the text ends", "line 1, column 16" },
  { "{\"in\":8,\"out\":8} {}", RN_ERROR_FORMAT, "column 18", "behind the end" },
  { "{\"in\":8,\n\"é\":8,}", RN_ERROR_FORMAT, "line 2, column 7", "comma" },
  { "{\"in\":NaN,\"out\":8}", RN_ERROR_FORMAT, "", "" },
  { "[[[[[[[[[[[[[[[[[[[[[[[[", RN_ERROR_FORMAT, "column 17", "" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      RnBlockSpec spec = { .in = -77 };

      g_assert_false (read_spec (refused[i].text, &spec, &error));
      g_test_message ("%s → %s", refused[i].text, error->message);
      g_assert_error (error, RN_ERROR, (int) refused[i].code);
      g_assert_nonnull (strstr (error->message, refused[i].named));
      g_assert_nonnull (strstr (error->message, refused[i].also));
      g_assert_cmpint (spec.in, ==, -77);
    }
}

/* A message quotes what it found, but not a megabyte of it, and stays UTF-8. */
static void
test_long_value (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *long_word = g_strnfill (100000, 'x');
  g_autofree char *text = g_strdup_printf ("{\"in\":8,\"out\":8,\"body\":\"é%sé\"}", long_word);
  g_autofree char *key = g_strdup_printf ("{\"in\":8,\"out\":8,\"é%s\":1}", long_word);
  RnBlockSpec spec;

  g_assert_false (read_spec (text, &spec, &error));
  g_assert_cmpuint (strlen (error->message), <, 200);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
  g_assert_false (read_spec (key, &spec, &error));
  g_assert_cmpuint (strlen (error->message), <, 400);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* The same rules hold for a spec that was filled in C. */
static void
test_check (void)
{
  static const struct { gsize field; int value; } rows[] = {
    { G_STRUCT_OFFSET (RnBlockSpec, body), 99 },
    { G_STRUCT_OFFSET (RnBlockSpec, body), -1 },
    { G_STRUCT_OFFSET (RnBlockSpec, in), 0 },
    { G_STRUCT_OFFSET (RnBlockSpec, stride), 65 },
    { G_STRUCT_OFFSET (RnBlockSpec, activation), RN_SAME_ACTIVATION },
    { G_STRUCT_OFFSET (RnBlockSpec, groups), G_MAXINT },
    { G_STRUCT_OFFSET (RnBlockSpec, zero_init), 2 },
  };
  RnBlockSpec spec;

  rn_block_spec_init (&spec);
  g_assert_true (rn_block_spec_check (&spec, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      RnBlockSpec wrong = spec;

      *(int *) ((char *) &wrong + rows[i].field) = rows[i].value;
      g_assert_false (rn_block_spec_check (&wrong, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
    }
}

static void
test_written (void)
{
  static const char *const specs[] = {
    "{\"body\":\"basic\",\"in\":8,\"out\":8}",
    "{\"body\":\"bottleneck\",\"order\":\"pre\",\"mid\":6,\"groups\":2,\"stride_at\":\"1x1\",\"shortcut\":\"projection\","
    "\"shortcut_norm\":false,\"shortcut_from\":\"preact\",\"activation\":\"silu\",\"output_activation\":\"none\",\"se\":4,"
    "\"zero_init\":true,\"in\":8,\"out\":12,\"stride\":3}",
    "{\"body\":\"basic\",\"ratio\":0.5,\"shortcut\":\"none\",\"norm\":\"none\",\"in\":8,\"out\":8}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      RnBlockSpec spec = must_read (specs[i]);
      json_object *json = rn_block_spec_write (&spec);

      g_assert_cmpstr (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN), ==, specs[i]);
      json_object_put (json);
    }
}

static void
test_summary (void)
{
  static const struct { const char *spec, *summary; } rows[] = {
    { "{\"in\":8,\"out\":8}", "basic · identity" },
    { "{\"body\":\"bottleneck\",\"in\":8,\"out\":16,\"stride\":2}", "bottleneck · stride 2 · projection" },
    { "{\"in\":8,\"out\":8,\"shortcut\":\"none\",\"norm\":\"none\"}", "basic · no norm · plain" },
    { "{\"body\":\"bottleneck\",\"order\":\"pre\",\"in\":32,\"out\":32,\"groups\":4,\"se\":16}",
      "bottleneck · 4 groups · pre-activation · SE · identity" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RnBlockSpec spec = must_read (rows[i].spec);
      g_autofree char *summary = rn_block_spec_summary (&spec);

      g_assert_cmpstr (summary, ==, rows[i].summary);
    }
}

/*
 * Forms and help are made from the schema: every key explains itself, and its default is one of its
 * values or "not given".
 */
static void
test_schema (void)
{
  guint n;
  const RnSpecKey *keys = rn_block_schema (&n);

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (strlen (keys[i].doc), >, 5);
      if (keys[i].type == RN_SPEC_CHOICE)
        g_assert_cmpint ((int) keys[i].fallback, <, g_strv_length ((char **) keys[i].choices));
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (keys[i].name, !=, keys[k].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/blocks/block-spec/defaults", test_defaults);
  g_test_add_func ("/core/blocks/block-spec/mid", test_mid);
  g_test_add_func ("/core/blocks/block-spec/shortcut", test_shortcut);
  g_test_add_func ("/core/blocks/block-spec/refused", test_refused);
  g_test_add_func ("/core/blocks/block-spec/long-value", test_long_value);
  g_test_add_func ("/core/blocks/block-spec/check", test_check);
  g_test_add_func ("/core/blocks/block-spec/written", test_written);
  g_test_add_func ("/core/blocks/block-spec/summary", test_summary);
  g_test_add_func ("/core/blocks/block-spec/schema", test_schema);
  return g_test_run ();
}
