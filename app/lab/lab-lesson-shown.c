/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is shown of a step: its text and its figure, for whoever draws them. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include "fig-i18n.h"
#include "fig-values.h"
#include "lab-pass.h"

void
lab_lesson_player_set_language (LabLessonPlayer *self, const char *language)
{
  g_free (self->language);
  self->language = g_strdup (language);
  if (self->phase == LAB_LESSON_CLOSED)
    return;
  lab__player_fill (self);
  lab__player_tell (self);
}

const char *
lab_lesson_player_language (LabLessonPlayer *self)
{
  return lab_lesson_text (self->lesson, self->language)->language;
}

const LabStepText *
lab_lesson_player_text (LabLessonPlayer *self)
{
  return self->text;
}

char *
lab_lesson_player_source (LabLessonPlayer *self)
{
  const char *source;

  lab__player_result (self, &source);
  return lab__player_step (self)->training != NULL ? g_strdup (source) : NULL;
}

const char *
lab_lesson_player_figure (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);

  return lab__player_seen (self)->revealed ? step->show_revealed : step->show;
}

/* Numbers stay unsaid while the step asks. */
static gboolean
hides_values (LabLessonPlayer *self)
{
  return lab__player_step (self)->question.kind != LAB_QUESTION_NONE && !lab__player_seen (self)->revealed;
}

LabLessonFigureData
lab__player_figure (LabLessonPlayer *self)
{
  const char *source;
  LabTrainState *result = lab__player_result (self, &source);
  const char *name = lab_lesson_player_figure (self);

  return (LabLessonFigureData) { self->lab, lab__player_step (self), name, result, source,
                                 lab__player_seen (self)->bars, self->labels,
                                 g_str_equal (name, "values") && hides_values (self) };
}

static void
highlight_one (const LabPass *pass, FigScene *scene, const char *name, gboolean block, RnNode first)
{
  RnNode node = rn_graph_find (pass->graph, name);
  RnScope scope = rn_graph_find_scope (pass->graph, name);

  if (node != RN_NODE_NONE && block)
    node = node >= first ? node - first + 1 : RN_NODE_NONE;
  if (node != RN_NODE_NONE)
    fig_scene_highlight_node (scene, node);
  else if (!block && scope != RN_SCOPE_ROOT)
    fig_scene_highlight_scope (scene, scope);
}

/* What the lesson speaks of; the place that was pointed at, and once revealed all that are right. */
static void
highlight (LabLessonPlayer *self, FigScene *scene, gboolean block, RnNode first)
{
  const LabQuestion *question = &lab__player_step (self)->question;
  const LabSeen *seen = lab__player_seen (self);
  LabPass *pass = lab_pass (self->lab);

  for (const char *const *names = lab_lesson_player_highlight (self); *names != NULL; names++)
    highlight_one (pass, scene, *names, block, first);
  if (question->kind != LAB_QUESTION_PLACE || question->places[0] == NULL)
    return;
  if (seen->revealed)
    for (char **names = question->places; *names != NULL; names++)
      highlight_one (pass, scene, *names, block, first);
  else if (seen->answer.place != NULL)
    highlight_one (pass, scene, seen->answer.place, block, first);
}

FigScene *
lab_lesson_player_scene (LabLessonPlayer *self, const FigStyle *style, GError **error)
{
  const LabLessonFigureData data = lab__player_figure (self);
  FigScene *scene = lab__lesson_scene (&data, style, error);
  RnNode first = 0;
  gboolean block;

  if (scene == NULL || lab_pass (self->lab) == NULL)
    return scene;
  block = lab__lesson_scene_offset (&data, &first);
  if (block || g_str_equal (data.name, "diagram"))
    highlight (self, scene, block, first);
  return scene;
}

gboolean
lab_lesson_player_has_bars (LabLessonPlayer *self)
{
  return lab__player_step (self)->bars->len > 0 && !g_str_equal (lab_lesson_player_figure (self), "values");
}

FigScene *
lab_lesson_player_bars (LabLessonPlayer *self, const FigStyle *style)
{
  LabLessonFigureData data = lab__player_figure (self);

  if (!lab_lesson_player_has_bars (self))
    return NULL;
  data.name = "values";
  data.asks = hides_values (self);
  return lab__lesson_scene (&data, style, NULL);
}

char *
lab_lesson_player_alt (LabLessonPlayer *self)
{
  const char *of = lab__player_step (self)->of;
  g_autofree char *heading = self->text != NULL ? lab_line_text (self->text->heading) : g_strdup ("");

  /* TRANSLATORS: a figure for those who cannot see it: its kind, the step's heading, a layer's name */
  return of != NULL ? g_strdup_printf (_("Figure “%s”: %s (%s)"), lab_lesson_player_figure (self), heading, of)
                    : g_strdup_printf (_("Figure “%s”: %s"), lab_lesson_player_figure (self), heading);
}

FigScene *
lab_lesson_player_bar (LabLessonPlayer *self, const FigStyle *style)
{
  const LabQuestion *question = &lab__player_step (self)->question;
  const LabAnswer *answer = lab_lesson_player_answer (self);
  const LabValue from = { question->from, NULL }, to = { question->to, NULL };
  g_autofree char *guessed = lab_lesson_player_guessed (self), *truth = lab_lesson_player_truth (self);
  g_autofree char *from_text = lab_as_format (question->as, &from), *to_text = lab_as_format (question->as, &to);
  const FigValue values[] = {
    { _("Your guess"), answer->number, guessed, FIG_INK },
    { _("Computed"), answer->truth, truth, FIG_SUM },
  };

  return fig_values_new (&(FigValuesData) { values, lab__player_seen (self)->revealed ? 2 : 1, question->from,
                                            question->to, from_text, to_text },
                         style);
}

const char *const *
lab_lesson_player_highlight (LabLessonPlayer *self)
{
  return (const char *const *) lab__player_step (self)->highlight;
}

LabControls
lab_lesson_player_hidden (LabLessonPlayer *self)
{
  return self->phase != LAB_LESSON_CLOSED ? lab__player_step (self)->hidden : 0;
}
