/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The network spec's tables of keys, and writing by them. */
#include "config.h"

#include "rn-network-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-body-private.h"

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
  PART ("name", FALSE, N_("a text of 1 to 64 bytes")),
  PART ("input", FALSE, N_("a list of 3 integers, [C, H, W]")),
  PART ("stem", FALSE, N_("an object: what comes before the stages")),
  PART ("block", FALSE, N_("an object: the block spec all stages share, without in, out and "
                           "stride")),
  PART ("stages", TRUE, N_("a list of 1 to 64 objects")),
  PART ("head", FALSE, N_("an object: what comes after the stages")),
};

static const RnSpecKey stem_keys[] = {
  CHOICE (RnStem, kind, stem_words, RN_STEM_CONVOLUTION,
          N_("a convolution with what follows it, or none: the first stage reads the picture")),
  INTEGER (RnStem, kernel, 1, 64, 7, FALSE, N_("height and width of the filters, pixels")),
  INTEGER (RnStem, stride, 1, 64, 2, FALSE, N_("step of the convolution, pixels")),
  INTEGER (RnStem, out, 1, RN_MAX_WIDTH, 64, FALSE, N_("channels that go out")),
  CHOICE (RnStem, norm, norm_words, RN_NORM_BATCH, N_("what follows the convolution")),
  CHOICE (RnStem, activation, activation_words, RN_RELU, N_("what follows the norm")),
  CHOICE (RnStem, pool, pool_words, RN_POOL_MAX, N_("3×3 max-pooling of stride 2, or none")),
};

static const RnSpecKey stage_keys[] = {
  PART ("name", FALSE, N_("a word of 1 to 31 letters, digits, - and _")),
  PART ("block", FALSE, N_("an object: keys of the block spec in which this stage differs")),
  INTEGER (RnStage, count, 1, RN_MAX_BLOCKS, 1, TRUE, N_("how many blocks")),
  INTEGER (RnStage, out, 1, RN_MAX_WIDTH, 64, TRUE, N_("channels that go out of each block")),
  INTEGER (RnStage, stride, 1, 64, 1, FALSE, N_("step of the first block, input pixels")),
  CHOICE (RnStage, pool, pool_words, RN_POOL_NONE,
          N_("2×2 max-pooling of stride 2 behind the blocks, or none")),
};

static const RnSpecKey head_keys[] = {
  CHOICE (RnHead, kind, head_words, RN_HEAD_CLASSIFIER,
          N_("classifier: pooling and linear layers; none: the last stage's maps go out; pyramid: "
             "maps of one width at every scale; unet: a decoder that gives each pixel its classes")),
  INTEGER (RnHead, classes, 1, RN_MAX_CLASSES, 1000, FALSE,
           N_("outputs of the last layer of a classifier or a unet")),
  INTEGER (RnHead, conv, 1, RN_MAX_WIDTH, 0, FALSE,
           N_("channels of a 1×1 convolution, with norm and activation, before a classifier's "
              "pooling; without it, none")),
  INTEGER (RnHead, pool_size, 1, 64, 1, FALSE,
           N_("height and width to which a classifier averages the maps, pixels")),
  PART ("hidden", FALSE, N_("a list of 1 to 8 integers: widths of linear layers before the last "
                            "one")),
  REAL (RnHead, drop, 0, 0.99, 0,
        N_("share of the numbers that a classifier drops in training, behind each hidden layer, "
           "else before the last one")),
  INTEGER (RnHead, channels, 1, RN_MAX_WIDTH, 256, FALSE,
           N_("width of a pyramid; of a unet's first level, and half of it at each further one")),
};

const RnSpecKey *
rn__network_keys (RnNetworkPart part, guint *n_keys)
{
  static const struct { const RnSpecKey *keys; guint n; } tables[] = {
    [RN_NETWORK_WHOLE] = { network_keys, G_N_ELEMENTS (network_keys) },
    [RN_NETWORK_STEM] = { stem_keys, G_N_ELEMENTS (stem_keys) },
    [RN_NETWORK_STAGE] = { stage_keys, G_N_ELEMENTS (stage_keys) },
    [RN_NETWORK_HEAD] = { head_keys, G_N_ELEMENTS (head_keys) },
  };

  *n_keys = tables[part].n;
  return tables[part].keys;
}

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
