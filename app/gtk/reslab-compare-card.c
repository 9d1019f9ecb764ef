/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A block that is compared: title, form, figure. */
#include "config.h"
#include "reslab-compare-private.h"

#include "fig-i18n.h"
#include "lab-block.h"
#include "lab-compare-scene.h"
#include "lab-comparison.h"
#include "reslab-accessible.h"
#include "reslab-block-form.h"
#include "reslab-controls.h"
#include "reslab-figure-view.h"

#define FIGURE_PX 362        /* natural; the least a figure takes is 360 */

struct _ReslabCompareCard
{
  GtkBox      parent_instance;
  Lab        *lab;               /* (owned) */
  guint       block;
  GtkWidget  *title;             /* of the box, as are those below */
  GtkWidget  *widths;
  GtkWidget  *reference;
  GtkWidget  *form;
  GtkWidget  *figure;
  GSimpleActionGroup *actions;   /* (owned) “card.…” */
};

G_DEFINE_FINAL_TYPE (ReslabCompareCard, reslab_compare_card, GTK_TYPE_BOX)

/* ── what it shows ── */

/* As the document has it; under the same budget, with the width that was solved. */
static void
show_form (ReslabCompareCard *self)
{
  const LabDocument *document = lab_document (self->lab);
  const LabComparison *comparison = lab_comparison (self->lab);
  gboolean solved = document->same_budget && self->block != document->reference;

  if (solved && !lab_is_current (self->lab, LAB_TASK_comparison))
    return;                      /* it will be in a moment */
  reslab_block_form_set_spec (RESLAB_BLOCK_FORM (self->form),
                              solved ? &comparison->blocks[self->block].spec
                                     : &document->blocks[self->block]);
  reslab_block_form_set_locked (RESLAB_BLOCK_FORM (self->form), "mid",
                                solved ? _("The same budget sets the inner width") : NULL);
}

static void
show_title (ReslabCompareCard *self)
{
  const LabDocument *document = lab_document (self->lab);
  const LabComparison *comparison = lab_comparison (self->lab);
  const RnBlockSpec *spec = comparison != NULL && self->block < comparison->n
                              ? &comparison->blocks[self->block].spec
                              : &document->blocks[self->block];
  g_autofree char *channels = lab_block_widths (spec), *traits = rn_block_spec_traits (spec);
  g_autofree char *widths = g_strconcat (channels, traits, NULL);
  g_autofree char *name = g_strdup_printf (_("Block %c, %s, %s"), 'A' + (int) self->block,
                                           rn_block_spec_title (spec), widths);

  gtk_label_set_text (GTK_LABEL (self->title), rn_block_spec_title (spec));
  gtk_label_set_text (GTK_LABEL (self->widths), widths);
  gtk_widget_set_tooltip_text (self->widths, widths);
  gtk_widget_set_visible (self->reference, document->reference == self->block);
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), name);
  reslab_set_name (self, name);
}

static void
enable (ReslabCompareCard *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update (ReslabCompareCard *self)
{
  const LabDocument *document = lab_document (self->lab);

  if (self->block >= document->n_blocks)
    return;                      /* it is about to go */
  show_form (self);
  show_title (self);
  enable (self, "remove", document->n_blocks > LAB_BLOCKS_LEAST);
  enable (self, "reference", document->reference != self->block);
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->figure));
}

static void
on_changed (Lab *lab, guint changes, ReslabCompareCard *self)
{
  if (changes & (RESLAB_COMPARE_CHANGES & ~(LAB_CHANGED_BY (sweep) | LAB_CHANGED_BY (sweep_times))))
    update (self);
}

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  ReslabCompareCard *self = data;

  return lab_compare_card_scene (self->lab, self->block, style, error);
}

/* ── what it sends ── */

static void
on_edited (ReslabBlockForm *form, const char *key, const char *text, ReslabCompareCard *self)
{
  json_object *value = json_tokener_parse (text), *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnFindings) findings = NULL;

  lab_do (self->lab, &error, "compare-set", "block", (int) self->block, "key", key, "value",
          value, NULL);
  reslab_block_form_set_error (form, key, error != NULL ? error->message : NULL);
  if (error != NULL)
    {
      findings = lab_block_find (&lab_document (self->lab)->blocks[self->block], key, value, &json);
      reslab_block_form_offer (form, findings, json);
    }
  json_object_put (json);
  json_object_put (value);
}

static void
on_mended (ReslabBlockForm *form, const char *text, ReslabCompareCard *self)
{
  json_object *spec = json_tokener_parse (text);

  lab_do (self->lab, NULL, "compare-replace", "block", (int) self->block, "spec", spec, NULL);
  json_object_put (spec);
}

static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ReslabCompareCard *self = data;

  lab_do (self->lab, NULL, "compare-remove", "block", (int) self->block, NULL);
}

static void
on_reference (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ReslabCompareCard *self = data;

  lab_do (self->lab, NULL, "budget", "reference", (int) self->block, NULL);
}

static void
on_sweep (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ReslabCompareCard *self = data;

  lab_do (self->lab, NULL, "sweep", "block", (int) self->block, NULL);
}

static void
on_replace (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ReslabCompareCard *self = data;

  lab_do (self->lab, NULL, "compare-replace", "block", (int) self->block, "preset",
          g_variant_get_string (parameter, NULL), NULL);
}

