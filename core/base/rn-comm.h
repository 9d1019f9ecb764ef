/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-error.h"

G_BEGIN_DECLS

/*
 * Several processes, the ranks, that do one thing together: each does its share, and now and then
 * all meet. Who makes one says how they meet (over MPI, or threads in a test); NULL is a single
 * process, for which meeting is nothing.
 *
 * Every rank must call the same functions in the same order. A broken connection ends the program:
 * there is no going on without the others.
 */
typedef struct _RnComm RnComm;

typedef struct
{
  void (*sum)       (RnComm *self, double *values, gsize n);
  void (*sum_floats) (RnComm *self, float *values, gsize n);
  /* @root's bytes become everybody's */
  void (*broadcast) (RnComm *self, void *bytes, gsize n, guint root);
} RnCommClass;

struct _RnComm
{
  const RnCommClass *klass;
  guint rank;
  guint ranks;
};

RN_API guint    rn_comm_rank       (const RnComm *self);     /* (nullable), as is every @self */
RN_API guint    rn_comm_ranks      (const RnComm *self);
/* The sum over all ranks takes the place of @values, with the same bits everywhere. */
RN_API void     rn_comm_sum        (RnComm *self, double *values, gsize n);
RN_API void     rn_comm_sum_floats (RnComm *self, float *values, gsize n);
RN_API void     rn_comm_broadcast  (RnComm *self, void *bytes, gsize n, guint root);

/*
 * Whether all ranks go on: @own (transfer full) (nullable) is why this one does not. Where any
 * does not, all of them get the error of the lowest such rank.
 */
RN_API gboolean rn_comm_agree      (RnComm *self, GError *own, GError **error);
/* (transfer full) the text of rank @root */
RN_API char    *rn_comm_share_text (RnComm *self, const char *text, guint root);

G_END_DECLS
