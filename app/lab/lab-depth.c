/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task depth: up to three networks run forward and backward, and the splits are kept. */
#include "config.h"

#include "lab-depth.h"

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-depth-private.h"
#include "lab-depth-run.h"

#define RUNS_KEPT 12              /* small: numbers a layer and a block, no tensors */

typedef struct
{
  LabDocument *document;         /* (owned) */
  guint        again;
} Request;

/* ── the results ── */

static LabDepthRun *
depth_run_ref (LabDepthRun *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
depth_run_unref (gpointer data)
{
  LabDepthRun *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->records, rn_records_free);
  rn_spec_unref (self->spec);
  g_free (self->key);
  g_free (self);
}

LabDepth *
lab_depth_ref (LabDepth *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lab_depth_unref (LabDepth *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->now, depth_run_unref);
  g_clear_pointer (&self->before, depth_run_unref);
  g_clear_pointer (&self->plain, depth_run_unref);
  g_free (self->scales);
  g_free (self->input);
  g_free (self);
}

void
lab__depth_runs_free (GQueue *runs)
{
  if (runs != NULL)
    g_queue_free_full (runs, depth_run_unref);
}

/* ── all of them ── */

/* A network that is wanted, and its run where it is there already. */
typedef struct
{
  RnSpec      *spec;             /* (owned) (nullable) NULL: not wanted */
  guint        n_cuts;
  char        *key;              /* (owned) */
  LabDepthRun *run;              /* (owned) */
} Wanted;

enum { NOW, BEFORE, PLAIN, N_WANTED };

static char *
run_key (RnSpec *spec, const LabDocument *document, guint n_cuts)
{
  json_object *json = rn_spec_json (spec);
  g_autofree char *weights = lab_document_weights_key (document);
  GString *key = g_string_new (json_object_to_json_string (json));

  json_object_put (json);
  if (spec == document->spec)
    g_string_append (key, weights);
  g_string_append_printf (key, " seed %" G_GUINT64_FORMAT " samples %u picture %" G_GUINT64_FORMAT,
                          document->seed, document->samples,
                          lab_picture_revision (document->picture));
  for (guint i = 0; i < n_cuts; i++)
    g_string_append_printf (key, " %s×%.17g", g_array_index (document->cuts, LabCut, i).block,
                            g_array_index (document->cuts, LabCut, i).scale);
  return g_string_free (key, FALSE);
}

static LabDepthRun *
find_run (LabBench *bench, const char *key)
{
  for (GList *at = bench->depth_runs->head; at != NULL; at = at->next)
    if (g_str_equal (((LabDepthRun *) at->data)->key, key))
      return depth_run_ref (at->data);
  return NULL;
}

static void
keep_run (LabBench *bench, LabDepthRun *run)
{
  g_queue_push_head (bench->depth_runs, depth_run_ref (run));
  while (bench->depth_runs->length > RUNS_KEPT)
    depth_run_unref (g_queue_pop_tail (bench->depth_runs));
}

static void
clear_wanted (Wanted *wanted)
{
  for (guint i = 0; i < N_WANTED; i++)
    {
      g_clear_pointer (&wanted[i].spec, rn_spec_unref);
      g_clear_pointer (&wanted[i].run, depth_run_unref);
      g_clear_pointer (&wanted[i].key, g_free);
    }
}

/* An untrained twin behind a network that has learned would say nothing. */
static RnSpec *
find_twin (const LabDocument *document)
{
  return document->weights == NULL || !document->norm ? rn_spec_plain_twin (document->spec) : NULL;
}

static gboolean
list_wanted (Wanted *wanted, const LabDocument *document, LabBench *bench, GError **error)
{
  const char *norm = document->norm ? NULL : "none";
  g_autoptr (RnSpec) twin = document->overlay ? find_twin (document) : NULL;
  guint n_cuts = document->cuts->len;

  wanted[NOW] = (Wanted) { .spec = lab_spec_with_norm (document->spec, norm, error),
                           .n_cuts = n_cuts };
  if (wanted[NOW].spec == NULL)
    return FALSE;
  if (n_cuts > 0)
    wanted[BEFORE] = (Wanted) { .spec = rn_spec_ref (wanted[NOW].spec), .n_cuts = n_cuts - 1 };
  if (twin != NULL)
    wanted[PLAIN] = (Wanted) { .spec = lab_spec_with_norm (twin, norm, error) };
  if (twin != NULL && wanted[PLAIN].spec == NULL)
    return FALSE;
  for (guint i = 0; i < N_WANTED; i++)
    if (wanted[i].spec != NULL)
      {
        wanted[i].key = run_key (wanted[i].spec, document, wanted[i].n_cuts);
        wanted[i].run = find_run (bench, wanted[i].key);
      }
  return TRUE;
}

