/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-error.h"

G_BEGIN_DECLS

/*
 * A table, built cell by cell and written for people or for machines. Cells fill the columns from
 * left to right; after the last one a new row begins. Numbers are kept as numbers: text and
 * Markdown show them as people read them, CSV and JSON in full.
 */
typedef struct _RnTable RnTable;

typedef enum
{
  RN_TABLE_TEXT,             /* aligned columns */
  RN_TABLE_MARKDOWN,
  RN_TABLE_CSV,              /* RFC 4180, the columns' keys in the first line */
  RN_TABLE_JSON,             /* an array of objects, by the columns' keys */
} RnTableFormat;

typedef enum
{
  RN_ALIGN_LEFT,
  RN_ALIGN_RIGHT,
} RnAlign;

RN_API RnTable *rn_table_new          (void);
RN_API void     rn_table_free         (RnTable *self);
/*
 * All columns come before the first cell. @key: "mult_adds"; @title: "Mult-adds", with the unit
 * people need.
 */
RN_API void     rn_table_add_column   (RnTable *self, const char *key, const char *title,
                                       RnAlign align);

RN_API void     rn_table_add_text     (RnTable *self, const char *text);          /* NULL: empty */
/* 11,689,512 for people */
RN_API void     rn_table_add_integer  (RnTable *self, guint64 value);
/* @decimals for people; not finite: "–", and null or nothing for machines */
RN_API void     rn_table_add_real     (RnTable *self, double value, guint decimals);
/* A number that people read as @text: "1.81 G" */
RN_API void     rn_table_add_shown    (RnTable *self, double value, const char *text);
RN_API void     rn_table_add_rule     (RnTable *self);      /* between two rows, in text only */
RN_API guint    rn_table_n_rows       (const RnTable *self);
RN_API guint    rn_table_n_columns    (const RnTable *self);
/* as people read it; "" where a cell is empty */
RN_API const char *rn_table_cell      (const RnTable *self, guint row, guint column);
RN_API const char *rn_table_column    (const RnTable *self, guint column, RnAlign *align);

/* (transfer full) ends with a newline */
RN_API char    *rn_table_write        (const RnTable *self, RnTableFormat format);
/* "table" or "text", "md" or "markdown", "csv", "json"; RN_ERROR_UNKNOWN */
RN_API gboolean rn_table_format_parse (const char *text, RnTableFormat *format, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTable, rn_table_free)

G_END_DECLS
