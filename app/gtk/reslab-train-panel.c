/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The panel beside a training: its networks, its learning rate, its keys, its files. */
#include "config.h"
#include "reslab-train-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-controls.h"

#define RATE_LEAST -4.0            /* powers of ten on the slider */
#define RATE_MOST   0.0
#define WORDS_CHARS 36

/* A key of the plan as a row. */
static const struct
{
  const char *key, *title;
  double      least, most, step;
  guint       digits;
} keys[] = {
  { "batch", N_("Batch"), 1, 4096, 8, 0 },
  { "momentum", N_("Momentum"), 0, 0.999, 0.05, 3 },
  { "weight_decay", N_("Weight decay"), 0, 0.1, 0.0001, 5 },
  { "seed", N_("Seed"), 0, G_MAXINT, 1, 0 },
  { "stop", N_("Stop at step"), 1, 100000, 100, 0 },
};

typedef struct
{
  GtkWidget *card;
  GtkWidget *name;
  GtkWidget *loss, *train, *test;
  GtkWidget *test_title;
} RunCard;

struct _ReslabTrainPanel
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *lock;               /* (borrowed), as are those below */
  RunCard    runs[LAB_TRAIN_MOST];
  GtkWidget *rate, *rate_value;
  GtkWidget *spins[G_N_ELEMENTS (keys)];
  GtkWidget *trouble, *trouble_words, *back;
  gboolean   telling;            /* controls are set, not moved by a person */
};

G_DEFINE_FINAL_TYPE (ReslabTrainPanel, reslab_train_panel, ADW_TYPE_BIN)

/* ── what it says ── */

static void
set_number (GtkWidget *label, double value, gboolean share)
{
  g_autofree char *number = !isfinite (value) ? g_strdup ("–")
                            : share           ? fig_format_fixed (100 * value, 1)
                      : value < 1000          ? fig_format_fixed (value, 3)
                                              : fig_format_number (value, 3);
  g_autofree char *text = isfinite (value) && share ? g_strdup_printf ("%s %%", number)
                                                    : g_strdup (number);

  gtk_label_set_text (GTK_LABEL (label), text);
}

static void
tell_run (ReslabTrainPanel *self, guint i)
{
  const LabTrainPlan *plan = lab_document (self->lab)->plan;
  const LabTrainState *state = lab_training (self->lab);
  RunCard *card = &self->runs[i];
  const char *name;
  g_autofree char *text = NULL, *count = NULL, *words = NULL, *tested = NULL;

  gtk_widget_set_visible (card->card, i < plan->n);
  if (i >= plan->n)
    return;
  name = plan->nets[i].name;
  count = state != NULL && i < state->n_runs ? fig_format_count (state->runs[i].parameters) : NULL;
  words = count != NULL ? g_strdup_printf (_("%s parameters"), count) : g_strdup ("");
  text = g_markup_printf_escaped ("<b>%s</b>  <small>%s</small>", name, words);
  gtk_label_set_markup (GTK_LABEL (card->name), text);
  if (plan->nets[i].plain)
    gtk_widget_remove_css_class (card->name, "sum-text");
  else
    gtk_widget_add_css_class (card->name, "sum-text");
  tested = state != NULL && state->tested > 0 ? g_strdup_printf (_("Test, %u"), state->tested)
                                              : g_strdup (_("Test"));
  gtk_label_set_text (GTK_LABEL (card->test_title), tested);
  set_number (card->loss, lab_train_loss (self->lab, name), FALSE);
  set_number (card->train, lab_train_accuracy (self->lab, name), TRUE);
  set_number (card->test, lab_test_accuracy (self->lab, name), TRUE);
}

static double
value_of (const LabTrainPlan *plan, guint key)
{
  const double values[] = { plan->batch, plan->momentum, plan->decay, plan->seed, plan->stop };

  return values[key];
}

static void
tell_rate (ReslabTrainPanel *self)
{
  const LabLook *look = lab_look (self->lab);
  double rate = look->rate > 0 ? look->rate : lab_document (self->lab)->plan->rate;
  g_autofree char *text = fig_format_number (rate, 2);

  gtk_range_set_value (GTK_RANGE (self->rate), log10 (rate));
  gtk_label_set_text (GTK_LABEL (self->rate_value), text);
}

static void
tell_trouble (ReslabTrainPanel *self)
{
  const LabTrainState *state = lab_training (self->lab);
  gboolean any = state != NULL && state->words != NULL;

  gtk_widget_set_visible (self->trouble, any);
  if (!any)
    return;
  gtk_label_set_text (GTK_LABEL (self->trouble_words), state->words);
  gtk_widget_set_visible (self->back, state->can_go_back && state->status == LAB_TRAIN_FAILED);
}

void
reslab_train_panel_update (ReslabTrainPanel *self)
{
  const LabTrainPlan *plan = lab_document (self->lab)->plan;

  self->telling = TRUE;
  gtk_widget_set_visible (self->lock, plan->n > 1);
  for (guint i = 0; i < LAB_TRAIN_MOST; i++)
    tell_run (self, i);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spins[k]), value_of (plan, k));
  tell_rate (self);
  tell_trouble (self);
  self->telling = FALSE;
}

/* ── what a person changes ── */

static void
on_rate (GtkRange *range, ReslabTrainPanel *self)
{
  if (!self->telling)
    lab_do (self->lab, NULL, "train-rate", "rate", pow (10, gtk_range_get_value (range)), NULL);
}

static void
on_key (GtkSpinButton *spin, ReslabTrainPanel *self)
{
  guint k = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (spin), "key"));

  if (!self->telling)
    lab_do (self->lab, NULL, "train-set", "key", keys[k].key, "value",
            gtk_spin_button_get_value (spin), NULL);
}

