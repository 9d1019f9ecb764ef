/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The header bar: what it says whole, at the widths of a laptop and of a projector. */
#include "gtk-test.h"
#include "reslab-window.h"

/* The label of the chooser of models that is shown. */
static GtkWidget *
find_title (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root)
      && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_POPOVER (child) ? NULL : find_title (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
model_is_readable (gconstpointer data)
{
  static const int widths[] = { 1280, 1024 };
  g_autoptr (Lab) lab = lab_new ();
  GtkWidget *window;

  lab_do (lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *title;

      window = reslab_window_new ((ReslabApplication *) data, lab);
      gtk_window_set_default_size (GTK_WINDOW (window), widths[i], 800);
      gtk_window_present (GTK_WINDOW (window));
      reslab_test_frames (window, 3);
      title = find_title (window, "CIFAR ResNet-20");
      g_assert_nonnull (title);
      g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));
      g_assert_cmpint (gtk_widget_get_width (window), <=, widths[i]);
      reslab_test_destroy (window);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (ReslabApplication) application = NULL;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  g_test_add_data_func ("/gtk/header/model-is-readable", application, model_is_readable);
  return g_test_run ();
}
