/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks and comparisons to begin with, after the papers that made them. */
#include "config.h"

#include "lab-block.h"

#include "fig-i18n.h"

static const LabBlockPreset block_presets[] = {
  { "basic", N_("Basic"), "{\"body\": \"basic\", \"in\": 256, \"out\": 256}" },
  { "bottleneck", N_("Bottleneck"), "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}" },
  { "grouped", N_("Grouped bottleneck (ResNeXt)"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"mid\": 128, \"groups\": 32}" },
  { "wide", N_("Wide bottleneck"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"mid\": 128}" },
  { "squeeze-excitation", N_("Bottleneck with squeeze-and-excitation"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"se\": 16}" },
  { "basic-pre", N_("Basic, pre-activation"),
    "{\"body\": \"basic\", \"order\": \"pre\", \"in\": 256, \"out\": 256}" },
  { "bottleneck-pre", N_("Bottleneck, pre-activation"),
    "{\"body\": \"bottleneck\", \"order\": \"pre\", \"in\": 256, \"out\": 256}" },
  { "projection", N_("Basic, stride 2, projection shortcut"),
    "{\"body\": \"basic\", \"in\": 128, \"out\": 256, \"stride\": 2}" },
  { "pad", N_("Basic, stride 2, padded shortcut"),
    "{\"body\": \"basic\", \"in\": 128, \"out\": 256, \"stride\": 2, \"shortcut\": \"pad\"}" },
  { "plain", N_("Basic, stride 2, no shortcut"),
    "{\"body\": \"basic\", \"in\": 128, \"out\": 256, \"stride\": 2, \"shortcut\": \"none\"}" },
  { "depthwise", N_("Depthwise separable (MobileNet v1 with a shortcut)"),
    "{\"body\": \"depthwise\", \"in\": 256, \"out\": 256}" },
  { "inverted", N_("Inverted bottleneck (MobileNet v2)"),
    "{\"body\": \"inverted\", \"in\": 64, \"out\": 64, \"activation\": \"relu6\"}" },
  { "res2net", N_("Res2Net bottleneck, 4 scales"),
    "{\"body\": \"res2net\", \"in\": 256, \"out\": 256, \"mid\": 104}" },
  { "attention", N_("Attention bottleneck (BoTNet)"),
    "{\"body\": \"attention\", \"in\": 256, \"out\": 256}" },
  { "split", N_("ResNeXt as paths that are summed"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"mid\": 128, \"groups\": 32, "
    "\"form\": \"split\"}" },
  { "concatenated", N_("ResNeXt as paths that are concatenated"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"mid\": 128, \"groups\": 32, "
    "\"form\": \"concatenated\"}" },
  { "norm-after-addition", N_("Basic, batch norm after the addition"),
    "{\"body\": \"basic\", \"order\": \"norm-after-addition\", \"in\": 256, \"out\": 256}" },
  { "activation-before-addition", N_("Basic, ReLU before the addition"),
    "{\"body\": \"basic\", \"order\": \"activation-before-addition\", \"in\": 256, \"out\": 256}" },
  { "activation-only-pre", N_("Basic, ReLU-only pre-activation"),
    "{\"body\": \"basic\", \"order\": \"activation-only-pre\", \"in\": 256, \"out\": 256}" },
  { "scaled", N_("Basic, shortcut and branch halved"),
    "{\"body\": \"basic\", \"in\": 256, \"out\": 256, \"shortcut\": \"scaled\", \"shortcut_scale\": 0.5, "
    "\"branch_scale\": 0.5}" },
  { "exclusive-gate", N_("Basic, exclusive gate (as highway networks)"),
    "{\"body\": \"basic\", \"in\": 256, \"out\": 256, \"shortcut\": \"exclusive-gate\"}" },
  { "shortcut-gate", N_("Basic, gate on the shortcut alone"),
    "{\"body\": \"basic\", \"in\": 256, \"out\": 256, \"shortcut\": \"shortcut-gate\"}" },
  { "dropout", N_("Basic, dropout on the shortcut"),
    "{\"body\": \"basic\", \"in\": 256, \"out\": 256, \"shortcut\": \"dropout\"}" },
  { "custom", N_("Bottleneck, stride 2, average pooling on the shortcut (ResNet-D)"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 512, \"stride\": 2, \"shortcut\": \"custom\", "
    "\"shortcut_layers\": [{\"op\": \"avg_pool\", \"kernel\": 2, \"stride\": 2}, "
    "{\"op\": \"conv2d\", \"out\": 512, \"kernel\": 1}, {\"op\": \"batch_norm\"}]}" },
  { "bf16", N_("Bottleneck, branch in bfloat16"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"precision\": \"bf16\"}" },
  { "stride-1x1", N_("Bottleneck, stride 2 in the first 1×1 (the paper)"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 512, \"stride\": 2, \"stride_at\": \"1x1\"}" },
  { "stride-3x3", N_("Bottleneck, stride 2 in the 3×3 (torchvision)"),
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 512, \"stride\": 2}" },
};

static const LabPreset presets[] = {
  { "bodies", N_("Basic, bottleneck, grouped"), { "basic", "bottleneck", "grouped" } },
  { "resnet", N_("ResNet: basic and bottleneck"), { "basic", "bottleneck" } },
  { "resnext", N_("ResNeXt: bottleneck and grouped"), { "bottleneck", "grouped", "wide" } },
  { "order", N_("Post- and pre-activation"),
    { "basic", "basic-pre", "bottleneck", "bottleneck-pre" } },
  { "shortcuts", N_("Shortcuts: projection, padded, none"), { "projection", "pad", "plain" } },
  { "stride", N_("Where a bottleneck strides"), { "stride-1x1", "stride-3x3" } },
  { "excitation", N_("With squeeze-and-excitation"), { "bottleneck", "squeeze-excitation" } },
  { "mobile", N_("Depthwise and inverted (MobileNet)"), { "basic", "depthwise", "inverted" } },
  { "middle", N_("What stands in a bottleneck's middle"),
    { "bottleneck", "grouped", "res2net", "attention" } },
  { "forms", N_("ResNeXt's three forms"), { "split", "concatenated", "grouped" } },
  { "orders", N_("Other orders of norm and activation"),
    { "norm-after-addition", "activation-before-addition", "activation-only-pre", "basic-pre" } },
  { "identity", N_("What happens to the identity: scaled, gated, dropped"),
    { "scaled", "exclusive-gate", "shortcut-gate", "dropout" } },
  { "precision", N_("fp32 and bfloat16"), { "bottleneck", "bf16" } },
};

const LabBlockPreset *
lab_block_presets (guint *n)
{
  *n = G_N_ELEMENTS (block_presets);
  return block_presets;
}

const LabPreset *
lab_presets (guint *n)
{
  *n = G_N_ELEMENTS (presets);
  return presets;
}

/* @first: the name in the first of @n rows of @size bytes */
static void
refuse (const char *what, const char *name, const char *const *first, guint n, gsize size,
        GError **error)
{
  GString *known = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "",
                            *(const char *const *) ((const char *) first + i * size));
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no %s “%s”; known are %s"), what,
               name, known->str);
  g_string_free (known, TRUE);
}

gboolean
lab_block_preset_read (const char *name, RnBlockSpec *spec, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (block_presets); i++)
    if (g_str_equal (block_presets[i].name, name))
      {
        json_object *json = json_tokener_parse (block_presets[i].spec);
        gboolean done = rn_block_spec_read (spec, json, error);

        json_object_put (json);
        return done;
      }
  refuse (_("block"), name, &block_presets[0].name, G_N_ELEMENTS (block_presets),
          sizeof *block_presets, error);
  return FALSE;
}

const LabPreset *
lab_preset_find (const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (presets[i].name, name))
      return &presets[i];
  refuse (_("comparison"), name, &presets[0].name, G_N_ELEMENTS (presets), sizeof *presets,
          error);
  return NULL;
}
