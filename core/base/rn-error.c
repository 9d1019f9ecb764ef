/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The error domain, and the nearest known word for a misspelt one. */
#include "config.h"

#include "rn-error.h"

#include <string.h>

G_DEFINE_QUARK (rn-error-quark, rn_error)

/*
 * Insertions, deletions, replacements and swaps of neighbours that turn @a into @b (Damerau 1964,
 * no letter edited twice):
 *
 *   d[i][j] = min (d[i−1][j] + 1, d[i][j−1] + 1, d[i−1][j−1] + [a_i ≠ b_j],
 *                  d[i−2][j−2] + 1 where swapped)
 */
static gsize
edit_distance (const char *a, gsize n_a, const char *b, gsize n_b)
{
  g_autofree gsize *rows = g_new (gsize, 3 * (n_b + 1));
  gsize *before = rows, *above = before + n_b + 1, *row = above + n_b + 1;

  for (gsize j = 0; j <= n_b; j++)
    row[j] = j;
  for (gsize i = 1; i <= n_a; i++)
    {
      gsize *oldest = before;

      before = above;
      above = row;
      row = oldest;
      row[0] = i;
      for (gsize j = 1; j <= n_b; j++)
        {
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }
  return row[n_b];
}

/**
 * rn_nearest_word:
 * @word: what was written
 * @candidates: (array zero-terminated=1): the words that are known
 *
 * Near is a distance of at most 2, or a third of the length of @word where that is more, that
 * leaves at least one letter as it was. Of equally near words the first one wins.
 *
 * Returns: (nullable) (transfer none): one of @candidates
 */
const char *
rn_nearest_word (const char *word, const char *const *candidates)
{
  g_return_val_if_fail (word != NULL && candidates != NULL, NULL);

  gsize length = strlen (word);
  gsize nearest = MAX (2, length / 3) + 1;
  const char *found = NULL;

  for (; *candidates != NULL; candidates++)
    {
      gsize n = strlen (*candidates);
      gsize distance;

      if (MAX (n, length) - MIN (n, length) >= nearest)
        continue;
      distance = edit_distance (word, length, *candidates, n);
      if (distance < nearest && distance < MAX (n, length))
        {
          nearest = distance;
          found = *candidates;
        }
    }
  return found;
}
