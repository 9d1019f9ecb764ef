/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Lessons: contents or a step, and what the header bar says meanwhile. */
#include "config.h"
#include "reslab-lessons-private.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-settings.h"
#include "reslab-window.h"

#define VIEW_MS 150

static const char *const languages[] = { "en", "zh_CN", NULL };

struct _ReslabLessons
{
  AdwBin           parent_instance;
  Lab             *lab;            /* (owned) */
  LabLessonPlayer *player;         /* (owned) */
  GtkWidget       *stack;          /* (borrowed), as are those below */
  GtkWidget       *contents;
  GtkWidget       *page;
  GtkWidget       *header;         /* (owned) in the header bar */
  GtkWidget       *home, *choice;
  char            *language;       /* (owned) (nullable) */
  gboolean         shown;          /* this view is the one that is looked at */
  gboolean         placed, telling;
  guint            step;           /* what was read last */
  gboolean         revealed;
  LabLesson       *read;           /* (owned) (nullable) */
};

/* ── what is shown ── */

gboolean
reslab_lessons_is_open (ReslabLessons *self)
{
  return lab_lesson_player_phase (self->player) != LAB_LESSON_CLOSED;
}

void
reslab_lessons_mark_script (GtkWidget *widget, const char *language)
{
  gboolean han = g_str_has_prefix (language, "zh");

  gtk_widget_remove_css_class (widget, han ? "latin" : "han");
  gtk_widget_add_css_class (widget, han ? "han" : "latin");
}

static void
show_page (ReslabLessons *self)
{
  gboolean open = reslab_lessons_is_open (self);

  gtk_stack_set_visible_child (GTK_STACK (self->stack), open ? self->page : self->contents);
  gtk_widget_set_visible (self->home, open);
  if (open)
    reslab_lesson_page_update (RESLAB_LESSON_PAGE (self->page));
}

void
reslab_lessons_read (ReslabLessons *self)
{
  if (reslab_lessons_is_open (self))
    reslab_lesson_page_read (RESLAB_LESSON_PAGE (self->page));
  else
    reslab_contents_grab (RESLAB_CONTENTS (self->contents));
}

void
reslab_lessons_answer (ReslabLessons *self)
{
  if (reslab_lessons_is_open (self))
    reslab_lesson_page_answer (RESLAB_LESSON_PAGE (self->page));
}

/* A new step, or what is revealed of it, is read once it is there; the focus stays where somebody
 * answers until then. */
static void
read_new (ReslabLessons *self)
{
  LabLessonPhase phase = lab_lesson_player_phase (self->player);
  guint step;
  gboolean revealed;

  if (phase != LAB_LESSON_OPEN && phase != LAB_LESSON_DONE)
    return;
  step = lab_lesson_player_step (self->player);
  revealed = lab_lesson_player_revealed (self->player);
  if (self->read == lab_lesson_player_lesson (self->player) && step == self->step && revealed == self->revealed)
    return;
  g_clear_pointer (&self->read, lab_lesson_unref);
  self->read = lab_lesson_ref (lab_lesson_player_lesson (self->player));
  self->step = step;
  self->revealed = revealed;
  if (self->shown)
    reslab_lessons_read (self);
}

static void
hide_controls (ReslabLessons *self)
{
  ReslabWindow *window = reslab_window_of (GTK_WIDGET (self));

  if (window != NULL)
    reslab_window_hide_controls (window, lab_lesson_player_hidden (self->player));
}

static void
on_player (ReslabLessons *self)
{
  show_page (self);
  read_new (self);
  hide_controls (self);
  reslab_window_update (reslab_window_of (GTK_WIDGET (self)));
}

/* Somebody went to look at another view, and is back: the step is as it was. */
static void
on_changed (ReslabLessons *self, guint changes)
{
  gboolean shown = lab_shown_view (self->lab) == LAB_VIEW_LESSONS, back = shown && !self->shown;

  if (!(changes & LAB_CHANGED_VIEW))
    return;
  self->shown = shown;
  if (!back)
    return;
  if (reslab_lessons_is_open (self))
    lab_lesson_player_again (self->player);
  else
    reslab_contents_reload (RESLAB_CONTENTS (self->contents), self->language);
}

/* ── opening and leaving ── */

LabLessonPlayer *
reslab_lessons_player (ReslabLessons *self)
{
  return self->player;
}

gboolean
reslab_lessons_open (ReslabLessons *self, const char *name, int step, GError **error)
{
  g_autoptr (LabLesson) lesson = lab_lessons_open (name, error);
  LabLessonProgress progress = { 0 };

  if (lesson == NULL)
    return FALSE;
  lab_lesson_progress_load (lesson->id, &progress);
  if (step < 0)
    step = progress.finished ? 0 : (int) progress.step;
  lab_do (self->lab, NULL, "view", "name", "lessons", NULL);
  lab_lesson_player_open (self->player, lesson, (guint) step, TRUE);
  return TRUE;
}

