#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows that the runtime's results depend on no compiler, flag or core.

    same-bits.py [--full | --one] [--jobs N] [--list]

Builds same_bits_driver.c, which runs all kernels on fixed data, in many ways
for the host and for every target that a record of compiler/Targets can run, and
compares the checksums. Compiles every kernel and header alone for every target
with the warnings of a careful user. Builds two drivers whose guard against
fused multiply-add is taken out, which must give other checksums: else the
comparison would prove nothing. --full tries every combination of flags; without
it each flag occurs, but not with each other. --one builds and runs the driver once,
which shows that it has a case for each kernel.
"""

import argparse
import concurrent.futures
import itertools
import os
import pathlib
import platform
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/scripts"))
from toolchain import BOARD, ROOT, Failure, Toolchain, call, find, records  # noqa: E402

KERNELS = ROOT / "runtime/kernels/c"
HEADERS = ROOT / "runtime/include"
DRIVER = ROOT / "test/runtime/same_bits_driver.c"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os", "-O3 -flto"]
DIALECTS = ["-std=c99", "-std=gnu11"]
CONTRACTION = ["", "-ffp-contract=fast"]
MATHS = {"math_exp", "math_sigmoid", "math_tanh"}


class Build:
    """One way to build and run the driver."""

    def __init__(self, tools, flags, headers=HEADERS, warnings=WARNINGS):
        self.tools, self.headers, self.warnings = tools, headers, warnings
        self.flags = [flag for group in flags for flag in group.split()]
        self.name = " ".join([tools.name, *self.flags])

    def checksums(self):
        """Builds, runs, and returns {stem: checksum}."""
        with tempfile.TemporaryDirectory() as folder:
            return self.checksums_in(pathlib.Path(folder))

    def checksums_in(self, folder):
        objects = []
        for source in [DRIVER, *self.tools.ports()]:
            flags = ["-std=gnu11", "-O2"]  # the ports are not what is tested
            if source == DRIVER:
                flags = [*self.flags, *self.warnings]
                flags += [f"-I{p}" for p in (self.headers, KERNELS, BOARD)]
            objects.append(folder / (source.stem + ".o"))
            call([*self.tools.compiler, *flags, "-c", source, "-o", objects[-1]])
        flags = []
        if "-flto" in self.flags:
            flags += self.flags
            if self.tools.clang:
                flags += ["--ld-path=" + find("ld.lld")]
        said = call(self.tools.command(self.tools.link(folder, objects, flags)))
        lines = re.findall(r"^(\w+) ([0-9a-f]{8})$", said, re.MULTILINE)
        expected = {line_name(path) for path in KERNELS.glob("m2c_*.c")} | MATHS
        if {stem for stem, _ in lines} != expected:
            raise Failure(f"expected a checksum of each of {sorted(expected)}, got: {said}")
        return dict(lines)


def line_name(path):
    """What the driver calls a kernel: add (of floats), add_s8, softmax_s8_f32."""
    name = path.stem.removeprefix("m2c_")
    floats = re.fullmatch(r"((?:(?!_s8|_s16)\w)+)_f32", name)
    return floats[1] if floats else name


def has_fma():
    """Whether this computer can execute x86-64-v3."""
    info = pathlib.Path("/proc/cpuinfo")
    return platform.machine() == "x86_64" and info.exists() and " fma " in info.read_text()


def host_builds(tools, full):
    """Yields the builds for this computer, the reference first."""
    arches = ["", "-march=x86-64-v3"] if has_fma() else [""]
    for tool, level in itertools.product(tools, LEVELS):
        if full:
            for rest in itertools.product(DIALECTS, CONTRACTION, arches):
                yield Build(tool, [level, *rest])
        else:
            yield Build(tool, [level, "-std=c99"])
            yield Build(tool, [level, "-std=gnu11", "-ffp-contract=fast", arches[-1]])
    # A compiler that is neither gcc nor clang sees neither vectors nor asm.
    yield Build(tools[0], ["-O2 -std=c99 -U__GNUC__"], warnings=[])


def target_builds(tools, full):
    """Yields the builds that run under an emulator."""
    for tool in tools:
        if full:
            for level in LEVELS:
                if not ("-flto" in level and tool.clang):  # GNU ld reads no bitcode
                    for rest in itertools.product(DIALECTS, CONTRACTION):
                        yield Build(tool, [level, *rest])
        else:
            for level in ["-O2"] if tool.clang else ["-O0", "-O3"]:
                yield Build(tool, [level, "-std=gnu11", "-ffp-contract=fast"])
            yield Build(tool, ["-Os", "-std=c99"])


def unguarded_headers(folder):
    """A copy of the headers without the guards against contraction."""
    shutil.copytree(HEADERS, folder, dirs_exist_ok=True)
    types, vec = folder / "m2c/m2c_types.h", folder / "m2c/m2c_f32.h"
    types.write_text(re.sub(r"#pragma .*contract.*", "", types.read_text(), flags=re.I))
    vec.write_text(vec.read_text().replace('__asm__("" : ', '(void)sizeof(v); if (0) __asm__("" : '))
    return folder


def compile_alone(tools, path):
    """Compiles one kernel or header by itself, kernels with an outside caller."""
    stem = path.stem
    text = f'#include "{path.relative_to(HEADERS) if path.suffix == ".h" else path.name}"\n'
    if path.suffix == ".c":
        parameters = re.search(rf"\bvoid\s+{stem}\(([^)]*)\)", path.read_text())[1]
        signature = f"void run({parameters})"
        text += f"{signature};\n{signature} {{ {stem}(p, out, rows, scratch); }}\n"
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "alone.c"
        source.write_text(text)
        flags = ["-std=c99", "-O2", *WARNINGS, f"-I{HEADERS}", f"-I{KERNELS}"]
        call([*tools.compiler, *flags, "-c", source, "-o", source.with_suffix(".o")])


def compare(reference, results):
    """Returns what is wrong with the results, one line each."""
    wrong = []
    for build, got in results:
        if isinstance(got, Failure):
            wrong.append(f"{build.name}: {got}")
            continue
        stems = [stem for stem in reference if got[stem] != reference[stem]]
        if stems:
            wrong.append(f"{build.name}: other bits in {', '.join(stems)}")
    return wrong


def attempt(work, *arguments):
    try:
        return work(*arguments)
    except Failure as failure:
        return failure


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="every combination of flags")
    parser.add_argument("--one", action="store_true", help="only the first build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="only list the builds")
    arguments = parser.parse_args()

    targets = records()
    host = next(r for r in targets if r["name"] == "host")
    named = [c for c in host["compilers"] if c["program"] in ("gcc", "clang-22")]
    host_tools = [Toolchain(host, compiler) for compiler in named]
    target_tools = [
        Toolchain(record, compiler)
        for record in targets
        if record["run"]["kind"] in ("system", "user")
        for compiler in record["compilers"]
    ]
    builds = [*host_builds(host_tools, arguments.full), *target_builds(target_tools, arguments.full)]
    if arguments.list:
        print("\n".join(build.name for build in builds))
        return 0
    if arguments.one:
        print(f"same-bits: 1 build x {len(builds[0].checksums())} checksums")
        return 0

    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(
        arguments.jobs
    ) as pool:
        fuse = ["-O2", "-std=gnu11", "-ffp-contract=fast", "-march=x86-64-v3"]
        unguarded = unguarded_headers(pathlib.Path(folder)) if has_fma() else None
        controls = [Build(t, fuse, unguarded, []) for t in host_tools if unguarded]
        files = sorted([*KERNELS.glob("*.c"), *HEADERS.rglob("*.h")])
        lone_tools = [t for t in target_tools if arguments.full or not t.clang]
        alone = list(itertools.product([*host_tools, *lone_tools], files))

        results = pool.map(lambda b: (b, attempt(b.checksums)), builds)
        others = pool.map(lambda b: (b, attempt(b.checksums)), controls)
        warned = pool.map(lambda a: (a, attempt(compile_alone, *a)), alone)
        results = list(results)
        reference = results[0][1]
        if isinstance(reference, Failure):
            sys.exit(f"same-bits: the reference build failed: {reference}")
        wrong = compare(reference, results)
        for build, got in others:
            # Folded and hidden constants may already fuse differently.
            if got == reference or (isinstance(got, Failure) and "differs between" not in str(got)):
                wrong.append(f"{build.name}: expected other bits without the guard, got {got}")
        for (tools, path), got in warned:
            if isinstance(got, Failure):
                wrong.append(f"{tools.name}, {path.name} alone: {got}")

    for line in wrong:
        print(line)
    verdict = f"{len(wrong)} of them wrong" if wrong else "all the same"
    print(
        f"same-bits: {len(builds)} builds x {len(reference)} checksums, {len(controls)} controls, "
        f"{len(alone)} files compiled alone: {verdict}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
