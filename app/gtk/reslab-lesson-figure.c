/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a step shows: its figure, bars below it, and where the numbers are from. */
#include "config.h"
#include "reslab-lessons-private.h"

#include "fig-i18n.h"
#include "lab-inspector-scene.h"
#include "reslab-figure-view.h"

#define SPACING    12          /* px */
#define ROOM_LEAST 200

struct _ReslabLessonFigure
{
  AdwBin           parent_instance;
  LabLessonPlayer *player;         /* (owned) */
  GtkWidget       *scroller;       /* (borrowed), as are those below */
  GtkWidget       *figure;
  GtkWidget       *bars;
  GtkWidget       *source;
};

G_DEFINE_FINAL_TYPE (ReslabLessonFigure, reslab_lesson_figure, ADW_TYPE_BIN)

static const double smaller[] = { 1.4, 1.2, 1 };     /* than a projector's type */

/* Where a projector's type leaves no room for the whole of it, the largest type that does is better. */
static FigScene *
make_figure (const FigStyle *style, gpointer data, GError **error)
{
  ReslabLessonFigure *self = data;
  FigStyle zoomed = *style;
  FigScene *scene;

  if (lab_lesson_player_phase (self->player) == LAB_LESSON_CLOSED)
    return NULL;
  scene = lab_lesson_player_scene (self->player, style, error);
  for (guint i = 0; style->projector && i < G_N_ELEMENTS (smaller) && scene != NULL
                    && fig_scene_height (scene) > style->height; i++)
    {
      FigScene *other;

      zoomed.zoom = smaller[i];
      other = lab_lesson_player_scene (self->player, &zoomed, NULL);
      if (other == NULL)
        break;
      fig_scene_free (scene);
      scene = other;
    }
  return scene;
}

static FigScene *
make_bars (const FigStyle *style, gpointer data, GError **error)
{
  ReslabLessonFigure *self = data;

  if (lab_lesson_player_phase (self->player) == LAB_LESSON_CLOSED)
    return NULL;
  return lab_lesson_player_bars (self->player, style);
}

/* The number the text speaks of, in every map; a figure of the probe itself draws it. */
static void
paint_probe (cairo_t *cr, FigScene *scene, gpointer data)
{
  ReslabLessonFigure *self = data;
  static const char *const maps[] = { "block", "diagram", "maps", NULL };
  double x, y;

  if (g_strv_contains (maps, lab_lesson_player_figure (self->player))
      && lab_probe_place (lab_lesson_player_lab (self->player), &x, &y))
    fig_scene_paint_probe (scene, cr, x, y);
}

static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           ReslabLessonFigure *self)
{
  if (pick != NULL && lab_lesson_player_phase (self->player) == LAB_LESSON_OPEN
      && reslab_lesson_question_of (self->player)->kind == LAB_QUESTION_PLACE)
    lab_lesson_player_pick (self->player, pick);
}

static int
height_of (GtkWidget *widget, int width)
{
  int height;

  if (!gtk_widget_get_visible (widget))
    return 0;
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height + SPACING;
}

/* What bars and source leave of the height is the figure's. */
static void
update_room (ReslabLessonFigure *self)
{
  int width = gtk_widget_get_width (self->scroller), height = gtk_widget_get_height (self->scroller);

  if (width > 0 && height > 0)
    reslab_figure_view_set_room (RESLAB_FIGURE_VIEW (self->figure),
                                 MAX (height - height_of (self->bars, width)
                                        - height_of (self->source, width), ROOM_LEAST));
}

void
reslab_lesson_figure_update (ReslabLessonFigure *self)
{
  const char *figure = lab_lesson_player_figure (self->player);
  g_autofree char *alt = lab_lesson_player_alt (self->player);
  g_autofree char *source = lab_lesson_player_source (self->player);

  gtk_widget_set_visible (self->figure, !g_str_equal (figure, "none"));
  gtk_widget_set_visible (self->bars, lab_lesson_player_has_bars (self->player));
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), alt);
  gtk_label_set_text (GTK_LABEL (self->source), source != NULL ? source : "");
  gtk_widget_set_visible (self->source, source != NULL);
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->figure));
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->bars));
  update_room (self);
}

void
reslab_lesson_figure_grab (ReslabLessonFigure *self)
{
  gtk_widget_grab_focus (self->figure);
}

void
reslab_lesson_figure_forget (ReslabLessonFigure *self)
{
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), NULL, NULL);
  reslab_figure_view_set_overlay (RESLAB_FIGURE_VIEW (self->figure), NULL, NULL);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->bars), NULL, NULL);
}

static void
dispose (GObject *object)
{
  g_clear_object (&RESLAB_LESSON_FIGURE (object)->player);
  G_OBJECT_CLASS (reslab_lesson_figure_parent_class)->dispose (object);
}

static void
reslab_lesson_figure_class_init (ReslabLessonFigureClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
reslab_lesson_figure_init (ReslabLessonFigure *self)
{
}

static GtkWidget *
make_view (ReslabLessonFigure *self, ReslabSceneFunc make)
{
  GtkWidget *view = reslab_figure_view_new ();

  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (view), TRUE);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (view), make, self);
  return view;
}

GtkWidget *
reslab_lesson_figure_new (LabLessonPlayer *player)
{
  ReslabLessonFigure *self = g_object_new (RESLAB_TYPE_LESSON_FIGURE, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);

  self->player = g_object_ref (player);
  self->scroller = scroller;
  self->figure = make_view (self, make_figure);
  self->bars = make_view (self, make_bars);
  self->source = gtk_label_new ("");
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), _("Figure of this step"));
  reslab_figure_view_set_overlay (RESLAB_FIGURE_VIEW (self->figure), paint_probe, self);
  g_signal_connect_object (self->figure, "picked", G_CALLBACK (on_picked), self, 0);
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->bars), _("Numbers of this step"));
  gtk_label_set_wrap (GTK_LABEL (self->source), TRUE);
  gtk_widget_add_css_class (self->source, "dim");
  gtk_widget_set_margin_start (self->source, 20);
  gtk_widget_set_margin_end (self->source, 20);
  gtk_widget_set_margin_bottom (self->source, 16);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->figure);
  gtk_box_append (GTK_BOX (box), self->bars);
  gtk_box_append (GTK_BOX (box), self->source);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)),
                           "notify::page-size", G_CALLBACK (update_room), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (scroller, "canvas");
  adw_bin_set_child (ADW_BIN (self), scroller);
  return GTK_WIDGET (self);
}
