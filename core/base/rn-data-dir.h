/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-api.h"

G_BEGIN_DECLS

/*
 * Where a file that comes with Reslab is ("weights/resnet20.safetensors", "lessons"): in
 * $RESLAB_DATA_DIR, where it was installed, or in the tree it was built from, the first that is
 * there. Where none is, the place it would be installed at, for an error to name. (transfer full)
 */
RN_API char *rn_data_path (const char *relative);

G_END_DECLS
