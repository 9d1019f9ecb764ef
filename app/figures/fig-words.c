/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The core's words for people, in the figures' language. */
#include "config.h"
#include "fig-words.h"

#include "fig-words-private.h"

#include <string.h>

#include "fig-anatomy-private.h"
#include "fig-i18n.h"

/* The terms the core's summaries and op titles are made of; the core says them in English. */
static const char *const terms[] = {
  N_ ("basic"),
  N_ ("bottleneck"),
  N_ ("depthwise"),
  N_ ("inverted"),
  N_ ("attention"),
  N_ ("single"),
  N_ ("concatenated"),
  N_ ("split"),
  N_ ("norm-after-addition"),
  N_ ("activation-before-addition"),
  N_ ("activation-only-pre"),
  N_ ("scaled"),
  N_ ("exclusive-gate"),
  N_ ("shortcut-gate"),
  N_ ("dropout"),
  N_ ("custom"),
  N_ ("identity"),
  N_ ("projection"),
  N_ ("pad"),
  N_ ("plain"),
  N_ ("pre-activation"),
  N_ ("no norm"),
  N_ ("addition"),
  N_ ("adaptive average pooling"),
  N_ ("average pooling"),
  N_ ("batch normalisation"),
  N_ ("complement"),
  N_ ("multiplication by a constant"),
  N_ ("multiplication by a gate"),
  N_ ("concatenation"),
  N_ ("convolution"),
  N_ ("dropout"),
  N_ ("global average pooling"),
  N_ ("gradient gate"),
  N_ ("input"),
  N_ ("linear layer"),
  N_ ("max pooling"),
  N_ ("slice of channels"),
  N_ ("softmax cross-entropy"),
  N_ ("subsampling"),
  N_ ("window attention"),
  N_ ("upsampling"),
  N_ ("pixels in one column"),
  N_ ("zero channels added"),
};

/* @pattern with its “%s” replaced by @word. */
static char *
put_into (const char *pattern, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "%s", 2);

  return g_strjoinv (word, parts);
}

char *
fig__term (const char *term)
{
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    if (strcmp (term, terms[i]) == 0)
      return g_strdup (_(terms[i]));
  if (g_str_has_prefix (term, "stride "))
    /* TRANSLATORS: %s is a number */
    return put_into (_("stride %s"), term + strlen ("stride "));
  if (g_str_has_suffix (term, " groups"))
    {
      g_autofree char *number = g_strndup (term, strlen (term) - strlen (" groups"));

      /* TRANSLATORS: of a grouped convolution; %s is a number */
      return put_into (_("%s groups"), number);
    }
  return g_strdup (term);
}

char *
fig_scope_words (const char *summary)
{
  g_auto (GStrv) parts = g_strsplit (summary != NULL ? summary : "", " · ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *translated = fig__term (parts[i]);

      g_free (parts[i]);
      parts[i] = translated;
    }
  return g_strjoinv (" · ", parts);
}

char *
fig__summary_words (const char *summary)
{
  g_autofree char *words = fig_scope_words (summary);

  return g_markup_escape_text (words, -1);
}

char *
fig_op_words (const RnGraph *graph, RnNode node)
{
  return fig__op_kind (graph, node);
}
