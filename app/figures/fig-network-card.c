/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * An unfolded block: the textbook's residual figure. Where there is room the branch runs on a base
 * line with the shortcut as an arc above; in a narrow figure the same stands upright, branch
 * downwards and shortcut to its left.
 */
#include "config.h"
#include "fig-network-card-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define LANES_MOST 4         /* of a fork, drawn each; in the middle of more stands “…” */

static void
stop_clear (gpointer data)
{
  FigStop *s = data;

  if (s->lanes != NULL)
    fig__lanes_clear (s->lanes);
  g_free (s->lanes);
}

static void
add_steps (FigCard *card, GArray *steps, const FigRole *role)
{
  const RnGraph *graph = card->net->graph;

  for (guint i = 0; i < steps->len; i++)
    {
      FigStop s
        = { .step = g_array_index (steps, FigStep, i), .role = role, .half = card->side / 2 };

      s.words = fig__tile_words_width (card->net, &s.step) / 2;
      if (s.step.lanes != NULL)
        {
          s.lanes = g_new0 (FigLanes, 1);
          fig__lanes_read (s.lanes, graph, &g_array_index (steps, FigStep, i), LANES_MOST,
                           fig__card_add_spot, card);
        }
      else if (fig__is_gate (graph, &s.step))
        {
          s.is_ring = TRUE;
          s.half = s.words = RING;
        }
      g_array_append_val (card->stops, s);
    }
}

/* The shortcut's own line, and beside it what leads to the gate it ends in. */
static void
read_arc (FigCard *card)
{
  const RnGraph *graph = card->net->graph;
  const GArray *steps = card->anatomy.shortcut;

  card->arc = g_array_new (FALSE, FALSE, sizeof (FigStep));
  card->gate = fig__spots_new ();
  for (guint i = 0; i < steps->len; i++)
    {
      const FigStep *step = &g_array_index (steps, FigStep, i);
      const GArray *value, *factor;

      if (step->lanes == NULL || !fig__is_gate (graph, step) || step->lanes->len != 2)
        {
          g_array_append_vals (card->arc, step, 1);
          continue;
        }
      card->gated = step;
      value = g_ptr_array_index (step->lanes, 0);
      factor = g_ptr_array_index (step->lanes, 1);
      g_array_append_vals (card->arc, value->data, value->len);
      for (guint k = 0; k < factor->len; k++)
        fig__card_add_spot (card->gate, &g_array_index (factor, FigStep, k), 0, card);
    }
  for (card->linked = 0; card->linked < card->stops->len; card->linked++)
    if (card->gate->len > 0 && stop (card, card->linked)->is_ring)
      break;
}

double
fig__card_plus_words_width (const FigCard *card)
{
  return fig__text_width (card->net->scene,
                          fig__face (FIG_SMALL, FALSE, card->net->scene->palette.ink),
                          "<m>h(x) + F(x)</m>")
         / 2;
}

static void
read_stops (FigCard *card)
{
  const FigPalette *palette = &card->net->scene->palette;
  FigStop fork = {
    .step = { RN_NODE_NONE, RN_NODE_NONE, RN_SCOPE_ROOT, NULL }, .is_fork = TRUE, .half = 3, .words = 24
  };

  card->stops = g_array_new (FALSE, FALSE, sizeof (FigStop));
  g_array_set_clear_func (card->stops, stop_clear);
  card->branch = card->anatomy.has_shortcut ? palette->branch : palette->plain;
  if (!card->anatomy.has_shortcut)
    g_array_append_val (card->stops, fork);
  add_steps (card, card->anatomy.before,
             card->anatomy.has_shortcut ? &palette->plain : &card->branch);
  card->fork = card->anatomy.has_shortcut ? card->stops->len : 0;
  if (card->anatomy.has_shortcut)
    g_array_append_val (card->stops, fork);
  add_steps (card, card->anatomy.branch, &card->branch);
  card->plus = card->stops->len;
  if (card->anatomy.addition != RN_NODE_NONE)
    {
      FigStop plus = { .step = { card->anatomy.addition, card->anatomy.addition, RN_SCOPE_ROOT, NULL },
                       .is_plus = TRUE,
                       .role = &palette->sum,
                       .half = PLUS };

      plus.words = fig__card_plus_words_width (card);
      g_array_append_val (card->stops, plus);
    }
  add_steps (card, card->anatomy.after, card->anatomy.has_shortcut ? &palette->sum : &card->branch);
  read_arc (card);
}

