/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* About Reslab. */
#include "config.h"
#include "reslab-about.h"

#include "fig-i18n.h"
#include "reslab-settings.h"

GtkWidget *
reslab_about_new (void)
{
  static const char *const developers[] = { "The Reslab authors", NULL };
  /* Papers, in their own words. */
  static const char *const papers[]
      = { "K. He, X. Zhang, S. Ren, J. Sun: Deep Residual Learning for Image Recognition, CVPR 2016 "
          "https://arxiv.org/abs/1512.03385",
          "K. He, X. Zhang, S. Ren, J. Sun: Identity Mappings in Deep Residual Networks, ECCV 2016 "
          "https://arxiv.org/abs/1603.05027",
          "S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He: Aggregated Residual Transformations for "
          "Deep Neural Networks, CVPR 2017 https://arxiv.org/abs/1611.05431",
          NULL };
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about, "application-name", "Reslab", "application-icon", RESLAB_ID, "version",
                RN_VERSION, "developer-name", _("The Reslab authors"), "license-type",
                GTK_LICENSE_MIT_X11, "comments",
                _("A look inside residual networks: block by block, forward and backward, with "
                  "every number computed here."),
                "copyright", "© 2026 The Reslab authors", "developers", developers, NULL);
  adw_about_window_add_acknowledgement_section (ADW_ABOUT_WINDOW (about), _("After the papers"),
                                                (const char **) papers);
  return about;
}
