/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Fills records while a session runs: an observer that measures each tensor once, when it is there
 * and still warm.
 *
 * The split of a block is read where its input x hands its gradient together: what nodes of the
 * branch scope send to x is g_branch, what the rest of the block sends is g_shortcut. Where there
 * are two senders, the norms and <g_shortcut, g_branch> are taken as they arrive, without a copy;
 * where there are more, or the identity is to be checked, the sums are kept.
 */

#include "config.h"

#include "rn-record.h"

#include <math.h>

#include "rn-split.h"

/* The gradients of one block's input while they come in. */
typedef struct
{
  RnScope   scope;
  RnNode    input;
  gboolean  checks;             /* the identity */
  gboolean  copies;             /* keeps sums; else the three numbers are enough */
  RnTensor *shortcut;           /* owned: Σ of what the shortcut sent, NULL before */
  RnTensor *branch;             /* owned */
  RnTensor *elsewhere;          /* owned: of what readers outside the block sent */
  double    shortcut_square;    /* |g_shortcut|² */
  double    branch_square;
  double    dot;                /* <g_shortcut, g_branch> */
  gboolean  received;           /* the branch has sent something */
} Gathering;

struct _RnRecorder
{
  RnObserver    observer;
  RnSession    *session;        /* borrowed */
  RnRecords    *records;        /* borrowed */
  RnRecordFlags flags;
  GArray       *gatherings;     /* owned (element-type Gathering), as the splits */
  gint64        begin;
};

/* ── values, gradients and times ── */

static RnRecord *
record_of (RnRecorder *self, RnNode node)
{
  return &g_array_index (self->records->records, RnRecord, node);
}

static void
measure (const RnLook *look, gboolean with_histogram, gboolean *has, RnStatistics *statistics,
         RnHistogram **histogram)
{
  gsize n;
  const float *values = rn_look_values (look, &n);

  *has = values != NULL;
  if (values == NULL)
    return;
  rn_statistics_measure (statistics, values, n);
  if (!with_histogram)
    return;
  if (*histogram == NULL)
    *histogram = g_new0 (RnHistogram, 1);
  rn_histogram_measure (*histogram, statistics->min, statistics->max, values, n);
}

static void
tell_begin (gpointer data, RnSession *session, RnDirection direction)
{
  RnRecorder *self = data;

  self->begin = g_get_monotonic_time ();
}

/* What the engine has counted on its way. */
static void
fetch_statistics (RnRecorder *self, RnDirection direction)
{
  gboolean forward = direction == RN_FORWARD;

  if (!rn_session_collects (self->session)
      || !(self->flags & (forward ? RN_RECORD_VALUES : RN_RECORD_GRADIENTS)))
    return;
  for (RnNode i = 0; i < rn_graph_n_nodes (self->records->graph); i++)
    {
      const RnStatistics *statistics = rn_session_statistics (self->session, i, direction);
      RnRecord *record = record_of (self, i);

      *(forward ? &record->has_values : &record->has_gradient) = statistics != NULL;
      if (statistics != NULL)
        *(forward ? &record->values : &record->gradient) = *statistics;
    }
}

static void
tell_finish (gpointer data, RnDirection direction)
{
  RnRecorder *self = data;
  double ms = (double) (g_get_monotonic_time () - self->begin) / 1000;

  if (direction == RN_FORWARD)
    {
      self->records->forward_ms = ms;
      self->records->loss = rn_session_loss (self->session);
    }
  else
    self->records->backward_ms = ms;
  fetch_statistics (self, direction);
}

/* ── the split ── */

static gboolean
is_inside (const RnGraph *graph, RnNode node, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (graph, scope);

  return info->first <= node && node < info->end;
}

static void
gather (RnTensor **sum, RnTensor *term /* (transfer full) */)
{
  if (*sum == NULL || term == NULL)
    {
      if (term != NULL)
        *sum = term;
      return;
    }
  for (gsize i = 0; i < rn_tensor_elements (term); i++)
    rn_tensor_data (*sum)[i] += rn_tensor_values (term)[i];
  rn_tensor_unref (term);
}

/* The three numbers of a split with at most one sender on each side. */
static void
take_numbers (Gathering *gathering, gboolean branch, const RnLook *look)
{
  double *own = branch ? &gathering->branch_square : &gathering->shortcut_square;
  double *other = branch ? &gathering->shortcut_square : &gathering->branch_square;
  gsize n;
  const float *values, *before;

  gathering->received |= branch;
  if (rn_look_products (look, other, own, &gathering->dot))
    return;
  values = rn_look_values (look, &n);
  before = rn_look_sum_before (look);
  if (values == NULL)
    return;
  *own = rn_dot (values, values, n);
  gathering->dot = before != NULL ? rn_dot (before, values, n) : 0;
}

