/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-bench.h"

G_BEGIN_DECLS

typedef struct
{
  LabDocument *document;         /* (owned) */
  gboolean     backward;
  char        *network;          /* (owned) key of network and direction, the picture left out */
  char        *selected;         /* (owned) a layer's name, or another text */
} LabPassRequest;

/* Puts the network on the bench. */
gboolean  lab__pass_plan    (LabBench *bench, const LabPassRequest *request,
                             const RnProgress *progress, GError **error);
/* The picture, or random numbers where one does not fit. (transfer full) */
RnTensor *lab__pass_input   (const LabDocument *document, const RnOrigin *origin,
                             const RnShape *shape, GError **error);
/* The loss is taken against what the network itself finds likeliest in the first picture. */
gboolean  lab__pass_forward (LabBench *bench, RnTensor *input, const RnProgress *progress,
                             GError **error);
/* (transfer full) NULL for what has no classes */
RnTensor *lab__pass_logits  (LabBench *bench);
guint     lab__pass_largest (RnTensor *logits);

/* Which channel of each layer is shown, once for a network. */
gboolean  lab__pass_choose_channels (LabBench *bench, const RnProgress *progress, GError **error);
/* Of what was run last. (transfer full) */
LabPass  *lab__pass_take    (LabBench *bench, const LabPassRequest *request, RnTensor *input);

G_END_DECLS
