/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Why a value was not taken, and what would mend it. */
#include "config.h"
#include "reslab-refusal.h"

struct _ReslabRefusal
{
  GtkBox     parent_instance;
  GtkWidget *words;
  GtkWidget *offers;             /* a button each */
};

static guint mended;

G_DEFINE_FINAL_TYPE (ReslabRefusal, reslab_refusal, GTK_TYPE_BOX)

/* A row of forms that scrolls sideways asks for a height without saying how wide it is, and would
 * be told that of one long line. The room is that of whoever it stands in: its own is not known
 * before it is seen. */
static void
reserve_lines (ReslabRefusal *self)
{
  int width = gtk_widget_get_width (gtk_widget_get_parent (GTK_WIDGET (self))), height;

  gtk_widget_set_size_request (self->words, -1, -1);
  if (width <= 0 || !gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  gtk_widget_measure (self->words, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_set_size_request (self->words, -1, height);
}

static void
take_offers_back (ReslabRefusal *self)
{
  GtkWidget *button;

  while ((button = gtk_widget_get_first_child (self->offers)) != NULL)
    gtk_box_remove (GTK_BOX (self->offers), button);
  gtk_widget_hide (self->offers);
}

void
reslab_refusal_say (ReslabRefusal *self, const char *message)
{
  g_return_if_fail (RESLAB_IS_REFUSAL (self));
  gtk_label_set_text (GTK_LABEL (self->words), message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self), message != NULL);
  reserve_lines (self);
  take_offers_back (self);
}

static void
on_offer (GtkButton *button, ReslabRefusal *self)
{
  g_autofree char *spec = g_strdup (g_object_get_data (G_OBJECT (button), "spec"));

  g_signal_emit (self, mended, 0, spec);    /* which takes the button away */
}

static void
offer (ReslabRefusal *self, const RnMending *mending, json_object *json)
{
  json_object *copy = NULL;
  GtkWidget *button = gtk_button_new_with_label (mending->label);

  json_object_deep_copy (json, &copy, NULL);
  if (rn_mending_apply (mending, copy, NULL))
    {
      g_object_set_data_full (G_OBJECT (button), "spec", g_strdup (json_object_to_json_string (copy)),
                              g_free);
      gtk_widget_set_tooltip_text (button, json_object_to_json_string_ext (mending->merge,
                                                                           JSON_C_TO_STRING_SPACED));
      gtk_widget_set_halign (button, GTK_ALIGN_START);
      g_signal_connect (button, "clicked", G_CALLBACK (on_offer), self);
      gtk_box_append (GTK_BOX (self->offers), button);
    }
  json_object_put (copy);
}

void
reslab_refusal_offer (ReslabRefusal *self, const RnFindings *findings, json_object *json)
{
  g_return_if_fail (RESLAB_IS_REFUSAL (self));
  take_offers_back (self);
  if (rn_findings_count (findings, RN_SEVERITY_ERROR) == 0)
    return;
  for (guint i = 0; i < rn_findings_nth (findings, 0)->mendings->len; i++)
    offer (self, rn_findings_nth (findings, 0)->mendings->pdata[i], json);
  gtk_widget_set_visible (self->offers, gtk_widget_get_first_child (self->offers) != NULL);
}

static void
reslab_refusal_class_init (ReslabRefusalClass *class)
{
  mended = g_signal_new ("mended", RESLAB_TYPE_REFUSAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
reslab_refusal_init (ReslabRefusal *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->words = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->words), 0);
  gtk_label_set_wrap (GTK_LABEL (self->words), TRUE);
  gtk_widget_add_css_class (self->words, "form-error");
  self->offers = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_hide (self->offers);
  gtk_box_append (GTK_BOX (self), self->words);
  gtk_box_append (GTK_BOX (self), self->offers);
  gtk_widget_hide (GTK_WIDGET (self));
}

GtkWidget *
reslab_refusal_new (void)
{
  return g_object_new (RESLAB_TYPE_REFUSAL, NULL);
}
