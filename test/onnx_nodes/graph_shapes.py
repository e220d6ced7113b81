# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The operators of random graphs that move elements, multiply matrices or
reduce axes. Each method takes tensor names and returns one, or None where the
operator does not fit."""

import numpy as np
from onnx import TensorProto, helper

from graph_builder import LARGEST_TENSOR, GraphBuilder


class Graph(GraphBuilder):
    """A GraphBuilder with all operators."""

    # Shape and order.

    def transpose(self, x):
        rank = len(self.shape[x])
        perm = [int(axis) for axis in self.rng.permutation(rank)]
        if rank == 4 and self.chance(0.7):
            perm = self.pick(([0, 2, 3, 1], [0, 3, 1, 2], [0, 1, 3, 2]))
        elif rank == 3 and self.chance(0.7):
            perm = [0, 2, 1]
        shape = [self.shape[x][axis] for axis in perm]
        if perm == list(range(rank))[::-1] and self.chance(0.5):
            return self.node("Transpose", [x], shape)
        return self.node("Transpose", [x], shape, perm=perm)

    def to_map(self, x):
        """Any tensor as one of rank 4 or 3, batch kept where there is one."""
        shape = self.shape[x]
        count = int(np.prod(shape))
        batch = shape[0] if len(shape) > 1 else 1
        rest = count // batch
        channels = self.pick([c for c in (1, 2, 3, 4, 6, 8) if rest % c == 0])
        height = self.pick([h for h in range(1, 9) if (rest // channels) % h == 0])
        width = rest // channels // height
        return self.reshape_to(x, (batch, channels, height, width))

    def reshape_to(self, x, shape):
        written = list(shape)
        if written and self.chance(0.3):
            written[int(self.rng.integers(len(written)))] = -1
        for axis, size in enumerate(self.shape[x][: len(shape)]):
            if written[axis] == size and self.chance(0.2):
                written[axis] = 0
        return self.node("Reshape", [x, self.ints(written)], shape)

    def reshape(self, x):
        """Joins or splits axes at random."""
        shape = list(self.shape[x])
        for _ in range(self.pick((1, 1, 2))):
            if len(shape) > 1 and self.chance(0.6):
                axis = int(self.rng.integers(len(shape) - 1))
                shape[axis : axis + 2] = [shape[axis] * shape[axis + 1]]
            elif shape and len(shape) < 5:
                axis = int(self.rng.integers(len(shape)))
                part = self.pick([d for d in range(1, shape[axis] + 1) if shape[axis] % d == 0])
                shape[axis : axis + 1] = [part, shape[axis] // part]
        return self.reshape_to(x, shape)

    def reshape_to_any(self, x):
        return self.pick((self.reshape, self.reshape, self.to_map, self.reshape_by_shape))(x)

    def add_plain(self, operator, inputs, output, **attributes):
        """A node whose output is no run-time tensor."""
        node = helper.make_node(operator, inputs, [output], **attributes)
        self.nodes.append(node)

    def reshape_by_shape(self, x):
        """x.reshape(x.shape[0], -1) as PyTorch exports it."""
        shape = self.shape[x]
        if len(shape) < 2:
            return None
        dims, size, row, target = (self.name(s) for s in ("shape", "size", "row", "target"))
        self.add_plain("Shape", [x], dims)
        self.add_plain("Gather", [dims, self.constant(np.int64(0))], size, axis=0)
        if self.opset >= 13:
            self.add_plain("Unsqueeze", [size, self.ints([0])], row)
        else:
            self.add_plain("Unsqueeze", [size], row, axes=[0])
        self.add_plain("Concat", [row, self.ints([-1])], target, axis=0)
        return self.node("Reshape", [x, target], (shape[0], int(np.prod(shape[1:]))))

    def flatten(self, x):
        shape = self.shape[x]
        axis = 1 if self.chance(0.6) else int(self.rng.integers(len(shape) + 1))
        out = (int(np.prod(shape[:axis])), int(np.prod(shape[axis:])))
        return self.node("Flatten", [x], out, **({} if axis == 1 else {"axis": axis}))

    def unsqueeze(self, x):
        rank = len(self.shape[x])
        if rank > 4:
            return None
        count = self.pick((1, 1, 2)) if rank < 4 else 1
        axes = sorted(int(a) for a in self.rng.choice(rank + count, count, replace=False))
        rest = iter(self.shape[x])
        shape = [1 if axis in axes else next(rest) for axis in range(rank + count)]
        return self.with_axes("Unsqueeze", x, shape, axes, 13)

    def squeeze(self, x):
        ones = [axis for axis, size in enumerate(self.shape[x]) if size == 1]
        if not ones:
            return None
        axes = [axis for axis in ones if self.chance(0.5)] or ones[:1]
        shape = [size for axis, size in enumerate(self.shape[x]) if axis not in axes]
        if axes == ones and self.chance(0.3):
            return self.node("Squeeze", [x], shape)
        return self.with_axes("Squeeze", x, shape, axes, 13)

    def with_axes(self, operator, x, shape, axes, since, **attributes):
        """Axes are an attribute before opset `since`, an input from then on."""
        axes = list(axes)
        if self.opset >= 11 and self.chance(0.2):
            rank = len(shape) if operator == "Unsqueeze" else len(self.shape[x])
            axes = [axis - rank for axis in axes]
        if self.opset >= since:
            return self.node(operator, [x, self.ints(axes)], shape, **attributes)
        return self.node(operator, [x], shape, axes=axes, **attributes)

    def nothing(self, x):
        shape = self.shape[x]
        operator = self.pick(("Identity", "Dropout", "Cast"))
        if operator != "Cast":
            return self.node(operator, [x], shape)
        double = self.node("Cast", [x], shape, to=TensorProto.DOUBLE)
        del self.shape[double]  # no other node may use it
        return self.node("Cast", [double], shape, to=TensorProto.FLOAT)

    # Parts.

    def pad(self, x):
        shape = self.shape[x]
        mode = self.pick(("constant", "constant", "constant", "reflect", "edge"))
        before, after = [0] * len(shape), [0] * len(shape)
        for axis, size in enumerate(shape):
            if axis < 2 and len(shape) > 2 and self.chance(0.8):
                continue
            limit = min(3, size) if mode == "reflect" else 3
            low = -1 if self.chance(0.1) and size > 2 and mode == "constant" else 0
            before[axis], after[axis] = (int(n) for n in self.rng.integers(low, limit, 2))
        out = [b + n + a for b, n, a in zip(before, shape, after, strict=True)]
        if min(out) < 1 or np.prod(out) > LARGEST_TENSOR:
            return None
        value = self.pick((0.0, 0.0, 1.5)) if mode == "constant" else 0.0
        attributes = {} if mode == "constant" else {"mode": mode}
        if self.opset < 11:
            if value:
                attributes["value"] = value
            return self.node("Pad", [x], out, pads=before + after, **attributes)
        inputs = [x, self.ints(before + after)]
        if value or self.chance(0.3):
            inputs.append(self.constant(np.float32(value)))
        if self.opset >= 18 and self.chance(0.4):
            axes = [int(a) for a in self.rng.permutation(len(shape))]
            inputs[1] = self.ints([before[a] for a in axes] + [after[a] for a in axes])
            inputs = [*inputs, ""][:3] + [self.ints(axes)]
        return self.node("Pad", inputs, out, **attributes)

    def slice(self, x):
        shape = list(self.shape[x])
        axes = [axis for axis in range(len(shape)) if self.chance(0.4)]
        starts, ends, steps = [], [], []
        for axis in axes:
            size = shape[axis]
            step = self.pick((1, 1, 2, 3, -1, -2)) if self.opset >= 10 else 1
            begin, end = sorted(int(n) for n in self.rng.integers(0, size + 1, 2))
            begin, end = (begin, end + 1) if begin == end else (begin, end)
            picked = range(size)[begin:end:1][::step]
            if not picked:
                return None
            shape[axis] = len(picked)
            if step < 0:
                last = min(end, size) - 1
                begin, end = last, begin - 1 if begin > 0 else -(10**6)
            elif end >= size and self.chance(0.5):
                end = self.pick((10**6, 2**31 - 1))
            if 0 < begin < size and self.chance(0.2):
                begin -= size
            starts, ends, steps = [*starts, begin], [*ends, end], [*steps, step]
        if not axes:
            return None
        if self.opset < 10:
            return self.node("Slice", [x], shape, starts=starts, ends=ends, axes=axes)
        inputs = [x, self.ints(starts), self.ints(ends), self.ints(axes)]
        if any(s != 1 for s in steps) or self.chance(0.5):
            inputs.append(self.ints(steps))
        return self.node("Slice", inputs, shape)

    def split(self, x):
        """Returns all parts."""
        axis, written = self.axis(len(self.shape[x]))
        size = self.shape[x][axis]
        if size < 2:
            return None
        parts = self.pick((2, 2, min(3, size)))
        if size % parts == 0 and self.chance(0.5):
            sizes, inputs, attributes = [size // parts] * parts, [x], {}
            if self.opset >= 18:
                attributes["num_outputs"] = parts
        elif self.opset >= 18 and self.chance(0.3) and size > parts * (parts - 1):
            most = -(-size // parts)
            sizes = [most] * (parts - 1) + [size - most * (parts - 1)]
            inputs, attributes = [x], {"num_outputs": parts}
        else:
            cuts = sorted(int(n) for n in self.rng.choice(size - 1, parts - 1, replace=False) + 1)
            ends = zip([0, *cuts], [*cuts, size], strict=True)
            sizes, attributes = [end - begin for begin, end in ends], {}
            inputs = [x, self.ints(sizes)] if self.opset >= 13 else [x]
            if self.opset < 13:
                attributes["split"] = sizes
        shapes = [[n if a == axis else d for a, d in enumerate(self.shape[x])] for n in sizes]
        return self.node_of("Split", inputs, shapes, axis=written, **attributes)

    def concat(self, tensors, axis):
        shape = list(self.shape[tensors[0]])
        shape[axis] = sum(self.shape[t][axis] for t in tensors)
        if np.prod(shape) > LARGEST_TENSOR:
            return None
        written = axis - len(shape) if self.opset >= 11 and self.chance(0.3) else axis
        return self.node("Concat", tensors, shape, axis=written)

    def concat_constant(self, x):
        axis = int(self.rng.integers(len(self.shape[x])))
        shape = list(self.shape[x])
        shape[axis] = self.pick((1, 2))
        tensors = [x, self.constant(self.floats(shape))]
        for t in tensors[1:]:
            self.shape[t] = tuple(shape)
        result = self.concat(tensors[:: self.pick((1, -1))], axis)
        del self.shape[tensors[1]]
        return result

    # Matrices and sums.

    def gemm(self, x):
        """Gemm of a matrix with constants."""
        rows, columns = self.shape[x]
        trans_a = self.chance(0.15)
        if trans_a:
            rows, columns = columns, rows
        outs = self.pick((1, 2, 3, 5, 8, 10))
        trans_b = self.chance(0.6)
        weights = self.weight((outs, columns) if trans_b else (columns, outs), columns)
        inputs = [x, weights]
        if self.chance(0.7) or self.opset < 11:
            shape = self.pick(((outs,), (outs,), (1, outs), (1,), (rows, 1), (rows, outs), ()))
            inputs.append(self.constant(self.floats(shape)))
        attributes = self.gemm_attributes(trans_a, trans_b)
        return self.node("Gemm", inputs, (rows, outs), **attributes)

    def gemm_attributes(self, trans_a, trans_b):
        attributes = {}
        if trans_a:
            attributes["transA"] = 1
        if trans_b:
            attributes["transB"] = 1
        if self.chance(0.3):
            attributes["alpha"] = self.pick((0.5, -1.0))
        if self.chance(0.3):
            attributes["beta"] = self.pick((0.5, 2.0, 0.0))
        return attributes

    def gemm_of(self, a, b):
        """Gemm of two run-time matrices with one axis size in common."""
        (m, k), (k2, n) = self.shape[a], self.shape[b]
        for trans_a, trans_b in ((0, 0), (0, 1), (1, 0), (1, 1)):
            rows, inner = (k, m) if trans_a else (m, k)
            other, outs = (n, k2) if trans_b else (k2, n)
            if inner != other:
                continue
            inputs = [a, b]
            if self.opset < 11:
                inputs.append(self.constant(self.floats((outs,))))
            attributes = self.gemm_attributes(trans_a, trans_b)
            return self.node("Gemm", inputs, (rows, outs), **attributes)
        return None

    def matmul(self, x):
        """With a constant on either side, of two or more axes."""
        shape = self.shape[x]
        size = self.pick((1, 2, 3, 5, 8))
        if self.chance(0.7):
            batch = shape[:-2] if self.chance(0.2) else ()
            weights = self.weight((*batch, shape[-1], size), shape[-1])
            return self.node("MatMul", [x, weights], (*shape[:-1], size))
        if len(shape) < 2:
            return None
        batch = shape[:-2] if self.chance(0.3) else ()
        weights = self.weight((*batch, size, shape[-2]), shape[-2])
        return self.node("MatMul", [weights, x], (*shape[:-2], size, shape[-1]))

    def matmul_self(self, x):
        """x . x^T over the last two axes, as in attention."""
        shape = self.shape[x]
        if len(shape) < 2 or shape[-1] * shape[-2] > 256:
            return None
        rank = len(shape)
        perm = [*range(rank - 2), rank - 1, rank - 2]
        turned_shape = (*shape[:-2], shape[-1], shape[-2])
        turned = self.node("Transpose", [x], turned_shape, perm=perm)
        scaled = self.node("Mul", [turned, self.constant(np.float32(1 / shape[-1]))], turned_shape)
        return self.node("MatMul", [x, scaled], (*shape[:-1], shape[-2]))

    def reduce_mean(self, x):
        shape = self.shape[x]
        axes = [axis for axis in range(len(shape)) if self.chance(0.5)]
        keep = self.chance(0.5)
        attributes = {} if keep and self.chance(0.5) else {"keepdims": int(keep)}
        reduced = axes or range(len(shape))
        out = [1 if axis in reduced else n for axis, n in enumerate(shape)]
        if not keep:
            out = [n for axis, n in enumerate(shape) if axis not in reduced]
        if not axes:
            return self.node("ReduceMean", [x], out, **attributes)
        return self.with_axes("ReduceMean", x, out, axes, 18, **attributes)