/* The tensor that leaves a stop; the fork hands on what came in. */
RnNode
fig__card_tensor_after (const FigCard *card, guint i)
{
  while (stop (card, i)->is_fork)
    {
      if (i == 0)
        return card->anatomy.input;
      i--;
    }
  return stop (card, i)->step.node;
}

/* Shapes stand in a gap only where they change. */
gboolean
fig__card_changes (const FigCard *card, RnNode before, RnNode after)
{
  return before != RN_NODE_NONE && after != RN_NODE_NONE
         && !rn_shape_equal (fig__shape (card->net, before), fig__shape (card->net, after));
}

void
fig__card_shape_words (const FigCard *card, RnNode node, char **channels, char **size)
{
  const RnShape *shape = fig__shape (card->net, node);

  *channels = g_strdup_printf ("<b>%" G_GSIZE_FORMAT "</b>", shape->dim[1]);
  *size = shape->rank == 4
            ? g_strdup_printf ("%" G_GSIZE_FORMAT "×%" G_GSIZE_FORMAT, shape->dim[2], shape->dim[3])
            : g_strdup ("");
}

double
fig__card_label_width (const FigCard *card, RnNode node)
{
  g_autofree char *channels = NULL, *size = NULL;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, card->net->scene->palette.ink2);

  fig__card_shape_words (card, node, &channels, &size);
  return fmax (fig__text_width (card->net->scene, face, channels),
               fig__text_width (card->net->scene, face, size));
}

gboolean
fig__card_label_after (const FigCard *card, guint i)
{
  return i > 0 && !stop (card, i)->is_fork && i + 1 < card->stops->len
         && fig__card_changes (card, fig__card_tensor_after (card, i - 1),
                               fig__card_tensor_after (card, i));
}

static const FigRole *
edge_role (const FigCard *card, guint i)
{
  const FigPalette *palette = &card->net->scene->palette;

  if (i >= card->plus && has_arc (card))
    return &palette->sum;
  return i < card->fork ? &palette->plain : &card->branch;
}

/* What enters the branch is not all of x's gradient; NAN elsewhere. */
double
fig__card_branch_norm (const FigCard *card, guint i)
{
  return i == card->fork ? fig__split_norm (card->net, card->anatomy.block, TRUE) : NAN;
}

FigColor
fig__card_edge_color (const FigCard *card, guint i)
{
  const FigRole *role = edge_role (card, i);

  return role == &card->net->scene->palette.plain ? card->net->scene->palette.ink2 : role->line;
}

/* Option A has no tiles: it carries “pad +64”. */
gboolean
fig__card_is_padding (const FigCard *card)
{
  for (guint i = 0; i < card->arc->len; i++)
    {
      RnNode node = arc_step (card, i)->node;

      if (!fig__is (card->net->graph, node, "pad_channels")
          && !fig__is (card->net->graph, node, "subsample"))
        return FALSE;
    }
  return card->arc->len > 0;
}

static char *
padding_words (const FigCard *card)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < card->arc->len; i++)
    {
      RnNode node = arc_step (card, i)->node;
      g_autofree char *label = NULL;

      if (text->len > 0)
        g_string_append (text, " · ");
      label = fig__op_label (card->net->graph, node);
      g_string_append (text, label);
    }
  return g_string_free (text, FALSE);
}

