/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What of a network cannot be built. What is found in a block is told in terms of the JSON the network was
 * read from: a key may be the stage's, the stage's block's, or that of the block all stages share.
 */
#include "config.h"

#include "rn-network-find-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-spec-patch.h"

/* ── where a key of a block lies in the network's JSON ── */

typedef struct
{
  const RnNetwork *network;
  json_object     *json;
  guint            stage;
  char             own[32];      /* "stages[1].block" */
} Home;

static Home
home_of (const RnNetwork *network, json_object *json, guint stage)
{
  Home home = { network, json, stage, "" };

  g_snprintf (home.own, sizeof home.own, "stages[%u].block", stage);
  return home;
}

static gboolean
has (const Home *home, const char *place, const char *key)
{
  json_object *object = rn_spec_at (home->json, place);

  return json_object_is_type (object, json_type_object)
         && json_object_object_get_ex (object, key, NULL);
}

static gboolean
is_of_stage (const char *key)
{
  return g_str_equal (key, "out") || g_str_equal (key, "stride");
}

/* Whether @key comes from the block all stages share. */
static gboolean
is_shared (const Home *home, const char *key)
{
  return has (home, "block", key) && !has (home, home->own, key);
}

/* "groups" → "stages[1].block.groups" */
static char *
place_in (const Home *home, const char *place)
{
  g_autofree char *head = g_strndup (place, strcspn (place, ".["));

  if (*place == '\0')
    return g_strdup_printf ("stages[%u]", home->stage);
  if (is_of_stage (place))
    return g_strdup_printf ("stages[%u].%s", home->stage, place);
  if (g_str_equal (place, "in") && home->stage > 0)
    return g_strdup_printf ("stages[%u].out", home->stage - 1);
  if (g_str_equal (place, "in"))
    return g_strdup (home->network->stem.kind == RN_STEM_NONE ? "input" : "stem.out");
  return g_strdup_printf ("%s.%s", is_shared (home, head) ? "block" : home->own, place);
}

/* ── mendings ── */

static void
sort_key (const Home *home, const char *key, json_object *value, json_object *stage,
          json_object *block, gboolean *shared)
{
  json_object_object_add (is_of_stage (key) ? stage : block, key, json_object_get (value));
  if (!is_of_stage (key) && is_shared (home, key))
    *shared = TRUE;
}

/*
 * A change of a block's keys as one of the stage, {"out": 64, "block": {…}}; or of the shared block, where
 * the keys to be changed are its own.
 */
static void
move_merge (RnMending *mending, const Home *home)
{
  struct json_object_iterator i = json_object_iter_begin (mending->merge);
  struct json_object_iterator end = json_object_iter_end (mending->merge);
  json_object *stage = json_object_new_object (), *block = json_object_new_object ();
  gboolean given = FALSE, taken = FALSE, shared;

  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    {
      json_object *value = json_object_iter_peek_value (&i);

      sort_key (home, json_object_iter_peek_name (&i), value, stage, block,
                value != NULL ? &given : &taken);
    }
  shared = (given || taken) && json_object_object_length (stage) == 0;
  json_object_put (mending->merge);
  g_free (mending->place);
  mending->place = shared ? g_strdup ("") : g_strdup_printf ("stages[%u]", home->stage);
  if (json_object_object_length (block) > 0)
    json_object_object_add (stage, "block", block);
  else
    json_object_put (block);
  mending->merge = stage;
}

static void
move_mending (RnMending *mending, const Home *home)
{
  char *place;

  if (*mending->place == '\0')
    {
      move_merge (mending, home);
      return;
    }
  place = place_in (home, mending->place);
  g_free (mending->place);
  mending->place = place;
}

void
rn__network_adopt (const RnNetwork *self, json_object *json, guint stage, int index,
                   RnFindings *from, RnFindings *findings)
{
  Home home = home_of (self, json, stage);

  for (guint i = 0; i < rn_findings_n (from); i++)
    {
      RnFinding *finding = rn__findings_nth (from, i);
      char *place = place_in (&home, finding->place);

      if (g_strcmp0 (finding->key, "in") == 0)          /* it is another's "out" */
        {
          g_free (finding->key);
          finding->key = g_strdup ("out");
        }
      g_free (finding->place);
      finding->place = place;
      for (guint k = 0; k < finding->mendings->len; k++)
        move_mending (finding->mendings->pdata[k], &home);
      if (index >= 0 && finding->scopes->len == 0)
        g_ptr_array_add (finding->scopes,
                         g_strdup_printf ("%s.%d", self->stages[stage].name, index));
    }
  rn__findings_move (findings, from);
}

guint
rn__network_designs (const RnNetwork *self, guint stage, RnBlockSpec *blocks)
{
  guint n = (guint) MIN (self->stages[stage].count, 2);

  for (guint i = 0; i < n; i++)
    blocks[i] = rn__network_block (self, stage, (int) i);
  return n;
}

void
rn__network_look (const RnNetwork *self, json_object *json, guint stage,
                  void (*look) (const RnBlockSpec *block, RnFindings *findings),
                  RnFindings *findings)
{
  RnBlockSpec blocks[2];
  guint n = rn__network_designs (self, stage, blocks);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RnFindings) local = rn_findings_new ("");

      look (&blocks[i], local);
      rn__network_adopt (self, json, stage, (int) i, local, findings);
    }
}

/* ── what cannot be built ── */

static void
find_too_many (const RnNetwork *self, RnFindings *findings)
{
  int blocks = 0;

  for (guint i = 0; i < self->n_stages; i++)
    {
      int before = blocks;
      RnFinding *finding;

      blocks += self->stages[i].count;
      if (blocks <= RN_MAX_BLOCKS)
        continue;
      finding = rn__find_in (findings, "too-many-blocks", RN_ERROR_RANGE, "count", "stages[%u]", i);
      rn__found (finding, "%d", self->stages[i].count);
      rn__say (finding, _("more than %d blocks (\"count\") up to stage \"%s\""), RN_MAX_BLOCKS,
               self->stages[i].name);
      if (before < RN_MAX_BLOCKS)
        rn__mend_number (finding, "count", RN_MAX_BLOCKS - before);
      return;
    }
}

void
rn__network_find (const RnNetwork *self, json_object *json, RnFindings *findings)
{
  find_too_many (self, findings);
  for (guint i = 0; i < self->n_stages; i++)
    rn__network_look (self, json, i, rn__block_find, findings);
  rn__findings_join (findings);
}
