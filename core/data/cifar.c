/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * CIFAR-10 and CIFAR-100 in their binary versions: records without a header.
 *
 *   CIFAR-10:   1 byte class · 3,072 bytes: 32×32 of red, of green, of blue, rows from the top
 *   CIFAR-100:  1 byte coarse class (0 … 19) · 1 byte class (0 … 99) · the same
 *
 * A directory holds data_batch_1.bin … data_batch_5.bin and test_batch.bin, or train.bin and
 * test.bin, and the classes' names, one a line. A single file is a data set too. Files may be of
 * any number of records.
 *
 * Source: Krizhevsky, Learning multiple layers of features from tiny images, 2009;
 *         www.cs.toronto.edu/~kriz/cifar.html, “Binary version”
 */
#include "config.h"

#include "cifar-names-private.h"

#include <glib/gi18n-lib.h>
#include "dataset-private.h"
#include "rn-file.h"

#include <string.h>

#define SIDE           32
#define PIXELS         (3 * SIDE * SIDE)
#define MAX_FILE_BYTES ((gsize) 1 << 30)
#define MAX_NAME_BYTES (64 << 10)         /* of all names */
#define MAX_BATCHES    5

typedef struct
{
  const char        *name;
  guint              before;                      /* bytes of a record before its class */
  guint              n_classes;
  const char *const *classes;                     /* [n_classes] */
  const char        *names;                       /* files of a directory */
  const char        *test;
  const char        *train[MAX_BATCHES + 1];      /* the first must be there; NULL-terminated */
  const char        *folder;                      /* in which the archive unpacks */
} Variant;

static const Variant cifar10 = {
  "cifar10", 0, 10, rn__cifar10_classes, "batches.meta.txt", "test_batch.bin",
  { "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
    "data_batch_5.bin" },
  "cifar-10-batches-bin",
};

static const Variant cifar100 = {
  "cifar100", 1, 100, rn__cifar100_classes, "fine_label_names.txt", "test.bin", { "train.bin" },
  "cifar-100-binary",
};

static const Variant *const variants[] = { &cifar10, &cifar100 };

typedef struct
{
  GPtrArray *files;             /* owned (element-type GBytes) */
  GPtrArray *pictures;          /* owned: of each picture its pixels in @files, [3, 32, 32] */
} Cifar;

static gsize
record_bytes (const Variant *variant)
{
  return variant->before + 1 + PIXELS;
}

/* ── what lies at a place ── */

static gboolean
has_file (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* The directory at or just below @place that holds files of @variant. (transfer full) (nullable) */
static char *
find_directory (const Variant *variant, const char *place)
{
  g_autofree char *below = g_build_filename (place, variant->folder, NULL);
  const char *const directories[] = { place, below };

  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    if (has_file (directories[i], variant->test) || has_file (directories[i], variant->train[0]))
      return g_strdup (directories[i]);
  return NULL;
}

static gboolean
is_at (const char *place)
{
  if (g_file_test (place, G_FILE_TEST_IS_REGULAR))
    return g_str_has_suffix (place, ".bin");
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *directory = find_directory (variants[i], place);

      if (directory != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Whose records a single file holds: by its name, else by its size. */
static const Variant *
guess_variant (const char *path, gsize bytes)
{
  g_autofree char *name = g_path_get_basename (path);
  gboolean of100 = g_str_equal (name, cifar100.test) || g_str_equal (name, cifar100.train[0]);

  if (bytes % record_bytes (&cifar10) == 0 && bytes % record_bytes (&cifar100) != 0)
    return &cifar10;
  if (bytes % record_bytes (&cifar100) == 0 && bytes % record_bytes (&cifar10) != 0)
    return &cifar100;
  return of100 ? &cifar100 : &cifar10;
}

/* ── reading ── */

static gboolean
check_size (const Variant *variant, const char *path, gsize size, GError **error)
{
  gsize bytes = record_bytes (variant);

  if (size >= bytes && size % bytes == 0)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
               _("%s: %zu bytes are no whole number of records of %zu bytes, as %s has them: the file is cut short or another format; get it again"),
               path, size, bytes, variant->name);
  return FALSE;
}

static gboolean
add_records (RnDataset *self, const Variant *variant, GBytes *file, const char *path,
             GArray *labels, GError **error)
{
  Cifar *cifar = self->state;
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);

  if (!check_size (variant, path, size, error))
    return FALSE;
  for (gsize at = 0; at < size; at += record_bytes (variant))
    {
      guint16 label = data[at + variant->before];

      if (label >= variant->n_classes)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                       _("%s: record %zu is of class %u, expected 0 to %u: this is "
                       "no file of %s"), path, at / record_bytes (variant), label,
                       variant->n_classes - 1, variant->name);
          return FALSE;
        }
      g_array_append_val (labels, label);
      g_ptr_array_add (cifar->pictures, (gpointer) (data + at + variant->before + 1));
    }
  g_ptr_array_add (cifar->files, g_bytes_ref (file));
  return TRUE;
}

