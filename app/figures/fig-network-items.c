/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the network diagram draws: the scope tree as a row of items, folded as asked for. */
#include "config.h"
#include "fig-network-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "fig-words-private.h"

static void
item_clear (gpointer data)
{
  FigItem *item = data;

  g_free (item->on_arc);
  g_free (item->name);
  g_free (item->detail);
}

static gboolean
is_open (const FigNetwork *net, RnScope scope)
{
  RnScopeKind kind = rn_graph_scope (net->graph, scope)->kind;

  if (net->data->open != NULL && net->data->open[scope] >= 0)
    return net->data->open[scope] > 0;
  return kind == RN_SCOPE_STAGE   ? net->data->fold >= FIG_FOLD_BLOCK
         : kind == RN_SCOPE_BLOCK ? net->data->fold >= FIG_FOLD_LAYER
                                  : TRUE;
}

static gboolean
has_arc (const FigNetwork *net, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, scope);

  for (RnScope s = scope + 1; s < rn_graph_n_scopes (net->graph); s++)
    {
      const RnScopeInfo *inner = rn_graph_scope (net->graph, s);

      if (inner->kind == RN_SCOPE_SHORTCUT && inner->first >= info->first && inner->end <= info->end
          && inner->input != RN_NODE_NONE
          && rn_graph_scope_above (net->graph, s, info->kind) == scope)
        return TRUE;
    }
  return FALSE;
}

/* The item that holds what is looked at must not vanish into a repeat. */
static gboolean
is_watched (const FigNetwork *net, const RnScopeInfo *scope)
{
  return (net->data->current != RN_NODE_NONE && net->data->current >= scope->first
          && net->data->current < scope->end)
         || (net->data->selected != RN_NODE_NONE && net->data->selected >= scope->first
             && net->data->selected < scope->end);
}

static gboolean
is_done (const FigNetwork *net, const RnScopeInfo *scope)
{
  return fig__is_done (net, scope->end - 1);
}

/* Two neighbours that differ in nothing but their place. */
static gboolean
is_repeat (const FigNetwork *net, RnScope a, RnScope b)
{
  const RnScopeInfo *p = rn_graph_scope (net->graph, a), *q = rn_graph_scope (net->graph, b);

  if (!net->data->repeats || p->spec == NULL || q->spec == NULL || is_watched (net, p)
      || is_watched (net, q))
    return FALSE;
  if (net->data->open != NULL && (net->data->open[a] >= 0 || net->data->open[b] >= 0))
    return FALSE;
  return strcmp (p->spec, q->spec) == 0
         && fig__shortcut_scale (net->graph, a) == fig__shortcut_scale (net->graph, b)
         && is_done (net, p) == is_done (net, q)
         && rn_shape_equal (fig__shape (net, p->input), fig__shape (net, q->input));
}

static RnScope
next_block (const FigNetwork *net, RnScope block)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, block);

  for (RnScope s = block + 1; s < rn_graph_n_scopes (net->graph); s++)
    if (rn_graph_scope (net->graph, s)->parent == info->parent)
      return rn_graph_scope (net->graph, s)->kind == RN_SCOPE_BLOCK ? s : RN_SCOPE_ROOT;
  return RN_SCOPE_ROOT;
}

static guint
count_blocks (const FigNetwork *net, RnScope stage)
{
  guint n = 0;

  for (RnScope s = stage + 1; s < rn_graph_n_scopes (net->graph); s++)
    n += rn_graph_scope (net->graph, s)->parent == stage
         && rn_graph_scope (net->graph, s)->kind == RN_SCOPE_BLOCK;
  return n;
}

static char *
scope_title (const FigNetwork *net, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, scope);

  return g_markup_escape_text (info->path[0] != '\0'          ? info->path
                               : info->kind == RN_SCOPE_BLOCK ? _("block")
                                                              : rn_graph_name (net->graph),
                               -1);
}

static void
add_item (const FigNetwork *net, GArray *items, FigItem item)
{
  if (item.detail == NULL)
    {
      g_autofree char *shape = fig__shape_text (net, item.last);

      item.detail = g_steal_pointer (&shape);
    }
  g_array_append_val (items, item);
}

/* (transfer full) (nullable) What a shortcut ends in where that is neither a layer nor scissors. */
static char *
arc_words (const FigNetwork *net, RnScope block)
{
  for (RnScope s = block + 1; s < fig__scope_end (net->graph, block); s++)
    {
      const RnScopeInfo *info = rn_graph_scope (net->graph, s);

      if (info->kind != RN_SCOPE_SHORTCUT || info->end == info->first)
        continue;
      if (fig__is (net->graph, info->end - 1, "scale"))
        return g_strdup (_("gate"));
      if (fig__is (net->graph, info->end - 1, "dropout"))
        return fig__op_label (net->graph, info->end - 1);
    }
  return NULL;
}

