/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Figures as files: sizes, formats, the same bytes twice, and what is refused. */
#include "examples.h"
#include "rn-error.h"
#include "rn-test.h"

#include <math.h>
#include <string.h>

static const Example *
example (const char *name)
{
  guint n;
  const Example *examples = example_list (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (examples[i].name, name) == 0)
      return &examples[i];
  g_error ("there is no example “%s”", name);
}

static FigScene *
draw (const char *name, double width)
{
  return example_draw (example (name), &(FigStyle) { .width = width });
}

static GBytes *
export (FigScene *scene, FigFormat format, guint width)
{
  static const char *const names[] = { "figure.svg", "figure.pdf", "figure.png" };
  g_autofree char *path = rn_test_scratch (names[format]);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_assert_true (fig_scene_export (scene, path, format, width, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

static void
png_has_the_width_asked_for (void)
{
  static const guint widths[] = { 0, 1, 37, 400, 1280, 3000 };
  g_autoptr (FigScene) scene = draw ("bars", 640);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (GBytes) bytes = export (scene, FIG_PNG, widths[i]);
      g_autofree char *path = rn_test_scratch ("figure.png");
      cairo_surface_t *image = cairo_image_surface_create_from_png (path);
      guint width = widths[i] > 0 ? widths[i] : 640;

      g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
      g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
      g_assert_cmpint (cairo_image_surface_get_width (image), ==, width);
      /* rounded up, so that nothing is cut off */
      g_assert_cmpint (cairo_image_surface_get_height (image), ==,
                       (int) ceil (fig_scene_height (scene) * width / 640));
      cairo_surface_destroy (image);
    }
}

static void
note_root (GMarkupParseContext *context, const char *element, const char **names,
           const char **values, gpointer data, GError **error)
{
  char **width = data;

  for (guint i = 0; names[i] != NULL && *width == NULL; i++)
    if (strcmp (element, "svg") == 0 && strcmp (names[i], "width") == 0)
      *width = g_strdup (values[i]);
}

static void
svg_is_xml (void)
{
  guint n;
  const Example *examples = example_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FigScene) scene = example_draw (&examples[i], &(FigStyle) { .width = 640 });
      g_autoptr (GBytes) bytes = export (scene, FIG_SVG, 0);
      GMarkupParser parser = { .start_element = note_root };
      g_autofree char *width = NULL;
      g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &width,
                                                                            NULL);
      g_autoptr (GError) error = NULL;
      gsize length;
      const char *text = g_bytes_get_data (bytes, &length);

      g_markup_parse_context_parse (context, text, (gssize) length, &error);
      g_assert_no_error (error);
      g_markup_parse_context_end_parse (context, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (g_ascii_strtod (width, NULL), ==, fig_scene_width (scene));
      g_assert_cmpfloat (fig_scene_width (scene), <=, 640);
    }
}

static void
pdf_is_whole (void)
{
  g_autoptr (FigScene) scene = draw ("compare", 900);
  g_autoptr (GBytes) bytes = export (scene, FIG_PDF, 0);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, >, 1000);
  g_assert_true (strncmp (text, "%PDF-1.", 7) == 0);
  g_assert_nonnull (g_strrstr_len (text + length - 16, 16, "%%EOF"));
}

/* Drawn anew and exported again, after other figures were: the file does not tell. */
static void
the_same_figure_is_the_same_file (void)
{
  static const char *const names[] = { "maps-signed", "network-step", "strip", "blocks" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (FigFormat format = FIG_SVG; format <= FIG_PNG; format++)
      {
        g_autoptr (FigScene) first = draw (names[i], 700), other = draw ("kernels-color", 500),
                             second = draw (names[i], 700);
        g_autoptr (GBytes) a = export(first, format, 0), between = export(other, format, 0),
                           b = export(second, format, 0), c = export(second, format, 0);

        g_assert_true (g_bytes_equal (a, b));
        g_assert_true (g_bytes_equal (a, c));
        g_assert_false (g_bytes_equal (a, between));
      }
}

static void
impossible_sizes_are_refused (void)
{
  g_autoptr (FigScene) scene = draw ("bars", 640);
  g_autofree char *path = rn_test_scratch ("never.png");

  for (FigFormat format = FIG_SVG; format <= FIG_PNG; format++)
    {
      g_autoptr (GError) error = NULL, tall = NULL;
      g_autoptr (FigScene) long_scene = draw ("network-bottleneck", 400);

      g_assert_false (fig_scene_export (scene, path, format, FIG_SIDE_MOST + 1, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
      g_assert_false (fig_scene_export (long_scene, path, format, 4000, &tall));
      g_assert_error (tall, RN_ERROR, RN_ERROR_RANGE);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
unwritable_paths_lose_nothing (void)
{
  g_autoptr (FigScene) scene = draw ("bars", 640);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rn_test_scratch ("no-such-folder"),
                  *path = g_build_filename (folder, "a.png", NULL);

  g_assert_false (fig_scene_export (scene, path, FIG_PNG, 0, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_FILE_ERROR);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
the_name_tells_the_format (void)
{
  FigFormat format;
  g_autoptr (GError) error = NULL;

  g_assert_true (fig_format_from_path ("a/b.SVG", &format, NULL));
  g_assert_cmpint (format, ==, FIG_SVG);
  g_assert_true (fig_format_from_path ("x.pdf", &format, NULL));
  g_assert_cmpint (format, ==, FIG_PDF);
  g_assert_true (fig_format_from_path ("x.png", &format, NULL));
  g_assert_cmpint (format, ==, FIG_PNG);
  g_assert_false (fig_format_from_path ("x.jpeg", &format, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/export/png-has-the-width-asked-for", png_has_the_width_asked_for);
  g_test_add_func ("/figures/export/svg-is-xml", svg_is_xml);
  g_test_add_func ("/figures/export/pdf-is-whole", pdf_is_whole);
  g_test_add_func ("/figures/export/the-same-figure-is-the-same-file",
                   the_same_figure_is_the_same_file);
  g_test_add_func ("/figures/export/impossible-sizes-are-refused", impossible_sizes_are_refused);
  g_test_add_func ("/figures/export/unwritable-paths-lose-nothing", unwritable_paths_lose_nothing);
  g_test_add_func ("/figures/export/the-name-tells-the-format", the_name_tells_the_format);
  return g_test_run ();
}
