/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The picture chooser. */
#include "config.h"
#include "reslab-picture-button.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-actions.h"
#include "reslab-controls.h"
#include "reslab-model-button.h"
#include "reslab-picture-panel.h"
#include "reslab-window.h"

#define THUMBNAIL  24              /* px */
#define NAME_CHARS 16

struct _ReslabPictureButton
{
  AdwBin     parent_instance;
  Lab       *lab;                  /* (owned) */
  GtkWidget *button, *popover;
  GtkWidget *thumbnail, *name, *recent;
  guint64    revision;             /* of the picture that is shown */
};

G_DEFINE_FINAL_TYPE (ReslabPictureButton, reslab_picture_button, ADW_TYPE_BIN)

static void
show_crop (GtkWidget *image, LabPicture *picture, guint side)
{
  g_autoptr (GdkPixbuf) crop = lab_picture_crop (picture, side, side);
  g_autoptr (GdkTexture) texture = gdk_texture_new_for_pixbuf (crop);

  gtk_image_set_from_paintable (GTK_IMAGE (image), GDK_PAINTABLE (texture));
}

static void
on_changed (Lab *lab, guint changes, ReslabPictureButton *self)
{
  LabPicture *picture = lab_document (lab)->picture;

  if (!(changes & LAB_CHANGED_PICTURE) || lab_picture_revision (picture) == self->revision)
    return;
  self->revision = lab_picture_revision (picture);
  gtk_label_set_text (GTK_LABEL (self->name), lab_picture_name (picture));
  gtk_widget_set_tooltip_text (self->button, lab_picture_name (picture));
  show_crop (self->thumbnail, picture, THUMBNAIL * 2);
}

/* ── the popover ── */

static void
popdown (GtkButton *button, ReslabPictureButton *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static GtkWidget *
add_button (ReslabPictureButton *self, GtkWidget *box, const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_signal_connect_after (button, "clicked", G_CALLBACK (popdown), self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_action (ReslabPictureButton *self, GtkWidget *box, const char *action, const char *label)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add_button (self, box, label)), action);
}

static void
on_built_in (GtkButton *button, ReslabPictureButton *self)
{
  lab_do (self->lab, NULL, "picture", NULL);
}

/* The next test picture of the data set the trained networks know. */
static void
on_sample (GtkButton *button, ReslabPictureButton *self)
{
  int sample = lab_picture_sample_index (lab_document (self->lab)->picture) + 1;

  if (!lab_do (self->lab, NULL, "sample", "index", sample, NULL))
    lab_do (self->lab, NULL, "sample", "index", 0, NULL);
}

static void
add_recent (ReslabPictureButton *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  GtkWidget *button = add_button (self, self->recent, name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-path");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", path);
  gtk_widget_set_tooltip_text (button, path);
}

static void
on_show (GtkWidget *popover, ReslabPictureButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_auto (GStrv) files = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->recent)) != NULL)
    gtk_box_remove (GTK_BOX (self->recent), child);
  if (!RESLAB_IS_WINDOW (root))
    return;
  files = g_settings_get_strv (reslab_window_settings (RESLAB_WINDOW (root)), "recent-files");
  for (guint i = 0, n = 0; files[i] != NULL && n < 4; i++)
    if (!g_str_has_suffix (files[i], ".json"))
      {
        add_recent (self, files[i]);
        n++;
      }
}

static GtkWidget *
new_content (ReslabPictureButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *panel = reslab_picture_panel_new (self->lab);

  gtk_widget_set_margin_bottom (panel, 6);
  gtk_box_append (GTK_BOX (box), panel);
  add_action (self, box, "win.open", _("Open a picture…"));
  add_action (self, box, "win.paste", _("Paste a picture"));
  g_signal_connect (add_button (self, box, _("Built-in picture")), "clicked",
                    G_CALLBACK (on_built_in), self);
  g_signal_connect (add_button (self, box, _("Next picture of shapes")), "clicked",
                    G_CALLBACK (on_sample), self);
  self->recent = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), self->recent);
  return box;
}

/* ── the widget ── */

static void
reslab_picture_button_dispose (GObject *object)
{
  ReslabPictureButton *self = RESLAB_PICTURE_BUTTON (object);

  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_picture_button_parent_class)->dispose (object);
}

static void
reslab_picture_button_class_init (ReslabPictureButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_picture_button_dispose;
}

static void
reslab_picture_button_init (ReslabPictureButton *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = gtk_menu_button_new ();
  self->thumbnail = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->thumbnail), THUMBNAIL);
  gtk_widget_add_css_class (self->thumbnail, "thumbnail");
  gtk_widget_set_overflow (self->thumbnail, GTK_OVERFLOW_HIDDEN);
  self->name = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), NAME_CHARS);
  gtk_box_append (GTK_BOX (row), self->thumbnail);
  gtk_box_append (GTK_BOX (row), self->name);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), row);
  gtk_widget_set_focus_on_click (self->button, FALSE);
  reslab_set_name (self->button, _("Picture"));
  self->popover = gtk_popover_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  adw_bin_set_child (ADW_BIN (self), self->button);
}

GtkWidget *
reslab_picture_button_new (Lab *lab)
{
  ReslabPictureButton *self = g_object_new (RESLAB_TYPE_PICTURE_BUTTON, NULL);

  self->lab = g_object_ref (lab);
  gtk_popover_set_child (GTK_POPOVER (self->popover), new_content (self));
  g_signal_connect (self->popover, "show", G_CALLBACK (on_show), self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  on_changed (lab, LAB_CHANGED_PICTURE, self);
  return GTK_WIDGET (self);
}

GtkWidget *
reslab_choosers_new (Lab *lab)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *model = reslab_model_button_new (lab), *picture = reslab_picture_button_new (lab);

  reslab_control_mark (model, LAB_CONTROL_MODEL);
  reslab_control_mark (picture, LAB_CONTROL_PICTURE);
  gtk_box_append (GTK_BOX (box), model);
  gtk_box_append (GTK_BOX (box), picture);
  return box;
}
