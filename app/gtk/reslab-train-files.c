/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Folders of the view Train: trainings saved and gone on with, data, weights for Explore. */
#include "config.h"
#include "reslab-train-private.h"

#include "fig-i18n.h"

/* ── weights for Explore ── */

/* The weights that were asked for lie in a file now. */
void
reslab__train_open_explored (ReslabTrain *self)
{
  const LabTrainState *state = lab_training (self->lab);
  g_autofree char *folder = NULL, *file = NULL, *path = NULL;
  guint run = self->explored_run;

  if (self->exploring == NULL || state == NULL || state->saves < self->explored_save)
    return;
  folder = g_steal_pointer (&self->exploring);
  if (g_strcmp0 (state->saved, folder) != 0 || run >= state->n_runs)
    return;
  file = g_strconcat (state->runs[run].name, ".safetensors", NULL);
  path = g_build_filename (folder, file, NULL);
  if (lab_do (self->lab, NULL, "model", "spec", state->runs[run].model, NULL)
      && lab_do (self->lab, NULL, "weights", "file", path, NULL))
    lab_do (self->lab, NULL, "view", "name", "explore", NULL);
}

void
reslab_train_explore (ReslabTrain *self, guint run)
{
  g_free (self->exploring);
  self->exploring = g_build_filename (g_get_user_cache_dir (), "reslab", "trained", NULL);
  self->explored_run = run;
  if (!lab_do (self->lab, NULL, "train-save", "folder", self->exploring, NULL))
    g_clear_pointer (&self->exploring, g_free);
  self->explored_save = lab_look (self->lab)->train_saves;
}

/* ── asked for ── */

static void
on_folder (GtkNativeDialog *dialog, int response, ReslabTrain *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  const char *command = g_object_get_data (G_OBJECT (dialog), "command");
  const char *argument = g_object_get_data (G_OBJECT (dialog), "argument");

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    lab_do (self->lab, NULL, command, argument, path, NULL);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
ask_folder (ReslabTrain *self, const char *title, gboolean make, const char *command,
            const char *argument)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    title, window, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_file_chooser_set_create_folders (GTK_FILE_CHOOSER (dialog), make);
  g_object_set_data (G_OBJECT (dialog), "command", (gpointer) command);
  g_object_set_data (G_OBJECT (dialog), "argument", (gpointer) argument);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
reslab_train_ask_folder (ReslabTrain *self, gboolean save)
{
  if (save)
    ask_folder (self, _("Save the training in a folder"), TRUE, "train-save", "folder");
  else
    ask_folder (self, _("Go on with the training in a folder"), FALSE, "train-resume", "folder");
}

void
reslab_train_ask_data (ReslabTrain *self)
{
  ask_folder (self, _("Open a folder of data: CIFAR, MNIST, or a folder for each class"), FALSE,
              "train-data", "place");
}
