/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A widget as a picture, from inside the process: no compositor and no shadow have a part in it. */
#include "config.h"
#include "reslab-shot.h"

#include "fig-i18n.h"
#include "rn-error.h"

gboolean
reslab_shot_save (GtkWidget *widget, const char *path, GError **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  GtkNative *native = gtk_widget_get_native (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || native == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("“%s”: nothing has been drawn yet"), path);
      g_clear_pointer (&node, gsk_render_node_unref);
      return FALSE;
    }
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  gsk_render_node_unref (node);
  if (gdk_texture_save_to_png (texture, path))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” cannot be written"), path);
  return FALSE;
}
