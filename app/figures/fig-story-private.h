/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-anatomy-private.h"
#include "fig-explain.h"
#include "fig-format.h"
#include "fig-palette.h"

G_BEGIN_DECLS

/* What an explanation says, before it is drawn or written down. */

/* A line “words … number”. */
typedef struct
{
  char    *words;            /* (owned) plain, or with <m> where it is a formula */
  gboolean formula;
  gboolean total;            /* a rule above it */
  FigPath  path;
  RnNode   node;
  double   value;
  gboolean in_sum;           /* its number is printed in units of the story's sums */
  gint64   units;
} FigLineOfStory;

#define FIG_SUM_TERMS 8

/* Lines that add up to another. */
typedef struct
{
  guint terms[FIG_SUM_TERMS];
  guint n;
  guint total;
  int   rest;                /* the term that is what the others leave, −1: none */
} FigSumOfStory;

/* The window that was looked at, and the kernel it was multiplied by. */
typedef struct
{
  gsize    rows, columns;    /* 0: there is none */
  float   *window;           /* (owned) */
  float   *kernel;           /* (owned) (nullable) */
  gboolean *inside;          /* (owned) FALSE: padding */
  int      winner;           /* of a maximum, −1: none */
  char    *window_words;     /* (owned) */
  char    *kernel_words;     /* (owned) (nullable) */
  RnNode   node;
} FigGrid;

typedef struct
{
  const FigExplainData *data;
  GArray  *lines;            /* (owned) (element-type FigLineOfStory) */
  GArray  *sums;             /* (owned) (element-type FigSumOfStory) */
  guint   *ends;             /* (owned) [n_steps] the last line of each step */
  FigGrid  grid;             /* of the first step that has one */
  FigSum   format;
  char    *where;            /* (owned) “addition · channel 24, row 19, column 9” */
  char    *field;            /* (owned) (nullable) “receptive field 67×67 px of the picture” */
} FigStory;

static inline FigLineOfStory *
fig__story_line (const FigStory *self, guint i)
{
  return &g_array_index (self->lines, FigLineOfStory, i);
}

static inline const RnTerm *
fig__story_term (const FigExplainStep *step, guint i)
{
  return &g_array_index (step->explanation->terms, RnTerm, i);
}

const RnShape *fig__story_shape (const FigStory *self, RnNode node);
/* (transfer full) the word of what @node reads */
char *fig__story_input  (const FigStory *self, RnNode node);

/* Of a convolution: the part of its terms that belongs to input channel @channel. Nothing, where there
   is a window already, or it is too large. */
void  fig__story_window (FigStory *self, const FigExplainStep *step, gsize channel);
void  fig__story_pool   (FigStory *self, const FigExplainStep *step);
/* Chooses the digits, and rounds so that every sum holds as printed. */
void  fig__story_round  (FigStory *self);

void  fig__story_tell   (FigStory *self, const FigExplainData *data);
void  fig__story_clear  (FigStory *self);
/* (transfer full) the number of a line as it is printed */
char *fig__story_number (const FigStory *self, guint line);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigStory, fig__story_clear)

G_END_DECLS
