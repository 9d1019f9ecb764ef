#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""PyTorch's side of the blocks of blocks.json, in step with pair.py: prints "ready", then for each line it reads
the milliseconds an iteration takes in one repetition of at least a quarter of a second.

usage: torch_blocks.py --step [--threads N] fwd_NAME_MODE | bwd_NAME_MODE

MODE is nchw or cl (channels last). fwd is the forward half of a training pass, bwd the backward half without the
forward half before it. Blocks are written as PyTorch's users write them: modules, ReLU in place, fused where PyTorch
fuses by itself.
"""
import argparse
import json
import pathlib
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

REPETITION_S = 0.25
SIZE = 56


def conv(i, o, k, groups=1):
    return nn.Conv2d(i, o, k, padding=k // 2, groups=groups, bias=False)


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(channels, channels // reduction, 1), nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))


class WindowAttention(nn.Module):
    """As Swin writes it: windows become a batch of token sequences."""

    def __init__(self, channels, heads, window):
        super().__init__()
        self.channels, self.heads, self.window = channels, heads, window
        self.qkv = nn.Conv2d(channels, 3 * channels, 1, bias=False)
        self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        at = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")).flatten(1)
        apart = at[:, :, None] - at[:, None, :] + window - 1
        self.register_buffer("index", (apart[0] * (2 * window - 1) + apart[1]).flatten())

    def forward(self, x):
        n, c, h, w = x.shape
        s, tokens, depth = self.window, self.window ** 2, self.channels // self.heads
        x = self.qkv(x).permute(0, 2, 3, 1)
        x = x.view(n, h // s, s, w // s, s, 3, self.heads, depth).permute(5, 0, 1, 3, 6, 2, 4, 7)
        q, k, v = x.reshape(3, -1, self.heads, tokens, depth)
        bias = self.table[self.index].view(tokens, tokens, self.heads).permute(2, 0, 1)
        y = torch.softmax((q * depth ** -0.5) @ k.transpose(-2, -1) + bias, -1) @ v
        y = y.view(n, h // s, w // s, self.heads, s, s, depth).permute(0, 1, 4, 2, 5, 3, 6)
        return y.reshape(n, h, w, self.channels).permute(0, 3, 1, 2)


class Scales(nn.Module):
    def __init__(self, mid, scales):
        super().__init__()
        self.width = mid // scales
        self.layers = nn.ModuleList(nn.Sequential(conv(self.width, self.width, 3), nn.BatchNorm2d(self.width),
                                                  nn.ReLU(inplace=True)) for _ in range(scales - 1))

    def forward(self, x):
        parts = torch.split(x, self.width, 1)
        done = []
        for i, layer in enumerate(self.layers):
            done.append(layer(parts[i] if i == 0 else parts[i] + done[-1]))
        return torch.cat(done + [parts[-1]], 1)


def branch(spec):
    body, i, o, groups = spec["body"], spec["in"], spec["out"], spec.get("groups", 1)
    mid = spec.get("mid", o // 4 if body in ("bottleneck", "res2net", "attention") else o)
    norm = lambda layer, channels: [layer, nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
    if body == "basic":
        layers = norm(conv(i, mid, 3, groups), mid) + norm(conv(mid, o, 3, groups), o)
    elif body == "single":
        layers = norm(conv(i, o, 3, groups), o)
    elif body == "depthwise":
        layers = norm(conv(i, i, 3, i), i) + norm(conv(i, o, 1), o)
    elif body == "inverted":
        mid = i * spec.get("expand", 6)
        layers = norm(conv(i, mid, 1), mid) + norm(conv(mid, mid, 3, mid), mid) + norm(conv(mid, o, 1), o)
    else:
        middle = {"bottleneck": lambda: norm(conv(mid, mid, 3, groups), mid),
                  "res2net": lambda: [Scales(mid, spec.get("scales", 4))],
                  "attention": lambda: norm(WindowAttention(mid, spec.get("heads", 4), spec.get("window", 7)), mid)}
        layers = norm(conv(i, mid, 1), mid) + middle[body]() + norm(conv(mid, o, 1), o)
    layers.pop()
    return layers + ([SqueezeExcitation(o, spec["se"])] if spec.get("se") else [])


class Block(nn.Module):
    """Of equal shapes in and out: the shortcut is the identity. bf16: the branch under autocast."""

    def __init__(self, spec):
        super().__init__()
        self.branch = nn.Sequential(*branch(spec))
        self.narrow, self.linear = spec.get("precision") == "bf16", spec["body"] == "inverted"

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.narrow):
            y = self.branch(x)
        y = y + x
        return y if self.linear else F.relu(y, inplace=True)


def iteration(case):
    kind, rest = case.split("_", 1)
    name, mode = rest.rsplit("_", 1)
    told = json.loads((pathlib.Path(__file__).parent / "blocks.json").read_text())
    spec = told["blocks"][name]
    layout = torch.channels_last if mode == "cl" else torch.contiguous_format
    block = Block(spec).to(memory_format=layout).train()
    x = torch.randn(told["batch"], spec["in"], SIZE, SIZE).contiguous(memory_format=layout).requires_grad_()
    dy = torch.randn(told["batch"], spec["out"], SIZE, SIZE).contiguous(memory_format=layout)

    def run():
        x.grad = None
        for p in block.parameters():
            p.grad = None
        begin = time.perf_counter()
        y = block(x)
        if kind == "bwd":
            begin = time.perf_counter()
            y.backward(dy)
        return time.perf_counter() - begin

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("--step", action="store_true", required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    run = iteration(options.case)
    run()
    n = max(1, int(REPETITION_S / run() + 0.999))
    print("ready", flush=True)
    for _ in sys.stdin:
        print(f"{sum(run() for _ in range(n)) / n * 1e3:.3f}", flush=True)


if __name__ == "__main__":
    main()
