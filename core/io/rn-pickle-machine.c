/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The stack machine of a pickle stream: opcodes of protocols 2 to 5 that make data.
 *
 * Source: Python's Lib/pickletools.py, which documents every opcode
 */
#include "config.h"

#include "rn-error.h"
#include "rn-pickle-private.h"

#include <string.h>

#define MAX_STREAM_BYTES (64u << 20)      /* a state_dict of 1,000 tensors takes 0.1 MB */
#define MAX_STACK        (1u << 18)
#define MAX_PROTOCOL     5

/* ── bytes ── */

static const guint8 *
take (RnPickle *self, guint64 n, GError **error)
{
  const guint8 *bytes = self->data + self->at;

  if (n > self->end - self->at)
    {
      rn__pickle_fail (self, RN_ERROR_TRUNCATED, error,
                       "its pickle ends at byte %" G_GSIZE_FORMAT " within a value", self->end);
      return NULL;
    }
  self->at += (gsize) n;
  return bytes;
}

/* @n bytes, little-endian, n ≤ 8 */
static gboolean
take_number (RnPickle *self, guint n, guint64 *number, GError **error)
{
  const guint8 *bytes = take (self, n, error);

  *number = 0;
  for (guint i = 0; bytes != NULL && i < n; i++)
    *number |= (guint64) bytes[i] << (8 * i);
  return bytes != NULL;
}

/* Up to the end of the line, without it. (transfer full) (nullable) */
static char *
take_line (RnPickle *self, GError **error)
{
  const guint8 *start = self->data + self->at;
  const guint8 *end = memchr (start, '\n', self->end - self->at);
  gsize n = end != NULL ? (gsize) (end - start) : self->end - self->at;

  if (take (self, (guint64) n + 1, error) == NULL)
    return NULL;
  if (g_utf8_validate ((const char *) start, (gssize) n, NULL))
    return g_strndup ((const char *) start, n);
  rn__pickle_fail (self, RN_ERROR_FORMAT, error, "its pickle has a name that is no UTF-8");
  return NULL;
}

/* ── the stack ── */

static gboolean
push (RnPickle *self, RnPickleValue *value, GError **error)
{
  if (value == NULL)
    return FALSE;
  if (self->stack->len >= MAX_STACK)
    return rn__pickle_fail (self, RN_ERROR_RANGE, error,
                            "its pickle stacks more than %u values", MAX_STACK);
  g_ptr_array_add (self->stack, value);
  return TRUE;
}

/* The height of the stack down to the last mark: below it nothing may be taken. */
static guint
floor_of (const RnPickle *self)
{
  return self->marks->len > 0 ? g_array_index (self->marks, guint, self->marks->len - 1) : 0;
}

static RnPickleValue *
top (RnPickle *self, GError **error)
{
  if (self->stack->len > floor_of (self))
    return self->stack->pdata[self->stack->len - 1];
  rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                   "its pickle takes a value where there is none, at byte %" G_GSIZE_FORMAT,
                   self->at);
  return NULL;
}

static RnPickleValue *
pop (RnPickle *self, GError **error)
{
  RnPickleValue *value = top (self, error);

  if (value != NULL)
    g_ptr_array_set_size (self->stack, (gint) self->stack->len - 1);
  return value;
}

/* Moves what lies above the last mark to the end of @items (nullable), and drops the mark. */
static gboolean
pop_mark (RnPickle *self, GPtrArray *items, GError **error)
{
  guint mark = floor_of (self);

  if (self->marks->len == 0)
    return rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                            "its pickle has no mark where one is asked for, at byte %"
                            G_GSIZE_FORMAT, self->at);
  for (guint i = mark; items != NULL && i < self->stack->len; i++)
    g_ptr_array_add (items, self->stack->pdata[i]);
  g_ptr_array_set_size (self->stack, (gint) mark);
  g_array_set_size (self->marks, self->marks->len - 1);
  return TRUE;
}

/* ── values ── */

static gboolean
push_simple (RnPickle *self, RnPickleKind kind, gint64 integer, GError **error)
{
  RnPickleValue *value = rn__pickle_add (self, kind, error);

  if (value != NULL)
    value->integer = integer;
  return push (self, value, error);
}

