/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include <libintl.h>

G_BEGIN_DECLS

/* The words of figures come from the domain GETTEXT_PACKAGE, in the language the process was
   started with. */
#define _(text)  dgettext (GETTEXT_PACKAGE, text)
#define N_(text) text

/*
 * Binds the catalogue and chooses the language, before the first figure. @language is a locale's
 * name ("en", "zh_CN") or NULL for what the environment says. The catalogue lies where
 * RESLAB_LOCALEDIR says, or beside a program that runs from its build folder, or where it was
 * installed. Not to be called while other threads run.
 */
void        fig_i18n_init     (const char *language);

/* The language figures are set in now, as Pango names it: "en", "zh-cn". */
const char *fig_i18n_language (void);

G_END_DECLS
