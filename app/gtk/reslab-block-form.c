/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A form for one residual block, made from its schema. */
#include "config.h"
#include "reslab-block-form.h"

#include <string.h>

#include "fig-i18n.h"
#include "reslab-accessible.h"
#include "reslab-block-editor.h"
#include "reslab-block-field.h"
#include "reslab-refusal.h"

/* What is changed most: a button each, with the fields of these keys in its popover. */
typedef struct
{
  const char *title;             /* not translated: names of keys */
  const char *keys[2];
} Compact;

static const Compact compacts[] = {
  { N_("Body"), { "body" } },
  { N_("Channels"), { "in", "out" } },
  { N_("Mid"), { "mid" } },
  { N_("Groups"), { "groups" } },
};

#define N_COMPACTS G_N_ELEMENTS (compacts)

struct _ReslabBlockForm
{
  GtkBox      parent_instance;
  GPtrArray  *fields;            /* (owned) (element-type ReslabBlockField, borrowed) as the schema */
  GtkWidget  *buttons[N_COMPACTS];
  GtkWidget  *values[N_COMPACTS];
  GtkWidget  *together;          /* in and out are one number */
  GtkWidget  *more;
  GtkWidget  *others;            /* (owned) the other fields' list, which changes its place */
  GtkWidget  *refusal;           /* why the last value was not taken */
  char       *error_key;         /* (owned) (nullable) of that value */
  RnBlockSpec spec;
  gboolean    shown;             /* the spec has been set */
};

enum
{
  EDITED,
  MENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReslabBlockForm, reslab_block_form, GTK_TYPE_BOX)

static const Compact *
compact_of (const char *key)
{
  for (guint i = 0; i < N_COMPACTS; i++)
    for (guint k = 0; k < G_N_ELEMENTS (compacts[i].keys); k++)
      if (g_strcmp0 (compacts[i].keys[k], key) == 0
          || (g_str_equal (key, "channels") && g_strcmp0 (compacts[i].keys[k], "in") == 0))
        return &compacts[i];
  return NULL;
}

static ReslabBlockField *
field_of (ReslabBlockForm *self, const char *key)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_equal (reslab_block_field_get_key (self->fields->pdata[i])->name,
                     g_str_equal (key, "channels") ? "in" : key))
      return self->fields->pdata[i];
  return NULL;
}

static void
on_edited (ReslabBlockField *field, const char *json, ReslabBlockForm *self)
{
  const char *key = reslab_block_field_get_key (field)->name;
  gboolean width = g_str_equal (key, "in") || g_str_equal (key, "out");

  if (width && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->together)))
    key = "channels";
  g_signal_emit (self, signals[EDITED], 0, key, json);
}

static GtkWidget *
new_field (ReslabBlockForm *self, const RnSpecKey *key)
{
  GtkWidget *field = reslab_block_field_new (key);

  g_ptr_array_add (self->fields, field);
  g_signal_connect (field, "edited", G_CALLBACK (on_edited), self);
  return field;
}

/* ── the compact part ── */

static GtkWidget *
new_popover (ReslabBlockForm *self, const Compact *compact)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (compact_of (keys[i].name) == compact)
      gtk_box_append (GTK_BOX (box), new_field (self, &keys[i]));
  if (compact->keys[1] != NULL)
    {
      self->together = gtk_check_button_new_with_label (_("One number for both"));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->together), TRUE);
      gtk_box_append (GTK_BOX (box), self->together);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static GtkWidget *
new_compact (ReslabBlockForm *self, guint i)
{
  GtkWidget *button = gtk_menu_button_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2),
            *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *title = gtk_label_new (_(compacts[i].title)), *value = gtk_label_new (NULL),
            *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_widget_add_css_class (title, "form-title");
  gtk_widget_add_css_class (value, "form-value");
  gtk_image_set_pixel_size (GTK_IMAGE (arrow), 12);
  gtk_widget_set_valign (arrow, GTK_ALIGN_END);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), value);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), arrow);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), line);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), new_popover (self, &compacts[i]));
  reslab_set_name (button, _(compacts[i].title));
  gtk_widget_add_css_class (button, "form-button");
  gtk_widget_set_hexpand (button, TRUE);
  self->buttons[i] = button;
  self->values[i] = value;
  return button;
}

static char *
compact_words (const RnBlockSpec *spec, guint i)
{
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  if (compacts[i].keys[1] != NULL)
    return spec->in == spec->out ? g_strdup_printf ("%d", spec->in)
                                 : g_strdup_printf ("%d→%d", spec->in, spec->out);
  if (g_str_equal (compacts[i].keys[0], "mid"))
    return g_strdup_printf ("%d", rn_block_spec_mid (spec));
  for (guint k = 0; k < n_keys; k++)
    if (g_str_equal (keys[k].name, compacts[i].keys[0]))
      return reslab_block_key_words (&keys[k], spec);
  return g_strdup ("");
}

/* ── the others ── */

static GtkWidget *
new_others (ReslabBlockForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (compact_of (keys[i].name) == NULL)
      gtk_box_append (GTK_BOX (box), new_field (self, &keys[i]));
  return box;
}

