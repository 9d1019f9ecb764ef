/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Which network: the model, its seed, its shortcuts under the scissors. */
#include "config.h"

#include "lab-command-private.h"

#include "fig-i18n.h"
#include "lab-pass.h"
#include "rn-spec-find.h"
#include "rn-spec-patch.h"
#include "rn-trained.h"

#define NETWORK                                                                                    \
  (LAB_CHANGED_NETWORK | LAB_CHANGED_POSITION | LAB_CHANGED_SELECTION | LAB_CHANGED_FOLD           \
   | LAB_CHANGED_PROBE | LAB_CHANGED_BLOCK)

void
lab__forget_network (LabEdits *edits)
{
  LabLook *look = edits->look;

  g_array_set_size (edits->document->cuts, 0);
  g_clear_pointer (&edits->document->weights, g_free);
  g_hash_table_remove_all (look->open);
  g_free (look->selected);
  look->selected = g_strdup ("");
  look->channel = -1;
  look->probing = look->pinned = look->playing = look->backward = FALSE;
  look->position = G_MAXUINT;       /* the whole pass, kept within it when it is there */
  look->follow = TRUE;
  look->block = -1;
}

/* All that builds is taken; what a pass over it needs is found out by running it. */
static gboolean
take_model (LabEdits *edits, const char *text, GError **error)
{
  g_autoptr (RnSpec) spec = rn_spec_open (text, error);
  g_autoptr (RnGraph) graph = spec != NULL ? rn_spec_build (spec, NULL, error) : NULL;

  if (graph == NULL)
    return FALSE;
  rn_spec_unref (edits->document->spec);
  edits->document->spec = g_steal_pointer (&spec);
  lab__forget_network (edits);
  if (rn_spec_block (edits->document->spec) != NULL)
    g_hash_table_insert (edits->look->open, g_strdup (""), GINT_TO_POINTER (TRUE));
  return TRUE;
}

static gboolean
open_model (LabEdits *edits, Lab *lab, GError **error)
{
  return take_model (edits, lab_argument_text (edits, "spec"), error);
}

/* Opens what was refused, with one change. */
static gboolean
mend (LabEdits *edits, Lab *lab, GError **error)
{
  json_object *json = NULL, *merge = NULL;
  g_autoptr (RnFindings) findings
    = rn_spec_find_open (lab_argument_text (edits, "spec"), NULL, &json, error);
  const char *place = lab_argument_text (edits, "place");
  gboolean done = FALSE;

  json_object_object_get_ex (edits->arguments, "merge", &merge);
  if (json == NULL && findings != NULL)
    rn_findings_check (findings, error);
  else if (json != NULL && !json_object_is_type (merge, json_type_object))
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“%s” is no JSON object"), "merge");
  else if (json != NULL)
    done = rn_spec_patch_at (json, place != NULL ? place : "", merge, error)
           && take_model (edits, json_object_to_json_string (json), error);
  json_object_put (json);
  return done;
}

static gboolean
set_seed (LabEdits *edits, Lab *lab, GError **error)
{
  edits->document->seed = (guint64) lab_argument_integer (edits, "seed", 0);
  g_clear_pointer (&edits->document->weights, g_free);
  return TRUE;
}

/* When it was written; 0 where that cannot be known. */
static gint64
stamp_of (const char *file)
{
  g_autoptr (GFile) it = g_file_new_for_path (file);
  g_autoptr (GFileInfo) info
    = g_file_query_info (it, G_FILE_ATTRIBUTE_TIME_MODIFIED "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
                         G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GDateTime) time = info != NULL ? g_file_info_get_modification_date_time (info) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time)
                      : 0;
}

static void
take_weights (LabDocument *document, const char *file, RnWeightsOptions how)
{
  g_free (document->weights);
  document->weights = g_strdup (file);
  document->weights_stamp = stamp_of (file);
  document->weights_how = how;
}

/* Whether they are this network's is found out by the pass, which goes back where they are not. */
static gboolean
open_weights (LabEdits *edits, Lab *lab, GError **error)
{
  RnWeightsOptions how = { .partial = lab_argument_boolean (edits, "partial", FALSE) };
  int classes = lab_argument_integer (edits, "classes", 0);

  if (classes > 0)
    {
      RnSpec *spec = rn_spec_with_classes (edits->document->spec, (guint) classes, error);

      if (spec == NULL)
        return FALSE;
      rn_spec_unref (edits->document->spec);
      edits->document->spec = spec;
      how.new_classifier = TRUE;
    }
  take_weights (edits->document, lab_argument_text (edits, "file"), how);
  return TRUE;
}

#define FIRST_SAMPLE 6     /* a striped star, which has an outline and a texture to be seen in maps */

