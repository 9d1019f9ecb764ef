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

static gboolean
refuse (const char *what, guint index, RnError code, GError **error, const char *format, ...)
  G_GNUC_PRINTF (5, 6);

static gboolean
refuse (const char *what, guint index, RnError code, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, RN_ERROR, code, "%s: \"shortcut_layers\"[%u]: %s", what, index, text);
  return FALSE;
}

static const RnOp *
find_op (json_object *json, const char *what, guint index, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *list = NULL;
  const RnOp *op = NULL;
  const char *word;
  json_object *value;
  guint n;
  const RnOp *const *ops = rn_ops (&n);

  if (!json_object_object_get_ex (json, "op", &value) || !json_object_is_type (value, json_type_string))
    {
      refuse (what, index, RN_ERROR_FORMAT, error, _("expected \"op\", the name of a layer"));
      return NULL;
    }
  word = json_object_get_string (value);
  for (guint i = 0; i < n; i++)
    if (is_layer (ops[i]))
      {
        g_ptr_array_add (words, (gpointer) ops[i]->name);
        if (g_str_equal (ops[i]->name, word))
          op = ops[i];
      }
  g_ptr_array_add (words, NULL);
  list = g_strjoinv (", ", (char **) words->pdata);
  if (op == NULL)
    refuse (what, index, RN_ERROR_UNKNOWN, error, _("\"op\" is \"%.40s\", expected one of %s"), word,
            list);
  return op;
}

static gboolean
read_attribute (RnShortcutLayer *layer, const char *key, json_object *value, const char *what,
                guint index, GError **error)
{
  int place = rn_op_attribute (layer->op, key);
  const RnAttribute *attribute;
  double number;

  if (place < 0)
    return refuse (what, index, RN_ERROR_UNKNOWN, error, _("%s has no \"%.40s\""), layer->op->name, key);
  attribute = &layer->op->attributes[place];
  if (!json_object_is_type (value, json_type_int) && !json_object_is_type (value, json_type_double)
      && !json_object_is_type (value, json_type_boolean))
    return refuse (what, index, RN_ERROR_FORMAT, error, _("\"%s\": expected a number"), key);
  number = json_object_get_double (value);
  if (!(number >= attribute->minimum && number <= attribute->maximum)
      || (attribute->type != RN_ATTRIBUTE_REAL && number != floor (number)))
    return refuse (what, index, RN_ERROR_RANGE, error, _("\"%s\" is %g, expected %s from %g to %g"),
                   key, number,
                   attribute->type == RN_ATTRIBUTE_REAL ? _("a number") : _("an integer"),
                   attribute->minimum, attribute->maximum);
  layer->attributes[place] = number;
  return TRUE;
}

static gboolean
read_layer (RnShortcutLayer *layer, json_object *json, const char *what, guint index,
            GError **error)
{
  struct json_object_iterator i, end;

  if (!json_object_is_type (json, json_type_object))
    return refuse (what, index, RN_ERROR_FORMAT, error, _("expected an object, a layer"));
  layer->op = find_op (json, what, index, error);
  if (layer->op == NULL)
    return FALSE;
  for (guint k = 0; k < layer->op->n_attributes; k++)
    layer->attributes[k] = layer->op->attributes[k].fallback;
  end = json_object_iter_end (json);
  for (i = json_object_iter_begin (json); !json_object_iter_equal (&i, &end);
       json_object_iter_next (&i))
    if (!g_str_equal (json_object_iter_peek_name (&i), "op")
        && !read_attribute (layer, json_object_iter_peek_name (&i), json_object_iter_peek_value (&i),
                            what, index, error))
      return FALSE;
  for (guint k = 0; k < layer->op->n_attributes; k++)
    if (isnan (layer->attributes[k]))
      return refuse (what, index, RN_ERROR_FORMAT, error, _("%s needs \"%s\": %s"), layer->op->name,
                     layer->op->attributes[k].name, layer->op->attributes[k].doc);
  return TRUE;
}

/*
 * Fills spec->layers from the "shortcut_layers" of a block's JSON, where there are any.
 *
 * Errors: RN_ERROR_FORMAT, RN_ERROR_UNKNOWN, RN_ERROR_RANGE, naming the layer and its key
 */
gboolean
rn__shortcut_layers_read (RnBlockSpec *spec, json_object *json, const char *what, GError **error)
{
  json_object *list;
  gsize n;

  spec->n_layers = 0;
  memset (spec->layers, 0, sizeof spec->layers);
  if (!json_object_object_get_ex (json, "shortcut_layers", &list))
    return TRUE;
  n = json_object_is_type (list, json_type_array) ? json_object_array_length (list) : 0;
  if (n < 1 || n > RN_MAX_SHORTCUT_LAYERS)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("%s: \"shortcut_layers\": expected a list of 1 to %d layers, like "
                     "[{\"op\": \"avg_pool\", \"kernel\": 2, \"stride\": 2}]"),
                   what, RN_MAX_SHORTCUT_LAYERS);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (!read_layer (&spec->layers[i], json_object_array_get_idx (list, i), what, i, error))
      return FALSE;
  spec->n_layers = (guint) n;
  return TRUE;
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
