/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Tensors: zeroed, aligned, counted; sizes that cannot be had are an error. */
#include "rn-tensor.h"

#include "rn-random.h"

#include <stdint.h>

static void
test_new (void)
{
  for (gsize n = 1; n < 300; n += 37)
    {
      RnShape shape = rn_shape_4d (1, 3, n, 2);
      g_autoptr (GError) error = NULL;
      g_autoptr (RnTensor) tensor = rn_tensor_new (&shape, &error);

      g_assert_no_error (error);
      g_assert_cmpuint ((uintptr_t) rn_tensor_data (tensor) % 64, ==, 0);
      g_assert_cmpuint (rn_tensor_elements (tensor), ==, 6 * n);
      g_assert_true (rn_shape_equal (rn_tensor_shape (tensor), &shape));
      for (gsize i = 0; i < 6 * n; i++)
        g_assert_cmpfloat (rn_tensor_values (tensor)[i], ==, 0);
    }
}

static void
test_copy_and_references (void)
{
  const float values[] = { 1, -2, 3 };
  RnShape shape = rn_shape_1d (3);
  RnTensor *tensor = rn_tensor_new_copy (&shape, values, NULL);

  g_assert_cmpmem (rn_tensor_data (tensor), 12, values, 12);
  g_assert_true (rn_tensor_ref (tensor) == tensor);
  rn_tensor_unref (tensor);
  g_assert_cmpfloat (rn_tensor_data (tensor)[1], ==, -2);
  rn_tensor_unref (tensor);
}

static void
test_too_large (void)
{
  RnShape shapes[] = { rn_shape_2d (G_MAXSIZE / 2, 3), rn_shape_1d (G_MAXSIZE / 4),
                       rn_shape_1d (G_MAXSIZE / 4 - 4),
                       rn_shape_1d (G_MAXSIZE / 8), rn_shape_1d ((gsize) 1
                                                                 << 50), rn_shape_1d ((gsize) 1
                                                                                      << 44) };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rn_tensor_new (&shapes[i], &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_NO_MEMORY);
    }
}

static void
test_fill_normal (void)
{
  RnShape shape = rn_shape_1d (20001);
  g_autoptr (RnTensor) tensor = rn_tensor_new (&shape, NULL);

  rn_tensor_fill_normal (tensor, 5, 6);
  for (gsize i = 0; i < 20001; i++)
    g_assert_cmpfloat (rn_tensor_values (tensor)[i], ==, (float) rn_random_normal (5, 6, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/tensor/tensor/new", test_new);
  g_test_add_func ("/core/tensor/tensor/copy-and-references", test_copy_and_references);
  g_test_add_func ("/core/tensor/tensor/too-large", test_too_large);
  g_test_add_func ("/core/tensor/tensor/fill-normal", test_fill_normal);
  return g_test_run ();
}
