/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Multi-head self-attention inside windows: the map is cut into tiles of window × window pixels, and
 * every pixel of a tile takes a weighted mean of the values of all its pixels, by how well its query
 * fits their keys and by where they stand.
 *
 *   x = [q; k; v] along the channels, C each; a head has d = C / heads of them, side by side
 *   s[i, j] = Σ_c q[i, c] · k[j, c] / √d + B[i, j],   B[i, j] = table[Δ (i, j), head]
 *   p[i, j] = e^s[i, j] / Σ_j' e^s[i, j'],   y[i, c] = Σ_j p[i, j] · v[j, c]
 *
 * with i and j pixels of one tile and Δ the place of their distance among the (2·window − 1)² there
 * are, (row_i − row_j + window − 1)·(2·window − 1) + column_i − column_j + window − 1. The tiles at
 * the right and at the bottom are smaller where the window does not divide the map, and a window as
 * large as the map makes attention global.
 *
 *   dp[i, j] = Σ_c dy[i, c] · v[j, c],   ds[i, j] = p[i, j] · (dp[i, j] − Σ_j' p[i, j'] · dp[i, j'])
 *   dq[i] = Σ_j ds[i, j] · k[j] / √d,   dk[j] = Σ_i ds[i, j] · q[i] / √d,   dv[j] = Σ_i p[i, j] · dy[i]
 *   dtable[Δ, head] = Σ ds[i, j] over all tiles and pairs that stand so
 *
 * The weights p are kept for backward: in a window of 7 × 7 they are fewer numbers than q, k and v
 * from 17 channels a head on, and finding them again would cost a third product and the exponentials.
 *
 * Liu et al., Swin Transformer, ICCV 2021, eq. 4; Srinivas et al., Bottleneck Transformers for Visual
 * Recognition (BoTNet), CVPR 2021.
 */
#include "config.h"

#include "ops-private.h"

#include "rn-size.h"

enum { HEADS, WINDOW, N_ATTRIBUTES };
enum { TABLE, N_PARAMETERS };
enum { QUERY, KEY, VALUE, N_PARTS };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [HEADS] = { "heads", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_CHANNELS, 1,
              N_("parts the channels are split into, each with weights of its own") },
  [WINDOW] = { "window", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, NAN,
               N_("height and width of a tile, pixels; as large as the map: all pixels see all") },
};

static const RnParameterSlot parameter_slots[N_PARAMETERS] = {
  [TABLE] = { "relative_position_bias_table", TRUE, RN_INIT_SMALL_NORMAL },
};

typedef struct
{
  gsize  N, C, H, W;             /* C of the output, a third of the input's */
  gsize  heads, depth;           /* depth: channels of a head */
  gsize  window;
  gsize  across, down;           /* tiles */
  gsize  row_pairs, column_pairs;    /* Σ height² over the tiles of a column, Σ width² of a row */
  double scale;                  /* 1 / √depth */
} Sizes;

/* Σ of the squares of the lengths that @length is cut into. */
static gsize
pairs (gsize length, gsize window)
{
  gsize rest = length % window;

  return length / window * window * window + rest * rest;
}

