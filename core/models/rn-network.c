/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The network spec as JSON: its tables of keys, reading, writing, and what of it cannot be built.
 */
#include "config.h"

#include "rn-network-private.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CHANNELS 65536
#define MAX_PICTURE  16384

static const char *const norm_words[] = { "batch", "none", NULL };
static const char *const activation_words[] = { "relu", "relu6", "silu", "gelu", "none", NULL };
static const char *const pool_words[] = { "max", "none", NULL };

#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }
#define INTEGER(type, key, low, high, fallback, required, doc) \
  { #key, RN_SPEC_INTEGER, low, high, fallback, required, NULL, G_STRUCT_OFFSET (type, key), doc }
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
};

static const RnSpecKey head_keys[] = {
  INTEGER (RnHead, classes, 1, 1048576, 1000, FALSE, "outputs of the linear layer"),
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

void
rn__network_clear (RnNetwork *self)
{
  g_clear_pointer (&self->name, g_free);
}

RnStage *
rn__network_add_stage (RnNetwork *self, int count, int out, int stride, const RnBlockSpec *design)
{
  RnStage *stage = &self->stages[self->n_stages++];

  g_assert (self->n_stages <= RN_MAX_STAGES);
  *stage = (RnStage) { .count = count, .out = out, .stride = stride, .block = *design };
  g_snprintf (stage->name, sizeof stage->name, "layer%u", self->n_stages);
  return stage;
}

RnBlockSpec
rn__network_block (const RnNetwork *self, guint stage, int index)
{
  const RnStage *here = &self->stages[stage];
  RnBlockSpec block = here->block;
  int before = stage == 0 ? self->stem.out : self->stages[stage - 1].out;

  block.in = index == 0 ? before : here->out;
  block.out = here->out;
  block.stride = index == 0 ? here->stride : 1;
  return block;
}

gboolean
rn__network_check (const RnNetwork *self, const char *what, GError **error)
{
  int blocks = 0;

  for (guint i = 0; i < self->n_stages; i++)
    {
      blocks += self->stages[i].count;
      if (blocks > RN_MAX_BLOCKS)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                       _("%s: more than %d blocks (\"count\") up to stage \"%s\""), what,
                       RN_MAX_BLOCKS, self->stages[i].name);
          return FALSE;
        }
      for (int index = 0; index < MIN (self->stages[i].count, 2); index++)
        {
          RnBlockSpec block = rn__network_block (self, i, index);

          if (!rn_block_spec_check (&block, error))
            {
              g_prefix_error (error, _("%s: stage \"%s\": "), what, self->stages[i].name);
              return FALSE;
            }
        }
    }
  return TRUE;
}

static gboolean
refuse (const RnSpecKey *key, const char *what, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: \"%s\": expected %s"), what, key->name,
               key->doc);
  return FALSE;
}

static const RnSpecKey *
find_key (const RnSpecKey *keys, const char *name)
{
  while (!g_str_equal (keys->name, name))
    keys++;
  return keys;
}

static gboolean
read_name (RnNetwork *self, json_object *json, const char *what, GError **error)
{
  const char *name
      = json_object_is_type (json, json_type_string) ? json_object_get_string (json) : "";
  gsize length = strlen (name);

  if (length < 1 || length > 64)
    return refuse (find_key (network_keys, "name"), what, error);
  g_free (self->name);
  self->name = g_strdup (name);
  return TRUE;
}

static gboolean
read_input (RnNetwork *self, json_object *json, const char *what, GError **error)
{
  static const char *const names[] = { "C", "H", "W" };

  if (!json_object_is_type (json, json_type_array) || json_object_array_length (json) != 3)
    return refuse (find_key (network_keys, "input"), what, error);
  for (int i = 0; i < 3; i++)
    {
      json_object *number = json_object_array_get_idx (json, i);
      int limit = i == 0 ? MAX_CHANNELS : MAX_PICTURE;

      if (!json_object_is_type (number, json_type_int))
        return refuse (find_key (network_keys, "input"), what, error);
      if (json_object_get_int64 (number) < 1 || json_object_get_int64 (number) > limit)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                       _("%s: \"input\": %s is %s, expected an integer from 1 to %d"), what,
                       names[i], json_object_get_string (number), limit);
          return FALSE;
        }
      self->input[i] = json_object_get_int (number);
    }
  return TRUE;
}