static gboolean
add_file (RnDataset *self, const Variant *variant, const char *directory, const char *name,
          GArray *labels, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GBytes) file = rn_file_read (path, MAX_FILE_BYTES, error);

  return file != NULL && add_records (self, variant, file, path, labels, error);
}

/* Batches 1, 2, … as far as there are any; one beyond a gap means that a file was lost. */
static gboolean
add_batches (RnDataset *self, const Variant *variant, const char *directory, GArray *labels,
             GError **error)
{
  guint n = 1;

  for (guint i = 1; variant->train[i] != NULL; i++)
    if (has_file (directory, variant->train[i]))
      n = i + 1;
  for (guint i = 0; i < n; i++)
    if (!add_file (self, variant, directory, variant->train[i], labels, error))
      return FALSE;
  return TRUE;
}

static const Variant *
read_directory (RnDataset *self, GArray *labels, char **directory, GError **error)
{
  const Variant *variant = NULL;
  gboolean done;

  for (guint i = 0; *directory == NULL && i < G_N_ELEMENTS (variants); i++)
    {
      variant = variants[i];
      *directory = find_directory (variant, self->place);
    }
  if (*directory == NULL)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("%s: %s is no longer there"),
                   self->place, cifar10.test);
      return NULL;
    }
  if (rn__dataset_wants_test (self))
    done = add_file (self, variant, *directory, variant->test, labels, error);
  else
    done = add_batches (self, variant, *directory, labels, error);
  return done ? variant : NULL;
}

static const Variant *
read_single (RnDataset *self, GArray *labels, char **directory, GError **error)
{
  g_autoptr (GBytes) file = rn_file_read (self->place, MAX_FILE_BYTES, error);
  const Variant *variant;

  if (file == NULL)
    return NULL;
  variant = guess_variant (self->place, g_bytes_get_size (file));
  *directory = g_path_get_dirname (self->place);
  self->split = "all";
  return add_records (self, variant, file, self->place, labels, error) ? variant : NULL;
}

/* The names that lie beside the records, where there are as many as classes; else the known. */
static char **
read_classes (const Variant *variant, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, variant->names, NULL);
  g_autoptr (GBytes) bytes = rn_file_read (path, MAX_NAME_BYTES, NULL);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new (), known = g_strv_builder_new ();
  guint n = 0;

  for (guint k = 0; k < variant->n_classes; k++)
    g_strv_builder_add (known, variant->classes[k]);
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    {
      g_autofree char *text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL),
                                                 (gssize) g_bytes_get_size (bytes));
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        if (*g_strstrip (lines[i]) != '\0')
          {
            g_strv_builder_add (found, lines[i]);
            n++;
          }
    }
  return g_strv_builder_end (n == variant->n_classes ? found : known);
}

static gboolean
open_cifar (RnDataset *self, GError **error)
{
  Cifar *cifar = self->state = g_new0 (Cifar, 1);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autofree char *directory = NULL;
  const Variant *variant;

  cifar->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  cifar->pictures = g_ptr_array_new ();
  if (g_file_test (self->place, G_FILE_TEST_IS_DIR))
    variant = read_directory (self, labels, &directory, error);
  else
    variant = read_single (self, labels, &directory, error);
  if (variant == NULL)
    return FALSE;
  self->name = variant->name;
  self->n = rn__dataset_limit (self, labels->len);
  self->channels = 3;
  self->height = self->width = SIDE;
  self->n_classes = variant->n_classes;
  self->classes = read_classes (variant, directory);
  self->labels = (guint16 *) (gpointer) g_array_free (g_steal_pointer (&labels), FALSE);
  return TRUE;
}

static gboolean
read_picture (const RnDataset *self, gsize picture, guint8 *pixels, GError **error)
{
  const Cifar *cifar = self->state;

  memcpy (pixels, g_ptr_array_index (cifar->pictures, picture), PIXELS);
  return TRUE;
}

static void
close_cifar (RnDataset *self)
{
  Cifar *cifar = self->state;

  if (cifar == NULL)
    return;
  g_ptr_array_unref (cifar->pictures);
  g_ptr_array_unref (cifar->files);
  g_free (cifar);
}

const RnDatasetKind rn__dataset_cifar = {
  .expects = N_("CIFAR-10 or CIFAR-100 in the binary version: a directory with test_batch.bin or "
             "test.bin, or one .bin file"),
  .stored = TRUE,
  .is_at = is_at,
  .open = open_cifar,
  .read = read_picture,
  .close = close_cifar,
};
