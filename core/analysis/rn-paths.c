/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The gradient path by path. With g at a block's end, one backward pass of that block alone gives
 * both of its terms, g_h = J_hᵀ g and g_F = J_Fᵀ g (its output activation's mask included); the
 * block before it is run backward from each of them, and so on: 1 + 2 + … + 2ⁿ⁻¹ passes of one
 * block for 2ⁿ paths, nothing of the network twice. Forward all is as it was.
 *
 *   dL/dx = Σ over s in {h, F}ⁿ of J_s1ᵀ · J_s2ᵀ ⋯ J_snᵀ · dL/dy
 *
 * Veit et al., Residual Networks Behave Like Ensembles of Relatively Shallow Networks, NIPS 2016.
 */
#include "config.h"

#include "rn-paths.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "rn-graph-part.h"
#include "rn-split.h"

/* One block of the chain. */
typedef struct
{
  RnScope    scope;
  RnNode     input;
  RnTensor  *x;                  /* (owned) what went into it */
  RnGraph   *part;               /* (owned) the block alone, and its parameters before the pass: */
  RnParameters *parameters;      /* (owned) a pass in training changes some */
  RnSession *session;            /* (owned) (nullable) of the block alone, after its forward pass */
  RnScope    own_scope;          /* its scope there */
} Link;

struct _RnPathsProbe
{
  RnObserver  observer;
  RnSession  *session;           /* borrowed */
  guint       n;
  Link        links[RN_PATHS_BLOCKS_MOST];
  RnTensor   *dy;                /* (owned) dL/d the last block's output */
  RnTensor   *dx;                /* (owned) dL/d the first block's input, whole */
  GError     *error;             /* (owned) (nullable) why a block could not be taken out */

  /* while paths are computed */
  RnPaths    *paths;             /* borrowed */
  RnTensor   *total;             /* borrowed: what comes back through the blocks */
  double     *sum;               /* (owned) Σ of the paths so far, as total */
  gsize       peak;              /* the element of total that is largest in size */
  const RnProgress *progress;    /* borrowed (nullable) */
  guint       n_passes;          /* done, of the passes of one block there are */
};

/* ── words ── */

guint
rn_paths_length (guint path)
{
  guint length = 0;

  for (; path != 0; path >>= 1)
    length += path & 1;
  return length;
}

guint
rn_paths_place (guint path, guint n_blocks, guint block)
{
  return ((1u << n_blocks) | path) >> block;
}

guint
rn_paths_choose (guint n, guint k)
{
  guint ways = 1;

  g_return_val_if_fail (k <= n, 0);
  for (guint i = 1; i <= k; i++)
    ways = ways * (n - k + i) / i;
  return ways;
}

char *
rn_paths_word (guint path, guint n_blocks)
{
  char *word = g_new0 (char, n_blocks + 1);

  for (guint i = 0; i < n_blocks; i++)
    word[i] = (path >> i & 1) != 0 ? 'F' : 'h';
  return word;
}

gboolean
rn_paths_read (const char *word, guint n_blocks, guint *path, GError **error)
{
  guint value = 0;

  if (strlen (word) != n_blocks || strspn (word, "Fh") != n_blocks)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("“%s” is no path through %u blocks: expected %u letters, F for a branch and "
                     "h for a shortcut"),
                   word, n_blocks, n_blocks);
      return FALSE;
    }
  for (guint i = 0; i < n_blocks; i++)
    value |= (guint) (word[i] == 'F') << i;
  *path = value;
  return TRUE;
}

/* The block that reads @node as its input, after @scope; RN_SCOPE_ROOT if none does. */
static RnScope
find_block_reading (const RnGraph *graph, RnNode node, RnScope scope)
{
  for (RnScope i = scope; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK
        && rn_graph_scope (graph, i)->input == node)
      return i;
  return RN_SCOPE_ROOT;
}

/**
 * rn_paths_chain:
 * @first: a block's scope
 * @most: 1 … RN_PATHS_BLOCKS_MOST
 * @blocks: (out caller-allocates) (array): [@most]
 *
 * Returns: 1 … @most; fewer than @most where the network has no more blocks in a row
 */
guint
rn_paths_chain (const RnGraph *graph, RnScope first, guint most, RnScope *blocks)
{
  guint n = 0;

  g_return_val_if_fail (rn_graph_scope (graph, first)->kind == RN_SCOPE_BLOCK, 0);
  for (RnScope at = first; at != RN_SCOPE_ROOT && n < most;
       at = find_block_reading (graph, rn_graph_scope (graph, at)->end - 1, at + 1))
    blocks[n++] = at;
  return n;
}

/* ── looking on ── */

static void
keep (RnTensor **place, const RnLook *look)
{
  g_clear_pointer (place, rn_tensor_unref);
  *place = rn_look_copy (look);
}

static void
clear_link (Link *link)
{
  g_clear_pointer (&link->x, rn_tensor_unref);
  g_clear_pointer (&link->session, rn_session_free);
  g_clear_pointer (&link->parameters, rn_parameters_unref);
  g_clear_pointer (&link->part, rn_graph_unref);
}

