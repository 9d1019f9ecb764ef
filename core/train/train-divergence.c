/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Why a loss is no number: the batch goes through the network once more, layer by layer, and the
 * first number that is none tells where it began.
 */
#include "config.h"

#include "trainer-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  RnNode      node;          /* RN_NODE_NONE: not found yet */
  RnDirection direction;
} Place;

static gboolean
is_finite (const float *values, gsize n)
{
  for (gsize i = 0; values != NULL && i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
look (gpointer data, RnNode node, RnDirection direction, const RnLook *at)
{
  Place *place = data;
  gsize n = 0;
  const float *values = rn_look_values (at, &n);

  if (place->node != RN_NODE_NONE || is_finite (values, n))
    return TRUE;
  *place = (Place) { node, direction };
  return FALSE;              /* nothing behind it says more */
}

/* One more pass with every layer's numbers looked at; the parameters stay as they are but for
 * running statistics. */
static Place
search (RnTrainer *self, const RnBatch *batch)
{
  RnGraph *graph = rn_session_graph (self->session);
  RnNode labels = rn_graph_node (graph, rn_graph_loss (graph))->inputs[1];
  RnSessionOptions options = *rn_session_options (self->session);
  Place place = { RN_NODE_NONE, RN_FORWARD };
  const RnObserver observer = { .data = &place, .after_node = look };
  g_autoptr (RnSession) session = NULL;

  options.keep = RN_KEEP_VALUES;
  options.comm = NULL;       /* each rank by itself: it may find the place where another does not */
  session
      = rn_session_new (graph, self->parameters, rn_tensor_shape (batch->pictures), &options, NULL);
  if (session == NULL)
    return place;
  rn_session_observe (session, &observer);
  if (rn_session_set_input (session, 0, batch->pictures, NULL)
      && rn_session_set_input (session, labels, self->targets, NULL)
      && rn_session_forward (session, NULL, NULL))
    rn_session_backward (session, NULL, NULL);
  return place;
}

/* The first parameter an update has made infinite, or G_MAXUINT. */
static guint
broken_parameter (RnTrainer *self)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (rn_graph_parameter (graph, p)->trained
        && !is_finite (rn_parameters_values (self->parameters, p),
                       rn_shape_elements (&rn_graph_parameter (graph, p)->shape)))
      return p;
  return G_MAXUINT;
}

static gboolean
has_norm (const RnGraph *graph)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (g_str_equal (rn_graph_node (graph, i)->op->name, "batch_norm"))
      return TRUE;
  return FALSE;
}

static const char *
likely_cause (RnTrainer *self)
{
  if (rn_schedule_rate (&self->schedule, self->done) == 0)
    return _("The rate is 0, so the weights it started from are the cause.");
  if (!has_norm (rn_session_graph (self->session)))
    return _ ("Likely cause: without batch norm this learning rate is too large. Try a tenth of "
              "it, “warm_up”, "
              "or “clip”: 1.");
  return _ (
      "Likely cause: the learning rate is too large. Try a tenth of it, “warm_up”, or “clip”: 1.");
}

char *
rn__trainer_explain_divergence (RnTrainer *self, const RnBatch *batch)
{
  RnGraph *graph = rn_session_graph (self->session);
  guint parameter = broken_parameter (self);
  Place place;

  if (parameter != G_MAXUINT)
    return g_strdup_printf (_("The update before it left %s without numbers. %s"),
                            rn_graph_parameter (graph, parameter)->name, likely_cause (self));
  place = search (self, batch);
  if (place.node == RN_NODE_NONE)
    return g_strdup (likely_cause (self));
  return g_strdup_printf (place.direction == RN_FORWARD
                            ? _("It began in the forward pass, in %s (%s). %s")
                            : _("It began in the backward pass, in the gradient of %s (%s). %s"),
                          rn_graph_node (graph, place.node)->name,
                          rn_graph_node (graph, place.node)->op->title, likely_cause (self));
}
