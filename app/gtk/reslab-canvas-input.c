/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The pointer and the arrow keys over the diagram. */
#include "config.h"
#include "reslab-canvas-private.h"

#include <math.h>

#include "lab-pass.h"
#include "reslab-actions.h"

#define PROBE_MS 40                /* between two probes of a moving pointer */
#define ROW_PX   24.0              /* places nearer than this in height are in one row */

/* ── the probe ── */

static gboolean
send_probe (gpointer data)
{
  ReslabCanvas *self = data;
  LabPass *pass = lab_pass (self->lab);
  RnNode node = lab_selected_node (self->lab);
  const RnShape *shape = node != RN_NODE_NONE ? &pass->shapes[node] : NULL;
  int row, column;

  self->probe = 0;
  if (shape == NULL || shape->rank < 4 || isnan (self->across) || lab_look (self->lab)->pinned)
    return G_SOURCE_REMOVE;
  row = (int) (self->down * (double) shape->dim[2]);
  column = (int) (self->across * (double) shape->dim[3]);
  if (!lab_look (self->lab)->probing || (gsize) row != lab_look (self->lab)->row
      || (gsize) column != lab_look (self->lab)->column)
    lab_do (self->lab, NULL, "probe", "row", row, "column", column, NULL);
  return G_SOURCE_REMOVE;
}

/* The squares follow at once; the numbers behind them as often as the worker is asked. */
static void
queue_probe (ReslabCanvas *self)
{
  if (self->probe == 0)
    self->probe = g_timeout_add (PROBE_MS, send_probe, self);
}

void
reslab__canvas_probe_again (ReslabCanvas *self)
{
  if (!isnan (self->across))
    queue_probe (self);
}

static void
end_probe (ReslabCanvas *self)
{
  g_clear_handle_id (&self->probe, g_source_remove);
  if (isnan (self->across))
    return;
  self->across = self->down = NAN;
  if (lab_look (self->lab)->probing && !lab_look (self->lab)->pinned)
    lab_do (self->lab, NULL, "unprobe", NULL);
  reslab_figure_view_queue_overlay (self->figure);
}

static void
on_hovered (ReslabFigureView *figure, const FigPick *pick, double x, double y, ReslabCanvas *self)
{
  if (pick == NULL || pick->kind != FIG_MAP || pick->row < 0)
    {
      end_probe (self);
      return;
    }
  self->across = CLAMP ((x - pick->bounds.x) / pick->bounds.width, 0, 1 - 1e-9);
  self->down = CLAMP ((y - pick->bounds.y) / pick->bounds.height, 0, 1 - 1e-9);
  queue_probe (self);
  reslab_figure_view_queue_overlay (figure);
}

/* ── press ── */

static void
select_node (ReslabCanvas *self, RnNode node)
{
  const RnGraph *graph = lab_pass (self->lab)->graph;
  RnScope folded = lab_folded_around (self->lab, node);

  /* Of a folded box, the box. */
  if (folded != RN_SCOPE_ROOT && rn_graph_scope (graph, folded)->path[0] != '\0')
    reslab__canvas_select (self, rn_graph_scope (graph, folded)->path);
  else
    reslab__canvas_select (self, rn_graph_node (graph, node)->name);
}

static gboolean
is_part (ReslabCanvas *self, const FigPick *pick)
{
  RnScopeKind kind = rn_graph_scope (lab_pass (self->lab)->graph, pick->scope)->kind;

  return pick->kind == FIG_SCOPE && (kind == RN_SCOPE_BLOCK || kind == RN_SCOPE_STAGE);
}

/* What was pressed becomes the selection; of a map also its channel. */
static void
take (ReslabCanvas *self, const FigPick *pick)
{
  const RnGraph *graph = lab_pass (self->lab)->graph;

  if (is_part (self, pick) && rn_graph_scope (graph, pick->scope)->path[0] != '\0')
    reslab__canvas_select (self, rn_graph_scope (graph, pick->scope)->path);
  else if (pick->node != RN_NODE_NONE)
    select_node (self, pick->node);
  if (pick->kind == FIG_MAP && pick->channel >= 0)
    lab_do (self->lab, NULL, "channel", "channel", pick->channel, NULL);
}

static gboolean
is_block (ReslabCanvas *self, const FigPick *pick)
{
  const RnGraph *graph = lab_pass (self->lab)->graph;

  return pick->kind == FIG_EDGE && pick->scope < rn_graph_n_scopes (graph)
         && rn_graph_scope (graph, pick->scope)->kind == RN_SCOPE_BLOCK;
}

static void
on_picked (ReslabFigureView *figure, const FigPick *pick, guint n_press, double x, double y,
           ReslabCanvas *self)
{
  if (lab_pass (self->lab) == NULL)
    return;
  if (pick->kind == FIG_FOLD)
    reslab__canvas_fold (self, pick);
  else if (is_block (self, pick))
    {
      FigRect at = { x - 4, y - 4, 8, 8 };

      reslab__canvas_select (self,
                             rn_graph_scope (lab_pass (self->lab)->graph, pick->scope)->path);
      reslab__canvas_scissors_at (self, pick->scope, &at);
    }
  else if (pick->kind == FIG_NODE || pick->kind == FIG_SCOPE || pick->kind == FIG_MAP)
    {
      if (n_press < 2)
        take (self, pick);
      else if (n_press == 2)
        reslab_canvas_toggle_fold (self);
    }
}

