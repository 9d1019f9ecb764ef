/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* An input channel beside the output channel it went into, and what happened on the way. */
#include "config.h"

#include "lab-inspector-scene.h"

#include <math.h>

#include "fig-channel.h"
#include "fig-format.h"
#include "fig-i18n.h"
#include "lab-words.h"

/* The story's part about @node, NULL if it has none. */
static const LabStoryStep *
find_step (Lab *lab, RnNode node, guint channel)
{
  LabStory *story = lab_story (lab);

  for (guint i = 0; story != NULL && i < story->n_steps; i++)
    if (story->steps[i].node == node && story->steps[i].index[1] == channel)
      return &story->steps[i];
  return NULL;
}

/* Which input channel gives most to the sum, and how much. */
static guint
strongest_term (const RnExplanation *explanation, guint channels, double *gives)
{
  g_autofree double *sums = g_new0 (double, channels);
  guint best = 0;

  for (guint i = 0; i < explanation->terms->len; i++)
    {
      const RnTerm *term = &g_array_index (explanation->terms, RnTerm, i);

      if (term->input == 0 && term->index[1] < channels)
        sums[term->index[1]] += term->product;
    }
  for (guint c = 1; c < channels; c++)
    if (fabs (sums[c]) > fabs (sums[best]))
      best = c;
  *gives = sums[best];
  return best;
}

/* The input channel whose kernel has the largest weights; counted within the group. */
static guint
largest_kernel (const LabLayer *layer, guint output)
{
  const RnShape *shape = rn_tensor_shape (layer->weight);
  gsize taps = shape->dim[2] * shape->dim[3];
  const float *w = rn_tensor_values (layer->weight) + output * shape->dim[1] * taps;
  guint best = 0;
  double most = -1;

  for (gsize c = 0; c < shape->dim[1]; c++)
    {
      double sum = 0;

      for (gsize i = 0; i < taps; i++)
        sum += fabs (w[c * taps + i]);
      if (sum > most)
        {
          most = sum;
          best = (guint) c;
        }
    }
  return best;
}

static guint
first_of_group (const LabLayer *layer, guint output)
{
  gsize groups = (gsize) lab_node_attribute (layer->graph, layer->node, "groups", 1);
  gsize filters = rn_tensor_shape (layer->output)->dim[1] / groups;

  return (guint) (output / filters * rn_tensor_shape (layer->weight)->dim[1]);
}

/* (transfer full) */
static char *
convolution_words (Lab *lab, const LabLayer *layer, guint output, guint *input)
{
  const LabStoryStep *step = find_step (lab, layer->node, output);
  guint channels = (guint) rn_tensor_shape (layer->inputs[0])->dim[1];
  guint read = (guint) rn_tensor_shape (layer->weight)->dim[1];
  int side = (int) rn_tensor_shape (layer->weight)->dim[2];
  g_autofree char *number = NULL;
  double gives;

  if (step == NULL)
    {
      *input = first_of_group (layer, output) + largest_kernel (layer, output);
      return g_strdup_printf (_("The %d×%d window slides over the input. Of the %u channels it "
                                "reads, %u has the largest weights."), side, side, read, *input);
    }
  *input = strongest_term (&step->explanation, channels, &gives);
  number = fig_format_number (gives, 4);
  return g_strdup_printf (_("The %d×%d window slides over the input. Input channel %u gives %s of "
                            "the sum at this pixel, the strongest of the %u."),
                          side, side, *input, number, read);
}

