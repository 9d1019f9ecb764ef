#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Write the cases of family.json, as make_cases.py beside this writes those of cases.json.

usage: make_family_cases.py [OUTDIR]      (Debian: apt-get install python3-torch)

Defines what make_cases.py does not: the other orders of norm and activation (He 2016, table 2), the
other shortcuts (table 1), squeeze-and-excitation before the norm, windowed attention, ResNeXt's three
forms, a single convolution, biases, and bfloat16 products.
"""
import json
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

import make_cases
from make_cases import ACT, SE

HERE = os.path.dirname(os.path.abspath(__file__))

# order: what stands before each layer, behind each, behind the last, after the addition
ORDERS = {
    "post": ("", "na", "n", "a"),
    "pre": ("na", "", "", ""),
    "norm-after-addition": ("", "na", "", "na"),
    "activation-before-addition": ("", "na", "na", ""),
    "activation-only-pre": ("a", "n", "n", ""),
}


class Bf16Conv(torch.autograd.Function):
    """Every product is of bfloat16 numbers, every sum is wide."""

    @staticmethod
    def forward(ctx, x, w, bias, stride, pad, groups):
        x, w = x.bfloat16().double(), w.bfloat16().double()
        ctx.save_for_backward(x, w)
        ctx.how = dict(stride=stride, padding=pad, groups=groups)
        return F.conv2d(x, w, bias, **ctx.how)

    @staticmethod
    def backward(ctx, dy):
        x, w = ctx.saved_tensors
        db = dy.sum((0, 2, 3)) if ctx.needs_input_grad[2] else None
        dy = dy.bfloat16().double()
        dx = nn.grad.conv2d_input(x.shape, w, dy, **ctx.how)
        dw = nn.grad.conv2d_weight(x, w.shape, dy, **ctx.how)
        return dx, dw, db, None, None, None


class Conv(nn.Conv2d):
    bf16 = False

    def forward(self, x):
        if not self.bf16:
            return super().forward(x)
        return Bf16Conv.apply(x, self.weight, self.bias, self.stride, self.padding, self.groups)


class Attend(nn.Module):
    """Every pixel asks every pixel of its window, one at a time."""

    def __init__(self, heads, window):
        super().__init__()
        self.heads, self.window = heads, window
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))

    def forward(self, qkv):
        n, c3, height, width = qkv.shape
        c, m = c3 // 3, self.window
        d = c // self.heads
        q, k, v = (t.reshape(n, self.heads, d, height, width) for t in qkv.split(c, 1))
        out = torch.zeros_like(q)
        for top in range(0, height, m):
            for left in range(0, width, m):
                places = [(y, x) for y in range(top, min(top + m, height))
                          for x in range(left, min(left + m, width))]
                ys, xs = [p[0] for p in places], [p[1] for p in places]
                for y, x in places:
                    rows = [(y - b + m - 1) * (2 * m - 1) + (x - a + m - 1) for b, a in places]
                    bias = self.relative_position_bias_table[rows].t()          # [heads, places]
                    score = (q[:, :, :, y, x].unsqueeze(-1) * k[:, :, :, ys, xs]).sum(2) / d ** 0.5
                    weight = torch.softmax(score + bias, -1).unsqueeze(2)
                    out = out + self.place(out, (weight * v[:, :, :, ys, xs]).sum(-1), y, x)
        return out.reshape(n, c, height, width)

    @staticmethod
    def place(like, value, y, x):
        one = torch.zeros(like.shape[-2:])
        one[y, x] = 1
        return value[..., None, None] * one


class Block(nn.Module):
    def __init__(self, s):
        super().__init__()
        g = s.get
        body, cin, cout = s["body"], s["in"], s["out"]
        self.body, self.stride, groups = body, g("stride", 1), g("groups", 1)
        self.parts = ORDERS[g("order", "post")]
        self.act = ACT[g("activation", "relu")]
        self.out_act = ACT["none"] if body == "inverted" else ACT[g("output_activation", g("activation", "relu"))]
        self.normed, bias = g("norm", "batch") == "batch", g("bias", False)
        ratio = g("ratio", 4 if body in ("bottleneck", "res2net", "attention") else 1)
        mid = g("mid", cin * g("expand", 6) if body == "inverted" else cout // ratio)
        bf16 = g("precision", "fp32") == "bf16"

        def conv(i, o, k, st=1, gr=1):
            made = Conv(i, o, k, st, k // 2, groups=gr, bias=bias)
            made.bf16 = bf16
            return made

        self.form = g("form", "grouped")
        if body == "basic":
            layers = [conv(cin, mid, 3, self.stride, groups), conv(mid, cout, 3, 1, groups)]
        elif body == "single":
            layers = [conv(cin, cout, 3, self.stride, groups)]
        elif body == "depthwise":
            layers = [conv(cin, cin, 3, self.stride, cin), conv(cin, cout, 1)]
        elif body == "inverted":
            layers = [conv(cin, mid, 1), conv(mid, mid, 3, self.stride, mid), conv(mid, cout, 1)]
        elif body == "bottleneck" and self.form != "grouped":
            wide = mid // groups
            self.paths = nn.ModuleList()
            for _ in range(groups):
                p = nn.Module()
                p.conv1, p.bn1 = conv(cin, wide, 1), nn.BatchNorm2d(wide)
                p.conv2, p.bn2 = conv(wide, wide, 3, self.stride), nn.BatchNorm2d(wide)
                if self.form == "split":
                    p.conv3 = conv(wide, cout, 1)
                self.paths.append(p)
            layers = [None, None, conv(mid, cout, 1) if self.form == "concatenated" else None]
            self.bn3 = nn.BatchNorm2d(cout)
        elif body == "bottleneck":
            layers = [conv(cin, mid, 1), conv(mid, mid, 3, self.stride, groups), conv(mid, cout, 1)]
        elif body == "attention":
            self.attn = nn.Module()
            self.attn.qkv = conv(mid, 3 * mid, 1)
            self.attn.attend = Attend(g("heads", 4), g("window", 7))
            layers = [conv(cin, mid, 1), "attention", conv(mid, cout, 1)]
        elif body == "res2net":
            self.scales = g("scales", 4)
            w = mid // self.scales
            self.convs = nn.ModuleList(conv(w, w, 3, self.stride, groups) for _ in range(self.scales - 1))
            self.bns = nn.ModuleList(nn.BatchNorm2d(w) for _ in range(self.scales - 1))
            layers = [conv(cin, mid, 1), None, conv(mid, cout, 1)]
        self.layers, self.n = layers, len(layers)
        before, behind, last, after = self.parts
        for i, layer in enumerate(layers, 1):
            if isinstance(layer, nn.Module):
                setattr(self, f"conv{i}", layer)
            if layer is None or not self.normed:
                continue
            ins, outs = (mid, mid) if layer == "attention" else (layer.in_channels, layer.out_channels)
            where = last + after if i == self.n else behind
            if "n" in before or "n" in where:
                setattr(self, f"bn{i}", nn.BatchNorm2d(ins if "n" in before else outs))
        if g("se"):
            self.se = SE(cout, g("se"))
        self.se_before = g("se_at", "after-norm") == "before-norm"
        self.build_shortcut(s, cin, cout)

    def build_shortcut(self, s, cin, cout):
        g = s.get
        fits = self.stride == 1 and cin == cout
        self.kind = g("shortcut", "auto")
        if self.kind == "auto":
            self.kind = "identity" if fits else ("none" if self.body == "inverted" else "projection")
        self.scale_h = g("shortcut_scale", 1) if self.kind == "scaled" else 1
        self.scale_f = g("branch_scale", 1)
        self.preact = "a" in self.parts[0] and g("shortcut_from", "input") == "preact"
        self.projects = self.kind == "projection" or (
            self.kind in ("scaled", "exclusive-gate", "shortcut-gate", "dropout") and not fits)
        place = nn.Module()
        if self.projects:
            norm = g("shortcut_norm", "a" not in self.parts[0]) and self.normed
            place.add_module("0", nn.Conv2d(cin, cout, 1, self.stride, bias=False))
            if norm:
                place.add_module("1", nn.BatchNorm2d(cout))
        if "gate" in self.kind:
            place.gate = nn.Conv2d(cin, cout, 1, self.stride)
        if self.kind == "dropout":
            place.dropout = nn.Module()
            place.dropout.register_buffer("passes", torch.zeros(1))
            place.dropout.register_buffer("seed", torch.zeros(1))
        self.custom = []
        for i, layer in enumerate(g("shortcut_layers", [])):
            if layer["op"] == "avg_pool":
                made = nn.AvgPool2d(layer["kernel"], layer["stride"])
            elif layer["op"] == "conv2d":
                made = nn.Conv2d(cin, layer["out"], layer["kernel"], bias=False)
            else:
                made = nn.BatchNorm2d(cout)
            place.add_module(str(i), made)
            self.custom.append(made)
        setattr(self, "downsample" if self.projects else "shortcut_", place)

    def state_dict(self, *a, **k):
        # "shortcut" is a method's name in make_cases.py's blocks
        return {n.replace("shortcut_.", "shortcut."): t for n, t in super().state_dict(*a, **k).items()}

    def named_parameters(self, *a, **k):
        for n, p in super().named_parameters(*a, **k):
            yield n.replace("shortcut_.", "shortcut."), p

    def do(self, what, i, y):
        for step in what:
            if step == "a":
                y = self.act(y)
            elif self.normed:
                y = getattr(self, f"bn{i}")(y)
        return y

    def split(self, y):
        w = y.shape[1] // self.scales
        xs, out, last = torch.split(y, w, 1), [], None
        for i in range(self.scales - 1):
            last = xs[i] if last is None or self.stride > 1 else last + xs[i]
            last = self.act(self.bns[i](self.convs[i](last)))
            out.append(last)
        out.append(F.avg_pool2d(xs[-1], 3, self.stride, 1) if self.stride > 1 else xs[-1])
        return torch.cat(out, 1)

    def walk_paths(self, x):
        ends = []
        for p in self.paths:
            y = self.act(p.bn2(p.conv2(self.act(p.bn1(p.conv1(x))))))
            ends.append(p.conv3(y) if self.form == "split" else y)
        return self.bn3(sum(ends) if self.form == "split" else self.conv3(torch.cat(ends, 1)))

    def residual(self, x):
        before, behind, last, after = self.parts
        if self.form != "grouped":
            return self.walk_paths(x) * self.scale_f
        y = x
        for i, layer in enumerate(self.layers, 1):
            if layer is None:
                y = self.split(y)
                continue
            y = self.do(before, i, y)
            if layer == "attention":
                y = self.attn.attend(self.attn.qkv(y))
                y = F.avg_pool2d(y, 3, self.stride, 1) if self.stride > 1 else y
            else:
                y = layer(y)
            if i < self.n:
                y = self.do(behind, i, y)
        if hasattr(self, "se") and self.se_before:
            y = self.se(y)
        y = self.do(last.replace("a", ""), self.n, y)
        if hasattr(self, "se") and not self.se_before:
            y = self.se(y)
        return self.do(last.replace("n", ""), self.n, y) * self.scale_f

    def shortcut(self, x):
        y = x
        if self.projects:
            y = self.do(self.parts[0], 1, x) if self.preact else x
            for layer in [m for n, m in self.downsample.named_children() if n in "01"]:
                y = layer(y)
        for layer in self.custom:
            y = layer(y)
        return y

    def forward(self, x):
        self.tap_r, self.tap_s = x.clone(), x.clone()
        self.tap_r.retain_grad(); self.tap_s.retain_grad()
        y = self.residual(self.tap_r)
        if self.kind != "none":
            h = self.shortcut(self.tap_s)
            if "gate" in self.kind:
                place = self.downsample if self.projects else self.shortcut_
                gate = torch.sigmoid(place.gate(self.tap_s))
                h = (1 - gate) * h
                y = gate * y if self.kind == "exclusive-gate" else y
            y = y + self.scale_h * h
        for step in self.parts[3]:
            y = self.out_act(y) if step == "a" else getattr(self, f"bn{self.n}")(y) if self.normed else y
        return y


if __name__ == "__main__":
    make_cases.Block = Block
    out = sys.argv[1] if len(sys.argv) > 1 else HERE
    with open(os.path.join(HERE, "family.json")) as f:
        for c in json.load(f):
            make_cases.run(c, f"{out}/{c['name']}.safetensors")
