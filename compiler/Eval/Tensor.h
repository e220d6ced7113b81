// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Float tensors of the evaluator: a view for what others own, and one that owns
// its values. Row-major, no strides.
#ifndef M2C_EVAL_TENSOR_H
#define M2C_EVAL_TENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <utility>
#include <vector>

namespace m2c::eval {

using Shape = llvm::SmallVector<int64_t, 6>;

/// Elements in `shape`; 1 for rank 0. Not for shapes from outside: no check for
/// overflow.
inline int64_t countOf(llvm::ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t dim : shape)
    count *= dim;
  return count;
}

/// Distances between neighbours of each axis, in elements.
inline Shape stridesOf(llvm::ArrayRef<int64_t> shape) {
  Shape strides(shape.size(), 1);
  for (size_t axis = shape.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

/// Values that someone else owns; `values.size()` is `countOf(shape)`.
struct TensorView {
  llvm::ArrayRef<int64_t> shape;
  llvm::ArrayRef<float> values;
};

struct Tensor {
  Shape shape;
  std::vector<float> values;

  explicit Tensor(llvm::ArrayRef<int64_t> shape, float value = 0.0f)
      : shape(shape.begin(), shape.end()), values(countOf(shape), value) {}
  Tensor(llvm::ArrayRef<int64_t> shape, std::vector<float> values)
      : shape(shape.begin(), shape.end()), values(std::move(values)) {}

  operator TensorView() const { return {shape, values}; }
};

} // namespace m2c::eval

#endif
