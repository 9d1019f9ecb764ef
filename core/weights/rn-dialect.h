/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-error.h"

G_BEGIN_DECLS

/*
 * How somebody else names the parameters that are named here as torchvision names its ResNets. A
 * dialect is a table of pairs of patterns; a name that none of them fits is the same in both.
 */
typedef struct _RnDialect RnDialect;

RN_API const RnDialect   *rn_dialect_find   (const char *name, GError **error);
/* NULL-terminated: "torchvision", "timm", "hf", "cifar" */
RN_API const char *const *rn_dialect_names  (void);
RN_API const RnDialect   *rn_dialect_nth    (guint i);          /* (nullable) past the last */
RN_API const char        *rn_dialect_name   (const RnDialect *self);
/* whose it is, for people: "Hugging Face ResNet" */
RN_API const char        *rn_dialect_title  (const RnDialect *self);

/* (transfer full) their name → ours, and back */
RN_API char              *rn_dialect_read   (const RnDialect *self, const char *name);
RN_API char              *rn_dialect_write  (const RnDialect *self, const char *name);

G_END_DECLS
