/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The network as a paragraph: items from left to right, wrapping into rows that are joined by
 * rounded turns. An item is an op, a folded block under its shortcut arc, a folded stage, or an
 * unfolded block in a row of its own.
 */
#include "config.h"
#include "fig-network-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-words-private.h"

#define BOX      56.0
#define MAP      44.0
#define ITEM_GAP 30.0
#define ARC      20.0        /* how far a folded block's arc rises above its box */
#define WING     12.0        /* how far dot and ⊕ stand beside the box */
#define CARD_LEAST 350.0     /* of one with something beside it */

void
fig_network_data_init (FigNetworkData *data, const RnGraph *graph)
{
  *data = (FigNetworkData) { .graph = graph,
                             .repeats = TRUE,
                             .fold = FIG_FOLD_BLOCK,
                             .current = RN_NODE_NONE,
                             .selected = RN_NODE_NONE };
}

/* ── boxes ── */

/* Only what has channels has a map. */
static gboolean
shows_map (const FigNetwork *net, const FigItem *item)
{
  return net->data->values != NULL && fig__shape (net, item->last)->rank >= 2;
}

static double
text_left (const FigNetwork *net, const FigItem *item)
{
  return shows_map (net, item) ? 6 + MAP + 10 : 14;
}

static void
measure (const FigNetwork *net, FigItem *item)
{
  FigScene *scene = net->scene;
  double text = fmax (fig__text_width (scene, fig__face (13, TRUE, scene->palette.ink), item->name),
                      fig__text_width (scene, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2),
                                       item->detail));

  item->width = ceil (text_left (net, item) + text + 14) + (item->arc ? 2 * WING : 0);
  if (item->repeats > 1 && item->kind != FIG_ITEM_CARD)
    item->width = fmax (item->width, 100) + 8;
}

static void
draw_pill (const FigNetwork *net, const FigItem *item, double right, double y)
{
  FigScene *scene = net->scene;
  g_autofree char *words = g_strdup_printf ("×%u", item->repeats);
  FigFace face = fig__face (12.5, TRUE, scene->palette.on_accent);
  double width = fig__text_width (scene, face, words) + 18;
  FigMark *mark;

  fig__pen_rect (scene, right - width, y - 10, width, 20, 10);
  mark = fig__fill (scene, scene->palette.accent);
  fig__tell (mark, FIG_FOLD,
             g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u block: unfold", "%u blocks: unfold",
                                         item->repeats),
                              item->repeats));
  mark->datum.scope = item->scope;
  mark->datum.item = (int) item->repeats;
  fig__text (scene, right - width / 2, y, FIG_CENTER, face, words);
}

static char *
item_text (const FigNetwork *net, const FigItem *item)
{
  g_autofree char *shape = fig__shape_text (net, item->last), *count = NULL;
  guint64 parameters = fig__parameters (net->graph, item->first, item->last + 1);
  const char *summary = item->scope != RN_SCOPE_ROOT
                          ? rn_graph_scope (net->graph, item->scope)->summary
                          : NULL;
  g_autofree char *translated = fig__summary_words (summary);

  if (item->first == item->last)
    return fig__node_text (net, item->last);
  count = fig_format_count (parameters);
  return g_strdup_printf (_("%s%s%s\n→ %s\n%s parameters"), item->name,
                          summary != NULL ? "\n" : "", summary != NULL ? translated : "", shape,
                          count);
}

static void
draw_outline (const FigNetwork *net, const FigItem *item, double x, double y, double width,
              gboolean done)
{
  FigScene *scene = net->scene;
  FigPaint paint = { .fill = scene->palette.card,
                     .stroke = done ? scene->palette.hairline : scene->palette.plain.line,
                     .line = 1.3,
                     .dash = done ? FIG_SOLID : FIG_DASHES };
  FigMark *mark;

  for (int behind = item->repeats > 1 ? 2 : 0; behind > 0; behind--)
    {
      fig__pen_rect (scene, x + 4 * behind, y - 4 * behind, width, BOX, 10);
      fig__draw (scene, &paint);
    }
  fig__pen_rect (scene, x, y, width, BOX, 10);
  mark = fig__draw (scene, &paint);
  fig__tell (mark, item->kind == FIG_ITEM_OP && item->first == item->last ? FIG_NODE : FIG_SCOPE,
             item_text (net, item));
  mark->datum.node = item->last;
  mark->datum.scope = item->scope != RN_SCOPE_ROOT ? item->scope
                                                   : rn_graph_node (net->graph, item->last)->scope;
  fig__shows (mark, item->first, item->last, (FigRect) { x, y, width, BOX }, 10);
  if (item->scope != RN_SCOPE_ROOT)
    fig__shows_scopes (mark, item->scope, fig__scope_end (net->graph, item->last_scope), mark->box,
                       10);
}

