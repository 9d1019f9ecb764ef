#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Write the values every op is tested against, computed by PyTorch in double precision.

usage: make_op_cases.py            (Debian: apt-get install python3-torch)

Reads cases.json beside this script and writes ops.safetensors beside it. A case is
  name, op, inputs (shapes), attributes (those that are not the default), training;
and how its inputs are drawn, normal numbers unless told otherwise:
  spread, shift   factor and offset of the normal numbers
  kinks           values the inputs keep 0.1 away from, so that a small step does not cross them
  distinct        no two inputs nearer than 0.1 to each other, in random order
  steps           whole numbers from 0 to 2, so that many are equal (no finite differences there)
  differences     false where backward is on purpose not the derivative of forward
Tensors of a case, all float32, rounded once from float64:
  NAME.input.I, NAME.param.P      what goes in
  NAME.grad_output                dL/dy
  NAME.output                     y
  NAME.grad_input.I, NAME.grad.P  dL/dx, dL/dparameter
  NAME.after.P                    running statistics after the pass
"""
import json
import os
import struct
import zlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))


class Bf16(torch.autograd.Function):
    """Numbers, or with backwards=True their gradients, as bfloat16 has them."""
    @staticmethod
    def forward(ctx, x, backwards):
        ctx.backwards = backwards
        return x if backwards else x.bfloat16().double()

    @staticmethod
    def backward(ctx, dy):
        return dy.bfloat16().double() if ctx.backwards else dy, None


def conv2d(x, p, a, training):
    x, weight = x[0], p["weight"]
    if a.get("bf16", 0):
        x, weight = Bf16.apply(x, False), Bf16.apply(weight, False)
    y = F.conv2d(x, weight, p.get("bias"), int(a.get("stride", 1)), int(a.get("pad", 0)),
                 int(a.get("dilation", 1)), int(a.get("groups", 1)))
    return Bf16.apply(y, True) if a.get("bf16", 0) else y


def batch_norm(x, p, a, training):
    return F.batch_norm(x[0], p["running_mean"], p["running_var"], p["weight"], p["bias"], training,
                        a.get("momentum", 0.1), a.get("epsilon", 1e-5))


def dropout(x, p, a, training):
    """Where it is exact: in evaluation, and where nothing is left out."""
    assert not training or a["rate"] == 0
    if training:
        p["passes"] += 1
    return F.dropout(x[0], a.get("rate", 0.5), training)


def gradient_scale(x, p, a, training):
    scaled = x[0] * a["factor"]
    return scaled + (x[0] - scaled).detach()


def window_attention(x, p, a, training):
    """Every tile of every head by itself, the bias pair by pair."""
    heads, window = a.get("heads", 1), a["window"]
    q, k, v = (part.unflatten(1, (heads, -1)) for part in x[0].chunk(3, 1))
    table = p["relative_position_bias_table"].unflatten(0, (2 * window - 1, 2 * window - 1))
    height, width = x[0].shape[2:]
    y = torch.zeros_like(q)
    for top in range(0, height, window):
        for left in range(0, width, window):
            tile = (..., slice(top, top + window), slice(left, left + window))
            r, s = torch.meshgrid(*(torch.arange(n) for n in q[tile].shape[3:]), indexing="ij")
            r, s = r.flatten(), s.flatten()
            down = r[:, None] - r[None, :] + window - 1
            across = s[:, None] - s[None, :] + window - 1
            tq, tk, tv = (t[tile].flatten(3) for t in (q, k, v))
            scores = torch.einsum("nhci,nhcj->nhij", tq, tk) / tq.shape[2] ** 0.5
            weights = torch.softmax(scores + table[down, across].permute(2, 0, 1), 3)
            y[tile] = torch.einsum("nhij,nhcj->nhci", weights, tv).unflatten(3, q[tile].shape[3:])
    return y.flatten(1, 2)


def upsample(x, p, a, training):
    mode = {"mode": "bilinear", "align_corners": False} if a.get("smooth", 0) else {"mode": "nearest"}
    return F.interpolate(x[0], size=x[1].shape[2:], **mode)


def cross_entropy(x, p, a, training):
    labels = x[1] if x[1].dim() == 2 else x[1].long()
    return F.cross_entropy(x[0], labels, label_smoothing=a.get("label_smoothing", 0.0)).reshape(1)


OPS = {
    "conv2d": conv2d,
    "batch_norm": batch_norm,
    "relu": lambda x, p, a, t: F.relu(x[0]),
    "relu6": lambda x, p, a, t: F.relu6(x[0]),
    "silu": lambda x, p, a, t: F.silu(x[0]),
    "gelu": lambda x, p, a, t: F.gelu(x[0]),
    "sigmoid": lambda x, p, a, t: torch.sigmoid(x[0]),
    "add": lambda x, p, a, t: sum(x),
    "scale": lambda x, p, a, t: x[0] * x[1],
    "scale_constant": lambda x, p, a, t: x[0] * a["factor"],
    "complement": lambda x, p, a, t: 1 - x[0],
    "dropout": dropout,
    "gradient_scale": gradient_scale,
    "max_pool": lambda x, p, a, t: F.max_pool2d(x[0], a["kernel"], a["stride"], a.get("pad", 0)),
    "avg_pool": lambda x, p, a, t: F.avg_pool2d(x[0], a["kernel"], a["stride"], a.get("pad", 0),
                                                count_include_pad=bool(a.get("count_include_pad", 1))),
    "global_avg_pool": lambda x, p, a, t: F.adaptive_avg_pool2d(x[0], 1),
    "adaptive_avg_pool": lambda x, p, a, t: F.adaptive_avg_pool2d(x[0], a["size"]),
    "linear": lambda x, p, a, t: F.linear(x[0].flatten(1), p["weight"], p.get("bias")),
    "window_attention": window_attention,
    "upsample": upsample,
    "concat_pixels": lambda x, p, a, t: torch.cat([m.flatten(2) for m in x], 2).unsqueeze(3),
    "concat": lambda x, p, a, t: torch.cat(x, 1),
    "slice": lambda x, p, a, t: x[0][:, a["begin"]:a["begin"] + a["length"]],
    "pad_channels": lambda x, p, a, t: F.pad(x[0], (0, 0, 0, 0, a.get("before", 0), a.get("after", 0))),
    "subsample": lambda x, p, a, t: x[0][:, :, ::a["stride"], ::a["stride"]],
    "softmax": lambda x, p, a, t: torch.softmax(x[0], 1),
    "softmax_cross_entropy": cross_entropy,
}

UNTRAINED = ("running_mean", "running_var", "passes", "seed")


def rounded(t):
    """What is stored is what is computed with."""
    return t.float().double()


def draw_input(case, shape):
    n = torch.Size(shape).numel()
    if case.get("distinct"):
        x = (torch.randperm(n) - n / 2) * 0.1
    elif case.get("steps"):
        x = torch.randint(0, 3, (n,)).double()
    else:
        x = torch.randn(n) * case.get("spread", 1)
    for kink in case.get("kinks", []):
        x = torch.where((x - kink).abs() < 0.1, kink + torch.where(x < kink, -0.1, 0.1) + (x - kink), x)
    return rounded((x + case.get("shift", 0)).reshape(shape))


def draw_parameters(case, attributes):
    channels = case["inputs"][0][1]
    if case["op"] == "dropout":
        p = {"passes": torch.tensor([6.0]), "seed": torch.tensor([12345.0])}
    elif case["op"] == "conv2d":
        k, out = attributes["kernel"], attributes["out"]
        p = {"weight": torch.randn(out, channels // attributes.get("groups", 1), k, k)}
        if attributes.get("bias", 0):
            p["bias"] = torch.randn(out)
    elif case["op"] == "window_attention":
        p = {"relative_position_bias_table": torch.randn((2 * attributes["window"] - 1) ** 2,
                                                         attributes.get("heads", 1))}
    elif case["op"] == "linear":
        p = {"weight": torch.randn(attributes["out"], torch.Size(case["inputs"][0][1:]).numel())}
        if attributes.get("bias", 1):
            p["bias"] = torch.randn(attributes["out"])
    elif case["op"] == "batch_norm":
        p = {"weight": torch.randn(channels), "bias": torch.randn(channels),
             "running_mean": torch.randn(channels), "running_var": torch.rand(channels) + 0.5}
    else:
        p = {}
    return {name: rounded(value) for name, value in p.items()}


def run(case, tensors):
    name, attributes = case["name"], case.get("attributes", {})
    torch.manual_seed(zlib.crc32(name.encode()))
    inputs = [draw_input(case, shape) for shape in case["inputs"]]
    if case["op"] == "softmax_cross_entropy":
        if len(case["inputs"][1]) == 2:
            inputs[1] = rounded(torch.softmax(inputs[1], 1))
        else:
            inputs[1] = torch.randint(0, case["inputs"][0][1], case["inputs"][1]).double()
    parameters = draw_parameters(case, attributes)
    for i, x in enumerate(inputs):
        tensors[f"{name}.input.{i}"] = x.clone()
        x.requires_grad_(not (case["op"] == "softmax_cross_entropy" and i == 1))
    for key, value in parameters.items():
        tensors[f"{name}.param.{key}"] = value.clone()
        value.requires_grad_(key not in UNTRAINED)
    y = OPS[case["op"]](inputs, parameters, attributes, case.get("training", False))
    grad = rounded(torch.randn(y.shape))
    y.backward(grad)
    tensors[f"{name}.output"] = y
    tensors[f"{name}.grad_output"] = grad
    for i, x in enumerate(inputs):
        if x.grad is not None:
            tensors[f"{name}.grad_input.{i}"] = x.grad
    for key, value in parameters.items():
        if value.requires_grad:
            tensors[f"{name}.grad.{key}"] = value.grad
        else:
            tensors[f"{name}.after.{key}"] = value


def write(path, tensors):
    header, blobs, at = {}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def main():
    with open(os.path.join(HERE, "cases.json"), encoding="utf-8") as f:
        cases = json.load(f)
    tensors = {}
    for case in cases:
        run(case, tensors)
    write(os.path.join(HERE, "ops.safetensors"), tensors)


if __name__ == "__main__":
    main()
