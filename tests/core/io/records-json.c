/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Each kind of export follows the schema and says what the records say. */
#include "rn-records-json.h"

#include "rn-file.h"
#include "rn-schema.h"
#include "rn-test-model.h"
#include "rn-test.h"

#include <math.h>
#include <string.h>

/* The records as JSON, checked against the schema. (transfer full) */
static json_object *
export (const RnRecords *records)
{
  g_autofree char *text = rn_records_write_json (records);
  json_object *json = json_tokener_parse (text);

  g_assert_nonnull (json);
  rn_schema_assert ("reslab-statistics", json);
  return json;
}

/* Runs @spec on noise; what is recorded is told by @flags. */
static RnRecords *
run (const char *spec, const char *input, const char *engine, gboolean loss, gboolean backward,
     RnRecordFlags flags)
{
  g_autoptr (RnSpec) opened = rn_test_open (spec);
  RnBuildOptions build = { .loss = loss };
  RnSessionOptions options = { .engine = rn_engine_find (engine),
                               .mode = backward ? RN_MODE_TRAIN : RN_MODE_EVAL,
                               .backward = backward, .keep = RN_KEEP_VALUES, .threads = 1 };
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnParameters) parameters = NULL;
  g_autoptr (RnSession) session = NULL;
  g_autoptr (RnTensor) noise = NULL;
  g_autoptr (RnTensor) ones = NULL;
  g_autoptr (RnRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;
  RnRecords *records;
  RnShape output;
  guint labels[16] = { 0 };

  g_assert_true (rn_shape_parse (input, &build.input, NULL));
  graph = rn_spec_build (opened, &build, &error);
  g_assert_no_error (error);
  parameters = rn_parameters_new (graph, NULL);
  rn_parameters_initialize (parameters, 1);
  session = rn_session_new (graph, parameters, &build.input, &options, &error);
  g_assert_no_error (error);
  noise = rn_tensor_new (&build.input, NULL);
  rn_tensor_fill_normal (noise, 1, 2);
  g_assert_true (rn_session_set_input (session, 0, noise, NULL));
  if (loss)
    g_assert_true (rn_session_set_labels (session, labels, NULL));
  records = rn_records_new (session);
  recorder = rn_recorder_attach (session, records, flags);
  g_assert_true (rn_session_forward (session, NULL, &error));
  if (!backward)
    return records;
  output = *rn_session_shape (session, rn_graph_output (graph));
  ones = rn_tensor_new (&output, NULL);
  rn_tensor_fill_normal (ones, 1, 3);
  if (!loss)
    g_assert_true (rn_session_set_output_gradient (session, ones, NULL));
  g_assert_true (rn_session_backward (session, NULL, &error));
  return records;
}

#define EVERYTHING \
  (RN_RECORD_TIME | RN_RECORD_VALUES | RN_RECORD_GRADIENTS | RN_RECORD_SPLITS \
   | RN_RECORD_HISTOGRAMS | RN_RECORD_IDENTITY)

/* A member by a path of keys separated by “/”. */
static json_object *
look (json_object *json, const char *path)
{
  g_auto (GStrv) keys = g_strsplit (path, "/", -1);

  for (guint i = 0; keys[i] != NULL; i++)
    g_assert_true (json_object_object_get_ex (json, keys[i], &json));
  return json;
}

static void
test_kinds_of_export (void)
{
  static const struct { const char *spec, *input; gboolean loss, backward; RnRecordFlags flags; }
  kinds[] = {
    { "cifar_resnet20", "1,3,32,32", FALSE, FALSE, RN_RECORD_TIME },
    { "cifar_resnet20", "2,3,32,32", FALSE, FALSE, RN_RECORD_VALUES },
    { "cifar_resnet20", "2,3,32,32", TRUE, TRUE, EVERYTHING },
    { "cifar_plain20", "2,3,32,32", TRUE, TRUE, EVERYTHING },
    { "resnet18", "1,3,64,64", FALSE, FALSE, EVERYTHING },
    { "{\"body\":\"basic\",\"in\":8,\"out\":16,\"stride\":2}", "2,8,9,7", FALSE, TRUE, EVERYTHING },
    { "{\"body\":\"bottleneck\",\"in\":32,\"out\":32}", "2,32,7,7", FALSE, TRUE, RN_RECORD_SPLITS },
  };
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  for (guint e = 0; e < n; e++)
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        g_autoptr (RnRecords) records = run (kinds[i].spec, kinds[i].input,
                                             rn_engine_name (engines[e]), kinds[i].loss,
                                             kinds[i].backward, kinds[i].flags);
        json_object *json = export (records);

        g_assert_cmpuint (json_object_array_length (look (json, "layers")), ==,
                          rn_graph_n_nodes (records->graph));
        json_object_put (json);
      }
}

