/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Merges a spec in part into a whole one, at a place inside it. */
#include "config.h"

#include "rn-spec-patch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
patch_key (json_object *into, const char *key, json_object *value)
{
  json_object *old, *fresh;

  if (value == NULL)
    json_object_object_del (into, key);
  else if (!json_object_is_type (value, json_type_object))
    json_object_object_add (into, key, json_object_get (value));
  else if (json_object_object_get_ex (into, key, &old)
           && json_object_is_type (old, json_type_object))
    rn_spec_patch (old, value);
  else
    {
      fresh = json_object_new_object ();
      rn_spec_patch (fresh, value);            /* without its nulls */
      json_object_object_add (into, key, fresh);
    }
}

/**
 * rn_spec_patch:
 * @into: the object that is changed
 * @patch: an object; its values are shared with @into where they are taken whole
 *
 * Source: RFC 7396, JSON Merge Patch
 */
void
rn_spec_patch (json_object *into, json_object *patch)
{
  struct json_object_iterator i = json_object_iter_begin (patch);
  struct json_object_iterator end = json_object_iter_end (patch);

  g_return_if_fail (json_object_is_type (into, json_type_object));
  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    patch_key (into, json_object_iter_peek_name (&i), json_object_iter_peek_value (&i));
}

/* ── places ── */

/* One step of a way: a key, or an index where @key is empty. */
typedef struct
{
  char  key[64];
  gsize index;
} Step;

/* Takes the first step off @at; FALSE where it is none. */
static gboolean
next_step (const char **at, Step *step)
{
  gsize length;

  *step = (Step) { 0 };
  if (**at == '[')
    {
      char *end;
      guint64 index = g_ascii_strtoull (*at + 1, &end, 10);

      if (!g_ascii_isdigit ((*at)[1]) || *end != ']' || index >= G_MAXINT)
        return FALSE;
      step->index = (gsize) index;
      *at = end + 1;
      return TRUE;
    }
  *at += **at == '.';
  length = strcspn (*at, ".[");
  if (length < 1 || length >= sizeof step->key)
    return FALSE;
  memcpy (step->key, *at, length);
  *at += length;
  return TRUE;
}

static json_object *
follow (json_object *json, const Step *step)
{
  json_object *found = NULL;

  if (step->key[0] == '\0')
    return json_object_is_type (json, json_type_array) ? json_object_array_get_idx (json, step->index)
                                                       : NULL;
  if (json_object_is_type (json, json_type_object))
    json_object_object_get_ex (json, step->key, &found);
  return found;
}

json_object *
rn_spec_at (json_object *json, const char *place)
{
  Step step;

  while (json != NULL && *place != '\0')
    json = next_step (&place, &step) ? follow (json, &step) : NULL;
  return json;
}

/* The object at @place, with the keys on the way there that are missing. */
static json_object *
reach (json_object *json, const char *place)
{
  Step step;

  while (json != NULL && *place != '\0')
    {
      json_object *next = NULL;

      if (!next_step (&place, &step))
        return NULL;
      next = follow (json, &step);
      if (next == NULL && step.key[0] != '\0' && json_object_is_type (json, json_type_object))
        {
          next = json_object_new_object ();
          json_object_object_add (json, step.key, next);
        }
      json = next;
    }
  return json_object_is_type (json, json_type_object) ? json : NULL;
}

gboolean
rn_spec_patch_at (json_object *into, const char *place, json_object *patch, GError **error)
{
  json_object *object = reach (into, place);

  if (object != NULL)
    {
      rn_spec_patch (object, patch);
      return TRUE;
    }
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("spec: there is no object at \"%s\""), place);
  return FALSE;
}
