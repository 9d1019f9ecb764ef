/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The banner below the header bar. */
#include "config.h"
#include "reslab-banner.h"

#include <string.h>

#include "fig-i18n.h"
#include "reslab-accessible.h"

struct _ReslabBanner
{
  AdwBin     parent_instance;
  GtkWidget *revealer;       /* (borrowed) */
  GtkWidget *label;          /* (borrowed) the sentence */
  GtkWidget *details;        /* (borrowed) shows the lines between the first and the last */
  GtkWidget *lines;          /* (borrowed) */
  GtkWidget *offer;          /* (borrowed) what can be done about it */
  char      *message;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ReslabBanner, reslab_banner, ADW_TYPE_BIN)

static void
reslab_banner_finalize (GObject *object)
{
  g_free (RESLAB_BANNER (object)->message);
  G_OBJECT_CLASS (reslab_banner_parent_class)->finalize (object);
}

static void
reslab_banner_class_init (ReslabBannerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = reslab_banner_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
on_close (ReslabBanner *self)
{
  reslab_banner_hide (self);
}

/* A trace of shapes is a table: it stands in columns, and only when it is asked for. */
static GtkWidget *
new_details (ReslabBanner *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();

  self->lines = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->lines), 0);
  gtk_label_set_selectable (GTK_LABEL (self->lines), TRUE);
  gtk_widget_add_css_class (self->lines, "monospace");
  gtk_popover_set_child (GTK_POPOVER (popover), self->lines);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Details"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  reslab_set_name (button, _("Details"));
  return button;
}

static void
reslab_banner_init (ReslabBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *close = gtk_button_new_with_label (_("Close"));

  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  gtk_widget_set_focusable (self->label, FALSE);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  g_signal_connect_object (close, "clicked", G_CALLBACK (on_close), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (box, "banner");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), self->label);
  self->details = new_details (self);
  gtk_box_append (GTK_BOX (box), self->details);
  self->offer = gtk_button_new_with_label (_("Show and mend"));
  gtk_widget_hide (self->offer);
  gtk_widget_set_valign (self->offer, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->offer, "suggested-action");
  gtk_box_append (GTK_BOX (box), self->offer);
  gtk_box_append (GTK_BOX (box), close);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), 150);
  adw_bin_set_child (ADW_BIN (self), self->revealer);
}

void
reslab_banner_show (ReslabBanner *self, const char *message)
{
  const char *first, *last;
  g_autofree char *sentence = NULL;

  g_return_if_fail (RESLAB_IS_BANNER (self) && message != NULL);
  first = strchr (message, '\n');
  last = strrchr (message, '\n');
  if (first != last)               /* what is wrong, and what would mend it */
    sentence = g_strdup_printf ("%.*s\n%s", (int) (first - message), message,
                                last + 1 + strspn (last + 1, " "));
  gtk_label_set_text (GTK_LABEL (self->label), sentence != NULL ? sentence : message);
  gtk_label_set_text (GTK_LABEL (self->lines), message);
  gtk_widget_set_visible (self->details, sentence != NULL);
  gtk_widget_hide (self->offer);
  g_free (self->message);
  self->message = g_strdup (message);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

void
reslab_banner_offer (ReslabBanner *self, const char *label, const char *action)
{
  g_return_if_fail (RESLAB_IS_BANNER (self));
  gtk_button_set_label (GTK_BUTTON (self->offer), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->offer), action);
  gtk_widget_show (self->offer);
}

gboolean
reslab_banner_hide (ReslabBanner *self)
{
  g_return_val_if_fail (RESLAB_IS_BANNER (self), FALSE);
  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    return FALSE;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  return TRUE;
}

const char *
reslab_banner_message (ReslabBanner *self)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer))
             ? self->message
             : NULL;
}