static gboolean
run_wanted (Wanted *wanted, const LabDocument *document, LabBench *bench,
            const RnProgress *progress, GError **error)
{
  guint missing = 0, k = 0;

  for (guint i = 0; i < N_WANTED; i++)
    missing += wanted[i].spec != NULL && wanted[i].run == NULL;
  for (guint i = 0; i < N_WANTED; i++)
    if (wanted[i].spec != NULL && wanted[i].run == NULL)
      {
        LabDepthPart part = { progress, rn_spec_name (wanted[i].spec), (double) k++ / missing,
                      1.0 / missing };

        wanted[i].run = lab__depth_run_network (wanted[i].spec, document, wanted[i].n_cuts, wanted[i].key,
                                     &part, error);
        if (wanted[i].run == NULL)
          return FALSE;
        keep_run (bench, wanted[i].run);
      }
  return TRUE;
}

static void
take_cuts (LabDepth *self, const LabDocument *document)
{
  guint n_cuts = document->cuts->len;
  const char *last = n_cuts > 0 ? g_array_index (document->cuts, LabCut, n_cuts - 1).block : NULL;

  self->scales = g_new (double, self->n_blocks + 1);
  for (guint i = 0; i < self->n_blocks; i++)
    {
      const char *path = lab_depth_path (self, i);

      self->scales[i] = lab_document_cut (document, path);
      if (g_strcmp0 (last, path) == 0)
        self->last_cut = (int) i;
    }
}

static LabDepth *
gather (Wanted *wanted, const LabDocument *document)
{
  LabDepth *self = g_new0 (LabDepth, 1);
  g_autoptr (RnSpec) twin = find_twin (document);

  g_atomic_ref_count_init (&self->refs);
  self->now = g_steal_pointer (&wanted[NOW].run);
  self->before = g_steal_pointer (&wanted[BEFORE].run);
  self->plain = g_steal_pointer (&wanted[PLAIN].run);
  self->has_twin = twin != NULL;
  self->n_blocks = self->now->records->splits->len;
  self->last_cut = -1;
  self->samples = document->samples;
  self->seed = document->seed;
  self->input = lab__depth_input_words (document);
  take_cuts (self, document);
  return self;
}

/* ── the task ── */

static char *
depth_key (Lab *lab)
{
  const LabDocument *document = lab_document (lab);
  g_autofree char *network = NULL;

  if (lab_look (lab)->view != LAB_VIEW_GRADIENTS)
    return NULL;
  network = lab_document_network_key (document);
  return g_strdup_printf ("%s norm %d overlay %d samples %u picture %" G_GUINT64_FORMAT " again %u",
                          network, document->norm, document->overlay, document->samples,
                          lab_picture_revision (document->picture), lab_look (lab)->again);
}

static gpointer
depth_prepare (Lab *lab)
{
  Request *request = g_new0 (Request, 1);

  request->document = lab_document_copy (lab_document (lab));
  request->again = lab_look (lab)->again;
  return request;
}

static void
request_free (gpointer data)
{
  lab_document_free (((Request *) data)->document);
  g_free (data);
}

LabDepth *
lab__depth_compute (const LabDocument *document, LabBench *bench, const RnProgress *progress,
                    GError **error)
{
  Wanted wanted[N_WANTED] = { 0 };
  LabDepth *depth = NULL;

  if (bench->depth_runs == NULL)
    bench->depth_runs = g_queue_new ();
  if (list_wanted (wanted, document, bench, error)
      && run_wanted (wanted, document, bench, progress, error))
    depth = gather (wanted, document);
  clear_wanted (wanted);
  return depth;
}

static gpointer
depth_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;

  if (bench->depth_again != request->again)
    g_clear_pointer (&bench->depth_runs, lab__depth_runs_free);
  bench->depth_again = request->again;
  return lab__depth_compute (request->document, bench, progress, error);
}

const LabTask lab__task_depth = {
  .name = "depth",
  .title = N_("Following the gradient"),
  .key = depth_key,
  .prepare = depth_prepare,
  .run = depth_run,
  .free_request = request_free,
  .free_result = (void (*) (gpointer)) lab_depth_unref,
  .yields = TRUE,
};

/* ── reading it ── */

LabDepth *
lab_depth (Lab *lab)
{
  return lab_result (lab, LAB_TASK_depth);
}

const RnSplit *
lab_depth_split (const LabDepthRun *run, guint block)
{
  return &g_array_index (run->records->splits, RnSplit, block);
}

const char *
lab_depth_path (const LabDepth *self, guint block)
{
  RnScope scope = lab_depth_split (self->now, block)->block;

  return rn_graph_scope (self->now->records->graph, scope)->path;
}

int
lab_depth_block (Lab *lab)
{
  LabDepth *depth = lab_depth (lab);
  int n = depth != NULL ? (int) depth->n_blocks : 0, chosen = lab_look (lab)->block;

  if (n == 0)
    return -1;
  return chosen >= 0 && chosen < n ? chosen : n / 2;
}
