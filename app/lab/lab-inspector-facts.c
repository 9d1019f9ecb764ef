/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Formula, shapes and numbers of the selected layer, block or stage. */
#include "config.h"

#include "lab-inspector-scene.h"

#include <math.h>

#include "fig-facts.h"
#include "fig-format.h"
#include "fig-i18n.h"
#include "lab-words.h"

enum { PARAMETERS, MULTIPLY_ADDS, ACTIVATION, TIME, N_FACTS };

/* The nodes first ≤ i < end; texts (owned) of the facts made of them. */
typedef struct
{
  Lab      *lab;
  LabPass  *pass;
  RnNode    first, end;
  gboolean  one;               /* a layer, not a scope */
  RnTotals  totals, all;
  FigFact   facts[N_FACTS];
  GPtrArray *texts;            /* (owned) (element-type utf8) */
} Facts;

static const char *
keep (Facts *self, char *text /* (transfer full) */)
{
  g_ptr_array_add (self->texts, text);
  return text;
}

static char *
percent (guint64 part, guint64 whole)
{
  double share = whole > 0 ? 100.0 * part / whole : 0;

  return share > 0 && share < 0.05 ? g_strdup ("< 0.1") : fig_format_fixed (share, 1);
}

static void
put_parameters (Facts *self)
{
  FigFact *fact = &self->facts[PARAMETERS];
  guint64 n = self->totals.parameters;
  g_autofree char *share = percent (n, self->all.parameters);
  g_autofree char *whole = fig_format_count (self->all.parameters);

  fact->name = _("Parameters");
  fact->value = keep (self, fig_format_count (n));
  fact->note = n == 0 ? _("nothing to learn")
                      : keep (self, g_strdup_printf (_("%s %% of %s"), share, whole));
  fact->tip = _("Numbers that training changes: weights, biases, and a batch norm’s γ and β.");
}

static RnCost
sum_costs (const Facts *self)
{
  RnCost sum = { 0 };

  for (RnNode i = self->first; i < self->end; i++)
    {
      RnCost cost;

      rn_cost_node (self->pass->graph, i, self->pass->shapes, &cost);
      sum.attention_macs += cost.attention_macs;
      sum.upsample_reads += cost.upsample_reads;
      sum.additions += cost.additions;
      sum.norm_elements += cost.norm_elements;
      sum.activation_elements += cost.activation_elements;
      sum.pool_reads += cost.pool_reads + cost.global_pool_reads;
      sum.multiplications += cost.multiplications;
    }
  return sum;
}

/* What a layer without multiply-adds does instead. (transfer full) (nullable) */
static char *
other_work (const Facts *self)
{
  RnCost cost = sum_costs (self);
  const struct
  {
    guint64 count;
    const char *words;
  } kinds[] = {
    { cost.attention_macs, _("%s multiply-adds of attention") },
    { cost.additions, _("%s additions") },
    { cost.norm_elements, _("%s values normalised") },
    { cost.activation_elements, _("%s values through it") },
    { cost.pool_reads, _("%s values read") },
    { cost.upsample_reads, _("%s values read") },
    { cost.multiplications, _("%s multiplications") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].count > 0)
      {
        g_autofree char *count = fig_format_count (kinds[i].count);
        g_auto (GStrv) parts = g_strsplit (kinds[i].words, "%s", 2);

        return g_strjoinv (count, parts);
      }
  return NULL;
}

static void
put_multiply_adds (Facts *self)
{
  const RnConvention *convention = lab_look (self->lab)->convention;
  FigFact *fact = &self->facts[MULTIPLY_ADDS];
  guint64 n = self->totals.mult_adds;
  g_autofree char *share = percent (n, self->all.mult_adds);
  char *other = n == 0 && self->one ? other_work (self) : NULL;

  fact->name = _("Multiply-adds");
  fact->value = keep (self, n < 10000000000 ? fig_format_count (n)
                                            : fig_format (FIG_UNIT_MULTIPLY_ADDS, n));
  fact->note = keep (self, other != NULL ? other
                           : g_strdup_printf ("%s %% · %s", share,
                                              rn_convention_name (convention)));
  fact->tip = keep (self, g_strdup_printf (_("Counted by %s: %s"),
                                           rn_convention_name (convention),
                                           rn_convention_rule (convention)));
}

static void
put_activation (Facts *self)
{
  FigFact *fact = &self->facts[ACTIVATION];
  guint64 bytes = 0;
  g_autofree char *count = NULL;

  for (RnNode i = self->first; i < self->end; i++)
    bytes += sizeof (float) * rn_shape_elements (&self->pass->shapes[i]);
  count = fig_format_count (bytes);
  fact->name = _("Activation");
  fact->value = keep (self, fig_format (FIG_UNIT_BYTES, bytes));
  fact->note = keep (self, g_strdup_printf (_("%s B, fp32"), count));
  fact->tip = self->one ? _("Memory that the layer’s output takes for this one picture.")
                        : _("Memory that the outputs of all its layers take for this one picture.");
}

static double
sum_times (const Facts *self, gboolean backward)
{
  double sum = 0;

  for (RnNode i = self->first; i < self->end; i++)
    {
      const RnRecord *record = &g_array_index (self->pass->records->records, RnRecord, i);
      double ms = backward ? record->backward_ms : record->forward_ms;

      sum += isfinite (ms) ? ms : 0;
    }
  return sum;
}