/* Scissors or a factor on the arc of a folded block; on that of a stage how many are not whole. */
static void
draw_scale (const FigNetwork *net, const FigItem *item, FigMark *arc, double x, double y)
{
  FigScene *scene = net->scene;
  FigMark *mark;

  if (item->kind != FIG_ITEM_STAGE)
    {
      if (fig__cut (net, arc, item->scope, x, y) == NULL && item->on_arc != NULL)
        fig__arc_pill (net, item->on_arc, x, y);
      return;
    }
  if (item->scaled == 0)
    return;
  mark = fig__scissors (scene, x, y, 12);
  fig__tell (mark, FIG_EDGE,
             g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u of %u shortcut cut or scaled",
                                         "%u of %u shortcuts cut or scaled", item->shortcuts),
                              item->scaled, item->shortcuts));
  mark->datum.scope = item->scope;
}

/* The shortcut of a folded block: from a dot before the box over it to ⊕ behind it. */
static void
draw_arc (const FigNetwork *net, const FigItem *item, double x0, double x1, double y)
{
  FigScene *scene = net->scene;
  double middle = y + BOX / 2, top = y - ARC - (item->repeats > 1 ? 8 : 0);
  gboolean done = fig__is_done (net, item->last);
  FigColor color = done ? scene->palette.shortcut.line
                        : fig_color_fade (scene->palette.shortcut.line, 0.6);
  FigPoint way[] = { { x0, middle }, { x0, top }, { x1, top }, { x1, middle - 6 } };
  FigMark *mark;

  fig__pen_route (scene, way, 4, 16);
  mark = fig__draw (scene,
                    &(FigPaint) {
                      .stroke = color,
                      .line = fig__edge_width (net, fig__split_norm (net, item->scope, FALSE))
                              - 0.6,
                      .dash = done ? FIG_SOLID : FIG_DOTS });
  fig__tell (mark, FIG_EDGE, g_strdup (_("shortcut")));
  mark->datum.scope = item->scope;
  mark->datum.node = rn_graph_scope (net->graph, item->scope)->input;
  draw_scale (net, item, mark, (x0 + x1) / 2, top);
  fig__dot (net, x0, middle, 3, scene->palette.ink);
  fig__pen_circle (scene, x1, middle, 5.5);
  fig__draw (scene, &(FigPaint) { .fill = scene->palette.sum.tint,
                                  .stroke = scene->palette.sum.line,
                                  .line = 1.8 });
  fig__pen_line (scene, x1 - 3, middle, x1 + 3, middle);
  fig__pen_line (scene, x1, middle - 3, x1, middle + 3);
  fig__stroke (scene, scene->palette.sum.line, 1.4);
}

static FigFlow
draw_box (const FigNetwork *net, const FigItem *item, double x, double y)
{
  FigScene *scene = net->scene;
  double extra = item->repeats > 1 ? 8 : 0, wing = item->arc ? WING : 0;
  double left = x + wing, width = item->width - 2 * wing - extra, middle = y + BOX / 2;
  gboolean done = fig__is_done (net, item->last);

  fig__rings (net, item->first, item->last, left, y, width, BOX, 10);
  draw_outline (net, item, left, y, width, done);
  if (shows_map (net, item) && !fig__thumbnail (net, item->last, left + 6, y + 6, MAP, 5))
    {
      fig__pen_rect (scene, left + 6, y + 6, MAP, MAP, 5);
      fig__fill (scene, scene->palette.plain.tint);
    }
  fig__text (scene, left + text_left (net, item), y + 20, FIG_START,
             fig__face (13, TRUE, done ? scene->palette.ink : scene->palette.ink2), item->name);
  fig__text (scene, left + text_left (net, item), y + 38, FIG_START,
             fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), item->detail);
  if (item->arc)
    {
      FigColor color = scene->palette.ink2;

      fig__edge (net, (FigPoint[]) { { x, middle }, { left, middle } }, 2, color,
                 rn_graph_scope (net->graph, item->scope)->input, RN_NODE_NONE, NAN, FALSE);
      fig__edge (net, (FigPoint[]) { { left + width, middle }, { x + item->width - 5, middle } }, 2,
                 color, item->last, RN_NODE_NONE, NAN, FALSE);
      draw_arc (net, item, x, x + item->width, y);
    }
  if (item->repeats > 1)
    draw_pill (net, item, left + width + 12, y - (item->arc ? 8 : 6));
  return (FigFlow) { .enter = { x - (item->arc ? 3 : 0), middle },
                     .leave = { x + item->width + (item->arc ? 6 : -extra), middle },
                     .bottom = y + BOX };
}

