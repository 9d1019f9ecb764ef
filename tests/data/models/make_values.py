#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Small networks, forward and backward in double precision, from make_counts.py's definitions.

usage: make_values.py     (Debian: apt-get install python3-torch python3-torchvision)

Writes a NAME.safetensors beside this script for each network below: its spec and mode as metadata; what
goes in ("input", "grad_output") and what PyTorch makes of it ("output", "grad_input"); and for each
parameter and running statistic, by its place in the state_dict: "param.0", "grad.0", "after.0" ….
"""
import json
import os
import sys

import torch
import torch.nn as nn

import make_counts as m

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cases"))
from make_cases import r32, save_safetensors  # noqa: E402

KINK = 1e-5     # how near an activation's input may come to its kink: float sums err by some 1e-7


def stem(out, act=nn.ReLU, kernel=3, stride=1, pool=False):
    return [m.conv_bn(3, out, kernel, stride), act()] + ([nn.MaxPool2d(3, 2, 1)] if pool else [])


def small(out, **keys):
    return {"kernel": 3, "stride": 1, "out": out, "pool": "none", **keys}


def stage(count, out, stride=1, **keys):
    return {"count": count, "out": out, "stride": stride, **keys}


CASES = {}


def case(name, size, spec, net, mode="train"):
    CASES[name] = ({"name": name, "input": [3, *size], **spec}, net, mode)


case("se", (17, 14),
     {"stem": {"kernel": 5, "stride": 2, "out": 4}, "block": {"body": "bottleneck", "groups": 2, "ratio": 2, "se": 4},
      "stages": [stage(1, 8), stage(2, 16, 2)], "head": {"classes": 5}},
     lambda: nn.Sequential(*stem(4, kernel=5, stride=2, pool=True),
                           *m.stages(lambda i, o, s: se_bottleneck(i, o, s), 4, (1, 2), (8, 16)), *m.classifier(16, 5)))
case("mobilenet", (19, 16),
     {"stem": small(8, stride=2, activation="relu6"), "block": {"body": "inverted", "activation": "relu6", "expand": 3},
      "stages": [stage(1, 4, block={"body": "depthwise", "shortcut": "none", "output_activation": "none"}),
                 stage(2, 6, 2), stage(1, 8)], "head": {"classes": 5, "conv": 12}},
     lambda: nn.Sequential(*stem(8, nn.ReLU6, stride=2), m.inverted(8, 4, 1, 1), m.inverted(4, 6, 2, 3),
                           m.inverted(6, 6, 1, 3), m.inverted(6, 8, 1, 3), m.conv_bn(8, 12, 1), nn.ReLU6(),
                           *m.classifier(12, 5)))
case("mobile_resnet", (9, 12),
     {"stem": small(4), "block": {"body": "depthwise"}, "stages": [stage(2, 4), stage(1, 8, 2)], "head": {"classes": 5}},
     lambda: nn.Sequential(*stem(4), *m.stages(m.depthwise, 4, (2, 1), (4, 8)), *m.classifier(8, 5)))
case("res2net", (9, 10),
     {"stem": small(4), "block": {"body": "res2net", "mid": 8}, "stages": [stage(1, 4), stage(2, 8, 2)],
      "head": {"classes": 5}},
     lambda: nn.Sequential(*stem(4), *m.stages(lambda i, o, s: m.res2net(i, o, s, 8), 4, (1, 2), (4, 8)),
                           *m.classifier(8, 5)))
case("botnet", (8, 10),
     {"stem": small(4), "block": {"body": "bottleneck"},
      "stages": [stage(1, 8), stage(2, 16, 2, block={"body": "attention", "heads": 2, "window": 4})],
      "head": {"classes": 5}},
     lambda: nn.Sequential(*stem(4), *m.stages((m.bottleneck, lambda i, o, s: m.attention(i, o, s, 2, 4)), 4, (1, 2),
                                               (8, 16)), *m.classifier(16, 5)))
case("mixed", (9, 8),
     {"stem": small(4), "stages": [stage(1, 4), stage(2, 16, 2, block={"body": "bottleneck"})], "head": {"classes": 5}},
     lambda: nn.Sequential(*stem(4), *m.stages((m.basic, m.bottleneck), 4, (1, 2), (4, 16)), *m.classifier(16, 5)))
# in training the norm a projection reads too moves its statistics twice, in PyTorch once
case("preact", (9, 8),
     {"stem": small(4, norm="none", activation="none"), "block": {"order": "pre", "shortcut_from": "preact"},
      "stages": [stage(1, 4), stage(2, 8, 2)], "head": {"classes": 5}},
     lambda: nn.Sequential(m.conv(3, 4, 3), *m.stages(m.pre_basic, 4, (1, 2), (4, 8)), *m.classifier(8, 5, True)),
     mode="eval")
for norm in (False, True):
    case("vgg_bn" if norm else "vgg", (13, 11),
         {"stem": {"kind": "none"},
          "block": {"body": "single", "shortcut": "none", "bias": True, "norm": "batch" if norm else "none"},
          "stages": [stage(1, 4, pool="max"), stage(2, 6, pool="max")],
          "head": {"classes": 5, "pool_size": 2, "hidden": [10, 10]}},
         lambda norm=norm: m.vgg((1, 2), (4, 6), classes=5, hidden=10, size=2, norm=norm, drop=0))
case("fpn", (18, 21),
     {"stem": {"kernel": 3, "stride": 1, "out": 4}, "stages": [stage(1, 4), stage(1, 6, 2), stage(1, 8, 2)],
      "head": {"kind": "pyramid", "channels": 5}},
     lambda: m.Pyramid((stem(4, pool=True), m.stages(m.basic, 4, (1, 1, 1), (4, 6, 8))), (4, 6, 8), 5))
case("unet", (13, 18),
     {"stem": {"kernel": 3, "stride": 2, "out": 4}, "stages": [stage(1, 4), stage(1, 6, 2)],
      "head": {"kind": "unet", "classes": 3, "channels": 8}},
     lambda: unet())


def se_bottleneck(i, o, s):
    mid = o // 2
    branch = [m.conv_bn(i, mid, 1), nn.ReLU(), m.conv_bn(mid, mid, 3, s, 2), nn.ReLU(), m.conv_bn(mid, o, 1), m.SE(o, 4)]
    return m.Block(nn.Sequential(*branch), i, o, s)


def unet():
    first, second = m.stages(m.basic, 4, (1, 1), (4, 6))
    return m.UNet([stem(4, stride=2), [nn.MaxPool2d(3, 2, 1), first], [second]], (4, 4, 6), 3, 8)


def fill(net, rnd):
    for name, t in net.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        if name.endswith("running_var"):
            v = 0.5 + rnd(*t.shape).abs()
        elif t.dim() > 1:
            v = rnd(*t.shape) * (2.0 / t[0].numel()) ** 0.5
        elif name.endswith("weight"):
            v = 1 + 0.2 * rnd(*t.shape)
        else:
            v = 0.1 * rnd(*t.shape)
        t.copy_(r32(v))


def nearest_kink(net, x):
    """How near any activation's input comes to where its slope jumps."""
    near, real = [1.0], torch.nn.functional.relu

    def look(x, kinks=(0,)):
        near.append(min((x.detach() - k).abs().min().item() for k in kinks))

    def relu(x, inplace=False):
        look(x)
        return real(x)

    hooks = [layer.register_forward_pre_hook(lambda l, x: look(x[0], (0, 6))) for layer in net.modules()
             if isinstance(layer, nn.ReLU6)]
    torch.nn.functional.relu = relu
    net(x)
    torch.nn.functional.relu = real
    for hook in hooks:
        hook.remove()
    return min(near)


