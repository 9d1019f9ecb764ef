/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "gradients-run.h"

G_BEGIN_DECLS

/* Every option of draw; a kind uses those it has a use for. Strings are (owned) (nullable). */
typedef struct
{
  GradientOptions run;       /* input, weights, engine, mode; of gradients against, batch, norm */
  char     *output;
  char     *theme;
  char     *lang;
  int       width;           /* px */
  gboolean  projector;
  /* diagram */
  char     *fold;            /* stage, block or layer */
  char    **open;            /* scopes unfolded over it */
  gboolean  every;           /* equal blocks each drawn */
  gboolean  maps;
  gboolean  backward;
  /* block, features, kernels, histogram */
  char     *layer;
  gboolean  gradient;
  char     *scale;           /* layer, map or global */
  char     *order;           /* index or activity */
  int       channel;         /* kernels: of one output channel; −1: all */
  int       most;            /* maps or kernels shown; 0: as many as look well */
  /* paths */
  char     *path;            /* FhF */
  /* compare */
  char     *budget;
  char     *input;
  int       runs;
} DrawOptions;

/* One kind of figure a function: @words are the networks. NULL with @error set. */
typedef FigScene *(*DrawFunc) (const DrawOptions *options, char **words, const FigStyle *style,
                               GError **error);

FigScene *draw_diagram   (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_block     (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_features  (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_kernels   (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_histogram (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_gradients (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_paths     (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_compare   (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);
FigScene *draw_mismatch  (const DrawOptions *options, char **words, const FigStyle *style,
                         GError **error);

/* The node of --layer; a G_OPTION_ERROR names the nearest one. RN_NODE_NONE with @error set. */
RnNode    draw_find_layer (const RnGraph *graph, const char *name, GError **error);

/*
 * Opens and runs @word once, everything kept. @layer: (out) (optional) the node of --layer, looked
 * up before it runs.
 */
gboolean  draw_run       (CliSubject *subject, const DrawOptions *options, const char *word,
                          gboolean backward, RnNode *layer, GError **error);

G_END_DECLS
