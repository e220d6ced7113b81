#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles emitted files for their targets, as strictly as a careful user.

    compile_all.py [--full] [--target T]... M2C MODEL.onnx FOLDER

m2c writes MODEL for each target (all, unless some are named) into
FOLDER/TARGET. Each file must compile without a warning with gcc and clang as
C99 and as gnu11, at every level of optimisation (without --full: each of these,
but not each pair of them), the header also as C++11 and by itself.
"""

import argparse
import itertools
import pathlib

from toolchains import PARTS, WARNINGS, call, compilers, parallel, targets

DIALECTS = ["c99", "gnu11"]
LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os"]
FEW = [("gnu11", "-O0"), ("c99", "-O3"), ("gnu11", "-Os")]
# Two more for one compiler each, so that all levels occur for every target.
MORE = [[("c99", "-O1")], [("gnu11", "-O2")]]


def header_commands(name, command):
    """Commands that compile the header alone, as C and as C++."""
    cxx = [{"gcc": "g++", "clang-22": "clang++-22"}.get(part, part) for part in [command[0].name]]
    return [
        [*command, "-std=c99", "-fsyntax-only", "-x", "c", f"{name}.h"],
        [command[0].with_name(cxx[0].replace("-gcc", "-g++")), *command[1:], "-std=c++11"]
        + ["-fsyntax-only", "-x", "c++", f"{name}.h"],
    ]


def build_commands(name, target, full):
    for index, command in enumerate(compilers(target)):
        command = [pathlib.Path(command[0]), *command[1:]]
        settings = list(itertools.product(DIALECTS, LEVELS)) if full else FEW + MORE[index % 2]
        for (dialect, level), part in itertools.product(settings, PARTS):
            if part and not full and level not in ("-O0", "-O3"):
                continue  # data: the level makes no difference
            yield [*command, f"-std={dialect}", level, "-c", f"{name}{part}.c", "-o", "/dev/null"]
        for header in header_commands(name, command):
            if header[0].exists():  # g++ for aarch64 is not asked of the machine
                yield header


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--target", action="append")
    parser.add_argument("m2c")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()

    builds = []
    for target in targets():
        if options.target and target["name"] not in options.target:
            continue
        folder = options.folder / target["name"]
        call(options.m2c, options.model, "--target", target["name"], "-o", folder)
        for command in build_commands(options.model.stem, target, options.full):
            builds.append((command, folder))
    assert builds, "no such target"
    parallel(lambda b: call(*b[0], *WARNINGS, cwd=b[1]), builds)
    print(f"{len(builds)} compilations without a warning")


if __name__ == "__main__":
    main()
