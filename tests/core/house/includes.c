/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Who may know whom, read off the #include lines: in core each folder knows those before it in
 * core/meson.build's list; core never draws; oneDNN stays in its engine; figures do not know the
 * command line. And no source file or public header is left out of its meson.build.
 */
#include <string.h>

#include <glib.h>

/* The order of core_folders in core/meson.build, which this test also reads. */
static const char *const core_folders[] = { "base", "tensor", "ops", "graph", "engine", "session",
                                            "blocks", "models",
                                            "analysis", "data", "io", "weights", "optimize",
                                            "onnx", "train", NULL };
static const char *const app_folders[] = { "figures", "lab", "cli", "gtk", NULL };

typedef struct
{
  char *path;         /* "core/engine/onednn/onednn.c" */
  char *name;         /* "onednn.c" */
  char *text;
} File;

typedef void (*IncludeFunc) (const File *file, const char *header, gboolean system);

static GPtrArray *files;        /* (element-type File) of core and app */

static char *
source (const char *path)
{
  return g_build_filename (g_getenv ("RESLAB_SOURCE_ROOT"), path, NULL);
}

static char *
read_source (const char *path)
{
  g_autofree char *full = source (path);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (full, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_free (file->name);
  g_free (file->text);
  g_free (file);
}

static void
collect (const char *folder)
{
  g_autofree char *full = source (folder);
  g_autoptr (GDir) dir = g_dir_open (full, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *full_path = source (path);

      if (g_file_test (full_path, G_FILE_TEST_IS_DIR))
        collect (path);
      else if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".h"))
        {
          File file = { g_strdup (path), g_strdup (name), read_source (path) };

          g_ptr_array_add (files, g_memdup2 (&file, sizeof file));
        }
    }
}

static void
each_include (IncludeFunc check)
{
  for (guint i = 0; i < files->len; i++)
    {
      const File *file = g_ptr_array_index (files, i);
      g_auto (GStrv) lines = g_strsplit (file->text, "\n", -1);

      for (guint k = 0; lines[k] != NULL; k++)
        {
          char *at = lines[k] + strspn (lines[k], " #"), *end;

          if (lines[k][0] != '#' || !g_str_has_prefix (at, "include"))
            continue;
          at += strlen ("include");
          at += strspn (at, " ");
          end = at[0] == '\0' ? NULL : strpbrk (at + 1, "\">");
          if (end == NULL)
            continue;               /* a macro names the file */
          *end = '\0';
          check (file, at + 1, at[0] == '<');
        }
    }
}

/* Place of the folder below @root a file lies in, −1 if in none of @folders. */
static int
rank_of (const char *path, const char *root, const char *const *folders)
{
  for (int i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%s/%s/", root, folders[i]);

      if (g_str_has_prefix (path, prefix))
        return i;
    }
  return -1;
}

static const File *
find_header (const char *header)
{
  g_autofree char *name = g_path_get_basename (header);

  for (guint i = 0; i < files->len; i++)
    if (g_str_equal (((File *) g_ptr_array_index (files, i))->name, name))
      return g_ptr_array_index (files, i);
  return NULL;
}

/* The two programs: neither builds on the other. */
static gboolean
are_strangers (const char *from, const char *to)
{
  return g_str_has_prefix (from, "app/gtk/") && g_str_has_prefix (to, "app/cli/");
}

static void
check_direction (const File *file, const char *header, gboolean system)
{
  const File *known = system ? NULL : find_header (header);
  int from, to;

  if (known == NULL)
    return;
  if (g_str_has_prefix (file->path, "core/"))
    {
      from = rank_of (file->path, "core", core_folders);
      to = rank_of (known->path, "core", core_folders);
    }
  else
    {
      from = rank_of (file->path, "app", app_folders);
      to = g_str_has_prefix (known->path, "core/") ? 0 : rank_of (known->path, "app", app_folders);
    }
  if (from < 0 || to < 0 || to > from || are_strangers (file->path, known->path))
    g_error ("%s includes %s: knowledge runs upwards", file->path, known->path);
}

static void
test_direction (void)
{
  each_include (check_direction);
}

/* An engine keeps its own headers to itself. */
static void
check_engine (const File *file, const char *header, gboolean system)
{
  gboolean of_onednn = strstr (header, "dnnl") != NULL || g_str_has_prefix (header, "onednn")
                       || g_str_has_prefix (header, "norm-strips");

  if (of_onednn && !g_str_has_prefix (file->path, "core/engine/onednn/"))
    g_error ("%s includes %s, which only core/engine/onednn may know", file->path, header);
}

static void
test_onednn_stays_inside (void)
{
  each_include (check_engine);
}

static gboolean
is_one_of (const char *header, const char *const *words)
{
  for (; *words != NULL; words++)
    if (g_str_has_prefix (header, *words))
      return TRUE;
  return FALSE;
}

static void
check_drawing (const File *file, const char *header, gboolean system)
{
  static const char *const drawing[] = { "cairo", "pango", "gtk", "gdk/", "adwaita", "fig-", NULL };
  static const char *const windows[] = { "gtk", "gdk/", "adwaita", NULL };

  if (g_str_has_prefix (file->path, "core/") && is_one_of (header, drawing))
    g_error ("%s includes %s: core does not draw", file->path, header);
  if (is_one_of (header, windows) && !g_str_has_prefix (file->path, "app/gtk/"))
    g_error ("%s includes %s: figures and the command line need no window", file->path, header);
}

