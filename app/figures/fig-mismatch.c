/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Two paths that cannot be added, side by side, and what would mend it. */
#include "config.h"
#include "fig-mismatch.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "fig-words.h"

#define WIDTH_MOST  760.0
#define COLUMN_MOST 250.0    /* px: a layer's box */
#define BOX_PX      34.0
#define GAP_PX      32.0     /* between two boxes, where the shape stands */
#define RADIUS      10.0
#define SUM_RADIUS  18.0
#define ARROW       10.0
#define CHOICE_PX   44.0

typedef struct
{
  const FigMismatchData *data;
  const RnMismatch      *paths;
  FigScene              *scene;
  double                 left, right;
  double                 middles[2];   /* of the columns */
  double                 box;          /* a layer's width, px */
} Mismatch;

enum { BRANCH = FIG_MISMATCH_BRANCH, SHORTCUT = FIG_MISMATCH_SHORTCUT };

static const GArray *
path_of (const Mismatch *self, int path)
{
  return path == BRANCH ? self->paths->branch : self->paths->shortcut;
}

static const RnTraceStep *
step_of (const Mismatch *self, int path, guint i)
{
  return &g_array_index (path_of (self, path), RnTraceStep, i);
}

static const FigRole *
role_of (const Mismatch *self, int path)
{
  return path == BRANCH ? &self->scene->palette.branch : &self->scene->palette.shortcut;
}

static gboolean
parts_at (const Mismatch *self, int path, guint i)
{
  return (int) i == (path == BRANCH ? self->paths->branch_parts : self->paths->shortcut_parts);
}

/* ── shapes ── */

/* Whether the ends differ in channels, or in pixels. */
static gboolean
ends_differ (const Mismatch *self, gboolean channels)
{
  const RnShape *a = rn_mismatch_end (self->paths->branch), *b = rn_mismatch_end (self->paths->shortcut);

  return channels ? a->dim[1] != b->dim[1] : a->dim[2] != b->dim[2] || a->dim[3] != b->dim[3];
}

static void
draw_shape (const Mismatch *self, double x, double y, FigAnchor anchor, double size, const RnShape *shape,
            FigColor channels, FigColor pixels)
{
  g_autofree char *first = g_strdup_printf ("<b>%zu</b>", shape->dim[1]),
                  *second = g_strdup_printf ("  %zu×%zu", shape->dim[2], shape->dim[3]);
  const FigPiece pieces[] = { { channels, first }, { pixels, second } };

  fig__pieces (self->scene, x, y, anchor, size, pieces, G_N_ELEMENTS (pieces));
}

/* What layer @i puts out, beside the line that leaves it: what it changed in ink, the rest quiet. */
static void
draw_step_shape (const Mismatch *self, int path, guint i, double y)
{
  const FigPalette *palette = &self->scene->palette;
  const RnShape *shape = &step_of (self, path, i)->shape,
                *before = &step_of (self, path, MAX (i, 1) - 1)->shape;
  gboolean channels = i == 0 || shape->dim[1] != before->dim[1],
           pixels = i == 0 || shape->dim[2] != before->dim[2] || shape->dim[3] != before->dim[3];

  draw_shape (self, self->middles[path] + 10, y, FIG_START, FIG_SMALL, shape,
              channels ? palette->ink : palette->ink2, pixels ? palette->ink : palette->ink2);
}

/* ── the paths ── */

static void
draw_line (const Mismatch *self, int path, double from, double to)
{
  double x = self->middles[path];
  FigColor color = role_of (self, path)->line;

  fig__pen_line (self->scene, x, from, x, to - ARROW + 1);
  fig__stroke (self->scene, color, 3);
  fig__pen_arrow (self->scene, x, to, 0, 1, ARROW, 4.5);
  fig__fill (self->scene, color);
}

