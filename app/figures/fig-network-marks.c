/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The marks of the network diagram: tiles with maps, edges, ⊕, rings. */
#include "config.h"
#include "fig-network-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define EDGE_PX      3.0
#define BACKWARD_PX  9.0
#define NAME_SIZE    12.5
#define KIND_SIZE    11.5

const RnShape *
fig__shape (const FigNetwork *net, RnNode node)
{
  return net->data->shapes != NULL ? &net->data->shapes[node]
                                   : &rn_graph_node (net->graph, node)->shape;
}

char *
fig__shape_text (const FigNetwork *net, RnNode node)
{
  return fig_format_map (fig__shape (net, node));
}

/* Whether the number exists yet: forward the map, backward the gradient. */
gboolean
fig__is_done (const FigNetwork *net, RnNode node)
{
  if (node == RN_NODE_NONE)
    return TRUE;
  if (net->data->backward && net->data->records != NULL)
    return g_array_index (net->data->records->records, RnRecord, node).has_gradient;
  return net->data->values == NULL || net->data->values[node] != NULL;
}

static void
append_statistics (GString *text, const char *what, const RnStatistics *s)
{
  g_autofree char *mean = fig_format_number (s->mean, 3), *std = fig_format_number (s->std, 3),
                  *norm = fig_format_number (s->l2, 3);

  g_string_append_printf (text, _("\n%s: mean %s, std %s, norm %s"), what, mean, std, norm);
}

char *
fig__node_text (const FigNetwork *net, RnNode node)
{
  g_autofree char *kind = fig__op_kind (net->graph, node), *shape = fig__shape_text (net, node);
  guint64 parameters = fig__parameters (net->graph, node, node + 1);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n%s → %s", rn_graph_node (net->graph, node)->name, kind, shape);
  if (parameters > 0)
    {
      g_autofree char *count = fig_format_count (parameters);

      g_string_append_printf (text, _("\n%s parameters"), count);
    }
  if (net->data->records != NULL)
    {
      const RnRecord *record = &g_array_index (net->data->records->records, RnRecord, node);

      if (record->has_values)
        append_statistics (text, _("values"), &record->values);
      if (record->has_gradient)
        append_statistics (text, _("gradient"), &record->gradient);
    }
  return g_string_free (text, FALSE);
}

/* ── edges ── */

double
fig__edge_width (const FigNetwork *net, double norm)
{
  double span = net->gradient_high - net->gradient_low;

  if (!net->data->backward || !(norm > 0) || !isfinite (norm))
    return EDGE_PX;
  return EDGE_PX
         + (BACKWARD_PX - EDGE_PX)
             * (span > 0 ? CLAMP ((log10 (norm) - net->gradient_low) / span, 0, 1) : 0.5);
}

static double
gradient_norm (const FigNetwork *net, RnNode node)
{
  const RnRecord *record;

  if (node == RN_NODE_NONE || net->data->records == NULL)
    return NAN;
  record = &g_array_index (net->data->records->records, RnRecord, node);
  return record->has_gradient ? record->gradient.l2 : NAN;
}

double
fig__split_norm (const FigNetwork *net, RnScope block, gboolean branch)
{
  const RnRecords *records = net->data->records;

  for (guint s = 0; records != NULL && s < records->splits->len; s++)
    {
      const RnSplit *split = &g_array_index (records->splits, RnSplit, s);

      if (split->block == block)
        return branch ? split->branch_norm : split->shortcut_norm;
    }
  return NAN;
}

static char *
edge_text (const FigNetwork *net, RnNode from, double norm)
{
  g_autofree char *shape = fig__shape_text (net, from);
  g_autofree char *number = fig_format_number (norm, 3);

  if (net->data->backward && isfinite (norm))
    return g_strdup_printf (_("%s\ngradient norm %s"), shape, number);
  return g_strdup_printf ("%s · %s", rn_graph_node (net->graph, from)->name, shape);
}

