/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How a number was made, as lines that add up as they are printed, and a window beside them. */
#include "config.h"
#include "fig-story-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

#define DIGITS 4
#define GRID_MOST 11         /* larger windows have no grid */

static void
line_clear (gpointer data)
{
  g_free (((FigLineOfStory *) data)->words);
}

void
fig__story_clear (FigStory *self)
{
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->sums, g_array_unref);
  g_clear_pointer (&self->ends, g_free);
  g_clear_pointer (&self->grid.window, g_free);
  g_clear_pointer (&self->grid.kernel, g_free);
  g_clear_pointer (&self->grid.inside, g_free);
  g_clear_pointer (&self->grid.window_words, g_free);
  g_clear_pointer (&self->grid.kernel_words, g_free);
  g_clear_pointer (&self->where, g_free);
  g_clear_pointer (&self->field, g_free);
}

static FigLineOfStory *
line_at (const FigStory *self, guint i)
{
  return &g_array_index (self->lines, FigLineOfStory, i);
}

/* Takes @words. */
static guint
add_line (FigStory *self, RnNode node, FigPath path, char *words, double value)
{
  FigLineOfStory line = { .words = words, .path = path, .node = node, .value = value };

  g_array_append_val (self->lines, line);
  return self->lines->len - 1;
}

static void
add_term (FigSumOfStory *sum, guint line)
{
  g_assert (sum->n < FIG_SUM_TERMS);
  sum->terms[sum->n++] = line;
}

static const RnTerm *
term_at (const FigExplainStep *step, guint i)
{
  return &g_array_index (step->explanation->terms, RnTerm, i);
}

/* ── windows ── */

static const RnShape *
shape_of (const FigStory *self, RnNode node)
{
  return self->data->shapes != NULL ? &self->data->shapes[node]
                                    : &rn_graph_node (self->data->graph, node)->shape;
}

/* Where in the window a term stands; it must lie there. */
static gsize
place_in_window (const FigStory *self, const FigExplainStep *step, const RnTerm *term)
{
  const RnGraph *graph = self->data->graph;
  gsize kernel = (gsize) fig__attribute (graph, step->node, "kernel", 1),
        stride = (gsize) fig__attribute (graph, step->node, "stride", 1),
        pad = (gsize) fig__attribute (graph, step->node, "pad", 0),
        dilation = (gsize) fig__attribute (graph, step->node, "dilation", 1);
  gsize row = (term->index[2] + pad - step->index[2] * stride) / dilation,
        column = (term->index[3] + pad - step->index[3] * stride) / dilation;

  return MIN (row, kernel - 1) * kernel + MIN (column, kernel - 1);
}

static void
open_grid (FigStory *self, const FigExplainStep *step, gsize side, gboolean kernel)
{
  self->grid.rows = self->grid.columns = side;
  self->grid.window = g_new0 (float, side * side);
  self->grid.inside = g_new0 (gboolean, side * side);
  self->grid.kernel = kernel ? g_new0 (float, side * side) : NULL;
  self->grid.winner = -1;
  self->grid.node = step->node;
}

static gboolean
takes_grid (const FigStory *self, gsize side)
{
  return self->grid.rows == 0 && side <= GRID_MOST;
}

static char *
input_word (const FigStory *self, RnNode node)
{
  return fig__op_word (self->data->graph, rn_graph_node (self->data->graph, node)->inputs[0]);
}

/* The part of a convolution's terms that belongs to input channel @channel. */
static void
show_window (FigStory *self, const FigExplainStep *step, gsize channel)
{
  const RnGraph *graph = self->data->graph;
  gsize side = (gsize) fig__attribute (graph, step->node, "kernel", 1), group = 0;
  g_autofree char *input = input_word (self, step->node),
                  *word = fig__op_word (graph, step->node);

  if (!takes_grid (self, side))
    return;
  open_grid (self, step, side, TRUE);
  for (guint i = 0; i < step->explanation->terms->len; i++)
    {
      const RnTerm *term = term_at (step, i);
      gsize place = term->weight_index % (side * side);

      if (term->index[1] != channel)
        continue;
      self->grid.window[place] = (float) term->value;
      self->grid.kernel[place] = (float) term->factor;
      self->grid.inside[place] = TRUE;
      group = term->weight_index / (side * side);
    }
  /* padding has weights too, which nobody multiplies: they are left empty */
  group %= MAX (1, shape_of (self, rn_graph_node (graph, step->node)->inputs[0])->dim[1]
                     / (gsize) fig__attribute (graph, step->node, "groups", 1));
  self->grid.window_words = g_strdup_printf (_("%s, input channel %d"), input, (int) channel);
  self->grid.kernel_words = g_strdup_printf (_("kernel of %s [%d, %d]"), word,
                                             (int) step->index[1], (int) group);
}

