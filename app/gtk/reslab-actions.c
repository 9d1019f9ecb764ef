/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* From rows to GActions, keys and menu items. */
#include "config.h"
#include "reslab-actions.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-view.h"

typedef struct
{
  const ReslabAction *row;
  GtkWidget          *target;      /* (borrowed) */
  Lab                *lab;         /* (borrowed) */
} Bound;

static void
bound_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
send (const ReslabAction *row, Lab *lab)
{
  json_object *command = row->arguments != NULL ? json_tokener_parse (row->arguments)
                                                : json_object_new_object ();

  g_return_if_fail (json_object_is_type (command, json_type_object));
  json_object_object_add (command, "command", json_object_new_string (row->command));
  lab_do_json (lab, command, NULL);        /* a failure comes by the lab's signal */
  json_object_put (command);
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Bound *bound = data;

  if (bound->row->command != NULL)
    send (bound->row, bound->lab);
  else
    bound->row->run (bound->target, parameter);
  if (bound->row->state != NULL)
    g_simple_action_set_state (action, g_variant_new_boolean (bound->row->state (bound->target)));
}

static GSimpleAction *
action_of (const ReslabAction *row)
{
  const GVariantType *type = row->parameter != NULL ? G_VARIANT_TYPE (row->parameter) : NULL;

  if (row->state == NULL)
    return g_simple_action_new (row->name, type);
  return g_simple_action_new_stateful (row->name, type, g_variant_new_boolean (FALSE));
}

void
reslab_actions_add (GActionMap *map, const ReslabActionTable *table, GtkWidget *target, Lab *lab)
{
  for (guint i = 0; i < table->n; i++)
    {
      g_autoptr (GSimpleAction) action = action_of (&table->rows[i]);
      Bound bound = { &table->rows[i], target, lab };

      g_signal_connect_data (action, "activate", G_CALLBACK (on_activate),
                             g_memdup2 (&bound, sizeof bound), bound_free, 0);
      g_action_map_add_action (map, G_ACTION (action));
    }
  reslab_actions_update (map, table, target);
}

void
reslab_actions_update (GActionMap *map, const ReslabActionTable *table, GtkWidget *target)
{
  for (guint i = 0; i < table->n; i++)
    {
      const ReslabAction *row = &table->rows[i];
      GAction *action = g_action_map_lookup_action (map, row->name);

      if (row->enabled != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), row->enabled (target));
      if (row->state != NULL)
        g_simple_action_set_state (G_SIMPLE_ACTION (action),
                                   g_variant_new_boolean (row->state (target)));
    }
}

/* ── keys ── */

/* The keypad's keys do what the others with their sign do. */
static guint
plain_key (guint key)
{
  switch (key)
    {
    case GDK_KEY_KP_Add:
      return GDK_KEY_plus;
    case GDK_KEY_KP_Subtract:
      return GDK_KEY_minus;
    case GDK_KEY_KP_Enter:
      return GDK_KEY_Return;
    case GDK_KEY_KP_Left:
      return GDK_KEY_Left;
    case GDK_KEY_KP_Right:
      return GDK_KEY_Right;
    case GDK_KEY_KP_Up:
      return GDK_KEY_Up;
    case GDK_KEY_KP_Down:
      return GDK_KEY_Down;
    default:
      return gdk_keyval_to_lower (key);
    }
}

/* Shift counts with letters and named keys; a sign may need it, depending on the keyboard. */
static gboolean
matches (const char *accelerator, guint key, GdkModifierType held)
{
  guint wanted;
  GdkModifierType with;
  gboolean sign;

  if (!gtk_accelerator_parse (accelerator, &wanted, &with))
    return FALSE;
  sign = g_unichar_isgraph (gdk_keyval_to_unicode (wanted))
         && !g_unichar_isalpha (gdk_keyval_to_unicode (wanted));
  if (sign && !(with & GDK_SHIFT_MASK))
    held &= ~(guint) GDK_SHIFT_MASK;
  return wanted == plain_key (key) && with == held;
}

