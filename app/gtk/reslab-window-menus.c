/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The header bar's buttons and menus, made of the tables of actions. */
#include "config.h"
#include "reslab-window-private.h"

#include "fig-i18n.h"

static void
append_section (GMenu *menu, const char *const *names)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; names[i] != NULL; i++)
    reslab_actions_append (section, names[i]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* Everything a view can do, for those who look for it in a menu. */
static void
append_view (GMenu *menu, const ReslabViewType *view)
{
  g_autoptr (GMenu) items = g_menu_new ();

  for (guint i = 0; i < view->actions.n; i++)
    if (view->actions.rows[i].parameter == NULL)
      reslab_actions_append (items, view->actions.rows[i].name);
  if (view->actions.n > 0)
    g_menu_append_submenu (menu, _(view->title), G_MENU_MODEL (items));
}

static GMenuModel *
main_menu (void)
{
  static const char *const files[] = { "open", "paste", NULL };
  static const char *const history[] = { "undo", "redo", NULL };
  static const char *const looks[] = { "projector", "fullscreen", NULL };
  static const char *const about[] = { "preferences", "shortcuts", "help", "about", "quit", NULL };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) views = g_menu_new ();

  append_section (menu, files);
  append_section (menu, history);
  for (int i = 0; i < LAB_N_VIEWS; i++)
    append_view (views, reslab_view_type (i));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (views));
  append_section (menu, looks);
  append_section (menu, about);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
export_menu (void)
{
  static const char *const files[]
      = { "export-figure", "export-table", "export-statistics", "export-report", NULL };
  static const char *const others[] = { "copy-figure", "print", NULL };
  GMenu *menu = g_menu_new ();

  append_section (menu, files);
  append_section (menu, others);
  return G_MENU_MODEL (menu);
}

void
reslab__window_menus_init (ReslabWindow *self)
{
  g_autoptr (GMenuModel) main = main_menu (), export = export_menu ();

  gtk_menu_button_set_menu_model (self->main_menu, main);
  gtk_menu_button_set_menu_model (self->export_menu, export);
  gtk_widget_set_focus_on_click (GTK_WIDGET (self->main_menu), FALSE);
  gtk_widget_set_focus_on_click (GTK_WIDGET (self->export_menu), FALSE);
  adw_bin_set_child (self->projector,
                     reslab_actions_button ("projector", "reslab-projector-symbolic"));
}
