/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* draw: every figure of Reslab as SVG, PDF or PNG. */
#include "config.h"

#include "draw.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "fig-i18n.h"
#include "rn-file.h"
#include "rn-trial.h"

#define WIDTH       1280
#define LEAST_WIDTH 64

typedef struct
{
  const char *name;
  DrawFunc    draw;
  guint       least;         /* networks it takes */
  guint       most;
} Kind;

static const Kind kinds[] = {
  { "diagram", draw_diagram, 1, 1 },     { "block", draw_block, 1, 6 },
  { "features", draw_features, 1, 1 },   { "kernels", draw_kernels, 1, 1 },
  { "histogram", draw_histogram, 1, 1 }, { "gradients", draw_gradients, 1, 1 },
  { "paths", draw_paths, 1, 1 },         { "compare", draw_compare, 1, 6 },
  { "mismatch", draw_mismatch, 1, 1 },
};

static void
draw_options_clear (DrawOptions *self)
{
  gradient_options_clear (&self->run);
  g_free (self->output);
  g_free (self->theme);
  g_free (self->lang);
  g_free (self->fold);
  g_strfreev (self->open);
  g_free (self->layer);
  g_free (self->scale);
  g_free (self->order);
  g_free (self->path);
  g_free (self->budget);
  g_free (self->input);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DrawOptions, draw_options_clear)

RnNode
draw_find_layer (const RnGraph *graph, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  int choice;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    g_ptr_array_add (names, rn_graph_node (graph, i)->name);
  g_ptr_array_add (names, NULL);
  if (name == NULL)
    {
      cli_usage_error (
        error,
        "give the layer with --layer, for example --layer %s; reslab-cli summary %s lists them",
        rn_graph_node (graph, MIN (1, rn_graph_n_nodes (graph) - 1))->name, rn_graph_name (graph));
      return RN_NODE_NONE;
    }
  choice = cli_choose ("layer", name, (const char *const *) names->pdata, error);
  return choice >= 0 ? (RnNode) choice : RN_NODE_NONE;
}

/* Where the backward pass starts. */
static gboolean
aim (CliSubject *subject, const DrawOptions *options, GError **error)
{
  if (rn_graph_loss (subject->graph) != RN_NODE_NONE)
    return cli_subject_label (subject, NULL, error);
  return rn_trial_aim (subject->session, (guint64) options->run.source.seed, error);
}

gboolean
draw_run (CliSubject *subject, const DrawOptions *options, const char *word, gboolean backward,
          RnNode *layer, GError **error)
{
  g_autoptr (RnSpec) spec = cli_open_spec (word, error);
  const CliSource *source = &options->run.source;
  RnMode mode = g_strcmp0 (options->run.mode, "train") == 0 ? RN_MODE_TRAIN : RN_MODE_EVAL;

  if (spec == NULL || !cli_subject_open (subject, source, spec, NULL, backward, error))
    return FALSE;
  if (layer != NULL
      && (*layer = draw_find_layer (subject->graph, options->layer, error)) == RN_NODE_NONE)
    return FALSE;
  return cli_subject_plan (subject, source, mode, backward, RN_KEEP_ALL, error)
         && (!backward || aim (subject, options, error))
         && cli_subject_run (subject, error);
}

static const Kind *
find_kind (const char *word, GError **error)
{
  const char *names[G_N_ELEMENTS (kinds) + 1] = { NULL };
  int choice;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].name;
  choice = cli_choose ("figure", word, names, error);
  return choice >= 0 ? &kinds[choice] : NULL;
}

static gboolean
check_options (const DrawOptions *options, FigFormat *format, GError **error)
{
  static const char *const themes[] = { "light", "dark", NULL };
  static const char *const languages[] = { "en", "zh_CN", NULL };
  g_autoptr (GError) local = NULL;

  if (options->output == NULL)
    return cli_usage_error (error, "draw needs a file to write: -o FILE.svg, .pdf or .png");
  if (!fig_format_from_path (options->output, format, &local))
    return cli_usage_error (error, "%s", local->message);
  return gradient_options_check (&options->run, error)
         && rn_file_check_target (options->output, error)
         && cli_choose ("theme", options->theme, themes, error) >= 0
         && cli_choose ("language", options->lang, languages, error) >= 0
         && cli_check_range ("--width", options->width, LEAST_WIDTH, FIG_SIDE_MOST, error)
         && cli_check_range ("--channel", options->channel, -1, G_MAXINT, error)
         && cli_check_range ("--most", options->most, 0, 65536, error)
         && cli_check_range ("--runs", options->runs, 1, 1000, error);
}

static gboolean
draw (const DrawOptions *options, char **words, GError **error)
{
  const Kind *kind = find_kind (words[0], error);
  guint n = g_strv_length (words) - 1;
  FigStyle style = { .width = options->width, .projector = options->projector };
  g_autoptr (FigScene) scene = NULL;
  FigFormat format;

  if (kind == NULL || !check_options (options, &format, error))
    return FALSE;
  if (n < kind->least || n > kind->most)
    return cli_usage_error (error, "draw %s takes %s, but %u are given", kind->name,
                            kind->most == 1 ? "one network" : "one to six networks or blocks", n);
  style.palette = g_strcmp0 (options->theme, "dark") == 0 ? fig_palette_dark ()
                                                          : fig_palette_light ();
  if (options->lang != NULL)
    fig_i18n_init (options->lang);
  scene = kind->draw (options, words + 1, &style, error);
  return scene != NULL
         && fig_scene_export (scene, options->output, format, (guint) options->width, error);
}

