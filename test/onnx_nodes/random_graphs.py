#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the C that m2c makes of small random graphs with ONNX Runtime.

    random_graphs.py M2C SEED COUNT [--work DIR] [--jobs N] [--target T]
                     [--no-c] [--keep]

Graph n has the seed SEED + n, whatever COUNT is. Where something is wrong (a
graph is refused, differs, or ends m2c) the exit code is 1, the graph is printed
with what repeats it, and the folder in DIR holds model.onnx and data.npz.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

import m2c_check
from graph_builder import LARGEST_TENSOR, broadcast
from graph_shapes import Graph

OPSETS = (7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 21, 22)
SAMPLES = 2
# Where values become larger, rounding alone may reach the tolerance.
LARGEST_VALUE = 30


def start(graph):
    """One to three inputs, of one batch size."""
    batch = graph.pick((1, 1, 1, 2))
    tensors = []
    for _ in range(graph.pick((1, 1, 2, 2, 3))):
        size = (graph.pick(range(3, 10)), graph.pick(range(3, 10)))
        shape = graph.pick(
            (
                (batch, graph.pick((1, 2, 3, 4, 8)), *size),
                (batch, graph.pick((1, 2, 3, 4, 8)), *size),
                (batch, graph.pick((1, 2, 3, 4)), graph.pick(range(4, 24))),
                (batch, *size, graph.pick((1, 3, 4))),
                (batch, graph.pick(range(2, 20))),
            )
        )
        tensors.append(graph.add_input(shape))
    return tensors


def conv_block(graph, x):
    """Conv, then often BatchNormalization and an activation."""
    y = graph.batch_norm(x) if graph.chance(0.1) else x
    y = graph.conv(y)
    if y and graph.chance(0.5):
        y = graph.batch_norm(y)
    return graph.activation(y) if y and graph.chance(0.6) else y


def channels_last_conv(graph, x):
    """As converted from Keras: Transpose, Conv, Transpose."""
    n, h, w, c = graph.shape[x]
    y = graph.node("Transpose", [x], (n, c, h, w), perm=[0, 3, 1, 2])
    y = conv_block(graph, y)
    if y is None:
        return None
    n, c, h, w = graph.shape[y]
    return graph.node("Transpose", [y], (n, h, w, c), perm=[0, 2, 3, 1])


def residual(graph, x):
    """x + f(x) of the same shape."""
    inner = graph.pick((graph.batch_norm, graph.activation, None))
    y = inner(x) if inner else same_conv(graph, x)
    return y and graph.binary(graph.pick(("Add", "Add", "Sub", "Mul")), x, y, graph.shape[x])


def same_conv(graph, x):
    channels, rank = graph.shape[x][1], len(graph.shape[x]) - 2
    weights = graph.weight((channels, channels, *[3] * rank), channels * 3**rank)
    return graph.node("Conv", [x, weights], graph.shape[x], pads=[1] * (2 * rank))


def attention(graph, x):
    """Squeeze and excite: x * sigmoid(f(mean of x))."""
    y = graph.global_pool(x)
    channels, rank = graph.shape[y][1], len(graph.shape[y]) - 2
    weights = graph.weight((channels, channels, *[1] * rank), channels)
    y = graph.node("Conv", [y, weights], graph.shape[y])
    y = graph.node("Sigmoid", [y], graph.shape[y])
    return graph.binary("Mul", *graph.pick(((x, y), (y, x))), graph.shape[x])


def fuse(graph, tensors):
    """Late fusion of two tensors: flatten, concat."""
    a, b = (graph.pick(tensors) for _ in range(2))
    if graph.shape[a][:1] != graph.shape[b][:1]:
        return None
    flat = [t if len(graph.shape[t]) == 2 else graph.flatten(t) for t in (a, b)]
    if graph.shape[flat[0]][0] != graph.shape[flat[1]][0]:
        return None
    return graph.concat(flat, 1)


def combine(graph, tensors):
    """Two tensors that fit: binary with broadcasting, concat, or product."""
    a = graph.pick(tensors)
    shape = graph.shape[a]
    fitting = [t for t in tensors if broadcast(graph.shape[t], shape) is not None]
    matrices = [t for t in tensors if len(graph.shape[t]) == 2]
    along = [
        (t, axis)
        for t in tensors
        for axis in range(len(shape))
        if len(graph.shape[t]) == len(shape)
        and all(n == m for i, (n, m) in enumerate(zip(graph.shape[t], shape)) if i != axis)
    ]
    kind = graph.pick(("binary", "binary", "concat", "concat", "divide", "gemm"))
    if kind == "concat" and along:
        b, axis = graph.pick(along)
        return graph.concat([a, b] if graph.chance(0.8) else [a, b, a], axis)
    if kind == "gemm" and len(shape) == 2:
        return graph.gemm_of(a, graph.pick(matrices))
    b = graph.pick(fitting)
    if kind == "divide":
        return graph.divide(a, b)
    out = broadcast(shape, graph.shape[b])
    return graph.binary(graph.pick(("Add", "Sub", "Mul")), a, b, out)