static void
take_edge (gpointer data, RnNode reader, guint slot, const RnLook *look)
{
  RnRecorder *self = data;
  RnGraph *graph = self->records->graph;
  RnNode input = rn_graph_node (graph, reader)->inputs[slot];

  for (guint i = 0; i < self->gatherings->len; i++)
    {
      Gathering *gathering = &g_array_index (self->gatherings, Gathering, i);
      gboolean branch;

      if (gathering->input != input)
        continue;
      if (!is_inside (graph, reader, gathering->scope))
        {
          if (gathering->checks)
            gather (&gathering->elsewhere, rn_look_copy (look));
          continue;
        }
      branch = rn_split_in_branch (graph, reader, gathering->scope);
      if (gathering->copies)
        gather (branch ? &gathering->branch : &gathering->shortcut, rn_look_copy (look));
      else
        take_numbers (gathering, branch, look);
    }
}

static double
square (const RnTensor *tensor)
{
  return tensor == NULL ? 0
                        : rn_dot (rn_tensor_values (tensor), rn_tensor_values (tensor),
                                  rn_tensor_elements (tensor));
}

static double
element_of (const RnTensor *tensor, gsize i)
{
  return tensor != NULL ? rn_tensor_values (tensor)[i] : 0;
}

/*
 * max |all − (shortcut + branch + elsewhere)| ÷ max |all|: floats round by the size of the sum they make.
 * The peak is the element where what the block itself sent is largest.
 */
static void
check_identity (RnSplit *split, const RnTensor *all, const Gathering *gathering)
{
  double worst = 0, scale = 0, peak = -1;

  for (gsize i = 0; i < rn_tensor_elements (all); i++)
    {
      double from_shortcut = element_of (gathering->shortcut, i);
      double from_branch = element_of (gathering->branch, i);
      double sent = element_of (all, i) - element_of (gathering->elsewhere, i);

      worst = fmax (worst, fabs (sent - (from_shortcut + from_branch)));
      scale = fmax (scale, fabs (element_of (all, i)));
      if (!(fabs (sent) > peak))
        continue;
      peak = fabs (sent);
      split->peak = sent;
      split->peak_shortcut = from_shortcut;
      split->peak_branch = from_branch;
    }
  split->identity_error = scale > 0 ? worst / scale : worst;
}

/* Who reads a block's input decides how its split can be taken. */
static void
survey (const RnGraph *graph, Gathering *gathering)
{
  g_autoptr (GArray) readers = rn_graph_readers (graph, gathering->input);
  guint branch = 0, shortcut = 0, outside = 0;

  for (guint i = 0; i < readers->len; i++)
    {
      RnNode reader = g_array_index (readers, RnNode, i);

      if (!is_inside (graph, reader, gathering->scope))
        outside++;
      else if (rn_split_in_branch (graph, reader, gathering->scope))
        branch++;
      else
        shortcut++;
    }
  gathering->copies = gathering->checks || outside > 0 || branch > 1 || shortcut > 1;
}

/* From kept sums to the three numbers, and the identity. */
static void
evaluate_copies (Gathering *gathering, RnSplit *split, const RnLook *look)
{
  gathering->received = gathering->branch != NULL;
  gathering->branch_square = square (gathering->branch);
  gathering->shortcut_square = square (gathering->shortcut);
  gathering->dot =
    gathering->shortcut == NULL || gathering->branch == NULL
      ? 0
      : rn_dot (rn_tensor_values (gathering->shortcut), rn_tensor_values (gathering->branch),
                rn_tensor_elements (gathering->branch));
  if (gathering->checks && gathering->branch != NULL)
    {
      g_autoptr (RnTensor) whole = rn_look_copy (look);

      if (whole != NULL)
        check_identity (split, whole, gathering);
    }
  g_clear_pointer (&gathering->shortcut, rn_tensor_unref);
  g_clear_pointer (&gathering->branch, rn_tensor_unref);
  g_clear_pointer (&gathering->elsewhere, rn_tensor_unref);
}

static void
finish_split (Gathering *gathering, RnSplit *split, const RnLook *look)
{
  double square_of_sum;

  if (gathering->copies)
    evaluate_copies (gathering, split, look);
  if (!gathering->received)
    return;
  split->shortcut_norm = sqrt (gathering->shortcut_square);
  split->branch_norm = sqrt (gathering->branch_square);
  square_of_sum = gathering->shortcut_square + 2 * gathering->dot + gathering->branch_square;
  /* rounding may leave it just below 0; what is no number stays none, which fmax() would hide */
  split->input_norm = square_of_sum < 0 ? 0 : sqrt (square_of_sum);
  split->ratio = split->branch_norm / split->shortcut_norm;
  split->cosine = gathering->dot / (split->shortcut_norm * split->branch_norm);
  gathering->received = FALSE;
}

