/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A story's numbers as they are printed: every sum holds with the digits that are seen. */
#include "config.h"
#include "fig-story-private.h"

#include <math.h>

#define DIGITS 4

static gboolean
adds_up (const FigStory *self, const FigSumOfStory *sum, const FigSum *format)
{
  gint64 rest = fig_sum_units (format, fig__story_line (self, sum->total)->value);

  for (guint i = 0; i < sum->n; i++)
    rest -= fig_sum_units (format, fig__story_line (self, sum->terms[i])->value);
  return sum->rest >= 0 || rest == 0;
}

static double
largest_in_sums (const FigStory *self)
{
  double largest = 0;

  for (guint s = 0; s < self->sums->len; s++)
    {
      const FigSumOfStory *sum = &g_array_index (self->sums, FigSumOfStory, s);

      largest = fmax (largest, fabs (fig__story_line (self, sum->total)->value));
      for (guint i = 0; i < sum->n; i++)
        largest = fmax (largest, fabs (fig__story_line (self, sum->terms[i])->value));
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
    fig__story_line (self, i)->units = fig_sum_units (&self->format, fig__story_line (self, i)->value);
  for (guint s = 0; s < self->sums->len; s++)
    {
      const FigSumOfStory *sum = &g_array_index (self->sums, FigSumOfStory, s);
      guint rest = sum->rest >= 0 ? (guint) sum->rest : sum->terms[sum->n - 1];
      gint64 left = fig__story_line (self, sum->total)->units;

      fig__story_line (self, sum->total)->in_sum = TRUE;
      for (guint i = 0; i < sum->n; i++)
        {
          fig__story_line (self, sum->terms[i])->in_sum = TRUE;
          if (sum->terms[i] != rest)
            left -= fig__story_line (self, sum->terms[i])->units;
        }
      fig__story_line (self, rest)->units = left;
    }
}

char *
fig__story_number (const FigStory *self, guint line)
{
  const FigLineOfStory *at = fig__story_line (self, line);

  return at->in_sum && isfinite (at->value) ? fig_sum_print (&self->format, at->units)
                                            : fig_format_number (at->value, DIGITS);
}

void
fig__story_round (FigStory *self)
{
  choose_format (self);
  round_numbers (self);
}
