/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The diagram: when its scene is made anew, and what folds, unfolds and is selected. */
#include "config.h"
#include "reslab-canvas-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-pass.h"
#include "reslab-controls.h"
#include "reslab-minimap.h"

G_DEFINE_FINAL_TYPE (ReslabCanvas, reslab_canvas, ADW_TYPE_BIN)

/* ── the scene ── */

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  return lab_diagram_scene_quiet (((ReslabCanvas *) data)->lab, style);
}

static RnScope
block_of (LabPass *pass, RnNode node)
{
  return node == RN_NODE_NONE ? RN_SCOPE_ROOT
                              : rn_graph_scope_above (pass->graph,
                                                      rn_graph_node (pass->graph, node)->scope,
                                                      RN_SCOPE_BLOCK);
}

/* Everything the scene depends on but folds: a selection only keeps its block out of “×6”. */
static char *
scene_key (ReslabCanvas *self)
{
  LabPass *pass = lab_pass (self->lab);

  if (pass == NULL)
    return g_strdup ("");
  return g_strdup_printf ("%p %u %u", (gpointer) pass, lab_look (self->lab)->position,
                          block_of (pass, lab_selected_node (self->lab)));
}

static void
renew (ReslabCanvas *self, gboolean forced)
{
  g_autofree char *key = scene_key (self);

  if (!forced && g_strcmp0 (key, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&key);
  reslab_figure_view_invalidate (self->figure);
}

GArray *
reslab__canvas_places (ReslabCanvas *self)
{
  FigScene *scene = reslab_figure_view_get_scene (self->figure);
  guint of = reslab_figure_view_n_scenes (self->figure);

  if (self->places_of == of)
    return self->places;
  self->places_of = of;
  g_array_set_size (self->places, 0);
  for (guint i = 0; scene != NULL && i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { .kind = FIG_NOTHING };
      CanvasPlace place;

      fig_scene_mark (scene, i, &mark);
      place = (CanvasPlace) { mark.kind, mark.node, mark.scope, mark.bounds };
      if (mark.kind == FIG_NODE || mark.kind == FIG_SCOPE || mark.kind == FIG_MAP)
        g_array_append_val (self->places, place);
    }
  return self->places;
}

/* ── selection ── */

gboolean
reslab__canvas_selection (ReslabCanvas *self, FigRect *bounds, double *radius)
{
  FigScene *scene = reslab_figure_view_get_scene (self->figure);
  LabPass *pass = lab_pass (self->lab);
  RnNode node = lab_selected_node (self->lab);
  RnScope scope;

  if (scene == NULL || node == RN_NODE_NONE)
    return FALSE;
  if (rn_graph_find (pass->graph, lab_look (self->lab)->selected) != RN_NODE_NONE)
    return fig_scene_find_node (scene, node, bounds, radius);
  scope = lab_selected_scope (self->lab);
  return fig_scene_find_scope (scene, scope, bounds, radius)
         || fig_scene_find_node (scene, node, bounds, radius);
}

void
reslab__canvas_select (ReslabCanvas *self, const char *name)
{
  lab_do (self->lab, NULL, "select", "name", name, NULL);
}

static void
describe (ReslabCanvas *self)
{
  RnNode node = lab_selected_node (self->lab);
  g_autofree char *words = node != RN_NODE_NONE ? lab_node_words (self->lab, node)
                                                : g_strdup (_("nothing is selected"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->figure),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
name_figure (ReslabCanvas *self)
{
  g_autofree char *title
    = g_strdup_printf (_("Diagram of %s"), rn_spec_name (lab_document (self->lab)->spec));

  reslab_figure_view_set_title (self->figure, title);
}

/* ── folds ── */

void
reslab__canvas_fold_scope (ReslabCanvas *self, RnScope scope, gboolean open)
{
  lab_do (self->lab, NULL, "fold", "scope", rn_graph_scope (lab_pass (self->lab)->graph, scope)->path,
          "open", open, NULL);
}

/* Equal blocks that are drawn once become themselves again: each is folded by hand. */
static void
spread (ReslabCanvas *self, RnScope first, int n)
{
  const RnGraph *graph = lab_pass (self->lab)->graph;
  RnScope parent = rn_graph_scope (graph, first)->parent;

  for (RnScope i = first; n > 0 && i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->parent == parent
        && rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      {
        reslab__canvas_fold_scope (self, i, FALSE);
        n--;
      }
}

void
reslab__canvas_fold (ReslabCanvas *self, const FigPick *pick)
{
  const RnGraph *graph = lab_pass (self->lab)->graph;
  RnScopeKind kind = rn_graph_scope (graph, pick->scope)->kind;

  if (kind == RN_SCOPE_BLOCK && pick->item > 1)
    spread (self, pick->scope, pick->item);
  else
    reslab__canvas_fold_scope (self, pick->scope, !lab_is_open (self->lab, pick->scope));
}

gboolean
reslab_canvas_toggle_fold (ReslabCanvas *self)
{
  RnNode node = lab_selected_node (self->lab);
  RnScope folded, block;

  if (node == RN_NODE_NONE)
    return FALSE;
  folded = lab_folded_around (self->lab, node);
  block = block_of (lab_pass (self->lab), node);
  if (folded == RN_SCOPE_ROOT && block == RN_SCOPE_ROOT)
    return FALSE;
  reslab__canvas_fold_scope (self, folded != RN_SCOPE_ROOT ? folded : block,
                             folded != RN_SCOPE_ROOT);
  return TRUE;
}

static RnScope
stage_of (ReslabCanvas *self)
{
  LabPass *pass = lab_pass (self->lab);
  RnNode node = lab_selected_node (self->lab);
  RnDirection direction;

  if (node == RN_NODE_NONE)
    node = lab_current_node (self->lab, &direction);
  if (node == RN_NODE_NONE)
    return RN_SCOPE_ROOT;
  return rn_graph_scope_above (pass->graph, rn_graph_node (pass->graph, node)->scope,
                               RN_SCOPE_STAGE);
}

void
reslab_canvas_unfold_stage (ReslabCanvas *self)
{
  RnScope stage = lab_pass (self->lab) != NULL ? stage_of (self) : RN_SCOPE_ROOT;
  const RnGraph *graph;

  if (stage == RN_SCOPE_ROOT)
    return;
  graph = lab_pass (self->lab)->graph;
  if (!lab_is_open (self->lab, stage))
    {
      reslab__canvas_fold_scope (self, stage, TRUE);
      return;
    }
  for (RnScope i = stage + 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->parent == stage)
      reslab__canvas_fold_scope (self, i, TRUE);
}

/* Its blocks keep how they are folded, for when it is opened again. */
void
reslab_canvas_fold_stage (ReslabCanvas *self)
{
  RnScope stage = lab_pass (self->lab) != NULL ? stage_of (self) : RN_SCOPE_ROOT;

  if (stage != RN_SCOPE_ROOT)
    reslab__canvas_fold_scope (self, stage, FALSE);
}

/* ── changes ── */

/* The step's place once the scene that shows it is there; the camera stays where that is seen. */
static void
reveal (ReslabCanvas *self)
{
  FigScene *scene = reslab_figure_view_get_scene (self->figure);
  RnDirection direction;
  RnNode node = lab_current_node (self->lab, &direction);
  FigRect box;

  if (scene == NULL || node == RN_NODE_NONE || !fig_scene_find_node (scene, node, &box, NULL))
    return;
  reslab_figure_view_scroll_to (self->figure, &box);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ReslabCanvas *self = data;

  if (++self->reveal < 3)
    return G_SOURCE_CONTINUE;     /* the new scene is made in a tick of the same frame */
  reveal (self);
  self->reveal = 0;
  return G_SOURCE_REMOVE;
}

static void
on_position (ReslabCanvas *self)
{
  if (self->position == lab_look (self->lab)->position)
    return;
  self->position = lab_look (self->lab)->position;
  reslab__canvas_move_step (self);
  if (self->reveal == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self->figure), on_tick, self, NULL);
  self->reveal = 1;
}

static void
on_changed (Lab *lab, guint changes, ReslabCanvas *self)
{
  if (changes & (LAB_CHANGED_BY (pass) | LAB_CHANGED_FOLD | LAB_CHANGED_NETWORK
                 | LAB_CHANGED_POSITION | LAB_CHANGED_SELECTION))
    renew (self, (changes & LAB_CHANGED_FOLD) != 0);
  if (changes & LAB_CHANGED_POSITION)
    on_position (self);
  if (changes & LAB_CHANGED_NETWORK)
    name_figure (self);
  if (changes & (LAB_CHANGED_SELECTION | LAB_CHANGED_POSITION | LAB_CHANGED_BY (pass)))
    {
      describe (self);
      reslab__canvas_probe_again (self);
    }
  reslab_figure_view_queue_overlay (self->figure);
}

/* ── the widget ── */

static void
reslab_canvas_dispose (GObject *object)
{
  ReslabCanvas *self = RESLAB_CANVAS (object);

  if (self->lab != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->lab, self);
      reslab__canvas_input_dispose (self);
      reslab__canvas_stop (self);
      reslab_figure_view_set_overlay (self->figure, NULL, NULL);
      reslab_figure_view_set_source (self->figure, NULL, NULL);
    }
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_canvas_parent_class)->dispose (object);
}

static void
reslab_canvas_finalize (GObject *object)
{
  ReslabCanvas *self = RESLAB_CANVAS (object);

  g_free (self->shown);
  g_array_unref (self->places);
  G_OBJECT_CLASS (reslab_canvas_parent_class)->finalize (object);
}

static void
reslab_canvas_class_init (ReslabCanvasClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_canvas_dispose;
  G_OBJECT_CLASS (class)->finalize = reslab_canvas_finalize;
}

static void
reslab_canvas_init (ReslabCanvas *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (CanvasPlace));
  self->places_of = G_MAXUINT;
  self->across = self->down = NAN;
  self->moment_ms = G_MAXDOUBLE;
  self->style = reslab_style_of (GTK_WIDGET (self));
  self->overlay = gtk_overlay_new ();
  self->figure = RESLAB_FIGURE_VIEW (reslab_figure_view_new ());
  reslab_figure_view_set_zoomable (self->figure, TRUE);
  gtk_widget_set_name (GTK_WIDGET (self->figure), "diagram");
  reslab_figure_view_set_stops (self->figure, 0);      /* the arrow keys select instead */
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->figure));
  adw_bin_set_child (ADW_BIN (self), self->overlay);
}

GtkWidget *
reslab_canvas_new (Lab *lab)
{
  ReslabCanvas *self = g_object_new (RESLAB_TYPE_CANVAS, NULL);

  self->lab = g_object_ref (lab);
  self->position = lab_look (lab)->position;
  reslab_figure_view_set_source (self->figure, make_scene, self);
  reslab_figure_view_set_overlay (self->figure, reslab__canvas_paint, self);
  reslab__canvas_input_init (self);
  self->minimap = reslab_minimap_new (self);
  reslab_control_mark (self->minimap, LAB_CONTROL_MINIMAP);
  reslab_canvas_add_overlay (self, self->minimap);
  name_figure (self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  return GTK_WIDGET (self);
}

ReslabFigureView *
reslab_canvas_figure (ReslabCanvas *self)
{
  return self->figure;
}

void
reslab_canvas_add_overlay (ReslabCanvas *self, GtkWidget *widget)
{
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), widget);
}
