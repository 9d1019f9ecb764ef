/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The step bar's picture: a bar a step, forward to the L of the loss and back again, with the
 * stages named below. It is made anew at every step, so it is kept cheap: a mark a bar, and bars
 * that share a pixel become one.
 */
#include "config.h"
#include "fig-timeline.h"

#include <math.h>

#include "fig-anatomy-private.h"
#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"

#define SIDE        12.0     /* room left and right, px */
#define WORDS_Y     8.0      /* middle of “Forward →” */
#define PIN_Y       14.0
#define BARS_TOP    20.0
#define BARS_BOTTOM 41.0
#define BAR_LEAST   4.0      /* the cheapest step is still seen */
#define NAMES_Y     54.0
#define MIDDLE_ROOM 30.0     /* for the circled L */
#define TURN_RADIUS 10.0
#define PITCH_LEAST 2.0      /* closer bars are merged */

typedef struct
{
  const FigTimelineData *data;
  FigScene *scene;
  guint     n;               /* nodes */
  gboolean  both;            /* the backward half is shown */
  double    left;            /* px where step 0 begins */
  double    half;            /* width of the forward bars */
  double    pitch;
  guint     merge;           /* steps a bar */
  double   *weights;         /* (owned) [n_steps] 0 … 1 */
} Timeline;

static RnNode
node_of (const Timeline *self, guint step)
{
  return step < self->n ? step : 2 * self->n - 1 - step;
}

/* ── weights ── */

static double
measured (const Timeline *self, guint step)
{
  const RnRecord *record = &g_array_index (self->data->records->records, RnRecord,
                                           node_of (self, step));

  return step < self->n ? record->forward_ms : record->backward_ms;
}

/* Multiply-adds, or elements written where there are none; backward twice as many. */
static double
counted (const Timeline *self, guint step)
{
  const RnGraph *graph = self->data->graph;
  RnShape inputs[RN_OP_MAX_INPUTS], parameters[RN_OP_MAX_PARAMETERS];
  const RnNodeInfo *info = rn_graph_node (graph, node_of (self, step));
  RnOpCall call = { .name = info->name, .attributes = info->attributes,
                    .n_inputs = info->n_inputs, .inputs = inputs, .parameters = parameters,
                    .output = info->shape };
  RnCost cost = { 0 };

  for (guint i = 0; i < info->n_inputs; i++)
    inputs[i] = rn_graph_node (graph, info->inputs[i])->shape;
  for (guint i = 0; i < info->op->n_parameters; i++)
    parameters[i] = info->parameters[i] == G_MAXUINT
                      ? (RnShape) { 0, { 1, 1, 1, 1 } }
                      : rn_graph_parameter (graph, info->parameters[i])->shape;
  info->op->cost (&call, &cost);
  return (step < self->n ? 1 : 2) * ((double) cost.macs + (double) cost.attention_macs + cost.bytes_written / 4.0);
}

/* Logarithms of time or work, from the least to the greatest; what is not known is the least. */
static void
weigh (Timeline *self)
{
  guint n = self->data->n_steps;
  double low = INFINITY, high = -INFINITY;
  gboolean timed = self->data->records != NULL;

  self->weights = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      double value = timed ? measured (self, i) : counted (self, i);

      self->weights[i] = value > 0 ? log (value) : NAN;
      if (value > 0)
        {
          low = fmin (low, self->weights[i]);
          high = fmax (high, self->weights[i]);
        }
    }
  /* four decades and no more, so that one call's jitter near 0 does not flatten the rest */
  low = fmax (low, high - 4 * G_LN10);
  for (guint i = 0; i < n; i++)
    self->weights[i] = isnan (self->weights[i]) || high <= low
                         ? 0
                         : CLAMP ((self->weights[i] - low) / (high - low), 0, 1);
}

/* ── bars ── */

static double
left_of (const Timeline *self, guint step)
{
  return self->left + step * self->pitch + (step >= self->n ? MIDDLE_ROOM : 0);
}

static char *
step_text (const Timeline *self, guint step)
{
  RnNode node = node_of (self, step);
  const char *name = rn_graph_node (self->data->graph, node)->name;
  g_autofree char *time = NULL;
  double ms = self->data->records != NULL ? measured (self, step) : NAN;

  if (!(ms > 0))
    return g_strdup_printf (step < self->n ? _("step %u: %s") : _("step %u: %s, backward"),
                            step + 1, name);
  time = fig_format (FIG_UNIT_MILLISECONDS, ms);
  return g_strdup_printf (step < self->n ? _("step %u: %s, %s") : _("step %u: %s, backward, %s"),
                          step + 1, name, time);
}