/* Paths are told where they have been followed; a way that is not there is left out. */
static void
test_paths (void)
{
  g_autoptr (RnRecords) records = run ("cifar_resnet20", "1,3,32,32", "reference", FALSE, FALSE, 0);
  json_object *json = export (records), *one, *norms;
  RnPaths *paths = records->paths = g_new0 (RnPaths, 1);

  g_assert_false (json_object_object_get_ex (json, "paths", NULL));
  json_object_put (json);
  paths->n_blocks = 2;
  for (guint i = 0; i < 2; i++)
    paths->blocks[i] = g_array_index (records->splits, RnSplit, i).block;
  for (guint i = 0; i < 8; i++)
    paths->tree[i] = i == 7 ? NAN : (double) i;
  for (guint i = 0; i < 3; i++)
    paths->paths[i] = (RnPath) { .exists = TRUE, .norm = 4.0 + i, .share = -0.5 };
  json = export (records);
  g_assert_cmpuint (json_object_array_length (look (json, "paths/paths")), ==, 3);
  g_assert_cmpstr (json_object_get_string (json_object_array_get_idx (look (json, "paths/blocks"),
                                                                      1)), ==, "layer1.1");
  one = json_object_array_get_idx (look (json, "paths/paths"), 1);
  norms = look (one, "norms");
  g_assert_cmpstr (json_object_get_string (look (one, "path")), ==, "Fh");
  g_assert_cmpint (json_object_get_int (look (one, "length")), ==, 1);
  g_assert_cmpfloat (json_object_get_double (look (one, "norm")), ==, 5);
  g_assert_cmpfloat (json_object_get_double (json_object_array_get_idx (norms, 0)), ==, 5);
  g_assert_cmpfloat (json_object_get_double (json_object_array_get_idx (norms, 1)), ==, 2);
  g_assert_cmpfloat (json_object_get_double (json_object_array_get_idx (norms, 2)), ==, 1);
  json_object_put (json);
}

/* What was never run is null throughout, and follows the schema too. */
static void
test_nothing_measured (void)
{
  g_autoptr (RnRecords) records = run ("cifar_resnet20", "1,3,32,32", "reference", FALSE, FALSE, 0);
  json_object *json = export (records);
  json_object *layer = json_object_array_get_idx (look (json, "layers"), 1);

  g_assert_null (look (layer, "statistics"));
  g_assert_null (look (layer, "gradient"));
  g_assert_null (look (layer, "forward_ms"));
  g_assert_null (look (json, "run/loss"));
  g_assert_null (look (json_object_array_get_idx (look (json, "blocks"), 0), "shortcut_norm"));
  json_object_put (json);
}

static void
test_says_what_records_say (void)
{
  g_autoptr (RnRecords) records = run ("cifar_resnet20", "2,3,32,32", "reference", TRUE, TRUE,
                                       EVERYTHING);
  json_object *json = export (records);

  g_assert_cmpuint (json_object_get_uint64 (look (json, "totals/parameters")), ==, 269722);
  g_assert_cmpuint (json_object_get_uint64 (look (json, "totals/mult_adds/torchvision")), ==,
                    2 * G_GUINT64_CONSTANT (40551040));
  g_assert_cmpstr (json_object_get_string (look (json, "network/name")), ==,
                   rn_graph_name (records->graph));
  g_assert_true (json_object_is_type (look (json, "network/spec"), json_type_object));
  g_assert_cmpfloat (json_object_get_double (look (json, "run/loss")), ==, records->loss);
  for (guint i = 0; i < records->records->len; i++)
    {
      const RnRecord *record = &g_array_index (records->records, RnRecord, i);
      json_object *layer = json_object_array_get_idx (look (json, "layers"), i);

      g_assert_cmpstr (json_object_get_string (look (layer, "name")), ==,
                       rn_graph_node (records->graph, i)->name);
      g_assert_cmpuint (json_object_get_uint64 (look (layer, "macs")), ==, record->macs);
      if (record->has_values)
        {
          g_assert_cmpfloat (json_object_get_double (look (layer, "statistics/mean")), ==,
                             record->values.mean);
          g_assert_cmpuint (json_object_get_uint64 (look (layer, "statistics/zeros")), ==,
                            record->values.zeros);
        }
      if (record->has_gradient)
        g_assert_cmpfloat (json_object_get_double (look (layer, "gradient/l2")), ==,
                           record->gradient.l2);
    }
  for (guint i = 0; i < records->splits->len; i++)
    {
      const RnSplit *split = &g_array_index (records->splits, RnSplit, i);
      json_object *block = json_object_array_get_idx (look (json, "blocks"), i);

      g_assert_cmpfloat (json_object_get_double (look (block, "branch_norm")), ==,
                         split->branch_norm);
      g_assert_cmpfloat (json_object_get_double (look (block, "shortcut_norm")), ==,
                         split->shortcut_norm);
    }
  json_object_put (json);
}

