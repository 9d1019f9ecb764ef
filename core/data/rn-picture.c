/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Pictures: from a file to upright, opaque, 8-bit RGB. */
#include "config.h"

#include "rn-assets.h"
#include "rn-file.h"
#include "rn-picture.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE_BYTES  (256 << 20)
#define MAX_PIXELS      200000000         /* 200 megapixels, 0.8 GB while it is decoded */
#define SMALL_PIXELS    4000000           /* granted to any file */
/* PNG and GIF pack at most 8,256 equal pixels into a byte, JPEG 512 */
#define PIXELS_PER_BYTE 10000
#define STEP            65536             /* bytes given to the loader at a time */

/* What the loader tells on its way. */
typedef struct
{
  gsize    size;                /* of the file, bytes */
  gboolean too_large;
  gint64   pixels;              /* told by the header */
  gint64   decoded;             /* told as done; passes over the same pixels add up */
} Watch;

static gboolean
is_format (GdkPixbufLoader *loader, const char *name)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *found = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return g_strcmp0 (found, name) == 0;
}

/* Comes before the loader takes memory for the pixels. */
static void
check_size (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Watch *watch = data;
  gint64 warranted = (gint64) MIN (watch->size, MAX_PIXELS) * PIXELS_PER_BYTE;
  gint64 limit = MIN (MAX_PIXELS, MAX (SMALL_PIXELS, warranted));

  watch->pixels = (gint64) width * height;
  if (gdk_pixbuf_format_is_scalable (gdk_pixbuf_loader_get_format (loader)))
    limit = MAX_PIXELS;
  if (watch->pixels <= limit)
    return;
  watch->too_large = TRUE;
  /*
   * No size makes a loader give up here. These two do so with a warning to the terminal; they only
   * reserve the memory.
   */
  if (!is_format (loader, "pnm") && !is_format (loader, "tga"))
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
count_decoded (GdkPixbufLoader *loader, int x, int y, int width, int height, gpointer data)
{
  ((Watch *) data)->decoded += (gint64) width * height;
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *bytes, const Watch *watch, GError **error)
{
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  for (gsize at = 0; at < watch->size && !watch->too_large; at += STEP)
    if (!gdk_pixbuf_loader_write (loader, data + at, MIN (STEP, watch->size - at), error))
      return FALSE;
  return TRUE;
}

/*
 * Walks over the segments of a JPEG (ITU-T T.81, annex B) to the marker that ends it: the loader
 * makes up what is missing. Inside a scan FF is followed by 00 or by one of the restart markers D0
 * … D7.
 */
static gboolean
jpeg_is_whole (const guint8 *data, gsize size)
{
  gsize at = 2;

  while (at + 1 < size)
    {
      guint8 marker = data[at + 1];

      if (data[at] != 0xff || marker == 0x00 || (marker >= 0xd0 && marker <= 0xd7))
        at++;                                           /* scan */
      else if (marker == 0xd9)
        return TRUE;
      else if (marker == 0xff || marker == 0x01)
        at += marker == 0xff ? 1 : 2;                   /* filling; no length */
      else if (at + 3 < size)
        at += 2 + ((gsize) data[at + 2] << 8 | data[at + 3]);
      else
        return FALSE;
    }
  return FALSE;
}

/*
 * Walks over the chunks of a PNG (ISO/IEC 15948, §5) to the last: passes of an interlaced one are
 * not told apart.
 */
static gboolean
png_is_whole (const guint8 *data, gsize size)
{
  for (gsize at = 8; at + 12 <= size;)
    {
      guint32 length;

      memcpy (&length, data + at, 4);
      if (memcmp (data + at + 4, "IEND", 4) == 0)
        return TRUE;
      at += 12 + (gsize) GUINT32_FROM_BE (length);
    }
  return FALSE;
}

/*
 * Some loaders are content with a part of the pixels. A GIF's loader is not, and its first frame
 * may be smaller.
 */
static gboolean
is_whole (GdkPixbufLoader *loader, GBytes *bytes, const Watch *watch)
{
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  if (is_format (loader, "jpeg"))
    return jpeg_is_whole (data, watch->size);
  if (is_format (loader, "png"))
    return png_is_whole (data, watch->size);
  return is_format (loader, "gif") || watch->decoded >= watch->pixels;
}

/* Over white; without the alpha channel. */
static GdkPixbuf *
flatten (GdkPixbuf *picture)
{
  int width = gdk_pixbuf_get_width (picture), height = gdk_pixbuf_get_height (picture);
  GdkPixbuf *flat = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  for (int y = 0; flat != NULL && y < height; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (picture)
                           + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (picture);
      guint8 *to = gdk_pixbuf_get_pixels (flat)
                   + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (flat);

      for (int x = 0; x < width; x++, from += 4, to += 3)
        for (guint c = 0; c < 3; c++)
          to[c] = (guint8) ((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
    }
  return flat;
}

/* Upright and opaque; NULL where the memory cannot be had. */
static GdkPixbuf *
normalise (GdkPixbuf *picture)
{
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (picture);

  if (upright == NULL || gdk_pixbuf_get_n_channels (upright) == 3)
    return g_steal_pointer (&upright);
  return flatten (upright);
}

/* What the loader says, and what was expected. */
static void
tell_failure (const char *what, const Watch *watch, const GError *failure, GError **error)
{
  if (watch->size == 0)
    g_set_error (error, failure->domain, failure->code,
                 _("%s: is empty, expected a PNG, a JPEG or another picture"), what);
  else if (g_error_matches (failure, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE))
    g_set_error (error, failure->domain, failure->code,
                 _("%s: is no picture of a kind that can be read, expected a PNG, a JPEG or another"),
                 what);
  else
    g_set_error (error, failure->domain, failure->code, "%s: %s", what, failure->message);
}

/**
 * rn_picture_decode:
 * @bytes: a picture file
 * @what: its name in messages
 * @error: return location
 *
 * Errors:   GDK_PIXBUF_ERROR where it is no picture or a broken one; RN_ERROR_RANGE for more than
 *           200 megapixels, or more than its bytes can hold, told by the header, before the pixels
 *           are read; RN_ERROR_TRUNCATED; RN_ERROR_NO_MEMORY
 *
 * Returns: (transfer full) (nullable): 3 channels of 8 bits
 */
GdkPixbuf *
rn_picture_decode (GBytes *bytes, const char *what, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) failure = NULL;
  Watch watch = { .size = g_bytes_get_size (bytes) };
  GdkPixbuf *found, *picture;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (check_size), &watch);
  g_signal_connect (loader, "area-updated", G_CALLBACK (count_decoded), &watch);
  if (feed (loader, bytes, &watch, &failure))
    gdk_pixbuf_loader_close (loader, &failure);
  else
    gdk_pixbuf_loader_close (loader, NULL);
  if (watch.too_large)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s: its header tells of %.1f megapixels, too many for %zu bytes (at most %d "
                     "are read)"),
                   what, (double) watch.pixels / 1e6, watch.size, MAX_PIXELS / 1000000);
      return NULL;
    }
  if (failure != NULL)
    {
      tell_failure (what, &watch, failure, error);
      return NULL;
    }
  found = gdk_pixbuf_loader_get_pixbuf (loader);
  if (found == NULL || !is_whole (loader, bytes, &watch))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED, _("%s: ends before its last pixel"), what);
      return NULL;
    }
  picture = normalise (found);
  if (picture == NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("%s: no memory for its pixels"), what);
  return picture;
}

GdkPixbuf *
rn_picture_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, MAX_FILE_BYTES, error);

  return bytes != NULL ? rn_picture_decode (bytes, path, error) : NULL;
}

GdkPixbuf *
rn_picture_built_in (void)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (rn_assets_get_resource (),
                                                     "/reslab/pictures/built-in.jpg",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GdkPixbuf *picture;

  g_assert (bytes != NULL);
  picture = rn_picture_decode (bytes, "built-in picture", NULL);
  g_assert (picture != NULL);
  return picture;
}
