# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The official ONNX operator tests, made into what m2c takes: a model whose
parameters are constants, and arrays for its inputs and expected outputs."""

import dataclasses
import pathlib
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, version_converter

FOLDERS = ("node", "pytorch-converted", "pytorch-operator", "simple")
OLDEST_OPSET = 7

# Inputs that hold parameters, by operator and position; the tests give them at
# run time, which no trained model does.
PARAMETERS = {
    "BatchNormalization": (1, 2, 3, 4),
    "Clip": (1, 2),
    "Conv": (1, 2),
    "ConvInteger": (1, 2, 3),
    "DequantizeLinear": (1, 2),
    "Dropout": (1, 2),
    "MatMulInteger": (1, 2, 3),
    "Pad": (2,),
    "QLinearConv": (1, 2, 3, 4, 5, 6, 7, 8),
    "QLinearMatMul": (1, 2, 4, 5, 6, 7),
    "QuantizeLinear": (1, 2),
    "Resize": (1, 2),
    "Upsample": (1,),
}
# Inputs of bytes that are computed at run time; other integers are parameters.
BYTES = {
    "ConvInteger": (0,),
    "DequantizeLinear": (0,),
    "MatMulInteger": (0,),
    "QLinearConv": (0,),
    "QLinearMatMul": (0, 3),
}
QUANTISED = {*BYTES, "QuantizeLinear", "DynamicQuantizeLinear"}
# Inputs that are integers in some tests of operators that mean the same for
# floats; they become floats.
FLOATS_TOO = {"Clip": (0, 1, 2), "MaxPool": (0,), "Pad": (0, 2)}
# Operators that m2c converts in another way when one side is constant.
TWO_SIDED = ("Add", "Div", "Gemm", "MatMul", "Mul", "Sub")


@dataclasses.dataclass
class NodeTest:
    """A model with one sample; arrays are None where they are no tensors."""

    name: str
    model: onnx.ModelProto
    inputs: list  # in the order of model.graph.input
    outputs: list  # in the order of model.graph.output

    def operators(self):
        """What must be supported, as (domain, operator)."""
        return {(node.domain, node.op_type) for node in self.model.graph.node}


def _as_array(value):
    """Sequences, optionals and the like are None."""
    if isinstance(value, TensorProto):
        value = numpy_helper.to_array(value)
    return np.asarray(value) if isinstance(value, np.ndarray | np.generic) else None


def _is_array(value):
    """Whether it is an array of numbers that NumPy has itself, or of 4 bits."""
    return value is not None and (
        value.dtype.kind in "fiub" or value.dtype.name in ("int4", "uint4")
    )


def _read_array(path, value_info):
    if not value_info.type.HasField("tensor_type"):
        return None
    tensor = TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def debian_tests(root):
    """The tests of the package libonnx-testdata: opsets of 2022 and before."""
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("test_*")):
            model = onnx.load(path / "model.onnx")
            data = path / "test_data_set_0"
            inputs = [
                _read_array(data / f"input_{n}.pb", info)
                for n, info in enumerate(model.graph.input)
                if (data / f"input_{n}.pb").exists()
            ]
            outputs = [
                _read_array(data / f"output_{n}.pb", info)
                for n, info in enumerate(model.graph.output)
            ]
            yield NodeTest(f"{folder}/{path.name}", model, inputs, outputs)


def package_tests():
    """The tests that the Python package onnx makes: the newest opsets."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        cases = collect_testcases(None)
    for case in sorted(cases, key=lambda case: case.name):
        inputs, outputs = case.data_sets[0]
        yield NodeTest(
            f"onnx/{case.name}",
            case.model,
            [_as_array(value) for value in inputs],
            [_as_array(value) for value in outputs],
        )


def _is_float(value_info):
    return value_info.type.tensor_type.elem_type in (
        TensorProto.FLOAT,
        TensorProto.FLOAT16,
        TensorProto.DOUBLE,
        TensorProto.BFLOAT16,
    )


def _make_float(test):
    """Gives the tests of FLOATS_TOO float inputs and outputs."""
    names = set()
    for node in test.model.graph.node:
        positions = FLOATS_TOO.get(node.op_type, ())
        names.update(node.input[p] for p in positions if p < len(node.input))
        names.update(node.output[:1] if positions else ())
    for infos, arrays in (
        (test.model.graph.input, test.inputs),
        (test.model.graph.output, test.outputs),
    ):
        for n, info in enumerate(infos):
            if info.name in names and not _is_float(info):
                info.type.tensor_type.elem_type = TensorProto.FLOAT
                arrays[n] = arrays[n].astype(np.float32)


