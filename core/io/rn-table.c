/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Tables as aligned text, Markdown, CSV and JSON. */
#include "config.h"

#include "rn-json-private.h"
#include "rn-table.h"

#include <math.h>
#include <string.h>

typedef enum
{
  CELL_EMPTY,
  CELL_TEXT,
  CELL_INTEGER,
  CELL_REAL,
} CellType;

typedef struct
{
  CellType type;
  char    *text;                /* (nullable) owned: for people */
  guint64  integer;
  double   real;
} Cell;

typedef struct
{
  char   *key;                  /* owned */
  char   *title;                /* owned */
  RnAlign align;
} Column;

struct _RnTable
{
  GArray *columns;              /* owned (element-type Column) */
  GArray *cells;                /* owned (element-type Cell), row after row */
  GArray *rules;                /* owned (element-type guint): rows that a rule stands before */
};

static void
clear_cell (gpointer data)
{
  g_free (((Cell *) data)->text);
}

static void
clear_column (gpointer data)
{
  Column *column = data;

  g_free (column->key);
  g_free (column->title);
}

RnTable *
rn_table_new (void)
{
  RnTable *self = g_new (RnTable, 1);

  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->rules = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_set_clear_func (self->columns, clear_column);
  g_array_set_clear_func (self->cells, clear_cell);
  return self;
}

void
rn_table_free (RnTable *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  g_array_unref (self->cells);
  g_array_unref (self->rules);
  g_free (self);
}

void
rn_table_add_column (RnTable *self, const char *key, const char *title, RnAlign align)
{
  Column column = { g_strdup (key), g_strdup (title), align };

  g_return_if_fail (self->cells->len == 0);
  g_array_append_val (self->columns, column);
}

static void
add_cell (RnTable *self, Cell cell)
{
  g_return_if_fail (self->columns->len > 0);
  g_array_append_val (self->cells, cell);
}

void
rn_table_add_text (RnTable *self, const char *text)
{
  if (text == NULL)
    add_cell (self, (Cell) { .type = CELL_EMPTY });
  else
    add_cell (self, (Cell) { .type = CELL_TEXT, .text = g_utf8_make_valid (text, -1) });
}

void
rn_table_add_integer (RnTable *self, guint64 value)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  GString *text = g_string_new (digits);

  for (gssize at = (gssize) strlen (digits) - 3; at > 0; at -= 3)
    g_string_insert_c (text, at, ',');
  add_cell (self, (Cell) { .type = CELL_INTEGER, .integer = value,
                           .text = g_string_free (text, FALSE) });
}

void
rn_table_add_shown (RnTable *self, double value, const char *text)
{
  if (!isfinite (value))
    add_cell (self, (Cell) { .type = CELL_EMPTY, .text = g_strdup ("–") });
  else
    add_cell (self, (Cell) { .type = CELL_REAL, .real = value,
                             .text = g_utf8_make_valid (text, -1) });
}

void
rn_table_add_real (RnTable *self, double value, guint decimals)
{
  char format[8], text[400];             /* 309 digits before the point at most */

  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 30));
  rn_table_add_shown (self, value, g_ascii_formatd (text, sizeof text, format, value));
}

void
rn_table_add_rule (RnTable *self)
{
  guint row = rn_table_n_rows (self);

  g_array_append_val (self->rules, row);
}

guint
rn_table_n_rows (const RnTable *self)
{
  return self->columns->len > 0 ? self->cells->len / self->columns->len : 0;
}

static const Cell *
get_cell (const RnTable *self, guint row, guint column)
{
  return &g_array_index (self->cells, Cell, row * self->columns->len + column);
}

static const Column *
get_column (const RnTable *self, guint column)
{
  return &g_array_index (self->columns, Column, column);
}

static const char *
shown (const Cell *cell)
{
  return cell->text != NULL ? cell->text : "";
}

guint
rn_table_n_columns (const RnTable *self)
{
  return self->columns->len;
}

const char *
rn_table_cell (const RnTable *self, guint row, guint column)
{
  g_return_val_if_fail (row < rn_table_n_rows (self) && column < self->columns->len, "");
  return shown (get_cell (self, row, column));
}

/**
 * rn_table_column:
 * @align: (out) (optional)
 *
 * Returns: its title
 */
const char *
rn_table_column (const RnTable *self, guint column, RnAlign *align)
{
  g_return_val_if_fail (column < self->columns->len, "");
  if (align != NULL)
    *align = get_column (self, column)->align;
  return get_column (self, column)->title;
}

/* Places in a terminal: East Asian wide characters take two, combining marks none. */
static guint
measure (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
append_padded (GString *out, const char *text, guint width, RnAlign align)
{
  guint missing = width - MIN (width, measure (text));

  if (align == RN_ALIGN_RIGHT)
    g_string_append_printf (out, "%*s", (int) missing, "");
  for (; *text != '\0'; text++)
    g_string_append_c (out, *text == '\n' || *text == '\r' || *text == '\t' ? ' ' : *text);
  if (align == RN_ALIGN_LEFT)
    g_string_append_printf (out, "%*s", (int) missing, "");
}

static void
end_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static void
append_rule (GString *out, guint width)
{
  for (guint i = 0; i < width; i++)
    g_string_append (out, "─");
  g_string_append_c (out, '\n');
}

static gboolean
has_rule (const RnTable *self, guint row)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (g_array_index (self->rules, guint, i) == row)
      return TRUE;
  return FALSE;
}

