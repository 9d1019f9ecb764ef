/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * shapes: the built-in data set, drawn when it is read. Ten classes: five figures, each plain or
 * striped, so that neither the outline nor the texture alone tells the class. Colour, place, size,
 * turn, texture of the ground, clutter and noise say nothing about it.
 *
 * Picture i of a seed and split is always the same. There are as many as are asked for; of each
 * class as many as of any other, to within one.
 */
#include "config.h"

#include "dataset-private.h"
#include "rn-random.h"
#include "shapes-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_CLASSES (RN__N_OUTLINES * RN__N_TEXTURES)
#define N_TRAIN   20000
#define N_TEST    5000
#define MOST      100000000

/* class = outline · 2 + texture */
static const char *const classes[N_CLASSES] = {
  N_("plain disc"), N_("striped disc"), N_("plain square"), N_("striped square"),
  N_("plain triangle"), N_("striped triangle"), N_("plain star"), N_("striped star"),
  N_("plain ring"), N_("striped ring"),
};

static gboolean
is_at (const char *place)
{
  return g_str_equal (place, "shapes");
}

static guint64
stream_of (const RnDataset *self)
{
  return rn_random_stream (rn__dataset_wants_test (self) ? "shapes test" : "shapes train");
}

/* Each ten pictures in a row are of all classes, in an order of their own. */
static void
deal_labels (RnDataset *self)
{
  guint64 stream = stream_of (self) + 1;

  for (gsize first = 0; first < self->n; first += N_CLASSES)
    {
      guint16 deck[N_CLASSES];

      for (guint i = 0; i < N_CLASSES; i++)
        {
          guint j = (guint) (rn_random_bits (self->options.seed, stream, first + i) >> 32)
                    % (i + 1);

          deck[i] = deck[j];
          deck[j] = (guint16) i;
        }
      memcpy (self->labels + first, deck,
              MIN (N_CLASSES, self->n - first) * sizeof (guint16));
    }
}

static gboolean
open_shapes (RnDataset *self, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  gsize n = self->options.count;

  if (n > MOST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("shapes: %zu pictures, at most %u can be drawn"), n, MOST);
      return FALSE;
    }
  if (n == 0)
    n = rn__dataset_wants_test (self) ? N_TEST : N_TRAIN;
  self->labels = g_try_new (guint16, n);
  if (self->labels == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("shapes: no memory for %zu labels"), n);
      return FALSE;
    }
  for (guint k = 0; k < N_CLASSES; k++)
    g_strv_builder_add (names, classes[k]);
  self->name = "shapes";
  self->n = n;
  self->channels = 3;
  self->height = self->width = RN__SHAPES_SIDE;
  self->n_classes = N_CLASSES;
  self->classes = g_strv_builder_end (names);
  deal_labels (self);
  return TRUE;
}

static gboolean
read_picture (const RnDataset *self, gsize picture, guint8 *pixels, GError **error)
{
  guint label = self->labels[picture];

  rn__shapes_draw (self->options.seed, stream_of (self), picture, (RnOutline) (label / 2),
                   (RnTexture) (label % 2), pixels);
  return TRUE;
}

/* What they are drawn from says all. */
static gboolean
hash (const RnDataset *self, GChecksum *checksum, GError **error)
{
  g_autofree char *text = g_strdup_printf ("shapes %u %s %" G_GUINT64_FORMAT, RN__SHAPES_VERSION,
                                           self->split, self->options.seed);

  g_checksum_update (checksum, (const guchar *) text, -1);
  return TRUE;
}

static void
close_shapes (RnDataset *self)
{
}

const RnDatasetKind rn__dataset_shapes = {
  .expects = N_("shapes: the built-in data set"),
  .drawn = TRUE,
  .is_at = is_at,
  .open = open_shapes,
  .read = read_picture,
  .hash = hash,
  .close = close_shapes,
};
