/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* check: all mistakes of a spec, for people and as JSON, and what became of it as an exit status. */
#include <string.h>

#include "cli-child.h"
#include "rn-safetensors.h"
#include "rn-schema.h"
#include "rn-spec.h"

#define WRONG \
  "{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,\"shortcut\":\"identity\",\"expand\":2}"

/* Mistakes are told on stdout, that there are any on stderr. */
static void
assert_found (const Child *child, const char *words)
{
  g_assert_cmpint (child->status, ==, 1);
  g_assert_nonnull (strstr (child->err, words));
}

static void
test_people (void)
{
  g_auto (Child) child = child_run ("check", WRONG, NULL);

  assert_found (&child, "1 error");
  child_assert_says (&child, "error: missing-projection, at shortcut\n");
  child_assert_says (&child, "the branch gives 1×128×28×28 and the shortcut 1×64×56×56");
  child_assert_says (&child, "    conv1 1×128×28×28 ◄\n");
  child_assert_says (&child, "  → Project the shortcut: { \"shortcut\": \"projection\" }\n");
  child_assert_says (&child, "warning: idle-key, at expand\n");
  child_assert_says (&child, "1 error · 1 warning\n");
}

/* Warnings alone are no failure, and what is sound is said to be. */
static void
test_status (void)
{
  g_auto (Child) fine = child_run ("check", "resnet18", NULL);
  g_auto (Child) small = child_run ("check", "resnet18", "--input=1,3,32,32", NULL);
  g_auto (Child) rate = child_run (
    "check", "{\"body\":\"basic\",\"in\":8,\"out\":8,\"norm\":\"none\"}", "--lr=0.1", NULL);

  child_assert_done (&fine);
  child_assert_says (&fine, "nothing wrong\n");
  child_assert_done (&small);
  child_assert_says (&small, "warning: kernel-larger-than-input (layer3.0.conv2, layer3.1.conv1, layer3.1.conv2, and 4 more)");
  child_assert_done (&rate);
  child_assert_says (&rate, "warning: rate-without-norm, at norm\n");
}

static void
test_json (void)
{
  g_auto (Child) child = child_run ("check", WRONG, "--format=json", NULL);
  json_object *json = child_json (&child), *first;

  g_assert_cmpint (child.status, ==, 1);
  rn_schema_assert ("reslab-findings", json);
  g_assert_cmpint (json_object_get_int (json_at (json, "errors")), ==, 1);
  g_assert_cmpint (json_object_get_int (json_at (json, "warnings")), ==, 1);
  first = json_object_array_get_idx (json_at (json, "findings"), 0);
  g_assert_cmpstr (json_object_get_string (json_at (first, "place")), ==, "shortcut");
  g_assert_cmpuint (json_object_array_length (json_at (json_at (first, "mismatch"), "branch")), ==, 6);
  json_object_put (json);
}

/* What has no finding at all, what is no JSON, and weights. */
static void
test_json_of_others (void)
{
  static const char *const specs[] = { "resnet18", "{\"body\":" };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_auto (Child) child = child_run ("check", specs[i], "--format=json", NULL);
      json_object *json = child_json (&child);

      rn_schema_assert ("reslab-findings", json);
      g_assert_cmpuint (json_object_array_length (json_at (json, "findings")), ==, i);
      json_object_put (json);
    }
}

/* The program's own words, the help of a network's key, and what an op says. */
static void
test_chinese (void)
{
  g_auto (Child) child = child_run ("check", WRONG, "--lang=zh_CN", NULL);
  g_auto (Child) key = child_run ("check", "{\"input\":3,\"stages\":[{\"count\":1,\"out\":8}]}",
                                  "--lang=zh_CN", NULL);
  g_auto (Child) op = child_run (
    "check", "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"custom\",\"shortcut_layers\":"
    "[{\"op\":\"conv2d\",\"out\":8,\"kernel\":3,\"groups\":3}]}", "--lang=zh_CN", NULL);

  g_assert_cmpint (child.status, ==, 1);
  child_assert_says (&child, "无法相加");
  child_assert_says (&child, "对捷径连接做投影");
  child_assert_says (&child, "1 个错误 · 1 个警告\n");
  child_assert_says (&key, "由 3 个整数组成的列表");
  child_assert_says (&op, "分组数 3 须能整除");
}

static void
test_weights (void)
{
  static const char text[] = "{\"body\":\"basic\",\"in\":4,\"out\":4}";
  g_autoptr (RnSpec) spec = rn_spec_open (text, NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, NULL, NULL);
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  g_autofree char *path = scratch_write ("zero.safetensors", "", 0);
  g_autoptr (GError) error = NULL;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);
      g_autoptr (RnTensor) tensor = rn_tensor_new (&info->shape, &error);

      g_assert_no_error (error);
      rn_tensors_add (tensors, info->name, tensor);
    }
  rn_safetensors_save (tensors, path, &error);
  g_assert_no_error (error);

  g_auto (Child) child = child_run ("check", text, "--weights", path, NULL);

  assert_found (&child, "1 error");
  child_assert_says (&child, "error: all-weights-zero (conv1.weight, conv2.weight)\n");
}

static void
test_wrong (void)
{
  g_auto (Child) name = child_run ("check", "resnet51", NULL);
  g_auto (Child) format = child_run ("check", "resnet18", "--format=md", NULL);
  g_auto (Child) rate = child_run ("check", "resnet18", "--lr=-1", NULL);
  g_auto (Child) missing = child_run ("check", "there-is-none.json", NULL);
  g_auto (Child) syntax = child_run ("check", "{\"body\":", NULL);

  child_assert_refused (&name, 2, "resnet");
  child_assert_refused (&format, 2, "json");
  child_assert_refused (&rate, 2, "--lr");
  child_assert_refused (&missing, 1, "there-is-none.json");
  assert_found (&syntax, "1 error");
  child_assert_says (&syntax, "line 1, column 9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/check/people", test_people);
  g_test_add_func ("/cli/check/status", test_status);
  g_test_add_func ("/cli/check/json", test_json);
  g_test_add_func ("/cli/check/json-of-others", test_json_of_others);
  g_test_add_func ("/cli/check/chinese", test_chinese);
  g_test_add_func ("/cli/check/weights", test_weights);
  g_test_add_func ("/cli/check/wrong", test_wrong);
  return g_test_run ();
}
