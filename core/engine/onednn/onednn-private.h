/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <dnnl.h>

#include "engine-private.h"

G_BEGIN_DECLS

/*
 * How a plan of the fast engine is put together.
 *
 * Nodes become tasks. Where nobody looks, a task takes in several nodes (batch norm, addition and
 * ReLU; a convolution with the addition and ReLU behind it) and runs at the last of them; the
 * others have no task. A task has a kernel class, which knows how to make its primitives and to run
 * them, and what it may do in place.
 *
 * Every activation, gradient and scratch is a Buffer with a first and a last step of life. When all
 * are known they are laid into one arena, so that what is dead makes room for what comes.
 */
typedef struct _OnednnPlan  OnednnPlan;
typedef struct _Task        Task;
typedef struct _KernelClass KernelClass;

typedef guint Buffer;
#define BUFFER_NONE G_MAXUINT

typedef struct
{
  gsize  bytes;
  guint  birth;                 /* steps as the plan counts them (onednn-recompute.c) */
  guint  death;                 /* the last step that reads it */
  gsize  offset;                /* in the arena */
} BufferInfo;

/* One layout for all feature maps of a network; what has no height and width, or is an input, is
 * row-major. */
typedef enum
{
  LAYOUT_PLAIN,                 /* NCHW */
  LAYOUT_NHWC,
  LAYOUT_BLOCKED,               /* nChw16c: blocks of 16 channels innermost */
} Layout;

typedef struct
{
  RnShape shape;
  Layout  layout;
  gsize   elements;
  /* where it lies now; BUFFER_NONE inside a fused task, and where it is there in bfloat16 only */
  Buffer  value;
  Buffer  gradient;             /* the whole gradient; BUFFER_NONE where none is needed */
  gboolean has_gradient;
  /* the value in bfloat16, where it lies now; BUFFER_NONE where nobody reads it so */
  Buffer  narrow;
  RnNode  narrower;             /* the task that converts it; RN_NODE_NONE */
  gboolean narrow_only;
  gboolean narrow_gradient;     /* gradient holds bfloat16 */
} Tensor;

/* What was counted on the way, with RN_KEEP_STATISTICS. Who counts: the node's own task, or the
 * batch norm that reads it. */
typedef struct
{
  gboolean     by_reader;               /* the value */
  gboolean     gradient_by_reader;
  gboolean     has_value;
  gboolean     has_gradient;
  RnStatistics value;
  RnStatistics gradient;
} Collected;

/* What slot k of a task sends back, and how it joins what others sent to the same tensor. */
typedef enum
{
  SEND_NOTHING,
  SEND_COMPUTED,                /* the kernel writes it to buffer */
  /* it is the gradient of the output, untouched: buffer is that one's */
  SEND_PASSED,
} SendKind;

typedef struct
{
  SendKind kind;
  Buffer   buffer;
  Buffer   before;              /* what is already there; BUFFER_NONE for the first */
  Buffer   sum;                 /* before + buffer goes here (it may be one of the two) */
  gboolean has_products;        /* of this pass */
  RnEdgeProducts products;
} Send;

/* Where a task writes: its value, and the tensor it converts. */
typedef struct
{
  Buffer value;
  Buffer narrow;
} Places;

struct _Task
{
  const KernelClass *klass;
  RnNode    node;               /* the last node it takes in: where it runs, whose value it makes */
  /* the first: the convolution or batch norm; equal to node where nothing is fused */
  RnNode    first;
  guint     n_inputs;
  RnNode    inputs[RN_OP_MAX_INPUTS];
  Send      sends[RN_OP_MAX_INPUTS];
  RnNode    sum;                /* the addition taken in; RN_NODE_NONE without */
  gboolean  relu;               /* ends in ReLU */
  gboolean  adds;               /* the last input is added before that */
  /* of a convolution that multiplies bfloat16: room for dy, where the gradient is not so itself */
  Buffer    narrow_dy;
  /* an earlier backward step wrote its parameters' gradients already (shared parameters) */
  gboolean  accumulates;
  /* what it makes is dropped in the forward pass, and made once more for the backward one */
  gboolean  again;
  Places    places;
  Places    places_again;
  gpointer  state;              /* the kernel's own */
};