static void
show_pool (FigStory *self, const FigExplainStep *step)
{
  gsize side = (gsize) fig__attribute (self->data->graph, step->node, "kernel", 0);
  g_autofree char *input = input_word (self, step->node);

  if (side == 0 || !takes_grid (self, side))
    return;
  open_grid (self, step, side, FALSE);
  for (guint i = 0; i < step->explanation->terms->len; i++)
    {
      const RnTerm *term = term_at (step, i);
      gsize place = place_in_window (self, step, term);

      self->grid.window[place] = (float) term->value;
      self->grid.inside[place] = TRUE;
      if (fig__is (self->data->graph, step->node, "max_pool") && term->factor == 1)
        self->grid.winner = (int) place;
    }
  self->grid.window_words = g_strdup_printf (_("%s, channel %d"), input, (int) step->index[1]);
}

/* ── what each op says ── */

/* Σ of the products of the input channel that contributes most. */
static double
strongest_channel (const FigExplainStep *step, gsize *channel)
{
  double best = 0, sum = 0;
  guint n = step->explanation->terms->len;

  *channel = n > 0 ? term_at (step, 0)->index[1] : 0;
  for (guint i = 0; i < n; i++)
    {
      const RnTerm *term = term_at (step, i);

      sum += term->product;
      if (i + 1 < n && term_at (step, i + 1)->index[1] == term->index[1])
        continue;
      if (fabs (sum) > fabs (best))
        {
          best = sum;
          *channel = term->index[1];
        }
      sum = 0;
    }
  return best;
}

/* The rest of a sum, the bias, and the total. */
static void
finish_products (FigStory *self, const FigExplainStep *step, FigSumOfStory *sum, char *others,
                 double shown)
{
  const RnNodeInfo *info = rn_graph_node (self->data->graph, step->node);
  const RnExplanation *told = step->explanation;

  sum->rest = -1;
  if (others != NULL)
    {
      sum->rest = (int) add_line (self, step->node, FIG_INK, others, told->sum - shown);
      add_term (sum, (guint) sum->rest);
    }
  if (info->op->n_parameters > 1 && info->parameters[1] != G_MAXUINT)
    add_term (sum, add_line (self, step->node, FIG_INK, g_strdup (_("+ bias")), told->constant));
  sum->total = add_line (self, step->node, FIG_INK, fig__op_word (self->data->graph, step->node),
                         told->result);
  line_at (self, sum->total)->total = TRUE;
  g_array_append_val (self->sums, *sum);
}

static void
tell_convolution (FigStory *self, const FigExplainStep *step)
{
  const RnNodeInfo *info = rn_graph_node (self->data->graph, step->node);
  gsize groups = (gsize) fig__attribute (self->data->graph, step->node, "groups", 1);
  gsize channels = shape_of (self, info->inputs[0])->dim[1] / groups, channel;
  guint others = (guint) channels - 1;
  double best = strongest_channel (step, &channel);
  gboolean single = fig__attribute (self->data->graph, step->node, "kernel", 1) == 1;
  FigSumOfStory sum = { 0 };

  show_window (self, step, channel);
  add_term (&sum, add_line (self, step->node, FIG_INK,
                            g_strdup (single ? _("input × weight") : _("Σ window × kernel")),
                            best));
  finish_products (self, step, &sum,
                   others == 0 ? NULL
                   : groups > 1
                     ? g_strdup_printf (dngettext (GETTEXT_PACKAGE,
                                                   "+ %u other channel of its group",
                                                   "+ %u other channels of its group", others),
                                        others)
                     : g_strdup_printf (dngettext (GETTEXT_PACKAGE, "+ %u other channel",
                                                   "+ %u other channels", others),
                                        others),
                   best);
}

/* The largest products of a linear layer, then all others. */
static void
tell_linear (FigStory *self, const FigExplainStep *step)
{
  enum { SHOWN = 3 };
  guint n = step->explanation->terms->len, best[SHOWN], shown = MIN (SHOWN, n);
  g_autofree char *input = input_word (self, step->node);
  FigSumOfStory sum = { 0 };
  double told = 0;

  for (guint k = 0; k < shown; k++)
    {
      const RnTerm *term;
      g_autofree char *value = NULL, *factor = NULL;

      best[k] = G_MAXUINT;
      for (guint i = 0; i < n; i++)
        {
          gboolean taken = FALSE;

          for (guint j = 0; j < k; j++)
            taken |= best[j] == i;
          if (!taken && (best[k] == G_MAXUINT
                         || fabs (term_at (step, i)->product)
                              > fabs (term_at (step, best[k])->product)))
            best[k] = i;
        }
      term = term_at (step, best[k]);
      value = fig_format_number (term->value, 3);
      factor = fig_format_number (term->factor, 3);
      add_term (&sum, add_line (self, step->node, FIG_INK,
                                g_strdup_printf ("%s%s[%d]: %s × %s", k > 0 ? "+ " : "", input,
                                                 (int) term->index[1], value, factor),
                                term->product));
      told += term->product;
    }
  finish_products (self, step, &sum,
                   n == shown ? NULL
                              : g_strdup_printf (dngettext (GETTEXT_PACKAGE, "+ %u other product",
                                                            "+ %u other products", n - shown),
                                                 n - shown),
                   told);
}

