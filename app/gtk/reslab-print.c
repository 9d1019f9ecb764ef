/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The figure of the view on paper. */
#include "config.h"
#include "reslab-export.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-export.h"

#define PRINT_WIDTH 1000           /* px the figure is laid out in */

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, Lab *lab)
{
  FigStyle style = { .palette = fig_palette_light (), .width = PRINT_WIDTH };
  g_autoptr (GError) error = NULL;
  g_autoptr (FigScene) scene = lab_figure (lab, &style, &error);
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context);
  double height = gtk_print_context_get_height (context), scale;

  if (scene == NULL)
    {
      gtk_print_operation_cancel (operation);
      return;
    }
  scale = fmin (width / fig_scene_width (scene), height / fig_scene_height (scene));
  cairo_translate (cr, (width - fig_scene_width (scene) * scale) / 2, 0);
  cairo_scale (cr, scale, scale);
  fig_scene_paint (scene, cr);
}

GtkPrintOperation *
reslab_print_new (Lab *lab)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autofree char *name = lab_export_name (lab);

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, name);
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (on_draw_page), lab, 0);
  return operation;
}

void
reslab_print (ReslabWindow *window)
{
  g_autoptr (GtkPrintOperation) operation = reslab_print_new (reslab_window_lab (window));
  g_autoptr (GError) error = NULL;

  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (window), &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    reslab_window_show_error (window, error->message);
}
