/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is wrong with a spec, and one click to mend it. */
#include "config.h"
#include "reslab-mistakes.h"

#include "fig-i18n.h"
#include "fig-mismatch.h"
#include "reslab-accessible.h"
#include "reslab-dialog.h"
#include "reslab-figure-view.h"
#include "rn-spec-find.h"

#define WIDTH     560                /* px */
#define HEIGHT    720
#define FIGURE_PX 500

struct _ReslabMistakes
{
  AdwWindow    parent_instance;
  Lab         *lab;              /* (owned) */
  json_object *json;             /* (owned) (nullable) the spec, as far as it is mended */
  RnFindings  *findings;         /* (owned) */
  char        *what;             /* (owned) */
  GtkWidget   *figure;           /* of the window, as are those below */
  GtkWidget   *list;
};

G_DEFINE_FINAL_TYPE (ReslabMistakes, reslab_mistakes, ADW_TYPE_WINDOW)

/* The finding that has a picture: the first of two paths. −1: none */
static int
pictured (ReslabMistakes *self)
{
  for (guint i = 0; i < rn_findings_n (self->findings); i++)
    if (rn_findings_nth (self->findings, i)->mismatch != NULL)
      return (int) i;
  return -1;
}

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  ReslabMistakes *self = data;
  int shown = pictured (self);
  const RnFinding *finding = shown >= 0 ? rn_findings_nth (self->findings, (guint) shown) : NULL;

  if (finding == NULL)
    return NULL;
  return fig_mismatch_new (&(FigMismatchData) { finding, finding->scopes->len > 0
                                                           ? finding->scopes->pdata[0]
                                                           : NULL },
                           style);
}

static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           ReslabMistakes *self)
{
  if (pick->kind == FIG_CELL && pick->item == FIG_MISMATCH_CHOICE)
    reslab_mistakes_mend (self, (guint) pictured (self), (guint) pick->row);
}

/* ── the sentences ── */

static GtkWidget *
new_line (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
on_clicked (GtkButton *button, ReslabMistakes *self)
{
  reslab_mistakes_mend (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "finding")),
                        GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "mending")));
}

static GtkWidget *
new_button (ReslabMistakes *self, guint finding, guint mending)
{
  const RnMending *change = rn_findings_nth (self->findings, finding)->mendings->pdata[mending];
  g_autofree char *name = g_strdup_printf ("mend-%u-%u", finding, mending);
  GtkWidget *button = gtk_button_new_with_label (change->label);

  gtk_widget_set_name (button, name);
  gtk_widget_set_tooltip_text (button, json_object_to_json_string_ext (change->merge,
                                                                       JSON_C_TO_STRING_SPACED));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), "finding", GUINT_TO_POINTER (finding));
  g_object_set_data (G_OBJECT (button), "mending", GUINT_TO_POINTER (mending));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

/* Where it is, what it is, why, and what would mend it; the picture has its own choices. */
static GtkWidget *
new_row (ReslabMistakes *self, guint i)
{
  const RnFinding *finding = rn_findings_nth (self->findings, i);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (*finding->place != '\0')
    gtk_box_append (GTK_BOX (row), new_line (finding->place, "dim"));
  gtk_box_append (GTK_BOX (row), new_line (finding->sentence,
                                           finding->severity == RN_SEVERITY_ERROR ? "error" : "body"));
  if (finding->reason != NULL)
    gtk_box_append (GTK_BOX (row), new_line (finding->reason, "body"));
  for (guint k = 0; k < finding->mendings->len; k++)
    gtk_box_append (GTK_BOX (buttons), new_button (self, i, k));
  gtk_widget_set_margin_top (buttons, 4);
  gtk_box_append (GTK_BOX (row), buttons);
  reslab_set_name (row, finding->sentence);
  return row;
}

