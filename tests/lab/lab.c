/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The sitting: commands, results that follow from them, history, failures. */
#include <math.h>

#include "lab-layer.h"
#include "lab-pass.h"
#include "lab-story.h"
#include "rn-records-json.h"
#include "lab-test.h"
#include "rn-test.h"

static Lab *
ready (void)
{
  Lab *lab = lab_new ();
  g_autoptr (GError) error = NULL;

  lab_do (lab, &error, "model", "spec", "cifar_resnet20", NULL);
  g_assert_no_error (error);
  lab_wait (lab, &error);
  g_assert_no_error (error);
  return lab;
}

static void
opens_with_a_pass (void)
{
  g_autoptr (Lab) lab = lab_new ();
  LabPass *pass;

  g_assert_null (lab_pass (lab));
  g_assert_true (lab_is_working (lab));
  settle (lab);
  pass = lab_pass (lab);
  g_assert_nonnull (pass);
  g_assert_cmpstr (rn_graph_name (pass->graph), ==, "resnet18");
  g_assert_cmpuint (pass->n_top, ==, LAB_TOP);
  g_assert_cmpfloat (pass->probability[0], >=, pass->probability[1]);
  g_assert_true (isfinite (pass->records->loss));
  for (RnNode i = 0; i < rn_graph_n_nodes (pass->graph); i++)
    if (pass->shapes[i].rank >= 2)
      g_assert_nonnull (pass->maps[i]);
}

/* The last step asked for at once with a new network is its own, not one of the network before. */
static void
last_of_a_new_network (void)
{
  g_autoptr (Lab) lab = ready ();

  lab_do (lab, NULL, "model", "spec", "cifar_resnet56", NULL);
  lab_do (lab, NULL, "last", NULL);
  settle (lab);
  g_assert_false (lab_look (lab)->backward);
  g_assert_cmpuint (lab_look (lab)->position, ==, lab_pass (lab)->n_steps / 2);
}

static void
steps_move_the_selection (void)
{
  g_autoptr (Lab) lab = ready ();
  RnDirection direction;

  lab_do (lab, NULL, "step", "position", 5, NULL);
  g_assert_cmpuint (lab_look (lab)->position, ==, 5);
  g_assert_cmpuint (lab_current_node (lab, &direction), ==, 4);
  g_assert_cmpint (direction, ==, RN_FORWARD);
  g_assert_cmpuint (lab_selected_node (lab), ==, 4);
  lab_do (lab, NULL, "back", NULL);
  g_assert_cmpuint (lab_selected_node (lab), ==, 3);
  g_assert_true (lab_is_shown (lab, 3, RN_FORWARD));
  g_assert_false (lab_is_shown (lab, 4, RN_FORWARD));
  lab_do (lab, NULL, "select", "name", "layer1.0.conv2", NULL);
  g_assert_false (lab_look (lab)->follow);
  settle (lab);
  g_assert_nonnull (lab_layer (lab));
  g_assert_nonnull (lab_layer (lab)->weight);
}

static void
backward_half_is_computed_when_reached (void)
{
  g_autoptr (Lab) lab = ready ();
  guint n = lab_pass (lab)->n_steps / 2;
  LabLayer *layer;

  g_assert_false (lab_pass (lab)->backward);
  lab_do (lab, NULL, "direction", "backward", TRUE, NULL);
  settle (lab);
  g_assert_true (lab_pass (lab)->backward);
  g_assert_cmpuint (lab_pass (lab)->n_steps / 2, ==, n);
  lab_do (lab, NULL, "select", "name", "layer2.1.addition", NULL);
  settle (lab);
  layer = lab_layer (lab);
  g_assert_nonnull (layer);
  g_assert_nonnull (layer->gradient);
  g_assert_nonnull (layer->g_shortcut);
  g_assert_nonnull (layer->g_branch);
}

