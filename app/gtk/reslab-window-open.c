/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Pictures and specs from outside: by dialog, drop, clipboard and command line. */
#include "config.h"
#include "reslab-window-private.h"

#include "fig-i18n.h"
#include "lab-controls.h"
#include "reslab-lessons.h"
#include "reslab-mistakes.h"
#include "reslab-settings.h"

#include <glib/gstdio.h>
#include <string.h>

#define AT_ONCE_BYTES (512 * 1024)   /* a file no larger is decoded within a frame or two */

/* ── files ── */

static void
remember (ReslabWindow *self, const char *path, gboolean spec)
{
  reslab_settings_add_recent (self->settings, path);
  if (spec)
    return;
  g_free (self->picture);
  self->picture = g_strdup (path);
}

static void
load (GTask *task, gpointer window, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  LabPicture *picture = lab_picture_load (path, &error);

  if (picture != NULL)
    g_task_return_pointer (task, picture, (GDestroyNotify) lab_picture_unref);
  else
    g_task_return_error (task, error);
}

/* Only the file asked for last is shown; a window that was closed meanwhile shows none. */
static void
on_loaded (GObject *object, GAsyncResult *result, gpointer number)
{
  ReslabWindow *self = RESLAB_WINDOW (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabPicture) picture = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->lab == NULL || GPOINTER_TO_UINT (number) != self->n_opened)
    return;
  if (picture == NULL)
    {
      reslab_window_show_error (self, error->message);
      return;
    }
  lab_show (self->lab, picture);
  remember (self, g_task_get_task_data (G_TASK (result)), FALSE);
}

static gboolean
is_large (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && status.st_size > AT_ONCE_BYTES;
}

/* One that is refused is told in the banner, which offers to look into it. */
static gboolean
open_spec (ReslabWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (lab_do (self->lab, &error, "model", "spec", path, NULL))
    return TRUE;
  reslab_window_show_error (self, error->message);
  if (error->domain != RN_ERROR)
    return FALSE;                  /* there is no such file */
  g_free (self->refused);
  self->refused = g_strdup (path);
  reslab_banner_offer (self->banner, _("Show and mend"), "win.mistakes");
  return FALSE;
}

gboolean
reslab__window_mistakes (ReslabWindow *self)
{
  GtkWidget *dialog = self->refused != NULL
                        ? reslab_mistakes_new (GTK_WINDOW (self), self->lab, self->refused)
                        : NULL;

  if (dialog == NULL)
    return FALSE;
  reslab_window_hide_error (self);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

gboolean
reslab__window_weights_partial (ReslabWindow *self)
{
  g_autofree char *path = g_steal_pointer (&self->weights);       /* once */

  if (path == NULL)
    return FALSE;
  reslab_window_hide_error (self);
  return lab_do (self->lab, NULL, "weights", "file", path, "partial", TRUE, NULL);
}

/* A preset, or a lesson by its folder or its lesson.json. FALSE: it is neither. */
static gboolean
open_for_class (ReslabWindow *self, const char *path)
{
  g_autofree char *inside = g_build_filename (path, "lesson.json", NULL);
  g_autofree char *name = g_path_get_basename (path), *folder = g_path_get_dirname (path);
  gboolean is_folder = g_file_test (inside, G_FILE_TEST_EXISTS);
  gboolean is_lesson = is_folder || g_str_equal (name, "lesson.json");
  ReslabLessons *lessons = RESLAB_LESSONS (self->views[LAB_VIEW_LESSONS]);
  g_autoptr (GError) error = NULL;

  if (!is_lesson && !(g_str_has_suffix (name, ".json") && lab_outfit_is (path)))
    return FALSE;
  if (!(is_lesson ? reslab_lessons_open (lessons, is_folder ? path : folder, -1, &error)
                  : reslab_window_put_on (self, path, &error)))
    reslab_window_show_error (self, error->message);
  return TRUE;
}

static const char *const weights_suffixes[] = { "safetensors", "pth", "pt", "th", "bin", NULL };

static gboolean
is_weights (const char *lower)
{
  const char *dot = strrchr (lower, '.');

  return dot != NULL && g_strv_contains (weights_suffixes, dot + 1);
}

/*
 * A spec is a JSON file, weights of the network that is shown are known by their extension;
 * presets and lessons by what they say; everything else is taken for a picture, and its reader says if it is none.
 */
void
reslab_window_open_path (ReslabWindow *self, const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gboolean spec = g_str_has_suffix (lower, ".json");

  g_return_if_fail (RESLAB_IS_WINDOW (self));
  reslab_window_hide_error (self);
  self->n_opened++;
  if (open_for_class (self, path))
    return;
  if (is_weights (lower))
    {
      g_free (self->weights);
      self->weights = g_strdup (path);
      lab_do (self->lab, NULL, "weights", "file", path, NULL);
      return;
    }
  if (!spec && is_large (path))
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded,
                                           GUINT_TO_POINTER (self->n_opened));

      g_task_set_task_data (task, g_strdup (path), g_free);
      g_task_run_in_thread (task, load);
      return;
    }
  if (spec ? open_spec (self, path) : lab_do (self->lab, NULL, "picture", "file", path, NULL))
    remember (self, path, spec);
}

