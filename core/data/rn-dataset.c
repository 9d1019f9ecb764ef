/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Opens a data set of whatever kind, and measures it: mean, deviation, mean picture, checksum. */
#include "config.h"

#include "dataset-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SAMPLE 4096            /* pictures that speak for a set which is slow to read */

static const RnDatasetKind *const kinds[] = {
#define RN_DATASET(name) &rn__dataset_##name,
#include "dataset-list.h"
#undef RN_DATASET
};

/* ── opening ── */

static const char *
known_split (const char *word, GError **error)
{
  static const char *const words[] = { "train", "test", NULL };

  if (word == NULL)
    return words[0];
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (word, words[i]))
      return words[i];
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("unknown split “%s”: expected train or test"),
               word);
  return NULL;
}

static const RnDatasetKind *
find_kind (const char *place, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i]->is_at (place))
      return kinds[i];
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (known, "\n  %s", _(kinds[i]->expects));
  if (!g_file_test (place, G_FILE_TEST_EXISTS))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                 _("%s: there is no such data set, directory or file; expected:%s"), place,
                 known->str);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: is no data set that is known; expected:%s"),
                 place, known->str);
  return NULL;
}

gboolean
rn_dataset_check (const char *place, GError **error)
{
  return find_kind (place, error) != NULL;
}

/**
 * rn_dataset_open:
 * @place: "shapes", a directory or a file
 * @options: (nullable): NULL is all zero
 * @error: return location
 *
 * Errors:   RN_ERROR_UNKNOWN for another split than train and test; RN_ERROR_FORMAT,
 *           RN_ERROR_TRUNCATED, RN_ERROR_RANGE for what does not follow its format;
 *           RN_ERROR_NO_MEMORY; G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): at least one picture
 */
RnDataset *
rn_dataset_open (const char *place, const RnDatasetOptions *options, GError **error)
{
  const RnDatasetOptions none = { 0 };
  g_autoptr (RnDataset) self = NULL;
  const RnDatasetKind *kind;
  const char *split;

  g_return_val_if_fail (place != NULL, NULL);
  options = options != NULL ? options : &none;
  split = known_split (options->split, error);
  kind = split != NULL ? find_kind (place, error) : NULL;
  if (kind == NULL)
    return NULL;
  self = g_new0 (RnDataset, 1);
  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->place = g_strdup (place);
  self->options = *options;
  self->options.split = self->split = split;
  if (!kind->open (self, error))
    return NULL;
  g_assert (self->n > 0 && self->labels != NULL && self->channels <= RN_DATASET_MAX_CHANNELS);
  g_assert (g_strv_length (self->classes) == self->n_classes);
  return g_steal_pointer (&self);
}

RnDataset *
rn_dataset_ref (RnDataset *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
rn_dataset_unref (RnDataset *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  self->kind->close (self);
  g_strfreev (self->classes);
  g_free (self->labels);
  g_free (self->place);
  g_free (self);
}

const char *
rn_dataset_kind (const RnDataset *self)
{
  return self->name;
}

const char *
rn_dataset_place (const RnDataset *self)
{
  return self->place;
}

const char *
rn_dataset_split (const RnDataset *self)
{
  return self->split;
}

gsize
rn_dataset_n (const RnDataset *self)
{
  return self->n;
}

RnShape
rn_dataset_shape (const RnDataset *self)
{
  return rn_shape_4d (1, self->channels, self->height, self->width);
}

guint
rn_dataset_n_classes (const RnDataset *self)
{
  return self->n_classes;
}

const char *
rn_dataset_class (const RnDataset *self, guint class)
{
  g_return_val_if_fail (class < self->n_classes, NULL);
  return self->classes[class];
}

guint
rn_dataset_label (const RnDataset *self, gsize picture)
{
  g_return_val_if_fail (picture < self->n, 0);
  return self->labels[picture];
}

gboolean
rn_dataset_read (const RnDataset *self, gsize picture, guint8 *pixels, GError **error)
{
  g_return_val_if_fail (picture < self->n, FALSE);
  return self->kind->read (self, picture, pixels, error);
}

GdkPixbuf *
rn_dataset_picture (const RnDataset *self, gsize picture, GError **error)
{
  g_autofree guint8 *planes = g_malloc (rn__dataset_bytes (self));
  gsize plane = (gsize) self->height * self->width;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  guint8 *pixels;

  if (!rn_dataset_read (self, picture, planes, error))
    return NULL;
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) self->width, (int) self->height);
  pixels = gdk_pixbuf_get_pixels (pixbuf);
  for (gsize i = 0; i < plane; i++)
    for (guint c = 0; c < 3; c++)
      pixels[i / self->width * (gsize) gdk_pixbuf_get_rowstride (pixbuf) + i % self->width * 3 + c]
        = planes[MIN (c, self->channels - 1) * plane + i];
  return g_steal_pointer (&pixbuf);
}

/* ── measuring ── */

/* Told every picture in turn. */
typedef void (*EachFunc) (const RnDataset *self, const guint8 *pixels, gpointer data);

/* @n of them, evenly spread. */
static gboolean
each_of (const RnDataset *self, gsize n, EachFunc func, gpointer data, const RnProgress *progress,
         GError **error)
{
  g_autofree guint8 *pixels = g_malloc (rn__dataset_bytes (self));

  for (gsize i = 0; i < n; i++)
    {
      gsize picture = (gsize) ((double) i * ((double) self->n / (double) n));

      if (i % 256 == 0
          && !rn_progress_step (progress, (double) i / (double) n, "reading the data set", error))
        return FALSE;
      if (!rn_dataset_read (self, MIN (picture, self->n - 1), pixels, error))
        return FALSE;
      func (self, pixels, data);
    }
  return TRUE;
}

