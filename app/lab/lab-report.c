/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A report from its request to its file: title, sections, and how to repeat it. */
#include "config.h"

#include "lab-report-private.h"

#include <json-c/json.h>
#include <string.h>

#include "fig-i18n.h"

#define RUNS    9
#define TITLE_MOST 48            /* characters of names in a row that still are a title */
#define CODE_WIDTH 84            /* characters that fit on a page */

LabReport *
lab_report_new (const LabDocument *document)
{
  LabReport *self = g_new0 (LabReport, 1);

  self->document = lab_document_copy (document);
  self->convention = rn_convention_default ();
  self->timing = TRUE;
  self->runs = RUNS;
  self->weights_file = g_strdup (document->weights);
  self->weights_options = document->weights_how;
  return self;
}

void
lab_report_free (LabReport *self)
{
  lab_document_free (self->document);
  g_clear_pointer (&self->specs, g_ptr_array_unref);
  g_free (self->picture_file);
  g_free (self->weights_file);
  g_free (self->weights_sha256);
  g_free (self);
}

/* ── how to repeat it ── */

/* What names @spec on a command line: its name where the catalogue has it, else its JSON. */
static void
append_spec (GString *command, RnSpec *spec)
{
  const RnCatalogueEntry *entry = rn_spec_block (spec) == NULL
                                    ? rn_catalogue_find (rn_spec_name (spec))
                                    : NULL;
  g_autoptr (RnSpec) known = entry != NULL ? rn_spec_open (entry->name, NULL) : NULL;
  json_object *json = rn_spec_json (spec);
  json_object *known_json = known != NULL ? rn_spec_json (known) : NULL;
  g_autofree char *quoted = NULL;

  if (known_json != NULL && json_object_equal (json, known_json))
    quoted = g_strdup (entry->name);
  else
    quoted = g_shell_quote (json_object_to_json_string_ext (json, JSON_C_TO_STRING_NOSLASHESCAPE));
  g_string_append_printf (command, " %s", quoted);
  json_object_put (json);
  json_object_put (known_json);
}

static void
append_option (GString *command, const char *option, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  g_string_append_printf (command, " %s %s", option, quoted);
}

static void
append_input (GString *command, const LabReport *report)
{
  if (report->picture_file != NULL)
    append_option (command, "--picture", report->picture_file);
  else if (report->specs == NULL && rn_spec_block (report->document->spec) == NULL)
    g_string_append (command, " --built-in");
  if (report->weights_file != NULL)
    append_option (command, "--weights", report->weights_file);
  if (report->weights_options.partial)
    g_string_append (command, " --partial");
  if (report->weights_options.new_classifier)
    g_string_append_printf (command, " --classes %u", rn_spec_n_classes (report->document->spec));
  g_string_append_printf (command, " --seed %" G_GUINT64_FORMAT, report->document->seed);
}

/* “reslab-cli report resnet18 --built-in --seed 0 -o report.pdf” */
static void
append_report (GString *command, const LabReport *report)
{
  GArray *cuts = report->document->cuts;

  g_string_append (command, "reslab-cli report");
  for (guint i = 0; report->specs != NULL && i < report->specs->len; i++)
    append_spec (command, g_ptr_array_index (report->specs, i));
  if (report->specs == NULL)
    append_spec (command, report->document->spec);
  append_input (command, report);
  for (guint i = 0; report->specs == NULL && i < cuts->len; i++)
    {
      const LabCut *cut = &g_array_index (cuts, LabCut, i);
      g_autofree char *text = g_strdup_printf ("%s=%.17g", cut->block, cut->scale);

      append_option (command, "--cut", text);
    }
  if (report->specs != NULL && report->input.rank > 0)
    {
      const gsize *dim = report->input.dim;

      g_string_append_printf (command, " --input %zu,%zu,%zu,%zu", dim[0], dim[1], dim[2], dim[3]);
    }
  if (report->timing && report->runs != RUNS)
    g_string_append_printf (command, " --runs %u", report->runs);
  g_string_append_printf (command, "%s -o report.pdf\n", report->timing ? "" : " --no-timing");
}

