#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the ONNX models that the tests of the emitted C compile.

    make_models.py DIR NAME...

`kernels` (with ONNX Runtime's outputs in kernels.npz) uses every float kernel,
`branches` (also with outputs) has three inputs that meet late;
`odd` has awkward names and constants, `large` tensors that the self-test does
not store.
"""

import pathlib
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


class Builder:
    """A graph under construction."""

    def __init__(self):
        self.random = np.random.default_rng(7)
        self.nodes, self.tensors, self.inputs, self.outputs = [], [], [], []

    def input(self, name, *shape):
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def output(self, name, *shape):
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def tensor(self, array, dtype="f"):
        name = f"t{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.asarray(array, dtype), name))
        return name

    def weights(self, *shape):
        """Random weights that keep the values' size."""
        scale = np.prod(shape[1:]) ** -0.5
        return self.tensor(self.random.standard_normal(shape) * scale)

    def __call__(self, op, *inputs, out=None, name=None, **attributes):
        out = out or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [out], name or f"{op}_{out}", **attributes))
        return out

    def model(self):
        graph = helper.make_graph(self.nodes, "g", self.inputs, self.outputs, self.tensors)
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8
        )


def convolutions(g, x):
    """1x3x12x10 to 1x16x6x5 through every kind of convolution and pool."""
    x = g("Conv", x, g.weights(8, 3, 3, 3), g.weights(8), pads=[1, 1, 1, 1])
    ones = np.ones(8, "f")
    x = g("BatchNormalization", x, *(g.tensor(a * ones) for a in (1.25, 0.5, 0.125, 2)))
    x = g("LeakyRelu", x, alpha=0.125)
    # Behind an activation and before a padded convolution it cannot be folded.
    x = g("BatchNormalization", x, *(g.tensor(a * ones) for a in (0.75, 0.25, 0.5, 1)))
    x = g("Conv", x, g.weights(8, 1, 3, 3), group=8, pads=[1, 1, 1, 1])
    x = g("Clip", x, g.tensor(-0.5), g.tensor(6))
    x = g("Conv", x, g.weights(16, 8, 1, 1), g.weights(16))
    x = g("Relu", x)
    x = g("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
    x = g("Conv", x, g.weights(16, 8, 2, 2), group=2, dilations=[2, 2], pads=[1, 1, 1, 1])
    x = g("HardSigmoid", x)
    return g("AveragePool", x, kernel_shape=[3, 3], pads=[1, 1, 1, 1])


def kernels():
    g = Builder()
    image = g.input("image", 1, 3, 12, 10)
    audio = g.input("audio", 1, 2, 9)
    x = convolutions(g, image)
    a = g("Conv", audio, g.weights(4, 2, 3), g.weights(4), strides=[2], pads=[1, 1])
    a = g("Tanh", a)  # 1x4x5
    # Two operands of the network, with broadcasting and without.
    row = g("Unsqueeze", g("ReduceMean", a, axes=[1], keepdims=0), g.tensor([1], "int64"))
    scaled = g("Mul", g("Unsqueeze", row, g.tensor([2], "int64")), x)  # 1x1x1x5 * 1x16x6x5
    both = g("Sub", g("Add", scaled, x), g("Div", x, g("Add", scaled, g.tensor(3))))
    padded = g("Pad", both, g.tensor([0, 0, 1, 1, 0, 0, 2, 0], "int64"), g.tensor(0.5))
    part = g("Slice", padded, *(g.tensor(n, "int64") for n in ([1, 8], [7, 2], [2, 3], [2, -1])))
    joined = g("Concat", g("Sigmoid", part), g("HardSwish", part), axis=1)
    g("Transpose", joined, out="map", perm=[0, 1, 3, 2])
    # The heads.
    mean = g("Flatten", g("GlobalAveragePool", x))
    dense = g("Relu", g("Gemm", mean, g.weights(10, 16), g.weights(10), transB=1))
    g("Softmax", g("MatMul", dense, g.weights(10, 6)), out="probs")
    square = g("MatMul", a, g("Transpose", a, perm=[0, 2, 1]))
    g("Clip", square, g.tensor(-1), g.tensor(1), out="gram")
    g.output("map", 1, 32, 3, 3)
    g.output("probs", 1, 6)
    g.output("gram", 1, 4, 4)
    return g.model()


def odd():
    """Names that are keywords, macros, comments, equal but for case, or of no
    letters; an output that is an input; values that C has no plain literal for."""
    g = Builder()
    x = g.input("int", 1, 8)
    y = g.input("linux", 1, 8)
    for name in ("a b", "a/b", "A_B", "1st", "\u00e9\u00e8"):
        g.input(name, 1, 1)
    values = [np.inf, -np.inf, np.nan, 1e-45, -0.0, 3.4028235e38, 1.17549435e-38, 16777216]
    g("Add", x, g.tensor(values), out="*/ evil() /*", name='"; int n = system(??/')
    g("Add", "*/ evil() /*", y, out="sum", name="*/ #error \\")
    total = "a b"
    for name in ("a/b", "A_B", "1st"):
        total = g("Add", total, name, name="sum")
    g("Add", total, "\u00e9\u00e8", out="class", name="run")
    g("Identity", x, out="INT")
    # Names that the library itself uses.
    g("Conv", "weights", g.weights(1, 1, 1), out="arena", name="in")
    g.input("weights", 1, 1, 4)
    # Macros of C headers, and one of the library.
    total = "a b"
    for name in ("NULL", "INT8_MAX", "EOF", "NAN", "HUGE_VALF", "I", "ODD_API"):
        total = g("Add", total, g.input(name, 1, 1), name="macro")
    g("Identity", total, out="SIZE_MAX")
    g.output("SIZE_MAX", 1, 1)
    g.output("sum", 1, 8)
    g.output("class", 1, 1)
    g.output("INT", 1, 8)
    g.output("arena", 1, 1, 4)
    return g.model()


def large():
    """A small input behind which a large one begins in the self-test's numbers."""
    g = Builder()
    g("Add", g.input("small", 1, 5), g.tensor(1), out="shift")
    g("Conv", g.input("image", 1, 3, 120, 130), g.weights(8, 3, 3, 3), out="map", pads=[1] * 4)
    g.output("shift", 1, 5)
    g.output("map", 1, 8, 120, 130)
    return g.model()


def branches():
    """Three inputs, each with convolutions of its own, and a dense layer that
    sees them all. `motion` joins late."""
    g = Builder()
    parts = []
    for name, channels, size in (("sound", 1, 6), ("image", 3, 8), ("motion", 2, 5)):
        x = g.input(name, 1, channels, size, size)
        x = g("Conv", x, g.weights(4, channels, 3, 3), pads=[1, 1, 1, 1])
        x = g("Relu", x)
        x = g("Conv", x, g.weights(4, 4, 3, 3))
        parts.append(g("Flatten", x))
    x = g("Concat", *parts[:2], axis=1)
    x = g("Gemm", x, g.weights(4 * (16 + 36), 7))
    x = g("Concat", g("Relu", x), parts[2], axis=1)
    x = g("Gemm", x, g.weights(7 + 4 * 9, 5))
    g.output(g("Softmax", x, out="probs"), 1, 5)
    return g.model()


def expected(model):
    """Three samples and what ONNX Runtime makes of them."""
    random = np.random.default_rng(3)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    arrays = {
        i.name: random.standard_normal([3, *i.shape[1:]]).astype("f") for i in session.get_inputs()
    }
    outputs = [
        session.run(None, {name: array[n : n + 1] for name, array in arrays.items()})
        for n in range(3)
    ]
    for index, output in enumerate(session.get_outputs()):
        arrays[f"out_{output.name}"] = np.concatenate([o[index] for o in outputs])
    return arrays


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    FOLDER = pathlib.Path(sys.argv[1])
    for wanted in sys.argv[2:]:
        made = globals()[wanted]()
        (FOLDER / f"{wanted}.onnx").write_bytes(made.SerializeToString())
        if wanted in ("kernels", "branches"):
            np.savez(FOLDER / f"{wanted}.npz", **expected(made))
