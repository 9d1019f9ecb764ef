/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Opens what a verb looks into: spec, input, graph, parameters, session. */
#include "config.h"

#include "cli-subject.h"

#include <string.h>

#include "cli.h"
#include "fig-i18n.h"
#include "rn-file.h"
#include "rn-picture.h"
#include "rn-random.h"
#include "rn-trained.h"

#define MOST_PICTURE_BYTES (256 * 1024 * 1024)
#define SMALL_INPUT        64      /* px: pictures for inputs up to this are not cut, as CIFAR's */

void
cli_source_clear (CliSource *self)
{
  g_clear_pointer (&self->picture, g_free);
  g_clear_pointer (&self->sample, g_free);
  g_clear_pointer (&self->tensors, g_free);
  g_clear_pointer (&self->weights.file, g_free);
  g_clear_pointer (&self->engine, g_free);
}

static gboolean
check_engine (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) rn_engine_name (engines[i]));
  g_ptr_array_add (names, NULL);
  return cli_choose ("engine", name, (const char *const *) names->pdata, error) >= 0;
}

gboolean
cli_source_check (const CliSource *self, GError **error)
{
  guint inputs = (self->picture != NULL) + self->built_in + (self->sample != NULL)
                 + (self->tensors != NULL);

  if (inputs > 1)
    return cli_usage_error (error, "--picture, --built-in, --sample and --tensors each say what "
                                   "goes in: give one of them");
  return cli_weights_check (&self->weights, error)
         && cli_check_range ("--threads", self->threads, 0, 1024, error)
         && cli_check_range ("--seed", self->seed, 0, G_MAXINT64, error)
         && check_engine (self->engine, error);
}

LabPicture *
cli_open_sample (const char *word, GError **error)
{
  guint64 index;

  if (g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT, &index, NULL))
    return lab_picture_sample ((guint) index, error);
  cli_usage_error (error, "--sample is “%s”, expected a number", word);
  return NULL;
}

RnSpec *
cli_open_spec (const char *word, GError **error)
{
  g_autoptr (GError) local = NULL;
  RnSpec *spec = rn_spec_open (word, &local);

  if (spec == NULL && !g_str_has_suffix (word, ".json"))
    cli_usage_error (error, "%s", local->message);
  else if (spec == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return spec;
}

/* ── what goes in ── */

static gboolean
take_pixels (CliSubject *self, GdkPixbuf *picture, const RnShape *shape, GError **error)
{
  RnPictureTransform transform;

  if (shape->dim[1] != 1 && shape->dim[1] != 3)
    return cli_usage_error (error,
                            "%s takes %" G_GSIZE_FORMAT
                            " channels, a picture has 3: give its input with --tensors",
                            rn_spec_name (self->spec), shape->dim[1]);
  rn_picture_transform_default (&transform, (guint) shape->dim[2], (guint) shape->dim[3]);
  if (MIN (shape->dim[2], shape->dim[3]) <= SMALL_INPUT)
    transform.resize = 1;
  rn_origin_set_transform (self->origin, &transform);
  self->input = rn_picture_tensor (picture, &transform, (guint) shape->dim[1], error);
  return self->input != NULL;
}

static gboolean
take_picture (CliSubject *self, const char *path, const RnShape *shape, GError **error)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, MOST_PICTURE_BYTES, error);
  g_autoptr (GdkPixbuf) picture = NULL;
  gconstpointer data;
  gsize length;

  picture = bytes != NULL ? rn_picture_decode (bytes, path, error) : NULL;
  if (picture == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  self->picture_sha256 = rn_sha256 (data, length);
  self->input_words = g_strdup_printf ("picture %s", path);
  return take_pixels (self, picture, shape, error);
}

static gboolean
take_built_in (CliSubject *self, const RnShape *shape, GError **error)
{
  g_autoptr (GdkPixbuf) picture = rn_picture_built_in ();
  guint length;
  const guchar *pixels = gdk_pixbuf_get_pixels_with_length (picture, &length);

  self->picture_sha256 = rn_sha256 (pixels, length);
  self->input_words = g_strdup (_("built-in picture"));
  return take_pixels (self, picture, shape, error);
}

