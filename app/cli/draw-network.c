/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* draw diagram, draw block: a network, and blocks to scale. */
#include "config.h"

#include "cli.h"
#include "draw.h"
#include "fig-block.h"
#include "fig-network.h"

/* ── diagram ── */

static RnScope
find_scope (const RnGraph *graph, const char *path, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GArray) scopes = g_array_new (FALSE, FALSE, sizeof (RnScope));
  int choice;

  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    {
      RnScopeKind kind = rn_graph_scope (graph, i)->kind;

      if (kind != RN_SCOPE_STAGE && kind != RN_SCOPE_BLOCK)
        continue;
      g_ptr_array_add (paths, rn_graph_scope (graph, i)->path);
      g_array_append_val (scopes, i);
    }
  g_ptr_array_add (paths, NULL);
  choice = cli_choose ("stage or block", path, (const char *const *) paths->pdata, error);
  return choice >= 0 && scopes->len > 0 ? g_array_index (scopes, RnScope, choice) : RN_SCOPE_ROOT;
}

/* [n_scopes] for FigNetworkData.open; NULL with @error set */
static gint8 *
unfold (const RnGraph *graph, char **paths, GError **error)
{
  guint n = rn_graph_n_scopes (graph);
  g_autofree gint8 *open = g_new (gint8, n);

  for (guint i = 0; i < n; i++)
    open[i] = -1;
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      RnScope scope = find_scope (graph, paths[i], error);

      if (scope == RN_SCOPE_ROOT)
        return NULL;
      for (; scope != RN_SCOPE_ROOT; scope = rn_graph_scope (graph, scope)->parent)
        open[scope] = 1;
    }
  return g_steal_pointer (&open);
}

/* The output of each node, [n_nodes], as far as it can be read. */
static RnTensor **
take_maps (CliSubject *subject)
{
  guint n = rn_graph_n_nodes (subject->graph);
  RnTensor **maps = g_new0 (RnTensor *, n);

  for (RnNode i = 0; i < n; i++)
    maps[i] = rn_session_activation (subject->session, i, NULL);
  return maps;
}

static void
free_maps (RnTensor **maps, guint n)
{
  for (guint i = 0; maps != NULL && i < n; i++)
    g_clear_pointer (&maps[i], rn_tensor_unref);
  g_free (maps);
}

/* The network as it was built, without a pass. */
static gboolean
build_only (CliSubject *subject, const char *word, GError **error)
{
  subject->spec = cli_open_spec (word, error);
  subject->graph = subject->spec != NULL ? rn_spec_build (subject->spec, NULL, error) : NULL;
  return subject->graph != NULL;
}

static RnRecords *
backward_records (CliSubject *subject, const DrawOptions *options, GError **error)
{
  g_autoptr (RnRecords) records = cli_subject_records (subject, &options->run.source);
  g_autoptr (RnRecorder) recorder = rn_recorder_attach (
    subject->session, records, RN_RECORD_VALUES | RN_RECORD_GRADIENTS | RN_RECORD_SPLITS);

  return cli_subject_run (subject, error) ? g_steal_pointer (&records) : NULL;
}

FigScene *
draw_diagram (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  static const char *const levels[] = { "block", "stage", "layer", NULL };
  static const FigFold folds[] = { FIG_FOLD_BLOCK, FIG_FOLD_STAGE, FIG_FOLD_LAYER };
  const CliSource *source = &options->run.source;
  gboolean runs = options->maps || options->backward || source->picture != NULL || source->sample != NULL
                  || source->built_in
                  || source->tensors != NULL;
  g_auto (CliSubject) subject = { 0 };
  g_autoptr (RnRecords) records = NULL;
  g_autofree gint8 *open = NULL;
  RnTensor **maps = NULL;
  FigNetworkData data;
  FigScene *scene;
  int fold = cli_choose ("fold level", options->fold, levels, error);

  if (fold < 0 || !(runs ? draw_run (&subject, options, words[0], options->backward, NULL, error)
                         : build_only (&subject, words[0], error)))
    return NULL;
  open = unfold (subject.graph, options->open, error);
  if (options->backward)
    records = backward_records (&subject, options, error);
  if (open == NULL || (options->backward && records == NULL))
    return NULL;
  maps = runs ? take_maps (&subject) : NULL;
  fig_network_data_init (&data, subject.graph);
  data.title = rn_spec_name (subject.spec);
  data.fold = folds[fold];
  data.open = open;
  data.repeats = !options->every;
  data.values = maps;
  data.records = records;
  data.backward = options->backward;
  scene = fig_network_new (&data, style);
  free_maps (maps, rn_graph_n_nodes (subject.graph));
  return scene;
}

/* ── block ── */

/* A block of a network is known by both names. */
static char *
block_title (const RnSpec *spec, const RnGraph *graph, RnScope block)
{
  if (rn_spec_block (spec) != NULL)
    return g_strdup (rn_spec_name (spec));
  return g_strdup_printf ("%s %s", rn_spec_name (spec), rn_graph_scope (graph, block)->path);
}

static gboolean
open_block (FigBlock *block, const char *word, const char *path, GError **error)
{
  g_autoptr (RnSpec) spec = cli_open_spec (word, error);
  g_autoptr (RnGraph) graph = spec != NULL ? rn_spec_build (spec, NULL, error) : NULL;

  if (graph == NULL)
    return FALSE;
  if (path != NULL)
    {
      block->block = find_scope (graph, path, error);
      if (block->block == RN_SCOPE_ROOT)
        return FALSE;
      if (rn_graph_scope (graph, block->block)->kind != RN_SCOPE_BLOCK)
        return cli_usage_error (error, "%s is a stage; a block of it is %s.0", path, path);
    }
  for (RnScope i = 0; block->block == RN_SCOPE_ROOT && i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      block->block = i;
  block->title = block_title (spec, graph, block->block);
  block->graph = g_steal_pointer (&graph);
  return TRUE;
}

FigScene *
draw_block (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  guint n = g_strv_length (words), opened = 0;
  g_autofree FigBlock *blocks = g_new0 (FigBlock, n);
  FigScene *scene = NULL;

  while (opened < n && open_block (&blocks[opened], words[opened], options->layer, error))
    opened++;
  if (opened == n)
    scene = fig_blocks_new (blocks, n, NULL, style, error);
  for (guint i = 0; i < opened; i++)
    {
      rn_graph_unref ((RnGraph *) blocks[i].graph);
      g_free ((char *) blocks[i].title);
    }
  return scene;
}
