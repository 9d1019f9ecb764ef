/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Windowed attention as ONNX operators. Tiles of one size are taken together; where the window does
 * not divide the map, the smaller ones at its right and bottom are regions of their own, up to
 * four. In a region of a × b tiles of t × u pixels, P = t·u of them, d channels a head:
 *
 *   x  [N, 3·heads·d, a·t, b·u] → [N, 3, heads, d, a, t, b, u] → [3, N, a, b, heads, t, u, d]
 *      → [3, N·a·b, heads, P, d] → q, k, v
 *   y = softmax (q · kᵀ / √d + B) · v   [1, N·a·b, heads, P, d], and the same way back
 *
 * B, [heads, P, P], is read from the table here and becomes a constant.
 */
#include "config.h"

#include "onnx-private.h"

#include <math.h>

#define INPUTS(...) ((const char *const[]) { __VA_ARGS__, NULL })

typedef struct
{
  OnnxNode   *node;
  OnnxFile   *file;
  const char *word;             /* of the region, in names */
  gsize       heads, depth, window;
  gsize       top, left;        /* pixels */
  gsize       down, across;     /* tiles, a and b */
  gsize       height, width;    /* of a tile, t and u */
} Region;

static const char *
inner (const Region *self, const char *what)
{
  g_autofree char *word = g_strconcat (self->word, what, NULL);

  return rn__onnx_name (self->file, self->node->info->name, word);
}

static const char *
reshape (const Region *self, const char *what, const char *value, const gint64 *shape, guint n)
{
  g_autofree char *word = g_strconcat (what, "_shape", NULL);
  const char *made = inner (self, what);

  rn__onnx_node (self->file, "Reshape", made,
                 INPUTS (value, rn__onnx_list (self->file, inner (self, word), shape, n)));
  return made;
}

static const char *
transpose (const Region *self, const char *what, const char *value, const gint64 *order, guint n)
{
  const char *made = inner (self, what);

  rn__onnx_integers (self->file, rn__onnx_node (self->file, "Transpose", made, INPUTS (value)),
                     "perm", order, n);
  return made;
}

static const char *
binary (const Region *self, const char *type, const char *what, const char *a, const char *b)
{
  const char *made = inner (self, what);

  rn__onnx_node (self->file, type, made, INPUTS (a, b));
  return made;
}

/* From @begin to @end on axis @axis. */
static const char *
slice (const Region *self, const char *what, const char *value, gint64 begin, gint64 end,
       gint64 axis)
{
  const char *made = inner (self, what), *lists[3];
  const gint64 numbers[3] = { begin, end, axis };
  static const char *const words[3] = { "_begin", "_end", "_axis" };

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *word = g_strconcat (what, words[i], NULL);

      lists[i] = rn__onnx_list (self->file, inner (self, word), &numbers[i], 1);
    }
  rn__onnx_node (self->file, "Slice", made, INPUTS (value, lists[0], lists[1], lists[2]));
  return made;
}

/* B[head, i, j] = table[Δ (i, j), head] */
static const char *
place_bias (const Region *self)
{
  gsize pixels = self->height * self->width, side = 2 * self->window - 1;
  RnShape shape = { 3, { self->heads, pixels, pixels, 1 } };
  float *bias = rn__onnx_room (self->file, rn_shape_elements (&shape));
  const float *table = self->node->values[0];

  for (gsize head = 0, at = 0; head < self->heads; head++)
    for (gsize i = 0; i < pixels; i++)
      for (gsize j = 0; j < pixels; j++)
        {
          gsize down = i / self->width + self->window - 1 - j / self->width;
          gsize across = i % self->width + self->window - 1 - j % self->width;

          bias[at++] = table[(down * side + across) * self->heads + head];
        }
  return rn__onnx_floats (self->file, inner (self, "bias"), &shape, bias);
}

