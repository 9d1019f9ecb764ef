/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A lesson's lines as labels; those that stay the same are left alone. */
#include "config.h"
#include "reslab-prose.h"

#define LINE_GAP   10              /* px */
#define BULLET_GAP 10

struct _ReslabProse
{
  AdwBin      parent_instance;
  GtkWidget  *box;                 /* (borrowed) a row a line: bullet, label */
  const char *css;
};

G_DEFINE_FINAL_TYPE (ReslabProse, reslab_prose, ADW_TYPE_BIN)

static gboolean
on_link (GtkLabel *label, const char *uri)
{
  gtk_widget_activate_action (GTK_WIDGET (label), "win.lesson-link", "s", uri);
  return TRUE;
}

static GtkWidget *
append_row (ReslabProse *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, BULLET_GAP);
  GtkWidget *bullet = gtk_label_new ("•"), *label = gtk_label_new (NULL);

  gtk_widget_set_valign (bullet, GTK_ALIGN_START);
  gtk_widget_add_css_class (bullet, self->css);
  gtk_widget_add_css_class (label, self->css);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_link), NULL);
  gtk_box_append (GTK_BOX (row), bullet);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (self->box), row);
  return row;
}

static void
set_row (GtkWidget *row, const LabLine *line, const FigPalette *palette)
{
  GtkWidget *bullet = gtk_widget_get_first_child (row);
  GtkWidget *label = gtk_widget_get_next_sibling (bullet);
  g_autofree char *markup = lab_line_markup (line, palette, TRUE);

  gtk_widget_set_visible (bullet, line->kind == LAB_LINE_ITEM);
  gtk_widget_set_visible (row, TRUE);
  if (g_strcmp0 (markup, gtk_label_get_label (GTK_LABEL (label))) != 0)
    gtk_label_set_markup (GTK_LABEL (label), markup);
}

static void
set_lines (ReslabProse *self, const LabLine *const *lines, guint n, const FigPalette *palette)
{
  GtkWidget *row = gtk_widget_get_first_child (self->box);

  for (guint i = 0; i < n; i++)
    {
      if (row == NULL)
        row = append_row (self);
      set_row (row, lines[i], palette);
      row = gtk_widget_get_next_sibling (row);
    }
  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_visible (row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

void
reslab_prose_set (ReslabProse *self, GPtrArray *lines, const FigPalette *palette)
{
  g_return_if_fail (RESLAB_IS_PROSE (self));
  if (lines != NULL)
    set_lines (self, (const LabLine *const *) lines->pdata, lines->len, palette);
  else
    set_lines (self, NULL, 0, palette);
}

void
reslab_prose_set_line (ReslabProse *self, const LabLine *line, const FigPalette *palette)
{
  g_return_if_fail (RESLAB_IS_PROSE (self));
  set_lines (self, &line, line != NULL ? 1 : 0, palette);
}

static void
reslab_prose_class_init (ReslabProseClass *class)
{
}

static void
reslab_prose_init (ReslabProse *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, LINE_GAP);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

GtkWidget *
reslab_prose_new (const char *css)
{
  ReslabProse *self = g_object_new (RESLAB_TYPE_PROSE, NULL);

  self->css = css;
  return GTK_WIDGET (self);
}
