#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the arrays that a test file describes in its comments as an .npz.

    make_data.py FILE OUT.npz

    // DATA x: 1x2x2x1 = 1 2 3 4           an input of the model
    // DATA big: 1x8x8x3 = random 7        see below
    // LET w = np.ones((4, 3), "f")        a name for the expressions that follow
    // EXPECT y: 1x2 = 0.5 0.5             an expected output, stored as out_y
    // EXPECT z: 1x8x8x3 = eval np.maximum(big, 0)

Axis 0 counts samples. Values are numbers apart by blanks or commas (inf, nan
and -0 too), or
  all V            the number V everywhere
  ramp [A [D]]     A, A + D, A + 2 D... (0 and 1 unless given)
  random SEED      in [-1, 1): s = 1664525 s + 1013904223 mod 2^32 from s = SEED,
                   each value is ((s >> 16) - 32768) / 32768
  eval EXPRESSION  Python; sees np, the arrays above and
                   onnx(OP, *inputs, opset=13, domain="", **attributes): ONNX
                   Runtime's first result of a model of that one operator
                   (opset_ is an attribute called opset).
A line that ends in a backslash goes on in the next comment line.
"""

import re
import sys

import numpy as np

LINE = re.compile(r"//\s*(DATA|EXPECT)\s+(\S+):\s+(\S+)\s+=\s+(.+)")
LET = re.compile(r"//\s*LET\s+(\w+)\s+=\s+(.+)")


def onnx(operator, *inputs, opset=13, domain="", **attributes):
    """Runs one ONNX operator in ONNX Runtime; None is an absent input."""
    import onnxruntime
    from onnx import ValueInfoProto, helper

    arrays = {f"i{n}": np.asarray(a) for n, a in enumerate(inputs) if a is not None}
    names = [f"i{n}" if a is not None else "" for n, a in enumerate(inputs)]
    attributes = {name.rstrip("_"): value for name, value in attributes.items()}
    graph = helper.make_graph(
        [helper.make_node(operator, names, ["o"], domain=domain, **attributes)],
        "one",
        [
            helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape)
            for n, a in arrays.items()
        ],
        [ValueInfoProto(name="o")],
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, arrays)[0]


def random(seed, count):
    """The generator that the docstring of this file states."""
    values = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values.append(((seed >> 16) - 32768) / 32768)
    return values


def evaluate(text, known):
    return eval(text, {"np": np, "onnx": onnx, **known})  # pylint: disable=eval-used


def values_of(text, shape, known):
    """The array of `shape` that `text`, the part behind the '=', stands for."""
    count = int(np.prod(shape, dtype=np.int64))
    kind, _, rest = text.partition(" ")
    numbers = rest.replace(",", " ").split()
    if kind == "eval":
        array = np.asarray(evaluate(rest, known))
        if list(array.shape) != shape:
            raise ValueError(f"expected shape {shape}, got {list(array.shape)}")
        return array.astype(np.float32)
    if kind == "all":
        values = [float(rest)] * count
    elif kind == "ramp":
        start, step = [float(n) for n in numbers] + [0.0, 1.0][len(numbers) :]
        values = [start + step * i for i in range(count)]
    elif kind == "random":
        values = random(int(rest), count)
    else:
        values = [float(n) for n in text.replace(",", " ").split()]
    if len(values) != count:
        raise ValueError(f"expected {count} values, got {len(values)}")
    return np.array(values, dtype=np.float32).reshape(shape)


def arrays_of(text):
    """The arrays by name that the comments of a test file describe."""
    text = re.sub(r"\\\n\s*//", " ", text)
    arrays, known = {}, {}
    for line in text.split("\n"):
        if found := LET.match(line.strip()):
            known[found[1]] = evaluate(found[2], known)
        elif found := LINE.match(line.strip()):
            kind, name, dims, values = found.groups()
            shape = [int(dim) for dim in dims.split("x")]
            try:
                array = values_of(values, shape, known)
            except ValueError as error:
                raise ValueError(f"{kind} {name}: {error}") from error
            known[name] = array
            arrays[name if kind == "DATA" else f"out_{name}"] = array
    if not arrays:
        raise ValueError("expected comment lines '// DATA NAME: SHAPE = VALUES'")
    return arrays


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    try:
        arrays = arrays_of(text)
    except ValueError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
    np.savez(sys.argv[2], **arrays)


if __name__ == "__main__":
    main()
