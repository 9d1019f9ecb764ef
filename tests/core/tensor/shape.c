/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Shapes: elements, text, parsing. */
#include "rn-shape.h"

static void
test_elements (void)
{
  RnShape none = { 0 };
  RnShape empty = rn_shape_4d (1, 0, 5, 5);
  RnShape picture = rn_shape_4d (2, 3, 224, 224);
  RnShape large = rn_shape_2d (G_MAXSIZE / 2, 3);
  RnShape empty_large = rn_shape_4d (G_MAXSIZE / 2, 3, 0, 1);

  g_assert_cmpuint (rn_shape_elements (&none), ==, 0);
  g_assert_cmpuint (rn_shape_elements (&empty), ==, 0);
  g_assert_cmpuint (rn_shape_elements (&picture), ==, 301056);
  g_assert_cmpuint (rn_shape_elements (&large), ==, G_MAXSIZE);
  g_assert_cmpuint (rn_shape_elements (&empty_large), ==, 0);
}

static void
test_equal (void)
{
  RnShape a = rn_shape_2d (3, 1), b = rn_shape_2d (3, 1), c = rn_shape_1d (3);

  g_assert_true (rn_shape_equal (&a, &b));
  g_assert_false (rn_shape_equal (&a, &c));
  b.dim[1] = 2;
  g_assert_false (rn_shape_equal (&a, &b));
}

static void
test_parse (void)
{
  static const char *const texts[] = { "1,3,224,225", "1x3X224x225", "1×3×224×225",
                                       "1, 3 × 224 , 225", NULL };
  RnShape expected = rn_shape_4d (1, 3, 224, 225), seven = rn_shape_1d (7), shape;
  g_autofree char *text = NULL;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (rn_shape_parse (texts[i], &shape, &error));
      g_assert_no_error (error);
      g_assert_true (rn_shape_equal (&shape, &expected));
    }
  text = rn_shape_describe (&shape);
  g_assert_cmpstr (text, ==, "1×3×224×225");
  g_assert_true (rn_shape_parse ("7", &shape, NULL));
  g_assert_true (rn_shape_equal (&shape, &seven));
}

static void
test_parse_refuses (void)
{
  static const char *const texts[] = { "", ",", "1,", ",1", "0", "1,0", "-1", "+1", "1,,2",
                                       "1,2,3,4,5", "1.5", "abc", "1 2",
                                       "99999999999999999999999", "18446744073709551615",
                                       "9000000000,9000000000",
                                       "1,2 ",
                                       " 1", NULL };

  for (guint i = 0; texts[i] != NULL; i++)
    {
      RnShape shape = rn_shape_1d (42);
      g_autoptr (GError) error = NULL;

      g_assert_false (rn_shape_parse (texts[i], &shape, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
      g_assert_cmpuint (shape.dim[0], ==, 42);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/tensor/shape/elements", test_elements);
  g_test_add_func ("/core/tensor/shape/equal", test_equal);
  g_test_add_func ("/core/tensor/shape/parse", test_parse);
  g_test_add_func ("/core/tensor/shape/parse-refuses", test_parse_refuses);
  return g_test_run ();
}
