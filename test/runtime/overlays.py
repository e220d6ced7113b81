#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows that the kernels of every set compute what the portable ones do.

    overlays.py [--jobs N] [KERNEL...]

overlays/SET_KERNEL.c runs both on random layers. Each is built for the host,
where the primitives of a set have a plain C form, and for every target whose
record names the set, with all its compilers, and run there or under QEMU. Every
file of runtime/kernels beside the portable ones must have such a test.
"""

import argparse
import concurrent.futures
import itertools
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/scripts"))
from toolchain import BOARD, ROOT, Failure, Toolchain, call, records  # noqa: E402

RUNTIME = ROOT / "runtime"
TESTS = ROOT / "test/runtime/overlays"
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Werror"]
HOST_FLAGS = (["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover"], ["-O2"])
TARGET_FLAGS = (["-O0"], ["-O2"], ["-Os"])
HOST_CASES, TARGET_CASES = 3000, 150


def run_test(tools, flags, test):
    """Builds and runs; returns what is wrong, or nothing."""
    cases = TARGET_CASES if tools.is_board() else HOST_CASES
    includes = [f"-I{p}" for p in (RUNTIME / "include", RUNTIME / "kernels", BOARD)]
    try:
        with tempfile.TemporaryDirectory() as name:
            folder, objects = pathlib.Path(name), []
            for source in [test, *tools.ports()]:
                own = [*flags, f"-DCASES={cases}", *WARNINGS] if source == test else ["-O2"]
                objects.append(folder / (source.stem + ".o"))
                command = [*tools.compiler, "-std=gnu11", *own, *includes]
                call([*command, "-c", source, "-o", objects[-1]])
            said = call(tools.command(tools.link(folder, objects, flags)))
            if "all the same" not in said:
                raise Failure(f"expected 'all the same', got: {said}")
    except Failure as failure:
        return f"{tools.name} {' '.join(flags)}, {test.stem}: {failure}"
    return None


def runs_of(test, targets):
    """Each way to build and run a test."""
    kernel_set = test.stem.split("_")[0]
    for target in targets:
        if target["name"] != "host" and kernel_set not in target["kernelSets"]:
            continue
        compilers = target["compilers"]
        if target["name"] == "host":
            compilers = [c for c in compilers if c["program"] in ("gcc", "clang-22")]
        for compiler in compilers:
            flags = HOST_FLAGS if target["name"] == "host" else TARGET_FLAGS
            yield from ((Toolchain(target, compiler), f, test) for f in flags)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("kernels", nargs="*", help="such as dsp_conv2d_s8; all without")
    arguments = parser.parse_args()
    kernels = [p for p in sorted(RUNTIME.glob("kernels/*/m2c_*.c")) if p.parent.name != "c"]
    names = [f"{p.parent.name}_{p.stem.removeprefix('m2c_')}" for p in kernels]
    tests = [TESTS / f"{name}.c" for name in arguments.kernels or names]
    wrong = [f"expected a test {t.relative_to(ROOT)}" for t in tests if not t.exists()]
    targets = records()
    runs = list(itertools.chain.from_iterable(runs_of(t, targets) for t in tests if t.exists()))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        wrong += [line for line in pool.map(lambda run: run_test(*run), runs) if line]
    print("\n".join(wrong), end="\n" if wrong else "")
    verdict = f"{len(wrong)} wrong" if wrong else "all the same"
    print(f"overlays: {len(tests)} kernels, {len(runs)} builds: {verdict}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