static void
tell_begin (gpointer data, RnSession *session, RnDirection direction)
{
  RnPathsProbe *self = data;

  if (direction != RN_FORWARD)
    return;
  g_clear_error (&self->error);
  for (guint i = 0; i < self->n; i++)
    {
      Link *link = &self->links[i];

      clear_link (link);
      if (self->error == NULL)
        link->part = rn_graph_part (rn_session_graph (session), link->scope,
                                    rn_session_parameters (session), &link->parameters,
                                    &self->error);
    }
}

static RnNode
last_node (const RnPathsProbe *self, guint link)
{
  return rn_graph_scope (rn_session_graph (self->session), self->links[link].scope)->end - 1;
}

static gboolean
tell_after (gpointer data, RnNode node, RnDirection direction, const RnLook *look)
{
  RnPathsProbe *self = data;

  for (guint i = 0; direction == RN_FORWARD && i < self->n; i++)
    if (node == self->links[i].input)
      keep (&self->links[i].x, look);
  return TRUE;
}

/* Before a node runs backward its own gradient is whole. */
static void
tell_before (gpointer data, RnNode node, RnDirection direction, const RnLook *look)
{
  RnPathsProbe *self = data;

  if (direction == RN_FORWARD)
    return;
  if (node == last_node (self, self->n - 1))
    keep (&self->dy, look);
  if (node == self->links[0].input)
    keep (&self->dx, look);
}

/**
 * rn_paths_attach:
 * @session: planned with RN_KEEP_VALUES or more and a backward pass; its next two passes are looked at
 * @blocks: (array length=n_blocks): as rn_paths_chain() gives them
 *
 * Returns: (transfer full): for rn_paths_compute() after both passes
 */
RnPathsProbe *
rn_paths_attach (RnSession *session, const RnScope *blocks, guint n_blocks)
{
  RnPathsProbe *self;

  g_return_val_if_fail (n_blocks > 0 && n_blocks <= RN_PATHS_BLOCKS_MOST, NULL);
  self = g_new0 (RnPathsProbe, 1);
  self->session = session;
  self->n = n_blocks;
  for (guint i = 0; i < n_blocks; i++)
    self->links[i] = (Link) { .scope = blocks[i],
                              .input = rn_graph_scope (rn_session_graph (session),
                                                       blocks[i])->input };
  self->observer = (RnObserver) { .data = self, .begin = tell_begin, .before_node = tell_before,
                                  .after_node = tell_after };
  rn_session_observe (session, &self->observer);
  return self;
}

void
rn_paths_detach (RnPathsProbe *self)
{
  rn_session_unobserve (self->session, &self->observer);
  for (guint i = 0; i < self->n; i++)
    clear_link (&self->links[i]);
  g_clear_pointer (&self->dy, rn_tensor_unref);
  g_clear_pointer (&self->dx, rn_tensor_unref);
  g_clear_error (&self->error);
  g_free (self->sum);
  g_free (self);
}

/* ── one block alone ── */

static RnScope
first_block (const RnGraph *graph)
{
  RnScope scope = RN_SCOPE_ROOT;

  while (rn_graph_scope (graph, scope)->kind != RN_SCOPE_BLOCK)
    scope++;
  return scope;
}

/* The block with its input, run forward as in the network; once, for a pass changes parameters. */
static gboolean
prepare (RnPathsProbe *self, Link *link, GError **error)
{
  RnSessionOptions options = *rn_session_options (self->session);
  g_autoptr (RnSession) session = NULL;

  if (link->session != NULL)
    return TRUE;
  options.backward = TRUE;
  options.keep = RN_KEEP_ALL;
  link->own_scope = first_block (link->part);
  session = rn_session_new (link->part, link->parameters, rn_tensor_shape (link->x), &options,
                            error);
  if (session == NULL || !rn_session_set_input (session, 0, link->x, error)
      || !rn_session_forward (session, NULL, error))
    return FALSE;
  link->session = g_steal_pointer (&session);
  return TRUE;
}

/* From @g at the block's end to its two terms. */
static gboolean
go_back (RnPathsProbe *self, const Link *link, const RnTensor *g, RnTensor **shortcut,
         RnTensor **branch, GError **error)
{
  guint all = (1u << self->n) - 1 + self->n;

  return rn_progress_step (self->progress, (double) self->n_passes++ / all,
                           rn_graph_scope (rn_session_graph (self->session), link->scope)->path,
                           error)
         && rn_session_set_output_gradient (link->session, g, error)
         && rn_session_backward (link->session, NULL, error)
         && rn_split_read (link->session, link->own_scope, shortcut, branch, error);
}

/* ── all paths ── */

static double
norm_of (const RnTensor *tensor)
{
  const float *values = rn_tensor_values (tensor);

  return sqrt (rn_dot (values, values, rn_tensor_elements (tensor)));
}

