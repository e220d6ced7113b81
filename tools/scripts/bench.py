#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts the instructions of one inference on each target, under QEMU.

    bench.sh [--m2c PROGRAM] [--models A,B] [--targets A,B] [--check | --update]

Each model is compiled with the default options of m2c and with the first
compiler of the target's record at -O2; a small program runs it once and twice,
and the difference is one inference, exact to the instruction. Beside each number
stand those of peers on the same weights, from tools/bench.json, which says where
they are from. --check fails when a count or a size is more than 2 % above the
baseline in that file; --update writes the baseline.

The models are one of this repository and, where the folder exists, the quantised
ones of the shared models ($M2C_SHARED_MODELS, or ../shared/models).
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from toolchain import ROOT, Failure, Toolchain, call, find, records

BASELINE = ROOT / "tools/bench.json"
SHARED = pathlib.Path(os.environ.get("M2C_SHARED_MODELS") or ROOT.parent / "shared/models")
MODELS = {
    "av-digits": [ROOT / "test/models/av-digits/model.onnx", "--calibrate",
                  ROOT / "test/models/av-digits/calib.npz"],
    "kws": [SHARED / "mlperf-tiny-kws/qdq_int8.onnx"],
    "ic": [SHARED / "mlperf-tiny-ic/qdq_int8.onnx"],
    "vww": [SHARED / "mlperf-tiny-vww/qdq_int8.onnx"],
    "ad": [SHARED / "mlperf-tiny-ad01/qdq_int8.onnx"],
}  # fmt: skip
GROWTH = 1.02
MAIN = """
#include "net.h"
#include "port.h"
static _Alignas(16) unsigned char arena[NET_ARENA_BYTES + 1];
@VARIABLES@
int main(void) {
  net_inputs in;
  net_outputs out;
  unsigned state = 1, i;
@SETUP@
  for (i = 0; i < RUNS; i++)
    if (net_run(arena, &in, &out) != 0) {
      port_print("failed\\n");
      return 1;
    }
  return 0;
}
"""


def members(header, struct):
    """[(type, name)] of net_inputs or net_outputs."""
    body = re.search(rf"struct \{{([^}}]*)\}} {struct};", header)[1]
    return re.findall(r"(\w+) \*(\w+);", body)


def main_source(header):
    """A program that runs the library on numbers that never change."""
    variables, setup = [], []
    for kind, name in members(header, "net_inputs"):
        variables.append(f"static net_in_{name} in_{name};")
        scale = "/ 256.0f" if kind == "float" else "& 127"
        setup.append(
            f"  for (i = 0; i < sizeof in_{name} / sizeof *in_{name}; i++) {{\n"
            f"    state = state * 1664525u + 1013904223u;\n"
            f"    in_{name}[i] = ({kind})((state >> 24) {scale});\n  }}\n"
            f"  in.{name} = in_{name};"
        )
    for _, name in members(header, "net_outputs"):
        variables.append(f"static net_out_{name} out_{name};")
        setup.append(f"  out.{name} = out_{name};")
    return MAIN.replace("@VARIABLES@", "\n".join(variables)).replace("@SETUP@", "\n".join(setup))


