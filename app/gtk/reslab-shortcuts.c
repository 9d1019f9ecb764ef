/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The window of all keys. GTK 4.8 fills a GtkShortcutsWindow from a builder's text alone, so the
 * text is made from the tables.
 */
#include "config.h"
#include "reslab-actions.h"

#include "fig-i18n.h"
#include "reslab-view.h"

static void
append_rows (GString *xml, const ReslabActionTable *table, const char *group)
{
  for (guint i = 0; i < table->n; i++)
    {
      const ReslabAction *row = &table->rows[i];
      g_autofree char *keys = NULL, *title = NULL;

      if (row->keys == NULL || !g_str_equal (row->group, group))
        continue;
      keys = g_markup_escape_text (row->keys, -1);
      title = g_markup_escape_text (_(row->title), -1);
      g_string_append_printf (xml,
                              "<child><object class='GtkShortcutsShortcut'>"
                              "<property name='accelerator'>%s</property>"
                              "<property name='title'>%s</property></object></child>",
                              keys, title);
    }
}

static gboolean
is_first_of_group (const ReslabActionTable *table, guint i)
{
  for (guint k = 0; k < i; k++)
    if (table->rows[k].keys != NULL && g_str_equal (table->rows[k].group, table->rows[i].group))
      return FALSE;
  return table->rows[i].keys != NULL;
}

/* High enough for one page: the theme's buttons for pages have a negative width, and GTK warns. */
static void
append_section (GString *xml, const char *name, const char *title, const ReslabActionTable *table)
{
  g_autofree char *text = g_markup_escape_text (title, -1);

  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsSection'>"
                          "<property name='section-name'>%s</property>"
                          "<property name='title'>%s</property>"
                          "<property name='max-height'>20</property>",
                          name, text);
  for (guint i = 0; i < table->n; i++)
    if (is_first_of_group (table, i))
      {
        g_autofree char *group = g_markup_escape_text (_(table->rows[i].group), -1);

        g_string_append_printf (xml,
                                "<child><object class='GtkShortcutsGroup'>"
                                "<property name='title'>%s</property>",
                                group);
        append_rows (xml, table, table->rows[i].group);
        g_string_append (xml, "</object></child>");
      }
  g_string_append (xml, "</object></child>");
}

GtkWidget *
reslab_shortcuts_new (void)
{
  g_autoptr (GString) xml
      = g_string_new ("<interface><object class='GtkShortcutsWindow' id='shortcuts'>"
                      "<property name='modal'>1</property>");
  g_autoptr (GtkBuilder) builder = NULL;

  append_section (xml, "always", _("Always"), &reslab_window_actions);
  for (int i = 0; i < LAB_N_VIEWS; i++)
    {
      const ReslabViewType *view = reslab_view_type (i);

      append_section (xml, view->name, _(view->title), &view->actions);
    }
  g_string_append (xml, "</object></interface>");
  builder = gtk_builder_new_from_string (xml->str, (gssize) xml->len);
  return GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));
}
