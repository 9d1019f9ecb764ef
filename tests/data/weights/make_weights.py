#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Small networks in the naming of other libraries, with what PyTorch makes of an input, in double precision.

usage: make_weights.py [SHARED]     (Debian: apt-get install python3-torch)

cases.json: {"name", "file", "dialect", "spec"} of each network; NAME.pth: its state_dict under its own library's
names, as that library nests it; NAME.safetensors: "input" and "logits".
With SHARED, the folder that has data/weights and data/cifar10: published.safetensors, the logits that the
published CIFAR ResNets there give for the first test pictures.
"""
import json
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cases"))
from make_cases import save_safetensors  # noqa: E402

torch.set_default_dtype(torch.float64)
N_PICTURES = 8


# ── the four namings ──

class Block(nn.Module):
    """torchvision's BasicBlock and Bottleneck; option-A shortcuts, and what each library calls the projection."""

    def __init__(self, i, mid, o, stride, shortcut="downsample", option_a=False, bottleneck=False, groups=1, se=0):
        super().__init__()
        kernels = [(i, mid, 1, 1), (mid, mid, 3, stride), (mid, o, 1, 1)] if bottleneck else \
            [(i, mid, 3, stride), (mid, o, 3, 1)]
        self.n, self.skip, self.option_a, self.stride, self.o = len(kernels), shortcut, option_a, stride, o
        for k, (a, b, size, step) in enumerate(kernels, 1):
            g = groups if size == 3 else 1
            setattr(self, f"conv{k}", nn.Conv2d(a, b, size, step, size // 2, groups=g, bias=False))
            setattr(self, f"bn{k}", nn.BatchNorm2d(b))
        if se:
            self.se = nn.Module()
            self.se.fc1, self.se.fc2 = nn.Conv2d(o, o // se, 1), nn.Conv2d(o // se, o, 1)
        if not option_a and (stride != 1 or i != o):
            setattr(self, shortcut, nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o)))

    def forward(self, x):
        y = x
        for k in range(1, self.n + 1):
            y = getattr(self, f"bn{k}")(getattr(self, f"conv{k}")(y))
            y = F.relu(y) if k < self.n else y
        if hasattr(self, "se"):
            y = y * torch.sigmoid(self.se.fc2(F.relu(self.se.fc1(y.mean((2, 3), keepdim=True)))))
        if hasattr(self, self.skip):
            x = getattr(self, self.skip)(x)
        elif self.option_a and x.shape != y.shape:
            more = (self.o - x.shape[1]) // 2
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, more, self.o - x.shape[1] - more))
        return F.relu(x + y)


class Net(nn.Module):
    """conv1, bn1, layer1 …, and a classifier by its library's name."""

    def __init__(self, widths, counts, classes, classifier="fc", **keys):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0])
        i, bottleneck = widths[0], keys.get("bottleneck")
        for s, (width, count) in enumerate(zip(widths, counts), 1):
            blocks = []
            for b in range(count):
                mid, stride = width // 4 if bottleneck else width, 2 if s > 1 and b == 0 else 1
                blocks.append(Block(i, mid, width, stride, **keys))
                i = width
            setattr(self, f"layer{s}", nn.Sequential(*blocks))
        self.stages, self.classifier = len(widths), classifier
        setattr(self, classifier, nn.Linear(i, classes))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for s in range(1, self.stages + 1):
            x = getattr(self, f"layer{s}")(x)
        return getattr(self, self.classifier)(x.mean((2, 3)))


class HfConv(nn.Module):
    def __init__(self, i, o, kernel=3, stride=1, act=True):
        super().__init__()
        self.convolution, self.act = nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=False), act
        self.normalization = nn.BatchNorm2d(o)

    def forward(self, x):
        x = self.normalization(self.convolution(x))
        return F.relu(x) if self.act else x


class HfLayer(nn.Module):
    def __init__(self, i, o, stride, bottleneck):
        super().__init__()
        self.shortcut = HfConv(i, o, 1, stride, False) if stride != 1 or i != o else nn.Identity()
        mid = o // 4
        self.layer = nn.Sequential(
            *([HfConv(i, mid, 1), HfConv(mid, mid, 3, stride), HfConv(mid, o, 1, 1, False)] if bottleneck else
              [HfConv(i, o, 3, stride), HfConv(o, o, act=False)]))

    def forward(self, x):
        return F.relu(self.layer(x) + self.shortcut(x))


class HfNet(nn.Module):
    def __init__(self, widths, counts, classes, bottleneck):
        super().__init__()
        self.resnet = nn.Module()
        self.resnet.embedder = nn.Module()
        self.resnet.embedder.embedder = HfConv(3, widths[0])
        self.resnet.encoder = nn.Module()
        self.resnet.encoder.stages = nn.ModuleList()
        i = widths[0]
        for s, (width, count) in enumerate(zip(widths, counts)):
            stage = nn.Module()
            stage.layers = nn.Sequential()
            for b in range(count):
                stage.layers.append(HfLayer(i, width, 2 if s > 0 and b == 0 else 1, bottleneck))
                i = width
            self.resnet.encoder.stages.append(stage)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(i, classes))

    def forward(self, x):
        x = self.resnet.embedder.embedder(x)
        for stage in self.resnet.encoder.stages:
            x = stage.layers(x)
        return self.classifier(x.mean((2, 3), keepdim=True))


