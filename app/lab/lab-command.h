/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "lab-state.h"

G_BEGIN_DECLS

/*
 * A command is one const descriptor: its name, its arguments as a schema, and a function from state
 * to state. Menus, keys, lessons and tests all send the same commands, by name and with arguments
 * as JSON. Nothing is computed in a command: results follow from the state (lab-task.h).
 * Adding one: a row in the table of its file in commands-*.c.
 */
typedef enum
{
  LAB_TEXT,                  /* const char * in lab_do() */
  LAB_INTEGER,               /* int */
  LAB_REAL,                  /* double */
  LAB_BOOLEAN,               /* gboolean */
  LAB_JSON,                  /* json_object *, borrowed */
  /* texts too, that name what lies outside the sitting: who runs what others wrote looks at them */
  LAB_FILE,                  /* const char *: a file that is read */
  LAB_SPEC,                  /* const char *: a catalogue name, JSON, or a file that is read */
  LAB_DATA,                  /* const char *: a data set's name, or files that are read */
  LAB_SPECS,                 /* json_object *, borrowed: a list of such as LAB_SPEC */
  LAB_TARGET,                /* const char *: a file that is written */
  LAB_PLAN,                  /* json_object *, borrowed: an experiment, in which files of all kinds are named */
} LabArgumentType;

typedef struct
{
  const char     *name;
  LabArgumentType type;
  gboolean        required;
  const char     *doc;
} LabArgument;

#define LAB_ARGUMENTS_MOST 6

/* What a command, or a result that arrived, has changed. */
typedef enum
{
  LAB_CHANGED_VIEW       = 1 << 0,
  LAB_CHANGED_NETWORK    = 1 << 1,    /* model, seed, cuts */
  LAB_CHANGED_PICTURE    = 1 << 2,
  LAB_CHANGED_POSITION   = 1 << 3,    /* step, playing, speed, direction */
  LAB_CHANGED_SELECTION  = 1 << 4,    /* node, channel */
  LAB_CHANGED_FOLD       = 1 << 5,
  LAB_CHANGED_MAPS       = 1 << 6,    /* order, scale */
  LAB_CHANGED_PROBE      = 1 << 7,
  LAB_CHANGED_BLOCKS     = 1 << 8,    /* what Compare compares */
  LAB_CHANGED_COUNTING   = 1 << 9,    /* convention, sweep */
  LAB_CHANGED_DEPTH      = 1 << 10,   /* what Gradients asks for: norm, overlay, samples */
  LAB_CHANGED_BLOCK      = 1 << 11,   /* the block Gradients has selected */
  LAB_CHANGED_HISTORY    = 1 << 12,
  LAB_CHANGED_WORK       = 1 << 13,   /* began or ended */
  LAB_CHANGED_TRAIN      = 1 << 14,   /* what is trained, and how far it is */
  LAB_CHANGED_RESULT     = 1 << 15,   /* … and up: result of task i is bit 15 + i */
} LabChanges;

typedef struct _Lab      Lab;
typedef struct _LabEdits LabEdits;

/* What a command may touch: the document is a copy that becomes the state if the command succeeds. */
struct _LabEdits
{
  LabDocument *document;
  LabLook     *look;
  json_object *arguments;
};

typedef struct
{
  const char  *name;
  const char  *title;        /* N_() “Cut the shortcut”: what undo says */
  LabArgument  arguments[LAB_ARGUMENTS_MOST];     /* up to the first without a name */
  LabChanges   changes;
  gboolean     undoable;     /* the document changes */
  const char  *merge;        /* (nullable) commands in a row with the same values of these
                                arguments (“block key”) are one step of the history: a stroke,
                                a field */
  gboolean     anew;         /* sets what results are of and needs none: who sends many waits for none before it */
  /* FALSE with @error set leaves everything as it was. @lab is for reading results. */
  gboolean   (*run) (LabEdits *edits, Lab *lab, GError **error);
} LabCommand;

/* arguments by name, after the schema has been checked */
const char *lab_argument_text    (const LabEdits *edits, const char *name);     /* (nullable) */
int         lab_argument_integer (const LabEdits *edits, const char *name, int fallback);
double      lab_argument_real    (const LabEdits *edits, const char *name, double fallback);
gboolean    lab_argument_boolean (const LabEdits *edits, const char *name, gboolean fallback);
gboolean    lab_argument_given   (const LabEdits *edits, const char *name);

/* Every command, by name. */
const LabCommand *lab_command_find (const char *name);
/* (transfer container) (element-type LabCommand) */
GPtrArray        *lab_commands     (void);

G_END_DECLS
