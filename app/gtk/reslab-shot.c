/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A widget as a picture, from inside the process: no compositor and no shadow have a part in it. */
#include "config.h"
#include "reslab-shot.h"

#include "fig-i18n.h"
#include "rn-error.h"

#define PATIENCE_MS 10000

typedef struct
{
  GtkWidget     *widget;
  GskRenderNode *node;             /* (owned) (nullable) */
  int            width, height;
  gboolean       over;
} Shot;

/* Right after a frame, as a widget that asked to be drawn since has nothing to show. */
static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  Shot *shot = data;
  g_autoptr (GdkPaintable) paintable = NULL;
  GtkSnapshot *snapshot;

  if (shot->over)
    return;
  paintable = gtk_widget_paintable_new (shot->widget);
  snapshot = gtk_snapshot_new ();
  shot->width = gdk_paintable_get_intrinsic_width (paintable);
  shot->height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, shot->width, shot->height);
  shot->node = gtk_snapshot_free_to_node (snapshot);
  shot->over = shot->node != NULL;
}

static gboolean
on_late (gpointer data)
{
  ((Shot *) data)->over = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
wait_for_frame (Shot *shot)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (shot->widget);
  guint late = g_timeout_add (PATIENCE_MS, on_late, shot);
  gulong handler;

  if (clock != NULL)
    {
      handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), shot);
      gtk_widget_queue_draw (shot->widget);
      while (!shot->over)
        g_main_context_iteration (NULL, TRUE);
      g_signal_handler_disconnect (clock, handler);
    }
  g_source_remove (late);
}

gboolean
reslab_shot_save (GtkWidget *widget, const char *path, GError **error)
{
  Shot shot = { .widget = widget };
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderer *renderer;

  wait_for_frame (&shot);
  if (shot.node == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“%s”: nothing has been drawn yet"), path);
      return FALSE;
    }
  renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  texture = gsk_renderer_render_texture (renderer, shot.node,
                                         &GRAPHENE_RECT_INIT (0, 0, shot.width, shot.height));
  gsk_render_node_unref (shot.node);
  if (gdk_texture_save_to_png (texture, path))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” cannot be written"), path);
  return FALSE;
}
