/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#include "rn-test-model.h"

RnSpec *
rn_test_open (const char *text)
{
  g_autoptr (GError) error = NULL;
  RnSpec *spec = rn_spec_open (text, &error);

  g_assert_no_error (error);
  return spec;
}

RnGraph *
rn_test_build (const char *text, const char *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_test_open (text);
  RnBuildOptions options = { 0 };
  RnGraph *graph;

  if (input != NULL)
    rn_shape_parse (input, &options.input, &error);
  g_assert_no_error (error);
  graph = rn_spec_build (spec, &options, &error);
  g_assert_no_error (error);
  return graph;
}

RnTotals
rn_test_totals (const RnGraph *graph, const char *convention)
{
  guint n = rn_graph_n_nodes (graph);
  g_autofree RnShape *shapes = g_new (RnShape, n);
  RnTotals totals;

  for (RnNode i = 0; i < n; i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  rn_totals_measure (graph, shapes, 0, n,
                     convention != NULL ? rn_convention_find (convention) : NULL, &totals);
  return totals;
}

char *
rn_test_edited_spec (const char *name, const char *piece, const char *replacement)
{
  g_autoptr (RnSpec) spec = rn_test_open (name);
  json_object *json = rn_spec_json (spec);
  GString *text = g_string_new (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN));

  g_assert_cmpuint (g_string_replace (text, piece, replacement, 0), ==, 1);
  json_object_put (json);
  return g_string_free (text, FALSE);
}

RnGraph *
rn_test_build_small (const char *model)
{
  g_autoptr (RnSpec) spec = rn_test_open (model);
  RnBuildOptions options = { .loss = rn_spec_n_classes (spec) > 0, .label_smoothing = 0.1 };
  g_autoptr (GError) error = NULL;
  RnGraph *graph;

  options.input = g_str_has_prefix (model, "cifar")
                  ? rn_shape_4d (2, 3, 16, 16) : rn_shape_4d (2, 3, 33, 33);
  graph = rn_spec_build (spec, &options, &error);
  g_assert_no_error (error);
  return graph;
}

typedef struct
{
  const RnCatalogueEntry *model;
  void                  (*check) (const char *model);
} ModelTest;

gboolean
rn_test_is_first (const char *model)
{
  const RnCatalogueEntry *entry = rn_catalogue_find (model);
  guint n;
  const RnCatalogueEntry *first = rn_catalogue (&n);

  while (!g_str_equal (first->family, entry->family))
    first++;
  return first == entry && entry->published_parameters < 12000000;
}

static void
test_model (gconstpointer data)
{
  const ModelTest *test = data;

  if (!g_test_slow () && !rn_test_is_first (test->model->name))
    g_test_skip ("another model of its family is looked at; all are in suite slow");
  else
    test->check (test->model->name);
}

void
rn_test_add_models (const char *prefix, void (*check) (const char *model))
{
  guint n;
  const RnCatalogueEntry *models = rn_catalogue (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", prefix, models[i].name);
      ModelTest test = { &models[i], check };

      g_test_add_data_func_full (path, g_memdup2 (&test, sizeof test), test_model, g_free);
    }
}
