/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reports: the document model and its writers, and the task of the window. */
#include <glib/gstdio.h>
#include <json-c/json.h>
#include <string.h>

#include "fig-histogram.h"
#include "lab-paper.h"
#include "lab-pass.h"
#include "lab-report.h"
#include "rn-error.h"
#include "rn-test.h"

/* What would break each format, were it not escaped. */
#define NASTY "a<b>&amp; \"q\" 'p' | `c` *s* _u_ [l](x) \\ </p> \x01 中文"

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static LabPaper *
nasty_paper (void)
{
  const FigStyle style = { .width = 400 };
  LabPaper *paper = lab_paper_new (NASTY, NASTY, &style);
  RnHistogram histogram = { .low = 0, .high = 1, .counts = { 1, 2, 3 } };
  FigHistogramSeries series = { .name = "x", .histogram = &histogram };
  RnTable *table = rn_table_new ();

  lab_paper_heading (paper, 1, NASTY);
  lab_paper_paragraph (paper, NASTY);
  lab_paper_item (paper, NASTY);
  lab_paper_code (paper, "one ``` two\n" NASTY);
  rn_table_add_column (table, "a", NASTY, RN_ALIGN_LEFT);
  rn_table_add_column (table, "b", "number", RN_ALIGN_RIGHT);
  for (guint i = 0; i < 200; i++)
    {
      rn_table_add_text (table, NASTY);
      rn_table_add_integer (table, 1000 + i);
    }
  lab_paper_table (paper, table, NASTY);
  lab_paper_figure (paper,
                    fig_histogram_new (&(FigHistogramData) { .title = "t", .series = &series,
                                                             .n_series = 1 },
                                       &style),
                    "histogram", FALSE, NASTY, NASTY);
  return paper;
}

static char *
saved (LabPaper *paper, const char *name)
{
  char *path = rn_test_scratch (name);
  g_autoptr (GError) error = NULL;

  lab_paper_save (paper, path, NULL, &error);
  g_assert_no_error (error);
  return path;
}

/* ── HTML ── */

static void
see_element (GMarkupParseContext *context, const char *element, const char **names,
             const char **values, gpointer data, GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], "src"))
        g_assert_true (g_str_has_prefix (values[i], "data:image/"));
      if (g_str_equal (names[i], "href"))
        g_assert_true (values[i][0] == '#');
      g_assert_false (g_str_has_prefix (names[i], "on"));
    }
  g_assert_cmpstr (element, !=, "script");
  g_assert_cmpstr (element, !=, "b");           /* of NASTY: text, not an element */
  g_assert_cmpstr (element, !=, "link");
}

/* Well-formed, and nothing in it that is elsewhere. */
static void
check_html (const char *html)
{
  const GMarkupParser parser = { .start_element = see_element };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>\n"));
  g_markup_parse_context_parse (context, strchr (html, '\n') + 1, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_markup_parse_context_free (context);
  g_assert_null (strstr (html, "http:"));
  g_assert_null (strstr (html, "https:"));
  g_assert_null (strstr (html, "url("));
}

static void
html_is_well_formed (void)
{
  g_autoptr (LabPaper) paper = nasty_paper ();
  g_autofree char *path = saved (paper, "n.html"), *html = read_file (path);

  check_html (html);
  g_assert_nonnull (strstr (html, "a&lt;b&gt;&amp;amp;"));
  g_assert_nonnull (strstr (html, "1,199"));
  g_assert_nonnull (strstr (html, "prefers-color-scheme:dark"));
}

/* ── Markdown ── */

/* Every picture the text names lies beside it. */
static guint
check_links (const char *path, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint links = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *link = g_str_has_prefix (lines[i], "![") ? g_strrstr (lines[i], "](") : NULL;
      g_autofree char *target = NULL, *plain = NULL, *file = NULL;

      if (link == NULL)
        continue;
      target = g_strndup (link + 2, strcspn (link + 2, ")"));
      plain = g_uri_unescape_string (target, NULL);
      g_assert_nonnull (plain);
      file = g_build_filename (folder, plain, NULL);
      g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
      links++;
    }
  return links;
}

static void
markdown_links_are_there (void)
{
  g_autoptr (LabPaper) paper = nasty_paper ();
  g_autofree char *path = saved (paper, "my report (1).md"), *text = read_file (path);

  g_assert_cmpuint (check_links (path, text), ==, 1);
  g_assert_nonnull (strstr (text, "a\\<b\\>\\&amp;"));
  g_assert_nonnull (strstr (text, "\n````\none ``` two\n"));
  /* a cell's own bar does not part it: as many cells in the last row as in the header */
  g_assert_nonnull (strstr (text, "\\| \\`c\\`"));
}

/* ── PDF ── */

static void
pdf_breaks_tables (void)
{
  g_autoptr (LabPaper) paper = nasty_paper ();
  g_autofree char *path = saved (paper, "n.pdf"), *out = NULL, *quoted = g_shell_quote (path);
  g_autofree char *command = g_strdup_printf ("pdftotext -layout %s -", quoted);
  g_autofree char *tool = g_find_program_in_path ("pdftotext");
  guint headers = 0, pages = 0;

  if (tool == NULL)
    {
      g_test_skip ("no pdftotext");
      return;
    }
  g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, NULL));
  for (const char *at = out; *at != '\0'; at++)
    {
      pages += *at == '\f';
      headers += g_str_has_prefix (at, "number");
    }
  g_assert_cmpuint (pages, >=, 4);             /* 200 rows do not fit on three */
  g_assert_cmpuint (headers, >=, 4);
  g_assert_nonnull (strstr (out, "1,000"));
  g_assert_nonnull (strstr (out, "1,199"));
}

