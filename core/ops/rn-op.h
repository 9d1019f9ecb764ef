/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-shape.h"

G_BEGIN_DECLS

#define RN_OP_MAX_INPUTS     8
#define RN_OP_MAX_PARAMETERS 4
#define RN_OP_MAX_ATTRIBUTES 8

/*
 * An op is one const descriptor: its name, its attributes as a schema, and the functions below.
 * infer is the only one that can fail; the others take what infer accepted. The order of the
 * attribute and parameter tables is the order of the arrays in RnOpCall and RnOpData, so an op's
 * file names the places by an enum of its own.
 */
typedef struct _RnOp RnOp;

typedef enum
{
  RN_ATTRIBUTE_INTEGER,
  RN_ATTRIBUTE_REAL,
  RN_ATTRIBUTE_BOOLEAN,
} RnAttributeType;

typedef struct
{
  const char     *name;
  RnAttributeType type;
  double          minimum;
  double          maximum;
  double          fallback;      /* the default; NAN where the attribute must be given */
  const char     *doc;
} RnAttribute;

/* What a parameter starts as. */
typedef enum
{
  RN_INIT_ZERO,
  RN_INIT_ONE,
  /* normal, deviation √(2 / (K·R·S)) (He 2015, as torchvision's ResNets) */
  RN_INIT_HE_FAN_OUT,
  RN_INIT_CONSTANT,              /* a number a graph sets (rn_graph_set_init_constant) */
  RN_INIT_UNIFORM_FAN_IN,        /* uniform in ±1/√(fan in) (PyTorch's linear layers and biases) */
  RN_INIT_SMALL_NORMAL,          /* normal, deviation 0.02 (torchvision's position biases) */
  RN_INIT_SEED,                  /* a whole number below 2²⁴, drawn from the seed */
} RnInit;

typedef struct
{
  const char *name;              /* "weight" */
  gboolean    trained;           /* FALSE for running statistics */
  RnInit      init;
} RnParameterSlot;

/* A node as its op sees it: shapes and attributes, no data. */
typedef struct
{
  const char    *name;           /* of the node, for messages */
  const double  *attributes;     /* [op->n_attributes] */
  guint          n_inputs;
  const RnShape *inputs;         /* [n_inputs] */
  /* [op->n_parameters], rank 0 where the attributes leave one out (bias) */
  const RnShape *parameters;
  RnShape        output;         /* not set yet when infer runs, as little as parameters */
} RnOpCall;

/* A node's numbers, all row-major (NCHW). */
typedef struct
{
  gboolean             training;      /* batch norm: batch statistics, and running ones updated */
  /* forward once more in the same pass: the same output again, parameters and state stay */
  gboolean             again;
  const float *const  *inputs;        /* [n_inputs] */
  /* [n_parameters], NULL where absent; running statistics are written in training, once a pass */
  float *const        *parameters;
  float               *output;
  /* op->state() floats kept from forward to backward; NULL where that is 0 */
  float               *state;
  /* backward only: the op adds into what is not NULL */
  const float         *d_output;
  float *const        *d_inputs;      /* [n_inputs] */
  float *const        *d_parameters;  /* [n_parameters] */
} RnOpData;

/* Counts for the whole batch, from which every counting convention is a weighted sum
 * (analysis/rn-cost.h). */
typedef struct
{
  guint64 parameters;            /* trained elements (not running statistics) */
  /* multiply-adds of convolution and linear products, bias left out */
  guint64 macs;
  guint64 attention_macs;        /* multiply-adds of attention's two products */
  guint64 bias_adds;             /* output elements that get a bias added */
  guint64 norm_elements;         /* elements normalised */
  guint64 activation_elements;   /* elements through a non-linearity */
  guint64 pool_reads;            /* input elements of max and average pooling with a window */
  guint64 global_pool_reads;     /* input elements of global average pooling */
  guint64 upsample_elements;     /* output elements of upsampling */
  guint64 upsample_reads;        /* input elements read for them, four for each where it is smooth */
  guint64 additions;             /* of element-wise add */
  guint64 multiplications;       /* of element-wise scale */
  guint64 bytes_read;
  guint64 bytes_written;
} RnCost;

/* One output element told as a sum: Σ terms + constant, then what is done to the sum. */
typedef struct
{
  guint  input;                  /* which input tensor */
  gsize  index[RN_SHAPE_MAX_RANK];    /* where in it */
  /* where in parameter 0, row-major; G_MAXSIZE where no weight takes part */
  gsize  weight_index;
  double value;
  double factor;
  double product;                /* value · factor */
} RnTerm;

typedef struct
{
  GArray *terms;                 /* (element-type RnTerm) (owned): padding is left out */
  double  sum;                   /* Σ products */
  double  constant;              /* bias or shift added */
  double  result;                /* the output element */
  char   *formula;               /* (owned) with the numbers in it: "max(0, −0.31) = 0" */
} RnExplanation;

/* Rows or columns first … last, both in; they may lie outside the map. */
typedef struct
{
  gint64 first;
  gint64 last;
} RnSpan;

enum
{
  RN_BACKWARD_READS_INPUTS = 1 << 0,   /* backward reads data.inputs */
  RN_BACKWARD_READS_OUTPUT = 1 << 1,   /* backward reads data.output */
};

struct _RnOp
{
  const char            *name;         /* stable: what is written to disk */
  const char            *title;        /* for people: "convolution" */
  const char            *formula;      /* "y[k] = Σ_c w[k, c] ∗ x[c] + b[k]" */
  const char            *source;       /* the paper */
  guint                  min_inputs;
  guint                  max_inputs;
  const RnAttribute     *attributes;
  guint                  n_attributes;
  const RnParameterSlot *parameters;
  guint                  n_parameters;
  guint                  backward_reads;      /* RN_BACKWARD_READS_* */

  /* Sets @output and @parameters[op->n_parameters] from the inputs and attributes; the only slot
   * that can fail. */
  gboolean (*infer)    (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error);
  /* @cost comes zeroed */
  void     (*cost)     (const RnOpCall *call, RnCost *cost);
  /* (nullable) floats */
  gsize    (*state)    (const RnOpCall *call);
  /* overwrites output */
  void     (*forward)  (const RnOpCall *call, const RnOpData *data);
  /* adds into d_inputs and d_parameters */
  void     (*backward) (const RnOpCall *call, const RnOpData *data);
  /* Fills @explanation, clear or new, from inputs, parameters and training alone (input: from
   * output). */
  void     (*explain)  (const RnOpCall *call, const RnOpData *data, const gsize *index,
            RnExplanation *explanation);
  /* (nullable) Sets @from to the rows and columns of input @input that @to, rows and columns of the
   * output, are made of; FALSE where they are made of none. NULL: the windows that kernel, stride,
   * pad and dilation say. */
  gboolean (*reads)    (const RnOpCall *call, guint input, const RnSpan to[2], RnSpan from[2]);
};

/* the registry: op-list.h in order */
RN_API const RnOp *const *rn_ops             (guint *n);
RN_API const RnOp        *rn_op_find         (const char *name);      /* (nullable) */
/* its place, −1 if none */
RN_API int                rn_op_attribute    (const RnOp *op, const char *name);
RN_API void               rn_explanation_clear (RnExplanation *explanation);

G_END_DECLS
