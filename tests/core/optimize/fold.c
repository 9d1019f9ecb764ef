/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The folded network is the plain one in evaluation: outputs, names, scopes; and without the norms
 * it took in.
 */
#include <math.h>
#include <string.h>

#include "rn-fold.h"
#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

/* What is promised of folding, relative to the largest output. */
#define TOLERANCE 1e-5

typedef struct
{
  RnGraph      *plain, *folded;
  RnParameters *parameters, *folded_parameters;
} Pair;

/* Running statistics as a training pass leaves them. */
static Pair
fold (const char *spec, const char *input)
{
  RnGraph *graph = rn_test_build (spec, input);
  RnParameters *parameters = rn_test_parameters (graph, 6);
  g_autoptr (RnParameters) before = rn_test_copy (parameters);
  g_autoptr (RnSession) train = rn_test_session (graph, parameters,
                                                 &(RnTestRun) { "onednn", RN_MODE_TRAIN, FALSE,
                                                                RN_KEEP_NOTHING, 2 });
  Pair pair = { .plain = graph, .parameters = parameters };
  g_autoptr (GError) error = NULL;

  rn_test_forward (train);
  rn_test_settle (parameters, before);
  pair.folded = rn_fold_batch_norm (graph, parameters, &pair.folded_parameters, &error);
  g_assert_no_error (error);
  return pair;
}

static void
pair_clear (Pair *self)
{
  rn_graph_unref (self->plain);
  rn_graph_unref (self->folded);
  rn_parameters_unref (self->parameters);
  rn_parameters_unref (self->folded_parameters);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static RnTensor *
output_of (RnGraph *graph, RnParameters *parameters, const char *engine)
{
  g_autoptr (RnSession) session = rn_test_session (graph, parameters,
                                                   &(RnTestRun) { engine, RN_MODE_EVAL, FALSE,
                                                                  RN_KEEP_NOTHING, 2 });

  rn_test_forward (session);
  return rn_session_activation (session, rn_graph_output (graph), NULL);
}

static guint
count_op (const RnGraph *graph, const char *op)
{
  guint n = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    n += g_str_equal (rn_graph_node (graph, i)->op->name, op);
  return n;
}

static void
check_outputs (const Pair *pair, const char *what)
{
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  for (guint e = 0; e < n; e++)
    {
      const char *engine = rn_engine_name (engines[e]);
      g_autoptr (RnTensor) plain = output_of (pair->plain, pair->parameters, engine);
      g_autoptr (RnTensor) folded = output_of (pair->folded, pair->folded_parameters, engine);

      g_assert_true (rn_shape_equal (rn_tensor_shape (plain), rn_tensor_shape (folded)));
      rn_assert_close (rn_tensor_values (folded), rn_tensor_values (plain),
                       rn_tensor_elements (plain), TOLERANCE, what);
    }
}

static void
check_names (const Pair *pair)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (pair->folded); i++)
    {
      const RnNodeInfo *image = rn_graph_node (pair->folded, i);
      RnNode original = rn_graph_find (pair->plain, image->name);
      const RnNodeInfo *info;

      g_assert_cmpuint (original, !=, RN_NODE_NONE);
      info = rn_graph_node (pair->plain, original);
      g_assert_true (info->op == image->op);
      g_assert_cmpstr (rn_graph_scope (pair->folded, image->scope)->path, ==,
                       rn_graph_scope (pair->plain, info->scope)->path);
    }
}

/* Also those that hold no node: the identity is a shortcut. */
static void
check_scopes (const Pair *pair)
{
  g_assert_cmpuint (rn_graph_n_scopes (pair->folded), ==, rn_graph_n_scopes (pair->plain));
  for (RnScope i = 0; i < rn_graph_n_scopes (pair->plain); i++)
    {
      const RnScopeInfo *a = rn_graph_scope (pair->plain, i), *b = rn_graph_scope (pair->folded, i);

      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpuint (a->parent, ==, b->parent);
      g_assert_cmpstr (a->path, ==, b->path);
      g_assert_cmpstr (a->spec, ==, b->spec);
      g_assert_cmpstr (a->summary, ==, b->summary);
      g_assert_cmpuint (b->first, <=, b->end);
      if (a->input == RN_NODE_NONE)
        g_assert_cmpuint (b->input, ==, RN_NODE_NONE);
      else if (!g_str_equal (rn_graph_node (pair->plain, a->input)->op->name, "batch_norm"))
        g_assert_cmpstr (rn_graph_node (pair->folded, b->input)->name, ==,
                         rn_graph_node (pair->plain, a->input)->name);
    }
}

