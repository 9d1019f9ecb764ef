/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* ReslabFigureView: what is under the pointer, the camera, the kept picture, the keyboard. */
#include "examples.h"
#include "gtk-test.h"
#include "reslab-figure-view.h"
#include "reslab-style.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const Example *example;
  guint          n_picked;
  guint          n_hovered;
  guint          n_overlays;
  FigMarkKind    kind;
  RnNode         node;
} Fixture;

static const Example *
example_named (const char *name)
{
  guint n;
  const Example *list = example_list (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (list[i].name, name) == 0)
      return &list[i];
  g_error ("no example “%s”", name);
}

static FigScene *
make (const FigStyle *style, gpointer data, GError **error)
{
  return example_draw (((Fixture *) data)->example, style);
}

static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           Fixture *fixture)
{
  fixture->n_picked++;
  fixture->kind = pick->kind;
  fixture->node = pick->node;
}

static void
on_hovered (ReslabFigureView *view, const FigPick *pick, double x, double y, Fixture *fixture)
{
  fixture->n_hovered++;
  fixture->kind = pick != NULL ? pick->kind : FIG_NOTHING;
}

static void
overlay (cairo_t *cr, FigScene *scene, gpointer data)
{
  ((Fixture *) data)->n_overlays++;
  cairo_rectangle (cr, 10, 10, 20, 20);
  cairo_fill (cr);
}

static ReslabFigureView *
view_of (Fixture *fixture, const char *example)
{
  ReslabFigureView *view = RESLAB_FIGURE_VIEW (reslab_figure_view_new ());

  fixture->example = example_named (example);
  reslab_figure_view_set_title (view, example);
  reslab_figure_view_set_source (view, make, fixture);
  g_signal_connect (view, "picked", G_CALLBACK (on_picked), fixture);
  g_signal_connect (view, "hovered", G_CALLBACK (on_hovered), fixture);
  return view;
}

/* The middle of the first mark of a kind, in widget px. */
static void
middle_of (ReslabFigureView *view, FigMarkKind kind, double *x, double *y)
{
  FigScene *scene = reslab_figure_view_get_scene (view);

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { .kind = FIG_NOTHING };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != kind)
        continue;
      *x = mark.bounds.x + mark.bounds.width / 2;
      *y = mark.bounds.y + mark.bounds.height / 2;
      reslab_figure_view_from_scene (view, x, y);
      return;
    }
  g_error ("no mark of kind %d", kind);
}

static void
pointer_picks (void)
{
  Fixture fixture = { 0 };
  ReslabFigureView *view = view_of (&fixture, "network-blocks");
  GtkWidget *window = reslab_test_window (GTK_WIDGET (view), 800, 600);
  double x, y;

  middle_of (view, FIG_NODE, &x, &y);
  reslab_test_move (GTK_WIDGET (view), x, y);
  g_assert_cmpuint (fixture.n_hovered, ==, 1);
  g_assert_cmpint (fixture.kind, !=, FIG_NOTHING);
  reslab_test_click (GTK_WIDGET (view), x, y);
  g_assert_cmpuint (fixture.n_picked, ==, 1);
  reslab_test_move (GTK_WIDGET (view), 1, 1);
  g_assert_cmpuint (fixture.n_hovered, ==, 2);
  g_assert_cmpint (fixture.kind, ==, FIG_NOTHING);
  reslab_test_click (GTK_WIDGET (view), 1, 1);
  g_assert_cmpuint (fixture.n_picked, ==, 1);
  reslab_test_destroy (window);
}

static void
height_follows_width (void)
{
  Fixture fixture = { 0 };
  ReslabFigureView *view = view_of (&fixture, "network-blocks");
  GtkWidget *window = reslab_test_window (GTK_WIDGET (view), 800, 600);
  int narrow, wide, tiny;

  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_VERTICAL, 500, &narrow, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_VERTICAL, 1200, &wide, NULL, NULL, NULL);
  g_assert_cmpint (narrow, >, wide);
  /* below the least width it is the picture of that width, scaled */
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_VERTICAL, 360, &narrow, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_VERTICAL, 180, &tiny, NULL, NULL, NULL);
  g_assert_cmpint (ABS (tiny - narrow / 2), <=, 1);
  reslab_test_destroy (window);
}

