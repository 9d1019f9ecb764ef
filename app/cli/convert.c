/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* convert: weights from one naming into another, and networks into ONNX. */
#include "config.h"

#include <stdio.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli-weights.h"
#include "cli.h"
#include "rn-onnx.h"
#include "rn-safetensors.h"

typedef struct
{
  CliWeights weights;           /* .file: IN */
  char      *model, *from, *to, *format, *input;
  gboolean   fold;
} Options;

static const char *const formats[] = { "table", "json", NULL };

static void
clear_options (Options *self)
{
  g_free (self->weights.file);
  g_free (self->model);
  g_free (self->from);
  g_free (self->to);
  g_free (self->format);
  g_free (self->input);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

/* NULL stays NULL; an unknown one is a wrong command line. */
static gboolean
find_dialect (const char *option, const char *word, const RnDialect **dialect, GError **error)
{
  int at = word != NULL ? cli_choose (option, word, rn_dialect_names (), error) : 0;

  *dialect = word != NULL && at >= 0 ? rn_dialect_nth ((guint) at) : NULL;
  return at >= 0;
}

/* Every tensor that is one, whatever network it is of. */
static RnTensors *
rename_all (const Options *options, const RnDialect *from, const RnDialect *to, GError **error)
{
  g_autoptr (RnTensors) tensors = rn_weights_load (options->weights.file, error);
  RnTensors *renamed = tensors != NULL ? rn_weights_rename (tensors, from, to, error) : NULL;

  if (tensors != NULL && renamed == NULL)
    g_prefix_error (error, "%s: ", options->weights.file);
  return renamed;
}

static RnParameters *
open_model (const Options *options, const RnDialect *from, RnWeightsReport **report, GError **error)
{
  RnWeightsOptions how = cli_weights_options (&options->weights);
  RnSpec *opened = cli_open_spec (options->model, error);
  g_autoptr (RnSpec) spec = opened != NULL ? cli_weights_spec (&options->weights, opened, error)
                                           : NULL;
  RnBuildOptions build = { 0 };
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnParameters) parameters = NULL;

  if (spec == NULL || !cli_parse_input (options->input, &build.input, error))
    return NULL;
  graph = rn_spec_build (spec, &build, error);
  parameters = graph != NULL ? rn_parameters_new (graph, error) : NULL;
  if (parameters == NULL)
    return NULL;
  how.dialect = from;
  rn_parameters_initialize (parameters, 0);
  if (options->weights.file != NULL
      && !rn_weights_open (parameters, options->weights.file, &how, report, error))
    return NULL;
  return g_steal_pointer (&parameters);
}

/* Exactly the tensors of the network --model. */
static RnTensors *
take_model (const Options *options, const RnDialect *from, const RnDialect *to,
            RnWeightsReport **report, GError **error)
{
  g_autoptr (RnParameters) parameters = open_model (options, from, report, error);

  return parameters != NULL ? rn_weights_get (parameters, to, error) : NULL;
}

static void
tell (const Options *options, const RnWeightsReport *report, RnTensors *tensors,
      const RnDialect *to, const char *path)
{
  if (report != NULL && g_strcmp0 (options->format, "json") == 0)
    {
      cli_print_json (rn_weights_report_json (report));
      return;
    }
  if (report != NULL)
    cli_weights_tell (report);
  printf ("%s: %u tensors, named as in %s\n", path, rn_tensors_n (tensors), rn_dialect_title (to));
}

static gboolean
convert_names (const Options *options, const RnDialect *from, const RnDialect *to, const char *path,
               GError **error)
{
  g_autoptr (RnWeightsReport) report = NULL;
  g_autoptr (RnTensors) tensors = NULL;

  tensors = options->model != NULL ? take_model (options, from, to, &report, error)
                                   : rename_all (options, from, to, error);
  if (tensors == NULL)
    return FALSE;
  if (report != NULL && report->origin != NULL)
    rn_origin_write (report->origin, tensors);
  rn_tensors_set_metadata (tensors, "format", "pt");    /* what its readers in Python look for */
  if (!rn_safetensors_save (tensors, path, error))
    return FALSE;
  tell (options, report, tensors, to, path);
  return TRUE;
}

