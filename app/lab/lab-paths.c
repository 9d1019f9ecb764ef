/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task paths: the document's network runs once more, and a few of its blocks path by path. */
#include "config.h"

#include "lab-paths.h"

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-unrolled.h"
#include "lab-bench.h"
#include "lab-depth-private.h"
#include "lab-depth-scene.h"
#include "lab-tables.h"
#include "rn-error.h"

typedef struct
{
  LabDocument *document;         /* (owned) */
  char        *block;            /* (owned) its path */
  guint        count;
} Request;

void
lab_paths_unref (LabPaths *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  rn_graph_unref (self->graph);
  g_free (self);
}

/* ── which blocks ── */

static RnScope
find_block (const RnGraph *graph, const char *path)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK
        && (path == NULL || g_str_equal (rn_graph_scope (graph, i)->path, path)))
      return i;
  return RN_SCOPE_ROOT;
}

guint
lab_paths_find (const RnGraph *graph, const char *path, guint count, RnScope *blocks,
                GError **error)
{
  RnScope first = find_block (graph, path);

  if (first != RN_SCOPE_ROOT)
    return rn_paths_chain (graph, first, count, blocks);
  if (path != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("There is no block “%s” in %s."), path,
                 rn_graph_name (graph));
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("%s has no blocks: there is nothing to split."), rn_graph_name (graph));
  return 0;
}

/* ── the task ── */

static char *
paths_key (Lab *lab)
{
  const LabDocument *document = lab_document (lab);
  const LabLook *look = lab_look (lab);
  LabDepth *depth = lab_depth (lab);
  g_autofree char *network = NULL;
  int block = lab_depth_block (lab);

  /* The blocks are those of the network whose gradients are shown. */
  if (look->view != LAB_VIEW_GRADIENTS || !look->paths || block < 0
      || !lab_is_current (lab, LAB_TASK_depth))
    return NULL;
  network = lab_document_network_key (document);
  return g_strdup_printf ("%s norm %d samples %u picture %" G_GUINT64_FORMAT " again %u block %s, %u",
                          network, document->norm, document->samples,
                          lab_picture_revision (document->picture), look->again,
                          lab_depth_path (depth, (guint) block), look->paths_count);
}

static gpointer
paths_prepare (Lab *lab)
{
  Request *request = g_new0 (Request, 1);

  request->document = lab_document_copy (lab_document (lab));
  request->block = g_strdup (lab_depth_path (lab_depth (lab), (guint) lab_depth_block (lab)));
  request->count = lab_look (lab)->paths_count;
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  lab_document_free (request->document);
  g_free (request->block);
  g_free (request);
}

/* The pass takes the longer part of the time: the one block's passes are short ones. */
#define PASS_PART 0.6

typedef struct
{
  const RnProgress *whole;
  double            from, size;
} Part;

static void
report_part (double fraction, const char *what, gpointer data)
{
  const Part *part = data;

  if (part->whole != NULL && part->whole->report != NULL)
    part->whole->report (part->from + part->size * fraction, what, part->whole->data);
}

static gboolean
follow (RnSession *session, RnPathsProbe *probe, RnPaths *paths, const RnProgress *whole,
        GError **error)
{
  Part part = { whole, 0, PASS_PART / 2 };
  RnProgress progress = { report_part, &part, whole != NULL ? whole->cancellable : NULL };

  if (!rn_session_forward (session, &progress, error))
    return FALSE;
  part.from = PASS_PART / 2;
  if (!rn_session_backward (session, &progress, error))
    return FALSE;
  part = (Part) { whole, PASS_PART, 1 - PASS_PART };
  return rn_paths_compute (probe, paths, &progress, error);
}

