/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What edits one key of a block's schema: a number, a choice, a switch, or a list of layers as JSON. */
#include "config.h"
#include "reslab-block-editor.h"

#include <json-c/json.h>
#include <math.h>

#include "fig-i18n.h"
#include "reslab-accessible.h"

#define MOST 1e9             /* beyond any range, so that what is too large is refused by name */

struct _ReslabBlockEditor
{
  GtkBox           parent_instance;
  const RnSpecKey *key;            /* (borrowed) static */
  GtkWidget       *control;        /* of the box */
  char            *written;        /* (owned) a list as the entry was last shown it */
  gboolean         showing;        /* the control changes because the spec did */
};

enum
{
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReslabBlockEditor, reslab_block_editor, GTK_TYPE_BOX)

static double
number_at (const RnSpecKey *key, const RnBlockSpec *spec)
{
  const char *place = (const char *) spec + key->offset;

  return key->type == RN_SPEC_REAL ? *(const double *) (gconstpointer) place
                                   : *(const int *) (gconstpointer) place;
}

/* Whether “not given” is a state of its own, outside the range. */
static gboolean
has_blank (const RnSpecKey *key)
{
  return key->type != RN_SPEC_CHOICE && !key->required
         && (key->fallback < key->minimum || key->fallback > key->maximum);
}

char *
reslab_block_number_words (const RnSpecKey *key, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, key->type == RN_SPEC_REAL ? "%.6g" : "%.0f",
                                    number));
}

static char *
part_words (const RnSpecKey *key, const RnBlockSpec *spec)
{
  json_object *json = rn_block_spec_write (spec), *part;
  char *words = g_strdup (json_object_object_get_ex (json, key->name, &part)
                            ? json_object_to_json_string_ext (part, JSON_C_TO_STRING_SPACED)
                            : "");

  json_object_put (json);
  return words;
}

char *
reslab_block_key_words (const RnSpecKey *key, const RnBlockSpec *spec)
{
  double number;

  if (key->type == RN_SPEC_PART)
    return part_words (key, spec);
  number = number_at (key, spec);
  if (has_blank (key) && number == key->fallback)
    return g_strdup (_("default"));
  if (key->type == RN_SPEC_CHOICE)
    return g_strdup (key->choices[(int) number]);
  if (key->type == RN_SPEC_BOOLEAN)
    return g_strdup (number != 0 ? "true" : "false");
  return reslab_block_number_words (key, number);
}

/* ── what edits it ── */

static void
tell (ReslabBlockEditor *self, const char *json)
{
  if (!self->showing)
    g_signal_emit (self, signals[EDITED], 0, json);
}

static void
on_selected (ReslabBlockEditor *self)
{
  static const char *const truths[] = { "null", "false", "true" };
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  if (i == GTK_INVALID_LIST_POSITION)
    return;
  if (self->key->type == RN_SPEC_BOOLEAN)
    tell (self, truths[i]);
  else
    {
      g_autofree char *json = g_strdup_printf ("\"%s\"", self->key->choices[i]);

      tell (self, json);
    }
}

static GtkWidget *
new_drop_down (ReslabBlockEditor *self)
{
  const char *const truths[] = { _("default"), "false", "true", NULL };
  GtkWidget *editor = gtk_drop_down_new_from_strings (
    self->key->type == RN_SPEC_BOOLEAN ? truths : self->key->choices);

  g_signal_connect_swapped (editor, "notify::selected", G_CALLBACK (on_selected), self);
  return editor;
}

static void
on_switched (ReslabBlockEditor *self)
{
  tell (self, gtk_switch_get_active (GTK_SWITCH (self->control)) ? "true" : "false");
}

/* The value that stands for “not given”. */
static double
blank (const RnSpecKey *key)
{
  return key->type == RN_SPEC_REAL ? 0 : key->minimum - 1;
}

static void
on_value (ReslabBlockEditor *self)
{
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control));
  g_autofree char *json = has_blank (self->key) && value <= blank (self->key)
                            ? g_strdup ("null")
                            : reslab_block_number_words (self->key, value);

  tell (self, json);
}

static gboolean
on_output (GtkSpinButton *spin, ReslabBlockEditor *self)
{
  double value = gtk_spin_button_get_value (spin);
  g_autofree char *text = has_blank (self->key) && value <= blank (self->key)
                            ? g_strdup (_("default"))
                            : reslab_block_number_words (self->key, value);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (spin)), text))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static int
on_input (GtkSpinButton *spin, double *value, ReslabBlockEditor *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (spin))));
  char *end = NULL;

  if (has_blank (self->key) && (text[0] == '\0' || g_str_equal (text, _("default"))))
    {
      *value = blank (self->key);
      return TRUE;
    }
  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value) ? TRUE : GTK_INPUT_ERROR;
}