/* @n bytes, little-endian, @is_signed: two's complement */
static gboolean
push_integer (RnPickle *self, guint n, gboolean is_signed, GError **error)
{
  guint64 number;

  if (!take_number (self, n, &number, error))
    return FALSE;
  if (is_signed && n > 0 && n < 8 && (number >> (8 * n - 1)) != 0)
    number |= G_MAXUINT64 << (8 * n);
  return push_simple (self, RN_PICKLE_INTEGER, (gint64) number, error);
}

static gboolean
push_bytes (RnPickle *self, guint64 n, GError **error)
{
  const guint8 *bytes = take (self, n, error);
  RnPickleValue *value = bytes != NULL ? rn__pickle_add (self, RN_PICKLE_BYTES, error) : NULL;

  if (value != NULL)
    value->bytes = g_bytes_new (bytes, (gsize) n);
  return push (self, value, error);
}

static gboolean
push_long (RnPickle *self, guint64 n, GError **error)
{
  return n <= 8 ? push_integer (self, (guint) n, TRUE, error) : push_bytes (self, n, error);
}

static gboolean
push_text (RnPickle *self, guint64 n, GError **error)
{
  const guint8 *bytes = take (self, n, error);
  RnPickleValue *value;

  if (bytes == NULL)
    return FALSE;
  if (!g_utf8_validate_len ((const char *) bytes, (gsize) n, NULL))
    return rn__pickle_fail (self, RN_ERROR_FORMAT, error, "its pickle has a text that is no UTF-8");
  value = rn__pickle_add (self, RN_PICKLE_TEXT, error);
  if (value != NULL)
    value->bytes = g_bytes_new_take (g_strndup ((const char *) bytes, (gsize) n), (gsize) n + 1);
  return push (self, value, error);
}

static gboolean
push_real (RnPickle *self, GError **error)
{
  const guint8 *bytes = take (self, 8, error);
  RnPickleValue *value = bytes != NULL ? rn__pickle_add (self, RN_PICKLE_REAL, error) : NULL;
  guint64 bits = 0;

  if (value == NULL)
    return FALSE;
  for (guint i = 0; i < 8; i++)         /* the only number with its high byte first */
    bits = bits << 8 | bytes[i];
  memcpy (&value->real, &bits, sizeof bits);
  return push (self, value, error);
}

/* A tuple of the last @n values; of those above the mark where @n is G_MAXUINT. */
static gboolean
push_tuple (RnPickle *self, guint n, GError **error)
{
  RnPickleValue *tuple = rn__pickle_add (self, RN_PICKLE_TUPLE, error);

  if (tuple == NULL)
    return FALSE;
  if (n == G_MAXUINT)
    return pop_mark (self, tuple->items, error) && push (self, tuple, error);
  for (guint i = 0; i < n; i++)
    {
      RnPickleValue *value = pop (self, error);

      if (value == NULL)
        return FALSE;
      g_ptr_array_insert (tuple->items, 0, value);
    }
  return push (self, tuple, error);
}

/* Adds what lies above the mark, @pairs of it or single values, to what lies below. */
static gboolean
extend (RnPickle *self, RnPickleKind kind, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  RnPickleValue *target = pop_mark (self, items, error) ? top (self, error) : NULL;

  if (target == NULL)
    return FALSE;
  if (target->kind != kind || (kind == RN_PICKLE_DICT && items->len % 2 != 0))
    return rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                            "its pickle adds to what is no %s, at byte %" G_GSIZE_FORMAT,
                            kind == RN_PICKLE_DICT ? "dict" : "list", self->at);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (target->items, items->pdata[i]);
  return TRUE;
}

/* The same for the last value or pair, without a mark. */
static gboolean
append (RnPickle *self, RnPickleKind kind, GError **error)
{
  guint n = kind == RN_PICKLE_DICT ? 2 : 1;
  guint mark;

  if (self->stack->len < floor_of (self) + n)
    return pop (self, error) != NULL && pop (self, error) != NULL;
  mark = self->stack->len - n;
  g_array_append_val (self->marks, mark);
  return extend (self, kind, error);
}

