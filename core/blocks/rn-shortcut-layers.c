/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The layers of a custom shortcut as JSON: [{"op": "avg_pool", "kernel": 2, "stride": 2}, …]. An op's own
 * table of attributes is its schema.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a layer may be: one tensor in, one of the same rank out. */
static gboolean
is_layer (const RnOp *op)
{
  return op->min_inputs == 1 && op->max_inputs == 1 && !g_str_equal (op->name, "linear")
         && !g_str_has_prefix (op->name, "softmax");
}

/* The ops a layer may be, by name. (transfer container) NULL-terminated */
static GPtrArray *
layer_words (void)
{
  GPtrArray *words = g_ptr_array_new ();
  guint n;
  const RnOp *const *ops = rn_ops (&n);

  for (guint i = 0; i < n; i++)
    if (is_layer (ops[i]))
      g_ptr_array_add (words, (gpointer) ops[i]->name);
  g_ptr_array_add (words, NULL);
  return words;
}

static void
mend_op (RnFinding *finding, const char *near)
{
  g_autofree char *label = g_strdup_printf ("op: %s", near);

  rn__because (finding, _("did you mean \"%s\"?"), near);
  rn__mend (finding, label, "{\"op\": \"%s\"}", near);
}

static const RnOp *
find_op (json_object *json, RnFindings *findings)
{
  g_autoptr (GPtrArray) words = layer_words ();
  g_autofree char *list = g_strjoinv (", ", (char **) words->pdata);
  json_object *value = NULL;
  gboolean text = json_object_object_get_ex (json, "op", &value)
                  && json_object_is_type (value, json_type_string);
  const char *word = text ? json_object_get_string (value) : "", *near;
  RnFinding *finding;

  if (g_strv_contains ((const char *const *) words->pdata, word))
    return rn_op_find (word);
  near = rn_nearest_word (word, (const char *const *) words->pdata);
  finding = rn__find (findings, text ? "unknown-word" : "wrong-type",
                      text ? RN_ERROR_UNKNOWN : RN_ERROR_FORMAT, "op");
  if (value != NULL)
    rn__found_json (finding, value);
  else
    rn__found (finding, "%s", _("nothing"));
  rn__expected (finding, _("one of %s"), list);
  if (near != NULL)
    mend_op (finding, near);
  return NULL;
}

static void
refuse_number (RnFindings *findings, const RnAttribute *attribute, double number)
{
  gboolean real = attribute->type == RN_ATTRIBUTE_REAL;
  double near = CLAMP (real ? number : round (number), attribute->minimum, attribute->maximum);
  RnFinding *finding = rn__find (findings, "out-of-range", RN_ERROR_RANGE, attribute->name);
  g_autofree char *label = g_strdup_printf ("%s: %g", attribute->name, near);

  rn__found (finding, "%g", number);
  rn__expected (finding, _("%s from %g to %g"), real ? _("a number") : _("an integer"),
                attribute->minimum, attribute->maximum);
  if (isfinite (near))
    rn__mend (finding, label, "{\"%s\": %.15g}", attribute->name, near);
}

static void
find_unknown (const RnOp *op, const char *key, json_object *value, RnFindings *findings)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint k = 0; k < op->n_attributes; k++)
    g_ptr_array_add (names, (gpointer) op->attributes[k].name);
  g_ptr_array_add (names, NULL);
  rn__find_unknown (findings, key, value, (const char *const *) names->pdata);
}

static void
find_attribute (RnShortcutLayer *layer, const char *key, json_object *value, RnFindings *findings)
{
  int place = rn_op_attribute (layer->op, key);
  const RnAttribute *attribute = place < 0 ? NULL : &layer->op->attributes[place];
  double number = json_object_get_double (value);
  RnFinding *finding;

  if (attribute == NULL)
    find_unknown (layer->op, key, value, findings);
  else if (!json_object_is_type (value, json_type_int)
           && !json_object_is_type (value, json_type_double)
           && !json_object_is_type (value, json_type_boolean))
    {
      finding = rn__find (findings, "wrong-type", RN_ERROR_FORMAT, key);
      rn__found_json (finding, value);
      rn__expected (finding, _("a number"));
    }
  else if (!(number >= attribute->minimum && number <= attribute->maximum)
           || (attribute->type != RN_ATTRIBUTE_REAL && number != floor (number)))
    refuse_number (findings, attribute, number);
  else
    layer->attributes[place] = number;
}

