/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The keys of a run. */
#include "config.h"

#include "rn-train-config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rn-block-spec.h"
#include "rn-file.h"

#define MOST_TEXT  (16 << 20)     /* bytes of a config file */
#define MOST_LIST  64             /* entries of a list */
#define MOST_TIME  1e9            /* epochs or steps of a milestone */

static const char *const schedule_words[] = { "constant", "steps", "cosine", "one-cycle", NULL };
static const char *const order_words[] = { "shuffled", "file", NULL };
static const char *const start_words[] = { "random", "zero", NULL };
static const char *const precision_words[] = { "fp32", "bf16", NULL };
static const char *const batch_norm_words[] = { "rank", "synchronised", NULL };
static const char *const recompute_words[] = { "nothing", "blocks", NULL };

#define AT(key) G_STRUCT_OFFSET (RnTrainConfig, key)
#define PART(key, required, doc) { key, RN_SPEC_PART, 0, 0, 0, required, NULL, 0, doc }
#define INTEGER(key, low, high, fallback, doc) \
  { #key, RN_SPEC_INTEGER, low, high, fallback, FALSE, NULL, AT (key), doc }
#define REAL(key, low, high, fallback, doc) \
  { #key, RN_SPEC_REAL, low, high, fallback, FALSE, NULL, AT (key), doc }
#define BOOLEAN(key, doc) \
  { #key, RN_SPEC_BOOLEAN, 0, 1, 0, FALSE, NULL, AT (key), doc }
#define CHOICE(key, words, fallback, doc) \
  { #key, RN_SPEC_CHOICE, 0, 0, fallback, FALSE, words, AT (key), doc }

static const RnSpecKey keys[] = {
  PART ("model", TRUE, N_("a network: a name of the catalogue, a file, or a spec")),
  PART ("data", TRUE, N_("a data set: “shapes”, a directory or a file")),
  PART ("init", FALSE, N_("a file of weights to start from; without it, random ones")),
  CHOICE (start, start_words, RN_START_RANDOM,
          N_("what weights start as: random by the seed, or zero, which is a pitfall to be seen")),
  PART ("augment", FALSE,
        N_("a list of transforms of the training pictures: [\"pad:4\", \"crop:32\", \"flip\"]")),
  PART ("transform", FALSE, N_("a list of transforms of all pictures, such as [\"resize:36\"]")),
  PART ("mean", FALSE,
        N_("a list of numbers, one a channel, of pixels from 0 to 1; without it the data set's "
           "own")),
  PART ("std", FALSE, N_("a list of numbers like mean")),
  INTEGER (seed, 0, G_MAXINT, 0, N_("of weights, order and transforms")),
  INTEGER (steps, 1, G_MAXINT, -1, N_("updates in all, in place of epochs")),
  REAL (epochs, 0.001, 100000, 10, N_("times the data set is gone through")),
  INTEGER (batch, 1, 65536, 128, N_("pictures a step")),
  INTEGER (count, 1, G_MAXINT, -1, N_("pictures of the training split at most")),
  INTEGER (test_count, 1, G_MAXINT, -1, N_("pictures of the test split at most")),
  CHOICE (order, order_words, RN_LOADER_SHUFFLED, N_("of the pictures in an epoch")),
  REAL (lr, 0, 1e6, 0.1, N_("learning rate, the largest of the run")),
  CHOICE (schedule, schedule_words, RN_SCHEDULE_CONSTANT, N_("how the learning rate goes")),
  REAL (warm_up, 0, 1e9, 0,
        N_("time in which the rate rises to its place, in epochs (steps where steps are given)")),
  PART ("milestones", FALSE,
        N_("a list of ascending times at which schedule steps lowers the rate, in epochs (steps "
           "where steps are given)")),
  REAL (factor, 0, 1, 0.1, N_("what a milestone multiplies the rate by")),
  REAL (momentum, 0, 0.9999, 0.9, N_("share of the last step that goes on")),
  BOOLEAN (nesterov, N_("Nesterov's momentum")),
  REAL (weight_decay, 0, 1, 1e-4, N_("the gradient gets this much of the weight")),
  BOOLEAN (decay_weights_only, N_("norms and biases do not decay")),
  REAL (clip, 0, 1e9, 0, N_("largest norm of all gradients together; 0: any")),
  REAL (label_smoothing, 0, 0.99, 0, N_("share of the target spread over all classes")),
  CHOICE (precision, precision_words, RN_FP32,
          N_("of the branches' convolutions; weights are kept in fp32")),
  CHOICE (batch_norm, batch_norm_words, RN_NORM_RANK,
          N_("where several ranks share each batch, what a batch norm measures: its rank's part, "
             "or synchronised all of it, as one process would")),
  CHOICE (recompute, recompute_words, RN_RECOMPUTE_NOTHING,
          N_("gradient checkpointing: what is dropped in the forward pass and computed again in "
             "the backward pass, for less memory in more time; the same bits")),
  PART ("freeze", FALSE, N_("a list of parts whose weights stay: [\"conv1\", \"layer1\"]")),
  PART ("checkpoint", FALSE, N_("a file for all that a run needs to go on")),
  INTEGER (checkpoint_every, 1, G_MAXINT, 100, N_("steps between checkpoints")),
  PART ("log", FALSE, N_("a file of JSON lines, one a step")),
  PART ("summary", FALSE, N_("a JSON file of what was run, on what, and what came out")),
  REAL (test_every, 0, 100000, 1, N_("epochs between tests; 0: only at the end")),
  INTEGER (threads, 1, 1024, -1, N_("of the network; without it, all processors")),
};

/* Keys that hold a text. */
static const struct { const char *key; gsize offset; } texts[] = {
  { "data", G_STRUCT_OFFSET (RnTrainConfig, data) },
  { "init", G_STRUCT_OFFSET (RnTrainConfig, init) },
  { "checkpoint", G_STRUCT_OFFSET (RnTrainConfig, checkpoint) },
  { "log", G_STRUCT_OFFSET (RnTrainConfig, log) },
  { "summary", G_STRUCT_OFFSET (RnTrainConfig, summary) },
};

/* Keys that hold numbers, and how many of them they are. */
static const struct { const char *key; gsize offset, count; guint most; } lists[] = {
  { "mean", G_STRUCT_OFFSET (RnTrainConfig, mean), G_STRUCT_OFFSET (RnTrainConfig, n_mean),
    RN_DATASET_MAX_CHANNELS },
  { "std", G_STRUCT_OFFSET (RnTrainConfig, std), G_STRUCT_OFFSET (RnTrainConfig, n_std),
    RN_DATASET_MAX_CHANNELS },
  { "milestones", G_STRUCT_OFFSET (RnTrainConfig, milestones),
    G_STRUCT_OFFSET (RnTrainConfig, n_milestones), RN_SCHEDULE_MAX_MILESTONES },
};

const RnSpecKey *
rn_train_config_keys (guint *n)
{
  *n = G_N_ELEMENTS (keys);
  return keys;
}

void
rn_train_config_free (RnTrainConfig *self)
{
  g_free (self->model);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i].offset));
  g_strfreev (self->freeze);
  g_clear_pointer (&self->augment, json_object_put);
  g_clear_pointer (&self->transform, json_object_put);
  g_free (self);
}

/* ── reading ── */

static gboolean
refuse (const char *what, const char *key, json_object *found, GError **error)
{
  const RnSpecKey *at = keys;

  while (!g_str_equal (at->name, key))
    at++;
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: “%s” is %.80s, expected %s"), what, key,
               json_object_to_json_string_ext (found, JSON_C_TO_STRING_PLAIN), _(at->doc));
  return FALSE;
}

