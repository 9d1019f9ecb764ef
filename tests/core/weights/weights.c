/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Weights of other libraries open here and give the logits PyTorch gave with them
 * (tests/data/weights/make_weights.py); what does not fit is told, and nothing half set.
 */
#include "rn-weights.h"

#include "rn-random.h"
#include "rn-session.h"
#include "rn-test-model.h"
#include "rn-test.h"

#include <json-c/json.h>
#include <stdio.h>

/* Floats of a network of this depth err by some 1e-6 of its largest logit. */
#define TOLERANCE 1e-5

/* What is asked of published networks: 20 and 56 layers in other sums than PyTorch's. */
#define PUBLISHED_TOLERANCE 1e-4

static char *
data_path (const char *name, const char *extension)
{
  g_autofree char *file = g_strconcat ("weights/", name, extension, NULL);

  return rn_test_data (file);
}

static RnTensors *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  RnTensors *tensors = rn_weights_load (path, &error);

  g_assert_no_error (error);
  return tensors;
}

static void
assert_logits (RnGraph *graph, RnParameters *parameters, RnTensor *input, const RnTensor *expected,
               double tolerance)
{
  RnSessionOptions options = { .mode = RN_MODE_EVAL, .threads = 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTensor) output = NULL;
  RnSession *session = rn_session_new (graph, parameters, rn_tensor_shape (input), &options,
                                       &error);

  g_assert_no_error (error);
  rn_session_set_input (session, 0, input, &error);
  g_assert_no_error (error);
  rn_session_forward (session, NULL, &error);
  g_assert_no_error (error);
  output = rn_session_activation (session, rn_graph_output (graph), &error);
  g_assert_no_error (error);
  rn_assert_close (rn_tensor_values (output), rn_tensor_values (expected),
                   rn_tensor_elements (expected), tolerance, "logits");
  rn_session_free (session);
}

/* ── every naming ── */

static const char *
string_of (json_object *object, const char *key)
{
  return json_object_get_string (json_object_object_get (object, key));
}

static RnParameters *
new_parameters (json_object *one)
{
  json_object *spec = json_object_object_get (one, "spec");
  g_autoptr (RnGraph) graph = rn_test_build (json_object_to_json_string (spec), NULL);
  RnParameters *parameters = rn_parameters_new (graph, NULL);

  g_assert_nonnull (parameters);
  return parameters;
}

