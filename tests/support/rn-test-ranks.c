/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#include "rn-test-ranks.h"

#include <string.h>

/* Where all meet: each lays down what it brings, and takes what became of it. */
typedef struct
{
  GMutex   lock;
  GCond    changed;
  guint    ranks;
  guint    arrived;
  guint    round;
  void   **brought;          /* owned [ranks] */
} Table;

typedef struct
{
  RnComm  comm;
  Table  *table;
  void  (*work) (RnComm *comm, gpointer data);
  gpointer data;
} Rank;

/* Until all are here. */
static void
meet (Table *table)
{
  guint round;

  g_mutex_lock (&table->lock);
  round = table->round;
  if (++table->arrived == table->ranks)
    {
      table->arrived = 0;
      table->round++;
      g_cond_broadcast (&table->changed);
    }
  while (round == table->round)
    g_cond_wait (&table->changed, &table->lock);
  g_mutex_unlock (&table->lock);
}

static Table *
lay_down (RnComm *comm, void *values)
{
  Table *table = ((Rank *) comm)->table;

  table->brought[comm->rank] = values;
  meet (table);
  return table;
}

/* Everybody adds all in the order of the ranks, then takes the sum. */
static void
sum (RnComm *comm, double *values, gsize n)
{
  Table *table = lay_down (comm, values);
  g_autofree double *total = g_new0 (double, n);

  for (guint rank = 0; rank < table->ranks; rank++)
    for (gsize i = 0; i < n; i++)
      total[i] += ((const double *) table->brought[rank])[i];
  meet (table);
  memcpy (values, total, n * sizeof *values);
}

static void
sum_floats (RnComm *comm, float *values, gsize n)
{
  g_autofree double *wide = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    wide[i] = values[i];
  sum (comm, wide, n);
  for (gsize i = 0; i < n; i++)
    values[i] = (float) wide[i];
}

static void
broadcast (RnComm *comm, void *bytes, gsize n, guint root)
{
  Table *table = lay_down (comm, bytes);

  if (comm->rank != root)
    memcpy (bytes, table->brought[root], n);
  meet (table);
}

static const RnCommClass thread_class = { sum, sum_floats, broadcast };

static gpointer
run (gpointer data)
{
  Rank *rank = data;

  rank->work (&rank->comm, rank->data);
  return NULL;
}

void
rn_test_ranks (guint ranks, void (*work) (RnComm *comm, gpointer data), gpointer data)
{
  Table table = { .ranks = ranks };
  g_autofree void **brought = g_new0 (void *, ranks);
  g_autofree Rank *all = g_new (Rank, ranks);
  g_autofree GThread **threads = g_new (GThread *, ranks);

  table.brought = brought;
  g_mutex_init (&table.lock);
  g_cond_init (&table.changed);
  for (guint i = 0; i < ranks; i++)
    {
      all[i] = (Rank) { { &thread_class, i, ranks }, &table, work, data };
      threads[i] = g_thread_new ("rank", run, &all[i]);
    }
  for (guint i = 0; i < ranks; i++)
    g_thread_join (threads[i]);
  g_cond_clear (&table.changed);
  g_mutex_clear (&table.lock);
}
