/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Compare: cards side by side, totals and sweep below. */
#include "config.h"
#include "reslab-compare-private.h"

#include "fig-i18n.h"
#include "lab-block.h"
#include "lab-compare-scene.h"
#include "reslab-accessible.h"
#include "reslab-figure-view.h"
#include "reslab-window.h"

struct _ReslabCompare
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *bar;                /* (borrowed), as are those below */
  GtkWidget *cards;
  GtkWidget *lower;              /* totals and sweep */
  GtkWidget *totals;
  guint      n_cards;
  GtkWidget *header_start, *header_end;        /* (owned) */
};

static void reslab_compare_view_init (ReslabViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabCompare, reslab_compare, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, reslab_compare_view_init))

/* ── following the state ── */

static void
show_cards (ReslabCompare *self)
{
  guint n = lab_document (self->lab)->n_blocks;

  while (self->n_cards > n)
    {
      gtk_box_remove (GTK_BOX (self->cards), gtk_widget_get_last_child (self->cards));
      self->n_cards--;
    }
  while (self->n_cards < n)
    gtk_box_append (GTK_BOX (self->cards), reslab_compare_card_new (self->lab, self->n_cards++));
}

static void
on_changed (Lab *lab, guint changes, ReslabCompare *self)
{
  if (changes & LAB_CHANGED_BLOCKS)
    show_cards (self);
  if (changes & RESLAB_COMPARE_CHANGES)
    reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->totals));
}

static FigScene *
make_totals (const FigStyle *style, gpointer data, GError **error)
{
  ReslabCompare *self = data;

  return lab_compare_totals_scene (self->lab, style, error);
}

/* ── the header bar ── */

static void
append_preset (GMenu *menu, const char *title, const char *action, const char *preset)
{
  g_autofree char *detailed = g_strdup_printf ("win.%s::%s", action, preset);

  g_menu_append (menu, _(title), detailed);
}

static GMenuModel *
make_presets (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) whole = g_menu_new ();
  g_autoptr (GMenu) single = g_menu_new ();
  guint n;
  const LabPreset *presets = lab_presets (&n);
  const LabBlockPreset *blocks;

  for (guint i = 0; i < n; i++)
    append_preset (whole, presets[i].title, "compare-preset", presets[i].name);
  blocks = lab_block_presets (&n);
  for (guint i = 0; i < n; i++)
    append_preset (single, blocks[i].title, "compare-add-preset", blocks[i].name);
  g_menu_append_section (menu, _("Comparisons"), G_MENU_MODEL (whole));
  g_menu_append_submenu (menu, _("Add a block"), G_MENU_MODEL (single));
  return G_MENU_MODEL (menu);
}

static GtkWidget *
make_header_start (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *add = reslab_actions_button ("compare-add", "list-add-symbolic"),
            *content = adw_button_content_new (), *presets = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = make_presets ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _("Add block"));
  gtk_button_set_child (GTK_BUTTON (add), content);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (presets), _("Presets"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (presets), menu);
  gtk_widget_set_tooltip_text (presets, _("Comparisons worth making"));
  reslab_set_name (presets, _("Presets"));
  gtk_box_append (GTK_BOX (box), add);
  gtk_box_append (GTK_BOX (box), presets);
  return box;
}

static GtkWidget *
header_start (ReslabView *view)
{
  ReslabCompare *self = RESLAB_COMPARE (view);

  if (self->header_start == NULL)
    self->header_start = g_object_ref_sink (make_header_start ());
  return self->header_start;
}

static GtkWidget *
header_end (ReslabView *view)
{
  ReslabCompare *self = RESLAB_COMPARE (view);

  if (self->header_end == NULL)
    self->header_end = g_object_ref_sink (reslab_actions_word_button ("measure", _("Measure again")));
  return self->header_end;
}

/* ── the view ── */

static void
grab (ReslabView *view)
{
  gtk_widget_child_focus (GTK_WIDGET (RESLAB_COMPARE (view)->cards), GTK_DIR_TAB_FORWARD);
}

static void
set_narrow (ReslabView *view, gboolean narrow)
{
  ReslabCompare *self = RESLAB_COMPARE (view);
  GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->lower), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), orientation);
}

static void
reslab_compare_view_init (ReslabViewInterface *iface)
{
  iface->header_start = header_start;
  iface->header_end = header_end;
  iface->grab = grab;
  iface->set_narrow = set_narrow;
}

