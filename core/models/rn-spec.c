/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What can be built: a network spec or a block spec, from the catalogue, a file or a text. */
#include "config.h"

#include "rn-spec.h"

#include "rn-body-private.h"
#include "rn-network-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RnSpec
{
  gatomicrefcount refs;
  gboolean        is_block;
  RnBlockSpec     block;       /* where is_block */
  RnNetwork       network;     /* else */
  char           *name;        /* (owned) of a block; a network holds its own */
};

static RnSpec *
spec_new (const char *name)
{
  RnSpec *self = g_new0 (RnSpec, 1);

  g_atomic_ref_count_init (&self->refs);
  rn__network_init (&self->network, name);
  return self;
}

RnSpec *
rn_spec_ref (RnSpec *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rn_spec_unref (RnSpec *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  rn__network_clear (&self->network);
  g_free (self->name);
  g_free (self);
}

/**
 * rn_spec_new_block:
 * @block: a spec that rn_block_spec_check() accepts
 *
 * Returns: (transfer full): the block on its own, named after its widths: "bottleneck 256→64→256"
 */
RnSpec *
rn_spec_new_block (const RnBlockSpec *block)
{
  RnSpec *self;
  guint n_keys;

  g_return_val_if_fail (rn_block_spec_check (block, NULL), NULL);

  self = spec_new (NULL);
  self->is_block = TRUE;
  self->block = *block;
  self->name = g_strdup_printf ("%s %d→%d→%d", rn_block_schema (&n_keys)[0].choices[block->body],
                                block->in, rn_block_spec_mid (block), block->out);
  return self;
}

static RnSpec *
read_block (json_object *json, const char *what, GError **error)
{
  RnBlockSpec block;

  if (rn_block_spec_read (&block, json, error))
    return rn_spec_new_block (&block);
  if (!g_str_equal (what, "block spec"))
    g_prefix_error (error, "%s: ", what);
  return NULL;
}

static RnSpec *
read_network (json_object *json, const char *what, GError **error)
{
  RnSpec *self = spec_new ("network");

  if (!rn__network_read (&self->network, json, what, error))
    g_clear_pointer (&self, rn_spec_unref);
  return self;
}

gboolean
rn__spec_is_block (json_object *json)
{
  return json_object_is_type (json, json_type_object)
         && json_object_object_get_ex (json, "body", NULL);
}

RnSpec *
rn__spec_read (const char *text, gsize length, const char *what, GError **error)
{
  json_object *json = rn_spec_parse_json (text, length, what, error);
  RnSpec *self;

  if (json == NULL)
    return NULL;
  if (rn__spec_is_block (json))
    self = read_block (json, what, error);
  else
    self = read_network (json, what, error);
  json_object_put (json);
  return self;
}

/**
 * rn_spec_parse:
 * @text: a network spec, or a block spec, which is one where it has a "body"
 * @what: names the text in messages; a path, or "spec"
 * @error: return location
 *
 * Errors: as rn_spec_read(), and those of rn_block_spec_check()
 *
 * Returns: (transfer full): the spec, or NULL with @error set
 */
RnSpec *
rn_spec_parse (const char *text, const char *what, GError **error)
{
  return rn__spec_read (text, strlen (text), what, error);
}

char *
rn__plain_name (const char *name)
{
  const char *family = strstr (name, "resnet");

  if (family == NULL)
    return g_strconcat (name, "-plain", NULL);
  return g_strdup_printf ("%.*splain%s", (int) (family - name), name, family + strlen ("resnet"));
}

const char *
rn_spec_name (const RnSpec *self)
{
  return self->is_block ? self->name : self->network.name;
}

const RnBlockSpec *
rn_spec_block (const RnSpec *self)
{
  return self->is_block ? &self->block : NULL;
}

guint
rn_spec_n_classes (const RnSpec *self)
{
  const RnHead *head = &self->network.head;

  return !self->is_block && head->kind == RN_HEAD_CLASSIFIER ? (guint) head->classes : 0;
}

json_object *
rn_spec_json (const RnSpec *self)
{
  return self->is_block ? rn_block_spec_write (&self->block) : rn__network_write (&self->network);
}

RnShape
rn_spec_input (const RnSpec *self)
{
  const int *input = self->network.input;

  return self->is_block ? rn_shape_4d (1, self->block.in, 56, 56)
                        : rn_shape_4d (1, input[0], input[1], input[2]);
}

RnSpec *
rn_spec_plain_twin (const RnSpec *self)
{
  RnSpec *twin;
  gboolean plain = TRUE;
  char *name;

  if (self->is_block)
    return NULL;
  name = rn__plain_name (self->network.name);
  twin = spec_new (NULL);
  twin->network = self->network;
  twin->network.name = name;
  for (guint i = 0; i < self->network.n_stages; i++)
    {
      plain = plain && self->network.stages[i].block.shortcut == RN_SHORTCUT_NONE;
      twin->network.stages[i].block.shortcut = RN_SHORTCUT_NONE;
    }
  if (plain)
    g_clear_pointer (&twin, rn_spec_unref);
  return twin;
}

/* The shape to build for, checked against the spec's channels. */
static gboolean
resolve_input (const RnSpec *self, RnShape *input, GError **error)
{
  RnShape own = rn_spec_input (self);

  if (input->rank == 0)
    *input = own;
  if (input->rank == 4 && input->dim[1] == own.dim[1])
    return TRUE;

  g_autofree char *found = rn_shape_describe (input);

  g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
               _("%s: input is %s, expected N×%d×H×W"), rn_spec_name (self), found,
               (int) own.dim[1]);
  return FALSE;
}

