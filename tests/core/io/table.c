/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Tables: widths, escapes and numbers in each format. */
#include "rn-table.h"

#include <json-c/json.h>
#include <math.h>

static RnTable *
make_table (void)
{
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "name", "Model", RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", "Parameters", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "ratio", "×", RN_ALIGN_RIGHT);
  rn_table_add_text (table, "resnet18");
  rn_table_add_integer (table, 11689512);
  rn_table_add_real (table, 1, 2);
  rn_table_add_text (table, "残差|x");
  rn_table_add_integer (table, 999);
  rn_table_add_real (table, 0.1, 2);
  rn_table_add_rule (table);
  rn_table_add_text (table, NULL);
  rn_table_add_integer (table, 1000);
  rn_table_add_real (table, NAN, 2);
  return table;
}

static void
assert_written (RnTableFormat format, const char *expected)
{
  g_autoptr (RnTable) table = make_table ();
  g_autofree char *text = rn_table_write (table, format);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  assert_written (RN_TABLE_TEXT,
                  "Model     Parameters     ×\n"
                  "──────────────────────────\n"
                  "resnet18  11,689,512  1.00\n"
                  "残差|x           999  0.10\n"
                  "──────────────────────────\n"
                  "               1,000     –\n");
}

static void
test_markdown (void)
{
  assert_written (RN_TABLE_MARKDOWN,
                  "| Model | Parameters | × |\n"
                  "| :-- | --: | --: |\n"
                  "| resnet18 | 11,689,512 | 1.00 |\n"
                  "| 残差\\|x | 999 | 0.10 |\n"
                  "|  | 1,000 | – |\n");
}

static void
test_csv (void)
{
  g_autoptr (RnTable) table = rn_table_new ();
  g_autofree char *text = NULL;

  assert_written (RN_TABLE_CSV,
                  "name,parameters,ratio\r\nresnet18,11689512,1\r\n残差|x,999,0.1\r\n,1000,\r\n");
  rn_table_add_column (table, "a,b", "", RN_ALIGN_LEFT);
  rn_table_add_text (table, "say \"x\"");
  rn_table_add_text (table, "two\nlines");
  text = rn_table_write (table, RN_TABLE_CSV);
  g_assert_cmpstr (text, ==, "\"a,b\"\r\n\"say \"\"x\"\"\"\r\n\"two\nlines\"\r\n");
}

static void
test_json (void)
{
  g_autoptr (RnTable) table = make_table ();
  g_autofree char *text = rn_table_write (table, RN_TABLE_JSON);
  json_object *rows = json_tokener_parse (text), *row, *value;

  g_assert_cmpuint (json_object_array_length (rows), ==, 3);
  row = json_object_array_get_idx (rows, 1);
  g_assert_cmpstr (json_object_get_string (json_object_object_get (row, "name")), ==, "残差|x");
  g_assert_cmpint (json_object_get_int64 (json_object_object_get (row, "parameters")), ==, 999);
  g_assert_cmpfloat (json_object_get_double (json_object_object_get (row, "ratio")), ==, 0.1);
  row = json_object_array_get_idx (rows, 2);
  g_assert_true (json_object_object_get_ex (row, "ratio", &value));
  g_assert_null (value);
  json_object_put (rows);
}

static json_object *
get_x (json_object *rows, guint row)
{
  return json_object_object_get (json_object_array_get_idx (rows, row), "x");
}

/* Numbers for machines come back as the same doubles. */
static void
test_numbers_in_full (void)
{
  static const double values[] = { 1.0 / 3, 1e-300, 123456789.123456789, -0.1f, 5e-324,
                                   1.7976931348623157e308 };
  g_autoptr (RnTable) table = rn_table_new ();
  g_autofree char *text = NULL;
  json_object *rows;

  rn_table_add_column (table, "x", "x", RN_ALIGN_RIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    rn_table_add_shown (table, values[i], "about");
  rn_table_add_integer (table, G_MAXUINT64);
  text = rn_table_write (table, RN_TABLE_JSON);
  rows = json_tokener_parse (text);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat (json_object_get_double (get_x (rows, i)), ==, values[i]);
  g_assert_cmpuint (json_object_get_uint64 (get_x (rows, G_N_ELEMENTS (values))), ==, G_MAXUINT64);
  json_object_put (rows);
}

static void
test_format_names (void)
{
  RnTableFormat format = RN_TABLE_TEXT;
  g_autoptr (GError) error = NULL;

  g_assert_true (rn_table_format_parse ("md", &format, NULL));
  g_assert_cmpint (format, ==, RN_TABLE_MARKDOWN);
  g_assert_false (rn_table_format_parse ("xml", &format, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_cmpint (format, ==, RN_TABLE_MARKDOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/io/table/text", test_text);
  g_test_add_func ("/core/io/table/markdown", test_markdown);
  g_test_add_func ("/core/io/table/csv", test_csv);
  g_test_add_func ("/core/io/table/json", test_json);
  g_test_add_func ("/core/io/table/numbers-in-full", test_numbers_in_full);
  g_test_add_func ("/core/io/table/format-names", test_format_names);
  return g_test_run ();
}