/* ── the flow ── */

typedef struct
{
  const FigNetwork *net;
  double            left, right;     /* of the rows */
  double            y;               /* where the next row may begin */
  FigPoint          leave;
  gboolean          down;
  RnNode            from;            /* RN_NODE_NONE before the first item */
} Flow;

/* Down into a lane between the rows, back to the left, and in. */
static void
turn (const Flow *flow, FigPoint enter, double lane, RnNode to, gboolean arrow)
{
  double out = fmin (flow->leave.x + LANE, flow->right + LANE - 4), in = flow->left - LANE + 4;
  FigPoint across[] = { flow->leave,  { out, flow->leave.y }, { out, lane },
                        { in, lane }, { in, enter.y },        enter };
  FigPoint down[] = { flow->leave, { flow->leave.x, lane }, { in, lane }, { in, enter.y }, enter };

  fig__edge (flow->net, flow->down ? down : across,
             flow->down ? G_N_ELEMENTS (down) : G_N_ELEMENTS (across),
             flow->net->scene->palette.ink2, flow->from, to, NAN, arrow);
}

static double
ascent (const FigItem *items, guint n)
{
  double most = 2;

  for (guint i = 0; i < n; i++)
    {
      gboolean pill = items[i].scaled > 0 || items[i].on_arc != NULL;
      double own = items[i].arc ? ARC + (pill ? 14 : 3) : 2;

      most = fmax (most, own + (items[i].repeats > 1 ? 10 : 0));
    }
  return most;
}

static guint
fill_row (const Flow *flow, const FigItem *items, guint n)
{
  double x = flow->left;
  guint i = 0;

  for (; i < n && items[i].kind != FIG_ITEM_CARD; i++)
    {
      if (i > 0 && x + ITEM_GAP + items[i].width > flow->right)
        break;
      x += (i > 0 ? ITEM_GAP : 0) + items[i].width;
    }
  return i;
}

static void
draw_row (Flow *flow, const FigItem *items, guint n)
{
  double lane = flow->y + 16, x = flow->left,
         top = flow->y + (flow->from != RN_NODE_NONE ? 30 : 0) + ascent (items, n),
         lowest = top + BOX;

  for (guint i = 0; i < n; i++)
    {
      FigFlow box = draw_box (flow->net, &items[i], x, top);

      if (i > 0)
        fig__edge (flow->net, (FigPoint[]) { flow->leave, box.enter }, 2,
                   flow->net->scene->palette.ink2, flow->from, items[i].first, NAN, !items[i].arc);
      else if (flow->from != RN_NODE_NONE)
        turn (flow, box.enter, lane, items[i].first, !items[i].arc);
      flow->leave = box.leave;
      flow->down = FALSE;
      flow->from = items[i].last;
      x += items[i].width + ITEM_GAP;
    }
  flow->y = lowest;
}

/* Where height is scarce what would have a row of its own stands left of the block that follows, if
   both have the room. */
static gboolean
stands_beside (const Flow *flow, const FigItem *items, guint n)
{
  return flow->net->low && n > 1 && items[0].kind != FIG_ITEM_CARD
         && items[1].kind == FIG_ITEM_CARD
         && flow->right - flow->left - items[0].width - ITEM_GAP >= CARD_LEAST;
}

/* @before: (nullable) what stands beside it. */
static void
draw_card (Flow *flow, const FigItem *item, const FigItem *before, gboolean is_last)
{
  double lane = flow->y + 16, top = flow->y + (flow->from != RN_NODE_NONE ? 32 : 0),
         left = flow->left + (before != NULL ? before->width + ITEM_GAP : 0);
  gboolean block = rn_graph_scope (flow->net->graph, item->scope)->kind == RN_SCOPE_BLOCK;
  FigFlow card = (block ? fig__card : fig__levels) (flow->net, item, left, flow->right, top);

  if (item->repeats > 1)
    draw_pill (flow->net, item, flow->right - 14, top + 22);
  if (before != NULL)
    {
      FigFlow box = draw_box (flow->net, before, flow->left, card.enter.y - BOX / 2);

      if (flow->from != RN_NODE_NONE)
        turn (flow, box.enter, lane, before->first, !before->arc);
      fig__edge (flow->net, (FigPoint[]) { box.leave, card.enter }, 2,
                 flow->net->scene->palette.ink2, before->last, RN_NODE_NONE, NAN, FALSE);
    }
  else if (flow->from != RN_NODE_NONE)
    turn (flow, card.enter, lane, RN_NODE_NONE, FALSE);
  flow->leave = card.leave;
  flow->down = card.down;
  if (!card.down)
    {
      flow->leave.x = flow->right + (is_last ? LANE - 2 : 0);
      fig__edge (flow->net, (FigPoint[]) { card.leave, flow->leave }, 2,
                 flow->net->scene->palette.ink2, item->last, RN_NODE_NONE, NAN, is_last);
    }
  else if (is_last)
    {
      fig__edge (flow->net, (FigPoint[]) { card.leave, { card.leave.x, card.bottom + 20 } }, 2,
                 flow->net->scene->palette.ink2, item->last, RN_NODE_NONE, NAN, TRUE);
      card.bottom += 14;
    }
  flow->from = item->last;
  flow->y = card.bottom;
}

