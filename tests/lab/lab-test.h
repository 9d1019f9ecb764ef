/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab.h"

/* Until nothing is left to compute, and all of it went well. */
static inline void
settle (Lab *lab)
{
  g_autoptr (GError) error = NULL;

  lab_wait (lab, &error);
  g_assert_no_error (error);
}
