/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * An unfolded block: the textbook's residual figure. Where there is room the branch runs on a base line with the shortcut as
 * an arc above; in a narrow figure the same stands upright, branch downwards and shortcut to its left.
 */
#include "config.h"
#include "fig-network-private.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define CORNER     26.0
#define PLUS       18.0
#define ARC_TILE   60.0
#define WORDS      40.0      /* two lines below a tile */
#define GAP_LEAST  24.0
#define GAP_MOST   110.0

/* One thing on the main line: a tile, the fork (no step, RN_NODE_NONE), or the addition. */
typedef struct
{
  FigStep        step;
  gboolean       is_fork, is_plus;
  const FigRole *role;
  double         half;       /* px along the line */
  double         words;      /* half the width of its words */
  double         at;         /* px along the line */
} Stop;

typedef struct
{
  const FigNetwork *net;
  FigAnatomy        anatomy;
  GArray           *stops;   /* (owned) (element-type Stop) */
  guint             fork, plus;      /* places in stops; plus = len where there is none */
  FigRole           branch;  /* plain blocks are grey */
  double            side;
  double            left, right, top;
} Card;

/* A plain block has no arc. */
static gboolean
has_arc (const Card *card)
{
  return card->anatomy.addition != RN_NODE_NONE;
}

static Stop *
stop (const Card *card, guint i)
{
  return &g_array_index (card->stops, Stop, i);
}

/* ── the stops ── */

static void
add_steps (Card *card, GArray *steps, const FigRole *role)
{
  for (guint i = 0; i < steps->len; i++)
    {
      Stop s = { .step = g_array_index (steps, FigStep, i), .role = role, .half = card->side / 2 };

      s.words = fig__tile_words_width (card->net, &s.step) / 2;
      g_array_append_val (card->stops, s);
    }
}

static double
plus_words (const Card *card)
{
  return fig__text_width (card->net->scene, fig__face (FIG_SMALL, FALSE, card->net->scene->palette.ink), "<m>h(x) + F(x)</m>") / 2;
}

static void
read_stops (Card *card)
{
  const FigPalette *palette = &card->net->scene->palette;
  Stop fork = { .step = { RN_NODE_NONE, RN_NODE_NONE, RN_SCOPE_ROOT }, .is_fork = TRUE, .half = 3, .words = 24 };

  card->stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  card->branch = card->anatomy.has_shortcut ? palette->branch : palette->plain;
  if (!card->anatomy.has_shortcut)
    g_array_append_val (card->stops, fork);
  add_steps (card, card->anatomy.before, card->anatomy.has_shortcut ? &palette->plain : &card->branch);
  card->fork = card->anatomy.has_shortcut ? card->stops->len : 0;
  if (card->anatomy.has_shortcut)
    g_array_append_val (card->stops, fork);
  add_steps (card, card->anatomy.branch, &card->branch);
  card->plus = card->stops->len;
  if (card->anatomy.addition != RN_NODE_NONE)
    {
      Stop plus = { .step = { card->anatomy.addition, card->anatomy.addition, RN_SCOPE_ROOT }, .is_plus = TRUE, .role = &palette->sum, .half = PLUS };

      plus.words = plus_words (card);
      g_array_append_val (card->stops, plus);
    }
  add_steps (card, card->anatomy.after, card->anatomy.has_shortcut ? &palette->sum : &card->branch);
}

/* The tensor that leaves a stop; the fork hands on what came in. */
static RnNode
tensor_after (const Card *card, guint i)
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
static gboolean
changes (const Card *card, RnNode before, RnNode after)
{
  return before != RN_NODE_NONE && after != RN_NODE_NONE && !rn_shape_equal (fig__shape (card->net, before), fig__shape (card->net, after));
}

static void
shape_words (const Card *card, RnNode node, char **channels, char **size)
{
  const RnShape *shape = fig__shape (card->net, node);

  *channels = g_strdup_printf ("<b>%" G_GSIZE_FORMAT "</b>", shape->dim[1]);
  *size = shape->rank == 4 ? g_strdup_printf ("%" G_GSIZE_FORMAT "×%" G_GSIZE_FORMAT, shape->dim[2], shape->dim[3]) : g_strdup ("");
}

static double
label_width (const Card *card, RnNode node)
{
  g_autofree char *channels = NULL, *size = NULL;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, card->net->scene->palette.ink2);

  shape_words (card, node, &channels, &size);
  return fmax (fig__text_width (card->net->scene, face, channels), fig__text_width (card->net->scene, face, size));
}

