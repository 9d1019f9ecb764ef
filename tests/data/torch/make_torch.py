#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Files of torch.save() in both of its formats, and what PyTorch reads from them.

usage: make_torch.py     (Debian: apt-get install python3-torch)

NAME.pth (zip archive) and NAME-legacy.pth (streams) for each dict below; NAME.safetensors: the same tensors
as PyTorch has them, as float32, single numbers as vectors of 1. view-legacy.pth is written here as PyTorch
before 0.4 did, and read back by PyTorch.
refused-*.pth: each breaks one rule; refused.json says which, by the error's code.
"""
import collections
import io
import json
import os
import pickle
import struct
import sys
import zipfile

import torch
import torch.nn as nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cases"))
from make_cases import save_safetensors  # noqa: E402

torch.set_default_dtype(torch.float32)
torch.manual_seed(0)
MAGIC = 0x1950A86A20F9469CFC6C


def dtypes():
    out = {}
    for t in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        out[str(t)[6:]] = (torch.randn(5) * 3).to(t)
    out["special"] = torch.tensor([0.0, -0.0, float("inf"), 6e-8, 65504, -1e-5]).half()
    for t in (torch.int64, torch.int32, torch.int16, torch.int8):
        out[str(t)[6:]] = torch.tensor([-128, -1, 0, 127]).to(t)
    out["uint8"] = torch.tensor([0, 1, 255], dtype=torch.uint8)
    out["bool"] = torch.tensor([True, False, True])
    return out


def views():
    base = torch.arange(120.0).reshape(2, 3, 4, 5)
    return collections.OrderedDict([
        ("whole", base), ("turned", base.permute(3, 1, 0, 2)), ("part", base[:, 1:, ::2, 1:4]),
        ("row", base[1, 2, 3]), ("column", base[1, :, 0, 0]), ("number", torch.tensor(7.5)),
        ("one", base[1, 2, 3, 4]), ("empty", torch.zeros(0, 3)), ("again", base), ("matrix", base[0, 0].t()),
        ("parameter", nn.Parameter(torch.randn(2, 2))),
        ("channels_last", torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last))])


def checkpoint():
    net = nn.DataParallel(nn.Sequential(collections.OrderedDict(
        [("conv1", nn.Conv2d(3, 4, 3, bias=False)), ("bn1", nn.BatchNorm2d(4))])))
    net(torch.randn(2, 3, 8, 8))
    optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    sum(p.sum() for p in net.parameters()).backward()
    optimizer.step()
    return {"epoch": 3, "best": 0.5, "note": "é", "last": True, "nothing": None, "shape": torch.Size([2, 3]),
            "state_dict": net.state_dict(), "optimizer": optimizer.state_dict(), "list": [torch.ones(2), (1, -2)]}


def flat(value, name=""):
    if torch.is_tensor(value):
        return {name: value.detach().float().reshape(value.shape or (1,))}
    out = {}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else []
    for key, inner in items:
        out.update(flat(inner, f"{name}.{key}" if name else str(key)))
    return out


def path(name):
    return os.path.join(HERE, name)


for name, make in (("dtypes", dtypes), ("views", views), ("checkpoint", checkpoint)):
    value = make()
    torch.save(value, path(name + ".pth"))
    torch.save(value, path(name + "-legacy.pth"), _use_new_zipfile_serialization=False)
    save_safetensors(path(name + ".safetensors"), flat(value), {})
    if name == "views":
        torch.save(value, path("views-protocol4.pth"), pickle_protocol=4)


# ── files of our own making ──

class Storage:
    """Stands for (key, elements, view) of a FloatStorage."""

    def __init__(self, key, elements, view=None):
        self.id = ("storage", torch.FloatStorage, key, "cpu", elements, view)


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        return value.id if isinstance(value, Storage) else None


class Call:
    """Pickles as function (*arguments)."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def tensor(storage, offset=0, size=(2, 2), stride=(2, 1)):
    return Call(torch._utils._rebuild_tensor_v2, storage, offset, size, stride, False, collections.OrderedDict())


def pickled(value, protocol=2):
    out = io.BytesIO()
    Pickler(out, protocol).dump(value)
    return out.getvalue()


def legacy(value, storages):
    """storages: {key: floats}"""
    head = (MAGIC, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}})
    out = b"".join(pickled(v) for v in head) + pickled(value) + pickled(sorted(storages))
    for key in sorted(storages):
        out += struct.pack(f"<q{len(storages[key])}f", len(storages[key]), *storages[key])
    return out


def archive(value, storages, compress=zipfile.ZIP_STORED, **extra):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as z:
        z.writestr("archive/data.pkl", value if isinstance(value, bytes) else pickled(value))
        for key, floats in storages.items():
            z.writestr(f"archive/data/{key}", struct.pack(f"<{len(floats)}f", *floats))
        for name, data in extra.items():
            z.writestr("archive/" + name, data)
    return out.getvalue()


