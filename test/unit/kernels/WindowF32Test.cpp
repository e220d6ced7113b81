// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The window geometry of m2c_window.h, and row pointers of both kinds, against its definition tried out
// position by position.
#include "KernelTest.h"

using namespace m2c::test;

namespace {

TEST(WindowF32, RowPointers) {
  const int32_t inH = 5, elements = 3;
  std::vector<float> in(inH * elements), outside(elements);
  for (int32_t first = -7; first < 8; ++first)
    for (int32_t step = 1; step < 4; ++step)
      for (const float *other : {static_cast<const float *>(outside.data()),
                                 static_cast<const float *>(nullptr)}) {
        const float *rows[4];
        m2c_run_window(rows, in.data(), inH, elements, first, step, 4, other);
        for (int32_t k = 0; k < 4; ++k) {
          int32_t y = first + k * step;
          EXPECT_EQ(rows[k],
                    y >= 0 && y < inH ? in.data() + y * elements : other);
        }
      }
}

TEST(WindowS8, RowPointers) {
  const int32_t inH = 4, bytes = 7;
  std::vector<int8_t> in(inH * bytes), outside(bytes);
  for (int32_t first = -6; first < 7; ++first)
    for (int32_t step = 1; step < 4; ++step) {
      const int8_t *rows[3];
      m2c_run_window_s8(rows, in.data(), inH, bytes, first, step, 3,
                        outside.data());
      for (int32_t k = 0; k < 3; ++k) {
        int32_t y = first + k * step;
        EXPECT_EQ(rows[k],
                  y >= 0 && y < inH ? in.data() + y * bytes : outside.data());
      }
    }
}

TEST(RingS8, RowPointers) {
  const int32_t inH = 9, bytes = 5;
  for (int32_t ring = 1; ring <= 4; ++ring) {
    std::vector<int8_t> in(ring * bytes), outside(bytes);
    for (int32_t first = -6; first < 12; ++first)
      for (int32_t step = 1; step < 6; ++step) {
        const int8_t *rows[3];
        m2c_run_ring_s8(rows, in.data(), ring, inH, bytes, first, step, 3,
                        outside.data());
        for (int32_t k = 0; k < 3; ++k) {
          int32_t y = first + k * step;
          EXPECT_EQ(rows[k], y >= 0 && y < inH ? in.data() + y % ring * bytes
                                               : outside.data());
        }
      }
  }
}

TEST(RingF32, RowPointers) {
  const int32_t inH = 7, elements = 3, ring = 3;
  std::vector<float> in(ring * elements);
  for (int32_t first = -4; first < 9; ++first) {
    const float *rows[4];
    m2c_run_ring_f32(rows, in.data(), ring, inH, elements, first, 1, 4,
                     nullptr);
    for (int32_t k = 0; k < 4; ++k) {
      int32_t y = first + k;
      EXPECT_EQ(rows[k],
                y >= 0 && y < inH ? in.data() + y % ring * elements : nullptr);
    }
  }
}

TEST(Rows, NeededIsTheLastTapInsideTheMap) {
  for (int32_t kernel = 1; kernel < 5; ++kernel)
    for (int32_t stride = 1; stride < 4; ++stride)
      for (int32_t pad = 0; pad < kernel; ++pad)
        for (int32_t y = 0; y < 8; ++y) {
          const int32_t inH = 10;
          int32_t last = -1;
          for (int32_t k = 0; k < kernel; ++k)
            if (int32_t row = y * stride - pad + k; row >= 0 && row < inH)
              last = std::max(last, row);
          int32_t rows = m2c_rows_needed(y, stride, kernel - pad, inH);
          // Beyond the map all of it is asked for.
          EXPECT_EQ(std::max(rows, 0),
                    y * stride - pad >= inH ? inH : last + 1);
        }
}

TEST(WindowF32, TapsInsideTheRow) {
  for (int32_t left = -9; left < 9; ++left)
    for (int32_t dilation = 1; dilation < 4; ++dilation)
      for (int32_t kernel = 1; kernel < 6; ++kernel)
        for (int32_t inW = 1; inW < 8; ++inW) {
          int32_t begin = m2c_tap_begin(left, dilation);
          int32_t end = m2c_tap_end(left, dilation, kernel, inW);
          for (int32_t k = 0; k < kernel; ++k) {
            int32_t x = left + k * dilation;
            ASSERT_EQ(k >= begin && k < end, x >= 0 && x < inW)
                << left << " " << dilation << " " << kernel << " " << inW;
          }
          ASSERT_GE(begin, 0);
          ASSERT_LE(end, kernel);
        }
}

TEST(WindowF32, InnerColumns) {
  for (int32_t pad = 0; pad < 7; ++pad)
    for (int32_t stride = 1; stride < 4; ++stride)
      for (int32_t dilation = 1; dilation < 4; ++dilation)
        for (int32_t kernel = 1; kernel < 6; ++kernel)
          for (int32_t inW = 1; inW < 10; ++inW) {
            const int32_t outW = 12;
            int32_t begin = m2c_inner_begin(pad, stride);
            int32_t end =
                m2c_inner_end(pad, stride, dilation, kernel, inW, outW);
            for (int32_t ox = 0; ox < outW; ++ox) {
              int32_t first = ox * stride - pad;
              int32_t last = first + (kernel - 1) * dilation;
              ASSERT_EQ(ox >= begin && ox < end, first >= 0 && last < inW)
                  << pad << " " << stride << " " << dilation << " " << kernel
                  << " " << inW << " " << ox;
            }
          }
}

} // namespace
