/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Several runs, step by step beside each other. */
#include "config.h"

#include "rn-sweep.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-assets.h"

#define MOST_RUNS 64
#define MOST_NAME 64

typedef struct
{
  char       *name;          /* owned */
  RnTrainRun *run;           /* owned */
  char       *ended;         /* (nullable) owned */
} Run;

struct _RnSweep
{
  char   *title;             /* owned */
  GArray *runs;              /* owned (element-type Run) */
};

static void
run_clear (gpointer data)
{
  Run *run = data;

  g_free (run->name);
  g_free (run->ended);
  g_clear_pointer (&run->run, rn_train_run_free);
}

void
rn_sweep_free (RnSweep *self)
{
  g_array_unref (self->runs);
  g_free (self->title);
  g_free (self);
}

/* ── the ready ones ── */

#define EXPERIMENTS "/reslab/experiments/"
#define SUFFIX      ".json"

GStrv
rn_experiments (void)
{
  GStrv names = g_resource_enumerate_children (rn_assets_get_resource (), EXPERIMENTS,
                                               G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    names[i][strlen (names[i]) - strlen (SUFFIX)] = '\0';
  return names;
}

GBytes *
rn_experiment (const char *name)
{
  g_autofree char *path = g_strconcat (EXPERIMENTS, name, SUFFIX, NULL);

  return g_resource_lookup_data (rn_assets_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 NULL);
}

/* ── reading ── */

static gboolean
refuse (const char *what, const char *expected, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: expected %s"), what, expected);
  return FALSE;
}

/* A name is a file's, too. */
static gboolean
is_name (json_object *value)
{
  const char *name
      = json_object_is_type (value, json_type_string) ? json_object_get_string (value) : "";

  return *name != '\0' && *name != '.' && strlen (name) <= MOST_NAME
         && strpbrk (name, "/\\") == NULL;
}

static void
add_file (json_object *json, const char *key, const char *directory, const char *name,
          const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (directory, file, NULL);

  json_object_object_add (json, key, json_object_new_string (path));
}

/* (transfer full) the keys of a run: those of all, in their place its own, and its files */
static json_object *
merge (json_object *base, json_object *own, const char *directory)
{
  json_object *json = json_object_new_object ();
  const char *name = json_object_get_string (json_object_object_get (own, "name"));

  if (base != NULL)
    rn_spec_merge (json, base);
  rn_spec_merge (json, own);
  if (directory != NULL)
    {
      add_file (json, "log", directory, name, ".jsonl");
      add_file (json, "checkpoint", directory, name, ".safetensors");
      add_file (json, "summary", directory, name, ".json");
    }
  json_object_object_del (json, "name");
  return json;
}

/* Every run of the list has a name of its own, also those of other ranks. */
static gboolean
check_names (json_object *runs, const char *what, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < json_object_array_length (runs); i++)
    {
      json_object *run = json_object_array_get_idx (runs, i);
      json_object *name
          = json_object_is_type (run, json_type_object) ? json_object_object_get (run, "name") : NULL;
      g_autofree char *place = g_strdup_printf ("%s: runs[%zu]", what, i);

      if (!is_name (name) || !g_hash_table_add (names, (gpointer) json_object_get_string (name)))
        return refuse (place, _("an object with a “name” of its own that can be a file's"), error);
    }
  return TRUE;
}

static gboolean
add_run (RnSweep *self, json_object *base, json_object *own, const char *place,
         const char *directory, gboolean resume, const RnProgress *progress, GError **error)
{
  json_object *name = json_object_object_get (own, "name");
  g_autoptr (RnTrainConfig) config = NULL;
  json_object *json;
  Run run = { 0 };

  json = merge (base, own, directory);
  config = rn_train_config_parse (json, place, error);
  json_object_put (json);
  if (config == NULL)
    return FALSE;
  run.run = rn_train_run_new (config, resume && directory != NULL, progress, error);
  if (run.run == NULL)
    return FALSE;
  run.name = g_strdup (json_object_get_string (name));
  g_array_append_val (self->runs, run);
  return TRUE;
}

/**
 * rn_sweep_new_share:
 *
 * Errors: RN_ERROR_FORMAT where it is no list of runs; those of each run
 */
