/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A formula and the numbers of a layer. */
#include "config.h"
#include "fig-facts.h"

#include <math.h>
#include <string.h>

#include "fig-parts-private.h"

#define PAD          16.0
#define FORMULA_SIZE 19.0
#define FORMULA_LEAST 15.0  /* px, beside the shapes */
#define COLUMN_GAP   16.0
#define NOTE_LEAST   0.55      /* of what a note adds to its column, before a row is broken */
#define FACT_PX      54.0

/* ── text in several colours ── */

/* Outlines of glyphs take one colour a mark, so each colour is a mark of its own. */
static FigColor
color_of (const FigScene *scene, const FigFactsData *data, char tag, FigColor other)
{
  const FigPalette *palette = &scene->palette;

  switch (tag)
    {
    case 'h':
      return palette->shortcut.text;
    case 'f':
      return palette->branch.text;
    case 'y':
      return palette->sum.text;
    case 'p':
      return data->path == FIG_INK ? palette->ink : fig_palette_role (palette, data->path).text;
    default:
      return other;
    }
}

static gboolean
is_tag (const char *at)
{
  return at[0] == '<' && strchr ("hfyp", at[1]) != NULL && at[2] == '>';
}

/* Draws @markup from @x on, or measures it only. Returns the x behind it. */
static double
run_colors (FigScene *scene, const FigFactsData *data, double x, double y, FigFace face,
            gboolean formula, const char *markup, gboolean draw)
{
  const FigColor plain = face.color;

  while (*markup != '\0')
    {
      char tag = is_tag (markup) ? markup[1] : '\0';
      const char *begin = tag != '\0' ? markup + 3 : markup, *end = begin;
      g_autofree char *close = g_strdup_printf ("</%c>", tag), *run = NULL, *set = NULL;

      if (tag != '\0')
        end = strstr (begin, close);
      else
        while (*end != '\0' && !is_tag (end))
          end++;
      g_return_val_if_fail (end != NULL, x);
      run = g_strndup (begin, (gsize) (end - begin));
      set = formula ? g_strdup_printf ("<m>%s</m>", run) : g_strdup (run);
      face.color = color_of (scene, data, tag, plain);
      if (draw && *run != '\0')
        fig__text (scene, x, y, FIG_START, face, set);
      x += fig__text_width (scene, face, set);
      markup = tag != '\0' ? end + strlen (close) : end;
    }
  return x;
}

static double
width_of (FigScene *scene, const FigFactsData *data, FigFace face, gboolean formula,
          const char *markup)
{
  return run_colors (scene, data, 0, 0, face, formula, markup, FALSE);
}

/* ── the formula ── */

