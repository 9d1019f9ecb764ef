/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <cairo-pdf.h>

#include "fig-text.h"
#include "lab-paper-private.h"

G_BEGIN_DECLS

/*
 * Pages of A4 that fill from the top; all sizes in points. A press runs twice over a paper: once
 * only counting pages, then painting, so that each page can say of how many it is one.
 */
#define LAB_PAGE_WIDTH  595.276
#define LAB_PAGE_HEIGHT 841.89
#define LAB_PAGE_SIDE   54.0      /* margin left and right */
#define LAB_PAGE_TOP    54.0
#define LAB_PAGE_FOOT   60.0
#define LAB_PAGE_ROOM   (LAB_PAGE_WIDTH - 2 * LAB_PAGE_SIDE)
#define LAB_PAGE_END    (LAB_PAGE_HEIGHT - LAB_PAGE_FOOT)

typedef struct
{
  LabPaper        *paper;
  cairo_surface_t *surface;      /* (owned) (nullable) NULL: only counting */
  cairo_t         *cr;           /* (owned) (nullable) */
  FigText         *text;         /* (owned) */
  FigText         *code;         /* (owned) monospace */
  double           y;            /* where the next thing goes */
  guint            page;         /* counted from 1 */
  guint            n_pages;      /* 0 while counting */
  int              chapter;      /* outline entry of the last heading of level 1 */
} LabPress;

void         lab__press_page   (LabPress *self);
/* A new page where @height does not fit any more, unless the page is empty. */
void         lab__press_ensure (LabPress *self, double height);
/* (transfer full) @wrap 0: one line */
PangoLayout *lab__press_layout (LabPress *self, const char *text, double size, gboolean bold,
                                double wrap);
void         lab__press_show   (LabPress *self, PangoLayout *layout, double x, double y,
                                FigColor color);
void         lab__press_line   (LabPress *self, double y, double width, FigColor color);
double       lab__layout_height (PangoLayout *layout);
double       lab__layout_width  (PangoLayout *layout);

/* A table from the press's y on, over as many pages as it takes. */
void         lab__press_table  (LabPress *self, const RnTable *table);

G_END_DECLS