def step(graph, tensors):
    """Appends something; returns the new tensors."""
    if graph.chance(0.2):
        return [combine(graph, tensors)]
    if graph.chance(0.06):
        return [fuse(graph, tensors)]
    # Often the newest one, so that graphs become deep.
    x = tensors[-1] if graph.chance(0.6) else graph.pick(tensors)
    rank = len(graph.shape[x])
    choices = [graph.activation, graph.nothing, graph.binary_constant, graph.reshape_to_any]
    if rank in (3, 4):
        spatial = [graph.conv, graph.pool, graph.pool, graph.pool, graph.batch_norm, graph.global_pool]
        blocks = [conv_block] * 5 + [residual] * 2 + [attention]
        choices += spatial + [lambda x, f=f: f(graph, x) for f in blocks]
    if rank == 4:
        choices += [lambda x: channels_last_conv(graph, x)]
    if rank == 2:
        choices += [graph.gemm] * 4 + [graph.batch_norm, graph.to_map]
    if rank >= 1:
        choices += [graph.pad, graph.slice, graph.split, graph.concat_constant, graph.softmax]
        choices += [graph.transpose, graph.transpose, graph.flatten, graph.matmul]
        choices += [graph.reduce_mean, graph.matmul_self, graph.squeeze, graph.unsqueeze]
    result = graph.pick(choices)(x)
    return result if isinstance(result, list) else [result]


def make_graph(seed):
    """A graph and its model, whose outputs are every tensor that nothing reads
    and some others."""
    graph = Graph(seed, 0)
    graph.opset = graph.pick(OPSETS)
    tensors = start(graph)
    inputs = list(tensors)
    steps = graph.pick(range(2, 15))
    for _ in range(steps):
        tensors += [t for t in step(graph, tensors) if t and np.prod(graph.shape[t]) <= LARGEST_TENSOR]
    read = {name for node in graph.nodes for name in node.input}
    outputs = [t for t in graph.shape if t not in read and t not in inputs]
    outputs += [t for t in tensors if t not in inputs and t in read and graph.chance(0.08)]
    if not outputs or graph.chance(0.05):
        x = graph.pick(tensors)
        outputs.append(graph.node("Identity", [x], graph.shape[x]))
    if graph.chance(0.05):
        outputs.append(graph.pick(inputs))
    return graph, list(dict.fromkeys(outputs))


def session(model):
    options = onnxruntime.SessionOptions()
    # As written: with its optimisations ONNX Runtime is another program to test.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def expected_data(graph, outputs, seed):
    """Arrays for m2c, or None where a value anywhere is too large."""
    names = [i.name for i in graph.inputs]
    inside = [t for t in graph.shape if t not in names]
    watched = session(graph.model(list(dict.fromkeys(inside + outputs))))
    rng = np.random.default_rng([seed, 1])
    samples = []
    for _ in range(SAMPLES):
        given = {n: rng.standard_normal(graph.shape[n]).astype(np.float32) for n in names}
        values = dict(zip((o.name for o in watched.get_outputs()), watched.run(None, given)))
        if any(not np.abs(v).max() <= LARGEST_VALUE for v in values.values()):
            return None
        for name, value in values.items():
            if value.shape != graph.shape[name]:
                raise ValueError(f"{name}: expected {graph.shape[name]}, got {value.shape}")
        samples.append(given | {f"out_{t}": values[t] for t in outputs})
    return {key: np.stack([s[key] for s in samples]) for key in samples[0]}


def make_case(seed):
    """The model and the data of a seed; other weights where values explode."""
    for attempt in range(50):
        graph, outputs = make_graph([seed, attempt])
        data = expected_data(graph, outputs, seed)
        if data is not None:
            return graph.model(outputs), data
    raise ValueError(f"seed {seed}: expected a graph of moderate values in 50 attempts")


def commands(options):
    make = m2c_check.evaluate_commands if options.no_c else m2c_check.verify_commands
    return make(options.m2c, options.target)


def run(seed, options, folder):
    model, data = make_case(seed)
    return m2c_check.check(commands(options), model, data, folder), model


def complain(seed, outcome, model, folder, options):
    print(f"seed {seed}: {outcome.kind}: {outcome.message}")
    print(onnx.printer.to_text(model))
    print(f"again: {sys.argv[0]} {options.m2c} {seed} 1 --work DIR --keep")
    if options.work:
        print(f"or: cd {folder} && {' && '.join(map(' '.join, commands(options)))}")


def main():
    parser = argparse.ArgumentParser(description="random graphs against ONNX Runtime")
    parser.add_argument("m2c")
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--target", default="host")
    parser.add_argument("--no-c", action="store_true", help="compare the evaluator only")
    parser.add_argument("--keep", action="store_true", help="keep folders that passed")
    options = parser.parse_args()
    options.m2c = str(pathlib.Path(options.m2c).resolve())
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        root = (options.work or pathlib.Path(temporary)).resolve()
        seeds = range(options.seed, options.seed + options.count)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            results = pool.map(lambda s: run(s, options, root / f"seed{s}"), seeds)
            for seed, (outcome, model) in zip(seeds, results, strict=True):
                counts[outcome.kind] += 1
                folder = root / f"seed{seed}"
                if outcome.kind != m2c_check.PASSED:
                    complain(seed, outcome, model, folder, options)
                elif not options.keep:
                    m2c_check.remove(folder)
    print(", ".join(f"{counts[k]} {k}" for k in ("passed", "refused", "failed")))
    sys.exit(counts["passed"] != options.count)


if __name__ == "__main__":
    main()