/* ── the menu ── */

static void
append (GMenu *menu, const char *const *actions)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; actions[i] != NULL; i++)
    reslab_actions_append (section, actions[i]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GtkWidget *
new_menu (ReslabCanvas *self)
{
  static const char *const here[] = { "unfold", "cut", "scissors", NULL };
  static const char *const folds[] = { "fold-all", "fold-stage", "unfold-stage", "unfold-all", NULL };
  static const char *const camera[] = { "fit", "zoom-in", "zoom-out", NULL };
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  append (menu, here);
  append (menu, folds);
  append (menu, camera);
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, GTK_WIDGET (self->overlay));
  return popover;
}

static void
on_context (ReslabFigureView *figure, const FigPick *pick, double x, double y, ReslabCanvas *self)
{
  FigRect box;

  if (lab_pass (self->lab) == NULL)
    return;
  if (pick != NULL && (pick->kind == FIG_NODE || pick->kind == FIG_SCOPE || pick->kind == FIG_MAP))
    take (self, pick);
  else if (pick != NULL && is_block (self, pick))
    reslab__canvas_select (self, rn_graph_scope (lab_pass (self->lab)->graph, pick->scope)->path);
  else if (pick == NULL && x == 0 && y == 0 && reslab__canvas_selection (self, &box, NULL))
    {
      x = box.x + box.width / 2;           /* by the menu key: at what is selected */
      y = box.y + box.height / 2;
    }
  if (self->menu == NULL)
    self->menu = new_menu (self);
  reslab_figure_view_from_scene (figure, &x, &y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* ── the arrow keys ── */

static gboolean
same_box (const FigRect *a, const FigRect *b)
{
  return fabs (a->x - b->x) < 0.5 && fabs (a->y - b->y) < 0.5 && fabs (a->width - b->width) < 0.5;
}

/* The next op that has another place in the diagram, in the order they are computed. */
static RnNode
along_flow (ReslabCanvas *self, RnNode node, const FigRect *from, int way)
{
  FigScene *scene = reslab_figure_view_get_scene (self->figure);
  guint n = rn_graph_n_nodes (lab_pass (self->lab)->graph);
  FigRect box;

  for (RnNode i = node + (guint) way; i < n; i += (guint) way)
    if (fig_scene_find_node (scene, i, &box, NULL) && !same_box (&box, from))
      return i;
  return RN_NODE_NONE;
}

/* The nearest place in another row. */
static RnNode
across_rows (ReslabCanvas *self, const FigRect *from, int way)
{
  GArray *places = reslab__canvas_places (self);
  double best = INFINITY, x = from->x + from->width / 2, y = from->y + from->height / 2;
  RnNode node = RN_NODE_NONE;

  for (guint i = 0; i < places->len; i++)
    {
      const CanvasPlace *place = &g_array_index (places, CanvasPlace, i);
      double dx = place->bounds.x + place->bounds.width / 2 - x;
      double dy = (place->bounds.y + place->bounds.height / 2 - y) * way;

      if (place->kind == FIG_MAP || place->node == RN_NODE_NONE || dy < ROW_PX
          || dy * 3 + fabs (dx) >= best)
        continue;
      best = dy * 3 + fabs (dx);
      node = place->node;
    }
  return node;
}

gboolean
reslab_canvas_move (ReslabCanvas *self, GtkDirectionType direction)
{
  FigScene *scene = reslab_figure_view_get_scene (self->figure);
  RnNode node = lab_selected_node (self->lab), next;
  FigRect box;
  int way = direction == GTK_DIR_RIGHT || direction == GTK_DIR_DOWN ? 1 : -1;

  if (scene == NULL || lab_pass (self->lab) == NULL)
    return FALSE;
  if (node == RN_NODE_NONE || !reslab__canvas_selection (self, &box, NULL))
    next = 0;
  else if (direction == GTK_DIR_UP || direction == GTK_DIR_DOWN)
    next = across_rows (self, &box, way);
  else
    next = along_flow (self, node, &box, way);
  if (next == RN_NODE_NONE)
    return FALSE;
  select_node (self, next);
  if (fig_scene_find_node (scene, next, &box, NULL))
    reslab_figure_view_scroll_to (self->figure, &box);
  return TRUE;
}

/* ── life ── */

void
reslab__canvas_input_init (ReslabCanvas *self)
{
  g_signal_connect (self->figure, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect (self->figure, "picked", G_CALLBACK (on_picked), self);
  g_signal_connect (self->figure, "context", G_CALLBACK (on_context), self);
}

void
reslab__canvas_input_dispose (ReslabCanvas *self)
{
  g_clear_handle_id (&self->probe, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->figure, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scissors, gtk_widget_unparent);
}

gboolean
reslab_canvas_escape (ReslabCanvas *self)
{
  if (lab_look (self->lab)->pinned || lab_look (self->lab)->probing)
    {
      self->across = self->down = NAN;
      lab_do (self->lab, NULL, "unprobe", NULL);
      return TRUE;
    }
  return FALSE;
}