/* Name and kind in one line, as far as they fit. */
static void
draw_words (const Mismatch *self, int path, guint i, double x, double y)
{
  FigScene *scene = self->scene;
  const RnTraceStep *step = step_of (self, path, i);
  g_autofree char *kind = fig_op_words (self->paths->graph, step->node),
                  *quiet = g_markup_escape_text (kind, -1);
  FigFace name = fig__face (12.5, TRUE, scene->palette.ink),
          small = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  double room = self->box - 24;
  g_autofree char *word = fig__shorten (scene, name, step->layer, room),
                  *markup = g_markup_escape_text (word, -1);
  double width = fig__text_width (scene, name, markup);

  if (width + 10 + fig__text_width (scene, small, quiet) > room)
    {
      fig__text (scene, x, y, FIG_CENTER, name, markup);
      return;
    }
  fig__text (scene, x - room / 2, y, FIG_START, name, markup);
  fig__text (scene, x + room / 2, y, FIG_END, small, quiet);
}

static void
tell_step (const Mismatch *self, int path, guint i, FigMark *mark)
{
  const RnTraceStep *step = step_of (self, path, i);
  g_autofree char *shape = rn_shape_describe (&step->shape), *change = rn_mismatch_change (path_of (self, path), i);

  fig__tell (mark, FIG_CELL,
             *change != '\0' ? g_strdup_printf ("%s\n%s\n%s", step->layer, shape, change)
                             : g_strdup_printf ("%s\n%s", step->layer, shape));
  mark->datum.item = path;
  mark->datum.row = (int) i;
  mark->datum.node = step->node;
}

/* How wide a label over a path may be: to the figure's edge and to the other path's boxes. */
static double
label_room (const Mismatch *self, int path)
{
  double x = self->middles[path], between = fabs (self->middles[0] - self->middles[1]),
         edge = fmin (x, self->scene->width - x) - 8;

  return fmax (2 * fmin (edge, between - self->box / 2 - 12), self->box + 20);
}

/* The layer at which this path takes on what the other does not have: a dashed ring, and what it changes. */
static double
draw_parting (const Mismatch *self, int path, guint i, double top)
{
  FigScene *scene = self->scene;
  double x = self->middles[path];
  g_autofree char *change = rn_mismatch_change (path_of (self, path), i);
  FigFace face = fig__face (FIG_SMALL, TRUE, scene->palette.on_accent);
  g_autofree char *words = g_strdup_printf (_("parts here: %s"), change);
  double width = fig__text_width (scene, face, words) + 20;

  if (width > label_room (self, path))
    {
      g_free (words);
      words = fig__shorten (scene, face, change, label_room (self, path) - 20);
      width = fig__text_width (scene, face, words) + 20;
    }
  fig__pen_rect (scene, x - self->box / 2 - 5, top - 5, self->box + 10, BOX_PX + 10, RADIUS + 4);
  fig__draw (scene, &(FigPaint) { .stroke = scene->palette.ink, .line = 2, .dash = FIG_DASHES });
  fig__pen_rect (scene, x - width / 2, top - 16, width, 20, 10);
  fig__fill (scene, scene->palette.accent);
  fig__text (scene, x, top - 6, FIG_CENTER, face, words);
  return width;
}

static double
draw_step (const Mismatch *self, int path, guint i, double y)
{
  FigScene *scene = self->scene;
  const FigRole *role = role_of (self, path);
  gboolean parts = parts_at (self, path, i);
  double x = self->middles[path], top = y + GAP_PX + (parts ? 14 : 0);
  FigMark *box;

  draw_line (self, path, y, top - 1);
  draw_step_shape (self, path, i - 1, y + GAP_PX / 2 - (parts_at (self, path, i - 1) ? -2 : 4));
  fig__pen_rect (scene, x - self->box / 2, top, self->box, BOX_PX, RADIUS);
  box = fig__draw (scene, &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = 2 });
  tell_step (self, path, i, box);
  draw_words (self, path, i, x, top + BOX_PX / 2 + (parts ? 2 : 0));
  if (parts)
    draw_parting (self, path, i, top);
  return top + BOX_PX;
}

