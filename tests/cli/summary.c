/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* models and summary: the published numbers, to the printed digit. */
#include <string.h>

#include "rn-op.h"
#include "cli-child.h"

/* ── torchinfo's figures, as torchinfo prints them ── */

typedef struct
{
  const char *model;
  const char *input;
  const char *forward_backward;
} Memory;

static const Memory memories[] = {
  { "resnet18", "1,3,224,224", "39.75" },        { "resnet34", "1,3,224,224", "59.82" },
  { "resnet50", "1,3,224,224", "177.83" },       { "resnet101", "1,3,224,224", "259.72" },
  { "resnet152", "1,3,224,224", "360.87" },      { "resnext50_32x4d", "1,3,224,224", "230.42" },
  { "wide_resnet50_2", "1,3,224,224", "230.42" }, { "cifar_resnet20", "1,3,32,32", "3.01" },
  { "cifar_resnet56", "1,3,32,32", "8.52" },     { "cifar_resnet110", "1,3,32,32", "16.78" },
  { "resnet18", "1,3,64,64", "3.25" },
};

static void
test_memory (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_auto (Child) child = child_run ("summary", memories[i].model, "--input", memories[i].input,
                                        "--depth", "0", "--convention", "torchinfo", NULL);
      g_autofree char *line = g_strdup_printf ("Forward/backward pass size (MB): %s\n",
                                               memories[i].forward_backward);

      child_assert_done (&child);
      child_assert_says (&child, line);
    }
}

typedef struct
{
  const char *spec;
  const char *output;
  const char *parameters;
  const char *mult_adds;
  const char *forward_backward;
  const char *parameter_size;
  const char *total;
} Block;

#define FROM_128 "\"in\": 128, \"out\": 32, "

static const Block blocks[] = {
  { "{\"body\": \"basic\", " FROM_128 "\"shortcut_norm\": false}", "4×32×64×64", "50,304", "822.08",
    "20.97", "0.20", "29.56" },
  { "{\"body\": \"bottleneck\", " FROM_128 "\"shortcut_norm\": false}", "4×32×64×64", "6,048",
    "97.52", "16.78", "0.02", "25.19" },
  { "{\"body\": \"bottleneck\", " FROM_128 "\"shortcut_norm\": false, \"stride\": 3}", "4×32×22×22",
    "6,048", "26.32", "3.83", "0.02", "12.24" },
  { "{\"body\": \"basic\", " FROM_128 "\"order\": \"pre\"}", "4×32×64×64", "50,496", "822.08",
    "33.55", "0.20", "42.15" },
  { "{\"body\": \"bottleneck\", " FROM_128 "\"order\": \"pre\", \"groups\": 4}", "4×32×64×64",
    "5,808", "90.44", "29.36", "0.02", "37.77" },
  { "{\"body\": \"bottleneck\", " FROM_128 "\"order\": \"pre\", \"groups\": 4, \"stride\": 3}",
    "4×32×22×22", "5,808", "25.48", "20.11", "0.02", "28.53" },
};

static void
test_blocks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      const Block *block = &blocks[i];
      g_auto (Child) child = child_run ("summary", block->spec, "--input", "4,128,64,64",
                                        "--convention", "torchinfo", NULL);
      g_autofree char *lines = g_strdup_printf (
        "Total params: %s\nTotal mult-adds (M): %s\nInput size (MB): 8.39\n"
        "Forward/backward pass size (MB): %s\n"
        "Params size (MB): %s\nEstimated Total Size (MB): %s\n",
        block->parameters, block->mult_adds, block->forward_backward, block->parameter_size,
        block->total);

      child_assert_done (&child);
      child_assert_says (&child, lines);
      child_assert_says (&child, block->output);
    }
}

/* ── JSON ── */

typedef struct
{
  const char *model;
  guint64     parameters;
  guint64     conventions[7];
} Counts;

static const char *const conventions[] = { "torchvision",  "torchinfo",       "fvcore-eval",
                                           "fvcore-train", "ptflops-modules", "ptflops-aten",
                                           "flops" };

static const Counts counts[] = {
  { "resnet50",
    25557032,
    { 4089184256, 4089238376, 4111512576, 4144854528, 4121925096, 4089185256, 8178368512 } },
  { "resnet18",
    11689512,
    { 1814073344, 1814083944, 1819065856, 1826516992, 1822177768, 1814074344, 3628146688 } },
};

static guint64
number_at (json_object *json, const char *path)
{
  return json_object_get_uint64 (json_at (json, path));
}

static void
test_conventions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    for (guint k = 0; k < G_N_ELEMENTS (conventions); k++)
      {
        g_auto (Child) child = child_run ("summary", counts[i].model, "--convention",
                                          conventions[k], "--format=json", "--depth=1", NULL);
        json_object *json = child_json (&child);
        g_autofree char *path = g_strconcat ("conventions/", conventions[k], NULL);

        child_assert_done (&child);
        g_assert_cmpstr (json_object_get_string (json_at (json, "model")), ==, counts[i].model);
        g_assert_cmpstr (json_object_get_string (json_at (json, "convention")), ==, conventions[k]);
        g_assert_cmpuint (number_at (json, "parameters"), ==, counts[i].parameters);
        g_assert_cmpuint (number_at (json, "macs"), ==, counts[i].conventions[0]);
        g_assert_cmpuint (number_at (json, "mult_adds"), ==, counts[i].conventions[k]);
        g_assert_cmpuint (number_at (json, path), ==, counts[i].conventions[k]);
        json_object_put (json);
      }
}