static const struct
{
  const char *op;
  const char *words;
} changes[] = {
  { "batch_norm", N_("The channel’s mean is taken off, its deviation divided out, then γ and β are "
                     "applied. The pattern stays, its strength becomes alike in all channels.") },
  { "relu", N_("What is below 0 becomes 0, the rest goes on as it is.") },
  { "relu6", N_("What is below 0 becomes 0, what is above 6 becomes 6.") },
  { "silu", N_("What is far below 0 goes to 0, the rest goes on almost as it is.") },
  { "gelu", N_("What is far below 0 goes to 0, the rest goes on almost as it is.") },
  { "sigmoid", N_("Every number is pressed between 0 and 1.") },
  { "max_pool", N_("Of each window the largest number goes on.") },
  { "avg_pool", N_("Of each window the mean goes on.") },
  { "adaptive_avg_pool", N_("Of each window the mean goes on.") },
  { "subsample", N_("Only some of the pixels go on, the others are left out.") },
  { "scale_constant", N_("Everything is multiplied by the same number λ.") },
  { "upsample", N_("The map becomes larger: every pixel goes to several places.") },
  { "window_attention", N_("Each pixel takes a weighted mean of the values of its window, by how well "
                           "its query fits their keys.") },
  { "complement", N_("Every number becomes what it lacks to 1.") },
  { "dropout", N_("In training some numbers are left out by chance and the others enlarged; in evaluation "
                  "all go on as they are.") },
  { "gradient_scale", N_("Everything goes on as it is; only the gradient that comes back is multiplied.") },
};

static const char *
change_words (const LabLayer *layer)
{
  if (lab_node_is (layer->graph, layer->node, "scale"))
    return lab_gate_is_whole (layer->graph, layer->node)
           ? _("Every number is multiplied by its own gate: how much of it goes on.")
           : _("The whole channel is multiplied by one number: how much it matters.");
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (lab_node_is (layer->graph, layer->node, changes[i].op))
      return _(changes[i].words);
  return NULL;
}

/* “relu [22] → conv2 [24]”. (transfer full) */
static char *
title_of (const LabLayer *layer, guint input, guint output)
{
  const RnNodeInfo *info = rn_graph_node (layer->graph, layer->node);

  return g_strdup_printf ("%s [%u] → %s [%u]", rn_graph_node (layer->graph, info->inputs[0])->word,
                          input, info->word, output);
}

/* Both have pixels; a layer that is no convolution works on each channel by itself. */
static gboolean
is_pair (const LabLayer *layer)
{
  const RnShape *from, *to = rn_tensor_shape (layer->output);

  if (layer->n_inputs == 0 || layer->inputs[0] == NULL)
    return FALSE;
  from = rn_tensor_shape (layer->inputs[0]);
  if (from->rank != 4 || to->rank != 4 || from->dim[2] * from->dim[3] < 2
      || to->dim[2] * to->dim[3] < 2)
    return FALSE;
  return lab_node_is (layer->graph, layer->node, "conv2d")
         || (change_words (layer) != NULL && from->dim[1] == to->dim[1]);
}

gboolean
lab_has_pair (Lab *lab)
{
  LabLayer *layer = lab_subject_is_shown (lab) ? lab_layer (lab) : NULL;

  return layer != NULL && lab_subject (lab) == LAB_SUBJECT_LAYER && is_pair (layer);
}

FigScene *
lab_scene_pair (Lab *lab, const FigStyle *style, GError **error)
{
  LabLayer *layer = lab_layer (lab);
  guint output, input;
  g_autofree char *title = NULL, *words = NULL;
  const RnNodeInfo *info;
  FigPairData data;

  if (!lab_has_pair (lab))
    return NULL;
  info = rn_graph_node (layer->graph, layer->node);
  output = input = lab_layer_channel (layer, lab);
  words = lab_node_is (layer->graph, layer->node, "conv2d")
            ? convolution_words (lab, layer, output, &input)
            : g_strdup (change_words (layer));
  title = title_of (layer, input, output);
  data = (FigPairData) {
    .from = { .tensor = layer->inputs[0],
              .channel = input,
              .node = info->inputs[0],
              .path = lab_place_path (lab_node_place (layer->graph, info->inputs[0])) },
    .to = { .tensor = layer->output,
            .channel = output,
            .node = layer->node,
            .path = lab_subject_path (lab) },
    .window = lab_node_window (layer->graph, layer->node),
    .row = lab_look (lab)->probing ? (int) lab_look (lab)->row : -1,
    .column = lab_look (lab)->probing ? (int) lab_look (lab)->column : -1,
    .title = layer->weight == NULL ? _("From the input to the output") : NULL,
    .words_title = title,
    .words = words,
  };
  return fig_pair_new (&data, style, error);
}
