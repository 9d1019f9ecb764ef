/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Where a diagram shows a node or a scope, and along which ways its tensors come and go: for
 * scrolling, rings and beads that a widget paints itself. */
#include "config.h"
#include "fig-scene-private.h"

#include <math.h>

static const FigMark *
mark_at (const FigScene *self, guint i)
{
  return g_ptr_array_index (self->marks, i);
}

static gboolean
give_place (const FigScene *self, const FigMark *mark, FigRect *bounds, double *radius)
{
  if (mark == NULL)
    return FALSE;
  *bounds = (FigRect) { mark->box.x * self->zoom, mark->box.y * self->zoom,
                        mark->box.width * self->zoom, mark->box.height * self->zoom };
  if (radius != NULL)
    *radius = mark->corner * self->zoom;
  return TRUE;
}

/**
 * fig_scene_find_node:
 * @bounds: (out): scene px
 * @radius: (out) (optional): of its corners; half the side where it is a circle
 *
 * Of several marks that hold @node the one with the fewest others.
 */
gboolean
fig_scene_find_node (const FigScene *self, RnNode node, FigRect *bounds, double *radius)
{
  const FigMark *best = NULL;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = mark_at (self, i);

      if (mark->first != RN_NODE_NONE && node >= mark->first && node <= mark->last
          && (best == NULL || mark->last - mark->first < best->last - best->first))
        best = mark;
    }
  return give_place (self, best, bounds, radius);
}

gboolean
fig_scene_find_scope (const FigScene *self, RnScope scope, FigRect *bounds, double *radius)
{
  const FigMark *best = NULL;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = mark_at (self, i);

      if (scope >= mark->scope && scope < mark->scope_end
          && (best == NULL || mark->scope_end - mark->scope < best->scope_end - best->scope))
        best = mark;
    }
  return give_place (self, best, bounds, radius);
}

/* Ink below yellow: yellow alone is pale on a light canvas. */
static void
ring (FigScene *self, const FigRect *bounds, double radius)
{
  const double gap = 4;
  const FigColor colors[] = { self->palette.ink, self->palette.now };
  const double lines[] = { 6, 3.5 };

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      fig__pen_rect (self, bounds->x / self->zoom - gap, bounds->y / self->zoom - gap,
                     bounds->width / self->zoom + 2 * gap, bounds->height / self->zoom + 2 * gap,
                     radius / self->zoom + gap);
      fig__stroke (self, colors[i], lines[i]);
    }
}

gboolean
fig_scene_highlight_node (FigScene *self, RnNode node)
{
  FigRect bounds;
  double radius;

  if (!fig_scene_find_node (self, node, &bounds, &radius))
    return FALSE;
  ring (self, &bounds, radius);
  return TRUE;
}

gboolean
fig_scene_highlight_scope (FigScene *self, RnScope scope)
{
  FigRect bounds;
  double radius;

  if (!fig_scene_find_scope (self, scope, &bounds, &radius))
    return FALSE;
  ring (self, &bounds, radius);
  return TRUE;
}

/* The corners become short lines, as the edge itself is drawn. */
static void
flatten (FigScene *self, const FigMark *mark, FigWay *way)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (FigPoint));
  cairo_path_t *path;

  fig__pen_route (self, mark->way, mark->n_way, FIG_CORNER);
  path = cairo_copy_path_flat (self->pen);
  cairo_new_path (self->pen);
  for (int i = 0; i < path->num_data; i += path->data[i].header.length)
    {
      const cairo_path_data_t *data = &path->data[i];
      FigPoint point;

      if (data->header.length < 2)
        continue;
      point = (FigPoint) { data[1].point.x * self->zoom, data[1].point.y * self->zoom };
      if (points->len > 0)
        {
          const FigPoint *last = &g_array_index (points, FigPoint, points->len - 1);

          way->length += hypot (point.x - last->x, point.y - last->y);
        }
      g_array_append_val (points, point);
    }
  cairo_path_destroy (path);
  way->n = points->len;
  way->points = (FigPoint *) g_array_free (g_steal_pointer (&points), FALSE);
}

static void
way_clear (gpointer data)
{
  g_free (((FigWay *) data)->points);
}

/* All edges whose end (or start) is @node. */
static GArray *
edges_of (const FigScene *self, RnNode node, gboolean into)
{
  GArray *ways = g_array_new (FALSE, TRUE, sizeof (FigWay));

  g_array_set_clear_func (ways, way_clear);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = mark_at (self, i);
      FigWay way = { .from = mark->datum.node, .to = mark->way_to };

      if (mark->way == NULL || node == RN_NODE_NONE || (into ? way.to : way.from) != node)
        continue;
      flatten ((FigScene *) self, mark, &way);
      g_array_append_val (ways, way);
    }
  return ways;
}

GArray *
fig_scene_edges_into (const FigScene *self, RnNode to)
{
  return edges_of (self, to, TRUE);
}

GArray *
fig_scene_edges_from (const FigScene *self, RnNode from)
{
  return edges_of (self, from, FALSE);
}
