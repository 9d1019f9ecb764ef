/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * All that is wrong with a spec. First its text, then its keys, then what they say together; and what is
 * right so far is built.
 */
#include "config.h"

#include "rn-spec-find-private.h"

#include <glib/gi18n-lib.h>

#include "rn-body-private.h"

static void
search_clear (RnSearch *self)
{
  rn__network_clear (&self->network);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RnSearch, search_clear)

/* ── all of it ── */

static void
advise_block (RnSearch *self)
{
  const RnBlockSpec *spec = &self->block;

  rn__block_advise (spec, self->findings);
  if (spec->shortcut == RN_SHORTCUT_NONE && spec->body != RN_BODY_single)
    rn__because (rn__find_left_out (self->findings),
                 _("without one this is no residual block: what comes in must go through all layers, "
                   "and so must the gradient"));
  rn__find_idle (self->findings, self->json, &spec, 1);
  rn__block_advise_rate (spec, spec->shortcut != RN_SHORTCUT_NONE, self->options->rate,
                         self->findings);
}

static void
advise (RnSearch *self)
{
  if (self->is_block)
    {
      advise_block (self);
      return;
    }
  rn__network_advise (&self->network, self->json, self->findings);
  rn__network_advise_rate (&self->network, self->json, self->options->rate, self->findings);
}

static RnShape
own_input (const RnSearch *self)
{
  const int *input = self->network.input;

  return self->is_block ? rn_shape_4d (1, self->block.in, 56, 56)
                        : rn_shape_4d (1, input[0], input[1], input[2]);
}

/* The input asked for, where it has the spec's channels. */
static gboolean
find_input (const RnSearch *self, RnShape *input)
{
  RnShape own = own_input (self);
  g_autofree char *found = NULL;
  RnFinding *finding;

  *input = self->options->input.rank > 0 ? self->options->input : own;
  if (input->rank == 4 && input->dim[1] == own.dim[1])
    return TRUE;
  found = rn_shape_describe (input);
  finding = rn__find (self->findings, "input-does-not-fit", RN_ERROR_SHAPE, NULL);
  rn__found (finding, "%s", found);
  rn__say (finding, _("the input is %s, expected N×%zu×H×W"), found, own.dim[1]);
  return FALSE;
}

static void
search (RnSearch *self)
{
  RnShape input;

  if (self->is_block)
    rn__block_find_json (&self->block, self->json, self->findings);
  else
    rn__network_find_json (&self->network, self->json, self->findings);
  if (rn_findings_count (self->findings, RN_SEVERITY_ERROR) > 0)
    return;
  advise (self);
  if (find_input (self, &input))
    {
      g_autoptr (RnGraph) graph = rn__search_build_all (self, &input);

      if (graph != NULL)
        rn__search_windows (self, graph);
    }
}

static void
look_through (json_object *json, const char *what, const RnFindOptions *options,
              RnFindings *findings)
{
  static const RnFindOptions none = { .rate = 0 };
  g_auto (RnSearch) self = { .json = json, .what = what, .findings = findings,
                             .options = options != NULL ? options : &none,
                             .is_block = rn__spec_is_block (json) };

  rn__network_init (&self.network, "network");
  search (&self);
  rn__findings_join (findings);
  rn__findings_sort (findings);
}

RnFindings *
rn_spec_find_json (json_object *json, const char *what, const RnFindOptions *options)
{
  RnFindings *findings = rn_findings_new (what);

  look_through (json, what, options, findings);
  return findings;
}

static json_object *
parse (GBytes *bytes, RnFindings *findings)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);      /* NULL where it is empty */

  return rn_spec_find_text (text != NULL ? text : "", length, findings);
}

RnFindings *
rn_spec_find_open (const char *name_or_file_or_json, const RnFindOptions *options,
                   json_object **json, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RnSpec) spec = NULL;
  RnFindings *findings;
  const char *what;

  *json = NULL;
  if (!rn__spec_text (name_or_file_or_json, &bytes, &what, error))
    return NULL;
  spec = bytes == NULL ? rn_spec_open (name_or_file_or_json, error) : NULL;
  if (bytes == NULL && spec == NULL)
    return NULL;
  findings = rn_findings_new (what);
  if (spec != NULL)
    *json = rn_spec_json (spec);
  else
    *json = parse (bytes, findings);
  if (*json != NULL)
    look_through (*json, what, options, findings);
  return findings;
}
