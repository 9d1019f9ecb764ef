/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Explore's diagram: the state and its pass as a network figure. */
#include "config.h"

#include "lab-diagram.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-network.h"
#include "lab-pass.h"

/* Folds made by hand, [n_scopes]; −1 as the level says. A path that is not of this network has no
 * place here. */
static gint8 *
read_folds (const LabLook *look, const RnGraph *graph)
{
  guint n = rn_graph_n_scopes (graph);
  gint8 *open = g_new (gint8, n);

  for (RnScope i = 0; i < n; i++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, i);
      gpointer by_hand;

      open[i] = -1;
      if ((scope->kind == RN_SCOPE_STAGE || scope->kind == RN_SCOPE_BLOCK)
          && g_hash_table_lookup_extended (look->open, scope->path, NULL, &by_hand))
        open[i] = GPOINTER_TO_INT (by_hand) != 0;
    }
  return open;
}

/* What a step has not computed yet is not there: neither its map nor its numbers. */
static void
forget_untaken (Lab *lab, RnRecords *records, RnTensor **maps, RnDirection direction)
{
  for (RnNode i = 0; i < records->records->len; i++)
    {
      RnRecord *record = &g_array_index (records->records, RnRecord, i);

      if (!lab_is_shown (lab, i, direction))
        maps[i] = NULL;
      record->has_values = record->has_values && lab_is_shown (lab, i, RN_FORWARD);
      record->has_gradient = record->has_gradient && lab_is_shown (lab, i, RN_BACKWARD);
    }
}

/* A block's roads back are known when all of it has been gone back through. */
static void
forget_splits (Lab *lab, RnRecords *records)
{
  for (guint i = 0; i < records->splits->len; i++)
    {
      RnSplit *split = &g_array_index (records->splits, RnSplit, i);

      if (!lab_is_shown (lab, rn_graph_scope (records->graph, split->block)->first, RN_BACKWARD))
        split->shortcut_norm = split->branch_norm = NAN;
    }
}

static FigScene *
make_scene (Lab *lab, const FigStyle *style, gboolean quiet)
{
  static const FigFold levels[] = { FIG_FOLD_STAGE, FIG_FOLD_BLOCK, FIG_FOLD_LAYER };
  const LabLook *look = lab_look (lab);
  LabPass *pass = lab_pass (lab);
  g_autoptr (RnRecords) records = NULL;
  g_autofree RnTensor **maps = NULL;
  g_autofree gint8 *open = NULL;
  RnDirection direction;
  FigNetworkData data;

  if (pass == NULL)
    return NULL;
  fig_network_data_init (&data, pass->graph);
  data.current = lab_current_node (lab, &direction);
  data.backward = direction == RN_BACKWARD && pass->backward;
  direction = data.backward ? RN_BACKWARD : RN_FORWARD;
  maps = g_memdup2 (data.backward ? pass->gradient_maps : pass->maps,
                    rn_graph_n_nodes (pass->graph) * sizeof (RnTensor *));
  records = rn_records_copy (pass->records);
  forget_untaken (lab, records, maps, direction);
  forget_splits (lab, records);
  open = read_folds (look, pass->graph);
  data.fold = levels[CLAMP (look->fold, 0, (int) G_N_ELEMENTS (levels) - 1)];
  data.open = open;
  data.repeats = TRUE;
  data.shapes = pass->shapes;
  data.values = maps;
  data.channels = pass->channels;
  data.records = records;
  data.selected = lab_selected_node (lab);
  data.quiet = quiet;
  return fig_network_new (&data, style);
}

FigScene *
lab_diagram_scene (Lab *lab, const FigStyle *style)
{
  return make_scene (lab, style, FALSE);
}

FigScene *
lab_diagram_scene_quiet (Lab *lab, const FigStyle *style)
{
  return make_scene (lab, style, TRUE);
}

/* ── folds ── */

gboolean
lab_is_open (Lab *lab, RnScope scope)
{
  const LabLook *look = lab_look (lab);
  const RnScopeInfo *info;
  gpointer by_hand;

  g_return_val_if_fail (lab_pass (lab) != NULL, FALSE);
  info = rn_graph_scope (lab_pass (lab)->graph, scope);
  if (info->kind != RN_SCOPE_STAGE && info->kind != RN_SCOPE_BLOCK)
    return TRUE;
  if (g_hash_table_lookup_extended (look->open, info->path, NULL, &by_hand))
    return GPOINTER_TO_INT (by_hand) != 0;
  return look->fold >= (info->kind == RN_SCOPE_STAGE ? 1 : 2);
}

RnScope
lab_folded_around (Lab *lab, RnNode node)
{
  LabPass *pass = lab_pass (lab);
  RnScope outermost = RN_SCOPE_ROOT;

  g_return_val_if_fail (pass != NULL, RN_SCOPE_ROOT);
  for (RnScope scope = rn_graph_node (pass->graph, node)->scope; scope != RN_SCOPE_ROOT;
       scope = rn_graph_scope (pass->graph, scope)->parent)
    if (!lab_is_open (lab, scope))
      outermost = scope;
  return outermost;
}

/* ── words ── */

/* “128 by 28 by 28” */
static char *
say_shape (const RnShape *shape)
{
  GString *words = g_string_new (NULL);

  for (guint i = 1; i < shape->rank; i++)
    {
      if (i > 1 && shape->rank == 4 && shape->dim[2] * shape->dim[3] == 1)
        break;                    /* one number a channel */
      if (i > 1)
        /* TRANSLATORS: between the sides of a shape: “128 by 28 by 28” */
        g_string_append (words, _(" by "));
      g_string_append_printf (words, "%" G_GSIZE_FORMAT, shape->dim[i]);
    }
  if (shape->rank < 2)
    /* TRANSLATORS: a shape that is a single number */
    g_string_append (words, _("one number"));
  return g_string_free (words, FALSE);
}

static gboolean
is_taken (Lab *lab, RnNode node)
{
  RnDirection direction;

  lab_current_node (lab, &direction);
  return lab_is_shown (lab, node, direction);
}

char *
lab_node_words (Lab *lab, RnNode node)
{
  LabPass *pass = lab_pass (lab);
  const RnNodeInfo *info;
  g_autofree char *shape = NULL;

  g_return_val_if_fail (pass != NULL && node < rn_graph_n_nodes (pass->graph), NULL);
  info = rn_graph_node (pass->graph, node);
  shape = say_shape (&pass->shapes[node]);
  /* TRANSLATORS: for those who cannot see the diagram: a layer's name, what it is, the shape of its
   * output, and whether that is computed: “layer2.0.conv2, convolution, output 128 by 28 by 28,
   * computed” */
  return g_strdup_printf (_("%s, %s, output %s, %s"), info->name, _(info->op->title), shape,
                          is_taken (lab, node) ? _("computed") : _("not computed yet"));
}
