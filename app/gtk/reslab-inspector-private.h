/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-inspector-scene.h"
#include "reslab-figure-view.h"
#include "reslab-inspector.h"

G_BEGIN_DECLS

/* Everything a card may depend on; two that are equal show the same. */
typedef struct
{
  LabSubject subject;
  RnNode     node;
  RnScope    scope;
  gboolean   shown, gradient;
  LabLayer  *layer;
  LabPass   *pass;
  guint      channel;
  int        order, scale, large;
  gboolean   probing;
  gsize      row, column;
  LabStory  *story;
  const RnConvention *convention;
} InspectorKey;

typedef struct
{
  const LabInspectorCard *card;
  ReslabInspector *inspector;      /* (borrowed) */
  GtkWidget       *sheet;          /* (borrowed) its frame */
  GtkWidget       *view;           /* (borrowed) */
  InspectorKey     key;            /* of what it shows */
} InspectorCard;

struct _ReslabInspector
{
  AdwBin         parent_instance;
  Lab           *lab;              /* (owned) */

  /* what the cards show, kept so that their addresses stay their names; all (owned) (nullable) */
  LabLayer      *layer;
  LabPass       *pass;
  LabStory      *story;

  /* header */
  GtkWidget     *tile, *name, *words;
  GtkWidget     *follow, *follow_words, *back;
  gboolean       telling;          /* the switch is being set, not pressed */

  /* cards */
  GtkWidget     *scroller, *box;
  GtkWidget     *nothing;          /* instead of all: nothing is selected */
  GtkWidget     *spec;             /* of a block */
  GtkWidget     *ahead, *ahead_words;       /* its step is still to come */
  InspectorCard *cards;            /* (owned) [n_cards] */
  guint          n_cards;

  /* head of the maps card */
  GtkWidget     *maps_words, *channel_words;
  GtkWidget     *maps_stack;       /* choices, or the large map's buttons */
  GtkWidget     *orders[2], *scales[3];
  gboolean       large;
  double         scrolled;         /* where the maps were scrolled to before one became large */

  /* the probe */
  guint          tick;
  int            row, column, channel;      /* to be sent with the next frame */
  int            before;           /* channel before the pointer came, −2: the pointer is elsewhere */
};

/* reslab-inspector-header.c */
GtkWidget *reslab__inspector_header_new    (ReslabInspector *self);
void       reslab__inspector_header_update (ReslabInspector *self);

/* reslab-inspector-maps.c */
GtkWidget *reslab__inspector_maps_head_new    (ReslabInspector *self);
void       reslab__inspector_maps_head_update (ReslabInspector *self);

/* reslab-inspector-probe.c */
void       reslab__inspector_probe_attach  (InspectorCard *card);
void       reslab__inspector_probe_dispose (ReslabInspector *self);

void       reslab__inspector_update        (ReslabInspector *self);

G_END_DECLS
