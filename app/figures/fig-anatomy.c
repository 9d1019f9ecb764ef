/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A block's parts, read off the scope tree, and words for ops. */
#include "config.h"
#include "fig-anatomy-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "fig-words-private.h"

RnScope
fig__child_scope (const RnGraph *graph, RnScope scope, RnNode node)
{
  RnScope at = rn_graph_node (graph, node)->scope, below = scope;

  while (at != scope && at != RN_SCOPE_ROOT)
    {
      below = at;
      at = rn_graph_scope (graph, at)->parent;
    }
  return at == scope ? below : scope;
}

RnScope
fig__scope_end (const RnGraph *graph, RnScope scope)
{
  RnScope end = scope + 1;

  while (end < rn_graph_n_scopes (graph) && rn_graph_scope (graph, end)->parent >= scope)
    end++;
  return end;
}

/* The nodes first ≤ i < end, which read @input. */
static void
read_steps (GArray *steps, const RnGraph *graph, RnNode input, RnNode first, RnNode end)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (RnNode));

  for (RnNode i = first; i < end; i++)
    g_array_append_val (nodes, i);
  fig__series_read (steps, graph, input, nodes);
}

/* The scissors' op at the end of a shortcut scope, RN_NODE_NONE if there is none. */
static RnNode
find_scaled (const RnGraph *graph, RnScope shortcut)
{
  const RnScopeInfo *info = rn_graph_scope (graph, shortcut);

  if (info->kind == RN_SCOPE_SHORTCUT && info->end > info->first
      && rn_graph_node (graph, info->end - 1)->scope == shortcut
      && fig__is (graph, info->end - 1, "scale_constant"))
    return info->end - 1;
  return RN_NODE_NONE;
}

RnNode
fig__scaled_node (const RnGraph *graph, RnScope block)
{
  for (RnScope s = block + 1; s < fig__scope_end (graph, block); s++)
    if (rn_graph_scope (graph, s)->parent == block && find_scaled (graph, s) != RN_NODE_NONE)
      return find_scaled (graph, s);
  return RN_NODE_NONE;
}

double
fig__shortcut_scale (const RnGraph *graph, RnScope block)
{
  RnNode node = fig__scaled_node (graph, block);

  return node != RN_NODE_NONE ? fig__attribute (graph, node, "factor", 1) : 1;
}

void
fig__count_scaled (const RnGraph *graph, RnScope scope, guint *shortcuts, guint *scaled)
{
  *shortcuts = *scaled = 0;
  for (RnScope s = scope + 1; s < fig__scope_end (graph, scope); s++)
    {
      *shortcuts += rn_graph_scope (graph, s)->kind == RN_SCOPE_SHORTCUT;
      *scaled += find_scaled (graph, s) != RN_NODE_NONE
                 && fig__attribute (graph, find_scaled (graph, s), "factor", 1) != 1;
    }
}

static void
read_child (FigAnatomy *self, const RnGraph *graph, RnScope child)
{
  const RnScopeInfo *info = rn_graph_scope (graph, child);

  if (info->kind == RN_SCOPE_SHORTCUT)
    {
      self->has_shortcut = TRUE;
      self->scaled = find_scaled (graph, child);
      read_steps (self->shortcut, graph, info->input, info->first,
                  self->scaled != RN_NODE_NONE ? self->scaled : info->end);
    }
  else
    read_steps (self->branch, graph, info->input, info->first, info->end);
}

/**
 * fig__anatomy_read:
 * @self: (out): cleared by fig__anatomy_clear()
 * @graph: what @block lies in
 * @block: a scope of any kind; one without branch and shortcut is all branch
 */
