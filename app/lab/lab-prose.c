/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A small Markdown as lines of pieces. */
#include "config.h"

#include "lab-prose.h"

#include <stdarg.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"

#define DEEPEST 4            /* a colour around a link around a field, and one to spare */

static void
piece_clear (gpointer data)
{
  LabPiece *piece = data;

  g_free (piece->text);
  g_free (piece->field);
  g_free (piece->link);
}

LabLine *
lab_line_new (LabLineKind kind, guint line)
{
  LabLine *self = g_new0 (LabLine, 1);

  self->kind = kind;
  self->line = line;
  self->pieces = g_array_new (FALSE, TRUE, sizeof (LabPiece));
  g_array_set_clear_func (self->pieces, piece_clear);
  return self;
}

void
lab_line_free (LabLine *self)
{
  g_array_unref (self->pieces);
  g_free (self);
}

/* ── reading ── */

/* A stretch of text that is read, and how what stands in it is set. */
typedef struct
{
  LabLine      *line;        /* borrowed */
  const char   *at, *end;
  GString      *words;       /* owned; not yet a piece */
  const char   *link;        /* (nullable) */
  LabPieceFlags flags, outer;
  FigPath       path;
  guint         depth;
} Span;

static gboolean read_span (Span *span, GError **error);

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (RN_ERROR, RN_ERROR_FORMAT, format, arguments));
  va_end (arguments);
  return FALSE;
}

static void
add_piece (Span *span, LabPieceFlags flags, const char *text, gsize length, const char *field)
{
  LabPiece piece = { g_strndup (text, length), g_strdup (field), g_strdup (span->link), flags,
                     span->path, FALSE };

  g_array_append_val (span->line->pieces, piece);
}

static void
flush (Span *span)
{
  if (span->words->len > 0)
    add_piece (span, span->flags, span->words->str, span->words->len, NULL);
  g_string_truncate (span->words, 0);
}

/* What begins here, as a text of its own, to @end. */
static gboolean
read_inner (Span *outer, const char *at, const char *end, const char *link, FigPath path,
            GError **error)
{
  Span span = { outer->line, at, end, g_string_new (NULL), link, outer->flags, outer->flags, path,
                outer->depth + 1 };
  gboolean done = span.depth <= DEEPEST ? read_span (&span, error)
                                        : refuse (error, _("“%.20s…” is nested too deep"), at);

  g_string_free (span.words, TRUE);
  return done;
}

static gboolean
read_code (Span *span, GError **error)
{
  const char *close = memchr (span->at + 1, '`', (gsize) (span->end - span->at - 1));

  if (close == NULL)
    return refuse (error, _("“%.20s…”: the code is not closed by `"), span->at);
  flush (span);
  add_piece (span, span->flags | LAB_PIECE_CODE, span->at + 1, (gsize) (close - span->at - 1), NULL);
  span->at = close + 1;
  return TRUE;
}

/* Stars that open stand before a word, those that close behind one; others are stars. */
static gboolean
read_stars (Span *span)
{
  gsize n = span->at + 1 < span->end && span->at[1] == '*' ? 2 : 1;
  LabPieceFlags flag = n == 2 ? LAB_PIECE_STRONG : LAB_PIECE_EMPHASIS;
  const char *after = span->at + n;
  gboolean space_after = after >= span->end || *after == ' ';
  gboolean space_before = span->words->len > 0 && span->words->str[span->words->len - 1] == ' ';

  if ((span->flags & flag) != 0 ? space_before : space_after)
    {
      g_string_append_len (span->words, span->at, (gssize) n);
      span->at = after;
      return TRUE;
    }
  flush (span);
  span->flags ^= flag;
  span->at = after;
  return TRUE;
}

static gboolean
is_link (const char *link)
{
  if (g_str_has_prefix (link, "lesson:"))
    return link[strlen ("lesson:")] != '\0' && strpbrk (link, "/\\") == NULL;
  return g_str_has_prefix (link, "https://") || g_str_has_prefix (link, "http://");
}

