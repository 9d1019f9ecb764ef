/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The window's own rows: what can always be done. */
#include "config.h"
#include "reslab-window-private.h"

#include "fig-i18n.h"
#include "reslab-about.h"
#include "reslab-export.h"
#include "reslab-preferences.h"
#include "reslab-style.h"

static void
open_dialog (GtkWidget *target, GVariant *parameter)
{
  reslab__window_open_dialog (RESLAB_WINDOW (target));
}

static void
open_path (GtkWidget *target, GVariant *parameter)
{
  reslab_window_open_path (RESLAB_WINDOW (target), g_variant_get_string (parameter, NULL));
}

static void
show_mistakes (GtkWidget *target, GVariant *parameter)
{
  reslab__window_mistakes (RESLAB_WINDOW (target));
}

static void
take_what_fits (GtkWidget *target, GVariant *parameter)
{
  reslab__window_weights_partial (RESLAB_WINDOW (target));
}

static void
paste (GtkWidget *target, GVariant *parameter)
{
  reslab__window_paste (RESLAB_WINDOW (target));
}

static void
export (GtkWidget *target, GVariant *parameter)
{
  reslab_export_dialog (RESLAB_WINDOW (target), RESLAB_EXPORT_ANY);
}

static void
export_figure (GtkWidget *target, GVariant *parameter)
{
  reslab_export_dialog (RESLAB_WINDOW (target), RESLAB_EXPORT_FIGURE);
}

static void
export_table (GtkWidget *target, GVariant *parameter)
{
  reslab_export_dialog (RESLAB_WINDOW (target), RESLAB_EXPORT_TABLE);
}

static void
export_statistics (GtkWidget *target, GVariant *parameter)
{
  reslab_export_dialog (RESLAB_WINDOW (target), RESLAB_EXPORT_STATISTICS);
}

static void
export_report (GtkWidget *target, GVariant *parameter)
{
  reslab_export_dialog (RESLAB_WINDOW (target), RESLAB_EXPORT_REPORT);
}

static void
copy_figure (GtkWidget *target, GVariant *parameter)
{
  reslab_export_copy (RESLAB_WINDOW (target));
}

static void
print (GtkWidget *target, GVariant *parameter)
{
  reslab_print (RESLAB_WINDOW (target));
}

static gboolean
can_undo (GtkWidget *target)
{
  return lab_can_undo (reslab_window_lab (RESLAB_WINDOW (target)));
}

static gboolean
can_redo (GtkWidget *target)
{
  return lab_can_redo (reslab_window_lab (RESLAB_WINDOW (target)));
}

static void
switch_projector (GtkWidget *target, GVariant *parameter)
{
  ReslabStyle *style = reslab_style_of (target);

  reslab_style_set_projector (style, !reslab_style_is_projector (style));
  g_settings_set_boolean (reslab_window_settings (RESLAB_WINDOW (target)), "projector",
                          reslab_style_is_projector (style));
}

static gboolean
is_projector (GtkWidget *target)
{
  return reslab_style_is_projector (reslab_style_of (target));
}

static void
switch_fullscreen (GtkWidget *target, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (target)))
    gtk_window_unfullscreen (GTK_WINDOW (target));
  else
    gtk_window_fullscreen (GTK_WINDOW (target));
}

static gboolean
is_fullscreen (GtkWidget *target)
{
  return gtk_window_is_fullscreen (GTK_WINDOW (target));
}

/* What opened last goes first: the view's card, the banner, the work, the full screen. */
static void
escape (GtkWidget *target, GVariant *parameter)
{
  ReslabWindow *self = RESLAB_WINDOW (target);

  if (reslab_view_escape (reslab_window_view (self)) || reslab_window_hide_error (self))
    return;
  if (lab_is_working (self->lab))
    lab_cancel (self->lab);
  else if (is_fullscreen (target))
    gtk_window_unfullscreen (GTK_WINDOW (target));
}

static void
show_preferences (GtkWidget *target, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (reslab_preferences_new (RESLAB_WINDOW (target))));
}

static void
present_over (GtkWidget *target, GtkWidget *window)
{
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (target));
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_shortcuts (GtkWidget *target, GVariant *parameter)
{
  present_over (target, reslab_shortcuts_new ());
}

static void
show_help (GtkWidget *target, GVariant *parameter)
{
  present_over (target, reslab_help_new ());
}

static void
show_about (GtkWidget *target, GVariant *parameter)
{
  present_over (target, reslab_about_new ());
}

static void
quit (GtkWidget *target, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (target));
}

