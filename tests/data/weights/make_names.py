#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Writes torchvision-names.json: what torchvision (0.14) calls the tensors of networks whose layers it names by their places."""
import json
import os

import torchvision

NAMES = ["vgg11", "vgg16_bn", "mobilenet_v2"]

tensors = {n: {k: list(v.shape) for k, v in getattr(torchvision.models, n)(weights=None).state_dict().items() if v.dim() > 0}
           for n in NAMES}
with open(os.path.join(os.path.dirname(__file__), "torchvision-names.json"), "w") as f:
    f.write("{\n" + ",\n".join(f' "{n}": {{\n' + ",\n".join(f'  "{k}": {json.dumps(v)}' for k, v in tensors[n].items()) + "\n }"
                               for n in NAMES) + "\n}\n")
