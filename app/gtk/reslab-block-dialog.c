/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The form of a block in a window of its own. */
#include "config.h"
#include "reslab-block-dialog.h"

#include "fig-i18n.h"
#include "lab-block.h"
#include "reslab-block-form.h"
#include "reslab-dialog.h"
#include "rn-spec-find.h"

#define WIDTH  460                 /* px */
#define HEIGHT 640
#define SIDE   56                  /* of a block's input, as the core gives it */

struct _ReslabBlockDialog
{
  AdwWindow        parent_instance;
  Lab             *lab;            /* (owned) */
  RnBlockSpec      spec;
  ReslabBlockForm *form;
  GtkWidget       *summary, *problem, *use;
};

G_DEFINE_FINAL_TYPE (ReslabBlockDialog, reslab_block_dialog, ADW_TYPE_WINDOW)

/* ── what it says ── */

static void
tell_problem (ReslabBlockDialog *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->problem), message != NULL ? message : "");
  gtk_widget_set_visible (self->problem, message != NULL);
}

/* What can be read but not built, two paths that part, gets the changes that would mend it. */
static void
offer_mendings (ReslabBlockDialog *self)
{
  json_object *json = rn_block_spec_write (&self->spec);
  g_autoptr (RnFindings) findings = rn_spec_find_json (json, "block spec", NULL);

  reslab_block_form_offer (self->form, findings, json);
  json_object_put (json);
}

static void
tell_spec (ReslabBlockDialog *self)
{
  g_autofree char *widths = lab_block_widths (&self->spec);
  g_autofree char *words = g_strdup_printf ("%s · %s", rn_block_spec_title (&self->spec), widths);
  g_autoptr (GError) error = NULL;
  gboolean builds = lab_block_check (&self->spec, 1, SIDE, &error);

  gtk_label_set_text (GTK_LABEL (self->summary), words);
  gtk_widget_set_sensitive (self->use, builds);
  tell_problem (self, builds ? NULL : error->message);
  offer_mendings (self);
}

static void
on_edited (ReslabBlockForm *form, const char *key, const char *text, ReslabBlockDialog *self)
{
  json_object *value = json_tokener_parse (text);
  g_autoptr (GError) error = NULL;
  RnBlockSpec spec = self->spec;

  if (lab_block_set (&spec, key, value, &error))
    {
      self->spec = spec;
      reslab_block_form_set_error (form, key, NULL);
      reslab_block_form_set_spec (form, &spec);
      tell_spec (self);
    }
  else
    {
      json_object *json;
      g_autoptr (RnFindings) findings = lab_block_find (&self->spec, key, value, &json);

      reslab_block_form_set_error (form, key, error->message);
      reslab_block_form_offer (form, findings, json);
      json_object_put (json);
    }
  json_object_put (value);
}

static void
on_mended (ReslabBlockForm *form, const char *text, ReslabBlockDialog *self)
{
  json_object *json = json_tokener_parse (text);

  if (rn_block_spec_read (&self->spec, json, NULL))
    {
      reslab_block_form_set_spec (form, &self->spec);
      tell_spec (self);
    }
  json_object_put (json);
}

/* ── the result ── */

gboolean
reslab_block_dialog_apply (ReslabBlockDialog *self)
{
  json_object *json = rn_block_spec_write (&self->spec);
  g_autoptr (GError) error = NULL;
  gboolean done
    = lab_do (self->lab, &error, "model", "spec", json_object_to_json_string (json), NULL);

  json_object_put (json);
  if (!done)
    {
      tell_problem (self, error->message);
      return FALSE;
    }
  gtk_window_close (GTK_WINDOW (self));
  return TRUE;
}

/* ── building ── */

static GtkWidget *
new_header (ReslabBlockDialog *self)
{
  GtkWidget *header = adw_header_bar_new (), *cancel = gtk_button_new_with_label (_("Cancel"));

  self->use = gtk_button_new_with_label (_("Use this block"));
  gtk_widget_add_css_class (self->use, "suggested-action");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->use);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->use, "clicked", G_CALLBACK (reslab_block_dialog_apply), self);
  return header;
}

static GtkWidget *
new_words (GtkWidget **label, const char *class)
{
  *label = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (*label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (*label), 0);
  gtk_widget_add_css_class (*label, class);
  return *label;
}

static GtkWidget *
new_body (ReslabBlockDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->form = RESLAB_BLOCK_FORM (reslab_block_form_new ());
  reslab_block_form_set_expanded (self->form, TRUE);
  g_signal_connect (self->form, "edited", G_CALLBACK (on_edited), self);
  g_signal_connect (self->form, "mended", G_CALLBACK (on_mended), self);
  gtk_widget_set_margin_top (box, 16);
  gtk_widget_set_margin_bottom (box, 20);
  gtk_widget_set_margin_start (box, 20);
  gtk_widget_set_margin_end (box, 20);
  gtk_box_append (GTK_BOX (box), new_words (&self->summary, "heading"));
  gtk_box_append (GTK_BOX (box), new_words (&self->problem, "error"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  return reslab_dialog_new_body (box);
}

static void
reslab_block_dialog_dispose (GObject *object)
{
  g_clear_object (&RESLAB_BLOCK_DIALOG (object)->lab);
  G_OBJECT_CLASS (reslab_block_dialog_parent_class)->dispose (object);
}

static void
reslab_block_dialog_class_init (ReslabBlockDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_block_dialog_dispose;
  reslab_dialog_class_setup (GTK_WIDGET_CLASS (class));
}

static void
reslab_block_dialog_init (ReslabBlockDialog *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_title (GTK_WINDOW (self), _("Block by form"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_box_append (GTK_BOX (column), new_header (self));
  gtk_box_append (GTK_BOX (column), new_body (self));
  adw_window_set_content (ADW_WINDOW (self), column);
}

GtkWidget *
reslab_block_dialog_new (GtkWindow *over, Lab *lab)
{
  ReslabBlockDialog *self = g_object_new (RESLAB_TYPE_BLOCK_DIALOG, NULL);
  const RnBlockSpec *block = rn_spec_block (lab_document (lab)->spec);

  self->lab = g_object_ref (lab);
  if (block != NULL)
    self->spec = *block;
  else
    rn_block_spec_init (&self->spec);
  gtk_window_set_transient_for (GTK_WINDOW (self), over);
  reslab_block_form_set_spec (self->form, &self->spec);
  tell_spec (self);
  return GTK_WIDGET (self);
}
