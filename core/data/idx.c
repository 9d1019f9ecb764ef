/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * IDX files, as MNIST, Fashion-MNIST, KMNIST and EMNIST come: pictures of one channel in one file,
 * their classes in another; .gz or not.
 *
 *   0, 0 · type: 8 is unsigned bytes · rank R · R sizes of 32 bits, big-endian · the bytes, row-major
 *
 * A directory holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
 * t10k-labels-idx1-ubyte; or names that differ in what stands before “train”, in “test” for
 * “t10k” and in “.idx” for “-idx”. One file of pictures is a data set too, with its labels beside
 * it.
 *
 * Source: yann.lecun.com/exdb/mnist, “File formats for the MNIST database”
 */
#include "config.h"

#include "dataset-private.h"

#include <glib/gi18n-lib.h>
#include "rn-file.h"
#include "rn-size.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_FILE_BYTES  ((gsize) 1 << 31)
#define MAX_SIDE        4096             /* px */
#define MAX_RANK        3
#define DEFLATE_RATIO   1032             /* bytes that one of a .gz can become, at most (zlib) */

/* The header, checked against the bytes that are there. */
typedef struct
{
  guint rank;
  gsize dim[MAX_RANK];
  gsize bytes;                  /* of the data behind it */
} Header;

typedef struct
{
  guint8 *pixels;               /* owned [n, H, W] */
} Idx;

/* ── names ── */

/* Whether @name is a file of "images" or "labels" of a split; NULL: of any. */
static gboolean
is_named (const char *name, const char *what, const char *split)
{
  gboolean test = strstr (name, "t10k") != NULL || strstr (name, "test") != NULL;

  if (strstr (name, what) == NULL || strstr (name, "idx") == NULL
      || !(g_str_has_suffix (name, "ubyte") || g_str_has_suffix (name, "ubyte.gz")))
    return FALSE;
  if (split == NULL)
    return TRUE;
  return g_str_equal (split, "test") ? test : !test && strstr (name, "train") != NULL;
}

/* The file of @directory, of two the first by name. (transfer full) (nullable) */
static char *
find_file (const char *directory, const char *what, const char *split)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_named (name, what, split) && (found == NULL || strcmp (name, found) < 0))
      {
        g_free (found);
        found = g_strdup (name);
      }
  return found != NULL ? g_build_filename (directory, found, NULL) : NULL;
}

static gboolean
is_at (const char *place)
{
  g_autofree char *name = g_path_get_basename (place), *found = NULL;

  if (g_file_test (place, G_FILE_TEST_IS_REGULAR))
    return is_named (name, "images", NULL);
  found = find_file (place, "images", NULL);
  return found != NULL;
}

/* The same name but for the last part of the path; either may be packed. (transfer full) */
static char *
labels_beside (const char *images)
{
  g_autofree char *directory = g_path_get_dirname (images), *name = g_path_get_basename (images);
  g_autoptr (GString) other = g_string_new (name);
  g_autofree char *same = NULL;

  g_string_replace (other, "images", "labels", 1);
  g_string_replace (other, "idx3", "idx1", 1);
  same = g_build_filename (directory, other->str, NULL);
  if (g_file_test (same, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&same);
  if (g_str_has_suffix (same, ".gz"))
    return g_strndup (same, strlen (same) - strlen (".gz"));
  return g_strconcat (same, ".gz", NULL);
}

/* ── reading ── */

static GInputStream *
open_stream (const char *path, gsize *size, GError **error)
{
  g_autoptr (GBytes) file = rn_file_read (path, MAX_FILE_BYTES, error);
  g_autoptr (GInputStream) memory = NULL;
  g_autoptr (GZlibDecompressor) unpack = NULL;

  if (file == NULL)
    return NULL;
  *size = g_bytes_get_size (file);
  memory = g_memory_input_stream_new_from_bytes (file);
  if (!g_str_has_suffix (path, ".gz"))
    return g_steal_pointer (&memory);
  *size = MIN (*size, MAX_FILE_BYTES / DEFLATE_RATIO) * DEFLATE_RATIO;
  unpack = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (memory, G_CONVERTER (unpack));
}

/* Exactly @n bytes. */
static gboolean
take (GInputStream *stream, const char *path, gpointer to, gsize n, GError **error)
{
  gsize got;

  if (!g_input_stream_read_all (stream, to, n, &got, NULL, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  if (got == n)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
               _("%s: ends %zu bytes before what its header promises: get it again"),
               path, n - got);
  return FALSE;
}

static gboolean
check_magic (const guint8 *magic, guint rank, const char *path, GError **error)
{
  if (magic[0] != 0 || magic[1] != 0 || magic[2] < 8 || magic[2] > 14)
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                 _("%s: begins with %02x %02x %02x %02x, an IDX file of bytes with 00 00 08 %02x"),
                 path, magic[0], magic[1], magic[2], magic[3], rank);
  else if (magic[2] != 8)
    g_set_error (error, RN_ERROR, RN_ERROR_DTYPE,
                 _("%s: holds numbers of type %02x, expected unsigned bytes (08)"), path, magic[2]);
  else if (magic[3] != rank)
    g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                 _("%s: its array is of rank %u, expected %u: %s"), path, magic[3], rank,
                 rank == 3 ? _("pictures, rows, columns") : _("a class for each picture"));
  else
    return TRUE;
  return FALSE;
}

