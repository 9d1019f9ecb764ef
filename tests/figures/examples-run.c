/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Runs that examples share, and what follows their numbers: stories of one element, and paths. */
#include "config.h"
#include "examples-private.h"

#include "fig-explain.h"
#include "fig-unrolled.h"
#include "rn-picture.h"
#include "rn-spec.h"

static void
run_now (ExampleRun *run, const char *name, guint side)
{
  g_autoptr (RnSpec) spec = rn_spec_open (name, NULL);
  g_autoptr (RnGraph) graph
    = rn_spec_build (spec,
                     &(RnBuildOptions) { .loss = TRUE, .input = rn_shape_4d (1, 3, side, side) },
                     NULL);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (GdkPixbuf) picture = rn_picture_built_in ();
  g_autoptr (RnTensor) input = NULL;
  g_autoptr (RnSession) session = NULL;
  g_autoptr (GError) error = NULL;
  RnSessionOptions options = { .engine = rn_engine_find ("reference"),
                               .mode = RN_MODE_TRAIN,
                               .backward = TRUE,
                               .keep = RN_KEEP_ALL };
  RnShape shape = rn_shape_4d (1, 3, side, side);
  RnPictureTransform transform;
  guint label = 3;

  rn_picture_transform_default (&transform, side, side);
  rn_parameters_initialize (parameters, 7);
  input = rn_picture_tensor (picture, &transform, 3, NULL);
  session = rn_session_new (graph, parameters, &shape, &options, &error);
  g_assert_no_error (error);
  rn_session_set_input (session, 0, input, &error);
  rn_session_set_labels (session, &label, &error);
  run->records = rn_records_new (session);
  {
    RnRecorder *recorder = rn_recorder_attach (session, run->records,
                                               RN_RECORD_TIME | RN_RECORD_VALUES
                                                 | RN_RECORD_GRADIENTS | RN_RECORD_SPLITS);

    rn_session_forward (session, NULL, &error);
    rn_session_backward (session, NULL, &error);
    rn_recorder_detach (recorder);
  }
  g_assert_no_error (error);
  run->n = rn_graph_n_nodes (graph);
  run->values = g_new0 (RnTensor *, run->n);
  for (RnNode i = 0; i < run->n; i++)
    run->values[i] = rn_session_activation (session, i, NULL);
  run->session = g_steal_pointer (&session);
}

const ExampleRun *
example_run (const char *name, guint side)
{
  static GHashTable *runs;
  ExampleRun *run;

  if (runs == NULL)
    runs = g_hash_table_new (g_str_hash, g_str_equal);
  run = g_hash_table_lookup (runs, name);
  if (run == NULL)
    {
      run = g_new0 (ExampleRun, 1);
      run_now (run, name, side);
      g_hash_table_insert (runs, (gpointer) name, run);
    }
  return run;
}

/* ── stories ── */

#define GROUPED \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":16,\"pool\":\"none\"}," \
  "\"block\":{\"body\":\"bottleneck\",\"groups\":4,\"mid\":16}," \
  "\"stages\":[{\"count\":1,\"out\":32}],\"head\":{\"classes\":10}}"

/* The story of one element: @names are the chain, the last one asked for. */
static FigScene *
explain (const char *model, const char *const *names, const FigStyle *style)
{
  const ExampleRun *run = example_run (model, 64);
  FigExplainStep steps[4];
  RnExplanation told[4];
  FigExplainData data = { .graph = run->records->graph,
                          .shapes = run->records->shapes,
                          .steps = steps,
                          .picture = run->values[0] };
  RnRegion region;
  FigScene *scene;

  for (; names[data.n_steps] != NULL; data.n_steps++)
    {
      FigExplainStep *step = &steps[data.n_steps];
      g_autoptr (GError) error = NULL;

      step->node = rn_graph_find (data.graph, names[data.n_steps]);
      for (guint i = 0; i < RN_SHAPE_MAX_RANK; i++)
        step->index[i] = i == 0 ? 0 : data.shapes[step->node].dim[i] / 3;
      rn_session_explain (run->session, step->node, step->index, &told[data.n_steps], &error);
      g_assert_no_error (error);
      step->explanation = &told[data.n_steps];
    }
  {
    const FigExplainStep *last = &steps[data.n_steps - 1];

    if (rn_receptive_field (data.graph, data.shapes, last->node, last->index[2], last->index[3],
                            &region))
      data.region = &region;
  }
  scene = fig_explain_new (&data, style);
  for (guint i = 0; i < data.n_steps; i++)
    rn_explanation_clear (&told[i]);
  return scene;
}

#define EXPLAIN(name, model, ...)                                             \
  FigScene *                                                                  \
  draw_explain_##name (const FigStyle *style)                                 \
  {                                                                           \
    return explain (model, (const char *const[]) { __VA_ARGS__, NULL }, style); \
  }

EXPLAIN (addition, "resnet18", "layer2.0.conv2", "layer2.0.bn2", "layer2.0.addition")
EXPLAIN (stem, "resnet18", "conv1", "bn1", "relu")
EXPLAIN (pool, "resnet18", "maxpool")
EXPLAIN (mean, "resnet18", "avgpool")
EXPLAIN (linear, "resnet18", "fc")
EXPLAIN (both, "resnet18", "layer2.0.bn2", "layer2.0.downsample.0", "layer2.0.downsample.1",
         "layer2.0.addition")
EXPLAIN (grouped, GROUPED, "layer1.0.conv2")

/* ── paths ── */

/* The run's network once more, its first @n blocks from the @first on followed path by path. */
static FigScene *
unrolled (const char *name, guint first, guint n, int selected, const FigStyle *style)
{
  const ExampleRun *run = example_run (name, 32);
  const RnGraph *graph = run->records->graph;
  RnScope blocks[RN_PATHS_BLOCKS_MOST];
  RnScope scope = g_array_index (run->records->splits, RnSplit, first).block;
  guint found = rn_paths_chain (graph, scope, n, blocks);
  g_autoptr (RnPathsProbe) probe = rn_paths_attach (run->session, blocks, found);
  g_autoptr (GError) error = NULL;
  RnPaths paths;

  rn_session_forward (run->session, NULL, NULL);
  rn_session_backward (run->session, NULL, NULL);
  rn_paths_compute (probe, &paths, NULL, &error);
  g_assert_no_error (error);
  return fig_unrolled_new (&(FigUnrolledData) { .paths = &paths, .graph = graph,
                                                .selected = selected, .title = "Paths",
                                                .subtitle = name }, style);
}

FigScene *
draw_unrolled_three (const FigStyle *style)
{
  return unrolled ("cifar_resnet20", 2, 3, -1, style);
}

FigScene *
draw_unrolled_selected (const FigStyle *style)
{
  return unrolled ("cifar_resnet20", 2, 4, 5, style);
}

FigScene *
draw_unrolled_one (const FigStyle *style)
{
  return unrolled ("cifar_resnet20", 8, 4, 0, style);
}

FigScene *
draw_unrolled_plain (const FigStyle *style)
{
  return unrolled ("cifar_plain20", 0, 3, -1, style);
}