static gboolean
remember (RnPickle *self, guint64 index, GError **error)
{
  RnPickleValue *value = top (self, error);

  if (value == NULL)
    return FALSE;
  if (index >= RN__PICKLE_MAX_VALUES)
    return rn__pickle_fail (self, RN_ERROR_RANGE, error,
                            "its pickle keeps more than %u values", RN__PICKLE_MAX_VALUES);
  g_hash_table_insert (self->memo, GUINT_TO_POINTER ((guint) index), value);
  return TRUE;
}

static gboolean
recall (RnPickle *self, guint64 index, GError **error)
{
  RnPickleValue *value = index < RN__PICKLE_MAX_VALUES
                           ? g_hash_table_lookup (self->memo, GUINT_TO_POINTER ((guint) index))
                           : NULL;

  if (value == NULL)
    return rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                            "its pickle asks for value %" G_GUINT64_FORMAT
                            ", which it has not kept", index);
  return push (self, value, error);
}

/* ── calls ── */

static gboolean
push_global (RnPickle *self, GError **error)
{
  g_autofree char *module = take_line (self, error);
  g_autofree char *name = module != NULL ? take_line (self, error) : NULL;

  return name != NULL && push (self, rn__pickle_global (self, module, name, error), error);
}

static gboolean
push_stack_global (RnPickle *self, GError **error)
{
  RnPickleValue *name = pop (self, error), *module = name != NULL ? pop (self, error) : NULL;

  if (module == NULL)
    return FALSE;
  if (rn__pickle_text (module) == NULL || rn__pickle_text (name) == NULL)
    return rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                            "its pickle asks for a name that is no text");
  return push (self, rn__pickle_global (self, rn__pickle_text (module), rn__pickle_text (name),
                                        error),
               error);
}

static gboolean
reduce (RnPickle *self, GError **error)
{
  RnPickleValue *arguments = pop (self, error);
  RnPickleValue *function = arguments != NULL ? pop (self, error) : NULL;

  return function != NULL && push (self, rn__pickle_call (self, function, arguments, error), error);
}

static gboolean
push_persistent (RnPickle *self, GError **error)
{
  RnPickleValue *id = pop (self, error);

  return id != NULL && push (self, rn__pickle_persistent (self, id, error), error);
}

/* An OrderedDict's attributes, state_dict's versions among them, are not needed. */
static gboolean
build (RnPickle *self, GError **error)
{
  RnPickleValue *state = pop (self, error), *object = state != NULL ? top (self, error) : NULL;

  if (object == NULL)
    return FALSE;
  return object->kind == RN_PICKLE_DICT
         || rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                             "its pickle sets attributes of what is no dict");
}

static gboolean
check_protocol (RnPickle *self, GError **error)
{
  guint64 protocol;

  if (!take_number (self, 1, &protocol, error))
    return FALSE;
  return protocol <= MAX_PROTOCOL
         || rn__pickle_fail (self, RN_ERROR_VERSION, error,
                             "its pickle is of protocol %u, known are those up to %u",
                             (guint) protocol, MAX_PROTOCOL);
}

static gboolean
add_mark (RnPickle *self, GError **error)
{
  if (self->marks->len >= MAX_STACK)
    return rn__pickle_fail (self, RN_ERROR_RANGE, error, "its pickle stacks more than %u marks",
                            MAX_STACK);
  g_array_append_val (self->marks, self->stack->len);
  return TRUE;
}

/* What follows the opcode is @n bytes of length, then as many bytes for @make. */
static gboolean
with_length (RnPickle *self, guint n, gboolean (*make) (RnPickle *, guint64, GError **),
             GError **error)
{
  guint64 length;

  return take_number (self, n, &length, error) && make (self, length, error);
}

