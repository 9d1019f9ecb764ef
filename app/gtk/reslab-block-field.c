/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One key of a block's schema as a row of a form. */
#include "config.h"
#include "reslab-block-field.h"

#include <math.h>

#include "fig-i18n.h"
#include "reslab-accessible.h"

#define MOST 1e9             /* beyond any range, so that what is too large is refused by name */

struct _ReslabBlockField
{
  GtkBox           parent_instance;
  const RnSpecKey *key;            /* (borrowed) static */
  GtkWidget       *editor;         /* of the box, as are those below */
  GtkWidget       *reset;
  GtkWidget       *error;
  gboolean         showing;        /* the editor changes because the spec did */
};

enum
{
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReslabBlockField, reslab_block_field, GTK_TYPE_BOX)

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

static char *
number_words (const RnSpecKey *key, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, key->type == RN_SPEC_REAL ? "%.6g" : "%.0f",
                                    number));
}

char *
reslab_block_key_words (const RnSpecKey *key, const RnBlockSpec *spec)
{
  double number = number_at (key, spec);

  if (has_blank (key) && number == key->fallback)
    return g_strdup (_("default"));
  if (key->type == RN_SPEC_CHOICE)
    return g_strdup (key->choices[(int) number]);
  if (key->type == RN_SPEC_BOOLEAN)
    return g_strdup (number != 0 ? "true" : "false");
  return number_words (key, number);
}

/* ── what edits it ── */

static void
tell (ReslabBlockField *self, const char *json)
{
  if (!self->showing)
    g_signal_emit (self, signals[EDITED], 0, json);
}

static void
on_selected (ReslabBlockField *self)
{
  static const char *const truths[] = { "null", "false", "true" };
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->editor));

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
new_drop_down (ReslabBlockField *self)
{
  const char *const truths[] = { _("default"), "false", "true", NULL };
  GtkWidget *editor = gtk_drop_down_new_from_strings (
    self->key->type == RN_SPEC_BOOLEAN ? truths : self->key->choices);

  g_signal_connect_swapped (editor, "notify::selected", G_CALLBACK (on_selected), self);
  return editor;
}

static void
on_switched (ReslabBlockField *self)
{
  tell (self, gtk_switch_get_active (GTK_SWITCH (self->editor)) ? "true" : "false");
}

/* The value that stands for “not given”. */
static double
blank (const RnSpecKey *key)
{
  return key->type == RN_SPEC_REAL ? 0 : key->minimum - 1;
}

static void
on_value (ReslabBlockField *self)
{
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->editor));
  g_autofree char *json = has_blank (self->key) && value <= blank (self->key)
                            ? g_strdup ("null")
                            : number_words (self->key, value);

  tell (self, json);
}

static gboolean
on_output (GtkSpinButton *spin, ReslabBlockField *self)
{
  double value = gtk_spin_button_get_value (spin);
  g_autofree char *text = has_blank (self->key) && value <= blank (self->key)
                            ? g_strdup (_("default"))
                            : number_words (self->key, value);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (spin)), text))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static int
on_input (GtkSpinButton *spin, double *value, ReslabBlockField *self)
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
new_spin_button (ReslabBlockField *self)
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

static GtkWidget *
new_editor (ReslabBlockField *self)
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
    case RN_SPEC_CHOICE:
    case RN_SPEC_PART:
      break;
    }
  return new_drop_down (self);
}

/* ── halves and doubles: widths and groups are powers of two more often than not ── */

static void
on_factor (GtkWidget *button, ReslabBlockField *self)
{
  double factor = *(double *) g_object_get_data (G_OBJECT (button), "factor");
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->editor)) * factor;

  if (value >= self->key->minimum)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor), floor (value));
}

static GtkWidget *
new_factor (ReslabBlockField *self, double factor)
{
  GtkWidget *button = gtk_button_new_with_label (factor < 1 ? "÷2" : "×2");
  g_autofree char *tooltip = g_strdup_printf (factor < 1 ? _("Half of %s") : _("Twice %s"),
                                              self->key->name);

  gtk_widget_set_tooltip_text (button, tooltip);
  reslab_set_name (button, tooltip);
  g_object_set_data_full (G_OBJECT (button), "factor", g_memdup2 (&factor, sizeof factor), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_factor), self);
  return button;
}