/* ── what it is made of ── */

static GtkWidget *
new_label (const char *text, const char *css, float align)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), align);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WORDS_CHARS);     /* the charts' room is theirs */
  gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
new_sheet (GtkWidget *page)
{
  GtkWidget *sheet = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_add_css_class (sheet, "sheet");
  gtk_box_append (GTK_BOX (page), sheet);
  return sheet;
}

static GtkWidget *
add_number (GtkWidget *grid, int column, const char *title, GtkWidget **title_label)
{
  GtkWidget *head = new_label (title, "dim", 0), *value = new_label ("–", "heading", 0);

  gtk_widget_add_css_class (value, "numeric");
  gtk_grid_attach (GTK_GRID (grid), head, column, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value, column, 1, 1, 1);
  if (title_label != NULL)
    *title_label = head;
  return value;
}

static void
add_run (ReslabTrainPanel *self, GtkWidget *page, guint i)
{
  RunCard *card = &self->runs[i];
  GtkWidget *grid = gtk_grid_new ();

  card->card = new_sheet (page);
  card->name = new_label ("", "sheet-name", 0);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  card->loss = add_number (grid, 0, _("Loss"), NULL);
  card->train = add_number (grid, 1, _("Train"), NULL);
  card->test = add_number (grid, 2, _("Test"), &card->test_title);
  gtk_box_append (GTK_BOX (card->card), card->name);
  gtk_box_append (GTK_BOX (card->card), grid);
}

static void
add_rate (ReslabTrainPanel *self, GtkWidget *sheet)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  reslab_control_mark (sheet, LAB_CONTROL_RATE);
  gtk_box_append (GTK_BOX (sheet), new_label (_("Learning rate"), "sheet-title", 0));
  self->rate = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, RATE_LEAST, RATE_MOST, 0.05);
  gtk_scale_set_draw_value (GTK_SCALE (self->rate), FALSE);
  for (int power = (int) RATE_LEAST; power <= (int) RATE_MOST; power++)
    {
      g_autofree char *mark = g_strdup_printf ("%g", pow (10, power));

      gtk_scale_add_mark (GTK_SCALE (self->rate), power, GTK_POS_BOTTOM, mark);
    }
  reslab_set_name (self->rate, _("Learning rate, as a power of ten"));
  gtk_widget_set_hexpand (self->rate, TRUE);
  self->rate_value = new_label ("", "heading", 1);
  gtk_widget_add_css_class (self->rate_value, "numeric");
  gtk_widget_set_size_request (self->rate_value, 56, -1);
  gtk_widget_set_valign (self->rate_value, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (line), self->rate);
  gtk_box_append (GTK_BOX (line), self->rate_value);
  gtk_box_append (GTK_BOX (sheet), line);
  g_signal_connect_object (self->rate, "value-changed", G_CALLBACK (on_rate), self, 0);
}

static void
add_key (ReslabTrainPanel *self, GtkWidget *sheet, guint k)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *spin = gtk_spin_button_new_with_range (keys[k].least, keys[k].most, keys[k].step);
  GtkWidget *title = new_label (_(keys[k].title), "key-title", 0);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), keys[k].digits);
  reslab_set_name (spin, _(keys[k].title));
  g_object_set_data (G_OBJECT (spin), "key", GUINT_TO_POINTER (k));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 7);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), spin);
  gtk_box_append (GTK_BOX (sheet), line);
  self->spins[k] = spin;
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (on_key), self, 0);
}

static void
add_trouble (ReslabTrainPanel *self, GtkWidget *page)
{
  self->trouble = new_sheet (page);
  self->trouble_words = new_label ("", "error", 0);
  self->back = reslab_actions_word_button ("train-back", _("Back to the last good state"));
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->trouble), self->trouble_words);
  gtk_box_append (GTK_BOX (self->trouble), self->back);
}

static void
add_files (GtkWidget *page)
{
  static const struct { const char *action, *words; } buttons[] = {
    { "train-save", N_("Save…") },
    { "train-resume", N_("Resume…") },
    { "export-table", N_("Export CSV…") },
    { "train-explore", N_("Look inside") },
  };
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (_(buttons[i].words));
      g_autofree char *action = g_strconcat ("win.", buttons[i].action, NULL);
      g_autofree char *tip = reslab_actions_tooltip (buttons[i].action);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
      gtk_widget_set_tooltip_text (button, tip);
      gtk_flow_box_insert (GTK_FLOW_BOX (box), button, -1);
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
  gtk_box_append (GTK_BOX (page), box);
}

static void
build (ReslabTrainPanel *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new (), *sheet;

  self->lock = new_label (_("Lock-step: one seed, the same batches, the same rate"), "dim", 0);
  gtk_box_append (GTK_BOX (page), self->lock);
  add_trouble (self, page);
  for (guint i = 0; i < LAB_TRAIN_MOST; i++)
    add_run (self, page, i);
  sheet = new_sheet (page);
  add_rate (self, sheet);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    add_key (self, sheet, k);
  add_files (page);
  gtk_widget_add_css_class (page, "page");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), page);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

static void
reslab_train_panel_dispose (GObject *object)
{
  g_clear_object (&RESLAB_TRAIN_PANEL (object)->lab);
  G_OBJECT_CLASS (reslab_train_panel_parent_class)->dispose (object);
}

static void
reslab_train_panel_class_init (ReslabTrainPanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_train_panel_dispose;
}

static void
reslab_train_panel_init (ReslabTrainPanel *self)
{
}

GtkWidget *
reslab_train_panel_new (Lab *lab)
{
  ReslabTrainPanel *self = g_object_new (RESLAB_TYPE_TRAIN_PANEL, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  return GTK_WIDGET (self);
}