/* Shortens the end that carries the arrow so that the line does not show beyond the tip. */
static void
draw_head (const FigNetwork *net, FigPoint *tip, FigPoint before, FigColor color, double line,
           gboolean done)
{
  double dx = tip->x - before.x, dy = tip->y - before.y, length = hypot (dx, dy);
  double head = 9 + (line - EDGE_PX);

  if (length < 1)
    return;
  fig__pen_arrow (net->scene, tip->x, tip->y, dx, dy, head, 5 + (line - EDGE_PX) * 0.6);
  fig__fill (net->scene, done ? color : fig_color_fade (color, 0.6));
  tip->x -= dx / length * fmin (head - 1, length);
  tip->y -= dy / length * fmin (head - 1, length);
}

static void
draw_bead (const FigNetwork *net, const FigPoint *points, guint n)
{
  double dx = points[n - 1].x - points[n - 2].x, dy = points[n - 1].y - points[n - 2].y,
         length = hypot (dx, dy);

  fig__pen_circle (net->scene, points[n - 1].x - dx / length * 18,
                   points[n - 1].y - dy / length * 18, 5);
  fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.now,
                                       .stroke = net->scene->palette.ink,
                                       .line = 1.3 });
}

FigMark *
fig__edge (const FigNetwork *net, const FigPoint *points, guint n, FigColor color, RnNode from,
           RnNode to, double norm, gboolean arrow)
{
  g_autofree FigPoint *way = g_memdup2 (points, n * sizeof *points);
  gboolean done = fig__is_done (net, from);
  FigMark *mark;
  double line;

  if (isnan (norm))
    norm = gradient_norm (net, from);
  line = fig__edge_width (net, norm);
  if (arrow && net->data->backward)
    draw_head (net, &way[0], way[1], color, line, done);
  else if (arrow)
    draw_head (net, &way[n - 1], way[n - 2], color, line, done);
  fig__pen_route (net->scene, way, n, FIG_CORNER);
  mark = fig__draw (net->scene, &(FigPaint) { .stroke = done ? color : fig_color_fade (color, 0.6),
                                              .line = line,
                                              .dash = done ? FIG_SOLID : FIG_DOTS });
  if (from != RN_NODE_NONE)
    {
      fig__tell (mark, FIG_EDGE, edge_text (net, from, norm));
      mark->datum.node = from;
      mark->datum.value = norm;
    }
  if (from != RN_NODE_NONE && to != RN_NODE_NONE)
    fig__leads (mark, points, n, to);
  if (!net->data->quiet && to != RN_NODE_NONE && to == net->data->current
      && hypot (points[n - 1].x - points[n - 2].x, points[n - 1].y - points[n - 2].y) > 26)
    draw_bead (net, points, n);
  return mark;
}

/* (transfer full) “shortcut cut”, “shortcut ×0.5” */
static char *
scale_words (double scale)
{
  g_autofree char *factor = fig__factor (scale);

  return scale == 0 ? g_strdup (_("shortcut cut"))
                    /* TRANSLATORS: a factor comes after it: “shortcut ×0.5” */
                    : g_strdup_printf (_("shortcut %s"), factor);
}

FigMark *
fig__arc_pill (const FigNetwork *net, const char *words, double x, double y)
{
  FigScene *scene = net->scene;
  FigFace face = fig__face (FIG_SMALL, TRUE, scene->palette.shortcut.text);
  double width = fig__text_width (scene, face, words) + 16;
  FigMark *mark;

  fig__pen_rect (scene, x - width / 2, y - 11, width, 22, 11);
  mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.shortcut.tint,
                                         .stroke = scene->palette.shortcut.line,
                                         .line = 1.5 });
  fig__text (scene, x, y, FIG_CENTER, face, words);
  return mark;
}

FigMark *
fig__cut (const FigNetwork *net, FigMark *edge, RnScope block, double x, double y)
{
  RnNode scaled = fig__scaled_node (net->graph, block);
  double scale = fig__shortcut_scale (net->graph, block);
  g_autofree char *factor = fig__factor (scale);
  FigMark *mark;

  edge->datum.scope = block;
  if (scale == 1)
    return NULL;
  if (scale == 0)
    {
      edge->paint.dash = FIG_DASHES;
      edge->paint.stroke = fig_color_fade (edge->paint.stroke, 0.6);
    }
  mark = scale == 0 ? fig__scissors (net->scene, x, y, 12) : fig__arc_pill (net, factor, x, y);
  fig__tell (mark, FIG_EDGE, scale_words (scale));
  mark->datum.scope = block;
  mark->datum.node = scaled;
  mark->datum.value = scale;
  return mark;
}

