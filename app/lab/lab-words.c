/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Names, places and formulas of layers. */
#include "config.h"

#include "lab-words.h"

#include "fig-i18n.h"
#include "rn-split.h"

gboolean
lab_node_is (const RnGraph *graph, RnNode node, const char *op)
{
  return g_str_equal (rn_graph_node (graph, node)->op->name, op);
}

double
lab_node_attribute (const RnGraph *graph, RnNode node, const char *name, double fallback)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  for (guint i = 0; i < info->op->n_attributes; i++)
    if (g_str_equal (info->op->attributes[i].name, name))
      return info->attributes[i];
  return fallback;
}

FigWindow
lab_node_window (const RnGraph *graph, RnNode node)
{
  if (lab_node_is (graph, node, "subsample"))
    return (FigWindow) { .size = 1,
                         .stride = (gsize) lab_node_attribute (graph, node, "stride", 1),
                         .dilation = 1 };
  return (FigWindow) { .size = (gsize) lab_node_attribute (graph, node, "kernel", 0),
                       .stride = (gsize) lab_node_attribute (graph, node, "stride", 1),
                       .pad = (gsize) lab_node_attribute (graph, node, "pad", 0),
                       .dilation = (gsize) lab_node_attribute (graph, node, "dilation", 1) };
}

gboolean
lab_gate_is_whole (const RnGraph *graph, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  return rn_shape_elements (&rn_graph_node (graph, info->inputs[1])->shape)
         == rn_shape_elements (&info->shape);
}

/* ── where ── */

LabPlace
lab_node_place (const RnGraph *graph, RnNode node)
{
  RnScope scope = rn_graph_node (graph, node)->scope;
  RnScope block = rn_graph_scope_above (graph, scope, RN_SCOPE_BLOCK);

  if (rn_graph_scope_above (graph, scope, RN_SCOPE_STEM) != RN_SCOPE_ROOT)
    return LAB_PLACE_STEM;
  if (rn_graph_scope_above (graph, scope, RN_SCOPE_HEAD) != RN_SCOPE_ROOT)
    return LAB_PLACE_HEAD;
  if (rn_graph_scope_above (graph, scope, RN_SCOPE_SHORTCUT) != RN_SCOPE_ROOT)
    return LAB_PLACE_SHORTCUT;
  if (block == RN_SCOPE_ROOT)
    return LAB_PLACE_NETWORK;
  return rn_split_in_branch (graph, node, block) ? LAB_PLACE_BRANCH : LAB_PLACE_SUM;
}

FigPath
lab_place_path (LabPlace place)
{
  switch (place)
    {
    case LAB_PLACE_BRANCH:
      return FIG_BRANCH;
    case LAB_PLACE_SHORTCUT:
      return FIG_SHORTCUT;
    case LAB_PLACE_SUM:
      return FIG_SUM;
    default:
      return FIG_INK;
    }
}

/* ── words ── */

static char *
convolution_words (const RnGraph *graph, RnNode node)
{
  int kernel = (int) lab_node_attribute (graph, node, "kernel", 1);
  gsize groups = (gsize) lab_node_attribute (graph, node, "groups", 1);

  if (groups > 1 && groups == rn_graph_node (graph, node)->shape.dim[1])
    return g_strdup_printf (_("Depthwise convolution %d×%d"), kernel, kernel);
  if (groups > 1)
    return g_strdup_printf (_("Grouped convolution %d×%d"), kernel, kernel);
  return g_strdup_printf (_("Convolution %d×%d"), kernel, kernel);
}

/* TRANSLATORS: self-attention inside windows of so many pixels; global where one covers the map */
static char *
attention_words (const RnGraph *graph, RnNode node)
{
  int window = (int) lab_node_attribute (graph, node, "window", 1);
  const gsize *map = rn_graph_node (graph, node)->shape.dim;

  if ((gsize) window >= map[2] && (gsize) window >= map[3])
    return g_strdup (_("Attention over the whole map"));
  return g_strdup_printf (_("Attention in windows of %d×%d"), window, window);
}

