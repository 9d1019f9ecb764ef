/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The form for a block: every key, what edits tell, refused values. */
#include "gtk-test.h"
#include "lab-block.h"
#include "reslab-block-field.h"
#include "reslab-block-form.h"
#include "reslab-refusal.h"

#include <string.h>

typedef struct
{
  GtkWidget  *form;
  GtkWidget  *window;
  RnBlockSpec spec;
  char       *key;               /* (owned) of the last edit */
  char       *json;              /* (owned) */
  guint       n_edits;
} Fixture;

/* An owner as views are: it applies what can be built, and says what was wrong. */
static void
apply (ReslabBlockForm *form, const char *key, const char *text, Fixture *fixture)
{
  json_object *value = json_tokener_parse (text);
  g_autoptr (GError) error = NULL;

  g_free (fixture->key);
  g_free (fixture->json);
  fixture->key = g_strdup (key);
  fixture->json = g_strdup (text);
  fixture->n_edits++;
  lab_block_set (&fixture->spec, key, value, &error);
  json_object_put (value);
  reslab_block_form_set_error (form, key, error != NULL ? error->message : NULL);
  if (error == NULL)
    reslab_block_form_set_spec (form, &fixture->spec);
}

static void
open_form (Fixture *fixture, gconstpointer data)
{
  fixture->form = reslab_block_form_new ();
  lab_block_preset_read ("grouped", &fixture->spec, NULL);
  reslab_block_form_set_spec (RESLAB_BLOCK_FORM (fixture->form), &fixture->spec);
  g_signal_connect (fixture->form, "edited", G_CALLBACK (apply), fixture);
  fixture->window = reslab_test_window (fixture->form, 420, 600);
}

static void
close_form (Fixture *fixture, gconstpointer data)
{
  reslab_test_destroy (fixture->window);
  g_free (fixture->key);
  g_free (fixture->json);
}

static void
find_fields (GtkWidget *widget, GPtrArray *fields)
{
  if (RESLAB_IS_BLOCK_FIELD (widget))
    g_ptr_array_add (fields, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_fields (child, fields);
}

static GtkWidget *
field (Fixture *fixture, const char *key)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  find_fields (fixture->form, fields);
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (reslab_block_field_get_key (fields->pdata[i])->name, key))
      return fields->pdata[i];
  g_error ("no field “%s”", key);
}

static GtkSpinButton *
spin (Fixture *fixture, const char *key)
{
  return GTK_SPIN_BUTTON (reslab_test_find (field (fixture, key), GTK_TYPE_SPIN_BUTTON, NULL));
}

static void
every_key_has_a_field (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  guint n_keys;

  rn_block_schema (&n_keys);
  find_fields (fixture->form, fields);
  g_assert_cmpuint (fields->len, ==, n_keys);
  g_assert_cmpuint (fixture->n_edits, ==, 0);
  reslab_test_shot (fixture->window, "block-form");
  reslab_block_form_set_expanded (RESLAB_BLOCK_FORM (fixture->form), TRUE);
  reslab_test_frames (fixture->window, 3);
  g_assert_true (gtk_widget_get_mapped (field (fixture, "se")));
  reslab_test_shot (fixture->window, "block-form-expanded");
  reslab_block_form_set_expanded (RESLAB_BLOCK_FORM (fixture->form), FALSE);
  reslab_test_frames (fixture->window, 3);
  g_assert_false (gtk_widget_get_mapped (field (fixture, "se")));
}

static void
edits_are_told_as_json (Fixture *fixture, gconstpointer data)
{
  GtkWidget *body = reslab_test_find (field (fixture, "body"), GTK_TYPE_DROP_DOWN, NULL);
  GtkWidget *zero = reslab_test_find (field (fixture, "zero_init"), GTK_TYPE_SWITCH, NULL);

  gtk_spin_button_set_value (spin (fixture, "groups"), 16);
  g_assert_cmpstr (fixture->key, ==, "groups");
  g_assert_cmpstr (fixture->json, ==, "16");
  gtk_spin_button_set_value (spin (fixture, "out"), 64);
  g_assert_cmpstr (fixture->key, ==, "channels");
  g_assert_cmpint (fixture->spec.in, ==, 64);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (body), 0);
  g_assert_cmpstr (fixture->json, ==, "\"basic\"");
  gtk_switch_set_active (GTK_SWITCH (zero), TRUE);
  g_assert_cmpstr (fixture->json, ==, "true");
  g_assert_cmpint (fixture->spec.zero_init, ==, 1);
  g_assert_cmpuint (fixture->n_edits, ==, 4);      /* and showing them told nobody */
}

