/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A term of the core (“projection”, “stride 2”, an op's title) in the figures' language, itself
   where it is none. (transfer full) */
char *fig__term          (const char *term);
/* A scope's summary (“basic · stride 2 · projection”) with its terms translated, as markup.
   (transfer full) */
char *fig__summary_words (const char *summary);

G_END_DECLS
