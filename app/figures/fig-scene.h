/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <cairo.h>

#include "fig-style.h"
#include "rn-graph.h"

G_BEGIN_DECLS

/*
 * A figure: a list of marks, painted in order, each with its place and with the data it stands
 * for. A scene is finished when a figure's function returns it and does not change after; sizes
 * and places are in logical pixels from the upper left corner. It is used from one thread at a
 * time, the one that made it (its text layouts belong to that thread).
 */
typedef struct _FigScene FigScene;

typedef enum
{
  FIG_NOTHING,               /* decoration: lines, grids, plain text */
  FIG_NODE,                  /* an op */
  FIG_SCOPE,                 /* a folded or unfolded part of the network */
  FIG_FOLD,                  /* the pill “×6” (item is the number), or an unfolded card's title:
                                click to unfold or fold */
  FIG_EDGE,                  /* a tensor between two ops */
  FIG_MAP,                   /* one channel of a tensor: row and column under the point */
  FIG_KERNEL,                /* one kernel: channel is the output, item the input channel (−1:
                                all three as colour) */
  FIG_BIN,                   /* a histogram's bin: item is the series, column the bin */
  FIG_BAR,                   /* item is the block or series, column the quantity or segment */
  FIG_POINT,                 /* of a line: item is the series, column the point */
  FIG_CELL,                  /* of a heat row: item is the row, column the block; of a map over
                                time: item is the network, row the layer, column the step */
  FIG_PATH,                  /* a way through several blocks: item is the path (rn-paths.h) */
  FIG_PANEL,                 /* the area of a chart */
} FigMarkKind;

typedef struct
{
  double x, y, width, height;
} FigRect;

typedef struct
{
  double x, y;
} FigPoint;

/* An edge as a line of points from where the tensor leaves to where it arrives, corners already
   rounded; for a bead that moves along it. */
typedef struct
{
  RnNode    from;            /* whose output it carries */
  RnNode    to;              /* what reads it, or the first node of the folded box that does */
  guint     n;
  FigPoint *points;          /* (owned) [n], scene px */
  double    length;          /* px */
} FigWay;

/* What lies under a point. Fields that do not apply: RN_NODE_NONE, RN_SCOPE_ROOT, −1, NAN. */
typedef struct
{
  FigMarkKind kind;
  FigRect     bounds;
  RnNode      node;
  RnScope     scope;
  int         item;
  int         channel;
  int         row;
  int         column;
  double      value;
  char       *text;          /* (owned) (nullable) one or more lines for a tooltip */
} FigPick;

typedef enum
{
  FIG_SVG,
  FIG_PDF,
  FIG_PNG,
} FigFormat;

#define FIG_SIDE_MOST 16384  /* px, either side of an export */

void     fig_scene_free    (FigScene *self);
double   fig_scene_width   (const FigScene *self);
double   fig_scene_height  (const FigScene *self);
void     fig_scene_paint   (FigScene *self, cairo_t *cr);

/* TRUE where a mark that stands for data lies under the point; @pick is to be cleared. FALSE
   leaves @pick empty. */
gboolean fig_scene_pick    (FigScene *self, double x, double y, FigPick *pick);
void     fig_pick_clear    (FigPick *pick);

/* The marks in painting order, for tests and screen readers: what pick gives, with a text's own
   words in text. */
guint    fig_scene_n_marks (const FigScene *self);
void     fig_scene_mark    (const FigScene *self, guint i, FigPick *mark);
gboolean fig_scene_mark_is_text (const FigScene *self, guint i);

/* Where a node is shown: its own mark, or the folded box that holds it. @radius (nullable): of the
   corners; half the side of a circle. FALSE where the scene does not show it. */
gboolean fig_scene_find_node  (const FigScene *self, RnNode node, FigRect *bounds, double *radius);
gboolean fig_scene_find_scope (const FigScene *self, RnScope scope, FigRect *bounds,
                               double *radius);
/* Rings it in yellow; only before anybody else has the scene. FALSE where the scene does not show it. */
gboolean fig_scene_highlight_node  (FigScene *self, RnNode node);
gboolean fig_scene_highlight_scope (FigScene *self, RnScope scope);
/* (transfer full) (element-type FigWay) the edges that feed @to, and those that leave @from. Inside
   a folded box there are none. */
GArray  *fig_scene_edges_into (const FigScene *self, RnNode to);
GArray  *fig_scene_edges_from (const FigScene *self, RnNode from);

/* A yellow square at the same pixel of every map: @x and @y are the middle of the probed element as
   parts of a map's width and height. */
void     fig_scene_paint_probe (FigScene *self, cairo_t *cr, double x, double y);

gboolean fig_format_from_path (const char *path, FigFormat *format, GError **error);
/* (transfer full) what fig_scene_export() writes */
GBytes  *fig_scene_render  (FigScene *self, FigFormat format, guint width_px, GError **error);
gboolean fig_scene_export  (FigScene *self, const char *path, FigFormat format, guint width_px,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigScene, fig_scene_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigPick, fig_pick_clear)

G_END_DECLS