static void
gradient_range (FigNetwork *net)
{
  const RnRecords *records = net->data->records;

  net->gradient_low = INFINITY;
  net->gradient_high = -INFINITY;
  for (guint i = 0; net->data->backward && records != NULL && i < records->records->len; i++)
    {
      const RnRecord *record = &g_array_index (records->records, RnRecord, i);

      if (record->has_gradient && record->gradient.l2 > 0)
        {
          net->gradient_low = fmin (net->gradient_low, log10 (record->gradient.l2));
          net->gradient_high = fmax (net->gradient_high, log10 (record->gradient.l2));
        }
    }
}

static FigScene *
draw_network (const FigNetworkData *data, const FigStyle *style, gboolean low, double tight)
{
  FigNetwork net = { .data = data, .graph = data->graph, .low = low, .tight = tight };
  g_autoptr (GArray) items = NULL;
  Flow flow = { .net = &net, .from = RN_NODE_NONE };

  net.scene = fig__scene_new (style);
  gradient_range (&net);
  flow.left = FIG_MARGIN + LANE;
  flow.right = net.scene->width - FIG_MARGIN - LANE;
  flow.y = 14;
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1),
                      *subtitle = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1)
                                                         : NULL;

      flow.y = fig__heading (net.scene, flow.left, flow.y, flow.right, title, subtitle) + 4;
    }
  items = fig__network_items (&net);
  for (guint i = 0; i < items->len; i++)
    measure (&net, &g_array_index (items, FigItem, i));
  for (guint i = 0; i < items->len;)
    {
      const FigItem *item = &g_array_index (items, FigItem, i);
      guint n = fill_row (&flow, item, items->len - i);

      if (stands_beside (&flow, item, items->len - i))
        draw_card (&flow, item + 1, item, i + ++n == items->len);
      else if (n == 0)
        draw_card (&flow, item, NULL, i + ++n == items->len);
      else
        draw_row (&flow, item, n);
      i += n;
    }
  net.scene->height = ceil (flow.y + 20);
  return net.scene;
}

/* The lower of two scenes, the first where they are equal; the other is freed. */
static FigScene *
lower (FigScene *a, FigScene *b)
{
  gboolean keeps = fig_scene_height (a) <= fig_scene_height (b);

  fig_scene_free (keeps ? b : a);
  return keeps ? a : b;
}

/* As close as it must be for its room, or the lowest there is. */
static FigScene *
fit (const FigNetworkData *data, const FigStyle *style, gboolean low)
{
  FigScene *ease = draw_network (data, style, low, 0), *closest, *between;
  double most = fig_scene_height (ease), least;

  if (most <= style->height)
    return ease;
  closest = draw_network (data, style, low, 1);
  least = fig_scene_height (closest);
  closest = lower (closest, ease);
  if (least >= style->height)
    return closest;
  /* heights go straight from one to the other, but for what is rounded up */
  between = draw_network (data, style, low, fmin ((most - style->height + 2) / (most - least), 1));
  if (fig_scene_height (between) > style->height)
    return lower (closest, between);
  fig_scene_free (closest);
  return between;
}

FigScene *
fig_network_new (const FigNetworkData *data, const FigStyle *style)
{
  FigScene *scene;

  g_return_val_if_fail (data->graph != NULL && style != NULL, NULL);
  scene = draw_network (data, style, FALSE, 0);
  if (style->height <= 0 || fig_scene_height (scene) <= style->height)
    return scene;
  scene = lower (scene, fit (data, style, TRUE));
  /* beside a box a block may be too narrow for its base line, and stand upright, which is higher */
  if (fig_scene_height (scene) > style->height)
    scene = lower (scene, fit (data, style, FALSE));
  return scene;
}