const ReslabAction *
reslab_actions_by_key (const ReslabActionTable *table, guint key, GdkModifierType held)
{
  held &= gtk_accelerator_get_default_mod_mask ();
  for (guint i = 0; i < table->n; i++)
    {
      g_auto (GStrv) keys = g_strsplit (table->rows[i].keys != NULL ? table->rows[i].keys : "",
                                        " ", -1);

      for (guint k = 0; keys[k] != NULL; k++)
        if (matches (keys[k], key, held))
          return &table->rows[i];
    }
  return NULL;
}

gboolean
reslab_action_is_plain (guint key, GdkModifierType held)
{
  if (held & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_META_MASK | GDK_SUPER_MASK))
    return FALSE;
  return key != GDK_KEY_Escape && !(key >= GDK_KEY_F1 && key <= GDK_KEY_F12);
}

/* ── names ── */

static const ReslabAction *
find_in (const ReslabActionTable *table, const char *name)
{
  for (guint i = 0; i < table->n; i++)
    if (g_str_equal (table->rows[i].name, name))
      return &table->rows[i];
  return NULL;
}

const ReslabAction *
reslab_actions_find (const char *name)
{
  const ReslabAction *row = find_in (&reslab_window_actions, name);

  for (int i = 0; i < LAB_N_VIEWS && row == NULL; i++)
    row = find_in (&reslab_view_type (i)->actions, name);
  return row;
}

/* The first of its keys, as people read it; NULL without one. */
static char *
key_label (const ReslabAction *row)
{
  g_auto (GStrv) keys = g_strsplit (row->keys != NULL ? row->keys : "", " ", -1);
  guint key;
  GdkModifierType with;

  if (keys[0] == NULL || !gtk_accelerator_parse (keys[0], &key, &with))
    return NULL;
  if (key == GDK_KEY_BackSpace && with == 0)
    return g_strdup ("⌫");
  return gtk_accelerator_get_label (key, with);
}

void
reslab_actions_append (GMenu *menu, const char *name)
{
  const ReslabAction *row = reslab_actions_find (name);
  g_autofree char *action = g_strconcat ("win.", name, NULL);
  g_autoptr (GMenuItem) item = NULL;

  g_return_if_fail (row != NULL);
  item = g_menu_item_new (_(row->title), action);
  if (row->keys != NULL)
    {
      g_auto (GStrv) keys = g_strsplit (row->keys, " ", 2);

      g_menu_item_set_attribute (item, "accel", "s", keys[0]);
    }
  g_menu_append_item (menu, item);
}

char *
reslab_actions_tooltip (const char *name)
{
  const ReslabAction *row = reslab_actions_find (name);
  g_autofree char *key = NULL;

  g_return_val_if_fail (row != NULL, NULL);
  key = key_label (row);
  /* TRANSLATORS: what a button does, and its key */
  return key != NULL ? g_strdup_printf (_("%s (%s)"), _(row->title), key)
                     : g_strdup (_(row->title));
}

GtkWidget *
reslab_actions_button (const char *name, const char *icon)
{
  const ReslabAction *row = reslab_actions_find (name);
  GtkWidget *button = row != NULL && row->state != NULL ? gtk_toggle_button_new ()
                                                        : gtk_button_new ();
  g_autofree char *tooltip = reslab_actions_tooltip (name);
  g_autofree char *action = g_strconcat ("win.", name, NULL);

  g_return_val_if_fail (row != NULL, button);
  if (icon != NULL)
    gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_focus_on_click (button, FALSE);      /* Space stays with the steps */
  reslab_set_name (button, _(row->title));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

GtkWidget *
reslab_actions_word_button (const char *name, const char *words)
{
  GtkWidget *button = reslab_actions_button (name, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *cap;
  g_autofree char *key = key_label (reslab_actions_find (name));

  g_return_val_if_fail (key != NULL, button);
  cap = gtk_label_new (key);
  gtk_widget_add_css_class (cap, "key-cap");
  gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_label_new (words));
  gtk_box_append (GTK_BOX (box), cap);
  gtk_button_set_child (GTK_BUTTON (button), box);
  reslab_set_name (button, words);
  return button;
}
