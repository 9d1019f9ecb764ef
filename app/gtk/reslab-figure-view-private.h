/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "reslab-figure-view.h"
#include "reslab-style.h"

G_BEGIN_DECLS

/*
 * The kept picture: a part of the scene, at @scale device px a scene px. Measured on a software
 * renderer, one image surface painted through a cairo node is what pans fastest; a texture of that
 * size would be downloaded again each frame.
 */
typedef struct
{
  cairo_surface_t *surface;        /* (owned) (nullable) */
  int              x, y;           /* of its corner in the scaled scene, device px */
  int              width, height;  /* device px */
  double           scale;
  gboolean         stale;          /* shows an older scene */
} FigureCache;

struct _ReslabFigureView
{
  GtkWidget         parent_instance;

  ReslabStyle      *style;         /* (borrowed) of the display */
  ReslabSceneFunc   make;
  gpointer          make_data;
  ReslabOverlayFunc overlay;
  gpointer          overlay_data;
  char             *title;         /* (owned) (nullable) */
  gboolean          zoomable;
  gboolean          on_card;
  gboolean          transparent;
  int               natural_width;
  int               room;          /* px of height that it should not exceed, 0: any */

  /* the scene, made for scene_width */
  FigScene         *scene;         /* (owned) (nullable) */
  FigPalette        palette;       /* it was made in */
  char             *failure;       /* (owned) (nullable) why there is none */
  int               scene_width;
  gboolean          dirty;
  GHashTable       *heights;       /* (owned) (element-type int → int) of widths asked for */
  guint             tick;          /* makes the scene anew before the next frame */
  guint             n_scenes;
  guint             n_rasters;

  /* the camera; of a fixed figure the offset is 0 */
  FigureCache       cache;
  double            zoom;          /* widget px a scene px */
  double            offset_x, offset_y;      /* scene px at the upper left corner */
  gboolean          fitted;        /* it shows all, and goes on doing so */
  AdwAnimation     *flight;        /* (owned) (nullable) */
  double            flight_from[2], flight_to[2];
  gboolean          pinching;      /* the old picture is shown enlarged until it ends */
  guint             settle;        /* timeout: the zoom has come to rest */
  double            pinch_zoom;

  /* the pointer */
  gboolean          hovering;
  double            pointer_x, pointer_y;    /* widget px */
  double            drag_x, drag_y;          /* offset when the drag began */
  gboolean          dragging;

  /* the keyboard */
  guint             stop_kinds;
  GArray           *stops;         /* (owned) (nullable) (element-type FigPick) texts owned */
  FigPick           focus;         /* its text owned; kind FIG_NOTHING: none */
  gboolean          ring;          /* the focus came by keyboard, so it is shown */
  char             *description;   /* (owned) */

  GtkAdjustment    *scrolled[2];   /* (owned) (nullable) of the scrolled window around it */
};

/* reslab-figure-view.c */
void     reslab__figure_ensure_scene   (ReslabFigureView *self, int width);

/* reslab-figure-cache.c */
void     reslab__figure_cache_clear    (ReslabFigureView *self);
/* Paints the part of the scene that can be seen, out of the cache; @cr in widget px. */
void     reslab__figure_paint          (ReslabFigureView *self, cairo_t *cr);
/* FALSE where nothing of it can be seen; in widget px. */
gboolean reslab__figure_visible        (ReslabFigureView *self, graphene_rect_t *rect);
void     reslab__figure_watch_scrolling (ReslabFigureView *self, gboolean watch);

/* reslab-figure-camera.c */
void     reslab__figure_camera_init    (ReslabFigureView *self);
/* Adds the gestures of a zoomable figure. */
void     reslab__figure_camera_enable  (ReslabFigureView *self);
void     reslab__figure_camera_dispose (ReslabFigureView *self);
/* The scene or the widget has another size. */
void     reslab__figure_camera_resized (ReslabFigureView *self);

/* reslab-figure-input.c */
void     reslab__figure_input_init     (ReslabFigureView *self);
gboolean reslab__figure_query_tooltip  (GtkWidget *widget, int x, int y, gboolean keyboard,
                                        GtkTooltip *tooltip);
void     reslab__figure_emit_picked    (ReslabFigureView *self, const FigPick *pick, guint n_press,
                                        double x, double y);
void     reslab__figure_emit_context   (ReslabFigureView *self, const FigPick *pick, double x,
                                        double y);
void     reslab__figure_emit_focused   (ReslabFigureView *self, const FigPick *pick);
void     reslab__figure_emit_camera    (ReslabFigureView *self);

/* reslab-figure-focus.c */
void     reslab__figure_focus_init     (ReslabFigureView *self);
void     reslab__figure_focus_dispose  (ReslabFigureView *self);
/* The scene is another one: the focus stays on the mark that stands for the same. */
void     reslab__figure_focus_renew    (ReslabFigureView *self);
void     reslab__figure_paint_ring     (ReslabFigureView *self, cairo_t *cr);

G_END_DECLS
