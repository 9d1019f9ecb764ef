/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A folder of pictures: a subfolder for each class, named after it, with pictures of any format and
 * size; in alphabetical order of classes, then of files. Splits are folders train and test (or val)
 * of such; without them all of it is one.
 *
 * A picture is decoded when it is read: its short side is brought to the size that is asked for (256
 * pixels), and its middle cut out; a transform cuts and flips from there.
 */
#include "config.h"

#include "dataset-private.h"

#include <glib/gi18n-lib.h>
#include "rn-file.h"
#include "rn-picture.h"

#include <string.h>

#define SIDE         256              /* px, where no size is asked for */
#define MOST_SIDE    4096
#define MOST_CLASSES 65535
#define MOST_FILES   10000000
#define MOST_BYTES   ((gsize) 256 << 20)  /* of a file */

typedef struct
{
  GPtrArray *paths;             /* owned (element-type filename) of the pictures, in order */
} Folder;

/* ── what lies in a directory ── */

static gboolean
is_picture (const char *name)
{
  static const char *const endings[] = { ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif",
                                         ".tiff", ".ppm", ".pgm", ".pnm", ".ico", ".tga" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names of the pictures, or of the folders in it, sorted; hidden ones are left out. */
static GPtrArray *
list (const char *directory, gboolean folders)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && names->len < MOST_FILES)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (name[0] != '.' && (folders || is_picture (name))
          && g_file_test (path, folders ? G_FILE_TEST_IS_DIR : G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, by_name);
  return names;
}

static gboolean
is_at (const char *place)
{
  return g_file_test (place, G_FILE_TEST_IS_DIR);
}

/* The folder of the split, or @place itself where it has none. (transfer full) (nullable) */
static char *
find_split (RnDataset *self, GError **error)
{
  static const char *const train[] = { "train", NULL }, *const test[] = { "test", "val", NULL };
  const char *const *wanted = rn__dataset_wants_test (self) ? test : train;
  const char *const *others = rn__dataset_wants_test (self) ? train : test;
  g_autoptr (GPtrArray) folders = list (self->place, TRUE);
  gboolean split = FALSE;

  for (guint i = 0; i < folders->len; i++)
    {
      const char *name = g_ptr_array_index (folders, i);

      if (g_strv_contains (wanted, name))
        return g_build_filename (self->place, name, NULL);
      split = split || g_strv_contains (others, name);
    }
  if (split)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("%s: has no folder %s, only %s"),
                   self->place, wanted[0], others[0]);
      return NULL;
    }
  self->split = "all";
  return g_strdup (self->place);
}

/* ── opening ── */

static gboolean
choose_size (RnDataset *self, GError **error)
{
  self->height = self->options.height > 0 ? self->options.height : SIDE;
  self->width = self->options.width > 0 ? self->options.width : self->height;
  if (self->height <= MOST_SIDE && self->width <= MOST_SIDE)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s: pictures of %u×%u pixels, at most %u each side"),
               self->place, self->height, self->width, MOST_SIDE);
  return FALSE;
}

static gboolean
add_class (GPtrArray *paths, GArray *labels, const char *directory, const char *name,
           guint16 class, GError **error)
{
  g_autofree char *folder = g_build_filename (directory, name, NULL);
  g_autoptr (GPtrArray) files = list (folder, FALSE);

  if (paths->len + (gsize) files->len > MOST_FILES)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s: more than %u pictures"), directory,
                   MOST_FILES);
      return FALSE;
    }
  for (guint i = 0; i < files->len; i++)
    {
      g_ptr_array_add (paths, g_build_filename (folder, g_ptr_array_index (files, i), NULL));
      g_array_append_val (labels, class);
    }
  return TRUE;
}

/* Of sorted classes the first pictures would all be of one: those that are kept are spread evenly. */
static void
thin_out (RnDataset *self, GPtrArray *paths, GArray *labels)
{
  Folder *folder = self->state;

  self->n = rn__dataset_limit (self, paths->len);
  self->labels = g_new (guint16, self->n);
  folder->paths = g_ptr_array_new_full ((guint) self->n, g_free);
  for (gsize i = 0; i < self->n; i++)
    {
      gsize k = (gsize) ((double) i * paths->len / (double) self->n);

      self->labels[i] = g_array_index (labels, guint16, k);
      g_ptr_array_add (folder->paths, g_steal_pointer (&g_ptr_array_index (paths, k)));
    }
}

