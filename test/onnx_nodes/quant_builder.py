# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes quantised ONNX models: the plumbing (quantisers, integer weights, ranges
measured with ONNX Runtime). The layers are in quant_cases.py."""

import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

SAMPLES = 2


def _multiplies_exactly():
    """Whether ONNX Runtime's kernels add up products of bytes without
    saturating: AVX2 without VNNI does not (microsoft/onnxruntime#16105)."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return "vnni" in text or "avx2" not in text


LARGEST_WEIGHT = 127 if _multiplies_exactly() else 63


def session(model, integers=True, dump=None):
    """As users run a quantised model, with int8 activations too; or every node
    as it is written. `dump` receives the optimised model."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    if integers:
        options.add_session_config_entry("session.qdqisint8allowed", "1")
    else:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    if dump:
        options.optimized_model_filepath = str(dump)
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


class QuantBuilder:
    """A graph that grows node by node. `shape` has the tensors, `scale` and
    `zero` the parameters of those that came out of a quantiser."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.type = self.pick((np.int8, np.uint8))
        self.nodes, self.inputs, self.initializers = [], [], []
        self.shape, self.scale, self.zero = {}, {}, {}
        self.data = {}
        self.count = 0
        self.opset = 13

    # Chance.

    def pick(self, values):
        values = list(values)
        return values[self.rng.integers(len(values))]

    def chance(self, probability):
        return self.rng.random() < probability

    def scale_near(self, value):
        """A scale without structure, within a factor of two."""
        return np.float32(value * np.exp(self.rng.uniform(-0.7, 0.7)))

    def zero_point(self, lowest=None):
        """Anywhere in the type, most often near the middle; `lowest` forces the
        least."""
        info = np.iinfo(self.type)
        if lowest:
            return int(info.min)
        if self.chance(0.2):
            return int(self.pick((info.min, info.max)))
        middle = (int(info.min) + int(info.max) + 1) // 2
        return middle + int(self.rng.integers(-60, 60))

    # Names, constants, nodes.

    def name(self, stem):
        self.count += 1
        return f"{stem}{self.count}"

    def constant(self, array):
        name = self.name("c")
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, operator, inputs, shape, **attributes):
        name = self.name("t")
        self.nodes.append(
            helper.make_node(operator, inputs, [name], name=self.name(operator), **attributes)
        )
        self.shape[name] = tuple(shape)
        return name

    # Quantisers.

    def quantizer(self, x, scale, zero):
        """x as integers."""
        inputs = [x, self.constant(np.float32(scale)), self.constant(self.type(zero))]
        q = self.node("QuantizeLinear", inputs, self.shape[x])
        self.scale[q], self.zero[q] = np.float32(scale), zero
        return q

    def dequantizer(self, q):
        inputs = [q, self.constant(self.scale[q]), self.constant(self.type(self.zero[q]))]
        x = self.node("DequantizeLinear", inputs, self.shape[q])
        self.scale[x], self.zero[x] = self.scale[q], self.zero[q]
        return x

    def integers(self, shape, zero=None, scale=None):
        """A new input, quantised. Its values reach beyond the range sometimes."""
        name = self.name("x")
        scale = scale if scale is not None else self.scale_near(0.02)
        zero = self.zero_point() if zero is None else zero
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        self.shape[name] = tuple(shape)
        info = np.iinfo(self.type)
        steps = self.rng.uniform(info.min - 3, info.max + 4, (SAMPLES, *shape)) - zero
        self.data[name] = (steps * scale).astype(np.float32)
        return self.quantizer(name, scale, zero)

    def input(self, shape, **parameters):
        """A new input that went through a pair of quantisers."""
        return self.dequantizer(self.integers(shape, **parameters))

    def measured(self, x):
        """The values of x for all samples."""
        watched = session(self.model(x), integers=False)
        runs = [
            watched.run(None, {n: v[sample] for n, v in self.data.items()})
            for sample in range(SAMPLES)
        ]
        return np.stack([values for values, in runs])

    def range_of(self, x, lowest=None):
        """Scale and zero point that fit the values of x, with some saturation."""
        values = self.measured(x)
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
        scale = np.float32(max(high - low, 1e-3) / 255 * self.rng.uniform(0.8, 1.3))
        info = np.iinfo(self.type)
        zero = int(np.clip(round(info.min - low / scale), info.min, info.max))
        return scale, int(info.min) if lowest else zero

    def pair(self, x, lowest=None, parameters=None):
        """x through a pair of quantisers that fit it."""
        scale, zero = parameters or self.range_of(x, lowest)
        return self.dequantizer(self.quantizer(x, scale, zero))

    def weights(self, shape, axis=None, zero=None, dtype=np.int8):
        """Integers and their scales: per channel of `axis`, or one."""
        info = np.iinfo(dtype)
        middle = (int(info.min) + int(info.max) + 1) // 2
        values = self.rng.integers(-LARGEST_WEIGHT, LARGEST_WEIGHT + 1, shape) + middle
        count = shape[axis] if axis is not None else None
        scales = np.exp(self.rng.uniform(-6.0, -3.0, count)).astype(np.float32)
        return values.astype(dtype), scales, middle if zero is None else zero

    def nibbles(self, array, unsigned=False):
        """A constant of 4-bit elements, in one of the two forms of the file."""
        name = self.name("c")
        values = np.append(array.reshape(-1), [0] * (array.size % 2)).astype(np.int64) & 15
        packed = (values[::2] | values[1::2] << 4).astype(np.uint8)
        tensor = TensorProto(name=name, dims=array.shape)
        tensor.data_type = TensorProto.UINT4 if unsigned else TensorProto.INT4
        if self.chance(0.5):
            tensor.raw_data = packed.tobytes()
        else:
            tensor.int32_data.extend(packed.tolist())
        self.initializers.append(tensor)
        return name

    def dequantized_weights(self, shape, axis):
        """Weights per channel of `axis` or, by chance, per tensor. Returns the
        tensor and the scales."""
        channels = axis if self.chance(0.6) else None
        values, scales, _ = self.weights(shape, channels)
        zeros = np.zeros_like(scales, np.int8)
        return self.dequantized([self.constant(values)], scales, self.constant(zeros), shape, channels)

    def dequantized_nibbles(self, shape, axis):
        """The same of 4 bits, with a zero point at times."""
        channels = axis if self.chance(0.6) else None
        unsigned = self.chance(0.5)
        low = 0 if unsigned else -8
        _, scales, _ = self.weights(shape, channels)
        values = self.rng.integers(low, low + 16, shape)
        zeros = self.rng.integers(low + 7, low + 10, scales.shape)
        stored = [self.nibbles(v, unsigned) for v in (values, zeros)]
        return self.dequantized(stored[:1], scales, stored[1], shape, channels)

    def dequantized(self, values, scales, zeros, shape, channels):
        inputs = [*values, self.constant(scales), zeros]
        attributes = {} if channels is None else {"axis": channels}
        return self.node("DequantizeLinear", inputs, shape, **attributes), scales

    def bias(self, count, scale, weight_scales):
        """An int32 bias in steps of scale * weight scale."""
        values = self.rng.integers(-20000, 20000, count).astype(np.int32)
        scales = np.asarray(scale * weight_scales, np.float32)
        inputs = [self.constant(v) for v in (values, scales, np.zeros_like(scales, np.int32))]
        attributes = {"axis": 0} if scales.ndim else {}
        return self.node("DequantizeLinear", inputs, (count,), **attributes)

    def model(self, output):
        info = helper.make_tensor_value_info(output, TensorProto.FLOAT, self.shape[output])
        graph = helper.make_graph(self.nodes, "g", self.inputs, [info], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = 8 if self.opset < 21 else 10
        onnx.checker.check_model(model)
        return model
