/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A spec by what people call it: JSON text, a file, or a name of the catalogue. */
#include "config.h"

#include "rn-network-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-error.h"
#include "rn-file.h"

#define MAX_FILE (1024 * 1024)

static const char *
skip_space (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

gboolean
rn_spec_is_file (const char *name_or_file_or_json)
{
  return *skip_space (name_or_file_or_json) != '{' && g_str_has_suffix (name_or_file_or_json, ".json");
}

gboolean
rn__spec_text (const char *word, GBytes **bytes, const char **what, GError **error)
{
  const char *start = skip_space (word);

  *bytes = NULL;
  *what = word;
  if (*start == '{')
    {
      *bytes = g_bytes_new (start, strlen (start));
      *what = _("spec");
    }
  else if (rn_spec_is_file (word))
    *bytes = rn_file_read (word, MAX_FILE, error);
  else
    return TRUE;
  return *bytes != NULL;
}

static RnSpec *
read_bytes (GBytes *bytes, const char *what, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return rn__spec_read (text != NULL ? text : "", length, what, error);
}

RnSpec *
rn_spec_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, MAX_FILE, error);

  return bytes != NULL ? read_bytes (bytes, path, error) : NULL;
}

/* ── the catalogue ── */

/* (nullable) the twin of a model of the catalogue, by the name rn_spec_plain_twin() gives it */
static RnSpec *
open_plain (const char *name)
{
  for (const char *const *model = rn_catalogue_names (); *model != NULL; model++)
    {
      g_autofree char *twin = rn__plain_name (*model);
      g_autoptr (RnSpec) spec = NULL;

      if (!g_str_equal (twin, name))
        continue;
      spec = rn_spec_parse (rn__catalogue_spec (*model), *model, NULL);
      return rn_spec_plain_twin (spec);
    }
  return NULL;
}

static RnSpec *
open_catalogue (const char *name, GError **error)
{
  const char *text = rn__catalogue_spec (name), *near;
  RnSpec *plain;

  if (text != NULL)
    return rn_spec_parse (text, name, error);
  plain = open_plain (name);
  if (plain != NULL)
    return plain;
  near = rn_nearest_word (name, rn_catalogue_names ());
  if (g_file_test (name, G_FILE_TEST_EXISTS))
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("\"%s\" is a file or folder: expected a spec, whose name ends in .json, a name of "
                   "the catalogue, or JSON text"),
                 name);
  else if (near != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("unknown model \"%s\"; did you mean \"%s\"?"), name, near);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("unknown model \"%s\": expected a name of the catalogue, a file ending in "
                    ".json, or JSON text"),
                 name);
  return NULL;
}

RnSpec *
rn_spec_open (const char *name_or_file_or_json, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *what;

  if (!rn__spec_text (name_or_file_or_json, &bytes, &what, error))
    return NULL;
  return bytes != NULL ? read_bytes (bytes, what, error)
                       : open_catalogue (name_or_file_or_json, error);
}
