/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every verb of reslab-cli, a line each: its name and what it does, for the help. The verb NAME is
 * the function cli_NAME of the file NAME.c. No include guard: every reader defines
 * CLI_VERB (name, help) first.
 */
CLI_VERB (models, "List the networks the catalogue knows, with what they cost")
CLI_VERB (summary, "Tell what each layer of a network is and costs")
CLI_VERB (check, "Find the mistakes in a network or block, and what would mend them")
CLI_VERB (compare, "Compare networks or blocks: size, work, memory, measured time")
CLI_VERB (run, "Send an input through a network or a block, and measure every layer")
CLI_VERB (train, "Train a network on a data set")
CLI_VERB (sweep, "Train several networks in lock-step, and compare them")
CLI_VERB (gradients, "Split the gradient of each block into shortcut and branch")
CLI_VERB (draw, "Draw a figure as SVG, PDF or PNG")
CLI_VERB (eval, "Count how often a network is right about a data set")
CLI_VERB (report, "Write a report on a network, or on several compared")
CLI_VERB (convert, "Convert weights between namings and formats")
CLI_VERB (claims, "Put what is said of residual networks to the test")
CLI_VERB (lesson, "List, check, play and print lessons, or begin a new one")
CLI_VERB (bench, "Time a network by the protocol of the performance page")
