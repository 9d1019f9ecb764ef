/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Compare: not here yet, its place is. */
#include "config.h"
#include "reslab-compare.h"

#include "fig-i18n.h"

struct _ReslabCompare
{
  AdwBin parent_instance;
};

static void
view_init (ReslabViewInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabCompare, reslab_compare, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, view_init))

static void
reslab_compare_class_init (ReslabCompareClass *class)
{
}

static void
reslab_compare_init (ReslabCompare *self)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), reslab_view_compare.icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _(reslab_view_compare.title));
  adw_bin_set_child (ADW_BIN (self), page);
}

static GtkWidget *
new (Lab *lab)
{
  return g_object_new (RESLAB_TYPE_COMPARE, NULL);
}

const ReslabViewType reslab_view_compare = {
  .name = "compare",
  .title = N_("Compare"),
  .icon = "reslab-compare-symbolic",
  .help = N_("Compare puts two to four residual blocks side by side, drawn to scale, with what "
             "each costs in parameters, multiply-adds, memory and time."),
  .new = new,
};
