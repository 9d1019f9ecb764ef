/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a step asks, and where it is answered. */
#include "config.h"
#include "reslab-lessons-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-prose.h"

struct _ReslabLessonQuestion
{
  AdwBin           parent_instance;
  LabLessonPlayer *player;         /* (owned) */
  GtkWidget       *words;          /* (borrowed), as are those below */
  GtkWidget       *cards;
  GtkWidget       *number;         /* a field and what it is for */
  GtkWidget       *field;
  GtkWidget       *bar;
  GtkWidget       *told;           /* what was answered, and what is computed */
  guint            step;           /* that the field belongs to */
  gboolean         telling;        /* it shows the state, nobody typed it */
};

G_DEFINE_FINAL_TYPE (ReslabLessonQuestion, reslab_lesson_question, ADW_TYPE_BIN)

const LabQuestion *
reslab_lesson_question_of (LabLessonPlayer *player)
{
  static const LabQuestion none = { .kind = LAB_QUESTION_NONE };

  if (lab_lesson_player_phase (player) == LAB_LESSON_CLOSED)
    return &none;
  return &lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player))->question;
}

/* ── a number ── */

static void
on_typed (ReslabLessonQuestion *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->field));
  g_autofree char *plain = g_strdup (text);
  char *end;
  double number;

  if (self->telling)
    return;
  /* 1,769,472 may be typed as it is written; a percent sign as well */
  for (char *from = plain, *to = plain; ; from++)
    if (*from != ',' && *from != ' ' && (*to++ = *from) == '\0')
      break;
  number = g_ascii_strtod (plain, &end);
  if (end == plain || (*end != '\0' && *end != '%') || !isfinite (number))
    gtk_widget_add_css_class (self->field, "error");
  else
    {
      gtk_widget_remove_css_class (self->field, "error");
      if (reslab_lesson_question_of (self->player)->as.kind == LAB_AS_PERCENT)
        number /= 100;
      lab_lesson_player_guess (self->player, number);
    }
}

static void
on_entered (ReslabLessonQuestion *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson-next", NULL);
}

/* No number has a space at its end: there it goes on, as everywhere in a lesson. */
static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType held, ReslabLessonQuestion *self)
{
  if (key != GDK_KEY_space && key != GDK_KEY_Page_Down)
    return FALSE;
  on_entered (self);
  return TRUE;
}

static GtkWidget *
make_number (ReslabLessonQuestion *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->number = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->field = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->field), _("Your guess"));
  gtk_entry_set_input_purpose (GTK_ENTRY (self->field), GTK_INPUT_PURPOSE_NUMBER);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->field), 16);
  reslab_set_name (self->field, _("Your guess, a number"));
  gtk_widget_add_css_class (self->field, "lesson-number");
  g_signal_connect_object (self->field, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "activate", G_CALLBACK (on_entered), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->field, keys);
  gtk_box_append (GTK_BOX (self->number), self->field);
  return self->number;
}

/* Each step's field begins empty, or with what was guessed when the step was seen before. */
static void
update_number (ReslabLessonQuestion *self)
{
  guint step = lab_lesson_player_step (self->player);

  gtk_editable_set_editable (GTK_EDITABLE (self->field), !lab_lesson_player_revealed (self->player));
  if (self->step == step)
    return;
  self->step = step;
  self->telling = TRUE;
  gtk_widget_remove_css_class (self->field, "error");
  if (isfinite (lab_lesson_player_answer (self->player)->number))
    {
      g_autofree char *guess = lab_lesson_player_guessed (self->player);

      gtk_editable_set_text (GTK_EDITABLE (self->field), guess);
    }
  else
    gtk_editable_set_text (GTK_EDITABLE (self->field), "");
  self->telling = FALSE;
}

/* ── what was answered ── */

static char *
tell_number (ReslabLessonQuestion *self, const LabAnswer *answer)
{
  g_autofree char *guess = lab_lesson_player_guessed (self->player);
  g_autofree char *truth = lab_lesson_player_truth (self->player);

  if (!isfinite (answer->number))
    return g_strdup_printf (_("Computed: %s"), truth);
  return g_strdup_printf (answer->state == LAB_ANSWER_RIGHT ? _("Your guess: %s. Computed: %s. Right.")
                                                            : _("Your guess: %s. Computed: %s."),
                          guess, truth);
}

