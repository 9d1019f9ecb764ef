/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the window asks of a view, and which views there are. */
#include "config.h"
#include "reslab-view.h"

G_DEFINE_INTERFACE (ReslabView, reslab_view, GTK_TYPE_WIDGET)

static void
reslab_view_default_init (ReslabViewInterface *iface)
{
}

GtkWidget *
reslab_view_header_start (ReslabView *self)
{
  ReslabViewInterface *iface = RESLAB_VIEW_GET_IFACE (self);

  return iface->header_start != NULL ? iface->header_start (self) : NULL;
}

GtkWidget *
reslab_view_header_end (ReslabView *self)
{
  ReslabViewInterface *iface = RESLAB_VIEW_GET_IFACE (self);

  return iface->header_end != NULL ? iface->header_end (self) : NULL;
}

void
reslab_view_grab (ReslabView *self)
{
  ReslabViewInterface *iface = RESLAB_VIEW_GET_IFACE (self);

  if (iface->grab != NULL)
    iface->grab (self);
}

gboolean
reslab_view_escape (ReslabView *self)
{
  ReslabViewInterface *iface = RESLAB_VIEW_GET_IFACE (self);

  return iface->escape != NULL && iface->escape (self);
}

void
reslab_view_set_narrow (ReslabView *self, gboolean narrow)
{
  ReslabViewInterface *iface = RESLAB_VIEW_GET_IFACE (self);

  if (iface->set_narrow != NULL)
    iface->set_narrow (self, narrow);
}

const ReslabViewType *
reslab_view_type (LabView view)
{
  static const ReslabViewType *const types[LAB_N_VIEWS] = {
    [LAB_VIEW_EXPLORE] = &reslab_view_explore,
    [LAB_VIEW_COMPARE] = &reslab_view_compare,
    [LAB_VIEW_GRADIENTS] = &reslab_view_gradients,
    [LAB_VIEW_TRAIN] = &reslab_view_train,
    [LAB_VIEW_LESSONS] = &reslab_view_lessons,
  };

  return types[view];
}