# ── the files ──

def randomize(net, seed):
    gen = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, t in net.state_dict().items():
            if t.dim() == 0:
                continue
            v = torch.randn(t.shape, generator=gen)
            if t.dim() > 1:
                v = v / t[0].numel() ** 0.5
            else:
                v = 0.5 + v.abs() if name.endswith("running_var") else 1 + 0.3 * v
            t.copy_(v.float().double())
    return net.eval()


CASES = []


def case(name, dialect, net, block, widths=(8, 16), counts=(1, 2), wrap=lambda s: s, legacy=False):
    net = randomize(net, len(CASES))
    x = torch.randn(2, 3, 9, 8, generator=torch.Generator().manual_seed(99)).float().double()
    state = {k: v.float() if v.is_floating_point() else v for k, v in net.state_dict().items()}
    torch.save(wrap(state), os.path.join(HERE, name + ".pth"), _use_new_zipfile_serialization=not legacy)
    with torch.no_grad():
        save_safetensors(os.path.join(HERE, name + ".safetensors"), {"input": x, "logits": net(x)}, {})
    stages = [{"count": n, "out": w, "stride": 2 if i else 1} for i, (w, n) in enumerate(zip(widths, counts))]
    CASES.append({"name": name, "file": name + ".pth", "dialect": dialect, "spec": {
        "name": name, "input": [3, 9, 8], "stem": {"kernel": 3, "stride": 1, "out": widths[0], "pool": "none"},
        "block": block, "stages": stages, "head": {"classes": 5}}})


def main():
    two, small = ((8, 16), (1, 2)), ((4, 8), (1, 2))
    case("torchvision-bottleneck", "torchvision", Net(*two, 5, bottleneck=True, groups=2),
         {"body": "bottleneck", "groups": 2, "ratio": 4})
    case("timm-se", "torchvision", Net(*small, 5, se=2), {"body": "basic", "se": 2},
         wrap=lambda s: {"model": s, "epoch": 1}, widths=small[0])
    case("hf-basic", "hf", HfNet(*small, 5, False), {"body": "basic"}, widths=small[0])
    case("hf-bottleneck", "hf", HfNet(*two, 5, True), {"body": "bottleneck"}, legacy=True)
    case("cifar-pad", "cifar", Net(*small, 5, "linear", option_a=True), {"body": "basic", "shortcut": "pad"},
         wrap=lambda s: {"state_dict": {"module." + k: v for k, v in s.items()}, "best_prec1": 50.0},
         legacy=True, widths=small[0])
    case("cifar-projection", "cifar", Net(*small, 5, "linear", shortcut="shortcut"), {"body": "basic"},
         wrap=lambda s: {"model_state_dict": s, "optimizer": {"state": {0: {"momentum_buffer": torch.zeros(3)}}}},
         widths=small[0])
    case("nested", "torchvision", Net(*small, 5), {"body": "basic"},
         wrap=lambda s: {"state_dict": {"model." + k: v for k, v in s.items()}, "epoch": 7}, widths=small[0])
    with open(os.path.join(HERE, "cases.json"), "w") as f:
        json.dump(CASES, f, indent=1)
        f.write("\n")
    if len(sys.argv) > 1:
        published(sys.argv[1])


def published(shared):
    raw = open(os.path.join(shared, "data/cifar10/test_batch.bin"), "rb").read(3073 * N_PICTURES)
    records = torch.frombuffer(bytearray(raw), dtype=torch.uint8).reshape(N_PICTURES, 3073)
    x = records[:, 1:].reshape(-1, 3, 32, 32).double() / 255
    x = (x - torch.tensor([.485, .456, .406]).view(3, 1, 1)) / torch.tensor([.229, .224, .225]).view(3, 1, 1)
    out = {"labels": records[:, 0].double()}
    for depth, name in ((20, "resnet20-12fca82f"), (56, "resnet56-4bfd9763")):
        net = Net((16, 32, 64), (depth // 6,) * 3, 10, "linear", option_a=True)
        state = torch.load(os.path.join(shared, "data/weights", name + ".th"), map_location="cpu")["state_dict"]
        net.load_state_dict({k[7:]: v.double() for k, v in state.items()}, strict=False)
        assert len(state) == len([k for k in net.state_dict() if "tracked" not in k])
        with torch.no_grad():
            out[f"cifar_resnet{depth}"] = net.eval()(x)
        print(name, (out[f"cifar_resnet{depth}"].argmax(1) == out["labels"]).tolist())
    save_safetensors(os.path.join(HERE, "published.safetensors"), out, {})


main()
