/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Named tensors become a network's parameters, and back. */
#include "config.h"

#include "rn-weights-private.h"

#include <string.h>

#include "rn-trained.h"

#define MOST_TOLD 6          /* names a line of an error gives before it counts the rest */

/* What a graph needs to know of a file, while it is looked at. */
typedef struct
{
  const RnGraph *graph;
  RnTensors     *tensors;
  gsize          prefix;        /* bytes of each name that are taken away */
  GHashTable    *by_name;       /* owned: our name → index of the tensor + 1 */
  GPtrArray     *ours;          /* owned (element-type utf8) (nullable elements: put aside) */
  guint          known;         /* parameters that have a tensor */
} Reading;

static void
clear_match (gpointer data)
{
  RnWeightMatch *match = data;

  g_free (match->name);
  g_free (match->stored);
}

void
rn_weights_report_free (RnWeightsReport *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->matches);
  rn_origin_free (self->origin);
  g_free (self->prefix);
  g_free (self->network);
  g_free (self->file);
  g_free (self);
}

gboolean
rn_weights_report_whole (const RnWeightsReport *self)
{
  return self->counts[RN_WEIGHT_MISSING] == 0 && self->counts[RN_WEIGHT_UNEXPECTED] == 0
         && self->counts[RN_WEIGHT_WRONG_SHAPE] == 0;
}

/* ── names ── */

gboolean
rn__weights_has (const RnGraph *graph, guint parameter)
{
  const RnParameterInfo *info = rn_graph_parameter (graph, parameter);

  return !g_str_equal (rn_graph_node (graph, info->node)->op->name, "dropout");
}

static void
clear_reading (Reading *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->ours);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, clear_reading)

/* (transfer full) */
static char *
our_name (const RnDialect *dialect, GHashTable *sequence, const char *theirs)
{
  return sequence != NULL ? rn__weights_in_sequence (sequence, theirs)
                          : rn_dialect_read (dialect, theirs);
}

static void
read_names (Reading *self, const RnGraph *graph, RnTensors *tensors, const char *prefix,
            const RnDialect *dialect)
{
  g_autoptr (GHashTable) sequence = NULL;

  self->graph = graph;
  self->tensors = tensors;
  self->prefix = strlen (prefix);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->ours = g_ptr_array_new_with_free_func (g_free);
  if (dialect == rn_dialect_nth (0))          /* torchvision's */
    sequence = rn__weights_sequence (graph, tensors, prefix);
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    {
      const char *stored = rn_tensors_name (tensors, i);
      char *name = g_str_has_prefix (stored, prefix) && !rn__weights_is_counter (stored)
                   ? our_name (dialect, sequence, stored + self->prefix) : NULL;

      g_ptr_array_add (self->ours, name);
      if (name == NULL || g_hash_table_contains (self->by_name, name))
        continue;
      g_hash_table_insert (self->by_name, name, GUINT_TO_POINTER (i + 1));
      self->known += rn_graph_find_parameter (graph, name) != G_MAXUINT;
    }
}

/* The dialect whose names the network knows most of; the first of several. */
static const RnDialect *
guess_dialect (const RnGraph *graph, RnTensors *tensors, const char *prefix)
{
  const RnDialect *best = rn_dialect_nth (0), *dialect;
  guint most = 0;

  for (guint i = 0; (dialect = rn_dialect_nth (i)) != NULL; i++)
    {
      g_auto (Reading) reading = { 0 };

      read_names (&reading, graph, tensors, prefix, dialect);
      if (reading.known > most)
        {
          most = reading.known;
          best = dialect;
        }
    }
  return best;
}

/* ── the report ── */

static void
add (RnWeightsReport *self, RnWeightState state, const RnParameterInfo *info, const char *stored,
     const RnTensor *tensor)
{
  RnWeightMatch match = { .state = state };

  match.name = info != NULL ? g_strdup (info->name) : NULL;
  match.stored = g_strdup (stored);
  if (info != NULL)
    match.expected = info->shape;
  if (tensor != NULL)
    match.found = *rn_tensor_shape (tensor);
  g_array_append_val (self->matches, match);
  self->counts[state]++;
}

/* The last layer with weights, which says the classes: its node. */
static RnNode
find_classifier (const RnGraph *graph)
{
  RnNode last = RN_NODE_NONE;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);

      if (info->shape.rank >= 2 && (last == RN_NODE_NONE || info->node > last))
        last = info->node;
    }
  return last;
}

