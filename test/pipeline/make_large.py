#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes graphs of 200 nodes: a chain, one with residual additions, one in which
each node reads any of the last few, listed in an order that is not the best.

    make_large.py DIR
"""

import pathlib
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper

NODES = 200


class Graph:
    def __init__(self):
        self.random = np.random.default_rng(5)
        self.nodes, self.weights = [], []

    def conv(self, x, channels=8):
        name = f"v{len(self.nodes)}"
        array = self.random.standard_normal((8, channels, 3, 3)).astype("f") * 0.1
        self.weights.append(numpy_helper.from_array(array, f"w_{name}"))
        node = helper.make_node("Conv", [x, f"w_{name}"], [name], name, pads=[1] * 4)
        self.nodes.append(node)
        return name

    def add(self, a, b):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node("Add", [a, b], [name], name))
        return name

    def save(self, path, output):
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 16, 16])
        y = helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, 8, 16, 16])
        graph = helper.make_graph(self.nodes, "g", [x], [y], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
        path.write_bytes(model.SerializeToString())


def chain(residual):
    g = Graph()
    x = first = g.conv("x", 3)
    while len(g.nodes) < NODES:
        if residual and len(g.nodes) % 3 == 2:
            x = first = g.add(x, first)
        else:
            x = g.conv(x)
    return g, x


def wired():
    g = Graph()
    values = [g.conv("x", 3)]
    while len(g.nodes) < NODES - 20:
        near = values[-1 - g.random.integers(0, min(4, len(values)))]
        far = values[-1 - g.random.integers(0, min(8, len(values)))]
        values.append(g.conv(near) if g.random.integers(0, 3) else g.add(near, far))
    read = {name for node in g.nodes for name in node.input}
    ends = [value for value in values if value not in read]
    x = ends[0]
    for end in ends[1:]:
        x = g.add(x, end)
    while len(g.nodes) < NODES:
        x = g.conv(x)
    return g, x


if __name__ == "__main__":
    FOLDER = pathlib.Path(sys.argv[1])
    for NAME, (GRAPH, OUTPUT) in {
        "chain": chain(False),
        "residual": chain(True),
        "wired": wired(),
    }.items():
        GRAPH.save(FOLDER / f"{NAME}.onnx", OUTPUT)
