/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Configs of a run: read, and what is right is the same once it was written and read again. */
#include "fuzz.h"

#include <math.h>

#include "rn-train-config.h"

static void
check (const RnTrainConfig *config)
{
  json_object *json = rn_train_config_json (config), *again;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTrainConfig) copy = rn_train_config_parse (json, "again", &error);
  RnSchedule schedule = rn_train_config_schedule (config, 100);

  g_assert_no_error (error);
  again = rn_train_config_json (copy);
  g_assert_true (json_object_equal (json, again));
  g_assert_true (isfinite (rn_schedule_rate (&schedule, 0)));
  json_object_put (json);
  json_object_put (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  json_object *json = rn_spec_parse_json ((const char *) data, size, "fuzz", &error);
  g_autoptr (RnTrainConfig) config = NULL;

  g_assert_true ((json == NULL) == (error != NULL));
  if (json == NULL)
    return 0;
  config = rn_train_config_parse (json, "fuzz", &error);
  g_assert_true ((config == NULL) == (error != NULL));
  json_object_put (json);
  if (config != NULL)
    check (config);
  return 0;
}
