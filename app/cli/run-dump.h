/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli-subject.h"

G_BEGIN_DECLS

/*
 * Writes what a pass left as named tensors: output, and after a backward pass grad_input (of a
 * block also its two terms, grad_input.shortcut and grad_input.residual) and grad.NAME; in training
 * after.NAME, the running statistics. With @all each node's output as activation.NAME and gradient
 * as grad_activation.NAME. The session must keep all that is written.
 */
gboolean run_dump (CliSubject *self, gboolean all, const char *path, GError **error);

G_END_DECLS
