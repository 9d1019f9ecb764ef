/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The stages of a network as JSON, and their blocks: reading, and what is wrong in their keys. */
#include "config.h"

#include "rn-network-find-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-body-private.h"

/* ── blocks ── */

/* (nullable) the object at @name, NULL where there is none or it is none */
static json_object *
object_at (json_object *json, RnNetworkPart part, const char *name, RnFindings *findings)
{
  json_object *object;

  if (!json_object_is_type (json, json_type_object)
      || !json_object_object_get_ex (json, name, &object))
    return NULL;
  if (json_object_is_type (object, json_type_object))
    return object;
  rn__network_refuse (part, name, object, findings);
  return NULL;
}

static const char *const set_by_stages[] = { "in", "out", "stride" };

/* (transfer full) the keys of two parts called "block", either of which may be NULL; without what the stages
 * give */
static json_object *
design_of (json_object *shared, json_object *own)
{
  json_object *design = json_object_new_object ();

  if (shared != NULL)
    rn_spec_merge (design, shared);
  if (own != NULL)
    rn_spec_merge (design, own);
  for (guint i = 0; i < G_N_ELEMENTS (set_by_stages); i++)
    json_object_object_del (design, set_by_stages[i]);
  return design;
}

static void
read_design (RnBlockSpec *block, json_object *shared, json_object *own, RnFindings *findings)
{
  guint n_keys;
  const RnSpecKey *keys = rn__block_design (&n_keys);
  json_object *design = design_of (shared, own);

  rn_block_spec_init (block);
  rn__block_find_keys (keys, n_keys, design, block, findings);
  json_object_put (design);
}

/* The keys a part called "block" gives, alone: where one is wrong it is told once, in its place. */
static void
find_design (json_object *json, RnFindings *findings)
{
  RnBlockSpec block;

  rn__findings_enter (findings, "block");
  for (guint i = 0; i < G_N_ELEMENTS (set_by_stages); i++)
    {
      RnFinding *finding = rn__network_misplace (findings, json, set_by_stages[i]);

      if (finding != NULL)
        rn__say (finding,
                 _("\"%s\" has no place in a network's block: the stages' \"out\" and \"stride\" "
                   "give it"),
                 set_by_stages[i]);
    }
  read_design (&block, json, NULL, findings);
  rn__findings_leave (findings);
}

/* ── stages ── */

static void
find_stage_name (RnStage *stage, json_object *json, RnFindings *findings)
{
  const char *name
      = json_object_is_type (json, json_type_string) ? json_object_get_string (json) : "";
  gsize length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_");

  if (length < 1 || length >= sizeof stage->name || name[length] != '\0')
    rn__network_refuse (RN_NETWORK_STAGE, "name", json, findings);
  else
    g_strlcpy (stage->name, name, sizeof stage->name);
}

static void
find_same_names (const RnNetwork *self, RnFindings *findings)
{
  for (guint i = 0; i < self->n_stages; i++)
    for (guint j = 0; j < i; j++)
      if (g_str_equal (self->stages[i].name, self->stages[j].name))
        {
          RnFinding *finding
            = rn__find_in (findings, "same-name", RN_ERROR_FORMAT, "name", "stages[%u]", i);

          rn__found (finding, "\"%s\"", self->stages[i].name);
          rn__say (finding, _("stages %u and %u are both named \"%s\""), j + 1, i + 1,
                   self->stages[i].name);
          rn__mend (finding, _("Name it by its number"), "{\"name\": \"stage%u\"}", i + 1);
        }
}

/* @shared is the network's "block", or NULL. */
static gboolean
find_stage (RnNetwork *self, json_object *json, json_object *shared, RnFindings *findings)
{
  RnStage *stage = &self->stages[self->n_stages];
  json_object *part, *own;
  gboolean whole = rn__network_find_table (RN_NETWORK_STAGE, json, stage, findings);
  g_autoptr (RnFindings) told = rn_findings_new ("");       /* of each part alone, in its place */

  g_snprintf (stage->name, sizeof stage->name, "layer%u", ++self->n_stages);
  if (json_object_is_type (json, json_type_object)
      && json_object_object_get_ex (json, "name", &part))
    find_stage_name (stage, part, findings);
  own = object_at (json, RN_NETWORK_STAGE, "block", findings);
  if (own != NULL)
    find_design (own, findings);
  read_design (&stage->block, shared, own, told);
  return whole;
}

static gboolean
find_list (RnNetwork *self, json_object *json, json_object *shared, RnFindings *findings)
{
  gsize n = json_object_is_type (json, json_type_array) ? json_object_array_length (json) : 0;
  gboolean whole = TRUE;

  if (n < 1 || n > RN_MAX_STAGES)
    {
      rn__network_refuse (RN_NETWORK_WHOLE, "stages", json, findings);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *step = g_strdup_printf ("stages[%u]", (guint) i);

      rn__findings_enter (findings, step);
      whole = find_stage (self, json_object_array_get_idx (json, i), shared, findings) && whole;
      rn__findings_leave (findings);
    }
  find_same_names (self, findings);
  return whole;
}

gboolean
rn__network_find_stages (RnNetwork *self, json_object *json, RnFindings *findings)
{
  json_object *shared = object_at (json, RN_NETWORK_WHOLE, "block", findings), *list;

  if (shared != NULL)
    find_design (shared, findings);
  return json_object_object_get_ex (json, "stages", &list)
         && find_list (self, list, shared, findings);
}
