/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Draws a picture of shapes: a plain or striped figure on a ground that may be striped too, small
 * things before and behind it, noise over everything.
 *
 * A figure is the set of points whose signed distance to its outline, in pixels, is below 0; a pixel
 * is covered by as much as ½ − distance says, 0 … 1, which smooths the edge. Stripes are a plane
 * wave, cut at 0 the same way.
 *
 * Only + − × ÷ √ are used, also for sines, so that the bytes are the same on every IEEE machine.
 *
 * Distances: Quilez, 2D distance functions, iquilezles.org/articles/distfunctions2d
 */
#include "config.h"

#include "rn-clones-private.h"
#include "rn-random.h"
#include "shapes-private.h"

#include <math.h>
#include <string.h>

#define SIDE    RN__SHAPES_SIDE
#define PLANE   (SIDE * SIDE)
#define NUMBERS 256              /* kept for each picture */

typedef struct
{
  guint64 seed, stream, at;
} Numbers;

/* The next of a picture's own numbers, in [low, high). */
static float
between (Numbers *numbers, double low, double high)
{
  return (float) (low + (high - low) * rn_random_uniform (numbers->seed, numbers->stream,
                                                          numbers->at++));
}

static guint
below (Numbers *numbers, guint n)
{
  return (guint) (rn_random_bits (numbers->seed, numbers->stream, numbers->at++) >> 32) % n;
}

/* Cosine and sine of @turns full turns; the first term left out is below π²³/23! ≈ 1e-11. */
static void
turn (double turns, float *cosine, float *sine)
{
  double x = 2 * G_PI * (turns - floor (turns + 0.5)), xx = x * x, c = 0, s = 0;

  for (int k = 20; k > 0; k -= 2)
    {
      c = -(1 + c) * xx / (k * (k - 1));
      s = -(1 + s) * xx / (k * (k + 1));
    }
  *cosine = (float) (1 + c);
  *sine = (float) (x * (1 + s));
}

/* ── colours ── */

typedef struct
{
  float channel[3];              /* 0 … 1 */
} Colour;

static Colour
any_colour (Numbers *numbers)
{
  Colour colour;

  for (guint c = 0; c < 3; c++)
    colour.channel[c] = between (numbers, 0, 1);
  return colour;
}

/* Another: each channel is at least @least away, going around from 1 to 0. */
static Colour
other_colour (Numbers *numbers, Colour from, double least)
{
  for (guint c = 0; c < 3; c++)
    {
      from.channel[c] += between (numbers, least, 1 - least);
      from.channel[c] -= from.channel[c] >= 1 ? 1 : 0;
    }
  return from;
}

static Colour
mixed (Colour a, Colour b, float share)
{
  for (guint c = 0; c < 3; c++)
    a.channel[c] += share * (b.channel[c] - a.channel[c]);
  return a;
}

/* ── figures ── */

typedef struct
{
  RnOutline outline;
  float     x, y;                /* centre, px */
  float     radius;              /* px */
  float     cosine, sine;        /* of its turn */
} Figure;

static inline float
larger (float a, float b)
{
  return a > b ? a : b;
}

static inline float
magnitude (float a)
{
  return a < 0 ? -a : a;
}

static inline float
length (float x, float y)
{
  return sqrtf (x * x + y * y);
}

/* Five points of radius @r: two mirrors leave one edge of it. */
static inline float
star (float x, float y, float r)
{
  const float c1 = 0.809016994f, s1 = 0.587785252f;       /* of 36° */
  const float inner = 0.45f;
  float m, ex, ey, h;

  x = magnitude (x);
  m = 2 * larger (c1 * x - s1 * y, 0);
  x -= m * c1;
  y += m * s1;
  m = 2 * larger (-c1 * x - s1 * y, 0);
  x += m * c1;
  y += m * s1;
  x = magnitude (x);
  y -= r;
  ex = inner * s1;
  ey = inner * c1 - 1;
  h = (x * ex + y * ey) / (ex * ex + ey * ey);
  h = h < 0 ? 0 : h > r ? r : h;
  m = length (x - ex * h, y - ey * h);
  return y * ex < x * ey ? -m : m;
}

