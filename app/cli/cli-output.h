/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "fig-format.h"
#include "rn-graph.h"
#include "rn-table.h"

G_BEGIN_DECLS

/* A row of a GOptionEntry table that fills a char * with the format's name. */
#define CLI_FORMAT_ENTRY(word) \
    { "format", 0, 0, G_OPTION_ARG_STRING, &(word), "table (default), json, csv or md", "NAME" }

/* NULL: table */
gboolean     cli_format_parse (const char *word, RnTableFormat *format, GError **error);
/* “N,C,H,W” of --input; NULL leaves @shape of rank 0, which means the spec's own. */
gboolean     cli_parse_input  (const char *word, RnShape *shape, GError **error);
void         cli_print_table  (const RnTable *table, RnTableFormat format);
/* The rows as JSON, to be part of more. (transfer full) */
json_object *cli_table_json   (const RnTable *table);
void         cli_print_json   (json_object *json /* (transfer full) */);

/* A number as fig_format() writes it for people. */
void         cli_add_number   (RnTable *table, FigUnit unit, double value);
void         cli_add_fixed    (RnTable *table, double value, guint decimals);
/* “3×3 /2, 32 groups”; "" for ops without a window. (transfer full) */
char        *cli_kernel_words (const RnGraph *graph, RnNode node);
/* An attribute of a node's op by name; @fallback where it has none. */
double       cli_attribute    (const RnGraph *graph, RnNode node, const char *name,
                               double fallback);

G_END_DECLS