static gboolean
read_text (json_object *json, const char *what, const char *key, char **into, GError **error)
{
  json_object *value;

  if (!json_object_object_get_ex (json, key, &value) || value == NULL)
    return TRUE;
  if (!json_object_is_type (value, json_type_string) || *json_object_get_string (value) == '\0')
    return refuse (what, key, value, error);
  *into = g_strdup (json_object_get_string (value));
  return TRUE;
}

static gboolean
read_model (RnTrainConfig *self, json_object *json, const char *what, GError **error)
{
  json_object *value = json_object_object_get (json, "model");

  if (!json_object_is_type (value, json_type_object))
    return read_text (json, what, "model", &self->model, error);
  self->model = g_strdup (json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN));
  return TRUE;
}

static gboolean
is_list (json_object *value, gsize most)
{
  return json_object_is_type (value, json_type_array) && json_object_array_length (value) <= most;
}

static gboolean
read_numbers (json_object *json, const char *what, const char *key, double *into, guint *n,
              guint most, GError **error)
{
  json_object *value = json_object_object_get (json, key);

  if (value == NULL)
    return TRUE;
  if (!is_list (value, most))
    return refuse (what, key, value, error);
  *n = (guint) json_object_array_length (value);
  for (guint i = 0; i < *n; i++)
    {
      json_object *number = json_object_array_get_idx (value, i);

      if (!json_object_is_type (number, json_type_double)
          && !json_object_is_type (number, json_type_int))
        return refuse (what, key, value, error);
      into[i] = json_object_get_double (number);
      if (!isfinite (into[i]))
        return refuse (what, key, value, error);
    }
  return TRUE;
}

