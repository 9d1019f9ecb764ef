/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A picture and the small edits on it. */
#include "config.h"

#include "lab-picture.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"
#include "rn-file.h"
#include "rn-random.h"

#define MOST_BYTES  (256 * 1024 * 1024)
#define CROPS       2             /* sizes kept */
#define SMALL_INPUT 64            /* px: pictures for inputs up to this are not cut, as CIFAR's */
#define GREY        0x7c          /* ImageNet's mean, so an occlusion is about 0 after normalising */

struct _LabPicture
{
  gatomicrefcount refs;
  GdkPixbuf      *pixbuf;         /* owned, as it was opened */
  char           *name;           /* owned */
  char           *sha256;         /* owned */
  int             sample;         /* of shapes; −1: none */
  GArray         *edits;          /* owned (element-type LabEdit) */
  guint64         revision;
  GMutex          lock;           /* of crops: the worker asks for them too */
  /* owned, edits included; of the sizes asked for last, the latest first: a button's thumbnail must
     not cost the network its crop */
  GdkPixbuf      *crops[CROPS];
};

static LabPicture *
picture_new (GdkPixbuf *pixbuf, const char *name, const char *sha256)
{
  static guint64 revisions;       /* a source of names, not of state */
  LabPicture *self = g_new0 (LabPicture, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->pixbuf = g_object_ref (pixbuf);
  self->sample = -1;
  self->name = g_strdup (name);
  self->sha256 = g_strdup (sha256);
  self->edits = g_array_new (FALSE, FALSE, sizeof (LabEdit));
  self->revision = ++revisions;
  return self;
}

/**
 * lab_picture_new:
 * @sha256: (nullable): of the file it came from; of its pixels where there is none
 */
LabPicture *
lab_picture_new (GdkPixbuf *pixbuf, const char *name, const char *sha256)
{
  g_autofree char *own = NULL;
  guint length;
  const guchar *pixels;

  if (sha256 != NULL)
    return picture_new (pixbuf, name, sha256);
  pixels = gdk_pixbuf_get_pixels_with_length (pixbuf, &length);
  own = rn_sha256 (pixels, length);
  return picture_new (pixbuf, name, own);
}

LabPicture *
lab_picture_built_in (void)
{
  g_autoptr (GdkPixbuf) pixbuf = rn_picture_built_in ();

  return lab_picture_new (pixbuf, "built-in", NULL);
}

LabPicture *
lab_picture_sample (guint index, GError **error)
{
  g_autoptr (RnDataset) shapes
      = rn_dataset_open ("shapes", &(RnDatasetOptions) { .split = "test" }, error);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autofree char *name = NULL;
  LabPicture *picture;

  if (shapes == NULL)
    return NULL;
  if (index >= rn_dataset_n (shapes))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("there is no test picture %u of shapes: they are numbered from 0 to %u"), index,
                   (guint) rn_dataset_n (shapes) - 1);
      return NULL;
    }
  pixbuf = rn_dataset_picture (shapes, index, error);
  if (pixbuf == NULL)
    return NULL;
  /* TRANSLATORS: number and class of a picture of the data set “shapes” */
  name = g_strdup_printf (_("shapes %u: %s"), index,
                          _(rn_dataset_class (shapes, rn_dataset_label (shapes, index))));
  picture = lab_picture_new (pixbuf, name, NULL);
  picture->sample = (int) index;
  return picture;
}

LabPicture *
lab_picture_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, MOST_BYTES, error);
  g_autoptr (GdkPixbuf) pixbuf = bytes != NULL ? rn_picture_decode (bytes, path, error) : NULL;
  g_autofree char *sha256 = NULL, *name = NULL;

  if (pixbuf == NULL)
    return NULL;
  sha256 = rn_sha256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  name = g_filename_display_basename (path);
  return lab_picture_new (pixbuf, name, sha256);
}

