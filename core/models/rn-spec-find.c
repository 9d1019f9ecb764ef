/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * All that is wrong with a spec. First its text, then its keys, then what they say together; and what is
 * right so far is built: where two paths cannot be added, that block gets a shortcut that fits and the rest
 * is built with it, so the next one is found too.
 */
#include "config.h"

#include "rn-spec-find.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-body-private.h"
#include "rn-file.h"
#include "rn-network-find-private.h"

#define MAX_FILE (1024 * 1024)

/* A network or a block, as far as it could be read. */
typedef struct
{
  json_object         *json;       /* borrowed */
  const char          *what;
  const RnFindOptions *options;
  RnFindings          *findings;   /* borrowed */
  gboolean             is_block;
  RnBlockSpec          block;
  RnNetwork            network;    /* (owned) name */
} Search;

static void
search_clear (Search *self)
{
  rn__network_clear (&self->network);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* ── building ── */

static RnGraph *
build (const Search *self, const RnShape *input)
{
  RnGraph *graph = rn_graph_new (self->what);
  RnBuildOptions options = { .input = *input };

  if (self->is_block)
    rn_block_append (graph, rn_graph_input (graph, "input", input), "", &self->block);
  else
    rn__network_build (&self->network, graph, &options);
  return graph;
}

/* The block building stopped in: the last that was opened. RN_SCOPE_ROOT if none. */
static RnScope
last_block (const RnGraph *graph)
{
  for (RnScope i = rn_graph_n_scopes (graph); i-- > 0;)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK)
      return i;
  return RN_SCOPE_ROOT;
}

static const RnScopeInfo *
part_of (const RnGraph *graph, RnScope block, RnScopeKind kind)
{
  for (RnScope i = block + 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == kind && rn_graph_scope (graph, i)->parent == block)
      return rn_graph_scope (graph, i);
  return NULL;
}

static RnNode
end_of (const RnScopeInfo *part)
{
  return part->end > part->first ? part->end - 1 : part->input;
}

/* The stage and the place in it of a block: "layer2.0". */
static gboolean
find_place (const Search *self, const char *path, guint *stage, int *index)
{
  for (guint i = 0; i < self->network.n_stages; i++)
    {
      gsize length = strlen (self->network.stages[i].name);

      if (strncmp (path, self->network.stages[i].name, length) == 0 && path[length] == '.')
        {
          *stage = i;
          *index = (int) g_ascii_strtoll (path + length + 1, NULL, 10);
          return TRUE;
        }
    }
  return FALSE;
}

/* A layer of a custom shortcut that cannot be: its window is larger than what is left of the picture, say. */
static void
find_layer (RnFindings *findings, const RnScopeInfo *shortcut, const RnShape *shape,
            const RnBlockSpec *spec, const GError *error)
{
  guint i = MIN (shortcut->end - shortcut->first, spec->n_layers - 1);
  g_autofree char *place = g_strdup_printf ("shortcut_layers[%u]", i);
  gsize side = MIN (shape->dim[2], shape->dim[3]);
  int kernel = rn_op_attribute (spec->layers[i].op, "kernel");
  gboolean large = kernel >= 0 && spec->layers[i].attributes[kernel] > (double) side;
  RnFinding *finding;

  rn__findings_enter (findings, place);
  finding = rn__find (findings, large ? "kernel-larger-than-input" : "layer-cannot-be",
                      (RnError) error->code, large ? "kernel" : NULL);
  rn__findings_leave (findings);
  if (large)
    {
      rn__found (finding, "%g", spec->layers[i].attributes[kernel]);
      rn__expected (finding, _("at most %zu, the side of its input"), side);
      rn__mend (finding, "kernel: 3, pad: 1", "{\"kernel\": 3, \"pad\": 1}");
    }
  else
    rn__say (finding, "%s", error->message);
}

/* What stopped the block from being built. FALSE where it is none of what is known to stop one. */
static gboolean
find_in_block (RnGraph *graph, RnScope block, const RnBlockSpec *spec, const GError *error,
               RnFindings *findings)
{
  const RnScopeInfo *branch = part_of (graph, block, RN_SCOPE_BRANCH);
  const RnScopeInfo *shortcut = part_of (graph, block, RN_SCOPE_SHORTCUT);

  if (branch == NULL || shortcut == NULL)
    return FALSE;
  if (spec->shortcut == RN_SHORTCUT_CUSTOM && shortcut->end - shortcut->first < spec->n_layers)
    find_layer (findings, shortcut, &rn_graph_node (graph, end_of (shortcut))->shape, spec, error);
  else if (!rn_shape_equal (&rn_graph_node (graph, end_of (branch))->shape,
                            &rn_graph_node (graph, end_of (shortcut))->shape))
    rn__find_sum (findings, graph, block, end_of (branch), end_of (shortcut), spec);
  else
    return FALSE;
  return TRUE;
}

