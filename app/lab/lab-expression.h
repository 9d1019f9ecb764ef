/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Arithmetic over what the lab has computed:
 *   or | and | not | < <= > >= == != | + - | * / | unary − | numbers 'texts' names f(…) ( … )
 * == and != hold within 1e-6 of the larger. abs min max sqrt log2 log10 pow round are known here; other
 * functions, and names, are asked for. Truth is 1 and 0. Immutable once read.
 */
typedef struct _LabExpression LabExpression;

#define LAB_CALL_MOST 5      /* arguments of a function */

/* A number, or where text is given a text. */
typedef struct
{
  double number;
  char  *text;               /* (owned) (nullable) */
} LabValue;

typedef struct
{
  /* Each FALSE with @error set: there is no such thing, or not now. */
  gboolean (*name) (const char *name, LabValue *value, gpointer data, GError **error);
  gboolean (*call) (const char *function, const LabValue *arguments, guint n, LabValue *value, gpointer data,
                    GError **error);
  gpointer data;
} LabScope;

/* RN_ERROR_FORMAT says at which character, what was found and what was expected. At most 1,000
 * characters and 40 parentheses deep. */
LabExpression *lab_expression_read     (const char *text, GError **error);
void           lab_expression_free     (LabExpression *self);
const char    *lab_expression_text     (const LabExpression *self);
/* @value is to be cleared. */
gboolean       lab_expression_evaluate (const LabExpression *self, const LabScope *scope, LabValue *value,
                                        GError **error);
/* Every function that is not arithmetic, with its arguments where they are written as such (a number or
 * a text; of others number is NAN), and every name, which has no arguments (n is G_MAXUINT). */
typedef void (*LabMentionFunc) (const char *name, const LabValue *arguments, guint n, gpointer data);
void           lab_expression_mentions (const LabExpression *self, LabMentionFunc tell, gpointer data);

void           lab_value_clear         (LabValue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabExpression, lab_expression_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabValue, lab_value_clear)

G_END_DECLS