static GtkWidget *
new_spin_button (ReslabBlockEditor *self)
{
  const RnSpecKey *key = self->key;
  gboolean real = key->type == RN_SPEC_REAL;
  GtkAdjustment *adjustment
    = gtk_adjustment_new (key->fallback, has_blank (key) ? blank (key) : key->minimum, MOST,
                          real ? 0.5 : 1, real ? 1 : 16, 0);
  GtkWidget *editor = gtk_spin_button_new (adjustment, 1, real ? 6 : 0);

  gtk_spin_button_set_update_policy (GTK_SPIN_BUTTON (editor), GTK_UPDATE_IF_VALID);
  gtk_editable_set_width_chars (GTK_EDITABLE (editor), 7);
  gtk_widget_add_css_class (editor, "numeric");
  g_signal_connect (editor, "input", G_CALLBACK (on_input), self);
  g_signal_connect (editor, "output", G_CALLBACK (on_output), self);
  g_signal_connect_swapped (editor, "value-changed", G_CALLBACK (on_value), self);
  return editor;
}

/* A list of layers, told when it is whole: on Enter, or when the entry is left. What is no JSON is told as
 * a text, and refused with what was expected. */
static void
on_written (ReslabBlockEditor *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control))));
  json_object *json = json_tokener_parse (text);

  if (json == NULL && text[0] != '\0')
    json = json_object_new_string (text);
  if (!g_str_equal (text, self->written))
    tell (self, json != NULL ? json_object_to_json_string (json) : "null");
  json_object_put (json);
}

static GtkWidget *
new_entry (ReslabBlockEditor *self)
{
  GtkWidget *editor = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (editor), 24);
  g_signal_connect_swapped (editor, "activate", G_CALLBACK (on_written), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_written), self);
  gtk_widget_add_controller (editor, focus);
  return editor;
}

static GtkWidget *
new_control (ReslabBlockEditor *self)
{
  GtkWidget *editor;

  switch (self->key->type)
    {
    case RN_SPEC_INTEGER:
    case RN_SPEC_REAL:
      return new_spin_button (self);
    case RN_SPEC_BOOLEAN:
      if (has_blank (self->key))
        return new_drop_down (self);
      editor = gtk_switch_new ();
      g_signal_connect_swapped (editor, "notify::active", G_CALLBACK (on_switched), self);
      return editor;
    case RN_SPEC_PART:
      return new_entry (self);
    case RN_SPEC_CHOICE:
      break;
    }
  return new_drop_down (self);
}

/* ── the whole ── */

static void
reslab_block_editor_finalize (GObject *object)
{
  g_free (RESLAB_BLOCK_EDITOR (object)->written);
  G_OBJECT_CLASS (reslab_block_editor_parent_class)->finalize (object);
}

static void
reslab_block_editor_class_init (ReslabBlockEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reslab_block_editor_finalize;
  signals[EDITED] = g_signal_new ("edited", RESLAB_TYPE_BLOCK_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
reslab_block_editor_init (ReslabBlockEditor *self)
{
}

GtkWidget *
reslab_block_editor_new (const RnSpecKey *key, const char *help)
{
  ReslabBlockEditor *self = g_object_new (RESLAB_TYPE_BLOCK_EDITOR, NULL);

  self->key = key;
  self->written = g_strdup ("");
  self->control = new_control (self);
  reslab_set_name (self->control, key->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  gtk_box_append (GTK_BOX (self), self->control);
  return GTK_WIDGET (self);
}

static void
show (ReslabBlockEditor *self, const RnBlockSpec *spec)
{
  const RnSpecKey *key = self->key;
  double number = number_at (key, spec);

  if (GTK_IS_SWITCH (self->control))
    gtk_switch_set_active (GTK_SWITCH (self->control), number != 0);
  else if (GTK_IS_SPIN_BUTTON (self->control))
    {
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control),
                                 has_blank (key) && number == key->fallback ? blank (key) : number);
      on_output (GTK_SPIN_BUTTON (self->control), self);
    }
  else
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control),
                                key->type == RN_SPEC_BOOLEAN ? (guint) (number + 1)
                                                             : (guint) number);
}

gboolean
reslab_block_editor_show (ReslabBlockEditor *self, const RnBlockSpec *spec)
{
  gboolean given;

  self->showing = TRUE;
  if (self->key->type == RN_SPEC_PART)
    {
      g_free (self->written);
      self->written = part_words (self->key, spec);
      gtk_editable_set_text (GTK_EDITABLE (self->control), self->written);
      given = self->written[0] != '\0';
    }
  else
    {
      show (self, spec);
      given = number_at (self->key, spec) != self->key->fallback;
    }
  self->showing = FALSE;
  return given;
}

void
reslab_block_editor_scale (ReslabBlockEditor *self, double factor)
{
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control)) * factor;

  if (value >= self->key->minimum)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), floor (value));
}

void
reslab_block_editor_set_wrong (ReslabBlockEditor *self, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (self->control, "error");
  else
    gtk_widget_remove_css_class (self->control, "error");
}

