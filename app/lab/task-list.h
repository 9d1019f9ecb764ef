/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Every task, in the order they run; LAB_TASK is whatever the includer makes of a line. */
LAB_TASK (pass)
LAB_TASK (layer)
LAB_TASK (story)
LAB_TASK (depth)
LAB_TASK (paths)
LAB_TASK (comparison)
LAB_TASK (sweep)
LAB_TASK (times)
LAB_TASK (sweep_times)
LAB_TASK (report)
