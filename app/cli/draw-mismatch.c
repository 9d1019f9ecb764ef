/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* draw mismatch: two paths of a block that cannot be added. */
#include "config.h"

#include "cli.h"
#include "draw.h"
#include "fig-i18n.h"
#include "fig-mismatch.h"
#include "rn-spec-find.h"

/* The first mismatch, or that of the block @path. (nullable) */
static const RnFinding *
choose (const RnFindings *findings, const char *path)
{
  for (guint i = 0; i < rn_findings_n (findings); i++)
    {
      const RnFinding *finding = rn_findings_nth (findings, i);

      if (finding->mismatch != NULL
          && (path == NULL
              || g_ptr_array_find_with_equal_func (finding->scopes, path, g_str_equal, NULL)))
        return finding;
    }
  return NULL;
}

FigScene *
draw_mismatch (const DrawOptions *options, char **words, const FigStyle *style, GError **error)
{
  json_object *json = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (RnFindings) findings = rn_spec_find_open (words[0], NULL, &json, &local);
  const RnFinding *finding = findings != NULL ? choose (findings, options->layer) : NULL;

  json_object_put (json);
  if (findings == NULL && g_error_matches (local, RN_ERROR, RN_ERROR_UNKNOWN))
    cli_usage_error (error, "%s", local->message);
  else if (findings == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (finding == NULL && rn_findings_check (findings, error))
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("%s: in every block both paths can be added, there is nothing to draw"), words[0]);
  if (finding == NULL)
    return NULL;
  return fig_mismatch_new (&(FigMismatchData) { finding, finding->scopes->len > 0
                                                           ? finding->scopes->pdata[0]
                                                           : NULL },
                           style);
}