static gboolean
label_after (const Card *card, guint i)
{
  return i > 0 && !stop (card, i)->is_fork && i + 1 < card->stops->len && changes (card, tensor_after (card, i - 1), tensor_after (card, i));
}

static const FigRole *
edge_role (const Card *card, guint i)
{
  const FigPalette *palette = &card->net->scene->palette;

  if (i >= card->plus && has_arc (card))
    return &palette->sum;
  return i < card->fork ? &palette->plain : &card->branch;
}

/* What enters the branch is not all of x's gradient; NAN elsewhere. */
static double
branch_norm (const Card *card, guint i)
{
  return i == card->fork ? fig__split_norm (card->net, card->anatomy.block, TRUE) : NAN;
}

static FigColor
edge_color (const Card *card, guint i)
{
  const FigRole *role = edge_role (card, i);

  return role == &card->net->scene->palette.plain ? card->net->scene->palette.ink2 : role->line;
}

/* ── the shortcut's own nodes ── */

/* Option A has no tiles: it carries “pad +64”. */
static gboolean
is_padding (const Card *card)
{
  for (guint i = 0; i < card->anatomy.shortcut->len; i++)
    {
      RnNode node = g_array_index (card->anatomy.shortcut, FigStep, i).node;

      if (!fig__is (card->net->graph, node, "pad_channels") && !fig__is (card->net->graph, node, "subsample"))
        return FALSE;
    }
  return card->anatomy.shortcut->len > 0;
}

static char *
padding_words (const Card *card)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < card->anatomy.shortcut->len; i++)
    {
      RnNode node = g_array_index (card->anatomy.shortcut, FigStep, i).node;

      if (text->len > 0)
        g_string_append (text, " · ");
      if (fig__is (card->net->graph, node, "subsample"))
        g_string_append_printf (text, "/%d", (int) fig__attribute (card->net->graph, node, "stride", 1));
      else
        /* TRANSLATORS: so many channels of zeros are added on the shortcut */
        g_string_append_printf (text, _("pad +%d"), (int) (fig__attribute (card->net->graph, node, "before", 0) + fig__attribute (card->net->graph, node, "after", 0)));
    }
  return g_string_free (text, FALSE);
}

static guint
n_arc_tiles (const Card *card)
{
  return card->anatomy.has_shortcut && !is_padding (card) ? card->anatomy.shortcut->len : 0;
}

static const FigStep *
arc_step (const Card *card, guint i)
{
  return &g_array_index (card->anatomy.shortcut, FigStep, i);
}

/* ── horizontal ── */

/* Sets at of each stop for a least gap; returns where the last one ends. */
static double
place_across (Card *card, double gap)
{
  double first = card->left + (stop (card, 0)->is_fork ? 46 : 30 + card->side / 2);

  for (guint i = 0; i < card->stops->len; i++)
    {
      Stop *s = stop (card, i), *before = i > 0 ? stop (card, i - 1) : NULL;
      double label = i > 0 && label_after (card, i - 1) ? label_width (card, tensor_after (card, i - 1)) + 18 : 0;

      s->at = i == 0 ? first : before->at + fmax (before->half + fmax (gap, label) + s->half, before->words + s->words + 10);
    }
  return stop (card, card->stops->len - 1)->at + fmax (stop (card, card->stops->len - 1)->half, stop (card, card->stops->len - 1)->words);
}

static double
arc_words (const Card *card)
{
  return fig__text_width (card->net->scene, fig__face (13, TRUE, card->net->scene->palette.ink), _("shortcut <m>h(x)</m>"));
}

/* Room the arc's label and tiles need between fork and ⊕. */
static double
arc_room (const Card *card)
{
  double room = 2 * CORNER + arc_words (card) + 20;

  for (guint i = 0; i < n_arc_tiles (card); i++)
    room += fmax (ARC_TILE, fig__tile_words_width (card->net, arc_step (card, i))) + GAP_LEAST;
  return room;
}

static gboolean
fits_across (Card *card)
{
  double room = card->right - 24;
  double gap = GAP_LEAST;

  if (place_across (card, gap) > room)
    return FALSE;
  while (gap < GAP_MOST && place_across (card, gap + 2) <= room)
    gap += 2;
  place_across (card, gap);
  return !has_arc (card) || stop (card, card->plus)->at - stop (card, card->fork)->at >= arc_room (card);
}