static Sizes
sizes_of (const RnOpCall *call)
{
  const gsize *x = call->inputs[0].dim;
  gsize heads = (gsize) call->attributes[HEADS], window = (gsize) call->attributes[WINDOW];

  return (Sizes) {
    .N = x[0], .C = x[1] / N_PARTS, .H = x[2], .W = x[3],
    .heads = heads, .depth = x[1] / N_PARTS / heads, .window = window,
    .down = (x[2] + window - 1) / window, .across = (x[3] + window - 1) / window,
    .row_pairs = pairs (x[2], window), .column_pairs = pairs (x[3], window),
    .scale = 1 / sqrt ((double) (x[1] / N_PARTS / heads)),
  };
}

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_window_attention;
  const RnShape *x = &call->inputs[0];
  gsize heads = (gsize) call->attributes[HEADS], window = (gsize) call->attributes[WINDOW];
  gsize largest, macs;

  if (!rn__op_check_input (op, call, 0, 4, error))
    return FALSE;
  if (x->dim[1] % (N_PARTS * heads) != 0)
    return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                        _("queries, keys and values of %zu heads need a multiple of %zu channels; "
                          "the input has %zu"),
                        heads, N_PARTS * heads, x->dim[1]);

  RnShape y = rn_shape_4d (x->dim[0], x->dim[1] / N_PARTS, x->dim[2], x->dim[3]);
  RnShape table = rn_shape_2d ((2 * window - 1) * (2 * window - 1), heads);

  largest = MIN (window, x->dim[2]) * MIN (window, x->dim[3]);    /* pixels of a tile */
  if (!rn__op_check_size (op, call, &table, error))
    return FALSE;
  if (!rn_size_multiply (rn_shape_elements (x), 2 * largest, &macs))
    return rn__op_fail (op, call, RN_ERROR_RANGE, error,
                        _("more multiply-adds than can be counted"));
  *output = y;
  parameters[TABLE] = table;
  return TRUE;
}

/* How many pairs (i, j) there are in all tiles, samples and heads. */
static gsize
scores_of (const Sizes *z)
{
  return z->N * z->heads * z->row_pairs * z->column_pairs;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  Sizes z = sizes_of (call);

  rn__op_cost_memory (&rn__op_window_attention, call, counts);
  counts->attention_macs = 2 * scores_of (&z) * z.depth;
  counts->activation_elements = counts->additions = scores_of (&z);
}

/* p, and room for ds: [2][N][heads], then tile after tile [pixels][pixels]. */
static gsize
state (const RnOpCall *call)
{
  Sizes z = sizes_of (call);

  return 2 * scores_of (&z);
}

/* One tile of one head of one sample. */
typedef struct
{
  gsize n, head;
  gsize top, left, height, width;
  gsize pixels;
  gsize scores;                  /* where its [pixels][pixels] begin */
} Tile;

static gsize
tiles_of (const Sizes *z)
{
  return z->N * z->heads * z->down * z->across;
}

/* The tiles before it in its column and its row are whole. */
static Tile
tile_at (const Sizes *z, gsize n, gsize head, gsize a, gsize b)
{
  Tile tile = { .n = n, .head = head, .top = a * z->window, .left = b * z->window };

  tile.height = MIN (z->window, z->H - tile.top);
  tile.width = MIN (z->window, z->W - tile.left);
  tile.pixels = tile.height * tile.width;
  tile.scores = (n * z->heads + head) * z->row_pairs * z->column_pairs
              + a * z->window * z->window * z->column_pairs
              + tile.height * tile.height * b * z->window * z->window;
  return tile;
}

static Tile
tile_number (const Sizes *z, gsize i)
{
  gsize b = i % z->across, a = i / z->across % z->down, map = i / z->across / z->down;

  return tile_at (z, map / z->heads, map % z->heads, a, b);
}

/* The first channel of pixel @i of @tile in a tensor of @parts · C channels; the others follow a map
 * apart. */
static gsize
place (const Sizes *z, const Tile *tile, gsize parts, gsize part, gsize i)
{
  gsize channel = (tile->n * parts + part) * z->C + tile->head * z->depth;

  return (channel * z->H + tile->top + i / tile->width) * z->W + tile->left + i % tile->width;
}

/* Σ_c a[c] · b[c] over a head's channels */
static double
dot (const Sizes *z, const float *a, const float *b)
{
  gsize map = z->H * z->W;
  double sum = 0;

  for (gsize c = 0; c < z->depth; c++)
    sum += (double) a[c * map] * b[c * map];
  return sum;
}

/* Which row of the table pixels @i and @j of @tile read. */
static gsize
distance (const Sizes *z, const Tile *tile, gsize i, gsize j)
{
  gsize down = i / tile->width + z->window - 1 - j / tile->width;
  gsize across = i % tile->width + z->window - 1 - j % tile->width;

  return down * (2 * z->window - 1) + across;
}

