// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools and means. Sums are kept in double: a mean over a large map in float
// would lose digits that the tolerance of the comparisons needs.
#include "compiler/Eval/Ops.h"
#include <algorithm>
#include <limits>

using namespace llvm;

namespace m2c::eval {

/// Calls tap(pixel) with the values of each map position inside the window of
/// output (y, x) and returns how many there are.
template <typename Fn>
static int64_t forEachTap(const PoolParams &params, const float *map, int64_t y,
                          int64_t x, Fn tap) {
  const Window &window = params.window;
  int64_t top = y * window.strideH - window.padTop;
  int64_t left = x * window.strideW - window.padLeft;
  auto [firstY, lastY] =
      insideTaps(top, window.dilationH, window.kernelH, params.in.h);
  auto [firstX, lastX] =
      insideTaps(left, window.dilationW, window.kernelW, params.in.w);
  for (int64_t ky = firstY; ky < lastY; ++ky)
    for (int64_t kx = firstX; kx < lastX; ++kx)
      tap(map + ((top + ky * window.dilationH) * params.in.w + left +
                 kx * window.dilationW) *
                    params.in.c);
  return (lastY - firstY) * (lastX - firstX);
}

/// Calls pixel(map of the sample, y, x, output pixel) for each output pixel.
template <typename Fn>
static void forEachPixel(const PoolParams &params, Values input,
                         MutableValues output, Fn pixel) {
  const float *map = input.data();
  float *out = output.data();
  for (int64_t sample = 0; sample < params.in.n; ++sample) {
    for (int64_t y = 0; y < params.outH; ++y)
      for (int64_t x = 0; x < params.outW; ++x, out += params.in.c)
        pixel(map, y, x, out);
    map += params.in.h * params.in.w * params.in.c;
  }
}

void maxPool2d(const PoolParams &params, Values input, MutableValues output) {
  int64_t channels = params.in.c;
  forEachPixel(
      params, input, output,
      [&](const float *map, int64_t y, int64_t x, float *out) {
        std::fill_n(out, channels, std::numeric_limits<float>::lowest());
        forEachTap(params, map, y, x, [&](const float *values) {
          // Not "greater", but "not less or equal": NaN wins and stays.
          for (int64_t c = 0; c < channels; ++c)
            out[c] =
                !(values[c] <= out[c]) && out[c] == out[c] ? values[c] : out[c];
        });
      });
  applyActivation(params.act, output);
}

void avgPool2d(const PoolParams &params, Values input, MutableValues output) {
  int64_t channels = params.in.c;
  std::vector<double> sums(channels);
  forEachPixel(params, input, output,
               [&](const float *map, int64_t y, int64_t x, float *out) {
                 std::fill(sums.begin(), sums.end(), 0.0);
                 int64_t inside =
                     forEachTap(params, map, y, x, [&](const float *values) {
                       for (int64_t c = 0; c < channels; ++c)
                         sums[c] += values[c];
                     });
                 for (int64_t c = 0; c < channels; ++c)
                   out[c] = inside == 0 ? 0.0f
                                        : static_cast<float>(sums[c] / inside);
               });
  applyActivation(params.act, output);
}

void reduceMean(const AxisParams &params, Activation act, Values input,
                MutableValues output) {
  std::vector<double> sums(params.inner);
  const float *in = input.data();
  for (int64_t outer = 0; outer < params.outer; ++outer) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (int64_t i = 0; i < params.n; ++i, in += params.inner)
      for (int64_t inner = 0; inner < params.inner; ++inner)
        sums[inner] += in[inner];
    for (int64_t inner = 0; inner < params.inner; ++inner)
      output[outer * params.inner + inner] =
          static_cast<float>(sums[inner] / params.n);
  }
  applyActivation(act, output);
}

} // namespace m2c::eval
