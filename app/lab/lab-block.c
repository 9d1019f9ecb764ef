/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks in words, and edited key by key. */
#include "config.h"

#include "lab-block.h"

#include "fig-i18n.h"
#include "rn-spec.h"

static void
put (json_object *json, const char *key, json_object *value)
{
  if (value == NULL)
    json_object_object_del (json, key);
  else
    json_object_object_add (json, key, json_object_get (value));
}

gboolean
lab_block_set (RnBlockSpec *spec, const char *key, json_object *value, GError **error)
{
  json_object *json = rn_block_spec_write (spec);
  gboolean done;

  if (g_str_equal (key, "channels"))
    {
      put (json, "in", value);
      put (json, "out", value);
    }
  else
    put (json, key, value);
  done = rn_block_spec_read (spec, json, error);
  json_object_put (json);
  return done;
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

static const char *
branch_title (const RnBlockSpec *spec)
{
  const char *body = "";
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (g_str_equal (keys[i].name, "body"))
      body = keys[i].choices[spec->body];
  if (g_str_equal (body, "basic"))
    return spec->groups > 1 ? _("Grouped basic") : _("Basic");
  if (g_str_equal (body, "bottleneck"))
    return spec->groups > 1 ? _("Grouped bottleneck") : _("Bottleneck");
  return body;                 /* the name a spec gives it */
}

const char *
lab_block_title (const RnBlockSpec *spec)
{
  return branch_title (spec);
}

char *
lab_block_widths (const RnBlockSpec *spec)
{
  int mid = rn_block_spec_mid (spec);
  g_autofree char *groups = spec->groups > 1 && mid % spec->groups == 0
                              ? g_strdup_printf (" (%d×%d)", spec->groups, mid / spec->groups)
                              : g_strdup ("");

  if (mid == spec->out && spec->groups == 1)
    return g_strdup_printf ("%d–%d", spec->in, spec->out);
  return g_strdup_printf ("%d–%d%s–%d", spec->in, mid, groups, spec->out);
}