static gboolean
open_trained (LabEdits *edits, Lab *lab, GError **error)
{
  LabDocument *document = edits->document;
  const char *name = lab_argument_text (edits, "name");
  g_autoptr (RnSpec) spec = rn_trained_spec (name, error);
  g_autofree char *weights = spec != NULL ? rn_trained_file (name, ".safetensors", error) : NULL;
  int sample = lab_argument_integer (edits, "sample", FIRST_SAMPLE);
  LabPicture *picture;

  if (weights == NULL)
    return FALSE;
  picture = lab_picture_sample ((guint) MAX (sample, 0), error);
  if (picture == NULL)
    return FALSE;
  rn_spec_unref (document->spec);
  document->spec = g_steal_pointer (&spec);
  lab__forget_network (edits);
  take_weights (document, weights, (RnWeightsOptions) { 0 });
  lab_picture_unref (document->picture);
  document->picture = picture;
  return TRUE;
}

/* ── scissors ── */

static gboolean
check_block (LabEdits *edits, const char *block, GError **error)
{
  const RnShortcutScale scale = { block, 0 };
  const RnBuildOptions options = { .scales = &scale, .n_scales = 1 };
  g_autoptr (RnGraph) graph = rn_spec_build (edits->document->spec, &options, error);

  return graph != NULL;
}

static gboolean
cut (LabEdits *edits, Lab *lab, GError **error)
{
  const char *block = lab_argument_text (edits, "block");
  double scale = lab_argument_real (edits, "scale", 0);
  GArray *cuts = edits->document->cuts;
  LabCut made = { g_strdup (block), scale };

  if (!check_block (edits, block, error))
    {
      g_free ((char *) made.block);
      return FALSE;
    }
  for (guint i = 0; i < cuts->len; i++)
    if (g_str_equal (g_array_index (cuts, LabCut, i).block, block))
      {
        g_array_remove_index (cuts, i);
        break;
      }
  if (scale == 1)
    g_free ((char *) made.block);   /* whole again */
  else
    g_array_append_val (cuts, made);
  return TRUE;
}

static gboolean
restore (LabEdits *edits, Lab *lab, GError **error)
{
  g_array_set_size (edits->document->cuts, 0);
  return TRUE;
}

const LabCommand lab__commands_network[] = {
  { .name = "model",
    .title = N_("Open a model"),
    .arguments = { { "spec", LAB_SPEC, TRUE, "a catalogue name, a JSON file, or JSON" } },
    .changes = NETWORK,
    .undoable = TRUE,
    .anew = TRUE,
    .run = open_model },
  { .name = "mend",
    .title = N_("Mend a model"),
    .arguments = { { "spec", LAB_SPEC, TRUE, "as of command model, which refused it" },
                   { "place", LAB_TEXT, FALSE, "the object in it that changes: stages[1].block" },
                   { "merge", LAB_JSON, TRUE, "what is merged into that; null takes a key away" } },
    .changes = NETWORK,
    .undoable = TRUE,
    .anew = TRUE,
    .run = mend },
  { .name = "seed",
    .title = N_("Draw other weights"),
    .arguments = { { "seed", LAB_INTEGER, TRUE, "of the untrained weights" } },
    .changes = LAB_CHANGED_NETWORK,
    .undoable = TRUE,
    .anew = TRUE,
    .run = set_seed },
  { .name = "weights",
    .title = N_("Open weights"),
    .arguments = { { "file", LAB_FILE, TRUE, "a .safetensors, .pth or .th file of this network" },
                   { "partial", LAB_BOOLEAN, FALSE, "true: what does not fit stays untrained" },
                   { "classes", LAB_INTEGER, FALSE, "a new, untrained classifier for so many" } },
    .changes = LAB_CHANGED_NETWORK,
    .undoable = TRUE,
    .anew = TRUE,
    .run = open_weights },
  { .name = "trained",
    .title = N_("Open a trained network"),
    .arguments = { { "name", LAB_TEXT, TRUE, "resnet20, plain20, bottleneck20, grouped20" },
                   { "sample", LAB_INTEGER, FALSE, "its picture, of the test split of shapes" } },
    .changes = NETWORK | LAB_CHANGED_PICTURE,
    .undoable = TRUE,
    .anew = TRUE,
    .run = open_trained },
  { .name = "cut",
    .title = N_("Cut a shortcut"),
    .arguments = { { "block", LAB_TEXT, TRUE, "path of the block: layer2.0" },
                   { "scale", LAB_REAL, FALSE, "what its shortcut is multiplied by; 0: cut (the "
                                               "default), 1: whole" } },
    .changes = LAB_CHANGED_NETWORK,
    .undoable = TRUE,
    .merge = "block",
    .run = cut },
  { .name = "restore",
    .title = N_("Restore all shortcuts"),
    .changes = LAB_CHANGED_NETWORK,
    .undoable = TRUE,
    .run = restore },
  { .name = NULL },
};
