#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""PyTorch's side of bench-training, in step with pair.py: whole training steps of cifar_resnet20, batch 128.

usage: torch_training.py [fp32|bf16 [THREADS]]

The augmentation is done on whole batches of tensors, which is several times faster than torchvision's transforms
picture by picture in a DataLoader: what a user does who has tuned it.
"""
import resource
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

PICTURES, BATCH, STEPS, WARM = 10000, 128, 5, 5


class Basic(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.stride, self.pad = stride, (o - i) // 2

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        s = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad)) if self.stride > 1 else x
        return F.relu(y + s, inplace=True)


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True)]
    for i, o in ((16, 16), (16, 32), (32, 64)):
        layers += [Basic(i if b == 0 else o, o, 2 if o > i and b == 0 else 1) for b in range(3)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def batches(pictures, labels):
    grid = torch.arange(32)
    while True:
        order = torch.randperm(PICTURES)
        for at in range(0, PICTURES - BATCH + 1, BATCH):
            index = order[at:at + BATCH]
            padded = F.pad(pictures[index], (4, 4, 4, 4))
            rows = torch.randint(0, 9, (BATCH, 1)) + grid
            columns = torch.randint(0, 9, (BATCH, 1)) + grid
            flipped = torch.rand(BATCH, 1) < 0.5
            columns = torch.where(flipped, columns.flip(1), columns)
            x = padded[torch.arange(BATCH)[:, None, None, None], torch.arange(3)[None, :, None, None],
                       rows[:, None, :, None], columns[:, None, None, :]]
            yield (x.float() / 255 - 0.5) / 0.25, labels[index]


def main():
    precision = sys.argv[1] if len(sys.argv) > 1 else "fp32"
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    torch.manual_seed(1)
    net = resnet20().train()
    update = torch.optim.SGD(net.parameters(), 0.01, 0.9, weight_decay=1e-4)
    data = batches(torch.randint(0, 256, (PICTURES, 3, 32, 32), dtype=torch.uint8), torch.arange(PICTURES) % 10)

    def step():
        x, y = next(data)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
            logits = net(x)
        loss = F.cross_entropy(logits.float(), y)
        update.zero_grad(set_to_none=True)
        loss.backward()
        update.step()
        return loss.item()

    def run(steps):
        begin = time.perf_counter()
        for _ in range(steps):
            step()
        return (time.perf_counter() - begin) * 1e3 / steps

    run(WARM)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(f"{run(STEPS):.3f}", flush=True)
    print(f"torch_training: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
