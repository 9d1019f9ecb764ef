/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Attention inside windows. One head of one tile at a time is brought into matrices of [pixels]
 * [depth], whatever the layout of the map; four or five small matrix products and a softmax make the
 * rest, and a thread's matrices stay in its cache. The formulas are those of ops/window-attention.c.
 * Only the weights are kept for backward. What a tile adds to the gradients of the table is summed
 * for itself first, and the tiles are added in order, so the number of threads does not matter.
 */

#include "config.h"

#include "onednn-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include <omp.h>

#include "rn-clones-private.h"

#define LANES 16

enum { TABLE };
enum { QUERY, KEY, VALUE, N_PARTS };

typedef struct
{
  gsize  channels, height, width;       /* channels of y */
  gsize  heads, depth;                  /* channels of a head */
  gsize  window, down, across;          /* tiles */
  gsize  tiles;                         /* of all heads and samples */
  gsize  pixels;                        /* of the largest tile */
  gsize  stride;                        /* pixels, made whole LANES: from row to row of the weights */
  gsize  distances;                     /* (2·window − 1)² */
  float  scale;                         /* 1/√depth */
  Panels in, out;
  float  *weights;                      /* owned [tiles][pixels][stride]; NULL without backward */
  float  *table;                        /* owned [heads][distances]: the parameter, turned */
  double *d_table;                      /* owned [tiles][distances]; NULL without backward */
} Attention;

/* What a thread works in. */
typedef struct
{
  float *q, *k, *v, *y;                 /* [pixels][depth] */
  float *scores;                        /* [pixels][stride] */
} Room;

typedef struct
{
  gsize  n, head;
  gsize  top, left, height, width, pixels;
  float *weights;                       /* [pixels][stride] */
} Tile;

static gsize
room_floats (const Attention *self)
{
  return 4 * self->pixels * self->depth + self->pixels * self->stride;
}

/* The calling thread's. */
static Room
room_of (OnednnPlan *plan, const Attention *self)
{
  gsize matrix = self->pixels * self->depth;
  float *start = (float *) plan->scratch + (gsize) omp_get_thread_num () * room_floats (self);

  return (Room) { start, start + matrix, start + 2 * matrix, start + 3 * matrix,
                  start + 4 * matrix };
}

static Tile
tile_at (const Attention *self, gsize i, const Room *room)
{
  gsize b = i % self->across, a = i / self->across % self->down,
        map = i / self->across / self->down;
  Tile tile = { .n = map / self->heads, .head = map % self->heads,
                .top = a * self->window, .left = b * self->window };

  tile.height = MIN (self->window, self->height - tile.top);
  tile.width = MIN (self->window, self->width - tile.left);
  tile.pixels = tile.height * tile.width;
  tile.weights = self->weights != NULL ? self->weights + i * self->pixels * self->stride
                                       : room->scores;
  return tile;
}

/* ── in and out ── */

/* Copies the head's part of the tile between @map, whose channel for the head's first is @channel,
 * and @matrix, [pixels][depth]. */
static void
carry (const Attention *self, const Panels *panels, const Tile *tile, gsize channel, float *map,
       float *matrix, gboolean back)
{
  for (gsize i = 0; i < tile->pixels; i++)
    {
      gsize row = (tile->top + i / tile->width) * self->width + tile->left + i % tile->width;

      for (gsize c = 0, run; c < self->depth; c += run)
        {
          float *in = map + onednn_place (panels, tile->n, channel + c, row);
          float *out = matrix + i * self->depth + c;

          run = MIN (self->depth - c, panels->width - (channel + c) % panels->width);
          memcpy (back ? in : out, back ? out : in, run * sizeof (float));
        }
    }
}

static void
take (const Attention *self, const Tile *tile, const float *x, guint part, float *matrix)
{
  carry (self, &self->in, tile, part * self->channels + tile->head * self->depth, (float *) x,
         matrix, FALSE);
}

