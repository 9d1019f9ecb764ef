/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A ring of batches. Batches are numbered through all epochs; number b lies in slot b mod the
 * ring's length. Each thread takes the next number whose slot is free, makes the whole batch, and
 * leaves it for rn_loader_next(), which gives them out in order and frees the slot of the one before.
 */
#include "config.h"

#include "dataset-private.h"

#include <glib/gi18n-lib.h>
#include "rn-loader.h"
#include "rn-random.h"

#include <string.h>

#define MAX_BATCH   (1 << 20)
#define MAX_THREADS 64

typedef enum
{
  SLOT_FREE,
  SLOT_MAKING,
  SLOT_READY,
} SlotState;

typedef struct
{
  SlotState state;
  RnBatch   batch;              /* points at what follows */
  gsize    *indices;            /* owned [N] */
  guint    *labels;             /* owned [N] */
  guint    *partners;           /* owned [N] */
  GError   *error;              /* owned (nullable) */
} Slot;

/* The pictures of an epoch in their order. */
typedef struct
{
  guint64 epoch;
  guint32 pictures[];           /* [n] */
} Order;

struct _RnLoader
{
  RnDataset      *dataset;      /* owned */
  RnTransform    *transform;    /* owned */
  RnLoaderOptions options;
  guint           own;          /* pictures of a batch that are this rank's */
  guint64         n_batches;
  gint64          waited_us;

  GMutex          mutex;        /* for all below */
  GCond           changed;
  GThread       **threads;      /* owned [n_threads] */
  guint           n_threads;
  gboolean        stop;
  guint64         to_make;      /* number of the batch no thread has taken yet */
  guint64         to_give;
  Slot           *given;        /* (nullable) of the batch that was given out last */
  guint64         end;          /* no batch from here on is made */
  Slot           *slots;        /* owned [n_slots] */
  guint           n_slots;
  Order          *order;        /* owned (nullable) GAtomicRcBox of the epoch last looked up */
};

/* ── the order ── */

/* Fisher and Yates, by random numbers that are the epoch's own. */
static void
shuffle (guint32 *pictures, guint32 n, guint64 seed, guint64 epoch)
{
  guint64 stream = rn_random_stream ("order") + epoch;

  for (guint32 i = n; i > 1; i--)
    {
      guint32 j = (guint32) ((rn_random_bits (seed, stream, i) >> 32) * i >> 32);
      guint32 picture = pictures[i - 1];

      pictures[i - 1] = pictures[j];
      pictures[j] = picture;
    }
}

static Order *
order_new (const RnLoader *self, guint64 epoch)
{
  guint32 n = (guint32) rn_dataset_n (self->dataset);
  Order *order = g_atomic_rc_box_alloc (sizeof (Order) + n * sizeof (guint32));

  order->epoch = epoch;
  for (guint32 i = 0; i < n; i++)
    order->pictures[i] = i;
  if (self->options.order == RN_LOADER_SHUFFLED)
    shuffle (order->pictures, n, self->options.seed, epoch);
  return order;
}

/* (transfer full) */
static Order *
order_of (RnLoader *self, guint64 epoch)
{
  Order *order = NULL, *before;

  g_mutex_lock (&self->mutex);
  if (self->order != NULL && self->order->epoch == epoch)
    order = g_atomic_rc_box_acquire (self->order);
  g_mutex_unlock (&self->mutex);
  if (order != NULL)
    return order;
  order = order_new (self, epoch);
  g_mutex_lock (&self->mutex);
  before = self->order;
  self->order = g_atomic_rc_box_acquire (order);
  g_mutex_unlock (&self->mutex);
  if (before != NULL)
    g_atomic_rc_box_release (before);
  return order;
}

/* ── making a batch ── */

static gsize
input_floats (const RnLoader *self)
{
  RnShape shape = rn_transform_output (self->transform);

  return rn_shape_elements (&shape);
}

/* Its indices, labels and place. */
static void
lay_out (RnLoader *self, guint64 number, Slot *slot)
{
  RnBatch *batch = &slot->batch;
  Order *order;
  gsize first, all = rn_dataset_n (self->dataset);

  batch->position = (RnLoaderPosition) { number / self->n_batches, number % self->n_batches };
  order = order_of (self, batch->position.epoch);
  first = (gsize) batch->position.batch * self->options.batch
          + (gsize) self->options.rank * self->own;
  batch->n = (guint) MIN (self->own, all - first);
  for (guint i = 0; i < self->own; i++)
    {
      slot->indices[i] = i < batch->n ? order->pictures[first + i] : 0;
      slot->labels[i] = i < batch->n ? rn_dataset_label (self->dataset, slot->indices[i]) : 0;
    }
  g_atomic_rc_box_release (order);
}