/* Number @word of the test split of shapes, as the window shows it. */
static gboolean
take_sample (CliSubject *self, const char *word, const RnShape *shape, GError **error)
{
  g_autoptr (LabPicture) picture = cli_open_sample (word, error);

  if (picture == NULL)
    return FALSE;
  self->picture_sha256 = g_strdup (lab_picture_sha256 (picture));
  self->input_words = g_strdup (lab_picture_name (picture));
  self->input = lab_picture_tensor (picture, (guint) shape->dim[2], (guint) shape->dim[3],
                                    (guint) shape->dim[1], self->origin, error);
  return self->input != NULL;
}

static gboolean
take_noise (CliSubject *self, const RnShape *shape, guint64 seed, GError **error)
{
  self->input = rn_tensor_new (shape, error);
  if (self->input == NULL)
    return FALSE;
  rn_tensor_fill_normal (self->input, seed, rn_random_stream ("input"));
  self->input_words = g_strdup_printf (_("normal random numbers, seed %lu"), (gulong) seed);
  return TRUE;
}

static gboolean
take_tensors (CliSubject *self, const char *path, GError **error)
{
  RnTensor *input;

  self->tensors = rn_weights_load (path, error);
  if (self->tensors == NULL)
    return FALSE;
  input = rn_tensors_get (self->tensors, "input");
  if (input == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, "%s: has no tensor “input”", path);
      return FALSE;
    }
  self->input = rn_tensor_ref (input);
  self->input_words = g_strdup_printf ("tensors %s", path);
  return TRUE;
}

static gboolean
take_input (CliSubject *self, const CliSource *source, const RnShape *given, GError **error)
{
  RnShape shape = given != NULL && given->rank > 0 ? *given : rn_spec_input (self->spec);

  if (source->tensors != NULL)
    return take_tensors (self, source->tensors, error);
  if (source->picture != NULL)
    return take_picture (self, source->picture, &shape, error);
  if (source->sample != NULL)
    return take_sample (self, source->sample, &shape, error);
  if (source->built_in || (!source->noise && rn_spec_block (self->spec) == NULL))
    return take_built_in (self, &shape, error);
  return take_noise (self, &shape, (guint64) source->seed, error);
}

/* ── the numbers ── */

static gboolean
take_weights (CliSubject *self, const CliSource *source, GError **error)
{
  rn_parameters_initialize (self->parameters, (guint64) source->seed);
  if (self->weights != NULL)
    return cli_weights_set (&source->weights, self->parameters, self->weights, error);
  if (self->tensors != NULL && cli_weights_present (self->tensors, "param."))
    {
      self->weights_words = g_strdup ("its parameters");
      return rn_weights_set (self->parameters, self->tensors, source->tensors, NULL, NULL,
                             error);
    }
  self->weights_words = g_strdup_printf (_("untrained, seed %lu"), (gulong) source->seed);
  return TRUE;
}

/* Before the input: it is normalised as they say. */
static gboolean
open_weights (CliSubject *self, const CliSource *source, GError **error)
{
  g_autofree char *file = NULL;

  if (source->weights.file == NULL)
    return TRUE;
  file = rn_trained_resolve (source->weights.file, error);
  self->weights = file != NULL ? rn_weights_load (file, error) : NULL;
  self->weights_sha256 = self->weights != NULL ? rn_file_sha256 (file, error) : NULL;
  if (self->weights_sha256 == NULL)
    return FALSE;
  self->weights_words = g_strdup_printf ("weights %s", source->weights.file);
  self->origin = rn_origin_read (self->weights);
  return TRUE;
}

RnTensor *
cli_subject_gradient (const CliSubject *self)
{
  return self->tensors != NULL ? rn_tensors_get (self->tensors, "grad_output") : NULL;
}