static int
chain_step_of (const FigStory *self, RnNode node, guint before)
{
  for (guint i = before; i-- > 0;)
    if (self->data->steps[i].node == node)
      return (int) i;
  return -1;
}

/* A term that no earlier step told gets a line of its own. */
static void
tell_addition (FigStory *self, const FigExplainStep *step, guint place)
{
  const RnGraph *graph = self->data->graph;
  const RnNodeInfo *info = rn_graph_node (graph, step->node);
  gboolean in_block = rn_graph_scope (graph, info->scope)->kind == RN_SCOPE_BLOCK;
  FigSumOfStory sum = { .rest = -1 };

  for (guint i = 0; i < MIN (info->n_inputs, FIG_SUM_TERMS); i++)
    {
      int told = chain_step_of (self, info->inputs[i], place);
      gboolean branch = fig__path_of (graph, info->inputs[i]) == FIG_BRANCH;
      g_autofree char *word = fig__op_word (graph, info->inputs[i]);
      guint line;

      if (told >= 0)
        {
          add_term (&sum, self->ends[told]);
          continue;
        }
      line = add_line (self, info->inputs[i],
                       !in_block ? FIG_INK
                       : branch  ? FIG_BRANCH
                                 : FIG_SHORTCUT,
                       !in_block ? g_strdup_printf ("+ %s", word)
                       : branch  ? g_strdup (_("+ branch <m>F(x)</m>"))
                                 : g_strdup (_("+ shortcut <m>h(x)</m>")),
                       term_at (step, i)->value);
      line_at (self, line)->formula = in_block;
      add_term (&sum, line);
    }
  sum.total = add_line (self, step->node, FIG_SUM,
                        in_block ? g_strdup ("<m>h(x) + F(x)</m>")
                                 : fig__op_word (graph, step->node),
                        step->explanation->result);
  line_at (self, sum.total)->formula = in_block;
  line_at (self, sum.total)->total = TRUE;
  g_array_append_val (self->sums, sum);
}

/* “a + (−b)” reads “a − b”, “a − (−b)” “a + b”. */
static void
merge_signs (GString *text)
{
  static const struct
  {
    const char *from, *to;
  } rules[] = { { "+ (−", "− " }, { "− (−", "+ " } };

  for (guint r = 0; r < G_N_ELEMENTS (rules); r++)
    for (char *at; (at = strstr (text->str, rules[r].from)) != NULL;)
      {
        gsize place = (gsize) (at - text->str);
        char *close = strchr (at + strlen (rules[r].from), ')');

        if (close == NULL)
          return;
        g_string_erase (text, close - text->str, 1);
        g_string_erase (text, (gssize) place, (gssize) strlen (rules[r].from));
        g_string_insert (text, (gssize) place, rules[r].to);
      }
}

/* The op's own formula with its numbers, without the result, which stands beside it. */
static char *
formula_words (const FigStory *self, const FigExplainStep *step)
{
  g_autoptr (GString) text = g_string_new (step->explanation->formula);
  char *equals = g_strrstr (text->str, " = ");

  if (equals != NULL)
    g_string_truncate (text, (gsize) (equals - text->str));
  merge_signs (text);
  return g_strdup_printf ("%s: %s", fig__op_symbol (self->data->graph, step->node), text->str);
}

static void
tell_step (FigStory *self, guint i)
{
  const RnGraph *graph = self->data->graph;
  const FigExplainStep *step = &self->data->steps[i];
  FigPath path = fig__path_of (graph, step->node);
  guint n = step->explanation->terms != NULL ? step->explanation->terms->len : 0;

  if (fig__is (graph, step->node, "conv2d") && n > 0)
    tell_convolution (self, step);
  else if (fig__is (graph, step->node, "linear") && n > 0)
    tell_linear (self, step);
  else if (fig__is (graph, step->node, "add"))
    tell_addition (self, step, i);
  else if (fig__is (graph, step->node, "max_pool"))
    {
      show_pool (self, step);
      add_line (self, step->node, path,
                g_strdup_printf (dngettext (GETTEXT_PACKAGE, "the largest of %u value",
                                            "the largest of %u values", n),
                                 n),
                step->explanation->result);
    }
  else
    {
      if (fig__is (graph, step->node, "avg_pool"))
        show_pool (self, step);
      add_line (self, step->node, path, formula_words (self, step), step->explanation->result);
    }
  self->ends[i] = self->lines->len - 1;
}