/* Labels of those that are mixed in, and the mixing. */
static void
mix (RnLoader *self, Slot *slot)
{
  RnBatch *batch = &slot->batch;
  const RnTransformDraw draw = { self->options.seed, batch->position.epoch };
  g_autofree guint *partners = g_new0 (guint, self->own);
  gsize elements = input_floats (self) * rn_transform_views (self->transform);

  batch->share = rn_transform_mix (self->transform, &draw,
                                   batch->position.batch * MAX (self->options.ranks, 1)
                                   + self->options.rank, batch->n, elements,
                                   rn_tensor_data (batch->pictures), partners);
  memset (slot->partners, 0, self->own * sizeof (guint));
  for (guint i = 0; i < batch->n; i++)
    slot->partners[i] = slot->labels[partners[i]];
}

static gboolean
make_batch (RnLoader *self, guint64 number, Slot *slot, guint8 *pixels, float *scratch,
            GError **error)
{
  RnBatch *batch = &slot->batch;
  guint views = rn_transform_views (self->transform);
  gsize floats = input_floats (self);
  float *at = rn_tensor_data (batch->pictures);
  RnTransformDraw draw = { .seed = self->options.seed };

  lay_out (self, number, slot);
  draw.epoch = batch->position.epoch;
  for (guint i = 0; i < batch->n; i++)
    {
      if (!rn_dataset_read (self->dataset, slot->indices[i], pixels, error))
        return FALSE;
      for (guint view = 0; view < views; view++, at += floats)
        rn_transform_apply (self->transform, &draw, slot->indices[i], view, pixels, at, scratch);
    }
  memset (at, 0, (self->own - batch->n) * views * floats * sizeof (float));
  mix (self, slot);
  return TRUE;
}

static gpointer
work (gpointer data)
{
  RnLoader *self = data;
  RnShape shape = rn_dataset_shape (self->dataset);
  g_autofree guint8 *pixels = g_malloc (rn_shape_elements (&shape));
  g_autofree float *scratch = g_new (float, rn_transform_scratch (self->transform));

  g_mutex_lock (&self->mutex);
  while (!self->stop)
    {
      guint64 number = self->to_make;
      Slot *slot = &self->slots[number % self->n_slots];

      if (number >= self->end || slot->state != SLOT_FREE)
        {
          g_cond_wait (&self->changed, &self->mutex);
          continue;
        }
      slot->state = SLOT_MAKING;
      self->to_make++;
      g_mutex_unlock (&self->mutex);
      make_batch (self, number, slot, pixels, scratch, &slot->error);
      g_mutex_lock (&self->mutex);
      slot->state = SLOT_READY;
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* ── life ── */

static gboolean
check_options (RnDataset *dataset, RnTransform *transform, const RnLoaderOptions *options,
               GError **error)
{
  guint ranks = MAX (options->ranks, 1);
  gsize n = rn_dataset_n (dataset);

  if (options->batch < 1 || options->batch > MAX_BATCH || n > G_MAXUINT32)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("batches of %zu of %zu pictures: expected 1 to "
                   "%u"), options->batch, n, MAX_BATCH);
      return FALSE;
    }
  if (options->batch % ranks != 0 || options->rank >= ranks)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("a batch of %zu cannot be shared out evenly to %u processes"),
                   options->batch, ranks);
      return FALSE;
    }
  if ((options->whole_batches || ranks > 1) && n < options->batch)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s: %zu pictures are fewer than a batch of %zu"),
                   rn_dataset_place (dataset), n, options->batch);
      return FALSE;
    }
  return TRUE;
}

static guint
choose_threads (const RnLoader *self)
{
  if (self->options.threads > 0)
    return MIN (self->options.threads, MAX_THREADS);
  return self->dataset->kind->slow ? MIN (g_get_num_processors (), MAX_THREADS) : 1;
}