/* From the foot of the last layer to the addition: a path without layers is the identity. */
static void
draw_last (const Mismatch *self, int path, double y, double end)
{
  const FigRole *role = role_of (self, path);
  guint n = path_of (self, path)->len;

  draw_line (self, path, y, end);
  draw_step_shape (self, path, n - 1, n == 1 ? y + GAP_PX / 2 - 4 : end - GAP_PX / 2 - 4);
  if (n == 1)
    fig__text (self->scene, self->middles[path] + 10, (y + end) / 2, FIG_START,
               fig__face (FIG_SMALL, FALSE, role->text), _("identity"));
}

static double
draw_path (const Mismatch *self, int path, double y)
{
  for (guint i = 1; i < path_of (self, path)->len; i++)
    y = draw_step (self, path, i, y);
  return y;
}

/* ── where they start and end ── */

static double
draw_start (const Mismatch *self, double y)
{
  FigScene *scene = self->scene;
  const FigPalette *palette = &scene->palette;
  double middle = (self->middles[BRANCH] + self->middles[SHORTCUT]) / 2, turn = y + 34;
  static const char *const names[] = { "<m>F(x)</m>", "<m>h(x)</m>" };
  const char *words[] = { _("residual branch"), _("shortcut") };

  fig__text (scene, middle, y, FIG_CENTER, fig__face (16, FALSE, palette->ink), "<m>x</m>");
  fig__pen_circle (scene, middle, y + 15, 3);
  fig__fill (scene, palette->ink);
  for (int path = BRANCH; path <= SHORTCUT; path++)
    {
      FigPoint way[] = { { middle, y + 15 }, { middle, turn }, { self->middles[path], turn },
                         { self->middles[path], turn + 26 } };
      g_autofree char *label = g_strdup_printf ("%s %s", words[path], names[path]);
      double edge = path == BRANCH ? self->middles[path] - self->box / 2
                                   : self->middles[path] + self->box / 2;

      fig__pen_route (scene, way, G_N_ELEMENTS (way), 16);
      fig__stroke (scene, role_of (self, path)->line, 3);
      fig__text (scene, edge, turn - 14, path == BRANCH ? FIG_START : FIG_END,
                 fig__face (13, TRUE, role_of (self, path)->text), label);
    }
  return turn + 26;
}

/* Both ends, what differs in them in ink, and an empty ⊕ that they cannot reach. */
static double
draw_end (const Mismatch *self, double y)
{
  FigScene *scene = self->scene;
  const FigPalette *palette = &scene->palette;
  double middle = (self->middles[BRANCH] + self->middles[SHORTCUT]) / 2, base = y + SUM_RADIUS;
  gboolean channels = ends_differ (self, TRUE), pixels = ends_differ (self, FALSE);
  FigMark *ring;

  for (int path = BRANCH; path <= SHORTCUT; path++)
    {
      double sign = path == BRANCH ? 1 : -1, x = middle - sign * (SUM_RADIUS + 8);

      draw_shape (self, x, base, path == BRANCH ? FIG_END : FIG_START, 15,
                  rn_mismatch_end (path_of (self, path)),
                  channels ? role_of (self, path)->text : palette->ink2,
                  pixels ? role_of (self, path)->text : palette->ink2);
    }
  fig__pen_circle (scene, middle, base, SUM_RADIUS);
  ring = fig__draw (scene, &(FigPaint) { .fill = palette->card, .stroke = palette->ink, .line = 2.5,
                                         .dash = FIG_DASHES });
  fig__tell (ring, FIG_NODE, g_strdup (_("cannot be added")));
  fig__text (scene, middle, base, FIG_CENTER, fig__face (20, FALSE, palette->ink), "≠");
  return base + SUM_RADIUS;
}

/* ── what would mend it ── */

/* {"shortcut": "projection"} without its braces */
static char *
merge_words (const RnMending *mending)
{
  const char *text = json_object_to_json_string_ext (mending->merge, JSON_C_TO_STRING_SPACED
                                                                       | JSON_C_TO_STRING_NOSLASHESCAPE);
  g_autofree char *inner = g_strndup (text + 1, strlen (text) - 2);

  g_strstrip (inner);
  return *mending->place != '\0' ? g_strdup_printf ("%s: %s", mending->place, inner)
                                 : g_steal_pointer (&inner);
}

