/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The network spec as JSON: reading, and what is wrong in its keys. */
#include "config.h"

#include "rn-network-private.h"

#include "rn-body-private.h"
#include "rn-network-find-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
rn__network_find_table (RnNetworkPart part, json_object *json, gpointer target, RnFindings *findings)
{
  guint n_keys;
  const RnSpecKey *keys = rn__network_keys (part, &n_keys);

  return rn_spec_find_keys (keys, n_keys, json, target, findings);
}

void
rn__network_refuse (RnNetworkPart part, const char *name, json_object *value, RnFindings *findings)
{
  guint n_keys;
  const RnSpecKey *key = rn__network_keys (part, &n_keys);

  while (!g_str_equal (key->name, name))
    key++;
  rn__spec_refuse (findings, key, value);
}

RnFinding *
rn__network_misplace (RnFindings *findings, json_object *json, const char *key)
{
  RnFinding *finding;
  json_object *value;

  if (!json_object_object_get_ex (json, key, &value))
    return NULL;
  finding = rn__find (findings, "misplaced-key", RN_ERROR_UNKNOWN, key);
  rn__found_json (finding, value);
  rn__mend_leave_out (finding);
  return finding;
}

static gboolean
is_list_of_integers (json_object *json, gsize least, gsize most)
{
  gsize n = json_object_is_type (json, json_type_array) ? json_object_array_length (json) : 0;

  for (gsize i = 0; i < n; i++)
    if (!json_object_is_type (json_object_array_get_idx (json, i), json_type_int))
      return FALSE;
  return n >= least && n <= most;
}

/* (nullable) @key is a list, and @number in it is not from 1 to @limit. */
static RnFinding *
find_limit (RnFindings *findings, const char *key, json_object *number, int limit)
{
  RnFinding *finding;

  if (json_object_get_int64 (number) >= 1 && json_object_get_int64 (number) <= limit)
    return NULL;
  finding = rn__find (findings, "out-of-range", RN_ERROR_RANGE, key);
  rn__found_json (finding, number);
  rn__expected (finding, _("an integer from %.0f to %.0f"), 1.0, (double) limit);
  return finding;
}

/* ── name and input ── */

static void
find_name (RnNetwork *self, json_object *json, RnFindings *findings)
{
  const char *name
      = json_object_is_type (json, json_type_string) ? json_object_get_string (json) : "";
  gsize length = strlen (name);

  if (length < 1 || length > 64)
    {
      rn__network_refuse (RN_NETWORK_WHOLE, "name", json, findings);
      return;
    }
  g_free (self->name);
  self->name = g_strdup (name);
}

static void
find_input (RnNetwork *self, json_object *json, RnFindings *findings)
{
  static const char *const names[] = { "C", "H", "W" };

  if (!is_list_of_integers (json, 3, 3))
    {
      rn__network_refuse (RN_NETWORK_WHOLE, "input", json, findings);
      return;
    }
  for (guint i = 0; i < 3; i++)
    {
      json_object *number = json_object_array_get_idx (json, i);
      int limit = i == 0 ? RN_MAX_WIDTH : RN_MAX_PICTURE;
      RnFinding *finding = find_limit (findings, "input", number, limit);

      if (finding == NULL)
        {
          self->input[i] = json_object_get_int (number);
          continue;
        }
      rn__say (finding, _("\"input\": %s is %s, expected an integer from 1 to %d"), names[i],
               json_object_get_string (number), limit);
      rn__mend_leave_out (finding);
    }
}

/* ── head and stem ── */

static void
find_hidden (RnHead *head, json_object *json, RnFindings *findings)
{
  if (!is_list_of_integers (json, 1, RN_MAX_HIDDEN))
    {
      rn__network_refuse (RN_NETWORK_HEAD, "hidden", json, findings);
      return;
    }
  head->n_hidden = (guint) json_object_array_length (json);
  for (guint i = 0; i < head->n_hidden; i++)
    {
      json_object *width = json_object_array_get_idx (json, i);
      RnFinding *finding = find_limit (findings, "hidden", width, RN_MAX_CLASSES);

      head->hidden[i] = json_object_get_int (width);
      if (finding != NULL)
        rn__say (finding, _("\"hidden\": width %u is %s, expected an integer from 1 to %d"), i + 1,
                 json_object_get_string (width), RN_MAX_CLASSES);
    }
}

