/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The trained networks that come with the library, and what a file of weights says of itself. */
#include <string.h>

#include "rn-evaluation.h"
#include "rn-safetensors.h"
#include "rn-test.h"
#include "rn-trained.h"
#include "rn-transform.h"
#include "rn-weights.h"

#define PICTURES 512
/* Of 5,000 pictures 98.3 % are right (their README); of 512 of them, at four standard deviations of
 * √(0.983 · 0.017 / 512) = 0.6 %, no fewer than 96 %. */
#define LEAST    0.96

static RnSession *
open_session (const char *name, const RnShape *batch)
{
  g_autoptr (GError) error = NULL;
  const RnSessionOptions options = { .mode = RN_MODE_EVAL, .keep = RN_KEEP_NOTHING };
  const RnBuildOptions build = { .input = *batch };
  g_autoptr (RnSpec) spec = rn_trained_spec (name, &error);
  g_autoptr (RnGraph) graph = spec != NULL ? rn_spec_build (spec, &build, &error) : NULL;
  g_autoptr (RnParameters) parameters = graph != NULL ? rn_parameters_new (graph, &error) : NULL;
  g_autoptr (RnWeightsReport) report = NULL;
  RnSession *session;

  g_assert_no_error (error);
  g_assert_true (rn_weights_open (parameters, name, NULL, &report, &error));
  g_assert_true (rn_weights_report_whole (report));
  g_assert_cmpstr (report->origin->data, ==, "shapes");
  session = rn_session_new (graph, parameters, batch, &options, &error);
  g_assert_no_error (error);
  return session;
}

/* The steps that normalise as the weights say, not as the data set is measured now. */
static RnLoader *
open_pictures (const RnOrigin *origin)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnDataset) shapes = rn_dataset_open (
    "shapes", &(RnDatasetOptions) { .split = "test", .count = PICTURES }, &error);
  g_autoptr (RnTransform) transform = NULL;
  RnLoader *loader;
  char step[256];

  g_assert_no_error (error);
  g_snprintf (step, sizeof step, "normalise:%.17g:%.17g:%.17g:%.17g:%.17g:%.17g", origin->mean[0],
              origin->mean[1], origin->mean[2], origin->std[0], origin->std[1], origin->std[2]);
  transform = rn_transform_parse (step, shapes, NULL, &error);
  g_assert_no_error (error);
  loader = rn_loader_new (shapes, transform,
                          &(RnLoaderOptions) { .batch = 128, .order = RN_LOADER_FILE, .once = TRUE },
                          &error);
  g_assert_no_error (error);
  return loader;
}

static RnOrigin *
read_origin (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = rn_trained_file (name, ".safetensors", &error);
  g_autoptr (RnTensors) tensors = rn_safetensors_load (file, &error);

  g_assert_no_error (error);
  return rn_origin_read (tensors);
}

static void
knows_its_classes (gconstpointer data)
{
  const char *name = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnOrigin) origin = read_origin (name);
  g_autoptr (RnLoader) loader = open_pictures (origin);
  RnShape shape = rn_loader_shape (loader);
  g_autoptr (RnSession) session = open_session (name, &shape);
  g_autoptr (RnEvaluation) evaluation = rn_evaluation_new (10);
  const RnEvaluationPass pass = { session, loader };

  g_assert_cmpstr (rn_origin_class (origin, 9), ==, "striped ring");
  g_assert_null (rn_origin_class (origin, 10));
  g_assert_true (rn_evaluation_run (evaluation, &pass, 1, NULL, &error));
  g_assert_cmpuint (rn_evaluation_n (evaluation), ==, PICTURES);
  g_assert_cmpuint (rn_evaluation_correct (evaluation), >=, (guint64) (LEAST * PICTURES));
}

static void
refuses_other_names (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = rn_trained_resolve ("resnet50.pth", &error);

  g_assert_cmpstr (path, ==, "resnet50.pth");          /* whoever reads it says that it is missing */
  g_assert_null (rn_trained_resolve ("resnet50", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_null (rn_trained_file ("../resnet20", ".jsonl", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_null (rn_trained_spec ("resnet50", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
}

static void
comes_back_as_it_was_written (void)
{
  g_autoptr (RnOrigin) origin = read_origin ("plain20"), back = NULL;
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  RnPictureTransform transform;

  g_assert_null (rn_origin_read (tensors));
  rn_origin_write (origin, tensors);
  back = rn_origin_read (tensors);
  g_assert_cmpuint (back->n_channels, ==, 3);
  g_assert_cmpmem (back->mean, sizeof back->mean, origin->mean, sizeof origin->mean);
  g_assert_cmpmem (back->std, sizeof back->std, origin->std, sizeof origin->std);
  g_assert_true (g_strv_equal ((const char *const *) back->classes,
                               (const char *const *) origin->classes));
  rn_picture_transform_default (&transform, 32, 32);
  rn_origin_set_transform (NULL, &transform);
  g_assert_cmpfloat (transform.mean[0], ==, 0.485);       /* ImageNet's */
  rn_origin_set_transform (back, &transform);
  g_assert_cmpmem (transform.std, sizeof transform.std, origin->std, sizeof origin->std);
}

/* Whatever a file says: never a deviation that cannot be divided by. */
static void
takes_no_nonsense (void)
{
  static const struct { const char *text; gboolean read; } cases[] = {
    { "", FALSE },
    { "[]", FALSE },
    { "{\"data\":\"x\"}", FALSE },
    { "{\"data\":\"x\",\"classes\":[]}", FALSE },
    { "{\"data\":\"x\",\"classes\":\"abc\"}", FALSE },
    { "{\"data\":\"x\",\"classes\":[1,null,{}]}", TRUE },
    { "{\"data\":\"x\",\"classes\":[\"a\"],\"mean\":[1],\"std\":[0]}", TRUE },
    { "{\"data\":\"x\",\"classes\":[\"a\"],\"mean\":[1,1,1],\"std\":[1]}", TRUE },
    { "{\"data\":\"x\",\"classes\":[\"a\"],\"mean\":[1,1,1,1],\"std\":[1,1,1,1]}", TRUE },
    { "{\"data\":\"x\",\"classes\":[\"a\"],\"mean\":[1e999],\"std\":[-1]}", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RnTensors) tensors = rn_tensors_new ();
      g_autoptr (RnOrigin) origin = NULL;

      rn_tensors_set_metadata (tensors, "reslab-origin", cases[i].text);
      origin = rn_origin_read (tensors);
      g_assert_cmpint (origin != NULL, ==, cases[i].read);
      if (origin != NULL)
        g_assert_cmpuint (origin->n_channels, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; rn_trained_names ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/weights/trained/", rn_trained_names ()[i], NULL);

      g_test_add_data_func (path, rn_trained_names ()[i], knows_its_classes);
    }
  g_test_add_func ("/weights/trained/other-names", refuses_other_names);
  g_test_add_func ("/weights/origin/round-trip", comes_back_as_it_was_written);
  g_test_add_func ("/weights/origin/nonsense", takes_no_nonsense);
  return g_test_run ();
}
