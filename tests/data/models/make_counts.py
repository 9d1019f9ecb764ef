#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Count every model of the catalogue with PyTorch: parameters, and multiply-adds of its convolutions
and linear layers for one sample of its own input.

usage: make_counts.py     (Debian: apt-get install python3-torch python3-torchvision)

Writes counts.json beside this script. Where torchvision has a model it is torchvision's that is
counted ("by": "torchvision"), else the definition below, which was written from the papers and
shares nothing with the library. Of some models of torchvision the shapes of all parameters and
running statistics are kept in the order of their state_dict ("shapes"), since published weights are
told apart by it. Nothing is computed: tensors are torch's meta tensors, which have shapes alone.
"""
import json
import os

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGENET, CIFAR = (1, 3, 224, 224), (1, 3, 32, 32)


def conv(i, o, k, s=1, g=1, bias=False):
    return nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=bias)


def conv_bn(i, o, k, s=1, g=1):
    return nn.Sequential(conv(i, o, k, s, g), nn.BatchNorm2d(o))


def bn_conv(i, o, k, s=1, g=1):
    return nn.Sequential(nn.BatchNorm2d(i), nn.ReLU(), conv(i, o, k, s, g))


class SE(nn.Module):
    def __init__(self, c, r=16):
        super().__init__()
        self.down, self.up = nn.Conv2d(c, c // r, 1), nn.Conv2d(c // r, c, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.up(F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))


class Res2(nn.Module):
    """The 3x3 convolutions of a Res2Net block: each part but the last has one."""
    def __init__(self, mid, s, scales=4):
        super().__init__()
        self.s, self.width = s, mid // scales
        self.convs = nn.ModuleList(conv_bn(self.width, self.width, 3, s) for _ in range(scales - 1))

    def forward(self, x):
        parts, out = torch.split(x, self.width, 1), []
        for i, layer in enumerate(self.convs):
            y = parts[i] if i == 0 or self.s > 1 else parts[i] + out[-1]
            out.append(F.relu(layer(y)))
        out.append(F.avg_pool2d(parts[-1], 3, self.s, 1) if self.s > 1 else parts[-1])
        return torch.cat(out, 1)


class Block(nn.Module):
    """y = relu(F(x) + h(x)); F a sequence, h the identity, a projection, or zero channels added."""
    def __init__(self, branch, i, o, s, pad=False, plain=False, linear=False):
        super().__init__()
        self.branch, self.s, self.more, self.plain, self.linear = branch, s, o - i, plain, linear
        self.project = None
        if (s > 1 or i != o) and not pad and not plain:
            self.project = conv_bn(i, o, 1, s)

    def forward(self, x):
        y = self.branch(x)
        if not self.plain:
            if self.project is not None:
                y = y + self.project(x)
            elif self.more or self.s > 1:
                y = y + F.pad(x[:, :, ::self.s, ::self.s], (0, 0, 0, 0, self.more // 2, self.more - self.more // 2))
            else:
                y = y + x
        return y if self.linear else F.relu(y)


class PreBlock(nn.Module):
    """y = F(relu(bn(x))) + h, where h is x, padded x, or a projection of relu(bn(x))."""
    def __init__(self, rest, i, o, s, pad=False):
        super().__init__()
        self.norm, self.rest, self.s, self.more = nn.BatchNorm2d(i), rest, s, o - i
        self.project = conv(i, o, 1, s) if (s > 1 or i != o) and not pad else None

    def forward(self, x):
        a = F.relu(self.norm(x))
        y = self.rest(a)
        if self.project is not None:
            return y + self.project(a)
        if self.more or self.s > 1:
            return y + F.pad(x[:, :, ::self.s, ::self.s], (0, 0, 0, 0, self.more // 2, self.more - self.more // 2))
        return y + x


def basic(i, o, s, se=False, **rest):
    branch = [conv_bn(i, o, 3, s), nn.ReLU(), conv_bn(o, o, 3)] + ([SE(o)] if se else [])
    return Block(nn.Sequential(*branch), i, o, s, **rest)


def bottleneck(i, o, s, mid=None, groups=1, se=False, **rest):
    mid = mid or o // 4
    branch = [conv_bn(i, mid, 1), nn.ReLU(), conv_bn(mid, mid, 3, s, groups), nn.ReLU(), conv_bn(mid, o, 1)]
    return Block(nn.Sequential(*branch, *([SE(o)] if se else [])), i, o, s, **rest)


def res2net(i, o, s, mid=None):
    mid = mid or o // 256 * 104
    return Block(nn.Sequential(conv_bn(i, mid, 1), nn.ReLU(), Res2(mid, s), conv_bn(mid, o, 1)), i, o, s)


class Attend(nn.Module):
    """Multi-head self-attention in windows with a table of biases by relative position."""
    def __init__(self, heads, window):
        super().__init__()
        self.heads, self.window = heads, window
        self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))

    def tile(self, q, k, v):
        n, c, h, w = q.shape
        q, k, v = (t.reshape(n, self.heads, c // self.heads, h * w) for t in (q, k, v))
        at = torch.arange(h * w, device="cpu")
        rows = at.div(w, rounding_mode="floor")
        dy, dx = rows[:, None] - rows, (at % w)[:, None] - at % w
        m = self.window
        bias = self.table[(dy + m - 1) * (2 * m - 1) + dx + m - 1].permute(2, 0, 1)
        p = torch.softmax(q.transpose(2, 3) @ k / (c // self.heads) ** 0.5 + bias, -1)
        return (v @ p.transpose(2, 3)).reshape(n, c, h, w)

    def forward(self, qkv):
        m, (height, width), parts = self.window, qkv.shape[2:], qkv.chunk(3, 1)
        rows = [torch.cat([self.tile(*(t[:, :, a:a + m, b:b + m] for t in parts))
                           for b in range(0, width, m)], 3) for a in range(0, height, m)]
        return torch.cat(rows, 2)


def attention(i, o, s, heads=4, window=14):
    mid = o // 4
    middle = [conv(mid, 3 * mid, 1), Attend(heads, window)] + ([nn.AvgPool2d(3, s, 1)] if s > 1 else [])
    branch = [conv_bn(i, mid, 1), nn.ReLU(), *middle, nn.BatchNorm2d(mid), nn.ReLU(), conv_bn(mid, o, 1)]
    return Block(nn.Sequential(*branch), i, o, s)


def inverted(i, o, s, expand=6):
    mid = i * expand
    wide = [conv_bn(i, mid, 1), nn.ReLU6()] if expand > 1 else []
    branch = [*wide, conv_bn(mid, mid, 3, s, mid), nn.ReLU6(), conv_bn(mid, o, 1)]
    return Block(nn.Sequential(*branch), i, o, s, plain=s > 1 or i != o, linear=True)


def depthwise(i, o, s):
    return Block(nn.Sequential(conv_bn(i, i, 3, s, i), nn.ReLU(), conv_bn(i, o, 1)), i, o, s)


def pre_basic(i, o, s, pad=False):
    return PreBlock(nn.Sequential(conv(i, o, 3, s), bn_conv(o, o, 3)), i, o, s, pad)


def pre_bottleneck(i, o, s, late=True):
    """The step in the 3x3 convolution (late), or in the first 1x1 one as He 2016 has it for CIFAR."""
    mid = o // 4
    first, second = (1, s) if late else (s, 1)
    return PreBlock(nn.Sequential(conv(i, mid, 1, first), bn_conv(mid, mid, 3, second), bn_conv(mid, o, 1)), i, o, s)


def stages(make, i, counts, widths, first=1):
    """make: one function for all stages, or one for each. A list of nn.Sequential."""
    out = []
    for n, (count, o) in enumerate(zip(counts, widths)):
        one = make[n] if isinstance(make, (list, tuple)) else make
        step = first if n == 0 else 2
        out.append(nn.Sequential(*[one(i if b == 0 else o, o, step if b == 0 else 1) for b in range(count)]))
        i = o
    return out


def classifier(c, classes, bare=False):
    last = [nn.BatchNorm2d(c), nn.ReLU()] if bare else []
    return [*last, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, classes)]


NARROW, WIDE = (64, 128, 256, 512), (256, 512, 1024, 2048)
LAYOUTS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def imagenet(make, counts, widths, pre=False):
    stem = [conv(3, 64, 7, 2)] + ([] if pre else [nn.BatchNorm2d(64), nn.ReLU()])
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), *stages(make, 64, counts, widths),
                         *classifier(widths[-1], 1000, pre))


class Pyramid(nn.Module):
    """Lin 2017, section 3: maps of one width at every scale; they go out side by side as pixels."""
    def __init__(self, base, widths, out=256):
        super().__init__()
        stem, levels = base
        self.stem, self.levels = nn.Sequential(*stem), nn.ModuleList(levels)
        self.lateral = nn.ModuleList(conv(c, out, 1, bias=True) for c in widths)
        self.output = nn.ModuleList(conv(out, out, 3, bias=True) for _ in widths)

    def forward(self, x):
        x, c = self.stem(x), []
        for level in self.levels:
            x = level(x)
            c.append(x)
        m = [lateral(x) for lateral, x in zip(self.lateral, c)]
        for k in range(len(m) - 2, -1, -1):
            m[k] = m[k] + F.interpolate(m[k + 1], m[k].shape[2:], mode="nearest")
        return torch.cat([o(x).flatten(2) for o, x in zip(self.output, m)], 2).unsqueeze(3)


class UNet(nn.Module):
    """Ronneberger 2015's decoder: two convolutions at each scale on the way back to the picture."""
    def __init__(self, base, widths, classes, out=256):
        super().__init__()
        self.parts = nn.ModuleList(nn.Sequential(*part) for part in base)
        self.steps = nn.ModuleList()
        below, skips = widths[-1], list(widths[-2::-1])
        skips += [0] * (len(base) - len(widths)) + [0]
        for skip in skips:
            self.steps.append(nn.Sequential(conv_bn(below + skip, out, 3), nn.ReLU(), conv_bn(out, out, 3), nn.ReLU()))
            below, out = out, out // 2
        self.classifier = conv(below, classes, 1, bias=True)

    def forward(self, x):
        maps = [x]
        for part in self.parts:
            maps.append(part(maps[-1]))
        y = maps.pop()
        for step in self.steps:
            skip = maps.pop()
            y = F.interpolate(y, skip.shape[2:], mode="nearest")
            y = step(torch.cat((y, skip), 1) if maps else y)
        return self.classifier(y)


