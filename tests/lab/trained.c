/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks that have learned: what they make of pictures, and what that changes in each view. */
#include <string.h>

#include "lab-depth.h"
#include "lab-pass.h"
#include "rn-dataset.h"
#include "lab-test.h"
#include "rn-test.h"
#include "rn-trained.h"

/* Of the first pictures all but a few are right: 98 % of all are. */
static void
guesses_mean_something (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RnDataset) shapes
    = rn_dataset_open ("shapes", &(RnDatasetOptions) { .split = "test" }, &error);
  guint right = 0;

  g_assert_no_error (error);
  g_assert_true (lab_do (lab, &error, "trained", "name", "resnet20", NULL));
  for (guint i = 0; i < 10; i++)
    {
      lab_do (lab, NULL, "sample", "index", (int) i, NULL);
      settle (lab);
      right += lab_pass (lab)->top[0] == rn_dataset_label (shapes, i);
      g_assert_cmpstr (rn_origin_class (lab_pass (lab)->origin, rn_dataset_label (shapes, i)), ==,
                       rn_dataset_class (shapes, rn_dataset_label (shapes, i)));
    }
  g_assert_cmpuint (right, >=, 8);
}

static void
every_one_opens (void)
{
  g_autoptr (Lab) lab = lab_new ();

  for (guint i = 0; rn_trained_names ()[i] != NULL; i++)
    {
      lab_do (lab, NULL, "trained", "name", rn_trained_names ()[i], NULL);
      settle (lab);
      g_assert_nonnull (lab_pass (lab)->weights);
    }
  lab_do (lab, NULL, "undo", NULL);
  settle (lab);
  g_assert_cmpstr (rn_graph_name (lab_pass (lab)->graph), ==, "bottleneck20");
}

/* Gradients are those of the trained weights, with no untrained twin behind them. */
static void
gradients_are_its_own (void)
{
  g_autoptr (Lab) lab = lab_new ();
  double trained;

  lab_do (lab, NULL, "trained", "name", "resnet20", NULL);
  lab_do (lab, NULL, "samples", "n", 2, NULL);
  lab_do (lab, NULL, "view", "name", "gradients", NULL);
  settle (lab);
  g_assert_true (lab_depth (lab)->now->trained);
  g_assert_false (lab_depth (lab)->has_twin);
  g_assert_null (lab_depth (lab)->plain);
  trained = lab_depth_split (lab_depth (lab)->now, 0)->input_norm;
  lab_do (lab, NULL, "seed", "seed", 0, NULL);
  settle (lab);
  g_assert_false (lab_depth (lab)->now->trained);
  g_assert_true (lab_depth (lab)->has_twin);
  g_assert_cmpfloat (lab_depth_split (lab_depth (lab)->now, 0)->input_norm, !=, trained);
}

/* Of another network's weights what fits is taken on request, and a newer file is another. */
static void
takes_what_fits (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *file = rn_trained_file ("resnet20", ".safetensors", &error);

  lab_do (lab, NULL, "model", "spec", "cifar_resnet32", NULL);
  settle (lab);
  lab_do (lab, NULL, "weights", "file", file, NULL);
  g_assert_false (lab_wait (lab, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_null (lab_document (lab)->weights);
  lab_do (lab, NULL, "weights", "file", file, "partial", TRUE, NULL);
  settle (lab);
  g_assert_nonnull (lab_pass (lab)->weights);
  lab_do (lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  lab_do (lab, NULL, "weights", "file", file, "classes", 7, NULL);
  settle (lab);
  g_assert_cmpuint (lab_pass (lab)->n_top, ==, 5);
  g_assert_cmpuint (rn_spec_n_classes (lab_document (lab)->spec), ==, 7);
}

static void
refuses_what_is_not_there (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (lab_do (lab, &error, "trained", "name", "resnet50", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (lab_do (lab, &error, "sample", "index", 1000000, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/trained/guesses", guesses_mean_something);
  g_test_add_func ("/lab/trained/all", every_one_opens);
  g_test_add_func ("/lab/trained/gradients", gradients_are_its_own);
  g_test_add_func ("/lab/trained/what-fits", takes_what_fits);
  g_test_add_func ("/lab/trained/refused", refuses_what_is_not_there);
  return g_test_run ();
}
