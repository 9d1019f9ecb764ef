/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view that is shown as a figure, a table, statistics, a file. */
#include "config.h"

#include "lab-export.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-compare-scene.h"
#include "lab-comparison.h"
#include "lab-depth-scene.h"
#include "lab-diagram.h"
#include "lab-pass.h"
#include "lab-paths.h"
#include "lab-train-scene.h"
#include "lab-tables.h"
#include "rn-error.h"
#include "rn-file.h"
#include "rn-records-json.h"

#define WIDTH 1280

/* What a view gives; each NULL with @error set where it is not there yet. */
typedef struct
{
  FigScene *(*figure)     (Lab *lab, const FigStyle *style, GError **error);
  RnTable  *(*table)      (Lab *lab, GError **error);
  char     *(*statistics) (Lab *lab, GError **error);
} View;

static gpointer
not_yet (GError **error, const char *message)
{
  g_set_error_literal (error, RN_ERROR, RN_ERROR_UNKNOWN, message);
  return NULL;
}

/* ── Explore ── */

static LabPass *
find_pass (Lab *lab, GError **error)
{
  LabPass *pass = lab_pass (lab);

  return pass != NULL ? pass : not_yet (error, _("the network has not run yet"));
}

static FigScene *
explore_figure (Lab *lab, const FigStyle *style, GError **error)
{
  return find_pass (lab, error) != NULL ? lab_diagram_scene (lab, style) : NULL;
}

static RnTable *
explore_table (Lab *lab, GError **error)
{
  LabPass *pass = find_pass (lab, error);

  return pass != NULL
           ? lab_layer_table (pass->records, lab_look (lab)->convention, LAB_COLUMNS_ALL)
           : NULL;
}

static char *
explore_statistics (Lab *lab, GError **error)
{
  LabPass *pass = find_pass (lab, error);

  return pass != NULL ? rn_records_write_json (pass->records) : NULL;
}

/* ── Compare ── */

static FigScene *
compare_figure (Lab *lab, const FigStyle *style, GError **error)
{
  if (lab_comparison (lab) == NULL)
    return not_yet (error, _("nothing has been compared yet"));
  return lab_compare_scene (lab, style, error);
}

static RnTable *
compare_table (Lab *lab, GError **error)
{
  RnTable *table = lab_comparison_table (lab);

  return table != NULL ? table : not_yet (error, _("nothing has been compared yet"));
}

static char *
compare_statistics (Lab *lab, GError **error)
{
  g_autoptr (RnTable) table = compare_table (lab, error);

  return table != NULL ? rn_table_write (table, RN_TABLE_JSON) : NULL;
}

/* ── Gradients ── */

static LabDepth *
find_depth (Lab *lab, GError **error)
{
  LabDepth *depth = lab_depth (lab);

  return depth != NULL ? depth : not_yet (error, _("no gradient has been computed yet"));
}

/* (nullable) the paths, where Gradients shows them and they are those of the present state */
static LabPaths *
shown_paths (Lab *lab)
{
  return lab_look (lab)->paths && lab_is_current (lab, LAB_TASK_paths) ? lab_paths (lab) : NULL;
}

static FigScene *
gradients_figure (Lab *lab, const FigStyle *style, GError **error)
{
  if (find_depth (lab, error) == NULL)
    return NULL;
  return shown_paths (lab) != NULL ? lab_paths_scene (lab, TRUE, style, error)
                                   : lab_depth_scene (lab, TRUE, style, error);
}

static RnTable *
gradients_table (Lab *lab, GError **error)
{
  LabDepth *depth = find_depth (lab, error);

  if (depth == NULL)
    return NULL;
  if (shown_paths (lab) != NULL)
    return lab_paths_table (&shown_paths (lab)->paths);
  return lab_splits_table (depth->now->records,
                           depth->plain != NULL ? depth->plain->records : NULL);
}

static char *
gradients_statistics (Lab *lab, GError **error)
{
  LabDepth *depth = find_depth (lab, error);
  LabPaths *paths = depth != NULL ? shown_paths (lab) : NULL;
  g_autoptr (RnRecords) records = NULL;

  if (depth == NULL)
    return NULL;
  records = rn_records_copy (depth->now->records);
  if (paths != NULL)
    records->paths = g_memdup2 (&paths->paths, sizeof paths->paths);
  return rn_records_write_json (records);
}