static double
score (const Sizes *z, const Tile *tile, const RnOpData *data, gsize i, gsize j)
{
  const float *x = data->inputs[0];

  return z->scale * dot (z, x + place (z, tile, N_PARTS, QUERY, i), x + place (z, tile, N_PARTS, KEY, j))
       + data->parameters[TABLE][distance (z, tile, i, j) * z->heads + tile->head];
}

/* p[i, :] of @tile, [pixels] */
static void
weigh (const Sizes *z, const Tile *tile, const RnOpData *data, gsize i, float *p)
{
  double largest = -INFINITY, sum = 0;

  for (gsize j = 0; j < tile->pixels; j++)
    largest = fmax (largest, score (z, tile, data, i, j));
  for (gsize j = 0; j < tile->pixels; j++)
    {
      double e = exp (score (z, tile, data, i, j) - largest);

      p[j] = (float) e;
      sum += e;
    }
  for (gsize j = 0; j < tile->pixels; j++)
    p[j] = (float) (p[j] / sum);
}

/* Σ_j factors[j · step] · values[j] of channel @c, whose tensor has @parts and the values in @part */
static double
mix (const Sizes *z, const Tile *tile, const float *factors, gsize step, const float *values,
     gsize parts, gsize part, gsize c)
{
  double sum = 0;

  for (gsize j = 0; j < tile->pixels; j++)
    sum += (double) factors[j * step] * values[place (z, tile, parts, part, j) + c * z->H * z->W];
  return sum;
}

static void
forward_tile (const Sizes *z, const Tile *tile, const RnOpData *data)
{
  for (gsize i = 0; i < tile->pixels; i++)
    {
      float *p = data->state + tile->scores + i * tile->pixels;
      float *y = data->output + place (z, tile, 1, 0, i);

      weigh (z, tile, data, i, p);
      for (gsize c = 0; c < z->depth; c++)
        y[c * z->H * z->W] = (float) mix (z, tile, p, 1, data->inputs[0], N_PARTS, VALUE, c);
    }
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  Sizes z = sizes_of (call);

#pragma omp parallel for if (scores_of (&z) > RN_WORTH_THREADS)
  for (gsize t = 0; t < tiles_of (&z); t++)
    {
      Tile tile = tile_number (&z, t);

      forward_tile (&z, &tile, data);
    }
}

/* ds[i, :] of @tile from p[i, :], [pixels] */
static void
score_gradients (const Sizes *z, const Tile *tile, const RnOpData *data, gsize i, const float *p,
                 float *ds)
{
  const float *dy = data->d_output + place (z, tile, 1, 0, i), *x = data->inputs[0];
  double mean = 0;               /* of dp, each weighted by its p */

  for (gsize j = 0; j < tile->pixels; j++)
    mean += p[j] * dot (z, dy, x + place (z, tile, N_PARTS, VALUE, j));
  for (gsize j = 0; j < tile->pixels; j++)
    ds[j] = (float) (p[j] * (dot (z, dy, x + place (z, tile, N_PARTS, VALUE, j)) - mean));
}

/* dq, dk and dv of one tile. */
static void
input_gradients (const Sizes *z, const Tile *tile, const RnOpData *data, const float *p,
                 const float *ds)
{
  const float *x = data->inputs[0];
  gsize map = z->H * z->W, row = tile->pixels;
  float *dx = data->d_inputs[0];

  for (gsize i = 0; i < tile->pixels; i++)
    for (gsize c = 0; c < z->depth; c++)
      {
        double dq = z->scale * mix (z, tile, ds + i * row, 1, x, N_PARTS, KEY, c);
        double dk = z->scale * mix (z, tile, ds + i, row, x, N_PARTS, QUERY, c);

        dx[place (z, tile, N_PARTS, QUERY, i) + c * map] += (float) dq;
        dx[place (z, tile, N_PARTS, KEY, i) + c * map] += (float) dk;
        dx[place (z, tile, N_PARTS, VALUE, i) + c * map] +=
          (float) mix (z, tile, p + i, row, data->d_output, 1, 0, c);
      }
}

