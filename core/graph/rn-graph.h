/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-op.h"

G_BEGIN_DECLS

/*
 * A network as an append-only array of nodes and a tree of scopes over them. A node names only
 * earlier nodes, so the array is in order: forward counts up, backward counts down.
 *
 * Every node sits in one scope of the tree network → stage → block → branch | shortcut → group.
 * Folding, “×6”, the gradient split, cost per block and parameter names all read this tree; nobody
 * parses names. A node's name is its scope's path and its own word: "layer1.0.conv1". Branch and
 * shortcut scopes may have an empty word, which leaves no trace in the path.
 *
 * Building cannot half-fail: the first error is kept, every later call returns RN_NODE_NONE, and
 * rn_graph_check() tells. So a builder reads like the paper and checks once at its end.
 */
typedef struct _RnGraph RnGraph;
typedef guint           RnNode;
typedef guint           RnScope;

#define RN_NODE_NONE  G_MAXUINT
#define RN_SCOPE_ROOT 0u

typedef enum
{
  RN_SCOPE_NETWORK,
  RN_SCOPE_STEM,
  RN_SCOPE_STAGE,
  RN_SCOPE_BLOCK,
  RN_SCOPE_BRANCH,       /* F(x) */
  RN_SCOPE_SHORTCUT,     /* h(x); without nodes where it is the identity */
  RN_SCOPE_GROUP,        /* any other part with a name: "se" */
  RN_SCOPE_HEAD,
} RnScopeKind;

typedef struct
{
  RnScopeKind kind;
  RnScope     parent;       /* of the root: itself */
  char       *name;         /* own word, may be empty */
  char       *path;         /* "layer1.0" */
  /* the node it reads: the last one before it was opened, or as set; RN_NODE_NONE for the root */
  RnNode      input;
  RnNode      first;        /* its nodes are first ≤ i < end, with those of the scopes inside it */
  RnNode      end;
  /* (nullable) the block spec it was built from, JSON text; of the root: the network spec */
  char       *spec;
  char       *summary;      /* (nullable) one line for people: "basic · stride 2 · projection" */
} RnScopeInfo;

typedef struct
{
  const RnOp   *op;
  char         *name;                             /* unique, whole path */
  const char   *word;                             /* its last part, inside name */
  RnScope       scope;
  guint         n_inputs;
  RnNode        inputs[RN_OP_MAX_INPUTS];
  /* indices of RnParameterInfo, G_MAXUINT where absent */
  guint         parameters[RN_OP_MAX_PARAMETERS];
  double        attributes[RN_OP_MAX_ATTRIBUTES];
  /* of its output, for the input shape the graph was built with */
  RnShape       shape;
} RnNodeInfo;

typedef struct
{
  char    *name;            /* "layer1.0.conv1.weight" */
  RnShape  shape;
  gboolean trained;
  RnInit   init;
  double   constant;        /* of RN_INIT_CONSTANT */
  RnNode   node;            /* the first that uses it */
  /* floats from the start of the vector all parameters lie in (RnParameters) */
  gsize    offset;
} RnParameterInfo;

/* An attribute by name; a list ends with a NULL name. */
typedef struct
{
  const char *name;
  double      value;
} RnArg;

#define RN_ARGS(...) ((const RnArg[]) { __VA_ARGS__, { NULL, 0 } })
#define RN_NO_ARGS   ((const RnArg[]) { { NULL, 0 } })

RN_API RnGraph *rn_graph_new        (const char *name);
RN_API RnGraph *rn_graph_ref        (RnGraph *self);
RN_API void     rn_graph_unref      (RnGraph *self);

/* building */
RN_API RnScope  rn_graph_open_scope   (RnGraph *self, RnScopeKind kind, const char *word,
                                       RnNode input);
RN_API void     rn_graph_close_scope  (RnGraph *self);
RN_API void     rn_graph_describe_scope (RnGraph *self, RnScope scope, const char *spec,
                                         const char *summary);
