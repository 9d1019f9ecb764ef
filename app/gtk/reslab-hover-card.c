/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The card that tells how a number was made. */
#include "config.h"
#include "reslab-hover-card.h"

#include "fig-i18n.h"
#include "lab-inspector-scene.h"
#include "reslab-accessible.h"
#include "reslab-figure-view.h"

#define DELAY_MS 120               /* before it opens; open it follows at once */
#define WIDTH    600
#define MARGIN   12

struct _ReslabHoverCard
{
  AdwBin     parent_instance;
  Lab       *lab;                  /* (owned) */
  LabStory  *story;                /* (owned) (nullable) the one that is told */
  GtkWidget *view, *pin, *hint;
  guint      opening;              /* timeout */
  gboolean   telling;              /* the button is being set, not pressed */
};

G_DEFINE_FINAL_TYPE (ReslabHoverCard, reslab_hover_card, ADW_TYPE_BIN)

/* ── showing ── */

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  return lab_scene_story (RESLAB_HOVER_CARD (data)->lab, style, error);
}

/* For those who cannot see it: the same story in words. */
static void
tell_story (ReslabHoverCard *self)
{
  g_autofree char *text = lab_story_text (self->lab);

  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->view));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
}

static void
take_story (ReslabHoverCard *self)
{
  LabStory *story = lab_story (self->lab);

  if (story == self->story)
    return;
  g_clear_pointer (&self->story, lab_story_unref);
  self->story = story != NULL ? lab_story_ref (story) : NULL;
  if (story != NULL)
    tell_story (self);
}

static gboolean
is_wanted (ReslabHoverCard *self)
{
  return lab_look (self->lab)->probing && lab_subject_is_shown (self->lab);
}

static void
show_if_told (ReslabHoverCard *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          is_wanted (self) && self->story != NULL && self->opening == 0);
}

static gboolean
on_open (gpointer data)
{
  ReslabHoverCard *self = data;

  self->opening = 0;
  show_if_told (self);
  return G_SOURCE_REMOVE;
}

static void
set_pinned (ReslabHoverCard *self)
{
  gboolean pinned = lab_look (self->lab)->pinned;

  self->telling = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->pin), pinned);
  self->telling = FALSE;
  gtk_widget_set_visible (self->hint, pinned);
  /* the pointer goes on over the diagram below, as long as the card may go again */
  gtk_widget_set_can_target (GTK_WIDGET (self), pinned);
}

static void
on_changed (Lab *lab, guint changes, ReslabHoverCard *self)
{
  gboolean visible = gtk_widget_get_visible (GTK_WIDGET (self));

  if (!(changes & (LAB_CHANGED_PROBE | LAB_CHANGED_BY (story) | LAB_CHANGED_SELECTION
                   | LAB_CHANGED_POSITION | LAB_CHANGED_BY (pass) | LAB_CHANGED_NETWORK)))
    return;
  take_story (self);
  set_pinned (self);
  if (!is_wanted (self))
    g_clear_handle_id (&self->opening, g_source_remove);
  else if (!visible && self->opening == 0 && !lab_look (lab)->pinned
           && changes & LAB_CHANGED_PROBE)
    self->opening = g_timeout_add (DELAY_MS, on_open, self);
  show_if_told (self);
}

/* ── keys ── */

char *
reslab_hover_card_text (ReslabHoverCard *self)
{
  g_return_val_if_fail (RESLAB_IS_HOVER_CARD (self), NULL);
  return lab_story_text (self->lab);
}

static void
copy (ReslabHoverCard *self)
{
  g_autofree char *text = reslab_hover_card_text (self);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
walk (ReslabHoverCard *self, int down, int right)
{
  LabLayer *layer = lab_layer (self->lab);
  const LabLook *look = lab_look (self->lab);
  const RnShape *shape;
  int row, column;

  if (layer == NULL)
    return;
  shape = rn_tensor_shape (layer->output);
  row = CLAMP ((int) look->row + down, 0, (int) shape->dim[2] - 1);
  column = CLAMP ((int) look->column + right, 0, (int) shape->dim[3] - 1);
  lab_do (self->lab, NULL, "probe", "row", row, "column", column, "channel",
          (int) lab_layer_channel (layer, self->lab), NULL);
}

gboolean
reslab_hover_card_key (ReslabHoverCard *self, guint key, GdkModifierType held)
{
  gboolean control = (held & GDK_CONTROL_MASK) != 0;

  g_return_val_if_fail (RESLAB_IS_HOVER_CARD (self), FALSE);
  if (!lab_look (self->lab)->pinned || held & (GDK_ALT_MASK | GDK_SHIFT_MASK))
    return FALSE;
  if (control && key != GDK_KEY_c)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
      walk (self, 0, -1);
      return TRUE;
    case GDK_KEY_Right:
      walk (self, 0, 1);
      return TRUE;
    case GDK_KEY_Up:
      walk (self, -1, 0);
      return TRUE;
    case GDK_KEY_Down:
      walk (self, 1, 0);
      return TRUE;
    case GDK_KEY_c:
      if (control)
        copy (self);
      return control;
    default:
      return FALSE;
    }
}