def vgg(counts, widths, classes=1000, hidden=4096, size=7, norm=False, drop=0.5):
    layers, i = [], 3
    for count, o in zip(counts, widths):
        for _ in range(count):
            layers += [conv(i, o, 3, bias=True)] + ([nn.BatchNorm2d(o)] if norm else []) + [nn.ReLU()]
            i = o
        layers.append(nn.MaxPool2d(2, 2))
    wide = [nn.Linear(i * size * size, hidden), nn.ReLU(), nn.Dropout(drop),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(drop)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(size), nn.Flatten(), *wide, nn.Linear(hidden, classes))


def cifar(make, n, widths, stem=16, pre=False):
    start = [conv(3, stem, 3)] + ([] if pre else [nn.BatchNorm2d(stem), nn.ReLU()])
    return nn.Sequential(*start, *stages(make, stem, (n, n, n), widths), *classifier(widths[-1], 10, pre))


def by_depth(depth):
    return (basic, NARROW) if depth < 50 else (bottleneck, WIDE)


def with_keys(make, **keys):
    return lambda i, o, s: make(i, o, s, **keys)


class Grouped:
    """ResNeXt's and wide ResNet's bottleneck: mid = out * share."""
    def __new__(cls, groups, share, **keys):
        return lambda i, o, s: bottleneck(i, o, s, mid=int(o * share), groups=groups, **keys)


