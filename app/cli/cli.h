/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-progress.h"

G_BEGIN_DECLS

/*
 * A verb is a function that takes the words after its name. It prints its result to stdout and
 * returns TRUE, or sets @error: a G_OPTION_ERROR means that the command line is wrong (exit 2), any
 * other that the work failed (exit 1).
 */
typedef gboolean (*CliVerbFunc) (int argc, char **argv, GError **error);

#define CLI_VERB(name, help) gboolean cli_##name (int argc, char **argv, GError **error);
#include "verb-list.h"
#undef CLI_VERB

/* ── the command line ── */

/* How a verb is called: what --help tells. */
typedef struct
{
  const char         *verb;
  const char         *words;         /* what comes besides options: "MODEL…"; "" for none */
  const char         *summary;       /* one sentence or two */
  const char         *description;   /* what its output means, and examples */
  const GOptionEntry *entries;       /* NULL-terminated */
  guint               least;         /* words there must be */
  guint               most;          /* words there may be; G_MAXUINT: any number */
} CliCommand;

/* Fills what @entries point at. Returns: (transfer full) the words besides options, or NULL. */
char       **cli_command_parse (const CliCommand *command, int argc, char **argv, GError **error);

/* The place of @word in @known (NULL-terminated), NULL being the first; −1 naming the nearest. */
int          cli_choose        (const char *what, const char *word, const char *const *known,
                                GError **error);
gboolean     cli_check_range   (const char *option, gint64 value, gint64 least, gint64 most,
                                GError **error);
/* Returns: FALSE */
gboolean     cli_usage_error   (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* ── talking ── */

/* One message on stderr, "reslab-cli: …"; what came from files loses its control characters. */
void         cli_tell_error    (const char *message);
void         cli_note          (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* From now on the first Ctrl-C asks the work to stop at its next step; a second one ends it. */
void              cli_hear_interrupts (void);
/* So does being asked to end, as mpirun asks its processes on Ctrl-C. */
void              cli_hear_end        (void);
/* How far the work is, on stderr where that is a terminal and once it takes more than 200 ms. */
const RnProgress *cli_progress (void);
void              cli_progress_done (void);     /* wipes the line */

G_END_DECLS