/* At any depth the lines of "layers" add up to the whole. */
static void
test_layers_add_up (void)
{
  static const char *const depths[] = { "0", "1", "2", "3", "4" };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_auto (Child) child = child_run ("summary", "resnet50", "--format=json", "--depth",
                                        depths[i], "--convention=torchinfo", NULL);
      json_object *json = child_json (&child), *layers = json_at (json, "layers");
      guint64 parameters = 0, mult_adds = 0, macs = 0;

      for (gsize k = 0; k < json_object_array_length (layers); k++)
        {
          json_object *layer = json_object_array_get_idx (layers, k);

          parameters += number_at (layer, "parameters");
          mult_adds += number_at (layer, "mult_adds");
          macs += number_at (layer, "macs");
          g_assert_true (json_object_is_type (json_at (layer, "output_shape"), json_type_array));
        }
      g_assert_cmpuint (parameters, ==, 25557032);
      g_assert_cmpuint (mult_adds, ==, 4089238376);
      g_assert_cmpuint (macs, ==, 4089184256);
      json_object_put (json);
    }
}

/* Machines get an op's stable name, not its title. */
static void
test_json_ops (void)
{
  g_auto (Child) child = child_run ("summary", "resnet18", "--format=json", NULL);
  json_object *json = child_json (&child), *layers = json_at (json, "layers");

  for (gsize k = 0; k < json_object_array_length (layers); k++)
    {
      json_object *layer = json_object_array_get_idx (layers, k);

      g_assert_nonnull (rn_op_find (json_object_get_string (json_at (layer, "op"))));
    }
  json_object_put (json);
}

static void
test_json_memory (void)
{
  g_auto (Child)
    child = child_run ("summary", "resnet18", "--format=json", "--input", "2,3,64,64", NULL);
  json_object *json = child_json (&child);

  g_assert_cmpuint (number_at (json, "memory/input_bytes"), ==, 2 * 3 * 64 * 64 * 4);
  g_assert_cmpuint (number_at (json, "memory/parameters_bytes"), ==, 11689512 * 4);
  g_assert_cmpuint (number_at (json, "memory/total_bytes"), ==,
                    number_at (json, "memory/input_bytes")
                      + number_at (json, "memory/parameters_bytes")
                      + number_at (json, "memory/forward_backward_bytes"));
  json_object_put (json);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
test_formats (void)
{
  g_auto (Child) csv = child_run ("summary", "cifar_resnet20", "--format=csv", "--depth=1", NULL);
  g_auto (Child) md = child_run ("summary", "cifar_resnet20", "--format=md", "--depth=1", NULL);
  g_auto (Child) table = child_run ("summary", "cifar_resnet20", NULL);

  child_assert_done (&csv);
  g_assert_true (g_str_has_prefix (
    csv.out, "name,op,scope,output_shape,kernel,parameters,mult_adds,macs,output_bytes\r\n"));
  g_assert_cmpuint (count_lines (csv.out), ==,
                    1 + 8); /* conv1, bn1, relu, three stages, avgpool, fc */
  child_assert_done (&md);
  child_assert_says (&md, "| :-- | :-- |");
  child_assert_done (&table);
  child_assert_says (&table, "layer3");
  child_assert_says (&table, "40,551,040  40,551,040");      /* here and as published */
}

static void
test_file (void)
{
  g_auto (Child) spec = child_run ("models", "cifar_resnet20", NULL);
  g_autofree char *path = NULL;

  child_assert_done (&spec);
  path = scratch_write ("mine.json", spec.out, strlen (spec.out));

  g_auto (Child) file = child_run ("summary", path, NULL);
  g_auto (Child) name = child_run ("summary", "cifar_resnet20", NULL);

  child_assert_done (&file);
  g_assert_cmpstr (file.out, ==, name.out);
}

static void
test_models (void)
{
  g_auto (Child) child = child_run ("models", "--format=json", NULL);
  g_auto (Child) table = child_run ("models", NULL);
  g_auto (Child) keys = child_run ("models", "--keys", NULL);
  json_object *json = child_json (&child);

  g_assert_cmpuint (json_object_array_length (json), >=, 46);
  g_assert_cmpuint (number_at (json_object_array_get_idx (json, 2), "macs"), ==, 4089184256);
  json_object_put (json);
  child_assert_says (&table, "25,557,032");
  child_assert_says (&keys, "shortcut_from");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/summary/torchinfo-memory", test_memory);
  g_test_add_func ("/cli/summary/torchinfo-blocks", test_blocks);
  g_test_add_func ("/cli/summary/conventions", test_conventions);
  g_test_add_func ("/cli/summary/layers-add-up", test_layers_add_up);
  g_test_add_func ("/cli/summary/layers-name-ops", test_json_ops);
  g_test_add_func ("/cli/summary/json-memory", test_json_memory);
  g_test_add_func ("/cli/summary/formats", test_formats);
  g_test_add_func ("/cli/summary/spec-file-is-the-model", test_file);
  g_test_add_func ("/cli/models/lists", test_models);
  return g_test_run ();
}