# ── the catalogue ──

MODELS, SHAPES = {}, {"resnet18", "mobilenet_v2", "vgg11_bn"}


def model(name, by, size, make):
    MODELS[name] = (by, size, make)


def own(name, size, make):
    model(name, "PyTorch definition", size, make)


VGG = [f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")]
for name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d",
             "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2", "mobilenet_v2", *VGG):
    if hasattr(torchvision.models, name):
        model(name, "torchvision", IMAGENET, getattr(torchvision.models, name))
own("resnext101_64x4d", IMAGENET, lambda: imagenet(Grouped(64, 1), LAYOUTS[101], WIDE))
own("resnext101_32x4d", IMAGENET, lambda: imagenet(Grouped(32, 1 / 2), LAYOUTS[101], WIDE))
for depth in (18, 34):
    own(f"plain{depth}", IMAGENET, lambda d=depth: imagenet(with_keys(basic, plain=True), LAYOUTS[d], NARROW))
for depth in LAYOUTS:
    own(f"se_resnet{depth}", IMAGENET,
        lambda d=depth: imagenet(with_keys(by_depth(d)[0], se=True), LAYOUTS[d], by_depth(d)[1]))
    own(f"preact_resnet{depth}", IMAGENET,
        lambda d=depth: imagenet(pre_basic if d < 50 else pre_bottleneck, LAYOUTS[d], by_depth(d)[1], pre=True))