#define VIEWS  N_("Views")
#define FILES  N_("Files")
#define EDIT   N_("Editing")
#define WINDOW N_("Window")

static const ReslabAction rows[] = {
  { .name = "explore",
    .keys = "<Control>1",
    .title = N_("Explore"),
    .group = VIEWS,
    .command = "view",
    .arguments = "{\"name\": \"explore\"}" },
  { .name = "compare",
    .keys = "<Control>2",
    .title = N_("Compare"),
    .group = VIEWS,
    .command = "view",
    .arguments = "{\"name\": \"compare\"}" },
  { .name = "gradients",
    .keys = "<Control>3",
    .title = N_("Gradients"),
    .group = VIEWS,
    .command = "view",
    .arguments = "{\"name\": \"gradients\"}" },
  { .name = "train",
    .keys = "<Control>4",
    .title = N_("Train"),
    .group = VIEWS,
    .command = "view",
    .arguments = "{\"name\": \"train\"}" },
  { .name = "lessons",
    .keys = "<Control>5",
    .title = N_("Lessons"),
    .group = VIEWS,
    .command = "view",
    .arguments = "{\"name\": \"lessons\"}" },

  { .name = "open",
    .keys = "<Control>o",
    .title = N_("Open a picture, a network or weights…"),
    .group = FILES,
    .run = open_dialog },
  { .name = "open-path",
    .title = N_("Open this file"),
    .group = FILES,
    .parameter = "s",
    .run = open_path },
  { .name = "mistakes",
    .keys = "<Control>m",
    .title = N_("What is wrong with the network that was refused"),
    .group = FILES,
    .run = show_mistakes },
  { .name = "weights-partial",
    .title = N_("Take what fits of the weights that were refused"),
    .group = FILES,
    .run = take_what_fits },
  { .name = "paste",
    .keys = "<Control>v",
    .title = N_("Paste a picture"),
    .group = FILES,
    .run = paste },

  { .name = "export",
    .keys = "<Control>e",
    .title = N_("Export…"),
    .group = FILES,
    .run = export },
  { .name = "export-figure",
    .title = N_("Export the figure (SVG, PDF, PNG)…"),
    .group = FILES,
    .run = export_figure },
  { .name = "export-table",
    .title = N_("Export the table (CSV, Markdown)…"),
    .group = FILES,
    .run = export_table },
  { .name = "export-statistics",
    .title = N_("Export the statistics (JSON)…"),
    .group = FILES,
    .run = export_statistics },
  { .name = "export-report",
    .keys = "<Control><Shift>e",
    .title = N_("Write a report (PDF, HTML, Markdown)…"),
    .group = FILES,
    .run = export_report },
  { .name = "copy-figure",
    .keys = "<Control><Shift>c",
    .title = N_("Copy the figure"),
    .group = FILES,
    .run = copy_figure },
  { .name = "print",
    .keys = "<Control>p",
    .title = N_("Print the figure…"),
    .group = FILES,
    .run = print },

  { .name = "undo",
    .keys = "<Control>z",
    .title = N_("Undo"),
    .group = EDIT,
    .command = "undo",
    .enabled = can_undo },
  { .name = "redo",
    .keys = "<Control><Shift>z",
    .title = N_("Redo"),
    .group = EDIT,
    .command = "redo",
    .enabled = can_redo },
  { .name = "escape",
    .keys = "Escape",
    .title = N_("Close what opened last, cancel the work"),
    .group = EDIT,
    .run = escape },

  { .name = "projector",
    .keys = "F5",
    .title = N_("Projector: large type, high contrast"),
    .group = WINDOW,
    .run = switch_projector,
    .state = is_projector },
  { .name = "fullscreen",
    .keys = "F11",
    .title = N_("Full screen"),
    .group = WINDOW,
    .run = switch_fullscreen,
    .state = is_fullscreen },
  { .name = "preferences",
    .keys = "<Control>comma",
    .title = N_("Preferences"),
    .group = WINDOW,
    .run = show_preferences },
  { .name = "shortcuts",
    .keys = "F1 <Control>question",
    .title = N_("Keyboard shortcuts"),
    .group = WINDOW,
    .run = show_shortcuts },
  { .name = "help", .keys = "<Control>F1", .title = N_("Help"), .group = WINDOW, .run = show_help },
  { .name = "about", .title = N_("About Reslab"), .group = WINDOW, .run = show_about },
  { .name = "quit", .keys = "<Control>q", .title = N_("Quit"), .group = WINDOW, .run = quit },
};

const ReslabActionTable reslab_window_actions = RESLAB_ACTION_TABLE (rows);
