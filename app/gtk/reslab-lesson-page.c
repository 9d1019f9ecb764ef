/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One step of a lesson: where one is, what is said, what is asked, what is revealed; the figure beside it. */
#include "config.h"
#include "reslab-lessons-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-prose.h"

#define TEXT_LEAST   320           /* px */
#define FIGURE_LEAST 360
#define BELOW        800           /* where the page is narrower, the figure lies below the text */
#define MARGIN       40
#define REVEAL_MS    250

struct _ReslabLessonPage
{
  AdwBin           parent_instance;
  LabLessonPlayer *player;         /* (owned) */
  GtkWidget       *paned;          /* (borrowed), as are those below */
  GtkWidget       *title, *count, *dots;
  GtkWidget       *text;           /* heading and lines, read as one */
  GtkWidget       *heading, *lines;
  GtkWidget       *question;
  GtkWidget       *revealer;
  GtkWidget       *revealed;
  GtkWidget       *work, *work_bar, *work_words, *skip;
  GtkWidget       *back, *next;
  GtkWidget       *figure;
};

G_DEFINE_FINAL_TYPE (ReslabLessonPage, reslab_lesson_page, ADW_TYPE_BIN)

/* ── what is shown ── */

static const FigPalette *
palette_of (ReslabLessonPage *self)
{
  return reslab_style_palette (reslab_style_of (GTK_WIDGET (self)));
}

static void
update_head (ReslabLessonPage *self, const LabLessonText *text)
{
  guint step = lab_lesson_player_step (self->player);
  guint n = lab_lesson_n_steps (lab_lesson_player_lesson (self->player));
  g_autofree char *title = lab_line_text (text->title);
  g_autofree char *count = g_strdup_printf (_("Step %u of %u"), step + 1, n);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->count), count);
  reslab_dots_set (RESLAB_DOTS (self->dots), step, n);
}

/* A step's text is heard first, then its question. */
static void
name_text (ReslabLessonPage *self, const LabStepText *text)
{
  g_autofree char *heading = lab_line_text (text->heading);
  g_autofree char *lines = lab_lines_text (text->lines);
  g_autofree char *question = text->question != NULL ? lab_line_text (text->question) : g_strdup ("");
  g_autofree char *all = g_strconcat (heading, "\n", lines, "\n", question, NULL);
  g_autofree char *revealed = lab_lines_text (text->revealed);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->revealed), GTK_ACCESSIBLE_PROPERTY_LABEL, revealed, -1);
}

static void
update_text (ReslabLessonPage *self, const LabStepText *text)
{
  gboolean shows = lab_lesson_player_revealed (self->player) && text->revealed->len > 0;

  reslab_prose_set_line (RESLAB_PROSE (self->heading), text->heading, palette_of (self));
  reslab_prose_set (RESLAB_PROSE (self->lines), text->lines, palette_of (self));
  reslab_lesson_question_update (RESLAB_LESSON_QUESTION (self->question));
  if (shows)
    reslab_prose_set (RESLAB_PROSE (self->revealed), text->revealed, palette_of (self));
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), shows);
  gtk_widget_set_can_focus (self->revealed, shows);
  /* a revealer that crossfades takes the room of what it hides */
  gtk_widget_set_visible (self->revealed, shows);
  name_text (self, text);
}

static void
update_work (ReslabLessonPage *self)
{
  LabLessonPhase phase = lab_lesson_player_phase (self->player);
  const char *what = NULL;
  double done = lab_lesson_player_progress (self->player, &what);

  gtk_widget_set_visible (self->work, phase == LAB_LESSON_TRAINING);
  if (phase != LAB_LESSON_TRAINING)
    return;
  gtk_label_set_text (GTK_LABEL (self->work_words), what != NULL ? what : "");
  if (isnan (done))
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->work_bar));
  else
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->work_bar), CLAMP (done, 0, 1));
}

static gboolean
is_last (ReslabLessonPage *self)
{
  return lab_lesson_player_step (self->player) + 1 == lab_lesson_n_steps (lab_lesson_player_lesson (self->player));
}

static void
set_words (GtkWidget *button, const char *words)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (button)));

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), words) == 0)
    return;
  gtk_label_set_text (GTK_LABEL (label), words);
  reslab_set_name (button, words);
}

static void
update_buttons (ReslabLessonPage *self)
{
  LabLessonPhase phase = lab_lesson_player_phase (self->player);

  set_words (self->next, phase == LAB_LESSON_OPEN                     ? _("Reveal")
                         : phase == LAB_LESSON_DONE && is_last (self) ? _("Finish")
                                                                      : _("Next"));
}

void
reslab_lesson_page_update (ReslabLessonPage *self)
{
  LabLesson *lesson = lab_lesson_player_lesson (self->player);
  const LabStepText *text = lesson != NULL ? lab_lesson_player_text (self->player) : NULL;
  const char *language;

  if (text == NULL)
    return;
  language = lab_lesson_player_language (self->player);
  reslab_lessons_mark_script (self->paned, language);
  update_head (self, lab_lesson_text (lesson, language));
  update_text (self, text);
  update_work (self);
  update_buttons (self);
  reslab_lesson_figure_update (RESLAB_LESSON_FIGURE (self->figure));
}

/* ── where one reads ── */