void
fig__dot (const FigNetwork *net, double x, double y, double radius, FigColor color)
{
  fig__pen_circle (net->scene, x, y, radius);
  fig__fill (net->scene, color);
}

/* ── tiles ── */

/* The channel with the largest deviation shows most. */
static gsize
liveliest (const float *values, gsize channels, gsize plane)
{
  double best = -1;
  gsize at = 0;

  for (gsize c = 0; c < channels; c++)
    {
      double sum = 0, square = 0;

      for (gsize i = 0; i < plane; i++)
        {
          sum += values[c * plane + i];
          square += (double) values[c * plane + i] * values[c * plane + i];
        }
      square = square / plane - (sum / plane) * (sum / plane);
      if (square > best)
        {
          best = square;
          at = c;
        }
    }
  return at;
}

static FigMark *
thumbnail_picture (const FigNetwork *net, RnTensor *tensor, double x, double y, double side,
                   double radius)
{
  const RnShape *shape = rn_tensor_shape (tensor);
  const float *v = rn_tensor_values (tensor);
  gsize plane = shape->dim[2] * shape->dim[3];
  double low = v[0], high = v[0];

  for (gsize i = 0; i < 3 * plane; i++)
    {
      low = fmin (low, v[i]);
      high = fmax (high, v[i]);
    }
  return fig__image (net->scene,
                     fig_rgb_image (v, v + plane, v + 2 * plane, shape->dim[2], shape->dim[3], low,
                                    high),
                     x, y, side, side, radius);
}

/* A vector as a square of its numbers, row by row; what is left over of the square is 0. */
static FigMark *
thumbnail_vector (const FigNetwork *net, RnTensor *tensor, double x, double y, double side,
                  double radius)
{
  gsize n = rn_tensor_shape (tensor)->dim[1], edge = (gsize) ceil (sqrt ((double) n));
  g_autofree float *square = g_new0 (float, edge * edge);
  FigColorScale scale;

  for (gsize i = 0; i < n; i++)
    square[i] = rn_tensor_values (tensor)[i];
  scale = fig_color_scale_of (square, n);
  scale.gamma = 0.75;
  return fig__image (net->scene,
                     fig_color_scale_image (&scale, &net->scene->palette, square, edge, edge), x, y,
                     side, side, radius);
}

/* Whether a node's output may be negative, for the colours of a map that happens not to be. */
static gboolean
may_be_negative (const RnGraph *graph, RnNode node)
{
  static const char *const passing[] = { "max_pool", "avg_pool", "global_avg_pool",
                                         "adaptive_avg_pool", "subsample", "pad_channels", "slice",
                                         "dropout", "gradient_scale", "upsample", "concat_pixels",
                                         NULL };

  while (g_strv_contains (passing, rn_graph_node (graph, node)->op->name))
    node = rn_graph_node (graph, node)->inputs[0];
  return !fig__is (graph, node, "relu") && !fig__is (graph, node, "relu6")
         && !fig__is (graph, node, "sigmoid") && !fig__is (graph, node, "softmax");
}

static FigMark *
thumbnail_map (const FigNetwork *net, RnNode node, RnTensor *tensor, double x, double y,
               double side, double radius)
{
  const RnShape *shape = rn_tensor_shape (tensor);
  gsize plane = shape->dim[2] * shape->dim[3];
  gboolean one = shape->dim[1] == 1 && net->data->channels != NULL;
  gsize at = one ? 0 : liveliest (rn_tensor_values (tensor), shape->dim[1], plane);
  const float *values = rn_tensor_values (tensor) + at * plane;
  FigColorScale scale = fig_color_scale_of (values, plane);
  FigMark *mark;

  if (one ? may_be_negative (net->graph, node)
          : fig_color_scale_of (rn_tensor_values (tensor), shape->dim[1] * plane).is_signed)
    scale = fig_color_scale_signed (&scale);
  scale.gamma = 0.75;
  mark = fig__image (net->scene,
                     fig_color_scale_image (&scale, &net->scene->palette, values, shape->dim[2],
                                            shape->dim[3]),
                     x, y, side, side, radius);
  fig__image_values (mark, tensor, at * plane, shape->dim[2], shape->dim[3]);
  mark->datum.channel = one ? net->data->channels[node] : (int) at;
  return mark;
}

