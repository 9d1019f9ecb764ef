/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* sRGB, each 0 … 1 */
typedef struct
{
  double red, green, blue, alpha;
} FigColor;

/* A path a number travels: its lines and fills, its text (readable on every surface), a tint for
   areas. */
typedef struct
{
  FigColor line;
  FigColor text;
  FigColor tint;
} FigRole;

#define FIG_MAP_STOPS 5

/* The path a series belongs to, which decides its colour. */
typedef enum
{
  FIG_INK,
  FIG_SHORTCUT,
  FIG_BRANCH,
  FIG_SUM,
  FIG_PLAIN,
} FigPath;

/*
 * Every colour a figure may use, by meaning. Colour never stands alone: the shortcut is also the
 * arc, the sum a circled plus, the plain network dashed. A value, passed in from outside.
 */
typedef struct
{
  gboolean dark;
  FigRole  shortcut;               /* h(x), g_shortcut */
  FigRole  branch;                 /* F(x), g_branch */
  FigRole  sum;                    /* the addition, a block's output, the residual network */
  FigRole  plain;                  /* the network without shortcuts */
  FigColor now;                    /* current step, probed pixel; always with an ink outline */
  FigColor halo;
  FigColor canvas;
  FigColor card;
  FigColor ink;
  FigColor ink2;
  FigColor hairline;
  FigColor grid;
  FigColor accent;                 /* slate: pills and letters */
  FigColor on_accent;
  guint32  sequential[FIG_MAP_STOPS];  /* 0xRRGGBB; values ≥ 0: cividis */
  guint32  diverging[FIG_MAP_STOPS];   /* signed values: purple – neutral – gold */
} FigPalette;

const FigPalette *fig_palette_light     (void);
const FigPalette *fig_palette_dark      (void);
/* For a projector: white or black canvas, and second ink becomes ink. */
FigPalette        fig_palette_contrast  (const FigPalette *palette);
/* The role of a path; of FIG_INK, ink. */
FigRole           fig_palette_role      (const FigPalette *palette, FigPath path);
FigColor          fig_color             (guint32 rgb);
FigColor          fig_color_fade        (FigColor color, double alpha);

G_END_DECLS
