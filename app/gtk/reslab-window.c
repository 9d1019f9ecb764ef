/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The window: its views, its keys, and what it remembers. */
#include "config.h"
#include "reslab-window-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-report.h"
#include "reslab-controls.h"
#include "reslab-export.h"
#include "reslab-settings.h"
#include "reslab-style.h"
#include "rn-trained.h"

#define TOAST_S 3

G_DEFINE_FINAL_TYPE (ReslabWindow, reslab_window, ADW_TYPE_APPLICATION_WINDOW)

/* ── views ── */

ReslabView *
reslab_window_view_at (ReslabWindow *self, LabView view)
{
  g_return_val_if_fail (RESLAB_IS_WINDOW (self) && view < LAB_N_VIEWS, NULL);
  return self->views[view];
}

ReslabView *
reslab_window_view (ReslabWindow *self)
{
  g_return_val_if_fail (RESLAB_IS_WINDOW (self), NULL);
  return self->views[lab_shown_view (self->lab)];
}

static void
show_view (ReslabWindow *self)
{
  const char *name = reslab_view_type (lab_shown_view (self->lab))->name;

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), name) != 0)
    adw_view_stack_set_visible_child_name (self->stack, name);
  gtk_stack_set_visible_child_name (self->start, name);
  gtk_stack_set_visible_child_name (self->end, name);
}

/* The switcher changes the stack; the lab is told, and says so to everybody. */
static void
on_switched (ReslabWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (name != NULL && strcmp (name, reslab_view_type (lab_shown_view (self->lab))->name) != 0)
    lab_do (self->lab, NULL, "view", "name", name, NULL);
}

static void
add_to_header (GtkStack *stack, const char *name, GtkWidget *widget)
{
  if (widget == NULL)
    widget = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_stack_add_named (stack, widget, name);
}

static void
add_view (ReslabWindow *self, LabView id)
{
  const ReslabViewType *type = reslab_view_type (id);
  GtkWidget *widget = type->new (self->lab);
  AdwViewStackPage *page
      = adw_view_stack_add_titled (self->stack, widget, type->name, _(type->title));

  adw_view_stack_page_set_icon_name (page, type->icon);
  self->views[id] = RESLAB_VIEW (widget);
  add_to_header (self->start, type->name, reslab_view_header_start (self->views[id]));
  add_to_header (self->end, type->name, reslab_view_header_end (self->views[id]));
  reslab_actions_add (G_ACTION_MAP (self), &type->actions, widget, self->lab);
}

static void
update_actions (ReslabWindow *self)
{
  reslab_actions_update (G_ACTION_MAP (self), &reslab_window_actions, GTK_WIDGET (self));
  for (int i = 0; i < LAB_N_VIEWS; i++)
    reslab_actions_update (G_ACTION_MAP (self), &reslab_view_type (i)->actions,
                           GTK_WIDGET (self->views[i]));
}

void
reslab_window_update (ReslabWindow *self)
{
  if (self != NULL && self->views[LAB_N_VIEWS - 1] != NULL)
    update_actions (self);
}

static void
on_lab_changed (ReslabWindow *self, guint changes)
{
  if (changes & LAB_CHANGED_VIEW)
    {
      show_view (self);
      g_settings_set_string (self->settings, "view",
                             reslab_view_type (lab_shown_view (self->lab))->name);
    }
  if ((changes & LAB_CHANGED_BY (report)) && lab_report_path (self->lab) != NULL)
    reslab_export_tell (self, lab_report_path (self->lab));
  update_actions (self);
}

/* ── what is hidden ── */

void
reslab_window_hide_controls (ReslabWindow *self, LabControls by_lesson)
{
  g_return_if_fail (RESLAB_IS_WINDOW (self));
  if (self->by_lesson == by_lesson)
    return;
  self->by_lesson = by_lesson;
  reslab_controls_hide (GTK_WIDGET (self), self->by_lesson | self->by_preset);
}

gboolean
reslab_window_put_on (ReslabWindow *self, const char *path, GError **error)
{
  g_autoptr (LabOutfit) outfit = lab_outfit_load (path, error);

  g_return_val_if_fail (RESLAB_IS_WINDOW (self), FALSE);
  if (outfit == NULL || !lab_outfit_put_on (outfit, self->lab, error))
    return FALSE;
  self->by_preset = outfit->hidden;
  reslab_controls_hide (GTK_WIDGET (self), self->by_lesson | self->by_preset);
  return TRUE;
}