gboolean
cli_subject_open (CliSubject *self, const CliSource *source, RnSpec *spec, const RnShape *shape,
                  gboolean backward, GError **error)
{
  RnBuildOptions options = { 0 };

  self->spec = cli_weights_spec (&source->weights, rn_spec_ref (spec), error);
  if (self->spec == NULL || !open_weights (self, source, error)
      || !take_input (self, source, shape, error))
    return FALSE;
  options.input = *rn_tensor_shape (self->input);
  options.loss = backward && rn_spec_n_classes (self->spec) > 0
                 && cli_subject_gradient (self) == NULL;
  self->graph = rn_spec_build (self->spec, &options, error);
  if (self->graph == NULL)
    return FALSE;
  self->parameters = rn_parameters_new (self->graph, error);
  return self->parameters != NULL && take_weights (self, source, error);
}

void
cli_subject_clear (CliSubject *self)
{
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->parameters, rn_parameters_unref);
  g_clear_pointer (&self->graph, rn_graph_unref);
  g_clear_pointer (&self->input, rn_tensor_unref);
  g_clear_pointer (&self->tensors, rn_tensors_free);
  g_clear_pointer (&self->weights, rn_tensors_free);
  g_clear_pointer (&self->origin, rn_origin_free);
  g_clear_pointer (&self->spec, rn_spec_unref);
  g_clear_pointer (&self->input_words, g_free);
  g_clear_pointer (&self->picture_sha256, g_free);
  g_clear_pointer (&self->weights_words, g_free);
  g_clear_pointer (&self->weights_sha256, g_free);
}

/* ── running ── */

gboolean
cli_subject_plan (CliSubject *self, const CliSource *source, RnMode mode, gboolean backward,
                  RnKeep keep, GError **error)
{
  RnSessionOptions options = {
    .engine = source->engine != NULL ? rn_engine_find (source->engine) : NULL,
    .mode = mode,
    .backward = backward,
    .keep = keep,
    .threads = (guint) source->threads,
  };

  self->session = rn_session_new (self->graph, self->parameters, rn_tensor_shape (self->input),
                                  &options, error);
  return self->session != NULL && rn_session_set_input (self->session, 0, self->input, error);
}

static guint *
top_classes (CliSubject *self, GError **error)
{
  g_autoptr (RnTensor)
    logits = rn_session_activation (self->session, rn_graph_output (self->graph), error);
  gsize samples, classes;
  guint *top;

  if (logits == NULL)
    return NULL;
  samples = rn_tensor_shape (logits)->dim[0];
  classes = rn_tensor_shape (logits)->dim[1];
  top = g_new0 (guint, samples);
  for (gsize n = 0; n < samples; n++)
    for (gsize k = 1; k < classes; k++)
      if (rn_tensor_values (logits)[n * classes + k]
          > rn_tensor_values (logits)[n * classes + top[n]])
        top[n] = (guint) k;
  return top;
}

/* A forward pass to find the labels must leave no trace: in training it would move the running
 * statistics. */
gboolean
cli_subject_label (CliSubject *self, guint **classes, GError **error)
{
  gsize bytes = rn_graph_parameter_floats (self->graph) * sizeof (float);
  g_autofree float *before = g_memdup2 (rn_parameters_values (self->parameters, 0), bytes);
  g_autofree guint *none = g_new0 (guint, rn_tensor_shape (self->input)->dim[0]);
  g_autofree guint *top = NULL;

  if (!rn_session_set_labels (self->session, none, error)
      || !rn_session_forward (self->session, cli_progress (), error))
    return FALSE;
  top = top_classes (self, error);
  memcpy (rn_parameters_values (self->parameters, 0), before, bytes);
  rn_parameters_changed (self->parameters);
  if (top == NULL || !rn_session_set_labels (self->session, top, error))
    return FALSE;
  if (classes != NULL)
    *classes = g_steal_pointer (&top);
  return TRUE;
}

gboolean
cli_subject_run (CliSubject *self, GError **error)
{
  if (!rn_session_forward (self->session, cli_progress (), error))
    return FALSE;
  if (rn_session_options (self->session)->backward
      && !rn_session_backward (self->session, cli_progress (), error))
    return FALSE;
  cli_progress_done ();
  return TRUE;
}

RnRecords *
cli_subject_records (CliSubject *self, const CliSource *source)
{
  RnRecords *records = rn_records_new (self->session);

  records->seed = (guint64) source->seed;
  records->weights_sha256 = g_strdup (self->weights_sha256);
  records->picture_sha256 = g_strdup (self->picture_sha256);
  return records;
}
