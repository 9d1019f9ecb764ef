/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The figures of lessons: those of the views, the inspector and the trainings, by name. */
#include "config.h"

#include "lab-lesson-play-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "fig-mismatch.h"
#include "fig-network.h"
#include "fig-values.h"
#include "lab-compare-scene.h"
#include "lab-comparison.h"
#include "lab-depth-scene.h"
#include "lab-diagram.h"
#include "lab-inspector-scene.h"
#include "lab-paths.h"
#include "lab-sweep.h"
#include "lab-train-scene.h"
#include "rn-spec-find.h"

/* ── one block, as textbooks draw it ── */

/* The block that the step is of; RN_SCOPE_ROOT: there is none. */
static RnScope
find_block (const LabLessonFigureData *self)
{
  LabPass *pass = lab_pass (self->lab);

  return pass != NULL && self->step->of != NULL ? rn_graph_find_scope (pass->graph, self->step->of) : RN_SCOPE_ROOT;
}

/* The block alone, its input first; NULL: in the network it has other nodes than its spec says. (transfer full) */
static RnGraph *
block_graph (const LabPass *pass, RnScope block)
{
  const RnScopeInfo *info = rn_graph_scope (pass->graph, block);
  g_autoptr (RnGraph) graph = rn_graph_new (info->path);
  json_object *json = info->spec != NULL ? json_tokener_parse (info->spec) : NULL;
  RnBlockSpec spec;

  if (rn_block_spec_read (&spec, json, NULL))
    {
      RnNode input = rn_graph_input (graph, "input", &pass->shapes[info->input]);

      rn_graph_set_output (graph, rn_block_append (graph, input, "", &spec));
    }
  json_object_put (json);
  if (rn_graph_n_nodes (graph) != info->end - info->first + 1 || !rn_graph_check (graph, NULL))
    return NULL;
  for (RnNode i = info->first; i < info->end; i++)
    if (rn_graph_node (pass->graph, i)->op != rn_graph_node (graph, i - info->first + 1)->op)
      return NULL;
  return g_steal_pointer (&graph);
}

/* Node i of the block's graph in the network's. */
static RnNode
node_in_network (const RnScopeInfo *block, RnNode i)
{
  return i == 0 ? block->input : block->first + i - 1;
}

/* How the block's gradient parts, told of the only block of @graph. */
static void
take_split (RnRecords *records, const LabPass *pass, RnScope block, const RnGraph *graph)
{
  RnScope own = RN_SCOPE_ROOT;

  for (RnScope s = 0; s < rn_graph_n_scopes (graph) && own == RN_SCOPE_ROOT; s++)
    if (rn_graph_scope (graph, s)->kind == RN_SCOPE_BLOCK)
      own = s;
  for (guint i = 0; i < pass->records->splits->len; i++)
    {
      RnSplit split = g_array_index (pass->records->splits, RnSplit, i);

      if (split.block != block)
        continue;
      split.block = own;
      g_array_append_val (records->splits, split);
    }
}

/* Enough of them for a diagram: shapes, and the gradients that make lines wide. */
static RnRecords *
block_records (const LabPass *pass, RnScope scope, RnGraph *graph)
{
  RnRecords *records = g_new0 (RnRecords, 1);
  const RnScopeInfo *block = rn_graph_scope (pass->graph, scope);
  guint n = rn_graph_n_nodes (graph);

  records->graph = rn_graph_ref (graph);
  records->shapes = g_new (RnShape, n);
  records->records = g_array_new (FALSE, TRUE, sizeof (RnRecord));
  records->splits = g_array_new (FALSE, TRUE, sizeof (RnSplit));
  for (RnNode i = 0; i < n; i++)
    {
      RnRecord record = g_array_index (pass->records->records, RnRecord, node_in_network (block, i));

      records->shapes[i] = pass->shapes[node_in_network (block, i)];
      record.node = i;
      record.histogram = record.gradient_histogram = NULL;
      g_array_append_val (records->records, record);
    }
  take_split (records, pass, scope, graph);
  records->backward = pass->backward;
  return records;
}

