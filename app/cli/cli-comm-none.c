/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Built without MPI: nobody can be reached. */
#include "config.h"

#include "cli-comm.h"

RnComm *
cli_comm_make (guint ranks, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
               "started as one of %u processes, but this reslab-cli was built without MPI: each of "
               "them would do the whole work. Build with MPI (meson's -Dmpi=enabled), or start one",
               ranks);
  return NULL;
}

void
cli_comm_end (RnComm *comm)
{
}
