/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Light, dark, projector: one object a display, kept by the display. */
#include "config.h"
#include "reslab-style.h"

#include <adwaita.h>

#include "fig-i18n.h"

#define HAN_FACE       "Noto Sans CJK SC"
#define PROJECTOR_TYPE 1.6
#define DPI_UNIT       1024        /* of GtkSettings:gtk-xft-dpi */
#define DPI_USUAL      (96 * DPI_UNIT)

struct _ReslabStyle
{
  GObject          parent_instance;
  AdwStyleManager *manager;        /* (borrowed) lives as long as the display */
  GdkDisplay      *display;        /* (borrowed) owns this object */
  gboolean         projector;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReslabStyle, reslab_style, G_TYPE_OBJECT)

static void
reslab_style_class_init (ReslabStyleClass *class)
{
  signals[CHANGED] = g_signal_new ("changed", RESLAB_TYPE_STYLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
reslab_style_init (ReslabStyle *self)
{
}

static void
tell_changed (ReslabStyle *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/*
 * GTK asks Pango for text in the language of the locale, and in C.UTF-8 that is none: Han
 * characters then come in Japanese forms. A face named after the system's own settles it, and is
 * the one that figures fall back to (FIG_FONT).
 */
static void
name_han_face (GdkDisplay *display)
{
  GtkSettings *settings = gtk_settings_get_for_display (display);
  g_autofree char *name = NULL, *named = NULL, *families = NULL;
  PangoFontDescription *font;

  g_object_get (settings, "gtk-font-name", &name, NULL);
  font = pango_font_description_from_string (name != NULL ? name : "Sans 11");
  families = g_strdup_printf ("%s," HAN_FACE, pango_font_description_get_family (font));
  pango_font_description_set_family (font, families);
  named = pango_font_description_to_string (font);
  g_object_set (settings, "gtk-font-name", named, NULL);
  pango_font_description_free (font);
}

/* Where Latin text comes in a Chinese face, its quotation marks and apostrophes are not to be a Han
   character wide (fig-text.c does the same). */
static void
narrow_quotes (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) css = NULL;

  if (g_str_has_prefix (fig_i18n_language (), "zh"))
    return;
  css = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (css, "* { font-feature-settings: \"pwid\"; }", -1);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_THEME);
}

ReslabStyle *
reslab_style_get (GdkDisplay *display)
{
  ReslabStyle *self = g_object_get_data (G_OBJECT (display), "reslab-style");

  if (self != NULL)
    return self;
  self = g_object_new (RESLAB_TYPE_STYLE, NULL);
  self->display = display;
  name_han_face (display);
  narrow_quotes (display);
  self->manager = adw_style_manager_get_for_display (display);
  g_signal_connect_object (self->manager, "notify::dark", G_CALLBACK (tell_changed), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (display), "reslab-style", self, g_object_unref);
  return self;
}

ReslabStyle *
reslab_style_of (GtkWidget *widget)
{
  return reslab_style_get (gtk_widget_get_display (widget));
}

gboolean
reslab_style_is_dark (ReslabStyle *self)
{
  return adw_style_manager_get_dark (self->manager);
}

gboolean
reslab_style_is_projector (ReslabStyle *self)
{
  return self->projector;
}

/*
 * Every size of type in the theme is in points or relative to them, so the resolution is the one
 * knob that enlarges them all, in popovers and dialogs too.
 */
static void
scale_type (ReslabStyle *self, gboolean large)
{
  GtkSettings *settings = gtk_settings_get_for_display (self->display);
  int dpi;

  gtk_settings_reset_property (settings, "gtk-xft-dpi");
  if (!large)
    return;
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  if (dpi <= 0)
    dpi = DPI_USUAL;
  g_object_set (settings, "gtk-xft-dpi", (int) (dpi * PROJECTOR_TYPE), NULL);
}

void
reslab_style_set_projector (ReslabStyle *self, gboolean projector)
{
  g_return_if_fail (RESLAB_IS_STYLE (self));
  projector = projector != FALSE;
  if (self->projector == projector)
    return;
  self->projector = projector;
  scale_type (self, projector);
  tell_changed (self);
}

const FigPalette *
reslab_style_palette (ReslabStyle *self)
{
  return reslab_style_is_dark (self) ? fig_palette_dark () : fig_palette_light ();
}

void
reslab_style_fill (ReslabStyle *self, double width, gboolean on_card, FigPalette *palette,
                   FigStyle *style)
{
  *palette = *reslab_style_palette (self);
  if (on_card)
    palette->canvas = palette->card;
  *style = (FigStyle) { .palette = palette, .width = width, .projector = self->projector };
}
