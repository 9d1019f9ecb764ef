/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is kept of a pass: maps, records with times that are not noisy, and what it says. */
#include "config.h"

#include "lab-pass-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fig-i18n.h"

RnTensor *
lab__pass_logits (LabBench *bench)
{
  if (rn_graph_loss (bench->graph) == RN_NODE_NONE)
    return NULL;
  return rn_session_activation (bench->session, rn_graph_output (bench->graph), NULL);
}

guint
lab__pass_largest (RnTensor *logits)
{
  guint top = 0;

  for (guint k = 1; k < rn_tensor_elements (logits); k++)
    if (rn_tensor_values (logits)[k] > rn_tensor_values (logits)[top])
      top = k;
  return top;
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* A single time is noisy: each layer's is the median of the passes so far. */
static void
take_times (LabBench *bench, RnRecords *copy)
{
  guint n = rn_graph_n_nodes (bench->graph), slot = bench->runs++ % LAB_RUNS_KEPT;
  guint kept = MIN (bench->runs, LAB_RUNS_KEPT);
  float sorted[LAB_RUNS_KEPT];

  for (guint i = 0; i < 2 * n; i++)
    {
      const RnRecord *record = &g_array_index (bench->records->records, RnRecord, i % n);
      RnRecord *out = &g_array_index (copy->records, RnRecord, i % n);
      double ms = i < n ? record->forward_ms : record->backward_ms;

      bench->times[(gsize) i * LAB_RUNS_KEPT + slot] = (float) ms;
      if (isnan (ms))
        continue;
      memcpy (sorted, bench->times + (gsize) i * LAB_RUNS_KEPT, kept * sizeof (float));
      qsort (sorted, kept, sizeof (float), compare_floats);
      *(i < n ? &out->forward_ms : &out->backward_ms) = sorted[kept / 2];
    }
}

/* −1 for what is shown whole. */
static int
find_liveliest (RnTensor *tensor)
{
  const RnShape *shape = rn_tensor_shape (tensor);
  gsize plane = shape->dim[2] * shape->dim[3];

  if (shape->rank < 4 || plane == 1)
    return -1;
  return (int) rn_statistics_liveliest (rn_tensor_values (tensor), shape->dim[1], plane);
}

gboolean
lab__pass_choose_channels (LabBench *bench, const RnProgress *progress, GError **error)
{
  guint n = rn_graph_n_nodes (bench->graph);

  if (bench->channels != NULL)
    return TRUE;
  bench->channels = g_new (int, n);
  for (RnNode i = 0; i < n; i++)
    {
      g_autoptr (RnTensor) tensor = rn_session_activation (bench->session, i, NULL);

      if (!rn_progress_step (progress, (double) i / n, _("choosing channels"), error))
        {
          g_clear_pointer (&bench->channels, g_free);
          return FALSE;
        }
      bench->channels[i] = i > 0 && tensor != NULL ? find_liveliest (tensor) : -1;
    }
  return TRUE;
}

/* One channel, or all where there is one number in each. NULL where there is none. */
static RnTensor *
read_map (LabBench *bench, RnNode node, gboolean gradient)
{
  const RnShape *shape = rn_session_shape (bench->session, node);
  RnShape plane = rn_shape_4d (1, 1, shape->dim[2], shape->dim[3]);
  int channel = bench->channels[node];
  g_autoptr (RnTensor) map = NULL;

  if (shape->rank < 2)
    return NULL;
  if (channel < 0)
    return gradient ? rn_session_gradient (bench->session, node, NULL)
                    : rn_session_activation (bench->session, node, NULL);
  map = rn_tensor_new (&plane, NULL);
  if (map == NULL
      || !(gradient ? rn_session_gradient_plane : rn_session_activation_plane) (
        bench->session, node, 0, (gsize) channel, rn_tensor_data (map), NULL))
    return NULL;
  return g_steal_pointer (&map);
}

static void
take_top (LabPass *pass, RnTensor *logits)
{
  gsize n = logits != NULL ? rn_tensor_elements (logits) : 0;
  const float *v = logits != NULL ? rn_tensor_values (logits) : NULL;
  double sum = 0, most = n > 0 ? v[lab__pass_largest (logits)] : 0;

  for (gsize i = 0; i < n; i++)
    {
      guint place = pass->n_top;

      sum += exp (v[i] - most);
      while (place > 0 && v[pass->top[place - 1]] < v[i])
        place--;
      if (place == LAB_TOP)
        continue;
      pass->n_top = MIN (pass->n_top + 1, LAB_TOP);
      memmove (&pass->top[place + 1], &pass->top[place],
               (pass->n_top - 1 - place) * sizeof pass->top[0]);
      pass->top[place] = (guint) i;
    }
  for (guint i = 0; i < pass->n_top; i++)
    pass->probability[i] = exp (v[pass->top[i]] - most) / sum;
}

static void
take_range (LabPass *pass)
{
  for (guint i = 1; i < pass->records->records->len; i++)
    {
      const RnRecord *record = &g_array_index (pass->records->records, RnRecord, i);

      if (!record->has_values)
        continue;
      pass->low = fmin (pass->low, record->values.min);
      pass->high = fmax (pass->high, record->values.max);
    }
}

LabPass *
lab__pass_take (LabBench *bench, const LabPassRequest *request, RnTensor *input)
{
  LabPass *pass = g_new0 (LabPass, 1);
  guint n = rn_graph_n_nodes (bench->graph);
  g_autoptr (RnTensor) logits = lab__pass_logits (bench);
  RnNode selected = rn_graph_find (bench->graph, request->selected);

  g_atomic_ref_count_init (&pass->refs);
  pass->graph = rn_graph_ref (bench->graph);
  pass->shapes = g_new (RnShape, n);
  pass->maps = g_new0 (RnTensor *, n);
  pass->gradient_maps = g_new0 (RnTensor *, n);
  pass->channels = g_memdup2 (bench->channels, n * sizeof (int));
  for (RnNode i = 0; i < n; i++)
    {
      pass->shapes[i] = *rn_session_shape (bench->session, i);
      pass->maps[i] = i == 0 ? rn_tensor_ref (input) : read_map (bench, i, FALSE);
      if (request->backward)
        pass->gradient_maps[i] = read_map (bench, i, TRUE);
    }
  pass->records = rn_records_copy (bench->records);
  take_times (bench, pass->records);
  pass->runs = MIN (bench->runs, LAB_RUNS_KEPT);
  pass->backward = request->backward;
  pass->n_steps = 2 * n;
  pass->input = rn_tensor_ref (input);
  pass->label = bench->label;
  pass->weights = g_strdup (bench->weights_words);
  pass->origin = bench->origin != NULL ? rn_origin_copy (bench->origin) : NULL;
  take_top (pass, logits);
  take_range (pass);
  if (selected != RN_NODE_NONE)
    pass->layer = lab__layer_read (bench, selected, NULL);
  return pass;
}
