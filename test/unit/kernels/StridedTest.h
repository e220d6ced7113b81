// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random strided blocks for the tests of copies and fills: transposes, slices,
// reversed axes and empty blocks.
#ifndef M2C_TEST_KERNELS_STRIDEDTEST_H
#define M2C_TEST_KERNELS_STRIDEDTEST_H

#include "KernelTest.h"
#include <array>
#include <numeric>

namespace m2c::test {

using Six = std::array<int32_t, 6>;

/// Strides of a dense array whose axes lie in memory in the order `order`, each
/// stretched by `slack` elements of the axis; returns its size.
inline int32_t strides(const Six &d, const Six &order, const Six &slack,
                       Six &stride) {
  int32_t step = 1;
  for (int i = 5; i >= 0; --i) {
    size_t axis = static_cast<size_t>(order[static_cast<size_t>(i)]);
    stride[axis] = step;
    step *= std::max(d[axis], 1) + slack[axis];
  }
  return step;
}

struct Layout {
  Six stride;
  int32_t offset = 0, size = 0;

  Layout(const Six &d, Random &random) {
    Six order, slack;
    std::iota(order.begin(), order.end(), 0);
    if (random.integer(0, 2) > 0)
      for (size_t i = 5; i > 0; --i)
        std::swap(order[i], order[static_cast<size_t>(
                                random.integer(0, static_cast<int32_t>(i)))]);
    for (int32_t &extra : slack)
      extra = random.pick({0, 0, 0, 1, 2});
    size = strides(d, order, slack, stride);
    for (size_t i = 0; i < 6; ++i)
      if (random.integer(0, 9) == 0) { // run this axis backwards
        offset += stride[i] * std::max(d[i] - 1, 0);
        stride[i] = -stride[i];
      }
  }
  int32_t at(const Six &index) const {
    int32_t result = offset;
    for (size_t i = 0; i < 6; ++i)
      result += index[i] * stride[i];
    return result;
  }
};

inline Six randomBlock(Random &random) {
  Six d;
  for (int32_t &size : d)
    size = random.pick({1, 1, 2, 3, 4});
  d[5] = random.integer(1, 9);
  if (random.integer(0, 19) == 0)
    d[static_cast<size_t>(random.integer(0, 5))] = 0;
  return d;
}

/// Calls f for every index of the block.
template <typename F>
void forEach(const Six &d, F f) {
  Six i;
  for (i[0] = 0; i[0] < d[0]; ++i[0])
    for (i[1] = 0; i[1] < d[1]; ++i[1])
      for (i[2] = 0; i[2] < d[2]; ++i[2])
        for (i[3] = 0; i[3] < d[3]; ++i[3])
          for (i[4] = 0; i[4] < d[4]; ++i[4])
            for (i[5] = 0; i[5] < d[5]; ++i[5])
              f(i);
}

} // namespace m2c::test

#endif