static void
put_time (Facts *self)
{
  FigFact *fact = &self->facts[TIME];
  LabLayer *layer = self->one ? lab_layer (self->lab) : NULL;
  g_autofree char *forward = fig_format (FIG_UNIT_MILLISECONDS, sum_times (self, FALSE));
  g_autofree char *backward = fig_format (FIG_UNIT_MILLISECONDS, sum_times (self, TRUE));
  g_autofree char *runs
    = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u run", "median of %u",
                                  self->pass->runs),
                       self->pass->runs);
  const char *engine = self->pass->records->engine;

  fact->name = self->pass->backward ? _("Time forward") : _("Time");
  fact->value = keep (self, g_steal_pointer (&forward));
  fact->note = self->pass->backward
                 ? keep (self, g_strdup_printf (_("backward %s"), backward))
                 : keep (self, g_strdup (runs));
  fact->tip = layer != NULL && layer->kernel != NULL
                ? keep (self, g_strdup_printf (_("Measured on this machine, %s. %s computes it "
                                                 "with %s."), runs, engine, layer->kernel))
                : keep (self, g_strdup_printf (_("Measured on this machine, %s."), runs));
}

/* ── shapes ── */

/* “128×28×28 + 128×28×28” of an addition, in the colours of its terms. (transfer full) */
static char *
input_text (const Facts *self)
{
  const RnNodeInfo *info = rn_graph_node (self->pass->graph, self->first);
  g_autofree char *options = lab_node_options (self->pass->graph, self->first);
  g_autofree char *first = NULL, *second = NULL;

  if (info->n_inputs == 0)
    return g_strdup ("");
  first = fig_format_map (&self->pass->shapes[info->inputs[0]]);
  if (info->n_inputs == 2 && lab_node_is (self->pass->graph, self->first, "add"))
    {
      second = fig_format_map (&self->pass->shapes[info->inputs[1]]);
      return g_strdup_printf ("<h>%s</h> + <f>%s</f>", first, second);
    }
  return options[0] != '\0' ? g_strdup_printf (_("input %s, %s"), first, options)
                            : g_strdup_printf (_("input %s"), first);
}

static char *
output_text (const Facts *self)
{
  g_autofree char *shape = fig_format_map (&self->pass->shapes[self->end - 1]);

  if (rn_shape_elements (&self->pass->shapes[self->end - 1]) == 1)
    return g_strdup_printf (_("output <b>%s</b>"), _("one number"));
  return g_strdup_printf (_("output <b>%s</b>"), shape);
}

static char *
scope_input_text (const Facts *self, const RnScopeInfo *scope)
{
  g_autofree char *shape = scope->input != RN_NODE_NONE
                             ? fig_format_map (&self->pass->shapes[scope->input]) : NULL;

  return shape != NULL ? g_strdup_printf (_("input %s"), shape) : g_strdup ("");
}

/* A block adds two terms, or is plain; a stage is its blocks one after the other. */
static char *
scope_formula (const Facts *self, const RnScopeInfo *scope)
{
  gboolean adds = FALSE;

  for (RnNode i = scope->first; i < scope->end && !adds; i++)
    adds = lab_node_is (self->pass->graph, i, "add")
           && lab_node_place (self->pass->graph, i) == LAB_PLACE_SUM;
  if (scope->kind != RN_SCOPE_BLOCK)
    return g_strdup ("<p>y</p> = (f<sub>n</sub> ∘ … ∘ f<sub>1</sub>)(x)");
  return g_strdup (adds ? "<y>y</y> = <h>h(x)</h> + <f>F(x)</f>" : "<f>y</f> = <f>F(x)</f>");
}

/* ── the figure ── */

static void
put_facts (Facts *self)
{
  const RnGraph *graph = self->pass->graph;
  const RnConvention *convention = lab_look (self->lab)->convention;

  rn_totals_measure (graph, self->pass->shapes, self->first, self->end, convention, &self->totals);
  rn_totals_measure (graph, self->pass->shapes, 0, rn_graph_n_nodes (graph), convention, &self->all);
  put_parameters (self);
  put_multiply_adds (self);
  put_activation (self);
  put_time (self);
}

FigScene *
lab_scene_facts (Lab *lab, const FigStyle *style, GError **error)
{
  Facts self = { .lab = lab, .pass = lab_pass (lab), .one = lab_subject (lab) == LAB_SUBJECT_LAYER };
  RnNode node = lab_selected_node (lab);
  const RnScopeInfo *scope;
  g_autofree char *formula = NULL, *input = NULL, *output = NULL;
  FigScene *scene;

  if (lab_subject (lab) == LAB_SUBJECT_NOTHING)
    return NULL;
  scope = rn_graph_scope (self.pass->graph, lab_selected_scope (lab));
  self.first = self.one ? node : scope->first;
  self.end = self.one ? node + 1 : scope->end;
  self.texts = g_ptr_array_new_with_free_func (g_free);
  put_facts (&self);
  formula = self.one ? lab_node_formula (self.pass->graph, node) : scope_formula (&self, scope);
  input = self.one ? input_text (&self) : scope_input_text (&self, scope);
  output = output_text (&self);
  scene = fig_facts_new (&(FigFactsData) { .formula = formula,
                                           .input = input,
                                           .output = output,
                                           .facts = self.facts,
                                           .n_facts = N_FACTS,
                                           .path = lab_subject_path (lab) },
                         style);
  g_ptr_array_unref (self.texts);
  return scene;
}