static gboolean
read_link (Span *span, GError **error)
{
  const char *middle = g_strstr_len (span->at, span->end - span->at, "](");
  const char *close = middle != NULL ? memchr (middle, ')', (gsize) (span->end - middle)) : NULL;
  g_autofree char *link = NULL;

  if (close == NULL)
    {
      g_string_append_c (span->words, *span->at++);
      return TRUE;
    }
  link = g_strndup (middle + 2, (gsize) (close - middle - 2));
  if (!is_link (link))
    return refuse (error, _("“%s” is no link: expected lesson:NAME or https://…"), link);
  flush (span);
  if (!read_inner (span, span->at + 1, middle, link, span->path, error))
    return FALSE;
  span->at = close + 1;
  return TRUE;
}

/* The brace that closes the one at @at. */
static const char *
find_close (const char *at, const char *end)
{
  int depth = 0;

  for (; at < end; at++)
    {
      depth += *at == '{';
      if (*at == '}' && --depth == 0)
        return at;
    }
  return NULL;
}

static gboolean
find_path (const char *name, FigPath *path)
{
  static const struct { const char *name; FigPath path; } paths[] = {
    { "shortcut", FIG_SHORTCUT }, { "branch", FIG_BRANCH }, { "sum", FIG_SUM },
    { "plain", FIG_PLAIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_equal (paths[i].name, name))
      {
        *path = paths[i].path;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_name (const char *name)
{
  return *name != '\0' && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_-") == strlen (name);
}

static gboolean
read_braces (Span *span, GError **error)
{
  const char *close = find_close (span->at, span->end), *bar;
  g_autofree char *name = NULL;
  FigPath path;

  if (close == NULL)
    return refuse (error, _("“%.20s…”: the brace is not closed; {{ is a brace itself"), span->at);
  bar = memchr (span->at, '|', (gsize) (close - span->at));
  name = g_strndup (span->at + 1, (gsize) ((bar != NULL ? bar : close) - span->at - 1));
  flush (span);
  if (bar == NULL && !is_name (name))
    return refuse (error, _("“{%s}”: expected the name of a value"), name);
  if (bar == NULL)
    add_piece (span, span->flags, "", 0, name);
  else if (!find_path (name, &path))
    return refuse (error, _("“{%s|…}”: expected shortcut, branch, sum or plain"), name);
  else if (!read_inner (span, bar + 1, close, span->link, path, error))
    return FALSE;
  span->at = close + 1;
  return TRUE;
}

static gboolean
read_next (Span *span, GError **error)
{
  const char *at = span->at;
  gboolean twice = at + 1 < span->end && at[1] == at[0];

  switch (*at)
    {
    case '`':
      return read_code (span, error);
    case '*':
      return read_stars (span);
    case '[':
      return read_link (span, error);
    case '{':
      if (!twice)
        return read_braces (span, error);
      break;
    case '}':
      if (!twice)
        return refuse (error, _("“%.20s”: a brace that was not opened; }} is a brace itself"), at);
      break;
    case '\\':
      if (at + 1 < span->end && g_ascii_ispunct (at[1]))
        span->at++;
      twice = FALSE;
      break;
    default:
      twice = FALSE;
    }
  g_string_append_c (span->words, *span->at);
  span->at += twice ? 2 : 1;
  return TRUE;
}

static gboolean
read_span (Span *span, GError **error)
{
  while (span->at < span->end)
    if (!read_next (span, error))
      return FALSE;
  flush (span);
  if (span->flags != span->outer)
    return refuse (error, _("“%.20s…”: the stars are not closed"), span->line->pieces->len > 0
                     ? g_array_index (span->line->pieces, LabPiece, span->line->pieces->len - 1).text
                     : "*");
  return TRUE;
}

gboolean
lab_line_read (LabLine *self, const char *markdown, GError **error)
{
  Span span = { .line = self, .at = markdown, .end = markdown + strlen (markdown),
                .words = g_string_new (NULL), .path = FIG_INK };
  gboolean done = read_span (&span, error);

  g_string_free (span.words, TRUE);
  return done;
}