/* Once @node's gradient is whole, the splits of the blocks that read it can be told. */
static void
finish_splits (RnRecorder *self, RnNode node, const RnLook *look)
{
  for (guint i = 0; i < self->gatherings->len; i++)
    {
      Gathering *gathering = &g_array_index (self->gatherings, Gathering, i);

      if (gathering->input == node)
        finish_split (gathering, &g_array_index (self->records->splits, RnSplit, i), look);
    }
}

/* ── hooks ── */

static void
tell_before (gpointer data, RnNode node, RnDirection direction, const RnLook *look)
{
  RnRecorder *self = data;
  RnRecord *record = record_of (self, node);

  if (direction == RN_FORWARD)
    return;
  if ((self->flags & RN_RECORD_GRADIENTS) && !rn_session_collects (self->session))
    measure (look, self->flags & RN_RECORD_HISTOGRAMS, &record->has_gradient, &record->gradient,
             &record->gradient_histogram);
  if (self->flags & RN_RECORD_SPLITS)
    finish_splits (self, node, look);
}

static gboolean
tell_after (gpointer data, RnNode node, RnDirection direction, const RnLook *look)
{
  RnRecorder *self = data;
  RnRecord *record = record_of (self, node);
  double ms = (double) rn_look_microseconds (look) / 1000;

  if (self->flags & RN_RECORD_TIME)
    *(direction == RN_FORWARD ? &record->forward_ms : &record->backward_ms) = ms;
  if (direction == RN_FORWARD && (self->flags & RN_RECORD_VALUES)
      && !rn_session_collects (self->session))
    measure (look, self->flags & RN_RECORD_HISTOGRAMS, &record->has_values, &record->values,
             &record->histogram);
  return TRUE;
}

/**
 * rn_recorder_attach:
 * @records: of the same graph; what was measured before is overwritten by the next pass
 *
 * Values and gradients need a session with RN_KEEP_VALUES or more; less has tensors that are never
 * written to memory.
 */
RnRecorder *
rn_recorder_attach (RnSession *session, RnRecords *records, RnRecordFlags flags)
{
  RnRecorder *self = g_new0 (RnRecorder, 1);

  self->session = session;
  self->records = records;
  self->flags = flags;
  self->gatherings = g_array_new (FALSE, TRUE, sizeof (Gathering));
  for (guint i = 0; i < records->splits->len; i++)
    {
      RnScope scope = g_array_index (records->splits, RnSplit, i).block;
      Gathering gathering = { .scope = scope,
                              .input = rn_graph_scope (records->graph, scope)->input,
                              .checks = (flags & RN_RECORD_IDENTITY) != 0 };

      survey (records->graph, &gathering);
      g_array_append_val (self->gatherings, gathering);
    }
  self->observer = (RnObserver) {
    .data = self,
    .begin = tell_begin,
    .before_node = tell_before,
    .edge = (flags & RN_RECORD_SPLITS) ? take_edge : NULL,
    .after_node = tell_after,
    .finish = tell_finish,
  };
  rn_session_observe (session, &self->observer);
  return self;
}

/* The standard deviations a block's forward pass left in the records: F(x) before the addition,
 * and the block's output. */
static void
fill_deviations (RnRecords *records, RnSplit *split)
{
  const RnScopeInfo *block = rn_graph_scope (records->graph, split->block);

  for (RnNode i = block->first; i < block->end; i++)
    {
      const RnRecord *record = &g_array_index (records->records, RnRecord, i);

      if (!record->has_values)
        continue;
      if (rn_split_in_branch (records->graph, i, split->block))
        split->branch_deviation = record->values.std;
      if (i == block->end - 1)
        split->output_deviation = record->values.std;
    }
}

void
rn_recorder_detach (RnRecorder *self)
{
  rn_session_unobserve (self->session, &self->observer);
  for (guint i = 0; i < self->gatherings->len; i++)
    {
      Gathering *gathering = &g_array_index (self->gatherings, Gathering, i);

      g_clear_pointer (&gathering->shortcut, rn_tensor_unref);
      g_clear_pointer (&gathering->branch, rn_tensor_unref);
      g_clear_pointer (&gathering->elsewhere, rn_tensor_unref);
      fill_deviations (self->records, &g_array_index (self->records->splits, RnSplit, i));
    }
  g_array_unref (self->gatherings);
  g_free (self);
}
