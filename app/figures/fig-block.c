/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A block to scale: from x downwards through the residual branch to ⊕, the shortcut as an arc at
 * the left. 256 channels are 168 px wide, less where the widest block would not fit.
 */
#include "config.h"
#include "fig-block-private.h"

#include <math.h>
#include <string.h>

#include "fig-bars-private.h"
#include "fig-i18n.h"
#include "fig-words-private.h"
#include "rn-error.h"

#define PX_PER_CHANNEL (168.0 / 256)
#define CARD_LEAST     330.0
#define CARD_MOST      560.0
#define CARD_GAP       16.0
#define PAD            16.0
#define ARC_PX         26.0      /* from the content's left to what is on the arc */
#define ARC_LEAST      8.0       /* half of what a bare arc takes */
#define ARC_GAP        24.0      /* from the shortcut to the widest bar */
#define GATE_PX        8.0       /* from what is on the arc to its gate, and from the gate to … */
#define LEAST_PX       68.0      /* … the main line, which has so much to itself: pills are as wide */
#define BAR_ROW        36.0
#define BAR_ROW_ALONE  28.0
#define CARD_MARGIN    2.0       /* so that lines at the edge are not cut */

static RnScope
first_block (const RnGraph *graph)
{
  for (RnScope s = 0; s < rn_graph_n_scopes (graph); s++)
    if (rn_graph_scope (graph, s)->kind == RN_SCOPE_BLOCK)
      return s;
  return RN_SCOPE_ROOT;
}

static gboolean
ladder_init (FigLadder *ladder, const FigBlock *block, GError **error)
{
  *ladder = (FigLadder) { .block = block,
                          .scope = block->block != RN_SCOPE_ROOT ? block->block
                                                                : first_block (block->graph) };
  if (rn_graph_scope (block->graph, ladder->scope)->kind == RN_SCOPE_BLOCK)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("“%s” has no residual block"), block->title);
  return FALSE;
}

static double
draw_card_title (const FigSheet *sheet, const FigLadder *ladder, guint i, double left, double y)
{
  FigScene *scene = sheet->scene;
  const FigBlock *block = ladder->block;
  g_autofree char *title = g_markup_escape_text (block->title, -1);
  const RnScopeInfo *scope = rn_graph_scope (block->graph, ladder->scope);
  g_autofree char *subtitle = block->subtitle != NULL ? g_markup_escape_text (block->subtitle, -1)
                                                      : fig__summary_words (scope->summary);
  double x = left;

  if (sheet->n > 1)
    {
      fig__letter (scene, left + 12, y + 10, i);
      x = left + 34;
    }
  return fig__heading (scene, x, y, left + sheet->content, title, subtitle);
}

/* The quantities of one block: name and ratio to the first, bar, value. */
static double
draw_bars (const FigSheet *sheet, const FigBarsData *bars, guint block, double left, double y)
{
  FigScene *scene = sheet->scene;
  FigFace name = fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
          bold = fig__face (FIG_SMALL + 0.5, TRUE, scene->palette.ink);
  double names = 0, values = 0, row = sheet->alone ? BAR_ROW_ALONE : BAR_ROW;

  for (guint q = 0; q < bars->n_quantities; q++)
    {
      names = fmax (names, fig__text_width (scene, name, bars->quantities[q].name));
      for (guint b = 0; b < bars->n_blocks; b++)
        {
          g_autofree char *label = fig__bar_label (bars, q, b);

          values = fmax (values, fig__text_width (scene, bold, label));
          /* what will stand there, so that nothing moves when it arrives */
          if (bars->bars[q * bars->n_blocks + b].pending != NULL)
            values = fmax (values, fig__text_width (scene, bold, "100.0 + 100.0 ms"));
        }
    }
  fig__pen_line (scene, left, y, left + sheet->content, y);
  fig__stroke (scene, scene->palette.hairline, 1);
  y += 10;
  for (guint q = 0; q < bars->n_quantities; q++, y += row)
    {
      g_autofree char *label = fig__bar_label (bars, q, block);
      double value = fig__bar_value (&bars->bars[q * bars->n_blocks + block]),
             first = fig__bar_value (&bars->bars[q * bars->n_blocks]);
      gboolean pending = bars->bars[q * bars->n_blocks + block].pending != NULL;
      g_autofree char *ratio = block > 0 && !sheet->alone && !pending
                                 ? fig_format_ratio (bars->quantities[q].unit, value, first)
                                 : NULL;
      double middle = y + row / 2 - 1;

      fig__textf (scene, left, ratio != NULL ? y + 9 : middle, FIG_START, name, "%s",
                  bars->quantities[q].name);
      if (ratio != NULL)
        fig__text (scene, left, y + 25, FIG_START,
                   fig__face (FIG_TICK_SIZE, TRUE, scene->palette.ink), ratio);
      fig__bar_draw (scene, bars, q, block, left + names + 12, middle - 7,
                     fmax (sheet->content - names - values - 24, 20), 14);
      fig__text (scene, left + sheet->content, middle, FIG_END, bold, label);
    }
  return y + 4;
}

