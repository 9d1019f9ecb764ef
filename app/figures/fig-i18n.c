/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Where translations are found, and which is taken. */
#include "config.h"
#include "fig-i18n.h"

#include <locale.h>
#include <string.h>

/* gettext keeps what it found until this counter of the C library moves. */
extern int _nl_msg_cat_cntr;

/* BUILD/assets/po for a program that runs as BUILD/…/…/program; NULL elsewhere. */
static char *
build_locale_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  if (folder == NULL)
    return NULL;
  for (guint up = 0; up < 3; up++)
    {
      g_autofree char *above = g_path_get_dirname (folder);
      g_autofree char *catalogue = g_build_filename (folder, "assets", "po", "zh_CN", "LC_MESSAGES",
                                                     GETTEXT_PACKAGE ".mo", NULL);

      if (g_file_test (catalogue, G_FILE_TEST_EXISTS))
        return g_build_filename (folder, "assets", "po", NULL);
      g_free (folder);
      folder = g_steal_pointer (&above);
    }
  return NULL;
}

void
fig_i18n_init (const char *language)
{
  const char *given = g_getenv ("RESLAB_LOCALEDIR");
  g_autofree char *built = given == NULL ? build_locale_dir () : NULL;
  const char *messages;

  setlocale (LC_CTYPE, "");
  messages = setlocale (LC_MESSAGES, "");
  if (language != NULL)
    {
      /* LANGUAGE counts only where the locale is not plain C; C.UTF-8 is always there. */
      if (messages == NULL || strcmp (messages, "C") == 0 || strcmp (messages, "POSIX") == 0)
        setlocale (LC_MESSAGES, "C.UTF-8");
      g_setenv ("LANGUAGE", language, TRUE);
    }
  bindtextdomain (GETTEXT_PACKAGE, given != NULL   ? given
                                   : built != NULL ? built
                                                   : RESLAB_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  _nl_msg_cat_cntr++;
}

const char *
fig_i18n_language (void)
{
  /* TRANSLATORS: not shown. The language of this translation as Pango names it, for example zh-cn
   * or de. */
  const char *tag = _("[language] en");

  return g_str_has_prefix (tag, "[language] ") ? tag + strlen ("[language] ") : tag;
}
