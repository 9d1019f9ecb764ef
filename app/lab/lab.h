/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-command.h"

G_BEGIN_DECLS

/*
 * A sitting: the state, the commands that change it, the history, and the results that a worker
 * computes from it. All functions are for the thread that made it; nothing here computes on it.
 *
 * Signals
 *   changed (guint changes)        LabChanges; the state or a result is new
 *   failed (const char *message)   a command or a computation failed; the state is what it was
 *   progress (double fraction, const char *what)    of the work under way
 */
#define LAB_TYPE_LAB (lab_get_type ())
G_DECLARE_FINAL_TYPE (Lab, lab, LAB, LAB, GObject)

/* resnet18, untrained, on the built-in picture */
Lab               *lab_new        (void);

const LabDocument *lab_document   (Lab *self);
const LabLook     *lab_look       (Lab *self);
/* What is looked at: lab_look()->view, or the lessons. */
LabView            lab_shown_view (Lab *self);

/*
 * Runs @command with arguments given as name, value pairs and a NULL:
 *   lab_do (lab, NULL, "cut", "block", "layer2.0", "scale", 0.0, NULL)
 * Each value is of the type the command's schema says. Without @error a failure is told by the
 * signal “failed”.
 */
gboolean           lab_do         (Lab *self, GError **error, const char *command, ...)
                                   G_GNUC_NULL_TERMINATED;
/* {"command": "cut", "block": "layer2.0", "scale": 0} */
gboolean           lab_do_json    (Lab *self, json_object *command, GError **error);
/* Shows a picture that is in memory already, as command “picture” does for a file. */
gboolean           lab_show       (Lab *self, LabPicture *picture);

gboolean           lab_can_undo   (Lab *self);
gboolean           lab_can_redo   (Lab *self);
const char        *lab_undo_title (Lab *self);       /* (nullable) of the command it takes back */
const char        *lab_redo_title (Lab *self);

/* ── sittings ── */

/* What a sitting is at a moment: document, look and history. */
typedef struct _LabSitting LabSitting;

LabSitting        *lab_sitting_new     (void);            /* (transfer full) as one begins */
LabSitting        *lab_sitting_keep    (Lab *self);       /* (transfer full) */
/* As it was then; nothing of it is forgotten, so that it can be gone back to again. */
void               lab_sitting_go_back (Lab *self, const LabSitting *sitting);
void               lab_sitting_free    (LabSitting *sitting);
/* What can be undone is forgotten. */
void               lab_forget_history  (Lab *self);

/* ── work ── */
gboolean           lab_is_working (Lab *self);
/* FALSE too where only times are still being measured: all that is counted and computed is there. */
gboolean           lab_is_computing (Lab *self);
/* Until it is released as often, what commands ask for is not begun: many of them, and one computation. */
void               lab_hold       (Lab *self);
void               lab_release    (Lab *self);
gint64             lab_work_since (Lab *self);       /* monotonic µs of its begin; 0: idle */
/* Ends what runs; it is not tried again until something changes. */
void               lab_cancel     (Lab *self);
/* Runs the main context until nothing is left to compute. For tests and programs without a window. */
gboolean           lab_wait       (Lab *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabSitting, lab_sitting_free)

G_END_DECLS