static void
picture_is_kept (void)
{
  Fixture fixture = { 0 };
  ReslabFigureView *view = view_of (&fixture, "network-blocks");
  GtkWidget *window;
  guint scenes, rasters, overlays;

  reslab_figure_view_set_zoomable (view, TRUE);
  reslab_figure_view_set_overlay (view, overlay, &fixture);
  window = reslab_test_window (GTK_WIDGET (view), 800, 600);
  scenes = reslab_figure_view_n_scenes (view);
  rasters = reslab_figure_view_n_rasters (view);
  overlays = fixture.n_overlays;
  g_assert_cmpuint (rasters, >=, 1);
  reslab_figure_view_queue_overlay (view);
  reslab_test_frames (GTK_WIDGET (view), 3);
  g_assert_cmpuint (reslab_figure_view_n_rasters (view), ==, rasters);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view), ==, scenes);
  g_assert_cmpuint (fixture.n_overlays, >=, overlays + 3);
  /* data, zoom and palette each make it anew, once */
  reslab_figure_view_invalidate (view);
  reslab_figure_view_invalidate (view);
  reslab_test_frames (GTK_WIDGET (view), 2);
  g_assert_cmpuint (reslab_figure_view_n_rasters (view), ==, rasters + 1);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view), ==, scenes + 1);
  reslab_figure_view_zoom_in (view);
  reslab_test_frames (GTK_WIDGET (view), 2);
  g_assert_cmpuint (reslab_figure_view_n_rasters (view), ==, rasters + 2);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view), ==, scenes + 1);
  reslab_style_set_projector (reslab_style_of (GTK_WIDGET (view)), TRUE);
  reslab_test_frames (GTK_WIDGET (view), 3);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view), >, scenes + 1);
  reslab_style_set_projector (reslab_style_of (GTK_WIDGET (view)), FALSE);
  reslab_test_destroy (window);
}

static void
camera_pans_and_zooms (void)
{
  Fixture fixture = { 0 };
  ReslabFigureView *view = view_of (&fixture, "network-layers");
  GtkWidget *window;
  FigRect before, after;
  double x = 200, y = 150, same_x = 200, same_y = 150;

  reslab_figure_view_set_zoomable (view, TRUE);
  window = reslab_test_window (GTK_WIDGET (view), 800, 600);
  g_assert_cmpfloat (reslab_figure_view_get_zoom (view), ==, 1);
  reslab_figure_view_to_scene (view, &x, &y);
  reslab_figure_view_zoom_to (view, 2, 200, 150);
  reslab_figure_view_to_scene (view, &same_x, &same_y);
  g_assert_cmpfloat (fabs (x - same_x) + fabs (y - same_y), <, 1e-6);
  reslab_figure_view_get_visible (view, &before);
  g_assert_cmpfloat (before.width, ==, 400);
  reslab_figure_view_pan (view, -100, -60);
  reslab_figure_view_get_visible (view, &after);
  g_assert_cmpfloat (after.x - before.x, ==, 50);
  g_assert_cmpfloat (after.y - before.y, ==, 30);
  /* the scene cannot be lost out of sight */
  reslab_figure_view_pan (view, 1e6, 1e6);
  reslab_figure_view_get_visible (view, &after);
  g_assert_cmpfloat (after.x, >, -50);
  reslab_figure_view_zoom_to (view, 1000, 0, 0);
  g_assert_cmpfloat (reslab_figure_view_get_zoom (view), ==, RESLAB_ZOOM_MOST);
  reslab_figure_view_fit (view);
  reslab_figure_view_get_visible (view, &after);
  g_assert_cmpfloat (after.height + 1, >=,
                     fig_scene_height (reslab_figure_view_get_scene (view)));
  reslab_test_frames (GTK_WIDGET (view), 2);
  reslab_test_shot (GTK_WIDGET (view), "figure-view-fit");
  reslab_test_destroy (window);
}

