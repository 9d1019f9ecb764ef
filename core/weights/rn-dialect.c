/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Dialects of parameter names, each a table of patterns. In a pattern {a} is a whole number and
 * {a+1} the same number plus 1; a * at its end is the rest of the name. A new dialect is one table
 * and one row.
 *
 * Source: the libraries' own definitions: torchvision/models/resnet.py, timm/models/resnet.py,
 * transformers/models/resnet/modeling_resnet.py, akamaster/pytorch_resnet_cifar10 and
 * kuangliu/pytorch-cifar
 */
#include "config.h"

#include "rn-dialect.h"

#include <string.h>

#define N_VARIABLES 4           /* {a} … {d} */
#define MAX_DIGITS  6

typedef struct
{
  const char *ours;
  const char *theirs;
} Row;

struct _RnDialect
{
  const char *name;
  const char *title;
  const Row  *rows;             /* the first that fits is taken; NULL-terminated */
};

#define HF_LAYER "resnet.encoder.stages.{a}.layers.{b}."

/* torchvision's names are ours, and timm's ResNets are named as torchvision's. */
static const Row same[] = { { NULL, NULL } };

static const Row hf[] = {
  { "conv1.*", "resnet.embedder.embedder.convolution.*" },
  { "bn1.*", "resnet.embedder.embedder.normalization.*" },
  { "layer{a+1}.{b}.conv{c+1}.*", HF_LAYER "layer.{c}.convolution.*" },
  { "layer{a+1}.{b}.bn{c+1}.*", HF_LAYER "layer.{c}.normalization.*" },
  { "layer{a+1}.{b}.downsample.0.*", HF_LAYER "shortcut.convolution.*" },
  { "layer{a+1}.{b}.downsample.1.*", HF_LAYER "shortcut.normalization.*" },
  { "fc.*", "classifier.1.*" },
  { NULL, NULL },
};

static const Row cifar[] = {
  { "fc.*", "linear.*" },
  { "layer{a}.{b}.downsample.{c}.*", "layer{a}.{b}.shortcut.{c}.*" },
  { NULL, NULL },
};

/* The first that explains most of a file is taken for its own. */
static const RnDialect dialects[] = {
  { "torchvision", "torchvision", same },
  { "timm", "timm", same },
  { "hf", "Hugging Face", hf },
  { "cifar", "CIFAR ResNets", cifar },
};

static const char *const names[] = { "torchvision", "timm", "hf", "cifar", NULL };

const char *const *
rn_dialect_names (void)
{
  return names;
}

const RnDialect *
rn_dialect_nth (guint i)
{
  return i < G_N_ELEMENTS (dialects) ? &dialects[i] : NULL;
}

const char *
rn_dialect_name (const RnDialect *self)
{
  return self->name;
}

const char *
rn_dialect_title (const RnDialect *self)
{
  return self->title;
}

/**
 * rn_dialect_find:
 *
 * Errors: RN_ERROR_UNKNOWN, naming the nearest
 */
const RnDialect *
rn_dialect_find (const char *name, GError **error)
{
  const char *nearest;

  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    if (g_str_equal (name, dialects[i].name))
      return &dialects[i];
  nearest = rn_nearest_word (name, names);
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, "unknown dialect “%s”%s%s%s", name,
               nearest != NULL ? "; did you mean “" : ": expected torchvision, timm, hf or cifar",
               nearest != NULL ? nearest : "", nearest != NULL ? "”?" : "");
  return NULL;
}

/* {a+1} at @pattern: which variable, and what is added to it. Returns: the end of it. */
static const char *
read_variable (const char *pattern, guint *variable, guint *added)
{
  const char *end = strchr (pattern, '}');

  *variable = (guint) (pattern[1] - 'a');
  *added = pattern[2] == '+' ? (guint) (pattern[3] - '0') : 0;
  g_assert (end != NULL && *variable < N_VARIABLES);
  return end + 1;
}

/* As many digits as there are at @name, without zeros in front. Returns: their end, NULL: none. */
static const char *
read_digits (const char *name, guint *number)
{
  const char *at = name;

  *number = 0;
  for (; g_ascii_isdigit (*at) && at - name < MAX_DIGITS; at++)
    *number = 10 * *number + (guint) (*at - '0');
  if (at == name || g_ascii_isdigit (*at) || (*name == '0' && at - name > 1))
    return NULL;
  return at;
}

/* @rest: what the * stands for, "" without one */
static gboolean
fits (const char *pattern, const char *name, guint *variables, const char **rest)
{
  *rest = "";
  while (*pattern != '\0')
    {
      guint variable, added;

      if (*pattern == '*')
        {
          *rest = name;
          return *name != '\0';
        }
      if (*pattern == '{')
        {
          pattern = read_variable (pattern, &variable, &added);
          name = read_digits (name, &variables[variable]);
          if (name == NULL || variables[variable] < added)
            return FALSE;
          variables[variable] -= added;
        }
      else if (*pattern++ != *name++)
        return FALSE;
    }
  return *name == '\0';
}

static char *
fill (const char *pattern, const guint *variables, const char *rest)
{
  GString *name = g_string_new (NULL);

  while (*pattern != '\0')
    {
      guint variable, added;

      if (*pattern == '{')
        {
          pattern = read_variable (pattern, &variable, &added);
          g_string_append_printf (name, "%u", variables[variable] + added);
        }
      else if (*pattern == '*')
        {
          g_string_append (name, rest);
          pattern++;
        }
      else
        g_string_append_c (name, *pattern++);
    }
  return g_string_free (name, FALSE);
}

char *
rn_dialect_read (const RnDialect *self, const char *name)
{
  guint variables[N_VARIABLES] = { 0 };
  const char *rest;

  for (const Row *row = self->rows; row->ours != NULL; row++)
    if (fits (row->theirs, name, variables, &rest))
      return fill (row->ours, variables, rest);
  return g_strdup (name);
}

char *
rn_dialect_write (const RnDialect *self, const char *name)
{
  guint variables[N_VARIABLES] = { 0 };
  const char *rest;

  for (const Row *row = self->rows; row->ours != NULL; row++)
    if (fits (row->ours, name, variables, &rest))
      return fill (row->theirs, variables, rest);
  return g_strdup (name);
}
