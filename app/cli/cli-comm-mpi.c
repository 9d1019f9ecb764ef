/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Ranks that meet over MPI. What goes wrong there ends all of them: MPI's own way. */
#include "config.h"

#include "cli-comm.h"

#include <mpi.h>

/* Elements of one call: MPI counts in int. */
#define MOST (1 << 28)

static void
sum_all (void *values, gsize n, gsize size, MPI_Datatype type)
{
  for (gsize at = 0; at < n; at += MOST)
    MPI_Allreduce (MPI_IN_PLACE, (guint8 *) values + at * size, (int) MIN (MOST, n - at), type,
                   MPI_SUM, MPI_COMM_WORLD);
}

static void
sum (RnComm *self, double *values, gsize n)
{
  sum_all (values, n, sizeof *values, MPI_DOUBLE);
}

static void
sum_floats (RnComm *self, float *values, gsize n)
{
  sum_all (values, n, sizeof *values, MPI_FLOAT);
}

static void
broadcast (RnComm *self, void *bytes, gsize n, guint root)
{
  for (gsize at = 0; at < n; at += MOST)
    MPI_Bcast ((guint8 *) bytes + at, (int) MIN (MOST, n - at), MPI_BYTE, (int) root,
               MPI_COMM_WORLD);
}

static const RnCommClass mpi_class = { sum, sum_floats, broadcast };

RnComm *
cli_comm_make (guint ranks, GError **error)
{
  int provided, rank, size;
  RnComm *self;

  MPI_Init_thread (NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  MPI_Comm_size (MPI_COMM_WORLD, &size);
  if ((guint) size != ranks)
    {
      MPI_Finalize ();
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   "started as one of %u processes, but MPI knows %d: start them with the mpirun "
                   "of the MPI that this reslab-cli was built with", ranks, size);
      return NULL;
    }
  self = g_new0 (RnComm, 1);
  *self = (RnComm) { &mpi_class, (guint) rank, (guint) size };
  return self;
}

void
cli_comm_end (RnComm *comm)
{
  MPI_Finalize ();
  g_free (comm);
}
