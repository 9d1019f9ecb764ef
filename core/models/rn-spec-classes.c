/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The same network for another number of classes. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "rn-spec-patch.h"
#include "rn-spec.h"

/**
 * rn_spec_with_classes:
 *
 * Errors:  RN_ERROR_RANGE for a block, which has no head, and for a number of classes the spec
 *          refuses; RN_ERROR_UNKNOWN for a head without classes
 *
 * Returns: (transfer full) (nullable): @self with its last layer for @classes, by the same name
 */
RnSpec *
rn_spec_with_classes (const RnSpec *self, guint classes, GError **error)
{
  json_object *json, *patch, *head;
  RnSpec *spec;

  if (rn_spec_block (self) != NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s is a block, which has no classes: give a network"), rn_spec_name (self));
      return NULL;
    }
  json = rn_spec_json (self);
  patch = json_object_new_object ();
  head = json_object_new_object ();
  json_object_object_add (head, "classes", json_object_new_int64 (classes));
  json_object_object_add (patch, "head", head);
  rn_spec_patch (json, patch);
  json_object_put (patch);
  spec = rn_spec_parse (json_object_to_json_string (json), rn_spec_name (self), error);
  json_object_put (json);
  return spec;
}