static void
add_parameter (RnWeightsReport *self, const Reading *reading, guint p, RnNode classifier)
{
  const RnParameterInfo *info = rn_graph_parameter (reading->graph, p);
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (reading->by_name, info->name));
  const RnTensor *tensor = at > 0 ? rn_tensors_nth (reading->tensors, at - 1) : NULL;
  const char *stored = at > 0 ? rn_tensors_name (reading->tensors, at - 1) : NULL;
  RnWeightState state;

  if (tensor == NULL && !rn__weights_has (reading->graph, p))
    return;
  if (tensor == NULL)
    state = RN_WEIGHT_MISSING;
  else if (rn_shape_equal (rn_tensor_shape (tensor), &info->shape))
    state = RN_WEIGHT_MATCHED;
  else
    state = info->node == classifier ? RN_WEIGHT_REPLACED : RN_WEIGHT_WRONG_SHAPE;
  add (self, state, info, stored, tensor);
}

/* Tensors that no parameter took. */
static void
add_rest (RnWeightsReport *self, const Reading *reading)
{
  for (guint i = 0; i < rn_tensors_n (reading->tensors); i++)
    {
      const char *name = reading->ours->pdata[i];
      guint first = name != NULL
                    ? GPOINTER_TO_UINT (g_hash_table_lookup (reading->by_name, name)) : 0;

      if (first == i + 1 && rn_graph_find_parameter (reading->graph, name) != G_MAXUINT)
        continue;
      add (self, name != NULL ? RN_WEIGHT_UNEXPECTED : RN_WEIGHT_ASIDE, NULL,
           rn_tensors_name (reading->tensors, i), rn_tensors_nth (reading->tensors, i));
    }
}

RnWeightsReport *
rn_weights_match (const RnGraph *graph, RnTensors *tensors, const char *file,
                  const RnWeightsOptions *options)
{
  RnWeightsReport *self = g_new0 (RnWeightsReport, 1);
  gboolean renew = options != NULL && options->new_classifier;
  g_auto (Reading) reading = { 0 };

  self->file = g_strdup (file);
  self->network = g_strdup (rn_graph_name (graph));
  self->prefix = rn__weights_prefix (tensors);
  self->origin = rn_origin_read (tensors);
  self->dialect = options != NULL && options->dialect != NULL
                  ? options->dialect : guess_dialect (graph, tensors, self->prefix);
  self->matches = g_array_new (FALSE, FALSE, sizeof (RnWeightMatch));
  g_array_set_clear_func (self->matches, clear_match);
  read_names (&reading, graph, tensors, self->prefix, self->dialect);
  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    add_parameter (self, &reading, p, renew ? find_classifier (graph) : RN_NODE_NONE);
  add_rest (self, &reading);
  return self;
}

/* ── the numbers ── */

static gboolean
set_matched (RnParameters *parameters, RnTensors *tensors, const RnWeightsReport *report,
             GError **error)
{
  for (guint i = 0; i < report->matches->len; i++)
    {
      const RnWeightMatch *match = &g_array_index (report->matches, RnWeightMatch, i);

      if (match->state == RN_WEIGHT_MATCHED
          && !rn_parameters_set (parameters, match->name, rn_tensors_get (tensors, match->stored),
                                 error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rn_weights_set (RnParameters *parameters, RnTensors *tensors, const char *file,
                const RnWeightsOptions *options, RnWeightsReport **report, GError **error)
{
  g_autoptr (RnWeightsReport) found = rn_weights_match (rn_parameters_graph (parameters), tensors,
                                                        file, options);
  gboolean partial = options != NULL && options->partial;
  gboolean set = FALSE;

  if (!rn_weights_report_whole (found) && !(partial && found->counts[RN_WEIGHT_MATCHED] > 0))
    {
      g_autofree char *text = rn_weights_report_text (found, MOST_TOLD);

      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, "%s: the tensors are not those of %s:\n%s",
                   file, found->network, text);
    }
  else
    set = set_matched (parameters, tensors, found, error);
  if (report != NULL)
    *report = g_steal_pointer (&found);
  return set;
}

gboolean
rn_weights_open (RnParameters *parameters, const char *path, const RnWeightsOptions *options,
                 RnWeightsReport **report, GError **error)
{
  g_autofree char *file = rn_trained_resolve (path, error);
  g_autoptr (RnTensors) tensors = file != NULL ? rn_weights_load (file, error) : NULL;

  return tensors != NULL && rn_weights_set (parameters, tensors, file, options, report, error);
}

RnTensors *
rn_weights_get (RnParameters *parameters, const RnDialect *dialect, GError **error)
{
  const RnGraph *graph = rn_parameters_graph (parameters);
  g_autoptr (RnTensors) tensors = rn_tensors_new ();

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);
      g_autofree char *name = rn_dialect_write (dialect, info->name);
      g_autoptr (RnTensor) tensor = NULL;

      if (!rn__weights_has (graph, p))
        continue;
      tensor = rn_tensor_new_copy (&info->shape, rn_parameters_values (parameters, p), error);
      if (tensor == NULL)
        return NULL;
      rn_tensors_add (tensors, name, tensor);
    }
  return g_steal_pointer (&tensors);
}
