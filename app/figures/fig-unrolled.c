/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks in a row, and the paths they unroll into. */
#include "config.h"
#include "fig-unrolled.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-unrolled-private.h"

#define STACKED      560.0     /* px: narrower, a row's two numbers stand above each other */
#define ENTRY        44.0      /* from the left to where the paths end */
#define COLUMN_LEAST 40.0
#define COLUMN_MOST  230.0
#define SHARE_BAR    180.0
#define GAP          16.0

/* ── words ── */

/* “F” with its block's number below; @plain: with a digit that needs no markup. */
static char *
factor (guint path, guint block, gboolean plain)
{
  static const char *const below[] = { "₁", "₂", "₃", "₄" };
  const char *letter = (path >> block & 1) != 0 ? "F" : "h";

  return plain ? g_strconcat (letter, below[block], NULL)
               : g_strdup_printf ("<m>%s</m><sub>%u</sub>", letter, block + 1);
}

char *
fig__unrolled_factor (guint path, guint block)
{
  return factor (path, block, FALSE);
}

guint
fig_unrolled_order (const RnPaths *paths, guint order[RN_PATHS_MOST])
{
  guint n = 0;

  for (guint length = 0; length <= paths->n_blocks; length++)
    for (guint i = 0; i < 1u << paths->n_blocks; i++)
      if (paths->paths[i].exists && rn_paths_length (i) == length)
        order[n++] = i;
  return n;
}

/* “F₁ · h₂ · F₃” (transfer full) */
static char *
path_word (guint path, guint n_blocks)
{
  GString *word = g_string_new (NULL);

  for (guint i = 0; i < n_blocks; i++)
    {
      g_autofree char *one = factor (path, i, TRUE);

      g_string_append_printf (word, "%s%s", i > 0 ? " · " : "", one);
    }
  return g_string_free (word, FALSE);
}

char *
fig__percent (double part)
{
  g_autofree char *number = isfinite (part) && fabs (part) < 0.0005
                              ? g_strdup ("0")
                              : fig_format_number (100 * part, 2);

  return isfinite (part) ? g_strdup_printf ("%s %%", number) : g_steal_pointer (&number);
}

char *
fig_unrolled_text (const RnPaths *paths, const RnGraph *graph, guint path)
{
  g_autofree char *norm = fig_format_number (paths->paths[path].norm, 3),
                  *share = fig__percent (paths->paths[path].share);
  g_autofree char *word = path_word (path, paths->n_blocks);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("path %s"), word);
  for (guint i = 0; i < paths->n_blocks; i++)
    {
      const char *name = rn_graph_scope (graph, paths->blocks[i])->path;

      g_string_append_printf (text, "\n%s: %s", name[0] != '\0' ? name : rn_graph_name (graph),
                              (path >> i & 1) != 0 ? _("branch") : _("shortcut"));
    }
  if (!paths->paths[path].exists)
    g_string_append_printf (text, "\n%s", _("there is no such path"));
  else
    g_string_append_printf (text, _("\ngradient norm %s\nshare of dL/dx %s"), norm, share);
  return g_string_free (text, FALSE);
}

/* ── what colours and widths follow ── */

FigColor
fig__unrolled_shade (const FigUnrolled *self, FigColor color, gboolean off)
{
  double alpha = (self->data->stale ? 0.5 : 1) * (off ? 0.28 : 1);

  return alpha < 1 ? fig_color_fade (color, alpha) : color;
}

double
fig__unrolled_line (const FigUnrolled *self, double norm)
{
  double span = self->high - self->low;

  if (!(norm > 0) || !isfinite (norm))
    return FIG_LINE_LEAST;
  return FIG_LINE_LEAST
         + (FIG_LINE_MOST - FIG_LINE_LEAST)
             * (span > 0 ? CLAMP ((log10 (norm) - self->low) / span, 0, 1) : 0.5);
}

static void
take_range (FigUnrolled *self)
{
  const RnPaths *paths = self->data->paths;

  self->low = INFINITY;
  self->high = -INFINITY;
  for (guint i = 1; i < 2u << paths->n_blocks; i++)
    if (paths->tree[i] > 0 && isfinite (paths->tree[i]))
      {
        self->low = fmin (self->low, log10 (paths->tree[i]));
        self->high = fmax (self->high, log10 (paths->tree[i]));
      }
  for (guint i = 0; i < 1u << paths->n_blocks; i++)
    if (isfinite (paths->paths[i].share))
      {
        self->least_share = fmin (self->least_share, paths->paths[i].share);
        self->most_share = fmax (self->most_share, paths->paths[i].share);
      }
}

/* Columns of blocks, then what is told of each path. */
static void
set_columns (FigUnrolled *self)
{
  FigFace bold = fig__face (13, TRUE, self->scene->palette.ink);
  const RnPaths *paths = self->data->paths;
  double numbers, room;

  self->left = FIG_MARGIN;
  self->right = self->scene->width - FIG_MARGIN;
  self->stacked = self->scene->width < STACKED;
  self->norm_width = fig__text_width (self->scene, bold, _("norm"));
  self->share_width = fig__text_width (self->scene, bold, _("share"));
  for (guint i = 0; i < 1u << paths->n_blocks; i++)
    {
      g_autofree char *norm = fig_format_number (paths->paths[i].norm, 3),
                      *share = fig__percent (paths->paths[i].share);

      self->norm_width = fmax (self->norm_width, fig__text_width (self->scene, bold, norm));
      self->share_width = fmax (self->share_width, fig__text_width (self->scene, bold, share));
    }
  numbers = self->stacked ? fmax (self->norm_width, self->share_width)
                          : self->norm_width + GAP + self->share_width;
  self->start = self->left + ENTRY;
  room = self->right - self->start - numbers - 2 * GAP;
  self->bar = self->stacked ? 0 : fmin (SHARE_BAR, 0.2 * room);
  self->column = CLAMP ((room - (self->bar > 0 ? self->bar + GAP : 0)) / paths->n_blocks,
                        COLUMN_LEAST, COLUMN_MOST);
  self->end = self->start + self->column * paths->n_blocks;
  self->norms = self->end + 2 * GAP + (self->stacked ? numbers : self->norm_width);
  self->bars = self->norms + GAP;
  self->shares = self->stacked ? self->norms
                               : self->bars + self->bar + (self->bar > 0 ? GAP : 0)
                                   + self->share_width;
}