/* What the statistics say of a block's shortcut; NAN where they say nothing. */
static double
recorded_scale (Lab *lab, const char *block)
{
  g_autofree char *text = rn_records_write_json (lab_pass (lab)->records);
  json_object *json = json_tokener_parse (text), *network = NULL, *scales = NULL, *scale = NULL;
  double value = NAN;

  json_object_object_get_ex (json, "network", &network);
  json_object_object_get_ex (network, "shortcut_scales", &scales);
  if (json_object_object_get_ex (scales, block, &scale))
    value = json_object_get_double (scale);
  json_object_put (json);
  return value;
}

static void
cut_changes_numbers_and_undo_brings_them_back (void)
{
  g_autoptr (Lab) lab = ready ();
  double loss = lab_pass (lab)->records->loss;

  lab_do (lab, NULL, "cut", "block", "layer1.1", NULL);
  settle (lab);
  g_assert_cmpfloat (lab_document_cut (lab_document (lab), "layer1.1"), ==, 0);
  g_assert_cmpfloat (fabs (lab_pass (lab)->records->loss - loss), >, 1e-4 * fabs (loss));
  g_assert_cmpfloat (recorded_scale (lab, "layer1.1"), ==, 0);
  lab_do (lab, NULL, "undo", NULL);
  settle (lab);
  g_assert_cmpuint (lab_document (lab)->cuts->len, ==, 0);
  g_assert_true (isnan (recorded_scale (lab, "layer1.1")));
  /* the same kernels on the same numbers */
  g_assert_cmpfloat (lab_pass (lab)->records->loss, ==, loss);
  lab_do (lab, NULL, "redo", NULL);
  g_assert_cmpuint (lab_document (lab)->cuts->len, ==, 1);
}

static char *
weights_of (const char *name)
{
  g_autofree char *file = g_strconcat ("weights/", name, NULL);

  return rn_test_data (file);
}

/* That they compute what they did in PyTorch is checked in core; here, that they are shown. */
static void
weights_come_and_go (void)
{
  g_autofree char *fitting = weights_of ("hf-basic.pth"), *other = weights_of ("cifar-pad.pth");
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;
  double untrained;

  lab_do (lab, &error, "model", "spec",
          "{\"input\":[3,9,8],\"stem\":{\"kernel\":3,\"out\":4,\"pool\":\"none\"},"
          "\"block\":{\"body\":\"basic\"},\"head\":{\"classes\":5},"
          "\"stages\":[{\"count\":1,\"out\":4},{\"count\":2,\"out\":8,\"stride\":2}]}", NULL);
  g_assert_no_error (error);
  settle (lab);
  untrained = lab_pass (lab)->records->loss;
  g_assert_null (lab_pass (lab)->weights);
  lab_do (lab, NULL, "weights", "file", fitting, NULL);
  settle (lab);
  g_assert_nonnull (lab_pass (lab)->weights);
  g_assert_nonnull (lab_pass (lab)->records->weights_sha256);
  g_assert_true (lab_pass (lab)->records->loss != untrained);
  /* a cut leaves them */
  lab_do (lab, NULL, "cut", "block", "layer2.1", NULL);
  settle (lab);
  g_assert_nonnull (lab_pass (lab)->weights);
  /* others, with no projection, are refused, and what was there stays */
  lab_do (lab, NULL, "weights", "file", other, NULL);
  lab_wait (lab, &error);
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_assert_cmpstr (lab_document (lab)->weights, ==, fitting);
  lab_do (lab, NULL, "seed", "seed", 0, NULL);
  lab_do (lab, NULL, "restore", NULL);
  settle (lab);
  g_assert_null (lab_pass (lab)->weights);
  g_assert_true (lab_pass (lab)->records->loss == untrained);
}

