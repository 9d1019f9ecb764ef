/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One example of each figure. */
#include "config.h"
#include "examples-private.h"

#include "rn-spec.h"

#define PRE_SE_BLOCK \
  "{\"body\":\"bottleneck\",\"order\":\"pre\",\"in\":64,\"out\":128,\"stride\":2,\"se\":16," \
  "\"shortcut_from\":\"preact\"}"

RnGraph *
example_build (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_spec_open (name, &error);
  RnGraph *graph = spec != NULL ? rn_spec_build (spec, &(RnBuildOptions) { 0 }, &error) : NULL;

  if (graph == NULL)
    g_error ("%s: %s", name, error->message);
  return graph;
}

const Example *
example_list (guint *n)
{
#define EXAMPLE(name, figure) { name, draw_##figure, NULL, 0 },
#define EXAMPLE_NETWORK(name, model, fold) { name, NULL, model, fold },
  static const Example examples[] = {
#include "examples-list.h"
  };
#undef EXAMPLE
#undef EXAMPLE_NETWORK

  *n = G_N_ELEMENTS (examples);
  return examples;
}

FigScene *
example_draw (const Example *example, const FigStyle *style)
{
  g_autoptr (RnGraph) graph = example->draw == NULL ? example_build (example->model) : NULL;
  FigNetworkData data;

  if (example->draw != NULL)
    return example->draw (style);
  fig_network_data_init (&data, graph);
  data.title = rn_graph_name (graph);
  data.fold = example->fold;
  return fig_network_new (&data, style);
}
