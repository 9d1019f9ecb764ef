/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-picture.h"
#include "lab-train-plan.h"
#include "rn-budget.h"
#include "rn-cost.h"
#include "rn-spec.h"
#include "rn-weights.h"

G_BEGIN_DECLS

/*
 * The state of a sitting, in two parts. The document is what a person makes: undo brings it back,
 * and everything computed follows from it. The look is how it is being looked at: it leaves no
 * trace in the history. Both are read by everybody and written by commands alone (lab-command.h).
 */

#define LAB_BLOCKS_LEAST 2
#define LAB_BLOCKS_MOST  4

/* A shortcut under the scissors, as a graph is built with it; in a document the path is (owned). */
typedef RnShortcutScale LabCut;

typedef struct
{
  /* Explore and Gradients */
  RnSpec     *spec;          /* (owned) */
  guint64     seed;          /* of the untrained weights */
  char       *weights;       /* (owned) (nullable) the file of trained ones */
  gint64      weights_stamp; /* µs: when that was written, so that a newer one is another */
  RnWeightsOptions weights_how;        /* whether all of it must fit */
  LabPicture *picture;       /* (owned) */
  GArray     *cuts;          /* (owned) (element-type LabCut) in the order they were made */

  /* Compare */
  RnBlockSpec blocks[LAB_BLOCKS_MOST];
  guint       n_blocks;
  guint       side;          /* height and width of what goes in, px */
  guint       batch;
  gboolean    same_budget;   /* every block but the reference gets a width that costs as much */
  RnBudgetQuantity budget;
  guint       reference;     /* the block others are measured against */

  /* Gradients */
  gboolean    norm;          /* FALSE: the network without its batch norms */
  gboolean    overlay;       /* its plain twin behind it */
  guint       samples;       /* 1: the picture; more: a batch of pictures drawn from it */

  /* Train */
  LabTrainPlan *plan;        /* (owned) */
} LabDocument;

typedef enum
{
  LAB_VIEW_EXPLORE,
  LAB_VIEW_COMPARE,
  LAB_VIEW_GRADIENTS,
  LAB_VIEW_TRAIN,
  LAB_VIEW_LESSONS,          /* the contents, or a lesson over one of those above */
  LAB_N_VIEWS
} LabView;

typedef enum
{
  LAB_ORDER_INDEX,
  LAB_ORDER_ACTIVITY,
} LabMapOrder;

typedef enum
{
  LAB_SCALE_MAP,
  LAB_SCALE_LAYER,
  LAB_SCALE_GLOBAL,
} LabMapScale;

/* What a sweep goes over. */
typedef enum
{
  LAB_SWEEP_CHANNELS,
  LAB_SWEEP_GROUPS,
  LAB_SWEEP_RATIO,
  LAB_SWEEP_RESOLUTION,
} LabSweepKey;

/* What the strip tells of the two paths of each block, below their norms. */
typedef enum
{
  LAB_ROW_RATIO,
  LAB_ROW_COSINE,
} LabDepthRow;

typedef struct
{
  LabView     view;          /* whose results are computed; never LAB_VIEW_LESSONS */
  gboolean    lessons;       /* the lessons are looked at, which may show figures of that view */

  /* the step: how many are taken, 0 … 2n, as in RnSession. Node i of n is computed forward where
   * position > i, and its gradient where position > 2n − 1 − i. */
  guint       position;
  gboolean    backward;      /* the backward half is wanted, so it is planned and computed */
  gboolean    playing;
  double      speed;         /* steps a second */
  gboolean    follow;        /* the selection is the current step's node */

  /* the selection: a node's name, or a scope's path where no node is meant; both (owned) "" */
  char       *selected;
  GHashTable *open;          /* (owned) (element-type utf8 → gint 1 or 0) scopes folded by hand */
  int         fold;          /* what the others are: 0 stage, 1 block, 2 layer */
  int         channel;       /* of the selection's maps; −1: the liveliest */
  LabMapOrder order;
  LabMapScale scale;

  /* the probe: one element of the selection's output */
  gboolean    probing;
  gboolean    pinned;
  gsize       row, column;

  /* Compare */
  const RnConvention *convention;
  guint       sweep_block;
  LabSweepKey sweep;
  guint       measurement;   /* counts up: what is known of times is measured anew */

  /* Gradients */
  int         block;         /* selected, in order of depth; −1: none chosen, the middle one is shown */
  LabDepthRow depth_row;
  guint       again;         /* counts up: what is known is computed anew */
  gboolean    paths;         /* the blocks from the selected one on are shown path by path */
  guint       paths_count;   /* how many blocks, 1 … RN_PATHS_BLOCKS_MOST */
  int         path;          /* selected, as rn-paths.h counts them; −1: none */
  /* Train: what is asked of the thread that trains (lab-training.h); counters count up */
  gboolean    training;      /* steps are to be taken */
  guint64     until;         /* pause after this step; 0: none */
  double      rate;          /* learning rate of the next step */
  guint       train_serial, train_resets, train_backs, train_saves, train_resumes;
  char       *train_folder;  /* (owned) (nullable) to save to */
  char       *train_resumed; /* (owned) (nullable) to go on from */
  char       *train_layer;   /* (owned) (nullable) whose maps are shown */
  /* a report that was asked for */
  char       *report;        /* (owned) (nullable) where to */
  guint       reports;       /* how many so far */
} LabLook;

/* What a sitting begins with. (transfer full) */
LabDocument *lab_document_new  (void);
/* (transfer full) shares what is immutable */
LabDocument *lab_document_copy (const LabDocument *self);
void         lab_document_free (LabDocument *self);
/* 1 where @block is not under the scissors */
double       lab_document_cut  (const LabDocument *self, const char *block);
/* (transfer full) what the file of weights and the way it is taken are; "" where there is none; for keys */
char        *lab_document_weights_key (const LabDocument *self);
/* (transfer full) JSON text: what the document's network is, cuts included; for keys */
char        *lab_document_network_key (const LabDocument *self);

void         lab_look_init     (LabLook *self);
void         lab_look_clear    (LabLook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabDocument, lab_document_free)

G_END_DECLS
