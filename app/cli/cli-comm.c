/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Whether there are others, told by the environment: to ask MPI would take a second. */
#include "config.h"

#include "cli-comm.h"

#include "cli.h"
#include "rn-engine.h"

/* Of the one program there is. */
static RnComm *ours;

/* Names of one number in the environment, as Open MPI and MPICH tell it. */
static const char *const all[] = { "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", NULL };
static const char *const here[] = { "OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", NULL };

/* How many processes were started together; 1 where nobody says. */
static guint
count_started (const char *const *names)
{
  for (; *names != NULL; names++)
    {
      const char *text = g_getenv (*names);
      guint64 n;

      if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &n, NULL))
        return (guint) n;
    }
  return 1;
}

static void
share_cores (void)
{
  guint threads = MAX (1, rn_engine_default_threads () / count_started (here));
  g_autofree char *text = g_strdup_printf ("%u", threads);

  g_setenv ("OMP_NUM_THREADS", text, FALSE);
}

gboolean
cli_comm_open (RnComm **comm, GError **error)
{
  guint ranks = count_started (all);

  *comm = NULL;
  if (ranks == 1)
    return TRUE;
  share_cores ();
  ours = *comm = cli_comm_make (ranks, error);
  if (ours != NULL)
    cli_hear_end ();
  return ours != NULL;
}

void
cli_comm_close (void)
{
  if (ours != NULL)
    cli_comm_end (ours);
  ours = NULL;
}

gboolean
cli_comm_is_first (void)
{
  return rn_comm_rank (ours) == 0;
}
