/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task pass: the network runs over the picture, everything kept, and a snapshot is taken. */
#include "config.h"

#include "lab-bench.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-random.h"
#include "rn-trial.h"

typedef struct
{
  LabDocument *document;         /* (owned) */
  gboolean     backward;
  char        *network;          /* (owned) key of network and direction, the picture left out */
  char        *selected;         /* (owned) a layer's name, or another text */
} Request;

/* ── the result ── */

LabPass *
lab_pass_ref (LabPass *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
free_tensors (RnTensor **tensors, guint n)
{
  for (guint i = 0; tensors != NULL && i < n; i++)
    g_clear_pointer (&tensors[i], rn_tensor_unref);
  g_free (tensors);
}

void
lab_pass_unref (LabPass *self)
{
  guint n;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  n = rn_graph_n_nodes (self->graph);
  free_tensors (self->maps, n);
  free_tensors (self->gradient_maps, n);
  g_clear_pointer (&self->layer, lab__layer_free);
  g_clear_pointer (&self->records, rn_records_free);
  g_clear_pointer (&self->input, rn_tensor_unref);
  g_free (self->channels);
  g_free (self->shapes);
  rn_graph_unref (self->graph);
  g_free (self);
}

/* ── planning ── */

/* What the graph's shapes tell of the memory a session of it takes. */
static guint64
estimate_bytes (RnGraph *graph, gboolean backward)
{
  guint64 values = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      guint64 elements = rn_shape_elements (&rn_graph_node (graph, i)->shape);

      values = elements > G_MAXUINT64 / 64 - values ? G_MAXUINT64 / 64 : values + elements;
    }
  /* values, their gradients and those of the edges; parameters, gradients and packed copies */
  return sizeof (float) * (values * (backward ? 3 : 1)
                           + (guint64) rn_graph_parameter_floats (graph) * (backward ? 3 : 2));
}

static RnGraph *
build (const LabDocument *document, GError **error)
{
  const RnBuildOptions options = { .loss = rn_spec_n_classes (document->spec) > 0,
                                   .scales = (const LabCut *) document->cuts->data,
                                   .n_scales = document->cuts->len };

  return rn_spec_build (document->spec, &options, error);
}

/* Of the same spec and seed, with other shortcuts cut: the same numbers in the same order. */
static gboolean
make_parameters (LabBench *bench, const LabDocument *document, GError **error)
{
  json_object *json = rn_spec_json (document->spec);
  g_autofree char *key = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", document->seed,
                                          json_object_to_json_string (json));
  g_autoptr (RnParameters) made = rn_parameters_new (bench->graph, error);
  gsize floats = rn_graph_parameter_floats (bench->graph);

  json_object_put (json);
  if (made == NULL)
    return FALSE;
  if (g_strcmp0 (key, bench->parameters_key) == 0 && floats > 0)
    {
      memcpy (rn_parameters_values (made, 0), rn_parameters_values (bench->parameters, 0),
              floats * sizeof (float));
      rn_parameters_changed (made);
    }
  else
    rn_parameters_initialize (made, document->seed);
  g_clear_pointer (&bench->parameters, rn_parameters_unref);
  bench->parameters = g_steal_pointer (&made);
  g_free (bench->parameters_key);
  bench->parameters_key = g_steal_pointer (&key);
  return TRUE;
}

static RnSession *
plan_session (LabBench *bench, gboolean backward, GError **error)
{
  const RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = backward,
                                     .keep = RN_KEEP_ALL };
  const RnShape *input = &rn_graph_node (bench->graph, 0)->shape;

  return rn_session_new (bench->graph, bench->parameters, input, &options, error);
}

static gboolean
plan (LabBench *bench, const Request *request, const RnProgress *progress, GError **error)
{
  guint n;

  lab__bench_clear (bench);
  bench->graph = build (request->document, error);
  if (bench->graph == NULL
      || !lab__memory_check (estimate_bytes (bench->graph, request->backward),
                             rn_spec_name (request->document->spec), error)
      || !rn_progress_step (progress, 0, _("drawing weights"), error)
      || !make_parameters (bench, request->document, error)
      || !rn_progress_step (progress, 0.1, _("planning"), error)
      || (bench->session = plan_session (bench, request->backward, error)) == NULL)
    return FALSE;
  n = rn_graph_n_nodes (bench->graph);
  bench->times = g_new0 (float, (gsize) 2 * n * LAB_RUNS_KEPT);
  bench->records = rn_records_new (bench->session);
  bench->records->seed = request->document->seed;
  bench->recorder = rn_recorder_attach (bench->session, bench->records,
                                        RN_RECORD_TIME | RN_RECORD_VALUES | RN_RECORD_GRADIENTS
                                          | RN_RECORD_SPLITS);
  bench->key = g_strdup (request->network);
  return rn_trial_aim (bench->session, request->document->seed, error);
}

