/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-file.h"

/*
 * Opens a regular file of at most @limit bytes to be read, and tells its size. Returns: a
 * descriptor, or −1.
 */
int rn__file_open (const char *path, gsize limit, gsize *size, GError **error);
