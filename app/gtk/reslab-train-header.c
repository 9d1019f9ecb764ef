/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the view Train has in the header bar: which networks, on which data. */
#include "config.h"
#include "reslab-train-private.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"

static void
append_choice (GMenu *menu, const char *title, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu_button (const char *label, const char *name, GMenu *menu)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, name);
  reslab_set_name (button, name);
  return button;
}

GtkWidget *
reslab__train_header_new (void)
{
  static const struct { const char *title, *models; } pairs[] = {
    { "plain20, resnet20", "[\"cifar_plain20\", \"cifar_resnet20\"]" },
    { "plain56, resnet56", "[\"cifar_plain56\", \"cifar_resnet56\"]" },
    { "plain20, plain56, resnet20, resnet56",
      "[\"cifar_plain20\", \"cifar_plain56\", \"cifar_resnet20\", \"cifar_resnet56\"]" },
    { "resnet20, resnet56", "[\"cifar_resnet20\", \"cifar_resnet56\"]" },
    { "resnet20", "[\"cifar_resnet20\"]" },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr (GMenu) models = g_menu_new (), data = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    append_choice (models, pairs[i].title, "win.train-models", pairs[i].models);
  g_menu_append (models, _("The open network and its plain twin"), "win.train-open");
  append_choice (data, "shapes", "win.train-data", "shapes");
  g_menu_append (data, _("Open a folder…"), "win.train-data-open");
  gtk_box_append (GTK_BOX (box), make_menu_button (_("Networks"), _("Which networks are trained"),
                                                   models));
  gtk_box_append (GTK_BOX (box), make_menu_button (_("Data"), _("What they are trained on"), data));
  return box;
}