/* ── running ── */

static RnTensor *
make_input (const LabDocument *document, const RnShape *shape, GError **error)
{
  RnTensor *noise;

  if (shape->dim[1] == 1 || shape->dim[1] == 3)
    return lab_picture_tensor (document->picture, (guint) shape->dim[2], (guint) shape->dim[3],
                               (guint) shape->dim[1], error);
  noise = rn_tensor_new (shape, error);
  if (noise != NULL)
    rn_tensor_fill_normal (noise, document->seed, rn_random_stream ("input"));
  return noise;
}

/* Logits; NULL for what has no classes. */
static RnTensor *
read_logits (LabBench *bench)
{
  if (rn_graph_loss (bench->graph) == RN_NODE_NONE)
    return NULL;
  return rn_session_activation (bench->session, rn_graph_output (bench->graph), NULL);
}

static guint
largest (RnTensor *logits)
{
  guint top = 0;

  for (guint k = 1; k < rn_tensor_elements (logits); k++)
    if (rn_tensor_values (logits)[k] > rn_tensor_values (logits)[top])
      top = k;
  return top;
}

/* The loss is taken against what the network itself finds likeliest in the first picture. */
static gboolean
forward (LabBench *bench, RnTensor *input, const RnProgress *progress, GError **error)
{
  g_autoptr (RnTensor) logits = NULL;
  gboolean labelled = bench->pass != NULL;

  if (!rn_session_set_input (bench->session, 0, input, error)
      || (rn_graph_loss (bench->graph) != RN_NODE_NONE
          && !rn_session_set_labels (bench->session, &bench->label, error))
      || !rn_session_forward (bench->session, progress, error))
    return FALSE;
  logits = labelled ? NULL : read_logits (bench);
  if (logits == NULL)
    return TRUE;
  bench->label = largest (logits);
  return rn_session_set_labels (bench->session, &bench->label, error)
         && rn_session_seek (bench->session, rn_graph_n_nodes (bench->graph), error);
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

/* ── the snapshot ── */

/* The channel with the largest deviation shows most; −1 for what is shown whole. */
static int
find_liveliest (RnTensor *tensor)
{
  const RnShape *shape = rn_tensor_shape (tensor);
  gsize plane = shape->dim[2] * shape->dim[3];
  double best = -1;
  int at = 0;

  if (shape->rank < 4 || plane == 1)
    return -1;
  for (gsize c = 0; c < shape->dim[1]; c++)
    {
      RnStatistics statistics;

      rn_statistics_measure (&statistics, rn_tensor_values (tensor) + c * plane, plane);
      if (statistics.std > best)
        {
          best = statistics.std;
          at = (int) c;
        }
    }
  return at;
}

static gboolean
choose_channels (LabBench *bench, const RnProgress *progress, GError **error)
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
  double sum = 0, most = n > 0 ? v[largest (logits)] : 0;

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

static LabPass *
take_snapshot (LabBench *bench, const Request *request, RnTensor *input)
{
  LabPass *pass = g_new0 (LabPass, 1);
  guint n = rn_graph_n_nodes (bench->graph);
  g_autoptr (RnTensor) logits = read_logits (bench);
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
  take_top (pass, logits);
  take_range (pass);
  if (selected != RN_NODE_NONE)
    pass->layer = lab__layer_read (bench, selected, NULL);
  return pass;
}

/* ── the task ── */

static char *
pass_key (Lab *lab)
{
  g_autofree char *network = lab_document_network_key (lab_document (lab));

  return g_strdup_printf ("%s %d picture %" G_GUINT64_FORMAT, network, lab_look (lab)->backward,
                          lab_picture_revision (lab_document (lab)->picture));
}

static gpointer
pass_prepare (Lab *lab)
{
  Request *request = g_new0 (Request, 1);
  g_autofree char *network = lab_document_network_key (lab_document (lab));

  request->document = lab_document_copy (lab_document (lab));
  request->backward = lab_look (lab)->backward;
  request->network = g_strdup_printf ("%s %d", network, request->backward);
  request->selected = g_strdup (lab_look (lab)->selected);
  return request;
}

static void
request_free (gpointer data)
{
  Request *self = data;

  lab_document_free (self->document);
  g_free (self->network);
  g_free (self->selected);
  g_free (self);
}

static gpointer
pass_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;
  g_autoptr (RnTensor) input = NULL;

  if (g_strcmp0 (bench->key, request->network) != 0 && !plan (bench, request, progress, error))
    {
      lab__bench_clear (bench);
      return NULL;
    }
  input = make_input (request->document, &rn_graph_node (bench->graph, 0)->shape, error);
  if (input == NULL || !forward (bench, input, progress, error)
      || (request->backward && !rn_session_backward (bench->session, progress, error))
      || !choose_channels (bench, progress, error))
    return NULL;
  g_free (bench->records->picture_sha256);
  bench->records->picture_sha256 = g_strdup (lab_picture_sha256 (request->document->picture));
  g_clear_pointer (&bench->pass, lab_pass_unref);
  bench->pass = take_snapshot (bench, request, input);
  return lab_pass_ref (bench->pass);
}