/* Text fields and controls that use arrows themselves keep them. */
static gboolean
takes_arrows (GtkWidget *view)
{
  GtkRoot *root = gtk_widget_get_root (view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL
         && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus) || GTK_IS_RANGE (focus)
             || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType held,
        ReslabHoverCard *self)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  return !takes_arrows (view) && reslab_hover_card_key (self, key, held);
}

void
reslab_hover_card_attach (ReslabHoverCard *self, GtkWidget *view)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (RESLAB_IS_HOVER_CARD (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (view, keys);
}

gboolean
reslab_hover_card_escape (ReslabHoverCard *self)
{
  g_return_val_if_fail (RESLAB_IS_HOVER_CARD (self), FALSE);
  if (!lab_look (self->lab)->pinned)
    return FALSE;
  lab_do (self->lab, NULL, "unprobe", NULL);
  return TRUE;
}

/* ── the widget ── */

static void
on_pin (GtkToggleButton *button, ReslabHoverCard *self)
{
  if (!self->telling)
    lab_do (self->lab, NULL, "pin", "on", gtk_toggle_button_get_active (button), NULL);
}

static GtkWidget *
new_head (ReslabHoverCard *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *face = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5), *key = gtk_label_new ("P");

  gtk_box_append (GTK_BOX (face), gtk_image_new_from_icon_name ("view-pin-symbolic"));
  gtk_box_append (GTK_BOX (face), gtk_label_new (_("Pin")));
  gtk_widget_add_css_class (key, "key-cap");
  gtk_box_append (GTK_BOX (face), key);
  self->pin = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->pin), face);
  gtk_widget_add_css_class (self->pin, "flat");
  gtk_widget_add_css_class (self->pin, "small");
  gtk_widget_set_focus_on_click (self->pin, FALSE);
  gtk_widget_set_tooltip_text (self->pin, _("Pinned, the explanation stays (P)"));
  reslab_set_name (self->pin, _("Pin the explanation"));
  g_signal_connect (self->pin, "toggled", G_CALLBACK (on_pin), self);
  gtk_box_append (GTK_BOX (row), self->pin);
  gtk_widget_set_halign (row, GTK_ALIGN_END);
  gtk_widget_set_valign (row, GTK_ALIGN_START);
  gtk_widget_set_margin_top (row, 2);
  gtk_widget_set_margin_end (row, 4);
  return row;
}

static void
build (ReslabHoverCard *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->view = reslab_figure_view_new ();
  gtk_widget_set_name (self->view, "story");
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (self->view), TRUE);
  reslab_figure_view_set_natural_width (RESLAB_FIGURE_VIEW (self->view), WIDTH);
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->view), _("How this number was made"));
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->view), make_scene, self);
  self->hint = gtk_label_new (_("Arrows walk the pixel · [ ] the channel · Ctrl+C copies · Esc "
                                "lets go"));
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->hint), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->hint, "dim");
  gtk_widget_add_css_class (self->hint, "card-hint");
  gtk_box_append (GTK_BOX (column), self->view);
  gtk_box_append (GTK_BOX (column), self->hint);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), column);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), new_head (self));
  adw_bin_set_child (ADW_BIN (self), overlay);
}

static void
reslab_hover_card_dispose (GObject *object)
{
  ReslabHoverCard *self = RESLAB_HOVER_CARD (object);

  g_clear_handle_id (&self->opening, g_source_remove);
  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_pointer (&self->story, lab_story_unref);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_hover_card_parent_class)->dispose (object);
}

static void
reslab_hover_card_class_init (ReslabHoverCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_hover_card_dispose;
}

static void
reslab_hover_card_init (ReslabHoverCard *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_add_css_class (widget, "sheet");
  gtk_widget_add_css_class (widget, "hover-card");
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_halign (widget, GTK_ALIGN_START);
  gtk_widget_set_valign (widget, GTK_ALIGN_END);
  gtk_widget_set_margin_start (widget, MARGIN);
  gtk_widget_set_margin_end (widget, MARGIN);
  gtk_widget_set_margin_bottom (widget, MARGIN);
  gtk_widget_set_visible (widget, FALSE);
}

GtkWidget *
reslab_hover_card_new (Lab *lab)
{
  ReslabHoverCard *self = g_object_new (RESLAB_TYPE_HOVER_CARD, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  set_pinned (self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  return GTK_WIDGET (self);
}
