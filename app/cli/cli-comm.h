/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The other processes this one was started with, by mpirun or the like. */
#pragma once

#include "rn-comm.h"

G_BEGIN_DECLS

/*
 * Meets the others: *comm is NULL where there are none. Those on one machine share its cores, unless
 * OMP_NUM_THREADS says otherwise. FALSE where this program was started as
 * one of several and cannot reach them, which would be the same work several times.
 */
gboolean cli_comm_open     (RnComm **comm, GError **error);
/* Takes leave of them; at the program's end. */
void     cli_comm_close    (void);
/* Whether this process talks: of several the first does. */
gboolean cli_comm_is_first (void);

/* cli-comm-mpi.c, or cli-comm-none.c: @ranks are expected */
RnComm  *cli_comm_make     (guint ranks, GError **error);
void     cli_comm_end      (RnComm *comm);

G_END_DECLS