void
fig__anatomy_read (FigAnatomy *self, const RnGraph *graph, RnScope block)
{
  const RnScopeInfo *info = rn_graph_scope (graph, block);

  *self = (FigAnatomy) { .block = block, .input = info->input, .addition = RN_NODE_NONE,
                         .scaled = RN_NODE_NONE };
  self->before = fig__series_new ();
  self->branch = fig__series_new ();
  self->shortcut = fig__series_new ();
  self->after = fig__series_new ();
  for (RnScope child = block + 1; child < rn_graph_n_scopes (graph); child++)
    if (rn_graph_scope (graph, child)->parent == block)
      read_child (self, graph, child);
  for (RnNode i = info->first; i < info->end; i++)
    if (rn_graph_node (graph, i)->scope == block)
      {
        FigStep step = { .node = i, .first = i, .part = RN_SCOPE_ROOT };
        gboolean forked = self->branch->len > 0
                          && i > g_array_index (self->branch, FigStep, 0).first;

        if (self->has_shortcut && self->addition == RN_NODE_NONE && forked
            && rn_graph_node (graph, i)->n_inputs > 1)
          self->addition = i;
        else
          g_array_append_val (forked ? self->after : self->before, step);
      }
}

void
fig__anatomy_clear (FigAnatomy *self)
{
  g_clear_pointer (&self->before, g_array_unref);
  g_clear_pointer (&self->branch, g_array_unref);
  g_clear_pointer (&self->shortcut, g_array_unref);
  g_clear_pointer (&self->after, g_array_unref);
}

gboolean
fig__is (const RnGraph *graph, RnNode node, const char *op)
{
  return strcmp (rn_graph_node (graph, node)->op->name, op) == 0;
}

gboolean
fig__is_activation (const RnGraph *graph, RnNode node)
{
  return fig__is (graph, node, "relu") || fig__is (graph, node, "relu6")
         || fig__is (graph, node, "silu") || fig__is (graph, node, "gelu")
         || fig__is (graph, node, "sigmoid");
}

double
fig__attribute (const RnGraph *graph, RnNode node, const char *name, double fallback)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);
  int place = rn_op_attribute (info->op, name);

  return place >= 0 ? info->attributes[place] : fallback;
}

/* The path a node works on: a block's addition and what follows it is the sum's. */
FigPath
fig__path_of (const RnGraph *graph, RnNode node)
{
  RnScope scope = rn_graph_node (graph, node)->scope;

  for (RnScope s = scope; s != RN_SCOPE_ROOT; s = rn_graph_scope (graph, s)->parent)
    switch (rn_graph_scope (graph, s)->kind)
      {
      case RN_SCOPE_BRANCH:
        return FIG_BRANCH;
      case RN_SCOPE_SHORTCUT:
        return FIG_SHORTCUT;
      case RN_SCOPE_BLOCK:
        return FIG_SUM;
      case RN_SCOPE_NETWORK:
      case RN_SCOPE_STEM:
      case RN_SCOPE_STAGE:
      case RN_SCOPE_GROUP:
      case RN_SCOPE_HEAD:
      default:
        break;
      }
  return FIG_INK;
}

static char *
window_words (const RnGraph *graph, RnNode node, const char *what)
{
  int kernel = (int) fig__attribute (graph, node, "kernel", 1),
      stride = (int) fig__attribute (graph, node, "stride", 1);
  int groups = (int) fig__attribute (graph, node, "groups", 1);
  GString *text = g_string_new (what);

  g_string_append_printf (text, " %d×%d", kernel, kernel);
  if (stride > 1)
    g_string_append_printf (text, " /%d", stride);
  if (groups > 1)
    /* TRANSLATORS: groups of a convolution, after its size: “conv 3×3, 32 gr.” */
    g_string_append_printf (text, _(", %d gr."), groups);
  return g_string_free (text, FALSE);
}

char *
fig__op_kind (const RnGraph *graph, RnNode node)
{
  if (fig__is (graph, node, "conv2d"))
    /* TRANSLATORS: short for convolution, before its size */
    return window_words (graph, node, _("conv"));
  if (fig__is (graph, node, "max_pool"))
    return window_words (graph, node, _("max pool"));
  if (fig__is (graph, node, "avg_pool"))
    return window_words (graph, node, _("average pool"));
  if (fig__is (graph, node, "batch_norm"))
    return g_strdup (_("batch norm"));
  if (fig__is (graph, node, "global_avg_pool") || fig__is (graph, node, "adaptive_avg_pool"))
    return g_strdup (_("average pool"));
  if (fig__is (graph, node, "linear"))
    return g_strdup (_("linear"));
  if (fig__is (graph, node, "add"))
    return g_strdup (_("addition"));
  if (fig__is (graph, node, "input"))
    return g_strdup (_("input"));
  if (fig__is (graph, node, "scale_constant"))
    /* TRANSLATORS: multiplication by a constant, short */
    return g_strdup (_("scaling"));
  return fig__term (rn_graph_node (graph, node)->op->title);
}