gboolean
fig__thumbnail (const FigNetwork *net, RnNode node, double x, double y, double side, double radius)
{
  RnTensor *tensor = net->data->values != NULL ? net->data->values[node] : NULL;
  const RnShape *shape = tensor != NULL ? rn_tensor_shape (tensor) : NULL;
  FigMark *mark;

  if (tensor == NULL || shape->rank < 2)
    return FALSE;
  if (fig__is (net->graph, node, "input") && shape->dim[1] == 3)
    mark = thumbnail_picture (net, tensor, x, y, side, radius);
  else if (shape->dim[2] * shape->dim[3] == 1)
    mark = thumbnail_vector (net, tensor, x, y, side, radius);
  else
    mark = thumbnail_map (net, node, tensor, x, y, side, radius);
  if (mark->datum.channel >= 0)
    fig__tell (mark, FIG_MAP,
               g_strdup_printf (_("%s, channel %d"), rn_graph_node (net->graph, node)->name,
                                mark->datum.channel));
  else
    fig__tell (mark, FIG_NODE, fig__node_text (net, node));
  mark->datum.node = node;
  return TRUE;
}

void
fig__rings (const FigNetwork *net, RnNode first, RnNode last, double x, double y, double width,
            double height, double radius)
{
  RnNode current = net->data->current, selected = net->data->selected;

  if (net->data->quiet)
    return;
  if (current != RN_NODE_NONE && current >= first && current <= last)
    {
      fig__pen_rect (net->scene, x - 4, y - 4, width + 8, height + 8, radius + 4);
      fig__stroke (net->scene, net->scene->palette.halo, 9);
      fig__pen_rect (net->scene, x - 2.5, y - 2.5, width + 5, height + 5, radius + 2.5);
      fig__stroke (net->scene, net->scene->palette.now, 4);
    }
  if (selected != RN_NODE_NONE && selected >= first && selected <= last && selected != current)
    {
      fig__pen_rect (net->scene, x - 3, y - 3, width + 6, height + 6, radius + 3);
      fig__stroke (net->scene, net->scene->palette.ink, 2);
    }
}

static char *
step_name (const FigNetwork *net, const FigStep *step)
{
  const char *part = step->part != RN_SCOPE_ROOT ? rn_graph_scope (net->graph, step->part)->name
                                                 : "";

  if (step->lanes == NULL)
    return fig__op_word (net->graph, step->first);
  return *part != '\0' ? g_strdup (part) : fig__op_word (net->graph, step->node);
}

static char *
step_kind (const FigNetwork *net, const FigStep *step)
{
  guint n = step->node - step->first + 1;

  if (step->lanes != NULL)
    return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u op", "%u ops", n), n);
  return fig__op_kind (net->graph, step->first);
}

double
fig__tile_words_width (const FigNetwork *net, const FigStep *step)
{
  g_autofree char *name = step_name (net, step), *kind = step_kind (net, step);
  g_autofree char *name_markup = g_markup_escape_text (name, -1),
                  *kind_markup = g_markup_escape_text (kind, -1);

  return fmax (fig__text_width (net->scene, fig__face (NAME_SIZE, TRUE, net->scene->palette.ink),
                                name_markup),
               fig__text_width (net->scene, fig__face (KIND_SIZE, FALSE, net->scene->palette.ink2),
                                kind_markup));
}

/* A lane has room for an op's own word alone. */
static void
draw_brief (const FigNetwork *net, const FigStep *step, double x, double y, gboolean aside)
{
  const RnNodeInfo *info = rn_graph_node (net->graph, step->first);
  g_autofree char *kind = fig__op_kind (net->graph, step->first);

  /* the layers of a shortcut are known by number */
  fig__textf (net->scene, aside ? x + 6 : x, y, aside ? FIG_START : FIG_CENTER,
              fig__face (KIND_SIZE, FALSE, net->scene->palette.ink2), "%s",
              g_ascii_isdigit (info->word[0]) ? kind : info->word);
}

