/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The models known by name: what is published of them, and how each one's network spec is filled
 * in.
 */
#include "config.h"

#include "rn-body-private.h"
#include "rn-network-private.h"

#define RN_RESNET(name, title, family, source, parameters, macs, torchvision, paper, ...) \
  { #name, title, family, source, parameters, macs, torchvision, paper },
#define RN_CIFAR RN_RESNET
static const RnCatalogueEntry entries[] = {
#include "catalogue-list.h"
};
#undef RN_RESNET
#undef RN_CIFAR

#define RN_RESNET(name, ...) #name,
#define RN_CIFAR RN_RESNET
static const char *const names[] = {
#include "catalogue-list.h"
  NULL
};
#undef RN_RESNET
#undef RN_CIFAR

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

gboolean
rn__catalogue_fill (RnNetwork *self, const char *name)
{
#define RN_RESNET(model, title, family, source, parameters, macs, torchvision, paper, body, a, b,  \
                  c, d, groups, ratio, shortcut)                                                   \
  if (g_str_equal (name, #model))                                                                  \
    {                                                                                              \
      rn__resnet_fill (                                                                            \
        self,                                                                                      \
        &(RnResnetRow) { RN_BODY_##body, { a, b, c, d }, groups, ratio, RN_SHORTCUT_##shortcut });  \
      return TRUE;                                                                                 \
    }
#define RN_CIFAR(model, title, family, source, parameters, macs, torchvision, paper, n, shortcut) \
  if (g_str_equal (name, #model)) \
    { \
      rn__cifar_fill (self, &(RnCifarRow) { n, RN_SHORTCUT_##shortcut }); \
      return TRUE; \
    }
#include "catalogue-list.h"
#undef RN_RESNET
#undef RN_CIFAR
  return FALSE;
}
