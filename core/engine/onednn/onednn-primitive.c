/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* The little of oneDNN 2.6's C API that kernels need: making a primitive, running it, and
 * weights in its format. */

#include "config.h"

#include "onednn-private.h"

#include <dnnl_debug.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_RUN_ARGS 8

gboolean
onednn_check (dnnl_status_t status, const char *what, GError **error)
{
  if (status == dnnl_success)
    return TRUE;
  g_set_error (error, RN_ERROR, status == dnnl_out_of_memory ? RN_ERROR_NO_MEMORY : RN_ERROR_SHAPE,
               _("%s: oneDNN refused it (%s)"), what, dnnl_status2str (status));
  return FALSE;
}

/* The best of oneDNN's implementations that is not to be avoided. */
static gboolean
choose_implementation (OnednnPlan *plan, Primitive *self, const void *op_desc,
                       const_dnnl_primitive_attr_t attr, const Primitive *hint, const char *avoid,
                       const char *what, GError **error)
{
  dnnl_primitive_desc_iterator_t all = NULL;
  dnnl_status_t status
      = dnnl_primitive_desc_iterator_create (&all, op_desc, attr, plan->engine,
                                             hint != NULL ? hint->desc : NULL);

  while (status == dnnl_success)
    {
      self->desc = dnnl_primitive_desc_iterator_fetch (all);
      if (avoid == NULL || strstr (onednn_primitive_name (self), avoid) == NULL)
        break;
      dnnl_primitive_desc_destroy (g_steal_pointer (&self->desc));
      status = dnnl_primitive_desc_iterator_next (all);
    }
  if (all != NULL)
    dnnl_primitive_desc_iterator_destroy (all);
  return onednn_check (status, what, error);
}

/**
 * onednn_primitive_make:
 * @attr: (nullable): post-ops; the scratchpad is always the plan's
 * @hint: (nullable): the forward primitive of a backward one
 * @avoid: (nullable): what is in the names of implementations that are not to be taken
 */
gboolean
onednn_primitive_make (OnednnPlan *plan, Primitive *self, const void *op_desc,
                       dnnl_primitive_attr_t attr, const Primitive *hint, const char *avoid,
                       const char *what, GError **error)
{
  dnnl_primitive_attr_t own = NULL;
  gboolean made;

  if (attr == NULL && !onednn_check (dnnl_primitive_attr_create (&own), what, error))
    return FALSE;
  dnnl_primitive_attr_set_scratchpad_mode (attr != NULL ? attr : own, dnnl_scratchpad_mode_user);
  made = choose_implementation (plan, self, op_desc, attr != NULL ? attr : own, hint, avoid, what,
                                error)
      && onednn_check (dnnl_primitive_create (&self->primitive, self->desc), what, error);
  if (own != NULL)
    dnnl_primitive_attr_destroy (own);
  if (!made)
    return FALSE;
  plan->scratch_bytes =
    MAX (plan->scratch_bytes,
         dnnl_memory_desc_get_size (onednn_primitive_md (self, dnnl_query_scratchpad_md)));
  plan->has_slow |= onednn_primitive_is_slow (self);
  return TRUE;
}

void
onednn_primitive_clear (Primitive *self)
{
  if (self->primitive != NULL)
    dnnl_primitive_destroy (self->primitive);
  if (self->desc != NULL)
    dnnl_primitive_desc_destroy (self->desc);
  *self = (Primitive) { 0 };
}

const dnnl_memory_desc_t *
onednn_primitive_md (const Primitive *self, dnnl_query_t what)
{
  return dnnl_primitive_desc_query_md (self->desc, what, 0);
}

const char *
onednn_primitive_name (const Primitive *self)
{
  const char *name = NULL;

  if (self->desc != NULL)
    dnnl_primitive_desc_query (self->desc, dnnl_query_impl_info_str, 0, &name);
  return name != NULL ? name : "–";
}

gboolean
onednn_primitive_is_slow (const Primitive *self)
{
  return g_str_has_prefix (onednn_primitive_name (self), "ref");
}