static void
update (ReslabMistakes *self)
{
  int shown = pictured (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  for (guint i = 0; i < rn_findings_n (self->findings); i++)
    if ((int) i != shown)
      gtk_box_append (GTK_BOX (self->list), new_row (self, i));
  gtk_widget_set_visible (self->figure, shown >= 0);
  if (shown >= 0)
    reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure),
                                  rn_findings_nth (self->findings, (guint) shown)->sentence);
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->figure));
}

/* ── mending ── */

static void
look_again (ReslabMistakes *self)
{
  g_clear_pointer (&self->findings, rn_findings_free);
  self->findings = rn_spec_find_json (self->json, self->what, NULL);
  update (self);
}

void
reslab_mistakes_mend (ReslabMistakes *self, guint finding, guint mending)
{
  const RnMending *change = rn_findings_nth (self->findings, finding)->mendings->pdata[mending];
  g_autofree char *before = g_strdup (json_object_to_json_string (self->json));
  g_autofree char *place = g_strdup (change->place);
  json_object *merge = json_object_get (change->merge);

  g_return_if_fail (RESLAB_IS_MISTAKES (self) && self->json != NULL);
  if (rn_mending_apply (change, self->json, NULL))
    look_again (self);
  if (rn_findings_count (self->findings, RN_SEVERITY_ERROR) == 0
      && lab_do (self->lab, NULL, "mend", "spec", before, "place", place, "merge", merge, NULL))
    gtk_window_close (GTK_WINDOW (self));
  json_object_put (merge);
}

/* ── building ── */

static GtkWidget *
new_body (ReslabMistakes *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);

  self->figure = reslab_figure_view_new ();
  reslab_figure_view_set_natural_width (RESLAB_FIGURE_VIEW (self->figure), FIGURE_PX);
  reslab_figure_view_set_transparent (RESLAB_FIGURE_VIEW (self->figure), TRUE);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->figure), 1 << FIG_CELL);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), make_scene, self);
  g_signal_connect (self->figure, "picked", G_CALLBACK (on_picked), self);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  gtk_widget_set_margin_start (self->list, 20);
  gtk_widget_set_margin_end (self->list, 20);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 20);
  gtk_box_append (GTK_BOX (box), self->figure);
  gtk_box_append (GTK_BOX (box), self->list);
  return reslab_dialog_new_body (box);
}

static void
reslab_mistakes_dispose (GObject *object)
{
  g_clear_object (&RESLAB_MISTAKES (object)->lab);
  G_OBJECT_CLASS (reslab_mistakes_parent_class)->dispose (object);
}

static void
reslab_mistakes_finalize (GObject *object)
{
  ReslabMistakes *self = RESLAB_MISTAKES (object);

  json_object_put (self->json);
  g_clear_pointer (&self->findings, rn_findings_free);
  g_free (self->what);
  G_OBJECT_CLASS (reslab_mistakes_parent_class)->finalize (object);
}

static void
reslab_mistakes_class_init (ReslabMistakesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_mistakes_dispose;
  G_OBJECT_CLASS (class)->finalize = reslab_mistakes_finalize;
  reslab_dialog_class_setup (GTK_WIDGET_CLASS (class));
}

static void
reslab_mistakes_init (ReslabMistakes *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_title (GTK_WINDOW (self), _("What is wrong, and what would mend it"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_box_append (GTK_BOX (column), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (column), new_body (self));
  adw_window_set_content (ADW_WINDOW (self), column);
}

GtkWidget *
reslab_mistakes_new (GtkWindow *over, Lab *lab, const char *spec)
{
  json_object *json = NULL;
  RnFindings *findings = rn_spec_find_open (spec, NULL, &json, NULL);
  ReslabMistakes *self;

  if (findings == NULL)
    return NULL;
  self = g_object_new (RESLAB_TYPE_MISTAKES, NULL);
  self->lab = g_object_ref (lab);
  self->json = json;
  self->findings = findings;
  self->what = g_strdup (spec);
  gtk_window_set_transient_for (GTK_WINDOW (self), over);
  update (self);
  return GTK_WIDGET (self);
}
