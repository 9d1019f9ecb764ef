/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

#define RN__SHAPES_SIDE   32
#define RN__SHAPES_PIXELS (3 * RN__SHAPES_SIDE * RN__SHAPES_SIDE)
/* Changes whenever any picture does. */
#define RN__SHAPES_VERSION 1

typedef enum
{
  RN__OUTLINE_DISC,
  RN__OUTLINE_SQUARE,
  RN__OUTLINE_TRIANGLE,
  RN__OUTLINE_STAR,
  RN__OUTLINE_RING,
  RN__N_OUTLINES,
} RnOutline;

typedef enum
{
  RN__TEXTURE_PLAIN,
  RN__TEXTURE_STRIPES,
  RN__N_TEXTURES,
} RnTexture;

/* Draws picture @picture of (@seed, @stream), [3, 32, 32]: a pure function of its arguments, the
 * same bytes on every machine. */
void rn__shapes_draw (guint64 seed, guint64 stream, guint64 picture, RnOutline outline,
                      RnTexture texture, guint8 *pixels);
