/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Random block specs, every key of the schema drawn from its own range. Those that can be built run forward and
 * backward on both engines and agree; the others are refused in words, whether by their numbers
 * (RANGE) or where two tensors do not fit (SHAPE); and a spec with one value made wrong is refused
 * by name. Reading what was written gives the same spec.
 */
#include <string.h>

#include "rn-random.h"
#include "rn-test-model.h"
#include "rn-test-run.h"

#define QUICK 60
#define SLOW  800

/*
 * Of the largest magnitude: as the fuzzed graphs of engine/fuzz, a batch norm over the few values a
 * channel has multiplies what came in by 1/σ.
 */
#define TOLERANCE 1e-4
/* A softmax multiplies the rounding of its scores by their size. Seen: 4e-4, of 3000 specs. */
#define TOLERANCE_ATTENTION 1e-3
/* A sum in another order may round to the other bfloat16 number, 2⁻⁸ away. */
#define TOLERANCE_BF16 4e-2

typedef struct
{
  guint64 seed;
  guint64 drawn;
} Dice;

static guint
draw (Dice *dice, guint n)
{
  return (guint) (rn_random_bits (dice->seed, 0, dice->drawn++) % n);
}

static json_object *
draw_layers (Dice *dice)
{
  static const char *const texts[] = {
    "[{\"op\":\"conv2d\",\"out\":8,\"kernel\":1}]",
    "[{\"op\":\"avg_pool\",\"kernel\":2,\"stride\":2},{\"op\":\"conv2d\",\"out\":16,\"kernel\":1}]",
    "[{\"op\":\"scale_constant\",\"factor\":0.25},{\"op\":\"batch_norm\"}]",
    "[{\"op\":\"max_pool\",\"kernel\":3,\"stride\":2,\"pad\":1}]",
  };
  const char *text = texts[draw (dice, G_N_ELEMENTS (texts))];

  return rn_spec_parse_json (text, strlen (text), "layers", NULL);
}

/* Small numbers that often fit together, and now and then any of the range. */
static int
draw_integer (Dice *dice, const RnSpecKey *key)
{
  static const int usual[] = { 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24 };
  int number = usual[draw (dice, G_N_ELEMENTS (usual))];

  if (g_str_equal (key->name, "in") || g_str_equal (key->name, "out"))
    number = (int[]) { 8, 8, 16, 12, 7 }[draw (dice, 5)];
  if (g_str_equal (key->name, "stride"))
    number = 1 + (int) draw (dice, 3);
  return CLAMP (number, (int) key->minimum, (int) key->maximum);
}

static double
draw_real (Dice *dice, const RnSpecKey *key)
{
  static const double usual[] = { 0.5, 1, 2, 0.25, 4, -1 };
  double number = usual[draw (dice, G_N_ELEMENTS (usual))];

  return CLAMP (number, key->minimum, key->maximum);
}

static json_object *
draw_value (Dice *dice, const RnSpecKey *key)
{
  switch (key->type)
    {
    case RN_SPEC_INTEGER:
      return json_object_new_int (draw_integer (dice, key));
    case RN_SPEC_REAL:
      return json_object_new_double (draw_real (dice, key));
    case RN_SPEC_BOOLEAN:
      return json_object_new_boolean (draw (dice, 2) == 1);
    case RN_SPEC_CHOICE:
      return json_object_new_string (
        key->choices[draw (dice, g_strv_length ((char **) key->choices))]);
    case RN_SPEC_PART:
      break;
    }
  return draw_layers (dice);
}

/* The body and the widths always, each other key every third time. */
static json_object *
draw_spec (Dice *dice)
{
  json_object *json = json_object_new_object ();
  guint n;
  const RnSpecKey *keys = rn_block_schema (&n);

  for (guint i = 0; i < n; i++)
    if (keys[i].required || g_str_equal (keys[i].name, "body") || draw (dice, 3) == 0)
      json_object_object_add (json, keys[i].name, draw_value (dice, &keys[i]));
  return json;
}

static void
assert_refused (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == RN_ERROR);
  g_assert_true (error->code == RN_ERROR_RANGE || error->code == RN_ERROR_SHAPE);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
assert_round_trip (const RnBlockSpec *block)
{
  json_object *json = rn_block_spec_write (block), *again;
  RnBlockSpec copy;

  g_assert_true (rn_block_spec_read (&copy, json, NULL));
  again = rn_block_spec_write (&copy);
  g_assert_true (json_object_equal (json, again));
  json_object_put (json);
  json_object_put (again);
}

static double
tolerance_of (const RnBlockSpec *block)
{
  if (block->precision == RN_BF16)
    return TOLERANCE_BF16;
  return rn_block_spec_uses (block, "window") ? TOLERANCE_ATTENTION : TOLERANCE;
}

