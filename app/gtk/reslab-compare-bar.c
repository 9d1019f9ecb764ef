/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The row above the cards. */
#include "config.h"
#include "reslab-compare-private.h"

#include "fig-i18n.h"
#include "lab-comparison.h"
#include "reslab-accessible.h"

struct _ReslabCompareBar
{
  GtkBox     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *input;              /* (borrowed), as are those below */
  GtkWidget *side, *batch;
  GtkWidget *convention;
  GtkWidget *hint;
  GtkWidget *budget;
  GtkWidget *budget_switch;
  guint      n_budgets;          /* blocks the drop-down names */
  gboolean   updating;           /* widgets follow the state: they say nothing to it */
};

G_DEFINE_FINAL_TYPE (ReslabCompareBar, reslab_compare_bar, GTK_TYPE_BOX)

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim");
  return label;
}

static void
name (GtkWidget *widget, const char *text)
{
  gtk_widget_set_tooltip_text (widget, text);
  reslab_set_name (widget, text);
}

/* ── what goes in ── */

static void
on_input (ReslabCompareBar *self)
{
  if (self->updating)
    return;
  lab_do (self->lab, NULL, "compare-input",
          "side", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->side)),
          "batch", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->batch)), NULL);
}

static GtkWidget *
make_spin (ReslabCompareBar *self, GtkWidget *grid, int row, const char *text, double most)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (1, most, 1), *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  reslab_set_name (spin, text);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), spin, 1, row, 1, 1);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (on_input), self, G_CONNECT_SWAPPED);
  return spin;
}

static GtkWidget *
make_input (ReslabCompareBar *self)
{
  GtkWidget *grid = gtk_grid_new (), *popover = gtk_popover_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  self->batch = make_spin (self, grid, 0, _("Samples at once"), 256);
  self->side = make_spin (self, grid, 1, _("Height and width, px"), 1024);
  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  self->input = gtk_menu_button_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->input), popover);
  gtk_widget_add_css_class (self->input, "numeric");
  gtk_widget_set_tooltip_text (self->input, _("What goes in: samples × channels × height × width"));
  reslab_set_name (self->input, _("What goes in: samples × channels × height × width"));
  return self->input;
}

/* ── how it is counted ── */

static void
on_convention (ReslabCompareBar *self)
{
  guint n, chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->convention));
  const RnConvention *const *all = rn_conventions (&n);

  if (!self->updating && chosen < n)
    lab_do (self->lab, NULL, "convention", "name", rn_convention_name (all[chosen]), NULL);
}

static void
on_setup_row (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

/* The rule is the row's tooltip, and what a screen reader says of it. */
static void
on_bind_row (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const char *rule = rn_convention_rule (rn_convention_find (text));

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, rule);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  rule, -1);
}

static GtkWidget *
make_convention (ReslabCompareBar *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  guint n;
  const RnConvention *const *all = rn_conventions (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (names, rn_convention_name (all[i]));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_row), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_row), NULL);
  self->convention = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (self->convention), factory);
  g_object_unref (factory);
  reslab_set_name (self->convention, _("Counting convention"));
  g_signal_connect_object (self->convention, "notify::selected", G_CALLBACK (on_convention), self,
                           G_CONNECT_SWAPPED);
  return self->convention;
}

/* ── the same budget ── */

static void
on_budget (ReslabCompareBar *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->budget));

  if (self->updating || chosen == GTK_INVALID_LIST_POSITION)
    return;
  lab_do (self->lab, NULL, "budget",
          "quantity", chosen < self->n_budgets ? "parameters" : "macs",
          "reference", (int) (chosen % self->n_budgets), NULL);
}

static void
on_switch (ReslabCompareBar *self)
{
  if (!self->updating)
    lab_do (self->lab, NULL, "budget",
            "on", gtk_switch_get_active (GTK_SWITCH (self->budget_switch)), NULL);
}