struct _KernelClass
{
  const char *name;
  gboolean    in_place;             /* the output may overwrite input 0 */
  gboolean    backward_in_place;    /* the gradient of input 0 may overwrite that of the output */
  gboolean    passes_gradient;      /* every input's gradient is the output's */
  gboolean  (*create)   (OnednnPlan *plan, Task *task, GError **error);
  /* (nullable) parameters have changed */
  void      (*refresh)  (OnednnPlan *plan, Task *task, gboolean backward);
  void      (*forward)  (OnednnPlan *plan, Task *task);
  void      (*backward) (OnednnPlan *plan, Task *task);
  void      (*free)     (Task *task);                                         /* (nullable) */
  char     *(*describe) (OnednnPlan *plan, Task *task);                       /* (nullable) */
};

struct _OnednnPlan
{
  RnPlan         base;
  RnGraph       *graph;             /* owned */
  RnParameters  *parameters;        /* owned */
  RnMode         mode;
  gboolean       backward;
  RnKeep         keep;
  RnRecompute    recompute;
  RnComm        *comm;              /* (nullable) borrowed: with whom batch norms measure */
  gboolean       again;             /* the tasks that run have run before in this pass */
  guint          n;                 /* nodes */
  guint          threads;
  Layout         layout;            /* of feature maps */
  Tensor        *tensors;           /* owned [n] */
  /* owned [n], by last node; NULL for nodes taken into another's task */
  Task         **tasks;
  GArray        *buffers;           /* owned (element-type BufferInfo) */
  /* owned [n]: which segment a node is in, and its steps after the forward pass */
  guint         *segments;
  guint         *again_steps;
  guint         *backward_steps;
  guint          last_step;
  guint8        *arena;             /* owned */
  gsize          arena_bytes;
  gsize          arena_bytes_kept;  /* with nothing computed again */
  gsize          scratch_bytes;     /* the largest a primitive asked for */
  void          *scratch;           /* owned */
  gsize          kernel_bytes;      /* packed weights and workspaces */
  gboolean       has_slow;          /* oneDNN gave reference loops for a primitive */
  guint64        forward_version;   /* of the parameters the packed copies were made from */
  guint64        backward_version;
  guint         *readers;           /* owned [n]: how many node inputs read each output */
  Collected     *collected;         /* owned [n], NULL without RN_KEEP_STATISTICS */
  /* the send an edge function may look at, and the node it goes to */
  const Send    *current;
  RnNode         current_input;
  dnnl_engine_t  engine;            /* owned */
  dnnl_stream_t  stream;            /* owned */
};

/* onednn-layout.c */
Layout      onednn_choose_layout   (const RnPlanRequest *request);
Layout      onednn_tensor_layout   (const OnednnPlan *plan, RnNode node);
Layout      onednn_map_layout      (const OnednnPlan *plan, RnNode node);
dnnl_memory_desc_t onednn_desc     (const RnShape *shape, Layout layout);
void        onednn_to_plain        (const float *from, Layout layout, const RnShape *shape,
                                    float *nchw);
/* Channel @channel of sample @sample, [H, W]. */
void        onednn_plane_to_plain  (const float *from, Layout layout, const RnShape *shape,
                                    gsize sample, gsize channel, float *plane);
void        onednn_from_plain      (const float *nchw, Layout layout, const RnShape *shape,
                                    float *to);
/* A tensor as [outer][rows][width] with channel (outer % blocks)·width + i innermost. */
typedef struct
{
  gsize outer;                  /* N · channel blocks, or 1·N */
  gsize blocks;                 /* channel blocks */
  gsize rows;                   /* positions H·W */
  gsize width;                  /* channels innermost */
} Panels;
Panels      onednn_panels          (const RnShape *shape, Layout layout);