/* What only some kinds of a head can have. */
static const struct { const char *key; guint kinds; } head_places[] = {
  { "classes", 1 << RN_HEAD_CLASSIFIER | 1 << RN_HEAD_UNET },
  { "conv", 1 << RN_HEAD_CLASSIFIER },
  { "pool_size", 1 << RN_HEAD_CLASSIFIER },
  { "hidden", 1 << RN_HEAD_CLASSIFIER },
  { "drop", 1 << RN_HEAD_CLASSIFIER },
  { "channels", 1 << RN_HEAD_PYRAMID | 1 << RN_HEAD_UNET },
};

static gboolean
find_head (RnHead *head, json_object *json, RnFindings *findings)
{
  guint n_keys;
  const char *const *kinds = rn__network_keys (RN_NETWORK_HEAD, &n_keys)[0].choices;
  gboolean whole = rn__network_find_table (RN_NETWORK_HEAD, json, head, findings);
  json_object *part;

  if (!json_object_is_type (json, json_type_object))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (head_places); i++)
    {
      gboolean fits = (head_places[i].kinds & 1u << head->kind) != 0;
      RnFinding *finding = fits ? NULL : rn__network_misplace (findings, json, head_places[i].key);

      if (finding != NULL)
        rn__say (finding, _("\"%s\" has no place in a head of kind \"%s\""), head_places[i].key,
                 kinds[head->kind]);
    }
  if (json_object_object_get_ex (json, "hidden", &part))
    find_hidden (head, part, findings);
  return whole;
}

static gboolean
find_stem (RnStem *stem, json_object *json, RnFindings *findings)
{
  guint n_keys;
  const RnSpecKey *keys = rn__network_keys (RN_NETWORK_STEM, &n_keys);
  gboolean whole = rn__network_find_table (RN_NETWORK_STEM, json, stem, findings);

  if (!json_object_is_type (json, json_type_object))
    return FALSE;
  for (guint i = 1; i < n_keys && stem->kind == RN_STEM_NONE; i++)     /* the first is the kind */
    {
      RnFinding *finding = rn__network_misplace (findings, json, keys[i].name);

      if (finding != NULL)
        rn__say (finding, _("\"kind\" is \"none\", which leaves no place for another key"));
    }
  return whole;
}

/* ── all of it ── */

/* Reads what can be read, and tells of what cannot. FALSE where so much is missing that nothing that
 * follows from it is worth telling. */
static gboolean
find_parts (RnNetwork *self, json_object *json, RnFindings *findings)
{
  json_object *part;
  gboolean whole = rn__network_find_table (RN_NETWORK_WHOLE, json, self, findings);

  if (!json_object_is_type (json, json_type_object))
    return FALSE;
  if (json_object_object_get_ex (json, "name", &part))
    find_name (self, part, findings);
  if (json_object_object_get_ex (json, "input", &part))
    find_input (self, part, findings);
  if (json_object_object_get_ex (json, "stem", &part))
    {
      rn__findings_enter (findings, "stem");
      whole = find_stem (&self->stem, part, findings) && whole;
      rn__findings_leave (findings);
    }
  if (json_object_object_get_ex (json, "head", &part))
    {
      rn__findings_enter (findings, "head");
      whole = find_head (&self->head, part, findings) && whole;
      rn__findings_leave (findings);
    }
  return rn__network_find_stages (self, json, findings) && whole;
}

void
rn__network_find_json (RnNetwork *self, json_object *json, RnFindings *findings)
{
  if (find_parts (self, json, findings))
    rn__network_find (self, json, findings);
}

/*
 * Errors as rn_spec_read(); @self must be initialised and is undefined on failure, but for its
 * name.
 */
gboolean
rn__network_read (RnNetwork *self, json_object *json, const char *what, GError **error)
{
  g_autoptr (RnFindings) findings = rn_findings_new (what);

  rn__network_find_json (self, json, findings);
  return rn_findings_check (findings, error);
}