def write(name, data):
    with open(path(name), "wb") as f:
        f.write(data)


write("view-legacy.pth", legacy({"a": tensor(Storage("0", 6)), "b": tensor(Storage("0", 6, ("1", 2, 4)))},
                                {"0": [1, 2, 3, 4, 5, 6]}))
view = torch.load(path("view-legacy.pth"))
assert view["b"].tolist() == [[3, 4], [5, 6]], view
save_safetensors(path("view.safetensors"), flat(view), {})

circle = {}
circle["inner"] = circle
doubled = {"t": tensor(Storage("0", 4))}
for i in range(30):
    doubled = {"a": doubled, "b": doubled}
four, one = {"0": [1, 2, 3, 4]}, {"w": tensor(Storage("0", 4))}
stored = archive(one, four)
at = stored.index(struct.pack("<4f", 1, 2, 3, 4))
corrupt = stored[:at] + b"\1" + stored[at + 1:]
REFUSED = {
    "os-system": ("unknown", archive({"w": Call(os.system, "echo refused")}, {})),
    "os-system-legacy": ("unknown", legacy({"w": Call(os.system, "echo refused")}, {})),
    "os-system-pickle": ("unknown", pickled(Call(os.system, "echo refused"))),
    "os-system-protocol0": ("unknown", pickle.dumps(Call(os.system, "echo refused"), 0)),
    "os-system-protocol4": ("unknown", pickled(Call(os.system, "echo refused"), 4)),
    "eval": ("unknown", archive(Call(eval, "1"), {})),
    "module": ("unknown", archive(pickle.dumps(nn.ReLU(), 2), {})),
    "called-storage": ("format", archive({"w": Call(torch.FloatStorage, 1 << 40)}, {})),
    "no-dict": ("format", archive([1, 2], {})),
    "no-archive": ("format", archive(one, four).replace(b"data.pkl", b"data.abc")),
    "missing": ("format", archive(one, {})),
    "compressed": ("format", archive(one, four, zipfile.ZIP_DEFLATED)),
    "big-endian": ("version", archive(one, four, byteorder=b"big")),
    "checksum": ("format", corrupt),
    "short": ("truncated", archive(one, {"0": [1, 2, 3]})),
    "lying": ("truncated", archive({"w": tensor(Storage("0", 1 << 40))}, four)),
    "lying-legacy": ("truncated", legacy({"w": tensor(Storage("0", 1 << 40))}, four)),
    "two-sizes": ("format", archive({"v": tensor(Storage("0", 4)), "w": tensor(Storage("0", 5))}, four)),
    "outside": ("range", archive({"w": tensor(Storage("0", 4), 1)}, four)),
    "outside-stride": ("range", archive({"w": tensor(Storage("0", 4), 0, (2, 2), (3, 1))}, four)),
    "overflow": ("range", archive({"w": tensor(Storage("0", 4), 0, (1 << 62, 4), (1, 1))}, four)),
    "overflow-stride": ("range", archive({"w": tensor(Storage("0", 4), 0, (3, 1), (1 << 63 - 1, 1))}, four)),
    "expanded": ("range", archive({"w": tensor(Storage("0", 4), 0, (1000, 1000), (0, 0))}, four)),
    "negative": ("format", archive({"w": tensor(Storage("0", 4), 0, (2, -2), (2, 1))}, four)),
    "five": ("shape", archive({"w": tensor(Storage("0", 4), 0, (1,) * 5, (1,) * 5)}, four)),
    "circle": ("range", archive(circle, {})),
    "doubled": ("range", archive(doubled, four)),
    "overlap": ("range", archive({i: tensor(Storage("0", 1000), 0, (10, 100), (100, 1)) for i in range(500)},
                                 {"0": [0] * 1000})),
    "opcode": ("format", archive(b"\x80\x02}(X\1\0\0\0wic\nd\nu.", {})),
    "unkept": ("format", archive(b"\x80\x02}q\0(X\1\0\0\0wh\5u.", {})),
    "empty-stack": ("format", archive(b"\x80\x02.", {})),
    "no-mark": ("format", archive(b"\x80\x02}u.", {})),
    "endless": ("truncated", archive(b"\x80\x02}", {})),
    "long-text": ("truncated", archive(b"\x80\x02}(X\xff\xff\xff\x7fwu.", {})),
    "long-key": ("format", archive({"k" * 2000: {"w": 1}}, {})),
    "protocol": ("version", archive(b"\x80\x09}.", {})),
    "other-pickle": ("format", pickled(12345678901234567890123)),
}
for name, (_, data) in REFUSED.items():
    write(f"refused-{name}.pth", data)
with open(path("refused.json"), "w") as f:
    json.dump({name: code for name, (code, _) in REFUSED.items()}, f, indent=1)
    f.write("\n")
