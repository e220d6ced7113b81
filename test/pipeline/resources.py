#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints what compiling models costs, and fails above 500 MB of memory.

    resources.py M2C FOLDER MODEL.onnx...

The processor time is printed but not judged: machines differ.
"""

import os
import pathlib
import sys

MOST_MEGABYTES = 500


def compile_once(m2c, model, folder):
    """(megabytes at most, seconds of processor time) of one compilation."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(m2c, [m2c, model, "--target", "cortex-m7", "--name", "model", "-o", folder])
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"resources.py: {model}: exit status {status}")
    return usage.ru_maxrss * 1024 / 1e6, usage.ru_utime + usage.ru_stime


def main():
    m2c, folder, *models = sys.argv[1:]
    assert models, __doc__
    for model in models:
        name = pathlib.Path(model).parent.name
        megabytes, seconds = compile_once(m2c, model, f"{folder}/{name}")
        print(f"{name:28} {megabytes:6.0f} MB {seconds:6.2f} s", flush=True)
        if megabytes > MOST_MEGABYTES:
            sys.exit(f"resources.py: expected at most {MOST_MEGABYTES} MB for {name}")


if __name__ == "__main__":
    main()
