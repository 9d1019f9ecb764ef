/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-findings.h"

G_BEGIN_DECLS

/* For the two files that are its own: rn-findings.c adds, rn-findings-tell.c tells. */
struct _RnFindings
{
  char      *what;           /* owned */
  GPtrArray *list;           /* owned (element-type RnFinding) */
  GPtrArray *places;         /* owned (element-type utf8) the place that is entered, last */
};

/*
 * How checks report: rn__find() adds a finding about a key, the functions below fill it in. A check
 * tells of everything it sees and returns nothing; whoever needs to know counts errors before and
 * after.
 */

/* Where the keys that follow lie: "stages[1]", "block". Places nest. */
void       rn__findings_enter (RnFindings *self, const char *step);
void       rn__findings_leave (RnFindings *self);

/* @key: (nullable) NULL: the object itself. (transfer none), valid until the next one is added */
RnFinding *rn__find (RnFindings *self, const char *code, RnError error, const char *key);
RnFinding *rn__warn (RnFindings *self, const char *code, const char *key);
/* The same, of a key of a part of the place that is entered: "stages[%u]" */
RnFinding *rn__find_in (RnFindings *self, const char *code, RnError error, const char *key,
                        const char *step, ...) G_GNUC_PRINTF (5, 6);

/* What was found and expected. The finding's sentence is then: "KEY" is FOUND, expected EXPECTED. */
void       rn__found    (RnFinding *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void       rn__expected (RnFinding *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* A sentence in its own words, without a full stop. */
void       rn__say      (RnFinding *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void       rn__because  (RnFinding *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Proposes a change of the object the key is in. @format makes JSON: {"shortcut": "projection"} */
void       rn__mend     (RnFinding *self, const char *label, const char *format, ...)
                         G_GNUC_PRINTF (3, 4);
/* The key is taken away. */
void       rn__mend_leave_out (RnFinding *self);
/* The key gets another number. */
void       rn__mend_number (RnFinding *self, const char *key, int value);

/* The place of the object it is about, or that its key is in: "stages[1].block". (transfer full) */
char      *rn__finding_object (const RnFinding *self);

/* Those about the same thing in several blocks become one. */
void       rn__findings_join (RnFindings *self);
/* Errors before warnings, else as they were found. */
void       rn__findings_sort (RnFindings *self);
RnFinding *rn__findings_nth  (RnFindings *self, guint i);
/* Of @mending, which is given up. */
void       rn__mending_free  (gpointer mending);
/* Takes all that @from has. */
void       rn__findings_move (RnFindings *self, RnFindings *from);

G_END_DECLS