/* Another picture for the same network waits its turn. */
static gboolean
pass_outdates (gconstpointer newer, gconstpointer running)
{
  return !g_str_equal (((const Request *) newer)->network, ((const Request *) running)->network);
}

const LabTask lab__task_pass = {
  .name = "pass",
  .title = N_("Looking at the picture"),
  .key = pass_key,
  .prepare = pass_prepare,
  .run = pass_run,
  .free_request = request_free,
  .free_result = (void (*) (gpointer)) lab_pass_unref,
  .outdates = pass_outdates,
  .reverts = TRUE,
};

/* ── reading it ── */

LabPass *
lab_pass (Lab *lab)
{
  return lab_result (lab, LAB_TASK_pass);
}

static RnScope
find_scope (const RnGraph *graph, const char *path)
{
  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    if (g_str_equal (rn_graph_scope (graph, i)->path, path))
      return i;
  return RN_SCOPE_ROOT;
}

RnNode
lab_selected_node (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  const char *name = lab_look (lab)->selected;
  RnNode node;
  RnScope scope;

  if (pass == NULL || name[0] == '\0')
    return RN_NODE_NONE;
  node = rn_graph_find (pass->graph, name);
  if (node != RN_NODE_NONE)
    return node;
  scope = find_scope (pass->graph, name);
  return scope != RN_SCOPE_ROOT && rn_graph_scope (pass->graph, scope)->end > 0
           ? rn_graph_scope (pass->graph, scope)->end - 1
           : RN_NODE_NONE;
}

RnScope
lab_selected_scope (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  RnNode node = lab_selected_node (lab);
  RnScope scope;

  if (node == RN_NODE_NONE)
    return RN_SCOPE_ROOT;
  scope = find_scope (pass->graph, lab_look (lab)->selected);
  if (scope != RN_SCOPE_ROOT && rn_graph_find (pass->graph, lab_look (lab)->selected)
                                  == RN_NODE_NONE)
    return scope;
  return rn_graph_scope_above (pass->graph, rn_graph_node (pass->graph, node)->scope,
                               RN_SCOPE_BLOCK);
}

guint
lab_position (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  guint position = lab_look (lab)->position;

  if (pass == NULL)
    return 0;
  return position <= pass->n_steps ? position : pass->n_steps / 2;
}

RnNode
lab_current_node (Lab *lab, RnDirection *direction)
{
  LabPass *pass = lab_pass (lab);
  guint position = lab_position (lab);
  guint n = pass != NULL ? pass->n_steps / 2 : 0;

  *direction = position <= n ? RN_FORWARD : RN_BACKWARD;
  if (position == 0)
    return RN_NODE_NONE;
  return position <= n ? position - 1 : 2 * n - position;
}

gboolean
lab_is_shown (Lab *lab, RnNode node, RnDirection direction)
{
  LabPass *pass = lab_pass (lab);
  guint position = lab_position (lab);

  if (pass == NULL)
    return FALSE;
  return direction == RN_FORWARD ? position > node : position > pass->n_steps - 1 - node;
}
