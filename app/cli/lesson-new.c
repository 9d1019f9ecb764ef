/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* lesson new: a lesson of three steps that plays, to write one's own over. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "lesson.h"
#include "fig-i18n.h"
#include "rn-file.h"

static const struct
{
  const char *name;
  const char *text;
} files[] = {
  { "lesson.json",
    "{\n"
    "  \"format\": \"reslab-lesson\", \"version\": 1,\n"
    "  \"minutes\": 5,\n"
    "  \"begin\": [\n"
    "    {\"command\": \"trained\", \"name\": \"resnet20\", \"sample\": 6}\n"
    "  ],\n"
    "  \"steps\": [\n"
    "    { \"name\": \"look\", \"show\": \"diagram\",\n"
    "      \"values\": { \"blocks\": {\"of\": \"blocks()\", \"as\": \"integer\"} } },\n"
    "    { \"name\": \"guess\", \"show\": \"block\", \"of\": \"layer1.0\",\n"
    "      \"question\": { \"kind\": \"choice\", \"right\": 2,\n"
    "        \"true\": [ \"parameters('layer1.0') < 1000\", \"parameters('layer1.0') >= 1000\" ] },\n"
    "      \"values\": { \"parameters\": {\"of\": \"parameters('layer1.0')\", \"as\": \"integer\"} } },\n"
    "    { \"name\": \"try\", \"show\": \"none\" }\n"
    "  ]\n"
    "}\n" },
  { "text.en.md",
    "# My lesson\n"
    "One line on what it is about.\n\n"
    "## Look\n"
    "This network has {blocks} blocks. Each adds what it *changes* to what {shortcut|came in}.\n\n"
    "## Guess\n"
    "Here is the first block, opened.\n"
    "> How many parameters has it?\n"
    "1. fewer than a thousand\n"
    "2. a thousand or more\n"
    "---\n"
    "It has {parameters}.\n\n"
    "## Try it yourself\n"
    "- Cut a shortcut and look at the top five.\n"
    "- Source: [He et al. 2015](https://arxiv.org/abs/1512.03385)\n" },
  { "text.zh_CN.md",
    "# 我的课\n"
    "用一句话说明本课内容。\n\n"
    "## 看一看\n"
    "这个网络有 {blocks} 个块。每一块都把自己的*改变*加到{shortcut|输入}上。\n\n"
    "## 猜一猜\n"
    "这是展开的第一个块。\n"
    "> 它有多少个参数？\n"
    "1. 不到一千个\n"
    "2. 一千个或更多\n"
    "---\n"
    "它有 {parameters} 个。\n\n"
    "## 自己试一试\n"
    "- 剪断一条捷径，看看前五个类别有什么变化。\n"
    "- 来源：[He 等，2015](https://arxiv.org/abs/1512.03385)\n" },
};

gboolean
lesson_write (const char *name, GError **error)
{
  if (g_mkdir (name, 0777) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("%s: the folder cannot be made: %s"), name,
                   g_strerror (code));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (name, files[i].name, NULL);

      if (!rn_file_write (path, files[i].text, strlen (files[i].text), error))
        return FALSE;
    }
  return TRUE;
}