/* Where channel @c of pixel @row of sample @n lies; as many as stay inside a panel's width follow. */
static inline gsize
onednn_place (const Panels *p, gsize n, gsize c, gsize row)
{
  return ((n * p->blocks + c / p->width) * p->rows + row) * p->width + c % p->width;
}

/* onednn-fuse.c: which kernel runs what */
void        onednn_make_tasks      (OnednnPlan *plan);
gboolean    onednn_make_kernels    (OnednnPlan *plan, GError **error);

/* When a tensor is used. */
typedef struct
{
  guint    forward;             /* the last step going forward */
  guint    later;               /* the last one after that; 0 without any */
  gboolean elsewhere;           /* a later one is of another segment than that which makes it */
} Uses;

/* onednn-recompute.c */
void        onednn_choose_again    (OnednnPlan *plan, RnRecompute recompute);
Uses        onednn_value_uses      (const OnednnPlan *plan, RnNode node);
Uses        onednn_narrow_uses     (const OnednnPlan *plan, RnNode node);
/* The task's tensors lie where it wrote them, or writes them now. */
void        onednn_take_places     (OnednnPlan *plan, const Task *task, const Places *places);
/* Before the backward step of @node: what it and those before it need again. */
void        onednn_compute_again   (OnednnPlan *plan, RnNode node);

/* onednn-memory.c */
void        onednn_plan_memory     (OnednnPlan *plan, RnRecompute recompute);
gboolean    onednn_allocate_arena  (OnednnPlan *plan, GError **error);
gboolean    onednn_allocate_scratch (OnednnPlan *plan, GError **error);
float      *onednn_buffer          (OnednnPlan *plan, Buffer buffer);
guint16    *onednn_narrow_buffer   (OnednnPlan *plan, Buffer buffer);

/* onednn-narrow.c */
void        onednn_choose_narrow   (OnednnPlan *plan);
gboolean    onednn_multiplies_narrow (const OnednnPlan *plan, const Task *task);
gboolean    onednn_reads_narrow    (const OnednnPlan *plan, const Task *task, guint slot);
gboolean    onednn_reads_value     (const OnednnPlan *plan, const Task *task, guint slot);
/* The tensor it converts to bfloat16, its own or the one it reads; RN_NODE_NONE. */
RnNode      onednn_converts        (const OnednnPlan *plan, const Task *task);
void        onednn_narrow          (const float *from, guint16 *to, gsize n);
void        onednn_widen           (const guint16 *from, float *to, gsize n);
/* to bfloat16 and back */
void        onednn_round           (const float *from, float *to, gsize n);
/* Whether this machine multiplies bfloat16. */
gboolean    onednn_has_narrow      (void);

/* onednn-primitive.c */
typedef struct
{
  dnnl_primitive_t      primitive;
  dnnl_primitive_desc_t desc;
} Primitive;
gboolean    onednn_check           (dnnl_status_t status, const char *what, GError **error);
gboolean    onednn_primitive_make  (OnednnPlan *plan, Primitive *self, const void *op_desc,
                                    dnnl_primitive_attr_t attr,
                                    const Primitive *hint, const char *avoid, const char *what,
                                    GError **error);
void        onednn_primitive_clear (Primitive *self);
const dnnl_memory_desc_t *onednn_primitive_md (const Primitive *self, dnnl_query_t what);
const char *onednn_primitive_name  (const Primitive *self);
/* Whether oneDNN has reference loops only for it, a hundred times slower than its kernels. */
gboolean    onednn_primitive_is_slow (const Primitive *self);
/* A memory object without data of its own; onednn_run() lends it some. */
dnnl_memory_t onednn_memory        (OnednnPlan *plan, const dnnl_memory_desc_t *desc);
/* NULL ones are passed over */
void        onednn_memories_free   (dnnl_memory_t *memories, guint n);
typedef struct { int arg; dnnl_memory_t memory; const void *data; } RunArg;
void        onednn_run             (OnednnPlan *plan, const Primitive *primitive,
                                    const RunArg *args, guint n_args);