guint
fig__card_n_arc_tiles (const FigCard *card)
{
  return card->anatomy.has_shortcut && !fig__card_is_padding (card) ? card->arc->len : 0;
}

double
fig__card_arc_words (const FigCard *card)
{
  return fig__text_width (card->net->scene, fig__face (13, TRUE, card->net->scene->palette.ink),
                          _("shortcut <m>h(x)</m>"));
}

void
fig__card_cut (const FigCard *card, FigMark *edge, double x, double y)
{
  FigMark *mark = fig__cut (card->net, edge, card->anatomy.block, x, y);

  if (mark == NULL)
    return;
  fig__shows (mark, card->anatomy.scaled, card->anatomy.scaled, mark->datum.bounds, 12);
  fig__rings (card->net, card->anatomy.scaled, card->anatomy.scaled, x - 12, y - 12, 24, 24, 12);
}

/* The tensor that reaches ⊕ by the shortcut. */
RnNode
fig__card_shortcut_end (const FigCard *card)
{
  guint n = card->arc->len;

  return card->anatomy.scaled != RN_NODE_NONE ? card->anatomy.scaled
         : card->gated != NULL                ? card->gated->node
         : n > 0                              ? arc_step (card, n - 1)->node
                                              : card->anatomy.input;
}

/* On the line, with the canvas behind it. */
void
fig__card_padding (const FigCard *card, double x, double y)
{
  g_autofree char *words = padding_words (card);
  FigFace face = fig__face (FIG_SMALL, TRUE, card->net->scene->palette.shortcut.text);
  double width = fig__text_width (card->net->scene, face, words) + 20;
  RnNode last = arc_step (card, card->arc->len - 1)->node;
  FigMark *mark;

  fig__pen_rect (card->net->scene, x - width / 2, y - 12, width, 24, 12);
  mark = fig__draw (card->net->scene,
                    &(FigPaint) { .fill = card->net->scene->palette.shortcut.tint,
                                  .stroke = card->net->scene->palette.shortcut.line,
                                  .line = 1.5 });
  fig__tell (mark, FIG_NODE, fig__node_text (card->net, last));
  mark->datum.node = last;
  fig__shows (mark, arc_step (card, 0)->first, last, mark->datum.bounds, 12);
  fig__text (card->net->scene, x, y, FIG_CENTER, face, words);
}

void
fig__card_plus_words (const FigCard *card, double x, double y, gboolean right)
{
  FigScene *scene = card->net->scene;
  g_autofree char *word = fig__op_word (card->net->graph, card->anatomy.addition);

  fig__textf (scene, x, y - 8, right ? FIG_START : FIG_CENTER,
              fig__face (12.5, TRUE, scene->palette.ink), "%s", word);
  fig__text (scene, x, y + 9, right ? FIG_START : FIG_CENTER,
             fig__face (FIG_SMALL, FALSE, scene->palette.sum.text), "<m>h(x) + F(x)</m>");
}

/* The sum's own map hangs above right on a thin line. */
/* @x, @base: 26 px left of the map and 60 below it, where the card has that room; the line starts at
   @x0, @y0. */
void
fig__card_plus_map (const FigCard *card, double x, double base, double x0, double y0)
{
  const FigNetwork *net = card->net;
  double side = 62, most = card->right - 8, left = fmin (x + 26, fmax (most - side, x + 12)), top;

  if (net->data->values == NULL || net->data->values[card->anatomy.addition] == NULL)
    return;
  side = fmin (side, most - left);
  top = base - 60 - side;
  fig__pen_line (net->scene, x0, y0, fmin (left + 8, fmax (x0, left)),
                 y0 > top + side ? top + side : y0);
  fig__stroke (net->scene, net->scene->palette.sum.line, 1.3);
  fig__pen_rect (net->scene, left, top, side, side, 6);
  fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.sum.tint,
                                       .stroke = net->scene->palette.sum.line,
                                       .line = 2 });
  if (fig__thumbnail (net, card->anatomy.addition, left + 1, top + 1, side - 2, 5))
    {
      fig__pen_rect (net->scene, left, top, side, side, 6);
      fig__stroke (net->scene, net->scene->palette.sum.line, 2);
    }
}

