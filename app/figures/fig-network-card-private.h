/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-network-private.h"

G_BEGIN_DECLS

#define CORNER     26.0
#define PLUS       18.0
#define ARC_TILE   60.0

/* One thing on the main line: a tile, the fork (no step, RN_NODE_NONE), or the addition. */
typedef struct
{
  FigStep        step;
  gboolean       is_fork, is_plus;
  const FigRole *role;
  double         half;       /* px along the line */
  double         words;      /* half the width of its words */
  double         at;         /* px along the line */
} FigStop;

typedef struct
{
  const FigNetwork *net;
  FigAnatomy        anatomy;
  GArray           *stops;   /* (owned) (element-type FigStop) */
  guint             fork, plus;      /* places in stops; plus = len where there is none */
  FigRole           branch;  /* plain blocks are grey */
  double            side;
  double            left, right, top;
} FigCard;

/* A plain block has no arc. */
static inline gboolean
has_arc (const FigCard *card)
{
  return card->anatomy.addition != RN_NODE_NONE;
}

static inline FigStop *
stop (const FigCard *card, guint i)
{
  return &g_array_index (card->stops, FigStop, i);
}

static inline const FigStep *
arc_step (const FigCard *card, guint i)
{
  return &g_array_index (card->anatomy.shortcut, FigStep, i);
}

/* what is said and drawn alike in both postures */
RnNode   fig__card_tensor_after     (const FigCard *card, guint i);
gboolean fig__card_changes          (const FigCard *card, RnNode before, RnNode after);
void     fig__card_shape_words      (const FigCard *card, RnNode node, char **channels,
                                     char **size);
double   fig__card_label_width      (const FigCard *card, RnNode node);
gboolean fig__card_label_after      (const FigCard *card, guint i);
FigColor fig__card_edge_color       (const FigCard *card, guint i);
double   fig__card_branch_norm      (const FigCard *card, guint i);
RnNode   fig__card_shortcut_end     (const FigCard *card);
gboolean fig__card_is_padding       (const FigCard *card);
guint    fig__card_n_arc_tiles      (const FigCard *card);
double   fig__card_plus_words_width (const FigCard *card);
double   fig__card_arc_words        (const FigCard *card);
/* The last piece of the shortcut's way as what the scissors make of it; they are at x, y. */
void     fig__card_cut              (const FigCard *card, FigMark *edge, double x, double y);
void     fig__card_padding          (const FigCard *card, double x, double y);
void     fig__card_plus_words       (const FigCard *card, double x, double y, gboolean right);
void     fig__card_plus_map         (const FigCard *card, double x, double base, double x0,
                                     double y0);

/* the two postures; from y down, with the title above */
gboolean fig__card_fits_across (FigCard *card);
FigFlow  fig__card_across      (FigCard *card, double below_title);
FigFlow  fig__card_upright     (FigCard *card, double below_title);

G_END_DECLS
