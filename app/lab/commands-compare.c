/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What Compare compares: its blocks, what goes into them, how they are counted and measured. */
#include "config.h"

#include "lab-command-private.h"

#include "fig-i18n.h"
#include "lab-block.h"
#include "lab-comparison.h"
#include "lab-sweep.h"

#define SIDE_MOST  1024
#define BATCH_MOST 256

/* ── arguments ── */

static gboolean
get_number (LabEdits *edits, const char *name, int least, int most, int fallback, guint *value,
            GError **error)
{
  int given = lab_argument_integer (edits, name, fallback);

  if (given < least || given > most)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("“%s” is %d, expected an integer from %d to %d"), name, given, least, most);
      return FALSE;
    }
  *value = (guint) given;
  return TRUE;
}

static gboolean
get_block (LabEdits *edits, const char *name, int fallback, guint *block, GError **error)
{
  return get_number (edits, name, 0, (int) edits->document->n_blocks - 1, fallback, block, error);
}

static json_object *
get_json (LabEdits *edits, const char *name)
{
  json_object *value = NULL;

  json_object_object_get_ex (edits->arguments, name, &value);
  return value;
}

/* Index into @words, or −1 with @error. */
static int
get_word (const char *given, const char *name, const char *const *words, GError **error)
{
  g_autofree char *known = NULL;

  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (given, words[i]))
      return i;
  known = g_strjoinv (", ", (char **) words);
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("“%s” is “%s”, expected one of %s"), name,
               given, known);
  return -1;
}

/* ── blocks ── */

static gboolean
add (LabEdits *edits, Lab *lab, GError **error)
{
  LabDocument *document = edits->document;
  const char *preset = lab_argument_text (edits, "preset");
  json_object *spec = get_json (edits, "spec");
  RnBlockSpec *block = &document->blocks[document->n_blocks];

  if (document->n_blocks >= LAB_BLOCKS_MOST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%d blocks can be compared at once: "
                                                      "remove one first"), LAB_BLOCKS_MOST);
      return FALSE;
    }
  *block = document->blocks[document->n_blocks - 1];
  if ((preset != NULL && !lab_block_preset_read (preset, block, error))
      || (spec != NULL && !rn_block_spec_read (block, spec, error)))
    return FALSE;
  document->n_blocks++;
  return lab__blocks_check (document, error);
}

static gboolean
remove_block (LabEdits *edits, Lab *lab, GError **error)
{
  LabDocument *document = edits->document;
  guint block;

  if (!get_block (edits, "block", 0, &block, error))
    return FALSE;
  if (document->n_blocks <= LAB_BLOCKS_LEAST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("a comparison needs %d blocks"),
                   LAB_BLOCKS_LEAST);
      return FALSE;
    }
  for (guint i = block; i + 1 < document->n_blocks; i++)
    document->blocks[i] = document->blocks[i + 1];
  document->n_blocks--;
  if (document->reference > block)
    document->reference--;
  else if (document->reference == block)
    document->reference = 0;
  if (edits->look->sweep_block > block)
    edits->look->sweep_block--;
  return TRUE;
}

static gboolean
set_key (LabEdits *edits, Lab *lab, GError **error)
{
  guint block;

  return get_block (edits, "block", 0, &block, error)
         && lab_block_set (&edits->document->blocks[block], lab_argument_text (edits, "key"),
                           get_json (edits, "value"), error)
         && lab__blocks_check (edits->document, error);
}

static gboolean
replace (LabEdits *edits, Lab *lab, GError **error)
{
  const char *preset = lab_argument_text (edits, "preset");
  json_object *spec = get_json (edits, "spec");
  guint block;

  if (!get_block (edits, "block", 0, &block, error))
    return FALSE;
  if ((preset == NULL) == (spec == NULL))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   "command “compare-replace” needs “spec” or “preset”, one of them");
      return FALSE;
    }
  if ((preset != NULL && !lab_block_preset_read (preset, &edits->document->blocks[block], error))
      || (spec != NULL
          && !rn_block_spec_read (&edits->document->blocks[block], spec, error)))
    return FALSE;
  return lab__blocks_check (edits->document, error);
}