static void
draw_gap_label (const Card *card, RnNode node, double x, double y)
{
  g_autofree char *channels = NULL, *size = NULL;
  FigFace quiet = fig__face (FIG_TICK_SIZE, FALSE, card->net->scene->palette.ink2);
  FigFace strong = fig__face (FIG_TICK_SIZE, FALSE, card->net->scene->palette.ink);

  shape_words (card, node, &channels, &size);
  fig__text (card->net->scene, x, y - 13, FIG_CENTER, strong, channels);
  if (size[0] != '\0')
    fig__text (card->net->scene, x, y + 14, FIG_CENTER, quiet, size);
}

static void
draw_arc_label (const Card *card, double x, double y)
{
  FigFace face = fig__face (13, TRUE, card->net->scene->palette.shortcut.text);

  if (card->anatomy.shortcut->len == 0)
    fig__text (card->net->scene, x, y - 15, FIG_START, face, _("shortcut <m>h(x) = x</m>"));
  else
    fig__text (card->net->scene, x, y - 15, FIG_START, face, _("shortcut <m>h(x)</m>"));
}

/* On the line, with the canvas behind it. */
static void
draw_padding (const Card *card, double x, double y)
{
  g_autofree char *words = padding_words (card);
  FigFace face = fig__face (FIG_SMALL, TRUE, card->net->scene->palette.shortcut.text);
  double width = fig__text_width (card->net->scene, face, words) + 20;
  RnNode last = arc_step (card, card->anatomy.shortcut->len - 1)->node;
  FigMark *mark;

  fig__pen_rect (card->net->scene, x - width / 2, y - 12, width, 24, 12);
  mark = fig__draw (card->net->scene, &(FigPaint) { .fill = card->net->scene->palette.shortcut.tint, .stroke = card->net->scene->palette.shortcut.line, .line = 1.5 });
  fig__tell (mark, FIG_NODE, fig__node_text (card->net, last));
  mark->datum.node = last;
  fig__text (card->net->scene, x, y, FIG_CENTER, face, words);
}

/* From the fork up, along the arc through its tiles, and down into ⊕. */
static void
draw_arc_across (const Card *card, double base, double arc)
{
  const FigNetwork *net = card->net;
  FigColor color = net->scene->palette.shortcut.line;
  double from = stop (card, card->fork)->at, to = stop (card, card->plus)->at, down = base - PLUS - 1;
  double start = from + CORNER + 14 + arc_words (card) + 12, end = to - CORNER - 8, norm = fig__split_norm (card->net, card->anatomy.block, FALSE);
  guint n = n_arc_tiles (card);
  RnNode before = card->anatomy.input, last;
  FigPoint at = { from, base - 3 };
  gboolean turned = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const FigStep *step = arc_step (card, i);
      double slot = (end - start) / n, x = start + slot * (i + 0.5), edge = x - ARC_TILE / 2 - 1;

      fig__edge (net, turned ? (FigPoint[]) { at, { edge, arc } } : (FigPoint[]) { at, { from, arc }, { edge, arc } }, turned ? 2 : 3, color, before, step->node,
                 i == 0 ? norm : NAN, TRUE);
      if (i > 0 && changes (card, i > 1 ? arc_step (card, i - 2)->node : card->anatomy.input, before))
        draw_gap_label (card, before, (at.x + edge) / 2 - 3, arc);
      fig__tile (net, step, x, arc, ARC_TILE, &net->scene->palette.shortcut, FALSE);
      turned = TRUE;
      at = (FigPoint) { x + ARC_TILE / 2 + 1, arc };
      before = step->node;
    }
  last = card->anatomy.shortcut->len > 0 ? arc_step (card, card->anatomy.shortcut->len - 1)->node : card->anatomy.input;
  fig__edge (net, turned ? (FigPoint[]) { at, { to, arc }, { to, down } } : (FigPoint[]) { at, { from, arc }, { to, arc }, { to, down } },
             turned ? 3 : 4, color, last, card->anatomy.addition, n == 0 ? norm : NAN, TRUE);
  if (n > 0 && changes (card, n > 1 ? arc_step (card, n - 2)->node : card->anatomy.input, last) && end - at.x > 60)
    draw_gap_label (card, last, at.x + 38, arc);
  draw_arc_label (card, from + CORNER + 14, arc);
  if (is_padding (card))
    draw_padding (card, (fmax (from + CORNER + 14 + arc_words (card), from) + to) / 2, arc);
}