/* ── width ── */

static gboolean
tell_narrow (gpointer data)
{
  ReslabWindow *self = data;

  self->narrowing = 0;
  for (int i = 0; i < LAB_N_VIEWS; i++)
    reslab_view_set_narrow (self->views[i], self->narrow);
  return G_SOURCE_REMOVE;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ReslabWindow *self = RESLAB_WINDOW (widget);
  gboolean narrow = width < RESLAB_NARROW;

  GTK_WIDGET_CLASS (reslab_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  /* Widgets must not be rearranged in the middle of an allocation. At default priority: idle
     sources starve while frames are slow. */
  if (self->narrowing == 0)
    self->narrowing = g_idle_add_full (G_PRIORITY_DEFAULT, tell_narrow, self, NULL);
}

gboolean
reslab_window_is_narrow (ReslabWindow *self)
{
  return self->narrow;
}

/* ── keys ── */

static gboolean
edits_text (ReslabWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL
         && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)
             || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL);
}

gboolean
reslab_window_key (ReslabWindow *self, guint key, GdkModifierType held)
{
  const ReslabAction *row;
  GAction *action;

  g_return_val_if_fail (RESLAB_IS_WINDOW (self), FALSE);
  if (edits_text (self) && reslab_action_is_plain (key, held))
    return FALSE;
  row = reslab_actions_by_key (&reslab_view_type (lab_shown_view (self->lab))->actions, key, held);
  if (row == NULL)
    row = reslab_actions_by_key (&reslab_window_actions, key, held);
  if (row == NULL || row->parameter != NULL)
    return FALSE;
  action = g_action_map_lookup_action (G_ACTION_MAP (self), row->name);
  if (action == NULL || !g_action_get_enabled (action))
    return FALSE;
  g_action_activate (action, NULL);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType held,
        ReslabWindow *self)
{
  return reslab_window_key (self, key, held);
}

/*
 * After the focused widget had its chance, so that text fields keep their keys. The application's
 * own accelerators come before it, and would take Ctrl+V out of every field.
 */
static void
add_keys (ReslabWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_BUBBLE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ── notices ── */

void
reslab_window_show_error (ReslabWindow *self, const char *message)
{
  g_return_if_fail (RESLAB_IS_WINDOW (self));
  reslab_banner_show (self->banner, message);
}

/* Weights that are not all this network's may be taken as far as they fit. */
static void
on_failed (ReslabWindow *self, const char *message)
{
  reslab_window_show_error (self, message);
  if (self->weights != NULL && g_str_has_prefix (message, self->weights))
    reslab_banner_offer (self->banner, _("Take what fits"), "win.weights-partial");
}

gboolean
reslab_window_hide_error (ReslabWindow *self)
{
  return reslab_banner_hide (self->banner);
}

void
reslab_window_toast (ReslabWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_timeout (toast, TOAST_S);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ── the window ── */

static void
on_style_changed (ReslabWindow *self)
{
  ReslabStyle *style = reslab_style_of (GTK_WIDGET (self));

  if (reslab_style_is_projector (style))
    gtk_widget_add_css_class (GTK_WIDGET (self), "projector");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "projector");
  update_actions (self);
}

static void
restore_state (ReslabWindow *self)
{
  g_autofree char *view = g_settings_get_string (self->settings, "view");

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "width"),
                               g_settings_get_int (self->settings, "height"));
  if (g_settings_get_boolean (self->settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  lab_do (self->lab, NULL, "view", "name", view, NULL);
}

/* The trained network that comes with Reslab and is open; "" where it is another. (transfer full) */
static char *
find_trained (const LabDocument *document)
{
  const char *const *names = rn_trained_names ();

  for (guint i = 0; document->weights != NULL && names[i] != NULL; i++)
    {
      g_autofree char *file = rn_trained_file (names[i], ".safetensors", NULL);

      if (g_strcmp0 (file, document->weights) == 0)
        return g_strdup (names[i]);
    }
  return g_strdup ("");
}

/* The network by its name, or by its whole spec; the picture where it is a file still. */
static void
remember_sitting (ReslabWindow *self)
{
  const LabDocument *document = lab_document (self->lab);
  const char *model = rn_spec_name (document->spec);
  json_object *spec = rn_spec_json (document->spec);
  g_autofree char *name = self->picture != NULL ? g_path_get_basename (self->picture) : NULL;
  json_object *training = lab_train_plan_json (document->plan);
  g_autofree char *trained = find_trained (document);
  gboolean from_file = g_strcmp0 (name, lab_picture_name (document->picture)) == 0;

  if (model == NULL || rn_catalogue_find (model) == NULL)
    model = json_object_to_json_string (spec);
  g_settings_set_string (self->settings, "model", trained[0] != '\0' ? "" : model);
  g_settings_set_string (self->settings, "trained", trained);
  g_settings_set_string (self->settings, "training", json_object_to_json_string (training));
  json_object_put (training);
  g_settings_set_int (self->settings, "sample", lab_picture_sample_index (document->picture));
  g_settings_set_string (self->settings, "picture", from_file ? self->picture : "");
  json_object_put (spec);
}

static gboolean
close_request (GtkWindow *window)
{
  ReslabWindow *self = RESLAB_WINDOW (window);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "width", MAX (width, 360));
  g_settings_set_int (self->settings, "height", MAX (height, 300));
  g_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (window));
  remember_sitting (self);
  lab_cancel (self->lab);
  return GTK_WINDOW_CLASS (reslab_window_parent_class)->close_request (window);
}

