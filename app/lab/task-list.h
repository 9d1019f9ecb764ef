/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Every task, in the order they run; LAB_TASK is whatever the includer makes of a line. */
LAB_TASK (pass)
LAB_TASK (layer)
LAB_TASK (story)
LAB_TASK (depth)
