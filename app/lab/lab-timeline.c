/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The steps of the pass as a timeline. */
#include "config.h"

#include "lab-timeline.h"

#include "fig-timeline.h"
#include "lab-pass.h"

FigScene *
lab_timeline_scene (Lab *lab, const FigStyle *style)
{
  LabPass *pass = lab_pass (lab);
  FigTimelineData data = { 0 };

  if (pass == NULL)
    return NULL;
  data.graph = pass->graph;
  data.n_steps = pass->n_steps;
  data.position = lab_position (lab);
  return fig_timeline_new (&data, style);
}