/* The figures are of about the same area, so that size tells nothing. */
static inline float
distance (RnOutline outline, float x, float y, float r)
{
  float a = magnitude (x), b = magnitude (y);

  switch (outline)
    {
    case RN__OUTLINE_DISC:
      return length (x, y) - 0.9f * r;
    case RN__OUTLINE_SQUARE:
      return larger (a, b) - 0.8f * r;
    case RN__OUTLINE_TRIANGLE:
      return larger (0.866025404f * a + 0.5f * y, -y) - 0.6f * r;
    case RN__OUTLINE_STAR:
      return star (x, y, 1.25f * r);
    case RN__OUTLINE_RING:
    default:
      return magnitude (length (x, y) - 0.75f * r) - 0.3f * r;
    }
}

/* @cover: [32, 32], how much of each pixel the figure covers */
static inline void
cover_by (RnOutline outline, const Figure *figure, float *cover)
{
  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      {
        float dx = (float) x + 0.5f - figure->x, dy = (float) y + 0.5f - figure->y;
        float d = distance (outline, figure->cosine * dx + figure->sine * dy,
                            figure->cosine * dy - figure->sine * dx, figure->radius);
        float share = 0.5f - d;

        share = share < 0 ? 0 : share;
        cover[y * SIDE + x] = share > 1 ? 1 : share;
      }
}

/* A loop for each outline, so that none of them asks which it is at every pixel. */
RN__CLONES static void
cover_figure (const Figure *figure, float *cover)
{
  switch (figure->outline)
    {
    case RN__OUTLINE_DISC:
      cover_by (RN__OUTLINE_DISC, figure, cover);
      break;
    case RN__OUTLINE_SQUARE:
      cover_by (RN__OUTLINE_SQUARE, figure, cover);
      break;
    case RN__OUTLINE_TRIANGLE:
      cover_by (RN__OUTLINE_TRIANGLE, figure, cover);
      break;
    case RN__OUTLINE_STAR:
      cover_by (RN__OUTLINE_STAR, figure, cover);
      break;
    case RN__OUTLINE_RING:
    default:
      cover_by (RN__OUTLINE_RING, figure, cover);
      break;
    }
}

/* ── textures ── */

/* cos (2π (a·i + b)) and the sine, i = 0 … 31 */
static void
wave_along (double a, double b, float *cosines, float *sines)
{
  for (guint i = 0; i < SIDE; i++)
    turn (a * i + b, &cosines[i], &sines[i]);
}

/* @wave += the cosine of a plane wave of @period px that goes @turns from the right */
static void
add_wave (float *wave, double period, double turns, double phase)
{
  float c, s, cx[SIDE], sx[SIDE], cy[SIDE], sy[SIDE];

  turn (turns, &c, &s);
  wave_along (c / period, phase, cx, sx);
  wave_along (s / period, 0, cy, sy);
  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      wave[y * SIDE + x] += cx[x] * cy[y] - sx[x] * sy[y];
}

/* @pattern: [32, 32], 0 … 1: how much of the second colour; of stripes about half. */
static void
weave (Numbers *numbers, RnTexture texture, float *pattern)
{
  double period = between (numbers, 4, 7), turns = between (numbers, 0, 1);
  float steep = (float) (period / (2 * G_PI));          /* one pixel from 0 to 1 */

  memset (pattern, 0, PLANE * sizeof (float));
  if (texture == RN__TEXTURE_PLAIN)
    return;
  add_wave (pattern, period, turns, between (numbers, 0, 1));
  for (guint i = 0; i < PLANE; i++)
    {
      float share = 0.5f + steep * pattern[i];

      share = share < 0 ? 0 : share;
      pattern[i] = share > 1 ? 1 : share;
    }
}

/* ── painting ── */