static void
give (const Attention *self, const Tile *tile, float *dx, guint part, float *matrix)
{
  carry (self, &self->in, tile, part * self->channels + tile->head * self->depth, dx, matrix, TRUE);
}

/* c = scale · a · b, both row-major [rows][inner] and [inner][columns], or turned with 'T' */
static void
multiply (char turn_a, char turn_b, gsize rows, gsize columns, gsize inner, float scale,
          const float *a, gsize a_stride, const float *b, gsize b_stride, float *c, gsize c_stride)
{
  dnnl_status_t status = dnnl_sgemm (turn_a, turn_b, (dnnl_dim_t) rows, (dnnl_dim_t) columns,
                                     (dnnl_dim_t) inner, scale, a, (dnnl_dim_t) a_stride, b,
                                     (dnnl_dim_t) b_stride, 0, c, (dnnl_dim_t) c_stride);

  if (status != dnnl_success)
    g_error ("oneDNN: a matrix product failed");
}

/* ── the softmax ── */

/*
 * e^x for x ≤ 0: x = n·ln 2 + r with |r| ≤ ½ ln 2, e^r by its series up to r⁷ (the next term is
 * below 6e-9), times 2ⁿ by way of the exponent; far below 0 the least normal number comes out, or
 * nearly. What is no number stays so.
 */
static inline float
exp_of (float x)
{
  float clamped = x < -87 ? -87 : x;
  float n = (clamped * 0x1.715476p0f + 0x1.8p23f) - 0x1.8p23f;    /* to the nearest whole number */
  float r = (clamped - n * 0x1.62e4p-1f) - n * 0x1.7f7d1cp-20f;
  float series = 1 + r * (1.0f / 7);
  guint32 bits;

  series = 1 + r * (1.0f / 6) * series;
  series = 1 + r * (1.0f / 5) * series;
  series = 1 + r * (1.0f / 4) * series;
  series = 1 + r * (1.0f / 3) * series;
  series = 1 + r * (1.0f / 2) * series;
  series = 1 + r * series;
  memcpy (&bits, &series, sizeof bits);
  bits += (guint32) (gint32) n << 23;
  memcpy (&series, &bits, sizeof series);
  return x != x ? x : series;
}

/* s = softmax of the first @n of a row; the rest, up to whole LANES, may hold anything. */
RN__CLONES static void
softmax_row (float *s, gsize n)
{
  float largest[LANES], most;
  double sums[LANES] = { 0 }, sum = 0;

  for (gsize j = n; j % LANES != 0; j++)
    s[j] = s[0];
  for (gsize k = 0; k < LANES; k++)
    largest[k] = s[k];
  for (gsize j = 0; j < n; j += LANES)
    for (gsize k = 0; k < LANES; k++)
      largest[k] = s[j + k] > largest[k] ? s[j + k] : largest[k];
  most = largest[0];
  for (gsize k = 1; k < LANES; k++)
    most = largest[k] > most ? largest[k] : most;
  for (gsize j = 0; j < n; j += LANES)
    for (gsize k = 0; k < LANES; k++)
      s[j + k] = exp_of (s[j + k] - most);
  for (gsize j = n; j % LANES != 0; j++)
    s[j] = 0;
  for (gsize j = 0; j < n; j += LANES)
    for (gsize k = 0; k < LANES; k++)
      sums[k] += s[j + k];
  for (gsize k = 0; k < LANES; k++)
    sum += sums[k];

  float share = (float) (1 / sum);

  for (gsize j = 0; j < n; j += LANES)
    for (gsize k = 0; k < LANES; k++)
      s[j + k] *= share;
}

/* Where the biases of pixel @i of @tile lie for the pixels of the tile's row @row: one column on is
 * one place back. */
static gsize
bias_place (const Attention *self, const Tile *tile, gsize i, gsize row)
{
  gsize side = 2 * self->window - 1;

  return (i / tile->width + self->window - 1 - row) * side + i % tile->width + self->window - 1;
}

