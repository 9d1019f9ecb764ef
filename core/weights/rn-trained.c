/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The trained networks that come with Reslab. */
#include "config.h"

#include "rn-trained.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-data-dir.h"
#include "rn-error.h"
#include "rn-file.h"

#define MOST_BYTES (1024 * 1024)

const char *const *
rn_trained_names (void)
{
  static const char *const names[] = { "resnet20", "plain20", "bottleneck20", "grouped20", NULL };

  return names;
}

char *
rn_trained_file (const char *name, const char *extension, GError **error)
{
  g_autofree char *file = g_strconcat ("weights/", name, extension, NULL);
  g_autofree char *known = NULL;

  if (g_strv_contains (rn_trained_names (), name))
    return rn_data_path (file);
  known = g_strjoinv (", ", (char **) rn_trained_names ());
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
               _("there is no trained network “%s”; those that come with Reslab are %s"), name, known);
  return NULL;
}

/* A file that is not there may be missing; a bare word is a name that is not known. */
char *
rn_trained_resolve (const char *word, GError **error)
{
  if (g_file_test (word, G_FILE_TEST_EXISTS) || strpbrk (word, "./\\") != NULL)
    return g_strdup (word);
  return rn_trained_file (word, ".safetensors", error);
}

RnSpec *
rn_trained_spec (const char *name, GError **error)
{
  g_autofree char *path = rn_trained_file (name, ".config.json", error);
  g_autoptr (GBytes) bytes = path != NULL ? rn_file_read (path, MOST_BYTES, error) : NULL;
  json_object *config;
  const char *model;
  RnSpec *spec = NULL;

  if (bytes == NULL)
    return NULL;
  config = rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, error);
  model = json_object_get_string (json_object_object_get (config, "model"));
  if (model != NULL)
    spec = rn_spec_open (model, error);
  else if (config != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: has no “%s”"), path, "model");
  json_object_put (config);
  return spec;
}
