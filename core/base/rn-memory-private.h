/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <unistd.h>

#include "rn-size.h"

/* Bytes of memory this machine has; more cannot be had, whatever the system promises. */
static inline gsize
rn__memory_size (void)
{
  long pages = sysconf (_SC_PHYS_PAGES), page = sysconf (_SC_PAGESIZE);
  gsize bytes;

  if (pages <= 0 || page <= 0 || !rn_size_multiply ((gsize) pages, (gsize) page, &bytes))
    return G_MAXSSIZE;
  return bytes;
}
