/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a file of weights has and a network needs, told as text and as JSON. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "rn-weights.h"

typedef struct
{
  const char *name;             /* in JSON */
  const char *title;            /* for people */
  gboolean    differs;          /* whether text tells of it */
} State;

static const State states[RN_N_WEIGHT_STATES] = {
  [RN_WEIGHT_MATCHED] = { "matched", N_("matched"), FALSE },
  [RN_WEIGHT_MISSING] = { "missing", N_("missing"), TRUE },
  [RN_WEIGHT_UNEXPECTED] = { "unexpected", N_("not known"), TRUE },
  [RN_WEIGHT_WRONG_SHAPE] = { "wrong_shape", N_("other shapes"), TRUE },
  [RN_WEIGHT_REPLACED] = { "replaced", N_("replaced by a new classifier"), TRUE },
  [RN_WEIGHT_ASIDE] = { "aside", N_("put aside"), FALSE },
};

const char *
rn_weight_state_name (RnWeightState state)
{
  return states[state].name;
}

static void
append_match (GString *text, const RnWeightMatch *match)
{
  const char *name = match->name != NULL ? match->name : match->stored;
  g_autofree char *found = rn_shape_describe (&match->found);
  g_autofree char *expected = rn_shape_describe (&match->expected);

  if (match->found.rank == 0 || match->expected.rank == 0)
    g_string_append_printf (text, "%s (%s)", name, match->found.rank > 0 ? found : expected);
  else
    /* TRANSLATORS: “fc.weight is 10×64, expected 1000×64” */
    g_string_append_printf (text, _("%s is %s, expected %s"), name, found, expected);
}

static void
append_state (GString *text, const RnWeightsReport *self, RnWeightState state, guint most)
{
  guint told = 0;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, "  %s: ", _(states[state].title));
  for (guint i = 0; i < self->matches->len && (most == 0 || told < most); i++)
    {
      const RnWeightMatch *match = &g_array_index (self->matches, RnWeightMatch, i);

      if (match->state != state)
        continue;
      if (told++ > 0)
        g_string_append (text, ", ");
      append_match (text, match);
    }
  if (told < self->counts[state])
    g_string_append_printf (text, _(" and %u more"), self->counts[state] - told);
}

char *
rn_weights_report_text (const RnWeightsReport *self, guint most)
{
  GString *text = g_string_new (NULL);

  for (guint state = 0; state < RN_N_WEIGHT_STATES; state++)
    if (states[state].differs && self->counts[state] > 0)
      append_state (text, self, state, most);
  return g_string_free (text, FALSE);
}

/* ── JSON ── */

static void
add_shape (json_object *object, const char *key, const RnShape *shape)
{
  json_object *numbers;

  if (shape->rank == 0)
    return;
  numbers = json_object_new_array_ext ((int) shape->rank);
  for (guint d = 0; d < shape->rank; d++)
    json_object_array_add (numbers, json_object_new_int64 ((gint64) shape->dim[d]));
  json_object_object_add (object, key, numbers);
}

static json_object *
match_json (const RnWeightMatch *match)
{
  json_object *object = json_object_new_object ();

  if (match->name != NULL)
    json_object_object_add (object, "name", json_object_new_string (match->name));
  if (match->stored != NULL)
    json_object_object_add (object, "stored", json_object_new_string (match->stored));
  add_shape (object, "expected", &match->expected);
  add_shape (object, "found", &match->found);
  return object;
}

json_object *
rn_weights_report_json (const RnWeightsReport *self)
{
  json_object *object = json_object_new_object (), *lists[RN_N_WEIGHT_STATES];

  json_object_object_add (object, "file", json_object_new_string (self->file));
  json_object_object_add (object, "network", json_object_new_string (self->network));
  json_object_object_add (object, "dialect",
                          json_object_new_string (rn_dialect_name (self->dialect)));
  json_object_object_add (object, "prefix", json_object_new_string (self->prefix));
  for (guint state = 0; state < RN_N_WEIGHT_STATES; state++)
    {
      lists[state] = json_object_new_array ();
      json_object_object_add (object, states[state].name, lists[state]);
    }
  for (guint i = 0; i < self->matches->len; i++)
    {
      const RnWeightMatch *match = &g_array_index (self->matches, RnWeightMatch, i);

      json_object_array_add (lists[match->state], match_json (match));
    }
  return object;
}
