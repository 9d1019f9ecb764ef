/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How far the lab's work is. */
#include "config.h"
#include "reslab-progress.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"

#define QUIET_US  (200 * 1000)
#define BRIEF_US  (2 * G_USEC_PER_SEC)
#define LOOK_MS   100

struct _ReslabProgress
{
  GtkWidget  parent_instance;
  Lab       *lab;            /* (owned) */
  GtkWidget *bar;            /* (borrowed), as are those below */
  GtkWidget *detail;
  GtkWidget *label;
  guint      timer;
  double     fraction;       /* of the work under way; 0: not told */
  char      *what;           /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ReslabProgress, reslab_progress, GTK_TYPE_WIDGET)

/* “Measuring 3 of 15 · 4 s left” */
static void
describe (ReslabProgress *self, gint64 passed_us)
{
  g_autoptr (GString) text = g_string_new (self->what != NULL ? self->what : _("Working"));

  if (self->fraction > 0.05 && self->fraction < 1)
    {
      double left_s = passed_us / 1e6 * (1 - self->fraction) / self->fraction;

      g_string_append (text, " · ");
      /* TRANSLATORS: of the work under way */
      g_string_append_printf (text, dngettext (GETTEXT_PACKAGE, "%lu s left", "%lu s left",
                                               (gulong) (left_s + 1)),
                              (gulong) (left_s + 1));
    }
  gtk_label_set_text (GTK_LABEL (self->label), text->str);
}

static gboolean
look (gpointer data)
{
  ReslabProgress *self = data;
  gint64 passed_us = g_get_monotonic_time () - lab_work_since (self->lab);

  if (!lab_is_working (self->lab))
    {
      self->timer = 0;
      gtk_widget_set_visible (self->bar, FALSE);
      gtk_widget_set_visible (self->detail, FALSE);
      return G_SOURCE_REMOVE;
    }
  /* beside a lesson's text, not on its first line */
  gtk_widget_set_halign (self->detail, lab_shown_view (self->lab) == LAB_VIEW_LESSONS ? GTK_ALIGN_END
                                                                                       : GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->bar, passed_us > QUIET_US);
  gtk_widget_set_visible (self->detail, passed_us > BRIEF_US);
  if (self->fraction > 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), self->fraction);
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  describe (self, passed_us);
  return G_SOURCE_CONTINUE;
}

static void
on_changed (ReslabProgress *self, guint changes)
{
  if (!(changes & LAB_CHANGED_WORK))
    return;
  if (lab_is_working (self->lab) && self->timer == 0)
    {
      self->fraction = 0;
      g_clear_pointer (&self->what, g_free);
      self->timer = g_timeout_add (LOOK_MS, look, self);
    }
  else if (!lab_is_working (self->lab) && self->timer != 0)
    {
      g_source_remove (self->timer);
      look (self);
    }
}

static void
on_progress (ReslabProgress *self, double fraction, const char *what)
{
  self->fraction = fraction;
  g_free (self->what);
  self->what = g_strdup (what);
}

static void
on_cancel (ReslabProgress *self)
{
  lab_cancel (self->lab);
}

static void
dispose (GObject *object)
{
  ReslabProgress *self = RESLAB_PROGRESS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->lab);
  g_clear_pointer (&self->what, g_free);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->detail, gtk_widget_unparent);
  G_OBJECT_CLASS (reslab_progress_parent_class)->dispose (object);
}

/* It lies over the view, which keeps its clicks: only Cancel takes any. */
static gboolean
contains (GtkWidget *widget, double x, double y)
{
  return FALSE;
}

static void
reslab_progress_class_init (ReslabProgressClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  widget_class->contains = contains;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
reslab_progress_init (ReslabProgress *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->bar = gtk_progress_bar_new ();
  gtk_widget_add_css_class (self->bar, "osd");
  gtk_widget_set_can_target (self->bar, FALSE);
  gtk_widget_set_visible (self->bar, FALSE);
  reslab_set_name (self->bar, _("Progress"));
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "numeric");
  self->detail = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->detail, "progress-detail");
  gtk_widget_set_halign (self->detail, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->detail, FALSE);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (on_cancel), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->detail), self->label);
  gtk_box_append (GTK_BOX (self->detail), cancel);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  gtk_widget_set_parent (self->detail, GTK_WIDGET (self));
}

void
reslab_progress_set_lab (ReslabProgress *self, Lab *lab)
{
  g_return_if_fail (RESLAB_IS_PROGRESS (self) && self->lab == NULL);
  self->lab = g_object_ref (lab);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lab, "progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  on_changed (self, LAB_CHANGED_WORK);
}
