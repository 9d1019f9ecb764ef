/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The keys of lesson.json: a table an object. assets/schemas/reslab-lesson.schema.json says the same. */
#include "config.h"

#include "lab-lesson-private.h"

#include "fig-i18n.h"

#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }
#define REAL(key, low, high, fallback, field, doc)                                                 \
  { key, RN_SPEC_REAL, low, high, fallback, FALSE, NULL, G_STRUCT_OFFSET (LabLessonKeys, field), doc }
#define INTEGER(key, low, high, fallback, required, field, doc)                                    \
  { key, RN_SPEC_INTEGER, low, high, fallback, required, NULL, G_STRUCT_OFFSET (LabLessonKeys, field), doc }
#define CHOICE(key, words, fallback, required, field, doc)                                         \
  { key, RN_SPEC_CHOICE, 0, 0, fallback, required, words, G_STRUCT_OFFSET (LabLessonKeys, field), doc }

/* ── words ── */

static const char *const figures[] = { "none", "diagram", "block", "maps", "addition", "story", "kernels", "top",
                                       "strip", "deviations", "paths", "compare", "bars", "sweep", "mismatch",
                                       "unrolled", "curves", "values", NULL };
static const char *const kinds[] = { "choice", "number", "bar", "place", NULL };       /* LabQuestionKind − 1 */
static const char *const roles[] = { "ink", "shortcut", "branch", "sum", "plain", NULL };

const char *const *
lab__lesson_figures (void)
{
  return figures;
}

FigPath
lab__lesson_role (int role)
{
  static const FigPath paths[] = { FIG_INK, FIG_SHORTCUT, FIG_BRANCH, FIG_SUM, FIG_PLAIN };

  return paths[role];
}

/* ── keys ── */

static const RnSpecKey lesson[] = {
  PART ("$schema", FALSE, N_("a text: the schema, for editors")),
  PART ("format", TRUE, N_("the text \"reslab-lesson\"")),
  PART ("version", TRUE, N_("the number 1")),
  INTEGER ("minutes", 1, 240, 10, FALSE, minutes, N_("how long it takes, about")),
  PART ("hide", FALSE, N_("a list of controls")),
  PART ("begin", FALSE, N_("a list of commands")),
  PART ("values", FALSE, N_("an object of values")),
  PART ("steps", TRUE, N_("a list of steps")),
};

static const RnSpecKey step[] = {
  PART ("name", TRUE, N_("a text that no other step has")),
  PART ("do", FALSE, N_("a list of commands")),
  CHOICE ("show", figures, -1, FALSE, show, N_("a figure")),
  PART ("of", FALSE, N_("a layer's name or a scope's path")),
  PART ("spec", FALSE, N_("an object: a block or network that cannot be built")),
  PART ("highlight", FALSE, N_("a list of layers and scopes")),
  PART ("hide", FALSE, N_("a list of controls")),
  PART ("question", FALSE, N_("an object")),
  PART ("reveal", FALSE, N_("a list of commands")),
  CHOICE ("show-revealed", figures, -1, FALSE, show_revealed, N_("a figure")),
  PART ("keep", FALSE, N_("an object of expressions")),
  PART ("values", FALSE, N_("an object of values")),
  PART ("bars", FALSE, N_("a list of values")),
  PART ("train", FALSE, N_("an object")),
};

#define KIND CHOICE ("kind", kinds, 0, TRUE, kind, N_("how it is answered"))

static const RnSpecKey question[] = { KIND };
static const RnSpecKey choice[] = {
  KIND,
  INTEGER ("right", 1, LAB_ANSWERS_MOST, 0, TRUE, right, N_("which answer is right, counted from 1")),
  PART ("true", TRUE, N_("a list of 2 to 4 expressions, of which one holds")),
};
static const RnSpecKey number[] = {
  KIND,
  PART ("of", TRUE, N_("an expression")),
  PART ("as", FALSE, N_("how it is written")),
  REAL ("tolerance", 0, 10, 0.1, tolerance, N_("how far off is still right, relative")),
};
static const RnSpecKey bar[] = {
  KIND,
  PART ("of", TRUE, N_("an expression")),
  PART ("as", FALSE, N_("how it is written")),
  REAL ("from", -1e15, 1e15, 0, from, N_("where the bar begins")),
  REAL ("to", -1e15, 1e15, 1, to, N_("where the bar ends")),
  REAL ("tolerance", 0, 1, 0.1, tolerance, N_("how far off is still right, of the range")),
};
static const RnSpecKey place[] = {
  KIND,
  PART ("right", TRUE, N_("a list of layers and scopes")),
  PART ("true", TRUE, N_("an expression that says why they are right")),
};

static const RnSpecKey value[] = {
  PART ("of", TRUE, N_("an expression")),
  PART ("as", FALSE, N_("how it is written")),
};

static const RnSpecKey bars[] = {
  PART ("of", TRUE, N_("an expression")),
  PART ("as", FALSE, N_("how it is written")),
  PART ("label", TRUE, N_("the name of a label in the texts")),
  CHOICE ("role", roles, 0, FALSE, role, N_("its colour")),
};

static const RnSpecKey training[] = {
  PART ("networks", FALSE, N_("a list of networks that are trained: their names, or specs")),
  PART ("keys", FALSE, N_("an object: how they are trained")),
  INTEGER ("steps", 1, 100000, 200, FALSE, steps, N_("training steps")),
  PART ("result", TRUE, N_("the name of a shipped result")),
};

/* As in a config of reslab-cli train. */
static const RnSpecKey run[] = {
  INTEGER ("batch", 1, 4096, 64, FALSE, batch, N_("pictures of a step")),
  INTEGER ("seed", 0, G_MAXINT, 0, FALSE, seed, N_("of weights, order and augmentation")),
  REAL ("lr", 1e-6, 100, 0.02, rate, N_("learning rate")),
  REAL ("momentum", 0, 0.999, 0.9, momentum, N_("of the gradient")),
  REAL ("weight_decay", 0, 0.999, 1e-4, decay, N_("of the weights")),
};

#define TABLE(name) { #name, name, G_N_ELEMENTS (name) }

/* In the order of LabLessonObject. */
static const LabLessonTable tables[LAB_LESSON_OBJECTS] = {
  TABLE (lesson), TABLE (step),  TABLE (question), TABLE (choice),   TABLE (number),
  TABLE (bar),    TABLE (place), TABLE (value),    TABLE (bars), TABLE (training),
  TABLE (run),
};

const LabLessonTable *
lab__lesson_table (LabLessonObject object)
{
  return &tables[object];
}

gboolean
lab__lesson_keys (LabLessonReader *self, LabLessonObject object, json_object *json, const char *where,
                  LabLessonKeys *keys)
{
  g_autoptr (RnFindings) findings = rn_findings_new (where);
  gboolean whole = rn_spec_find_keys (tables[object].keys, tables[object].n, json, keys, findings);

  for (guint i = 0; i < rn_findings_n (findings); i++)
    {
      const RnFinding *finding = rn_findings_nth (findings, i);
      g_autofree char *here = finding->key != NULL ? lab__place (where, finding->key) : g_strdup (where);

      lab__lesson_refuse (self, here, "%s", finding->sentence);
    }
  return whole;
}