void
reslab_lesson_page_read (ReslabLessonPage *self)
{
  if (gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    gtk_widget_grab_focus (self->revealed);
  else
    gtk_widget_grab_focus (self->text);
}

void
reslab_lesson_page_answer (ReslabLessonPage *self)
{
  if (!reslab_lesson_question_grab (RESLAB_LESSON_QUESTION (self->question)))
    reslab_lesson_figure_grab (RESLAB_LESSON_FIGURE (self->figure));
}

/* ── what it is made of ── */

/* A box that can be read: it takes the focus, so that a screen reader says what it holds. */
static void
make_readable (GtkWidget *widget)
{
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_add_css_class (widget, "readable");
}

static GtkWidget *
make_head (ReslabLessonPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->title = gtk_label_new ("");
  self->count = gtk_label_new ("");
  self->dots = reslab_dots_new ();
  gtk_widget_add_css_class (self->title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->count, "dim");
  gtk_box_append (GTK_BOX (row), self->title);
  gtk_box_append (GTK_BOX (row), self->count);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), self->dots);
  return box;
}

static GtkWidget *
make_work (ReslabLessonPage *self)
{
  self->work = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->work_words = gtk_label_new ("");
  self->work_bar = gtk_progress_bar_new ();
  self->skip = reslab_actions_word_button ("lesson-skip", _("Show the result that comes with Reslab"));
  gtk_label_set_xalign (GTK_LABEL (self->work_words), 0);
  gtk_label_set_wrap (GTK_LABEL (self->work_words), TRUE);
  gtk_widget_set_halign (self->skip, GTK_ALIGN_START);
  reslab_set_name (self->work_bar, _("Progress of the training"));
  gtk_box_append (GTK_BOX (self->work), self->work_words);
  gtk_box_append (GTK_BOX (self->work), self->work_bar);
  gtk_box_append (GTK_BOX (self->work), self->skip);
  return self->work;
}

static GtkWidget *
make_words (ReslabLessonPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 20), *scroller = gtk_scrolled_window_new ();

  self->text = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 14,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_REGION, NULL);
  make_readable (self->text);
  self->heading = reslab_prose_new ("lesson-heading");
  self->lines = reslab_prose_new ("lesson-text");
  gtk_box_append (GTK_BOX (self->text), self->heading);
  gtk_box_append (GTK_BOX (self->text), self->lines);
  self->question = reslab_lesson_question_new (self->player);
  self->revealed = reslab_prose_new ("lesson-text");
  make_readable (self->revealed);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), REVEAL_MS);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->revealed);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_box_append (GTK_BOX (box), self->question);
  gtk_box_append (GTK_BOX (box), make_work (self));
  gtk_box_append (GTK_BOX (box), self->revealer);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
make_buttons (ReslabLessonPage *self)
{
  GtkWidget *row = gtk_center_box_new ();

  self->back = reslab_actions_word_button ("lesson-back", _("Back"));
  self->next = reslab_actions_word_button ("lesson-next", _("Next"));
  gtk_widget_add_css_class (self->next, "suggested-action");
  gtk_widget_add_css_class (self->back, "lesson-button");
  gtk_widget_add_css_class (self->next, "lesson-button");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (row), self->back);
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (row), self->next);
  return row;
}

static GtkWidget *
make_left (ReslabLessonPage *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 22);

  gtk_box_append (GTK_BOX (left), make_head (self));
  gtk_box_append (GTK_BOX (left), make_words (self));
  gtk_box_append (GTK_BOX (left), make_buttons (self));
  gtk_widget_set_margin_start (left, MARGIN);
  gtk_widget_set_margin_end (left, MARGIN);
  gtk_widget_set_margin_top (left, 28);
  gtk_widget_set_margin_bottom (left, 24);
  gtk_widget_set_size_request (left, TEXT_LEAST, -1);
  return left;
}

/* Text and figure stand beside each other as long as both have room for a line of words. */
void
reslab_lesson_page_narrow (ReslabLessonPage *self, gboolean narrow)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean below = narrow && width > 0 && width < BELOW;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  below ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

GtkPaned *
reslab_lesson_page_paned (ReslabLessonPage *self)
{
  return GTK_PANED (self->paned);
}

void
reslab_lesson_page_forget (ReslabLessonPage *self)
{
  reslab_lesson_question_forget (RESLAB_LESSON_QUESTION (self->question));
  reslab_lesson_figure_forget (RESLAB_LESSON_FIGURE (self->figure));
}

static void
dispose (GObject *object)
{
  g_clear_object (&RESLAB_LESSON_PAGE (object)->player);
  G_OBJECT_CLASS (reslab_lesson_page_parent_class)->dispose (object);
}

static void
reslab_lesson_page_class_init (ReslabLessonPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
reslab_lesson_page_init (ReslabLessonPage *self)
{
}

GtkWidget *
reslab_lesson_page_new (LabLessonPlayer *player)
{
  ReslabLessonPage *self = g_object_new (RESLAB_TYPE_LESSON_PAGE, NULL);

  self->player = g_object_ref (player);
  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  self->figure = reslab_lesson_figure_new (player);
  gtk_widget_set_size_request (self->figure, FIGURE_LEAST, -1);
  gtk_paned_set_start_child (GTK_PANED (self->paned), make_left (self));
  gtk_paned_set_end_child (GTK_PANED (self->paned), self->figure);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  adw_bin_set_child (ADW_BIN (self), self->paned);
  return GTK_WIDGET (self);
}
