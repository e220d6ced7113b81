#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the demo's tables; needs nothing beside Python itself.

    demo_report.py predictions OUTPUTS.npz DATA.npz   classes of the first samples
    demo_report.py costs REPORT.json...               memory and work, by layer
"""

import ast
import json
import pathlib
import struct
import sys
import zipfile

SAMPLES_SHOWN = 8
# numpy type code -> struct code.
TYPES = {"f4": "f", "f8": "d", "i8": "q", "i4": "i", "u1": "B", "i1": "b", "i2": "h"}


def read_array(archive, name):
    """Returns (shape, values in C order) of one array of an .npz file."""
    data = archive.read(name + ".npy")
    # Format 1 has two bytes of header length, later ones four.
    begin, form = (10, "<H") if data[6] == 1 else (12, "<I")
    (length,) = struct.unpack_from(form, data, 8)
    header = ast.literal_eval(data[begin : begin + length].decode("latin-1"))
    count = 1
    for size in header["shape"]:
        count *= size
    code = TYPES[header["descr"][1:]]
    return header["shape"], struct.unpack_from(f"<{count}{code}", data, begin + length)


def names(archive):
    return [pathlib.PurePath(name).stem for name in archive.namelist()]


def print_predictions(outputs_path, data_path):
    outputs, data = zipfile.ZipFile(outputs_path), zipfile.ZipFile(data_path)
    labels = read_array(data, "labels")[1] if "labels" in names(data) else None
    for name in names(outputs):
        shape, values = read_array(outputs, name)
        classes = len(values) // shape[0]
        if name.removeprefix("out_") == "labels" or classes < 2:
            continue
        print(f"{'sample':>6}  {'class':>5}  {'score':>6}" + ("  label" if labels else ""))
        for sample in range(min(shape[0], SAMPLES_SHOWN)):
            scores = values[sample * classes : (sample + 1) * classes]
            best = max(range(classes), key=scores.__getitem__)
            label = f"  {labels[sample]:>5}" if labels else ""
            print(f"{sample:>6}  {best:>5}  {scores[best]:>6.3f}{label}")


def size(byte_count):
    return f"{byte_count / 1024:.1f} KB" if byte_count >= 1024 else f"{byte_count} bytes"


# Fields that a version of m2c does not write yet are left out.
COSTS = (
    ("weights_bytes", "weights (flash)"),
    ("code_bytes", "code (flash)"),
    ("arena_bytes", "arena (RAM)"),
    ("arena_lower_bound", "  no plan can need less than"),
    ("state_bytes", "state (RAM)"),
    ("stack_bytes", "stack (RAM)"),
    ("io_bytes", "inputs and outputs (RAM)"),
)


def is_quantised(report):
    return any(layer.get("weight_bits") in (4, 8) for layer in report["layers"])


def title(report):
    return report["target"] + (" int" if is_quantised(report) else "")


def print_totals(reports):
    """One column per target and kind of numbers."""
    print(f"  {'':<32}" + "".join(f"{title(report):>16}" for report in reports))
    for field, what in COSTS:
        if all(report.get(field) is not None for report in reports):
            cells = "".join(f"{size(report[field]):>16}" for report in reports)
            print(f"  {what:<32}{cells}")
    for field, what in (("macs", "multiply-accumulates"), ("macs_onnx", "  in the ONNX file")):
        if all(report.get(field) is not None for report in reports):
            print(f"  {what:<32}" + "".join(f"{report[field]:>16,}" for report in reports))


def print_layers(layers):
    print(f"\n  {'layer':<24}{'kernel':<26}{'MACs':>11}{'weights':>12}{'output':>12}")
    for layer in layers:
        print(
            f"  {layer['name'][:23]:<24}{layer['kernel'][:25]:<26}"
            f"{layer.get('macs') or 0:>11,}{size(layer.get('weight_bytes') or 0):>12}"
            f"{size(layer.get('output_bytes') or 0):>12}"
        )


def print_costs(paths):
    """The totals side by side, then the layers, once where the targets agree."""
    reports = [json.loads(pathlib.Path(path).read_text(encoding="utf-8")) for path in paths]
    print_totals(reports)
    shown = []
    for report in reports:
        if report["layers"] not in shown:
            shown.append(report["layers"])
            if len(shown) > 1:
                print(f"\n  on {title(report)}:")
            print_layers(report["layers"])


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "predictions":
        print_predictions(sys.argv[2], sys.argv[3])
    elif len(sys.argv) > 2 and sys.argv[1] == "costs":
        print_costs(sys.argv[2:])
    else:
        sys.exit(__doc__.strip())


if __name__ == "__main__":
    main()