static const struct
{
  const char *op;
  const char *words;
  const char *symbol;
} ops[] = {
  { "input", N_("Input: what the network looks at"), "x" },
  { "batch_norm", N_("Batch norm"), "BN" },
  { "relu", N_("ReLU"), "ReLU" },
  { "relu6", N_("ReLU6"), "ReLU6" },
  { "silu", N_("SiLU"), "SiLU" },
  { "gelu", N_("GELU"), "GELU" },
  { "sigmoid", N_("Sigmoid"), "σ" },
  { "add", N_("Addition"), "+" },
  { "max_pool", N_("Max pooling"), "max" },
  { "avg_pool", N_("Average pooling"), "avg" },
  { "global_avg_pool", N_("Global average pooling"), "avg" },
  { "adaptive_avg_pool", N_("Average pooling"), "avg" },
  { "linear", N_("Linear layer"), "W" },
  { "softmax", N_("Softmax"), "p" },
  { "softmax_cross_entropy", N_("Softmax and cross-entropy loss"), "L" },
  { "concat", N_("Channels side by side"), "[ ]" },
  { "slice", N_("Some of the channels"), "[:]" },
  { "pad_channels", N_("Zero channels added"), "0" },
  { "subsample", N_("Every other pixel"), "↓" },
  { "scale", N_("Each channel times its weight"), "×" },
  { "scale_constant", N_("Multiplication by a constant"), "λ" },
  { "complement", N_("Complement to 1"), "1−" },
  { "dropout", N_("Dropout"), "drop" },
  { "gradient_scale", N_("Gradient gate"), "∂" },
  { "upsample", N_("Upsampling"), "↑" },
  { "concat_pixels", N_("Pixels of all levels in one column"), "[ ]" },
};

char *
lab_op_words (const RnGraph *graph, RnNode node)
{
  LabPlace place = lab_node_place (graph, node);
  g_autofree char *what = NULL;

  if (lab_node_is (graph, node, "add") && place == LAB_PLACE_SUM)
    return g_strdup (_("Addition: the shortcut and the residual branch meet"));
  if (lab_node_is (graph, node, "conv2d"))
    what = convolution_words (graph, node);
  if (lab_node_is (graph, node, "window_attention"))
    what = attention_words (graph, node);
  if (lab_node_is (graph, node, "scale") && lab_gate_is_whole (graph, node))
    what = g_strdup (_("Each number times its gate"));
  for (guint i = 0; i < G_N_ELEMENTS (ops) && what == NULL; i++)
    if (lab_node_is (graph, node, ops[i].op))
      what = g_strdup (_(ops[i].words));
  if (what == NULL)
    what = g_strdup (rn_graph_node (graph, node)->op->title);
  switch (place)
    {
    case LAB_PLACE_BRANCH:
      return g_strdup_printf (_("%s in the residual branch"), what);
    case LAB_PLACE_SHORTCUT:
      return g_strdup_printf (_("%s on the shortcut"), what);
    case LAB_PLACE_SUM:
      return g_strdup_printf (_("%s after the addition"), what);
    case LAB_PLACE_STEM:
      return g_strdup_printf (_("%s in the stem"), what);
    case LAB_PLACE_HEAD:
      return g_strdup_printf (_("%s in the head"), what);
    default:
      return g_steal_pointer (&what);
    }
}

char *
lab_node_symbol (const RnGraph *graph, RnNode node)
{
  int kernel = (int) lab_node_attribute (graph, node, "kernel", 1);

  if (lab_node_is (graph, node, "conv2d"))
    return g_strdup_printf ("%d×%d", kernel, kernel);
  if (lab_node_is (graph, node, "window_attention"))
    return g_strdup ("qkᵀv");
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (lab_node_is (graph, node, ops[i].op))
      return g_strdup (ops[i].symbol);
  return g_strdup ("f");
}

