#!/usr/bin/env python3
"""Write the gradients of single paths through residual networks, computed by PyTorch in double precision.

usage: make_path_cases.py CASES.json OUTDIR      (Debian: apt-get install python3-torch)

CASES.json is a list of {"name", "seed", "batch", "mode": "train"|"eval", "first": "layer1.1", "count": 3,
"network": {network spec}}. Each case becomes OUTDIR/NAME.safetensors, float32 tensors:
  input, labels                      what goes in; labels as numbers
  param.NAME                         the network's parameters and running statistics before the pass
  norm, share, peak                  [2^count] of each path, as rn-paths.h defines them
  whole                              [3] the norms of dL/dx and dL/dy, and the largest element of dL/dx
A path is followed by cutting the graph: where it passes a block's branch, the block's shortcut is detached, and the
other way round, so its gradient is what autograd finds on the one way that is left.
"""
import json, os, sys
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases"))
from make_cases import Block, r32, save_safetensors


class Network(nn.Module):
    def __init__(self, s):
        super().__init__()
        stem, at = s["stem"], s["stem"]["out"]
        self.conv1 = nn.Conv2d(s["input"][0], at, stem["kernel"], stem["stride"], stem["kernel"] // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(at)
        self.names = []
        for i, stage in enumerate(s["stages"], 1):
            blocks = []
            for j in range(stage["count"]):
                b = dict(s.get("block", {}), **{"in": at, "out": stage["out"],
                                                 "stride": stage.get("stride", 1) if j == 0 else 1})
                if b.get("shortcut") == "pad" and b["stride"] == 1 and at == stage["out"]:
                    b["shortcut"] = "identity"
                blocks.append(Block(b))
                self.names.append(f"layer{i}.{j}")
                at = stage["out"]
            setattr(self, f"layer{i}", nn.Sequential(*blocks))
        self.pre = s.get("block", {}).get("order") == "pre"
        if self.pre:
            self.bn = nn.BatchNorm2d(at)
        self.fc = nn.Linear(at, s["head"]["classes"])

    def blocks(self):
        return [self.get_submodule(n) for n in self.names]

    def start(self, x):
        return F.relu(self.bn1(self.conv1(x)))

    def end(self, x):
        if self.pre:
            x = F.relu(self.bn(x))
        return self.fc(x.mean((2, 3)))


def one_way(block, x, branch):
    """The block's output, with a gradient through its branch or through its shortcut alone."""
    r = block.residual(x)
    s = block.shortcut(block.act(block.bn1(x)) if block.from_preact and block.kind == "projection" else x)
    y = r + s.detach() if branch else r.detach() + s
    return y if block.pre else block.out_act(y)


def follow(net, x, labels, first, count, path):
    """dL/d input and dL/d output of the blocks first … first + count; path None: all paths at once."""
    blocks = net.blocks()
    y = net.start(x)
    for b in blocks[:first]:
        y = b(y)
    at = y.detach().requires_grad_()
    y = at
    for i, b in enumerate(blocks[first:first + count]):
        y = b(y) if path is None else one_way(b, y, path >> i & 1)
    end = y
    end.retain_grad()
    for b in blocks[first + count:]:
        y = b(y)
    F.cross_entropy(net.end(y), labels).backward()
    return at.grad, end.grad


def run(case, path):
    gen = torch.Generator().manual_seed(case["seed"])
    rnd = lambda *sh: r32(torch.randn(*sh, generator=gen))
    spec = case["network"]
    net = Network(spec)
    with torch.no_grad():
        for k, t in net.state_dict().items():
            if k.endswith("num_batches_tracked"):
                continue
            if k.endswith("running_var"): v = 0.5 + rnd(*t.shape).abs()
            elif k.endswith("running_mean"): v = 0.1 * rnd(*t.shape)
            elif t.dim() >= 2: v = rnd(*t.shape) * (2.0 / (t[0].numel())) ** 0.5
            elif k.endswith("weight"): v = 1 + 0.2 * rnd(*t.shape)
            else: v = 0.1 * rnd(*t.shape)
            t.copy_(r32(v))
    x = rnd(case["batch"], *spec["input"])
    labels = torch.arange(case["batch"]) % spec["head"]["classes"]
    net.train(case["mode"] == "train")
    out = {"input": x, "labels": labels.double()}
    out.update({"param." + k: t.clone() for k, t in net.state_dict().items() if "tracked" not in k})
    first, n = net.names.index(case["first"]), case["count"]
    total, dy = follow(net, x, labels, first, n, None)
    ways = [follow(net, x, labels, first, n, p)[0] for p in range(2 ** n)]
    peak = total.abs().argmax()
    out["norm"] = torch.stack([w.norm() for w in ways])
    out["share"] = torch.stack([(w * total).sum() / (total * total).sum() for w in ways])
    out["peak"] = torch.stack([w.flatten()[peak] for w in ways])
    out["whole"] = torch.stack([total.norm(), dy.norm(), total.flatten()[peak]])
    worst = (sum(ways) - total).abs().max() / total.abs().max()
    assert worst < 1e-12, worst
    save_safetensors(path, out, {"case": json.dumps(case)})
    print(f"{case['name']:24s} norms {out['norm'].min():.3g} … {out['norm'].max():.3g}, sum of paths to {worst:.1g}")


if __name__ == "__main__":
    for c in json.load(open(sys.argv[1])):
        run(c, f"{sys.argv[2]}/{c['name']}.safetensors")