static void
open_file (ReslabWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *uri = path == NULL ? g_file_get_uri (file) : NULL;
  g_autofree char *message = NULL;

  if (path != NULL)
    {
      reslab_window_open_path (self, path);
      return;
    }
  message = g_strdup_printf (_("“%s” is not on this computer: save it here first"), uri);
  reslab_window_show_error (self, message);
}

/* ── dialog ── */

static void
on_response (GtkNativeDialog *dialog, int response, ReslabWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    open_file (self, file);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, gboolean pictures, gboolean specs,
            gboolean weights)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (pictures)
    gtk_file_filter_add_pixbuf_formats (filter);
  if (specs)
    gtk_file_filter_add_suffix (filter, "json");
  for (guint i = 0; weights && weights_suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, weights_suffixes[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

void
reslab__window_open_dialog (ReslabWindow *self)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_("Open a picture, a network or weights"),
                                     GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filter (GTK_FILE_CHOOSER (dialog), _("Pictures, network specs and weights"), TRUE, TRUE, TRUE);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Pictures"), TRUE, FALSE, FALSE);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Network specs (JSON)"), FALSE, TRUE, FALSE);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Weights of this network"), FALSE, FALSE, TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ── pictures without a file ── */

static void
show_texture (ReslabWindow *self, GdkTexture *texture, const char *name)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_get_from_texture (texture);
  g_autofree char *sha256 = NULL;
  g_autoptr (LabPicture) picture = NULL;

  g_return_if_fail (pixbuf != NULL);
  /* of the pixels, as there is no file */
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, gdk_pixbuf_read_pixels (pixbuf),
                                        gdk_pixbuf_get_byte_length (pixbuf));
  picture = lab_picture_new (pixbuf, name, sha256);
  reslab_window_hide_error (self);
  lab_show (self->lab, picture);
}

static void
on_texture (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (ReslabWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture
      = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, &error);

  if (self->lab == NULL)
    return;                        /* the window was closed meanwhile */
  if (texture != NULL)
    show_texture (self, texture, _("pasted picture"));
  else
    reslab_window_show_error (self, _("The clipboard holds no picture: copy one, then paste"));
}

static void
on_files (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (ReslabWindow) self = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  g_autoptr (GSList) files = NULL;

  if (value != NULL && self->lab != NULL)
    files = gdk_file_list_get_files (g_value_get_boxed (value));
  if (files != NULL)
    open_file (self, files->data);
}

void
reslab__window_paste (ReslabWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    on_files, g_object_ref (self));
  else
    gdk_clipboard_read_texture_async (clipboard, NULL, on_texture, g_object_ref (self));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, ReslabWindow *self)
{
  g_autoptr (GSList) files = NULL;

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      files = gdk_file_list_get_files (g_value_get_boxed (value));
      if (files != NULL)
        open_file (self, files->data);
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    show_texture (self, g_value_get_object (value), _("dropped picture"));
  return TRUE;
}

void
reslab__window_open_init (ReslabWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
