#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The C of the shared models on this computer.

    emitted.py M2C MODELS FOLDER [--bits MODE] [NAME...]

For each model (of those names), quantised where there is a MODE: the C for
cortex-m7 compiles here without a warning and computes the same bits as the C for
this computer, with gcc and clang, at -O0 and -O3, as C99 and as GNU C that may
contract floating point; it agrees with the PC (NAME_selftest), under
AddressSanitizer and UBSan too.
"""

import argparse
import itertools
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "emit"))
from check_bits import has_fma  # noqa: E402
from toolchains import HOST, PARTS, WARNINGS, call, find, parallel  # noqa: E402

STRICT = ["-std=c99", *WARNINGS]
CONTRACT = ["-std=gnu11", "-ffp-contract=fast", *WARNINGS]
CONTRACT += ["-march=x86-64-v3"] if has_fma() else []
SANITIZE = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


def main_file(name, report):
    """A program that prints the bits of all outputs."""
    upper = name.upper()
    lines = [f'#include "{name}.h"', "#include <stdio.h>"]
    lines += [f"static union {{ double align; unsigned char bytes[{upper}_ARENA_BYTES]; }} arena"]
    lines += [f"  __attribute__((aligned({upper}_ARENA_ALIGN)));"]
    tensors = report["inputs"] + report["outputs"]
    lines += [f"static float {t['c_name']}_[{t['count']}];" for t in tensors]
    lines += ["int main(void)", "{", "  unsigned i; uint32_t bits, state = 7; float span;"]
    for kind in ("inputs", "outputs"):
        members = ", ".join(f".{t['c_name']} = {t['c_name']}_" for t in report[kind])
        lines += [f"  const {name}_{kind} {kind} = {{ {members} }};"]
    # Networks differ in what moves them.
    lines += ["  for (span = 1; span < 300; span *= 4) {"]
    for t in report["inputs"]:
        lines += [f"    for (i = 0; i < {t['count']}u; ++i) {{"]
        lines += ["      state = state * 1664525u + 1013904223u;"]
        value = "((float)(state >> 8) / 16777216.0f - 0.25f) * span"
        lines += [f"      {t['c_name']}_[i] = {value};", "    }"]
    lines += [f"    if ({name}_run(&arena, &inputs, &outputs)) return 1;"]
    for t in report["outputs"]:
        lines += [f"    for (i = 0; i < {t['count']}u; ++i) {{"]
        lines += [f"      memcpy(&bits, &{t['c_name']}_[i], 4);"]
        lines += ['      printf("%08lx\\n", (unsigned long)bits);', "    }"]
    lines += ["  }"]
    return "\n".join([*lines, "  return 0;", "}", ""])


def bits(folder, name, compiler, level, flags=STRICT):
    files = [folder / f"{name}{part}.c" for part in PARTS] + [folder / "main.c"]
    program = folder / f"bits-{compiler}{level}{flags[0]}"
    call(find(compiler), *flags, level, *files, "-o", program)
    return call(program)


def selftest(folder, name, compiler, flags):
    files = [folder / f"{name}{part}.c" for part in PARTS]
    program = folder / f"selftest-{compiler}"
    call(find(compiler), *STRICT, *flags, f"-D{name.upper()}_SELFTEST_MAIN", *files, "-o", program)
    if "self-test passed" not in call(program):
        raise RuntimeError(f"{program}: expected to pass")


def check(m2c, model, folder, mode):
    name = "net"
    samples = model.with_name("calib.npz")
    how = ["--calibrate", samples, "--bits", mode, "--io", "float"] if mode else []
    for target in ("host", "cortex-m7"):
        out = folder / target
        call(m2c, model, "--target", target, "-o", out, "--name", name, *how)
        report = json.loads((out / f"{name}_report.json").read_text())
        (out / "main.c").write_text(main_file(name, report))
    reference = bits(folder / "host", name, "gcc", "-O1")
    if len(set(reference.split())) < 2:
        raise RuntimeError(f"{model}: expected different values, got {reference}")
    for compiler in HOST:
        for level, flags in itertools.product(("-O0", "-O3"), (STRICT, CONTRACT)):
            if bits(folder / "cortex-m7", name, compiler, level, flags) != reference:
                raise RuntimeError(f"{model}: other bits with {compiler} {level} {flags[0]}")
        selftest(folder / "cortex-m7", name, compiler, ["-O1", *SANITIZE])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("m2c")
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--bits")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    found = sorted(options.models.glob("*/model.onnx"))
    found = [m for m in found if not options.names or m.parent.name in options.names]
    if len(found) < len(options.names):
        sys.exit(f"expected folders {options.names} in {options.models}")
    work = lambda m: check(options.m2c, m, options.folder / m.parent.name, options.bits)
    parallel(work, found)
    print(f"{len(found)} models: all the same bits")


if __name__ == "__main__":
    main()