static FigPaint
paint_of (const Timeline *self, guint step, gboolean done)
{
  const FigPalette *palette = &self->scene->palette;
  FigPath path = fig__path_of (self->data->graph, node_of (self, step));
  FigColor color = path == FIG_INK ? palette->ink2 : fig_palette_role (palette, path).line;

  if (done)
    return (FigPaint) { .fill = color };
  if (step >= self->n)
    return (FigPaint) { .stroke = fig_color_fade (palette->ink2, 0.45), .line = 1 };
  return (FigPaint) { .fill = fig_color_fade (palette->ink2, 0.22) };
}

/* One bar for the steps first ≤ i < end, all done or none; the heaviest of them gives height and
 * colour. */
static void
draw_bar (const Timeline *self, guint first, guint end)
{
  gboolean done = end <= self->data->position;
  guint top = first;
  double x0 = left_of (self, first), width = (end - first) * self->pitch, gap, height;
  FigPaint paint;

  for (guint i = first; i < end; i++)
    if (self->weights[i] > self->weights[top])
      top = i;
  gap = width > 4 ? 1.5 : width > 2.5 ? 0.8 : 0;
  height = BAR_LEAST + self->weights[top] * (BARS_BOTTOM - BARS_TOP - BAR_LEAST);
  paint = paint_of (self, top, done);
  if (paint.stroke.alpha > 0 && width < 5)      /* too narrow for an outline */
    paint = (FigPaint) { .fill = fig_color_fade (self->scene->palette.ink2, 0.16) };
  if (paint.stroke.alpha > 0)
    fig__pen_rect (self->scene, x0 + gap / 2 + 0.5, BARS_BOTTOM - height + 0.5, width - gap - 1,
                   height - 0.5, fmin (1.5, width / 4));
  else
    fig__pen_rect (self->scene, x0 + gap / 2, BARS_BOTTOM - height, width - gap, height,
                   fmin (1.5, width / 4));
  fig__draw (self->scene, &paint);
}

/* Where a pointer finds each step, whatever its bar looks like. */
static void
mark_steps (const Timeline *self, guint first, guint end)
{
  FigMark *mark = self->scene->marks->pdata[self->scene->marks->len - 1];

  for (guint i = first; i < end; i++)
    {
      if (end - first > 1)      /* a bar for several: each has a place of its own at its foot */
        {
          fig__pen_rect (self->scene, left_of (self, i), BARS_BOTTOM, self->pitch, 0, 0);
          mark = fig__draw (self->scene, &(FigPaint) { 0 });
        }
      fig__tell (mark, FIG_NODE, step_text (self, i));
      mark->datum.node = node_of (self, i);
      mark->datum.column = (int) i;
      mark->datum.item = i >= self->n;
      mark->touch = (FigRect) { left_of (self, i), 0, self->pitch, FIG_TIMELINE_HEIGHT };
    }
}

static void
draw_bars (const Timeline *self)
{
  guint n = self->data->n_steps, end;

  for (guint i = 0; i < n; i = end)
    {
      guint limit = i < self->n ? MIN (self->n, n) : n;

      end = MIN (i - i % self->merge + self->merge, limit);
      if (i < self->data->position)
        end = MIN (end, self->data->position);
      end = MAX (end, i + 1);
      draw_bar (self, i, end);
      mark_steps (self, i, end);
    }
}

/* ── around the bars ── */

/* The stage a node lies in, RN_SCOPE_ROOT for stem and head. */
static RnScope
stage_of (const RnGraph *graph, RnNode node)
{
  return rn_graph_scope_above (graph, rn_graph_node (graph, node)->scope, RN_SCOPE_STAGE);
}

static void
draw_tick (const Timeline *self, double x)
{
  fig__pen_line (self->scene, x, BARS_BOTTOM + 2, x, BARS_BOTTOM + 8);
  fig__stroke (self->scene, self->scene->palette.ink2, 1);
}

/* A base line with a tick where a stage begins and ends, its name in between. */
static void
draw_stages (const Timeline *self, guint from, guint to)
{
  FigScene *scene = self->scene;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  double end_x = left_of (self, to - 1) + self->pitch;

  fig__pen_line (scene, left_of (self, from), BARS_BOTTOM + 2, end_x, BARS_BOTTOM + 2);
  fig__stroke (scene, scene->palette.ink2, 1);
  for (guint i = from, end; i < to; i = end)
    {
      RnScope stage = stage_of (self->data->graph, node_of (self, i));
      double x0 = left_of (self, i), x1;
      const char *name = rn_graph_scope (self->data->graph, stage)->path;

      for (end = i + 1; end < to && stage_of (self->data->graph, node_of (self, end)) == stage;)
        end++;
      x1 = left_of (self, end - 1) + self->pitch;
      draw_tick (self, x0);
      if (stage == RN_SCOPE_ROOT)
        continue;
      if (fig__text_width (scene, face, name) + 6 <= x1 - x0)
        fig__textf (scene, (x0 + x1) / 2, NAMES_Y, FIG_CENTER, face, "%s", name);
    }
  draw_tick (self, end_x);
}

