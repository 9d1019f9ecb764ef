/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-parts-private.h"
#include "fig-unrolled.h"

G_BEGIN_DECLS

#define FIG_LINE_LEAST 3.0
#define FIG_LINE_MOST  9.0

/* The columns of an unrolled view, px. */
typedef struct
{
  const FigUnrolledData *data;
  FigScene *scene;
  double    left, right;             /* of the figure */
  double    start, column, end;      /* block i lies between start + i · column and one more */
  gboolean  stacked;                 /* a row's numbers stand above each other */
  double    norms, shares;           /* right ends of the numbers */
  double    norm_width, share_width;
  double    bars, bar;               /* left end of the shares' bars and their width, 0: none */
  double    low, high;               /* log10 of the norms */
  double    least_share, most_share;
} FigUnrolled;

/* Whether another path than the selected one goes this way through @block. */
static inline gboolean
fig__unrolled_is_off (const FigUnrolled *self, guint block, gboolean branch)
{
  return self->data->selected >= 0
         && (((guint) self->data->selected >> block & 1) != 0) != branch;
}

static inline double
fig__unrolled_at (const FigUnrolled *self, guint block)
{
  return self->start + block * self->column;
}

#define FIG_COLUMN_ROOMY 110.0       /* px: ⊕ in full and words on the arc */

/* Where the block's addition stands, and the middle of its two ways, in the chain and the rows. */
static inline double
fig__unrolled_plus (const FigUnrolled *self, guint block)
{
  double after = self->column > FIG_COLUMN_ROOMY ? MIN (0.38 * self->column, 78) : 14;

  return fig__unrolled_at (self, block + 1) - after;
}

static inline double
fig__unrolled_middle (const FigUnrolled *self, guint block)
{
  return (fig__unrolled_at (self, block) + fig__unrolled_plus (self, block)) / 2;
}

static inline gboolean
fig__unrolled_has_shortcut (const FigUnrolled *self, guint block)
{
  guint all = (1u << self->data->paths->n_blocks) - 1;

  return self->data->paths->paths[all & ~(1u << block)].exists;
}

/* Half the width of a branch's box. */
static inline double
fig__unrolled_half (const FigUnrolled *self)
{
  return CLAMP (self->column * 0.22, 12, 46);
}

FigColor fig__unrolled_shade  (const FigUnrolled *self, FigColor color, gboolean off);
/* px, by log10 of a gradient's norm */
double   fig__unrolled_line   (const FigUnrolled *self, double norm);
/* “F₂” as markup. (transfer full) */
char    *fig__unrolled_factor (guint path, guint block);
/* “31 %” (transfer full) */
char    *fig__percent         (double part);

/* From y down; both return the y below. */
double   fig__unrolled_chain  (const FigUnrolled *self, double y);
double   fig__unrolled_rows   (const FigUnrolled *self, double y);

G_END_DECLS