static void
add_biases (const Attention *self, const Tile *tile, gsize i, float *scores)
{
  const float *table = self->table + tile->head * self->distances;

  for (gsize row = 0; row < tile->height; row++)
    {
      const float *bias = table + bias_place (self, tile, i, row);

      for (gsize column = 0; column < tile->width; column++)
        scores[row * tile->width + column] += *(bias - column);
    }
}

/* ── forward ── */

static void
forward_tile (OnednnPlan *plan, Task *task, gsize i)
{
  const Attention *self = task->state;
  const float *x = task_input (plan, task, 0);
  Room room = room_of (plan, self);
  Tile tile = tile_at (self, i, &room);
  gsize n = tile.pixels, d = self->depth;

  take (self, &tile, x, QUERY, room.q);
  take (self, &tile, x, KEY, room.k);
  take (self, &tile, x, VALUE, room.v);
  multiply ('N', 'T', n, n, d, self->scale, room.q, d, room.k, d, tile.weights, self->stride);
  for (gsize row = 0; row < n; row++)
    {
      add_biases (self, &tile, row, tile.weights + row * self->stride);
      softmax_row (tile.weights + row * self->stride, n);
    }
  multiply ('N', 'N', n, d, n, 1, tile.weights, self->stride, room.v, d, room.y, d);
  carry (self, &self->out, &tile, tile.head * d, task_output (plan, task), room.y, TRUE);
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const Attention *self = task->state;
  const float *table = task_parameter (plan, task, TABLE);

  for (gsize head = 0; head < self->heads; head++)
    for (gsize i = 0; i < self->distances; i++)
      self->table[head * self->distances + i] = table[i * self->heads + head];
#pragma omp parallel for schedule(static)
  for (gsize i = 0; i < self->tiles; i++)
    forward_tile (plan, task, i);
}

/* ── backward ── */

/* dp, in a row, becomes ds = p · (dp − Σ p · dp). */
RN__CLONES static void
softmax_row_gradient (const float *p, float *dp, gsize n)
{
  double sums[LANES] = { 0 }, sum = 0;

  for (gsize j = n; j % LANES != 0; j++)
    dp[j] = 0;
  for (gsize j = 0; j < n; j += LANES)
    for (gsize k = 0; k < LANES; k++)
      sums[k] += (double) p[j + k] * dp[j + k];
  for (gsize k = 0; k < LANES; k++)
    sum += sums[k];

  float mean = (float) sum;

  for (gsize j = 0; j < n; j += LANES)
    for (gsize k = 0; k < LANES; k++)
      dp[j + k] = p[j + k] * (dp[j + k] - mean);
}

static void
sum_biases (const Attention *self, const Tile *tile, gsize i, const float *ds, double *d_table)
{
  for (gsize row = 0; row < tile->height; row++)
    {
      double *bias = d_table + bias_place (self, tile, i, row);

      for (gsize column = 0; column < tile->width; column++)
        *(bias - column) += ds[row * tile->width + column];
    }
}

/* One matrix of the room at a time makes place for the gradient it is needed for last. */
static void
backward_tile (OnednnPlan *plan, Task *task, gsize i)
{
  const Attention *self = task->state;
  const float *x = task_input (plan, task, 0);
  float *dx = task_d_input (plan, task, 0), *dy = task_d_output (plan, task);
  double *d_table = self->d_table + i * self->distances;
  Room room = room_of (plan, self);
  Tile tile = tile_at (self, i, &room);
  gsize n = tile.pixels, d = self->depth, stride = self->stride;

  take (self, &tile, x, VALUE, room.v);
  carry (self, &self->out, &tile, tile.head * d, dy, room.y, FALSE);
  multiply ('N', 'T', n, n, d, 1, room.y, d, room.v, d, room.scores, stride);
  memset (d_table, 0, self->distances * sizeof *d_table);
  for (gsize row = 0; row < n; row++)
    {
      softmax_row_gradient (tile.weights + row * stride, room.scores + row * stride, n);
      sum_biases (self, &tile, row, room.scores + row * stride, d_table);
    }
  if (dx == NULL)
    return;
  multiply ('T', 'N', n, d, n, 1, tile.weights, stride, room.y, d, room.v, d);
  give (self, &tile, dx, VALUE, room.v);
  take (self, &tile, x, KEY, room.k);
  multiply ('N', 'N', n, d, n, self->scale, room.scores, stride, room.k, d, room.v, d);
  give (self, &tile, dx, QUERY, room.v);
  take (self, &tile, x, QUERY, room.q);
  multiply ('T', 'N', n, d, n, self->scale, room.scores, stride, room.q, d, room.v, d);
  give (self, &tile, dx, KEY, room.v);
}

