/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"
#include "rn-origin.h"
#include "rn-record.h"

G_BEGIN_DECLS

#define LAB_TOP 5

/*
 * A pass of the document's network over its picture: what the diagram, the step bar and the tables
 * show. Immutable, reference counted. Untrained networks run with the batch's own statistics
 * (RN_MODE_TRAIN): their running ones are still 0 and 1 and say nothing.
 */
typedef struct _LabLayer LabLayer;

typedef struct
{
  gatomicrefcount refs;
  RnGraph    *graph;             /* ends in softmax cross-entropy, or in a block */
  RnShape    *shapes;            /* [n_nodes] */
  RnRecords  *records;           /* time is the median of @runs passes */
  guint       runs;
  gboolean    backward;          /* gradients are there too */
  guint       n_steps;           /* 2n; the second half counts where backward */
  RnTensor   *input;             /* 1×C×H×W, normalised */
  RnTensor  **maps;              /* [n_nodes] 1×1×H×W of one channel, the input whole; NULL: none */
  RnTensor  **gradient_maps;     /* [n_nodes] the same of dL/d output; all NULL unless backward */
  int        *channels;          /* [n_nodes] which channel that is; −1: whole */
  guint       label;             /* the class the loss is against: the network's own first guess */
  guint       n_top;             /* 0 for a block */
  guint       top[LAB_TOP];
  double      probability[LAB_TOP];
  char       *weights;           /* (owned) (nullable) what came of the file of them, for people */
  RnOrigin   *origin;            /* (owned) (nullable) what that file says of its pictures */
  LabLayer   *layer;             /* (nullable) of what was selected when it ran */
  double      low, high;         /* least and greatest value of all layers, the input left out */
} LabPass;

LabPass *lab_pass        (Lab *lab);        /* (nullable) (transfer none) */
LabPass *lab_pass_ref    (LabPass *self);
void     lab_pass_unref  (LabPass *self);

/* The node that is selected, RN_NODE_NONE; a selected scope gives its last node. */
RnNode   lab_selected_node  (Lab *lab);
/* The scope that is selected, else the block around the selected node; RN_SCOPE_ROOT if none. */
RnScope  lab_selected_scope (Lab *lab);
/* Steps taken of the pass that is there. The position of a network whose pass is still to come may
 * lie beyond it: then its forward half counts as taken. */
guint    lab_position       (Lab *lab);
/* The node of the step taken last, RN_NODE_NONE at position 0. */
RnNode   lab_current_node   (Lab *lab, RnDirection *direction);
/* Whether the step that computes @node (its gradient in the backward half) is taken. */
gboolean lab_is_shown       (Lab *lab, RnNode node, RnDirection direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPass, lab_pass_unref)

G_END_DECLS