static gboolean
read_steps (json_object *json, const char *what, const char *key, json_object **into,
            GError **error)
{
  json_object *value = json_object_object_get (json, key);

  if (value != NULL && !is_list (value, MOST_LIST))
    return refuse (what, key, value, error);
  *into = json_object_get (value);
  return TRUE;
}

static gboolean
read_freeze (RnTrainConfig *self, json_object *json, const char *what, GError **error)
{
  json_object *value = json_object_object_get (json, "freeze");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (value == NULL)
    return TRUE;
  if (!is_list (value, MOST_LIST))
    return refuse (what, "freeze", value, error);
  for (gsize i = 0; i < json_object_array_length (value); i++)
    {
      json_object *path = json_object_array_get_idx (value, i);

      if (!json_object_is_type (path, json_type_string))
        return refuse (what, "freeze", value, error);
      g_strv_builder_add (builder, json_object_get_string (path));
    }
  self->freeze = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_lists (RnTrainConfig *self, json_object *json, const char *what, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!read_numbers (json, what, lists[i].key,
                       G_STRUCT_MEMBER_P (self, lists[i].offset),
                       G_STRUCT_MEMBER_P (self, lists[i].count), lists[i].most, error))
      return FALSE;
  return read_steps (json, what, "augment", &self->augment, error)
      && read_steps (json, what, "transform", &self->transform, error)
      && read_freeze (self, json, what, error);
}

/* What only several keys together can have wrong. */
static gboolean
check_together (const RnTrainConfig *self, const char *what, GError **error)
{
  const char *fault = NULL;

  if (self->n_mean != self->n_std)
    fault = _("“mean” and “std” belong together and have one number a channel each");
  for (guint i = 0; i < self->n_std; i++)
    if (!(self->std[i] > 0))
      fault = _("“std” must be larger than 0");
  if ((self->schedule == RN_SCHEDULE_STEPS) != (self->n_milestones > 0))
    fault = _("schedule “steps” and “milestones” belong together");
  for (guint i = 1; i < self->n_milestones; i++)
    if (!(self->milestones[i] > self->milestones[i - 1]))
      fault = _("“milestones” must ascend");
  if (self->n_milestones > 0
      && !(self->milestones[0] > 0 && self->milestones[self->n_milestones - 1] <= MOST_TIME))
    fault = _("“milestones” must be larger than 0, and at most a billion");
  if (fault != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_RANGE, "%s: %s", what, fault);
  return fault == NULL;
}