RnSweep *
rn_sweep_new_share (json_object *json, const char *what, const char *directory, gboolean resume,
                    const RnComm *comm, const RnProgress *progress, GError **error)
{
  json_object *base = json_object_object_get (json, "base"),
              *runs = json_object_object_get (json, "runs");
  json_object *title = json_object_object_get (json, "title");
  g_autoptr (RnSweep) self = g_new0 (RnSweep, 1);

  self->title = g_strdup (title != NULL ? json_object_get_string (title) : what);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_array_set_clear_func (self->runs, run_clear);
  if ((base != NULL && !json_object_is_type (base, json_type_object))
      || !json_object_is_type (runs, json_type_array) || json_object_array_length (runs) < 1
      || json_object_array_length (runs) > MOST_RUNS)
    {
      refuse (what, _("{\"base\": {keys of all runs}, \"runs\": [1 to 64 objects]}"), error);
      return NULL;
    }
  if (!check_names (runs, what, error))
    return NULL;
  for (gsize i = rn_comm_rank (comm); i < json_object_array_length (runs);
       i += rn_comm_ranks (comm))
    {
      g_autofree char *place = g_strdup_printf ("%s: runs[%zu]", what, i);

      if (!add_run (self, base, json_object_array_get_idx (runs, i), place, directory, resume,
                    progress, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

RnSweep *
rn_sweep_new (json_object *json, const char *what, const char *directory, gboolean resume,
              const RnProgress *progress, GError **error)
{
  return rn_sweep_new_share (json, what, directory, resume, NULL, progress, error);
}

/* ── reading ── */

const char *
rn_sweep_title (const RnSweep *self)
{
  return self->title;
}

guint
rn_sweep_n (const RnSweep *self)
{
  return self->runs->len;
}

const char *
rn_sweep_name (const RnSweep *self, guint run)
{
  return g_array_index (self->runs, Run, run).name;
}

RnTrainRun *
rn_sweep_run (RnSweep *self, guint run)
{
  return g_array_index (self->runs, Run, run).run;
}

const char *
rn_sweep_ended (const RnSweep *self, guint run)
{
  return g_array_index (self->runs, Run, run).ended;
}

/* ── going ── */

static gboolean
is_done (const Run *run)
{
  return run->ended != NULL || rn_train_run_is_done (run->run);
}

/* The share of all steps that is done: runs that ended early are done. */
static double
share (RnSweep *self)
{
  double done = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);
      RnTrainer *trainer = rn_train_run_trainer (run->run);

      done += is_done (run)
                  ? 1
                  : (double) rn_trainer_done (trainer) / (double) rn_trainer_n_steps (trainer);
    }
  return done / self->runs->len;
}

/* The fewest steps any run that is not done has made, or G_MAXUINT64. */
static guint64
hindmost (RnSweep *self)
{
  guint64 least = G_MAXUINT64;

  for (guint i = 0; i < self->runs->len; i++)
    if (!is_done (&g_array_index (self->runs, Run, i)))
      least = MIN (least, rn_trainer_done (rn_train_run_trainer (rn_sweep_run (self, i))));
  return least;
}

static gboolean
advance (Run *run, const RnProgress *progress, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!rn_train_run_step (run->run, NULL, &local))
    {
      if (!g_error_matches (local, RN_ERROR, RN_ERROR_DIVERGED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      run->ended = g_strdup (local->message);
      return TRUE;
    }
  return !rn_train_run_is_done (run->run) || rn_train_run_finish (run->run, progress, error);
}

static void
interrupt (RnSweep *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (!is_done (&g_array_index (self->runs, Run, i)))
      rn_train_run_finish (rn_sweep_run (self, i), NULL, NULL);
}

gboolean
rn_sweep_go (RnSweep *self, const RnProgress *progress, GError **error)
{
  guint64 at;

  while ((at = hindmost (self)) != G_MAXUINT64)
    for (guint i = 0; i < self->runs->len; i++)
      {
        Run *run = &g_array_index (self->runs, Run, i);

        if (is_done (run) || rn_trainer_done (rn_train_run_trainer (run->run)) != at)
          continue;
        if (!rn_progress_step (progress, share (self), run->name, error))
          {
            interrupt (self);
            return FALSE;
          }
        if (!advance (run, progress, error))
          return FALSE;
      }
  return TRUE;
}