/* Runs @block on both engines; FALSE where it is refused. */
static gboolean
run (const RnBlockSpec *block, const char *text)
{
  g_autoptr (RnSpec) spec = rn_spec_new_block (block);
  g_autoptr (GError) error = NULL;
  RnBuildOptions options = { .input = rn_shape_4d (3, (gsize) block->in, 8, 6) };
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, &error);
  g_autoptr (RnParameters) start = NULL;

  if (graph == NULL)
    {
      assert_refused (error);
      return FALSE;
    }
  start = rn_test_parameters (graph, 8);
  rn_test_agree (start, RN_MODE_TRAIN, RN_KEEP_ALL, tolerance_of (block), text, NULL);
  return TRUE;
}

static gboolean
check (guint64 seed)
{
  Dice dice = { .seed = seed };
  json_object *json = draw_spec (&dice);
  g_autofree char *text = g_strdup (json_object_to_json_string (json));
  g_autoptr (GError) error = NULL;
  RnBlockSpec block;
  gboolean legal = rn_block_spec_read (&block, json, &error);

  json_object_put (json);
  g_test_message ("seed %" G_GUINT64_FORMAT ": %s", seed, text);
  if (!legal)
    {
      assert_refused (error);
      return FALSE;
    }
  assert_round_trip (&block);
  return run (&block, text);
}

static void
test_random_specs (void)
{
  guint n = g_test_slow () ? SLOW : QUICK, legal = 0;

  for (guint i = 0; i < n; i++)
    legal += check (i);
  g_test_message ("%u of %u can be built", legal, n);
  g_assert_cmpuint (legal, >, n / 6);
  g_assert_cmpuint (legal, <, n);
}

/* One value of a good spec made wrong: its type, its range, or its name. */
static void
test_wrong_values (void)
{
  guint n;
  const RnSpecKey *keys = rn_block_schema (&n);

  for (guint i = 0; i < n * 3; i++)
    {
      const RnSpecKey *key = &keys[i / 3];
      json_object *json = json_object_new_object ();
      g_autofree char *unknown = g_strconcat (key->name, "_", NULL);
      g_autoptr (GError) error = NULL;
      RnBlockSpec block = { .in = -5 };

      json_object_object_add (json, "in", json_object_new_int (8));
      json_object_object_add (json, "out", json_object_new_int (8));
      if (i % 3 == 0)
        json_object_object_add (json, key->name, json_object_new_object ());
      else if (i % 3 == 1)
        json_object_object_add (json, key->name, json_object_new_int64 (G_MAXINT64));
      else
        json_object_object_add (json, unknown, json_object_new_int (1));
      g_assert_false (rn_block_spec_read (&block, json, &error));
      g_assert_true (error->domain == RN_ERROR);
      g_assert_nonnull (strstr (error->message, key->name));
      g_assert_cmpint (block.in, ==, -5);
      json_object_put (json);
    }
}

/* What rn_block_spec_uses() calls idle changes nothing in the graph. */
static void
test_idle_keys (void)
{
  guint n;
  const RnSpecKey *keys = rn_block_schema (&n);
  guint idle = 0;

  for (guint seed = 0; seed < 200; seed++)
    {
      Dice dice = { .seed = 1000 + seed };
      json_object *json = draw_spec (&dice);
      const RnSpecKey *key = &keys[draw (&dice, n)];
      RnBlockSpec block, other;

      if (rn_block_spec_read (&block, json, NULL) && !rn_block_spec_uses (&block, key->name))
        {
          RnBuildOptions options = { .input = rn_shape_4d (1, (gsize) block.in, 8, 6) };
          g_autoptr (RnSpec) a = rn_spec_new_block (&block), b = NULL;
          g_autoptr (RnGraph) one = rn_spec_build (a, &options, NULL), two = NULL;

          json_object_object_add (json, key->name, draw_value (&dice, key));
          if (one != NULL && rn_block_spec_read (&other, json, NULL))
            {
              b = rn_spec_new_block (&other);
              two = rn_spec_build (b, &options, NULL);
              g_assert_nonnull (two);
              g_assert_cmpuint (rn_graph_n_nodes (one), ==, rn_graph_n_nodes (two));
              for (RnNode i = 0; i < rn_graph_n_nodes (one); i++)
                {
                  const RnNodeInfo *x = rn_graph_node (one, i), *y = rn_graph_node (two, i);

                  g_assert_cmpstr (x->name, ==, y->name);
                  g_assert_true (rn_shape_equal (&x->shape, &y->shape));
                  g_assert_cmpmem (x->attributes, sizeof x->attributes, y->attributes,
                                   sizeof y->attributes);
                }
              idle++;
            }
        }
      json_object_put (json);
    }
  g_assert_cmpuint (idle, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/blocks/fuzz/random-specs", test_random_specs);
  g_test_add_func ("/core/blocks/fuzz/wrong-values-are-named", test_wrong_values);
  g_test_add_func ("/core/blocks/fuzz/idle-keys-change-nothing", test_idle_keys);
  return g_test_run ();
}