static void
append_others (GString *command, const LabReport *report)
{
  RnSpec *spec = report->document->spec;

  if (report->specs != NULL || report->document->cuts->len > 0)
    return;
  if (rn_spec_block (spec) == NULL)
    {
      g_string_append (command, "reslab-cli run --spec");
      append_spec (command, spec);
      append_input (command, report);
      g_string_append_printf (command, " --mode %s --backward --statistics statistics.json\n",
                              report->weights_file != NULL ? "eval" : "train");
    }
  g_string_append (command, "reslab-cli summary");
  append_spec (command, spec);
  g_string_append_c (command, '\n');
}

static void
add_fact (RnTable *table, const char *what, const char *value)
{
  rn_table_add_text (table, what);
  rn_table_add_text (table, value);
}

static char *
describe_machine (void)
{
  g_autofree char *file = NULL, *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_auto (GStrv) lines = NULL;
  GString *text = g_string_new (NULL);

  if (g_file_get_contents ("/proc/cpuinfo", &file, NULL, NULL))
    lines = g_strsplit (file, "\n", -1);
  for (guint i = 0; lines != NULL && lines[i] != NULL && text->len == 0; i++)
    if (g_str_has_prefix (lines[i], "model name") && strchr (lines[i], ':') != NULL)
      g_string_append_printf (text, "%s, ", g_strstrip (strchr (lines[i], ':') + 1));
  g_string_append_printf (text, _("%u processors"), g_get_num_processors ());
  if (system != NULL)
    g_string_append_printf (text, ", %s", system);
  return g_string_free (text, FALSE);
}

static RnTable *
facts_table (const LabWriting *self)
{
  const LabReport *report = self->report;
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, report->document->seed);
  g_autofree char *machine = describe_machine ();
  g_autofree char *threads = g_strdup_printf ("%u", self->options.threads);
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "what", _("What"), RN_ALIGN_LEFT);
  rn_table_add_column (table, "value", _("Value"), RN_ALIGN_LEFT);
  add_fact (table, "Reslab", RN_VERSION);
  add_fact (table, _("Seed"), seed);
  if (self->run.records != NULL && self->run.records->picture_sha256 != NULL)
    {
      add_fact (table, _("Picture"), lab_picture_name (report->document->picture));
      add_fact (table, _("Picture, SHA-256"), self->run.records->picture_sha256);
    }
  add_fact (table, _("Weights"), report->weights_file != NULL ? report->weights_file
                                                              : _("untrained"));
  if (report->weights_sha256 != NULL)
    add_fact (table, _("Weights, SHA-256"), report->weights_sha256);
  add_fact (table, _("Engine"), rn_engine_name (self->options.engine));
  add_fact (table, _("Mode"), self->options.mode == RN_MODE_TRAIN ? "train" : "eval");
  add_fact (table, _("Threads"), threads);
  add_fact (table, _("Machine"), machine);
  return table;
}

static void append_json (GString *out, json_object *json, guint indent);

static void
append_array (GString *out, json_object *json, guint indent)
{
  gsize n = json_object_array_length (json);

  g_string_append (out, "[\n");
  for (gsize i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%*s", (int) indent + 2, "");
      append_json (out, json_object_array_get_idx (json, i), indent + 2);
      g_string_append (out, i + 1 < n ? ",\n" : "\n");
    }
  g_string_append_printf (out, "%*s]", (int) indent, "");
}

static void
append_object (GString *out, json_object *json, guint indent)
{
  int left = json_object_object_length (json);

  g_string_append (out, "{\n");
  json_object_object_foreach (json, key, value)
    {
      json_object *name = json_object_new_string (key);

      g_string_append_printf (out, "%*s%s: ", (int) indent + 2, "",
                              json_object_to_json_string_ext (name,
                                                              JSON_C_TO_STRING_NOSLASHESCAPE));
      json_object_put (name);
      append_json (out, value, indent + 2);
      g_string_append (out, --left > 0 ? ",\n" : "\n");
    }
  g_string_append_printf (out, "%*s}", (int) indent, "");
}

/* On one line what fits there, else a member a line. */
static void
append_json (GString *out, json_object *json, guint indent)
{
  const char *line = json_object_to_json_string_ext (json, JSON_C_TO_STRING_SPACED
                                                             | JSON_C_TO_STRING_NOSLASHESCAPE);

  if (strlen (line) + indent <= CODE_WIDTH)
    g_string_append (out, line);
  else if (json_object_is_type (json, json_type_array))
    append_array (out, json, indent);
  else if (json_object_is_type (json, json_type_object))
    append_object (out, json, indent);
  else
    g_string_append (out, line);
}

