/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-cost.h"
#include "rn-spec.h"

G_BEGIN_DECLS

/*
 * Specs and graphs that must be there: an error fails the test. @spec is what rn_spec_open() takes.
 */
RnSpec  *rn_test_open   (const char *spec);
/* @input as rn_shape_parse() reads it, NULL for the spec's own. */
RnGraph *rn_test_build  (const char *spec, const char *input);
/* Of the whole graph at the shape it was built for; @convention NULL for the default. */
RnTotals rn_test_totals (const RnGraph *graph, const char *convention);
/*
 * The JSON of a catalogue model with @piece of it, which must stand there once, replaced. (transfer
 * full)
 */
char    *rn_test_edited_spec (const char *name, const char *piece, const char *replacement);

/*
 * A catalogue model with a loss, on two of the smallest pictures whose last feature maps have some
 * pixels: a batch norm over two values would send back differences of nearly equal numbers.
 */
RnGraph *rn_test_build_small (const char *model);
/* Whether @model is the first of its family and has less than twelve million parameters. */
gboolean rn_test_is_first    (const char *model);
/* A test PREFIX/MODEL for each model of the catalogue; but for those that are first, with -m slow. */
void     rn_test_add_models  (const char *prefix, void (*check) (const char *model));

G_END_DECLS
