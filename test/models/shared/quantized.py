#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One shared model, quantised in every way, on every core.

    quantized.py [--full] M2C M2C-RUN FOLDER OUT

For this computer every phase is compared too (--verify-passes). The other cores
get the same widths; integers must be the evaluator's. Then the accuracy on
eval.npz of the IR after the quant phase must reach the target of
tools/scripts/accuracy_text.py. Without --full each core runs one width, on two
samples where it is emulated slowly.
"""

import argparse
import json
import pathlib
import re
import sys

import numpy as np
import onnxruntime

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "emit"))
sys.path.insert(0, str(HERE.parents[2] / "tools" / "scripts"))
import accuracy_table  # noqa: E402
from accuracy_text import MODELS  # noqa: E402
from toolchains import call  # noqa: E402

MODES = ("w8a8", "w4a8", "w4a4", "mixed")
# The width that a core runs without --full; all cores run all with it.
USUAL = {
    "cortex-a72": "w4a4",
    "cortex-m4": "w4a8",
    "cortex-m7": "mixed",
    "cortex-m33": "w8a8",
    "cortex-m0plus": "w4a4",
    "cortex-m55": "mixed",
}
FAST = ("host", "cortex-a72")
# MACs that a core without vectors and FPU gets through in an emulator.
MOST_M0_MACS = 3_000_000
LIMIT = ["--verify-limit", "2"]


def inputs_only(path, out):
    """The samples without what the float network gives for them."""
    with np.load(path) as data:
        np.savez(out, **{n: data[n] for n in data.files if not n.startswith(("out_", "labels"))})
    return out


def verified(text, target, exact):
    """The part of what m2c printed that says what was compared."""
    found = re.search(rf"verified on {target}, (\d+) samples: evaluator: (.*)", text)
    if not found or (exact and "values are equal" not in found[2]):
        raise RuntimeError(f"expected equal values on {target}, got {text}")
    return f"{target} {found[1]}"


def compile_for(options, target, how, *more):
    """What m2c prints about the C for a target."""
    command = [options.m2c, options.folder / "model.onnx", "--target", target, "--name", "net"]
    return call(*command, "--calibrate", options.folder / "calib.npz", *how, *more)


def quantise(options, mode, budget):
    """Files for this computer, checked.

    Returns (report, the options that give the same widths, what was checked)."""
    out, how = options.out / mode, ["--bits", mode]
    how += ["--model-size", str(budget)] if budget else []
    check = ["--verify-passes", "--verify", options.out / "golden.npz"]
    said = compile_for(options, "host", how, "-o", out, *check)
    if "quantising moved the outputs by" not in said:
        raise RuntimeError(f"expected the divergence, got {said}")
    report = json.loads((out / "net_report.json").read_text(encoding="utf-8"))
    if budget and report["weights_bytes"] > budget:
        raise RuntimeError(f"expected at most {budget} bytes, got {report['weights_bytes']}")
    exact = all(output["exact"] for output in report["outputs"])
    if budget:
        how = ["--bit-plan", out / "net_bits.json"]
    return report, how, verified(said, "host", exact)


def on_cores(options, mode, how, report):
    """The C on each core; returns what was compared."""
    exact = all(output["exact"] for output in report["outputs"])
    done = []
    for target, usual in USUAL.items():
        if not options.full and usual != mode:
            continue
        if target == "cortex-m0plus" and report["macs"] > MOST_M0_MACS:
            continue
        limit = [] if options.full or target in FAST else LIMIT
        out = options.out / f"{mode}-{target}"
        check = [*limit, "--verify", options.out / "golden.npz"]
        said = compile_for(options, target, how, "-o", out, *check)
        done.append(verified(said, target, exact))
    return done


def reference(folder, inputs):
    """The float network's outputs, by ONNX Runtime: [samples, elements]."""
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    shapes = {tensor.name: tensor.shape for tensor in session.get_inputs()}
    count = len(next(iter(inputs.values())))

    def feed(i):
        return {name: values[i].reshape(shapes[name]) for name, values in inputs.items()}

    return np.stack([session.run(None, feed(i))[0].ravel() for i in range(count)])


def accuracy(options, mode, how, evaluation, expected):
    """Figures of the evaluator's outputs on eval.npz."""
    got, ir = options.out / "got.npz", options.out / f"{mode}.mlir"
    ir.write_text(compile_for(options, "host", how, "--stop-after=quant"), encoding="utf-8")
    call(options.m2c_run, ir, "--input", options.out / "eval.npz", "--output", got)
    with np.load(got) as result:
        outputs = result[result.files[0]].reshape(expected.shape)
    return accuracy_table.figures(outputs, expected, *evaluation)


def judge(model, mode, found, base):
    """In words how the figure stands to its target. Raises where it is missed."""
    value, target = found[model.metric], model.targets.get(mode)
    if model.metric == "score":
        value = 100.0 * (value / base["score"] - 1.0)
    if target is None:
        return f"{value:.2f}"
    is_met = abs(value) <= target if model.metric == "score" else value >= target
    text = f"{value:.2f}, target {target}"
    if not is_met:
        raise RuntimeError(f"{mode}: {model.metric} {text}: missed")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("m2c")
    parser.add_argument("m2c_run")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    options = parser.parse_args()
    model = MODELS[options.folder.name]
    inputs_only(options.folder / "golden.npz", options.out / "golden.npz")
    evaluation = accuracy_table.evaluation(options.folder)
    np.savez(options.out / "eval.npz", **evaluation[0])
    expected = reference(options.folder, evaluation[0])
    base = accuracy_table.figures(expected, expected, *evaluation)
    budget, sizes = None, {}
    for mode in MODES:
        if mode == "mixed":
            budget = int(model.budget[0] * sizes[model.budget[1]])
        report, how, compared = quantise(options, mode, budget)
        if mode == "w8a8":
            sizes = {"fp32": report["fp32_bytes"], "w8": report["weights_bytes"]}
        done = [compared, *on_cores(options, mode, how, report)]
        found = accuracy(options, mode, how, evaluation, expected)
        said = judge(model, mode, found, base)
        print(f"{mode}: {model.metric} {said}; verified: {', '.join(done)}", flush=True)


if __name__ == "__main__":
    main()
