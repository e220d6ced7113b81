#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the integers of quantised layers with those of ONNX Runtime.

    quant_layers.py M2C [--seeds N] [--first N] [--only GLOB] [--work DIR]
                    [--jobs N] [--c TARGET]

Per kind of layer (quant_cases.py) and seed: a random model, run by ONNX Runtime
with integer kernels and by m2c-run after the quant phase. Prints how many values
there are, how many differ and by how many steps at most. The exit code is 1 where
more differ than the kind allows, where ONNX Runtime did not use the integer
kernel, or where m2c left a layer float; the folders in DIR stay for those. With
--c the C for TARGET must give the same integers too.
"""

import argparse
import concurrent.futures
import dataclasses
import fnmatch
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import onnx

from quant_builder import SAMPLES, QuantBuilder, session
from quant_cases import CASES

# Kinds whose layers m2c leaves float, by intention.
FLOAT_KINDS = ("island", "conv_integer", "matmul_integer")


@dataclasses.dataclass
class Result:
    values: int = 0
    differ: int = 0
    steps: int = 0  # largest difference
    complaint: str = ""


def run(command, folder):
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def expected_values(model, data, kernel, folder):
    """ONNX Runtime's output, and what is wrong with how it came about."""
    dump = folder / "optimised.onnx"
    runner = session(model, dump=dump)
    operators = [node.op_type for node in onnx.load(dump).graph.node]
    outputs = [
        runner.run(None, {n: v[sample] for n, v in data.items()})[0] for sample in range(SAMPLES)
    ]
    wrong = kernel and kernel not in operators
    return np.stack(outputs), f"expected {kernel}, ONNX Runtime runs {operators}" if wrong else ""


def float_ops(text):
    """Lines of ops that compute with floats."""
    moved = ("nn.quantize", "nn.dequantize", "nn.constant", "func.func", "return", "nn.softmax")
    return [
        line.strip()
        for line in text.splitlines()
        if " nn." in line and "xf32>" in line and not any(word in line for word in moved)
    ]


def computed_values(m2c, folder):
    """m2c's output after the quant phase, or None; and a complaint."""
    done = run([m2c, "model.onnx", "--target", "host", "--stop-after=quant"], folder)
    if done.returncode:
        return None, f"m2c: {done.stderr}"
    (folder / "quant.mlir").write_text(done.stdout, encoding="utf-8")
    runner = str(pathlib.Path(m2c).with_name("m2c-run"))
    ran = run([runner, "quant.mlir", "--input", "data.npz", "--output", "got.npz"], folder)
    if ran.returncode:
        return None, f"m2c-run: {ran.stderr}{ran.stdout}"
    with np.load(folder / "got.npz") as got:
        return got[got.files[0]], "\n".join(float_ops(done.stdout))


def check_emitted(m2c, target, got, name, data, folder):
    """What is wrong with the C, or nothing. A step is far beyond the tolerance."""
    np.savez(folder / "want.npz", **data, **{f"out_{name}": got})
    command = [m2c, "model.onnx", "--target", target, "-o", "out", "--verify", "want.npz"]
    done = run(command, folder)
    return f"C for {target}: {done.stderr}{done.stdout}" if done.returncode else ""


def check(options, kind, seed, folder):
    case, kernel, _, most = CASES[kind]
    folder.mkdir(parents=True)
    builder = QuantBuilder([zlib.crc32(kind.encode()), seed])
    output = case(builder)
    model = builder.model(output)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    np.savez(folder / "data.npz", **builder.data)
    expected, complaint = expected_values(model, builder.data, kernel, folder)
    got, floats = computed_values(options.m2c, folder)
    if got is None:
        return Result(complaint=floats)
    if floats and kind not in FLOAT_KINDS:
        complaint = complaint or f"expected integer ops only, got\n{floats}"
    if options.c and not complaint:
        complaint = check_emitted(options.m2c, options.c, got, output, builder.data, folder)
    steps = [np.rint(v.reshape(-1) / builder.scale[output]).astype(np.int64) for v in (got, expected)]
    distance = np.abs(steps[0] - steps[1])
    result = Result(distance.size, int(np.count_nonzero(distance)), int(distance.max()), complaint)
    if result.steps > most:
        text = f"{result.differ} of {result.values} values differ by up to {result.steps} steps"
        result.complaint = complaint or text
    return result


def run_kind(kind, options, pool, root):
    """Prints a line; whether all is well."""
    share = CASES[kind][2]
    seeds = range(options.first, options.first + options.seeds)
    folders = [root / f"{kind}-{seed}" for seed in seeds]
    results = list(pool.map(lambda a: check(options, kind, *a), zip(seeds, folders)))
    values, differ = sum(r.values for r in results), sum(r.differ for r in results)
    good = differ <= share * values
    print(f"{kind:20} {values:8} values {differ:6} differ, by {max(r.steps for r in results)}", end="")
    print("" if good else f"  (expected {share:.2%} at most)", flush=True)
    for folder, result in zip(folders, results, strict=True):
        if result.complaint:
            print(f"  {folder}: {result.complaint}")
        elif good:
            shutil.rmtree(folder)
    return good and not any(r.complaint for r in results)


def main():
    parser = argparse.ArgumentParser(description="quantised layers against ONNX Runtime")
    parser.add_argument("m2c")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="*")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--c", metavar="TARGET")
    options = parser.parse_args()
    options.m2c = str(pathlib.Path(options.m2c).resolve())
    kinds = [kind for kind in CASES if fnmatch.fnmatchcase(kind, options.only)]
    with tempfile.TemporaryDirectory() as temporary:
        root = (options.work or pathlib.Path(temporary)).resolve()
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            good = [run_kind(kind, options, pool, root) for kind in kinds]
    print(f"{sum(good)} kinds of layers agree, {len(good) - sum(good)} do not")
    sys.exit(not good or not all(good))


if __name__ == "__main__":
    main()