static void
failed_commands_leave_everything (void)
{
  g_autoptr (Lab) lab = ready ();
  g_autoptr (GError) error = NULL;

  g_assert_false (lab_do (lab, &error, "model", "spec", "resnet19", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (lab_do (lab, &error, "cut", "block", "layer9.9", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (lab_do (lab, &error, "picture", "file", "/nowhere.png", NULL));
  g_assert_nonnull (error);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_resnet20");
  g_assert_false (lab_is_working (lab));
}

/* What was refused opens with one change; a change that does not help leaves everything; undo takes it back. */
static void
a_refused_model_is_mended (void)
{
  static const char spec[]
    = "{\"body\":\"basic\",\"in\":8,\"out\":16,\"shortcut\":\"identity\"}";
  g_autoptr (Lab) lab = ready ();
  g_autoptr (GError) error = NULL;
  json_object *good = json_tokener_parse ("{\"shortcut\": \"projection\"}"),
              *bad = json_tokener_parse ("{\"stride\": 2}");

  g_assert_false (lab_do (lab, &error, "model", "spec", spec, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (lab_do (lab, &error, "mend", "spec", spec, "merge", bad, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (lab_do (lab, &error, "mend", "spec", "{", "merge", good, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_resnet20");
  lab_do (lab, &error, "mend", "spec", spec, "merge", good, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (rn_spec_block (lab_document (lab)->spec)->shortcut, ==, RN_SHORTCUT_PROJECTION);
  lab_do (lab, NULL, "undo", NULL);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_resnet20");
  json_object_put (good);
  json_object_put (bad);
}

/* The class a loss is against belongs to its network: ten classes after a thousand. */
static void
another_network_has_other_classes (void)
{
  g_autoptr (Lab) lab = lab_new ();

  settle (lab);
  lab_do (lab, NULL, "direction", "backward", TRUE, NULL);
  settle (lab);
  lab_do (lab, NULL, "model", "spec", "cifar_plain20", NULL);
  settle (lab);
  g_assert_cmpuint (lab_pass (lab)->label, <, 10);
}

static void
too_large_a_model_is_taken_back (void)
{
  g_autoptr (Lab) lab = ready ();
  g_autoptr (GError) error = NULL;

  lab_do (lab, NULL, "fold", "scope", "layer2.0", "open", TRUE, NULL);
  lab_do (lab, NULL, "step", "position", 7, NULL);
  g_assert_true (lab_do (lab, NULL, "model", "spec",
                         "{\"body\": \"basic\", \"in\": 65536, \"out\": 65536}", NULL));
  g_assert_false (lab_wait (lab, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_NO_MEMORY);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_resnet20");
  settle (lab);
  g_assert_cmpstr (rn_graph_name (lab_pass (lab)->graph), ==, "cifar_resnet20");
  /* and it is looked at as before */
  g_assert_cmpuint (lab_look (lab)->position, ==, 7);
  g_assert_true (g_hash_table_contains (lab_look (lab)->open, "layer2.0"));
  g_assert_cmpuint (lab_selected_node (lab), ==, 6);
  g_assert_cmpuint (lab_layer (lab)->node, ==, 6);
}

/* What was asked for meanwhile is not asked for again, and the learning rate stays. */
static void
taking_back_counts_on (void)
{
  g_autoptr (Lab) lab = ready ();
  g_autofree char *path = rn_test_scratch ("meanwhile.html");

  lab_do (lab, NULL, "train-rate", "rate", 0.05, NULL);
  lab_do (lab, NULL, "model", "spec", "{\"body\": \"basic\", \"in\": 65536, \"out\": 65536}", NULL);
  lab_do (lab, NULL, "train-rate", "rate", 0.01, NULL);
  lab_do (lab, NULL, "measure", NULL);
  lab_do (lab, NULL, "report", "path", path, NULL);
  g_assert_false (lab_wait (lab, NULL));
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "cifar_resnet20");
  g_assert_cmpfloat (lab_look (lab)->rate, ==, 0.01);
  g_assert_cmpuint (lab_look (lab)->measurement, ==, 1);
  g_assert_cmpuint (lab_look (lab)->reports, ==, 1);
  g_assert_cmpstr (lab_look (lab)->report, ==, path);
}

/* Asked for before anything was computed: then the sitting's first network comes. */
static void
too_large_a_first_model_is_taken_back (void)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (GError) error = NULL;

  lab_do (lab, NULL, "model", "spec", "{\"body\": \"basic\", \"in\": 65536, \"out\": 65536}",
          NULL);
  g_assert_false (lab_wait (lab, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_NO_MEMORY);
  settle (lab);
  g_assert_cmpstr (rn_graph_name (lab_pass (lab)->graph), ==, "resnet18");
  /* asked for once more, it fails once more, and is taken back once more */
  lab_do (lab, NULL, "model", "spec", "{\"body\": \"basic\", \"in\": 65536, \"out\": 65536}",
          NULL);
  g_assert_false (lab_wait (lab, NULL));
  settle (lab);
  g_assert_cmpstr (rn_spec_name (lab_document (lab)->spec), ==, "resnet18");
}

/* A network is opened with its forward half taken, however long the one before was. */
static void
another_network_stands_at_its_middle (void)
{
  g_autoptr (Lab) lab = ready ();

  lab_do (lab, NULL, "model", "spec", "cifar_plain32", NULL);
  g_assert_cmpuint (lab_position (lab), ==, lab_pass (lab)->n_steps / 2);
  settle (lab);
  g_assert_cmpstr (rn_graph_name (lab_pass (lab)->graph), ==, "cifar_plain32");
  g_assert_cmpuint (lab_look (lab)->position, ==, lab_pass (lab)->n_steps / 2);
  g_assert_false (lab_look (lab)->backward);
}

static void
strokes_are_one_step_of_the_history (void)
{
  g_autoptr (Lab) lab = ready ();
  guint64 before = lab_picture_revision (lab_document (lab)->picture);

  for (int i = 0; i < 10; i++)
    lab_do (lab, NULL, "brush", "x", 0.1 * i, "y", 0.5, "stroke", 7, NULL);
  g_assert_cmpuint (lab_picture_n_edits (lab_document (lab)->picture), ==, 10);
  lab_do (lab, NULL, "undo", NULL);
  g_assert_cmpuint (lab_picture_revision (lab_document (lab)->picture), ==, before);
  settle (lab);
}

static void
story_adds_up (void)
{
  g_autoptr (Lab) lab = ready ();
  const LabStory *story;
  const RnExplanation *last;
  const RnShape *shape;
  RnTensor *output;

  lab_do (lab, NULL, "select", "name", "layer2.1.addition", NULL);
  settle (lab);
  lab_do (lab, NULL, "probe", "row", 3, "column", 4, "channel", 5, NULL);
  settle (lab);
  story = lab_story (lab);
  g_assert_nonnull (story);
  g_assert_cmpuint (story->n_steps, ==, 3);          /* conv2, bn2, addition */
  last = &story->steps[2].explanation;
  g_assert_cmpuint (last->terms->len, ==, 2);
  output = lab_layer (lab)->output;
  shape = rn_tensor_shape (output);
  /* explained in double, computed in float: three layers' rounding */
  g_assert_cmpfloat_with_epsilon (
    last->result,
    rn_tensor_values (output)[(5 * shape->dim[2] + 3) * shape->dim[3] + 4], 1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/opens-with-a-pass", opens_with_a_pass);
  g_test_add_func ("/lab/last-of-a-new-network", last_of_a_new_network);
  g_test_add_func ("/lab/steps-move-the-selection", steps_move_the_selection);
  g_test_add_func ("/lab/backward-half-when-reached", backward_half_is_computed_when_reached);
  g_test_add_func ("/lab/cut-and-undo", cut_changes_numbers_and_undo_brings_them_back);
  g_test_add_func ("/lab/weights-come-and-go", weights_come_and_go);
  g_test_add_func ("/lab/failed-commands-leave-everything", failed_commands_leave_everything);
  g_test_add_func ("/lab/other-classes", another_network_has_other_classes);
  g_test_add_func ("/lab/a-refused-model-is-mended", a_refused_model_is_mended);
  g_test_add_func ("/lab/too-large-a-first-model", too_large_a_first_model_is_taken_back);
  g_test_add_func ("/lab/stands-at-its-middle", another_network_stands_at_its_middle);
  g_test_add_func ("/lab/too-large-a-model", too_large_a_model_is_taken_back);
  g_test_add_func ("/lab/taking-back-counts-on", taking_back_counts_on);
  g_test_add_func ("/lab/strokes-are-one-step", strokes_are_one_step_of_the_history);
  g_test_add_func ("/lab/story-adds-up", story_adds_up);
  return g_test_run ();
}
