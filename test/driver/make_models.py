#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes small ONNX models and data files, good and broken, for the driver's
tests.

    make_models.py DIR NAME...

makes the files of each NAME (a function below) in DIR, named after it: `good`
makes good.onnx, `good_data` makes good.npz.
"""

import pathlib
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT
RNG = np.random.default_rng(1)
WEIGHTS = RNG.standard_normal((4, 2, 3, 3)).astype("f")


def value(name, shape):
    return helper.make_tensor_value_info(name, FLOAT, shape)


def tensor(name, array):
    return numpy_helper.from_array(np.asarray(array, "f"), name)


def model(nodes, inputs, outputs, tensors=(), functions=(), **opsets):
    """A model of opset 13; `opsets` are further domains."""
    graph = helper.make_graph(nodes, "g", inputs, outputs, list(tensors))
    imports = [helper.make_opsetid(d, v) for d, v in {"": 13, **opsets}.items()]
    return helper.make_model(graph, opset_imports=imports, ir_version=8, functions=functions)


def node(op, inputs, outputs, name="", **attributes):
    return helper.make_node(op, inputs, outputs, name, **attributes)


def chain(*nodes, shape=(1, 4), tensors=()):
    """A model from 'x' to 'y', both of one shape."""
    return model(nodes, [value("x", shape)], [value("y", shape)], tensors)


def convolution(batch=1, height=5, width=6):
    nodes = [
        node("Conv", ["x", "w"], ["c"], "conv1", pads=[1, 1, 1, 1]),
        node("Relu", ["c"], ["y"], "relu1"),
    ]
    shapes = [[batch, channels, height, width] for channels in (2, 4)]
    return model(nodes, [value("x", shapes[0])], [value("y", shapes[1])], [tensor("w", WEIGHTS)])


# Good models and their data.


def good():
    """Conv + Relu, 1x2x5x6 to 1x4x5x6."""
    return convolution()


def symbolic():
    return convolution("batch", "height", "width")


def symbolic_batch():
    return convolution("batch")


def two_inputs():
    return model(
        [node("Add", ["left", "right"], ["sum"], "add1")],
        [value("left", [1, 3]), value("right", [1, 3])],
        [value("sum", [1, 3])],
    )


def cancelling():
    """Conv, then a batch norm that takes away a mean 1e7 times the result: true
    only when the convolution's sum is rounded before, so folding changes it."""
    mean = np.float32(3e7)
    one = np.ones(1)
    return model(
        [
            node("Conv", ["x", "w", "b"], ["c"], "conv1"),
            node("BatchNormalization", ["c", "s", "o", "m", "v"], ["y"], "bn1", epsilon=0.0),
        ],
        [value("x", [1, 1, 4, 4])],
        [value("y", [1, 1, 4, 4])],
        [
            tensor("w", np.ones((1, 1, 1, 1))),
            tensor("b", [mean]),
            tensor("s", one),
            tensor("o", 0 * one),
            tensor("m", [mean]),
            tensor("v", one),
        ],
    )


def good_data():
    """Four samples with labels and ONNX Runtime's outputs."""
    x = RNG.standard_normal((4, 2, 5, 6)).astype("f")
    session = onnxruntime.InferenceSession(
        good().SerializeToString(), providers=["CPUExecutionProvider"]
    )
    y = np.concatenate([session.run(None, {"x": s[None]})[0] for s in x])
    return {"x": x, "out_y": y, "labels": y.reshape(4, -1).argmax(1)}


def quarter_data():
    """Four samples in steps of 1/64 within +-1.98: bytes hold them."""
    return {"x": RNG.integers(-127, 128, (4, 2, 5, 6)).astype("f") / np.float32(64)}


def with_value(sample, number):
    data = quarter_data()
    data["x"][sample, 1, 2, 3] = number
    return data


def nan_data():
    return with_value(2, np.nan)


def infinite_data():
    return with_value(3, -np.inf)