static json_object *
spec_json (ReslabCompareCard *self)
{
  const LabComparison *comparison = lab_comparison (self->lab);

  return rn_block_spec_write (comparison != NULL && self->block < comparison->n
                                ? &comparison->blocks[self->block].spec
                                : &lab_document (self->lab)->blocks[self->block]);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ReslabCompareCard *self = data;
  json_object *json = spec_json (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          json_object_to_json_string_ext (json, JSON_C_TO_STRING_SPACED));
  json_object_put (json);
}

static void
on_explore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ReslabCompareCard *self = data;
  json_object *json = spec_json (self);

  if (lab_do (self->lab, NULL, "model", "spec", json_object_to_json_string (json), NULL))
    lab_do (self->lab, NULL, "view", "name", "explore", NULL);
  json_object_put (json);
}

/* ── building ── */

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) presets = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  guint n;
  const LabBlockPreset *blocks = lab_block_presets (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *action = g_strdup_printf ("card.replace::%s", blocks[i].name);

      g_menu_append (presets, _(blocks[i].title), action);
    }
  g_menu_append (menu, _("Take as reference"), "card.reference");
  g_menu_append (menu, _("Sweep this block"), "card.sweep");
  g_menu_append_submenu (menu, _("Replace by"), G_MENU_MODEL (presets));
  g_menu_append (menu, _("Copy the spec"), "card.copy");
  g_menu_append (menu, _("Open in Explore"), "card.explore");
  g_menu_append (last, _("Remove"), "card.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static GtkWidget *
make_menu_button (ReslabCompareCard *self)
{
  g_autoptr (GMenuModel) menu = make_menu ();
  g_autofree char *name = g_strdup_printf (_("Menu of block %c"), 'A' + (int) self->block);
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_tooltip_text (button, name);
  reslab_set_name (button, name);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
make_head (ReslabCompareCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  const char letter[] = { (char) ('A' + self->block), '\0' };
  GtkWidget *badge = gtk_label_new (letter);

  self->title = gtk_label_new (NULL);
  self->widths = gtk_label_new (NULL);
  self->reference = gtk_label_new (_("reference"));
  gtk_widget_add_css_class (badge, "letter");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->title, "selection-title");
  gtk_widget_add_css_class (self->widths, "dim");
  gtk_widget_add_css_class (self->widths, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (self->widths), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->widths), 0);
  gtk_widget_set_hexpand (self->widths, TRUE);
  gtk_widget_add_css_class (self->reference, "note-pill");
  gtk_widget_set_valign (self->reference, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), badge);
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->widths);
  gtk_box_append (GTK_BOX (head), self->reference);
  gtk_box_append (GTK_BOX (head), make_menu_button (self));
  return head;
}

static void
add_actions (ReslabCompareCard *self)
{
  const GActionEntry entries[] = {
    { "remove", on_remove, NULL, NULL, NULL, { 0 } },
    { "reference", on_reference, NULL, NULL, NULL, { 0 } },
    { "sweep", on_sweep, NULL, NULL, NULL, { 0 } },
    { "replace", on_replace, "s", NULL, NULL, { 0 } },
    { "copy", on_copy, NULL, NULL, NULL, { 0 } },
    { "explore", on_explore, NULL, NULL, NULL, { 0 } },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "card", G_ACTION_GROUP (self->actions));
}

static void
reslab_compare_card_dispose (GObject *object)
{
  ReslabCompareCard *self = RESLAB_COMPARE_CARD (object);

  gtk_widget_insert_action_group (GTK_WIDGET (self), "card", NULL);
  g_clear_object (&self->actions);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_compare_card_parent_class)->dispose (object);
}

static void
reslab_compare_card_class_init (ReslabCompareCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reslab_compare_card_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
reslab_compare_card_init (ReslabCompareCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sheet");
}

GtkWidget *
reslab_compare_card_new (Lab *lab, guint block)
{
  ReslabCompareCard *self = g_object_new (RESLAB_TYPE_COMPARE_CARD, NULL);

  self->lab = g_object_ref (lab);
  self->block = block;
  self->form = reslab_block_form_new ();
  reslab_control_mark (self->form, LAB_CONTROL_FORM);
  self->figure = reslab_figure_view_new ();
  add_actions (self);
  gtk_box_append (GTK_BOX (self), make_head (self));
  gtk_box_append (GTK_BOX (self), self->form);
  gtk_box_append (GTK_BOX (self), self->figure);
  reslab_figure_view_set_natural_width (RESLAB_FIGURE_VIEW (self->figure), FIGURE_PX);
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (self->figure), TRUE);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->figure),
                                1 << FIG_NODE | 1 << FIG_BAR);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), make_scene, self);
  gtk_widget_set_size_request (self->figure, FIGURE_PX, -1);
  gtk_widget_set_margin_top (self->figure, 4);
  gtk_widget_set_vexpand (self->figure, TRUE);
  g_signal_connect_object (self->form, "edited", G_CALLBACK (on_edited), self, 0);
  g_signal_connect_object (self->form, "mended", G_CALLBACK (on_mended), self, 0);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, 0);
  update (self);
  return GTK_WIDGET (self);
}