static void
backward (OnednnPlan *plan, Task *task)
{
  const Attention *self = task->state;
  gsize maps = self->down * self->across;
  float *d_table = task_d_parameter (plan, task, TABLE);

#pragma omp parallel for schedule(static)
  for (gsize i = 0; i < self->tiles; i++)
    backward_tile (plan, task, i);
#pragma omp parallel for schedule(static)
  for (gsize place = 0; place < self->distances; place++)
    for (gsize head = 0; head < self->heads; head++)
      {
        double sum = 0;

        for (gsize n = 0; n < self->tiles / self->heads / maps; n++)
          for (gsize m = 0; m < maps; m++)
            sum += self->d_table[((n * self->heads + head) * maps + m) * self->distances + place];
        d_table[place * self->heads + head] = (float) sum;
      }
}

/* ── its life ── */

static gboolean
make_room (OnednnPlan *plan, const Task *task, Attention *self, GError **error)
{
  gsize weights = self->tiles * self->pixels * self->stride * sizeof (float);
  gsize tables = self->tiles * self->distances * sizeof (double);
  gboolean backward = plan->backward && plan->tensors[task->node].has_gradient;

  self->table = g_try_new (float, self->heads * self->distances);
  self->weights = backward ? g_try_malloc (weights) : NULL;
  self->d_table = backward ? g_try_malloc (tables) : NULL;
  plan->kernel_bytes += backward ? weights + tables : 0;
  plan->scratch_bytes = MAX (plan->scratch_bytes,
                             plan->threads * room_floats (self) * sizeof (float));
  if (self->table != NULL && (!backward || (self->weights != NULL && self->d_table != NULL)))
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
               _("“%s”: no memory for attention weights of %zu bytes"),
               task_info (plan, task)->name, weights);
  return FALSE;
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Attention *self = task->state = g_new0 (Attention, 1);
  const RnShape *in = &plan->tensors[task->inputs[0]].shape,
                *out = &plan->tensors[task->node].shape;

  self->channels = out->dim[1];
  self->height = out->dim[2];
  self->width = out->dim[3];
  self->heads = (gsize) task_attribute (plan, task, "heads");
  self->depth = self->channels / self->heads;
  self->window = (gsize) task_attribute (plan, task, "window");
  self->down = (self->height + self->window - 1) / self->window;
  self->across = (self->width + self->window - 1) / self->window;
  self->tiles = out->dim[0] * self->heads * self->down * self->across;
  self->pixels = MIN (self->window, self->height) * MIN (self->window, self->width);
  self->stride = (self->pixels + LANES - 1) / LANES * LANES;
  self->distances = (2 * self->window - 1) * (2 * self->window - 1);
  self->scale = (float) (1 / sqrt ((double) self->depth));
  self->in = onednn_panels (in, onednn_map_layout (plan, task->inputs[0]));
  self->out = onednn_panels (out, onednn_map_layout (plan, task->node));
  return make_room (plan, task, self, error);
}

static void
attention_free (Task *task)
{
  Attention *self = task->state;

  g_free (self->weights);
  g_free (self->table);
  g_free (self->d_table);
  g_free (self);
}

const KernelClass onednn_attention = {
  .name = "own attention",
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = attention_free,
};
