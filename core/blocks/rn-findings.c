/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The list of what is wrong with a spec. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-findings-private.h"
#include "rn-spec-patch.h"

void
rn__mending_free (gpointer data)
{
  RnMending *self = data;

  g_free (self->label);
  g_free (self->place);
  json_object_put (self->merge);
  g_free (self);
}

static void
finding_free (gpointer data)
{
  RnFinding *self = data;

  g_free (self->place);
  g_free (self->key);
  g_ptr_array_unref (self->scopes);
  g_free (self->found);
  g_free (self->expected);
  g_free (self->sentence);
  g_free (self->reason);
  g_ptr_array_unref (self->mendings);
  rn_mismatch_free (self->mismatch);
  g_free (self);
}

RnFindings *
rn_findings_new (const char *what)
{
  RnFindings *self = g_new0 (RnFindings, 1);

  self->what = g_strdup (what);
  self->list = g_ptr_array_new_with_free_func (finding_free);
  self->places = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
rn_findings_free (RnFindings *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->list);
  g_ptr_array_unref (self->places);
  g_free (self->what);
  g_free (self);
}

guint
rn_findings_n (const RnFindings *self)
{
  return self->list->len;
}

const RnFinding *
rn_findings_nth (const RnFindings *self, guint i)
{
  return self->list->pdata[i];
}

RnFinding *
rn__findings_nth (RnFindings *self, guint i)
{
  return self->list->pdata[i];
}

guint
rn_findings_count (const RnFindings *self, RnSeverity severity)
{
  guint n = 0;

  for (guint i = 0; i < self->list->len; i++)
    n += rn_findings_nth (self, i)->severity == severity;
  return n;
}

/* ── adding ── */

static const char *
place_now (const RnFindings *self)
{
  return self->places->len > 0 ? self->places->pdata[self->places->len - 1] : "";
}

static char *
join (const char *place, const char *step)
{
  return *place == '\0' || *step == '\0' ? g_strconcat (place, step, NULL)
                                         : g_strconcat (place, ".", step, NULL);
}

void
rn__findings_enter (RnFindings *self, const char *step)
{
  g_ptr_array_add (self->places, join (place_now (self), step));
}

void
rn__findings_leave (RnFindings *self)
{
  g_ptr_array_set_size (self->places, (int) self->places->len - 1);
}

static RnFinding *
add (RnFindings *self, RnSeverity severity, const char *code, RnError error, const char *key)
{
  RnFinding *finding = g_new0 (RnFinding, 1);

  finding->severity = severity;
  finding->error = error;
  finding->code = code;
  finding->place = join (place_now (self), key != NULL ? key : "");
  finding->key = g_strdup (key);
  finding->scopes = g_ptr_array_new_with_free_func (g_free);
  finding->mendings = g_ptr_array_new_with_free_func (rn__mending_free);
  g_ptr_array_add (self->list, finding);
  return finding;
}

RnFinding *
rn__find (RnFindings *self, const char *code, RnError error, const char *key)
{
  return add (self, RN_SEVERITY_ERROR, code, error, key);
}

RnFinding *
rn__find_in (RnFindings *self, const char *code, RnError error, const char *key, const char *step,
             ...)
{
  g_autofree char *place = NULL;
  RnFinding *finding;
  va_list arguments;

  va_start (arguments, step);
  place = g_strdup_vprintf (step, arguments);
  va_end (arguments);
  rn__findings_enter (self, place);
  finding = rn__find (self, code, error, key);
  rn__findings_leave (self);
  return finding;
}

RnFinding *
rn__warn (RnFindings *self, const char *code, const char *key)
{
  return add (self, RN_SEVERITY_WARNING, code, RN_ERROR_RANGE, key);
}

/* The place of the object it is about, or that its key is in: "stages[1].block". */
char *
rn__finding_object (const RnFinding *self)
{
  gsize length = strlen (self->place), key = self->key != NULL ? strlen (self->key) : 0;

  return g_strndup (self->place, key == 0 ? length : length - MIN (length, key + 1));
}

