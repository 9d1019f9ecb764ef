/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-command.h"

G_BEGIN_DECLS

/* tables, one a file; a row without a name ends it */
extern const LabCommand lab__commands_history[];
extern const LabCommand lab__commands_network[];
extern const LabCommand lab__commands_picture[];
extern const LabCommand lab__commands_explore[];
extern const LabCommand lab__commands_gradients[];
extern const LabCommand lab__commands_compare[];
extern const LabCommand lab__commands_report[];
extern const LabCommand lab__commands_train[];

gboolean     lab__command_check   (const LabCommand *command, json_object *arguments,
                                   GError **error);
/* name, value pairs up to a NULL name; a name that is not in the schema is the caller's bug */
json_object *lab__command_collect (const LabCommand *command, va_list values);

/* What opening another network resets: cuts, selection, position, folds. */
void         lab__forget_network  (LabEdits *edits);

G_END_DECLS