/* The region's pixels as [3, N·a·b, heads, P, d]. */
static const char *
cut_tiles (const Region *self)
{
  const RnShape *x = &self->node->shapes[0];
  const gint64 heads = (gint64) self->heads, depth = (gint64) self->depth;
  const gint64 a = (gint64) self->down, t = (gint64) self->height;
  const gint64 b = (gint64) self->across, u = (gint64) self->width;
  const gint64 apart[8] = { 0, 3, heads, depth, a, t, b, u };
  const gint64 order[8] = { 1, 0, 4, 6, 2, 5, 7, 3 };
  const gint64 tiles[5] = { 3, -1, heads, t * u, depth };
  const char *value = self->node->inputs[0];

  if (a * t != (gint64) x->dim[2])
    value = slice (self, "rows", value, (gint64) self->top, (gint64) self->top + a * t, 2);
  if (b * u != (gint64) x->dim[3])
    value = slice (self, "columns", value, (gint64) self->left, (gint64) self->left + b * u, 3);
  value = reshape (self, "apart", value, apart, 8);
  value = transpose (self, "by_tile", value, order, 8);
  return reshape (self, "tiles", value, tiles, 5);
}

/* [1, N·a·b, heads, P, d] → [N, heads·d, a·t, b·u] */
static const char *
join_tiles (const Region *self, const char *value)
{
  const gint64 heads = (gint64) self->heads, depth = (gint64) self->depth;
  const gint64 a = (gint64) self->down, t = (gint64) self->height;
  const gint64 b = (gint64) self->across, u = (gint64) self->width;
  const gint64 apart[7] = { -1, a, b, heads, t, u, depth };
  const gint64 order[7] = { 0, 3, 6, 1, 4, 2, 5 };
  const gint64 map[4] = { 0, heads * depth, a * t, b * u };

  value = reshape (self, "out_apart", value, apart, 7);
  value = transpose (self, "out_turned", value, order, 7);
  return reshape (self, "out", value, map, 4);
}

static const char *
attend (const Region *self)
{
  static const gint64 swap[5] = { 0, 1, 2, 4, 3 };
  const char *tiles = cut_tiles (self);
  const char *q = slice (self, "q", tiles, 0, 1, 0), *k = slice (self, "k", tiles, 1, 2, 0);
  const char *v = slice (self, "v", tiles, 2, 3, 0), *scores, *weights = inner (self, "weights");

  scores = binary (self, "MatMul", "scores", q, transpose (self, "k_turned", k, swap, 5));
  scores = binary (self, "Mul", "scaled", scores,
                   rn__onnx_number (self->file, inner (self, "scale"),
                                    1 / sqrt ((double) self->depth)));
  scores = binary (self, "Add", "placed", scores, place_bias (self));
  rn__onnx_integer (self->file, rn__onnx_node (self->file, "Softmax", weights, INPUTS (scores)),
                    "axis", 4);
  return join_tiles (self, binary (self, "MatMul", "mixed", weights, v));
}

/* One part along an axis: as many whole tiles as there are, or the rest. */
typedef struct
{
  gsize first, tiles, size;
} Part;

static guint
split (gsize length, gsize window, Part *parts)
{
  gsize whole = length / window, rest = length % window;
  guint n = 0;

  if (whole > 0)
    parts[n++] = (Part) { 0, whole, window };
  if (rest > 0)
    parts[n++] = (Part) { whole * window, 1, rest };
  return n;
}

/* (@pieces, n of them) side by side along @axis, as @name */
static void
concatenate (OnnxFile *file, const char *name, const char *const *pieces, gint64 axis)
{
  rn__onnx_integer (file, rn__onnx_node (file, "Concat", name, pieces), "axis", axis);
}

void
rn__onnx_attention (OnnxNode *node, const char *type)
{
  const gsize *x = node->shapes[0].dim;
  gsize heads = (gsize) rn__onnx_attribute (node, "heads");
  gsize window = (gsize) rn__onnx_attribute (node, "window");
  Part rows[2], columns[2];
  guint n_rows = split (x[2], window, rows), n_columns = split (x[3], window, columns);
  const char *bands[3] = { NULL };

  for (guint r = 0; r < n_rows; r++)
    {
      const char *pieces[3] = { NULL };
      g_autofree char *band = g_strdup_printf ("band%u", r);

      for (guint c = 0; c < n_columns; c++)
        {
          g_autofree char *word = g_strdup_printf ("region%u%u_", r, c);
          Region region = { node, node->file, word, heads, x[1] / 3 / heads, window,
                            rows[r].first, columns[c].first, rows[r].tiles, columns[c].tiles,
                            rows[r].size, columns[c].size };

          pieces[c] = attend (&region);
        }
      bands[r] = rn__onnx_name (node->file, node->info->name, band);
      concatenate (node->file, bands[r], pieces, 3);
    }
  concatenate (node->file, node->info->name, bands, 2);
}
