/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Opens what eval runs: the data set, how its pictures become inputs, and the network at that size. */
#include "config.h"

#include "eval-pass.h"

#include <math.h>

#include "cli.h"
#include "rn-fold.h"

#define SMALL_INPUT  64        /* px: pictures for inputs up to this are not cut, as CIFAR's */
#define SMALL_BATCH  100
#define LARGE_BATCH  16
#define MARGIN       (256.0 / 224)   /* of a large input's picture, before the crop */
#define SMALL_MARGIN 4         /* px a small picture is padded by for its ten crops */
#define MOST_SCALES  16

void
eval_options_clear (EvalOptions *self)
{
  cli_source_clear (&self->source);
  g_free (self->data);
  g_free (self->split);
  g_free (self->mean);
  g_free (self->std);
  g_free (self->transform);
  g_free (self->scales);
  g_free (self->format);
  g_free (self->figure);
}

/* ── numbers between commas ── */

/* (transfer full) (nullable) [*n] */
static double *
parse_numbers (const char *option, const char *text, double least, double most, guint *n,
               GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  g_autofree double *numbers = NULL;

  *n = g_strv_length (words);
  numbers = g_new (double, *n);
  for (guint i = 0; i < *n; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (g_strstrip (words[i]), &end);
      if (end == words[i] || *end != '\0' || !(numbers[i] >= least && numbers[i] <= most))
        {
          cli_usage_error (error, "%s: “%s” is no number from %g to %g", option, words[i], least,
                           most);
          return NULL;
        }
    }
  return g_steal_pointer (&numbers);
}

gboolean
eval_options_check (const EvalOptions *self, GError **error)
{
  static const char *const splits[] = { "test", "train", NULL };

  if (self->data == NULL)
    return cli_usage_error (error, "eval needs a data set: --data DIR, or --data shapes");
  if ((self->mean == NULL) != (self->std == NULL))
    return cli_usage_error (error, "--mean and --std belong together: give both or none");
  if (self->transform != NULL && (self->mean != NULL || self->ten_crop || self->scales != NULL))
    return cli_usage_error (error, "--transform says all that is done to a picture: --mean, --std, "
                                   "--ten-crop and --scales cannot be added");
  if (self->scales != NULL && self->ten_crop)
    return cli_usage_error (error, "--scales shows whole pictures, --ten-crop parts: give one");
  return cli_choose ("split", self->split, splits, error) >= 0
         && cli_check_range ("--batch", self->batch, 0, 65536, error)
         && cli_check_range ("--count", self->count, 0, G_MAXINT32, error)
         && cli_source_check (&self->source, error);
}

/* ── the data set ── */

static guint
largest_scale (const EvalOptions *self)
{
  guint n = 0, largest = 0;
  g_autofree double *scales = parse_numbers ("--scales", self->scales, 1, 4096, &n, NULL);

  for (guint i = 0; scales != NULL && i < n; i++)
    largest = MAX (largest, (guint) scales[i]);
  return largest;
}

/* Pictures of many sizes are brought to what the network takes, and a margin to cut from. */
RnDataset *
eval_open_data (const EvalOptions *self, const RnSpec *spec, GError **error)
{
  RnShape input = rn_spec_input (spec);
  double margin = MIN (input.dim[2], input.dim[3]) > SMALL_INPUT ? MARGIN : 1;
  const RnDatasetOptions options = {
    .split = self->split != NULL ? self->split : "test",
    .count = (gsize) self->count,
    .seed = (guint64) self->source.seed,
    .height = self->scales != NULL ? largest_scale (self)
                                   : (guint) rint (margin * (double) input.dim[2]),
    .width = self->scales != NULL ? 0 : (guint) rint (margin * (double) input.dim[3]),
  };

  return rn_dataset_open (self->data, &options, error);
}

/* ── how a picture becomes an input ── */

static G_GNUC_PRINTF (2, 3) void
add (GString *text, const char *format, ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append_c (text, ',');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

/* Of the size that is wanted: cut where there is a margin, else resized. */
static void
add_size (const EvalOptions *self, GString *text, const RnShape *have, const RnShape *input)
{
  gsize height = input->dim[2], width = input->dim[3];
  gboolean margin = have->dim[2] >= height && have->dim[3] >= width
                    && (have->dim[2] > height || have->dim[3] > width)
                    && MIN (height, width) > SMALL_INPUT;

  if (!margin && (have->dim[2] != height || have->dim[3] != width))
    add (text, "resize:%" G_GSIZE_FORMAT ":%" G_GSIZE_FORMAT, height, width);
  if (!margin && self->ten_crop)
    add (text, "pad:%d", SMALL_MARGIN);
  if (self->ten_crop)
    add (text, "ten-crop:%" G_GSIZE_FORMAT ":%" G_GSIZE_FORMAT, height, width);
  else if (margin)
    add (text, "centre-crop:%" G_GSIZE_FORMAT ":%" G_GSIZE_FORMAT, height, width);
}

static gboolean
add_numbers (GString *text, const char *option, const char *words, guint channels, double least,
             GError **error)
{
  guint n;
  g_autofree double *numbers = parse_numbers (option, words, least, 1e6, &n, error);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (numbers == NULL)
    return FALSE;
  if (n != channels)
    return cli_usage_error (error, "%s has %u numbers, the network takes %u channels", option, n,
                            channels);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, ":%s", g_ascii_dtostr (number, sizeof number, numbers[i]));
  return TRUE;
}

