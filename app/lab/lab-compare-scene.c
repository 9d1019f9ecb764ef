/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks side by side, and their totals. */
#include "config.h"

#include "lab-compare-scene.h"

#include <math.h>

#include "fig-compare.h"
#include "fig-i18n.h"
#include "fig-totals.h"
#include "lab-block.h"
#include "lab-comparison.h"

typedef struct
{
  FigCompared blocks[LAB_BLOCKS_MOST];
  char       *subtitles[LAB_BLOCKS_MOST];      /* (owned) */
  char       *pending;                         /* (owned) (nullable) */
} Blocks;

static void
blocks_clear (Blocks *self)
{
  for (guint i = 0; i < LAB_BLOCKS_MOST; i++)
    g_clear_pointer (&self->subtitles[i], g_free);
  g_clear_pointer (&self->pending, g_free);
}

/* “measuring 3 of 15”; NULL where the times are there, or nobody measures. */
static char *
pending_words (Lab *lab)
{
  const LabTimes *times = lab_times (lab);
  guint run = times != NULL ? times->run : 0, n = times != NULL ? times->n_runs : LAB_TIMING_RUNS;

  if (run == n || !lab_is_working (lab) || lab_look (lab)->view != LAB_VIEW_COMPARE)
    return NULL;
  return g_strdup_printf (_("measuring %u of %u"), run + 1, n);
}

static void
blocks_fill (Blocks *self, Lab *lab)
{
  const LabComparison *comparison = lab_comparison (lab);
  const LabTimes *times = lab_times (lab);

  *self = (Blocks) { .pending = pending_words (lab) };
  for (guint i = 0; i < comparison->n; i++)
    {
      const LabCompared *block = &comparison->blocks[i];

      self->subtitles[i] = lab_block_widths (&block->spec);
      self->blocks[i] = (FigCompared) {
        .graph = block->graph,
        .title = rn_block_spec_title (&block->spec),
        .subtitle = self->subtitles[i],
        .forward_ms = times != NULL ? times->forward[i].median : NAN,
        .backward_ms = times != NULL ? times->backward[i].median : NAN,
        .pending = self->pending,
      };
    }
}

FigScene *
lab_compare_scene (Lab *lab, const FigStyle *style, GError **error)
{
  Blocks blocks;
  FigScene *scene;

  if (lab_comparison (lab) == NULL)
    return NULL;
  blocks_fill (&blocks, lab);
  scene = fig_compare_new (blocks.blocks, lab_comparison (lab)->n, lab_look (lab)->convention,
                           style, error);
  blocks_clear (&blocks);
  return scene;
}

FigScene *
lab_compare_card_scene (Lab *lab, guint block, const FigStyle *style, GError **error)
{
  Blocks blocks;
  FigScene *scene;

  if (lab_comparison (lab) == NULL || block >= lab_comparison (lab)->n)
    return NULL;
  blocks_fill (&blocks, lab);
  scene = fig_compare_card_new (blocks.blocks, lab_comparison (lab)->n, block,
                                lab_look (lab)->convention, style, error);
  blocks_clear (&blocks);
  return scene;
}

/* ── totals ── */

enum
{
  WEIGHTS,
  PARAMETERS,
  MULT_ADDS,
  MEMORY,
  FORWARD,
  BACKWARD,
  N_ROWS
};

/* “0.41–0.45”; where the numbers are bfloat16's, also how far off: “0.41–0.45, ±0.3 %” */
static char *
spread_words (const LabTime *time, double deviation)
{
  guint decimals = time->high >= 100 ? 0 : time->high >= 10 ? 1 : time->high >= 1 ? 2 : 3;
  g_autofree char *low = fig_format_fixed (time->low, decimals);
  g_autofree char *high = fig_format_fixed (time->high, decimals);

  g_autofree char *off = isfinite (deviation) ? g_strdup_printf (", ±%.2g %%", 100 * deviation)
                                              : g_strdup ("");

  return isfinite (time->median) ? g_strdup_printf ("%s–%s%s", low, high, off) : NULL;
}

typedef struct
{
  FigTotal cells[N_ROWS][LAB_BLOCKS_MOST];
  char    *spreads[2][LAB_BLOCKS_MOST];        /* (owned) */
  char    *sums[3];                            /* (owned) of a tooltip */
} Totals;