static void
draw_plus_words (const Card *card, double x, double y, gboolean right)
{
  FigScene *scene = card->net->scene;
  g_autofree char *word = fig__op_word (card->net->graph, card->anatomy.addition);

  fig__textf (scene, x, y - 8, right ? FIG_START : FIG_CENTER, fig__face (12.5, TRUE, scene->palette.ink), "%s", word);
  fig__text (scene, x, y + 9, right ? FIG_START : FIG_CENTER, fig__face (FIG_SMALL, FALSE, scene->palette.sum.text), "<m>h(x) + F(x)</m>");
}

/* The sum's own map hangs above right on a thin line. */
/* @x, @base: 26 px left of the map and 122 below its top; the line starts at @x0, @y0. */
static void
draw_plus_map (const Card *card, double x, double base, double x0, double y0)
{
  const FigNetwork *net = card->net;
  double left = x + 26, top = base - 122, side = 62;

  if (net->data->values == NULL || net->data->values[card->anatomy.addition] == NULL)
    return;
  fig__pen_line (net->scene, x0, y0, fmin (left + 8, fmax (x0, left)), y0 > top + side ? top + side : y0);
  fig__stroke (net->scene, net->scene->palette.sum.line, 1.3);
  fig__pen_rect (net->scene, left, top, side, side, 6);
  fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.sum.tint, .stroke = net->scene->palette.sum.line, .line = 2 });
  if (fig__thumbnail (net, card->anatomy.addition, left + 1, top + 1, side - 2, 5))
    {
      fig__pen_rect (net->scene, left, top, side, side, 6);
      fig__stroke (net->scene, net->scene->palette.sum.line, 2);
    }
}

static void
draw_fork_across (const Card *card, guint i, double base)
{
  FigScene *scene = card->net->scene;
  double x = stop (card, i)->at;

  fig__dot (card->net, x, base, 4.5, scene->palette.ink);
  fig__text (scene, x - 14, base - 16, FIG_CENTER, fig__face (16, FALSE, scene->palette.ink), "<m>x</m>");
  if (i == 0 && card->anatomy.input != RN_NODE_NONE)
    {
      g_autofree char *channels = NULL, *size = NULL;

      shape_words (card, card->anatomy.input, &channels, &size);
      fig__text (scene, x, base + 20, FIG_CENTER, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink), channels);
      fig__text (scene, x, base + 36, FIG_CENTER, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), size);
    }
}

static void
draw_stops_across (const Card *card, double base)
{
  for (guint i = 0; i < card->stops->len; i++)
    {
      const Stop *s = stop (card, i);

      if (i + 1 < card->stops->len)
        {
          const Stop *next = stop (card, i + 1);
          double x0 = s->at + s->half + 1, x1 = next->at - next->half - 1;

          fig__edge (card->net, (FigPoint[]) { { x0, base }, { x1, base } }, 2, edge_color (card, i), tensor_after (card, i), next->step.node,
                     branch_norm (card, i), !next->is_fork);
          if (label_after (card, i))
            draw_gap_label (card, tensor_after (card, i), (x0 + x1) / 2 - 3, base);
        }
      if (s->is_plus)
        {
          fig__plus (card->net, s->step.node, s->at, base, PLUS);
          draw_plus_words (card, s->at, base + card->side / 2 + 21, FALSE);
          draw_plus_map (card, s->at, base, s->at + PLUS * 0.45, base - PLUS * 0.9);
        }
      else if (!s->is_fork)
        fig__tile (card->net, &s->step, s->at, base, card->side, s->role, FALSE);
    }
}

static double
draw_title (const Card *card, const FigItem *item)
{
  FigScene *scene = card->net->scene;
  FigFace bold = fig__face (FIG_BODY, TRUE, scene->palette.ink), quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  double x = card->left + 18, y = card->top + 22, width = fig__text_width (scene, bold, item->name);
  double right = card->right - (item->repeats > 1 ? 68 : 16);
  FigMark *mark = fig__text (scene, x, y, FIG_START, bold, item->name);

  fig__tell (mark, FIG_FOLD, g_strdup (_("fold")));
  mark->datum.scope = item->scope;
  if (x + width + 12 + fig__text_width (scene, quiet, item->detail) <= right)
    {
      fig__text (scene, x + width + 12, y + 1, FIG_START, quiet, item->detail);
      return y + 22;
    }
  return fig__note (scene, x, y + 20, right, quiet, item->detail) + 10;
}