static void
draw_words (const FigNetwork *net, const FigStep *step, double x, double y, double half,
            FigWords words)
{
  g_autofree char *name = step_name (net, step), *kind = step_kind (net, step);
  FigFace bold = fig__face (NAME_SIZE, TRUE, net->scene->palette.ink),
          quiet = fig__face (KIND_SIZE, FALSE, net->scene->palette.ink2);
  gboolean right = words == FIG_WORDS_RIGHT;

  if (words == FIG_WORDS_NONE)
    return;
  if (words >= FIG_WORDS_NAME)
    {
      draw_brief (net, step, x, y + half + 12, words == FIG_WORDS_ASIDE);
      return;
    }
  fig__textf (net->scene, right ? x + half + 12 : x, right ? y - 8 : y + half + 13,
              right ? FIG_START : FIG_CENTER, bold, "%s", name);
  fig__textf (net->scene, right ? x + half + 12 : x, right ? y + 9 : y + half + 30,
              right ? FIG_START : FIG_CENTER, quiet, "%s", kind);
}

/* The op's short name, and the window's size below it. */
static void
draw_symbol (const FigNetwork *net, const FigStep *step, double x, double y, const FigRole *role)
{
  RnNode node = step->lanes != NULL ? step->node : step->first;
  g_autofree char *symbol = fig__op_label (net->graph, node);
  int kernel = (int) fig__attribute (net->graph, node, "kernel", 0);

  fig__textf (net->scene, x, kernel > 0 ? y - 8 : y, FIG_CENTER, fig__face (13, TRUE, role->text),
              "%s", symbol);
  if (kernel > 0)
    fig__textf (net->scene, x, y + 10, FIG_CENTER, fig__face (FIG_SMALL, FALSE, role->text),
                "%d×%d", kernel, kernel);
}

void
fig__tile (const FigNetwork *net, const FigStep *step, double x, double y, double side,
           const FigRole *role, FigWords words)
{
  double left = x - side / 2, top = y - side / 2;
  gboolean maps = net->data->values != NULL, done = !maps || net->data->values[step->node] != NULL;
  FigMark *mark;

  fig__rings (net, step->first, step->node, left, top, side, side, 6);
  fig__pen_rect (net->scene, left, top, side, side, 6);
  mark = fig__draw (net->scene,
                    &(FigPaint) { .fill = done ? role->tint : net->scene->palette.plain.tint,
                                  .stroke = role->line,
                                  .line = 2,
                                  .dash = done ? FIG_SOLID : FIG_DASHES });
  fig__tell (mark, step->part != RN_SCOPE_ROOT ? FIG_SCOPE : FIG_NODE,
             fig__node_text (net, step->node));
  mark->datum.node = step->node;
  mark->datum.scope = step->part;
  fig__shows (mark, step->first, step->node, (FigRect) { left, top, side, side }, 6);
  if (step->part != RN_SCOPE_ROOT)
    fig__shows_scopes (mark, step->part, step->part + 1, mark->box, 6);
  if (!maps)
    draw_symbol (net, step, x, y, role);
  else if (fig__thumbnail (net, step->node, left + 1, top + 1, side - 2, side - 2 > 10 ? 5 : 0))
    {
      fig__pen_rect (net->scene, left, top, side, side, 6);
      fig__stroke (net->scene, role->line, 2);
    }
  draw_words (net, step, x, y, side / 2, words);
}

void
fig__ring (const FigNetwork *net, RnNode first, RnNode node, double x, double y, double radius,
           const FigRole *role)
{
  gboolean times = fig__is (net->graph, node, "scale");
  double arm = radius * 0.5, line = radius > 12 ? 2.5 : 1.8, slant = times ? arm * M_SQRT1_2 : 0;
  FigMark *mark;

  fig__rings (net, first, node, x - radius, y - radius, 2 * radius, 2 * radius, radius);
  fig__pen_circle (net->scene, x, y, radius);
  mark = fig__draw (net->scene,
                    &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = line });
  fig__tell (mark, FIG_NODE, fig__node_text (net, node));
  mark->datum.node = node;
  fig__shows (mark, first, node, (FigRect) { x - radius, y - radius, 2 * radius, 2 * radius },
              radius);
  fig__pen_line (net->scene, x - (times ? slant : arm), y - slant, x + (times ? slant : arm),
                 y + slant);
  fig__pen_line (net->scene, x - slant, y + (times ? slant : arm), x + slant,
                 y - (times ? slant : arm));
  fig__stroke (net->scene, role->line, line);
}