static FigScene *
draw_block (Lab *lab, RnScope block, RnGraph *graph, const FigStyle *style)
{
  const LabPass *pass = lab_pass (lab);
  const RnScopeInfo *info = rn_graph_scope (pass->graph, block);
  g_autoptr (RnRecords) records = block_records (pass, block, graph);
  guint n = rn_graph_n_nodes (graph);
  g_autofree RnTensor **maps = g_new0 (RnTensor *, n);
  g_autofree int *channels = g_new (int, n);
  RnDirection direction;
  FigNetworkData data;

  lab_current_node (lab, &direction);
  for (RnNode i = 0; i < n; i++)
    {
      RnNode node = node_in_network (info, i);

      channels[i] = pass->channels[node];
      if (lab_is_shown (lab, node, direction))
        maps[i] = direction == RN_BACKWARD ? pass->gradient_maps[node] : pass->maps[node];
    }
  fig_network_data_init (&data, graph);
  data.fold = FIG_FOLD_LAYER;
  data.shapes = records->shapes;
  data.values = maps;
  data.channels = channels;
  data.records = records;
  data.backward = direction == RN_BACKWARD;
  return fig_network_new (&data, style);
}

static FigScene *
make_block (const LabLessonFigureData *self, const FigStyle *style, GError **error)
{
  LabPass *pass = lab_pass (self->lab);
  RnScope block = find_block (self);
  g_autoptr (RnGraph) graph = NULL;

  if (pass == NULL)
    return NULL;
  if (block == RN_SCOPE_ROOT)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("figure “block”: there is no block “%s”"),
                   self->step->of != NULL ? self->step->of : "");
      return NULL;
    }
  graph = block_graph (pass, block);
  return graph != NULL ? draw_block (self->lab, block, graph, style) : lab_diagram_scene (self->lab, style);
}

gboolean
lab__lesson_scene_offset (const LabLessonFigureData *self, RnNode *first)
{
  LabPass *pass = lab_pass (self->lab);
  RnScope block = g_str_equal (self->name, "block") ? find_block (self) : RN_SCOPE_ROOT;
  g_autoptr (RnGraph) graph = NULL;

  graph = block != RN_SCOPE_ROOT ? block_graph (pass, block) : NULL;
  if (graph != NULL)
    *first = rn_graph_scope (pass->graph, block)->first;
  return graph != NULL;
}

/* ── others ── */

static FigScene *
make_diagram (const LabLessonFigureData *self, const FigStyle *style, GError **error)
{
  /* what is ringed is what the lesson speaks of, not where the steps stand */
  return lab_pass (self->lab) != NULL ? lab_diagram_scene_quiet (self->lab, style) : NULL;
}

#define PASS_ON(name, call)                                                                        \
  static FigScene *make_##name (const LabLessonFigureData *self, const FigStyle *style, GError **error) \
  {                                                                                                \
    return call;                                                                                   \
  }
PASS_ON (maps, lab_scene_maps (self->lab, style, error))
PASS_ON (addition, lab_scene_addition (self->lab, style, error))
PASS_ON (story, lab_scene_story (self->lab, style, error))
PASS_ON (kernels, lab_scene_kernels (self->lab, style, error))
PASS_ON (top, lab_pass (self->lab) != NULL ? lab_scene_top_beside_picture (self->lab, style, error) : NULL)
PASS_ON (strip, lab_depth_scene (self->lab, TRUE, style, error))
PASS_ON (deviations, lab_depth (self->lab) != NULL ? lab_depth_deviation_scene (self->lab, style, error) : NULL)
PASS_ON (paths, lab_paths_scene (self->lab, TRUE, style, error))
PASS_ON (compare, lab_compare_scene (self->lab, style, error))
PASS_ON (bars, lab_compare_totals_scene (self->lab, style, error))
PASS_ON (sweep, lab_sweep (self->lab) != NULL ? lab_compare_sweep_scene (self->lab, style, error) : NULL)
#undef PASS_ON

static FigScene *
make_mismatch (const LabLessonFigureData *self, const FigStyle *style, GError **error)
{
  json_object *json = json_tokener_parse (self->step->spec != NULL ? self->step->spec : "");
  g_autoptr (RnFindings) findings = rn_spec_find_json (json, self->step->name, NULL);
  FigScene *scene = NULL;

  for (guint i = 0; i < rn_findings_n (findings) && scene == NULL; i++)
    if (rn_findings_nth (findings, i)->mismatch != NULL)
      scene = fig_mismatch_new (&(FigMismatchData) { rn_findings_nth (findings, i), NULL }, style);
  json_object_put (json);
  if (scene == NULL)
    g_set_error_literal (error, RN_ERROR, RN_ERROR_FORMAT,
                         _("figure “mismatch”: both paths of every block can be added, there is nothing to draw"));
  return scene;
}

