/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab-story.h"

G_BEGIN_DECLS

/*
 * The figures of the inspector, as the state has them: what the selected layer or block computes
 * and what came out of it. Each gives NULL without @error where the selection has no such figure,
 * or its numbers are not there yet.
 */
typedef FigScene *(*LabSceneFunc) (Lab *lab, const FigStyle *style, GError **error);

/* What the inspector is about. */
typedef enum
{
  LAB_SUBJECT_NOTHING,
  LAB_SUBJECT_LAYER,
  LAB_SUBJECT_SCOPE,         /* a block, stage, stem or head */
} LabSubject;

LabSubject lab_subject          (Lab *lab);
/* “layer2.0.conv2”, and what that is. (transfer full) */
char      *lab_subject_name     (Lab *lab);
char      *lab_subject_words    (Lab *lab);
FigPath    lab_subject_path     (Lab *lab);
/* Whether the step that computes it is taken, so that its maps may be shown. */
gboolean   lab_subject_is_shown (Lab *lab);
/* Whether its gradient is: the backward half has come so far. */
gboolean   lab_subject_has_gradient (Lab *lab);

/* Of a block: its spec in a line of markup. (transfer full) (nullable) */
char      *lab_subject_spec     (Lab *lab);

/* Formula, shapes, parameters, multiply-adds, memory, time. */
FigScene  *lab_scene_facts      (Lab *lab, const FigStyle *style, GError **error);
/* h(x) | F(x) | h(x) + F(x) of an addition, one channel. */
FigScene  *lab_scene_addition   (Lab *lab, const FigStyle *style, GError **error);
/* The kernels of the channel that is shown. */
FigScene  *lab_scene_kernels    (Lab *lab, const FigStyle *style, GError **error);
/* An input channel beside the output channel that is shown. */
FigScene  *lab_scene_pair       (Lab *lab, const FigStyle *style, GError **error);
/* Statistics and histogram, of an addition with both terms. */
FigScene  *lab_scene_values     (Lab *lab, const FigStyle *style, GError **error);
FigScene  *lab_scene_maps       (Lab *lab, const FigStyle *style, GError **error);
/* The channel that is shown, as large as there is room. */
FigScene  *lab_scene_large      (Lab *lab, const FigStyle *style, GError **error);
/* Of the input: the picture as the network gets it. */
FigScene  *lab_scene_picture    (Lab *lab, const FigStyle *style, GError **error);
FigScene  *lab_scene_top        (Lab *lab, const FigStyle *style, GError **error);
/* The same with the picture that was looked at. */
FigScene  *lab_scene_top_beside_picture (Lab *lab, const FigStyle *style, GError **error);
/* backward */
FigScene  *lab_scene_gradient_values   (Lab *lab, const FigStyle *style, GError **error);
FigScene  *lab_scene_gradient_maps     (Lab *lab, const FigStyle *style, GError **error);
/* g_shortcut | g_branch | dL/dx of the block's input */
FigScene  *lab_scene_gradient_addition (Lab *lab, const FigStyle *style, GError **error);
FigScene  *lab_scene_split             (Lab *lab, const FigStyle *style, GError **error);

gboolean   lab_has_large        (Lab *lab);
gboolean   lab_has_pair         (Lab *lab);

/* What a figure depends on besides the selection. */
typedef enum
{
  LAB_USES_LAYER    = 1 << 0,
  LAB_USES_PASS     = 1 << 1,
  LAB_USES_STEP     = 1 << 2,    /* only through whether the selection's numbers are shown */
  LAB_USES_CHANNEL  = 1 << 3,
  LAB_USES_MAPS     = 1 << 4,    /* order and scale */
  LAB_USES_PROBE    = 1 << 5,
  LAB_USES_STORY    = 1 << 6,
  LAB_USES_COUNTING = 1 << 7,
} LabUses;

typedef struct
{
  const char  *name;
  const char  *title;            /* N_() what it is called for those who cannot see it */
  LabSceneFunc make;
  gboolean   (*has) (Lab *lab);  /* whether make gives a figure */
  LabUses      uses;
} LabInspectorCard;

/* From top to bottom. */
const LabInspectorCard *lab_inspector_cards (guint *n);

/* “How this number was made”. */
FigScene  *lab_scene_story      (Lab *lab, const FigStyle *style, GError **error);
/* The same as lines of text; NULL where there is none. (transfer full) */
char      *lab_story_text       (Lab *lab);

/* How many maps the selection has; 0 while there are none. */
guint      lab_n_channels       (Lab *lab);
/* The probed element as parts of the map's width and height. FALSE: nothing is probed. */
gboolean   lab_probe_place      (Lab *lab, double *x, double *y);

G_END_DECLS
