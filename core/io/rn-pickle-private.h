/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-dtype-private.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/*
 * A pickle stream read as data. A pickle is a program for a small stack machine, whose calls may be
 * to anything that Python can import; this machine calls nothing. It knows the few names that a
 * PyTorch state_dict needs and makes values of them itself; any other name is refused by that name.
 *
 * Each opcode makes at most one value, so memory grows no faster than the stream, which is limited
 * too. Values refer to each other freely, in circles as well, and live as long as the machine.
 */
typedef struct _RnPickle      RnPickle;
typedef struct _RnPickleValue RnPickleValue;

/* A name of the allow-list (rn-pickle-call.c). */
typedef struct _RnPickleGlobal RnPickleGlobal;

/* An array of numbers that tensors look into. */
typedef struct
{
  char          *key;           /* owned: its name in the file */
  const RnDtype *dtype;
  guint64        elements;
  guint          n_views;       /* tensors that still want to look into it */
  GBytes        *bytes;         /* owned, NULL until it is read */
} RnPickleStorage;

typedef enum
{
  RN_PICKLE_NONE,
  RN_PICKLE_BOOLEAN,            /* integer */
  RN_PICKLE_INTEGER,
  RN_PICKLE_REAL,
  RN_PICKLE_TEXT,               /* UTF-8 without a NUL */
  RN_PICKLE_BYTES,              /* and integers of more than 8 bytes */
  RN_PICKLE_TUPLE,
  RN_PICKLE_LIST,
  RN_PICKLE_DICT,               /* items: key, value, key, value … as they came */
  RN_PICKLE_GLOBAL,
  RN_PICKLE_STORAGE,
  RN_PICKLE_TENSOR,
} RnPickleKind;

struct _RnPickleValue
{
  RnPickleKind kind;
  gint64       integer;
  double       real;
  GBytes      *bytes;           /* owned: TEXT (with a NUL behind it), BYTES */
  GPtrArray   *items;           /* owned (element-type RnPickleValue, borrowed) */
  const RnPickleGlobal *global;

  /* STORAGE and TENSOR */
  RnPickleStorage *storage;     /* borrowed: the machine's */
  guint64          offset;      /* elements of the storage before the first */
  guint            rank;
  guint64          size[RN_SHAPE_MAX_RANK];
  guint64          stride[RN_SHAPE_MAX_RANK];      /* elements of the storage */
  RnTensor        *tensor;      /* owned, NULL until it is read */
};

/* @data and @what, the file's name in messages, are borrowed. */
RnPickle        *rn__pickle_new      (const guint8 *data, gsize size, const char *what);
void             rn__pickle_free     (RnPickle *self);
/* The next stream of those that stand one behind the other. (transfer none) (nullable) */
RnPickleValue   *rn__pickle_read     (RnPickle *self, GError **error);
gsize            rn__pickle_at       (const RnPickle *self);      /* bytes read */
/* (element-type RnPickleStorage), as they came */
GPtrArray       *rn__pickle_storages (RnPickle *self);
RnPickleStorage *rn__pickle_storage  (RnPickle *self, const char *key);         /* (nullable) */

static inline const char *
rn__pickle_text (const RnPickleValue *value)
{
  return value->kind == RN_PICKLE_TEXT ? g_bytes_get_data (value->bytes, NULL) : NULL;
}

/* The value of @key, the last where there are several. (nullable) */
RnPickleValue   *rn__pickle_lookup   (const RnPickleValue *dict, const char *key);

/* ── between rn-pickle.c, rn-pickle-machine.c and rn-pickle-call.c ── */

#define RN__PICKLE_MAX_VALUES (1u << 22)

struct _RnPickle
{
  const guint8 *data;           /* borrowed */
  gsize         size;
  gsize         at;
  gsize         end;            /* of what this stream may read */
  const char   *what;           /* borrowed */
  GPtrArray    *values;         /* owned (element-type RnPickleValue): all there are */
  GPtrArray    *storages;       /* owned (element-type RnPickleStorage) */
  GHashTable   *by_key;         /* owned: key → RnPickleStorage */

  /* of the stream being read */
  GPtrArray    *stack;          /* owned (element-type RnPickleValue, borrowed) */
  GArray       *marks;          /* owned (element-type guint): heights of the stack */
  GHashTable   *memo;           /* owned: index → RnPickleValue */
};

RnPickleValue   *rn__pickle_add      (RnPickle *self, RnPickleKind kind, GError **error);
gboolean         rn__pickle_fail     (RnPickle *self, int code, GError **error, const char *format,
                                      ...) G_GNUC_PRINTF (4, 5);
RnPickleStorage *rn__pickle_add_storage (RnPickle *self, const char *key, const RnDtype *dtype,
                                         guint64 elements);
RnPickleValue   *rn__pickle_global   (RnPickle *self, const char *module, const char *name,
                                      GError **error);
/* @function (@arguments) */
RnPickleValue   *rn__pickle_call     (RnPickle *self, const RnPickleValue *function,
                                      RnPickleValue *arguments, GError **error);
RnPickleValue   *rn__pickle_persistent (RnPickle *self, const RnPickleValue *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnPickle, rn__pickle_free)

G_END_DECLS