/* Names of opcodes as in pickletools.py. */
static gboolean
run (RnPickle *self, guint8 opcode, GError **error)
{
  switch (opcode)
    {
    case 0x80: /* PROTO */            return check_protocol (self, error);
    case 0x95: /* FRAME */            return take (self, 8, error) != NULL;
    case '(':  /* MARK */             return add_mark (self, error);
    case '0':  /* POP */              return pop (self, error) != NULL;
    case '1':  /* POP_MARK */         return pop_mark (self, NULL, error);
    case '2':  /* DUP */              return push (self, top (self, error), error);
    case 'N':  /* NONE */             return push_simple (self, RN_PICKLE_NONE, 0, error);
    case 0x88: /* NEWTRUE */          return push_simple (self, RN_PICKLE_BOOLEAN, 1, error);
    case 0x89: /* NEWFALSE */         return push_simple (self, RN_PICKLE_BOOLEAN, 0, error);
    case 'J':  /* BININT */           return push_integer (self, 4, TRUE, error);
    case 'K':  /* BININT1 */          return push_integer (self, 1, FALSE, error);
    case 'M':  /* BININT2 */          return push_integer (self, 2, FALSE, error);
    case 0x8a: /* LONG1 */            return with_length (self, 1, push_long, error);
    case 0x8b: /* LONG4 */            return with_length (self, 4, push_long, error);
    case 'G':  /* BINFLOAT */         return push_real (self, error);
    case 'U':  /* SHORT_BINSTRING */  return with_length (self, 1, push_text, error);
    case 'T':  /* BINSTRING */        return with_length (self, 4, push_text, error);
    case 0x8c: /* SHORT_BINUNICODE */ return with_length (self, 1, push_text, error);
    case 'X':  /* BINUNICODE */       return with_length (self, 4, push_text, error);
    case 0x8d: /* BINUNICODE8 */      return with_length (self, 8, push_text, error);
    case 'C':  /* SHORT_BINBYTES */   return with_length (self, 1, push_bytes, error);
    case 'B':  /* BINBYTES */         return with_length (self, 4, push_bytes, error);
    case 0x8e: /* BINBYTES8 */        return with_length (self, 8, push_bytes, error);
    case ')':  /* EMPTY_TUPLE */      return push_tuple (self, 0, error);
    case 0x85: /* TUPLE1 */           return push_tuple (self, 1, error);
    case 0x86: /* TUPLE2 */           return push_tuple (self, 2, error);
    case 0x87: /* TUPLE3 */           return push_tuple (self, 3, error);
    case 't':  /* TUPLE */            return push_tuple (self, G_MAXUINT, error);
    case ']':  /* EMPTY_LIST */       return push_simple (self, RN_PICKLE_LIST, 0, error);
    case '}':  /* EMPTY_DICT */       return push_simple (self, RN_PICKLE_DICT, 0, error);
    case 'a':  /* APPEND */           return append (self, RN_PICKLE_LIST, error);
    case 'e':  /* APPENDS */          return extend (self, RN_PICKLE_LIST, error);
    case 's':  /* SETITEM */          return append (self, RN_PICKLE_DICT, error);
    case 'u':  /* SETITEMS */         return extend (self, RN_PICKLE_DICT, error);
    case 'q':  /* BINPUT */           return with_length (self, 1, remember, error);
    case 'r':  /* LONG_BINPUT */      return with_length (self, 4, remember, error);
    case 0x94: /* MEMOIZE */          return remember (self, g_hash_table_size (self->memo), error);
    case 'h':  /* BINGET */           return with_length (self, 1, recall, error);
    case 'j':  /* LONG_BINGET */      return with_length (self, 4, recall, error);
    case 'c':  /* GLOBAL */           return push_global (self, error);
    case 0x93: /* STACK_GLOBAL */     return push_stack_global (self, error);
    case 'R':  /* REDUCE */           return reduce (self, error);
    case 'b':  /* BUILD */            return build (self, error);
    case 'Q':  /* BINPERSID */        return push_persistent (self, error);
    default:
      return rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                              "its pickle has opcode 0x%02x at byte %" G_GSIZE_FORMAT
                              ", which is not obeyed",
                              opcode, self->at - 1);
    }
}

RnPickleValue *
rn__pickle_read (RnPickle *self, GError **error)
{
  RnPickleValue *result;

  g_ptr_array_set_size (self->stack, 0);
  g_array_set_size (self->marks, 0);
  g_hash_table_remove_all (self->memo);
  self->end = self->at + MIN (self->size - self->at, MAX_STREAM_BYTES);
  for (;;)
    {
      const guint8 *opcode = take (self, 1, error);

      if (opcode == NULL)
        return NULL;
      if (*opcode == '.')       /* STOP */
        break;
      if (!run (self, *opcode, error))
        return NULL;
    }
  result = pop (self, error);
  return result;
}