def _parameter_names(model):
    """Graph inputs that are integers (but BYTES) or stand where PARAMETERS says."""
    names = {info.name for info in model.graph.input if not _is_float(info)}
    bytes_names = {
        info.name
        for info in model.graph.input
        if info.type.tensor_type.elem_type in (TensorProto.INT8, TensorProto.UINT8)
    }
    for node in model.graph.node:
        positions = BYTES.get(node.op_type, ())
        names -= bytes_names & {node.input[p] for p in positions if p < len(node.input)}
    for node in model.graph.node:
        for position in PARAMETERS.get(node.op_type, ()):
            if position < len(node.input):
                names.add(node.input[position])
    return names


def _raise_opset(model):
    """The model at an opset that m2c reads."""
    opset = next(o for o in model.opset_import if o.domain in ("", "ai.onnx"))
    if opset.version >= OLDEST_OPSET:
        return model

    def since(operator, version):
        return onnx.defs.get_schema(operator, version).since_version

    operators = {node.op_type for node in model.graph.node}
    if all(since(o, OLDEST_OPSET) == since(o, opset.version) for o in operators):
        opset.version = OLDEST_OPSET
        return model
    return version_converter.convert_version(model, OLDEST_OPSET)


def _use_float_outputs(test):
    """Drops integer outputs (masks and indices, which inference does not read);
    where there is no other, casts them."""
    graph = test.model.graph
    kept = [n for n, info in enumerate(graph.output) if _is_float(info)]
    infos = [graph.output[n] for n in kept]
    if not kept and all(_is_array(value) for value in test.outputs):
        kept = range(len(graph.output))
        for info in graph.output:
            graph.node.append(helper.make_node("Cast", [info.name], [f"float_{info.name}"], to=1))
            shape = [dim.dim_value for dim in info.type.tensor_type.shape.dim]
            infos.append(helper.make_tensor_value_info(f"float_{info.name}", 1, shape))
    elif not kept:
        return
    del graph.output[:]
    graph.output.extend(infos)
    test.outputs = [test.outputs[n] for n in kept]


def prepare(test, constants=()):
    """`test` with its parameters, and the inputs of the numbers `constants`, as
    initialisers."""
    model = onnx.ModelProto()
    model.CopyFrom(test.model)
    # An initialiser that is no input needs format version 4.
    model.ir_version = max(model.ir_version, 4)
    graph = model.graph
    initial = {tensor.name for tensor in graph.initializer}
    infos = [info for info in graph.input if info.name not in initial]
    del graph.input[:]
    graph.input.extend(infos)
    ready = NodeTest(test.name, model, list(test.inputs), list(test.outputs))
    _make_float(ready)
    infos = list(graph.input)
    names = _parameter_names(model) | {infos[n].name for n in constants}
    given, ready.inputs = ready.inputs, []
    del graph.input[:]
    for info, value in zip(infos, given, strict=True):
        if info.name in names and _is_array(value):
            graph.initializer.append(numpy_helper.from_array(value, info.name))
        else:
            graph.input.append(info)
            ready.inputs.append(value)
    if not graph.input:
        graph.input.append(helper.make_tensor_value_info("unused", 1, [1]))
        ready.inputs.append(np.zeros(1, np.float32))
    _use_float_outputs(ready)
    ready.model = _raise_opset(model)
    return ready


def variants(test):
    """The test as it is, and with either side of a two-sided operator constant
    (`NAME#left`, `NAME#right`)."""
    yield prepare(test)
    nodes = test.model.graph.node
    if len(nodes) != 1 or nodes[0].op_type not in TWO_SIDED or len(test.inputs) < 2:
        return
    if not all(_is_float(info) for info in test.model.graph.input):
        return
    for side, constants in (("left", [0]), ("right", range(1, len(test.inputs)))):
        ready = prepare(test, constants)
        ready.name = f"{test.name}#{side}"
        yield ready


def arrays(test):
    """What an .npz for m2c --verify holds: one sample of each array."""
    data = {}
    for prefix, infos, values in (
        ("", test.model.graph.input, test.inputs),
        ("out_", test.model.graph.output, test.outputs),
    ):
        for info, value in zip(infos, values, strict=True):
            if _is_array(value):
                # Doubles beyond float's range become infinite, as in m2c.
                with np.errstate(over="ignore"):
                    data[prefix + info.name] = value[None].astype(np.float32)
    return data