def no_samples_data():
    return {"x": np.zeros((0, 2, 5, 6), "f")}


def constant_data():
    return {"x": np.full((3, 2, 5, 6), 0.75, "f")}


def zero_data():
    return {"x": np.zeros((3, 2, 5, 6), "f")}


def qdq():
    """The input is quantised by the file itself."""
    zero = numpy_helper.from_array(np.int8(3), "z")
    return chain(
        node("QuantizeLinear", ["x", "s", "z"], ["q"], "quantize1"),
        node("DequantizeLinear", ["q", "s", "z"], ["f"], "dequantize1"),
        node("Relu", ["f"], ["r"], "relu1"),
        node("QuantizeLinear", ["r", "s", "z"], ["p"], "quantize2"),
        node("DequantizeLinear", ["p", "s", "z"], ["y"], "dequantize2"),
        tensors=[tensor("s", np.float32(0.5)), zero],
    )


def qdq_data():
    return {"x": RNG.standard_normal((4, 4)).astype("f")}


def tampered_data():
    data = good_data()
    data["out_y"][2, 3, 4, 5] += 0.5
    return data


def wrong_shape_data():
    return {"x": np.zeros((4, 5, 6, 2), "f")}


def no_arrays_data():
    return {"unrelated": np.zeros((4, 2), "f")}


def misspelt_data():
    return {"left": np.zeros((2, 3), "f"), "rihgt": np.zeros((2, 3), "f")}


def misspelt_output_data():
    return {"x": np.zeros((1, 2, 5, 6), "f"), "out_z": np.zeros((1, 4, 5, 6), "f")}


def wrong_output_data():
    return {"x": np.zeros((2, 2, 5, 6), "f"), "out_y": np.zeros((2, 5, 6, 4), "f")}


def uneven_data():
    return {"left": np.zeros((2, 3), "f"), "right": np.zeros((5, 3), "f")}


# Broken models, and good ones that are like them.


def empty():
    return b""


def truncated():
    return good().SerializeToString()[:-60]


def no_protobuf():
    return b"This is not a model.\n" * 20


def zip_archive():
    return b"PK\x03\x04" + bytes(200)


def no_graph():
    result = good()
    result.ClearField("graph")
    return result


def future():
    result = good()
    result.opset_import[0].version = 99
    return result


def unknown_operators():
    nodes = [
        node("Relu", ["x"], ["a"], "fine"),
        node("NonMaxSuppression", ["a"], ["b"], "nms"),
        node("Einsum", ["b"], ["c"], "product", equation="ij->ji"),
        node("MyOwn", ["c"], ["y"], "mine", domain="com.example"),
    ]
    return model(nodes, [value("x", [1, 4])], [value("y", [1, 4])], **{"com.example": 2})


def unsupported_attribute():
    return chain(node("Conv", ["x", "w"], ["y"], "conv1", group=3), shape=(1, 4, 8, 8),
                 tensors=[tensor("w", np.ones((4, 2, 3, 3)))])


def short_raw():
    result = good()
    result.graph.initializer[0].raw_data = result.graph.initializer[0].raw_data[:100]
    return result


def cycle():
    return chain(
        node("Add", ["x", "c"], ["a"], "one"),
        node("Relu", ["a"], ["b"], "two"),
        node("Tanh", ["b"], ["c"], "three"),
        node("Relu", ["c"], ["y"], "four"),
    )


def undefined():
    return chain(node("Add", ["x", "nowhere"], ["y"], "add1"))


def many_undefined():
    nodes = [node("Relu", [f"u{i}"], [f"v{i}"], f"n{i}") for i in range(60)]
    return model(nodes, [value("x", [1, 4])], [value("v59", [1, 4])])


def undefined_output():
    return chain(node("Relu", ["x"], ["z"], "relu1"))


def duplicate():
    return chain(node("Relu", ["x"], ["y"], "one"), node("Tanh", ["x"], ["y"], "two"))