/* @most: bytes that can be behind it, whatever it says */
static gboolean
read_header (GInputStream *stream, const char *path, guint rank, gsize most, Header *header,
             GError **error)
{
  guint8 bytes[4];

  if (!take (stream, path, bytes, 4, error) || !check_magic (bytes, rank, path, error))
    return FALSE;
  *header = (Header) { .rank = rank, .bytes = 1 };
  for (guint i = 0; i < rank; i++)
    {
      if (!take (stream, path, bytes, 4, error))
        return FALSE;
      header->dim[i] = (gsize) bytes[0] << 24 | (gsize) bytes[1] << 16 | (gsize) bytes[2] << 8
                       | bytes[3];
      if (header->dim[i] == 0 || (i > 0 && header->dim[i] > MAX_SIDE)
          || !rn_size_multiply (header->bytes, header->dim[i], &header->bytes))
        {
          g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                       _("%s: size %u of its array is %zu, expected 1 to %u"), path,
                       i + 1, header->dim[i], i > 0 ? MAX_SIDE : G_MAXUINT32);
          return FALSE;
        }
    }
  if (header->bytes <= most)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
               _("%s: its header promises %zu bytes, at most %zu can be there: get it again"), path, header->bytes, most);
  return FALSE;
}

/* (transfer full) (nullable) the bytes of a file of rank @rank */
static guint8 *
read_file (const char *path, guint rank, Header *header, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *data = NULL;
  guint8 beyond;
  gsize most = 0;
  gssize got;

  stream = open_stream (path, &most, error);
  if (stream == NULL || !read_header (stream, path, rank, most, header, error))
    return NULL;
  data = g_try_malloc (header->bytes);
  if (data == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("%s: no memory for %zu bytes"), path, header->bytes);
      return NULL;
    }
  if (!take (stream, path, data, header->bytes, error))
    return NULL;
  got = g_input_stream_read (stream, &beyond, 1, NULL, error);
  if (got > 0)
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                 _("%s: goes on behind the %zu bytes its header promises"), path,
                 header->bytes);
  else if (got < 0)                             /* as where its checksum is wrong */
    g_prefix_error (error, "%s: ", path);
  else
    return g_steal_pointer (&data);
  return NULL;
}

/* ── the data set ── */

static gboolean
find_files (RnDataset *self, char **images, char **labels, GError **error)
{
  if (g_file_test (self->place, G_FILE_TEST_IS_DIR))
    {
      *images = find_file (self->place, "images", self->options.split);
      *labels = find_file (self->place, "labels", self->options.split);
    }
  else
    {
      self->split = "all";
      *images = g_strdup (self->place);
      *labels = labels_beside (self->place);
    }
  if (*images != NULL && *labels != NULL)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
               _("%s: there are no %s of the %s split; expected a file as %s-%s-idx%u-ubyte"),
               self->place, *images == NULL ? "images" : "labels", self->options.split,
               rn__dataset_wants_test (self) ? "t10k" : "train",
               *images == NULL ? "images" : "labels", *images == NULL ? 3 : 1);
  return FALSE;
}

/* The largest class of a file of labels; 0 where it cannot be read. */
static guint
largest_class (const char *path)
{
  Header header;
  g_autofree guint8 *labels = path != NULL ? read_file (path, 1, &header, NULL) : NULL;
  guint largest = 0;

  for (gsize i = 0; labels != NULL && i < header.dim[0]; i++)
    largest = MAX (largest, labels[i]);
  return largest;
}

/* A split need not show every class, so the other one is asked too. */
static void
name_classes (RnDataset *self, const char *labels)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *other = g_str_equal (self->split, "all") ? NULL
                           : find_file (self->place, "labels",
                                        rn__dataset_wants_test (self) ? "train" : "test");
  guint own = largest_class (labels), others = largest_class (other);

  self->n_classes = 1 + MAX (MAX (own, others), 1);
  for (guint k = 0; k < self->n_classes; k++)
    {
      g_autofree char *name = g_strdup_printf ("%u", k);

      g_strv_builder_add (names, name);
    }
  self->classes = g_strv_builder_end (names);
}

static gboolean
open_idx (RnDataset *self, GError **error)
{
  Idx *idx = self->state = g_new0 (Idx, 1);
  g_autofree char *images = NULL, *labels = NULL;
  g_autofree guint8 *classes = NULL;
  Header pictures, numbers;

  if (!find_files (self, &images, &labels, error))
    return FALSE;
  idx->pixels = read_file (images, 3, &pictures, error);
  classes = idx->pixels != NULL ? read_file (labels, 1, &numbers, error) : NULL;
  if (classes == NULL)
    return FALSE;
  if (pictures.dim[0] != numbers.dim[0])
    {
      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                   _("%s: %zu pictures, but %zu classes in %s"),
                   images, pictures.dim[0], numbers.dim[0], labels);
      return FALSE;
    }
  self->name = "idx";
  self->n = rn__dataset_limit (self, pictures.dim[0]);
  self->channels = 1;
  self->height = (guint) pictures.dim[1];
  self->width = (guint) pictures.dim[2];
  name_classes (self, labels);
  self->labels = g_new (guint16, self->n);
  for (gsize i = 0; i < self->n; i++)
    self->labels[i] = classes[i];
  return TRUE;
}

static gboolean
read_picture (const RnDataset *self, gsize picture, guint8 *pixels, GError **error)
{
  const Idx *idx = self->state;
  gsize bytes = rn__dataset_bytes (self);

  memcpy (pixels, idx->pixels + picture * bytes, bytes);
  return TRUE;
}

static void
close_idx (RnDataset *self)
{
  Idx *idx = self->state;

  if (idx != NULL)
    g_free (idx->pixels);
  g_free (idx);
}

const RnDatasetKind rn__dataset_idx = {
  .expects = N_("IDX, as MNIST: a directory with train-images-idx3-ubyte and so on, also .gz, or one "
             "file of images"),
  .stored = TRUE,
  .is_at = is_at,
  .open = open_idx,
  .read = read_picture,
  .close = close_idx,
};