static gpointer
paths_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;
  g_autoptr (RnSession) session = lab__depth_start (request->document, error);
  g_autoptr (RnPathsProbe) probe = NULL;
  RnScope blocks[RN_PATHS_BLOCKS_MOST];
  LabPaths *self;
  RnPaths paths;
  guint n;

  if (session == NULL)
    return NULL;
  n = lab_paths_find (rn_session_graph (session), request->block, request->count, blocks, error);
  if (n == 0)
    return NULL;
  probe = rn_paths_attach (session, blocks, n);
  if (!follow (session, probe, &paths, progress, error))
    return NULL;
  self = g_new0 (LabPaths, 1);
  g_atomic_ref_count_init (&self->refs);
  self->graph = rn_graph_ref (rn_session_graph (session));
  self->paths = paths;
  return self;
}

const LabTask lab__task_paths = {
  .name = "paths",
  .title = N_("Following the paths"),
  .key = paths_key,
  .prepare = paths_prepare,
  .run = paths_run,
  .free_request = request_free,
  .free_result = (void (*) (gpointer)) lab_paths_unref,
  .yields = TRUE,
};

/* ── reading it ── */

LabPaths *
lab_paths (Lab *lab)
{
  return lab_result (lab, LAB_TASK_paths);
}

int
lab_paths_selected (Lab *lab)
{
  LabPaths *self = lab_paths (lab);
  int path = lab_look (lab)->path;

  return self != NULL && path >= 0 && path < 1 << self->paths.n_blocks
             && self->paths.paths[path].exists
           ? path
           : -1;
}

char *
lab_paths_title (const RnPaths *paths, const RnGraph *graph)
{
  const char *first = rn_graph_scope (graph, paths->blocks[0])->path,
             *last = rn_graph_scope (graph, paths->blocks[paths->n_blocks - 1])->path;

  if (first[0] == '\0')
    return g_strdup (_("Paths through the block"));
  if (paths->n_blocks == 1)
    return g_strdup_printf (_("Paths through %s"), first);
  return g_strdup_printf (_("Paths through %s … %s"), first, last);
}

RnTable *
lab_paths_table (const RnPaths *paths)
{
  RnTable *table = rn_table_new ();
  guint order[RN_PATHS_MOST], n = fig_unrolled_order (paths, order);

  rn_table_add_column (table, "path", _("Path"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "length", _("Branches"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "norm", _("Norm"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "share", _("Share"), RN_ALIGN_RIGHT);
  rn_table_add_column (table, "peak", _("Of the largest element"), RN_ALIGN_RIGHT);
  for (guint i = 0; i < n; i++)
    {
      const RnPath *path = &paths->paths[order[i]];
      g_autofree char *word = rn_paths_word (order[i], paths->n_blocks),
                      *share = fig_format_fixed (path->share, 4);

      rn_table_add_text (table, word);
      lab_add_number (table, FIG_UNIT_COUNT, rn_paths_length (order[i]));
      lab_add_number (table, FIG_UNIT_NUMBER, path->norm);
      rn_table_add_shown (table, path->share, share);
      lab_add_number (table, FIG_UNIT_NUMBER, path->peak);
    }
  return table;
}

FigScene *
lab_paths_scene (Lab *lab, gboolean titled, const FigStyle *style, GError **error)
{
  LabPaths *self = lab_paths (lab);
  LabDepth *depth = lab_depth (lab);
  g_autofree char *title = NULL, *subtitle = NULL, *run = NULL;
  FigUnrolledData data = { 0 };

  if (self == NULL || depth == NULL)
    return NULL;
  title = lab_paths_title (&self->paths, self->graph);
  run = titled ? lab_depth_subtitle (depth) : NULL;
  subtitle = titled ? g_strdup_printf ("%s · %s", lab_depth_name (depth->now), run) : NULL;
  data.paths = &self->paths;
  data.graph = self->graph;
  data.selected = lab_paths_selected (lab);
  data.stale = !lab_is_current (lab, LAB_TASK_paths);
  data.title = title;
  data.subtitle = subtitle;
  return fig_unrolled_new (&data, style);
}