static void
totals_clear (Totals *self)
{
  for (guint i = 0; i < LAB_BLOCKS_MOST; i++)
    {
      g_free (self->spreads[0][i]);
      g_free (self->spreads[1][i]);
    }
  g_free (self->sums[0]);
  g_free (self->sums[1]);
  g_free (self->sums[2]);
}

static void
fill_time (Totals *self, guint row, guint block, const LabTime *time, double deviation)
{
  if (time == NULL || !isfinite (time->median))
    {
      self->cells[row][block] = (FigTotal) { NAN, NULL, NULL };
      return;
    }
  self->spreads[row - FORWARD][block] = spread_words (time, deviation);
  self->cells[row][block] = (FigTotal) { time->median, self->spreads[row - FORWARD][block],
                                         self->sums[isfinite (deviation) ? 2 : 0] };
}

static void
totals_fill (Totals *self, Lab *lab)
{
  const LabComparison *comparison = lab_comparison (lab);
  const LabTimes *times = lab_times (lab);
  const RnConvention *convention = lab_look (lab)->convention;

  *self = (Totals) { 0 };
  if (times != NULL)
    {
      self->sums[0] = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u run; least and most below",
                                                  "median of %u runs in turns; least and most below",
                                                  times->run), times->run);
      self->sums[2] = g_strdup_printf (_("%s; ±: the difference from the same block in fp32, "
                                         "root mean square, in per cent"), self->sums[0]);
    }
  self->sums[1] = g_strdup_printf ("%s: %s", rn_convention_name (convention),
                                   rn_convention_rule (convention));
  for (guint i = 0; i < comparison->n; i++)
    {
      const LabCompared *block = &comparison->blocks[i];

      self->cells[WEIGHTS][i] = (FigTotal) { (double) block->weights, NULL, NULL };
      self->cells[PARAMETERS][i] = (FigTotal) { (double) block->totals.parameters, NULL, NULL };
      self->cells[MULT_ADDS][i] = (FigTotal) { (double) lab_compared_count (block, convention),
                                               NULL, self->sums[1] };
      self->cells[MEMORY][i] = (FigTotal) { (double) block->totals.activation_bytes, NULL,
                                            _("kept for the backward pass") };
      fill_time (self, FORWARD, i, times != NULL ? &times->forward[i] : NULL,
                 times != NULL ? times->deviation[i].output : NAN);
      fill_time (self, BACKWARD, i, times != NULL ? &times->backward[i] : NULL,
                 times != NULL ? times->deviation[i].gradient : NAN);
    }
}

FigScene *
lab_compare_totals_scene (Lab *lab, const FigStyle *style, GError **error)
{
  const LabComparison *comparison = lab_comparison (lab);
  const char *names[LAB_BLOCKS_MOST];
  g_autofree char *note = NULL, *subtitle = NULL;
  FigScene *scene;
  Totals totals;

  if (comparison == NULL)
    return NULL;
  totals_fill (&totals, lab);
  note = lab_comparison_terms (lab);
  /* TRANSLATORS: %c is a block's letter */
  subtitle = g_strdup_printf (_("ratios to %c, the reference"), 'A' + (int) comparison->reference);
  for (guint i = 0; i < comparison->n; i++)
    names[i] = rn_block_spec_title (&comparison->blocks[i].spec);
  {
    const FigTotalsRow rows[N_ROWS] = {
      { _("Convolution weights"), NULL, FIG_UNIT_COUNT, totals.cells[WEIGHTS] },
      { _("Parameters"), _("with batch norm"), FIG_UNIT_COUNT, totals.cells[PARAMETERS] },
      { _("Multiply-adds"), rn_convention_name (lab_look (lab)->convention),
        FIG_UNIT_MULTIPLY_ADDS, totals.cells[MULT_ADDS] },
      { _("Activation memory"), NULL, FIG_UNIT_BYTES, totals.cells[MEMORY] },
      { _("Forward"), _("measured"), FIG_UNIT_MILLISECONDS, totals.cells[FORWARD] },
      { _("Backward"), _("measured"), FIG_UNIT_MILLISECONDS, totals.cells[BACKWARD] },
    };

    scene = fig_totals_new (&(FigTotalsData) { _("Totals"), subtitle, note, names, comparison->n,
                                               comparison->reference, rows, N_ROWS },
                            style);
  }
  totals_clear (&totals);
  return scene;
}
