/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector's cards, each made anew only when what it shows has changed. */
#include "config.h"
#include "reslab-inspector-private.h"

#include <string.h>

#include "fig-i18n.h"

#define GAP 10

G_DEFINE_FINAL_TYPE (ReslabInspector, reslab_inspector, ADW_TYPE_BIN)

/* ── what a card shows ── */

static void
take_results (ReslabInspector *self)
{
  LabLayer *layer = lab_layer (self->lab);
  LabPass *pass = lab_pass (self->lab);
  LabStory *story = lab_story (self->lab);

  if (layer != self->layer)
    {
      g_clear_pointer (&self->layer, lab_layer_unref);
      self->layer = layer != NULL ? lab_layer_ref (layer) : NULL;
    }
  if (pass != self->pass)
    {
      g_clear_pointer (&self->pass, lab_pass_unref);
      self->pass = pass != NULL ? lab_pass_ref (pass) : NULL;
    }
  if (story != self->story)
    {
      g_clear_pointer (&self->story, lab_story_unref);
      self->story = story != NULL ? lab_story_ref (story) : NULL;
    }
}

static void
key_of (ReslabInspector *self, LabUses uses, gboolean is_maps, InspectorKey *key)
{
  const LabLook *look = lab_look (self->lab);

  memset (key, 0, sizeof *key);          /* padding too: keys are compared as bytes */
  key->subject = lab_subject (self->lab);
  key->node = lab_selected_node (self->lab);
  key->scope = lab_selected_scope (self->lab);
  if (uses & LAB_USES_STEP)
    {
      key->shown = lab_subject_is_shown (self->lab);
      key->gradient = lab_subject_has_gradient (self->lab);
    }
  if (uses & LAB_USES_LAYER)
    key->layer = self->layer;
  if (uses & LAB_USES_PASS)
    key->pass = self->pass;
  key->large = is_maps && self->large;
  if ((uses & LAB_USES_CHANNEL || key->large) && self->layer != NULL)
    key->channel = lab_layer_channel (self->layer, self->lab);
  if (uses & LAB_USES_MAPS)
    {
      key->order = look->order;
      key->scale = look->scale;
    }
  if (uses & LAB_USES_PROBE && look->probing)
    {
      key->probing = TRUE;
      key->row = look->row;
      key->column = look->column;
    }
  if (uses & LAB_USES_STORY)
    key->story = self->story;
  if (uses & LAB_USES_COUNTING)
    key->convention = look->convention;
}

static gboolean
is_maps (const InspectorCard *card)
{
  return strcmp (card->card->name, "maps") == 0;
}

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  InspectorCard *card = data;
  ReslabInspector *self = card->inspector;

  return is_maps (card) && self->large ? lab_scene_large (self->lab, style, error)
                                       : card->card->make (self->lab, style, error);
}

static void
update_card (InspectorCard *card)
{
  ReslabInspector *self = card->inspector;
  gboolean has = card->card->has (self->lab);
  InspectorKey key;

  gtk_widget_set_visible (card->sheet, has);
  if (!has)
    return;
  key_of (self, card->card->uses, is_maps (card), &key);
  if (memcmp (&key, &card->key, sizeof key) != 0)
    {
      card->key = key;
      reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (card->view));
    }
}

static void
update_ahead (ReslabInspector *self)
{
  RnNode node = lab_selected_node (self->lab);
  gboolean ahead = node != RN_NODE_NONE && !lab_subject_is_shown (self->lab);

  gtk_widget_set_visible (self->ahead, ahead);
  if (ahead)
    {
      g_autofree char *words
        = g_strdup_printf (_("Not computed yet: its numbers come with step %u."), node + 1);

      gtk_label_set_text (GTK_LABEL (self->ahead_words), words);
    }
}

static void
update_spec (ReslabInspector *self)
{
  g_autofree char *spec = lab_subject_spec (self->lab);

  gtk_widget_set_visible (gtk_widget_get_parent (self->spec), spec != NULL);
  gtk_label_set_markup (GTK_LABEL (self->spec), spec != NULL ? spec : "");
}

void
reslab__inspector_update (ReslabInspector *self)
{
  take_results (self);
  if (self->large && !lab_has_large (self->lab))
    self->large = FALSE;
  gtk_widget_set_visible (self->nothing, lab_subject (self->lab) == LAB_SUBJECT_NOTHING);
  update_ahead (self);
  update_spec (self);
  reslab__inspector_header_update (self);
  reslab__inspector_maps_head_update (self);
  for (guint i = 0; i < self->n_cards; i++)
    update_card (&self->cards[i]);
}

#define OF_INTEREST                                                                                \
  (LAB_CHANGED_NETWORK | LAB_CHANGED_POSITION | LAB_CHANGED_SELECTION | LAB_CHANGED_MAPS           \
   | LAB_CHANGED_PROBE | LAB_CHANGED_COUNTING | LAB_CHANGED_BY (pass) | LAB_CHANGED_BY (layer)     \
   | LAB_CHANGED_BY (story))

static void
on_changed (Lab *lab, guint changes, ReslabInspector *self)
{
  if (!(changes & OF_INTEREST))
    return;
  reslab__inspector_update (self);
  if (changes & LAB_CHANGED_PROBE)
    for (guint i = 0; i < self->n_cards; i++)
      reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->cards[i].view));
}

/* ── the widgets ── */

static GtkWidget *
new_sheet (ReslabInspector *self)
{
  GtkWidget *sheet = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (sheet, "sheet");
  gtk_widget_add_css_class (sheet, "figure-sheet");
  gtk_widget_set_overflow (sheet, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (self->box), sheet);
  return sheet;
}