/* ── what goes wrong ── */

static void
names_are_checked (void)
{
  g_autofree char *odd = rn_test_scratch ("r.txt"), *nowhere = rn_test_scratch ("no/r.pdf");
  g_autofree char *folder = g_path_get_dirname (odd);
  g_autofree char *as_folder = g_build_filename (folder, "d.html", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (lab_paper_check (odd, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (lab_paper_check (nowhere, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (as_folder, 0777), ==, 0);
  g_assert_false (lab_paper_check (as_folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_rmdir (as_folder);
}

static void
cancelled_leaves_nothing (void)
{
  static const char *const names[] = { "x.pdf", "x.html", "x.md" };
  g_autoptr (LabPaper) paper = nasty_paper ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const RnProgress progress = { .cancellable = cancellable };
  g_autofree char *folder = rn_test_scratch ("x-files");

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = rn_test_scratch (names[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (lab_paper_save (paper, path, &progress, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* The document cannot be written after its figures were: they go again. */
static void
markdown_is_taken_back (void)
{
  g_autoptr (LabPaper) paper = nasty_paper ();
  g_autofree char *path = rn_test_scratch ("t.md"), *folder = rn_test_scratch ("t-files");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
  g_assert_false (lab_paper_save (paper, path, NULL, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_rmdir (path);
}

/* ── of a network ── */

static LabReport *
small_report (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();
  LabReport *report;

  rn_spec_unref (document->spec);
  document->spec = rn_spec_open ("cifar_resnet20", NULL);
  document->samples = 2;
  report = lab_report_new (document);
  report->timing = FALSE;
  return report;
}

static void
same_report_same_file (void)
{
  static const char *const names[] = { "s.pdf", "s.html", "s.md" };
  g_autoptr (LabReport) report = small_report ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = rn_test_scratch (names[i]), *first = NULL, *second = NULL;
      g_autoptr (GError) error = NULL;
      gsize length, again;

      lab_report_write (report, path, NULL, &error);
      g_assert_no_error (error);
      g_file_get_contents (path, &first, &length, NULL);
      lab_report_write (report, path, NULL, &error);
      g_assert_no_error (error);
      g_file_get_contents (path, &second, &again, NULL);
      g_assert_cmpmem (first, length, second, again);
    }
}

/* The numbers of the report are those of the window's pass. */
static void
says_what_the_window_says (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autofree char *path = rn_test_scratch ("w.html"), *html = NULL, *loss = NULL;
  g_autoptr (GError) error = NULL;

  lab_do (lab, &error, "model", "spec", "cifar_resnet20", NULL);
  g_assert_no_error (error);
  lab_do (lab, &error, "report", "path", path, NULL);
  g_assert_no_error (error);
  lab_wait (lab, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lab_report_path (lab), ==, path);
  html = read_file (path);
  check_html (html);
  loss = g_strdup_printf ("%.3f", lab_pass (lab)->records->loss);
  g_assert_nonnull (strstr (html, loss));
  g_assert_nonnull (strstr (html, "269,722"));          /* parameters of the 20-layer network */
  g_assert_nonnull (strstr (html, lab_picture_sha256 (lab_document (lab)->picture)));
  g_assert_nonnull (strstr (html, "reslab-cli report cifar_resnet20 --built-in --seed 0"));
}

static void
window_refuses_bad_names (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (lab_do (lab, &error, "report", "path", "report.txt", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_assert_null (lab_look (lab)->report);
}

static void
window_cancels (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autofree char *path = rn_test_scratch ("cancelled.pdf");

  lab_wait (lab, NULL);
  lab_do (lab, NULL, "report", "path", path, NULL);
  g_assert_true (lab_is_working (lab));
  lab_cancel (lab);
  lab_wait (lab, NULL);
  g_assert_false (lab_is_working (lab));
  g_assert_null (lab_report_path (lab));
  g_clear_object (&lab);                       /* joins the worker */
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/paper/html-is-well-formed", html_is_well_formed);
  g_test_add_func ("/lab/paper/markdown-links-are-there", markdown_links_are_there);
  g_test_add_func ("/lab/paper/pdf-breaks-tables", pdf_breaks_tables);
  g_test_add_func ("/lab/paper/names-are-checked", names_are_checked);
  g_test_add_func ("/lab/paper/cancelled-leaves-nothing", cancelled_leaves_nothing);
  g_test_add_func ("/lab/paper/markdown-is-taken-back", markdown_is_taken_back);
  g_test_add_func ("/lab/report/same-report-same-file", same_report_same_file);
  g_test_add_func ("/lab/report/says-what-the-window-says", says_what_the_window_says);
  g_test_add_func ("/lab/report/window-refuses-bad-names", window_refuses_bad_names);
  g_test_add_func ("/lab/report/window-cancels", window_cancels);
  return g_test_run ();
}
