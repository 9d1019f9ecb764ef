/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The core's words for people, in the figures' language. */
#include "config.h"
#include "fig-words-private.h"

#include <string.h>

#include "fig-i18n.h"

/* The terms a block's summary is made of; the core says them in English. */
static const char *const terms[] = {
  N_("basic"), N_("bottleneck"), N_("identity"), N_("projection"), N_("pad"), N_("plain"), N_("pre-activation"),
};

static char *
translate_term (const char *term)
{
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    if (strcmp (term, terms[i]) == 0)
      return g_strdup (_(terms[i]));
  if (g_str_has_prefix (term, "stride "))
    {
      /* TRANSLATORS: %s is a number */
      g_auto (GStrv) parts = g_strsplit (_("stride %s"), "%s", 2);

      return g_strjoinv (term + strlen ("stride "), parts);
    }
  return g_strdup (term);
}

char *
fig__summary_words (const char *summary)
{
  g_auto (GStrv) parts = g_strsplit (summary != NULL ? summary : "", " · ", -1);
  g_autofree char *joined = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *translated = translate_term (parts[i]);

      g_free (parts[i]);
      parts[i] = translated;
    }
  joined = g_strjoinv (" · ", parts);
  return g_markup_escape_text (joined, -1);
}