static gboolean
make_slots (RnLoader *self, GError **error)
{
  RnShape shape = rn_loader_shape (self);

  self->slots = g_new0 (Slot, self->n_slots);
  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];

      slot->indices = g_new0 (gsize, self->own);
      slot->labels = g_new0 (guint, self->own);
      slot->partners = g_new0 (guint, self->own);
      slot->batch = (RnBatch) { .indices = slot->indices, .labels = slot->labels,
                                .partners = slot->partners, .share = 1 };
      slot->batch.pictures = rn_tensor_new (&shape, error);
      if (slot->batch.pictures == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * rn_loader_new:
 * @dataset: what is loaded
 * @transform: made for @dataset, or for one whose pictures are of the same size
 * @options: how
 * @error: return location
 *
 * Errors:   RN_ERROR_RANGE for a batch that cannot be; RN_ERROR_NO_MEMORY
 */
RnLoader *
rn_loader_new (RnDataset *dataset, RnTransform *transform, const RnLoaderOptions *options,
               GError **error)
{
  g_autoptr (RnLoader) self = NULL;
  gsize n;

  if (!check_options (dataset, transform, options, error))
    return NULL;
  self = g_new0 (RnLoader, 1);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->dataset = rn_dataset_ref (dataset);
  self->transform = rn_transform_ref (transform);
  self->options = *options;
  self->own = (guint) (options->batch / MAX (options->ranks, 1));
  n = rn_dataset_n (dataset);
  if (options->whole_batches || options->ranks > 1)
    self->n_batches = n / options->batch;
  else
    self->n_batches = n / options->batch + (n % options->batch > 0);
  self->end = options->once ? self->n_batches : G_MAXUINT64;
  self->n_threads = choose_threads (self);
  self->n_slots = self->n_threads + 2;        /* one given out, one ready, one in the making each */
  if (!make_slots (self, error))
    return NULL;
  self->threads = g_new0 (GThread *, self->n_threads);
  for (guint i = 0; i < self->n_threads; i++)
    self->threads[i] = g_thread_new ("rn-loader", work, self);
  return g_steal_pointer (&self);
}

void
rn_loader_free (RnLoader *self)
{
  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; self->threads != NULL && i < self->n_threads; i++)
    g_thread_join (self->threads[i]);
  for (guint i = 0; i < self->n_slots; i++)
    {
      g_clear_pointer (&self->slots[i].batch.pictures, rn_tensor_unref);
      g_clear_error (&self->slots[i].error);
      g_free (self->slots[i].indices);
      g_free (self->slots[i].labels);
      g_free (self->slots[i].partners);
    }
  g_clear_pointer (&self->order, g_atomic_rc_box_release);
  g_free (self->slots);
  g_free (self->threads);
  rn_transform_unref (self->transform);
  rn_dataset_unref (self->dataset);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

RnDataset *
rn_loader_dataset (RnLoader *self)
{
  return self->dataset;
}

RnTransform *
rn_loader_transform (RnLoader *self)
{
  return self->transform;
}

RnShape
rn_loader_shape (const RnLoader *self)
{
  RnShape shape = rn_transform_output (self->transform);

  shape.dim[0] = (gsize) self->own * rn_transform_views (self->transform);
  return shape;
}

guint64
rn_loader_n_batches (const RnLoader *self)
{
  return self->n_batches;
}

/* ── giving batches out ── */

const RnBatch *
rn_loader_next (RnLoader *self, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  Slot *slot;

  if (self->to_give >= self->end)
    return NULL;
  g_mutex_lock (&self->mutex);
  if (self->given != NULL)
    self->given->state = SLOT_FREE;
  g_cond_broadcast (&self->changed);
  slot = self->given = &self->slots[self->to_give % self->n_slots];
  while (slot->state != SLOT_READY)
    g_cond_wait (&self->changed, &self->mutex);
  self->to_give++;
  g_mutex_unlock (&self->mutex);
  self->waited_us += g_get_monotonic_time () - begin;
  if (slot->error == NULL)
    return &slot->batch;
  g_propagate_error (error, g_steal_pointer (&slot->error));
  return NULL;
}

RnLoaderPosition
rn_loader_position (const RnLoader *self)
{
  return (RnLoaderPosition) { self->to_give / self->n_batches, self->to_give % self->n_batches };
}

static gboolean
is_making (const RnLoader *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    if (self->slots[i].state == SLOT_MAKING)
      return TRUE;
  return FALSE;
}

void
rn_loader_seek (RnLoader *self, RnLoaderPosition position)
{
  g_return_if_fail (position.epoch < G_MAXUINT64 / 2 / self->n_batches
                    && position.batch < G_MAXUINT64 / 4);
  g_mutex_lock (&self->mutex);
  self->end = 0;                              /* nothing new is begun */
  while (is_making (self))
    g_cond_wait (&self->changed, &self->mutex);
  for (guint i = 0; i < self->n_slots; i++)
    {
      self->slots[i].state = SLOT_FREE;
      g_clear_error (&self->slots[i].error);
    }
  self->given = NULL;
  self->to_make = self->to_give = position.epoch * self->n_batches + position.batch;
  self->end = self->options.once ? (self->to_give / self->n_batches + 1) * self->n_batches
                                 : G_MAXUINT64;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

gint64
rn_loader_waited_us (const RnLoader *self)
{
  return self->waited_us;
}

void
rn_batch_targets (const RnBatch *self, guint n_classes, double smoothing, float *targets)
{
  double share = 1 - smoothing;

  for (guint i = 0; i < self->n; i++, targets += n_classes)
    {
      for (guint k = 0; k < n_classes; k++)
        {
          double own = self->labels[i] == k ? self->share : 0;
          double other = self->partners[i] == k ? 1 - self->share : 0;

          targets[k] = (float) (share * (own + other) + smoothing / n_classes);
        }
    }
}