/* A parameter in the format a primitive wants; the plain one itself where the formats agree. */
typedef struct
{
  Primitive     reorder;        /* none where the formats agree */
  dnnl_memory_t plain;
  dnnl_memory_t packed;
  float        *data;           /* owned: the packed copy, NULL where the formats agree */
  gsize         bytes;
} Packed;
gboolean    onednn_packed_make     (OnednnPlan *plan, Packed *self, const dnnl_memory_desc_t *plain,
                                    const dnnl_memory_desc_t *wanted, gboolean unpack, GError **error);
void        onednn_packed_clear    (Packed *self);
void        onednn_pack            (OnednnPlan *plan, Packed *self, const float *plain);
void        onednn_unpack          (OnednnPlan *plan, Packed *self, float *plain);

/* onednn-elementwise.c: sum = a + b, which may be one of the two; and with |a|², |b|², <a, b> */
void        onednn_sum             (const float *a, const float *b, float *sum, gsize n);
void        onednn_sum_products    (const float *a, const float *b, float *sum, gsize n,
                                    RnEdgeProducts *products);

/* the kernels */
extern const KernelClass onednn_convolution;
extern const KernelClass onednn_batch_norm;
extern const KernelClass onednn_relu;
extern const KernelClass onednn_add;
extern const KernelClass onednn_pool;
extern const KernelClass onednn_linear;
extern const KernelClass onednn_scale;
extern const KernelClass onednn_scale_constant;
extern const KernelClass onednn_complement;
extern const KernelClass onednn_gradient_scale;
extern const KernelClass onednn_activation;
extern const KernelClass onednn_attention;
extern const KernelClass onednn_upsample;
/* subsample, pad_channels, slice, concat, concat_pixels */
extern const KernelClass onednn_rearrange;
extern const KernelClass onednn_reference;       /* any op, by its own loops */
extern const KernelClass onednn_input;

/* ── short words for kernels ── */

static inline const RnNodeInfo *
task_info (OnednnPlan *plan, const Task *task)
{
  return rn_graph_node (plan->graph, task->first);
}

static inline const float *
task_input (OnednnPlan *plan, const Task *task, guint slot)
{
  return onednn_buffer (plan, plan->tensors[task->inputs[slot]].value);
}

static inline float *
task_output (OnednnPlan *plan, const Task *task)
{
  return onednn_buffer (plan, plan->tensors[task->node].value);
}

static inline float *
task_d_output (OnednnPlan *plan, const Task *task)
{
  return onednn_buffer (plan, plan->tensors[task->node].gradient);
}

/* Where the gradient of input @slot is to be written; NULL where nobody wants it or it is passed
 * on. */
static inline float *
task_d_input (OnednnPlan *plan, const Task *task, guint slot)
{
  return task->sends[slot].kind == SEND_COMPUTED ? onednn_buffer (plan,
                                                                  task->sends[slot].buffer) : NULL;
}

static inline float *
task_parameter (OnednnPlan *plan, const Task *task, guint slot)
{
  guint parameter = task_info (plan, task)->parameters[slot];

  return parameter == G_MAXUINT ? NULL : rn_parameters_values (plan->parameters, parameter);
}

static inline float *
task_d_parameter (OnednnPlan *plan, const Task *task, guint slot)
{
  guint parameter = task_info (plan, task)->parameters[slot];

  return parameter == G_MAXUINT ? NULL : rn_parameters_gradients (plan->parameters, parameter);
}

static inline double
task_attribute (OnednnPlan *plan, const Task *task, const char *name)
{
  const RnNodeInfo *info = task_info (plan, task);

  return info->attributes[rn_op_attribute (info->op, name)];
}

G_END_DECLS