static double
draw_choice (const Mismatch *self, guint i, double y)
{
  FigScene *scene = self->scene;
  const FigPalette *palette = &scene->palette;
  const RnMending *mending = self->data->finding->mendings->pdata[i];
  g_autofree char *words = merge_words (mending), *label = g_markup_escape_text (mending->label, -1);
  FigFace bold = fig__face (13, TRUE, palette->ink),
          quiet = fig__face (FIG_SMALL, FALSE, palette->ink2);
  g_autofree char *shown = fig__shorten (scene, quiet, words, self->right - self->left - 60),
                  *markup = g_markup_escape_text (shown, -1), *number = g_strdup_printf ("%u", i + 1);
  FigMark *box;

  fig__pen_rect (scene, self->left, y, self->right - self->left, CHOICE_PX, 8);
  box = fig__draw (scene, &(FigPaint) { .fill = palette->card, .stroke = palette->hairline, .line = 1.3 });
  fig__tell (box, FIG_CELL, g_strdup_printf ("%s\n%s", mending->label, words));
  box->datum.item = FIG_MISMATCH_CHOICE;
  box->datum.row = (int) i;
  fig__pen_circle (scene, self->left + 22, y + CHOICE_PX / 2, 11);
  fig__fill (scene, palette->accent);
  fig__text (scene, self->left + 22, y + CHOICE_PX / 2, FIG_CENTER,
             fig__face (FIG_SMALL, TRUE, palette->on_accent), number);
  fig__text (scene, self->left + 44, y + 14, FIG_START, bold, label);
  fig__text (scene, self->left + 44, y + 31, FIG_START, quiet, markup);
  return y + CHOICE_PX + 8;
}

static double
draw_choices (const Mismatch *self, double y)
{
  const GPtrArray *mendings = self->data->finding->mendings;

  if (mendings->len == 0)
    return y;
  fig__text (self->scene, self->left, y + 20, FIG_START,
             fig__face (13, TRUE, self->scene->palette.ink), _("What would mend it"));
  y += 38;
  for (guint i = 0; i < mendings->len; i++)
    y = draw_choice (self, i, y);
  return y;
}

/* ── the figure ── */

static void
place (Mismatch *self)
{
  double width = fmin (self->scene->width - 2 * FIG_MARGIN, WIDTH_MOST), column;

  self->left = FIG_MARGIN;
  self->right = self->left + width;
  column = width / 2;
  self->box = fmin (COLUMN_MOST, column - 16);
  self->middles[BRANCH] = self->left + column / 2;
  self->middles[SHORTCUT] = self->right - column / 2;
}

FigScene *
fig_mismatch_new (const FigMismatchData *data, const FigStyle *style)
{
  Mismatch self = { .data = data };
  double y, ends[2], foot;
  g_autofree char *title = NULL, *subtitle = NULL;

  g_return_val_if_fail (data->finding != NULL && data->finding->mismatch != NULL, NULL);
  self.paths = data->finding->mismatch;
  self.scene = fig__scene_new (style);
  place (&self);
  title = g_markup_escape_text (data->title != NULL ? data->title : _("Two paths that part"), -1);
  subtitle = g_markup_escape_text (data->finding->sentence, -1);
  y = fig__heading (self.scene, self.left, FIG_MARGIN - 8, self.right, title, subtitle);
  y = draw_start (&self, y + 14);
  for (int path = BRANCH; path <= SHORTCUT; path++)
    ends[path] = draw_path (&self, path, y);
  foot = fmax (ends[BRANCH], ends[SHORTCUT]) + GAP_PX + 10;
  for (int path = BRANCH; path <= SHORTCUT; path++)
    draw_last (&self, path, ends[path], foot);
  y = draw_end (&self, foot + 10);
  y = draw_choices (&self, y + 8);
  self.scene->width = fmin (self.scene->width, self.right + FIG_MARGIN);
  self.scene->height = ceil (y + FIG_MARGIN - 8);
  return self.scene;
}
