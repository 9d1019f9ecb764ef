/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How a number was made, as lines that add up. */
#include "config.h"
#include "fig-story-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

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

/* ── what each op says ── */

/* Σ of the products of the input channel that contributes most. */
static double
strongest_channel (const FigExplainStep *step, gsize *channel)
{
  double best = 0, sum = 0;
  guint n = step->explanation->terms->len;

  *channel = n > 0 ? fig__story_term (step, 0)->index[1] : 0;
  for (guint i = 0; i < n; i++)
    {
      const RnTerm *term = fig__story_term (step, i);

      sum += term->product;
      if (i + 1 < n && fig__story_term (step, i + 1)->index[1] == term->index[1])
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
  fig__story_line (self, sum->total)->total = TRUE;
  g_array_append_val (self->sums, *sum);
}

static void
tell_convolution (FigStory *self, const FigExplainStep *step)
{
  const RnNodeInfo *info = rn_graph_node (self->data->graph, step->node);
  gsize groups = (gsize) fig__attribute (self->data->graph, step->node, "groups", 1);
  gsize channels = fig__story_shape (self, info->inputs[0])->dim[1] / groups, channel;
  guint others = (guint) channels - 1;
  double best = strongest_channel (step, &channel);
  gboolean single = fig__attribute (self->data->graph, step->node, "kernel", 1) == 1;
  FigSumOfStory sum = { 0 };

  fig__story_window (self, step, channel);
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
  g_autofree char *input = fig__story_input (self, step->node);
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
                         || fabs (fig__story_term (step, i)->product)
                              > fabs (fig__story_term (step, best[k])->product)))
            best[k] = i;
        }
      term = fig__story_term (step, best[k]);
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
                       fig__story_term (step, i)->value);
      fig__story_line (self, line)->formula = in_block;
      add_term (&sum, line);
    }
  sum.total = add_line (self, step->node, FIG_SUM,
                        in_block ? g_strdup ("<m>h(x) + F(x)</m>")
                                 : fig__op_word (graph, step->node),
                        step->explanation->result);
  fig__story_line (self, sum.total)->formula = in_block;
  fig__story_line (self, sum.total)->total = TRUE;
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
      fig__story_pool (self, step);
      add_line (self, step->node, path,
                g_strdup_printf (dngettext (GETTEXT_PACKAGE, "the largest of %u value",
                                            "the largest of %u values", n),
                                 n),
                step->explanation->result);
    }
  else
    {
      if (fig__is (graph, step->node, "avg_pool"))
        fig__story_pool (self, step);
      add_line (self, step->node, path, formula_words (self, step), step->explanation->result);
    }
  self->ends[i] = self->lines->len - 1;
}

/* ── what stands around ── */

static char *
where_words (const FigStory *self)
{
  const FigExplainStep *last = &self->data->steps[self->data->n_steps - 1];
  const RnShape *shape = fig__story_shape (self, last->node);
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
  fig__story_round (self);
}
