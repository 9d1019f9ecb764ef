/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The model chooser: rows of the catalogue, filtered as one types. */
#include "config.h"
#include "reslab-model-button.h"

#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-actions.h"
#include "reslab-settings.h"
#include "reslab-window.h"
#include "rn-file.h"
#include "rn-trained.h"

#define LIST_WIDTH  380            /* px */
#define LIST_HEIGHT 420
#define TITLE_CHARS 22
#define TITLE_LEAST 17             /* up to here a name is shown whole: “PreAct ResNet-101” */

struct _ReslabModelButton
{
  AdwBin         parent_instance;
  Lab           *lab;              /* (owned) */
  GtkWidget     *button, *title, *popover;
  GtkWidget     *search, *list, *recent;
};

G_DEFINE_FINAL_TYPE (ReslabModelButton, reslab_model_button, ADW_TYPE_BIN)

/* ── what it says ── */

static const char *
title_of (const RnSpec *spec)
{
  const RnCatalogueEntry *entry = rn_catalogue_find (rn_spec_name (spec));

  return entry != NULL ? entry->title : rn_spec_name (spec);
}

/* A label that may be ellipsized gives way to whatever stands beside it, and would do so to a few letters. */
static void
set_title (ReslabModelButton *self, const char *title)
{
  gboolean whole = g_utf8_strlen (title, -1) <= TITLE_LEAST;

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), whole ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->title), whole ? -1 : TITLE_LEAST);
}

static void
on_changed (Lab *lab, guint changes, ReslabModelButton *self)
{
  if (!(changes & LAB_CHANGED_NETWORK))
    return;
  set_title (self, title_of (lab_document (lab)->spec));
  gtk_widget_set_tooltip_text (self->button, rn_spec_name (lab_document (lab)->spec));
}

/* ── the catalogue ── */

static const RnCatalogueEntry *
entry_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

static GtkWidget *
new_row (const RnCatalogueEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (entry->title, -1);
  g_autofree char *count = fig_format_si ((double) entry->published_parameters);
  g_autofree char *source = g_markup_escape_text (entry->source, -1), *subtitle = NULL;

  /* TRANSLATORS: under a model's name: “11.7 M parameters · He et al., CVPR 2016” */
  subtitle = g_strdup_printf (_("%s parameters · %s"), count, source);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "entry", (gpointer) entry);
  return row;
}

static void
set_family (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *family = entry_of (row)->family;
  GtkWidget *label;

  if (before != NULL && strcmp (entry_of (before)->family, family) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (family);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim");
  gtk_widget_set_margin_top (label, 10);
  gtk_widget_set_margin_bottom (label, 2);
  gtk_widget_set_margin_start (label, 12);
  gtk_list_box_row_set_header (row, label);
}

static gboolean
is_found (GtkListBoxRow *row, gpointer data)
{
  ReslabModelButton *self = data;
  const RnCatalogueEntry *entry = entry_of (row);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *haystack
    = g_strjoin (" ", entry->name, entry->title, entry->family, entry->source, NULL);
  g_autofree char *lower = g_utf8_casefold (haystack, -1), *needle = g_utf8_casefold (text, -1);

  return strstr (lower, needle) != NULL;
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, ReslabModelButton *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  lab_do (self->lab, NULL, "model", "spec", entry_of (row)->name, NULL);
}

/* Enter takes the first that is found. */
static void
on_enter (GtkSearchEntry *entry, ReslabModelButton *self)
{
  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i);

      if (row == NULL)
        return;
      if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
        {
          on_row (GTK_LIST_BOX (self->list), row, self);
          return;
        }
    }
}

static GtkWidget *
new_list (ReslabModelButton *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  guint n;
  const RnCatalogueEntry *entries = rn_catalogue (&n);

  self->list = gtk_list_box_new ();
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (&entries[i]));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), set_family, NULL, NULL);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), is_found, self, NULL);
  reslab_set_name (self->list, _("Models"));
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_size_request (scroller, LIST_WIDTH, LIST_HEIGHT);
  return scroller;
}

/* ── specs ── */

gboolean
reslab_model_save (Lab *lab, const char *path, GError **error)
{
  json_object *json = rn_spec_json (lab_document (lab)->spec);
  const char *text = json_object_to_json_string_ext (
    json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  gboolean written = rn_file_write (path, line, strlen (line), error);

  json_object_put (json);
  return written;
}

typedef struct
{
  Lab        *lab;                 /* (owned) */
  GtkWindow  *window;              /* (weak) */
} Saving;

static void
saving_free (gpointer data, GClosure *closure)
{
  Saving *saving = data;

  g_clear_weak_pointer (&saving->window);
  g_object_unref (saving->lab);
  g_free (saving);
}

static void
on_save (GtkNativeDialog *dialog, int response, Saving *saving)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL
      && !reslab_model_save (saving->lab, path, &error) && RESLAB_IS_WINDOW (saving->window))
    reslab_window_show_error (RESLAB_WINDOW (saving->window), error->message);
  else if (response == GTK_RESPONSE_ACCEPT && path != NULL && RESLAB_IS_WINDOW (saving->window))
    reslab_settings_add_recent (reslab_window_settings (RESLAB_WINDOW (saving->window)), path);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