/* Between two colours where @pattern says, over what is there where @cover says; NULL: everywhere. */
static void
paint (float *picture, const float *cover, const float *pattern, Colour first, Colour second)
{
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < PLANE; i++)
      {
        float value = first.channel[c] + pattern[i] * (second.channel[c] - first.channel[c]);
        float *at = picture + c * PLANE + i;

        *at += (cover != NULL ? cover[i] : 1) * (value - *at);
      }
}

/* Small figures of one colour anywhere. */
static void
scatter (Numbers *numbers, float *picture, guint n, double largest)
{
  static const float plain[PLANE] = { 0 };
  float cover[PLANE];

  for (guint i = 0; i < n; i++)
    {
      Figure figure = { .outline = (RnOutline) below (numbers, RN__N_OUTLINES) };
      Colour colour = any_colour (numbers);

      figure.x = between (numbers, 0, SIDE);
      figure.y = between (numbers, 0, SIDE);
      figure.radius = between (numbers, 1, largest);
      turn (between (numbers, 0, 1), &figure.cosine, &figure.sine);
      cover_figure (&figure, cover);
      paint (picture, cover, plain, colour, colour);
    }
}

/* splitmix64 (Steele, Lea, Flood 2014): fast, and of a counter as well */
static inline guint64
scramble (guint64 z)
{
  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* The sum of four bytes, less its mean: near a normal number; its deviation is √(4·(256² − 1)/12). */
static inline float
four_bytes (guint32 bits)
{
  guint32 pairs = (bits & 0x00ff00ff) + (bits >> 8 & 0x00ff00ff);

  return ((float) (gint32) ((pairs & 0xffff) + (pairs >> 16)) - 510) * (1 / 147.8f);
}

/* Adds noise of deviation @strength, and rounds to bytes. */
RN__CLONES static void
finish (const float *picture, guint64 key, float strength, guint8 *pixels)
{
  for (guint i = 0; i < RN__SHAPES_PIXELS / 2; i++)
    {
      guint64 bits = scramble (key + (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

      for (guint k = 0; k < 2; k++)
        {
          float noise = four_bytes ((guint32) (bits >> 32 * k));
          float value = 255 * (picture[2 * i + k] + strength * noise) + 0.5f;

          value = value < 0 ? 0 : value;
          pixels[2 * i + k] = (guint8) (gint32) (value > 255 ? 255 : value);
        }
    }
}

void
rn__shapes_draw (guint64 seed, guint64 stream, guint64 picture, RnOutline outline,
                 RnTexture texture, guint8 *pixels)
{
  Numbers numbers = { seed, stream, picture * NUMBERS };
  float canvas[RN__SHAPES_PIXELS] = { 0 }, cover[PLANE], pattern[PLANE];
  Colour first = any_colour (&numbers), second = other_colour (&numbers, first, 0.3);
  Colour ground = other_colour (&numbers, mixed (first, second, 0.5f), 0.25);
  Figure figure = { .outline = outline };
  float haze;

  /* the ground of half of the pictures is striped too, only fainter */
  weave (&numbers, (RnTexture) below (&numbers, RN__N_TEXTURES), pattern);
  paint (canvas, NULL, pattern, ground, mixed (ground, any_colour (&numbers), 0.35f));
  scatter (&numbers, canvas, below (&numbers, 4), 4);

  figure.radius = between (&numbers, 7, 11);
  figure.x = between (&numbers, figure.radius - 1, SIDE + 1 - figure.radius);
  figure.y = between (&numbers, figure.radius - 1, SIDE + 1 - figure.radius);
  turn (between (&numbers, 0, 1), &figure.cosine, &figure.sine);
  weave (&numbers, texture, pattern);
  cover_figure (&figure, cover);
  paint (canvas, cover, pattern, first, second);

  scatter (&numbers, canvas, below (&numbers, 3), 3);
  /* few are very noisy: what can be learned at all is learned from the rest */
  haze = between (&numbers, 0, 1);
  finish (canvas, rn_random_bits (seed, stream, numbers.at), 0.02f + 0.18f * haze * haze * haze,
          pixels);
}
