/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Which model: a list of the catalogue, and whatever else is open. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"

#define FOLLOWING "reslab-following"     /* set while the list is set by the state */

/* The name the model has in the list: its own where it is not of the catalogue. */
static const char *
title_of (const RnSpec *spec)
{
  const RnCatalogueEntry *entry = rn_catalogue_find (rn_spec_name (spec));

  return entry != NULL ? entry->title : rn_spec_name (spec);
}

static void
on_selected (GtkDropDown *list, GParamSpec *property, Lab *lab)
{
  guint n, chosen = gtk_drop_down_get_selected (list);
  const RnCatalogueEntry *all = rn_catalogue (&n);

  if (g_object_get_data (G_OBJECT (list), FOLLOWING) != NULL)
    return;
  if (chosen < n && g_strcmp0 (all[chosen].name, rn_spec_name (lab_document (lab)->spec)) != 0)
    lab_do (lab, NULL, "model", "spec", all[chosen].name, NULL);
}

/* The list follows the state, and says nothing to it meanwhile. */
static void
follow (GtkDropDown *list, Lab *lab)
{
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (list));
  const RnSpec *spec = lab_document (lab)->spec;
  const RnCatalogueEntry *entry = rn_catalogue_find (rn_spec_name (spec));
  guint n;
  const RnCatalogueEntry *all = rn_catalogue (&n);

  g_object_set_data (G_OBJECT (list), FOLLOWING, list);
  if (g_list_model_get_n_items (G_LIST_MODEL (names)) > n)
    gtk_string_list_remove (names, n);
  if (entry == NULL)
    gtk_string_list_append (names, title_of (spec));
  gtk_drop_down_set_selected (list, entry != NULL ? (guint) (entry - all) : n);
  g_object_set_data (G_OBJECT (list), FOLLOWING, NULL);
}

static void
on_changed (GtkDropDown *list, guint changes, Lab *lab)
{
  if (changes & LAB_CHANGED_NETWORK)
    follow (list, lab);
}

GtkWidget *
reslab_depth_model_new (Lab *lab)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *list;
  guint n;
  const RnCatalogueEntry *all = rn_catalogue (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (names, all[i].title);
  list = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_widget_set_tooltip_text (list, _("Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Model"),
                                  -1);
  follow (GTK_DROP_DOWN (list), lab);
  g_signal_connect_object (list, "notify::selected", G_CALLBACK (on_selected), lab, 0);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), list, G_CONNECT_SWAPPED);
  return list;
}
