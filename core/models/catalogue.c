/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The models known by name: what is published of them, and each one's network spec. */
#include "config.h"

#include "catalogue-parts.h"
#include "rn-network-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TORCHVISION(parameters, macs, printed, paper) \
  "torchvision", parameters, macs, printed, paper
#define PYTORCH(parameters, macs) N_("a PyTorch definition"), parameters, macs, 0, 0
#define TABLE(parameters, macs, paper) N_("the paper's layer table"), parameters, macs, 0, paper

#define RN_MODEL(name, title, family, counts, spec) { #name, title, family, counts },
static const RnCatalogueEntry entries[] = {
#include "catalogue-list.h"
};
#undef RN_MODEL

#define RN_MODEL(name, title, family, counts, spec) "{\"name\":\"" #name "\"" spec "}",
static const char *const specs[] = {
#include "catalogue-list.h"
};
#undef RN_MODEL

#define RN_MODEL(name, ...) #name,
static const char *const names[] = {
#include "catalogue-list.h"
  NULL
};
#undef RN_MODEL

const RnCatalogueEntry *
rn_catalogue (guint *n)
{
  *n = G_N_ELEMENTS (entries);
  return entries;
}

const RnCatalogueEntry *
rn_catalogue_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].name, name))
      return &entries[i];
  return NULL;
}

const char *const *
rn_catalogue_names (void)
{
  return names;
}

const char *
rn__catalogue_spec (const char *name)
{
  const RnCatalogueEntry *entry = rn_catalogue_find (name);

  return entry != NULL ? specs[entry - entries] : NULL;
}