/* ── the row ── */

static void
on_reset (ReslabBlockField *self)
{
  tell (self, "null");
}

/* “out ÷ mid; without it, 4 …  (1 to 65536)” (transfer full) */
static char *
help_words (const RnSpecKey *key)
{
  g_autofree char *low = number_words (key, key->minimum);
  g_autofree char *high = number_words (key, key->maximum);

  if (key->type == RN_SPEC_INTEGER || key->type == RN_SPEC_REAL)
    /* TRANSLATORS: what a key of a block is, and its range */
    return g_strdup_printf (_("%s (%s to %s)"), _(key->doc), low, high);
  return g_strdup (_(key->doc));
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_line (ReslabBlockField *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = new_label (self->key->name, "heading");

  gtk_label_set_wrap (GTK_LABEL (name), FALSE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_valign (self->editor, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), name);
  if (self->key->type == RN_SPEC_INTEGER)
    gtk_box_append (GTK_BOX (line), new_factor (self, 0.5));
  gtk_box_append (GTK_BOX (line), self->editor);
  if (self->key->type == RN_SPEC_INTEGER)
    gtk_box_append (GTK_BOX (line), new_factor (self, 2));
  if (self->reset != NULL)
    gtk_box_append (GTK_BOX (line), self->reset);
  return line;
}

static void
fill (ReslabBlockField *self)
{
  g_autofree char *help = help_words (self->key);
  g_autofree char *default_words = g_strdup_printf (_("Take %s back to its default"),
                                                    self->key->name);

  self->editor = new_editor (self);
  reslab_set_name (self->editor, self->key->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  if (!self->key->required)
    {
      self->reset = gtk_button_new_from_icon_name ("edit-clear-symbolic");
      gtk_widget_set_tooltip_text (self->reset, default_words);
      reslab_set_name (self->reset, default_words);
      gtk_widget_add_css_class (self->reset, "flat");
      g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (on_reset), self);
    }
  self->error = new_label (NULL, "error");
  gtk_widget_hide (self->error);
  gtk_box_append (GTK_BOX (self), new_line (self));
  gtk_box_append (GTK_BOX (self), new_label (help, "dim"));
  gtk_box_append (GTK_BOX (self), self->error);
}

static void
reslab_block_field_class_init (ReslabBlockFieldClass *klass)
{
  signals[EDITED] = g_signal_new ("edited", RESLAB_TYPE_BLOCK_FIELD, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
reslab_block_field_init (ReslabBlockField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 2);
}

GtkWidget *
reslab_block_field_new (const RnSpecKey *key)
{
  ReslabBlockField *self = g_object_new (RESLAB_TYPE_BLOCK_FIELD, NULL);

  self->key = key;
  fill (self);
  return GTK_WIDGET (self);
}

const RnSpecKey *
reslab_block_field_get_key (ReslabBlockField *self)
{
  return self->key;
}

void
reslab_block_field_show (ReslabBlockField *self, const RnBlockSpec *spec)
{
  double number = number_at (self->key, spec);
  gboolean given = number != self->key->fallback;

  self->showing = TRUE;
  if (GTK_IS_SWITCH (self->editor))
    gtk_switch_set_active (GTK_SWITCH (self->editor), number != 0);
  else if (GTK_IS_SPIN_BUTTON (self->editor))
    {
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor),
                                 has_blank (self->key) && !given ? blank (self->key) : number);
      on_output (GTK_SPIN_BUTTON (self->editor), self);
    }
  else
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->editor),
                                self->key->type == RN_SPEC_BOOLEAN ? (guint) (number + 1)
                                                                   : (guint) number);
  self->showing = FALSE;
  if (self->reset != NULL)
    gtk_widget_set_sensitive (self->reset, given);
}

void
reslab_block_field_set_error (ReslabBlockField *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->error), message != NULL ? message : "");
  gtk_widget_set_visible (self->error, message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (self->editor, "error");
  else
    gtk_widget_remove_css_class (self->editor, "error");
  if (self->reset != NULL && message != NULL)
    gtk_widget_set_sensitive (self->reset, TRUE);
}
