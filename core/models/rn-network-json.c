/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The network spec as JSON: its tables of keys, reading and writing. */
#include "config.h"

#include "rn-network-private.h"

#include "rn-body-private.h"
#include "rn-network-find-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CHANNELS 65536
#define MAX_CLASSES  1048576
#define MAX_PICTURE  16384

static const char *const stem_words[] = { "convolution", "none", NULL };
static const char *const norm_words[] = { "batch", "none", NULL };
static const char *const activation_words[] = { "relu", "relu6", "silu", "gelu", "none", NULL };
static const char *const pool_words[] = { "max", "none", NULL };
static const char *const head_words[] = { "classifier", "none", "pyramid", "unet", NULL };

#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }
#define INTEGER(type, key, low, high, fallback, required, doc) \
  { #key, RN_SPEC_INTEGER, low, high, fallback, required, NULL, G_STRUCT_OFFSET (type, key), doc }
#define REAL(type, key, low, high, fallback, doc) \
  { #key, RN_SPEC_REAL, low, high, fallback, FALSE, NULL, G_STRUCT_OFFSET (type, key), doc }
#define CHOICE(type, key, words, fallback, doc) \
  { #key, RN_SPEC_CHOICE, 0, 0, fallback, FALSE, words, G_STRUCT_OFFSET (type, key), doc }

static const RnSpecKey network_keys[] = {
  PART ("name", FALSE, "a text of 1 to 64 bytes"),
  PART ("input", FALSE, "a list of 3 integers, [C, H, W]"),
  PART ("stem", FALSE, "an object: what comes before the stages"),
  PART ("block", FALSE, "an object: the block spec all stages share, without in, out and stride"),
  PART ("stages", TRUE, "a list of 1 to 64 objects"),
  PART ("head", FALSE, "an object: what comes after the stages"),
};

static const RnSpecKey stem_keys[] = {
  CHOICE (RnStem, kind, stem_words, RN_STEM_CONVOLUTION,
          "a convolution with what follows it, or none: the first stage reads the picture"),
  INTEGER (RnStem, kernel, 1, 64, 7, FALSE, "height and width of the filters, pixels"),
  INTEGER (RnStem, stride, 1, 64, 2, FALSE, "step of the convolution, pixels"),
  INTEGER (RnStem, out, 1, MAX_CHANNELS, 64, FALSE, "channels that go out"),
  CHOICE (RnStem, norm, norm_words, RN_NORM_BATCH, "what follows the convolution"),
  CHOICE (RnStem, activation, activation_words, RN_RELU, "what follows the norm"),
  CHOICE (RnStem, pool, pool_words, RN_POOL_MAX, "3×3 max-pooling of stride 2, or none"),
};

static const RnSpecKey stage_keys[] = {
  PART ("name", FALSE, "a word of 1 to 31 letters, digits, - and _"),
  PART ("block", FALSE, "an object: keys of the block spec in which this stage differs"),
  INTEGER (RnStage, count, 1, RN_MAX_BLOCKS, 1, TRUE, "blocks"),
  INTEGER (RnStage, out, 1, MAX_CHANNELS, 64, TRUE, "channels that go out of each block"),
  INTEGER (RnStage, stride, 1, 64, 1, FALSE, "step of the first block, input pixels"),
  CHOICE (RnStage, pool, pool_words, RN_POOL_NONE,
          "2×2 max-pooling of stride 2 behind the blocks, or none"),
};

static const RnSpecKey head_keys[] = {
  CHOICE (RnHead, kind, head_words, RN_HEAD_CLASSIFIER,
          "classifier: pooling and linear layers; none: the last stage's maps go out; pyramid: "
          "maps of one width at every scale; unet: a decoder that gives each pixel its classes"),
  INTEGER (RnHead, classes, 1, MAX_CLASSES, 1000, FALSE,
           "outputs of the last layer of a classifier or a unet"),
  INTEGER (RnHead, conv, 1, MAX_CHANNELS, 0, FALSE,
           "channels of a 1×1 convolution, with norm and activation, before a classifier's pooling; "
           "without it, none"),
  INTEGER (RnHead, pool_size, 1, 64, 1, FALSE,
           "height and width to which a classifier averages the maps, pixels"),
  PART ("hidden", FALSE, "a list of 1 to 8 integers: widths of linear layers before the last one"),
  REAL (RnHead, drop, 0, 0.99, 0,
        "share of the numbers that a classifier drops in training, behind each hidden layer, else "
        "before the last one"),
  INTEGER (RnHead, channels, 1, MAX_CHANNELS, 256, FALSE,
           "width of a pyramid; of a unet's first level, and half of it at each further one"),
};

/* What only some kinds of a head can have. */
static const struct { const char *key; guint kinds; } head_places[] = {
  { "classes", 1 << RN_HEAD_CLASSIFIER | 1 << RN_HEAD_UNET },
  { "conv", 1 << RN_HEAD_CLASSIFIER },
  { "pool_size", 1 << RN_HEAD_CLASSIFIER },
  { "hidden", 1 << RN_HEAD_CLASSIFIER },
  { "drop", 1 << RN_HEAD_CLASSIFIER },
  { "channels", 1 << RN_HEAD_PYRAMID | 1 << RN_HEAD_UNET },
};

#define KEYS(table) table, G_N_ELEMENTS (table)

void
rn__network_init (RnNetwork *self, const char *name)
{
  memset (self, 0, sizeof *self);
  self->name = g_strdup (name);
  self->input[0] = 3;
  self->input[1] = self->input[2] = 224;
  rn_spec_default (KEYS (stem_keys), &self->stem);
  rn_spec_default (KEYS (head_keys), &self->head);
}

/* ── reading ── */

static const RnSpecKey *
find_key (const RnSpecKey *keys, const char *name)
{
  while (!g_str_equal (keys->name, name))
    keys++;
  return keys;
}

/* A part that is not what @key's doc says. */
static void
refuse (RnFindings *findings, const RnSpecKey *key, json_object *value)
{
  RnFinding *finding = rn__find (findings, "wrong-type", RN_ERROR_FORMAT, key->name);

  rn__found_json (finding, value);
  rn__expected (finding, "%s", key->doc);
  if (!key->required)
    rn__mend (finding, _("Leave it out"), "{\"%s\": null}", key->name);
}

static void
find_name (RnNetwork *self, json_object *json, RnFindings *findings)
{
  const char *name
      = json_object_is_type (json, json_type_string) ? json_object_get_string (json) : "";
  gsize length = strlen (name);

  if (length < 1 || length > 64)
    {
      refuse (findings, find_key (network_keys, "name"), json);
      return;
    }
  g_free (self->name);
  self->name = g_strdup (name);
}

static gboolean
is_list_of_3 (json_object *json)
{
  if (!json_object_is_type (json, json_type_array) || json_object_array_length (json) != 3)
    return FALSE;
  for (gsize i = 0; i < 3; i++)
    if (!json_object_is_type (json_object_array_get_idx (json, i), json_type_int))
      return FALSE;
  return TRUE;
}

static void
find_input (RnNetwork *self, json_object *json, RnFindings *findings)
{
  static const char *const names[] = { "C", "H", "W" };

  if (!is_list_of_3 (json))
    {
      refuse (findings, find_key (network_keys, "input"), json);
      return;
    }
  for (guint i = 0; i < 3; i++)
    {
      json_object *number = json_object_array_get_idx (json, i);
      int limit = i == 0 ? MAX_CHANNELS : MAX_PICTURE;
      RnFinding *finding;

      if (json_object_get_int64 (number) >= 1 && json_object_get_int64 (number) <= limit)
        {
          self->input[i] = json_object_get_int (number);
          continue;
        }
      finding = rn__find (findings, "out-of-range", RN_ERROR_RANGE, "input");
      rn__found_json (finding, number);
      rn__expected (finding, _("an integer from %.0f to %.0f"), 1.0, (double) limit);
      rn__say (finding, _("\"input\": %s is %s, expected an integer from 1 to %d"), names[i],
               json_object_get_string (number), limit);
      rn__mend (finding, _("Leave it out"), "{\"input\": null}");
    }
}

/* What the stages give has no place in their blocks. */
static json_object *
find_misplaced (json_object *json, RnFindings *findings)
{
  static const char *const set_by_stages[] = { "in", "out", "stride" };
  json_object *rest = json_object_new_object ();

  rn_spec_merge (rest, json);
  for (guint i = 0; i < G_N_ELEMENTS (set_by_stages); i++)
    {
      const char *key = set_by_stages[i];
      json_object *value;
      RnFinding *finding;

      if (!json_object_object_get_ex (json, key, &value))
        continue;
      finding = rn__find (findings, "misplaced-key", RN_ERROR_UNKNOWN, key);
      rn__found_json (finding, value);
      rn__say (finding,
               _("\"%s\" has no place in a network's block: the stages' \"out\" and \"stride\" "
                 "give it"),
               key);
      rn__mend (finding, _("Leave it out"), "{\"%s\": null}", key);
      json_object_object_del (rest, key);
    }
  return rest;
}

/* The keys a part called "block" gives, alone: where one is wrong it is told once, in its place. */
static void
find_design (json_object *json, RnFindings *findings)
{
  guint n_keys;
  const RnSpecKey *keys = rn__block_design (&n_keys);
  json_object *rest;
  RnBlockSpec block;

  rn__findings_enter (findings, "block");
  rest = find_misplaced (json, findings);
  rn__block_find_keys (keys, n_keys, rest, &block, findings);
  json_object_put (rest);
  rn__findings_leave (findings);
}

/* The block of a stage, from what all stages share and what it says itself; both were looked through. */
static void
read_design (RnBlockSpec *block, json_object *shared, json_object *own)
{
  guint n_keys;
  const RnSpecKey *keys = rn__block_design (&n_keys);
  g_autoptr (RnFindings) told = rn_findings_new ("");
  json_object *all = json_object_new_object (), *rest;

  if (shared != NULL)
    rn_spec_merge (all, shared);
  if (own != NULL)
    rn_spec_merge (all, own);
  rest = find_misplaced (all, told);
  rn_block_spec_init (block);
  rn__block_find_keys (keys, n_keys, rest, block, told);
  json_object_put (rest);
  json_object_put (all);
}

static void
find_stage_name (RnStage *stage, json_object *json, RnFindings *findings)
{
  const char *name
      = json_object_is_type (json, json_type_string) ? json_object_get_string (json) : "";
  gsize length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_");

  if (length < 1 || length >= sizeof stage->name || name[length] != '\0')
    refuse (findings, find_key (stage_keys, "name"), json);
  else
    g_strlcpy (stage->name, name, sizeof stage->name);
}

static void
find_same_names (const RnNetwork *self, RnFindings *findings)
{
  for (guint i = 0; i < self->n_stages; i++)
    for (guint j = 0; j < i; j++)
      if (g_str_equal (self->stages[i].name, self->stages[j].name))
        {
          g_autofree char *place = g_strdup_printf ("stages[%u]", i);
          RnFinding *finding;

          rn__findings_enter (findings, place);
          finding = rn__find (findings, "same-name", RN_ERROR_FORMAT, "name");
          rn__findings_leave (findings);
          rn__found (finding, "\"%s\"", self->stages[i].name);
          rn__say (finding, _("stages %u and %u are both named \"%s\""), j + 1, i + 1,
                   self->stages[i].name);
          rn__mend (finding, _("Name it by its number"), "{\"name\": \"stage%u\"}", i + 1);
        }
}

/* An object in its place, NULL where there is none or it is none. */
static json_object *
object_at (json_object *json, const RnSpecKey *keys, const char *name, RnFindings *findings)
{
  json_object *part;

  if (!json_object_is_type (json, json_type_object) || !json_object_object_get_ex (json, name, &part))
    return NULL;
  if (json_object_is_type (part, json_type_object))
    return part;
  refuse (findings, find_key (keys, name), part);
  return NULL;
}

/* @shared is the network's "block", or NULL. */
static gboolean
find_stage (RnNetwork *self, json_object *json, json_object *shared, RnFindings *findings)
{
  RnStage *stage = &self->stages[self->n_stages];
  json_object *part, *own;
  gboolean whole = rn__spec_find (KEYS (stage_keys), json, stage, findings);

  g_snprintf (stage->name, sizeof stage->name, "layer%u", ++self->n_stages);
  if (json_object_is_type (json, json_type_object)
      && json_object_object_get_ex (json, "name", &part))
    find_stage_name (stage, part, findings);
  own = object_at (json, stage_keys, "block", findings);
  if (own != NULL)
    find_design (own, findings);
  read_design (&stage->block, shared, own);
  return whole;
}

static gboolean
find_stages (RnNetwork *self, json_object *json, json_object *shared, RnFindings *findings)
{
  gsize n = json_object_is_type (json, json_type_array) ? json_object_array_length (json) : 0;
  gboolean whole = TRUE;

  if (n < 1 || n > RN_MAX_STAGES)
    {
      refuse (findings, find_key (network_keys, "stages"), json);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *step = g_strdup_printf ("stages[%u]", (guint) i);

      rn__findings_enter (findings, step);
      whole = find_stage (self, json_object_array_get_idx (json, i), shared, findings) && whole;
      rn__findings_leave (findings);
    }
  find_same_names (self, findings);
  return whole;
}

/* ── heads and stems ── */

static gboolean
is_list_of_widths (json_object *json)
{
  gsize n = json_object_is_type (json, json_type_array) ? json_object_array_length (json) : 0;

  for (gsize i = 0; i < n; i++)
    if (!json_object_is_type (json_object_array_get_idx (json, i), json_type_int))
      return FALSE;
  return n >= 1 && n <= RN_MAX_HIDDEN;
}

static void
find_hidden (RnHead *head, json_object *json, RnFindings *findings)
{
  if (!is_list_of_widths (json))
    {
      refuse (findings, find_key (head_keys, "hidden"), json);
      return;
    }
  head->n_hidden = (guint) json_object_array_length (json);
  for (guint i = 0; i < head->n_hidden; i++)
    {
      json_object *width = json_object_array_get_idx (json, i);
      RnFinding *finding;

      head->hidden[i] = json_object_get_int (width);
      if (json_object_get_int64 (width) >= 1 && json_object_get_int64 (width) <= MAX_CLASSES)
        continue;
      finding = rn__find (findings, "out-of-range", RN_ERROR_RANGE, "hidden");
      rn__found_json (finding, width);
      rn__expected (finding, _("an integer from %.0f to %.0f"), 1.0, (double) MAX_CLASSES);
      rn__say (finding, _("\"hidden\": width %u is %s, expected an integer from 1 to %d"), i + 1,
               json_object_get_string (width), MAX_CLASSES);
    }
}

/* @key has no place in @json; whoever asks says why. */
static RnFinding *
misplace (RnFindings *findings, json_object *json, const char *key)
{
  RnFinding *finding = rn__find (findings, "misplaced-key", RN_ERROR_UNKNOWN, key);
  json_object *value = NULL;

  json_object_object_get_ex (json, key, &value);
  rn__found_json (finding, value);
  rn__mend (finding, _("Leave it out"), "{\"%s\": null}", key);
  return finding;
}

static gboolean
find_head (RnHead *head, json_object *json, RnFindings *findings)
{
  json_object *part;
  gboolean whole = rn__spec_find (KEYS (head_keys), json, head, findings);

  if (!json_object_is_type (json, json_type_object))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (head_places); i++)
    if ((head_places[i].kinds & 1u << head->kind) == 0
        && json_object_object_get_ex (json, head_places[i].key, NULL))
      rn__say (misplace (findings, json, head_places[i].key),
               _("\"%s\" has no place in a head of kind \"%s\""), head_places[i].key,
               head_words[head->kind]);
  if (json_object_object_get_ex (json, "hidden", &part))
    find_hidden (head, part, findings);
  return whole;
}

static gboolean
find_stem (RnStem *stem, json_object *json, RnFindings *findings)
{
  gboolean whole = rn__spec_find (KEYS (stem_keys), json, stem, findings);

  if (!json_object_is_type (json, json_type_object))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (stem_keys) && stem->kind == RN_STEM_NONE; i++)
    if (!g_str_equal (stem_keys[i].name, "kind")
        && json_object_object_get_ex (json, stem_keys[i].name, NULL))
      rn__say (misplace (findings, json, stem_keys[i].name),
               _("\"kind\" is \"none\", which leaves no place for another key"));
  return whole;
}

/* ── all of it ── */

/* Reads what can be read, and tells of what cannot. FALSE where so much is missing that nothing that
 * follows from it is worth telling. */
static gboolean
find_parts (RnNetwork *self, json_object *json, RnFindings *findings)
{
  json_object *part, *shared;
  gboolean whole = rn__spec_find (KEYS (network_keys), json, self, findings);

  if (!json_object_is_type (json, json_type_object))
    return FALSE;
  if (json_object_object_get_ex (json, "name", &part))
    find_name (self, part, findings);
  if (json_object_object_get_ex (json, "input", &part))
    find_input (self, part, findings);
  shared = object_at (json, network_keys, "block", findings);
  if (shared != NULL)
    find_design (shared, findings);
  if (json_object_object_get_ex (json, "stem", &part))
    {
      rn__findings_enter (findings, "stem");
      whole = find_stem (&self->stem, part, findings) && whole;
      rn__findings_leave (findings);
    }
  if (json_object_object_get_ex (json, "head", &part))
    {
      rn__findings_enter (findings, "head");
      whole = find_head (&self->head, part, findings) && whole;
      rn__findings_leave (findings);
    }
  return json_object_object_get_ex (json, "stages", &part)
         && find_stages (self, part, shared, findings) && whole;
}

void
rn__network_find_json (RnNetwork *self, json_object *json, RnFindings *findings)
{
  if (find_parts (self, json, findings))
    rn__network_find (self, json, findings);
}

/*
 * Errors as rn_spec_read(); @self must be initialised and is undefined on failure, but for its
 * name.
 */
gboolean
rn__network_read (RnNetwork *self, json_object *json, const char *what, GError **error)
{
  g_autoptr (RnFindings) findings = rn_findings_new (what);

  rn__network_find_json (self, json, findings);
  return rn_findings_check (findings, error);
}

/* ── writing ── */

static json_object *
write_design (const RnStage *stage)
{
  guint n_keys;
  const RnSpecKey *keys = rn__block_design (&n_keys);

  return rn__block_write_keys (keys, n_keys, &stage->block);
}

static json_object *
write_stage (const RnNetwork *self, guint index, json_object *shared)
{
  const RnStage *stage = &self->stages[index];
  json_object *json = json_object_new_object ();
  json_object *numbers = rn_spec_write (KEYS (stage_keys), stage);
  json_object *design = write_design (stage);

  json_object_object_add (json, "name", json_object_new_string (stage->name));
  rn_spec_merge (json, numbers);
  if (shared == NULL)
    json_object_object_add (json, "block", json_object_get (design));
  json_object_put (design);
  json_object_put (numbers);
  return json;
}

/* The block spec that all stages share, NULL where they differ. */
static json_object *
write_shared (const RnNetwork *self)
{
  json_object *shared = write_design (&self->stages[0]);

  for (guint i = 1; i < self->n_stages && shared != NULL; i++)
    {
      json_object *other = write_design (&self->stages[i]);

      if (!json_object_equal (shared, other))
        g_clear_pointer (&shared, json_object_put);
      json_object_put (other);
    }
  return shared;
}

static json_object *
write_head (const RnHead *head)
{
  json_object *json = rn_spec_write (KEYS (head_keys), head);
  json_object *hidden = head->n_hidden > 0 ? json_object_new_array () : NULL;

  for (guint i = 0; i < head->n_hidden; i++)
    json_object_array_add (hidden, json_object_new_int (head->hidden[i]));
  if (hidden != NULL)
    json_object_object_add (json, "hidden", hidden);
  return json;
}

json_object *
rn__network_write (const RnNetwork *self)
{
  json_object *json = json_object_new_object ();
  json_object *input = json_object_new_array_ext (3);
  json_object *stages = json_object_new_array_ext ((int) self->n_stages);
  json_object *shared = write_shared (self);

  for (int i = 0; i < 3; i++)
    json_object_array_add (input, json_object_new_int (self->input[i]));
  for (guint i = 0; i < self->n_stages; i++)
    json_object_array_add (stages, write_stage (self, i, shared));
  json_object_object_add (json, "name", json_object_new_string (self->name));
  json_object_object_add (json, "input", input);
  json_object_object_add (json, "stem", rn_spec_write (KEYS (stem_keys), &self->stem));
  if (shared != NULL)
    json_object_object_add (json, "block", shared);
  json_object_object_add (json, "stages", stages);
  json_object_object_add (json, "head", write_head (&self->head));
  return json;
}