/* A pan paints only what comes into sight, and shows the same as a picture made at once. */
static void
pan_shows_the_same (void)
{
  Fixture fixture = { 0 };
  ReslabFigureView *view = view_of (&fixture, "network-layers");
  g_autofree char *a = g_test_build_filename (G_TEST_BUILT, "gtk", "shots", "panned.png", NULL);
  g_autofree char *b = g_test_build_filename (G_TEST_BUILT, "gtk", "shots", "fresh.png", NULL);
  g_autofree char *panned = NULL, *fresh = NULL;
  GtkWidget *window;
  gsize n_panned, n_fresh;
  guint rasters;

  reslab_figure_view_set_zoomable (view, TRUE);
  window = reslab_test_window (GTK_WIDGET (view), 800, 600);
  reslab_figure_view_zoom_to (view, 3, 100, 100);       /* larger than what is kept whole */
  reslab_test_frames (GTK_WIDGET (view), 2);
  rasters = reslab_figure_view_n_rasters (view);
  reslab_figure_view_pan (view, -20, -20);
  reslab_test_frames (GTK_WIDGET (view), 2);
  g_assert_cmpuint (reslab_figure_view_n_rasters (view), ==, rasters);
  reslab_figure_view_pan (view, -300, -400);
  reslab_test_frames (GTK_WIDGET (view), 2);
  g_assert_cmpuint (reslab_figure_view_n_rasters (view), ==, rasters + 1);
  reslab_test_shot (GTK_WIDGET (view), "panned");
  reslab_figure_view_invalidate (view);
  reslab_test_frames (GTK_WIDGET (view), 2);
  reslab_test_shot (GTK_WIDGET (view), "fresh");
  g_file_get_contents (a, &panned, &n_panned, NULL);
  g_file_get_contents (b, &fresh, &n_fresh, NULL);
  g_assert_cmpmem (panned, n_panned, fresh, n_fresh);
  reslab_test_destroy (window);
}

static void
camera_flies (void)
{
  Fixture fixture = { 0 };
  ReslabFigureView *view = view_of (&fixture, "network-layers");
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *window;
  FigRect seen, target;

  reslab_figure_view_set_zoomable (view, TRUE);
  window = reslab_test_window (GTK_WIDGET (view), 800, 400);
  target = (FigRect) { 20, fig_scene_height (reslab_figure_view_get_scene (view)) - 40, 60, 40 };
  reslab_figure_view_scroll_to (view, &target);
  reslab_figure_view_get_visible (view, &seen);
  g_assert_cmpfloat (seen.y + seen.height, <, target.y + target.height);     /* on its way */
  reslab_test_wait (600);                   /* a flight takes 220 ms */
  reslab_figure_view_get_visible (view, &seen);
  g_assert_cmpfloat (seen.y + seen.height, >=, target.y + target.height);
  /* what can be seen does not move */
  reslab_figure_view_get_visible (view, &seen);
  reslab_figure_view_scroll_to (view, &(FigRect) { seen.x + 50, seen.y + 50, 20, 20 });
  reslab_test_wait (50);
  reslab_figure_view_get_visible (view, &target);
  g_assert_cmpfloat (target.y, ==, seen.y);
  /* without animations it is there at once */
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  reslab_figure_view_scroll_to (view, &(FigRect) { 20, 5, 60, 40 });
  reslab_figure_view_get_visible (view, &seen);
  g_assert_cmpfloat (seen.y, <=, 5);
  gtk_settings_reset_property (settings, "gtk-enable-animations");
  reslab_test_destroy (window);
}

typedef struct
{
  GHashTable *seen;
} Walk;