/* Infinities and NaN are no JSON: they become null, here in a run that overflows. */
static void
test_not_finite (void)
{
  g_autoptr (RnRecords) records = run ("cifar_plain20", "1,3,32,32", "reference", FALSE, FALSE,
                                       RN_RECORD_VALUES);
  RnRecord *record = &g_array_index (records->records, RnRecord, 2);
  RnSplit *split = &g_array_index (records->splits, RnSplit, 0);
  json_object *json;

  record->values.mean = NAN;
  record->values.max = INFINITY;
  split->ratio = INFINITY;
  json = export (records);
  g_assert_null (look (json_object_array_get_idx (look (json, "layers"), 2), "statistics/mean"));
  g_assert_null (look (json_object_array_get_idx (look (json, "layers"), 2), "statistics/max"));
  g_assert_null (look (json_object_array_get_idx (look (json, "blocks"), 0), "ratio"));
  json_object_put (json);
}

/* Same run, same file, up to what time tells. */
static void
test_repeatable (void)
{
  g_autoptr (RnRecords) a = run ("cifar_resnet20", "2,3,32,32", "reference", TRUE, TRUE,
                                 EVERYTHING & ~RN_RECORD_TIME);
  g_autoptr (RnRecords) b = run ("cifar_resnet20", "2,3,32,32", "reference", TRUE, TRUE,
                                 EVERYTHING & ~RN_RECORD_TIME);
  g_autofree char *path = rn_test_scratch ("statistics.json");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) saved = NULL;
  g_autoptr (GError) error = NULL;

  a->forward_ms = b->forward_ms = a->backward_ms = b->backward_ms = NAN;
  text = rn_records_write_json (a);
  g_assert_true (rn_records_save_json (b, path, &error));
  g_assert_no_error (error);
  saved = rn_file_read (path, 1 << 26, NULL);
  g_assert_cmpmem (g_bytes_get_data (saved, NULL), g_bytes_get_size (saved), text, strlen (text));
}

/* The schema is no rubber stamp: a member taken away, added or changed is found. */
static void
test_schema_refuses (void)
{
  static const struct { const char *piece, *replacement; } changes[] = {
    { "\"format\": \"reslab-statistics\"", "\"format\": \"other\"" },
    { "\"version\": 1", "\"version\": 2" },
    { "\"seed\":", "\"sead\":" },          { "\"mode\": \"eval\"", "\"mode\": \"test\"" },
    { "\"zeros\": ", "\"zeros\": -" },     { "\"mean\":", "\"mean\": \"x\", \"median\":" },
    { "\"has_shortcut\": true", "\"has_shortcut\": 1" },
  };
  g_autoptr (RnRecords) records = run ("cifar_resnet20", "1,3,32,32", "reference", FALSE, FALSE,
                                       RN_RECORD_VALUES);
  g_autofree char *text = NULL;
  json_object *schema = rn_schema_named ("reslab-statistics");

  g_array_index (records->records, RnRecord, 0).values.zeros = 1;
  text = rn_records_write_json (records);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      const char *found = g_strstr_len (text, -1, changes[i].piece);
      g_autofree char *before = found != NULL ? g_strndup (text, (gsize) (found - text)) : NULL;
      g_autofree char *changed = NULL;
      g_autofree char *why = NULL;
      json_object *json;

      g_assert_nonnull (found);
      changed = g_strconcat (before, changes[i].replacement, found + strlen (changes[i].piece),
                             NULL);
      json = json_tokener_parse (changed);
      g_assert_nonnull (json);
      why = rn_schema_check (schema, json);
      g_test_message ("%s: %s", changes[i].replacement, why);
      g_assert_nonnull (why);
      json_object_put (json);
    }
  json_object_put (schema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/io/records-json/paths", test_paths);
  g_test_add_func ("/core/io/records-json/kinds-of-export", test_kinds_of_export);
  g_test_add_func ("/core/io/records-json/nothing-measured", test_nothing_measured);
  g_test_add_func ("/core/io/records-json/says-what-records-say", test_says_what_records_say);
  g_test_add_func ("/core/io/records-json/not-finite", test_not_finite);
  g_test_add_func ("/core/io/records-json/repeatable", test_repeatable);
  g_test_add_func ("/core/io/records-json/schema-refuses", test_schema_refuses);
  return g_test_run ();
}
