/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Controls by name, and presets that hide some. */
#include "config.h"

#include "lab-controls.h"

#include "fig-i18n.h"
#include "lab-lesson-private.h"
#include "rn-file.h"

#define BYTES_MOST (64 * 1024)

static const char *const words[] = { "model", "picture", "views", "export", "step-bar", "inspector", "timeline",
                                     "direction", "scissors", "norm", "overlay", "samples", "form", "rate",
                                     "minimap", "menu", NULL };

const char *const *
lab_control_words (void)
{
  return words;
}

static gboolean
find_control (json_object *json, LabControls *control, GError **error)
{
  g_autofree char *known = NULL;

  for (guint i = 0; json_object_is_type (json, json_type_string) && words[i] != NULL; i++)
    if (g_str_equal (words[i], json_object_get_string (json)))
      {
        *control = (LabControls) (1u << i);
        return TRUE;
      }
  known = g_strjoinv (", ", (char **) words);
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no control %s; known are %s"),
               json_object_to_json_string (json), known);
  return FALSE;
}

gboolean
lab_controls_read (json_object *list, LabControls *controls, GError **error)
{
  LabControls found = 0, control;

  if (!json_object_is_type (list, json_type_array))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("found %s, expected %s"), json_object_to_json_string (list),
                   _("a list of controls"));
      return FALSE;
    }
  for (gsize i = 0; i < json_object_array_length (list); i++)
    {
      if (!find_control (json_object_array_get_idx (list, i), &control, error))
        return FALSE;
      found |= control;
    }
  *controls = found;
  return TRUE;
}

/* ── presets ── */

void
lab_outfit_free (LabOutfit *self)
{
  json_object_put (self->commands);
  g_free (self);
}

#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }

static const RnSpecKey outfit_keys[] = {
  PART ("format", TRUE, N_("the text \"reslab-preset\"")),
  PART ("version", FALSE, N_("the number 1")),
  PART ("hide", FALSE, N_("a list of controls")),
  PART ("do", FALSE, N_("a list of commands")),
};

static void
keep_first (const char *place, const GError *error, gpointer data)
{
  GError **first = data;

  if (*first == NULL)
    *first = g_error_new (error->domain, error->code, "%s: %s", place, error->message);
}

static gboolean
read_outfit (LabOutfit *self, json_object *json, GError **error)
{
  json_object *format = NULL, *list = NULL, *commands = NULL;
  GError *first = NULL;
  char nothing;

  if (!rn_spec_read (outfit_keys, G_N_ELEMENTS (outfit_keys), json, "preset", &nothing, error))
    return FALSE;
  json_object_object_get_ex (json, "format", &format);
  if (g_strcmp0 (json_object_get_string (format), "reslab-preset") != 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“format” is %s, expected “reslab-preset”"),
                   json_object_to_json_string (format));
      return FALSE;
    }
  if (json_object_object_get_ex (json, "hide", &list) && !lab_controls_read (list, &self->hidden, error))
    return FALSE;
  if (json_object_object_get_ex (json, "do", &commands) && !json_object_is_type (commands, json_type_array))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“do” is %s, expected a list of commands"),
                   json_object_to_json_string (commands));
      return FALSE;
    }
  self->commands = lab__lesson_commands (commands, NULL, "do", keep_first, &first);
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}

gboolean
lab_outfit_is (const char *path)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, BYTES_MOST, NULL);
  json_object *json = NULL, *format = NULL;
  gboolean is;

  if (bytes != NULL)
    json = rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "preset", NULL);
  is = json_object_object_get_ex (json, "format", &format)
       && g_strcmp0 (json_object_get_string (format), "reslab-preset") == 0;
  json_object_put (json);
  return is;
}

LabOutfit *
lab_outfit_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, BYTES_MOST, error);
  g_autoptr (LabOutfit) self = g_new0 (LabOutfit, 1);
  json_object *json;
  gboolean done;

  if (bytes == NULL)
    return NULL;
  json = rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "preset", error);
  done = json != NULL && read_outfit (self, json, error);
  json_object_put (json);
  if (done)
    return g_steal_pointer (&self);
  g_prefix_error (error, "%s: ", path);
  return NULL;
}

gboolean
lab_outfit_put_on (const LabOutfit *self, Lab *lab, GError **error)
{
  for (gsize i = 0; i < json_object_array_length (self->commands); i++)
    if (!lab_do_json (lab, json_object_array_get_idx (self->commands, i), error))
      return FALSE;
  return TRUE;
}