/* The steps for an input of @input; (transfer full). */
static char *
make_text (const EvalOptions *self, RnDataset *data, const RnShape *input, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RnShape have = rn_dataset_shape (data);
  guint channels = (guint) input->dim[1];

  if (self->transform != NULL)
    return g_strdup (self->transform);
  if (self->scales != NULL && (have.dim[2] != input->dim[2] || have.dim[3] != input->dim[3]))
    add (text, "resize:%" G_GSIZE_FORMAT ":%" G_GSIZE_FORMAT, input->dim[2], input->dim[3]);
  else if (self->scales == NULL)
    add_size (self, text, &have, input);
  if (have.dim[1] != channels)
    add (text, channels == 1 ? "grey" : "colour");
  add (text, "normalise");
  if (self->mean != NULL
      && (!add_numbers (text, "--mean", self->mean, channels, -1e6, error)
          || !add_numbers (text, "--std", self->std, channels, 1e-6, error)))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ── the passes ── */

static void
clear_pass (gpointer data)
{
  EvalPass *pass = data;

  g_clear_pointer (&pass->session, rn_session_free);
  g_clear_pointer (&pass->loader, rn_loader_free);
  g_clear_pointer (&pass->parameters, rn_parameters_unref);
  g_clear_pointer (&pass->graph, rn_graph_unref);
  g_clear_pointer (&pass->text, g_free);
}

static RnLoader *
open_loader (const EvalOptions *self, RnDataset *data, RnTransform *transform, GError **error)
{
  RnShape input = rn_transform_output (transform);
  gsize batch = MIN (input.dim[2], input.dim[3]) > SMALL_INPUT ? LARGE_BATCH : SMALL_BATCH;
  const RnLoaderOptions options = {
    .batch = self->batch > 0 ? (gsize) self->batch
                             : MAX (batch / rn_transform_views (transform), 1),
    .order = RN_LOADER_FILE,
    .seed = (guint64) self->source.seed,
    .once = TRUE,
  };

  return rn_loader_new (data, transform, &options, error);
}

/* Graph and parameters, folded where that is asked for. */
static gboolean
open_network (const EvalOptions *self, const RnSpec *spec, EvalPass *pass,
              GError **error)
{
  const RnBuildOptions options = { .input = rn_loader_shape (pass->loader) };
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, error);
  g_autoptr (RnParameters) parameters = graph != NULL ? rn_parameters_new (graph, error) : NULL;

  if (parameters == NULL)
    return FALSE;
  rn_parameters_initialize (parameters, (guint64) self->source.seed);
  if (self->source.weights.file != NULL
      && !cli_weights_open (&self->source.weights, parameters, error))
    return FALSE;
  if (!self->fold)
    {
      pass->graph = g_steal_pointer (&graph);
      pass->parameters = g_steal_pointer (&parameters);
      return TRUE;
    }
  pass->graph = rn_fold_batch_norm (graph, parameters, &pass->parameters, error);
  return pass->graph != NULL;
}

static gboolean
open_pass (const EvalOptions *self, RnSpec *spec, RnDataset *data, const RnShape *input,
           EvalPass *pass, GError **error)
{
  g_autofree char *text = make_text (self, data, input, error);
  g_autoptr (RnTransform) transform = NULL;
  const RnSessionOptions options = {
    .engine = self->source.engine != NULL ? rn_engine_find (self->source.engine) : NULL,
    .mode = RN_MODE_EVAL,
    .keep = RN_KEEP_NOTHING,
    .threads = (guint) self->source.threads,
  };
  RnShape shape;

  transform = text != NULL ? rn_transform_parse (text, data, cli_progress (), error) : NULL;
  pass->loader = transform != NULL ? open_loader (self, data, transform, error) : NULL;
  if (pass->loader == NULL || !open_network (self, spec, pass, error))
    return FALSE;
  pass->text = rn_transform_text (transform);
  shape = rn_loader_shape (pass->loader);
  pass->session = rn_session_new (pass->graph, pass->parameters, &shape, &options, error);
  return pass->session != NULL;
}

GArray *
eval_open_passes (const EvalOptions *self, RnSpec *spec, RnDataset *data, GError **error)
{
  g_autoptr (GArray) passes = g_array_new (FALSE, TRUE, sizeof (EvalPass));
  RnShape input = rn_spec_input (spec);
  guint n = 1;
  g_autofree double *scales = NULL;

  g_array_set_clear_func (passes, clear_pass);
  if (self->scales != NULL)
    {
      scales = parse_numbers ("--scales", self->scales, 1, 4096, &n, error);
      if (scales == NULL)
        return NULL;
    }
  if (n > MOST_SCALES)
    {
      cli_usage_error (error, "--scales: %u sizes, at most %u are shown", n, MOST_SCALES);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      EvalPass *pass;

      g_array_set_size (passes, i + 1);
      pass = &g_array_index (passes, EvalPass, i);
      if (scales != NULL)
        input.dim[2] = input.dim[3] = (gsize) scales[i];
      if (!open_pass (self, spec, data, &input, pass, error))
        return NULL;
    }
  return g_steal_pointer (&passes);
}
