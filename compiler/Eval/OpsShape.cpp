// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operators that move values: all are strided copies.
#include "compiler/Eval/Ops.h"
#include "compiler/Eval/StridedWalk.h"
#include <algorithm>

using namespace llvm;

namespace m2c::eval {

void stridedCopy(const StridedCopy &params, Values input,
                 MutableValues output) {
  const float *from = input.data() + params.inOffset;
  float *to = output.data() + params.outOffset;
  StridedWalk<2> walk(params.dims, {params.inStrides, params.outStrides});
  walk.forEachRow([&](std::array<int64_t, 2> at, int64_t count,
                      std::array<int64_t, 2> step) {
    if (step[0] == 1 && step[1] == 1) {
      std::copy_n(from + at[0], count, to + at[1]);
      return;
    }
    for (int64_t i = 0; i < count; ++i)
      to[at[1] + i * step[1]] = from[at[0] + i * step[0]];
  });
}

StridedCopy transposeCopy(ArrayRef<int64_t> shape, ArrayRef<int64_t> perm) {
  StridedCopy copy;
  Shape strides = stridesOf(shape);
  for (int64_t axis : perm) {
    copy.dims.push_back(shape[axis]);
    copy.inStrides.push_back(strides[axis]);
  }
  copy.outStrides = stridesOf(copy.dims);
  return copy;
}

StridedCopy sliceCopy(ArrayRef<int64_t> shape, ArrayRef<int64_t> begins,
                      ArrayRef<int64_t> sizes, ArrayRef<int64_t> steps) {
  StridedCopy copy;
  Shape strides = stridesOf(shape);
  copy.dims.assign(sizes.begin(), sizes.end());
  copy.outStrides = stridesOf(sizes);
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    copy.inStrides.push_back(strides[axis] * steps[axis]);
    copy.inOffset += begins[axis] * strides[axis];
  }
  return copy;
}

StridedCopy placeCopy(ArrayRef<int64_t> shape, ArrayRef<int64_t> result,
                      ArrayRef<int64_t> begins) {
  StridedCopy copy;
  copy.dims.assign(shape.begin(), shape.end());
  copy.inStrides = stridesOf(shape);
  copy.outStrides = stridesOf(result);
  for (size_t axis = 0; axis < shape.size(); ++axis)
    copy.outOffset += begins[axis] * copy.outStrides[axis];
  return copy;
}

} // namespace m2c::eval
