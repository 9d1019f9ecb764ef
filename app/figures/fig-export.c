/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A scene as a file: SVG, PDF, PNG. The same scene gives the same bytes. */
#include "config.h"
#include "fig-scene-private.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"
#include "rn-file.h"

#define POINTS_PER_PX 0.75

static const struct
{
  const char *suffix;
  FigFormat format;
} formats[] = { { ".svg", FIG_SVG }, { ".pdf", FIG_PDF }, { ".png", FIG_PNG } };

gboolean
fig_format_from_path (const char *path, FigFormat *format, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      {
        *format = formats[i].format;
        return TRUE;
      }
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("“%s”: a figure's name ends in .svg, .pdf or .png"), path);
  return FALSE;
}

static cairo_status_t
append (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
render (FigScene *self, FigFormat format, double scale, GByteArray *out)
{
  double width = fig_scene_width (self) * scale, height = fig_scene_height (self) * scale;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (format == FIG_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (append, out, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  else if (format == FIG_PDF)
    {
      scale *= POINTS_PER_PX;
      surface = cairo_pdf_surface_create_for_stream (append, out, width * POINTS_PER_PX,
                                                     height * POINTS_PER_PX);
      /* The same figure is the same file, whenever it is made. */
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                      "2020-01-01T00:00:00Z");
    }
  else
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) ceil (height));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  fig_scene_paint (self, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (format == FIG_PNG && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append, out);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

/*
 * cairo numbers surfaces and images through the whole process ("surface17", "image9"); numbered
 * anew in order of appearance, so that a figure does not tell what was drawn before it.
 */
static void
renumber (GByteArray *svg)
{
  static const char *const words[] = { "\"surface", "\"image", "#surface", "#image" };
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) out = g_string_sized_new (svg->len);
  const char *at;

  g_byte_array_append (svg, (const guint8 *) "", 1);
  at = (const char *) svg->data;
  while (*at != '\0')
    {
      gsize length = 0;

      for (guint i = 0; i < G_N_ELEMENTS (words) && length == 0; i++)
        if ((*at == '"' || *at == '#') && g_str_has_prefix (at, words[i])
            && g_ascii_isdigit (at[strlen (words[i])]))
          length = strlen (words[i]);
      g_string_append_len (out, at, (gssize) MAX (length, 1));
      at += MAX (length, 1);
      if (length > 0)
        {
          gsize digits = strspn (at, "0123456789");
          char *number = g_strndup (at, digits);
          gpointer place = g_hash_table_lookup (numbers, number);

          if (place == NULL)
            {
              place = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
              g_hash_table_insert (numbers, g_strdup (number), place);
            }
          g_string_append_printf (out, "%u", GPOINTER_TO_UINT (place));
          g_free (number);
          at += digits;
        }
    }
  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, (const guint8 *) out->str, (guint) out->len);
}

/**
 * fig_scene_render:
 * @self: a finished scene
 * @format: what to write
 * @width_px: the file's width (of a PDF at 96 px an inch); 0: the scene's own
 * @error: return location
 *
 * Errors: RN_ERROR_RANGE where a side exceeds FIG_SIDE_MOST; RN_ERROR_NO_MEMORY
 */
GBytes *
fig_scene_render (FigScene *self, FigFormat format, guint width_px, GError **error)
{
  double scale = width_px > 0 ? width_px / fig_scene_width (self) : 1;
  double width = fig_scene_width (self) * scale, height = ceil (fig_scene_height (self) * scale);
  g_autoptr (GByteArray) out = NULL;
  cairo_status_t status;

  g_return_val_if_fail (self != NULL, NULL);
  if (width > FIG_SIDE_MOST || height > FIG_SIDE_MOST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("the figure would be %.0f×%.0f px, and a side may have at most %d: fold more "
                      "of it, or ask for another width"),
                   width, height, FIG_SIDE_MOST);
      return NULL;
    }
  out = g_byte_array_new ();
  status = render (self, format, scale, out);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("the figure cannot be drawn: %s"),
                   cairo_status_to_string (status));
      return NULL;
    }
  if (format == FIG_SVG)
    renumber (out);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * fig_scene_export:
 * @self: a finished scene
 * @path: where to; replaced only by a complete file
 * @format: what to write
 * @width_px: the file's width (of a PDF at 96 px an inch); 0: the scene's own
 * @error: return location
 *
 * Errors: those of fig_scene_render(); G_FILE_ERROR where @path cannot be written
 */
gboolean
fig_scene_export (FigScene *self, const char *path, FigFormat format, guint width_px,
                  GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  bytes = fig_scene_render (self, format, width_px, error);
  return bytes != NULL
         && rn_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