/* In a window the card says that it can be folded; in print nobody can. Returns: its width. */
static double
draw_fold (const FigCard *card, const FigItem *item, double right, double y)
{
  FigScene *scene = card->net->scene;
  FigFace quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  double width;
  FigMark *mark;

  if (!card->net->data->quiet)
    return 0;
  width = fig__text_width (scene, quiet, _("Fold"));
  mark = fig__text (scene, right - 18, y, FIG_END, quiet, _("Fold"));
  fig__tell (mark, FIG_FOLD, g_strdup (_("fold")));
  mark->datum.scope = item->scope;
  mark->touch = (FigRect) { right - 26 - width, y - 12, width + 30, 24 };
  fig__pen_polygon (scene, (FigPoint[]) { { right - 10, y + 2.5 }, { right - 5, y - 2.5 },
                                          { right, y + 2.5 } }, 3, FALSE);
  fig__stroke (scene, scene->palette.ink2, 1.6);
  return width + 34;
}

static double
draw_title (const FigCard *card, const FigItem *item)
{
  FigScene *scene = card->net->scene;
  FigFace bold = fig__face (FIG_BODY, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  double x = card->left + 18, y = card->top + 22, width = fig__text_width (scene, bold, item->name);
  double right = card->right - (item->repeats > 1 ? 68 : 16);
  FigMark *mark = fig__text (scene, x, y, FIG_START, bold, item->name);

  fig__tell (mark, FIG_FOLD, g_strdup (_("fold")));
  mark->datum.scope = item->scope;
  right -= draw_fold (card, item, right - 4, y);
  if (x + width + 12 + fig__text_width (scene, quiet, item->detail) <= right)
    {
      fig__text (scene, x + width + 12, y + 1, FIG_START, quiet, item->detail);
      return y + 22;
    }
  return fig__note (scene, x, y + 20, right, quiet, item->detail) + 10;
}

FigFlow
fig__card (const FigNetwork *net, const FigItem *item, double left, double right, double y)
{
  gboolean maps = net->data->values != NULL;
  /* a symbol needs more than a map */
  FigCard card = { .net = net,
                   .side = fig__give (net, maps ? 68 : 58, maps ? LEAST_TILE : 38),
                   .lane = fig__give (net, LANE_TILE, maps ? LEAST_TILE : 38),
                   .left = left,
                   .right = right,
                   .top = y };
  FigMark *frame;
  gboolean across;
  double below;
  FigFlow flow;

  fig__anatomy_read (&card.anatomy, net->graph, item->scope);
  read_stops (&card);
  across = fig__card_fits_across (&card);
  fig__pen_rect (net->scene, left, y, right - left, 10, 16);
  frame = fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.card,
                                               .stroke = net->scene->palette.hairline,
                                               .line = 1.3 });
  below = draw_title (&card, item);
  flow = across ? fig__card_across (&card, below) : fig__card_upright (&card, below);
  fig__pen_rect (net->scene, left, y, right - left, flow.bottom - y, 16);
  fig__replace_path (net->scene, frame);
  fig__tell (frame, FIG_SCOPE,
             g_strdup_printf ("%s\n%s", rn_graph_scope (net->graph, item->scope)->path,
                              rn_graph_scope (net->graph, item->scope)->summary != NULL
                                ? rn_graph_scope (net->graph, item->scope)->summary
                                : ""));
  frame->datum.scope = item->scope;
  fig__shows_scopes (frame, item->scope, fig__scope_end (net->graph, item->scope),
                     (FigRect) { left, y, right - left, flow.bottom - y }, 16);
  g_array_unref (card.stops);
  g_array_unref (card.arc);
  g_array_unref (card.gate);
  fig__anatomy_clear (&card.anatomy);
  return flow;
}
