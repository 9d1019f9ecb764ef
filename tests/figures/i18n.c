/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The language can be chosen, and Chinese is set in the glyphs of Simplified Chinese. */
#include "config.h"

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-text.h"
#include "fig-words.h"
#include "rn-op.h"

#include <string.h>

static void
languages_follow_each_other (void)
{
  g_autofree char *english = NULL, *chinese = NULL;

  fig_i18n_init ("zh_CN");
  g_assert_cmpstr (fig_i18n_language (), ==, "zh-cn");
  g_assert_cmpstr (_("residual branch"), ==, "残差分支");
  chinese = fig_format_ratio (FIG_UNIT_COUNT, 69632, 1179648);
  g_assert_cmpstr (chinese, ==, "少 16.9×");
  fig_i18n_init ("en");
  g_assert_cmpstr (fig_i18n_language (), ==, "en");
  g_assert_cmpstr (_("residual branch"), ==, "residual branch");
  english = fig_format_ratio (FIG_UNIT_COUNT, 69632, 1179648);
  g_assert_cmpstr (english, ==, "16.9× fewer");
}

/* No op is told in English only; names such as ReLU are the same in both. */
static void
every_op_has_a_word (void)
{
  static const char *const names[] = { "sigmoid", "softmax", NULL };
  guint n;
  const RnOp *const *ops = rn_ops (&n);

  fig_i18n_init ("zh_CN");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *words = fig_scope_words (ops[i]->title);

      if (g_ascii_islower (ops[i]->title[0]) && !g_strv_contains (names, ops[i]->title))
        g_assert_cmpstr (words, !=, ops[i]->title);
    }
  fig_i18n_init ("en");
}

/* Han glyphs differ between Japan and China; without a language Pango takes the Japanese ones. */
static void
chinese_is_set_in_chinese_glyphs (void)
{
  FigStyle style = { .width = 400 };
  FigFace face = { .size = 13 };
  g_autoptr (FigText) text = NULL;
  PangoLayout *layout;
  PangoLayoutLine *line;
  g_autofree char *family = NULL;
  PangoFontDescription *font;

  fig_i18n_init ("zh_CN");
  text = fig_text_new (&style);
  layout = fig_text_layout (text, &face, "捷径");
  line = pango_layout_get_line_readonly (layout, 0);
  font = pango_font_describe (((PangoLayoutRun *) line->runs->data)->item->analysis.font);
  family = g_strdup (pango_font_description_get_family (font));
  pango_font_description_free (font);
  g_assert_cmpint (pango_layout_get_unknown_glyphs_count (layout), >=, 0);
  if (pango_layout_get_unknown_glyphs_count (layout) > 0
      || strstr (family, "Noto Sans CJK") == NULL)
    g_test_skip ("Noto Sans CJK is not installed");
  else
    g_assert_cmpstr (family, ==, "Noto Sans CJK SC");
  g_object_unref (layout);
  fig_i18n_init ("en");
}

static void
markup_and_formulas (void)
{
  FigStyle style = { .width = 400 };
  FigFace face = { .size = 13 };
  g_autoptr (FigText) text = fig_text_new (&style);
  PangoLayout *formula = fig_text_layout (text, &face, "shortcut <m>h(x)</m> = <b>x</b>");
  PangoLayout *broken = fig_text_layout (text, &face, "a < b & c");

  g_assert_cmpstr (pango_layout_get_text (formula), ==, "shortcut h(x) = x");
  g_assert_cmpstr (pango_layout_get_text (broken), ==, "a < b & c");
  g_object_unref (formula);
  g_object_unref (broken);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/i18n/languages-follow-each-other", languages_follow_each_other);
  g_test_add_func ("/figures/i18n/every-op-has-a-word", every_op_has_a_word);
  g_test_add_func ("/figures/i18n/chinese-is-set-in-chinese-glyphs",
                   chinese_is_set_in_chinese_glyphs);
  g_test_add_func ("/figures/i18n/markup-and-formulas", markup_and_formulas);
  return g_test_run ();
}