static void
append_option (GString *text, const char *format, double value)
{
  g_autofree char *number = g_strdup_printf ("%g", value);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *option = g_strjoinv (number, parts);

  g_string_append (text, text->len > 0 ? _(", ") : "");
  g_string_append (text, option);
}

char *
lab_node_options (const RnGraph *graph, RnNode node)
{
  GString *text = g_string_new (NULL);
  gboolean window = lab_node_window (graph, node).size > 0;
  double groups = lab_node_attribute (graph, node, "groups", 1);
  double dilation = lab_node_attribute (graph, node, "dilation", 1);
  double factor = lab_node_attribute (graph, node, "factor", 1);

  if (window)
    append_option (text, _("stride %s"), lab_node_attribute (graph, node, "stride", 1));
  if (window && !lab_node_is (graph, node, "subsample"))
    append_option (text, _("padding %s"), lab_node_attribute (graph, node, "pad", 0));
  if (dilation != 1)
    append_option (text, _("dilation %s"), dilation);
  if (groups != 1)
    append_option (text, _("%s groups"), groups);
  if (lab_node_is (graph, node, "scale_constant"))
    append_option (text, "λ = %s", factor);
  if (lab_node_is (graph, node, "gradient_scale"))
    append_option (text, _("gradient × %s"), factor);
  if (lab_node_is (graph, node, "dropout"))
    append_option (text, _("rate %s"), lab_node_attribute (graph, node, "rate", 0));
  if (lab_node_is (graph, node, "window_attention"))
    append_option (text, _("%s heads"), lab_node_attribute (graph, node, "heads", 1));
  if (lab_node_attribute (graph, node, "bf16", 0) != 0)
    append_option (text, "bf16", 0);
  return g_string_free (text, FALSE);
}

/* ── formulas ── */

#define SUB(text) "<sub>" text "</sub>"

/* Each a line of markup; <p> is the colour of the layer's own path. */
static const struct
{
  const char *op;
  const char *formula;
} formulas[] = {
  { "input", "x" },
  { "batch_norm", "<p>y</p> = γ" SUB ("c") " · (x − μ" SUB ("c") ") / √(σ" SUB ("c")
                  "² + ε) + β" SUB ("c") },
  { "relu", "<p>y</p> = max(0, x)" },
  { "relu6", "<p>y</p> = min(max(0, x), 6)" },
  { "silu", "<p>y</p> = x / (1 + e<sup>−x</sup>)" },
  { "gelu", "<p>y</p> = x · Φ(x)" },
  { "sigmoid", "<p>y</p> = 1 / (1 + e<sup>−x</sup>)" },
  { "max_pool", "<p>y</p>" SUB ("c,i,j") " = max" SUB ("u,v") " x" SUB ("c,si+u,sj+v") },
  { "avg_pool", "<p>y</p>" SUB ("c,i,j") " = mean" SUB ("u,v") " x" SUB ("c,si+u,sj+v") },
  { "global_avg_pool", "<p>y</p>" SUB ("c") " = Σ" SUB ("i,j") " x" SUB ("c,i,j") " / (H·W)" },
  { "adaptive_avg_pool", "<p>y</p>" SUB ("c,i,j") " = mean" SUB ("u,v") " x" SUB ("c,u,v") },
  { "linear", "<p>y</p>" SUB ("k") " = Σ" SUB ("c") " w" SUB ("k,c") " · x" SUB ("c") " + b"
              SUB ("k") },
  { "softmax", "<p>p</p>" SUB ("k") " = e<sup>z" "k" "</sup> / Σ" SUB ("j") " e<sup>zj</sup>" },
  { "softmax_cross_entropy", "<p>L</p> = −log p" SUB ("t") ",  p" SUB ("k")
                             " = e<sup>zk</sup> / Σ" SUB ("j") " e<sup>zj</sup>" },
  { "concat", "<p>y</p> = [x" SUB ("1") ", …, x" SUB ("n") "]" },
  { "slice", "<p>y</p>" SUB ("c") " = x" SUB ("begin+c") },
  { "pad_channels", "<p>y</p> = [0, x, 0]" },
  { "subsample", "<p>y</p>" SUB ("c,i,j") " = x" SUB ("c,si,sj") },
  { "scale", "<p>y</p>" SUB ("c") " = s" SUB ("c") " · x" SUB ("c") },
  { "scale_constant", "<p>y</p> = λ · x" },
  { "window_attention", "<p>y</p>" SUB ("i") " = Σ" SUB ("j") " softmax" SUB ("j") "(q" SUB ("i")
                        "·k" SUB ("j") " / √d + B" SUB ("i,j") ") · v" SUB ("j") },
  { "concat_pixels", "<p>y</p> = [x" SUB ("1") "; …; x" SUB ("n") "]" },
  { "complement", "<p>y</p> = 1 − x" },
  { "dropout", "<p>y</p> = m · x,  m ∈ {0, 1 / (1 − p)}" },
  { "gradient_scale", "<p>y</p> = x,  dx = k · dy" },
};

