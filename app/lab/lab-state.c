/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Document and look: what they start as, and copies. */
#include "config.h"

#include "lab-state.h"

#include "lab-paths.h"

static void
cut_clear (gpointer data)
{
  g_free ((char *) ((LabCut *) data)->block);
}

static GArray *
copy_cuts (GArray *cuts)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (LabCut));

  g_array_set_clear_func (copy, cut_clear);
  for (guint i = 0; cuts != NULL && i < cuts->len; i++)
    {
      LabCut cut = g_array_index (cuts, LabCut, i);

      cut.block = g_strdup (cut.block);
      g_array_append_val (copy, cut);
    }
  return copy;
}

LabDocument *
lab_document_copy (const LabDocument *self)
{
  LabDocument *copy = g_memdup2 (self, sizeof *self);

  copy->spec = self->spec != NULL ? rn_spec_ref (self->spec) : NULL;
  copy->picture = self->picture != NULL ? lab_picture_ref (self->picture) : NULL;
  copy->cuts = copy_cuts (self->cuts);
  copy->weights = g_strdup (self->weights);
  copy->plan = lab_train_plan_copy (self->plan);
  return copy;
}

void
lab_document_free (LabDocument *self)
{
  g_clear_pointer (&self->spec, rn_spec_unref);
  g_clear_pointer (&self->picture, lab_picture_unref);
  g_clear_pointer (&self->cuts, g_array_unref);
  lab_train_plan_free (self->plan);
  g_free (self->weights);
  g_free (self);
}

double
lab_document_cut (const LabDocument *self, const char *block)
{
  for (guint i = 0; i < self->cuts->len; i++)
    if (g_str_equal (g_array_index (self->cuts, LabCut, i).block, block))
      return g_array_index (self->cuts, LabCut, i).scale;
  return 1;
}

char *
lab_document_weights_key (const LabDocument *self)
{
  if (self->weights == NULL)
    return g_strdup ("");
  return g_strdup_printf (" weights %s, %" G_GINT64_FORMAT "%s%s", self->weights, self->weights_stamp,
                          self->weights_how.partial ? " partial" : "",
                          self->weights_how.new_classifier ? " new classifier" : "");
}

char *
lab_document_network_key (const LabDocument *self)
{
  json_object *json = rn_spec_json (self->spec);
  g_autofree char *weights = lab_document_weights_key (self);
  GString *key = g_string_new (json_object_to_json_string (json));

  json_object_put (json);
  g_string_append_printf (key, " seed %" G_GUINT64_FORMAT, self->seed);
  g_string_append (key, weights);
  for (guint i = 0; i < self->cuts->len; i++)
    g_string_append_printf (key, " %s×%.17g", g_array_index (self->cuts, LabCut, i).block,
                            g_array_index (self->cuts, LabCut, i).scale);
  return g_string_free (key, FALSE);
}

void
lab_look_init (LabLook *self)
{
  *self = (LabLook) {
    .speed = 2,
    .follow = TRUE,
    .selected = g_strdup (""),
    .open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .fold = 1,
    .channel = -1,
    .order = LAB_ORDER_ACTIVITY,
    .scale = LAB_SCALE_LAYER,
    .convention = rn_convention_default (),
    .sweep_block = 2,
    .sweep = LAB_SWEEP_GROUPS,
    .block = -1,
    .paths_count = LAB_PATHS_BLOCKS,
    .path = -1,
  };
}

void
lab_look_clear (LabLook *self)
{
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->report, g_free);
  g_clear_pointer (&self->train_folder, g_free);
  g_clear_pointer (&self->train_resumed, g_free);
  g_clear_pointer (&self->train_layer, g_free);
  g_clear_pointer (&self->open, g_hash_table_unref);
}