static void
add_spec (LabWriting *self, RnSpec *spec)
{
  g_autoptr (GString) text = g_string_new (NULL);
  json_object *json = rn_spec_json (spec);

  append_json (text, json, 0);
  lab_paper_code (self->paper, text->str);
  json_object_put (json);
}

void
lab__report_repeat (LabWriting *self)
{
  const LabReport *report = self->report;
  g_autoptr (GString) commands = g_string_new (NULL);

  append_report (commands, report);
  append_others (commands, report);
  lab_paper_heading (self->paper, 1, _("How to repeat it"));
  lab_paper_paragraph (self->paper,
                       _("The same commands give the same numbers; measured times differ from run "
                         "to run and from machine to machine."));
  lab_paper_code (self->paper, commands->str);
  if (report->specs == NULL && lab_picture_n_edits (report->document->picture) > 0)
    lab__say (self, _("The picture was drawn on: %u edits that the commands above do not repeat."),
              lab_picture_n_edits (report->document->picture));
  lab_paper_table (self->paper, facts_table (self), _("What the numbers depend on."));
  lab_paper_paragraph (self->paper, report->specs != NULL
                                      ? _("The specs, complete:")
                                      : _("The spec, complete:"));
  for (guint i = 0; report->specs != NULL && i < report->specs->len; i++)
    add_spec (self, g_ptr_array_index (report->specs, i));
  if (report->specs == NULL)
    add_spec (self, report->document->spec);
}

/* ── all of it ── */

static LabPaper *
begin (const LabReport *report, const FigStyle *style)
{
  g_autoptr (GString) title = g_string_new (NULL);
  g_autofree char *subtitle = NULL;

  for (guint i = 0; report->specs != NULL && i < report->specs->len; i++)
    g_string_append_printf (title, "%s%s", i > 0 ? " · " : "",
                            lab__spec_title (g_ptr_array_index (report->specs, i)));
  if (report->specs == NULL)
    g_string_append (title, lab__spec_title (report->document->spec));
  else if (g_utf8_strlen (title->str, -1) > TITLE_MOST)
    g_string_printf (title,
                     dngettext (GETTEXT_PACKAGE, "%u network or block compared",
                                "%u networks or blocks compared", report->specs->len),
                     report->specs->len);
  subtitle = report->specs != NULL
               ? g_strdup (_("Reslab: residual networks or blocks compared"))
               : g_strdup (_("Reslab: a residual network or block, looked at from inside"));
  return lab_paper_new (title->str, subtitle, style);
}

static gboolean
write_sections (LabWriting *self, GError **error)
{
  if (self->report->specs != NULL)
    return lab__report_comparison (self, error);
  if (!lab__run (&self->run, self->report, self->progress, error))
    return FALSE;
  self->options = *rn_session_options (self->run.session);
  return lab__report_network (self, error)
         && rn_progress_step (self->progress, 0.8, _("timing"), error)
         && lab__report_times (self, error);
}

gboolean
lab__report_write (const LabReport *report, LabBench *bench, const char *path,
                   const RnProgress *progress, GError **error)
{
  LabWriting writing = {
    .report = report,
    .bench = bench,
    .progress = progress,
    .style = { .palette = report->dark ? fig_palette_dark () : fig_palette_light (),
               .width = LAB_REPORT_WIDTH },
  };
  gboolean done;

  if (!lab_paper_check (path, error))
    return FALSE;
  writing.paper = begin (report, &writing.style);
  done = write_sections (&writing, error);
  if (done)
    lab__report_repeat (&writing);
  done = done && lab_paper_save (writing.paper, path, progress, error);
  lab__run_clear (&writing.run);
  lab_paper_free (writing.paper);
  return done;
}

gboolean
lab_report_write (const LabReport *self, const char *path, const RnProgress *progress,
                  GError **error)
{
  LabBench *bench = lab__bench_new ();
  gboolean done = lab__report_write (self, bench, path, progress, error);

  lab__bench_free (bench);
  return done;
}
