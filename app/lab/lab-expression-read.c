/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Reads an expression, loosest operators first:
 *   or: and ("or" and)…    and: not ("and" not)…    not: "not" not | comparison
 *   comparison: sum [< <= > >= == != sum]    sum: product (+ − product)…    product: sign (* / sign)…
 *   sign: − sign | number | 'text' | name | function ( or, … ) | ( or )
 */
#include "config.h"

#include "lab-expression-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"

#define LENGTH_MOST 1000
#define DEEPEST     40

typedef struct
{
  const char *text;
  const char *at;
  guint       depth;
} Reader;

static LabTerm *read_or (Reader *self, GError **error);

static LabTerm *
refuse (const Reader *self, GError **error, const char *expected)
{
  glong place = g_utf8_strlen (self->text, self->at - self->text) + 1;

  if (*self->at == '\0')
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“%s” ends where %s is expected"), self->text,
                 expected);
  else
    /* TRANSLATORS: an expression, the number of a character in it, what stands there, what should */
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                 _("“%s”, character %ld: found “%.*s”, expected %s"), self->text, place,
                 (int) (g_utf8_next_char (self->at) - self->at), self->at, expected);
  return NULL;
}

static void
skip_space (Reader *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Takes the sign or word @sign if it stands here. */
static gboolean
take (Reader *self, const char *sign)
{
  gsize n = strlen (sign);

  skip_space (self);
  if (strncmp (self->at, sign, n) != 0 || (is_word_char (*sign) && is_word_char (self->at[n])))
    return FALSE;
  self->at += n;
  return TRUE;
}

static LabTerm *
new_operator (LabOperator operator, LabTerm *a, LabTerm *b)
{
  LabTerm *term = g_new0 (LabTerm, 1);

  term->kind = LAB_TERM_OPERATOR;
  term->operator = operator;
  term->parts[0] = a;
  term->parts[1] = b;
  term->n = b != NULL ? 2 : 1;
  return term;
}

/* ── leaves ── */

static LabTerm *
read_number (Reader *self, GError **error)
{
  LabTerm *term = g_new0 (LabTerm, 1);
  char *end;

  term->kind = LAB_TERM_NUMBER;
  term->number = g_ascii_strtod (self->at, &end);
  self->at = end;
  return term;
}

static LabTerm *
read_text (Reader *self, GError **error)
{
  const char *close = strchr (self->at + 1, '\'');
  LabTerm *term;

  if (close == NULL)
    {
      self->at += strlen (self->at);
      return refuse (self, error, _("the text's closing '"));
    }
  term = g_new0 (LabTerm, 1);
  term->kind = LAB_TERM_TEXT;
  term->text = g_strndup (self->at + 1, (gsize) (close - self->at - 1));
  self->at = close + 1;
  return term;
}

static gboolean
read_arguments (Reader *self, LabTerm *term, GError **error)
{
  if (take (self, ")"))
    return TRUE;
  do
    {
      if (term->n == LAB_CALL_MOST)
        return refuse (self, error, _("no more arguments")) != NULL;
      if ((term->parts[term->n] = read_or (self, error)) == NULL)
        return FALSE;
      term->n++;
    }
  while (take (self, ","));
  return take (self, ")") || refuse (self, error, "“,” or “)”") != NULL;
}

static LabTerm *
read_word (Reader *self, GError **error)
{
  g_autoptr (LabTerm) term = g_new0 (LabTerm, 1);
  const char *start = self->at;
  guint arguments = 0;

  while (is_word_char (*self->at))
    self->at++;
  term->text = g_strndup (start, (gsize) (self->at - start));
  term->kind = LAB_TERM_NAME;
  if (!take (self, "("))
    return g_steal_pointer (&term);
  if (!read_arguments (self, term, error))
    return NULL;
  term->known = lab__known_function (term->text, &arguments);
  term->kind = term->known >= 0 ? LAB_TERM_KNOWN : LAB_TERM_CALL;
  if (term->known < 0 || term->n == arguments)
    return g_steal_pointer (&term);
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("“%s”: %s takes %u numbers, found %u"), self->text, term->text, arguments, term->n);
  return NULL;
}

static LabTerm *
read_brackets (Reader *self, GError **error)
{
  g_autoptr (LabTerm) term = NULL;

  self->at++;
  term = read_or (self, error);
  if (term == NULL)
    return NULL;
  return take (self, ")") ? g_steal_pointer (&term) : refuse (self, error, "“)”");
}

