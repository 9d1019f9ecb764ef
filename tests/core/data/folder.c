/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Folders of pictures made here: classes, splits, sizes, and files that are none. */
#include "rn-loader.h"

#include <string.h>

#include "rn-error.h"
#include "rn-file.h"
#include "rn-picture.h"
#include "rn-test.h"

typedef struct
{
  char *root;                 /* owned: a directory of its own */
} Tree;

static void
tree_init (Tree *tree)
{
  tree->root = rn_test_folder ();
}

static void
tree_clear (Tree *tree)
{
  g_free (tree->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

/* @name: "train/cat/1.png"; a picture of one colour */
static void
add_picture (Tree *tree, const char *name, int width, int height, guint32 colour)
{
  g_autofree char *path = g_build_filename (tree->root, name, NULL);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  gdk_pixbuf_fill (picture, colour << 8);
  g_assert_true (gdk_pixbuf_save (picture, path, "png", NULL, NULL));
}

static void
add_text (Tree *tree, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (tree->root, name, NULL);

  g_assert_true (rn_file_write (path, text, strlen (text), NULL));
}

static RnDataset *
open_tree (const Tree *tree, const RnDatasetOptions *options)
{
  g_autoptr (GError) error = NULL;
  RnDataset *set = rn_dataset_open (tree->root, options, &error);

  g_assert_no_error (error);
  return set;
}

/* Alphabetical; what is hidden or no picture is no part of it; three planes of the wanted size. */
static void
test_classes (void)
{
  g_auto (Tree) tree = { NULL };
  const RnDatasetOptions options = { .split = "test", .height = 12, .width = 20 };
  g_autoptr (RnDataset) set = NULL;
  static const guint32 colours[] = { 0x102030, 0x405060, 0x708090 };
  guint8 pixels[3 * 12 * 20];
  RnShape shape, expected = rn_shape_4d (1, 3, 12, 20);

  tree_init (&tree);
  add_picture (&tree, "zebra/a.png", 40, 40, colours[2]);
  add_picture (&tree, "ant/b.png", 30, 50, colours[1]);
  add_picture (&tree, "ant/a.PNG", 50, 30, colours[0]);
  add_picture (&tree, ".hidden/a.png", 5, 5, 0);
  add_text (&tree, "ant/notes.txt", "no picture");
  add_text (&tree, "README.md", "no folder");
  set = open_tree (&tree, &options);
  shape = rn_dataset_shape (set);
  g_assert_true (rn_shape_equal (&shape, &expected));
  g_assert_cmpstr (rn_dataset_kind (set), ==, "folder");
  g_assert_cmpstr (rn_dataset_split (set), ==, "all");
  g_assert_cmpuint (rn_dataset_n_classes (set), ==, 2);
  g_assert_cmpstr (rn_dataset_class (set, 1), ==, "zebra");
  g_assert_cmpuint (rn_dataset_n (set), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (rn_dataset_label (set, i), ==, i / 2);
      g_assert_true (rn_dataset_read (set, i, pixels, NULL));
      for (guint k = 0; k < sizeof pixels; k++)
        g_assert_cmpuint (pixels[k], ==, (guint8) (colours[i] >> (16 - 8 * (k / 240))));
    }
}

static void
test_splits (void)
{
  g_auto (Tree) tree = { NULL };
  const RnDatasetOptions train = { .split = "train" }, test = { .split = "test" };
  g_autoptr (RnDataset) a = NULL;
  g_autoptr (RnDataset) b = NULL;
  g_autoptr (GError) error = NULL;
  double mean[3], std[3];

  tree_init (&tree);
  add_picture (&tree, "train/x/1.png", 8, 8, 0x333333);
  add_picture (&tree, "train/y/1.png", 8, 8, 0x333333);
  g_assert_null (rn_dataset_open (tree.root, &test, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  add_picture (&tree, "val/x/1.png", 8, 8, 0xffffff);
  a = open_tree (&tree, &train);
  b = open_tree (&tree, &test);
  g_assert_cmpuint (rn_dataset_n (a), ==, 2);
  g_assert_cmpuint (rn_dataset_n (b), ==, 1);
  g_assert_cmpstr (rn_dataset_split (b), ==, "test");
  g_assert_true (rn_dataset_moments (b, mean, std, NULL, NULL));      /* of the training split */
  g_assert_cmpfloat_with_epsilon (mean[0], 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (std[0], 1.0 / 255, 1e-12);          /* the least there is */
}

/* Some of every class, not the first class only. */
static void
test_count (void)
{
  g_auto (Tree) tree = { NULL };
  const RnDatasetOptions options = { .count = 4 };
  g_autoptr (RnDataset) set = NULL;

  tree_init (&tree);
  for (guint k = 0; k < 4; k++)
    for (guint i = 0; i < 3; i++)
      {
        g_autofree char *name = g_strdup_printf ("class%u/%u.png", k, i);

        add_picture (&tree, name, 4, 4, 0);
      }
  set = open_tree (&tree, &options);
  g_assert_cmpuint (rn_dataset_n (set), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (rn_dataset_label (set, i), ==, i);
}

static void
test_sha256 (void)
{
  g_auto (Tree) tree = { NULL };
  g_autoptr (RnDataset) set = NULL;
  g_autofree char *first = NULL, *same = NULL, *other = NULL;

  tree_init (&tree);
  add_picture (&tree, "a/1.png", 8, 8, 0x333333);
  set = open_tree (&tree, NULL);
  first = rn_dataset_sha256 (set, NULL, NULL);
  same = rn_dataset_sha256 (set, NULL, NULL);
  add_picture (&tree, "a/1.png", 8, 8, 0x333334);
  other = rn_dataset_sha256 (set, NULL, NULL);
  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (first, !=, other);
}

/* A broken file is told by its name when its turn comes; loading goes on behind it. */
static void
test_broken_file (void)
{
  g_auto (Tree) tree = { NULL };
  const RnLoaderOptions options = { .batch = 1, .order = RN_LOADER_FILE, .threads = 2 };
  const RnDatasetOptions small = { .height = 8 };
  g_autoptr (RnDataset) set = NULL;
  g_autoptr (RnTransform) transform = NULL;
  g_autoptr (RnLoader) loader = NULL;
  g_autoptr (GError) error = NULL;

  tree_init (&tree);
  add_picture (&tree, "a/1.png", 8, 8, 0);
  add_picture (&tree, "a/3.png", 8, 8, 0);
  add_text (&tree, "a/2.png", "no picture at all");
  set = open_tree (&tree, &small);
  transform = rn_transform_parse ("", set, NULL, NULL);
  loader = rn_loader_new (set, transform, &options, NULL);
  g_assert_nonnull (rn_loader_next (loader, NULL));
  g_assert_null (rn_loader_next (loader, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "2.png"));
  g_assert_cmpuint (rn_loader_next (loader, NULL)->indices[0], ==, 2);
}

static void
test_refused (void)
{
  g_auto (Tree) tree = { NULL };
  const RnDatasetOptions large = { .height = 100000 };
  g_autoptr (GError) error = NULL;

  tree_init (&tree);
  g_assert_null (rn_dataset_open (tree.root, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  add_picture (&tree, "a/1.png", 8, 8, 0);
  g_assert_null (rn_dataset_open (tree.root, &large, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/folder/classes", test_classes);
  g_test_add_func ("/core/data/folder/splits", test_splits);
  g_test_add_func ("/core/data/folder/count", test_count);
  g_test_add_func ("/core/data/folder/sha256", test_sha256);
  g_test_add_func ("/core/data/folder/broken-file", test_broken_file);
  g_test_add_func ("/core/data/folder/refused", test_refused);
  return g_test_run ();
}