static FigFlow
draw_across (Card *card, double below_title)
{
  guint tiles = n_arc_tiles (card), last = card->stops->len - 1;
  gboolean arc = has_arc (card);
  gboolean plus_map = arc && card->net->data->values != NULL;
  double arc_y = below_title + (tiles > 0 ? 30 : 24);
  double base = arc ? arc_y + (tiles > 0 ? 132 : plus_map ? 118 : 96) : below_title + 10 + card->side / 2;
  const FigRole *branch = &card->branch;

  draw_stops_across (card, base);
  if (arc)
    draw_arc_across (card, base, arc_y);
  draw_fork_across (card, card->fork, base);
  {
    const Stop *first = stop (card, card->fork + 1), *end = stop (card, MIN (card->plus, card->stops->len) - 1);

    fig__text (card->net->scene, (first->at + end->at) / 2, base + card->side / 2 + 56, FIG_CENTER, fig__face (13, TRUE, branch->text),
               arc ? _("residual branch <m>F(x)</m>") : _("plain: no shortcut"));
  }
  return (FigFlow) { .enter = { stop (card, 0)->at - stop (card, 0)->half, base }, .leave = { stop (card, last)->at + stop (card, last)->half + 1, base },
                     .down = FALSE, .bottom = base + card->side / 2 + 78 };
}

/* ── upright ── */

static double
place_down (Card *card, double top)
{
  double at = top;

  for (guint i = 0; i < card->stops->len; i++)
    {
      Stop *s = stop (card, i);
      double gap = i == 0 ? 26 : label_after (card, i - 1) ? 40 : 30;

      s->at = at + (i == 0 && s->is_fork ? 30 : gap) + s->half;
      at = s->at + s->half;
    }
  return at;
}

static void
draw_arc_down (const Card *card, double line, double base)
{
  const FigNetwork *net = card->net;
  FigColor color = net->scene->palette.shortcut.line;
  double from = stop (card, card->fork)->at, to = stop (card, card->plus)->at, norm = fig__split_norm (card->net, card->anatomy.block, FALSE);
  double label = arc_words (card) + 16, start = from + CORNER + label, end = to - CORNER - 8;
  guint n = n_arc_tiles (card);
  RnNode before = card->anatomy.input, last;
  FigPoint at = { base - 3, from };
  gboolean turned = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const FigStep *step = arc_step (card, i);
      double y = start + (end - start) / n * (i + 0.5) - WORDS / 2, edge = y - ARC_TILE / 2 - 1;

      fig__edge (net, turned ? (FigPoint[]) { at, { line, edge } } : (FigPoint[]) { at, { line, from }, { line, edge } }, turned ? 2 : 3, color, before, step->node,
                 i == 0 ? norm : NAN, TRUE);
      fig__tile (net, step, line, y, ARC_TILE, &net->scene->palette.shortcut, FALSE);
      turned = TRUE;
      at = (FigPoint) { line, y + ARC_TILE / 2 + WORDS };
      before = step->node;
    }
  last = card->anatomy.shortcut->len > 0 ? arc_step (card, card->anatomy.shortcut->len - 1)->node : card->anatomy.input;
  fig__edge (net, turned ? (FigPoint[]) { at, { line, to }, { base - PLUS - 1, to } } : (FigPoint[]) { at, { line, from }, { line, to }, { base - PLUS - 1, to } },
             turned ? 3 : 4, color, last, card->anatomy.addition, n == 0 ? norm : NAN, TRUE);
  fig__text_upward (net->scene, line - 15, n > 0 ? from + CORNER + label / 2 - 4 : (from + to) / 2, fig__face (13, TRUE, net->scene->palette.shortcut.text),
                    card->anatomy.shortcut->len == 0 ? _("shortcut <m>h(x) = x</m>") : _("shortcut <m>h(x)</m>"));
  if (is_padding (card))
    draw_padding (card, line, from + (to - from) * 0.22);
}