static gboolean
add_classes (RnDataset *self, const char *directory, GPtrArray *names, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autoptr (GStrvBuilder) classes = g_strv_builder_new ();

  for (guint k = 0; k < names->len; k++)
    {
      g_autofree char *shown = g_filename_display_name (g_ptr_array_index (names, k));

      g_strv_builder_add (classes, shown);
      if (!add_class (paths, labels, directory, g_ptr_array_index (names, k), (guint16) k, error))
        return FALSE;
    }
  if (paths->len == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("%s: is no data set: it has no CIFAR or IDX files, and no folders with pictures "
                   "(JPEG, PNG …), one for each class"), directory);
      return FALSE;
    }
  self->classes = g_strv_builder_end (classes);
  thin_out (self, paths, labels);
  return TRUE;
}

static gboolean
open_folder (RnDataset *self, GError **error)
{
  g_autofree char *directory = NULL;
  g_autoptr (GPtrArray) names = NULL;

  self->state = g_new0 (Folder, 1);
  directory = find_split (self, error);
  if (directory == NULL)
    return FALSE;
  names = list (directory, TRUE);
  if (names->len > MOST_CLASSES)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s: %u folders, at most %u classes are read"),
                   directory, names->len, MOST_CLASSES);
      return FALSE;
    }
  if (!choose_size (self, error) || !add_classes (self, directory, names, error))
    return FALSE;
  self->name = "folder";
  self->channels = 3;
  self->n_classes = names->len;
  return TRUE;
}

/* ── reading ── */

/* @crop: rows of RGB; @pixels: planes */
static void
to_planes (GdkPixbuf *crop, guint8 *pixels)
{
  guint height = (guint) gdk_pixbuf_get_height (crop), width = (guint) gdk_pixbuf_get_width (crop);
  gsize plane = (gsize) height * width, stride = (gsize) gdk_pixbuf_get_rowstride (crop);
  const guint8 *from = gdk_pixbuf_read_pixels (crop);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < 3; c++)
        pixels[c * plane + (gsize) y * width + x] = from[y * stride + 3 * x + c];
}

static gboolean
read_picture (const RnDataset *self, gsize picture, guint8 *pixels, GError **error)
{
  const Folder *folder = self->state;
  const char *path = g_ptr_array_index (folder->paths, picture);
  const RnPictureTransform whole = { .height = self->height, .width = self->width, .resize = 1 };
  g_autoptr (GdkPixbuf) found = rn_picture_load (path, error);
  g_autoptr (GdkPixbuf) crop = found != NULL ? rn_picture_crop (found, &whole) : NULL;

  if (crop != NULL)
    to_planes (crop, pixels);
  else if (found != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("%s: no memory for %u×%u pixels"), path,
                 self->height, self->width);
  return crop != NULL;
}

/* Decoding them all would take minutes: the files say as much. */
static gboolean
hash (const RnDataset *self, GChecksum *checksum, GError **error)
{
  const Folder *folder = self->state;

  for (gsize i = 0; i < self->n; i++)
    {
      const char *path = g_ptr_array_index (folder->paths, i);
      g_autoptr (GBytes) bytes = rn_file_read (path, MOST_BYTES, error);
      g_autofree char *name = g_path_get_basename (path);
      gsize size;
      gconstpointer data;

      if (bytes == NULL)
        return FALSE;
      data = g_bytes_get_data (bytes, &size);
      g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name) + 1);
      if (size > 0)
        g_checksum_update (checksum, data, (gssize) size);
    }
  return TRUE;
}

static void
close_folder (RnDataset *self)
{
  Folder *folder = self->state;

  if (folder != NULL && folder->paths != NULL)
    g_ptr_array_unref (folder->paths);
  g_free (folder);
}

const RnDatasetKind rn__dataset_folder = {
  .expects = N_("a directory with a folder of pictures for each class, or with train and test of such"),
  .slow = TRUE,
  .is_at = is_at,
  .open = open_folder,
  .read = read_picture,
  .hash = hash,
  .close = close_folder,
};