def run(name):
    spec, make, mode = CASES[name]
    for seed in range(100):
        gen = torch.Generator().manual_seed(seed)

        def rnd(*shape):
            return r32(torch.randn(*shape, generator=gen))

        net = make()
        with torch.no_grad():
            fill(net, rnd)
        names = [k for k in net.state_dict() if not k.endswith("num_batches_tracked")]
        x = rnd(2, *spec["input"]).requires_grad_()
        net.train(mode == "train")
        before = {k: net.state_dict()[k].clone() for k in names}
        near = nearest_kink(net, x)
        if near > KINK:
            break
    else:
        raise SystemExit(f"{name}: no numbers without a kink")
    net.load_state_dict(before, strict=False)
    out = {"input": x}
    out.update({f"param.{i}": before[k] for i, k in enumerate(names)})
    y = net(x)
    gy = rnd(*y.shape)
    y.backward(gy)
    out.update(output=y, grad_output=gy, grad_input=x.grad)
    at = {k: i for i, k in enumerate(names)}
    out.update({f"grad.{at[k]}": p.grad for k, p in net.named_parameters()})
    if mode == "train":
        out.update({f"after.{at[k]}": t for k, t in net.state_dict().items() if "running" in k})
    save_safetensors(os.path.join(HERE, name + ".safetensors"), out,
                     {"spec": json.dumps(spec), "mode": mode})
    print(f"{name:14s} y {tuple(y.shape)} seed {seed}, {near:.1e} from a kink")


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    for name in CASES:
        run(name)