static void
take_text (char **text, const char *format, va_list arguments)
{
  g_free (*text);
  *text = g_strdup_vprintf (format, arguments);
}

#define TAKE(field) \
  G_STMT_START \
  { \
    va_list arguments; \
    va_start (arguments, format); \
    take_text (&self->field, format, arguments); \
    va_end (arguments); \
  } \
  G_STMT_END

/* The usual sentence, once both halves are there. */
static void
compose (RnFinding *self)
{
  if (self->key == NULL)
    return;
  g_free (self->sentence);
  if (self->expected == NULL)
    self->sentence = g_strdup_printf (_("\"%s\" is %s"), self->key, self->found);
  else
    self->sentence = g_strdup_printf (_("\"%s\" is %s, expected %s"), self->key, self->found,
                                      self->expected);
}

void
rn__found (RnFinding *self, const char *format, ...)
{
  TAKE (found);
  compose (self);
}

void
rn__expected (RnFinding *self, const char *format, ...)
{
  TAKE (expected);
  compose (self);
}

void
rn__say (RnFinding *self, const char *format, ...)
{
  TAKE (sentence);
}

void
rn__because (RnFinding *self, const char *format, ...)
{
  TAKE (reason);
}

static void
take_mending (RnFinding *self, const char *label, json_object *merge)
{
  RnMending *mending = g_new0 (RnMending, 1);

  g_assert (json_object_is_type (merge, json_type_object));
  mending->label = g_strdup (label);
  mending->place = rn__finding_object (self);
  mending->merge = merge;
  g_ptr_array_add (self->mendings, mending);
}

void
rn__mend (RnFinding *self, const char *label, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  take_mending (self, label, json_tokener_parse (text));
}

void
rn__mend_leave_out (RnFinding *self)
{
  json_object *merge = json_object_new_object ();

  json_object_object_add (merge, self->key, NULL);
  take_mending (self, _("Leave it out"), merge);
}

void
rn__mend_number (RnFinding *self, const char *key, int value)
{
  g_autofree char *label = g_strdup_printf ("%s: %d", key, value);
  json_object *merge = json_object_new_object ();

  json_object_object_add (merge, key, json_object_new_int (value));
  take_mending (self, label, merge);
}

/* ── the whole list ── */

static gboolean
is_same (const RnFinding *a, const RnFinding *b)
{
  return g_str_equal (a->code, b->code) && g_str_equal (a->place, b->place)
         && g_strcmp0 (a->found, b->found) == 0 && g_strcmp0 (a->expected, b->expected) == 0
         && a->line == b->line && a->column == b->column;
}

static void
join_scopes (RnFinding *self, RnFinding *other)
{
  for (guint i = 0; i < other->scopes->len; i++)
    if (!g_ptr_array_find_with_equal_func (self->scopes, other->scopes->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (self->scopes, g_strdup (other->scopes->pdata[i]));
}

void
rn__findings_join (RnFindings *self)
{
  for (guint i = 0; i < self->list->len; i++)
    for (guint k = i + 1; k < self->list->len;)
      if (is_same (self->list->pdata[i], self->list->pdata[k]))
        {
          join_scopes (self->list->pdata[i], self->list->pdata[k]);
          g_ptr_array_remove_index (self->list, k);
        }
      else
        k++;
}

void
rn__findings_sort (RnFindings *self)
{
  guint n = self->list->len;

  for (guint i = 0, sorted = 0; i < n; i++, sorted++)
    if (rn_findings_nth (self, sorted)->severity == RN_SEVERITY_WARNING)
      {
        g_ptr_array_add (self->list, g_ptr_array_steal_index (self->list, sorted));
        sorted--;
      }
}

void
rn__findings_move (RnFindings *self, RnFindings *from)
{
  g_ptr_array_extend_and_steal (self->list, g_steal_pointer (&from->list));
  from->list = g_ptr_array_new_with_free_func (finding_free);
}

gboolean
rn_mending_apply (const RnMending *self, json_object *spec, GError **error)
{
  return rn_spec_patch_at (spec, self->place, self->merge, error);
}
