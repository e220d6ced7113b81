#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Swaps 4 and 8 bits of every other layer's weights in a NAME_bits.json, and sets
those of the tensors named.

edit_widths.py FROM TO [TENSOR=BITS...]
"""

import json
import pathlib
import sys

plan = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
for layer in plan["layers"][::2]:
    layer["weight_bits"] = 12 - layer["weight_bits"]
for name, bits in (edit.split("=") for edit in sys.argv[3:]):
    for tensor in plan["tensors"]:
        if tensor["name"] == name:
            tensor["activation_bits"] = int(bits)
pathlib.Path(sys.argv[2]).write_text(json.dumps(plan), encoding="utf-8")
