/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A guess as a bar, dragged or moved by arrow keys; once revealed the true one stands below. */
#include "config.h"
#include "reslab-lessons-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "reslab-figure-view.h"

#define NUDGE 0.02                 /* of the range, an arrow key */

struct _ReslabLessonBar
{
  AdwBin           parent_instance;
  LabLessonPlayer *player;         /* (owned) */
  GtkWidget       *figure;         /* (borrowed) */
  FigRect          range;          /* where the scale lies, in the scene's px, while it is dragged */
  gboolean         dragging;
};

G_DEFINE_FINAL_TYPE (ReslabLessonBar, reslab_lesson_bar, ADW_TYPE_BIN)

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  ReslabLessonBar *self = data;

  return reslab_lesson_question_of (self->player)->kind == LAB_QUESTION_BAR
           ? lab_lesson_player_bar (self->player, style)
           : NULL;
}

/* ── the guess ── */

gboolean
reslab_lesson_nudge (LabLessonPlayer *player, double part)
{
  const LabQuestion *question = reslab_lesson_question_of (player);
  double range = question->to - question->from, now;

  if (question->kind != LAB_QUESTION_BAR)
    return FALSE;
  now = lab_lesson_player_answer (player)->number;
  if (isnan (now))
    now = question->from + range / 2 - part * range;
  return lab_lesson_player_guess (player, now + part * range);
}

static void
guess_at (ReslabLessonBar *self, double x, double y)
{
  const LabQuestion *question = reslab_lesson_question_of (self->player);
  double part;

  reslab_figure_view_to_scene (RESLAB_FIGURE_VIEW (self->figure), &x, &y);
  part = CLAMP ((x - self->range.x) / self->range.width, 0, 1);
  lab_lesson_player_guess (self->player, question->from + part * (question->to - question->from));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, ReslabLessonBar *self)
{
  FigPick pick = { 0 };

  self->dragging = reslab_figure_view_pick (RESLAB_FIGURE_VIEW (self->figure), x, y, &pick)
                   && pick.kind == FIG_BAR && pick.bounds.width > 0;
  if (self->dragging)
    {
      self->range = pick.bounds;
      guess_at (self, x, y);
    }
  fig_pick_clear (&pick);
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, ReslabLessonBar *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (self->dragging)
    guess_at (self, x + dx, y + dy);
}

/* Before the figure takes the arrows for its own marks. */
static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType held, ReslabLessonBar *self)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Down:
      return reslab_lesson_nudge (self->player, -NUDGE);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
    case GDK_KEY_Up:
      return reslab_lesson_nudge (self->player, NUDGE);
    default:
      return FALSE;
    }
}

/* ── the widget ── */

void
reslab_lesson_bar_update (ReslabLessonBar *self)
{
  g_autofree char *guess = lab_lesson_player_guessed (self->player);
  g_autofree char *truth = lab_lesson_player_truth (self->player);
  g_autofree char *title = lab_lesson_player_revealed (self->player)
                             ? g_strdup_printf (_("Your guess: %s; computed: %s"), guess, truth)
                             : g_strdup_printf (_("Your guess: %s; arrow keys change it"), guess);

  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), title);
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->figure));
}

void
reslab_lesson_bar_grab (ReslabLessonBar *self)
{
  gtk_widget_grab_focus (self->figure);
}

void
reslab_lesson_bar_forget (ReslabLessonBar *self)
{
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), NULL, NULL);
}

static void
dispose (GObject *object)
{
  g_clear_object (&RESLAB_LESSON_BAR (object)->player);
  G_OBJECT_CLASS (reslab_lesson_bar_parent_class)->dispose (object);
}

static void
reslab_lesson_bar_class_init (ReslabLessonBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
reslab_lesson_bar_init (ReslabLessonBar *self)
{
}

GtkWidget *
reslab_lesson_bar_new (LabLessonPlayer *player)
{
  ReslabLessonBar *self = g_object_new (RESLAB_TYPE_LESSON_BAR, NULL);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->player = g_object_ref (player);
  self->figure = reslab_figure_view_new ();
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), _("Your guess"));
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (self->figure), TRUE);
  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (self->figure), FALSE);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->figure), 0);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), make_scene, self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (self->figure, keys);
  gtk_widget_add_controller (self->figure, GTK_EVENT_CONTROLLER (drag));
  adw_bin_set_child (ADW_BIN (self), self->figure);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sheet");
  gtk_widget_add_css_class (GTK_WIDGET (self), "of-figure");
  return GTK_WIDGET (self);
}