static double
draw_row (const FigSheet *sheet, const FigBarsData *bars, guint first, guint n, double x, double y)
{
  FigScene *scene = sheet->scene;
  double tallest = 0, lowest = 0, top = 0, step = sheet->content + 2 * PAD + CARD_GAP;
  FigMark *cards[8] = { NULL };

  for (guint i = 0; i < n; i++)
    {
      fig__pen_rect (scene, x + i * step, y, sheet->content + 2 * PAD, 10, 12);
      cards[i] = fig__draw (scene, &(FigPaint) { .fill = scene->palette.card,
                                                 .stroke = scene->palette.hairline,
                                                 .line = 1.2 });
      tallest = fmax (tallest, sheet->ladders[first + i].height);
    }
  for (guint i = 0; i < n; i++)
    top = fmax (top, draw_card_title (sheet, &sheet->ladders[first + i], first + i,
                                      x + i * step + PAD, y + PAD - 4)
                       + 6);
  for (guint i = 0; i < n; i++)
    {
      const FigLadder *ladder = &sheet->ladders[first + i];
      double left = x + i * step + PAD, bottom = top + tallest + 16;

      fig__ladder_draw (sheet, ladder, left, top,
                        (tallest - ladder->height) / (ladder->rungs->len + 1));
      if (bars != NULL)
        bottom = draw_bars (sheet, bars, first + i, left, bottom);
      lowest = fmax (lowest, bottom);
    }
  for (guint i = 0; i < n; i++)
    {
      fig__pen_rect (scene, x + i * step, y, sheet->content + 2 * PAD, lowest - y, 12);
      fig__replace_path (scene, cards[i]);
    }
  return lowest;
}

/* Half of the widest thing among spots. */
static double
half_of (const FigSheet *sheet, const FigLadder *ladder, const GArray *spots, double half)
{
  for (guint k = 0; k < spots->len; k++)
    {
      const FigSpot *spot = rung_of (spots, k);

      half = fmax (half, (spot->words != NULL
                            ? fig__pill_width (sheet->scene, spot->words)
                            : fig__box_width (sheet->scene, ladder->block->graph, spot->step.node))
                           / 2);
    }
  return half;
}

/* From the left: the words along the arc, the arc with what is on it, its gate. */
static void
set_arc (FigSheet *sheet)
{
  double half = 0, gate = 0;

  for (guint i = 0; i < sheet->n; i++)
    {
      const FigLadder *ladder = &sheet->ladders[i];

      half = half_of (sheet, ladder, ladder->arc, fmax (half, ladder->gated != NULL ? RING_PX : 0));
      gate = half_of (sheet, ladder, ladder->gate, gate);
    }
  sheet->arc = ARC_PX + half;
  sheet->gate = sheet->arc + half + GATE_PX + gate;
  sheet->edge = gate > 0 ? sheet->gate + gate + GATE_PX - ARC_GAP
                         : sheet->arc + fmax (half, ARC_LEAST);
}

/* The ladders, with as many lanes as fit beside the shortcut, which is known once they are read. */
static void
read_ladders (FigSheet *sheet)
{
  guint fit;

  sheet->most = (guint) fmax ((sheet->content - ARC_PX - ARC_LEAST) / LANE_LEAST_PX, 3);
  for (guint i = 0; i < sheet->n; i++)
    fig__ladder_read (&sheet->ladders[i], sheet);
  set_arc (sheet);
  fit = (guint) fmax ((sheet->content - sheet->edge - 8) / LANE_LEAST_PX, 3);
  if (fit >= sheet->most)
    return;
  sheet->most = fit;
  for (guint i = 0; i < sheet->n; i++)
    {
      fig__ladder_clear (&sheet->ladders[i]);
      fig__ladder_read (&sheet->ladders[i], sheet);
    }
}

/* The px of a channel, and where axis and side text stand: the same in every card. */
static void
set_scale (FigSheet *sheet)
{
  double side, room, widest = 0;

  read_ladders (sheet);
  for (guint i = 0; i < sheet->n; i++)
    widest = fmax (widest, sheet->ladders[i].widest);
  side = fig__sheet_side_room (sheet);
  room = fmax (sheet->content - sheet->edge - ARC_GAP - 12 - side, 24);
  sheet->scale = fmin (PX_PER_CHANNEL, room / widest);
  widest = fmax (widest * sheet->scale, fmin (room, LEAST_PX));
  sheet->axis = sheet->edge + ARC_GAP + widest / 2;
  sheet->text = sheet->axis + widest / 2 + 12;
}