/* What a tile says; names that are the same in every language stay out of the catalogue. */
const char *
fig__op_symbol (const RnGraph *graph, RnNode node)
{
  static const struct { const char *op, *symbol;
  } symbols[] = { { "batch_norm", "BN" }, { "relu", "ReLU" }, { "relu6", "ReLU6" },
                  { "silu", "SiLU" },     { "gelu", "GELU" }, { "sigmoid", "σ" },
                  { "scale", "×" },       { "add", "+" },     { "softmax", "softmax" },
                  { "scale_constant", "×λ" }, { "concat", "concat" },
                  { "complement", "1 − g" }, { "gradient_scale", "∂" },
                  { "window_attention", "MHSA" } };

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (fig__is (graph, node, symbols[i].op))
      return symbols[i].symbol;
  if (fig__is (graph, node, "conv2d"))
    return _("conv");
  if (fig__is (graph, node, "linear"))
    return _("linear");
  if (fig__is (graph, node, "dropout"))
    return _("dropout");
  if (fig__is (graph, node, "upsample"))
    /* TRANSLATORS: upsampling, short: inside a small tile */
    return _("upsample");
  if (fig__is (graph, node, "concat_pixels"))
    return "concat";
  if (g_str_has_suffix (rn_graph_node (graph, node)->op->name, "pool"))
    /* TRANSLATORS: pooling, short: inside a small tile */
    return _("pool");
  return rn_graph_node (graph, node)->op->name;
}

/* A convolution of a map of one pixel is a fully connected layer. */
static gboolean
is_full (const RnGraph *graph, RnNode node)
{
  const RnShape *x = &rn_graph_node (graph, rn_graph_node (graph, node)->inputs[0])->shape;

  return x->rank == 4 && x->dim[2] * x->dim[3] == 1
         && (int) fig__attribute (graph, node, "kernel", 0) == 1;
}

char *
fig__op_label (const RnGraph *graph, RnNode node)
{
  if (fig__is (graph, node, "scale_constant"))
    return fig__factor (fig__attribute (graph, node, "factor", 1));
  if (fig__is (graph, node, "conv2d") && is_full (graph, node))
    /* TRANSLATORS: fully connected layer, short: inside a small box */
    return g_strdup (_("FC"));
  if (fig__is (graph, node, "subsample"))
    return g_strdup_printf ("/%d", (int) fig__attribute (graph, node, "stride", 1));
  if (fig__is (graph, node, "pad_channels"))
    /* TRANSLATORS: so many channels of zeros are added on the shortcut */
    return g_strdup_printf (_("pad +%d"), (int) (fig__attribute (graph, node, "before", 0)
                                                 + fig__attribute (graph, node, "after", 0)));
  if (fig__is (graph, node, "global_avg_pool"))
    /* TRANSLATORS: global average pooling, short: inside a small box */
    return g_strdup (_("GAP"));
  return g_strdup (fig__op_symbol (graph, node));
}

char *
fig__op_word (const RnGraph *graph, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);
  RnScope block = rn_graph_scope_above (graph, info->scope, RN_SCOPE_BLOCK);
  const char *path = rn_graph_scope (graph, block)->path;
  gsize length = block != RN_SCOPE_ROOT ? strlen (path) : 0;

  if (length > 0 && strncmp (info->name, path, length) == 0 && info->name[length] == '.')
    return g_strdup (info->name + length + 1);
  return g_strdup (info->name);
}

guint64
fig__parameters (const RnGraph *graph, RnNode first, RnNode end)
{
  guint64 sum = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);

      if (info->trained && info->node >= first && info->node < end)
        sum += rn_shape_elements (&info->shape);
    }
  return sum;
}