static void
test_core_does_not_draw (void)
{
  each_include (check_drawing);
}

/* ── lists ── */

static void
test_order_is_mesons (void)
{
  g_autofree char *text = read_source ("core/meson.build");
  const char *at = strstr (text, "core_folders = ["), *end;

  g_assert_nonnull (at);
  end = strchr (at, ']');
  for (guint i = 0; core_folders[i] != NULL; i++)
    {
      g_autofree char *quoted = g_strdup_printf ("'%s'", core_folders[i]);

      at = strstr (at, quoted);
      g_assert_true (at != NULL && at < end);
      at += strlen (quoted);
    }
  g_assert_cmpint (strcspn (at, "'"), >, (gsize) (end - at));     /* and no folder more */
}

/* The meson.build that lists a file: of its folder, or of the one above that has one. */
static void
check_listed (const File *file)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autofree char *list = g_build_filename (folder, "meson.build", NULL);
  g_autofree char *full = source (list), *name = NULL, *text = NULL;

  if (g_file_test (full, G_FILE_TEST_EXISTS))
    name = g_strdup_printf ("'%s'", file->name);
  else
    {
      g_autofree char *above = g_path_get_dirname (folder), *last = g_path_get_basename (folder);

      g_free (list);
      list = g_build_filename (above, "meson.build", NULL);
      name = g_strdup_printf ("'%s/%s'", last, file->name);
    }
  text = read_source (list);
  if (strstr (text, name) == NULL)
    g_error ("%s is not listed in %s", file->path, list);
}

/* Sources, and what is installed: rn-*.h but not rn-*-private.h. */
static void
test_all_listed (void)
{
  g_assert_cmpuint (files->len, >, 150);
  for (guint i = 0; i < files->len; i++)
    {
      const File *file = g_ptr_array_index (files, i);
      gboolean public = g_str_has_prefix (file->name, "rn-")
                        && !g_str_has_suffix (file->name, "-private.h");

      if (g_str_has_suffix (file->name, ".c") || public)
        check_listed (file);
    }
}

static void
check_tests_listed (const char *folder, const char *list)
{
  g_autofree char *path = g_build_filename ("tests/core", folder, NULL), *full = source (path);
  g_autoptr (GDir) dir = g_dir_open (full, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".c"))
      {
        g_autofree char *stem = g_strndup (name, strlen (name) - 2);
        g_autofree char *key = g_strdup_printf ("'%s/%s'", folder, stem);

        if (strstr (list, key) == NULL)
          g_error ("tests/core/%s/%s is never run", folder, name);
      }
}

static void
test_all_tests_run (void)
{
  g_autofree char *list = read_source ("tests/core/meson.build");

  for (guint i = 0; core_folders[i] != NULL; i++)
    check_tests_listed (core_folders[i], list);
  check_tests_listed ("house", list);
}

/*
 * Engines, splits and counts are tested over the whole catalogue: by its own list, and counts from
 * elsewhere that must name every model.
 */
static void
test_catalogue_is_tested (void)
{
  g_autofree char *models = read_source ("core/models/catalogue-list.h");
  g_autofree char *counts = read_source ("tests/data/models/counts.json");
  g_autofree char *engines = read_source ("tests/core/engine/models.c");
  g_autofree char *splits = read_source ("tests/core/analysis/recorder.c");
  g_auto (GStrv) lines = g_strsplit (models, "\n", -1);
  guint n = 0;

  g_assert_nonnull (strstr (engines, "rn_test_add_models"));
  g_assert_nonnull (strstr (splits, "rn_test_add_models"));
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "RN_"))
      {
        g_auto (GStrv) parts = g_strsplit_set (lines[i], "(,", 3);
        g_autofree char *row = g_strdup_printf ("\"%s\": {", parts[1]);

        if (strstr (counts, row) == NULL)
          g_error ("%s is not in tests/data/models/counts.json", parts[1]);
        n++;
      }
  g_assert_cmpuint (n, >=, 46);
}

static void
test_licence (void)
{
  for (guint i = 0; i < files->len; i++)
    {
      const File *file = g_ptr_array_index (files, i);

      if (!g_str_has_prefix (file->text,
                             "/* SPDX-FileCopyrightText: 2026 The Reslab authors */\n/* "
                             "SPDX-License-Identifier: MIT */\n"))
        g_error ("%s does not begin with the two SPDX lines", file->path);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  files = g_ptr_array_new_with_free_func (file_free);
  collect ("core");
  collect ("app/figures");
  collect ("app/cli");
  collect ("app/gtk");
  g_test_add_func ("/core/house/includes/direction", test_direction);
  g_test_add_func ("/core/house/includes/onednn-stays-inside", test_onednn_stays_inside);
  g_test_add_func ("/core/house/includes/core-does-not-draw", test_core_does_not_draw);
  g_test_add_func ("/core/house/includes/order-is-mesons", test_order_is_mesons);
  g_test_add_func ("/core/house/includes/all-listed", test_all_listed);
  g_test_add_func ("/core/house/includes/all-tests-run", test_all_tests_run);
  g_test_add_func ("/core/house/includes/catalogue-is-tested", test_catalogue_is_tested);
  g_test_add_func ("/core/house/includes/licence", test_licence);
  result = g_test_run ();
  g_ptr_array_unref (files);
  return result;
}