static void
dispose (GObject *object)
{
  ReslabWindow *self = RESLAB_WINDOW (object);

  g_clear_handle_id (&self->narrowing, g_source_remove);
  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  g_clear_object (&self->lab);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->picture, g_free);
  g_clear_pointer (&self->refused, g_free);
  g_clear_pointer (&self->weights, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), RESLAB_TYPE_WINDOW);
  G_OBJECT_CLASS (reslab_window_parent_class)->dispose (object);
}

static void
reslab_window_class_init (ReslabWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  GTK_WINDOW_CLASS (class)->close_request = close_request;
  widget_class->size_allocate = size_allocate;
  g_type_ensure (RESLAB_TYPE_BANNER);
  g_type_ensure (RESLAB_TYPE_PROGRESS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/reslab/Reslab/reslab-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, start);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, end);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, projector);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, export_menu);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, ReslabWindow, progress);
}

static void
reslab_window_init (ReslabWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);
}

static void
mark_controls (ReslabWindow *self)
{
  reslab_control_mark (self->switcher, LAB_CONTROL_VIEWS);
  reslab_control_mark (GTK_WIDGET (self->export_menu), LAB_CONTROL_EXPORT);
  reslab_control_mark (GTK_WIDGET (self->main_menu), LAB_CONTROL_MENU);
}

/* All that needs the lab. */
static void
set_lab (ReslabWindow *self, Lab *lab)
{
  self->lab = g_object_ref (lab);
  for (int i = 0; i < LAB_N_VIEWS; i++)
    add_view (self, i);
  reslab_actions_add (G_ACTION_MAP (self), &reslab_window_actions, GTK_WIDGET (self), lab);
  reslab__window_menus_init (self);
  mark_controls (self);
  reslab__window_open_init (self);
  reslab_progress_set_lab (self->progress, lab);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_lab_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lab, "failed", G_CALLBACK (on_failed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_switched), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (reslab_style_of (GTK_WIDGET (self)), "changed",
                           G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
reslab_window_new (ReslabApplication *app, Lab *lab)
{
  ReslabWindow *self = g_object_new (RESLAB_TYPE_WINDOW, "application", app, NULL);

  self->settings = g_object_ref (reslab_application_settings (app));
  set_lab (self, lab);
  restore_state (self);
  show_view (self);
  on_style_changed (self);
  reslab_view_grab (reslab_window_view (self));
  return GTK_WIDGET (self);
}

ReslabWindow *
reslab_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return RESLAB_IS_WINDOW (root) ? RESLAB_WINDOW (root) : NULL;
}

Lab *
reslab_window_lab (ReslabWindow *self)
{
  g_return_val_if_fail (RESLAB_IS_WINDOW (self), NULL);
  return self->lab;
}

GSettings *
reslab_window_settings (ReslabWindow *self)
{
  g_return_val_if_fail (RESLAB_IS_WINDOW (self), NULL);
  return self->settings;
}
