/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Text through Pango with one font description, one language and unhinted measures. */
#include "config.h"
#include "fig-text.h"

#include "fig-i18n.h"

struct _FigText
{
  PangoContext *context;     /* (owned) */
  char         *font;        /* (owned) */
  char         *formula;     /* (owned) what <m> stands for */
  const char   *features;    /* of the font */
  /* (owned) words and face to PangoLayout: a diagram says “batch norm” a hundred times, and most
   * words are measured before they are set */
  GHashTable   *layouts;
};

FigText *
fig_text_new (const FigStyle *style)
{
  FigText *self = g_new0 (FigText, 1);
  g_autofree char *family = g_markup_escape_text (style->formula_font != NULL ? style->formula_font
                                                                              : FIG_FORMULA_FONT,
                                                  -1);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  self->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_font_options (self->context, options);
  pango_cairo_context_set_resolution (self->context, 96);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  pango_context_set_language (self->context, pango_language_from_string (fig_i18n_language ()));
  cairo_font_options_destroy (options);

  /* Tabular figures; and where Latin text comes in a Chinese face, its quotation marks and
     apostrophes are not a Han character wide. */
  self->features = g_str_has_prefix (fig_i18n_language (), "zh") ? "tnum=1" : "tnum=1, pwid=1";
  self->font = g_strdup (style->font != NULL ? style->font : FIG_FONT);
  self->formula = g_strdup_printf ("<span font_family=\"%s\" font_style=\"italic\" "
                                   "font_weight=\"normal\" font_size=\"108%%\">",
                                   family);
  self->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

void
fig_text_free (FigText *self)
{
  g_hash_table_unref (self->layouts);
  g_object_unref (self->context);
  g_free (self->font);
  g_free (self->formula);
  g_free (self);
}

static PangoLayout *
lay_out (FigText *self, const FigFace *face, const char *markup)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_new ();
  g_autoptr (GString) text = g_string_new (markup);
  PangoAttrList *attributes;
  g_autofree char *plain = NULL;

  pango_font_description_set_family (font, self->font);
  pango_font_description_set_absolute_size (font, face->size * PANGO_SCALE);
  pango_font_description_set_weight (font, face->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);

  g_string_replace (text, "<m>", self->formula, 0);
  g_string_replace (text, "</m>", "</span>", 0);
  if (!pango_parse_markup (text->str, -1, 0, &attributes, &plain, NULL, NULL))
    {
      attributes = pango_attr_list_new ();
      plain = g_strdup (markup);
    }
  pango_attr_list_insert_before (attributes, pango_attr_font_features_new (self->features));
  pango_layout_set_text (layout, plain, -1);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  if (face->wrap > 0)
    {
      pango_layout_set_width (layout, (int) (face->wrap * PANGO_SCALE));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_line_spacing (layout, 1.15);
    }
  return layout;
}

/**
 * fig_text_layout:
 * @self: how text is set
 * @face: size, weight and where to wrap
 * @markup: Pango markup and <m>formulas</m>; what is no markup is taken as it stands
 *
 * Returns: (transfer full): the text, laid out; shared by all who ask for the same, so it is not to
 * be changed
 */
PangoLayout *
fig_text_layout (FigText *self, const FigFace *face, const char *markup)
{
  g_autofree char *key = g_strdup_printf ("%a %d %a %s", face->size, face->bold, face->wrap,
                                          markup);
  PangoLayout *layout = g_hash_table_lookup (self->layouts, key);

  if (layout == NULL)
    {
      layout = lay_out (self, face, markup);
      g_hash_table_insert (self->layouts, g_steal_pointer (&key), layout);
    }
  return g_object_ref (layout);
}

double
fig_text_width (FigText *self, const FigFace *face, const char *markup)
{
  PangoLayout *layout = fig_text_layout (self, face, markup);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  g_object_unref (layout);
  return (double) logical.width / PANGO_SCALE;
}
