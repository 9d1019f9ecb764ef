/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-dialect.h"
#include "rn-origin.h"
#include "rn-parameters.h"
#include "rn-torch.h"

G_BEGIN_DECLS

/*
 * Named tensors of a file beside a network's parameters. What wraps the names ("state_dict.",
 * "module.") is taken away, they are read in the dialect that explains most of them, and each is
 * told as matched, missing, unexpected or of another shape.
 */
typedef enum
{
  RN_WEIGHT_MATCHED,
  RN_WEIGHT_MISSING,         /* the network has it, the file does not */
  RN_WEIGHT_UNEXPECTED,      /* the file has it, the network does not */
  RN_WEIGHT_WRONG_SHAPE,
  RN_WEIGHT_REPLACED,        /* of the classifier, which was to be a new one: it stays as it was */
  RN_WEIGHT_ASIDE,           /* beside the dict of weights: an optimizer's, a counter of batches */
  RN_N_WEIGHT_STATES,
} RnWeightState;

typedef struct
{
  RnWeightState state;
  char         *name;        /* (nullable) (owned) the parameter's, in the network */
  char         *stored;      /* (nullable) (owned) the tensor's, in the file, in full */
  RnShape       expected;    /* of the parameter; rank 0: there is none */
  RnShape       found;       /* of the tensor; rank 0: there is none */
} RnWeightMatch;

typedef struct
{
  char            *file;     /* (owned) */
  char            *network;  /* (owned) its name */
  char            *prefix;   /* (owned) what was taken away: "state_dict.module." */
  const RnDialect *dialect;
  RnOrigin        *origin;   /* (nullable) (owned) what the file says of the pictures */
  GArray          *matches;  /* (owned) (element-type RnWeightMatch): parameters, then the rest */
  guint            counts[RN_N_WEIGHT_STATES];
} RnWeightsReport;

typedef struct
{
  const RnDialect *dialect;          /* NULL: the one that fits best */
  gboolean         partial;          /* whether what does not match may stay as it was */
  gboolean         new_classifier;   /* whether the last layer may be of another shape */
} RnWeightsOptions;

/* (transfer full) @file: its name, for messages; @options (nullable) */
RN_API RnWeightsReport *rn_weights_match        (const RnGraph *graph, RnTensors *tensors,
                                                 const char *file,
                                                 const RnWeightsOptions *options);
RN_API void             rn_weights_report_free  (RnWeightsReport *self);
/* Whether nothing is missing, unexpected or of another shape. */
RN_API gboolean         rn_weights_report_whole (const RnWeightsReport *self);
/* "matched", "missing", "unexpected", "wrong_shape", "replaced", "aside" */
RN_API const char      *rn_weight_state_name    (RnWeightState state);
/*
 * What differs, a line for each kind, with at most @most names (0: all); "" where nothing does.
 * (transfer full)
 */
RN_API char            *rn_weights_report_text  (const RnWeightsReport *self, guint most);
/* (transfer full) */
RN_API json_object     *rn_weights_report_json  (const RnWeightsReport *self);

/*
 * Sets the parameters that match. Strict unless @options say otherwise: where anything differs the
 * error lists it (RN_ERROR_SHAPE) and nothing is set. @report (out) (optional) (transfer full) is
 * there in both cases once the file could be read.
 */
RN_API gboolean         rn_weights_set          (RnParameters *parameters, RnTensors *tensors,
                                                 const char *file,
                                                 const RnWeightsOptions *options,
                                                 RnWeightsReport **report, GError **error);
/* The same from a file of any kind rn_weights_load() reads, or by a name of rn_trained_names(). */
RN_API gboolean         rn_weights_open         (RnParameters *parameters, const char *path,
                                                 const RnWeightsOptions *options,
                                                 RnWeightsReport **report, GError **error);
/* All parameters, named in @dialect, those that only count passes left out. (transfer full) */
RN_API RnTensors       *rn_weights_get          (RnParameters *parameters, const RnDialect *dialect,
                                                 GError **error);

/* From one naming into another, without a network. (transfer full) @from (nullable): guessed */
RN_API RnTensors       *rn_weights_rename       (RnTensors *tensors, const RnDialect *from,
                                                 const RnDialect *to, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnWeightsReport, rn_weights_report_free)

G_END_DECLS