/* Where forward ends and backward begins: at the loss, or at the output of a network without one. */
static void
draw_turn (const Timeline *self)
{
  FigScene *scene = self->scene;
  gboolean loss = rn_graph_loss (self->data->graph) != RN_NODE_NONE;
  const char *word = loss ? _("loss") : _("output");
  double x = self->left + self->half + MIDDLE_ROOM / 2, y = BARS_BOTTOM - TURN_RADIUS - 1;
  gboolean reached = self->data->position >= self->n;
  FigMark *mark;

  fig__pen_circle (scene, x, y, TURN_RADIUS);
  mark = fig__draw (scene, &(FigPaint) { .fill = reached ? scene->palette.ink : scene->palette.card,
                                         .stroke = scene->palette.ink2,
                                         .line = 1.4 });
  fig__tell (mark, FIG_NODE, g_strdup (word));
  mark->datum.node = self->n - 1;
  mark->datum.column = (int) self->n - 1;
  mark->datum.item = 0;
  fig__text (scene, x, y, FIG_CENTER,
             fig__face (FIG_SMALL, TRUE, reached ? scene->palette.canvas : scene->palette.ink),
             loss ? "L" : "<m>y</m>");
  fig__text (scene, x, NAMES_Y, FIG_CENTER,
             fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), word);
}

/* “← Backward” with what it waits for, where there is room. */
static void
draw_words (const Timeline *self)
{
  FigScene *scene = self->scene;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  double right = left_of (self, self->data->n_steps - 1) + self->pitch;
  const char *waiting = rn_graph_loss (self->data->graph) != RN_NODE_NONE
                          ? _("<b>← Backward</b>  runs when the loss is known")
                          : _("<b>← Backward</b>  runs when the output is known");

  fig__text (scene, self->left, WORDS_Y, FIG_START, face, _("<b>Forward →</b>"));
  if (!self->both)
    return;
  if (self->data->position < self->n && fig__text_width (scene, face, waiting) < self->half - 20)
    fig__text (scene, right, WORDS_Y, FIG_END, face, waiting);
  else
    fig__text (scene, right, WORDS_Y, FIG_END, face, _("<b>← Backward</b>"));
}

/* A yellow pin over the step that was taken last. */
static void
draw_pin (const Timeline *self)
{
  FigScene *scene = self->scene;
  double x;

  if (self->data->position == 0)
    return;
  x = left_of (self, self->data->position - 1) + self->pitch / 2;
  fig__pen_line (scene, x, PIN_Y, x, BARS_BOTTOM + 2);
  fig__stroke (scene, scene->palette.ink, 3.4);
  fig__pen_line (scene, x, PIN_Y, x, BARS_BOTTOM + 2);
  fig__stroke (scene, scene->palette.now, 1.8);
  fig__pen_circle (scene, x, PIN_Y, 5);
  fig__draw (scene, &(FigPaint) { .fill = scene->palette.now,
                                  .stroke = scene->palette.ink,
                                  .line = 1.3 });
}

double
fig_timeline_x (const FigScene *self, guint step)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (self->marks, i);

      if (mark->touch.width > 0 && mark->datum.column == (int) step)
        return (mark->touch.x + mark->touch.width / 2) * self->zoom;
    }
  return 0;
}

FigScene *
fig_timeline_new (const FigTimelineData *data, const FigStyle *style)
{
  Timeline self = { .data = data };
  guint backward;
  double room;

  g_return_val_if_fail (data->graph != NULL && data->n_steps > 0 && style != NULL, NULL);
  self.n = rn_graph_n_nodes (data->graph);
  g_return_val_if_fail (data->n_steps == self.n || data->n_steps == 2 * self.n, NULL);
  self.scene = fig__scene_new (style);
  self.scene->height = FIG_TIMELINE_HEIGHT;
  backward = data->n_steps - self.n;
  self.both = backward > 0;
  self.left = SIDE;
  room = self.scene->width - 2 * SIDE - (self.both ? MIDDLE_ROOM : 0);
  self.pitch = fmin (room / data->n_steps, 14);
  self.half = self.pitch * self.n;
  self.merge = (guint) ceil (fmax (PITCH_LEAST / self.pitch, 1) - 1e-9);
  weigh (&self);
  draw_words (&self);
  draw_bars (&self);
  draw_stages (&self, 0, self.n);
  if (self.both)
    {
      draw_stages (&self, self.n, data->n_steps);
      draw_turn (&self);
    }
  draw_pin (&self);
  g_free (self.weights);
  return self.scene;
}
