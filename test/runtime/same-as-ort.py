#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows that the integer kernels give ONNX Runtime's integers, bit for bit.

    same-as-ort.py [--cases N]

Runs small QDQ models with int8 activations in ONNX Runtime, makes sure that it
chose its integer operators, and calls our kernels, compiled as a shared
library, on the same data. Add and Mul see all 65536 pairs of operands.
"""

import argparse
import ctypes
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "runtime"
f32 = np.float32
TYPES = {"int32_t": ctypes.c_int32, "float": ctypes.c_float}


def build_library(folder):
    """The kernels as the unit tests compile them."""
    source, library = ROOT / "test/unit/kernels/Kernels.c", pathlib.Path(folder) / "kernels.so"
    includes = [f"-I{RUNTIME / 'include'}", f"-I{RUNTIME / 'kernels/c'}"]
    flags = ["-std=c99", "-O2", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, *includes, source, "-o", library], check=True)
    return ctypes.CDLL(str(library))


def params_class(name):
    """The ctypes twin of a params struct, from the C text."""
    for path in sorted([*RUNTIME.glob("include/m2c/*.h"), *RUNTIME.glob("kernels/c/*.c")]):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        found = re.search(r"typedef struct \{([^}]*)\} %s;" % name, text)
        if found:
            break
    fields = []
    for kind, names in re.findall(r"(?:const )?(\w+) (\*?[^;]*);", found[1]):
        for field in names.split(","):
            pointer = "*" in field
            fields.append((field.strip(" *"), ctypes.c_void_p if pointer else TYPES[kind]))
    return type(name, (ctypes.Structure,), {"_fields_": fields})


def call(library, kernel, params, out, rows, struct=None):
    """Runs one kernel; arrays in params stand for pointers to them."""
    values = {k: v.ctypes.data if isinstance(v, np.ndarray) else v for k, v in params.items()}
    p = params_class(f"m2c_{struct or kernel}_params")(**values)
    pointers = (ctypes.c_void_p * len(rows))(*(None if r is None else r.ctypes.data for r in rows))
    scratch = np.zeros(1 << 16, np.int8)
    run = getattr(library, f"m2c_run_{kernel}")
    run(ctypes.byref(p), ctypes.c_void_p(out.ctypes.data), pointers, scratch.ctypes.data_as(ctypes.c_void_p))
    return out


def onnx_runtime(op, inputs, output, expected_op, attributes=None, weights=()):
    """One QDQ operator; inputs are (array, scale, zero), output is (scale, zero)."""
    nodes, constants, graph_inputs, feed = [], [], [], {}

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.asarray(value), name))

    for i, (x, scale, zero) in enumerate(inputs):
        constant(f"s{i}", np.asarray(scale, f32))
        constant(f"z{i}", np.broadcast_to(np.int8(zero), np.shape(scale)))
        if i in weights:
            constant(f"x{i}", x)
        else:
            graph_inputs.append(helper.make_tensor_value_info(f"x{i}", TensorProto.INT8, x.shape))
            feed[f"x{i}"] = x
        axis = {"axis": 0} if np.ndim(scale) else {}
        nodes.append(
            helper.make_node("DequantizeLinear", [f"x{i}", f"s{i}", f"z{i}"], [f"d{i}"], **axis)
        )
    names = [f"d{i}" for i in range(len(inputs))]
    nodes.append(helper.make_node(op, names, ["r"], **(attributes or {})))
    constant("so", f32(output[0]))
    constant("zo", np.int8(output[1]))
    nodes.append(helper.make_node("QuantizeLinear", ["r", "so", "zo"], ["y"]))
    result = helper.make_tensor_value_info("y", TensorProto.INT8, None)
    graph = helper.make_graph(nodes, "g", graph_inputs, [result], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.qdqisint8allowed", "1")
        options.optimized_model_filepath = f"{folder}/optimised.onnx"
        options.log_severity_level, options.intra_op_num_threads = 3, 1
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        ops = [n.op_type for n in onnx.load(options.optimized_model_filepath).graph.node]
    if expected_op not in ops:
        sys.exit(f"same-as-ort: expected ONNX Runtime to use {expected_op}, got {ops}")
    return session.run(None, feed)[0]


class Cases:
    """Random problems; each returns (ONNX Runtime's output, ours)."""

    def __init__(self, library, seed):
        self.library, self.random = library, np.random.default_rng(seed)

    def scale(self, low=1e-3, high=1.0):
        return f32(np.exp(self.random.uniform(np.log(low), np.log(high))))

    def zero(self):
        return int(self.random.integers(-128, 128))

    def integers(self, *shape, low=-128):
        return self.random.integers(low, 128, shape).astype(np.int8)

    def binary(self, op, kernel, params, inputs, output):
        a, b = inputs[0][0], inputs[1][0]
        n = a.size
        theirs = onnx_runtime(op, inputs, output, f"QLinear{op}")
        shape = dict(n=n, d0=1, d1=1, d2=1, d3=n, a_s3=1, b_s3=1)
        widths = dict(a_bits=8, b_bits=8, out_bits=8, out_min=-128, out_max=127, shift=-1)
        out = np.zeros(n, np.int8)
        ours = call(self.library, kernel, {**shape, **widths, **params}, out, [a, b], "binary_s8")
        return theirs, ours

    def operands(self):
        all_values = np.arange(-128, 128, dtype=np.int8)
        a = (np.repeat(all_values, 256), self.scale(), self.zero())
        b = (np.tile(all_values, 256), self.scale(), self.zero())
        return a, b

    def add(self):
        a, b = self.operands()
        scale, zero = f32((a[1] + b[1]) * self.scale(0.2, 1.5)), self.zero()
        ka, kb = f32(a[1] / scale), f32(b[1] / scale)
        # A fused multiply-add: the long double holds the sum exactly.
        wide = np.longdouble
        zeros = f32(wide(ka) * a[2] + wide(f32(kb * f32(b[2]))))
        params = dict(a_scale=ka, b_scale=kb, fixed=f32(f32(zero) - zeros))
        return self.binary("Add", "add_s8", params, (a, b), (scale, zero))

    def mul(self):
        a, b = self.operands()
        scale, zero = f32(a[1] * b[1] * self.scale(10, 200)), self.zero()
        params = dict(a_scale=f32(f32(a[1] * b[1]) / scale), a_zero=a[2], b_zero=b[2], out_zero=zero)
        return self.binary("Mul", "mul_s8", params, (a, b), (scale, zero))

    def conv2d(self, depthwise=False):
        channels, size = 8, 9
        x = self.integers(1, channels, size, size)
        filters = 8 if depthwise else 5
        w = self.integers(filters, 1 if depthwise else channels, 3, 3, low=-127)
        sx, sw = self.scale(), f32([self.scale(1e-3, 1e-2) for _ in range(filters)])
        sy, zx, zy = f32(sx * self.scale(0.3, 3.0)), self.zero(), self.zero()
        attributes = dict(pads=[1, 1, 1, 1], group=channels if depthwise else 1)
        zeros = [0] * filters
        theirs = onnx_runtime(
            "Conv", [(x, sx, zx), (w, sw, zeros)], (sy, zy), "QLinearConv", attributes, {1}
        )
        order = (2, 3, 1, 0) if depthwise else (0, 2, 3, 1)
        params = dict(in_w=size, in_c=channels, out_w=size, kernel_h=3, kernel_w=3, stride_w=1)
        params |= dict(dilation_w=1, pad_left=1, in_zero=zx, out_zero=zy, out_min=-128)
        params |= dict(out_max=127, out_bits=8, weights=np.ascontiguousarray(w.transpose(order)))
        params |= dict(scale=f32(f32(sx * sw) / sy))
        params |= dict(bias=(-zx * w.astype(np.int32).sum((1, 2, 3))).astype(np.int32))
        params |= dict(channel_multiplier=1) if depthwise else dict(out_c=filters, group=1)
        nhwc = np.ascontiguousarray(x[0].transpose(1, 2, 0))
        rows = [np.full((size, channels), zx, np.int8), *nhwc, np.full((size, channels), zx, np.int8)]
        ours = np.zeros((size, size, filters), np.int8)
        kernel = "depthwise_conv2d_s8" if depthwise else "conv2d_s8"
        for y in range(size):
            call(self.library, kernel, params, ours[y], rows[y : y + 3])
        return theirs[0].transpose(1, 2, 0), ours

    def depthwise(self):
        return self.conv2d(depthwise=True)

    def matmul(self):
        a, b = self.integers(6, 33), self.integers(33, 7)
        sa, sb, za, zb, zy = self.scale(), self.scale(), self.zero(), self.zero(), self.zero()
        sy = f32(sa * sb * self.scale(100, 3000))
        theirs = onnx_runtime("MatMul", [(a, sa, za), (b, sb, zb)], (sy, zy), "QLinearMatMul")
        params = dict(m=6, k=33, n=7, batch=1, rhs_batch=1, a_zero=za, b_zero=zb, out_zero=zy)
        params |= dict(out_min=-128, out_max=127, out_bits=8, scale=f32([f32(sa * sb) / sy]))
        return theirs, call(self.library, "matmul_s8", params, np.zeros((6, 7), np.int8), [a, b])

    def avg_pool2d(self):
        channels, size, out = 5, 9, 5
        x = self.integers(1, channels, size, size)
        sx, zx, zy = self.scale(), self.zero(), self.zero()
        sy = f32(sx * self.scale(0.3, 2.0))
        attributes = dict(kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
        theirs = onnx_runtime("AveragePool", [(x, sx, zx)], (sy, zy), "QLinearAveragePool", attributes)
        scale = f32([f32(sx / f32(sy * f32(count))) for count in range(4, 10)])
        params = dict(in_w=size, channels=channels, out_w=out, kernel_h=3, kernel_w=3, stride_w=2)
        params |= dict(dilation_w=1, pad_left=1, in_zero=zx, out_zero=zy, out_min=-128, out_max=127)
        params |= dict(in_bits=8, out_bits=8, count_min=4, scale=scale)
        rows = [None, *np.ascontiguousarray(x[0].transpose(1, 2, 0)), None]
        ours = np.zeros((out, out, channels), np.int8)
        for y in range(out):
            call(self.library, "avg_pool2d_s8", params, ours[y], rows[2 * y : 2 * y + 3])
        return theirs[0].transpose(1, 2, 0), ours

    def reduce_mean(self):
        x = self.integers(1, 16, 7, 9)
        sx, zx, zy = self.scale(), self.zero(), self.zero()
        sy = f32(sx * self.scale(0.05, 0.5))
        theirs = onnx_runtime("GlobalAveragePool", [(x, sx, zx)], (sy, zy), "QLinearGlobalAveragePool")
        params = dict(outer=16, reduce=63, inner=1, in_zero=zx, out_zero=zy, out_min=-128)
        params |= dict(out_max=127, in_bits=8, out_bits=8, scale=f32([sx / f32(sy * f32(63))]))
        return theirs, call(self.library, "reduce_mean_s8", params, np.zeros(16, np.int8), [x])

    def softmax(self):
        outer, n = 30, int(self.random.integers(2, 40))
        x = self.integers(outer, n)
        sx, zx = self.scale(3e-3, 0.5), self.zero()
        sy, zy = f32(self.random.choice([1 / 256, 1 / 255, 0.0035])), -128
        theirs = onnx_runtime("Softmax", [(x, sx, zx)], (sy, zy), "QLinearSoftmax", dict(axis=-1))
        # ONNX Runtime's table is scaled up, away from subnormal numbers.
        room = max(0.0, np.log(float(np.finfo(f32).max / f32(n))) - 5) / float(sx)
        table = np.exp((room - np.arange(256.0)) * float(sx)).astype(f32)
        params = dict(outer=outer, n=n, inner=1, out_zero=zy, out_min=-128, out_max=127, in_bits=8)
        params |= dict(out_bits=8, out_inverse=np.floor(f32(1) / sy), exp_table=table)
        return theirs, call(self.library, "softmax_s8", params, np.zeros((outer, n), np.int8), [x])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=20, help="random problems of each kind")
    arguments = parser.parse_args()
    kinds = "add mul conv2d depthwise matmul avg_pool2d reduce_mean softmax".split()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = Cases(build_library(folder), seed=1)
        for kind in kinds:
            total = bad = 0
            for _ in range(arguments.cases):
                theirs, ours = getattr(cases, kind)()
                total += ours.size
                bad += int((theirs.reshape(-1) != ours.reshape(-1)).sum())
            wrong += bad
            print(f"{kind}: {bad} of {total} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