static void
check (const char *spec, const char *input, guint norms_left)
{
  g_auto (Pair) pair = fold (spec, input);

  g_test_message ("%s", spec);
  g_assert_cmpuint (count_op (pair.folded, "batch_norm"), ==, norms_left);
  g_assert_cmpuint (rn_graph_n_nodes (pair.folded) + count_op (pair.plain, "batch_norm"), ==,
                    rn_graph_n_nodes (pair.plain) + norms_left);
  check_outputs (&pair, spec);
  check_names (&pair);
  check_scopes (&pair);
}

static void
test_models (void)
{
  check ("resnet18", "2,3,64,64", 0);
  check ("resnet50", "1,3,48,48", 0);
  check ("resnext50_32x4d", "1,3,48,48", 0);
  check ("plain18", "1,3,64,64", 0);
  check ("cifar_resnet56", "1,3,32,32", 0);
}

/*
 * A norm before its convolution stays where an addition or another layer reads what it would fold
 * into.
 */
static void
test_blocks (void)
{
  check ("{\"body\":\"bottleneck\",\"in\":16,\"out\":24,\"stride\":2,\"se\":4}", "2,16,8,8", 0);
  check ("{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":16}", "2,16,8,8", 1);
  check ("{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":32,\"shortcut_from\":\"preact\"}",
         "2,16,8,8", 2);
  check ("{\"body\":\"basic\",\"in\":16,\"out\":16,\"norm\":\"none\"}", "2,16,8,8", 0);
}

static RnNode
convolution (RnGraph *graph, const char *word, RnNode x, gboolean bias)
{
  return rn_graph_append (graph, "conv2d", word, x,
                          RN_ARGS ({ "out", 8 }, { "kernel", 3 }, { "bias", bias }));
}

/*
 * A bias is folded too; a convolution with another reader, or that is the output, keeps its norm.
 */
static void
test_by_hand (void)
{
  RnShape input = rn_shape_4d (2, 5, 9, 9);
  RnGraph *graph = rn_graph_new ("by hand");
  RnNode x = rn_graph_input (graph, "input", &input), y, read_twice;
  Pair pair = { .plain = graph };

  y = convolution (graph, "biased", x, TRUE);
  y = rn_graph_append (graph, "batch_norm", "folded", y, RN_NO_ARGS);
  read_twice = convolution (graph, "read_twice", y, FALSE);
  y = rn_graph_append (graph, "batch_norm", "stays", read_twice, RN_NO_ARGS);
  rn_graph_append_many (graph, "add", "add", (RnNode[]) { y, read_twice }, 2, RN_NO_ARGS);
  pair.parameters = rn_test_parameters (graph, 7);
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    if (strstr (rn_graph_parameter (graph, i)->name, "running") != NULL)
      for (guint k = 0; k < 8; k++)
        rn_parameters_values (pair.parameters, i)[k] = 0.5f + 0.1f * (float) k;
  pair.folded = rn_fold_batch_norm (graph, pair.parameters, &pair.folded_parameters, NULL);
  g_assert_cmpuint (count_op (pair.folded, "batch_norm"), ==, 1);
  g_assert_cmpuint (rn_graph_find (pair.folded, "stays"), !=, RN_NODE_NONE);
  check_outputs (&pair, "by hand");
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/optimize/fold/models", test_models);
  g_test_add_func ("/core/optimize/fold/blocks", test_blocks);
  g_test_add_func ("/core/optimize/fold/by-hand", test_by_hand);
  return g_test_run ();
}