/* What a network is trained on says what is subtracted, also where it is tested. (transfer full) */
static RnDataset *
training_split (RnDataset *self)
{
  RnDatasetOptions options = self->options;
  RnDataset *training = NULL;

  options.split = "train";
  options.count = 0;
  if (g_str_equal (self->split, "test"))
    training = rn_dataset_open (self->place, &options, NULL);
  return training != NULL ? training : rn_dataset_ref (self);
}

static gboolean
each_for_mean (RnDataset *self, EachFunc func, gpointer data, gsize *n, const RnProgress *progress,
               GError **error)
{
  g_autoptr (RnDataset) training = training_split (self);

  if (training->channels != self->channels || rn__dataset_bytes (training) != rn__dataset_bytes (self))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                   _("%s: pictures of the training split are %u×%u×%u, of this one %u×%u×%u"),
                   self->place, training->channels, training->height, training->width,
                   self->channels, self->height, self->width);
      return FALSE;
    }
  *n = training->kind->stored ? training->n : MIN (training->n, SAMPLE);
  return each_of (training, *n, func, data, progress, error);
}

/* How often a channel has each value: mean and deviation to the last digit, whatever the order. */
typedef struct
{
  guint64 counts[RN_DATASET_MAX_CHANNELS][256];
} Counts;

static void
count_values (const RnDataset *self, const guint8 *pixels, gpointer data)
{
  Counts *counts = data;
  gsize plane = (gsize) self->height * self->width;

  for (guint c = 0; c < self->channels; c++)
    for (gsize i = 0; i < plane; i++)
      counts->counts[c][pixels[c * plane + i]]++;
}

/* Of pictures that are drawn: measured once a seed, however often they are opened. */
static struct
{
  GMutex   lock;
  gboolean known;
  guint64  seed;
  gsize    of;               /* the first so many pictures; 0: all */
  gsize    n;
  Counts   counts;
} drawn;

static gboolean
count_all (RnDataset *self, Counts *counts, gsize *n, const RnProgress *progress, GError **error)
{
  gsize of = g_str_equal (self->split, "test") ? 0 : self->options.count;
  gboolean known = FALSE;

  if (!self->kind->drawn)
    return each_for_mean (self, count_values, counts, n, progress, error);
  g_mutex_lock (&drawn.lock);
  known = drawn.known && drawn.seed == self->options.seed && drawn.of == of;
  if (known)
    {
      *counts = drawn.counts;
      *n = drawn.n;
    }
  g_mutex_unlock (&drawn.lock);
  if (known)
    return TRUE;
  if (!each_for_mean (self, count_values, counts, n, progress, error))
    return FALSE;
  g_mutex_lock (&drawn.lock);
  drawn.counts = *counts;
  drawn.n = *n;
  drawn.seed = self->options.seed;
  drawn.of = of;
  drawn.known = TRUE;
  g_mutex_unlock (&drawn.lock);
  return TRUE;
}

/**
 * rn_dataset_moments:
 * @self: a data set
 * @mean: (out) (array): [C]
 * @std: (out) (array): [C], at least 1/255, so that it can be divided by
 * @progress: (nullable): how far it is
 * @error: return location
 */
gboolean
rn_dataset_moments (RnDataset *self, double *mean, double *std, const RnProgress *progress,
                    GError **error)
{
  g_autofree Counts *counts = g_new0 (Counts, 1);
  gsize n;

  if (!count_all (self, counts, &n, progress, error))
    return FALSE;
  for (guint c = 0; c < self->channels; c++)
    {
      double total = (double) n * self->height * self->width, sum = 0, squares = 0;

      for (guint v = 0; v < 256; v++)
        sum += (double) counts->counts[c][v] * v;
      for (guint v = 0; v < 256; v++)
        squares += (double) counts->counts[c][v] * (v - sum / total) * (v - sum / total);
      mean[c] = sum / total / 255;
      std[c] = fmax (sqrt (squares / total), 1) / 255;
    }
  return TRUE;
}

static void
add_pixels (const RnDataset *self, const guint8 *pixels, gpointer data)
{
  guint64 *sums = data;
  gsize bytes = rn__dataset_bytes (self);

  for (gsize i = 0; i < bytes; i++)
    sums[i] += pixels[i];
}

gboolean
rn_dataset_mean_picture (RnDataset *self, float *mean, const RnProgress *progress, GError **error)
{
  gsize bytes = rn__dataset_bytes (self), n;
  g_autofree guint64 *sums = g_new0 (guint64, bytes);   /* [C, H, W] */

  if (!each_for_mean (self, add_pixels, sums, &n, progress, error))
    return FALSE;
  for (gsize i = 0; i < bytes; i++)
    mean[i] = (float) ((double) sums[i] / (double) n / 255);
  return TRUE;
}

static void
hash_pixels (const RnDataset *self, const guint8 *pixels, gpointer data)
{
  g_checksum_update (data, pixels, (gssize) rn__dataset_bytes (self));
}

char *
rn_dataset_sha256 (RnDataset *self, const RnProgress *progress, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean done;

  for (gsize i = 0; i < self->n; i++)
    {
      const guint8 label[2] = { (guint8) self->labels[i], (guint8) (self->labels[i] >> 8) };

      g_checksum_update (checksum, label, sizeof label);
    }
  if (self->kind->hash != NULL)
    done = self->kind->hash (self, checksum, error);
  else
    done = each_of (self, self->n, hash_pixels, checksum, progress, error);
  return done ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}
