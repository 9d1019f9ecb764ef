/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-layer.h"
#include "rn-receptive-field.h"

G_BEGIN_DECLS

#define LAB_STORY_MOST 5

/* How the probed number came about: from the last sum of products to the selected node. */
typedef struct
{
  RnNode        node;
  gsize         index[RN_SHAPE_MAX_RANK];
  RnExplanation explanation;      /* (owned) */
} LabStoryStep;

typedef struct
{
  gatomicrefcount refs;
  RnGraph      *graph;
  LabStoryStep  steps[LAB_STORY_MOST];     /* from cause to result */
  guint         n_steps;
  RnRegion      field;            /* of the picture */
} LabStory;

LabStory *lab_story       (Lab *lab);       /* (nullable) (transfer none) */
LabStory *lab_story_ref   (LabStory *self);
void      lab_story_unref (LabStory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabStory, lab_story_unref)

G_END_DECLS
