/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"
#include "reslab-compare.h"

G_BEGIN_DECLS

/* The parts of the view Compare; each follows the lab by itself. */

/* What goes in, how it is counted, the same budget. */
#define RESLAB_TYPE_COMPARE_BAR (reslab_compare_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReslabCompareBar, reslab_compare_bar, RESLAB, COMPARE_BAR, GtkBox)
GtkWidget *reslab_compare_bar_new (Lab *lab);

/* One block: its form, and its figure with bars. */
#define RESLAB_TYPE_COMPARE_CARD (reslab_compare_card_get_type ())
G_DECLARE_FINAL_TYPE (ReslabCompareCard, reslab_compare_card, RESLAB, COMPARE_CARD, GtkBox)
GtkWidget *reslab_compare_card_new (Lab *lab, guint block);

/* Cost and time over one number of a block. */
#define RESLAB_TYPE_COMPARE_SWEEP (reslab_compare_sweep_get_type ())
G_DECLARE_FINAL_TYPE (ReslabCompareSweep, reslab_compare_sweep, RESLAB, COMPARE_SWEEP, GtkBox)
GtkWidget *reslab_compare_sweep_new (Lab *lab);

/* What any of their figures follows. */
#define RESLAB_COMPARE_CHANGES                                                                       (LAB_CHANGED_BLOCKS | LAB_CHANGED_COUNTING | LAB_CHANGED_WORK | LAB_CHANGED_BY (comparison)         | LAB_CHANGED_BY (times) | LAB_CHANGED_BY (sweep) | LAB_CHANGED_BY (sweep_times))

G_END_DECLS
