/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A few figures against pictures that were looked at and kept, with the font pinned. To keep new
 * ones after a wanted change: RESLAB_KEEP_GOLDEN=1 meson test golden, then look at them.
 */
#include "examples.h"
#include "fig-text.h"
#include "rn-test.h"

#include <stdlib.h>
#include <string.h>

#define PINNED_FONT "DejaVu Sans"

/* Other releases of FreeType and cairo shade the edges of glyphs and curves differently, by some
 * grey levels of 255 in a few of a hundred pixels; a mark that moved, a colour or a word that
 * changed alters many pixels by much. */
#define DIFFERENT      48      /* grey levels from which a pixel counts as different */
#define PART_DIFFERENT                                                                             \
  0.004 /* of all pixels: a word of 12 px in a figure of 400×300 is already 0.005 */

static gboolean
has_font (void)
{
  PangoFontFamily **families;
  int n;
  gboolean found = FALSE;

  pango_font_map_list_families (pango_cairo_font_map_get_default (), &families, &n);
  for (int i = 0; i < n && !found; i++)
    found = strcmp (pango_font_family_get_name (families[i]), PINNED_FONT) == 0;
  g_free (families);
  return found;
}

static double
part_different (cairo_surface_t *a, cairo_surface_t *b)
{
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  gsize different = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guchar *p = cairo_image_surface_get_data (a) + y * cairo_image_surface_get_stride (a)
                          + 4 * x;
        const guchar *q = cairo_image_surface_get_data (b) + y * cairo_image_surface_get_stride (b)
                          + 4 * x;

        different += abs (p[0] - q[0]) > DIFFERENT || abs (p[1] - q[1]) > DIFFERENT
                     || abs (p[2] - q[2]) > DIFFERENT;
      }
  return (double) different / ((double) width * height);
}

static void
compare (gconstpointer data)
{
  const Example *example = data;
  gboolean dark = strcmp (example->name, "compare") == 0;
  FigStyle style = { .palette = dark ? fig_palette_dark () : NULL,
                     .width = 480,
                     .font = PINNED_FONT,
                     .formula_font = PINNED_FONT };
  g_autoptr (FigScene) scene = NULL;
  g_autofree char *file = g_strdup_printf ("figures/%s.png", example->name),
                  *kept = rn_test_data (file), *fresh = rn_test_scratch ("fresh.png");
  g_autoptr (GError) error = NULL;
  cairo_surface_t *a, *b;
  double part;

  if (!has_font ())
    {
      g_test_skip ("the font " PINNED_FONT " is not installed");
      return;
    }
  scene = example_draw (example, &style);
  g_assert_true (fig_scene_export (scene, g_getenv ("RESLAB_KEEP_GOLDEN") != NULL ? kept : fresh,
                                   FIG_PNG, 0, &error));
  g_assert_no_error (error);
  if (g_getenv ("RESLAB_KEEP_GOLDEN") != NULL)
    return;
  a = cairo_image_surface_create_from_png (kept);
  b = cairo_image_surface_create_from_png (fresh);
  g_assert_cmpint (cairo_surface_status (a), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (a), ==, cairo_image_surface_get_width (b));
  g_assert_cmpint (cairo_image_surface_get_height (a), ==, cairo_image_surface_get_height (b));
  part = part_different (a, b);
  g_assert_cmpfloat (part, <=, PART_DIFFERENT);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

int
main (int argc, char **argv)
{
  static const char *const kept[] = { "block-forks", "compare", "histogram-relu", "maps-vector",
                                      "network-se", "strip" };
  const Example *examples;
  guint n;

  g_test_init (&argc, &argv, NULL);
  examples = example_list (&n);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (kept); k++)
      if (strcmp (examples[i].name, kept[k]) == 0)
        {
          g_autofree char *path = g_strdup_printf ("/figures/golden/%s", kept[k]);

          g_test_add_data_func (path, &examples[i], compare);
        }
  return g_test_run ();
}