static gboolean
open_preset (LabEdits *edits, Lab *lab, GError **error)
{
  const LabPreset *preset = lab_preset_find (lab_argument_text (edits, "name"), error);
  LabDocument *document = edits->document;

  if (preset == NULL)
    return FALSE;
  for (guint i = 0; preset->blocks[i] != NULL; i++)
    {
      if (!lab_block_preset_read (preset->blocks[i], &document->blocks[i], error))
        return FALSE;
      document->n_blocks = i + 1;
    }
  document->reference = 0;
  document->same_budget = FALSE;
  edits->look->sweep_block = MIN (1, document->n_blocks - 1);
  return lab__blocks_check (document, error);
}

static gboolean
set_input (LabEdits *edits, Lab *lab, GError **error)
{
  LabDocument *document = edits->document;

  return get_number (edits, "side", 1, SIDE_MOST, (int) document->side, &document->side, error)
         && get_number (edits, "batch", 1, BATCH_MOST, (int) document->batch, &document->batch,
                        error)
         && lab__blocks_check (document, error);
}

static gboolean
set_budget (LabEdits *edits, Lab *lab, GError **error)
{
  static const char *const quantities[] = { "parameters", "macs", NULL };
  LabDocument *document = edits->document;
  const char *quantity = lab_argument_text (edits, "quantity");
  gboolean bare = quantity == NULL && !lab_argument_given (edits, "reference");
  int choice = quantity != NULL ? get_word (quantity, "quantity", quantities, error)
                                : (int) document->budget;

  if (choice < 0
      || !get_block (edits, "reference", (int) document->reference, &document->reference, error))
    return FALSE;
  document->budget = choice;
  document->same_budget = lab_argument_boolean (
    edits, "on", bare ? !document->same_budget : document->same_budget);
  return lab__blocks_check (document, error);
}

/* ── counting and measuring ── */

static gboolean
set_convention (LabEdits *edits, Lab *lab, GError **error)
{
  guint n;
  const RnConvention *const *all = rn_conventions (&n);
  const char *name = lab_argument_text (edits, "name");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  int choice = 0;

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, (gpointer) rn_convention_name (all[i]));
      if (name == NULL && all[i] == edits->look->convention)
        choice = (int) ((i + 1) % n);
    }
  g_ptr_array_add (names, NULL);
  if (name != NULL)
    choice = get_word (name, "name", (const char *const *) names->pdata, error);
  if (choice >= 0)
    edits->look->convention = all[choice];
  return choice >= 0;
}

static gboolean
measure (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->measurement++;
  return TRUE;
}

static gboolean
sweep (LabEdits *edits, Lab *lab, GError **error)
{
  const char *over = lab_argument_text (edits, "over");
  int key = over != NULL ? get_word (over, "over", lab_sweep_words (), error)
                         : (int) edits->look->sweep;

  if (key < 0
      || !get_block (edits, "block",
                     (int) MIN (edits->look->sweep_block, edits->document->n_blocks - 1),
                     &edits->look->sweep_block, error))
    return FALSE;
  edits->look->sweep = key;
  return TRUE;
}

static gboolean
adopt (LabEdits *edits, Lab *lab, GError **error)
{
  LabDocument *document = edits->document;
  int key = get_word (lab_argument_text (edits, "key"), "key", lab_sweep_words (), error);
  double value = lab_argument_real (edits, "value", 0);
  guint block;

  if (key < 0 || !get_block (edits, "block", 0, &block, error))
    return FALSE;
  if (value <= 0 || value > 65536 || (key != LAB_SWEEP_RATIO && value != (int) value))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("“%s” is %g, expected an integer from "
                                                      "%d to %d"),
                   lab_argument_text (edits, "key"), value, 1,
                   key == LAB_SWEEP_RESOLUTION ? SIDE_MOST : 65536);
      return FALSE;
    }
  if (key == LAB_SWEEP_RESOLUTION && value > SIDE_MOST)
    return get_number (edits, "value", 1, SIDE_MOST, (int) value, &document->side, error);
  return lab__sweep_apply (key, value, &document->blocks[block], &document->side,
                           document->batch, error)
         && lab__blocks_check (document, error);
}