/* The whole network, not its weights alone. */
static gboolean
convert_onnx (const Options *options, const RnDialect *from, const char *path, GError **error)
{
  RnOnnxOptions how = { .fold = options->fold };
  g_autoptr (RnWeightsReport) report = NULL;
  g_autoptr (RnParameters) parameters = open_model (options, from, &report, error);

  if (parameters == NULL
      || !rn_onnx_save (rn_parameters_graph (parameters), parameters, &how, path, error))
    return FALSE;
  if (g_strcmp0 (options->format, "json") == 0 && report != NULL)
    {
      cli_print_json (rn_weights_report_json (report));
      return TRUE;
    }
  if (report != NULL)
    cli_weights_tell (report);
  printf ("%s: %s for inference, ONNX opset 13\n", path, options->model);
  return TRUE;
}

static gboolean
check_options (const Options *self, gboolean onnx, GError **error)
{
  if (cli_choose ("format", self->format, formats, error) < 0
      || !cli_check_range ("--classes", self->weights.classes, 0, G_MAXINT, error))
    return FALSE;
  if (onnx && self->model == NULL)
    return cli_usage_error (error, "an ONNX file holds the whole network: give --model");
  if (!onnx && self->weights.file == NULL)
    return cli_usage_error (error, "there is one file: give IN and OUT, or OUT.onnx and --model");
  if (onnx && self->to != NULL)
    return cli_usage_error (error, "--to names the tensors of a .safetensors file; OUT is an ONNX "
                                   "file");
  if (!onnx && self->fold)
    return cli_usage_error (error, "--fold is for a network: give OUT.onnx and --model");
  if (self->model == NULL
      && (self->format != NULL || self->weights.partial || self->weights.classes > 0))
    return cli_usage_error (error, "--format, --partial and --classes need a network to compare "
                                   "with: give --model too");
  return TRUE;
}

static gboolean
convert (const Options *options, const char *path, GError **error)
{
  const RnDialect *from = NULL, *to = NULL;
  gboolean onnx = g_str_has_suffix (path, ".onnx");

  if (!find_dialect ("naming", options->from, &from, error)
      || !find_dialect ("naming", options->to, &to, error) || !check_options (options, onnx, error))
    return FALSE;
  return onnx ? convert_onnx (options, from, path, error)
              : convert_names (options, from, to != NULL ? to : rn_dialect_nth (0), path, error);
}

gboolean
cli_convert (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.model,
      "The network they are of: exactly its parameters are written", "MODEL|SPEC" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to,
      "Name them as torchvision (default), timm, hf or cifar", "NAME" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
      "How they are named now (default: what explains most of them)", "NAME" },
    { "partial", 0, 0, G_OPTION_ARG_NONE, &options.weights.partial,
      "Take what fits the network, and leave the rest untrained", NULL },
    { "classes", 0, 0, G_OPTION_ARG_INT, &options.weights.classes,
      "Give the network a new, untrained classifier for this many classes", "N" },
    { "fold", 0, 0, G_OPTION_ARG_NONE, &options.fold,
      "ONNX: take batch norms into the convolutions before them", NULL },
    { "input", 0, 0, G_OPTION_ARG_STRING, &options.input,
      "ONNX: of this shape, its batch open (default: the network's own)", "N,C,H,W" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format,
      "table (default), or json: what matched and what did not", "NAME" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "convert",
    .words = "[IN] OUT",
    .entries = entries,
    .least = 1,
    .most = 2,
    .summary =
      "Reads weights – .safetensors, or what torch.save() wrote of a state_dict – and writes them\n"
      "as .safetensors, named as another library names them; or writes a network as ONNX.",
    .description =
      "A .pth or .th file is read as data: nothing in it runs. What wraps the names (state_dict,\n"
      "model, module) is taken away, an optimizer's tensors and counters of batches are left out.\n"
      "With --model everything must fit that network; the file is whole or not written.\n"
      "Where OUT ends in .onnx it is that network for inference, untrained without IN.\n\n"
      "In Python: model.load_state_dict (safetensors.torch.load_file (\"out.safetensors\"))\n\n"
      "Examples:\n"
      "  reslab-cli convert resnet50.pth resnet50.safetensors --model resnet50\n"
      "  reslab-cli convert resnet50.safetensors hf.safetensors --to hf\n"
      "  reslab-cli convert resnet20.th new.safetensors --model cifar_resnet20 --classes 100\n"
      "  reslab-cli convert resnet20.th resnet20.onnx --model cifar_resnet20 --fold",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  if (words == NULL)
    return FALSE;
  if (words[1] != NULL)
    options.weights.file = g_strdup (words[0]);
  return convert (&options, words[1] != NULL ? words[1] : words[0], error);
}
