/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "fig-text.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/*
 * How figures build a scene: a path is begun with a fig__pen… function and becomes a mark with
 * fig__draw; a text and an image are marks at once. Each returns the mark (borrowed), whose datum
 * the figure fills where it stands for something.
 */
typedef enum
{
  FIG_SOLID,
  FIG_DOTS,                  /* 2-6: not yet computed */
  FIG_DASHES,                /* 5-4: an empty frame, a plain network */
} FigDash;

/* A colour of alpha 0 paints nothing. */
typedef struct
{
  FigColor fill;
  FigColor stroke;
  double   line;             /* px */
  FigDash  dash;
  gboolean hatch;            /* stroke as hatching instead of filling */
} FigPaint;

typedef enum
{
  FIG_START,
  FIG_CENTER,
  FIG_END,
} FigAnchor;

typedef struct
{
  FigPick          datum;        /* its text (owned) is the tooltip; bounds are those of the ink */
  FigPaint         paint;
  cairo_path_t    *path;         /* (nullable) (owned) */

  PangoLayout     *layout;       /* (nullable) (owned) */
  char            *words;        /* (owned) without markup */
  double           x, y;         /* upper left corner of the layout, before turning */
  double           turn_rad;

  cairo_surface_t *image;        /* (nullable) (owned) */
  double           radius;
  RnTensor        *tensor;       /* (nullable) (owned) whose plane the image shows */
  gsize            offset;       /* floats to that plane */
  gsize            rows, columns;
  char           **row_names;    /* (nullable) (owned) where a row is a layer and a column a step */
  double           low, high;    /* of a panel: the numbers at its sides; of a map over time: the
                                    first column's step, and the steps of a column */

  FigRect          touch;        /* of width > 0: where the mark is hit, instead of its ink */
  RnNode           first, last;  /* the nodes a diagram shows by this mark, RN_NODE_NONE: none */
  RnScope          scope, scope_end;     /* the scopes; equal: none */
  FigRect          box;          /* their place, without line and rings */
  double           corner;
  FigPoint        *way;          /* (nullable) (owned) of an edge: its corners */
  guint            n_way;
  RnNode           way_to;       /* the node it feeds; datum.node is where it comes from */
} FigMark;

#define FIG_CORNER 26.0          /* of an edge */

struct _FigScene
{
  FigPalette  palette;
  double      width, height;     /* layout px; outside they count zoom times */
  double      zoom;
  double      line_zoom;
  gboolean    transparent;       /* no canvas is painted */
  GPtrArray  *marks;             /* (owned) (element-type FigMark) */
  FigText    *text;              /* (owned) */
  cairo_t    *pen;               /* (owned) on a surface of no size: builds and measures paths */
};

FigScene *fig__scene_new   (const FigStyle *style);
FigFace   fig__face        (double size, gboolean bold, FigColor color);

/* the path to come */
void      fig__pen_rect    (FigScene *self, double x, double y, double width, double height,
                            double radius);
void      fig__pen_circle  (FigScene *self, double x, double y, double radius);
void      fig__pen_line    (FigScene *self, double x0, double y0, double x1, double y1);
void      fig__pen_polygon (FigScene *self, const FigPoint *points, guint n, gboolean closed);
/* A way of straight lines with rounded corners. */
void      fig__pen_route   (FigScene *self, const FigPoint *points, guint n, double radius);
/* A filled head whose tip is at x, y, pointing along dx, dy. */
void      fig__pen_arrow   (FigScene *self, double x, double y, double dx, double dy,
                            double length, double half);

/* marks */
FigMark  *fig__draw        (FigScene *self, const FigPaint *paint);
/* The pen's path instead of the mark's own: for a frame whose height shows only when all within it
   is drawn. */
void      fig__replace_path (FigScene *self, FigMark *mark);
FigMark  *fig__fill        (FigScene *self, FigColor color);
FigMark  *fig__stroke      (FigScene *self, FigColor color, double line);
/* x, y: where the anchor is, y in the middle of a capital; of wrapped text in the first line. */
FigMark  *fig__text        (FigScene *self, double x, double y, FigAnchor anchor, FigFace face,
                            const char *markup);
FigMark  *fig__textf       (FigScene *self, double x, double y, FigAnchor anchor, FigFace face,
                            const char *format, ...) G_GNUC_PRINTF (6, 7);
/* centred */
FigMark  *fig__text_upward (FigScene *self, double x, double y, FigFace face, const char *markup);
double    fig__text_width  (FigScene *self, FigFace face, const char *markup);
/* Takes the image. */
FigMark  *fig__image       (FigScene *self, cairo_surface_t *image, double x, double y,
                            double width, double height, double radius);
void      fig__image_values (FigMark *mark, RnTensor *tensor, gsize offset, gsize rows,
                             gsize columns);
/* The mark is where the nodes first … last are shown, a box with rounded corners. */
void      fig__shows       (FigMark *mark, RnNode first, RnNode last, FigRect box, double corner);
/* And the scopes scope ≤ i < end. */
void      fig__shows_scopes (FigMark *mark, RnScope scope, RnScope end, FigRect box,
                             double corner);
/* The mark is an edge to @to along points; its datum's node is where it comes from. */
void      fig__leads       (FigMark *mark, const FigPoint *points, guint n, RnNode to);
/* (transfer full) text */
void      fig__tell        (FigMark *mark, FigMarkKind kind, char *text);

G_END_DECLS