static void
write_text (const RnTable *self, GString *out)
{
  guint n = self->columns->len, rows = rn_table_n_rows (self), total = 2 * (n - MIN (n, 1));
  g_autofree guint *widths = g_new0 (guint, n);

  for (guint c = 0; c < n; c++)
    {
      widths[c] = measure (get_column (self, c)->title);
      for (guint r = 0; r < rows; r++)
        widths[c] = MAX (widths[c], measure (shown (get_cell (self, r, c))));
      total += widths[c];
    }
  for (guint c = 0; c < n; c++)
    {
      g_string_append (out, c > 0 ? "  " : "");
      append_padded (out, get_column (self, c)->title, widths[c], get_column (self, c)->align);
    }
  end_line (out);
  append_rule (out, total);
  for (guint r = 0; r < rows; r++)
    {
      if (r > 0 && has_rule (self, r))
        append_rule (out, total);
      for (guint c = 0; c < n; c++)
        {
          g_string_append (out, c > 0 ? "  " : "");
          append_padded (out, shown (get_cell (self, r, c)), widths[c],
                         get_column (self, c)->align);
        }
      end_line (out);
    }
}

static void
append_markdown (GString *out, const char *text)
{
  g_string_append (out, " ");
  for (; *text != '\0'; text++)
    if (*text == '|' || *text == '\\')
      g_string_append_printf (out, "\\%c", *text);
    else if (*text == '\n')
      g_string_append (out, "<br>");
    else if (*text != '\r')
      g_string_append_c (out, *text);
  g_string_append (out, " |");
}

static void
write_markdown (const RnTable *self, GString *out)
{
  g_string_append_c (out, '|');
  for (guint c = 0; c < self->columns->len; c++)
    append_markdown (out, get_column (self, c)->title);
  g_string_append (out, "\n|");
  for (guint c = 0; c < self->columns->len; c++)
    g_string_append (out, get_column (self, c)->align == RN_ALIGN_RIGHT ? " --: |" : " :-- |");
  for (guint r = 0; r < rn_table_n_rows (self); r++)
    {
      g_string_append (out, "\n|");
      for (guint c = 0; c < self->columns->len; c++)
        append_markdown (out, shown (get_cell (self, r, c)));
    }
  g_string_append_c (out, '\n');
}

static void
append_csv (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_csv_cell (GString *out, const Cell *cell)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (cell->type == CELL_TEXT)
    append_csv (out, cell->text);
  else if (cell->type == CELL_INTEGER)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, cell->integer);
  else if (cell->type == CELL_REAL)
    g_string_append (out, rn__real_text (buffer, cell->real));
}

static void
write_csv (const RnTable *self, GString *out)
{
  for (guint c = 0; c < self->columns->len; c++)
    {
      g_string_append (out, c > 0 ? "," : "");
      append_csv (out, get_column (self, c)->key);
    }
  g_string_append (out, "\r\n");
  for (guint r = 0; r < rn_table_n_rows (self); r++)
    {
      for (guint c = 0; c < self->columns->len; c++)
        {
          g_string_append (out, c > 0 ? "," : "");
          append_csv_cell (out, get_cell (self, r, c));
        }
      g_string_append (out, "\r\n");
    }
}

static json_object *
cell_json (const Cell *cell)
{
  if (cell->type == CELL_TEXT)
    return json_object_new_string (cell->text);
  if (cell->type == CELL_INTEGER)
    return json_object_new_uint64 (cell->integer);
  return cell->type == CELL_REAL ? rn__json_real (cell->real) : NULL;
}

static void
write_json (const RnTable *self, GString *out)
{
  json_object *rows = json_object_new_array ();
  g_autofree char *text = NULL;

  for (guint r = 0; r < rn_table_n_rows (self); r++)
    {
      json_object *row = json_object_new_object ();

      for (guint c = 0; c < self->columns->len; c++)
        json_object_object_add (row, get_column (self, c)->key, cell_json (get_cell (self, r, c)));
      json_object_array_add (rows, row);
    }
  text = rn__json_text (rows);
  json_object_put (rows);
  g_string_append (out, text);
}

/**
 * rn_table_write:
 * @self: with its last row complete
 *
 * Returns: (transfer full): the table as @format
 */
char *
rn_table_write (const RnTable *self, RnTableFormat format)
{
  GString *out;

  g_return_val_if_fail (self->columns->len > 0 && self->cells->len % self->columns->len == 0, NULL);
  out = g_string_new (NULL);
  if (format == RN_TABLE_TEXT)
    write_text (self, out);
  else if (format == RN_TABLE_MARKDOWN)
    write_markdown (self, out);
  else if (format == RN_TABLE_CSV)
    write_csv (self, out);
  else
    write_json (self, out);
  return g_string_free (out, FALSE);
}

gboolean
rn_table_format_parse (const char *text, RnTableFormat *format, GError **error)
{
  static const char *const names[] = { "table", "text", "md", "markdown", "csv", "json", NULL };
  static const RnTableFormat formats[] = { RN_TABLE_TEXT, RN_TABLE_TEXT, RN_TABLE_MARKDOWN,
                                           RN_TABLE_MARKDOWN, RN_TABLE_CSV, RN_TABLE_JSON };

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (text, names[i]))
      {
        *format = formats[i];
        return TRUE;
      }
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
               "format “%.100s”: expected table, md, csv or json", text);
  return FALSE;
}
