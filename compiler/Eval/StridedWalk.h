// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks an index space that several operands see with strides of their own:
// what broadcasting and strided copies share.
#ifndef M2C_EVAL_STRIDEDWALK_H
#define M2C_EVAL_STRIDEDWALK_H

#include "compiler/Eval/Tensor.h"
#include <array>

namespace m2c::eval {

/// An index space of `dims` with N operands. Axes of size 1 are dropped and
/// neighbours that all operands walk alike are merged, which leaves a long
/// innermost axis where there is one.
template <size_t N>
class StridedWalk {
public:
  using Offsets = std::array<int64_t, N>;

  StridedWalk(llvm::ArrayRef<int64_t> shape,
              std::array<llvm::ArrayRef<int64_t>, N> shapeStrides) {
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] == 1)
        continue;
      Offsets step;
      for (size_t operand = 0; operand < N; ++operand)
        step[operand] = shapeStrides[operand][axis];
      if (!dims.empty() && continues(step, shape[axis])) {
        dims.back() *= shape[axis];
        strides.back() = step;
      } else {
        dims.push_back(shape[axis]);
        strides.push_back(step);
      }
    }
    if (dims.empty()) {
      dims.push_back(1);
      strides.push_back({});
    }
  }

  /// Calls fn(offsets of the first element, count, strides) for each row of the
  /// innermost axis, in row-major order. Offsets begin at 0.
  template <typename Fn>
  void forEachRow(Fn fn) const {
    size_t last = dims.size() - 1;
    Shape index(dims.size(), 0);
    Offsets at = {};
    int64_t rows = 1;
    for (size_t axis = 0; axis < last; ++axis)
      rows *= dims[axis];
    for (int64_t row = 0; row < rows; ++row) {
      fn(at, dims[last], strides[last]);
      for (size_t axis = last; axis-- > 0;) {
        bool carry = ++index[axis] == dims[axis];
        for (size_t operand = 0; operand < N; ++operand)
          at[operand] += carry ? -(dims[axis] - 1) * strides[axis][operand]
                               : strides[axis][operand];
        if (!carry)
          break;
        index[axis] = 0;
      }
    }
  }

private:
  /// Whether the axis before steps exactly over an axis of `size` and `step`.
  bool continues(const Offsets &step, int64_t size) const {
    for (size_t operand = 0; operand < N; ++operand)
      if (strides.back()[operand] != step[operand] * size)
        return false;
    return true;
  }

  Shape dims;
  llvm::SmallVector<Offsets, 6> strides;
};

} // namespace m2c::eval

#endif
