/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One key of a block's schema as a row of a form. */
#include "config.h"
#include "reslab-block-field.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-block-editor.h"

struct _ReslabBlockField
{
  GtkBox           parent_instance;
  const RnSpecKey *key;            /* (borrowed) static */
  GtkWidget       *editor;         /* of the box, as are those below */
  GtkWidget       *reset;
  GtkWidget       *error;
};

enum
{
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReslabBlockField, reslab_block_field, GTK_TYPE_BOX)

/* ── halves and doubles: widths and groups are powers of two more often than not ── */

static void
on_factor (GtkWidget *button, ReslabBlockField *self)
{
  double factor = *(double *) g_object_get_data (G_OBJECT (button), "factor");

  reslab_block_editor_scale (RESLAB_BLOCK_EDITOR (self->editor), factor);
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
on_edited (ReslabBlockField *self, const char *json)
{
  g_signal_emit (self, signals[EDITED], 0, json);
}

static void
on_reset (ReslabBlockField *self)
{
  on_edited (self, "null");
}

/* “out ÷ mid; without it, 4 …  (1 to 65536)” (transfer full) */
static char *
help_words (const RnSpecKey *key)
{
  g_autofree char *low = reslab_block_number_words (key, key->minimum);
  g_autofree char *high = reslab_block_number_words (key, key->maximum);

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

  self->editor = reslab_block_editor_new (self->key, help);
  g_signal_connect_swapped (self->editor, "edited", G_CALLBACK (on_edited), self);
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
  gboolean given = reslab_block_editor_show (RESLAB_BLOCK_EDITOR (self->editor), spec);

  if (self->reset != NULL)
    gtk_widget_set_sensitive (self->reset, given);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          given || rn_block_spec_uses (spec, self->key->name));
}

void
reslab_block_field_set_error (ReslabBlockField *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->error), message != NULL ? message : "");
  gtk_widget_set_visible (self->error, message != NULL);
  reslab_block_editor_set_wrong (RESLAB_BLOCK_EDITOR (self->editor), message != NULL);
  if (self->reset != NULL && message != NULL)
    gtk_widget_set_sensitive (self->reset, TRUE);
}
