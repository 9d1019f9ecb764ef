/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What ranks do together, by the three things they can. */
#include "config.h"

#include "rn-comm.h"

#include <glib/gi18n-lib.h>
#include <string.h>

guint
rn_comm_rank (const RnComm *self)
{
  return self != NULL ? self->rank : 0;
}

guint
rn_comm_ranks (const RnComm *self)
{
  return self != NULL ? self->ranks : 1;
}

void
rn_comm_sum (RnComm *self, double *values, gsize n)
{
  if (rn_comm_ranks (self) > 1)
    self->klass->sum (self, values, n);
}

void
rn_comm_sum_floats (RnComm *self, float *values, gsize n)
{
  if (rn_comm_ranks (self) > 1)
    self->klass->sum_floats (self, values, n);
}

void
rn_comm_broadcast (RnComm *self, void *bytes, gsize n, guint root)
{
  if (rn_comm_ranks (self) > 1)
    self->klass->broadcast (self, bytes, n, root);
}

char *
rn_comm_share_text (RnComm *self, const char *text, guint root)
{
  guint64 length = rn_comm_rank (self) == root ? strlen (text) : 0;
  char *shared;

  rn_comm_broadcast (self, &length, sizeof length, root);
  shared = g_malloc0 (length + 1);
  if (rn_comm_rank (self) == root)
    memcpy (shared, text, length);
  rn_comm_broadcast (self, shared, length, root);
  return shared;
}

/* The lowest rank that has an error, or all ranks' number. */
static guint
first_to_fail (RnComm *self, gboolean failed)
{
  guint ranks = rn_comm_ranks (self), first = 0;
  g_autofree double *all = g_new0 (double, ranks);

  all[rn_comm_rank (self)] = failed;
  rn_comm_sum (self, all, ranks);
  while (first < ranks && all[first] == 0)
    first++;
  return first;
}

gboolean
rn_comm_agree (RnComm *self, GError *own, GError **error)
{
  guint first = first_to_fail (self, own != NULL);
  g_autofree char *domain = NULL, *message = NULL;
  gint32 code = own != NULL ? own->code : 0;

  if (first == rn_comm_ranks (self))
    return TRUE;
  if (first == rn_comm_rank (self) && rn_comm_ranks (self) == 1)
    {
      g_propagate_error (error, own);
      return FALSE;
    }
  domain = rn_comm_share_text (self, own != NULL ? g_quark_to_string (own->domain) : "", first);
  message = rn_comm_share_text (self, own != NULL ? own->message : "", first);
  rn_comm_broadcast (self, &code, sizeof code, first);
  g_clear_error (&own);
  /* TRANSLATORS: which of several processes that work together, counted from 0, and what it met */
  g_set_error (error, g_quark_from_string (domain), code, _("rank %u: %s"), first, message);
  return FALSE;
}