static void
arrive (RnPathsProbe *self, guint path, const RnTensor *g)
{
  const float *values = rn_tensor_values (g);
  gsize n = rn_tensor_elements (g);
  double square = self->paths->input_norm * self->paths->input_norm,
         dot = rn_dot (values, rn_tensor_values (self->total), n);

  self->paths->paths[path] =
    (RnPath) { .exists = TRUE, .norm = norm_of (g), .share = square > 0 ? dot / square : NAN,
               .peak = (double) values[self->peak] };
  for (gsize i = 0; i < n; i++)
    self->sum[i] += (double) values[i];
}

/* Down from the end of @left blocks, @path the ways chosen behind them. */
static gboolean
descend (RnPathsProbe *self, guint left, guint path, const RnTensor *g, GError **error)
{
  g_autoptr (RnTensor) shortcut = NULL, branch = NULL;

  self->paths->tree[rn_paths_place (path, self->n, left)] = norm_of (g);
  if (left == 0)
    {
      arrive (self, path, g);
      return TRUE;
    }
  if (!go_back (self, &self->links[left - 1], g, &shortcut, &branch, error))
    return FALSE;
  return descend (self, left - 1, path | 1u << (left - 1), branch, error)
         && (shortcut == NULL || descend (self, left - 1, path, shortcut, error));
}

/* What comes back through all of them at once. (transfer full) */
static RnTensor *
go_back_whole (RnPathsProbe *self, GError **error)
{
  RnTensor *g = rn_tensor_ref (self->dy);

  for (guint i = self->n; i-- > 0;)
    {
      g_autoptr (RnTensor) shortcut = NULL, branch = NULL;
      gboolean done = go_back (self, &self->links[i], g, &shortcut, &branch, error);

      rn_tensor_unref (g);
      g = done ? rn_session_gradient (self->links[i].session, 0, error) : NULL;
      if (g == NULL)
        return NULL;
    }
  return g;
}

/* Whether only the next block reads what each block gives, and only the first one its input. */
static gboolean
is_alone (const RnPathsProbe *self)
{
  const RnGraph *graph = rn_session_graph (self->session);

  for (guint i = 0; i < self->n; i++)
    {
      g_autoptr (GArray) readers = rn_graph_readers (graph, self->links[i].input);
      const RnScopeInfo *scope = rn_graph_scope (graph, self->links[i].scope);

      for (guint r = 0; r < readers->len; r++)
        if (g_array_index (readers, RnNode, r) >= scope->end)
          return FALSE;
    }
  return TRUE;
}

static gsize
find_peak (const RnTensor *tensor)
{
  const float *values = rn_tensor_values (tensor);
  gsize at = 0;

  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    if (fabsf (values[i]) > fabsf (values[at]))
      at = i;
  return at;
}

static void
check_identity (RnPathsProbe *self)
{
  const RnTensor *whole = self->paths->alone && self->dx != NULL ? self->dx : self->total;
  double worst = 0, scale = 0;

  for (gsize i = 0; i < rn_tensor_elements (whole); i++)
    {
      double value = (double) rn_tensor_values (whole)[i];

      worst = fmax (worst, fabs (value - self->sum[i]));
      scale = fmax (scale, fabs (value));
    }
  self->paths->identity_error = scale > 0 ? worst / scale : worst;
}

static gboolean
follow_paths (RnPathsProbe *self, RnPaths *paths, GError **error)
{
  for (guint i = 0; i < self->n; i++)
    if (!prepare (self, &self->links[i], error))
      return FALSE;
  g_clear_pointer (&self->sum, g_free);
  self->paths = paths;
  self->total = go_back_whole (self, error);
  if (self->total == NULL)
    return FALSE;
  paths->input_norm = norm_of (self->total);
  self->peak = find_peak (self->total);
  paths->peak = (double) rn_tensor_values (self->total)[self->peak];
  self->sum = g_new0 (double, rn_tensor_elements (self->total));
  return descend (self, self->n, 0, self->dy, error);
}

/**
 * rn_paths_compute:
 * @paths: (out): every field is set
 *
 * After a forward and a backward pass of the session.
 *
 * Errors: RN_ERROR_UNKNOWN where the passes have not been run; those of rn_graph_part() and of a
 * session's plan; RN_ERROR_CANCELLED
 */
gboolean
rn_paths_compute (RnPathsProbe *self, RnPaths *paths, const RnProgress *progress, GError **error)
{
  gboolean done;

  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  if (self->dy == NULL || self->links[0].x == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("paths need a forward and a backward pass that keep their values"));
      return FALSE;
    }
  *paths = (RnPaths) { .n_blocks = self->n, .alone = is_alone (self) };
  for (guint i = 0; i < self->n; i++)
    paths->blocks[i] = self->links[i].scope;
  for (guint i = 0; i < G_N_ELEMENTS (paths->tree); i++)
    paths->tree[i] = NAN;
  self->progress = progress;
  self->n_passes = 0;
  done = follow_paths (self, paths, error);
  if (done)
    check_identity (self);
  g_clear_pointer (&self->total, rn_tensor_unref);
  return done;
}
