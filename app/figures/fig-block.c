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
#define ARC_PX         26.0      /* from the content's left to the arc, … */
#define ARC_BOX_PX     42.0      /* … to an arc that carries a 1×1 convolution */
#define ARC_GAP        32.0      /* from the arc to the widest bar */
#define BAR_ROW        36.0
#define BAR_ROW_ALONE  28.0
#define CARD_MARGIN    2.0       /* so that lines at the edge are not cut */

static void
rung_clear (gpointer data)
{
  g_free (((FigRung *) data)->words);
}

static void
add_words (FigLadder *ladder, RnNode node, const char *words)
{
  FigRung *last = ladder->rungs->len > 0
                    ? &g_array_index (ladder->rungs, FigRung, ladder->rungs->len - 1)
                    : NULL;

  if (last != NULL && last->words != NULL)
    {
      char *joined = g_strconcat (last->words, "·", words, NULL);

      g_free (last->words);
      last->words = joined;
      last->node = node;
      return;
    }
  {
    FigRung rung = { .node = node, .words = g_strdup (words) };

    g_array_append_val (ladder->rungs, rung);
  }
}

static void
add_steps (FigLadder *ladder, GArray *steps)
{
  const RnGraph *graph = ladder->block->graph;

  for (guint i = 0; i < steps->len; i++)
    {
      const FigStep *step = &g_array_index (steps, FigStep, i);
      FigRung rung = { .node = step->node };

      if (step->part != RN_SCOPE_ROOT)
        {
          g_autofree char *name = g_ascii_strup (rn_graph_scope (graph, step->part)->name, -1);

          add_words (ladder, step->node, name);
        }
      else if (fig__is (graph, step->node, "conv2d"))
        g_array_append_val (ladder->rungs, rung);
      else
        add_words (ladder, step->node, fig__op_symbol (graph, step->node));
    }
}

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
  if (rn_graph_scope (block->graph, ladder->scope)->kind != RN_SCOPE_BLOCK)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("“%s” has no residual block"),
                   block->title);
      return FALSE;
    }
  fig__anatomy_read (&ladder->anatomy, block->graph, ladder->scope);
  ladder->rungs = g_array_new (FALSE, FALSE, sizeof (FigRung));
  g_array_set_clear_func (ladder->rungs, rung_clear);
  add_steps (ladder, ladder->anatomy.before);
  add_steps (ladder, ladder->anatomy.branch);
  ladder->widest = channels (block->graph, ladder->anatomy.input);
  ladder->height = 8 + 18 + GAP_PX;
  for (guint i = 0; i < ladder->rungs->len; i++)
    {
      const FigRung *rung = &g_array_index (ladder->rungs, FigRung, i);

      ladder->widest = MAX (ladder->widest, channels (block->graph, rung->node));
      ladder->height += rung_height (rung)
                        + gap_between (rung, i + 1 < ladder->rungs->len ? rung + 1 : NULL);
    }
  ladder->height += 10 + 2 * PLUS;
  return TRUE;
}

static void
ladder_clear (FigLadder *ladder)
{
  g_clear_pointer (&ladder->rungs, g_array_unref);
  fig__anatomy_clear (&ladder->anatomy);
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

/* The px of a channel, and where axis and side text stand: the same in every card. */
static void
set_scale (FigSheet *sheet)
{
  double side = fig__sheet_side_room (sheet), widest = 0;

  sheet->arc = ARC_PX;
  for (guint i = 0; i < sheet->n; i++)
    {
      widest = fmax (widest, sheet->ladders[i].widest);
      if (fig__ladder_has_projection (&sheet->ladders[i]))
        sheet->arc = ARC_BOX_PX;
    }
  sheet->scale = fmin (PX_PER_CHANNEL,
                       (sheet->content - sheet->arc - ARC_GAP - 16 - side) / widest);
  widest = fmax (widest * sheet->scale, 40);
  sheet->axis = sheet->arc + ARC_GAP + widest / 2;
  sheet->text = sheet->axis + widest / 2 + 16;
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
      ladder_clear (&sheet->ladders[i]);
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

FigScene *
fig_blocks_new (const FigBlock *blocks, guint n_blocks, const FigBarsData *bars,
                const FigStyle *style, GError **error)
{
  FigSheet sheet;
  guint columns;
  double y = FIG_MARGIN;

  g_return_val_if_fail (n_blocks > 0 && style != NULL
                          && (bars == NULL || bars->n_blocks == n_blocks),
                        NULL);
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