static gboolean
tell_failure (Search *self, RnGraph *graph, const GError *error)
{
  RnScope scope = last_block (graph);
  const char *path = rn_graph_scope (graph, scope)->path;
  g_autoptr (RnFindings) local = rn_findings_new ("");
  RnBlockSpec *design = &self->block, spec = self->block;
  guint stage = 0;
  int index = 0;

  if (scope == RN_SCOPE_ROOT || (!self->is_block && !find_place (self, path, &stage, &index)))
    return FALSE;
  if (!self->is_block)
    {
      design = &self->network.stages[stage].block;
      spec = rn__network_block (&self->network, stage, index);
    }
  if (!find_in_block (graph, scope, &spec, error, local))
    return FALSE;
  if (!self->is_block)
    rn__network_adopt (&self->network, self->json, stage, index, local, self->findings);
  else
    rn__findings_move (self->findings, local);
  design->shortcut = RN_SHORTCUT_AUTO;
  design->n_layers = 0;
  return TRUE;
}

/* (transfer full) (nullable) the whole of it, where shortcuts that do not fit are replaced */
static RnGraph *
build_all (Search *self, const RnShape *input)
{
  for (guint i = 0; i <= self->network.n_stages + 1; i++)
    {
      g_autoptr (RnGraph) graph = build (self, input);
      g_autoptr (GError) error = NULL;

      if (rn_graph_check (graph, &error))
        return g_steal_pointer (&graph);
      if (!tell_failure (self, graph, error))
        {
          rn__say (rn__find (self->findings, "cannot-be-built", (RnError) error->code, NULL), "%s",
                   error->message);
          return NULL;
        }
    }
  return NULL;
}

/* ── windows and what they look at ── */

static double
attribute (const RnNodeInfo *node, const char *name)
{
  int at = rn_op_attribute (node->op, name);

  return at >= 0 ? node->attributes[at] : 0;
}

/* The window of a convolution that is larger than the picture it slides over; 0 where it is not. */
static int
too_large (const RnGraph *graph, RnNode i, gsize *side)
{
  const RnNodeInfo *node = rn_graph_node (graph, i);
  const RnShape *x;
  double kernel;

  if (!g_str_equal (node->op->name, "conv2d") && !g_str_has_suffix (node->op->name, "_pool"))
    return 0;
  x = &rn_graph_node (graph, node->inputs[0])->shape;
  kernel = attribute (node, "kernel");
  *side = MIN (x->dim[2], x->dim[3]);
  return kernel > (double) *side ? (int) kernel : 0;
}

static gboolean
any_too_large (const RnGraph *graph)
{
  gsize side;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    if (too_large (graph, i, &side) > 0)
      return TRUE;
  return FALSE;
}

/* Whether all windows would fit, were the network as @other; never fails, for it is only tried. */
static gboolean
would_fit (const Search *self, const RnNetwork *other)
{
  Search trial = { .what = self->what, .network = *other };
  RnShape input = rn_shape_4d (1, other->input[0], other->input[1], other->input[2]);
  g_autoptr (RnGraph) graph = build (&trial, &input);

  return rn_graph_check (graph, NULL) && !any_too_large (graph);
}

/* A stem that keeps the size, as CIFAR's; or a larger picture. */
static void
mend_windows (RnFinding *finding, const Search *self)
{
  RnNetwork other = self->network;

  if (self->is_block || self->options->input.rank > 0)
    return;
  other.stem.kernel = 3;
  other.stem.stride = 1;
  other.stem.pool = RN_POOL_NONE;
  if (self->network.stem.kind != RN_STEM_NONE && would_fit (self, &other))
    rn__mend (finding, _("A stem that keeps the size"),
              "{\"stem\": {\"kernel\": 3, \"stride\": 1, \"pool\": \"none\"}}");
  for (int times = 2; times <= 32; times *= 2)
    {
      other = self->network;
      other.input[1] = MIN (16384, times * other.input[1]);
      other.input[2] = MIN (16384, times * other.input[2]);
      if (would_fit (self, &other))
        {
          rn__mend (finding, _("A larger picture"), "{\"input\": [%d, %d, %d]}", other.input[0],
                    other.input[1], other.input[2]);
          return;
        }
    }
}

/* The window is as wide as a padded picture has room for, but most of its weights only ever meet zeros. */
static void
advise_windows (const Search *self, const RnGraph *graph)
{
  RnFinding *finding = NULL;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      gsize side;
      int kernel = too_large (graph, i, &side);

      if (kernel == 0)
        continue;
      if (finding == NULL)
        {
          finding = rn__warn (self->findings, "kernel-larger-than-input", NULL);
          rn__found (finding, "%d×%d", kernel, kernel);
          rn__expected (finding, _("at most %zu, the side of its input"), side);
          rn__say (finding, _("%s looks through %d×%d at a picture whose side is %zu"),
                   rn_graph_node (graph, i)->name, kernel, kernel, side);
          rn__because (finding, _("the rest of the window is padding, and its weights only ever meet "
                                  "zeros"));
          mend_windows (finding, self);
        }
      g_ptr_array_add (finding->scopes, g_strdup (rn_graph_node (graph, i)->name));
    }
}

