#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
"""Compares the firmware with ONNX Runtime on one sample of a golden.npz.

    golden.py GOLDEN.npz N sample INPUTS... > SAMPLE.bin
    run.sh ... SAMPLE.bin | golden.py GOLDEN.npz N check OUTPUT

`sample` writes the inputs, in the order of the network's, as run.sh takes them;
`check` reads what the firmware prints.
"""

import re
import sys

import numpy as np


def main():
    data, sample, what, *names = np.load(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
    if what == "sample":
        for name in names:
            sys.stdout.buffer.write(data[name][sample].astype("<f4").tobytes())
        return
    expected = data[f"out_{names[0]}"][sample]
    said = sys.stdin.read()
    line = re.search(rf"^{names[0]}: (.+)$", said, re.M)
    if not line:
        sys.exit(f"golden.py: expected a line '{names[0]}: ...', got\n{said}")
    np.testing.assert_allclose([float(v) for v in line[1].split()], expected, 1e-4, 1e-5)
    if f"prediction of {names[0]}: {expected.argmax()}\n" not in said:
        sys.exit(f"golden.py: expected the prediction {expected.argmax()}, got\n{said}")


if __name__ == "__main__":
    main()
