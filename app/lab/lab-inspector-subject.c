/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the inspector is about, what of it is shown, and the story of the probed number. */
#include "config.h"

#include "lab-inspector-scene.h"

#include "fig-explain.h"
#include "fig-i18n.h"
#include "fig-words.h"
#include "lab-words.h"

/* ── the subject ── */

LabSubject
lab_subject (Lab *lab)
{
  LabPass *pass = lab_pass (lab);

  if (pass == NULL || lab_selected_node (lab) == RN_NODE_NONE)
    return LAB_SUBJECT_NOTHING;
  return rn_graph_find (pass->graph, lab_look (lab)->selected) != RN_NODE_NONE
           ? LAB_SUBJECT_LAYER : LAB_SUBJECT_SCOPE;
}

char *
lab_subject_name (Lab *lab)
{
  return g_strdup (lab_look (lab)->selected);
}

static char *
scope_words (const RnScopeInfo *scope)
{
  if (scope->kind == RN_SCOPE_STAGE && scope->summary == NULL)
    return g_strdup (_("Stage: blocks of one width"));
  if (scope->kind == RN_SCOPE_STEM)
    return g_strdup (_("Stem: what the picture goes through first"));
  if (scope->kind == RN_SCOPE_HEAD)
    return g_strdup (_("Head: from feature maps to classes"));
  if (scope->summary != NULL)
    {
      g_autofree char *summary = fig_scope_words (scope->summary);

      return g_strdup_printf (_("Residual block: %s"), summary);
    }
  return g_strdup ("");
}

char *
lab_subject_words (Lab *lab)
{
  switch (lab_subject (lab))
    {
    case LAB_SUBJECT_LAYER:
      return lab_op_words (lab_pass (lab)->graph, lab_selected_node (lab));
    case LAB_SUBJECT_SCOPE:
      return scope_words (rn_graph_scope (lab_pass (lab)->graph, lab_selected_scope (lab)));
    default:
      return g_strdup ("");
    }
}

FigPath
lab_subject_path (Lab *lab)
{
  switch (lab_subject (lab))
    {
    case LAB_SUBJECT_LAYER:
      return lab_place_path (lab_node_place (lab_pass (lab)->graph, lab_selected_node (lab)));
    case LAB_SUBJECT_SCOPE:
      return FIG_SUM;
    default:
      return FIG_INK;
    }
}

gboolean
lab_subject_is_shown (Lab *lab)
{
  RnNode node = lab_selected_node (lab);

  return node != RN_NODE_NONE && lab_is_shown (lab, node, RN_FORWARD);
}

gboolean
lab_subject_has_gradient (Lab *lab)
{
  RnNode node = lab_selected_node (lab);
  LabPass *pass = lab_pass (lab);

  /* The step of a node hands its gradient on to what it reads; its own is whole before. */
  return node != RN_NODE_NONE && pass->backward
         && lab_position (lab) >= pass->n_steps - 1 - node
         && lab_position (lab) > pass->n_steps / 2;
}

guint
lab_n_channels (Lab *lab)
{
  LabLayer *layer = lab_layer (lab);

  return layer != NULL && rn_tensor_shape (layer->output)->rank >= 2
           ? (guint) rn_tensor_shape (layer->output)->dim[1] : 0;
}

gboolean
lab_probe_place (Lab *lab, double *x, double *y)
{
  LabLayer *layer = lab_layer (lab);
  const RnShape *shape;

  if (layer == NULL || !lab_look (lab)->probing)
    return FALSE;
  shape = rn_tensor_shape (layer->output);
  *x = (MIN (lab_look (lab)->column, shape->dim[3] - 1) + 0.5) / shape->dim[3];
  *y = (MIN (lab_look (lab)->row, shape->dim[2] - 1) + 0.5) / shape->dim[2];
  return TRUE;
}

/* ── the story ── */

/* FALSE where there is none. */
static gboolean
tell (Lab *lab, FigExplainStep *steps, FigExplainData *data)
{
  LabStory *story = lab_story (lab);

  if (story == NULL)
    return FALSE;
  for (guint i = 0; i < story->n_steps; i++)
    {
      steps[i].node = story->steps[i].node;
      for (guint k = 0; k < RN_SHAPE_MAX_RANK; k++)
        steps[i].index[k] = story->steps[i].index[k];
      steps[i].explanation = &story->steps[i].explanation;
    }
  *data = (FigExplainData) { .graph = story->graph,
                             .shapes = lab_pass (lab)->shapes,
                             .steps = steps,
                             .n_steps = story->n_steps,
                             .picture = lab_pass (lab)->input,
                             .region = story->field.full_height > 0 ? &story->field : NULL };
  return TRUE;
}

FigScene *
lab_scene_story (Lab *lab, const FigStyle *style, GError **error)
{
  FigExplainStep steps[LAB_STORY_MOST];
  FigExplainData data;

  return tell (lab, steps, &data) ? fig_explain_new (&data, style) : NULL;
}

char *
lab_story_text (Lab *lab)
{
  FigExplainStep steps[LAB_STORY_MOST];
  FigExplainData data;

  return tell (lab, steps, &data) ? fig_explain_text (&data) : NULL;
}

/* ── the spec of a block ── */

/* “body <b>basic</b> · in <b>64</b> · …”, of what is not left at its default. */
char *
lab_subject_spec (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  RnScope scope = lab_subject (lab) == LAB_SUBJECT_SCOPE ? lab_selected_scope (lab) : RN_SCOPE_ROOT;
  const char *text = scope != RN_SCOPE_ROOT ? rn_graph_scope (pass->graph, scope)->spec : NULL;
  json_object *json = text != NULL ? json_tokener_parse (text) : NULL;
  GString *out = g_string_new (NULL);

  if (!json_object_is_type (json, json_type_object))
    {
      json_object_put (json);
      g_string_free (out, TRUE);
      return NULL;
    }
  json_object_object_foreach (json, key, value)
    {
      g_autofree char *word = g_markup_escape_text (json_object_get_string (value), -1);

      g_string_append_printf (out, "%s%s <b>%s</b>", out->len > 0 ? " · " : "", key, word);
    }
  json_object_put (json);
  return g_string_free (out, FALSE);
}