static GtkWidget *
new_more (ReslabBlockForm *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new (),
            *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), 460);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), self->others);
  gtk_popover_set_child (GTK_POPOVER (popover), window);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, _("More of the block"));
  reslab_set_name (button, _("More of the block"));
  gtk_widget_add_css_class (button, "form-button");
  return button;
}

void
reslab_block_form_set_expanded (ReslabBlockForm *self, gboolean expanded)
{
  GtkWidget *parent = gtk_widget_get_parent (self->others);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->more)));
  GtkWidget *window = gtk_popover_get_child (GTK_POPOVER (popover));

  if (expanded == (parent == GTK_WIDGET (self)))
    return;
  if (expanded)
    {
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), NULL);
      gtk_widget_set_margin_top (self->others, 8);
      gtk_box_append (GTK_BOX (self), self->others);
    }
  else
    {
      gtk_widget_set_margin_top (self->others, 0);
      gtk_box_remove (GTK_BOX (self), self->others);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), self->others);
    }
  gtk_widget_set_visible (self->more, !expanded);
}

/* ── the whole ── */

static void
reslab_block_form_dispose (GObject *object)
{
  ReslabBlockForm *self = RESLAB_BLOCK_FORM (object);

  g_clear_object (&self->others);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->error_key, g_free);
  G_OBJECT_CLASS (reslab_block_form_parent_class)->dispose (object);
}

static void
reslab_block_form_class_init (ReslabBlockFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reslab_block_form_dispose;
  signals[EDITED] = g_signal_new ("edited", RESLAB_TYPE_BLOCK_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[MENDED] = g_signal_new ("mended", RESLAB_TYPE_BLOCK_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
on_mended (ReslabRefusal *refusal, const char *json, ReslabBlockForm *self)
{
  g_signal_emit (self, signals[MENDED], 0, json);
}

static void
reslab_block_form_init (ReslabBlockForm *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->fields = g_ptr_array_new ();
  for (guint i = 0; i < N_COMPACTS; i++)
    gtk_box_append (GTK_BOX (line), new_compact (self, i));
  self->others = g_object_ref_sink (new_others (self));
  self->more = new_more (self);
  gtk_box_append (GTK_BOX (line), self->more);
  gtk_box_append (GTK_BOX (self), line);
  self->refusal = reslab_refusal_new ();
  g_signal_connect_object (self->refusal, "mended", G_CALLBACK (on_mended), self, 0);
  gtk_box_append (GTK_BOX (self), self->refusal);
}

GtkWidget *
reslab_block_form_new (void)
{
  return g_object_new (RESLAB_TYPE_BLOCK_FORM, NULL);
}

void
reslab_block_form_set_spec (ReslabBlockForm *self, const RnBlockSpec *spec)
{
  if (self->shown && memcmp (&self->spec, spec, sizeof *spec) == 0)
    return;
  if (!self->shown || self->spec.in != spec->in || self->spec.out != spec->out)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->together), spec->in == spec->out);
  self->spec = *spec;
  self->shown = TRUE;
  if (self->error_key != NULL)
    reslab_block_form_set_error (self, self->error_key, NULL);
  for (guint i = 0; i < self->fields->len; i++)
    reslab_block_field_show (self->fields->pdata[i], spec);
  for (guint i = 0; i < N_COMPACTS; i++)
    {
      g_autofree char *words = compact_words (spec, i);

      gtk_label_set_text (GTK_LABEL (self->values[i]), words);
      gtk_widget_set_sensitive (self->buttons[i], rn_block_spec_uses (spec, compacts[i].keys[0]));
    }
}

static void
mark (ReslabBlockForm *self, const char *key, const char *message)
{
  ReslabBlockField *field = field_of (self, key);
  const Compact *compact = compact_of (key);

  if (field != NULL)
    reslab_block_field_set_error (field, message);
  if (compact == NULL)
    return;
  if (message != NULL)
    gtk_widget_add_css_class (self->buttons[compact - compacts], "error");
  else
    gtk_widget_remove_css_class (self->buttons[compact - compacts], "error");
}

void
reslab_block_form_set_error (ReslabBlockForm *self, const char *key, const char *message)
{
  g_autofree char *kept = g_strdup (key);        /* may be error_key itself */

  if (self->error_key != NULL)
    mark (self, self->error_key, NULL);
  g_free (self->error_key);
  self->error_key = message != NULL ? g_strdup (kept) : NULL;
  if (message != NULL)
    mark (self, kept, message);
  reslab_refusal_say (RESLAB_REFUSAL (self->refusal), message);
}

void
reslab_block_form_offer (ReslabBlockForm *self, const RnFindings *findings, json_object *json)
{
  g_return_if_fail (RESLAB_IS_BLOCK_FORM (self));
  reslab_refusal_offer (RESLAB_REFUSAL (self->refusal), findings, json);
}

void
reslab_block_form_set_locked (ReslabBlockForm *self, const char *key, const char *reason)
{
  ReslabBlockField *field = field_of (self, key);
  const Compact *compact = compact_of (key);

  g_return_if_fail (field != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (field), reason == NULL);
  if (compact != NULL)
    gtk_widget_set_tooltip_text (self->buttons[compact - compacts], reason);
}