dnnl_memory_t
onednn_memory (OnednnPlan *plan, const dnnl_memory_desc_t *desc)
{
  dnnl_memory_t memory = NULL;

  if (dnnl_memory_create (&memory, desc, plan->engine, DNNL_MEMORY_NONE) != dnnl_success)
    g_error ("oneDNN cannot describe a tensor");
  return memory;
}

void
onednn_memories_free (dnnl_memory_t *memories, guint n)
{
  for (guint i = 0; i < n; i++)
    if (memories[i] != NULL)
      dnnl_memory_destroy (memories[i]);
}

void
onednn_run (OnednnPlan *plan, const Primitive *primitive, const RunArg *args, guint n_args)
{
  dnnl_exec_arg_t exec[MAX_RUN_ARGS + 1];
  dnnl_memory_t scratch =
    onednn_memory (plan, onednn_primitive_md (primitive, dnnl_query_scratchpad_md));
  dnnl_status_t status;

  g_assert (n_args <= MAX_RUN_ARGS);
  for (guint i = 0; i < n_args; i++)
    {
      dnnl_memory_set_data_handle_v2 (args[i].memory, (void *) args[i].data, plan->stream);
      exec[i] = (dnnl_exec_arg_t) { args[i].arg, args[i].memory };
    }
  dnnl_memory_set_data_handle_v2 (scratch, plan->scratch, plan->stream);
  exec[n_args] = (dnnl_exec_arg_t) { DNNL_ARG_SCRATCHPAD, scratch };
  status = dnnl_primitive_execute (primitive->primitive, plan->stream, (int) n_args + 1, exec);
  dnnl_memory_destroy (scratch);
  if (status != dnnl_success)
    g_error ("oneDNN: %s failed: %s", onednn_primitive_name (primitive), dnnl_status2str (status));
}

/**
 * onednn_packed_make:
 * @unpack: the primitive writes it (a gradient) and it is brought to @plain afterwards; else the
 * other way round
 */
gboolean
onednn_packed_make (OnednnPlan *plan, Packed *self, const dnnl_memory_desc_t *plain,
                    const dnnl_memory_desc_t *wanted, gboolean unpack, GError **error)
{
  const dnnl_memory_desc_t *from = unpack ? wanted : plain, *to = unpack ? plain : wanted;

  self->plain = onednn_memory (plan, plain);
  self->packed = onednn_memory (plan, wanted);
  if (dnnl_memory_desc_equal (plain, wanted))
    return TRUE;
  self->bytes = dnnl_memory_desc_get_size (wanted);
  self->data = g_try_malloc0 (self->bytes + 64);
  if (self->data == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
                   _("no memory for packed weights of %zu bytes"), self->bytes);
      return FALSE;
    }
  plan->kernel_bytes += self->bytes;
  if (!onednn_check (dnnl_reorder_primitive_desc_create (&self->reorder.desc, from, plan->engine,
                                                         to, plan->engine, NULL),
                     "weights", error))
    return FALSE;
  return onednn_check (dnnl_primitive_create (&self->reorder.primitive, self->reorder.desc),
                       "weights", error);
}

void
onednn_packed_clear (Packed *self)
{
  onednn_primitive_clear (&self->reorder);
  onednn_memories_free ((dnnl_memory_t[]) { self->plain, self->packed }, 2);
  g_free (self->data);
  *self = (Packed) { 0 };
}

void
onednn_pack (OnednnPlan *plan, Packed *self, const float *plain)
{
  if (self->data != NULL)
    onednn_run (plan, &self->reorder, (RunArg[]) { { DNNL_ARG_FROM, self->plain, plain },
                                                   { DNNL_ARG_TO, self->packed, self->data } }, 2);
}

void
onednn_unpack (OnednnPlan *plan, Packed *self, float *plain)
{
  if (self->data != NULL)
    onednn_run (plan, &self->reorder, (RunArg[]) { { DNNL_ARG_FROM, self->packed, self->data },
                                                   { DNNL_ARG_TO, self->plain, plain } }, 2);
}