/* ── the numbers as printed ── */

static gboolean
adds_up (const FigStory *self, const FigSumOfStory *sum, const FigSum *format)
{
  gint64 rest = fig_sum_units (format, line_at (self, sum->total)->value);

  for (guint i = 0; i < sum->n; i++)
    rest -= fig_sum_units (format, line_at (self, sum->terms[i])->value);
  return sum->rest >= 0 || rest == 0;
}

static double
largest_in_sums (const FigStory *self)
{
  double largest = 0;

  for (guint s = 0; s < self->sums->len; s++)
    {
      const FigSumOfStory *sum = &g_array_index (self->sums, FigSumOfStory, s);

      largest = fmax (largest, fabs (line_at (self, sum->total)->value));
      for (guint i = 0; i < sum->n; i++)
        largest = fmax (largest, fabs (line_at (self, sum->terms[i])->value));
    }
  return largest;
}

/* Decimals with which every sum holds as printed. */
static void
choose_format (FigStory *self)
{
  FigSum first = fig_sum_start (largest_in_sums (self), DIGITS), more = first;

  self->format = first;
  for (guint k = 0; k <= 3; k++, more.decimals++)
    {
      gboolean all = TRUE;

      for (guint s = 0; s < self->sums->len; s++)
        all &= adds_up (self, &g_array_index (self->sums, FigSumOfStory, s), &more);
      if (all)
        {
          self->format = more;
          return;
        }
    }
}

/* Rounds; then a sum's rest, or else its last term, is what the other printed numbers leave. */
static void
round_numbers (FigStory *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    line_at (self, i)->units = fig_sum_units (&self->format, line_at (self, i)->value);
  for (guint s = 0; s < self->sums->len; s++)
    {
      const FigSumOfStory *sum = &g_array_index (self->sums, FigSumOfStory, s);
      guint rest = sum->rest >= 0 ? (guint) sum->rest : sum->terms[sum->n - 1];
      gint64 left = line_at (self, sum->total)->units;

      line_at (self, sum->total)->in_sum = TRUE;
      for (guint i = 0; i < sum->n; i++)
        {
          line_at (self, sum->terms[i])->in_sum = TRUE;
          if (sum->terms[i] != rest)
            left -= line_at (self, sum->terms[i])->units;
        }
      line_at (self, rest)->units = left;
    }
}

char *
fig__story_number (const FigStory *self, guint line)
{
  const FigLineOfStory *at = line_at (self, line);

  return at->in_sum && isfinite (at->value) ? fig_sum_print (&self->format, at->units)
                                            : fig_format_number (at->value, DIGITS);
}

/* ── what stands around ── */

static char *
where_words (const FigStory *self)
{
  const FigExplainStep *last = &self->data->steps[self->data->n_steps - 1];
  const RnShape *shape = shape_of (self, last->node);
  g_autofree char *word = fig__op_word (self->data->graph, last->node);

  if (shape->dim[2] * shape->dim[3] > 1)
    return g_strdup_printf (_("%s · channel %d, row %d, column %d"), word, (int) last->index[1],
                            (int) last->index[2], (int) last->index[3]);
  return g_strdup_printf (_("%s · channel %d"), word, (int) last->index[1]);
}

static char *
field_words (const RnRegion *region)
{
  if (region == NULL)
    return NULL;
  return region->whole ? g_strdup (_("receptive field: the whole picture"))
                       : g_strdup_printf (_("receptive field %d×%d px of the picture"),
                                          (int) region->full_height, (int) region->full_width);
}

void
fig__story_tell (FigStory *self, const FigExplainData *data)
{
  *self = (FigStory) { .data = data };
  self->lines = g_array_new (FALSE, TRUE, sizeof (FigLineOfStory));
  g_array_set_clear_func (self->lines, line_clear);
  self->sums = g_array_new (FALSE, TRUE, sizeof (FigSumOfStory));
  self->ends = g_new0 (guint, data->n_steps);
  self->where = where_words (self);
  self->field = field_words (data->region);
  for (guint i = 0; i < data->n_steps; i++)
    tell_step (self, i);
  choose_format (self);
  round_numbers (self);
}