void
reslab_lessons_leave (ReslabLessons *self)
{
  lab_lesson_player_leave (self->player);
  g_clear_pointer (&self->read, lab_lesson_unref);
  reslab_contents_reload (RESLAB_CONTENTS (self->contents), self->language);
  reslab_contents_grab (RESLAB_CONTENTS (self->contents));
}

/* ── language ── */

const char *
reslab_lessons_language (ReslabLessons *self)
{
  return self->language;
}

static void
tell_language (ReslabLessons *self)
{
  const char *now = self->language != NULL ? self->language : fig_i18n_language ();

  self->telling = TRUE;
  for (guint i = 0; languages[i] != NULL; i++)
    if (g_str_has_prefix (now, i == 0 ? "en" : "zh"))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), i);
  self->telling = FALSE;
}

void
reslab_lessons_set_language (ReslabLessons *self, const char *language)
{
  ReslabWindow *window = reslab_window_of (GTK_WIDGET (self));

  if (g_strcmp0 (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  lab_lesson_player_set_language (self->player, language);
  if (self->shown)                 /* else once it is: files are not read before somebody looks */
    reslab_contents_reload (RESLAB_CONTENTS (self->contents), language);
  if (window != NULL)
    g_settings_set_string (reslab_window_settings (window), "lessons-language", language != NULL ? language : "");
  tell_language (self);
}

static void
on_language (ReslabLessons *self)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));

  if (!self->telling && i < G_N_ELEMENTS (languages) - 1)
    reslab_lessons_set_language (self, languages[i]);
}

static void
make_header (ReslabLessons *self)
{
  static const char *const names[] = { "English", "简体中文", NULL };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->home = reslab_actions_word_button ("lesson-contents", _("Contents"));
  self->choice = gtk_drop_down_new_from_strings (names);
  gtk_widget_set_tooltip_text (self->choice, _("Language of the lessons"));
  reslab_set_name (self->choice, _("Language of the lessons"));
  gtk_widget_set_visible (self->home, FALSE);
  tell_language (self);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (on_language), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), self->home);
  gtk_box_append (GTK_BOX (row), self->choice);
  self->header = g_object_ref_sink (row);
}

/* ── the view ── */

static GtkWidget *
header_start (ReslabView *view)
{
  return RESLAB_LESSONS (view)->header;
}

static void
grab (ReslabView *view)
{
  reslab_lessons_read (RESLAB_LESSONS (view));
}

static void
set_narrow (ReslabView *view, gboolean narrow)
{
  reslab_lesson_page_narrow (RESLAB_LESSON_PAGE (RESLAB_LESSONS (view)->page), narrow);
}

static void
view_init (ReslabViewInterface *iface)
{
  iface->header_start = header_start;
  iface->grab = grab;
  iface->set_narrow = set_narrow;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabLessons, reslab_lessons, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, view_init))

/* What is remembered is known once there is a window. */
static void
on_root (GtkWidget *widget)
{
  ReslabLessons *self = RESLAB_LESSONS (widget);
  ReslabWindow *window;
  g_autofree char *language = NULL;

  GTK_WIDGET_CLASS (reslab_lessons_parent_class)->root (widget);
  window = reslab_window_of (widget);
  if (self->placed || window == NULL)
    return;
  self->placed = TRUE;
  reslab_settings_keep_paned (reslab_window_settings (window), "lessons-divider",
                              reslab_lesson_page_paned (RESLAB_LESSON_PAGE (self->page)));
  language = g_settings_get_string (reslab_window_settings (window), "lessons-language");
  if (language[0] != '\0')
    reslab_lessons_set_language (self, language);
}

static void
dispose (GObject *object)
{
  ReslabLessons *self = RESLAB_LESSONS (object);

  if (self->player != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->player, self);
      reslab_lesson_page_forget (RESLAB_LESSON_PAGE (self->page));
    }
  g_clear_object (&self->player);
  g_clear_object (&self->header);
  g_clear_object (&self->lab);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->read, lab_lesson_unref);
  G_OBJECT_CLASS (reslab_lessons_parent_class)->dispose (object);
}

static void
reslab_lessons_class_init (ReslabLessonsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  GTK_WIDGET_CLASS (class)->root = on_root;
}

static void
reslab_lessons_init (ReslabLessons *self)
{
}

GtkWidget *
reslab_lessons_new (Lab *lab)
{
  ReslabLessons *self = g_object_new (RESLAB_TYPE_LESSONS, NULL);

  self->lab = g_object_ref (lab);
  self->player = lab_lesson_player_new (lab);
  self->contents = reslab_contents_new ();
  self->page = reslab_lesson_page_new (self->player);
  self->stack = gtk_stack_new ();
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (GTK_STACK (self->stack), VIEW_MS);
  gtk_stack_add_child (GTK_STACK (self->stack), self->contents);
  gtk_stack_add_child (GTK_STACK (self->stack), self->page);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  make_header (self);
  g_signal_connect_object (self->player, "changed", G_CALLBACK (on_player), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reslab_style_of (GTK_WIDGET (self)), "changed", G_CALLBACK (show_page), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
