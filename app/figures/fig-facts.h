/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;          /* “Multiply-adds” */
  const char *value;         /* “115,605,504” */
  const char *note;          /* (nullable) “6.4 % · torchvision” */
  const char *tip;           /* (nullable) the rule behind it, for a tooltip */
} FigFact;

/*
 * What a layer computes: its formula, what goes in and comes out, and a row of numbers. In the
 * formula <h>…</h> is set in the shortcut's colour, <f>…</f> in the branch's, <y>…</y> in the
 * sum's.
 */
typedef struct
{
  const char    *formula;    /* markup */
  const char    *input;      /* (nullable) markup, as the formula's */
  const char    *output;     /* (nullable) markup */
  const FigFact *facts;
  guint          n_facts;
  FigPath        path;       /* which the layer lies on; colours <p>…</p> */
} FigFactsData;

/* Pick gives FIG_CELL, item the fact. */
FigScene *fig_facts_new (const FigFactsData *data, const FigStyle *style);

G_END_DECLS