/* The formula at the left, the shapes at the right or, where they would meet, below. */
static double
draw_formula (FigScene *scene, const FigFactsData *data)
{
  FigFace large = fig__face (FORMULA_SIZE, FALSE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  const char *input = data->input != NULL ? data->input : "";
  const char *output = data->output != NULL ? data->output : "";
  double in = width_of (scene, data, quiet, FALSE, input);
  double out = width_of (scene, data, quiet, FALSE, output);
  double right = scene->width - PAD, beside = right - PAD - fmax (in, out) - 20, y = 30;

  while (large.size > FORMULA_LEAST
         && width_of (scene, data, large, TRUE, data->formula) > beside)
    large.size -= 0.5;
  if (width_of (scene, data, large, TRUE, data->formula) <= beside)
    {
      run_colors (scene, data, PAD, y, large, TRUE, data->formula, TRUE);
      run_colors (scene, data, right - in, y - 9, quiet, FALSE, input, TRUE);
      run_colors (scene, data, right - out, y + 9, quiet, FALSE, output, TRUE);
      return y + 26;
    }
  large.size = FORMULA_SIZE;
  while (large.size > 12 && width_of (scene, data, large, TRUE, data->formula) > right - PAD)
    large.size -= 0.5;
  run_colors (scene, data, PAD, y - 6, large, TRUE, data->formula, TRUE);
  run_colors (scene, data, PAD, y + 22, quiet, FALSE, input, TRUE);
  if (PAD + in + 24 + out <= right)
    {
      run_colors (scene, data, right - out, y + 22, quiet, FALSE, output, TRUE);
      return y + 38;
    }
  run_colors (scene, data, PAD, y + 40, quiet, FALSE, output, TRUE);
  return y + 56;
}

/* The least a fact needs, and what it would take with its whole note. */
static double
fact_width (FigScene *scene, const FigFact *fact, gboolean with_note)
{
  FigFace bold = fig__face (FIG_BODY, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  double width = fmax (fig__text_width (scene, quiet, fact->name),
                       fig__text_width (scene, bold, fact->value));
  g_autofree char *note = fact->note != NULL ? g_markup_escape_text (fact->note, -1) : NULL;

  return with_note && note != NULL ? fmax (width, fig__text_width (scene, quiet, note)) : width;
}

static void
draw_fact (FigScene *scene, const FigFact *fact, guint i, double x, double y, double width)
{
  FigFace bold = fig__face (FIG_BODY, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  g_autofree char *note = fact->note != NULL ? fig__shorten (scene, quiet, fact->note, width) : NULL;
  FigMark *mark;

  fig__text (scene, x, y + 6, FIG_START, quiet, fact->name);
  mark = fig__text (scene, x, y + 24, FIG_START, bold, fact->value);
  fig__tell (mark, FIG_CELL,
             g_strdup_printf ("%s: %s%s%s%s%s", fact->name, fact->value,
                              fact->note != NULL ? " · " : "", fact->note != NULL ? fact->note : "",
                              fact->tip != NULL ? "\n" : "", fact->tip != NULL ? fact->tip : ""));
  mark->datum.item = (int) i;
  mark->touch = (FigRect) { x - 4, y - 4, width + 8, FACT_PX };
  if (note != NULL)
    fig__textf (scene, x, y + 41, FIG_START, quiet, "%s", note);
}

/* Facts that share a row: as many as fit from @first on with no more than a part of their notes. */
static guint
row_end (FigScene *scene, const FigFactsData *data, guint first)
{
  double room = scene->width - 2 * PAD, sum = 0;
  guint end = first;

  while (end < data->n_facts)
    {
      double least = fact_width (scene, &data->facts[end], FALSE);
      double whole = fact_width (scene, &data->facts[end], TRUE);

      sum += least + NOTE_LEAST * (whole - least);
      if (end > first && sum + (end - first) * COLUMN_GAP > room)
        break;
      end++;
    }
  return end;
}

/* Columns as wide as what is in them, with the rest of the room shared out between them; where
   there is too little, notes are shortened (the tooltip has them whole). */
static void
draw_row (FigScene *scene, const FigFactsData *data, guint first, guint end, double y)
{
  double least = 0, whole = 0, room = scene->width - 2 * PAD - (end - first - 1) * COLUMN_GAP;
  double x = PAD, part, gap;

  for (guint i = first; i < end; i++)
    {
      least += fact_width (scene, &data->facts[i], FALSE);
      whole += fact_width (scene, &data->facts[i], TRUE);
    }
  part = whole > room && whole > least ? CLAMP ((room - least) / (whole - least), 0, 1) : 1;
  gap = COLUMN_GAP + CLAMP ((room - whole) / (end - first), 0, 42);
  for (guint i = first; i < end; i++)
    {
      double own = fact_width (scene, &data->facts[i], FALSE);

      own += part * (fact_width (scene, &data->facts[i], TRUE) - own);
      draw_fact (scene, &data->facts[i], i, x, y, own + 2);
      x += own + gap;
    }
}

static double
draw_facts (FigScene *scene, const FigFactsData *data, double y)
{
  for (guint first = 0, end; first < data->n_facts; first = end, y += FACT_PX)
    {
      end = row_end (scene, data, first);
      draw_row (scene, data, first, end, y);
    }
  return y;
}

FigScene *
fig_facts_new (const FigFactsData *data, const FigStyle *style)
{
  FigScene *scene;
  double y;

  g_return_val_if_fail (data->formula != NULL && style != NULL, NULL);
  scene = fig__scene_new (style);
  y = draw_formula (scene, data);
  if (data->n_facts > 0)
    {
      fig__pen_line (scene, PAD, y, scene->width - PAD, y);
      fig__stroke (scene, scene->palette.hairline, 1);
      y = draw_facts (scene, data, y + 10);
    }
  scene->height = ceil (y + 6);
  return scene;
}
