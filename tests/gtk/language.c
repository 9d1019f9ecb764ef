/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The program as its command line starts it: in Chinese, in Chinese glyphs, and a picture of its
 * window is saved. One run a process, as GTK starts once.
 */
#include "config.h"
#include "gtk-test.h"
#include "reslab-window.h"
#include "rn-test.h"

#include <string.h>

#include "fig-i18n.h"

static char *family;               /* (owned) the font that a Han character is set in */
static char *title;                /* (owned) of the first view */

static void
on_window_added (GtkApplication *app, GtkWindow *window, gpointer data)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (window), "直");
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);
  PangoFontDescription *font
      = pango_font_describe (((PangoLayoutRun *) line->runs->data)->item->analysis.font);

  family = g_strdup (pango_font_description_get_family (font));
  pango_font_description_free (font);
  title = g_strdup (_("Explore"));
}

static void
speaks_chinese (void)
{
  g_autofree char *file = rn_test_scratch ("shot.png");
  char *argv[] = { (char *) "reslab", (char *) "--lang",  (char *) "zh_CN",
                   (char *) "--shot", file,               (char *) "--size",
                   (char *) "1280x800", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ReslabApplication) app = reslab_application_new (0, &error);
  g_autoptr (GdkTexture) shot = NULL;

  g_assert_no_error (error);
  g_signal_connect (app, "window-added", G_CALLBACK (on_window_added), NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (app), G_N_ELEMENTS (argv) - 1, argv), ==, 0);
  g_assert_false (reslab_application_failed (app));
  shot = gdk_texture_new_from_filename (file, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (shot), ==, 1280);
  g_assert_cmpstr (title, ==, "探索");
  if (strstr (family, "CJK") == NULL)
    g_test_skip ("Noto Sans CJK is not installed");
  else
    g_assert_nonnull (strstr (family, " SC"));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gtk/language/speaks-chinese", speaks_chinese);
  result = g_test_run ();
  g_free (family);
  g_free (title);
  return result;
}
