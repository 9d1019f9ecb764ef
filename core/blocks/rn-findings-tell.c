/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a list of findings says: its first error as a GError, all of it as JSON. */
#include "config.h"

#include "rn-findings-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ── the first error ── */

/* "shortcut": "projection" */
static char *
merge_text (json_object *merge)
{
  char *text = g_strdup (json_object_to_json_string_ext (merge, JSON_C_TO_STRING_SPACED));
  gsize length = strlen (text);

  text[length - 1] = '\0';                            /* the braces */
  memmove (text, text + 1, length - 1);
  return g_strstrip (text);
}

static void
append_paths (GString *text, const RnFinding *finding)
{
  g_autofree char *paths = rn_mismatch_text (finding->mismatch);

  g_string_append_printf (text, "\n%s", paths);
  for (guint i = 0; i < finding->mendings->len; i++)
    {
      g_autofree char *merge = merge_text (((RnMending *) finding->mendings->pdata[i])->merge);

      g_string_append_printf (text, "%s%s", i > 0 ? _(", or ") : _("  It would fit with "), merge);
    }
}

/* The error of a finding: where, what, why, and both paths with what would make them fit. */
static char *
tell (const RnFindings *self, const RnFinding *finding)
{
  g_autofree char *object = rn__finding_object (finding);
  GString *text = g_string_new (self->what);

  if (finding->scopes->len > 0)
    g_string_append_printf (text, _(": block \"%s\""), (char *) finding->scopes->pdata[0]);
  else if (*object != '\0')
    g_string_append_printf (text, ": %s", object);
  g_string_append_printf (text, ": %s", finding->sentence);
  if (finding->reason != NULL)
    g_string_append_printf (text, ": %s", finding->reason);
  if (finding->mismatch != NULL)
    append_paths (text, finding);
  return g_string_free (text, FALSE);
}

gboolean
rn_findings_check (const RnFindings *self, GError **error)
{
  for (guint i = 0; i < self->list->len; i++)
    if (rn_findings_nth (self, i)->severity == RN_SEVERITY_ERROR)
      {
        g_autofree char *message = tell (self, self->list->pdata[i]);

        g_set_error_literal (error, RN_ERROR, rn_findings_nth (self, i)->error, message);
        return FALSE;
      }
  return TRUE;
}

/* ── JSON ── */

static void
add_text (json_object *json, const char *key, const char *text)
{
  json_object_object_add (json, key, text != NULL ? json_object_new_string (text) : NULL);
}

static json_object *
mendings_json (const RnFinding *self)
{
  json_object *list = json_object_new_array ();

  for (guint i = 0; i < self->mendings->len; i++)
    {
      const RnMending *mending = self->mendings->pdata[i];
      json_object *json = json_object_new_object ();

      add_text (json, "label", mending->label);
      add_text (json, "place", mending->place);
      json_object_object_add (json, "merge", json_object_get (mending->merge));
      json_object_array_add (list, json);
    }
  return list;
}

static json_object *
scopes_json (const RnFinding *self)
{
  json_object *list = json_object_new_array ();

  for (guint i = 0; i < self->scopes->len; i++)
    json_object_array_add (list, json_object_new_string (self->scopes->pdata[i]));
  return list;
}

static json_object *
finding_json (const RnFinding *self)
{
  json_object *json = json_object_new_object ();

  add_text (json, "severity", self->severity == RN_SEVERITY_ERROR ? "error" : "warning");
  add_text (json, "code", self->code);
  add_text (json, "place", self->place);
  json_object_object_add (json, "scopes", scopes_json (self));
  if (self->line > 0)
    {
      json_object_object_add (json, "line", json_object_new_int ((int) self->line));
      json_object_object_add (json, "column", json_object_new_int ((int) self->column));
    }
  add_text (json, "found", self->found);
  add_text (json, "expected", self->expected);
  add_text (json, "sentence", self->sentence);
  add_text (json, "reason", self->reason);
  json_object_object_add (json, "mendings", mendings_json (self));
  if (self->mismatch != NULL)
    json_object_object_add (json, "mismatch", rn_mismatch_json (self->mismatch));
  return json;
}

json_object *
rn_findings_json (const RnFindings *self)
{
  json_object *json = json_object_new_object (), *list = json_object_new_array ();

  for (guint i = 0; i < self->list->len; i++)
    json_object_array_add (list, finding_json (self->list->pdata[i]));
  add_text (json, "format", "reslab-findings");
  json_object_object_add (json, "version", json_object_new_int (1));
  json_object_object_add (
    json, "errors", json_object_new_int ((int) rn_findings_count (self, RN_SEVERITY_ERROR)));
  json_object_object_add (
    json, "warnings", json_object_new_int ((int) rn_findings_count (self, RN_SEVERITY_WARNING)));
  json_object_object_add (json, "findings", list);
  return json;
}
