#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Data of a shared model for its quantised form, and figures of the result.

    qdq_data.py make FOLDER OUT.npz     eval.npz of FOLDER as qdq_int8.onnx takes
                                        it: its input's name and layout
    qdq_data.py score DATA.npz GOT.npz  prints the mean squared difference of
                                        input and output (anomaly score)

Labels are those of eval.npz where the model's README states an accuracy on them,
else the class that model.onnx predicts (STATES_AGREEMENT).
"""

import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

STATES_AGREEMENT = ("mlperf-tiny-kws",)


def inputs_of(data):
    """NAME, or NAME_q that means (q - zero) * scale."""
    for name in data.files:
        if name.endswith("_q"):
            stem = name[:-2]
            steps = data[name].astype(np.float32) - np.float32(data[f"{stem}_zero"])
            return stem, steps * data[f"{stem}_scale"]
    name = next(n for n in data.files if n != "labels")
    return name, data[name]


def predicted(folder, name, values):
    """Classes of the float model."""
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    return np.array([session.run(None, {name: v[None]})[0].argmax() for v in values], np.uint8)


def make(folder, out):
    folder = pathlib.Path(folder)
    with np.load(folder / "eval.npz") as data:
        name, values = inputs_of(data)
        arrays = {"labels": data["labels"]} if "labels" in data.files else {}
    if folder.name in STATES_AGREEMENT:
        arrays["labels"] = predicted(folder, name, values)
    graph = onnx.load(folder / "qdq_int8.onnx").graph
    initial = {tensor.name for tensor in graph.initializer}
    info = next(i for i in graph.input if i.name not in initial)
    shape = [dim.dim_value for dim in info.type.tensor_type.shape.dim][1:]
    if len(shape) == 3 and shape != list(values.shape[1:]):
        values = values.transpose(0, 2, 3, 1)
    np.savez(out, **{info.name: values.reshape(len(values), *shape)}, **arrays)


def score(data, got):
    with np.load(data) as given, np.load(got) as result:
        x, y = given[given.files[0]], result[result.files[0]]
    print(f"mean squared difference: {np.mean((x.reshape(y.shape) - y) ** 2):.3f}")


if __name__ == "__main__":
    commands = {"make": make, "score": score}
    if len(sys.argv) != 4 or sys.argv[1] not in commands:
        sys.exit(__doc__.strip())
    commands[sys.argv[1]](*sys.argv[2:])
