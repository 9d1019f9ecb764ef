/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks in words, and edited key by key. */
#include "config.h"

#include "lab-block.h"

#include "fig-i18n.h"
#include "rn-spec-find.h"
#include "rn-spec.h"

static void
put (json_object *json, const char *key, json_object *value)
{
  if (value == NULL)
    json_object_object_del (json, key);
  else
    json_object_object_add (json, key, json_object_get (value));
}

/* The layers of a projection, for a custom shortcut to begin with. (transfer full) */
static json_object *
projection_layers (const RnBlockSpec *spec)
{
  g_autofree char *text = g_strdup_printf ("[{\"op\": \"conv2d\", \"out\": %d, \"kernel\": 1, "
                                           "\"stride\": %d}, {\"op\": \"batch_norm\"}]",
                                           spec->out, spec->stride);

  return json_tokener_parse (text);
}

/* A custom shortcut and its layers come and go together. */
static void
put_custom (json_object *json, const RnBlockSpec *spec, const char *key, json_object *value)
{
  gboolean custom = g_strcmp0 (json_object_get_string (value), "custom") == 0;

  if (g_str_equal (key, "shortcut_layers") && value != NULL)
    json_object_object_add (json, "shortcut", json_object_new_string ("custom"));
  else if (g_str_equal (key, "shortcut_layers") && spec->shortcut == RN_SHORTCUT_CUSTOM)
    json_object_object_del (json, "shortcut");
  else if (g_str_equal (key, "shortcut") && custom && spec->n_layers == 0)
    json_object_object_add (json, "shortcut_layers", projection_layers (spec));
  else if (g_str_equal (key, "shortcut") && !custom)
    json_object_object_del (json, "shortcut_layers");
}

/* The spec with the key set, whether or not it can be. (transfer full) */
static json_object *
edited (const RnBlockSpec *spec, const char *key, json_object *value)
{
  json_object *json = rn_block_spec_write (spec);

  if (g_str_equal (key, "channels"))
    {
      put (json, "in", value);
      put (json, "out", value);
    }
  else
    put (json, key, value);
  put_custom (json, spec, key, value);
  return json;
}

gboolean
lab_block_set (RnBlockSpec *spec, const char *key, json_object *value, GError **error)
{
  json_object *json = edited (spec, key, value);
  gboolean done = rn_block_spec_read (spec, json, error);

  json_object_put (json);
  return done;
}

RnFindings *
lab_block_find (const RnBlockSpec *spec, const char *key, json_object *value, json_object **json)
{
  *json = edited (spec, key, value);
  return rn_spec_find_json (*json, "block spec", NULL);
}

gboolean
lab_block_check (const RnBlockSpec *spec, guint batch, guint side, GError **error)
{
  const RnBuildOptions options = { .input = rn_shape_4d (batch, (gsize) spec->in, side, side) };
  g_autoptr (RnSpec) whole = NULL;
  g_autoptr (RnGraph) graph = NULL;

  if (!rn_block_spec_check (spec, error))
    return FALSE;
  whole = rn_spec_new_block (spec);
  graph = rn_spec_build (whole, &options, error);
  return graph != NULL;
}

/* ── words ── */

char *
lab_block_widths (const RnBlockSpec *spec)
{
  int mid = rn_block_spec_mid (spec);
  g_autofree char *groups = spec->groups > 1 && mid % spec->groups == 0
                              ? g_strdup_printf (" (%d×%d)", spec->groups, mid / spec->groups)
                              : g_strdup ("");

  if (!rn_block_spec_uses (spec, "mid"))
    return g_strdup_printf ("%d–%d", spec->in, spec->out);
  if (mid == spec->out && spec->groups == 1)
    return g_strdup_printf ("%d–%d", spec->in, spec->out);
  return g_strdup_printf ("%d–%d%s–%d", spec->in, mid, groups, spec->out);
}
