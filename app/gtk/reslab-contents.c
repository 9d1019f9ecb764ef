/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* All lessons: what each is about, how long it takes, how far one came. */
#include "config.h"
#include "reslab-lessons-private.h"

#include <stdlib.h>

#include "fig-i18n.h"

#define WIDTH 880                  /* px */

struct _ReslabContents
{
  AdwBin     parent_instance;
  GtkWidget *list;                 /* (borrowed) */
  GPtrArray *entries;              /* (owned) (nullable) (element-type LabLessonEntry) */
};

G_DEFINE_FINAL_TYPE (ReslabContents, reslab_contents, ADW_TYPE_BIN)

/* ── a row ── */

static GtkWidget *
label_new (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

/* “12 min · finished · 3 of 4 right” (transfer full) */
static char *
tell_progress (const LabLessonEntry *entry)
{
  GString *told = g_string_new (NULL);
  LabLessonProgress progress = { 0 };

  lab_lesson_progress_load (entry->id, &progress);
  g_string_append_printf (told, _("%u min"), entry->lesson->minutes);
  if (progress.finished)
    g_string_append_printf (told, " · %s", _("finished"));
  else if (progress.step > 0)
    {
      g_string_append (told, " · ");
      g_string_append_printf (told, _("step %u of %u"), progress.step + 1, lab_lesson_n_steps (entry->lesson));
    }
  if (progress.asked > 0)
    {
      g_string_append (told, " · ");
      g_string_append_printf (told, _("%u of %u right"), progress.right, progress.asked);
    }
  if (entry->own)
    g_string_append_printf (told, " · %s", _("your own"));
  return g_string_free (told, FALSE);
}

static GtkWidget *
words_new (const LabLessonEntry *entry, const char *language)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *title = NULL, *summary = NULL, *progress = NULL;

  gtk_widget_set_hexpand (box, TRUE);
  if (entry->lesson == NULL)
    {
      gtk_box_append (GTK_BOX (box), label_new (entry->id, "selection-title"));
      gtk_box_append (GTK_BOX (box), label_new (entry->problem, "error"));
      return box;
    }
  title = lab_line_text (lab_lesson_text (entry->lesson, language)->title);
  summary = lab_lines_text (lab_lesson_text (entry->lesson, language)->summary);
  progress = tell_progress (entry);
  gtk_box_append (GTK_BOX (box), label_new (title, "selection-title"));
  gtk_box_append (GTK_BOX (box), label_new (g_strchomp (summary), NULL));
  gtk_box_append (GTK_BOX (box), label_new (progress, "dim"));
  return box;
}

/* "04-backward" is number 4; others have none. */
static GtkWidget *
number_new (const LabLessonEntry *entry)
{
  int number = atoi (entry->id);
  g_autofree char *text = number > 0 ? g_strdup_printf ("%d", number) : g_strdup ("·");
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "lesson-number-badge");
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  return label;
}

static GtkWidget *
row_new (const LabLessonEntry *entry, const char *language)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *go = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_box_append (GTK_BOX (box), number_new (entry));
  gtk_box_append (GTK_BOX (box), words_new (entry, language));
  gtk_widget_set_opacity (go, entry->lesson != NULL ? 0.6 : 0);
  gtk_box_append (GTK_BOX (box), go);
  gtk_widget_add_css_class (box, "lesson-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), entry->lesson != NULL);
  reslab_lessons_mark_script (row, entry->lesson != NULL
                                     ? lab_lesson_text (entry->lesson, language)->language : "en");
  return row;
}

/* ── the list ── */

static void
on_activated (GtkListBox *list, GtkListBoxRow *row, ReslabContents *self)
{
  const LabLessonEntry *entry = self->entries->pdata[gtk_list_box_row_get_index (row)];

  gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson-open", "s", entry->folder);
}

void
reslab_contents_reload (ReslabContents *self, const char *language)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL && GTK_IS_LIST_BOX_ROW (child))
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = lab_lessons_list ();
  for (guint i = 0; i < self->entries->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (self->entries->pdata[i], language));
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index));
}

void
reslab_contents_grab (ReslabContents *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->list);
}

static void
finalize (GObject *object)
{
  g_clear_pointer (&RESLAB_CONTENTS (object)->entries, g_ptr_array_unref);
  G_OBJECT_CLASS (reslab_contents_parent_class)->finalize (object);
}

static void
reslab_contents_class_init (ReslabContentsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
}

static void
reslab_contents_init (ReslabContents *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list),
                                gtk_label_new (_("No lessons were found. They are part of Reslab’s installation.")));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lessons"), -1);
  gtk_widget_add_css_class (self->list, "lesson-list");
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_activated), self);
  gtk_box_append (GTK_BOX (box), label_new (_("Lessons"), "title-1"));
  gtk_box_append (GTK_BOX (box), label_new (_("Predict first, then Space reveals. Every number is computed while you "
                                              "read it."), "dim"));
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_widget_set_margin_top (box, 28);
  gtk_widget_set_margin_bottom (box, 28);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
reslab_contents_new (void)
{
  return g_object_new (RESLAB_TYPE_CONTENTS, NULL);
}