/* ── all of it ── */

static void
advise_block (Search *self)
{
  const RnBlockSpec *spec = &self->block;

  rn__block_advise (spec, self->findings);
  if (spec->shortcut == RN_SHORTCUT_NONE && spec->body != RN_BODY_single)
    rn__because (rn__find_left_out (self->findings),
                 _("without one this is no residual block: what comes in must go through all layers, "
                   "and so must the gradient"));
  rn__find_idle (self->findings, self->json, &spec, 1);
  rn__block_advise_rate (spec, spec->shortcut != RN_SHORTCUT_NONE, self->options->rate,
                         self->findings);
}

static void
advise (Search *self)
{
  if (self->is_block)
    {
      advise_block (self);
      return;
    }
  rn__network_advise (&self->network, self->json, self->findings);
  rn__network_advise_rate (&self->network, self->json, self->options->rate, self->findings);
}

static RnShape
own_input (const Search *self)
{
  const int *input = self->network.input;

  return self->is_block ? rn_shape_4d (1, self->block.in, 56, 56)
                        : rn_shape_4d (1, input[0], input[1], input[2]);
}

/* The input asked for, where it has the spec's channels. */
static gboolean
find_input (const Search *self, RnShape *input)
{
  RnShape own = own_input (self);
  g_autofree char *found = NULL;
  RnFinding *finding;

  *input = self->options->input.rank > 0 ? self->options->input : own;
  if (input->rank == 4 && input->dim[1] == own.dim[1])
    return TRUE;
  found = rn_shape_describe (input);
  finding = rn__find (self->findings, "input-does-not-fit", RN_ERROR_SHAPE, NULL);
  rn__found (finding, "%s", found);
  rn__say (finding, _("the input is %s, expected N×%zu×H×W"), found, own.dim[1]);
  return FALSE;
}

static void
search (Search *self)
{
  RnShape input;

  if (self->is_block)
    rn__block_find_json (&self->block, self->json, self->findings);
  else
    rn__network_find_json (&self->network, self->json, self->findings);
  if (rn_findings_count (self->findings, RN_SEVERITY_ERROR) > 0)
    return;
  advise (self);
  if (find_input (self, &input))
    {
      g_autoptr (RnGraph) graph = build_all (self, &input);

      if (graph != NULL)
        advise_windows (self, graph);
    }
}

RnFindings *
rn_spec_find_json (json_object *json, const char *what, const RnFindOptions *options)
{
  static const RnFindOptions none = { .rate = 0 };
  RnFindings *findings = rn_findings_new (what);
  g_auto (Search) self = { .json = json, .what = what, .findings = findings,
                           .options = options != NULL ? options : &none };

  self.is_block = json_object_is_type (json, json_type_object)
                  && json_object_object_get_ex (json, "body", NULL);
  rn__network_init (&self.network, "network");
  search (&self);
  rn__findings_join (findings);
  rn__findings_sort (findings);
  return findings;
}

static RnFindings *
find_text (const char *text, gsize length, const char *what, const RnFindOptions *options,
           json_object **json)
{
  RnFindings *findings = rn_findings_new (what);

  *json = rn__spec_parse (text, length, findings);
  if (*json == NULL)
    return findings;
  rn_findings_free (findings);
  return rn_spec_find_json (*json, what, options);
}

RnFindings *
rn_spec_find_open (const char *name_or_file_or_json, const RnFindOptions *options,
                   json_object **json, GError **error)
{
  const char *start = name_or_file_or_json;
  g_autoptr (RnSpec) spec = NULL;

  *json = NULL;
  while (g_ascii_isspace (*start))
    start++;
  if (*start == '{')
    return find_text (start, strlen (start), _("spec"), options, json);
  if (g_str_has_suffix (name_or_file_or_json, ".json"))
    {
      g_autoptr (GBytes) bytes = rn_file_read (name_or_file_or_json, MAX_FILE, error);
      gsize length;
      const char *text;

      if (bytes == NULL)
        return NULL;
      text = g_bytes_get_data (bytes, &length);
      return find_text (text != NULL ? text : "", length, name_or_file_or_json, options, json);
    }
  spec = rn_spec_open (name_or_file_or_json, error);
  if (spec == NULL)
    return NULL;
  *json = rn_spec_json (spec);
  return rn_spec_find_json (*json, name_or_file_or_json, options);
}
