/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* RN_API marks what the library exports; everything else stays hidden. */
#define RN_API __attribute__ ((visibility ("default"))) extern