/* What all pairs of one head send to the row of the table for a distance of (down, across). */
static double
table_gradient (const Sizes *z, const float *ds, gsize head, gssize down, gssize across)
{
  double sum = 0;

  for (gsize t = 0; t < z->N * z->down * z->across; t++)
    {
      gsize tiles = z->down * z->across;
      Tile tile = tile_at (z, t / tiles, head, t % tiles / z->across, t % z->across);

      for (gssize r = MAX (down, 0); r < (gssize) tile.height + MIN (down, 0); r++)
        for (gssize s = MAX (across, 0); s < (gssize) tile.width + MIN (across, 0); s++)
          {
            gsize i = (gsize) r * tile.width + (gsize) s;
            gsize j = (gsize) (r - down) * tile.width + (gsize) (s - across);

            sum += ds[tile.scores + i * tile.pixels + j];
          }
    }
  return sum;
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  Sizes z = sizes_of (call);
  const float *p = data->state;
  float *ds = data->state + scores_of (&z), *d_table = data->d_parameters[TABLE];
  gssize reach = (gssize) z.window - 1;

#pragma omp parallel for if (scores_of (&z) > RN_WORTH_THREADS)
  for (gsize t = 0; t < tiles_of (&z); t++)
    {
      Tile tile = tile_number (&z, t);

      for (gsize i = 0; i < tile.pixels; i++)
        score_gradients (&z, &tile, data, i, p + tile.scores + i * tile.pixels,
                         ds + tile.scores + i * tile.pixels);
      if (data->d_inputs[0] != NULL)
        input_gradients (&z, &tile, data, p + tile.scores, ds + tile.scores);
    }
  if (d_table == NULL)
    return;
#pragma omp parallel for collapse (2) if (scores_of (&z) > RN_WORTH_THREADS)
  for (gssize down = -reach; down <= reach; down++)
    for (gssize across = -reach; across <= reach; across++)
      for (gsize head = 0; head < z.heads; head++)
        {
          gsize row = (gsize) ((down + reach) * (2 * reach + 1) + across + reach);

          d_table[row * z.heads + head] +=
            (float) table_gradient (&z, ds, head, down, across);
        }
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  Sizes z = sizes_of (call);
  Tile tile = tile_at (&z, index[0], index[1] / z.depth, index[2] / z.window, index[3] / z.window);
  gsize i = (index[2] - tile.top) * tile.width + index[3] - tile.left;
  g_autofree float *p = g_new (float, tile.pixels);

  weigh (&z, &tile, data, i, p);
  rn__explain_begin (explanation);
  for (gsize j = 0; j < tile.pixels; j++)
    {
      gsize at = place (&z, &tile, N_PARTS, VALUE, j) + index[1] % z.depth * z.H * z.W;

      rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE, data->inputs[0][at], p[j]);
    }
  rn__explain_sum (explanation, 0);
}

/* All of the tiles they lie in. */
static gboolean
reads (const RnOpCall *call, guint input, const RnSpan to[2], RnSpan from[2])
{
  gint64 window = (gint64) call->attributes[WINDOW];

  for (guint axis = 0; axis < 2; axis++)
    from[axis] = (RnSpan) {
      (gint64) floor ((double) to[axis].first / (double) window) * window,
      (gint64) floor ((double) to[axis].last / (double) window) * window + window - 1,
    };
  return TRUE;
}

const RnOp rn__op_window_attention = {
  .name = "window_attention",
  .title = "window attention",
  .formula = "y = softmax(q·kᵀ/√d + B) · v",
  .source = "Liu et al. 2021, eq. 4",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .parameters = parameter_slots,
  .n_parameters = N_PARAMETERS,
  .backward_reads = RN_BACKWARD_READS_INPUTS,
  .infer = infer,
  .cost = cost,
  .state = state,
  .forward = forward,
  .backward = backward,
  .explain = explain,
  .reads = reads,
};
