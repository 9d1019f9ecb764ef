/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The marks of the network diagram: tiles with their words, ⊕, rings; and what marks say of nodes. */
#include "config.h"
#include "fig-network-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define NAME_SIZE 12.5
#define KIND_SIZE 11.5

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

/* ── tiles ── */

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
      if (words == FIG_WORDS_BESIDE)
        draw_brief (net, step, x + half + 5, y, TRUE);
      else
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