static LabTerm *
read_sign (Reader *self, GError **error)
{
  LabTerm *term = NULL;

  if (++self->depth > DEEPEST)
    return refuse (self, error, _("less nesting"));
  if (take (self, "-") || take (self, "−"))
    {
      term = read_sign (self, error);
      term = term != NULL ? new_operator (LAB_OPERATOR_MINUS, term, NULL) : NULL;
    }
  else if (g_ascii_isdigit (*self->at) || (*self->at == '.' && g_ascii_isdigit (self->at[1])))
    term = read_number (self, error);
  else if (*self->at == '\'')
    term = read_text (self, error);
  else if (*self->at == '(')
    term = read_brackets (self, error);
  else if (is_word_char (*self->at))
    term = read_word (self, error);
  else
    refuse (self, error, _("a number, name, function or bracket"));
  self->depth--;
  return term;
}

/* ── operators ── */

typedef struct
{
  const char *sign;
  LabOperator operator;
} Sign;

static const Sign products[] = { { "*", LAB_OPERATOR_MULTIPLY }, { "×", LAB_OPERATOR_MULTIPLY },
                                 { "/", LAB_OPERATOR_DIVIDE }, { NULL, 0 } };
static const Sign sums[] = { { "+", LAB_OPERATOR_ADD }, { "-", LAB_OPERATOR_SUBTRACT },
                             { "−", LAB_OPERATOR_SUBTRACT }, { NULL, 0 } };
/* longer signs first */
static const Sign comparisons[] = { { "<=", LAB_OPERATOR_AT_MOST }, { ">=", LAB_OPERATOR_AT_LEAST },
                                    { "==", LAB_OPERATOR_EQUAL },   { "!=", LAB_OPERATOR_DIFFERS },
                                    { "<", LAB_OPERATOR_LESS },     { ">", LAB_OPERATOR_MORE },
                                    { NULL, 0 } };
static const Sign ands[] = { { "and", LAB_OPERATOR_AND }, { NULL, 0 } };
static const Sign ors[] = { { "or", LAB_OPERATOR_OR }, { NULL, 0 } };

static const Sign *
take_sign (Reader *self, const Sign *signs)
{
  for (; signs->sign != NULL; signs++)
    if (take (self, signs->sign))
      return signs;
  return NULL;
}

/* Terms joined by any of @signs, @most of them, from the left. */
static LabTerm *
read_row (Reader *self, const Sign *signs, guint most, LabTerm *(*inner) (Reader *, GError **),
          GError **error)
{
  g_autoptr (LabTerm) row = inner (self, error);
  const Sign *sign = NULL;

  while (row != NULL && most-- > 0 && (sign = take_sign (self, signs)) != NULL)
    {
      LabTerm *next = inner (self, error);

      if (next == NULL)
        return NULL;
      row = new_operator (sign->operator, row, next);
    }
  return g_steal_pointer (&row);
}

static LabTerm *
read_product (Reader *self, GError **error)
{
  return read_row (self, products, G_MAXUINT, read_sign, error);
}

static LabTerm *
read_sum (Reader *self, GError **error)
{
  return read_row (self, sums, G_MAXUINT, read_product, error);
}

static LabTerm *
read_not (Reader *self, GError **error)
{
  LabTerm *term = NULL;

  if (!take (self, "not"))
    return read_row (self, comparisons, 1, read_sum, error);
  if (++self->depth > DEEPEST)
    return refuse (self, error, _("less nesting"));
  term = read_not (self, error);
  self->depth--;
  return term != NULL ? new_operator (LAB_OPERATOR_NOT, term, NULL) : NULL;
}

static LabTerm *
read_and (Reader *self, GError **error)
{
  return read_row (self, ands, G_MAXUINT, read_not, error);
}

static LabTerm *
read_or (Reader *self, GError **error)
{
  return read_row (self, ors, G_MAXUINT, read_and, error);
}

LabExpression *
lab_expression_read (const char *text, GError **error)
{
  Reader reader = { text, text, 0 };
  g_autoptr (LabExpression) self = g_new0 (LabExpression, 1);

  if (strlen (text) > LENGTH_MOST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("an expression of %u characters: at most %d are read"),
                   (guint) MIN (strlen (text), G_MAXUINT), LENGTH_MOST);
      return NULL;
    }
  self->text = g_strdup (text);
  self->root = read_or (&reader, error);
  if (self->root == NULL)
    return NULL;
  skip_space (&reader);
  if (*reader.at != '\0')
    {
      refuse (&reader, error, _("an operator or the end"));
      return NULL;
    }
  return g_steal_pointer (&self);
}