static const char description[] =
  "Figures:\n"
  "  diagram MODEL     the network, folded to stages, blocks or layers\n"
  "                    (--fold, --open, --every, --maps, --backward)\n"
  "  block SPEC…       blocks to scale: width stands for channels; of a network,\n"
  "                    its first block, or --layer\n"
  "  features MODEL    feature maps of --layer (--scale, --order, --most, --gradient)\n"
  "  kernels MODEL     weights of the convolution --layer (--channel, --most)\n"
  "  histogram MODEL   values of --layer (--gradient); of an addition, both terms too\n"
  "  gradients MODEL   the gradient of each block, shortcut and branch, by depth\n"
  "                    (--against, --norm, --batch)\n"
  "  paths MODEL       the gradient on each path through --layer and the blocks after it\n"
  "                    (--count, --path, --norm, --batch)\n"
  "  compare A B…      blocks with what they cost and how long they take\n"
  "                    (--budget, --input, --runs)\n"
  "  mismatch SPEC     two paths of a block that cannot be added, and what would mend\n"
  "                    it; of several blocks --layer\n\n"
  "Without an input, networks are shown the built-in picture and blocks random numbers.\n\n"
  "Examples:\n"
  "  reslab-cli draw diagram resnet18 -o resnet18.svg\n"
  "  reslab-cli draw features resnet18 --layer conv1 --picture cat.jpg -o maps.png --theme dark\n"
  "  reslab-cli draw gradients cifar_resnet56 --against plain -o depth.pdf --lang zh_CN";

gboolean
cli_draw (int argc, char **argv, GError **error)
{
  g_auto (DrawOptions) options = { .width = WIDTH, .channel = -1, .runs = 9 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "File to write",
      "FILE.svg|pdf|png" },
    { "width", 0, 0, G_OPTION_ARG_INT, &options.width, "Width of the figure, px (default: 1280)",
      "PX" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "light (default) or dark", "NAME" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "en or zh_CN (default: the environment's)",
      "LANGUAGE" },
    { "projector", 0, 0, G_OPTION_ARG_NONE, &options.projector, "Large type and high contrast",
      NULL },
    { "fold", 0, 0, G_OPTION_ARG_STRING, &options.fold, "stage, block (default) or layer",
      "LEVEL" },
    { "open", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.open,
      "Unfold this stage or block, for example layer2.0", "SCOPE" },
    { "every", 0, 0, G_OPTION_ARG_NONE, &options.every,
      "Draw equal blocks each, not once with “×5”", NULL },
    { "maps", 0, 0, G_OPTION_ARG_NONE, &options.maps, "Show a feature map at each layer", NULL },
    { "backward", 0, 0, G_OPTION_ARG_NONE, &options.backward,
      "Turn the arrows round, as wide as the gradient", NULL },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options.layer,
      "The layer, or for block and paths the block", "NAME" },
    { "path", 0, 0, G_OPTION_ARG_STRING, &options.path,
      "Show one path: a letter a block, F its branch, h its shortcut", "FhF" },
    { "gradient", 0, 0, G_OPTION_ARG_NONE, &options.gradient, "Its gradient instead of its output",
      NULL },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &options.scale,
      "Colours by layer (default), map or global", "NAME" },
    { "order", 0, 0, G_OPTION_ARG_STRING, &options.order, "Maps by index (default) or activity",
      "NAME" },
    { "most", 0, 0, G_OPTION_ARG_INT, &options.most,
      "Maps or kernels shown (default: as many as look well)", "N" },
    { "channel", 0, 0, G_OPTION_ARG_INT, &options.channel,
      "Only the kernels of this output channel", "K" },
    { "budget", 0, 0, G_OPTION_ARG_STRING, &options.budget, "Compare at equal parameters or macs",
      "QUANTITY" },
    { "input", 0, 0, G_OPTION_ARG_STRING, &options.input, "Shape that goes into compared blocks",
      "N,C,H,W" },
    { "runs", 0, 0, G_OPTION_ARG_INT, &options.runs,
      "Runs compared blocks are timed in (default: 9)", "N" },
    GRADIENT_ENTRIES (options.run),
    CLI_SOURCE_INPUT (options.run.source),
    { "tensors", 0, 0, G_OPTION_ARG_FILENAME, &options.run.source.tensors,
      "Take “input” and “param.*” from this file", "FILE.safetensors" },
    CLI_SOURCE_WEIGHTS (options.run.source),
    CLI_SOURCE_ENGINE (options.run.source),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "draw",
    .words = "FIGURE MODEL|FILE.json|JSON…",
    .entries = entries,
    .least = 1,
    .most = 7,
    .summary = "Draws a figure to a file.",
    .description = description,
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  return words != NULL && draw (&options, words, error);
}
