#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the report JSON (contract C6) of an emitted model: fields, types, and
the numbers against the ONNX file, the emitted C and one another.

    check_report.py DIR NAME MODEL.onnx
"""

import hashlib
import json
import pathlib
import re
import sys
import tempfile

import numpy as np
import onnx
from check_files import expect
from onnx import numpy_helper
from toolchains import call, find

TENSOR = {
    "name": str,
    "c_name": str,
    "dtype": str,
    "shape": list,
    "count": int,
    "scale": (float, type(None)),
    "zero_point": (int, type(None)),
}
BUFFER = {"name": str, "offset": int, "size": int, "first": int, "last": int, "memory": str,
          "rows": (int, type(None))}
LAYER = {
    "name": str,
    "onnx_nodes": list,
    "op": str,
    "kernel": str,
    "macs": int,
    "weight_bits": int,
    "activation_bits": int,
    "weight_bytes": int,
    "output_offset": (int, type(None)),
    "output_bytes": int,
    "sensitivity": (float, type(None)),
    "segment": (int, type(None)),
}
ENTRY = {"name": str, "symbol": str, "inputs": list, "outputs": list, "arena_bytes": int, "macs": int}
REPORT = {
    "schema": int,
    "model": str,
    "sha256": str,
    "target": str,
    "version": str,
    "options": str,
    "files": list,
    "inputs": [TENSOR],
    "outputs": [{**TENSOR, "exact": bool}],
    "macs_onnx": int,
    "macs": int,
    "bops": int,
    "weights_bytes": int,
    "fp32_bytes": int,
    "arena_bytes": int,
    "arena_lower_bound": int,
    "arena_status": str,
    "state_bytes": int,
    "io_bytes": int,
    "buffers": [BUFFER],
    "layers": [LAYER],
    "bits": type(None),
    "entries": [ENTRY],
}


def check_types(value, schema, where="report"):
    if isinstance(schema, dict):
        for key, inner in schema.items():
            expect(key in value, where, "has no", key)
            check_types(value[key], inner, f"{where}.{key}")
    elif isinstance(schema, list):
        expect(isinstance(value, list) and value, where, "is empty")
        for item in value:
            check_types(item, schema[0], where)
    else:
        expect(isinstance(value, schema), where, "is", value)


def check_tensors(report, model, header):
    given = {t.name for t in model.graph.initializer}
    graph_inputs = [i for i in model.graph.input if i.name not in given]
    for key, infos in (("inputs", graph_inputs), ("outputs", model.graph.output)):
        expect([t["name"] for t in report[key]] == [i.name for i in infos], key)
        for tensor, info in zip(report[key], infos):
            shape = [d.dim_value for d in info.type.tensor_type.shape.dim]
            expect(tensor["shape"] == shape, tensor)
            expect(tensor["count"] == np.prod(shape, dtype=int), tensor)
            expect(tensor["dtype"] == "float32", tensor)
            macro = f"{report['model']}_{key[:-1]}_{tensor['c_name']}".upper()
            dims = "{ " + ", ".join(map(str, shape)) + " }"
            expect(f"#define {macro}_DIMS {dims}\n" in header, macro)
            expect(f"#define {macro}_COUNT {tensor['count']}u\n" in header, macro)


def check_buffers(report):
    """Alive at the same time means apart; the lower bound is a fact."""
    buffers, size = report["buffers"], report["arena_bytes"]
    for i, a in enumerate(buffers):
        expect(0 <= a["offset"] and a["offset"] + a["size"] <= size, a)
        expect(a["offset"] % 4 == 0 and a["first"] <= a["last"], a)
        for b in buffers[:i]:
            alive = a["first"] <= b["last"] and b["first"] <= a["last"]
            apart = a["offset"] + a["size"] <= b["offset"] or b["offset"] + b["size"] <= a["offset"]
            expect(apart or not alive, a, b)
    alive = [
        sum(b["size"] for b in buffers if b["first"] <= step <= b["last"])
        for step in range(len(report["layers"]))
    ]
    # Alignment may add to it.
    expect(max(alive) <= report["arena_lower_bound"] <= size, max(alive))
    optimal = report["arena_lower_bound"] == size
    expect(report["arena_status"] == ("optimal" if optimal else "feasible"), "status")


def check_sums(report, model, folder, name):
    layers = report["layers"]
    expect(report["macs"] == sum(layer["macs"] for layer in layers), "macs")
    bops = sum(r["macs"] * r["weight_bits"] * r["activation_bits"] for r in layers)
    expect(report["bops"] == bops, "bops")
    floats = [t for t in model.graph.initializer if t.data_type == onnx.TensorProto.FLOAT]
    expect(report["fp32_bytes"] == 4 * sum(numpy_helper.to_array(t).size for t in floats), "fp32")
    io = sum(t["count"] * 4 for t in report["inputs"] + report["outputs"])
    expect(report["io_bytes"] == io, "io_bytes")
    with tempfile.NamedTemporaryFile(suffix=".o") as target:
        call(find("gcc"), "-c", folder / f"{name}_weights.c", "-o", target.name)
        lines = [line.split() for line in call(find("nm"), "-S", target.name).splitlines()]
    stored = sum(int(line[1], 16) for line in lines if len(line) == 4)
    expect(report["weights_bytes"] == stored, "weights_bytes", stored)
    nodes = {n.name for n in model.graph.node}
    for layer in layers:
        expect(set(layer["onnx_nodes"]) <= nodes, layer)


def main():
    folder, name, path = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    report = json.loads((folder / f"{name}_report.json").read_text())
    header = (folder / f"{name}.h").read_text()
    model = onnx.load(path)
    check_types(report, REPORT)
    expect(report["schema"] == 1 and report["model"] == name, "head")
    expect(report["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), "sha256")
    expect(sorted(report["files"]) == sorted(p.name for p in folder.iterdir()), "files")
    macros = dict(re.findall(rf"#define {name.upper()}_ARENA_(\w+) (\d+)u\n", header))
    expect(report["arena_bytes"] == int(macros["BYTES"]), "arena_bytes")
    check_tensors(report, model, header)
    check_buffers(report)
    check_sums(report, model, folder, name)
    bits = json.loads((folder / f"{name}_bits.json").read_text())
    weighted = [r for r in report["layers"] if r["op"] in ("conv2d", "depthwise_conv2d", "dense")]
    for key in ("name", "onnx_nodes", "weight_bits"):
        expect([b[key] for b in bits["layers"]] == [r[key] for r in weighted], "bits", key)
    tensors = {t["name"]: t for t in bits["tensors"]}
    for layer in weighted:
        expect(layer["name"] in tensors, "bits tensor", layer["name"])
    for tensor in report["inputs"]:
        expect(tensors[tensor["name"]]["scale"] == tensor["scale"], "bits scale", tensor["name"])
    print(f"{name}: macs_onnx {report['macs_onnx']} macs {report['macs']}")


if __name__ == "__main__":
    main()