/* Returns the last node of what it added: a block, or a run of equal ones. */
static RnNode
add_block (const FigNetwork *net, GArray *items, RnScope block)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, block);
  FigItem item = { .scope = block, .first = info->first, .last = info->end - 1, .repeats = 1 };
  RnScope last = block;

  for (RnScope next = next_block (net, block); next != RN_SCOPE_ROOT && is_repeat (net, last, next);
       next = next_block (net, next))
    {
      last = next;
      item.repeats++;
    }
  item.last = rn_graph_scope (net->graph, last)->end - 1;
  item.last_scope = last;
  fig__count_scaled (net->graph, block, &item.shortcuts, &item.scaled);
  item.kind = is_open (net, block) ? FIG_ITEM_CARD : FIG_ITEM_BLOCK;
  item.arc = has_arc (net, block);
  item.on_arc = item.kind == FIG_ITEM_BLOCK ? arc_words (net, block) : NULL;
  item.name = scope_title (net, block);
  if (item.repeats > 1)
    {
      char *range = g_strdup_printf ("%s–%s", item.name, rn_graph_scope (net->graph, last)->name);

      g_free (item.name);
      item.name = range;
    }
  if (item.kind == FIG_ITEM_CARD)
    item.detail = fig__summary_words (info->summary);
  add_item (net, items, item);
  return item.last;
}

static RnNode
add_stage (const FigNetwork *net, GArray *items, RnScope stage)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, stage);
  guint shortcuts, scaled;

  fig__count_scaled (net->graph, stage, &shortcuts, &scaled);
  add_item (net, items,
            (FigItem) { .last_scope = stage,
                        .shortcuts = shortcuts,
                        .scaled = scaled,
                        .kind = FIG_ITEM_STAGE,
                        .scope = stage,
                        .first = info->first,
                        .last = info->end - 1,
                        .repeats = count_blocks (net, stage),
                        .arc = has_arc (net, stage),
                        .name = scope_title (net, stage) });
  return info->end - 1;
}

static RnNode
add_levels (const FigNetwork *net, GArray *items, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, scope);

  add_item (net, items,
            (FigItem) { .kind = FIG_ITEM_CARD,
                        .scope = scope,
                        .last_scope = scope,
                        .first = info->first,
                        .last = info->end - 1,
                        .repeats = 1,
                        .name = scope_title (net, scope) });
  return info->end - 1;
}

/* Norm and activation behind a convolution of the same scope. */
static gboolean
joins (const RnGraph *graph, RnNode convolution, RnNode next)
{
  return fig__is (graph, convolution, "conv2d")
         && rn_graph_node (graph, next)->scope == rn_graph_node (graph, convolution)->scope
         && (fig__is (graph, next, "batch_norm") || fig__is_activation (graph, next));
}

/* conv·BN·ReLU is one box unless layers are asked for. */
static RnNode
add_ops (const FigNetwork *net, GArray *items, RnNode node, RnNode end)
{
  g_autofree char *word = fig__op_word (net->graph, node);
  g_autofree char *escaped = g_markup_escape_text (word, -1);
  GString *name = g_string_new (escaped);
  RnNode last = node;

  while (net->data->fold < FIG_FOLD_LAYER && last + 1 < end && joins (net->graph, node, last + 1))
    g_string_append_printf (name, "·%s", fig__op_symbol (net->graph, ++last));
  add_item (net, items,
            (FigItem) { .kind = FIG_ITEM_OP,
                        .first = node,
                        .last = last,
                        .repeats = 1,
                        .name = g_string_free (name, FALSE) });
  return last;
}

/* A second input beside the line, such as the labels a loss compares with. */
static gboolean
is_labels (const FigNetwork *net, RnNode node)
{
  return node > 0 && fig__is (net->graph, node, "input");
}

static void
collect (const FigNetwork *net, GArray *items, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, scope);
  RnNode end = scope == RN_SCOPE_ROOT ? rn_graph_n_nodes (net->graph) : info->end;

  for (RnNode i = scope == RN_SCOPE_ROOT ? 0 : info->first; i < end; i++)
    {
      RnScope child = fig__child_scope (net->graph, scope, i);
      const RnScopeInfo *inner = rn_graph_scope (net->graph, child);

      if (is_labels (net, i))
        continue;
      if (child == scope)
        i = add_ops (net, items, i, end);
      else if (inner->kind == RN_SCOPE_BLOCK)
        i = add_block (net, items, child);
      else if (inner->kind == RN_SCOPE_STAGE && !is_open (net, child))
        i = add_stage (net, items, child);
      else if (fig__levels_fit (net, child, net->scene->width - 2 * (FIG_MARGIN + LANE)))
        i = add_levels (net, items, child);
      else
        {
          collect (net, items, child);
          i = inner->end - 1;
        }
    }
}

GArray *
fig__network_items (const FigNetwork *net)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (FigItem));

  g_array_set_clear_func (items, item_clear);
  collect (net, items, RN_SCOPE_ROOT);
  return items;
}
