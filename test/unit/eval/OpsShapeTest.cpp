// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strided copies against index arithmetic.
#include "EvalTest.h"
#include <numeric>

using namespace llvm;

namespace m2c::eval {
namespace {

/// 0, 1, 2...: a value says where it came from.
std::vector<float> countingValues(int64_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 0.0f);
  return values;
}

TEST(Shape, Transpose) {
  Shape shape = {2, 3, 4, 5};
  std::vector<int64_t> perm = {2, 0, 3, 1};
  std::vector<float> output(120, kNan);
  stridedCopy(transposeCopy(shape, perm), countingValues(120), output);
  size_t at = 0;
  for (int64_t c = 0; c < 4; ++c)
    for (int64_t a = 0; a < 2; ++a)
      for (int64_t d = 0; d < 5; ++d)
        for (int64_t b = 0; b < 3; ++b)
          ASSERT_EQ(output[at++], ((a * 3 + b) * 4 + c) * 5 + d);
}

TEST(Shape, TransposeOfRankZero) {
  std::vector<float> output = {kNan};
  stridedCopy(transposeCopy({}, {}), {7.0f}, output);
  expectEqual(output, {7.0f});
}

TEST(Shape, SliceWithSteps) {
  Shape shape = {4, 6};
  std::vector<float> output(6, kNan);
  stridedCopy(sliceCopy(shape, {3, 1}, {2, 3}, {-2, 2}), countingValues(24),
              output);
  expectEqual(output, {19, 21, 23, 7, 9, 11});
}

TEST(Shape, PlaceInTheMiddle) {
  Shape shape = {2, 2}, result = {4, 3};
  std::vector<float> output(12, -1.0f);
  stridedCopy(placeCopy(shape, result, {1, 1}), {1, 2, 3, 4}, output);
  expectEqual(output, {-1, -1, -1, -1, 1, 2, -1, 3, 4, -1, -1, -1});
}

TEST(Shape, EmptyCopiesNothing) {
  Shape shape = {2, 0, 3}, result = {2, 4, 3};
  std::vector<float> output(24, -1.0f);
  stridedCopy(placeCopy(shape, result, {0, 0, 0}), {}, output);
  expectEqual(output, std::vector<float>(24, -1.0f));
}

} // namespace
} // namespace m2c::eval
