// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operators that multiply by weights: a convolution is patches times weights,
// a block of pixels at a time so that the patches stay in the cache.
#include "compiler/Eval/Ops.h"
#include <algorithm>

using namespace llvm;

namespace m2c::eval {

/// Floats of patches that are made at a time: 256 KB, within a usual L2 cache.
static constexpr int64_t kPatchFloats = int64_t(1) << 16;

/// Sets each of `rows` rows of `width` to the bias, or to zeros.
static void fillRows(float *out, int64_t rows, int64_t width, Values bias) {
  if (bias.empty()) {
    std::fill_n(out, rows * width, 0.0f);
    return;
  }
  for (int64_t row = 0; row < rows; ++row)
    std::copy_n(bias.data(), width, out + row * width);
}

std::pair<int64_t, int64_t> insideTaps(int64_t start, int64_t dilation,
                                       int64_t taps, int64_t size) {
  int64_t first = start < 0 ? (-start + dilation - 1) / dilation : 0;
  int64_t last = start < size ? (size - 1 - start) / dilation + 1 : 0;
  first = std::min(first, taps);
  return {first, std::clamp(last, first, taps)};
}

namespace {
/// Makes the rows of the patch matrix: [pixels][kernelH][kernelW][channels],
/// for the channels of one group.
class PatchMaker {
public:
  PatchMaker(const Conv2dParams &params, const float *map, int64_t group)
      : params(params), map(map + group * (params.in.c / params.group)),
        channels(params.in.c / params.group) {}

  void make(int64_t firstPixel, int64_t pixels, float *patches) const {
    const Window &window = params.window;
    int64_t rowSize = window.kernelW * channels;
    for (int64_t i = firstPixel; i < firstPixel + pixels; ++i) {
      int64_t top = i / params.outW * window.strideH - window.padTop;
      int64_t left = i % params.outW * window.strideW - window.padLeft;
      auto [first, last] =
          insideTaps(left, window.dilationW, window.kernelW, params.in.w);
      for (int64_t ky = 0; ky < window.kernelH; ++ky, patches += rowSize) {
        int64_t y = top + ky * window.dilationH;
        if (y < 0 || y >= params.in.h || first == last) {
          std::fill_n(patches, rowSize, 0.0f);
          continue;
        }
        std::fill_n(patches, first * channels, 0.0f);
        copyTaps(y * params.in.w + left, first, last, patches);
        std::fill(patches + last * channels, patches + rowSize, 0.0f);
      }
    }
  }

private:
  /// `pixel` is where tap 0 lies, which may be left of the row.
  void copyTaps(int64_t pixel, int64_t first, int64_t last,
                float *patch) const {
    int64_t dilation = params.window.dilationW;
    if (dilation == 1 && channels == params.in.c) {
      std::copy_n(map + (pixel + first) * channels, (last - first) * channels,
                  patch + first * channels);
      return;
    }
    for (int64_t kx = first; kx < last; ++kx)
      std::copy_n(map + (pixel + kx * dilation) * params.in.c, channels,
                  patch + kx * channels);
  }

