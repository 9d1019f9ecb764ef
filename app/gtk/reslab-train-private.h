/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-training.h"
#include "reslab-train.h"

G_BEGIN_DECLS

struct _ReslabTrain
{
  AdwBin     parent_instance;
  Lab       *lab;                  /* (owned) */
  GtkWidget *paned;                /* (borrowed), as are those below */
  GtkWidget *charts;
  GtkWidget *maps[LAB_TRAIN_MOST];
  GtkWidget *map_names[LAB_TRAIN_MOST];
  GtkWidget *maps_title;
  GtkWidget *bar;
  GtkWidget *panel;
  GtkWidget *header;               /* (owned) in the header bar */
  gboolean   zoomed;
  double     from, to;             /* the steps that are shown, where zoomed */
  gboolean   hovering, dragging;
  double     step, drag_step;      /* under the pointer, and where a drag began */
  char      *exploring;            /* (owned) (nullable) folder whose weights are to be opened */
  guint      explored_run, explored_save;
};

/* The view itself; what can be done in it is reslab-train-actions.c. */
GtkWidget *reslab_train_new        (Lab *lab);
Lab       *reslab_train_lab        (ReslabTrain *self);
/* All steps again, after a part of them was looked at. FALSE: they are shown already. */
gboolean   reslab_train_zoom_out   (ReslabTrain *self);
/* Opens network @run in Explore as soon as its weights are in a file. */
void       reslab_train_explore    (ReslabTrain *self, guint run);
/* Asks for a folder, to save to or to go on from. */
void       reslab_train_ask_folder (ReslabTrain *self, gboolean save);
/* Asks for a folder of data. */
void       reslab_train_ask_data   (ReslabTrain *self);

/* ── its parts ── */
GtkWidget *reslab__train_charts_new    (ReslabTrain *self);
GtkWidget *reslab__train_header_new    (void);
/* Opens the weights that Explore waits for, if they lie in a file by now. */
void       reslab__train_open_explored (ReslabTrain *self);

/* Below the charts: reset, play, one step, how far it is. */
#define RESLAB_TYPE_TRAIN_BAR (reslab_train_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReslabTrainBar, reslab_train_bar, RESLAB, TRAIN_BAR, AdwBin)

GtkWidget *reslab_train_bar_new    (Lab *lab);
void       reslab_train_bar_update (ReslabTrainBar *self);

/* Beside them: a card a network, the learning rate, the other keys, files. */
#define RESLAB_TYPE_TRAIN_PANEL (reslab_train_panel_get_type ())
G_DECLARE_FINAL_TYPE (ReslabTrainPanel, reslab_train_panel, RESLAB, TRAIN_PANEL, AdwBin)

GtkWidget *reslab_train_panel_new    (Lab *lab);
void       reslab_train_panel_update (ReslabTrainPanel *self);

G_END_DECLS