/* Returns the columns. */
static guint
set_sheet (FigSheet *sheet)
{
  double room = sheet->scene->width - 2 * FIG_MARGIN;
  guint columns = (guint) CLAMP ((room + CARD_GAP) / (CARD_LEAST + CARD_GAP), 1, MIN (sheet->n, 4));
  guint rows = (sheet->n + columns - 1) / columns;

  columns = (sheet->n + rows - 1) / rows;
  sheet->content = fmin ((room - CARD_GAP * (columns - 1)) / columns, CARD_MOST) - 2 * PAD;
  set_scale (sheet);
  return columns;
}

static void
sheet_clear (FigSheet *sheet)
{
  for (guint i = 0; i < sheet->n; i++)
    if (sheet->ladders[i].rungs != NULL)
      fig__ladder_clear (&sheet->ladders[i]);
  g_free (sheet->ladders);
}

static gboolean
sheet_init (FigSheet *sheet, const FigBlock *blocks, guint n_blocks, GError **error)
{
  *sheet = (FigSheet) { .n = n_blocks, .ladders = g_new0 (FigLadder, n_blocks) };
  for (guint i = 0; i < n_blocks; i++)
    if (!ladder_init (&sheet->ladders[i], &blocks[i], error))
      {
        sheet_clear (sheet);
        return FALSE;
      }
  return TRUE;
}

static FigScene *
draw_blocks (const FigBlock *blocks, guint n_blocks, const FigBarsData *bars,
             const FigStyle *style, GError **error)
{
  FigSheet sheet;
  guint columns;
  double y = FIG_MARGIN;

  if (!sheet_init (&sheet, blocks, n_blocks, error))
    return NULL;
  sheet.scene = fig__scene_new (style);
  columns = set_sheet (&sheet);
  for (guint i = 0; i < n_blocks; i += columns)
    y = draw_row (&sheet, bars, i, MIN (columns, n_blocks - i), FIG_MARGIN, y) + CARD_GAP;
  sheet.scene->height = y + 4;
  sheet_clear (&sheet);
  return sheet.scene;
}

/* What is too high loses its last quantities, if that is enough. */
FigScene *
fig_blocks_new (const FigBlock *blocks, guint n_blocks, const FigBarsData *bars,
                const FigStyle *style, GError **error)
{
  FigScene *scene;
  FigBarsData fewer;

  g_return_val_if_fail (n_blocks > 0 && style != NULL
                          && (bars == NULL || bars->n_blocks == n_blocks),
                        NULL);
  scene = draw_blocks (blocks, n_blocks, bars, style, error);
  if (scene == NULL || bars == NULL || style->height <= 0)
    return scene;
  fewer = *bars;
  while (fig_scene_height (scene) > style->height && fewer.n_quantities > 0)
    {
      FigScene *lower;

      fewer.n_quantities--;
      lower = draw_blocks (blocks, n_blocks, fewer.n_quantities > 0 ? &fewer : NULL, style, NULL);
      if (fig_scene_height (lower) <= style->height)
        {
          fig_scene_free (scene);
          return lower;
        }
      fig_scene_free (lower);
    }
  return scene;
}

FigScene *
fig_block_card_new (const FigBlock *blocks, guint n_blocks, guint shown, const FigBarsData *bars,
                    const FigStyle *style, GError **error)
{
  FigSheet sheet;
  const FigLadder *ladder;
  double tallest = 0, bottom;

  g_return_val_if_fail (shown < n_blocks && style != NULL
                          && (bars == NULL || bars->n_blocks == n_blocks),
                        NULL);
  if (!sheet_init (&sheet, blocks, n_blocks, error))
    return NULL;
  sheet.alone = TRUE;
  sheet.scene = fig__scene_new (style);
  sheet.content = sheet.scene->width - 2 * CARD_MARGIN;
  set_scale (&sheet);
  for (guint i = 0; i < n_blocks; i++)
    tallest = fmax (tallest, sheet.ladders[i].height);
  ladder = &sheet.ladders[shown];
  bottom = CARD_MARGIN + tallest + 14;
  fig__ladder_draw (&sheet, ladder, CARD_MARGIN, CARD_MARGIN,
                    (tallest - ladder->height) / (ladder->rungs->len + 1));
  if (bars != NULL)
    bottom = draw_bars (&sheet, bars, shown, CARD_MARGIN, bottom);
  sheet.scene->height = bottom;
  sheet_clear (&sheet);
  return sheet.scene;
}
