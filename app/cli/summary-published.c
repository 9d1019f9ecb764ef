/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What others counted of a network of the catalogue, beside what is counted here. */
#include "config.h"

#include "summary.h"

#include <math.h>

#include "cli-output.h"

/* NULL unless it is a network of the catalogue; its multiply-adds hold for one sample of its own
 * input. */
static const RnCatalogueEntry *
published (const Summary *self, gboolean *same_input)
{
  const RnCatalogueEntry *entry = rn_spec_block (self->spec) == NULL
                                    ? rn_catalogue_find (rn_spec_name (self->spec))
                                    : NULL;
  RnShape own = rn_spec_input (self->spec);

  *same_input = rn_shape_equal (&own, &self->input);
  return entry != NULL && entry->published_parameters > 0 ? entry : NULL;
}

static void
add_published (RnTable *table, const char *what, guint64 ours, double theirs, const char *shown,
               const char *where)
{
  double difference = (double) ours - theirs;
  double percent = 100 * difference / theirs;
  g_autofree char *text = g_strdup_printf ("%s%.1f %%",
                                           percent > 0.05    ? "+"
                                           : percent < -0.05 ? "−"
                                                             : "",
                                           fabs (percent));

  rn_table_add_text (table, what);
  rn_table_add_integer (table, ours);
  rn_table_add_shown (table, theirs, shown);
  rn_table_add_text (table, where);
  rn_table_add_shown (table, difference, difference == 0 ? "0" : text);
}

static void
add_published_exactly (RnTable *table, const char *what, guint64 ours, guint64 theirs,
                       const char *where)
{
  g_autofree char *shown = fig_format_fixed ((double) theirs, 0);

  if (theirs > 0)
    add_published (table, what, ours, (double) theirs, shown, where);
}

static void
add_published_rounded (RnTable *table, guint64 ours, double gmacs, const char *where)
{
  g_autofree char *shown = g_strdup_printf ("%g G", gmacs);

  if (gmacs > 0)
    add_published (table, "multiply-adds", ours, gmacs * 1e9, shown, where);
}

RnTable *
summary_published_table (const Summary *self)
{
  gboolean same_input;
  const RnCatalogueEntry *entry = published (self, &same_input);
  RnTable *table;

  if (entry == NULL)
    return NULL;
  table = rn_table_new ();
  rn_table_add_column (table, "quantity", "Published", RN_ALIGN_LEFT);
  rn_table_add_column (table, "here", "Here", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "published", "There", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "where", "Where", RN_ALIGN_LEFT);
  rn_table_add_column (table, "difference", "Difference", RN_ALIGN_RIGHT);
  add_published_exactly (table, "parameters", self->totals.parameters, entry->published_parameters,
                         entry->counted_by);
  if (!same_input)
    return table;
  if (entry->torchvision_gmacs == 0)
    add_published_exactly (table, "multiply-adds", self->totals.macs, entry->published_macs,
                           entry->counted_by);
  add_published_rounded (table, self->totals.macs, entry->torchvision_gmacs,
                         "torchvision, as printed");
  add_published_rounded (table, self->totals.macs, entry->paper_gmacs, entry->source);
  return table;
}

json_object *
summary_published_json (const Summary *self)
{
  gboolean same_input;
  const RnCatalogueEntry *entry = published (self, &same_input);
  json_object *json = entry != NULL ? json_object_new_object () : NULL;

  if (entry == NULL)
    return NULL;
  json_object_object_add (json, "source", json_object_new_string (entry->counted_by));
  json_object_object_add (json, "parameters", json_object_new_uint64 (entry->published_parameters));
  if (same_input && entry->published_macs > 0)
    json_object_object_add (json, "macs", json_object_new_uint64 (entry->published_macs));
  if (same_input && entry->paper_gmacs > 0)
    json_object_object_add (json, "paper_gmacs", json_object_new_double (entry->paper_gmacs));
  return json;
}