static char *
tell_place (ReslabLessonQuestion *self, const LabAnswer *answer)
{
  if (answer->place == NULL)
    return g_strdup (lab_lesson_player_revealed (self->player)
                       ? "" : _("Click it in the figure; with the keyboard: Enter, arrows, Enter."));
  if (!lab_lesson_player_revealed (self->player))
    return g_strdup_printf (_("You point at %s."), answer->place);
  return g_strdup_printf (answer->state == LAB_ANSWER_RIGHT ? _("You pointed at %s. Right.")
                                                            : _("You pointed at %s. It is another place."),
                          answer->place);
}

static void
update_told (ReslabLessonQuestion *self, LabQuestionKind kind)
{
  const LabAnswer *answer = lab_lesson_player_answer (self->player);
  gboolean revealed = lab_lesson_player_revealed (self->player);
  g_autofree char *told = NULL;

  if (kind == LAB_QUESTION_PLACE)
    told = tell_place (self, answer);
  else if (revealed && (kind == LAB_QUESTION_NUMBER || kind == LAB_QUESTION_BAR))
    told = tell_number (self, answer);
  gtk_label_set_text (GTK_LABEL (self->told), told != NULL ? told : "");
  gtk_widget_set_visible (self->told, told != NULL && told[0] != '\0');
}

void
reslab_lesson_question_update (ReslabLessonQuestion *self)
{
  const LabStepText *text = lab_lesson_player_text (self->player);
  LabQuestionKind kind = reslab_lesson_question_of (self->player)->kind;

  gtk_widget_set_visible (GTK_WIDGET (self), kind != LAB_QUESTION_NONE && text != NULL);
  if (kind == LAB_QUESTION_NONE || text == NULL)
    return;
  reslab_prose_set_line (RESLAB_PROSE (self->words), text->question,
                         reslab_style_palette (reslab_style_of (GTK_WIDGET (self))));
  gtk_widget_set_visible (self->cards, kind == LAB_QUESTION_CHOICE);
  gtk_widget_set_visible (self->number, kind == LAB_QUESTION_NUMBER);
  gtk_widget_set_visible (self->bar, kind == LAB_QUESTION_BAR);
  if (kind == LAB_QUESTION_CHOICE)
    reslab_lesson_cards_update (self->cards, self->player);
  if (kind == LAB_QUESTION_NUMBER)
    update_number (self);
  if (kind == LAB_QUESTION_BAR)
    reslab_lesson_bar_update (RESLAB_LESSON_BAR (self->bar));
  update_told (self, kind);
}

gboolean
reslab_lesson_question_grab (ReslabLessonQuestion *self)
{
  switch (reslab_lesson_question_of (self->player)->kind)
    {
    case LAB_QUESTION_CHOICE:
      return gtk_widget_child_focus (self->cards, GTK_DIR_TAB_FORWARD);
    case LAB_QUESTION_NUMBER:
      return gtk_widget_grab_focus (self->field);
    case LAB_QUESTION_BAR:
      reslab_lesson_bar_grab (RESLAB_LESSON_BAR (self->bar));
      return TRUE;
    case LAB_QUESTION_PLACE:
    case LAB_QUESTION_NONE:
    default:
      return FALSE;
    }
}

void
reslab_lesson_question_forget (ReslabLessonQuestion *self)
{
  reslab_lesson_bar_forget (RESLAB_LESSON_BAR (self->bar));
}

static void
dispose (GObject *object)
{
  g_clear_object (&RESLAB_LESSON_QUESTION (object)->player);
  G_OBJECT_CLASS (reslab_lesson_question_parent_class)->dispose (object);
}

static void
reslab_lesson_question_class_init (ReslabLessonQuestionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
reslab_lesson_question_init (ReslabLessonQuestion *self)
{
}

GtkWidget *
reslab_lesson_question_new (LabLessonPlayer *player)
{
  ReslabLessonQuestion *self = g_object_new (RESLAB_TYPE_LESSON_QUESTION, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->player = g_object_ref (player);
  self->step = G_MAXUINT;
  self->words = reslab_prose_new ("lesson-question");
  self->cards = reslab_lesson_cards_new ();
  self->bar = reslab_lesson_bar_new (player);
  self->told = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->told), 0);
  gtk_label_set_wrap (GTK_LABEL (self->told), TRUE);
  gtk_widget_add_css_class (self->told, "lesson-answer");
  gtk_widget_add_css_class (self->told, "dim");
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_box_append (GTK_BOX (box), self->cards);
  gtk_box_append (GTK_BOX (box), make_number (self));
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->told);
  adw_bin_set_child (ADW_BIN (self), box);
  return GTK_WIDGET (self);
}
