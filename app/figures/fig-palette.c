/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The colours of the design language, light and dark, checked under deuteranopia. */
#include "fig-palette.h"

#define RGBA(rgb, a)                                                                               \
  {                                                                                                \
    (((rgb) >> 16) & 255) / 255.0, (((rgb) >> 8) & 255) / 255.0, ((rgb) &255) / 255.0, a           \
  }
#define RGB(rgb)     RGBA (rgb, 1.0)
#define CIVIDIS      { 0x00204D, 0x39486B, 0x707173, 0xA69D75, 0xFFEA46 }

static const FigPalette light = {
  .dark = FALSE,
  .shortcut = { RGB (0x0072B2), RGB (0x00629A), RGB (0xE4F1FA) },
  .branch = { RGB (0xD55E00), RGB (0xA84800), RGB (0xFDEEE2) },
  .sum = { RGB (0x009E73), RGB (0x00714F), RGB (0xE0F5ED) },
  .plain = { RGB (0x868B93), RGB (0x565B63), RGB (0xEEF0F2) },
  .now = RGB (0xF5C211),
  .halo = RGBA (0xF5C211, 0.38),
  .canvas = RGB (0xFFFFFF),
  .card = RGB (0xFFFFFF),
  .ink = RGB (0x1F2226),
  .ink2 = RGB (0x565B63),
  .hairline = RGB (0xD9DADE),
  .grid = RGB (0xE8E9EC),
  .accent = RGB (0x3D4654),
  .on_accent = RGB (0xFFFFFF),
  .sequential = CIVIDIS,
  .diverging = { 0x3F0F6B, 0x9B7CC4, 0xF4F4F2, 0xD7B03A, 0x664A00 },
};

static const FigPalette dark = {
  .dark = TRUE,
  .shortcut = { RGB (0x56B4E9), RGB (0x7CC6F0), RGB (0x1D3242) },
  .branch = { RGB (0xF0803C), RGB (0xF8A873), RGB (0x402A1C) },
  .sum = { RGB (0x22A877), RGB (0x5BD6B1), RGB (0x16382D) },
  .plain = { RGB (0x8E939B), RGB (0xB9BDC4), RGB (0x333437) },
  .now = RGB (0xF8D648),
  .halo = RGBA (0xF8D648, 0.30),
  .canvas = RGB (0x1E1E1E),
  .card = RGB (0x2B2B2D),
  .ink = RGB (0xF2F3F4),
  .ink2 = RGB (0xB9BDC4),
  .hairline = RGB (0x46474B),
  .grid = RGB (0x38393C),
  .accent = RGB (0xD3D8E0),
  .on_accent = RGB (0x1E1E1E),
  .sequential = CIVIDIS,
  .diverging = { 0xDCC6FF, 0x7F5CB8, 0x1F1F24, 0xA47C14, 0xFFE28F },
};

const FigPalette *
fig_palette_light (void)
{
  return &light;
}

const FigPalette *
fig_palette_dark (void)
{
  return &dark;
}

FigPalette
fig_palette_contrast (const FigPalette *palette)
{
  FigPalette high = *palette;

  high.canvas = fig_color (palette->dark ? 0x000000 : 0xFFFFFF);
  high.ink2 = palette->ink;
  high.plain.text = palette->ink;
  return high;
}

FigColor
fig_color (guint32 rgb)
{
  return (FigColor) RGB (rgb);
}

FigColor
fig_color_fade (FigColor color, double alpha)
{
  color.alpha *= alpha;
  return color;
}

FigRole
fig_palette_role (const FigPalette *palette, FigPath path)
{
  switch (path)
    {
    case FIG_SHORTCUT:
      return palette->shortcut;
    case FIG_BRANCH:
      return palette->branch;
    case FIG_SUM:
      return palette->sum;
    case FIG_PLAIN:
      return palette->plain;
    case FIG_INK:
    default:
      return (FigRole) { palette->ink2, palette->ink, palette->plain.tint };
    }
}
