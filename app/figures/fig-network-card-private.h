/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-lanes-private.h"
#include "fig-network-private.h"

G_BEGIN_DECLS

#define CORNER     26.0
#define PLUS       18.0
#define ARC_TILE   60.0
#define LANE_TILE  44.0
#define LEAST_TILE 32.0
#define RING       11.0      /* radius of ⊕ and ⊗ inside a path */

/* One thing on the main line: a tile, lanes, the fork (no step, RN_NODE_NONE), or the addition. */
typedef struct
{
  FigStep        step;
  gboolean       is_fork, is_plus, is_ring;
  FigLanes      *lanes;      /* (owned) (nullable) */
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
  GArray           *arc;     /* (owned) (element-type FigStep) on the shortcut; lanes borrowed */
  const FigStep    *gated;   /* (nullable) borrowed: the multiplication that ends the shortcut */
  GArray           *gate;    /* (owned) (element-type FigSpot) what leads to its second factor */
  guint             linked;  /* the stop that reads a spot of the gate; stops->len: none */
  guint             fork, plus;      /* places in stops; plus = len where there is none */
  FigRole           branch;  /* plain blocks are grey */
  double            side;    /* px of a tile */
  double            lane;    /* of one on a lane or a gate */
  double            left, right, top;
  double            stretch; /* upright: px added to each gap of the branch, for the arc's sake */
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
  return &g_array_index (card->arc, FigStep, i);
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

/* forks: along and to the side of the main line, which runs right or @down */
void     fig__card_add_spot         (GArray *spots, const FigStep *step, guint lane, gpointer card);
/* @low, @high: how far lanes may reach from the main line. */
void     fig__card_fork             (FigCard *card, FigStop *stop, gboolean down, double low,
                                     double high);
double   fig__card_fork_before      (const FigCard *card, gboolean down);
double   fig__card_fork_behind      (const FigCard *card, gboolean down);
void     fig__card_draw_fork        (const FigCard *card, const FigStop *stop, double base,
                                     gboolean down);
/* The gate of the shortcut: from x beside the shortcut into its ⊗, and where a stop reads it too, to
   that. All along and to the side: @tap of where it leaves the shortcut, @row its own line. */
void     fig__card_draw_gate        (const FigCard *card, double tap, double row, double arc,
                                     double base, double times, gboolean down);
double   fig__card_gate_length      (const FigCard *card, gboolean down);

/* the two postures; from y down, with the title above */
gboolean fig__card_fits_across (FigCard *card);
FigFlow  fig__card_across      (FigCard *card, double below_title);
FigFlow  fig__card_upright     (FigCard *card, double below_title);

G_END_DECLS