reslab_model_save_dialog (GtkWidget *over, Lab *lab)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (over));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    _("Save the network's spec"), window, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strconcat (rn_spec_name (lab_document (lab)->spec), ".json", NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->lab = g_object_ref (lab);
  g_set_weak_pointer (&saving->window, window);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_save), saving, saving_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
reslab_model_draw_weights (Lab *lab)
{
  lab_do (lab, NULL, "seed", "seed", (int) ((lab_document (lab)->seed + 1) & G_MAXINT), NULL);
}

/* ── what lies below the catalogue ── */

static void
popdown (GtkButton *button, ReslabModelButton *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
add_action (ReslabModelButton *self, GtkWidget *box, const char *action, const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = g_strconcat ("win.", action, NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_signal_connect_after (button, "clicked", G_CALLBACK (popdown), self);
  gtk_box_append (GTK_BOX (box), button);
}

static void
on_trained (GtkButton *button, ReslabModelButton *self)
{
  lab_do (self->lab, NULL, "trained", "name", g_object_get_data (G_OBJECT (button), "name"), NULL);
}

/* The networks that come trained, in a row, as they are known. */
static GtkWidget *
new_trained (ReslabModelButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (_("Trained:"));

  gtk_widget_add_css_class (label, "dim");
  gtk_widget_set_margin_start (label, 12);
  gtk_box_append (GTK_BOX (box), label);
  for (guint i = 0; rn_trained_names ()[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (rn_trained_names ()[i]);

      gtk_widget_add_css_class (button, "flat");
      g_object_set_data (G_OBJECT (button), "name", (gpointer) rn_trained_names ()[i]);
      gtk_widget_set_tooltip_text (button, _("A network that has learned the ten shapes"));
      g_signal_connect (button, "clicked", G_CALLBACK (on_trained), self);
      g_signal_connect_after (button, "clicked", G_CALLBACK (popdown), self);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static void
add_recent (ReslabModelButton *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  GtkWidget *button = gtk_button_new_with_label (name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-path");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", path);
  gtk_widget_set_tooltip_text (button, path);
  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_signal_connect_after (button, "clicked", G_CALLBACK (popdown), self);
  gtk_box_append (GTK_BOX (self->recent), button);
}

/* The specs opened lately, as they are when the list is shown. */
static void
on_show (GtkWidget *popover, ReslabModelButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_auto (GStrv) files = NULL;
  GtkWidget *child;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  while ((child = gtk_widget_get_first_child (self->recent)) != NULL)
    gtk_box_remove (GTK_BOX (self->recent), child);
  if (!RESLAB_IS_WINDOW (root))
    return;
  files = g_settings_get_strv (reslab_window_settings (RESLAB_WINDOW (root)), "recent-files");
  for (guint i = 0, n = 0; files[i] != NULL && n < 4; i++)
    if (g_str_has_suffix (files[i], ".json"))
      {
        add_recent (self, files[i]);
        n++;
      }
}

static GtkWidget *
new_content (ReslabModelButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->search = gtk_search_entry_new ();
  reslab_set_name (self->search, _("Search models"));
  g_signal_connect (self->search, "activate", G_CALLBACK (on_enter), self);
  gtk_widget_set_margin_bottom (self->search, 4);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), new_list (self));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), new_trained (self));
  self->recent = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), self->recent);
  add_action (self, box, "block", _("Block by form…"));
  add_action (self, box, "open", _("Open a spec or weights…"));
  add_action (self, box, "save-spec", _("Save the spec as…"));
  add_action (self, box, "other-weights", _("Draw other weights"));
  g_signal_connect_object (self->search, "search-changed",
                           G_CALLBACK (gtk_list_box_invalidate_filter), self->list,
                           G_CONNECT_SWAPPED);
  return box;
}

/* ── the widget ── */

static void
reslab_model_button_dispose (GObject *object)
{
  ReslabModelButton *self = RESLAB_MODEL_BUTTON (object);

  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_model_button_parent_class)->dispose (object);
}

static void
reslab_model_button_class_init (ReslabModelButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_model_button_dispose;
}

static void
reslab_model_button_init (ReslabModelButton *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = gtk_menu_button_new ();
  self->title = gtk_label_new ("");
  gtk_label_set_max_width_chars (GTK_LABEL (self->title), TITLE_CHARS);
  gtk_box_append (GTK_BOX (row), self->title);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), row);
  gtk_widget_set_focus_on_click (self->button, FALSE);
  reslab_set_name (self->button, _("Model"));
  self->popover = gtk_popover_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  adw_bin_set_child (ADW_BIN (self), self->button);
}

GtkWidget *
reslab_model_button_new (Lab *lab)
{
  ReslabModelButton *self = g_object_new (RESLAB_TYPE_MODEL_BUTTON, NULL);

  self->lab = g_object_ref (lab);
  gtk_popover_set_child (GTK_POPOVER (self->popover), new_content (self));
  g_signal_connect (self->popover, "show", G_CALLBACK (on_show), self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  on_changed (lab, LAB_CHANGED_NETWORK, self);
  return GTK_WIDGET (self);
}
