/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Files: limits, what is no regular file, sizes that are not told, checksums. */
#include "rn-file.h"

#include "rn-error.h"
#include "rn-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void
test_round_trip (void)
{
  g_autofree char *path = rn_test_scratch ("round-trip");
  g_autofree guint8 *data = g_malloc (100000);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    data[i] = (guint8) (i * 7 + i / 256);
  for (gsize n = 0; n <= 100000; n += 50000)
    {
      g_autoptr (GBytes) read = NULL;

      g_assert_true (rn_file_write (path, data, n, &error));
      g_assert_no_error (error);
      read = rn_file_read (path, 100000, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), data, n);
    }
}

static void
test_limit (void)
{
  g_autofree char *path = rn_test_scratch ("limit");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = NULL;

  g_assert_true (rn_file_write (path, "0123456789", 10, NULL));
  whole = rn_file_read (path, 10, &error);
  g_assert_no_error (error);
  g_assert_null (rn_file_read (path, 9, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

static void
test_missing_and_odd (void)
{
  g_autofree char *missing = rn_test_scratch ("missing");
  g_autofree char *pipe = rn_test_scratch ("pipe");
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_file_read (missing, 10, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (rn_file_read ("/", 10, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);
  g_assert_null (rn_file_read ("/dev/zero", 10, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_null (rn_file_read (pipe, 10, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

/*
 * A file under /proc is regular and tells a size of 0: what a file that grows while it is read
 * looks like.
 */
static void
test_growing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autofree char *expected = NULL;
  gsize length;

  if (!g_file_get_contents ("/proc/self/maps", &expected, &length, NULL) || length < 100)
    {
      g_test_skip ("no /proc/self/maps");
      return;
    }
  whole = rn_file_read ("/proc/self/maps", 1 << 24, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (whole), >, 100);
  g_assert_null (rn_file_read ("/proc/self/maps", 50, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

static void
test_write_fails (void)
{
  g_autofree char *path = rn_test_scratch ("no-such-directory/file");
  g_autoptr (GError) error = NULL;

  g_assert_false (rn_file_write (path, "x", 1, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_false (rn_file_write ("/tmp", "x", 1, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

static void
test_target (void)
{
  g_autofree char *path = rn_test_scratch ("target"), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (rn_file_check_target (path, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (rn_file_write (path, "x", 1, &error));
  g_assert_true (rn_file_check_target (path, &error));
  g_assert_true (rn_file_check_target ("name-alone", &error));
  g_assert_no_error (error);
  g_assert_false (rn_file_check_target (folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

/* FIPS 180-2, appendix B */
static void
test_sha256 (void)
{
  g_autofree char *abc = rn_sha256 ("abc", 3);
  g_autofree char *nothing = rn_sha256 (NULL, 0);
  g_autofree char *path = rn_test_scratch ("abc"), *of_file = NULL;
  g_autoptr (GError) error = NULL;

  rn_file_write (path, "abc", 3, NULL);
  of_file = rn_file_sha256 (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (of_file, ==, abc);
  g_assert_null (rn_file_sha256 ("/nowhere", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (nothing, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/base/file/round-trip", test_round_trip);
  g_test_add_func ("/core/base/file/limit", test_limit);
  g_test_add_func ("/core/base/file/missing-and-odd", test_missing_and_odd);
  g_test_add_func ("/core/base/file/growing", test_growing);
  g_test_add_func ("/core/base/file/write-fails", test_write_fails);
  g_test_add_func ("/core/base/file/target", test_target);
  g_test_add_func ("/core/base/file/sha256", test_sha256);
  return g_test_run ();
}
