/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks: to scale, compared, and with a mistake. */
#include "config.h"
#include "examples-private.h"

#include "fig-compare.h"
#include "fig-mismatch.h"
#include "rn-spec-find.h"

static FigScene *
blocks_of (const char *const *specs, const char *const *titles, guint n, const FigStyle *style)
{
  FigBlock blocks[4] = { 0 };
  FigScene *scene;

  for (guint i = 0; i < n; i++)
    blocks[i] = (FigBlock) { example_build (specs[i]), RN_SCOPE_ROOT, titles[i], NULL };
  scene = fig_blocks_new (blocks, n, NULL, style, NULL);
  for (guint i = 0; i < n; i++)
    rn_graph_unref ((RnGraph *) blocks[i].graph);
  return scene;
}

FigScene *
draw_blocks (const FigStyle *style)
{
  static const char *const specs[]
    = { "{\"body\":\"bottleneck\",\"in\":256,\"out\":512,\"stride\":2}",
        "{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,\"shortcut\":\"pad\"}",
        "{\"body\":\"basic\",\"order\":\"pre\",\"in\":64,\"out\":64}",
        "{\"body\":\"basic\",\"in\":64,\"out\":64,\"shortcut\":\"none\"}" };
  static const char *const titles[] = { "Down-sampling bottleneck", "Option A", "Pre-activation",
                                        "Plain" };

  return blocks_of (specs, titles, 4, style);
}

FigScene *
draw_block_one (const FigStyle *style)
{
  static const char *const specs[] = { "{\"body\":\"bottleneck\",\"in\":1024,\"out\":2048,"
                                       "\"stride\":2,\"groups\":32,\"mid\":1024,\"se\":16}" };
  static const char *const titles[] = { "ResNeXt, last stage" };

  return blocks_of (specs, titles, 1, style);
}

/* Forks and gates. */
FigScene *
draw_block_forks (const FigStyle *style)
{
  static const char *const specs[]
    = { "{\"body\":\"res2net\",\"in\":256,\"out\":256}",
        "{\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"groups\":32,\"ratio\":2,"
        "\"form\":\"split\"}",
        "{\"body\":\"basic\",\"in\":64,\"out\":64,\"shortcut\":\"exclusive-gate\",\"se\":16}" };
  static const char *const titles[] = { "Res2Net", "ResNeXt", "Exclusive gate and SE" };

  return blocks_of (specs, titles, 3, style);
}

FigScene *
draw_compare (const FigStyle *style)
{
  FigCompared blocks[3]
    = { { example_build ("{\"body\":\"basic\",\"in\":256,\"out\":256}"), "Basic", 115.3, 148.4,
          NULL, NULL },
        { example_build ("{\"body\":\"bottleneck\",\"in\":256,\"out\":256}"), "Bottleneck", 14.2,
          23.9, NULL, NULL },
        { example_build ("{\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"mid\":128,"
                         "\"groups\":32,\"shortcut\":\"projection\"}"),
          "Grouped bottleneck", 13.1, 30.8, NULL, NULL } };
  FigScene *scene = fig_compare_new (blocks, 3, rn_convention_default (), style, NULL);

  for (guint i = 0; i < 3; i++)
    rn_graph_unref ((RnGraph *) blocks[i].graph);
  return scene;
}

static FigScene *
mismatch (const char *spec, const FigStyle *style)
{
  json_object *json = json_tokener_parse (spec);
  g_autoptr (RnFindings) findings = rn_spec_find_json (json, "spec", NULL);
  const RnFinding *finding = rn_findings_nth (findings, 0);

  json_object_put (json);
  g_assert_nonnull (finding->mismatch);
  return fig_mismatch_new (&(FigMismatchData) { finding, finding->scopes->len > 0
                                                           ? finding->scopes->pdata[0]
                                                           : NULL },
                           style);
}

FigScene *
draw_mismatch_identity (const FigStyle *style)
{
  return mismatch ("{\"body\":\"bottleneck\",\"in\":64,\"out\":256,\"stride\":2,"
                   "\"shortcut\":\"identity\"}",
                   style);
}

FigScene *
draw_mismatch_network (const FigStyle *style)
{
  return mismatch ("{\"block\":{\"order\":\"pre\"},\"stages\":[{\"count\":2,\"out\":64},"
                   "{\"count\":2,\"out\":128,\"stride\":2,\"block\":{\"shortcut\":\"identity\"}}]}",
                   style);
}

FigScene *
draw_mismatch_custom (const FigStyle *style)
{
  return mismatch ("{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,"
                   "\"shortcut\":\"custom\",\"shortcut_layers\":["
                   "{\"op\":\"avg_pool\",\"kernel\":2,\"stride\":2},"
                   "{\"op\":\"conv2d\",\"out\":96,\"kernel\":1},{\"op\":\"batch_norm\"}]}",
                   style);
}