static void
find_missing (const RnShortcutLayer *layer, json_object *json, RnFindings *findings)
{
  for (guint k = 0; k < layer->op->n_attributes; k++)
    if (isnan (layer->attributes[k])
        && !json_object_object_get_ex (json, layer->op->attributes[k].name, NULL))
      {
        RnFinding *finding = rn__find (findings, "missing-key", RN_ERROR_FORMAT,
                                       layer->op->attributes[k].name);

        rn__found (finding, "%s", _("nothing"));
        rn__say (finding, _("%s needs \"%s\": %s"), layer->op->name, layer->op->attributes[k].name,
                 _(layer->op->attributes[k].doc));
      }
}

static void
find_in_layer (RnShortcutLayer *layer, json_object *json, RnFindings *findings)
{
  struct json_object_iterator i, end;

  if (!json_object_is_type (json, json_type_object))
    {
      RnFinding *finding = rn__find (findings, "wrong-type", RN_ERROR_FORMAT, NULL);

      rn__found_json (finding, json);
      rn__say (finding, _("expected an object, a layer"));
      return;
    }
  layer->op = find_op (json, findings);
  if (layer->op == NULL)
    return;
  for (guint k = 0; k < layer->op->n_attributes; k++)
    layer->attributes[k] = layer->op->attributes[k].fallback;
  end = json_object_iter_end (json);
  for (i = json_object_iter_begin (json); !json_object_iter_equal (&i, &end);
       json_object_iter_next (&i))
    if (!g_str_equal (json_object_iter_peek_name (&i), "op"))
      find_attribute (layer, json_object_iter_peek_name (&i), json_object_iter_peek_value (&i),
                      findings);
  find_missing (layer, json, findings);
}

/* Fills spec->layers from the "shortcut_layers" of a block's JSON, where there are any. */
void
rn__shortcut_layers_find (RnBlockSpec *spec, json_object *json, RnFindings *findings)
{
  json_object *list;
  gsize n;

  spec->n_layers = 0;
  memset (spec->layers, 0, sizeof spec->layers);
  if (!json_object_object_get_ex (json, "shortcut_layers", &list))
    return;
  n = json_object_is_type (list, json_type_array) ? json_object_array_length (list) : 0;
  if (n < 1 || n > RN_MAX_SHORTCUT_LAYERS)
    {
      RnFinding *finding = rn__find (findings, "wrong-type", RN_ERROR_FORMAT, "shortcut_layers");

      rn__found_json (finding, list);
      rn__expected (finding, _("a list of 1 to %d layers, like [{\"op\": \"avg_pool\", \"kernel\": 2, "
                               "\"stride\": 2}]"),
                    RN_MAX_SHORTCUT_LAYERS);
      return;
    }
  spec->n_layers = (guint) n;
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *step = g_strdup_printf ("shortcut_layers[%u]", (guint) i);

      rn__findings_enter (findings, step);
      find_in_layer (&spec->layers[i], json_object_array_get_idx (list, i), findings);
      rn__findings_leave (findings);
    }
}

static json_object *
write_layer (const RnShortcutLayer *layer)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "op", json_object_new_string (layer->op->name));
  for (guint k = 0; k < layer->op->n_attributes; k++)
    {
      const RnAttribute *attribute = &layer->op->attributes[k];
      double number = layer->attributes[k];

      if (number != attribute->fallback)
        json_object_object_add (json, attribute->name,
                                attribute->type == RN_ATTRIBUTE_REAL
                                  ? json_object_new_double (number)
                                  : json_object_new_int ((int) number));
    }
  return json;
}

/* (transfer full) (nullable): NULL where there are none */
json_object *
rn__shortcut_layers_write (const RnBlockSpec *spec)
{
  json_object *list = spec->n_layers > 0 ? json_object_new_array () : NULL;

  for (guint i = 0; i < spec->n_layers; i++)
    json_object_array_add (list, write_layer (&spec->layers[i]));
  return list;
}
