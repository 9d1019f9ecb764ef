/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One sentence on what went wrong, with a button to close it (libadwaita 1.2 has no banner). */
#define RESLAB_TYPE_BANNER (reslab_banner_get_type ())
G_DECLARE_FINAL_TYPE (ReslabBanner, reslab_banner, RESLAB, BANNER, AdwBin)

void        reslab_banner_show     (ReslabBanner *self, const char *message);
/* A button beside it, until the next message. */
void        reslab_banner_offer    (ReslabBanner *self, const char *label, const char *action);
gboolean    reslab_banner_hide     (ReslabBanner *self);       /* FALSE: it was hidden */
const char *reslab_banner_message  (ReslabBanner *self);       /* (nullable) NULL: hidden */

G_END_DECLS
