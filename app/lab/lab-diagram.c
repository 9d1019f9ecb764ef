/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Explore's diagram: the state and its pass as a network figure. */
#include "config.h"

#include "lab-diagram.h"

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

FigScene *
lab_diagram_scene (Lab *lab, const FigStyle *style)
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
  open = read_folds (look, pass->graph);
  data.fold = levels[CLAMP (look->fold, 0, (int) G_N_ELEMENTS (levels) - 1)];
  data.open = open;
  data.repeats = TRUE;
  data.shapes = pass->shapes;
  data.values = maps;
  data.channels = pass->channels;
  data.records = records;
  data.selected = lab_selected_node (lab);
  return fig_network_new (&data, style);
}