/* ── the formula ── */

typedef struct
{
  const FigUnrolled *view;
  FigPiece           pieces[5 * RN_PATHS_BLOCKS_MOST + 2];
  guint              n;
  char              *words[2 * RN_PATHS_BLOCKS_MOST];    /* (owned) of the pieces that have some */
  guint              n_words;
} Formula;

static void
add_piece (Formula *self, const char *markup)
{
  self->pieces[self->n++] = (FigPiece) { self->view->scene->palette.ink, markup };
}

static void
add_way (Formula *self, guint block, gboolean branch)
{
  const FigPalette *palette = &self->view->scene->palette;
  FigColor color = branch ? palette->branch.text : palette->shortcut.text;
  gboolean off = fig__unrolled_is_off (self->view, block, branch);

  self->words[self->n_words] = factor (branch ? 1u << block : 0, block, FALSE);
  self->pieces[self->n++] = (FigPiece) { fig__unrolled_shade (self->view, color, off),
                                         self->words[self->n_words++] };
}

/*
 * dL/dx = (h₁ + F₁)ᵀ (h₂ + F₂)ᵀ dL/dy: multiplied out it is the sum over the paths. A block without
 * a shortcut has F alone.
 */
static double
draw_formula (const FigUnrolled *self, double y)
{
  Formula formula = { .view = self };
  double size = 17, room = self->right - self->left;

  add_piece (&formula, "<m>dL/dx</m> = ");
  for (guint i = 0; i < self->data->paths->n_blocks; i++)
    {
      gboolean both = fig__unrolled_has_shortcut (self, i);

      if (both)
        {
          add_piece (&formula, "(");
          add_way (&formula, i, FALSE);
          add_piece (&formula, " + ");
        }
      add_way (&formula, i, TRUE);
      add_piece (&formula, both ? ")ᵀ" : "ᵀ ");
    }
  add_piece (&formula, " <m>dL/dy</m>");
  while (size > 10 && fig__pieces_width (self->scene, size, formula.pieces, formula.n) > room)
    size -= 0.5;
  fig__pieces (self->scene, self->left, y + 14, FIG_START, size, formula.pieces, formula.n);
  for (guint i = 0; i < formula.n_words; i++)
    g_free (formula.words[i]);
  return y + 34;
}

/* ── below ── */

static char *
sum_words (const FigUnrolled *self)
{
  const RnPaths *paths = self->data->paths;
  g_autofree char *norm = fig_format_number (paths->input_norm, 3),
                  *error = fig_format_number (paths->identity_error, 2);
  guint n = 0;

  for (guint i = 0; i < 1u << paths->n_blocks; i++)
    n += paths->paths[i].exists;
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE,
                                     "The %u path is dL/dx, norm <b>%s</b>; the difference is at "
                                     "most %s of its largest element.",
                                     "All %u paths add up to dL/dx, norm <b>%s</b>; the "
                                     "difference is at most %s of its largest element.",
                                     n),
                          n, norm, error);
}

static char *
path_words (const FigUnrolled *self)
{
  const RnPaths *paths = self->data->paths;
  const RnPath *path = &paths->paths[self->data->selected];
  g_autofree char *word = path_word ((guint) self->data->selected, paths->n_blocks),
                  *norm = fig_format_number (path->norm, 3), *share = fig__percent (path->share),
                  *part = fig_format_number (path->peak, 3),
                  *peak = fig_format_number (paths->peak, 3);

  return g_strdup_printf (_("Path <b>%s</b>: norm <b>%s</b>, %s of dL/dx. Of its largest element, "
                            "%s, this path brings <b>%s</b>."),
                          word, norm, share, peak, part);
}

static double
draw_notes (const FigUnrolled *self, double y)
{
  FigFace face = fig__face (FIG_SMALL, FALSE, self->scene->palette.ink);
  g_autofree char *sum = sum_words (self);
  int selected = self->data->selected;

  if (selected >= 0 && self->data->paths->paths[selected].exists)
    {
      g_autofree char *words = path_words (self);

      y = fig__note (self->scene, self->left, y, self->right, face, words) + 6;
    }
  y = fig__note (self->scene, self->left, y, self->right, face, sum) + 6;
  if (!self->data->paths->alone)
    y = fig__note (self->scene, self->left, y, self->right, face,
                   _("Other layers read what lies between these blocks too; what they send back "
                     "is not in these paths."))
        + 6;
  return y;
}

FigScene *
fig_unrolled_new (const FigUnrolledData *data, const FigStyle *style)
{
  FigUnrolled self = { .data = data };
  double y = 10;

  g_return_val_if_fail (data->paths != NULL && data->graph != NULL && style != NULL, NULL);
  self.scene = fig__scene_new (style);
  take_range (&self);
  set_columns (&self);
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1),
                      *subtitle = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1)
                                                         : NULL;

      y = fig__heading (self.scene, self.left, y, self.right, title, subtitle);
    }
  y = draw_formula (&self, y);
  y = fig__unrolled_chain (&self, y);
  y = fig__unrolled_rows (&self, y);
  self.scene->height = ceil (draw_notes (&self, y + 18) + 6);
  return self.scene;
}