LabPicture *
lab_picture_ref (LabPicture *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lab_picture_unref (LabPicture *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_object_unref (self->pixbuf);
  for (guint i = 0; i < CROPS; i++)
    g_clear_object (&self->crops[i]);
  g_array_unref (self->edits);
  g_free (self->name);
  g_free (self->sha256);
  g_free (self);
}

const char *
lab_picture_name (const LabPicture *self)
{
  return self->name;
}

int
lab_picture_sample_index (const LabPicture *self)
{
  return self->sample;
}

const char *
lab_picture_sha256 (const LabPicture *self)
{
  return self->sha256;
}

guint
lab_picture_n_edits (const LabPicture *self)
{
  return self->edits->len;
}

const LabEdit *
lab_picture_edit_at (const LabPicture *self, guint i)
{
  return &g_array_index (self->edits, LabEdit, i);
}

guint64
lab_picture_revision (const LabPicture *self)
{
  return self->revision;
}

/* ── edits ── */

static void
paint_disc (GdkPixbuf *crop, const LabEdit *edit)
{
  int width = gdk_pixbuf_get_width (crop), height = gdk_pixbuf_get_height (crop);
  int stride = gdk_pixbuf_get_rowstride (crop);
  guchar *pixels = gdk_pixbuf_get_pixels (crop);
  double radius = fmax (edit->size * MIN (width, height), 0.5);
  int top = (int) floor (edit->y * height - radius), left = (int) floor (edit->x * width - radius);
  int bottom = MIN ((int) ceil (edit->y * height + radius), height);
  int right = MIN ((int) ceil (edit->x * width + radius), width);

  for (int y = MAX (top, 0); y < bottom; y++)
    for (int x = MAX (left, 0); x < right; x++)
      if (hypot (x + 0.5 - edit->x * width, y + 0.5 - edit->y * height) <= radius)
        for (int c = 0; c < 3; c++)
          pixels[y * stride + 3 * x + c] = (guchar) (edit->color >> (16 - 8 * c));
}

static void
paint_square (GdkPixbuf *crop, const LabEdit *edit)
{
  int width = gdk_pixbuf_get_width (crop), height = gdk_pixbuf_get_height (crop);
  int side = MAX (1, (int) lround (edit->size * MIN (width, height)));
  int left = (int) lround (edit->x * width) - side / 2;
  int top = (int) lround (edit->y * height) - side / 2;

  for (int y = MAX (top, 0); y < MIN (top + side, height); y++)
    for (int x = MAX (left, 0); x < MIN (left + side, width); x++)
      memset (gdk_pixbuf_get_pixels (crop) + y * gdk_pixbuf_get_rowstride (crop) + 3 * x, GREY, 3);
}

static void
shift (GdkPixbuf *crop, const LabEdit *edit)
{
  g_autoptr (GdkPixbuf) before = gdk_pixbuf_copy (crop);
  int width = gdk_pixbuf_get_width (crop), height = gdk_pixbuf_get_height (crop);
  int dx = (int) lround (CLAMP (edit->x, -1, 1) * width);
  int dy = (int) lround (CLAMP (edit->y, -1, 1) * height);

  gdk_pixbuf_fill (crop, ((guint32) GREY << 24) | (GREY << 16) | (GREY << 8) | 0xff);
  if (ABS (dx) < width && ABS (dy) < height)
    gdk_pixbuf_copy_area (before, MAX (-dx, 0), MAX (-dy, 0), width - ABS (dx), height - ABS (dy),
                          crop, MAX (dx, 0), MAX (dy, 0));
}

static void
add_noise (GdkPixbuf *crop, const LabEdit *edit)
{
  int width = gdk_pixbuf_get_width (crop), height = gdk_pixbuf_get_height (crop);
  gsize n = (gsize) width * height * 3;
  RnShape shape = rn_shape_1d (n);
  g_autoptr (RnTensor) noise = rn_tensor_new (&shape, NULL);

  if (noise == NULL)
    return;
  rn_tensor_fill_normal (noise, edit->seed, rn_random_stream ("picture noise"));
  for (gsize i = 0; i < n; i++)
    {
      guchar *pixel = gdk_pixbuf_get_pixels (crop)
                      + (i / (3 * (gsize) width)) * gdk_pixbuf_get_rowstride (crop)
                      + i % (3 * (gsize) width);

      *pixel = (guchar) CLAMP (lround (*pixel + 255 * edit->size * rn_tensor_values (noise)[i]), 0,
                               255);
    }
}

static void
apply (GdkPixbuf *crop, const LabEdit *edit)
{
  static void (*const ways[]) (GdkPixbuf *, const LabEdit *) = {
    [LAB_EDIT_BRUSH] = paint_disc,
    [LAB_EDIT_OCCLUDE] = paint_square,
    [LAB_EDIT_SHIFT] = shift,
    [LAB_EDIT_NOISE] = add_noise,
  };

  ways[edit->kind](crop, edit);
}

LabPicture *
lab_picture_edit (LabPicture *self, const LabEdit *edit)
{
  LabPicture *edited = lab_picture_restore (self);

  g_array_append_vals (edited->edits, self->edits->data, self->edits->len);
  g_array_append_val (edited->edits, *edit);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < CROPS && self->crops[i] != NULL; i++)
    {
      edited->crops[i] = gdk_pixbuf_copy (self->crops[i]);
      apply (edited->crops[i], edit);
    }
  g_mutex_unlock (&self->lock);
  return edited;
}

