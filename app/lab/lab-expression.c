/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A tree of arithmetic: what it is worth, and what it asks for. Reading is in lab-expression-read.c. */
#include "config.h"

#include "lab-expression-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"

#define SAME 1e-6            /* of the larger: “==” is about measured numbers */

void
lab_value_clear (LabValue *self)
{
  g_clear_pointer (&self->text, g_free);
}

void
lab__term_free (LabTerm *self)
{
  for (guint i = 0; i < self->n; i++)
    lab__term_free (self->parts[i]);
  g_free (self->text);
  g_free (self);
}

void
lab_expression_free (LabExpression *self)
{
  g_clear_pointer (&self->root, lab__term_free);
  g_free (self->text);
  g_free (self);
}

const char *
lab_expression_text (const LabExpression *self)
{
  return self->text;
}

/* ── what is known here ── */

static double least (double a, double b) { return fmin (a, b); }
static double most (double a, double b) { return fmax (a, b); }

static const struct
{
  const char *name;
  double    (*one) (double);
  double    (*two) (double, double);
} known[] = {
  { "abs", fabs, NULL },     { "sqrt", sqrt, NULL },  { "log2", log2, NULL },
  { "log10", log10, NULL },  { "round", round, NULL }, { "pow", NULL, pow },
  { "min", NULL, least },    { "max", NULL, most },
};

int
lab__known_function (const char *name, guint *arguments)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      {
        *arguments = known[i].one != NULL ? 1 : 2;
        return (int) i;
      }
  return -1;
}

static gboolean
is_same (double a, double b)
{
  return fabs (a - b) <= SAME * fmax (fabs (a), fabs (b));
}

static double
combine (LabOperator operator, double a, double b)
{
  switch (operator)
    {
    case LAB_OPERATOR_ADD:      return a + b;
    case LAB_OPERATOR_SUBTRACT: return a - b;
    case LAB_OPERATOR_MULTIPLY: return a * b;
    case LAB_OPERATOR_DIVIDE:   return a / b;
    case LAB_OPERATOR_LESS:     return a < b;
    case LAB_OPERATOR_AT_MOST:  return a <= b;
    case LAB_OPERATOR_MORE:     return a > b;
    case LAB_OPERATOR_AT_LEAST: return a >= b;
    case LAB_OPERATOR_EQUAL:    return is_same (a, b);
    case LAB_OPERATOR_DIFFERS:  return !is_same (a, b);
    case LAB_OPERATOR_AND:      return a != 0 && b != 0;
    case LAB_OPERATOR_OR:       return a != 0 || b != 0;
    case LAB_OPERATOR_NOT:      return a == 0;
    case LAB_OPERATOR_MINUS:    return -a;
    }
  return NAN;
}

/* ── worth ── */

static gboolean evaluate (const LabTerm *term, const LabScope *scope, LabValue *value, GError **error);

static gboolean
evaluate_number (const LabTerm *term, const LabScope *scope, double *number, GError **error)
{
  g_auto (LabValue) value = { 0, NULL };

  if (!evaluate (term, scope, &value, error))
    return FALSE;
  if (value.text != NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“%s” is a text, expected a number"), value.text);
      return FALSE;
    }
  *number = value.number;
  return TRUE;
}

static gboolean
evaluate_parts (const LabTerm *term, const LabScope *scope, LabValue *value, GError **error)
{
  double numbers[2] = { 0, 0 };

  for (guint i = 0; i < term->n; i++)
    if (!evaluate_number (term->parts[i], scope, &numbers[i], error))
      return FALSE;
  if (term->kind == LAB_TERM_OPERATOR)
    value->number = combine (term->operator, numbers[0], numbers[1]);
  else
    value->number = known[term->known].one != NULL ? known[term->known].one (numbers[0])
                                                   : known[term->known].two (numbers[0], numbers[1]);
  return TRUE;
}

static gboolean
evaluate_call (const LabTerm *term, const LabScope *scope, LabValue *value, GError **error)
{
  LabValue arguments[LAB_CALL_MOST] = { { 0, NULL } };
  gboolean done = TRUE;

  for (guint i = 0; i < term->n && done; i++)
    done = evaluate (term->parts[i], scope, &arguments[i], error);
  done = done && scope->call (term->text, arguments, term->n, value, scope->data, error);
  for (guint i = 0; i < term->n; i++)
    lab_value_clear (&arguments[i]);
  return done;
}

static gboolean
evaluate (const LabTerm *term, const LabScope *scope, LabValue *value, GError **error)
{
  switch (term->kind)
    {
    case LAB_TERM_NUMBER:
      value->number = term->number;
      return TRUE;
    case LAB_TERM_TEXT:
      value->text = g_strdup (term->text);
      return TRUE;
    case LAB_TERM_NAME:
      return scope->name (term->text, value, scope->data, error);
    case LAB_TERM_CALL:
      return evaluate_call (term, scope, value, error);
    case LAB_TERM_KNOWN:
    case LAB_TERM_OPERATOR:
      return evaluate_parts (term, scope, value, error);
    }
  return FALSE;
}

gboolean
lab_expression_evaluate (const LabExpression *self, const LabScope *scope, LabValue *value, GError **error)
{
  *value = (LabValue) { 0, NULL };
  if (evaluate (self->root, scope, value, error))
    return TRUE;
  lab_value_clear (value);
  g_prefix_error (error, "%s: ", self->text);
  return FALSE;
}

/* ── what it asks for ── */

static void
mention (const LabTerm *term, LabMentionFunc tell, gpointer data)
{
  LabValue arguments[LAB_CALL_MOST];

  for (guint i = 0; i < term->n; i++)
    mention (term->parts[i], tell, data);
  if (term->kind == LAB_TERM_NAME)
    tell (term->text, NULL, G_MAXUINT, data);
  if (term->kind != LAB_TERM_CALL)
    return;
  for (guint i = 0; i < term->n; i++)
    {
      const LabTerm *part = term->parts[i];

      arguments[i].number = part->kind == LAB_TERM_NUMBER ? part->number : NAN;
      arguments[i].text = part->kind == LAB_TERM_TEXT ? part->text : NULL;
    }
  tell (term->text, arguments, term->n, data);
}

void
lab_expression_mentions (const LabExpression *self, LabMentionFunc tell, gpointer data)
{
  mention (self->root, tell, data);
}
