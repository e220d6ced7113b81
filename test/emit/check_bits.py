#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows that a model's results depend neither on compiler flags nor on the
target that m2c wrote the C for.

    check_bits.py [--full] M2C kernels.onnx FOLDER [--bits MODE]

The C of several targets, built for this computer in many ways, and that of an
AArch64 core under QEMU, must all print the same bits. With --bits the model is
quantised first, on the samples in kernels.npz.
"""

import argparse
import itertools
import pathlib
import shutil

from toolchains import HOST, LLVM, call, find, parallel

HERE = pathlib.Path(__file__).resolve().parent
LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os", "-O3 -flto"]
CONTRACT = "-std=gnu11 -ffp-contract=fast"
# Each flag occurs with each compiler, but not with each other.
FEW = [
    ("cortex-m7", "-O0 -std=c99"),
    ("cortex-m7", "-O3 -flto " + CONTRACT),
    ("cortex-m55", "-Os -std=c99"),
    ("cortex-a72", "-O2 -march=x86-64-v3 " + CONTRACT),
    ("host", "-O3 -march=x86-64-v3 " + CONTRACT),
]
AARCH64 = ["aarch64-linux-gnu-gcc", "-static", "-mcpu=cortex-a72", "-O3", *CONTRACT.split()]


def has_fma():
    info = pathlib.Path("/proc/cpuinfo")
    return info.exists() and " fma " in info.read_text()


def settings(full):
    """[(compiler, target, flags)], the reference first."""
    yield "gcc", "host", "-O1 -std=c99"
    names = ["host", "cortex-m7", "cortex-m55", "cortex-a72"]
    arches = ["", "-march=x86-64-v3"]
    everything = list(itertools.product(names, LEVELS, ["-std=c99", CONTRACT], arches))
    for compiler in HOST:
        for target, *flags in everything if full else FEW:
            yield compiler, target, " ".join(flags)


def build_and_run(folder, number, compiler, target, flags):
    program = folder / f"program{number}"
    sources = [folder / target / f"kernels{part}.c" for part in ("", "_weights")]
    command = [find(compiler), *flags.split(), f"-I{folder / target}"]
    if "-flto" in flags and compiler != "gcc":
        command.append(f"--ld-path={LLVM}/ld.lld")
    call(*command, *sources, HERE / "bits_main.c", "-o", program)
    return call(program)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("m2c")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--bits")
    options = parser.parse_args()
    folder = options.folder

    fma = has_fma()
    builds = [s for s in settings(options.full) if fma or "x86-64-v3" not in s[2]]
    how = ["--calibrate", options.model.with_suffix(".npz"), "--io", "float"]
    how = [*how, "--bits", options.bits] if options.bits else []
    for target in sorted({"cortex-a72", *(target for _, target, _ in builds)}):
        call(options.m2c, options.model, "--target", target, "-o", folder / target, *how)
    printed = parallel(lambda b: build_and_run(folder, b[0], *b[1]), list(enumerate(builds)))
    if shutil.which(AARCH64[0]) and shutil.which("qemu-aarch64"):
        builds.append((AARCH64[0], "cortex-a72", " ".join(AARCH64[1:])))
        files = [folder / "cortex-a72" / f"kernels{part}.c" for part in ("", "_weights")]
        program = folder / "program-aarch64"
        call(*AARCH64, f"-I{folder / 'cortex-a72'}", *files, HERE / "bits_main.c", "-o", program)
        printed.append(call("qemu-aarch64", program))

    values = printed[0].split()
    # A quantised output has few.
    assert len(set(values)) > (20 if options.bits else 300), "expected many different values"
    for build, lines in zip(builds, printed):
        if lines != printed[0]:
            wrong = [i for i, (a, b) in enumerate(zip(lines.split(), values)) if a != b]
            raise SystemExit(f"other bits from {' '.join(build)}: values {wrong[:10]}")
    print(f"{len(builds)} builds, {len(values) - 3} values: all the same bits")


if __name__ == "__main__":
    main()
