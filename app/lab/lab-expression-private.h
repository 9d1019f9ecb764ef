/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-expression.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_TERM_NUMBER,
  LAB_TERM_TEXT,
  LAB_TERM_NAME,
  LAB_TERM_CALL,             /* of a function that is asked for */
  LAB_TERM_KNOWN,            /* of one that is arithmetic */
  LAB_TERM_OPERATOR,
} LabTermKind;

typedef enum
{
  LAB_OPERATOR_ADD,
  LAB_OPERATOR_SUBTRACT,
  LAB_OPERATOR_MULTIPLY,
  LAB_OPERATOR_DIVIDE,
  LAB_OPERATOR_LESS,
  LAB_OPERATOR_AT_MOST,
  LAB_OPERATOR_MORE,
  LAB_OPERATOR_AT_LEAST,
  LAB_OPERATOR_EQUAL,
  LAB_OPERATOR_DIFFERS,
  LAB_OPERATOR_AND,
  LAB_OPERATOR_OR,
  LAB_OPERATOR_NOT,
  LAB_OPERATOR_MINUS,        /* of one term */
} LabOperator;

typedef struct _LabTerm LabTerm;

struct _LabTerm
{
  LabTermKind kind;
  double      number;
  char       *text;          /* (owned) (nullable) of a text, name or call */
  LabOperator operator;
  int         known;
  guint       n;
  LabTerm    *parts[LAB_CALL_MOST];      /* (owned) [n] */
};

struct _LabExpression
{
  char    *text;
  LabTerm *root;
};

void lab__term_free      (LabTerm *self);
/* The place among the functions known here and how many arguments it takes; −1: none of them. */
int  lab__known_function (const char *name, guint *arguments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTerm, lab__term_free)

G_END_DECLS
