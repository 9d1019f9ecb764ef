/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Explore: not here yet, its place is. */
#include "config.h"
#include "reslab-explore.h"

#include "fig-i18n.h"

struct _ReslabExplore
{
  AdwBin parent_instance;
};

static void
view_init (ReslabViewInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabExplore, reslab_explore, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, view_init))

static void
reslab_explore_class_init (ReslabExploreClass *class)
{
}

static void
reslab_explore_init (ReslabExplore *self)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), reslab_view_explore.icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _(reslab_view_explore.title));
  adw_bin_set_child (ADW_BIN (self), page);
}

static GtkWidget *
new (Lab *lab)
{
  return g_object_new (RESLAB_TYPE_EXPLORE, NULL);
}

static const ReslabAction actions[] = {
  { .name = "next", .keys = "space",
    .title = N_("Next step"),
    .group = N_("Steps"),
    .command = "next" },
  { .name = "back", .keys = "BackSpace",
    .title = N_("Step back"),
    .group = N_("Steps"),
    .command = "back" },
  { .name = "first", .keys = "Home",
    .title = N_("To the first step"),
    .group = N_("Steps"),
    .command = "first" },
  { .name = "last", .keys = "End",
    .title = N_("To the last step"),
    .group = N_("Steps"),
    .command = "last" },
  { .name = "direction", .keys = "d",
    .title = N_("Forward or backward"),
    .group = N_("Steps"),
    .command = "direction" },
  { .name = "pin", .keys = "p",
    .title = N_("Pin the explanation"),
    .group = N_("Looking"),
    .command = "pin" },
};

const ReslabViewType reslab_view_explore = {
  .name = "explore",
  .title = N_("Explore"),
  .icon = "reslab-explore-symbolic",
  .help = N_("Explore shows the network as a diagram and takes a picture through it, one "
             "operation at a time. On the right stands what the selected layer computes: its "
             "formula, shapes, numbers and feature maps."),
  .new = new,
  .actions = RESLAB_ACTION_TABLE (actions),
};