static gboolean
read_block (RnBlockSpec *block, json_object *json, const char *what, GError **error)
{
  static const char *const set_by_stages[] = { "in", "out", "stride" };
  guint n_keys;
  const RnSpecKey *keys = rn__block_design (&n_keys);

  for (guint i = 0; i < G_N_ELEMENTS (set_by_stages); i++)
    if (json_object_object_get_ex (json, set_by_stages[i], NULL))
      {
        g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                     _("%s: \"%s\" has no place in a network's block: the stages' \"out\" and "
                        "\"stride\" give it"),
                     what, set_by_stages[i]);
        return FALSE;
      }
  rn_block_spec_init (block);
  return rn__block_read_keys (keys, n_keys, json, what, block, error);
}

static gboolean
read_stage_name (RnNetwork *self, RnStage *stage, json_object *json, const char *what,
                 GError **error)
{
  const char *name
      = json_object_is_type (json, json_type_string) ? json_object_get_string (json) : "";
  gsize length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_");

  if (length < 1 || length >= sizeof stage->name || name[length] != '\0')
    return refuse (find_key (stage_keys, "name"), what, error);
  g_strlcpy (stage->name, name, sizeof stage->name);
  return TRUE;
}

static gboolean
check_stage_names (const RnNetwork *self, const char *what, GError **error)
{
  for (guint i = 0; i < self->n_stages; i++)
    for (guint j = 0; j < i; j++)
      if (g_str_equal (self->stages[i].name, self->stages[j].name))
        {
          g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                       _("%s: stages %u and %u are both named \"%s\""), what, j + 1, i + 1,
                       self->stages[i].name);
          return FALSE;
        }
  return TRUE;
}

/* @shared is the network's "block", or NULL. */
static gboolean
read_stage (RnNetwork *self, json_object *json, json_object *shared, const char *what,
            GError **error)
{
  g_autofree char *here = g_strdup_printf (_("%s: stage %u"), what, self->n_stages + 1);
  g_autofree char *block_here = g_strconcat (here, ": block", NULL);
  RnStage *stage = &self->stages[self->n_stages];
  json_object *part, *block;
  gboolean fine;

  if (!rn_spec_read (KEYS (stage_keys), json, here, stage, error))
    return FALSE;
  g_snprintf (stage->name, sizeof stage->name, "layer%u", ++self->n_stages);
  if (json_object_object_get_ex (json, "name", &part)
      && !read_stage_name (self, stage, part, here, error))
    return FALSE;

  block = json_object_new_object ();
  if (shared != NULL)
    rn_spec_merge (block, shared);
  if (json_object_object_get_ex (json, "block", &part)
      && !json_object_is_type (part, json_type_object))
    fine = refuse (find_key (stage_keys, "block"), here, error);
  else
    {
      if (part != NULL)
        rn_spec_merge (block, part);
      fine = read_block (&stage->block, block, block_here, error);
    }
  json_object_put (block);
  return fine;
}

static gboolean
read_stages (RnNetwork *self, json_object *json, json_object *shared, const char *what,
             GError **error)
{
  gsize n = json_object_is_type (json, json_type_array) ? json_object_array_length (json) : 0;

  if (n < 1 || n > RN_MAX_STAGES)
    return refuse (find_key (network_keys, "stages"), what, error);
  if (shared != NULL && !json_object_is_type (shared, json_type_object))
    return refuse (find_key (network_keys, "block"), what, error);
  for (gsize i = 0; i < n; i++)
    if (!read_stage (self, json_object_array_get_idx (json, i), shared, what, error))
      return FALSE;
  return check_stage_names (self, what, error);
}

static gboolean
read_object (const RnSpecKey *keys, guint n_keys, json_object *json, const char *name,
             const char *what, gpointer target, GError **error)
{
  g_autofree char *here = g_strdup_printf ("%s: %s", what, name);
  json_object *part;

  return !json_object_object_get_ex (json, name, &part)
         || rn_spec_read (keys, n_keys, part, here, target, error);
}

/*
 * Errors as rn_spec_read(); @self must be initialised and is undefined on failure, but for its
 * name.
 */
gboolean
rn__network_read (RnNetwork *self, json_object *json, const char *what, GError **error)
{
  json_object *part, *shared = NULL;

  if (!rn_spec_read (KEYS (network_keys), json, what, self, error))
    return FALSE;
  if (json_object_object_get_ex (json, "name", &part) && !read_name (self, part, what, error))
    return FALSE;
  if (json_object_object_get_ex (json, "input", &part) && !read_input (self, part, what, error))
    return FALSE;
  json_object_object_get_ex (json, "block", &shared);
  json_object_object_get_ex (json, "stages", &part);
  return read_object (KEYS (stem_keys), json, "stem", what, &self->stem, error)
         && read_object (KEYS (head_keys), json, "head", what, &self->head, error)
         && read_stages (self, part, shared, what, error)
         && rn__network_check (self, what, error);
}

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
  json_object_object_add (json, "head", rn_spec_write (KEYS (head_keys), &self->head));
  return json;
}