static char *
convolution_formula (const RnGraph *graph, RnNode node)
{
  gsize groups = (gsize) lab_node_attribute (graph, node, "groups", 1);
  gboolean depthwise = groups > 1 && groups == rn_graph_node (graph, node)->shape.dim[1];
  gboolean one = lab_node_attribute (graph, node, "kernel", 1) == 1;
  const char *step = lab_node_attribute (graph, node, "stride", 1) > 1 ? "s" : "";
  const char *bias = lab_node_attribute (graph, node, "bias", 0) != 0 ? " + b<sub>k</sub>" : "";

  if (one)
    return g_strdup_printf ("<p>z</p><sub>k,i,j</sub> = Σ<sub>c</sub> w<sub>k,c</sub> · "
                            "a<sub>c,%si,%sj</sub>%s",
                            step, step, bias);
  if (depthwise)
    return g_strdup_printf ("<p>z</p><sub>k,i,j</sub> = Σ<sub>u,v</sub> w<sub>k,u,v</sub> · "
                            "a<sub>k,%si+u,%sj+v</sub>%s",
                            step, step, bias);
  return g_strdup_printf ("<p>z</p><sub>k,i,j</sub> = Σ<sub>c%s,u,v</sub> w<sub>k,c,u,v</sub> · "
                          "a<sub>c,%si+u,%sj+v</sub>%s",
                          groups > 1 ? "∈g(k)" : "", step, step, bias);
}

char *
lab_node_formula (const RnGraph *graph, RnNode node)
{
  if (lab_node_is (graph, node, "conv2d"))
    return convolution_formula (graph, node);
  if (lab_node_is (graph, node, "scale") && lab_gate_is_whole (graph, node))
    return g_strdup ("<p>y</p> = s · x");
  if (lab_node_is (graph, node, "upsample"))
    return g_strdup (lab_node_attribute (graph, node, "smooth", 0) != 0
                       ? "<p>y</p>" SUB ("c,i,j") " = Σ" SUB ("u,v") " share" SUB ("u,v") " · x" SUB ("c,u,v")
                       : "<p>y</p>" SUB ("c,i,j") " = x" SUB ("c,⌊i·h/H⌋,⌊j·w/W⌋"));
  if (lab_node_is (graph, node, "add"))
    return g_strdup (lab_node_place (graph, node) == LAB_PLACE_SUM
                       ? "<y>y</y> = <h>h(x)</h> + <f>F(x)</f>"
                       : "<p>y</p> = a + b");
  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    if (lab_node_is (graph, node, formulas[i].op))
      return g_strdup (formulas[i].formula);
  return g_markup_escape_text (rn_graph_node (graph, node)->op->formula, -1);
}
