/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The answers of a choice as cards: a number, the words, and once revealed whether it is right. */
#include "config.h"
#include "reslab-lessons-private.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-prose.h"

/* Space chooses a card; on the one that is chosen it goes on, as everywhere in a lesson. */
static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType held, gpointer data)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));

  if (key != GDK_KEY_space || !gtk_widget_has_css_class (card, "chosen"))
    return FALSE;
  return gtk_widget_activate_action (card, "win.lesson-next", NULL);
}

static GtkWidget *
card_new (guint i)
{
  GtkWidget *card = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *words = reslab_prose_new ("lesson-answer"), *mark = gtk_image_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  GtkWidget *badge = gtk_label_new (number);

  gtk_widget_add_css_class (badge, "answer-badge");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), badge);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_button_set_child (GTK_BUTTON (card), row);
  gtk_widget_add_css_class (card, "answer-card");
  gtk_widget_set_focus_on_click (card, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), "win.lesson-choose");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "u", i);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (card, keys);
  return card;
}

static void
set_class (GtkWidget *widget, const char *css, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css);
  else
    gtk_widget_remove_css_class (widget, css);
}

/* What the card says to those who cannot see its colours. */
static void
name_card (GtkWidget *card, guint i, const LabLine *words, const char *state)
{
  g_autofree char *text = lab_line_text (words);
  g_autofree char *name = g_strdup_printf ("%u: %s%s%s", i + 1, text, state[0] != '\0' ? "; " : "", state);

  reslab_set_name (card, name);
}

static void
card_update (GtkWidget *card, guint i, const LabLine *words, LabLessonPlayer *player)
{
  const LabAnswer *answer = lab_lesson_player_answer (player);
  GtkWidget *row = gtk_button_get_child (GTK_BUTTON (card));
  GtkWidget *prose = gtk_widget_get_next_sibling (gtk_widget_get_first_child (row));
  GtkWidget *mark = gtk_widget_get_last_child (row);
  gboolean revealed = lab_lesson_player_revealed (player), chosen = answer->choice == (int) i;
  gboolean right = revealed && answer->right == (int) i, wrong = revealed && chosen && !right;

  reslab_prose_set_line (RESLAB_PROSE (prose), words, reslab_style_palette (reslab_style_of (card)));
  set_class (card, "chosen", chosen && !revealed);
  set_class (card, "right", right);
  set_class (card, "wrong", wrong);
  gtk_image_set_from_icon_name (GTK_IMAGE (mark), right   ? "object-select-symbolic"
                                                  : wrong ? "window-close-symbolic"
                                                          : NULL);
  gtk_widget_set_opacity (mark, right || wrong ? 1 : 0);
  name_card (card, i, words, right ? (chosen ? _("right, your answer") : _("right"))
                             : wrong ? _("your answer, not right") : chosen ? _("chosen") : "");
}

void
reslab_lesson_cards_update (GtkWidget *cards, LabLessonPlayer *player)
{
  GPtrArray *answers = lab_lesson_player_text (player)->answers;
  GtkWidget *card = gtk_widget_get_first_child (cards);

  for (guint i = 0; i < answers->len || card != NULL; i++)
    {
      if (card == NULL)
        gtk_box_append (GTK_BOX (cards), card = card_new (i));
      gtk_widget_set_visible (card, i < answers->len);
      if (i < answers->len)
        card_update (card, i, answers->pdata[i], player);
      card = gtk_widget_get_next_sibling (card);
    }
}

GtkWidget *
reslab_lesson_cards_new (void)
{
  return gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
}