def duplicate_input():
    return model(
        [node("Relu", ["x"], ["y"])], [value("x", [1, 4]), value("x", [1, 4])], [value("y", [1, 4])]
    )


def shapes_differ():
    return chain(node("Add", ["x", "b"], ["y"], "add1"), tensors=[tensor("b", np.ones(3))])


def no_outputs_node():
    result = chain(node("Relu", ["x"], ["y"], "r"))
    result.graph.node.append(node("Split", ["x"], [], "split"))
    return result


def empty_rows():
    """Nothing is divided by the rows of a constant without any."""
    return chain(
        node("Flatten", ["c"], ["z"], "flat", axis=1),
        node("Relu", ["x"], ["y"], "r"),
        tensors=[tensor("c", np.zeros((0, 3)))],
    )


def much_in_all():
    """Tensors of 384 million bytes, each of which is small enough."""
    nodes = [
        node("Pad", ["x", "pads"], ["p"], "pad"),
        node("Sigmoid", ["p"], ["s"], "sigmoid"),
        node("Add", ["p", "s"], ["a"], "add"),
        node("ReduceMean", ["a"], ["y"], "mean", axes=[0]),
    ]
    pads = numpy_helper.from_array(np.array([0, 0, 15999999, 5]), "pads")
    return model(nodes, [value("x", [1, 1])], [value("y", [1, 6])], [pads])


def many_inputs():
    """Each fits, all do not."""
    names = [f"x{n}" for n in range(20)]
    nodes = [node("ReduceMean", [n], [f"y_{n}"], f"mean_{n}", axes=[1]) for n in names]
    inputs = [value(n, [1, 4000000]) for n in names]
    return model(nodes, inputs, [value(f"y_{n}", [1, 1]) for n in names])


def huge_pads():
    """A product of dimensions beyond 2^64, and a node that computes with it."""
    return chain(
        node("Pad", ["x", "p"], ["z"], "pad"),
        node("Flatten", ["z"], ["w"], "flat"),
        node("Relu", ["x"], ["y"], "r"),
        shape=(1, 1, 1, 1),
        tensors=[numpy_helper.from_array(np.full(8, 2**24, np.int64), "p")],
    )


def huge_kernel():
    return chain(
        node("MaxPool", ["x"], ["z"], "pool", kernel_shape=[2**62, 2], auto_pad="SAME_UPPER"),
        node("Relu", ["x"], ["y"], "r"),
        shape=(1, 1, 4, 4),
    )


def many_axes():
    return chain(
        node("Reshape", ["x", "s"], ["z"], "reshape"),
        node("Relu", ["x"], ["y"], "r"),
        tensors=[numpy_helper.from_array(np.array([1] * 64 + [4]), "s")],
    )


def no_nodes():
    """The output is the input."""
    return model([], [value("x", [1, 4])], [value("x", [1, 4])])


def external(location):
    """The good model with its weights elsewhere."""
    result = good()
    weights = result.graph.initializer[0]
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    weights.external_data.add(key="location", value=location)
    return result


def external_good():
    """With external_good.bin beside it."""
    (FOLDER / "external_good.bin").write_bytes(WEIGHTS.tobytes())
    return external("external_good.bin")


def external_parent():
    return external("../secret.bin")


def external_absolute():
    return external("/etc/hostname")


def external_missing():
    return external("absent.bin")


def external_link():
    """A link inside the folder to a file outside."""
    return external("link.bin")


def external_short():
    return external("short.bin")


def write(name):
    made = globals()[name]()
    if name.endswith("_data"):
        np.savez(FOLDER / f"{name.removesuffix('_data')}.npz", **made)
        return
    data = made if isinstance(made, bytes) else made.SerializeToString()
    (FOLDER / f"{name}.onnx").write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    FOLDER = pathlib.Path(sys.argv[1])
    for wanted in sys.argv[2:]:
        write(wanted)
