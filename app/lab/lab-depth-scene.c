/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The figures of Gradients out of the lab's state. */
#include "config.h"

#include "lab-depth-scene.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-split.h"
#include "fig-strip.h"

/* ── words ── */

const char *
lab_depth_name (const LabDepthRun *run)
{
  const RnCatalogueEntry *entry = rn_catalogue_find (rn_spec_name (run->spec));

  return entry != NULL ? entry->title : rn_spec_name (run->spec);
}

char *
lab_depth_subtitle (const LabDepth *self)
{
  double loss = self->now->records->loss, before = NAN;
  g_autofree char *now_text = NULL, *before_text = NULL;
  GString *text = g_string_new (NULL);

  if (self->now->trained)
    g_string_append (text, _("trained; loss against random classes"));
  else
    g_string_append_printf (text, _("untrained, seed %lu"), (gulong) self->seed);
  g_string_append_printf (text, " · %s", self->input);
  if (!self->now->norm)
    g_string_append_printf (text, " · %s", _("without batch norm"));
  if (self->before != NULL)
    before = self->before->records->loss;
  now_text = fig_format_number (loss, 4);
  before_text = fig_format_number (before, 4);
  if (isfinite (before) && isfinite (loss))
    g_string_append_printf (text, " · %s %s → %s", _("loss"), before_text, now_text);
  else if (isfinite (loss))
    g_string_append_printf (text, " · %s %s", _("loss"), now_text);
  return g_string_free (text, FALSE);
}

char *
lab_depth_block_title (guint block)
{
  return g_strdup_printf (_("Block %u"), block + 1);
}

char *
lab_depth_block_subtitle (const LabDepth *self, guint block)
{
  const RnRecords *records = self->now->records;
  const RnScopeInfo *scope = rn_graph_scope (records->graph,
                                             lab_depth_split (self->now, block)->block);
  g_autofree char *map = fig_format_map (&records->shapes[scope->end - 1]);

  return scope->path[0] != '\0' ? g_strdup_printf ("%s · %s", scope->path, map)
                                : g_steal_pointer (&map);
}

/* ── by depth ── */

static void
fill_strip (FigStripData *data, Lab *lab, const LabDepth *depth)
{
  data->records = depth->now->records;
  data->name = lab_depth_name (depth->now);
  data->before = depth->before != NULL ? depth->before->records : NULL;
  data->plain = depth->plain != NULL ? depth->plain->records : NULL;
  data->plain_name = depth->plain != NULL ? lab_depth_name (depth->plain) : NULL;
  data->selected = depth->n_blocks > 1 ? lab_depth_block (lab) : -1;
}

FigScene *
lab_depth_scene (Lab *lab, gboolean titled, const FigStyle *style, GError **error)
{
  LabDepth *depth = lab_depth (lab);
  g_autofree gboolean *cut = NULL;
  g_autofree char *subtitle = NULL;
  FigStripData data = { 0 };

  if (depth == NULL)
    return NULL;
  fill_strip (&data, lab, depth);
  cut = g_new0 (gboolean, depth->n_blocks + 1);
  for (guint i = 0; i < depth->n_blocks; i++)
    cut[i] = depth->scales[i] == 0;
  subtitle = lab_depth_subtitle (depth);
  data.cut = cut;
  data.cosine = lab_look (lab)->depth_row == LAB_ROW_COSINE;
  data.offer = !titled;
  data.stale = !lab_is_current (lab, LAB_TASK_depth);
  data.title = titled ? data.name : NULL;
  data.subtitle = titled ? subtitle : NULL;
  return fig_strip_new (&data, style, error);
}

FigScene *
lab_depth_deviation_scene (Lab *lab, const FigStyle *style, GError **error)
{
  LabDepth *depth = lab_depth (lab);
  FigStripData data = { 0 };

  if (depth == NULL || depth->n_blocks < 2)
    return NULL;                          /* one point is no line */
  fill_strip (&data, lab, depth);
  data.before_addition = TRUE;
  return fig_strip_deviation_lines (&data, style, error);
}

/* ── one block ── */

/* Nothing but the addition, or the scissors, reads the block's input over its shortcut. */
static gboolean
is_identity (const RnGraph *graph, RnScope block)
{
  const RnScopeInfo *scope = rn_graph_scope (graph, block);

  for (RnNode i = scope->first; i < scope->end; i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);

      for (guint slot = 0; slot < node->n_inputs; slot++)
        if (node->inputs[slot] == scope->input
            && (g_str_equal (node->op->name, "add")
                || g_str_equal (node->op->name, "scale_constant")))
          return TRUE;
    }
  return FALSE;
}

/* Before the last cut; of a block that was cut earlier still that would say nothing. */
static const RnSplit *
split_before (const LabDepth *depth, guint block)
{
  if (depth->before == NULL || (depth->scales[block] != 1 && depth->last_cut != (int) block))
    return NULL;
  return lab_depth_split (depth->before, block);
}

FigScene *
lab_depth_block_scene (Lab *lab, const FigStyle *style, GError **error)
{
  LabDepth *depth = lab_depth (lab);
  int block = lab_depth_block (lab);
  g_autofree char *title = NULL, *subtitle = NULL;
  FigSplitData data;

  if (block < 0)
    return NULL;
  fig_split_data_init (&data);
  title = lab_depth_block_title ((guint) block);
  subtitle = lab_depth_block_subtitle (depth, (guint) block);
  data.split = lab_depth_split (depth->now, (guint) block);
  data.before = split_before (depth, (guint) block);
  data.scale = depth->scales[block];
  data.identity = is_identity (depth->now->records->graph, data.split->block);
  data.title = title;
  data.subtitle = subtitle;
  data.one_shortcut = data.split->peak_shortcut;
  data.one_branch = data.split->peak_branch;
  data.one_sum = data.split->has_shortcut ? data.split->peak : NAN;
  return fig_split_new (&data, style);
}