/* “parameters of A” … “multiply-adds of C” */
static void
name_budgets (ReslabCompareBar *self, guint n)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < 2 * n; i++)
    gtk_string_list_take (names, g_strdup_printf (i < n ? _("parameters of %c")
                                                        : _("multiply-adds of %c"),
                                                  'A' + (int) (i % n)));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->budget), G_LIST_MODEL (names));
  g_object_unref (names);
  self->n_budgets = n;
}

static GtkWidget *
make_budget (ReslabCompareBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->hint = make_label (NULL);
  gtk_widget_add_css_class (self->hint, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (self->hint), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->hint), 1);
  gtk_widget_set_hexpand (self->hint, TRUE);
  self->budget = gtk_drop_down_new (NULL, NULL);
  name (self->budget, _("What all blocks cost as much of as which"));
  g_signal_connect_object (self->budget, "notify::selected", G_CALLBACK (on_budget), self,
                           G_CONNECT_SWAPPED);
  self->budget_switch = gtk_switch_new ();
  gtk_widget_set_valign (self->budget_switch, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (self->budget_switch, FALSE);
  name (self->budget_switch, _("Same budget: the other blocks get the inner width that costs as "
                               "much (B)"));
  g_signal_connect_object (self->budget_switch, "notify::active", G_CALLBACK (on_switch), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Same budget")));
  gtk_box_append (GTK_BOX (box), self->budget);
  gtk_box_append (GTK_BOX (box), self->budget_switch);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

/* ── together ── */

static void
show_input (ReslabCompareBar *self)
{
  const LabDocument *document = lab_document (self->lab);
  g_autofree char *words = g_strdup_printf ("%u × %d × %u × %u", document->batch,
                                            document->blocks[document->reference].in,
                                            document->side, document->side);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->input), words);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->side), document->side);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->batch), document->batch);
}

static void
update (ReslabCompareBar *self)
{
  const LabDocument *document = lab_document (self->lab);
  const RnConvention *convention = lab_look (self->lab)->convention;
  g_autofree char *hint = lab_budget_hint (self->lab);
  guint n;
  const RnConvention *const *all = rn_conventions (&n);

  self->updating = TRUE;
  show_input (self);
  for (guint i = 0; i < n; i++)
    if (all[i] == convention)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->convention), i);
  gtk_widget_set_tooltip_text (self->convention, rn_convention_rule (convention));
  if (self->n_budgets != document->n_blocks)
    name_budgets (self, document->n_blocks);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->budget),
                              document->reference
                                + (document->budget == RN_BUDGET_MACS ? document->n_blocks : 0));
  gtk_switch_set_active (GTK_SWITCH (self->budget_switch), document->same_budget);
  gtk_label_set_text (GTK_LABEL (self->hint), hint != NULL ? hint : "");
  gtk_widget_set_tooltip_text (self->hint, hint);
  self->updating = FALSE;
}

static void
on_changed (Lab *lab, guint changes, ReslabCompareBar *self)
{
  if (changes & (LAB_CHANGED_BLOCKS | LAB_CHANGED_COUNTING | LAB_CHANGED_BY (comparison)))
    update (self);
}

static void
reslab_compare_bar_dispose (GObject *object)
{
  g_clear_object (&RESLAB_COMPARE_BAR (object)->lab);
  G_OBJECT_CLASS (reslab_compare_bar_parent_class)->dispose (object);
}

static void
reslab_compare_bar_class_init (ReslabCompareBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reslab_compare_bar_dispose;
}

static void
reslab_compare_bar_init (ReslabCompareBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 8);
}

GtkWidget *
reslab_compare_bar_new (Lab *lab)
{
  ReslabCompareBar *self = g_object_new (RESLAB_TYPE_COMPARE_BAR, NULL);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->lab = g_object_ref (lab);
  self->updating = TRUE;
  gtk_box_append (GTK_BOX (left), make_label (_("Input")));
  gtk_box_append (GTK_BOX (left), make_input (self));
  gtk_box_append (GTK_BOX (left), make_label (_("Count as")));
  gtk_box_append (GTK_BOX (left), make_convention (self));
  gtk_box_append (GTK_BOX (self), left);
  gtk_box_append (GTK_BOX (self), make_budget (self));
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, 0);
  update (self);
  return GTK_WIDGET (self);
}
