#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures what quantisation costs in accuracy, with the emitted C.

    accuracy_table.py M2C MODELS [--only NAME...] [--no-ablation]
                      [--docs FILE.md] [--json FILE.json]
    accuracy_table.py --results FILE.json --docs FILE.md

MODELS holds a folder per network: model.onnx, calib.npz and eval.npz. Each is
quantised with calib.npz alone, never with a label. The C for this computer is
compiled by gcc -O2 and called on all of eval.npz; `m2c --verify` compares it with
the evaluator on the same samples, exactly where outputs are exact. --docs puts the
tables between the markers of a page, --json keeps the figures, from which
--results takes them again. Needs the tests' Python environment.
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import accuracy_text
import numpy as np
from emitted_c import EmittedC, read_data

NAME = "net"
WIDTHS = ("w8a8", "w4a8", "w4a4")
# Of the 196 windows of ad01 its calib.npz holds every third.
CALIBRATION_STEP = {"mlperf-tiny-ad01": 3}
VARIANTS = {
    "default": [],
    "no equalisation": ["--no-equalize"],
    "no bias correction": ["--no-bias-correction"],
    "nearest rounding": ["--weight-rounding", "nearest"],
    "GPTQ rounding": ["--weight-rounding", "gptq"],
    "min-max ranges": ["--ranges", "minmax"],
    "percentile ranges": ["--ranges", "percentile"],
}


def evaluation(folder):
    """(inputs, labels) of the samples that no calibration has seen."""
    inputs, labels = read_data(folder / "eval.npz")
    step = CALIBRATION_STEP.get(folder.name)
    if step:
        seen, _ = read_data(folder / "calib.npz")
        for name, values in inputs.items():
            if not np.array_equal(values[::step], seen[name]):
                raise ValueError(f"{folder}: expected calib.npz to be every {step}th sample")
            inputs[name] = np.delete(values, np.s_[::step], axis=0)
    return inputs, labels


def percent(share):
    return round(100.0 * float(share), 2)


def figures(outputs, reference, inputs, labels):
    """What the outputs are worth; `reference`: those of the float network."""
    if outputs.shape[1] == inputs[next(iter(inputs))][0].size and len(inputs) == 1:
        given = next(iter(inputs.values())).reshape(outputs.shape)
        score = float(np.mean((given - outputs).astype(np.float64) ** 2))
        return {"score": round(score, 4)}
    classes, found = outputs.shape[1], outputs.argmax(axis=1)
    result = {"agrees": percent(np.mean(found == reference.argmax(axis=1)))}
    known = labels < classes if labels is not None else np.zeros(len(outputs), bool)
    # One known class says nothing about telling classes apart.
    if len(set(labels[known])) > 1:
        result["top1"] = percent(np.mean(found[known] == labels[known]))
    return result


def compile_and_run(m2c, folder, out, options, inputs, compare):
    """Emits the C, lets m2c compare it with the evaluator if told so, and runs it.

    Returns (outputs, report, whether the comparison was of bits)."""
    command = [m2c, folder / "model.onnx", "--target", "host", "--name", NAME, "-o", out]
    if options:
        command += ["--calibrate", folder / "calib.npz", "--io", "float", *options]
    if compare:
        command += ["--verify", out.parent / "eval.npz"]
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}:\n{result.stdout}{result.stderr}")
    library = EmittedC(out, NAME)
    equal = re.search(r"evaluator: \d+ values are equal", result.stdout) is not None
    # Outputs that are exact were compared so.
    if compare and equal != all(output["exact"] for output in library.report["outputs"]):
        raise RuntimeError(f"{' '.join(map(str, command))}:\n{result.stdout}")
    return library.run(inputs), library.report, equal


def measure(m2c, folder, ablation):
    """All rows of one network: a list of dictionaries."""
    inputs, labels = evaluation(folder)
    model, rows = accuracy_text.MODELS[folder.name], []

    def add(mode, options, variant="default"):
        out = pathlib.Path(temporary) / f"{mode}-{len(rows)}"
        # The recipe's integers; the floats have the tests of the models.
        compare = bool(options) and variant == "default"
        outputs, report, equal = compile_and_run(m2c, folder, out, options, inputs, compare)
        row = {"model": folder.name, "mode": mode, "variant": variant, "exact": equal}
        row["samples"] = len(outputs)
        row.update(figures(outputs, outputs if mode == "fp32" else reference, inputs, labels))
        for field in ("fp32_bytes", "weights_bytes", "arena_bytes"):
            row[field] = report[field]
        rows.append(row)
        print(json.dumps(row), file=sys.stderr, flush=True)
        return outputs, report

    with tempfile.TemporaryDirectory() as temporary:
        # Labels are not for m2c.
        np.savez(pathlib.Path(temporary) / "eval.npz", **inputs)
        reference, report = add("fp32", [])
        for mode in WIDTHS:
            _, current = add(mode, ["--bits", mode])
            if mode == "w8a8":
                base = {"fp32": report["fp32_bytes"], "w8": current["weights_bytes"]}
        share, of = model.budget
        budget = int(share * base[of])
        add("mixed", ["--bits", "mixed", "--model-size", str(budget)])
        rows[-1]["budget"] = budget
        for mode in model.ablation if ablation else ():
            for variant, options in list(VARIANTS.items())[1:]:
                add(mode, ["--bits", mode, *options], variant)
    return rows


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("m2c", nargs="?")
    parser.add_argument("models", nargs="?", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", default=list(accuracy_text.MODELS), metavar="NAME")
    parser.add_argument("--no-ablation", action="store_true")
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--docs", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    if not options.results and not options.models:
        parser.error("expected M2C and MODELS, or --results")
    unknown = set(options.only) - set(accuracy_text.MODELS)
    if unknown:
        parser.error(f"expected --only of {', '.join(accuracy_text.MODELS)}, got {unknown}")
    return options


def main():
    options = parse()
    if options.results:
        rows = json.loads(options.results.read_text(encoding="utf-8"))
    else:
        folders = [options.models / name for name in options.only]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            work = lambda folder: measure(options.m2c, folder, not options.no_ablation)
            rows = [row for found in pool.map(work, folders) for row in found]
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    tables = accuracy_text.tables(rows)
    if options.docs:
        page = options.docs.read_text(encoding="utf-8")
        options.docs.write_text(accuracy_text.put(page, tables), encoding="utf-8")
    else:
        print("\n\n".join(tables.values()))


if __name__ == "__main__":
    main()