static guint
thing_of (const FigPick *pick)
{
  return pick->kind * 1000000 + (pick->node != RN_NODE_NONE ? pick->node : 5000) * 100 + pick->scope;
}

static void
on_focused (ReslabFigureView *view, const FigPick *pick, Walk *walk)
{
  g_hash_table_add (walk->seen, GUINT_TO_POINTER (thing_of (pick)));
}

/* Walking about at random by the arrow keys comes to every op and every block. */
static void
keyboard_traverses (void)
{
  static const guint keys[] = { GDK_KEY_Right, GDK_KEY_Down, GDK_KEY_Left, GDK_KEY_Up };
  Fixture fixture = { 0 };
  Walk walk = { g_hash_table_new (NULL, NULL) };
  ReslabFigureView *view = view_of (&fixture, "network-layers");
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);
  g_autoptr (GHashTable) all = g_hash_table_new (NULL, NULL);
  GtkWidget *window;
  FigScene *scene;

  reslab_figure_view_set_zoomable (view, TRUE);
  reslab_figure_view_set_stops (view, 1u << FIG_NODE | 1u << FIG_SCOPE);
  g_signal_connect (view, "focused", G_CALLBACK (on_focused), &walk);
  window = reslab_test_window (GTK_WIDGET (view), 800, 600);
  gtk_widget_grab_focus (GTK_WIDGET (view));
  g_assert_cmpstr (reslab_figure_view_get_description (view), ==, "");
  g_assert_false (reslab_test_key (GTK_WIDGET (view), GDK_KEY_Return, 0));
  g_assert_true (reslab_test_key (GTK_WIDGET (view), GDK_KEY_Right, 0));
  g_assert_cmpstr (reslab_figure_view_get_description (view), !=, "");
  g_assert_true (reslab_test_key (GTK_WIDGET (view), GDK_KEY_Return, 0));
  g_assert_cmpuint (fixture.n_picked, ==, 1);
  reslab_test_frames (GTK_WIDGET (view), 2);
  reslab_test_shot (GTK_WIDGET (view), "figure-view-focus");
  scene = reslab_figure_view_get_scene (view);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { .kind = FIG_NOTHING };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_NODE || mark.kind == FIG_SCOPE)
        g_hash_table_add (all, GUINT_TO_POINTER (thing_of (&mark)));
    }
  g_assert_cmpuint (g_hash_table_size (all), >, 40);
  for (guint turn = 0; turn < 20000; turn++)
    reslab_test_key (GTK_WIDGET (view), keys[g_rand_int_range (chance, 0, 4)], 0);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { .kind = FIG_NOTHING };

      fig_scene_mark (scene, i, &mark);
      if ((mark.kind == FIG_NODE || mark.kind == FIG_SCOPE)
          && !g_hash_table_contains (walk.seen, GUINT_TO_POINTER (thing_of (&mark))))
        g_test_message ("never reached: “%s” at %.0f, %.0f", mark.text, mark.bounds.x,
                        mark.bounds.y);
    }
  g_assert_cmpuint (g_hash_table_size (walk.seen), ==, g_hash_table_size (all));
  g_hash_table_unref (walk.seen);
  reslab_test_destroy (window);
}

int
main (int argc, char **argv)
{
  if (!reslab_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/gtk/figure-view/pointer-picks", pointer_picks);
  g_test_add_func ("/gtk/figure-view/height-follows-width", height_follows_width);
  g_test_add_func ("/gtk/figure-view/picture-is-kept", picture_is_kept);
  g_test_add_func ("/gtk/figure-view/camera-pans-and-zooms", camera_pans_and_zooms);
  g_test_add_func ("/gtk/figure-view/pan-shows-the-same", pan_shows_the_same);
  g_test_add_func ("/gtk/figure-view/camera-flies", camera_flies);
  g_test_add_func ("/gtk/figure-view/keyboard-traverses", keyboard_traverses);
  return g_test_run ();
}