#define BLOCK { "block", LAB_INTEGER, TRUE, "0 for A, 1 for B …" }
#define SPEC  { "spec", LAB_JSON, FALSE, "a block spec" }

const LabCommand lab__commands_compare[] = {
  { .name = "compare-add",
    .title = N_("Add a block"),
    .arguments = { { "preset", LAB_TEXT, FALSE, "left out: like the last one" }, SPEC },
    .changes = LAB_CHANGED_BLOCKS,
    .undoable = TRUE,
    .anew = TRUE,
    .run = add },
  { .name = "compare-remove",
    .title = N_("Remove a block"),
    .arguments = { BLOCK },
    .changes = LAB_CHANGED_BLOCKS | LAB_CHANGED_COUNTING,
    .undoable = TRUE,
    .anew = TRUE,
    .run = remove_block },
  { .name = "compare-set",
    .title = N_("Change a block"),
    .arguments = { BLOCK,
                   { "key", LAB_TEXT, TRUE, "of the block's schema, or channels: in and out" },
                   { "value", LAB_JSON, TRUE, "null: the default" } },
    .changes = LAB_CHANGED_BLOCKS,
    .undoable = TRUE,
    .merge = "block key",
    .anew = TRUE,
    .run = set_key },
  { .name = "compare-replace",
    .title = N_("Replace a block"),
    .arguments = { BLOCK, SPEC, { "preset", LAB_TEXT, FALSE, "instead of a spec" } },
    .changes = LAB_CHANGED_BLOCKS,
    .undoable = TRUE,
    .anew = TRUE,
    .run = replace },
  { .name = "compare-preset",
    .title = N_("Open a comparison"),
    .arguments = { { "name", LAB_TEXT, TRUE, "of a comparison worth making" } },
    .changes = LAB_CHANGED_BLOCKS | LAB_CHANGED_COUNTING,
    .undoable = TRUE,
    .anew = TRUE,
    .run = open_preset },
  { .name = "compare-input",
    .title = N_("Change what goes in"),
    .arguments = { { "side", LAB_INTEGER, FALSE, "height and width, px" },
                   { "batch", LAB_INTEGER, FALSE, "samples at once" } },
    .changes = LAB_CHANGED_BLOCKS,
    .undoable = TRUE,
    .anew = TRUE,
    .run = set_input },
  { .name = "budget",
    .title = N_("Same budget"),
    .arguments = { { "on", LAB_BOOLEAN, FALSE, "without any argument: the other way" },
                   { "quantity", LAB_TEXT, FALSE, "parameters or macs" },
                   { "reference", LAB_INTEGER, FALSE, "the block others are measured against" } },
    .changes = LAB_CHANGED_BLOCKS,
    .undoable = TRUE,
    .run = set_budget },
  { .name = "adopt",
    .title = N_("Take a value of the sweep"),
    .arguments = { BLOCK,
                   { "key", LAB_TEXT, TRUE, "channels, groups, ratio or resolution" },
                   { "value", LAB_REAL, TRUE, "of the point" } },
    .changes = LAB_CHANGED_BLOCKS,
    .undoable = TRUE,
    .run = adopt },
  { .name = "convention",
    .title = N_("Count differently"),
    .arguments = { { "name", LAB_TEXT, FALSE, "left out: the next one" } },
    .changes = LAB_CHANGED_COUNTING,
    .run = set_convention },
  { .name = "measure",
    .title = N_("Measure again"),
    .changes = LAB_CHANGED_COUNTING,
    .run = measure },
  { .name = "sweep",
    .title = N_("Sweep"),
    .arguments = { { "block", LAB_INTEGER, FALSE, "0 for A, 1 for B …" },
                   { "over", LAB_TEXT, FALSE, "channels, groups, ratio or resolution" } },
    .changes = LAB_CHANGED_COUNTING,
    .run = sweep },
  { .name = NULL },
};