static void
check_case (json_object *one)
{
  const char *name = string_of (one, "name");
  g_autofree char *path = data_path (name, ".pth");
  g_autofree char *values = data_path (name, ".safetensors");
  g_autoptr (RnParameters) parameters = new_parameters (one);
  g_autoptr (RnTensors) expected = load (values);
  g_autoptr (RnWeightsReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", name);
  rn_weights_open (parameters, path, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_true (rn_weights_report_whole (report));
  g_assert_cmpuint (report->counts[RN_WEIGHT_MATCHED], ==,
                    rn_graph_n_parameters (rn_parameters_graph (parameters)));
  g_assert_cmpstr (rn_dialect_name (report->dialect), ==, string_of (one, "dialect"));
  assert_logits (rn_parameters_graph (parameters), parameters, rn_tensors_get (expected, "input"),
                 rn_tensors_get (expected, "logits"), TOLERANCE);
}

static json_object *
load_cases (void)
{
  g_autofree char *path = data_path ("cases", ".json");
  json_object *cases = json_object_from_file (path);

  g_assert_nonnull (cases);
  return cases;
}

static void
test_namings (void)
{
  json_object *cases = load_cases ();

  for (size_t i = 0; i < json_object_array_length (cases); i++)
    check_case (json_object_array_get_idx (cases, i));
  g_assert_cmpuint (json_object_array_length (cases), >=, 7);
  json_object_put (cases);
}

/* From one naming into every other and back: the same numbers. */
static void
test_between_namings (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("cifar_resnet20", NULL);
  g_autoptr (RnParameters) from = rn_parameters_new (graph, NULL);
  gsize bytes = rn_graph_parameter_floats (graph) * sizeof (float);
  const RnDialect *dialect;

  rn_parameters_initialize (from, 3);
  for (guint i = 0; (dialect = rn_dialect_nth (i)) != NULL; i++)
    {
      g_autoptr (RnParameters) to = rn_parameters_new (graph, NULL);
      g_autoptr (RnTensors) tensors = rn_weights_get (from, dialect, NULL);
      g_autoptr (GError) error = NULL;

      rn_weights_set (to, tensors, "test", NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (rn_parameters_values (to, 0), bytes, rn_parameters_values (from, 0), bytes);
    }
}

/* ── published weights ── */

static RnTensor *
read_pictures (const char *path, guint n)
{
  static const float mean[] = { .485f, .456f, .406f }, std[] = { .229f, .224f, .225f };
  RnShape shape = rn_shape_4d (n, 3, 32, 32);
  RnTensor *tensor = rn_tensor_new (&shape, NULL);
  g_autofree guint8 *bytes = g_malloc (n * 3073);
  FILE *file = fopen (path, "rb");

  g_assert_true (file != NULL && fread (bytes, 3073, n, file) == n);
  fclose (file);
  for (guint i = 0; i < n * 3072; i++)
    {
      guint channel = i / 1024 % 3;

      float pixel = (float) bytes[i / 3072 * 3073 + 1 + i % 3072] / 255;

      rn_tensor_data (tensor)[i] = (pixel - mean[channel]) / std[channel];
    }
  return tensor;
}

static void
check_published (const char *model, const char *file, const char *pictures)
{
  g_autofree char *path = rn_test_shared (file);
  g_autofree char *values = data_path ("published", ".safetensors");
  g_autoptr (RnTensors) expected = load (values);
  g_autoptr (RnGraph) graph = rn_test_build (model, NULL);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (RnTensor) input = read_pictures (pictures, 8);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (path);
  rn_weights_open (parameters, path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_logits (graph, parameters, input, rn_tensors_get (expected, model), PUBLISHED_TOLERANCE);
}

static void
test_published (void)
{
  g_autofree char *pictures = rn_test_shared ("data/cifar10/test_batch.bin");

  if (pictures == NULL)
    {
      g_test_skip ("there are no published weights and pictures beside the checkout");
      return;
    }
  check_published ("cifar_resnet20", "data/weights/resnet20-12fca82f.th", pictures);
  check_published ("cifar_resnet56", "data/weights/resnet56-4bfd9763.th", pictures);
}

/* ── what does not fit ── */

typedef struct
{
  RnGraph      *graph;
  RnParameters *parameters;
  RnTensors    *tensors;        /* those of the graph, but for what a test changes */
} Fixture;

static void
add_tensor (RnTensors *tensors, const char *name, RnShape shape)
{
  g_autoptr (RnTensor) tensor = rn_tensor_new (&shape, NULL);

  rn_tensor_fill_normal (tensor, 5, rn_random_stream (name));
  rn_tensors_add (tensors, name, tensor);
}

/* Two convolutions and a classifier; @skip (nullable) is left out, @other of another shape. */
static void
set_up (Fixture *self, const char *skip, const char *other)
{
  self->graph = rn_test_build ("{\"input\":[3,4,4],\"head\":{\"classes\":5},"
                               "\"stem\":{\"kernel\":3,\"out\":4,\"pool\":\"none\"},"
                               "\"block\":{\"body\":\"basic\"},"
                               "\"stages\":[{\"count\":1,\"out\":4}]}",
                               NULL);
  self->parameters = rn_parameters_new (self->graph, NULL);
  self->tensors = rn_tensors_new ();
  for (guint p = 0; p < rn_graph_n_parameters (self->graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (self->graph, p);
      RnShape shape = info->shape;

      shape.dim[0] += g_strcmp0 (info->name, other) == 0;
      if (g_strcmp0 (info->name, skip) != 0)
        add_tensor (self->tensors, info->name, shape);
    }
}

static void
tear_down (Fixture *self)
{
  rn_tensors_free (self->tensors);
  rn_parameters_unref (self->parameters);
  rn_graph_unref (self->graph);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, tear_down)

static gboolean
all_zero (Fixture *self, const char *name)
{
  guint p = rn_graph_find_parameter (self->graph, name);

  return rn_parameters_values (self->parameters, p)[0] == 0;
}

static void
assert_json (const RnWeightsReport *report)
{
  json_object *json = rn_weights_report_json (report);

  for (guint state = 0; state < RN_N_WEIGHT_STATES; state++)
    {
      json_object *list = json_object_object_get (json, rn_weight_state_name (state));

      g_assert_cmpuint (json_object_array_length (list), ==, report->counts[state]);
    }
  g_assert_cmpstr (string_of (json, "prefix"), ==, report->prefix);
  json_object_put (json);
}

static void
test_strict (void)
{
  static const struct { const char *skip, *other, *extra; RnWeightState state; } cases[] = {
    { "conv1.weight", NULL, NULL, RN_WEIGHT_MISSING },
    { NULL, "conv1.weight", NULL, RN_WEIGHT_WRONG_SHAPE },
    { NULL, "fc.bias", NULL, RN_WEIGHT_WRONG_SHAPE },
    { NULL, NULL, "conv9.weight", RN_WEIGHT_UNEXPECTED },
    { NULL, NULL, "linear.bias", RN_WEIGHT_UNEXPECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Fixture) one = { 0 };
      g_autoptr (RnWeightsReport) report = NULL;
      g_autoptr (GError) error = NULL;
      RnWeightsOptions partial = { .partial = TRUE };

      set_up (&one, cases[i].skip, cases[i].other);
      if (cases[i].extra != NULL)
        add_tensor (one.tensors, cases[i].extra, rn_shape_1d (5));
      g_assert_false (rn_weights_set (one.parameters, one.tensors, "test", NULL, &report, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
      g_assert_true (all_zero (&one, "layer1.0.conv1.weight"));
      g_assert_cmpuint (report->counts[cases[i].state], ==, 1);
      assert_json (report);
      g_clear_error (&error);
      rn_weights_set (one.parameters, one.tensors, "test", &partial, NULL, &error);
      g_assert_no_error (error);
      g_assert_false (all_zero (&one, "layer1.0.conv1.weight"));
    }
}

/* Nothing at all that fits is an error even where a part would do. */
static void
test_other_network (void)
{
  g_auto (Fixture) one = { 0 };
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  g_autoptr (GError) error = NULL;
  RnWeightsOptions partial = { .partial = TRUE };

  set_up (&one, NULL, NULL);
  add_tensor (tensors, "features.0.weight", rn_shape_4d (8, 3, 3, 3));
  g_assert_false (rn_weights_set (one.parameters, tensors, "test", &partial, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

static void
test_new_classifier (void)
{
  g_auto (Fixture) one = { 0 };
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnParameters) parameters = NULL;
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  g_autoptr (RnSpec) other = rn_spec_with_classes (spec, 7, NULL);
  g_autoptr (RnTensors) tensors = NULL;
  g_autoptr (RnWeightsReport) report = NULL;
  g_autoptr (GError) error = NULL;
  RnWeightsOptions options = { .new_classifier = TRUE };

  g_assert_cmpuint (rn_spec_n_classes (other), ==, 7);
  graph = rn_test_build ("cifar_resnet20", NULL);
  parameters = rn_parameters_new (graph, NULL);
  tensors = rn_weights_get (parameters, rn_dialect_find ("cifar", NULL), NULL);
  g_clear_pointer (&parameters, rn_parameters_unref);
  g_clear_pointer (&graph, rn_graph_unref);
  graph = rn_spec_build (other, NULL, NULL);
  parameters = rn_parameters_new (graph, NULL);
  rn_weights_set (parameters, tensors, "test", &options, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->counts[RN_WEIGHT_REPLACED], ==, 2);
  g_assert_true (rn_weights_report_whole (report));
  set_up (&one, NULL, "conv1.weight");
  g_assert_false (rn_weights_set (one.parameters, one.tensors, "test", &options, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

static void
test_classes (void)
{
  g_autoptr (RnSpec) block = rn_test_open ("{\"body\":\"basic\",\"in\":4,\"out\":4}");
  g_autoptr (RnSpec) pyramid = rn_test_open ("resnet50_fpn");
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_spec_with_classes (block, 7, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (rn_spec_with_classes (pyramid, 7, &error));
  g_assert_nonnull (error);
}

/* Dropout's own random state is no weight: files of others do not have it. */
static void
test_dropout (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("mobilenet_v2", "1,3,32,32");
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (RnTensors) tensors = rn_weights_get (parameters, rn_dialect_nth (0), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (rn_tensors_n (tensors), <, rn_graph_n_parameters (graph));
  g_assert_null (rn_tensors_get (tensors, "drop.seed"));
  rn_weights_set (parameters, tensors, "test", NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Layers that torchvision names by their places (make_names.py): each name finds the parameter of
 * the shape that torchvision's has. The tensors themselves are one number each, of no matter. */
static void
check_sequence (const char *name, json_object *shapes)
{
  g_autoptr (RnGraph) graph = rn_test_build (name, "1,3,224,224");
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  g_autoptr (RnWeightsReport) report = NULL;
  const RnShape one = { .rank = 1, .dim = { 1 } };
  const float value = 0;

  json_object_object_foreach (shapes, key, of)
    {
      g_autoptr (RnTensor) tensor = rn_tensor_new_copy (&one, &value, NULL);

      g_assert_nonnull (of);
      rn_tensors_add (tensors, key, tensor);
    }
  report = rn_weights_match (graph, tensors, name, NULL);
  g_assert_cmpuint (report->counts[RN_WEIGHT_MISSING], ==, 0);
  g_assert_cmpuint (report->counts[RN_WEIGHT_UNEXPECTED], ==, 0);
  for (guint i = 0; i < report->matches->len; i++)
    {
      const RnWeightMatch *match = &g_array_index (report->matches, RnWeightMatch, i);
      json_object *shape = json_object_object_get (shapes, match->stored);

      g_assert_cmpuint (match->expected.rank, ==, json_object_array_length (shape));
      for (guint d = 0; d < match->expected.rank; d++)
        g_assert_cmpuint (match->expected.dim[d], ==,
                          (gsize) json_object_get_int64 (json_object_array_get_idx (shape, d)));
    }
}

static void
test_sequences (void)
{
  g_autofree char *path = data_path ("torchvision-names", ".json");
  json_object *all = json_object_from_file (path);

  g_assert_nonnull (all);
  json_object_object_foreach (all, name, shapes)
    check_sequence (name, shapes);
  json_object_put (all);
}

/* A layer more or less, and nothing is guessed. */
static void
test_other_sequence (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("vgg11", "1,3,224,224");
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  g_autoptr (RnWeightsReport) report = NULL;
  const RnShape one = { .rank = 1, .dim = { 1 } };
  const float value = 0;
  g_autoptr (RnTensor) tensor = rn_tensor_new_copy (&one, &value, NULL);

  rn_tensors_add (tensors, "features.0.weight", tensor);
  report = rn_weights_match (graph, tensors, "vgg11", NULL);
  g_assert_cmpuint (report->counts[RN_WEIGHT_UNEXPECTED], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/weights/weights/namings", test_namings);
  g_test_add_func ("/core/weights/weights/between-namings", test_between_namings);
  g_test_add_func ("/core/weights/weights/published", test_published);
  g_test_add_func ("/core/weights/weights/strict", test_strict);
  g_test_add_func ("/core/weights/weights/other-network", test_other_network);
  g_test_add_func ("/core/weights/weights/new-classifier", test_new_classifier);
  g_test_add_func ("/core/weights/weights/classes", test_classes);
  g_test_add_func ("/core/weights/weights/dropout", test_dropout);
  g_test_add_func ("/core/weights/weights/sequences", test_sequences);
  g_test_add_func ("/core/weights/weights/other-sequence", test_other_sequence);
  return g_test_run ();
}
