/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The bar below a training: every control is an action of the window. */
#include "config.h"
#include "reslab-train-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "reslab-accessible.h"

struct _ReslabTrainBar
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *play;               /* (borrowed), as are those below */
  GtkWidget *step;
  GtkWidget *detail;
  GtkWidget *time;
  GtkWidget *progress;
};

G_DEFINE_FINAL_TYPE (ReslabTrainBar, reslab_train_bar, ADW_TYPE_BIN)

/* (transfer full) “epoch 0.77 · 38,400 pictures seen” */
static char *
detail_of (const LabTrainState *state)
{
  g_autofree char *epoch = fig_format_fixed ((double) state->step / (double) MAX (1, state->batches), 2);
  g_autofree char *seen = fig_format_count (state->step * state->batch);

  /* TRANSLATORS: how often the data has been gone through, pictures shown so far */
  return g_strdup_printf (_("epoch %s · %s pictures seen"), epoch, seen);
}

/* (transfer full) */
static char *
span_of (double seconds)
{
  if (seconds < 90)
    return g_strdup_printf (_("%.0f s"), seconds);
  return g_strdup_printf (_("%.0f min"), seconds / 60);
}

/* (transfer full) “1.86 s a step for all · about 3 min left” */
static char *
time_of (Lab *lab, const LabTrainState *state)
{
  double left = lab_training_left (lab);
  g_autofree char *step = isfinite (state->seconds) ? fig_format_fixed (state->seconds, 2) : NULL;
  g_autofree char *rest = isfinite (left) ? span_of (left) : NULL;

  if (step == NULL)
    return g_strdup ("");
  if (rest == NULL || state->status != LAB_TRAIN_GOING)
    return g_strdup_printf (_("%s s a step for all"), step);
  return g_strdup_printf (_("%s s a step for all · about %s left"), step, rest);
}

static const char *
status_of (const LabTrainState *state)
{
  switch (state->status)
    {
    case LAB_TRAIN_OPENING:
      return _("Opening networks and data");
    case LAB_TRAIN_DONE:
      return _("Done");
    case LAB_TRAIN_FAILED:
      return _("Stopped");
    default:
      return NULL;
    }
}

void
reslab_train_bar_update (ReslabTrainBar *self)
{
  const LabTrainState *state = lab_training (self->lab);
  gboolean going = lab_look (self->lab)->training;
  guint64 step = state != NULL ? state->step : 0;
  guint64 stop = (guint64) lab_document (self->lab)->plan->stop;
  g_autofree char *words = g_strdup_printf (_("Step %u of %u"), (guint) step, (guint) stop);
  g_autofree char *detail = state != NULL && state->n_runs > 0 ? detail_of (state) : g_strdup ("");
  g_autofree char *time = state != NULL ? time_of (self->lab, state) : g_strdup ("");
  const char *status = state != NULL ? status_of (state) : NULL;

  gtk_button_set_icon_name (GTK_BUTTON (self->play), going ? "media-playback-pause-symbolic"
                                                           : "media-playback-start-symbolic");
  gtk_label_set_text (GTK_LABEL (self->step), status != NULL && step == 0 ? status : words);
  gtk_label_set_text (GTK_LABEL (self->detail), detail);
  gtk_label_set_text (GTK_LABEL (self->time), time);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 stop > 0 ? CLAMP ((double) step / (double) stop, 0, 1) : 0);
}

static GtkWidget *
new_label (GtkWidget *box, const char *css, gboolean grows)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), grows ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), grows ? PANGO_ELLIPSIZE_START : PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, grows);
  gtk_widget_add_css_class (label, css);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
new_words (ReslabTrainBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->step = new_label (line, "heading", FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->step), PANGO_ELLIPSIZE_NONE);
  self->detail = new_label (line, "dim", FALSE);
  self->time = new_label (line, "dim", TRUE);
  self->progress = gtk_progress_bar_new ();
  reslab_set_name (self->progress, _("Progress of the training"));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 8);
  return box;
}

static void
build (ReslabTrainBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *reset = reslab_actions_button ("train-reset", "media-skip-backward-symbolic");
  GtkWidget *step = reslab_actions_button ("train-step", "go-next-symbolic");

  self->play = reslab_actions_button ("train-toggle", "media-playback-start-symbolic");
  gtk_widget_add_css_class (self->play, "play");
  gtk_widget_add_css_class (self->play, "circular");
  gtk_widget_add_css_class (self->play, "suggested-action");
  gtk_widget_set_valign (self->play, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (reset, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (step, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), reset);
  gtk_box_append (GTK_BOX (box), self->play);
  gtk_box_append (GTK_BOX (box), step);
  gtk_box_append (GTK_BOX (box), new_words (self));
  gtk_widget_add_css_class (box, "step-bar");
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
reslab_train_bar_dispose (GObject *object)
{
  g_clear_object (&RESLAB_TRAIN_BAR (object)->lab);
  G_OBJECT_CLASS (reslab_train_bar_parent_class)->dispose (object);
}

static void
reslab_train_bar_class_init (ReslabTrainBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_train_bar_dispose;
}

static void
reslab_train_bar_init (ReslabTrainBar *self)
{
}

GtkWidget *
reslab_train_bar_new (Lab *lab)
{
  ReslabTrainBar *self = g_object_new (RESLAB_TYPE_TRAIN_BAR, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  return GTK_WIDGET (self);
}
