# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes random but valid ONNX graphs of m2c's operators: the plumbing (names,
constants, shapes, opsets) and one method per operator. What goes together is
in random_graphs.py."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Names that have to be changed for C, or that clash once they are.
ODD_NAMES = ("X", "in", "out", "arena", "int", "a/b:0", "a_b.0", "0", "base", "", "rows", "é")
LARGEST_TENSOR = 3000


def broadcast(a, b):
    """The shape of a + b; None where they do not broadcast or m2c refuses: it
    takes up to 4 blocks of axes that an operand walks or repeats alike."""
    rank = max(len(a), len(b))
    if rank > 4 and a != b:
        return None
    try:
        shape = np.broadcast_shapes(a, b)
    except ValueError:
        return None
    return shape if np.prod(shape) <= LARGEST_TENSOR else None


class GraphBuilder:
    """A graph that grows node by node. Tensors are names; `shape` has all that
    may still be used. Integers are drawn with `pick`, so a seed is a graph."""

    def __init__(self, seed, opset):
        self.rng = np.random.default_rng(seed)
        self.opset = opset
        self.nodes, self.inputs, self.initializers = [], [], []
        self.shape = {}  # of run-time tensors
        self.weights = {}  # constants that other nodes may share, by shape
        self.taken = set()

    # Chance.

    def pick(self, values):
        values = list(values)
        return values[self.rng.integers(len(values))]

    def chance(self, probability):
        return self.rng.random() < probability

    def floats(self, shape, scale=1.0):
        return (self.rng.standard_normal(shape) * scale).astype(np.float32)

    # Names, constants, nodes.

    def name(self, stem):
        if self.chance(0.05):
            stem = self.pick(ODD_NAMES)
        name, number = stem, 0
        while not name or name in self.taken:
            number += 1
            name = f"{stem}{number}"
        self.taken.add(name)
        return name

    def add_input(self, shape):
        name = self.name("x")
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        self.shape[name] = tuple(shape)
        return name

    def constant(self, array):
        name = self.name("c")
        tensor = numpy_helper.from_array(np.asarray(array), name)
        if self.chance(0.8):
            self.initializers.append(tensor)
        else:
            self.nodes.append(helper.make_node("Constant", [], [name], value=tensor))
        return name

    def weight(self, shape, fan_in):
        """Weights that keep the variance; sometimes those of another node, and
        sometimes with rows of zeros (channels that never change)."""
        shape = tuple(shape)
        if shape in self.weights and self.chance(0.3):
            return self.weights[shape]
        array = self.floats(shape, fan_in**-0.5)
        if self.chance(0.1):
            array[self.rng.random(shape[0]) < 0.5] = 0
        self.weights[shape] = self.constant(array)
        return self.weights[shape]

    def ints(self, values):
        return self.constant(np.array(values, np.int64))

    def node(self, operator, inputs, shape, **attributes):
        """Appends a node with one float output of `shape`; returns its name."""
        return self.node_of(operator, inputs, [shape], **attributes)[0]

    def node_of(self, operator, inputs, shapes, **attributes):
        outputs = [self.name("t") for _ in shapes]
        name = self.name(operator.lower()) if self.chance(0.9) else ""
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=name, **attributes))
        self.shape.update(zip(outputs, map(tuple, shapes), strict=True))
        return outputs

    def axis(self, rank):
        """An axis and a way to write it."""
        axis = int(self.rng.integers(rank))
        return axis, axis - rank if self.chance(0.3) and self.opset >= 11 else axis

    def model(self, outputs):
        """The model with `outputs`, a list of names."""
        infos = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, self.shape[name])
            for name in outputs
        ]
        graph = helper.make_graph(self.nodes, "g", self.inputs, infos, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model

    # Windows.

    def window(self, sizes, kernel, ceil=False, dilated=True, pad_limit=None):
        """Strides, pads, dilations for `kernel`, and the sizes that come out;
        None where the kernel does not fit."""
        rank = len(sizes)
        strides = [self.pick((1, 1, 1, 2, 3)) for _ in sizes]
        dilations = [self.pick((1, 1, 1, 2)) if dilated else 1 for _ in sizes]
        extent = [d * (k - 1) + 1 for d, k in zip(dilations, kernel, strict=True)]
        limits = pad_limit or extent
        attributes = {"strides": strides}
        if any(d != 1 for d in dilations):
            attributes["dilations"] = dilations
        mode = self.pick(("NOTSET", "NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"))
        if mode.startswith("SAME"):
            if ceil or "dilations" in attributes:
                return None  # the specification leaves too much open
            attributes["auto_pad"] = mode
            out = [-(-n // s) for n, s in zip(sizes, strides, strict=True)]
            if any((o - 1) * s + k < n for o, s, k, n in zip(out, strides, kernel, sizes)):
                return None  # ONNX Runtime takes no negative pads
            return attributes, out
        pads = [0] * (2 * rank)
        if mode == "VALID":
            attributes["auto_pad"] = mode
        elif self.chance(0.7):
            pads = [int(self.rng.integers(limits[i % rank])) for i in range(2 * rank)]
            attributes["pads"] = pads
        out = []
        for i in range(rank):
            room = sizes[i] + pads[i] + pads[i + rank] - extent[i]
            if room < 0:
                return None
            steps = -(-room // strides[i]) if ceil else room // strides[i]
            if ceil and steps * strides[i] >= sizes[i] + pads[i]:
                steps -= 1  # a window must begin inside
            out.append(steps + 1)
        return attributes, out

    def conv(self, x):
        """Conv of a map of rank 3 or 4, of any grouping."""
        batch, channels, *sizes = self.shape[x]
        divisors = [g for g in range(1, channels + 1) if channels % g == 0]
        group = self.pick((1, 1, channels, self.pick(divisors)))
        outs = group * self.pick((1, 1, 2, 3)) if group > 1 else self.pick((1, 2, 3, 4, 5, 8))
        kernel = [self.pick((1, 1, 2, 3, 3, 5)) for _ in sizes]
        found = self.window(sizes, kernel)
        if found is None:
            return None
        attributes, out = found
        fan_in = channels // group * int(np.prod(kernel))
        shape = (outs, channels // group, *kernel)
        if group == 1 and len(sizes) == 2 and self.chance(0.1):
            inputs = [x, self.separable_weight(shape)]
        else:
            inputs = [x, self.weight(shape, fan_in)]
        if self.chance(0.6):
            inputs.append(self.constant(self.floats(outs, 0.5)))
        if group != 1:
            attributes["group"] = group
        if self.chance(0.5):
            attributes["kernel_shape"] = kernel
        return self.node("Conv", inputs, (batch, outs, *out), **attributes)

    def separable_weight(self, shape):
        outs, channels, *kernel = shape
        point = self.floats((outs, channels, 1, 1), channels**-0.5)
        depth = self.floats((1, channels, *kernel), np.prod(kernel) ** -0.5)
        return self.constant(point * depth)

    def pool(self, x):
        batch, channels, *sizes = self.shape[x]
        operator = self.pick(("MaxPool", "AveragePool"))
        kernel = [self.pick((1, 2, 2, 3, 3, 4)) for _ in sizes]
        ceil = self.opset >= 10 and self.chance(0.4)
        dilated = self.opset >= (10 if operator == "MaxPool" else 19)
        # A window must hold an element, and ONNX Runtime wants pads < kernel.
        found = self.window(sizes, kernel, ceil, dilated, pad_limit=kernel)
        if found is None:
            return None
        attributes, out = found
        if ceil:
            attributes["ceil_mode"] = 1
        if operator == "AveragePool" and self.chance(0.5):
            attributes["count_include_pad"] = 1
        shape = (batch, channels, *out)
        return self.node(operator, [x], shape, kernel_shape=kernel, **attributes)

    def global_pool(self, x):
        batch, channels, *sizes = self.shape[x]
        return self.node("GlobalAveragePool", [x], (batch, channels, *[1] * len(sizes)))

    def batch_norm(self, x):
        channels = self.shape[x][1]
        values = [
            self.rng.uniform(0.5, 1.5, channels) * self.rng.choice([1, 1, -1], channels),
            self.floats(channels, 0.5),
            self.floats(channels, 0.5),
            self.rng.uniform(0.5, 2, channels),
        ]
        inputs = [x] + [self.constant(v.astype(np.float32)) for v in values]
        return self.node("BatchNormalization", inputs, self.shape[x], epsilon=1e-3)

    # Element by element.

    def activation(self, x):
        operator = self.pick(
            ("Relu", "Relu", "LeakyRelu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Clip")
        )
        if operator == "Clip":
            return self.clip(x)
        attributes = {}
        if operator == "HardSwish" and self.opset < 14:
            return self.hard_swish_parts(x)
        if operator == "LeakyRelu" and self.chance(0.7):
            attributes["alpha"] = self.pick((0.1, 0.3, 1.5, -0.2))
        if operator == "HardSigmoid" and self.chance(0.5):
            attributes.update(alpha=self.pick((0.3, 1 / 6)), beta=self.pick((0.4, 0.5)))
        return self.node(operator, [x], self.shape[x], **attributes)

    def hard_swish_parts(self, x):
        """As exporters wrote it before opset 14: x * clip(x + 3, 0, 6) / 6."""
        shape = self.shape[x]
        moved = self.node("Add", [x, self.constant(np.float32(3))], shape)
        gate = self.clip(moved, (0.0, 6.0))
        product = self.node("Mul", [x, gate], shape)
        return self.node("Div", [product, self.constant(np.float32(6))], shape)

    def clip(self, x, bounds=None):
        low, high = bounds or self.pick(((0.0, 6.0), (-0.5, 0.5), (None, 0.3), (-0.3, None)))
        if self.opset >= 11:
            inputs = [x]
            inputs.append("" if low is None else self.constant(np.float32(low)))
            if high is not None:
                inputs.append(self.constant(np.float32(high)))
            return self.node("Clip", inputs, self.shape[x])
        given = {k: v for k, v in (("min", low), ("max", high)) if v is not None}
        return self.node("Clip", [x], self.shape[x], **given)

    def softmax(self, x):
        axis, written = self.axis(len(self.shape[x]))
        if axis == 0 and self.chance(0.7):
            return None  # mixes samples of a batch
        return self.node("Softmax", [x], self.shape[x], axis=written)

    def binary(self, operator, a, b, shape):
        return self.node(operator, [a, b], shape)

    def binary_constant(self, x):
        """With a constant that broadcasts, on either side."""
        shape = self.shape[x]
        other = [n if self.chance(0.4) else 1 for n in shape]
        if self.chance(0.2):
            other = list(shape)
        drop = int(self.rng.integers(len(other) + 1))
        if self.chance(0.5):
            other = other[drop:]
        elif self.chance(0.1):
            other = [self.pick((1, 2)), *other]  # the constant has more axes
        out = broadcast(shape, tuple(other))
        if out is None:
            return None
        operator = self.pick(("Add", "Sub", "Mul", "Div"))
        array = self.floats(other)
        if operator == "Div":
            array = np.asarray(np.sign(array + 1e-9) * (np.abs(array) + 0.5), np.float32)
            return self.node(operator, [x, self.constant(array)], out)
        inputs = [x, self.constant(array)]
        return self.node(operator, inputs[:: self.pick((1, -1))], out)

    def divide(self, a, b):
        """a / (sigmoid(b) + 0.5)."""
        gate = self.node("Sigmoid", [b], self.shape[b])
        below = self.node("Add", [self.constant(np.float32(0.5)), gate], self.shape[b])
        return self.node("Div", [a, below], broadcast(self.shape[a], self.shape[b]))
