# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the C that m2c has written for this computer, from Python."""

import ctypes
import json
import pathlib
import subprocess

import numpy as np

ALIGNMENT = 64  # at least any NAME_ARENA_ALIGN


def read_data(path):
    """(inputs by name as float32, labels or None) of an .npz of docs/data-files.md."""
    inputs, labels = {}, None
    with np.load(path) as data:
        for name in data.files:
            if name == "labels":
                labels = data[name]
            elif name.endswith("_q"):
                stem = name[:-2]
                steps = data[name].astype(np.float32) - np.float32(data[f"{stem}_zero"])
                inputs[stem] = steps * np.float32(data[f"{stem}_scale"])
            elif not name.startswith("out_") and not name.endswith(("_scale", "_zero")):
                inputs[name] = data[name].astype(np.float32)
    return inputs, labels


class EmittedC:
    """The library NAME in a folder, compiled by gcc -O2; its interface is float.

    `report` is its NAME_report.json.
    """

    def __init__(self, folder, name):
        folder = pathlib.Path(folder)
        self.report = json.loads((folder / f"{name}_report.json").read_text(encoding="utf-8"))
        library = folder.resolve() / f"lib{name}.so"
        sources = [folder / f"{name}.c", folder / f"{name}_weights.c"]
        command = ["gcc", "-O2", "-std=c99", "-shared", "-fPIC", *sources, "-o", library]
        subprocess.run(command, check=True)
        self._run = getattr(ctypes.CDLL(str(library)), f"{name}_run")
        self._run.argtypes = [ctypes.c_void_p] * 3
        arena = np.zeros(self.report["arena_bytes"] + ALIGNMENT, np.uint8)
        self._memory = arena
        self._arena = -(-arena.ctypes.data // ALIGNMENT) * ALIGNMENT
        for tensor in self.report["inputs"] + self.report["outputs"]:
            if tensor["dtype"] != "float32":
                raise ValueError(f"expected a float32 interface, got {tensor['dtype']}")

    def run(self, inputs):
        """The first output of every sample: [samples, elements] in float32.

        `inputs`: by the ONNX name, samples on axis 0.
        """
        columns = [np.ascontiguousarray(inputs[t["name"]], np.float32) for t in self.report["inputs"]]
        counts = [tensor["count"] for tensor in self.report["inputs"]]
        columns = [column.reshape(-1, count) for column, count in zip(columns, counts)]
        outputs = [np.zeros(t["count"], np.float32) for t in self.report["outputs"]]
        give = (ctypes.c_void_p * len(outputs))(*(output.ctypes.data for output in outputs))
        result = np.empty((len(columns[0]), outputs[0].size), np.float32)
        for sample in range(len(result)):
            rows = (column[sample].ctypes.data for column in columns)
            take = (ctypes.c_void_p * len(columns))(*rows)
            status = self._run(self._arena, take, give)
            if status != 0:
                raise RuntimeError(f"sample {sample}: expected status 0, got {status}")
            result[sample] = outputs[0]
        return result
