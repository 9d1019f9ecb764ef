/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A lesson's words as they are painted: those in a path's colour can be read. */
#include <adwaita.h>
#include <math.h>

#include "gtk-test.h"
#include "reslab-prose.h"
#include "reslab-shot.h"
#include "rn-test.h"

/* Of a pixel, by WCAG 2. */
static double
luminance (const guchar *pixel)
{
  double parts[3];

  for (guint i = 0; i < 3; i++)
    {
      double part = pixel[i] / 255.0;

      parts[i] = part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
    }
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

/* Of what stands out most against the picture's last pixel but some, where there is only the page. */
static double
contrast_of (const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) shot = gdk_pixbuf_new_from_file (file, &error);
  int width = gdk_pixbuf_get_width (shot), height = gdk_pixbuf_get_height (shot);
  int stride = gdk_pixbuf_get_rowstride (shot), channels = gdk_pixbuf_get_n_channels (shot);
  const guchar *pixels = gdk_pixbuf_read_pixels (shot);
  double page = luminance (pixels + (height - 10) * stride + (width - 10) * channels) + 0.05, most = 1;

  g_assert_no_error (error);
  for (int y = 10; y < height - 10; y++)
    for (int x = 10; x < width - 10; x++)
      {
        double ink = luminance (pixels + y * stride + x * channels) + 0.05;

        most = fmax (most, fmax (ink / page, page / ink));
      }
  return most;
}

/* Full blocks, so that there are pixels of the text's colour alone. */
static void
colours_can_be_read (void)
{
  static const char *const paths[] = { "shortcut", "branch", "sum", "plain" };
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  g_autofree char *file = rn_test_scratch ("prose.png");
  g_autoptr (GError) error = NULL;
  GtkWidget *prose = reslab_prose_new ("lesson-text"), *window = reslab_test_window (prose, 300, 120);

  for (guint s = 0; s < G_N_ELEMENTS (schemes); s++)
    for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
      {
        g_autofree char *markdown = g_strdup_printf ("{%s|████}", paths[i]);
        g_autoptr (LabLine) line = lab_line_new (LAB_LINE_PARAGRAPH, 1);

        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[s]);
        g_assert_true (lab_line_read (line, markdown, &error));
        reslab_prose_set_line (RESLAB_PROSE (prose), line, s == 0 ? fig_palette_light () : fig_palette_dark ());
        reslab_test_frames (window, 2);
        g_assert_true (reslab_shot_save (window, file, &error));
        g_assert_cmpfloat (contrast_of (file), >=, 4.5);
      }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  reslab_test_destroy (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (ReslabApplication) application = NULL;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  g_test_add_func ("/gtk/prose/colours-can-be-read", colours_can_be_read);
  return g_test_run ();
}