static void
describe (const RnSpec *self, RnGraph *graph)
{
  json_object *json = rn_spec_json (self);

  rn_graph_describe_scope (graph, RN_SCOPE_ROOT,
                           json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN),
                           rn_spec_name (self));
  json_object_put (json);
}

/* The block scope at @path, RN_SCOPE_ROOT if none. */
static RnScope
find_block (const RnGraph *graph, const char *path)
{
  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    {
      const RnScopeInfo *scope = rn_graph_scope (graph, i);

      if (scope->kind == RN_SCOPE_BLOCK && g_str_equal (scope->path, path))
        return i;
    }
  return RN_SCOPE_ROOT;
}

static gboolean
has_shortcut (const RnGraph *graph, RnScope block)
{
  for (RnScope i = block + 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_SHORTCUT
        && rn_graph_scope (graph, i)->parent == block)
      return TRUE;
  return FALSE;
}

/* (nullable) the path of the block with a shortcut that is most like @path */
static const char *
nearest_block (const RnGraph *graph, const char *path)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (RnScope i = 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_BLOCK && has_shortcut (graph, i))
      g_ptr_array_add (paths, rn_graph_scope (graph, i)->path);
  g_ptr_array_add (paths, NULL);
  return rn_nearest_word (path, (const char *const *) paths->pdata);
}

static gboolean
check_scale (const RnGraph *graph, const RnShortcutScale *scale, GError **error)
{
  RnScope block = find_block (graph, scale->block);
  const char *near;

  if (block != RN_SCOPE_ROOT && has_shortcut (graph, block))
    return TRUE;
  near = nearest_block (graph, scale->block);
  if (block != RN_SCOPE_ROOT)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("%s: block \"%s\" has no shortcut to scale or cut"), rn_graph_name (graph),
                 scale->block);
  else if (near != NULL && *near != '\0')
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("%s: there is no block \"%s\" whose shortcut could be scaled; did you mean "
                   "\"%s\"?"),
                 rn_graph_name (graph), scale->block, near);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("%s: there is no block \"%s\" whose shortcut could be scaled"),
                 rn_graph_name (graph), scale->block);
  return FALSE;
}

static gboolean
check_scales (const RnGraph *graph, const RnBuildOptions *options, GError **error)
{
  for (guint i = 0; i < options->n_scales; i++)
    if (!check_scale (graph, &options->scales[i], error))
      return FALSE;
  return TRUE;
}

/**
 * rn_spec_build:
 * @options: (nullable): NULL for the spec's own input and no loss
 * @error: return location
 *
 * With a loss the graph ends in "labels" and "loss", and its output stays the logits, "fc".
 *
 * Errors: RN_ERROR_SHAPE where the input or two paths do not fit, with the trace of both;
 *         RN_ERROR_RANGE where a window is larger than its input, a loss is asked of what has no
 *         classes, or a shortcut's scale is not finite;
 *         RN_ERROR_UNKNOWN where a scale names no block, or one without a shortcut
 *
 * Returns: (transfer full): the graph, or NULL with @error set
 */
RnGraph *
rn_spec_build (const RnSpec *self, const RnBuildOptions *options, GError **error)
{
  RnBuildOptions resolved = options != NULL ? *options : (RnBuildOptions) { 0 };
  g_autoptr (RnGraph) graph = NULL;

  if (!resolve_input (self, &resolved.input, error))
    return NULL;
  if (resolved.loss && rn_spec_n_classes (self) == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s: there are no classes to compare with labels, which a loss needs"),
                   rn_spec_name (self));
      return NULL;
    }
  graph = rn_graph_new (rn_spec_name (self));
  if (self->is_block)
    rn__block_append (graph, rn_graph_input (graph, "input", &resolved.input), "", &self->block,
                      rn__shortcut_scale (&resolved, ""));
  else
    rn__network_build (&self->network, graph, &resolved);
  describe (self, graph);
  return rn_graph_check (graph, error) && check_scales (graph, &resolved, error)
           ? g_steal_pointer (&graph)
           : NULL;
}