RN_API RnNode   rn_graph_input        (RnGraph *self, const char *word, const RnShape *shape);
RN_API RnNode   rn_graph_append       (RnGraph *self, const char *op, const char *word,
                                       RnNode input, const RnArg *args);
RN_API RnNode   rn_graph_append_many  (RnGraph *self, const char *op, const char *word,
                                       const RnNode *inputs, guint n_inputs, const RnArg *args);
/* The same op with the same attributes and the same parameters on another input. */
RN_API RnNode   rn_graph_append_again (RnGraph *self, RnNode like, const char *word, RnNode input);
RN_API void     rn_graph_set_init     (RnGraph *self, RnNode node, guint slot, RnInit init);
/* What parameter @slot of @node starts as, everywhere. */
RN_API void     rn_graph_set_init_constant (RnGraph *self, RnNode node, guint slot, double value);
/* default: the last node */
RN_API void     rn_graph_set_output   (RnGraph *self, RnNode node);
/* (transfer full) kept if it is the first */
RN_API void     rn_graph_fail         (RnGraph *self, GError *error);
RN_API gboolean rn_graph_check        (const RnGraph *self, GError **error);

/* reading */
RN_API const char            *rn_graph_name         (const RnGraph *self);
RN_API guint                  rn_graph_n_nodes      (const RnGraph *self);
RN_API const RnNodeInfo      *rn_graph_node         (const RnGraph *self, RnNode node);
/* or RN_NODE_NONE */
RN_API RnNode                 rn_graph_find         (const RnGraph *self, const char *name);
RN_API RnNode                 rn_graph_output       (const RnGraph *self);
/* RN_NODE_NONE without one */
RN_API RnNode                 rn_graph_loss         (const RnGraph *self);
RN_API guint                  rn_graph_n_scopes     (const RnGraph *self);
RN_API const RnScopeInfo     *rn_graph_scope        (const RnGraph *self, RnScope scope);
/* By its path; RN_SCOPE_ROOT if there is none. */
RN_API RnScope                rn_graph_find_scope   (const RnGraph *self, const char *path);
/* The nearest scope of @kind around @scope, itself included; RN_SCOPE_ROOT if none. */
RN_API RnScope                rn_graph_scope_above  (const RnGraph *self, RnScope scope,
                                                     RnScopeKind kind);
RN_API guint                  rn_graph_n_parameters (const RnGraph *self);
RN_API const RnParameterInfo *rn_graph_parameter    (const RnGraph *self, guint parameter);
/* or G_MAXUINT */
RN_API guint                  rn_graph_find_parameter (const RnGraph *self, const char *name);
/* of the whole vector */
RN_API gsize                  rn_graph_parameter_floats (const RnGraph *self);

/* (transfer container) the nodes that read @node's output, ascending (element-type RnNode) */
RN_API GArray                *rn_graph_readers      (const RnGraph *self, RnNode node);

/* All shapes for another input, [n_nodes]. Parameters keep theirs; where a layer would need
 * others: RN_ERROR_SHAPE. */
RN_API gboolean rn_graph_infer (const RnGraph *self, const RnShape *input, RnShape *shapes,
                                GError **error);

/* Node @node as its op sees it, under @shapes; @input_shapes is scratch for op->max_inputs,
 * @parameter_shapes for op->n_parameters. */
RN_API void     rn_graph_call  (const RnGraph *self, RnNode node, const RnShape *shapes,
                                RnShape *input_shapes, RnShape *parameter_shapes, RnOpCall *call);

/* (transfer full) the nodes on the way from @from to @to, both included (element-type RnNode) */
RN_API GArray  *rn_graph_way   (const RnGraph *self, RnNode from, RnNode to);
/* (transfer full) the same, a line a layer with its shape */
RN_API char    *rn_graph_trace (const RnGraph *self, RnNode from, RnNode to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnGraph, rn_graph_unref)

G_END_DECLS
