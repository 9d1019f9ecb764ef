#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Time reslab-cli and another program in turns, so that a noisy machine is equally noisy to both.

usage: pair.py [--torch torch_baseline.py] [--cli build/app/cli/reslab-cli] [--pairs 15] [--threads 2] CASE…
       pair.py --blocks [NAME…]
       pair.py --training [fp32|bf16…]

CASE is a case of `reslab-cli bench`, for example inf_resnet18_b1. Its partner is
  with --torch PATH   the same case of that script, in the mode that is PyTorch's fastest, or in that of --mode
  with --training     torch_training.py, whole steps of cifar_resnet20 from the file to the update
  with --blocks       each half of a training pass of the blocks of blocks.json, or of those named, beside torch_blocks.py
  with --recompute    the same case with blocks computed again (CASE_recompute), to see what the memory saved costs
  with --stats        the same case of reslab-cli with every layer measured (CASE_stats), to see what measuring costs
Both programs run at once and take turns: each line sent to one makes it run one repetition.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

# PyTorch's fastest mode for a kind of case, as far as is known; --mode says another.
HERE = pathlib.Path(__file__).parent
MODES = {"inf": "jitcl", "inf_resnet20": "jit", "train": "cl", "train_resnet20": "nchw"}


def torch_case(case, mode):
    model = case.rsplit("_b", 1)[0]
    return f"{case}_{mode or MODES.get(model, MODES[case.split('_')[0]])}"


# Freed memory stays with the process: on a virtual machine fetching it anew costs more than the layer that fills it,
# which would be told of the machine and not of either program.
ENVIRONMENT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40), "MALLOC_TOP_PAD_": str(256 << 20)}


class Stepper:
    """A program that runs one repetition for each line it reads, and answers its milliseconds."""

    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
                                        env={**os.environ, **ENVIRONMENT})
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"pair.py: {' '.join(command)} did not get ready")

    def step(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"pair.py: {self.name} ended early")
        return float(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def quartiles(values):
    return statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3


def tell(name, values):
    low, middle, high = quartiles(values)
    print(f"  {name:36s} {middle:10.2f} ms   quartiles {low:.2f} – {high:.2f}   min {min(values):.2f}")


def pair_case(case, options):
    if options.suffix:
        pair(case, [*cli(options), case], case + options.suffix, [*cli(options), case + options.suffix], options)
    else:
        partner = torch_case(case, options.mode)
        pair(case, [*cli(options), case], partner, torch(options.torch, partner, options), options)


def pair_blocks(names, options):
    told = json.loads((HERE / "blocks.json").read_text())
    for name in names or told["blocks"]:
        for kind in ("fwd", "bwd"):
            partner = f"{kind}_{name}_{options.mode or 'cl'}"
            case = f"{kind}_{json.dumps(told['blocks'][name])}_b{told['batch']}"
            pair(f"{kind}_{name}", [*cli(options), case], partner, torch(HERE / "torch_blocks.py", partner, options), options)


def pair_training(precisions, options):
    ours = pathlib.Path(options.cli).parents[2] / "tests/bench/bench-training"
    for precision in precisions or ("fp32", "bf16"):
        words = [precision, str(options.threads)]
        pair(f"training step, {precision}", [str(ours), *words], "torch_training",
             [options.python, str(HERE / "torch_training.py"), *words], options)


def cli(options):
    return [options.cli, "bench", "--step", "--threads", str(options.threads)]


def torch(script, case, options):
    return [options.python, str(script), "--step", "--threads", str(options.threads), case]


def pair(name, mine, partner, command, options):
    ours, other = Stepper(name, mine), Stepper(partner, command)
    own, theirs = [], []
    for i in range(options.pairs):
        for stepper, times in ((ours, own), (other, theirs))[:: 1 if i % 2 else -1]:
            times.append(stepper.step())
    ours.close()
    other.close()
    low, middle, high = quartiles([b / a for a, b in zip(own, theirs)])
    print(name)
    tell("reslab " + name, own)
    tell(("reslab " if options.suffix else "torch ") + partner, theirs)
    print(f"  ratio of each pair, {'with' if options.suffix else 'torch'} ÷ reslab: {middle:.2f}   "
          f"quartiles {low:.2f} – {high:.2f}   ({len(own)} pairs, {options.threads} threads)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--torch", help="torch_baseline.py, which times PyTorch by the same protocol")
    parser.add_argument("--mode", help="PyTorch's mode (nchw, cl, jit …) instead of its fastest")
    parser.add_argument("--blocks", action="store_true", help="the halves of a training pass of blocks.json's blocks")
    parser.add_argument("--training", action="store_true", help="whole training steps, data and augmentation included")
    parser.add_argument("--stats", dest="suffix", action="store_const", const="_stats", help="pair with CASE_stats instead of PyTorch")
    parser.add_argument("--recompute", dest="suffix", action="store_const", const="_recompute", help="pair with CASE_recompute")
    parser.add_argument("--cli", default="build/app/cli/reslab-cli")
    parser.add_argument("--python", default="/usr/bin/python3", help="the Python that has torch")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.blocks:
        return pair_blocks(options.cases, options)
    if options.training:
        return pair_training(options.cases, options)
    if not options.cases or not options.suffix and not options.torch:
        parser.error("say --blocks, --training, or cases and --torch PATH, --stats or --recompute")
    for case in options.cases:
        pair_case(case, options)


if __name__ == "__main__":
    main()
