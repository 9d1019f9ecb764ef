/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the ops share: checks and messages of infer, windows, memory traffic, explanations. */
#include "config.h"

#include "ops-private.h"

#include <math.h>

gboolean
rn__op_fail (const RnOp *op, const RnOpCall *call, RnError code, GError **error,
             const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, RN_ERROR, (int) code, "%s \"%s\": %s", op->name, call->name, message);
  return FALSE;
}

gboolean
rn__op_check_input (const RnOp *op, const RnOpCall *call, guint input, guint rank, GError **error)
{
  const RnShape *shape = &call->inputs[input];

  if (shape->rank != rank)
    {
      g_autofree char *found = rn_shape_describe (shape);

      return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                          _("input %u is %s, of rank %u; expected rank %u"),
                          input + 1, found, shape->rank, rank);
    }
  return rn__op_check_size (op, call, shape, error);
}

gboolean
rn__op_check_size (const RnOp *op, const RnOpCall *call, const RnShape *shape, GError **error)
{
  gsize elements = rn_shape_elements (shape);

  if (elements == 0)
    return rn__op_fail (op, call, RN_ERROR_SHAPE, error, _("a tensor without elements"));
  if (elements > RN_MAX_ELEMENTS)
    {
      g_autofree char *found = rn_shape_describe (shape);

      return rn__op_fail (op, call, RN_ERROR_RANGE, error,
                          _("a tensor of %s has more elements than can be counted"), found);
    }
  return TRUE;
}

void
rn__op_cost_memory (const RnOp *op, const RnOpCall *call, RnCost *cost)
{
  for (guint i = 0; i < call->n_inputs; i++)
    cost->bytes_read += sizeof (float) * rn_shape_elements (&call->inputs[i]);
  for (guint i = 0; i < op->n_parameters; i++)
    {
      gsize elements = rn_shape_elements (&call->parameters[i]);

      cost->bytes_read += sizeof (float) * elements;
      if (op->parameters[i].trained)
        cost->parameters += elements;
    }
  cost->bytes_written += sizeof (float) * rn_shape_elements (&call->output);
}

gboolean
rn__window_places (const RnWindow *window, const RnOp *op, const RnOpCall *call,
                   gsize *height, gsize *width, GError **error)
{
  gsize extent = window->dilation * (window->kernel - 1) + 1;
  gsize padded_height = call->inputs[0].dim[2] + 2 * window->pad;
  gsize padded_width = call->inputs[0].dim[3] + 2 * window->pad;

  if (extent > padded_height || extent > padded_width)
    {
      rn__op_fail (op, call, RN_ERROR_RANGE, error,
                   _("window of %zu×%zu is larger than the padded input, %zu×%zu"),
                   extent, extent, padded_height, padded_width);
      return FALSE;
    }
  *height = (padded_height - extent) / window->stride + 1;
  *width = (padded_width - extent) / window->stride + 1;
  return TRUE;
}

RnWindow
rn__pool_window (const RnOpCall *call)
{
  const double *attributes = call->attributes;

  return (RnWindow) { (gsize) attributes[RN_POOL_KERNEL], (gsize) attributes[RN_POOL_STRIDE],
                      (gsize) attributes[RN_POOL_PAD], 1 };
}

/* A pad of more than half a window, as PyTorch too, could leave a window without a pixel. */
gboolean
rn__pool_infer (const RnOp *op, const RnOpCall *call, RnShape *output, GError **error)
{
  RnWindow window = rn__pool_window (call);
  gsize height, width;

  if (!rn__op_check_input (op, call, 0, 4, error))
    return FALSE;
  if (2 * window.pad > window.kernel)
    return rn__op_fail (op, call, RN_ERROR_RANGE, error,
                        _("pad is %zu, expected at most half of kernel %zu"), window.pad,
                        window.kernel);
  if (!rn__window_places (&window, op, call, &height, &width, error))
    return FALSE;
  *output = rn_shape_4d (call->inputs[0].dim[0], call->inputs[0].dim[1], height, width);
  return TRUE;
}

void
rn__pool_cost (const RnOp *op, const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (op, call, counts);
  counts->pool_reads = rn_shape_elements (&call->inputs[0]);
}

RnPatch
rn__window_patch (const RnWindow *window, const RnShape *input, gsize p, gsize q)
{
  gsize pad = window->pad;
  gsize top = p * window->stride, left = q * window->stride;    /* in the padded picture */

  return (RnPatch) {
    .top = MAX (top, pad) - pad,
    .bottom = MIN (top + window->kernel - pad, input->dim[2]),
    .left = MAX (left, pad) - pad,
    .right = MIN (left + window->kernel - pad, input->dim[3]),
  };
}

char *
rn__number (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  GString *text;

  /* no minus before 0 */
  g_ascii_formatd (digits, sizeof digits, "%.4g", value == 0 ? 0 : value);
  text = g_string_new (digits);
  g_string_replace (text, "-", RN_MINUS, 0);
  return g_string_free (text, FALSE);
}

char *
rn__operand (double value)
{
  g_autofree char *number = rn__number (value);

  return value < 0 ? g_strdup_printf ("(%s)", number) : g_steal_pointer (&number);
}

void
rn__explain_begin (RnExplanation *explanation)
{
  *explanation = (RnExplanation) { .terms = g_array_new (FALSE, FALSE, sizeof (RnTerm)) };
}

void
rn__explain_term (RnExplanation *explanation, guint input, const RnShape *shape, gsize offset,
                  gsize weight_index, double value, double factor)
{
  RnTerm term = { .input = input, .weight_index = weight_index, .value = value, .factor = factor,
                  .product = value * factor };

  for (guint i = shape->rank; i-- > 0; offset /= shape->dim[i])
    term.index[i] = offset % shape->dim[i];
  g_array_append_val (explanation->terms, term);
  explanation->sum += term.product;
}

static void
write_term (GString *text, const RnTerm *term)
{
  g_autofree char *value = text->len == 0 ? rn__number (term->value) : rn__operand (term->value);

  g_string_append_printf (text, "%s%s", text->len == 0 ? "" : " + ", value);
  if (term->factor != 1 || term->weight_index != G_MAXSIZE)
    {
      g_autofree char *factor = rn__operand (term->factor);

      g_string_append_printf (text, " " RN_TIMES " %s", factor);
    }
}

void
rn__explain_sum (RnExplanation *explanation, double constant)
{
  GString *text = g_string_new (NULL);
  guint n = explanation->terms->len;
  g_autofree char *result = NULL;

  explanation->constant = constant;
  explanation->result = explanation->sum + constant;
  for (guint i = 0; i < n; i++)
    if (n <= 4 || i < 2 || i == n - 1)
      write_term (text, &g_array_index (explanation->terms, RnTerm, i));
    else if (i == 2)
      g_string_append (text, " + \342\213\257");    /* ⋯ */
  if (constant != 0 || n == 0)
    {
      g_autofree char *shown = n == 0 ? rn__number (constant) : rn__operand (constant);

      g_string_append_printf (text, "%s%s", n == 0 ? "" : " + ", shown);
    }
  result = rn__number (explanation->result);
  g_string_append_printf (text, " = %s", result);
  explanation->formula = g_string_free (text, FALSE);
}

void
rn__explain_copy (RnExplanation *explanation, guint input, const RnShape *shape, gsize offset,
                  double value)
{
  rn__explain_begin (explanation);
  rn__explain_term (explanation, input, shape, offset, G_MAXSIZE, value, 1);
  explanation->result = value;
  explanation->formula = rn__number (value);
}
