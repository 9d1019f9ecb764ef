/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * What of the window a lesson, or a teacher's preset, can hide: "model", "picture", "views",
 * "export", "step-bar", "inspector", "timeline", "direction", "scissors", "norm", "overlay",
 * "samples", "form", "rate", "minimap", "menu".
 */
typedef enum
{
  LAB_CONTROL_MODEL     = 1 << 0,
  LAB_CONTROL_PICTURE   = 1 << 1,
  LAB_CONTROL_VIEWS     = 1 << 2,
  LAB_CONTROL_EXPORT    = 1 << 3,
  LAB_CONTROL_STEP_BAR  = 1 << 4,
  LAB_CONTROL_INSPECTOR = 1 << 5,
  LAB_CONTROL_TIMELINE  = 1 << 6,
  LAB_CONTROL_DIRECTION = 1 << 7,
  LAB_CONTROL_SCISSORS  = 1 << 8,
  LAB_CONTROL_NORM      = 1 << 9,
  LAB_CONTROL_OVERLAY   = 1 << 10,
  LAB_CONTROL_SAMPLES   = 1 << 11,
  LAB_CONTROL_FORM      = 1 << 12,
  LAB_CONTROL_RATE      = 1 << 13,
  LAB_CONTROL_MINIMAP   = 1 << 14,
  LAB_CONTROL_MENU      = 1 << 15,
} LabControls;

/* [i] names 1 << i; NULL-terminated. */
const char *const *lab_control_words (void);
/* A list of their names. FALSE with RN_ERROR_FORMAT or _UNKNOWN */
gboolean lab_controls_read (json_object *list, LabControls *controls, GError **error);

/*
 * A teacher's preset, a file that opens with the application:
 *   {"format": "reslab-preset", "version": 1, "hide": ["model", …], "do": [commands]}
 * Its commands are such as a lesson may run (lab-lesson.h): none that reads or writes a file.
 */
typedef struct
{
  LabControls  hidden;
  json_object *commands;     /* (owned) a list, perhaps empty */
} LabOutfit;

/* Whether a file says that it is one, well formed or not. */
gboolean   lab_outfit_is (const char *path);
LabOutfit *lab_outfit_load (const char *path, GError **error);
/* Runs its commands, up to the first that fails. What they ask for may still be computed after. */
gboolean   lab_outfit_put_on (const LabOutfit *self, Lab *lab, GError **error);
void       lab_outfit_free (LabOutfit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabOutfit, lab_outfit_free)

G_END_DECLS
