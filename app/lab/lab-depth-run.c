/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a pass that splits gradients needs, whoever runs it. */
#include "config.h"

#include "lab-depth-run.h"

#include <json-c/json.h>

/*
 * Sets key "norm" of the object @key of @json, which is made if it is not there; a stem of kind none
 * has no norm.
 */
static void
set_norm (json_object *json, const char *key, const char *norm)
{
  json_object *part;

  if (!json_object_object_get_ex (json, key, &part))
    {
      part = json_object_new_object ();
      json_object_object_add (json, key, part);
    }
  if (!json_object_object_get_ex (part, "kind", NULL))
    json_object_object_add (part, "norm", json_object_new_string (norm));
}

RnSpec *
lab_spec_with_norm (RnSpec *spec, const char *norm, GError **error)
{
  json_object *json, *stages;
  RnSpec *changed;

  if (norm == NULL)
    return rn_spec_ref (spec);
  json = rn_spec_json (spec);
  if (rn_spec_block (spec) != NULL)
    json_object_object_add (json, "norm", json_object_new_string (norm));
  else
    {
      set_norm (json, "stem", norm);
      if (json_object_object_get_ex (json, "stages", &stages))
        for (gsize i = 0; i < json_object_array_length (stages); i++)
          set_norm (json_object_array_get_idx (stages, i), "block", norm);
    }
  changed = rn_spec_parse (json_object_to_json_string (json), rn_spec_name (spec), error);
  json_object_put (json);
  return changed;
}
