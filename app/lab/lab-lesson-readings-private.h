/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-lesson-play-private.h"

G_BEGIN_DECLS

/* A function of an expression while it is called; its arguments are of the kinds its table says. */
typedef struct
{
  const LabReadings *readings;
  const LabValue    *arguments;
  guint              n;
  LabValue          *value;
} LabCall;

/* “what: message” (lab-lesson-readings.c) */
gboolean    lab__call_refuse   (GError **error, RnError code, const char *message, const char *what);
/* (nullable) the argument, where it is a text */
const char *lab__call_text     (const LabCall *self, guint i);
gboolean    lab__call_give     (const LabCall *self, double number);

/* of the network (lab-lesson-readings-network.c) */
gboolean    lab__read_parameters    (const LabCall *self, GError **error);
gboolean    lab__read_macs          (const LabCall *self, GError **error);
gboolean    lab__read_activations   (const LabCall *self, GError **error);
gboolean    lab__read_count         (const LabCall *self, GError **error);
gboolean    lab__read_milliseconds  (const LabCall *self, GError **error);
gboolean    lab__read_blocks        (const LabCall *self, GError **error);
gboolean    lab__read_layers        (const LabCall *self, GError **error);
gboolean    lab__read_channels      (const LabCall *self, GError **error);
gboolean    lab__read_height        (const LabCall *self, GError **error);
gboolean    lab__read_width         (const LabCall *self, GError **error);
gboolean    lab__read_value         (const LabCall *self, GError **error);
gboolean    lab__read_gradient      (const LabCall *self, GError **error);
gboolean    lab__read_element       (const LabCall *self, GError **error);
gboolean    lab__read_probability   (const LabCall *self, GError **error);
gboolean    lab__read_top_class     (const LabCall *self, GError **error);
gboolean    lab__read_loss          (const LabCall *self, GError **error);

G_END_DECLS