class Bench:
    def __init__(self, m2c, folder):
        self.m2c, self.folder = m2c, folder
        self.plugin = folder / "count.so"
        source = ROOT / "tools/scripts/count_plugin.c"
        call([find("gcc"), "-O2", "-shared", "-fPIC", source, "-o", self.plugin])

    def instructions(self, tools, program):
        out = program.with_suffix(".count")
        command = [str(word) for word in tools.command(program)]
        plugin = ["-plugin", f"{self.plugin},out={out}"]
        said = call([command[0], *plugin, *command[1:]])
        if "failed" in said:
            raise Failure(f"the model does not run: {said}")
        return int(out.read_text())

    def measure(self, model, target):
        folder = self.folder / f"{model}-{target['name']}"
        folder.mkdir()
        call([self.m2c, *MODELS[model], "--target", target["name"], "-o", folder, "--name", "net"])
        report = json.loads((folder / "net_report.json").read_text())
        (folder / "main.c").write_text(main_source((folder / "net.h").read_text()))
        tools = Toolchain(target, target["compilers"][0])
        flags = ["-std=gnu11", "-O2", f"-I{folder}", f"-I{ROOT / 'compiler/Verify/board'}"]

        def compiled(source, name, *more):
            call([*tools.compiler, *flags, *more, "-c", source, "-o", folder / name])
            return folder / name

        library = [compiled(folder / f"{n}.c", f"{n}.o") for n in ("net", "net_weights")]
        ports = [compiled(port, f"{port.stem}.o") for port in tools.ports()]
        counts = []
        for runs in (1, 2):
            main = compiled(folder / "main.c", f"main{runs}.o", f"-DRUNS={runs}")
            work = folder / f"runs{runs}"
            work.mkdir()
            counts.append(self.instructions(tools, tools.link(work, [main, *library, *ports])))
        sizes = call([find("llvm-size"), *library]).splitlines()[1:]
        return {
            "instructions": counts[1] - counts[0],
            "macs": report["macs"],
            "flash": sum(int(line.split()[0]) + int(line.split()[1]) for line in sizes),
            "arena": report["arena_bytes"],
        }


def table(measured, data):
    lines = ["| model | target | instructions | per MAC | flash | arena | peers, instructions |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for (model, target), row in measured.items():
        peers = data["peers"].get(model, {}).get(target, {})
        others = ", ".join(f"{name} {count / 1e6:.3g} M" for name, count in peers.items())
        lines.append(
            f"| {model} | {target} | {row['instructions']:,} | "
            f"{row['instructions'] / row['macs']:.3f} | {row['flash']:,} | {row['arena']:,} | {others} |"
        )
    return "\n".join([*lines, "", *(f"{name}: {text}" for name, text in data["sources"].items())])


def grown(measured, baseline):
    """What is worse than the baseline, one line each."""
    for (model, target), row in measured.items():
        before = baseline.get(model, {}).get(target)
        if before is None:
            yield f"{model} on {target}: not in {BASELINE.name}; run tools/bench.sh --update"
            continue
        for key in ("instructions", "flash", "arena"):
            if row[key] > before[key] * GROWTH:
                yield f"{model} on {target}: {key} {row[key]:,}, more than 2 % above {before[key]:,}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--m2c", default=ROOT / "build/bin/m2c", type=pathlib.Path)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--targets", default="cortex-m0plus,cortex-m4,cortex-m33,cortex-m55,cortex-a72")
    parser.add_argument("--check", action="store_true", help="fail when a number grew by over 2 %%")
    parser.add_argument("--update", action="store_true", help="write the baseline")
    options = parser.parse_args()
    targets = {record["name"]: record for record in records()}
    wanted = options.models.split(","), options.targets.split(",")
    for name in [n for n in wanted[0] if n not in MODELS] + [n for n in wanted[1] if n not in targets]:
        sys.exit(f"bench: no model or target '{name}'")
    models = [name for name in wanted[0] if MODELS[name][0].exists()]
    for name in sorted(set(wanted[0]) - set(models)):
        print(f"bench: {name} is left out: no {MODELS[name][0]}")
    cells = [(model, target) for model in models for target in wanted[1]]
    data = json.loads(BASELINE.read_text())
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:
        bench = Bench(options.m2c, pathlib.Path(folder))
        try:
            rows = list(pool.map(lambda cell: bench.measure(cell[0], targets[cell[1]]), cells))
        except (Failure, subprocess.SubprocessError) as failure:
            sys.exit(f"bench: {failure}")
    measured = dict(zip(cells, rows))
    print(table(measured, data))
    if options.update:
        for (model, target), row in measured.items():
            data["baseline"].setdefault(model, {})[target] = row
        BASELINE.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n")
    worse = list(grown(measured, data["baseline"])) if options.check else []
    print("\n".join(worse), end="\n" if worse else "")
    if options.check:
        print(f"bench: {len(measured)} cells, {len(worse)} numbers worse")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
