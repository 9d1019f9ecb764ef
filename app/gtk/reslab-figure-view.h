/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "fig-scene.h"

G_BEGIN_DECLS

/*
 * Shows any figure. The scene owns all geometry; the widget makes it when data, width or palette
 * change, keeps it as a picture, and asks it what lies under the pointer.
 *
 * A fixed figure reflows into the width it is given and is as high as that needs (below the least
 * width of a figure it is scaled down). A zoomable one fills its room and is panned and zoomed.
 * Points and rectangles are in the scene's own px unless said otherwise.
 *
 * Signals
 *   picked  (const FigPick *pick, guint n_press, double x, double y)    pressed, or Enter
 *   hovered (const FigPick *pick, double x, double y)     pointer moved; NULL: over nothing
 *   focused (const FigPick *pick)                         keyboard focus went to another mark
 *   context (const FigPick *pick, double x, double y)     secondary press or menu key; NULL: none
 *   camera-changed ()                                     zoom or place is new
 * A pick belongs to the emission.
 */
#define RESLAB_TYPE_FIGURE_VIEW (reslab_figure_view_get_type ())
G_DECLARE_FINAL_TYPE (ReslabFigureView, reslab_figure_view, RESLAB, FIGURE_VIEW, GtkWidget)

/* NULL without @error: there is nothing to show yet. With it, its message stands in the figure's
   place. */
typedef FigScene *(*ReslabSceneFunc) (const FigStyle *style, gpointer data, GError **error);
/* Paints over the picture in scene px. */
typedef void (*ReslabOverlayFunc) (cairo_t *cr, FigScene *scene, gpointer data);

#define RESLAB_ZOOM_LEAST 0.1
#define RESLAB_ZOOM_MOST  8.0

GtkWidget  *reslab_figure_view_new             (void);

void        reslab_figure_view_set_source      (ReslabFigureView *self, ReslabSceneFunc make,
                                                gpointer data);
/* The data behind the scene changed: a new one is made for the next frame. */
void        reslab_figure_view_invalidate      (ReslabFigureView *self);
/* Drawn each frame over the kept picture: rings, probes, moving beads. */
void        reslab_figure_view_set_overlay     (ReslabFigureView *self, ReslabOverlayFunc paint,
                                                gpointer data);
void        reslab_figure_view_queue_overlay   (ReslabFigureView *self);

/* What it is called for those who cannot see it: “Diagram of resnet18”. */
void        reslab_figure_view_set_title       (ReslabFigureView *self, const char *title);
/* Text of the mark that has the keyboard's focus, else "". */
const char *reslab_figure_view_get_description (ReslabFigureView *self);
void        reslab_figure_view_set_zoomable    (ReslabFigureView *self, gboolean zoomable);
/* It lies on a card, not on the canvas. */
void        reslab_figure_view_set_on_card     (ReslabFigureView *self, gboolean on_card);
/* What lies below shows between the marks. */
void        reslab_figure_view_set_transparent (ReslabFigureView *self, gboolean transparent);
void        reslab_figure_view_set_tooltips    (ReslabFigureView *self, gboolean tooltips);
/* px; what a fixed figure asks for, 480 to begin with */
void        reslab_figure_view_set_natural_width (ReslabFigureView *self, int width);
/* px; how high a fixed figure may be without being cut, for those that can stand closer; 0, as to
   begin with: any height. */
void        reslab_figure_view_set_room        (ReslabFigureView *self, int height);
/* Which kinds of marks the arrow keys stop at, a set of 1 << FigMarkKind; all but FIG_EDGE to
   begin with. */
void        reslab_figure_view_set_stops       (ReslabFigureView *self, guint kinds);

/* (nullable) (transfer none) as long as nothing changes */
FigScene   *reslab_figure_view_get_scene       (ReslabFigureView *self);
void        reslab_figure_view_to_scene        (ReslabFigureView *self, double *x, double *y);
void        reslab_figure_view_from_scene      (ReslabFigureView *self, double *x, double *y);
/* The mark under a point of the widget; @pick is to be cleared. */
gboolean    reslab_figure_view_pick            (ReslabFigureView *self, double x, double y,
                                                FigPick *pick);

/* ── the camera of a zoomable figure ── */
double      reslab_figure_view_get_zoom        (ReslabFigureView *self);
/* The part of the scene that can be seen. */
void        reslab_figure_view_get_visible     (ReslabFigureView *self, FigRect *rect);
/* About a point of the widget that stays where it is. */
void        reslab_figure_view_zoom_to         (ReslabFigureView *self, double zoom, double x,
                                                double y);
void        reslab_figure_view_zoom_in         (ReslabFigureView *self);
void        reslab_figure_view_zoom_out        (ReslabFigureView *self);
void        reslab_figure_view_fit             (ReslabFigureView *self);
/* By px of the widget. */
void        reslab_figure_view_pan             (ReslabFigureView *self, double dx, double dy);
/* Moves until @rect can be seen; nothing if it can be seen already. */
void        reslab_figure_view_scroll_to       (ReslabFigureView *self, const FigRect *rect);

/* ── keyboard ── */
/* Moves the focus to the next mark that way; FALSE at the edge. */
gboolean    reslab_figure_view_move_focus      (ReslabFigureView *self, GtkDirectionType direction);

/* How often a scene was made and a picture painted, for tests. */
guint       reslab_figure_view_n_scenes        (ReslabFigureView *self);
guint       reslab_figure_view_n_rasters       (ReslabFigureView *self);

G_END_DECLS
