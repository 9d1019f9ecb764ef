/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What leaves the window: files, the clipboard, paper. */
#include "gtk-test.h"
#include "reslab-banner.h"
#include "reslab-export.h"
#include "rn-test.h"

#include <string.h>

static ReslabApplication *application;
static Lab *lab;
static GtkWidget *window;

static gsize
size_of (const char *path)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, NULL);
  return length;
}

static void
names_get_an_extension (void)
{
  static const struct
  {
    const char *given;
    ReslabExportKind kind;
    guint filter;
    const char *path;
  } cases[] = {
    { "/a/net", RESLAB_EXPORT_FIGURE, 0, "/a/net.svg" },
    { "/a/net", RESLAB_EXPORT_FIGURE, 2, "/a/net.png" },
    { "/a/net.PDF", RESLAB_EXPORT_FIGURE, 0, "/a/net.PDF" },
    { "/a/net.csv", RESLAB_EXPORT_FIGURE, 1, "/a/net.csv.pdf" },
    { "/a/net.csv", RESLAB_EXPORT_ANY, 0, "/a/net.csv" },
    { "/a/v1.2", RESLAB_EXPORT_TABLE, 1, "/a/v1.2.md" },
    { "/a/net", RESLAB_EXPORT_STATISTICS, 0, "/a/net.json" },
    { "/a/net", RESLAB_EXPORT_REPORT, 1, "/a/net.html" },
    { "/a/net.html", RESLAB_EXPORT_ANY, 0, "/a/net.html.svg" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path
          = reslab_export_path (cases[i].given, cases[i].kind, cases[i].filter);

      g_assert_cmpstr (path, ==, cases[i].path);
    }
}

static void
files_are_written (void)
{
  static const char *const names[]
      = { "view.svg", "view.pdf", "view.png", "view.csv", "view.md", "view.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = rn_test_scratch (names[i]);

      g_assert_true (reslab_export_to (RESLAB_WINDOW (window), RESLAB_EXPORT_ANY, path));
      g_assert_cmpuint (size_of (path), >, 100);
    }
}

static void
report_is_written (void)
{
  g_autofree char *path = rn_test_scratch ("report.md");
  g_autoptr (GError) error = NULL;

  g_assert_true (reslab_export_to (RESLAB_WINDOW (window), RESLAB_EXPORT_REPORT, path));
  g_assert_true (lab_wait (lab, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (size_of (path), >, 1000);
}

static void
failure_is_a_banner (void)
{
  ReslabBanner *banner = RESLAB_BANNER (reslab_test_find (window, RESLAB_TYPE_BANNER, NULL));

  g_assert_false (reslab_export_to (RESLAB_WINDOW (window), RESLAB_EXPORT_FIGURE,
                                     "/nonexistent/folder/view.svg"));
  g_assert_nonnull (reslab_banner_message (banner));
  g_assert_nonnull (strstr (reslab_banner_message (banner), "/nonexistent"));
  reslab_banner_hide (banner);
}

static void
figure_is_copied (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) content = reslab_export_content (lab, &error);
  g_autoptr (GdkContentFormats) formats = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  GdkTexture *texture;

  g_assert_no_error (error);
  formats = gdk_content_provider_ref_formats (content);
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "image/svg+xml"));
  g_value_init (&value, GDK_TYPE_TEXTURE);
  g_assert_true (gdk_content_provider_get_value (content, &value, &error));
  texture = g_value_get_object (&value);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 2400);
  reslab_export_copy (RESLAB_WINDOW (window));
}

static void
figure_is_printed (void)
{
  g_autoptr (GtkPrintOperation) operation = reslab_print_new (lab);
  g_autofree char *path = rn_test_scratch ("printed.pdf");
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT,
                                            GTK_WINDOW (window), &error),
                   ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_cmpuint (size_of (path), >, 5000);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  lab = lab_new ();
  lab_do (lab, NULL, "model", "spec", "cifar_resnet20", NULL);       /* a report times it */
  window = reslab_window_new (application, lab);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (lab_wait (lab, &error));
  g_test_add_func ("/gtk/export/names-get-an-extension", names_get_an_extension);
  g_test_add_func ("/gtk/export/files-are-written", files_are_written);
  g_test_add_func ("/gtk/export/report-is-written", report_is_written);
  g_test_add_func ("/gtk/export/failure-is-a-banner", failure_is_a_banner);
  g_test_add_func ("/gtk/export/figure-is-copied", figure_is_copied);
  g_test_add_func ("/gtk/export/figure-is-printed", figure_is_printed);
  result = g_test_run ();
  reslab_test_destroy (window);
  g_clear_object (&lab);
  g_clear_object (&application);
  return result;
}
