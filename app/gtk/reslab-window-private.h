/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-banner.h"
#include "reslab-progress.h"
#include "reslab-window.h"

G_BEGIN_DECLS

struct _ReslabWindow
{
  AdwApplicationWindow parent_instance;

  /* owned */
  Lab            *lab;
  GSettings      *settings;

  /* borrowed: children of the window */
  ReslabView     *views[LAB_N_VIEWS];
  AdwToastOverlay *toasts;
  GtkWidget      *switcher;
  AdwViewStack   *stack;
  GtkStack       *start;
  GtkStack       *end;
  AdwBin         *projector;
  GtkMenuButton  *main_menu;
  GtkMenuButton  *export_menu;
  ReslabBanner   *banner;
  ReslabProgress *progress;

  char           *picture;         /* (owned) (nullable) path of the picture that was opened last */
  char           *weights;         /* (owned) (nullable) the file of weights that was asked for last */
  char           *refused;         /* (owned) (nullable) the spec that could not be opened last */
  guint           n_opened;        /* files asked for; only the last is shown */
  LabControls     by_lesson, by_preset;     /* which controls are hidden */
  gboolean        narrow;
  guint           narrowing;       /* idle that tells the views */
};

/* reslab-window-menus.c */
void reslab__window_menus_init   (ReslabWindow *self);

/* reslab-window-open.c: files by dialog, drop, clipboard and command line */
void reslab__window_open_init    (ReslabWindow *self);
void reslab__window_open_dialog  (ReslabWindow *self);
void reslab__window_paste        (ReslabWindow *self);
void reslab_window_open_path     (ReslabWindow *self, const char *path);
/* The file of weights that was asked for last, as far as it fits; FALSE where there is none. */
gboolean reslab__window_weights_partial (ReslabWindow *self);
/* What is wrong with the spec that was refused last; FALSE where there is none. */
gboolean reslab__window_mistakes (ReslabWindow *self);

G_END_DECLS