static void
add_card (ReslabInspector *self, const LabInspectorCard *type, InspectorCard *card)
{
  card->card = type;
  card->inspector = self;
  card->sheet = new_sheet (self);
  card->view = reslab_figure_view_new ();
  gtk_widget_set_name (card->view, type->name);
  if (is_maps (card))
    gtk_box_append (GTK_BOX (card->sheet), reslab__inspector_maps_head_new (self));
  else if (strcmp (type->name, "gradient-maps") == 0)
    {
      GtkWidget *title = gtk_label_new (_(type->title));

      gtk_widget_add_css_class (title, "sheet-title");
      gtk_widget_set_margin_start (title, 16);
      gtk_widget_set_margin_top (title, 10);
      gtk_widget_set_margin_bottom (title, 6);
      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_box_append (GTK_BOX (card->sheet), title);
    }
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (card->view), TRUE);
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (card->view), _(type->title));
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (card->view), make_scene, card);
  reslab__inspector_probe_attach (card);
  gtk_box_append (GTK_BOX (card->sheet), card->view);
}

static GtkWidget *
new_note (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim");
  return label;
}

static void
on_go (GtkButton *button, ReslabInspector *self)
{
  RnNode node = lab_selected_node (self->lab);

  if (node != RN_NODE_NONE)
    lab_do (self->lab, NULL, "step", "position", (int) node + 1, NULL);
}

static void
add_notes (ReslabInspector *self)
{
  GtkWidget *sheet = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *button = gtk_button_new_with_label (_("Go to that step"));

  self->nothing = new_note (_("Nothing is selected. Press Space to take a step, or click a layer "
                              "of the diagram."));
  gtk_widget_set_margin_start (self->nothing, 4);
  gtk_box_append (GTK_BOX (self->box), self->nothing);
  self->ahead = sheet;
  self->ahead_words = new_note ("");
  gtk_widget_add_css_class (sheet, "sheet");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect (button, "clicked", G_CALLBACK (on_go), self);
  gtk_box_append (GTK_BOX (sheet), self->ahead_words);
  gtk_box_append (GTK_BOX (sheet), button);
}

static void
add_spec (ReslabInspector *self)
{
  GtkWidget *sheet = new_sheet (self), *title = gtk_label_new (_("Block spec"));

  gtk_widget_remove_css_class (sheet, "figure-sheet");
  gtk_widget_add_css_class (title, "sheet-title");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  self->spec = new_note ("");
  gtk_box_append (GTK_BOX (sheet), title);
  gtk_box_append (GTK_BOX (sheet), self->spec);
}

static void
build (ReslabInspector *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const LabInspectorCard *types = lab_inspector_cards (&self->n_cards);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP);
  gtk_widget_add_css_class (self->box, "inspector");
  add_notes (self);
  self->cards = g_new0 (InspectorCard, self->n_cards);
  for (guint i = 0; i < self->n_cards; i++)
    {
      add_card (self, &types[i], &self->cards[i]);
      if (i == 0)
        {
          add_spec (self);
          gtk_box_append (GTK_BOX (self->box), self->ahead);
        }
    }
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (column), reslab__inspector_header_new (self));
  gtk_box_append (GTK_BOX (column), self->scroller);
  adw_bin_set_child (ADW_BIN (self), column);
}

/* ── large ── */

/* After the next layout: the card's head comes to the top, or the maps to where they were. */
static gboolean
scroll (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ReslabInspector *self = data;
  GtkAdjustment *adjustment
    = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  GtkWidget *sheet = gtk_widget_get_parent (self->maps_stack);
  graphene_point_t top = GRAPHENE_POINT_INIT (0, 0), at;

  if (!self->large)
    gtk_adjustment_set_value (adjustment, self->scrolled);
  else if (gtk_widget_compute_point (gtk_widget_get_parent (sheet), self->box, &top, &at))
    gtk_adjustment_set_value (adjustment, at.y);
  return G_SOURCE_REMOVE;
}

void
reslab_inspector_enlarge (ReslabInspector *self, gboolean large)
{
  g_return_if_fail (RESLAB_IS_INSPECTOR (self));
  large = large && lab_has_large (self->lab);
  if (self->large == large)
    return;
  if (large)
    self->scrolled = gtk_adjustment_get_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));
  self->large = large;
  reslab__inspector_update (self);
  gtk_widget_add_tick_callback (self->scroller, scroll, g_object_ref (self), g_object_unref);
}

gboolean
reslab_inspector_is_large (ReslabInspector *self)
{
  g_return_val_if_fail (RESLAB_IS_INSPECTOR (self), FALSE);
  return self->large;
}

gboolean
reslab_inspector_escape (ReslabInspector *self)
{
  g_return_val_if_fail (RESLAB_IS_INSPECTOR (self), FALSE);
  if (!self->large)
    return FALSE;
  reslab_inspector_enlarge (self, FALSE);
  return TRUE;
}

/* ── the object ── */

static void
reslab_inspector_dispose (GObject *object)
{
  ReslabInspector *self = RESLAB_INSPECTOR (object);

  reslab__inspector_probe_dispose (self);
  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  self->n_cards = 0;
  g_clear_pointer (&self->cards, g_free);
  g_clear_pointer (&self->layer, lab_layer_unref);
  g_clear_pointer (&self->pass, lab_pass_unref);
  g_clear_pointer (&self->story, lab_story_unref);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_inspector_parent_class)->dispose (object);
}

static void
reslab_inspector_class_init (ReslabInspectorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_inspector_dispose;
}

static void
reslab_inspector_init (ReslabInspector *self)
{
  self->before = -2;
}

GtkWidget *
reslab_inspector_new (Lab *lab)
{
  ReslabInspector *self = g_object_new (RESLAB_TYPE_INSPECTOR, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  reslab__inspector_update (self);
  return GTK_WIDGET (self);
}
