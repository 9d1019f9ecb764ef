/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * Everything a person can do, a row each. From the rows come the GActions (“win.NAME”), the keys,
 * the labels of menus, the shortcuts window and the help. The window's own rows are in
 * reslab-window-actions.c, a view's rows in the view's file (reslab-view.h).
 *
 * A row sends a lab command, or calls run. @target is the window for its own rows, and the view for
 * a view's. Keys are accelerators with spaces between; they act where nobody else takes them, a
 * view's only while it is visible, and letters not while a text is being edited.
 */
typedef struct
{
  const char *name;                                  /* "undo" */
  const char *keys;                                  /* (nullable) "<Control>z", "plus equal" */
  const char *title;                                 /* N_() */
  const char *group;                                 /* N_() heading in shortcuts and help */
  const char *command;                               /* (nullable) of the lab */
  const char *arguments;                             /* (nullable) its fixed arguments, as JSON */
  const char *parameter;                             /* (nullable) a GVariant type, for run */
  void      (*run)     (GtkWidget *target, GVariant *parameter);
  gboolean  (*state)   (GtkWidget *target);          /* (nullable) a switch: whether it is on */
  gboolean  (*enabled) (GtkWidget *target);          /* (nullable) NULL: always */
} ReslabAction;

typedef struct
{
  const ReslabAction *rows;
  guint               n;
} ReslabActionTable;

#define RESLAB_ACTION_TABLE(array) { array, G_N_ELEMENTS (array) }

extern const ReslabActionTable reslab_window_actions;

/* Adds @table's actions to @map; @target and @lab are borrowed and must outlive it. */
void      reslab_actions_add     (GActionMap *map, const ReslabActionTable *table,
                                  GtkWidget *target, Lab *lab);
/* States and sensitivities as they are now. */
void      reslab_actions_update  (GActionMap *map, const ReslabActionTable *table,
                                  GtkWidget *target);

/* The row a key belongs to, NULL if none. */
const ReslabAction *reslab_actions_by_key (const ReslabActionTable *table, guint key,
                                           GdkModifierType held);
/* Whether a text field would take such a key for itself. */
gboolean  reslab_action_is_plain (guint key, GdkModifierType held);

/* Of any table; NULL if there is no such action. */
const ReslabAction *reslab_actions_find (const char *name);
/* “Undo”, with its key at the right of the menu. */
void      reslab_actions_append  (GMenu *menu, const char *name);
/* “Undo (Ctrl+Z)”. (transfer full) */
char     *reslab_actions_tooltip (const char *name);
/* A button for an action: its icon, tooltip and accessible name. */
GtkWidget *reslab_actions_button (const char *name, const char *icon);
/* The same with @words and the action's key on it. */
GtkWidget *reslab_actions_word_button (const char *name, const char *words);

/* A window with every key, made of the tables. (transfer none) */
GtkWidget *reslab_shortcuts_new  (void);

G_END_DECLS
