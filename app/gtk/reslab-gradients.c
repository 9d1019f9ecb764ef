/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Gradients: not here yet, its place is. */
#include "config.h"
#include "reslab-gradients.h"

#include "fig-i18n.h"

struct _ReslabGradients
{
  AdwBin parent_instance;
};

static void
view_init (ReslabViewInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabGradients, reslab_gradients, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, view_init))

static void
reslab_gradients_class_init (ReslabGradientsClass *class)
{
}

static void
reslab_gradients_init (ReslabGradients *self)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), reslab_view_gradients.icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _(reslab_view_gradients.title));
  adw_bin_set_child (ADW_BIN (self), page);
}

static GtkWidget *
new (Lab *lab)
{
  return g_object_new (RESLAB_TYPE_GRADIENTS, NULL);
}

const ReslabViewType reslab_view_gradients = {
  .name = "gradients",
  .title = N_("Gradients"),
  .icon = "reslab-gradients-symbolic",
  .help = N_("Gradients shows, block by block over the depth of the network, how much of the "
             "gradient comes back through the shortcut and how much through the residual "
             "branch."),
  .new = new,
};
