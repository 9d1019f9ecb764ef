/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The nearest known word. */
#include "rn-error.h"

static const char *const words[] = { "shortcut", "groups", "stride", "stride_at", "se", "norm",
                                     NULL };

static void
test_near (void)
{
  g_assert_cmpstr (rn_nearest_word ("shortcut", words), ==, "shortcut");
  g_assert_cmpstr (rn_nearest_word ("shrtcut", words), ==, "shortcut");      /* missing letter */
  g_assert_cmpstr (rn_nearest_word ("shortccut", words), ==, "shortcut");    /* one too many */
  /* swapped: one edit, not two */
  g_assert_cmpstr (rn_nearest_word ("gruops", words), ==, "groups");
  g_assert_cmpstr (rn_nearest_word ("strideat", words), ==, "stride_at");
  g_assert_cmpstr (rn_nearest_word ("strid", words), ==, "stride");
}

static void
test_swap_counts_once (void)
{
  static const char *const two[] = { "abdcfe", "abxyef", NULL };

  /*
   * two swaps and two replacements are equally near: the first wins; with swaps as two edits each
   * the second would
   */
  g_assert_cmpstr (rn_nearest_word ("abcdef", two), ==, "abdcfe");
}

static void
test_far (void)
{
  g_autofree char *long_word = g_strnfill (1000000, 'x');

  g_assert_null (rn_nearest_word ("banana", words));
  /* two edits away from “se”, but nothing of it is left */
  g_assert_null (rn_nearest_word ("xy", words));
  g_assert_null (rn_nearest_word ("", words));
  g_assert_null (rn_nearest_word (long_word, words));
  g_assert_cmpstr (rn_nearest_word ("shxxtcxx", words), ==, NULL);       /* 4 of 8 */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/base/error/near", test_near);
  g_test_add_func ("/core/base/error/swap-counts-once", test_swap_counts_once);
  g_test_add_func ("/core/base/error/far", test_far);
  return g_test_run ();
}