/* “default” is a value of its own where a key may be left out. */
static void
default_is_null (Fixture *fixture, gconstpointer data)
{
  GtkSpinButton *mid = spin (fixture, "mid");

  gtk_spin_button_set_value (mid, 0);
  g_assert_cmpstr (fixture->json, ==, "null");
  g_assert_cmpint (fixture->spec.mid, ==, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (mid)), ==, "default");
  gtk_editable_set_text (GTK_EDITABLE (mid), "96");
  gtk_spin_button_update (mid);
  g_assert_cmpint (fixture->spec.mid, ==, 96);
  gtk_editable_set_text (GTK_EDITABLE (mid), "many");
  gtk_spin_button_update (mid);
  g_assert_cmpint (fixture->spec.mid, ==, 96);
  gtk_editable_set_text (GTK_EDITABLE (mid), "");
  gtk_spin_button_update (mid);
  g_assert_cmpint (fixture->spec.mid, ==, 0);
}

static const char *
refusal_words (Fixture *fixture)
{
  GtkWidget *refusal = reslab_test_find (fixture->form, RESLAB_TYPE_REFUSAL, NULL);

  return gtk_widget_get_visible (refusal)
           ? gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (refusal)))
           : "";
}

static void
refused_values_are_shown (Fixture *fixture, gconstpointer data)
{
  gtk_spin_button_set_value (spin (fixture, "groups"), 3);
  g_assert_cmpint (fixture->spec.groups, ==, 32);
  g_assert_nonnull (strstr (refusal_words (fixture), "groups"));
  reslab_test_frames (fixture->window, 3);
  reslab_test_shot (fixture->window, "block-form-refused");
  gtk_editable_set_text (GTK_EDITABLE (spin (fixture, "groups")), "100000");
  gtk_spin_button_update (spin (fixture, "groups"));
  g_assert_nonnull (strstr (refusal_words (fixture), "65536"));
  gtk_spin_button_set_value (spin (fixture, "groups"), 32);
  g_assert_cmpstr (refusal_words (fixture), ==, "");
}

static void
locked_keys_cannot_be_edited (Fixture *fixture, gconstpointer data)
{
  reslab_block_form_set_locked (RESLAB_BLOCK_FORM (fixture->form), "mid", "by the budget");
  g_assert_false (gtk_widget_is_sensitive (field (fixture, "mid")));
  reslab_block_form_set_locked (RESLAB_BLOCK_FORM (fixture->form), "mid", NULL);
  g_assert_true (gtk_widget_is_sensitive (field (fixture, "mid")));
}

/* A key that the block has no use for is hidden, unless it was given. */
static void
idle_keys_are_hidden (Fixture *fixture, gconstpointer data)
{
  GtkWidget *body = reslab_test_find (field (fixture, "body"), GTK_TYPE_DROP_DOWN, NULL);

  g_assert_true (gtk_widget_get_visible (field (fixture, "form")));
  g_assert_false (gtk_widget_get_visible (field (fixture, "window")));
  gtk_spin_button_set_value (spin (fixture, "groups"), 1);
  for (guint i = 0; !gtk_widget_get_visible (field (fixture, "window")); i++)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (body), i);
  g_assert_false (gtk_widget_get_visible (field (fixture, "form")));
  gtk_spin_button_set_value (spin (fixture, "window"), 4);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (body), 0);
  g_assert_true (gtk_widget_get_visible (field (fixture, "window")));
}

/* A custom shortcut begins as a projection; its layers are edited as JSON. */
static void
shortcut_layers_are_a_list (Fixture *fixture, gconstpointer data)
{
  GtkWidget *shortcut = reslab_test_find (field (fixture, "shortcut"), GTK_TYPE_DROP_DOWN, NULL);
  GtkWidget *entry = reslab_test_find (field (fixture, "shortcut_layers"), GTK_TYPE_ENTRY, NULL);

  g_assert_false (gtk_widget_get_visible (field (fixture, "shortcut_layers")));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (shortcut), RN_SHORTCUT_CUSTOM);
  g_assert_true (gtk_widget_get_visible (field (fixture, "shortcut_layers")));
  g_assert_cmpuint (fixture->spec.n_layers, ==, 2);
  g_assert_nonnull (strstr (gtk_editable_get_text (GTK_EDITABLE (entry)), "batch_norm"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "[{\"op\": \"conv2d\", \"out\": 256, \"kernel\": 1}]");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (fixture->spec.n_layers, ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "a convolution");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (fixture->spec.n_layers, ==, 1);
  g_assert_nonnull (strstr (refusal_words (fixture), "avg_pool"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpint (fixture->spec.shortcut, ==, RN_SHORTCUT_AUTO);
  g_assert_false (gtk_widget_get_visible (field (fixture, "shortcut_layers")));
}

int
main (int argc, char **argv)
{
  if (!reslab_test_init (&argc, &argv))
    return 0;
#define TEST(name, function) \
  g_test_add ("/gtk/block-form/" name, Fixture, NULL, open_form, function, close_form)
  TEST ("every-key", every_key_has_a_field);
  TEST ("edits", edits_are_told_as_json);
  TEST ("default", default_is_null);
  TEST ("refused", refused_values_are_shown);
  TEST ("idle", idle_keys_are_hidden);
  TEST ("shortcut-layers", shortcut_layers_are_a_list);
  TEST ("locked", locked_keys_cannot_be_edited);
  return g_test_run ();
}
