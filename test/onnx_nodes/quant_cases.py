# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantised layers, each in a model of its own. A case takes a QuantBuilder and
returns the name of its output, the floats of a last DequantizeLinear."""

import numpy as np

from quant_builder import LARGEST_WEIGHT


def window(g, sizes, kernel):
    """Attributes of a window and the sizes that come out, or None."""
    strides = [g.pick((1, 1, 2, 3)) for _ in sizes]
    dilations = [g.pick((1, 1, 1, 2)) for _ in sizes]
    pads = [int(g.rng.integers(0, k)) for k in kernel * 2] if g.chance(0.7) else [0, 0, 0, 0]
    out = []
    for i, size in enumerate(sizes):
        room = size + pads[i] + pads[i + 2] - dilations[i] * (kernel[i] - 1) - 1
        if room < 0:
            return None
        out.append(room // strides[i] + 1)
    return {"strides": strides, "dilations": dilations, "pads": pads}, out


def window_for(g, sizes, kernels):
    while True:
        kernel = [g.pick(kernels) for _ in sizes]
        found = window(g, sizes, kernel)
        if found:
            return kernel, *found


def activation(g, x):
    """Often a Relu or Clip, which integers take in as bounds where the quantiser
    behind has its zero point at the end; then the pair of quantisers."""
    kind = g.pick(("none", "none", "relu", "relu6"))
    if kind == "none":
        return g.pair(x)
    if kind == "relu":
        return g.pair(g.node("Relu", [x], g.shape[x]), lowest=True)
    scale, _ = g.range_of(x)
    bounds = [g.constant(np.float32(0)), g.constant(np.float32(scale * 200))]
    y = g.node("Clip", [x, *bounds], g.shape[x])
    return g.pair(y, parameters=(np.float32(scale * 200 / 255), int(np.iinfo(g.type).min)))


def conv_of(g, group, ins, outs, behind=activation):
    sizes = [g.pick(range(4, 12)) for _ in range(2)]
    kernel, attributes, out = window_for(g, sizes, (1, 2, 3, 3, 5))
    x = g.input((1, ins, *sizes))
    w, scales = g.dequantized_weights((outs, ins // group, *kernel), 0)
    inputs = [x, w]
    if g.chance(0.7):
        inputs.append(g.bias(outs, g.scale[x], scales))
    if group != 1:
        attributes["group"] = group
    return behind(g, g.node("Conv", inputs, (1, outs, *out), **attributes))


def conv(g):
    group = g.pick((1, 1, 1, 2))
    return conv_of(g, group, group * g.pick((1, 2, 3, 5, 8, 16)), group * g.pick((1, 2, 3, 7, 8)))


def depthwise(g):
    group = g.pick((2, 3, 4, 8, 15, 16))
    return conv_of(g, group, group, group * g.pick((1, 1, 1, 2)))


def conv1d(g):
    ins, outs, size, kernel = g.pick((1, 3, 8)), g.pick((2, 4, 9)), g.pick(range(5, 30)), g.pick((1, 3, 5))
    x = g.input((1, ins, size))
    w, scales = g.dequantized_weights((outs, ins, kernel), 0)
    inputs = [x, w, g.bias(outs, g.scale[x], scales)]
    return activation(g, g.node("Conv", inputs, (1, outs, size - kernel + 1)))


def weights_with_zero(g):
    """Unsigned weights around a zero point that is not the middle."""
    g.type = np.uint8  # ONNX Runtime has no kernel for signed inputs with them
    ins, outs, size, kernel = g.pick((1, 3, 8)), g.pick((2, 4, 9)), g.pick(range(5, 12)), g.pick((1, 3))
    zero = int(g.rng.integers(100, 156))
    w, scales, _ = g.weights((outs, ins, kernel, kernel), dtype=np.uint8)
    low = max(0, zero - LARGEST_WEIGHT)
    w = np.clip(w.astype(int) + zero - 128, low, min(255, zero + LARGEST_WEIGHT)).astype(np.uint8)
    x = g.input((1, ins, size, size))
    inputs = [g.constant(w), g.constant(scales), g.constant(np.uint8(zero))]
    w = g.node("DequantizeLinear", inputs, (outs, ins, kernel, kernel))
    out = size - kernel + 1
    inputs = [x, w, g.bias(outs, g.scale[x], scales)]
    return activation(g, g.node("Conv", inputs, (1, outs, out, out)))


def weights_of_4_bits(g):
    g.opset = 21
    ins, outs = g.pick(range(1, 70)), g.pick(range(1, 20))
    x = g.input((1, ins))
    w, scales = g.dequantized_nibbles((outs, ins), 0)
    inputs = [x, w, g.bias(outs, g.scale[x], scales)]
    return activation(g, g.node("Gemm", inputs, (1, outs), transB=1))


def conv_of_4_bits(g):
    g.opset = 21
    ins, outs, size, kernel = g.pick((1, 3, 8)), g.pick((2, 4, 9)), g.pick(range(5, 12)), g.pick((1, 3))
    x = g.input((1, ins, size, size))
    w, scales = g.dequantized_nibbles((outs, ins, kernel, kernel), 0)
    inputs = [x, w, g.bias(outs, g.scale[x], scales)]
    out = size - kernel + 1
    return g.pair(g.node("Conv", inputs, (1, outs, out, out)))


def weights_turned(g):
    """As PyTorch writes a linear layer: the weights go through a Transpose."""
    ins, outs = g.pick(range(1, 70)), g.pick(range(1, 20))
    x = g.input((1, ins))
    w, _ = g.dequantized_weights((outs, ins), 0)
    turned = g.node("Transpose", [w], (ins, outs), perm=[1, 0])
    return g.pair(g.node("MatMul", [x, turned], (1, outs)))


def pad(g):
    """Between layers, of zeros."""
    y = conv_of(g, 1, g.pick((2, 4)), g.pick((2, 4)))
    parameters = (g.scale[y], g.zero[y])
    n, c, h, w = g.shape[y]
    pads = [0, 0, *(int(p) for p in g.rng.integers(0, 3, 2)), 0, 0, *(int(p) for p in g.rng.integers(0, 3, 2))]
    shape = (n, c, h + pads[2] + pads[6], w + pads[3] + pads[7])
    y = g.pair(g.node("Pad", [y, g.constant(np.array(pads))], shape), parameters=parameters)
    weights, scales = g.dequantized_weights((3, c, 1, 1), 0)
    inputs = [y, weights, g.bias(3, g.scale[y], scales)]
    return g.pair(g.node("Conv", inputs, (n, 3, *shape[2:])))


def gemm(g):
    ins, outs = g.pick(range(1, 70)), g.pick(range(1, 20))
    trans = g.pick((0, 1))
    x = g.input((g.pick((1, 1, 3)), ins))
    w, scales = g.dequantized_weights((outs, ins) if trans else (ins, outs), 1 - trans)
    inputs = [x, w]
    if g.chance(0.8):
        inputs.append(g.bias(outs, g.scale[x], scales))
    return activation(g, g.node("Gemm", inputs, (g.shape[x][0], outs), transB=trans))


def matmul(g):
    """A constant right side."""
    ins, outs = g.pick(range(1, 70)), g.pick(range(1, 20))
    x = g.input((*g.pick(((1,), (1, 3), (2, 4))), ins))
    w, _ = g.dequantized_weights((ins, outs), 1)
    return g.pair(g.node("MatMul", [x, w], (*g.shape[x][:-1], outs)))


def matmul_of_two(g):
    batch, m, k, n = g.pick((1, 2)), g.pick((1, 3, 8)), g.pick(range(1, 40)), g.pick((1, 4, 9))
    a, b = g.input((batch, m, k)), g.input((batch, k, n))
    return g.pair(g.node("MatMul", [a, b], (batch, m, n)))


def map_input(g, zero=None):
    channels = g.pick((1, 2, 3, 8, 16))
    return g.input((1, channels, g.pick(range(4, 12)), g.pick(range(4, 12))), zero=zero)


def max_pool(g):
    x = map_input(g)
    _, channels, *sizes = g.shape[x]
    kernel, attributes, out = window_for(g, sizes, (1, 2, 3))
    y = g.node("MaxPool", [x], (1, channels, *out), kernel_shape=kernel, **attributes)
    return g.pair(y, parameters=(g.scale[x], g.zero[x]))


def average_pool(g):
    x = map_input(g)
    _, channels, *sizes = g.shape[x]
    kernel, attributes, out = window_for(g, sizes, (1, 2, 3))
    del attributes["dilations"]
    out = [
        (n + attributes["pads"][i] + attributes["pads"][i + 2] - k) // attributes["strides"][i] + 1
        for i, (n, k) in enumerate(zip(sizes, kernel))
    ]
    if g.chance(0.4):
        attributes["count_include_pad"] = 1
    y = g.node("AveragePool", [x], (1, channels, *out), kernel_shape=kernel, **attributes)
    return g.pair(y)


def global_average_pool(g):
    x = map_input(g)
    return g.pair(g.node("GlobalAveragePool", [x], (*g.shape[x][:2], 1, 1)))


def reduce_mean(g):
    x = map_input(g)
    axes = g.pick(([2, 3], [1], [3]))
    shape = [1 if axis in axes else n for axis, n in enumerate(g.shape[x])]
    return g.pair(g.node("ReduceMean", [x], shape, axes=axes, keepdims=1))


def binary(operator):
    def case(g):
        x = map_input(g)
        shape = g.shape[x]
        other = g.pick((shape, shape, (1, shape[1], 1, 1), (1, 1, 1, 1)))
        y = g.input(other)
        a, b = (x, y) if g.chance(0.7) else (y, x)
        if operator == "Add" and g.chance(0.1):
            b = a = x
        behind = activation if operator == "Add" else type(g).pair
        return behind(g, g.node(operator, [a, b], shape))

    return case


def add_wide(dtype):
    """Many pairs: another order of the additions shows in one of 400 000."""

    def case(g):
        g.type = dtype
        x = g.input((1, 4, 96, 96))
        y = g.input(g.pick((g.shape[x], (1, 4, 1, 1), (1, 1, 1, 1), (1, 1, 1, 96))))
        a, b = (x, y) if g.chance(0.5) else (y, x)
        return g.pair(g.node("Add", [a, b], g.shape[x]))

    return case


def binary_constant(operator):
    """With integers that are constant."""

    def case(g):
        x = map_input(g)
        channels = g.shape[x][1]
        values = g.rng.integers(np.iinfo(g.type).min, np.iinfo(g.type).max + 1, (channels, 1, 1))
        inputs = [g.constant(values.astype(g.type)), g.constant(g.scale_near(0.02))]
        y = g.node("DequantizeLinear", [*inputs, g.constant(g.type(g.zero_point()))], values.shape)
        return g.pair(g.node(operator, [x, y], g.shape[x]))

    return case


def concat(g):
    x = map_input(g)
    parts = [x]
    for _ in range(g.pick((1, 2))):
        same = {"zero": g.zero[x], "scale": g.scale[x]} if g.chance(0.4) else {}
        parts.append(g.input((1, g.pick((1, 2, 4)), *g.shape[x][2:]), **same))
    channels = sum(g.shape[p][1] for p in parts)
    return g.pair(g.node("Concat", parts, (1, channels, *g.shape[x][2:]), axis=1))


def softmax(g):
    x = g.input((1, g.pick(range(2, 30))), scale=g.scale_near(0.08))
    return softmax_end(g, g.node("Softmax", [x], g.shape[x], axis=1))


def softmax_end(g, y):
    """Quantised as the tools do: 1/256 from the least, sometimes another."""
    least = int(np.iinfo(g.type).min)
    return g.pair(y, parameters=(np.float32(1 / 256), least) if g.chance(0.7) else None)


def unary(operator, **attributes):
    def case(g):
        x = g.input((1, g.pick((1, 3, 8)), g.pick((3, 7)), g.pick((2, 5, 9))), scale=g.scale_near(0.06))
        return g.pair(g.node(operator, [x], g.shape[x], **attributes))

    return case


def relu_alone(g):
    """Behind a pair of quantisers of its own."""
    x = map_input(g)
    operator = g.pick(("Relu", "Clip"))
    bounds = [g.constant(np.float32(v)) for v in (-0.4, 0.9)] if operator == "Clip" else []
    return g.pair(g.node(operator, [x, *bounds], g.shape[x]))


def moves(g):
    """Reshape, Transpose, Flatten and a pair of quantisers between layers."""
    y = conv_of(g, 1, g.pick((2, 4)), g.pick((2, 4)))
    parameters = (g.scale[y], g.zero[y])
    n, c, h, w = g.shape[y]
    y = g.pair(g.node("Transpose", [y], (n, h, c, w), perm=[0, 2, 1, 3]), parameters=parameters)
    if g.chance(0.5):
        flat = g.node("Flatten", [y], (1, c * h * w))
    else:
        flat = g.node("Reshape", [y, g.constant(np.array([1, -1], np.int64))], (1, c * h * w))
    y = g.pair(flat, parameters=parameters)
    weights, scales = g.dequantized_weights((5, c * h * w), 0)
    inputs = [y, weights, g.bias(5, g.scale[y], scales)]
    return g.pair(g.node("Gemm", inputs, (1, 5), transB=1))


def residual(g):
    """Two branches of convolutions that meet in an Add."""
    x = map_input(g)
    n, channels, *sizes = g.shape[x]
    w, scales = g.dequantized_weights((channels, channels, 3, 3), 0)
    inputs = [x, w, g.bias(channels, g.scale[x], scales)]
    y = activation(g, g.node("Conv", inputs, g.shape[x], pads=[1, 1, 1, 1]))
    return activation(g, g.node("Add", [y, x] if g.chance(0.5) else [x, y], (n, channels, *sizes)))


def island(g):
    """A layer without quantisers between layers with them: it stays float."""
    x = map_input(g)
    n, channels, *sizes = g.shape[x]
    w, _ = g.dequantized_weights((channels, channels, 3, 3), 0)
    y = g.node("Conv", [x, w], g.shape[x], pads=[1, 1, 1, 1])
    y = g.node("Tanh", [y], g.shape[x])
    y = g.pair(g.node("Add", [y, x], (n, channels, *sizes)))
    return g.pair(g.node("GlobalAveragePool", [y], (n, channels, 1, 1)))


def qlinear_weights(g, shape, axis, per_channel=True):
    """Inputs w, w_scale, w_zero_point."""
    dtype = g.pick((np.int8, np.int8, g.type))
    axis = axis if per_channel and dtype == np.int8 and g.chance(0.6) else None
    values, scales, zero = g.weights(shape, axis, dtype=dtype)
    return [g.constant(v) for v in (values, scales, np.full_like(scales, zero, dtype))], scales


def qlinear_end(g, x, inputs, operator, shape, spread, bias=(), **attributes):
    """x is quantised, `spread` the standard deviation of the floats that come
    out."""
    scale, zero = g.scale_near(spread / 60), g.zero_point()
    head = [x, g.constant(g.scale[x]), g.constant(g.type(g.zero[x]))]
    tail = [g.constant(scale), g.constant(g.type(zero))]
    y = g.node(operator, [*head, *inputs, *tail, *bias], shape, **attributes)
    g.scale[y], g.zero[y] = scale, zero
    return g.dequantizer(y)


def qlinear_conv(g):
    group = g.pick((1, 1, 2))
    ins, outs = group * g.pick((1, 3, 8)), group * g.pick((1, 2, 8))
    if g.chance(0.3):
        group = outs = ins
    sizes = [g.pick(range(4, 12)) for _ in range(2)]
    kernel, attributes, out = window_for(g, sizes, (1, 3))
    x = g.integers((1, ins, *sizes))
    inputs, scales = qlinear_weights(g, (outs, ins // group, *kernel), 0)
    spread = g.scale[x] * 74 * scales.max() * 74 * (ins // group * np.prod(kernel)) ** 0.5
    bias = []
    if g.chance(0.7):
        bias = [g.constant(g.rng.integers(-9000, 9000, outs).astype(np.int32))]
    return qlinear_end(
        g, x, inputs, "QLinearConv", (1, outs, *out), spread, bias, group=group, **attributes
    )


def qlinear_matmul(g):
    rows, ins, outs = g.pick((1, 4)), g.pick(range(1, 60)), g.pick(range(1, 12))
    x = g.integers((rows, ins))
    inputs, scales = qlinear_weights(g, (ins, outs), 1, per_channel=False)
    spread = g.scale[x] * 74 * scales.max() * 74 * ins**0.5
    return qlinear_end(g, x, inputs, "QLinearMatMul", (rows, outs), spread)


def integer_end(g, sums, scale):
    """int32 sums to floats, as dynamic quantisation leaves them."""
    y = g.node("Cast", [sums], g.shape[sums], to=1)
    y = g.node("Mul", [y, g.constant(np.float32(scale))], g.shape[sums])
    return g.pair(y)


def integer_weights(g, shape):
    """w and its zero point, which need not be the middle."""
    dtype = g.pick((np.int8, np.uint8))
    zero = int(g.rng.integers(-30, 31)) + (128 if dtype == np.uint8 else 0)
    values = np.clip(
        g.rng.integers(-LARGEST_WEIGHT, LARGEST_WEIGHT + 1, shape) + zero,
        np.iinfo(dtype).min,
        np.iinfo(dtype).max,
    )
    return g.constant(values.astype(dtype)), g.constant(dtype(zero))


def conv_integer(g):
    g.type = np.uint8  # ONNX Runtime has no other
    ins, outs = g.pick((1, 3, 8)), g.pick((1, 2, 8))
    sizes = [g.pick(range(4, 12)) for _ in range(2)]
    kernel, attributes, out = window_for(g, sizes, (1, 3))
    x = g.integers((1, ins, *sizes))
    w, zero = integer_weights(g, (outs, ins, *kernel))
    inputs = [x, w, g.constant(g.type(g.zero[x])), zero]
    sums = g.node("ConvInteger", inputs, (1, outs, *out), **attributes)
    return integer_end(g, sums, 1e-4)


def matmul_integer(g):
    ins, outs = g.pick(range(1, 60)), g.pick(range(1, 12))
    x = g.integers((g.pick((1, 4)), ins))
    w, zero = integer_weights(g, (ins, outs))
    inputs = [x, w, g.constant(g.type(g.zero[x])), zero]
    return integer_end(g, g.node("MatMulInteger", inputs, (g.shape[x][0], outs)), 1e-4)


def resize_to(g, x, **attributes):
    """To other sizes, or by scales."""
    n, c, *sizes = g.shape[x]
    if g.chance(0.5):
        out = [int(size) for size in g.rng.integers(1, 20, 2)]
        inputs = [x, "", "", g.constant(np.array([n, c, *out]))]
    else:
        scales = np.array([1, 1, *(g.pick((0.6, 1.5, 2, 3)) for _ in sizes)], np.float32)
        out = [int(np.float32(size) * scale) for size, scale in zip(sizes, scales[2:], strict=True)]
        inputs = [x, "", g.constant(scales)]
    mode = g.pick(("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"))
    return g.node("Resize", inputs, (n, c, *out), coordinate_transformation_mode=mode, **attributes)


def resize_nearest(g):
    """Between layers: the integers stay what they are."""
    y = conv_of(g, 1, g.pick((2, 4)), g.pick((2, 4)))
    rounding = g.pick(("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"))
    resized = resize_to(g, y, mode="nearest", nearest_mode=rounding)
    y = g.pair(resized, parameters=(g.scale[y], g.zero[y]))
    n, c, *sizes = g.shape[y]
    weights, scales = g.dequantized_weights((3, c, 1, 1), 0)
    inputs = [y, weights, g.bias(3, g.scale[y], scales)]
    return g.pair(g.node("Conv", inputs, (n, 3, *sizes)))


def resize_linear(g):
    x = g.input((1, g.pick((1, 2, 3, 8)), *(g.pick(range(1, 12)) for _ in range(2))))
    return g.pair(resize_to(g, x, mode="linear"))


# What ONNX Runtime must run (None: it has no integer kernel, so that a step of
# difference is possible), and what of m2c may differ: the part of all values,
# and by how many steps.
CASES = {
    "conv": (conv, "QLinearConv", 0, 0),
    "depthwise": (depthwise, "QLinearConv", 0, 0),
    "conv1d": (conv1d, "QLinearConv", 0, 0),
    "gemm": (gemm, "QGemm", 0, 0),
    "matmul": (matmul, "QLinearMatMul", 0, 0),
    "matmul_of_two": (matmul_of_two, "QLinearMatMul", 0, 0),
    "weights_with_zero": (weights_with_zero, "QLinearConv", 0, 0),
    "weights_of_4_bits": (weights_of_4_bits, None, 0.01, 1),
    "conv_of_4_bits": (conv_of_4_bits, None, 0.01, 1),
    "weights_turned": (weights_turned, "QLinearMatMul", 0, 0),
    "pad": (pad, "QLinearConv", 0, 0),
    "max_pool": (max_pool, "MaxPool", 0, 0),
    "add": (binary("Add"), "QLinearAdd", 0, 0),
    "add_wide": (add_wide(np.int8), "QLinearAdd", 0, 0),
    # Less 128 the float products are others.
    "add_wide_unsigned": (add_wide(np.uint8), "QLinearAdd", 1e-5, 1),
    "mul": (binary("Mul"), "QLinearMul", 0, 0),
    "sub": (binary("Sub"), None, 0.01, 1),
    "add_constant": (binary_constant("Add"), "QLinearAdd", 0, 0),
    "mul_constant": (binary_constant("Mul"), "QLinearMul", 0, 0),
    "concat": (concat, "QLinearConcat", 0, 0),
    "average_pool": (average_pool, "QLinearAveragePool", 0.01, 1),
    "global_average_pool": (global_average_pool, "QLinearGlobalAveragePool", 0, 0),
    "reduce_mean": (reduce_mean, None, 0.01, 1),
    "resize_nearest": (resize_nearest, "QLinearConv", 0, 0),
    "resize_linear": (resize_linear, None, 0.01, 1),
    "softmax": (softmax, "QLinearSoftmax", 0.01, 1),
    "sigmoid": (unary("Sigmoid"), "QLinearSigmoid", 0.01, 1),
    "leaky_relu": (unary("LeakyRelu", alpha=0.1), "QLinearLeakyRelu", 0.01, 1),
    "tanh": (unary("Tanh"), None, 0.01, 1),
    "relu": (relu_alone, None, 0.01, 1),
    "moves": (moves, "QLinearConv", 0, 0),
    "residual": (residual, "QLinearConv", 0, 0),
    "qlinear_conv": (qlinear_conv, "QLinearConv", 0, 0),
    "qlinear_matmul": (qlinear_matmul, "QLinearMatMul", 0, 0),
    "island": (island, None, 0.02, 1),
    "conv_integer": (conv_integer, "ConvInteger", 0, 0),
    "matmul_integer": (matmul_integer, "MatMulInteger", 0, 0),
}