static FigScene *
make_curves (const LabLessonFigureData *self, const FigStyle *style, GError **error)
{
  if (self->result != NULL)
    return lab_train_state_scene (self->result, FIG_TRAINING_LOSS | FIG_TRAINING_ACCURACY, NULL,
                                  self->result_words, 0, (double) self->result->stop, style);
  g_set_error_literal (error, RN_ERROR, RN_ERROR_UNKNOWN,
                       _("figure “curves”: neither this step nor one before it has a training"));
  return NULL;
}

/* Parts of a whole are compared with the whole: their scale is 0 … 100 %, whatever the largest is. */
static gboolean
are_parts (const LabLessonFigureData *self)
{
  for (guint i = 0; i < self->step->bars->len; i++)
    if (g_array_index (self->step->bars, LabNamed, i).as.kind != LAB_AS_PERCENT
        || (!self->asks && (self->bars[i] < 0 || self->bars[i] > 1)))
      return FALSE;
  return TRUE;
}

static FigScene *
make_values (const LabLessonFigureData *self, const FigStyle *style, GError **error)
{
  guint n = self->step->bars->len;
  g_autofree FigValue *values = g_new0 (FigValue, n + 1);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (n == 0 || (self->bars == NULL && !self->asks))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      const LabNamed *bar = &g_array_index (self->step->bars, LabNamed, i);
      const LabValue value = { self->asks ? NAN : self->bars[i], NULL };
      char *text = isfinite (value.number) ? lab_as_format (bar->as, &value) : g_strdup (self->asks ? "?" : "…");

      g_ptr_array_add (texts, text);
      values[i] = (FigValue) { self->bar_labels[i], value.number, text, bar->path };
    }
  return fig_values_new (are_parts (self) ? &(FigValuesData) { values, n, 0, 1, "0 %", "100 %" }
                                          : &(FigValuesData) { values, n, 0, 0, NULL, NULL },
                         style);
}

/* ── by name ── */

static const struct
{
  LabLessonFigure figure;
  FigScene     *(*make) (const LabLessonFigureData *self, const FigStyle *style, GError **error);
} figures[] = {
  { { "none", -1, FALSE, FALSE, FALSE }, NULL },
  { { "diagram", LAB_VIEW_EXPLORE, FALSE, FALSE, FALSE }, make_diagram },
  { { "block", LAB_VIEW_EXPLORE, FALSE, FALSE, FALSE }, make_block },
  { { "maps", LAB_VIEW_EXPLORE, TRUE, FALSE, FALSE }, make_maps },
  { { "addition", LAB_VIEW_EXPLORE, TRUE, FALSE, FALSE }, make_addition },
  { { "story", LAB_VIEW_EXPLORE, TRUE, FALSE, FALSE }, make_story },
  { { "kernels", LAB_VIEW_EXPLORE, TRUE, FALSE, FALSE }, make_kernels },
  { { "top", LAB_VIEW_EXPLORE, TRUE, FALSE, FALSE }, make_top },
  { { "strip", LAB_VIEW_GRADIENTS, FALSE, TRUE, FALSE }, make_strip },
  { { "deviations", LAB_VIEW_GRADIENTS, FALSE, TRUE, FALSE }, make_deviations },
  { { "paths", LAB_VIEW_GRADIENTS, FALSE, TRUE, TRUE }, make_paths },
  { { "unrolled", LAB_VIEW_GRADIENTS, FALSE, TRUE, TRUE }, make_paths },
  { { "compare", LAB_VIEW_COMPARE, FALSE, FALSE, FALSE }, make_compare },
  { { "bars", LAB_VIEW_COMPARE, FALSE, FALSE, FALSE }, make_bars },
  { { "sweep", LAB_VIEW_COMPARE, FALSE, FALSE, FALSE }, make_sweep },
  { { "mismatch", -1, FALSE, FALSE, FALSE }, make_mismatch },
  { { "curves", -1, FALSE, FALSE, FALSE }, make_curves },
  { { "values", -1, FALSE, FALSE, FALSE }, make_values },
};

static guint
find_figure (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (g_str_equal (figures[i].figure.name, name))
      return i;
  return 0;
}

const LabLessonFigure *
lab__lesson_figure (const char *name)
{
  return &figures[find_figure (name)].figure;
}

FigScene *
lab__lesson_scene (const LabLessonFigureData *self, const FigStyle *style, GError **error)
{
  guint i = find_figure (self->name);

  return figures[i].make != NULL ? figures[i].make (self, style, error) : NULL;
}
