/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Figures, tables and statistics leave the window: to a file, or to the clipboard. */
#include "config.h"
#include "reslab-export.h"

#include "fig-i18n.h"
#include "lab-export.h"

#define COPY_WIDTH 1200            /* px: of the figure on the clipboard */
#define COPY_SCALE 2               /* pixels a px, so that a document can enlarge it */

typedef struct
{
  const char      *extension;
  const char      *name;           /* N_() */
  ReslabExportKind kind;
} Format;

static const Format formats[] = {
  { "svg", N_("SVG figure"), RESLAB_EXPORT_FIGURE },
  { "pdf", N_("PDF figure"), RESLAB_EXPORT_FIGURE },
  { "png", N_("PNG figure"), RESLAB_EXPORT_FIGURE },
  { "csv", N_("CSV table"), RESLAB_EXPORT_TABLE },
  { "md", N_("Markdown table"), RESLAB_EXPORT_TABLE },
  { "json", N_("JSON statistics"), RESLAB_EXPORT_STATISTICS },
  { "pdf", N_("PDF report"), RESLAB_EXPORT_REPORT },
  { "html", N_("HTML report"), RESLAB_EXPORT_REPORT },
  { "md", N_("Markdown report"), RESLAB_EXPORT_REPORT },
};

static gboolean
is_of (const Format *format, ReslabExportKind kind)
{
  return kind == RESLAB_EXPORT_ANY ? format->kind != RESLAB_EXPORT_REPORT : format->kind == kind;
}

/* The format at a place among those of a kind. */
static const Format *
format_at (ReslabExportKind kind, guint place)
{
  const Format *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (is_of (&formats[i], kind))
      {
        if (first == NULL)
          first = &formats[i];
        if (place-- == 0)
          return &formats[i];
      }
  return first;
}

char *
reslab_export_path (const char *path, ReslabExportKind kind, guint filter)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *suffix = g_strconcat (".", formats[i].extension, NULL);

      if (is_of (&formats[i], kind) && g_str_has_suffix (lower, suffix))
        return g_strdup (path);
    }
  return g_strconcat (path, ".", format_at (kind, filter)->extension, NULL);
}

void
reslab_export_tell (ReslabWindow *window, const char *path)
{
  g_autofree char *name = g_path_get_basename (path), *text = NULL;

  /* TRANSLATORS: a file has been written; %s is its name */
  text = g_strdup_printf (_("Saved %s"), name);
  reslab_window_toast (window, text);
}

gboolean
reslab_export_to (ReslabWindow *window, ReslabExportKind kind, const char *path)
{
  Lab *lab = reslab_window_lab (window);
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (RESLAB_IS_WINDOW (window), FALSE);
  if (kind == RESLAB_EXPORT_REPORT)
    return lab_do (lab, NULL, "report", "path", path, NULL);      /* it tells when it is written */
  if (!lab_export (lab, path, &error))
    {
      reslab_window_show_error (window, error->message);
      return FALSE;
    }
  reslab_export_tell (window, path);
  return TRUE;
}

/* ── dialog ── */

static guint
chosen_filter (GtkFileChooser *chooser)
{
  g_autoptr (GListModel) filters = gtk_file_chooser_get_filters (chooser);
  GtkFileFilter *chosen = gtk_file_chooser_get_filter (chooser);
  guint found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (filters); i++)
    {
      g_autoptr (GtkFileFilter) filter = g_list_model_get_item (filters, i);

      if (filter == chosen)
        found = i;
    }
  return found;
}

static void
on_response (GtkNativeDialog *dialog, int response, ReslabWindow *window)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  ReslabExportKind kind
      = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "reslab-export-kind"));
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *given = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && given != NULL)
    {
      g_autofree char *path = reslab_export_path (given, kind, chosen_filter (chooser));

      reslab_export_to (window, kind, path);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
add_filters (GtkFileChooser *chooser, ReslabExportKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (is_of (&formats[i], kind))
      {
        g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

        gtk_file_filter_set_name (filter, _(formats[i].name));
        gtk_file_filter_add_suffix (filter, formats[i].extension);
        gtk_file_chooser_add_filter (chooser, filter);
      }
}

void
reslab_export_dialog (ReslabWindow *window, ReslabExportKind kind)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_("Export"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE,
                                     NULL, NULL);
  g_autofree char *stem = lab_export_name (reslab_window_lab (window));
  g_autofree char *name = reslab_export_path (stem, kind, 0);

  add_filters (GTK_FILE_CHOOSER (dialog), kind);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data (G_OBJECT (dialog), "reslab-export-kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ── clipboard ── */

static GdkTexture *
texture_of (FigScene *scene)
{
  int width = (int) (fig_scene_width (scene) * COPY_SCALE);
  int height = (int) (fig_scene_height (scene) * COPY_SCALE);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = NULL;
  gsize stride;

  cairo_scale (cr, COPY_SCALE, COPY_SCALE);
  fig_scene_paint (scene, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize) height);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

GdkContentProvider *
reslab_export_content (Lab *lab, GError **error)
{
  FigStyle style = { .palette = fig_palette_light (), .width = COPY_WIDTH };
  g_autoptr (FigScene) scene = lab_figure (lab, &style, error);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) svg = NULL;
  GdkContentProvider *parts[2];

  if (scene == NULL)
    return NULL;
  svg = fig_scene_render (scene, FIG_SVG, 0, error);
  if (svg == NULL)
    return NULL;
  texture = texture_of (scene);
  parts[0] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  parts[1] = gdk_content_provider_new_for_bytes ("image/svg+xml", svg);
  return gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts));
}

void
reslab_export_copy (ReslabWindow *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) content
      = reslab_export_content (reslab_window_lab (window), &error);

  if (content == NULL)
    {
      reslab_window_show_error (window, error->message);
      return;
    }
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (window)), content);
  reslab_window_toast (window, _("Figure copied"));
}