static void
draw_stops_down (const Card *card, double base)
{
  FigScene *scene = card->net->scene;

  for (guint i = 0; i < card->stops->len; i++)
    {
      const Stop *s = stop (card, i);

      if (i + 1 < card->stops->len)
        {
          const Stop *next = stop (card, i + 1);
          double y0 = s->at + s->half + 1, y1 = next->at - next->half - 1;

          fig__edge (card->net, (FigPoint[]) { { base, y0 }, { base, y1 } }, 2, edge_color (card, i), tensor_after (card, i), next->step.node,
                     branch_norm (card, i), !next->is_fork);
          if (label_after (card, i))
            {
              g_autofree char *channels = NULL, *size = NULL, *both = NULL;

              shape_words (card, tensor_after (card, i), &channels, &size);
              both = g_strconcat (channels, "  ", size, NULL);
              fig__text (scene, base + 12, (y0 + y1) / 2 - 2, FIG_START, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), both);
            }
        }
      if (s->is_plus)
        {
          double words = base + card->side / 2 + 12;

          fig__plus (card->net, s->step.node, base, s->at, PLUS);
          draw_plus_words (card, words, s->at, TRUE);
          if (card->right - 16 - words - 2 * plus_words (card) > 90)
            draw_plus_map (card, words + 2 * plus_words (card) - 6, s->at + 91, words + 2 * plus_words (card) + 6, s->at);
        }
      else if (!s->is_fork)
        fig__tile (card->net, &s->step, base, s->at, card->side, s->role, TRUE);
    }
}

static void
draw_fork_down (const Card *card, double base)
{
  FigScene *scene = card->net->scene;
  double y = stop (card, card->fork)->at;

  fig__dot (card->net, base, y, 4.5, scene->palette.ink);
  fig__text (scene, base + 14, y - 8, FIG_CENTER, fig__face (16, FALSE, scene->palette.ink), "<m>x</m>");
  if (card->fork == 0 && card->anatomy.input != RN_NODE_NONE)
    {
      g_autofree char *channels = NULL, *size = NULL, *both = NULL;

      shape_words (card, card->anatomy.input, &channels, &size);
      both = g_strconcat (channels, "  ", size, NULL);
      fig__text (scene, base + 26, y - 7, FIG_START, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), both);
    }
}

static FigFlow
draw_down (Card *card, double below_title)
{
  FigScene *scene = card->net->scene;
  gboolean arc = has_arc (card);
  double spare = fmax (0, (card->right - card->left - 326) / 2);
  double line = card->left + 58 + spare, base = card->left + (arc ? 166 : 110) + spare;
  guint last = card->stops->len - 1;
  double enter = below_title + 8, end;

  end = place_down (card, enter);
  draw_stops_down (card, base);
  if (arc)
    draw_arc_down (card, line, base);
  draw_fork_down (card, base);
  {
    const Stop *first = stop (card, card->fork + 1), *final = stop (card, MIN (card->plus, card->stops->len) - 1);

    fig__text_upward (scene, base - card->side / 2 - 16, (first->at + final->at) / 2, fig__face (13, TRUE, card->branch.text),
                      arc ? _("residual branch <m>F(x)</m>") : _("plain: no shortcut"));
  }
  fig__edge (card->net, (FigPoint[]) { { card->left, enter }, { base, enter }, { base, stop (card, 0)->at - stop (card, 0)->half } }, 3, scene->palette.ink2,
             card->anatomy.input, stop (card, 0)->step.node, NAN, !stop (card, 0)->is_fork);
  return (FigFlow) { .enter = { card->left, enter }, .leave = { base, stop (card, last)->at + stop (card, last)->half + 1 }, .down = TRUE, .bottom = end + 22 };
}

FigFlow
fig__card (const FigNetwork *net, const FigItem *item, double left, double right, double y)
{
  Card card = { .net = net, .side = net->data->values != NULL ? 68 : 58, .left = left, .right = right, .top = y };
  FigMark *frame;
  gboolean across;
  double below;
  FigFlow flow;

  fig__anatomy_read (&card.anatomy, net->graph, item->scope);
  read_stops (&card);
  across = fits_across (&card);
  fig__pen_rect (net->scene, left, y, right - left, 10, 16);
  frame = fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.card, .stroke = net->scene->palette.hairline, .line = 1.3 });
  below = draw_title (&card, item);
  flow = across ? draw_across (&card, below) : draw_down (&card, below);
  fig__pen_rect (net->scene, left, y, right - left, flow.bottom - y, 16);
  fig__replace_path (net->scene, frame);
  fig__tell (frame, FIG_SCOPE, g_strdup_printf ("%s\n%s", rn_graph_scope (net->graph, item->scope)->path,
                                               rn_graph_scope (net->graph, item->scope)->summary != NULL ? rn_graph_scope (net->graph, item->scope)->summary : ""));
  frame->datum.scope = item->scope;
  fig__anatomy_clear (&card.anatomy);
  g_array_unref (card.stops);
  return flow;
}
