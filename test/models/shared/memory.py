#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The RAM that the shared models need with 8 bits on a Cortex-M4.

    memory.py M2C M2C_OPT MODELS FOLDER

Limits that were set before the planner was written: arenas below half of the
best that was published. With its input pushed by rows vww counts the row, too.
Placing the buffers takes less than 5 s of processor time.
"""

import json
import pathlib
import resource
import subprocess
import sys

LIMITS = {
    "mlperf-tiny-kws": 7500,
    "mlperf-tiny-ic": 17000,
    "mlperf-tiny-vww": 20000,
    "mlperf-tiny-ad01": 768,
    "tinym2net-cs1": 10000,
    "tinym2net-cs2": 20000,
}
PUSHED_LIMIT = 16500
MEMORY = "plan-entries,plan-push,plan-stream,plan-compute-lifetimes,plan-arena,plan-verify"


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    m2c, m2c_opt, models, folder = sys.argv[1], sys.argv[2], *map(pathlib.Path, sys.argv[3:])
    wrong = []

    def compile_model(name, *options):
        source = models / name
        command = [m2c, source / "model.onnx", "--target", "cortex-m4", "-o", folder / "out"]
        command += ["--calibrate", source / "calib.npz", "--name", "n", *options]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def report():
        return json.loads((folder / "out/n_report.json").read_text())

    for name, limit in LIMITS.items():
        compile_model(name)
        made = report()
        (folder / "select.mlir").write_text(compile_model(name, "--stop-after=select"))
        before = spent()
        pipeline = f"--pass-pipeline=builtin.module(plan.model({MEMORY}))"
        command = [m2c_opt, pipeline, folder / "select.mlir", "-o", folder / "memory.mlir"]
        subprocess.run(command, check=True)
        seconds = spent() - before
        print(f"{name}: arena {made['arena_bytes']} of {limit}, {made['arena_status']}, {seconds:.2f} s")
        if made["arena_bytes"] > limit or made["arena_status"] != "optimal" or seconds > 5:
            wrong.append(name)
    compile_model("mlperf-tiny-vww", "--stream-input", "input")
    made = report()
    (push,) = [e for e in made["entries"] if e["name"] == "push_input"]
    row = 96 * 3 * 4
    pushed = made["state_bytes"] + push["arena_bytes"] + row
    print(f"vww pushed: {pushed} of {PUSHED_LIMIT}")
    if pushed > PUSHED_LIMIT or made["ram_bytes"] + row != pushed:
        wrong.append("vww pushed")
    sys.exit(f"too much: {wrong}" if wrong else 0)


main()