own("se_resnext50_32x4d", IMAGENET, lambda: imagenet(Grouped(32, 1 / 2, se=True), LAYOUTS[50], WIDE))
own("mixed_resnet22", IMAGENET,
    lambda: imagenet((basic, basic, bottleneck, bottleneck), LAYOUTS[18], (64, 128, 1024, 2048)))
own("mixed_resnet43", IMAGENET,
    lambda: imagenet((basic, basic, bottleneck, bottleneck), LAYOUTS[34], (64, 128, 1024, 2048)))

own("res2net50_26w_4s", IMAGENET, lambda: imagenet(res2net, LAYOUTS[50], WIDE))
own("botnet50", IMAGENET, lambda: imagenet((bottleneck, bottleneck, bottleneck, attention), LAYOUTS[50], WIDE))
own("mobile_resnet18", IMAGENET, lambda: imagenet(depthwise, LAYOUTS[18], NARROW))


def start():
    return [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU()]


own("resnet50_fpn", IMAGENET, lambda: Pyramid(([*start(), nn.MaxPool2d(3, 2, 1)],
                                               stages(bottleneck, 64, LAYOUTS[50], WIDE)), WIDE))


def unet():
    first, *others = stages(basic, 64, LAYOUTS[18], NARROW)
    return UNet([start(), [nn.MaxPool2d(3, 2, 1), first], *([o] for o in others)], (64, *NARROW), 21)


own("resnet18_unet", IMAGENET, unet)

THIRDS = (16, 32, 64)
for depth in (20, 32, 44, 56, 110, 1202):
    own(f"cifar_resnet{depth}", CIFAR, lambda n=(depth - 2) // 6: cifar(with_keys(basic, pad=True), n, THIRDS))
    if depth < 1000:
        own(f"cifar_plain{depth}", CIFAR, lambda n=(depth - 2) // 6: cifar(with_keys(basic, plain=True), n, THIRDS))
own("cifar_resnet164", CIFAR, lambda: cifar(bottleneck, 18, (64, 128, 256)))
own("cifar_preact_resnet110", CIFAR, lambda: cifar(with_keys(pre_basic, pad=True), 18, THIRDS, pre=True))
for depth in (164, 1001):
    own(f"cifar_preact_resnet{depth}", CIFAR,
        lambda n=(depth - 2) // 9: cifar(with_keys(pre_bottleneck, late=False), n, (64, 128, 256), pre=True))
for groups in (8, 16):
    own(f"cifar_resnext29_{groups}x64d", CIFAR,
        lambda g=groups: cifar(Grouped(g, g * 64 / 256), 3, (256, 512, 1024), stem=64))
for depth, k in ((28, 10), (16, 8), (40, 4)):
    own(f"cifar_wrn{depth}_{k}", CIFAR,
        lambda n=(depth - 4) // 6, k=k: cifar(pre_basic, n, (16 * k, 32 * k, 64 * k), pre=True))


def count(name):
    by, size, make = MODELS[name]
    macs = []

    def hook(layer, inputs, output):
        macs.append(output[0].numel() * layer.weight[0].numel())

    net = make().to("meta").eval()
    for layer in net.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(hook)
    net(torch.empty(size, device="meta"))
    row = {"by": by, "parameters": sum(p.numel() for p in net.parameters()), "macs": sum(macs)}
    if name in SHAPES:
        row["shapes"] = " ".join("×".join(map(str, t.shape)) for k, t in net.state_dict().items()
                                 if not k.endswith("num_batches_tracked"))
    return row


if __name__ == "__main__":
    rows = []
    for name in MODELS:
        rows.append(f"  {json.dumps(name)}: {json.dumps(count(name), ensure_ascii=False)}")
        print(rows[-1][:120], flush=True)
    with open(os.path.join(HERE, "counts.json"), "w") as out:
        out.write("{\n" + ",\n".join(rows) + "\n}\n")
