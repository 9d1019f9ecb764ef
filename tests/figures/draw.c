/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Draws one example of each figure, to be looked at:  draw FIGURE|all OUTDIR [WIDTH] [light|dark]
 * [en|zh_CN] Networks are built and maps computed by the library; charts without a run are given
 * made-up numbers.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples.h"
#include "fig-i18n.h"

int
main (int argc, char **argv)
{
  guint n;
  const Example *examples = example_list (&n);
  double width = argc > 3 ? g_ascii_strtod (argv[3], NULL) : 1280;
  gboolean dark = argc > 4 && strcmp (argv[4], "dark") == 0;
  FigStyle style = { .palette = dark ? fig_palette_dark () : fig_palette_light (),
                     .width = width,
                     .projector = argc > 6 };

  if (argc < 3)
    {
      fprintf (stderr, "usage: %s FIGURE|all OUTDIR [WIDTH] [light|dark] [en|zh_CN] [projector]\n",
               argv[0]);
      return 2;
    }
  fig_i18n_init (argc > 5 ? argv[5] : "en");
  for (guint i = 0; i < n; i++)
    if (strcmp (argv[1], "all") == 0 || g_pattern_match_simple (argv[1], examples[i].name))
      {
        g_autoptr (FigScene) scene = example_draw (&examples[i], &style);
        g_autoptr (GError) error = NULL;
        g_autofree char *path = g_strdup_printf ("%s/%s-%.0f-%s-%s.png", argv[2], examples[i].name,
                                                 width, dark ? "dark" : "light",
                                                 argc > 5 ? argv[5] : "en");

        if (scene == NULL || !fig_scene_export (scene, path, FIG_PNG, 0, &error))
          {
            fprintf (stderr, "%s: %s\n", examples[i].name,
                     error != NULL ? error->message : "no scene");
            return 1;
          }
        printf ("%s %.0f×%.0f\n", path, fig_scene_width (scene), fig_scene_height (scene));
      }
  return 0;
}
