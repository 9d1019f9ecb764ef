/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The pointer over the inspector's maps: the same pixel in all of them, and a click that enlarges. */
#include "config.h"
#include "reslab-inspector-private.h"

#include <string.h>

#include "fig-i18n.h"

#define ELSEWHERE -2               /* no channel: the pointer is not over a map */

static gboolean
is_probed (const InspectorCard *card)
{
  static const char *const names[] = { "maps", "addition", "pair", "picture", NULL };

  return g_strv_contains (names, card->card->name);
}

/* ── hovering ── */

/* Where the element under the pointer lies in the selection's own map. */
static gboolean
place_of (ReslabInspector *self, const InspectorCard *card, const FigPick *pick, int *row,
          int *column)
{
  const RnShape *to, *from;

  *row = pick->row;
  *column = pick->column;
  if (self->layer == NULL || pick->kind != FIG_MAP || pick->row < 0)
    return FALSE;
  if (strcmp (card->card->name, "pair") != 0 || pick->item != 0)
    return TRUE;
  to = rn_tensor_shape (self->layer->output);
  from = rn_tensor_shape (self->layer->inputs[0]);
  *row = (int) ((gsize) pick->row * to->dim[2] / from->dim[2]);
  *column = (int) ((gsize) pick->column * to->dim[3] / from->dim[3]);
  return TRUE;
}

/* Many movements of the pointer are one question. */
static gboolean
send_probe (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ReslabInspector *self = data;

  self->tick = 0;
  if (!lab_look (self->lab)->pinned)
    lab_do (self->lab, NULL, "probe", "row", self->row, "column", self->column, "channel",
            self->channel, NULL);
  return G_SOURCE_REMOVE;
}

static void
begin_probe (ReslabInspector *self, const InspectorCard *card, const FigPick *pick, int row,
             int column)
{
  gboolean of_grid = strcmp (card->card->name, "maps") == 0 && pick->channel >= 0;

  if (self->before == ELSEWHERE)
    self->before = lab_look (self->lab)->channel;
  self->row = row;
  self->column = column;
  self->channel = of_grid ? pick->channel : (int) lab_layer_channel (self->layer, self->lab);
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), send_probe, self, NULL);
}

/* The channel is again the one it was before the pointer wandered over the others. */
static void
end_probe (ReslabInspector *self)
{
  int before = self->before;

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  self->before = ELSEWHERE;
  if (before == ELSEWHERE || lab_look (self->lab)->pinned)
    return;
  lab_do (self->lab, NULL, "unprobe", NULL);
  if (lab_look (self->lab)->channel != before)
    lab_do (self->lab, NULL, "channel", "channel", before, NULL);
}

static void
on_hovered (ReslabFigureView *view, const FigPick *pick, double x, double y, InspectorCard *card)
{
  ReslabInspector *self = card->inspector;
  int row, column;

  if (lab_look (self->lab)->pinned)
    return;
  if (pick != NULL && place_of (self, card, pick, &row, &column))
    begin_probe (self, card, pick, row, column);
  else
    end_probe (self);
}

/* ── clicking ── */

static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           InspectorCard *card)
{
  ReslabInspector *self = card->inspector;

  if (pick->kind != FIG_MAP || pick->channel < 0)
    return;
  self->before = pick->channel;          /* it stays when the pointer leaves */
  if (lab_look (self->lab)->channel != pick->channel)
    lab_do (self->lab, NULL, "channel", "channel", pick->channel, NULL);
  reslab_inspector_enlarge (self, !self->large);
}

static void
paint_probe (cairo_t *cr, FigScene *scene, gpointer data)
{
  InspectorCard *card = data;
  double x, y;

  if (lab_probe_place (card->inspector->lab, &x, &y))
    fig_scene_paint_probe (scene, cr, x, y);
}

void
reslab__inspector_probe_attach (InspectorCard *card)
{
  ReslabFigureView *view = RESLAB_FIGURE_VIEW (card->view);
  gboolean draws_itself = (card->card->uses & LAB_USES_PROBE) != 0;

  if (!is_probed (card))
    return;
  reslab_figure_view_set_tooltips (view, FALSE);      /* the hover card tells more */
  g_signal_connect (view, "hovered", G_CALLBACK (on_hovered), card);
  if (!draws_itself)
    reslab_figure_view_set_overlay (view, paint_probe, card);
  if (strcmp (card->card->name, "maps") == 0)
    g_signal_connect (view, "picked", G_CALLBACK (on_picked), card);
}

void
reslab__inspector_probe_dispose (ReslabInspector *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}
