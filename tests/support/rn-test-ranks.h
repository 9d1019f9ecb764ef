/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Ranks that are threads of one test, so that what several processes do needs none. */
#pragma once

#include "rn-comm.h"

G_BEGIN_DECLS

/* Calls @work in @ranks threads, each with its own comm, and waits for all. */
void rn_test_ranks (guint ranks, void (*work) (RnComm *comm, gpointer data), gpointer data);

G_END_DECLS