LabPicture *
lab_picture_restore (LabPicture *self)
{
  LabPicture *fresh = picture_new (self->pixbuf, self->name, self->sha256);

  fresh->sample = self->sample;
  return fresh;
}

/* ── what the network sees ── */

static gboolean
has_size (GdkPixbuf *crop, guint height, guint width)
{
  return crop != NULL && gdk_pixbuf_get_height (crop) == (int) height
         && gdk_pixbuf_get_width (crop) == (int) width;
}

static GdkPixbuf *
make_crop (const LabPicture *self, guint height, guint width)
{
  RnPictureTransform transform;
  GdkPixbuf *crop;

  rn_picture_transform_default (&transform, height, width);
  if (MIN (height, width) <= SMALL_INPUT)
    transform.resize = 1;
  crop = rn_picture_crop (self->pixbuf, &transform);
  for (guint i = 0; i < self->edits->len; i++)
    apply (crop, &g_array_index (self->edits, LabEdit, i));
  return crop;
}

GdkPixbuf *
lab_picture_crop (LabPicture *self, guint height, guint width)
{
  GdkPixbuf *crop;

  g_mutex_lock (&self->lock);
  for (guint i = 1; i < CROPS && !has_size (self->crops[0], height, width); i++)
    if (has_size (self->crops[i], height, width))
      {
        crop = self->crops[i];
        memmove (&self->crops[1], &self->crops[0], i * sizeof crop);
        self->crops[0] = crop;
      }
  if (!has_size (self->crops[0], height, width))
    {
      g_clear_object (&self->crops[CROPS - 1]);
      memmove (&self->crops[1], &self->crops[0], (CROPS - 1) * sizeof crop);
      self->crops[0] = make_crop (self, height, width);
    }
  crop = g_object_ref (self->crops[0]);
  g_mutex_unlock (&self->lock);
  return crop;
}

RnTensor *
lab_picture_tensor (LabPicture *self, guint height, guint width, guint channels,
                    const RnOrigin *origin, GError **error)
{
  g_autoptr (GdkPixbuf) crop = NULL;
  RnPictureTransform transform;

  if (channels != 1 && channels != 3)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   "the network takes %u channels, but a picture has 3 or, in grey, 1", channels);
      return NULL;
    }
  crop = lab_picture_crop (self, height, width);
  rn_picture_transform_default (&transform, height, width);
  rn_origin_set_transform (origin, &transform);
  transform.resize = 1;           /* it is cut already */
  return rn_picture_tensor (crop, &transform, channels, error);
}