  const Conv2dParams &params;
  const float *map;
  int64_t channels;
};
} // namespace

/// True when the patch matrix is the input itself.
static bool isPointwise(const Conv2dParams &params) {
  const Window &window = params.window;
  return window.kernelH == 1 && window.kernelW == 1 && window.strideH == 1 &&
         window.strideW == 1 && window.padTop == 0 && window.padLeft == 0 &&
         params.outH == params.in.h && params.outW == params.in.w;
}

/// One input channel per group: by the depthwise loop, as a product of matrices
/// would have one column only.
static void conv2dByChannel(OpContext &context, const Conv2dParams &params,
                            Values input, Values weights, Values bias,
                            MutableValues output) {
  int64_t taps = params.window.kernelH * params.window.kernelW;
  std::vector<float> transposed(weights.size()); // [O][taps] -> [taps][O]
  for (int64_t out = 0; out < params.outC; ++out)
    for (int64_t tap = 0; tap < taps; ++tap)
      transposed[tap * params.outC + out] = weights[out * taps + tap];
  depthwiseConv2d(context,
                  {params.in, params.window, params.outH, params.outW,
                   params.outC / params.in.c, params.act},
                  input, transposed, bias, output);
}

void conv2d(OpContext &context, const Conv2dParams &params, Values input,
            Values weights, Values bias, MutableValues output) {
  if (params.group == params.in.c && params.group > 1)
    return conv2dByChannel(context, params, input, weights, bias, output);
  int64_t inC = params.in.c / params.group, outC = params.outC / params.group;
  int64_t patchSize = params.window.kernelH * params.window.kernelW * inC;
  int64_t pixels = params.outH * params.outW;
  if (output.empty())
    return;
  int64_t block = std::clamp<int64_t>(
      kPatchFloats / std::max<int64_t>(patchSize, 1), 1, pixels);
  bool direct = isPointwise(params);
  float *patches = direct ? nullptr : context.scratch(block * patchSize);
  GemmSize size = {0,         outC,
                   patchSize, direct ? params.in.c : patchSize,
                   patchSize, params.outC};
  for (int64_t sample = 0; sample < params.in.n; ++sample) {
    const float *map =
        input.data() + sample * params.in.h * params.in.w * params.in.c;
    for (int64_t first = 0; first < pixels; first += block) {
      size.m = std::min(block, pixels - first);
      float *out = output.data() + (sample * pixels + first) * params.outC;
      fillRows(out, size.m, params.outC, bias);
      for (int64_t group = 0; group < params.group; ++group) {
        const float *a = map + first * params.in.c + group * inC;
        if (!direct) {
          PatchMaker(params, map, group).make(first, size.m, patches);
          a = patches;
        }
        context.kernels.gemmTransposed(
            size, a, weights.data() + group * outC * patchSize,
            out + group * outC);
      }
      applyActivation(params.act, {out, size_t(size.m * params.outC)});
    }
  }
}

/// The map with every channel repeated `multiplier` times.
static const float *repeatChannels(OpContext &context, Values input,
                                   int64_t multiplier) {
  float *wide = context.scratch(input.size() * multiplier);
  for (size_t i = 0; i < input.size(); ++i)
    std::fill_n(wide + i * multiplier, multiplier, input[i]);
  return wide;
}

void depthwiseConv2d(OpContext &context, const DepthwiseParams &params,
                     Values input, Values weights, Values bias,
                     MutableValues output) {
  const Window &window = params.window;
  int64_t channels = params.in.c * params.multiplier;
  const float *map = params.multiplier == 1
                         ? input.data()
                         : repeatChannels(context, input, params.multiplier);
  SmallVector<const float *> rows(window.kernelH);
  DepthwiseRow row = {params.in.w,      channels,       params.outW,
                      window.kernelH,   window.kernelW, window.strideW,
                      window.dilationW, window.padLeft, rows.data(),
                      weights.data(),   output.data()};
  for (int64_t sample = 0; sample < params.in.n; ++sample)
    for (int64_t y = 0; y < params.outH; ++y) {
      for (int64_t ky = 0; ky < window.kernelH; ++ky) {
        int64_t from =
            y * window.strideH - window.padTop + ky * window.dilationH;
        bool inside = from >= 0 && from < params.in.h;
        rows[ky] = inside ? map + (sample * params.in.h + from) * params.in.w *
                                      channels
                          : nullptr;
      }
      fillRows(row.out, params.outW, channels, bias);
      context.kernels.depthwiseRow(row);
      applyActivation(params.act, {row.out, size_t(params.outW * channels)});
      row.out += params.outW * channels;
    }
}

void dense(OpContext &context, const DenseParams &params, Values input,
           Values weights, Values bias, MutableValues output) {
  fillRows(output.data(), params.m, params.n, bias);
  GemmSize size = {params.m, params.n, params.k, params.k, params.k, params.n};
  context.kernels.gemmTransposed(size, input.data(), weights.data(),
                                 output.data());
  applyActivation(params.act, output);
}

void matmul(OpContext &context, const MatmulParams &params, Values lhs,
            Values rhs, MutableValues output) {
  std::fill(output.begin(), output.end(), 0.0f);
  GemmSize size = {params.m, params.n, params.k, params.k, params.n, params.n};
  for (int64_t i = 0; i < params.batch; ++i)
    context.kernels.gemm(size, lhs.data() + i * params.m * params.k,
                         rhs.data() + (params.rhsBatch == 1 ? 0 : i) *
                                          params.k * params.n,
                         output.data() + i * params.m * params.n);
}

} // namespace m2c::eval