/* Wider than the window where there are many: then they scroll sideways. */
static GtkWidget *
make_cards (ReslabCompare *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  self->cards = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  gtk_box_set_homogeneous (GTK_BOX (self->cards), TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), self->cards);
  return window;
}

static GtkWidget *
make_lower (ReslabCompare *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->lower = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  self->totals = reslab_figure_view_new ();
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->totals), _("Totals"));
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (self->totals), TRUE);
  reslab_figure_view_set_natural_width (RESLAB_FIGURE_VIEW (self->totals), 700);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->totals), 1 << FIG_CELL);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->totals), make_totals, self);
  gtk_widget_add_css_class (card, "sheet");
  gtk_box_append (GTK_BOX (card), self->totals);
  gtk_widget_set_hexpand (self->totals, TRUE);
  gtk_box_append (GTK_BOX (self->lower), card);
  gtk_box_append (GTK_BOX (self->lower), reslab_compare_sweep_new (self->lab));
  return self->lower;
}

static void
build (ReslabCompare *self)
{
  GtkWidget *window = gtk_scrolled_window_new (), *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->bar = reslab_compare_bar_new (self->lab);
  gtk_box_append (GTK_BOX (page), self->bar);
  gtk_box_append (GTK_BOX (page), make_cards (self));
  gtk_box_append (GTK_BOX (page), make_lower (self));
  gtk_widget_add_css_class (page, "page");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), page);
  adw_bin_set_child (ADW_BIN (self), window);
}

static void
reslab_compare_dispose (GObject *object)
{
  ReslabCompare *self = RESLAB_COMPARE (object);

  g_clear_object (&self->header_start);
  g_clear_object (&self->header_end);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_compare_parent_class)->dispose (object);
}

static void
reslab_compare_class_init (ReslabCompareClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_compare_dispose;
}

static void
reslab_compare_init (ReslabCompare *self)
{
}

static GtkWidget *
new (Lab *lab)
{
  ReslabCompare *self = g_object_new (RESLAB_TYPE_COMPARE, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  show_cards (self);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, 0);
  return GTK_WIDGET (self);
}

/* ── actions ── */

static gboolean
can_add (GtkWidget *target)
{
  return lab_document (RESLAB_COMPARE (target)->lab)->n_blocks < LAB_BLOCKS_MOST;
}

static gboolean
is_same_budget (GtkWidget *target)
{
  return lab_document (RESLAB_COMPARE (target)->lab)->same_budget;
}

static void
open_preset (GtkWidget *target, GVariant *parameter)
{
  lab_do (RESLAB_COMPARE (target)->lab, NULL, "compare-preset",
          "name", g_variant_get_string (parameter, NULL), NULL);
}

static void
add_preset (GtkWidget *target, GVariant *parameter)
{
  lab_do (RESLAB_COMPARE (target)->lab, NULL, "compare-add",
          "preset", g_variant_get_string (parameter, NULL), NULL);
}

static const ReslabAction actions[] = {
  { .name = "compare-add", .keys = "a",
    .title = N_("Add a block"),
    .group = N_("Comparing"),
    .command = "compare-add",
    .enabled = can_add },
  { .name = "measure", .keys = "r",
    .title = N_("Measure again"),
    .group = N_("Comparing"),
    .command = "measure" },
  { .name = "convention", .keys = "c",
    .title = N_("Next counting convention"),
    .group = N_("Comparing"),
    .command = "convention" },
  { .name = "budget", .keys = "b",
    .title = N_("Same budget"),
    .group = N_("Comparing"),
    .command = "budget",
    .state = is_same_budget },
  { .name = "compare-preset",
    .title = N_("Open a comparison"),
    .group = N_("Comparing"),
    .parameter = "s",
    .run = open_preset },
  { .name = "compare-add-preset",
    .title = N_("Add a block"),
    .group = N_("Comparing"),
    .parameter = "s",
    .run = add_preset,
    .enabled = can_add },
};

const ReslabViewType reslab_view_compare = {
  .name = "compare",
  .title = N_("Compare"),
  .icon = "reslab-compare-symbolic",
  .help = N_("Compare puts two to four residual blocks side by side, drawn to scale, with what "
             "each costs in parameters, multiply-adds, memory and time."),
  .new = new,
  .actions = RESLAB_ACTION_TABLE (actions),
};
