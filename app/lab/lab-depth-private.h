/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-depth.h"

G_BEGIN_DECLS

/*
 * What goes in, @shape[0] samples: the picture, and pictures made from it – a part of it, enlarged,
 * half of them mirrored, all with a little noise. Normal random numbers where a picture does not
 * fit. (transfer full)
 */
RnTensor *lab__depth_input       (const LabDocument *document, const RnOrigin *origin,
                                  const RnShape *shape, GError **error);
/* The same in words. (transfer full) */
char     *lab__depth_input_words (const LabDocument *document);

/* The document's network with its norms and cuts, its input and labels in it, ready to run forward
 * and backward. (transfer full) */
RnSession *lab__depth_start      (const LabDocument *document, GError **error);

/* What a network is told of the whole work's progress: its name, and its part. */
typedef struct
{
  const RnProgress *whole;
  const char       *name;
  double            from, size;
} LabDepthPart;

/* The first @n_cuts of the document's cuts are made. @key: of everything it depends on. (transfer full) */
LabDepthRun *lab__depth_run_network (RnSpec *spec, const LabDocument *document, guint n_cuts,
                                     const char *key, LabDepthPart *part, GError **error);

/* On the worker: what the document's gradients are; runs that @bench keeps are not run again.
 * (transfer full) */
LabDepth *lab__depth_compute     (const LabDocument *document, LabBench *bench,
                                  const RnProgress *progress, GError **error);

G_END_DECLS