/* ── Train ── */

static FigScene *
train_figure (Lab *lab, const FigStyle *style, GError **error)
{
  if (lab_training (lab) == NULL)
    return not_yet (error, _("nothing has been trained yet"));
  return lab_train_scene (lab, FIG_TRAINING_ALL, TRUE, style);
}

static RnTable *
train_table (Lab *lab, GError **error)
{
  if (lab_training (lab) == NULL)
    return not_yet (error, _("nothing has been trained yet"));
  return lab_train_table (lab);
}

static char *
train_statistics (Lab *lab, GError **error)
{
  g_autoptr (RnTable) table = train_table (lab, error);

  return table != NULL ? rn_table_write (table, RN_TABLE_JSON) : NULL;
}

/* ── whichever is shown ── */

static const View *
shown (Lab *lab)
{
  static const View views[LAB_N_VIEWS] = {
    [LAB_VIEW_EXPLORE] = { explore_figure, explore_table, explore_statistics },
    [LAB_VIEW_COMPARE] = { compare_figure, compare_table, compare_statistics },
    [LAB_VIEW_GRADIENTS] = { gradients_figure, gradients_table, gradients_statistics },
    [LAB_VIEW_TRAIN] = { train_figure, train_table, train_statistics },
  };

  return &views[lab_look (lab)->view];
}

FigScene *
lab_figure (Lab *lab, const FigStyle *style, GError **error)
{
  return shown (lab)->figure (lab, style, error);
}

RnTable *
lab_table (Lab *lab, GError **error)
{
  return shown (lab)->table (lab, error);
}

char *
lab_statistics (Lab *lab, GError **error)
{
  return shown (lab)->statistics (lab, error);
}

/* ── files ── */

static gboolean
export_text (const char *path, char *text /* (transfer full) (nullable) */, GError **error)
{
  gboolean done = text != NULL && rn_file_write (path, text, strlen (text), error);

  g_free (text);
  return done;
}

static gboolean
export_table (Lab *lab, const char *path, RnTableFormat format, GError **error)
{
  g_autoptr (RnTable) table = lab_table (lab, error);

  return table != NULL && export_text (path, rn_table_write (table, format), error);
}

static gboolean
export_figure (Lab *lab, const char *path, GError **error)
{
  const FigStyle style = { .palette = fig_palette_light (), .width = WIDTH };
  g_autoptr (FigScene) scene = NULL;
  FigFormat format;

  if (!fig_format_from_path (path, &format, NULL))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("“%s”: a figure ends in .svg, .pdf or .png, a table in .csv or .md, "
                     "statistics in .json"),
                   path);
      return FALSE;
    }
  scene = lab_figure (lab, &style, error);
  return scene != NULL
         && fig_scene_export (scene, path, format, format == FIG_PNG ? 2 * WIDTH : 0, error);
}

gboolean
lab_export (Lab *lab, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".csv"))
    return export_table (lab, path, RN_TABLE_CSV, error);
  if (g_str_has_suffix (lower, ".md"))
    return export_table (lab, path, RN_TABLE_MARKDOWN, error);
  if (g_str_has_suffix (lower, ".json"))
    return export_text (path, lab_statistics (lab, error), error);
  return export_figure (lab, path, error);
}

char *
lab_export_name (Lab *lab)
{
  static const char *const views[LAB_N_VIEWS] = { "diagram", "compare", "gradients", "curves" };
  LabView view = lab_look (lab)->view;
  const char *word = view == LAB_VIEW_GRADIENTS && shown_paths (lab) != NULL ? "paths"
                                                                            : views[view];
  const char *subject = view == LAB_VIEW_COMPARE ? "blocks"
                        : view == LAB_VIEW_TRAIN ? "training"
                                                 : rn_spec_name (lab_document (lab)->spec);
  char *name = g_strdup_printf ("%s-%s", subject, word);

  /* Names of specs come from files: what may not stand in a file's name does not get there. */
  return g_strdelimit (name, "/\\:*?\"<>|\n\r\t ", '-');
}