/**
 * rn_train_config_parse:
 *
 * Errors: RN_ERROR_FORMAT, RN_ERROR_RANGE, RN_ERROR_UNKNOWN, by key
 */
RnTrainConfig *
rn_train_config_parse (json_object *json, const char *what, GError **error)
{
  g_autoptr (RnTrainConfig) self = g_new0 (RnTrainConfig, 1);

  if (!rn_spec_read (keys, G_N_ELEMENTS (keys), json, what, self, error)
      || !read_model (self, json, what, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!read_text (json, what, texts[i].key, G_STRUCT_MEMBER_P (self, texts[i].offset), error))
      return NULL;
  if (!read_lists (self, json, what, error) || !check_together (self, what, error))
    return NULL;
  return g_steal_pointer (&self);
}

RnTrainConfig *
rn_train_config_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, MOST_TEXT, error);
  RnTrainConfig *self = NULL;
  json_object *json;

  if (bytes == NULL)
    return NULL;
  json = rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, error);
  if (json != NULL)
    self = rn_train_config_parse (json, path, error);
  json_object_put (json);
  return self;
}

/* ── writing ── */

static void
add_text (json_object *json, const char *key, const char *text)
{
  if (text != NULL)
    json_object_object_add (json, key, json_object_new_string (text));
}

static void
add_numbers (json_object *json, const char *key, const double *numbers, guint n)
{
  json_object *list = json_object_new_array ();

  for (guint i = 0; i < n; i++)
    json_object_array_add (list, json_object_new_double (numbers[i]));
  json_object_object_add (json, key, list);
}

json_object *
rn_train_config_json (const RnTrainConfig *self)
{
  json_object *json = rn_spec_write (keys, G_N_ELEMENTS (keys), self);

  add_text (json, "model", self->model);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_text (json, texts[i].key, G_STRUCT_MEMBER (char *, self, texts[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (G_STRUCT_MEMBER (guint, self, lists[i].count) > 0)
      add_numbers (json, lists[i].key, G_STRUCT_MEMBER_P (self, lists[i].offset),
                   G_STRUCT_MEMBER (guint, self, lists[i].count));
  if (self->augment != NULL)
    json_object_object_add (json, "augment", json_object_get (self->augment));
  if (self->transform != NULL)
    json_object_object_add (json, "transform", json_object_get (self->transform));
  if (self->freeze != NULL)
    {
      json_object *list = json_object_new_array ();

      for (guint i = 0; self->freeze[i] != NULL; i++)
        json_object_array_add (list, json_object_new_string (self->freeze[i]));
      json_object_object_add (json, "freeze", list);
    }
  return json;
}

/* ── what follows from it ── */

static guint64
in_steps (const RnTrainConfig *self, double time, guint64 batches)
{
  return (guint64) llround (self->steps > 0 ? time : time * (double) batches);
}

RnSchedule
rn_train_config_schedule (const RnTrainConfig *self, guint64 batches)
{
  RnSchedule schedule = { .kind = self->schedule, .rate = self->lr, .factor = self->factor,
                          .n_milestones = self->n_milestones };

  schedule.steps = self->steps > 0 ? (guint64) self->steps
                                   : MAX (1, in_steps (self, self->epochs, batches));
  schedule.warm_up = in_steps (self, self->warm_up, batches);
  for (guint i = 0; i < self->n_milestones; i++)
    schedule.milestones[i] = in_steps (self, self->milestones[i], batches);
  return schedule;
}

RnSgdOptions
rn_train_config_sgd (const RnTrainConfig *self)
{
  return (RnSgdOptions) { .momentum = self->momentum, .nesterov = self->nesterov == 1,
                          .decay = self->weight_decay, .clip = self->clip,
                          .weights_only = self->decay_weights_only == 1 };
}
