// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exact sums of integers and their requantisation. Sums are kept in double:
// below 2^53 its sums are those of the integers, and NaN survives.
#include "compiler/Eval/OpsQuant.h"
#include "compiler/Eval/FixedForm.h"
#include "llvm/ADT/bit.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace m2c::eval {

/// clamp(round half even(value), low - zero, high - zero) + zero.
static float roundClamp(float value, int32_t zero, int32_t low, int32_t high) {
  float rounded = std::nearbyint(value);
  return std::clamp(rounded, static_cast<float>(low - zero),
                    static_cast<float>(high - zero)) +
         static_cast<float>(zero);
}

float Requant::operator()(int64_t sum, size_t channel) const {
  float factor;
  if (!multiplier.empty()) {
    size_t entry = multiplier.size() == 1 ? 0 : channel;
    if (split > 0 && sumMax > 0)
      sum = std::clamp(sum, -sumMax, sumMax);
    if (shift[entry] >= 0) {
      auto value = scaleFixed(sum, multiplier[entry], shift[entry], split);
      return value ? static_cast<float>(
                         std::clamp<int64_t>(*value + zero, low, high))
                   : std::nanf("");
    }
    factor = llvm::bit_cast<float>(static_cast<uint32_t>(multiplier[entry]));
  } else {
    factor = scale[scale.size() == 1 ? 0 : channel];
  }
  return roundClamp(static_cast<float>(sum) * factor, zero, low, high);
}

/// The output of a sum, NaN of a NaN.
static float outputOf(const Requant &requant, double sum, size_t channel) {
  return std::isnan(sum) ? std::nanf("")
                         : requant(static_cast<int64_t>(sum), channel);
}

static int64_t biasOf(ArrayRef<int64_t> bias, int64_t channel) {
  return bias.empty() ? 0 : bias[channel];
}

/// Calls tap(input pixel, index of the tap) for those inside the map.
template <typename Fn>
static int64_t forEachTap(const MapShape &in, const Window &window, int64_t y,
                          int64_t x, Fn tap) {
  int64_t top = y * window.strideH - window.padTop;
  int64_t left = x * window.strideW - window.padLeft;
  auto [firstY, lastY] =
      insideTaps(top, window.dilationH, window.kernelH, in.h);
  auto [firstX, lastX] =
      insideTaps(left, window.dilationW, window.kernelW, in.w);
  for (int64_t ky = firstY; ky < lastY; ++ky)
    for (int64_t kx = firstX; kx < lastX; ++kx)
      tap((top + ky * window.dilationH) * in.w + left + kx * window.dilationW,
          ky * window.kernelW + kx);
  return (lastY - firstY) * (lastX - firstX);
}

/// Calls fn(first input pixel of the sample, y, x, index of the output pixel).
template <typename Fn>
static void forEachPixel(const MapShape &in, int64_t outH, int64_t outW,
                         Fn fn) {
  int64_t pixel = 0;
  for (int64_t sample = 0; sample < in.n; ++sample)
    for (int64_t y = 0; y < outH; ++y)
      for (int64_t x = 0; x < outW; ++x)
        fn(sample * in.h * in.w, y, x, pixel++);
}

void quantConv2d(OpContext &, const Conv2dParams &params, int32_t inputZero,
                 const Requant &requant, Values input, Values weights,
                 ArrayRef<int64_t> bias, MutableValues output) {
  int64_t inC = params.in.c / params.group, outC = params.outC / params.group;
  int64_t taps = params.window.kernelH * params.window.kernelW;
  forEachPixel(params.in, params.outH, params.outW,
               [&](int64_t first, int64_t y, int64_t x, int64_t pixel) {
                 for (int64_t channel = 0; channel < params.outC; ++channel) {
                   double sum = static_cast<double>(biasOf(bias, channel));
                   int64_t from = channel / outC * inC;
                   forEachTap(params.in, params.window, y, x,
                              [&](int64_t at, int64_t tap) {
                                const float *in =
                                    &input[(first + at) * params.in.c + from];
                                const float *w =
                                    &weights[(channel * taps + tap) * inC];
                                for (int64_t i = 0; i < inC; ++i)
                                  sum += (double(in[i]) - inputZero) * w[i];
                              });
                   output[pixel * params.outC + channel] =
                       outputOf(requant, sum, channel);
                 }
               });
}

void quantDepthwiseConv2d(OpContext &, const DepthwiseParams &params,
                          int32_t inputZero, const Requant &requant,
                          Values input, Values weights, ArrayRef<int64_t> bias,
                          MutableValues output) {
  int64_t outC = params.in.c * params.multiplier;
  forEachPixel(
      params.in, params.outH, params.outW,
      [&](int64_t first, int64_t y, int64_t x, int64_t pixel) {
        for (int64_t channel = 0; channel < outC; ++channel) {
          double sum = static_cast<double>(biasOf(bias, channel));
          int64_t from = channel / params.multiplier;
          forEachTap(
              params.in, params.window, y, x, [&](int64_t at, int64_t tap) {
                float in = input[(first + at) * params.in.c + from];
                sum += (double(in) - inputZero) * weights[tap * outC + channel];
              });
          output[pixel * outC + channel] = outputOf(requant, sum, channel);
        }
      });
}

void quantDense(OpContext &, const DenseParams &params, int32_t inputZero,
                const Requant &requant, Values input, Values weights,
                ArrayRef<int64_t> bias, MutableValues output) {
  for (int64_t row = 0; row < params.m; ++row)
    for (int64_t channel = 0; channel < params.n; ++channel) {
      double sum = static_cast<double>(biasOf(bias, channel));
      for (int64_t k = 0; k < params.k; ++k)
        sum += (double(input[row * params.k + k]) - inputZero) *
               weights[channel * params.k + k];
      output[row * params.n + channel] = outputOf(requant, sum, channel);
    }
}

void quantMatmul(OpContext &, const MatmulParams &params, int32_t lhsZero,
                 int32_t rhsZero, const Requant &requant, Values lhs,
                 Values rhs, MutableValues output) {
  float *out = output.data();
  for (int64_t batch = 0; batch < params.batch; ++batch) {
    const float *a = &lhs[batch * params.m * params.k];
    const float *b =
        &rhs[(params.rhsBatch == 1 ? 0 : batch) * params.k * params.n];
    for (int64_t i = 0; i < params.m; ++i)
      for (int64_t j = 0; j < params.n; ++j) {
        double sum = 0.0;
        for (int64_t k = 0; k < params.k; ++k)
          sum += (double(a[i * params.k + k]) - lhsZero) *
                 (double(b[k * params.n + j]) - rhsZero);
        *out++ = outputOf(requant, sum, 0);
      }
  }
}

void quantAvgPool2d(const PoolParams &params, int32_t inputZero,
                    int64_t countMin, const Requant &requant, Values input,
                    MutableValues output) {
  int64_t channels = params.in.c;
  forEachPixel(
      params.in, params.outH, params.outW,
      [&](int64_t first, int64_t y, int64_t x, int64_t pixel) {
        for (int64_t channel = 0; channel < channels; ++channel) {
          double sum = 0.0;
          int64_t count = forEachTap(
              params.in, params.window, y, x, [&](int64_t at, int64_t) {
                sum += double(input[(first + at) * channels + channel]) -
                       inputZero;
              });
          output[pixel * channels + channel] =
              outputOf(requant, sum, std::max(count, countMin) - countMin);
        }
      });
}

void quantMaxPool2d(const PoolParams &params, int32_t low, int32_t high,
                    Values input, MutableValues output) {
  int64_t channels = params.in.c;
  forEachPixel(
      params.in, params.outH, params.outW,
      [&](int64_t first, int64_t y, int64_t x, int64_t pixel) {
        for (int64_t channel = 0; channel < channels; ++channel) {
          float most = static_cast<float>(low);
          forEachTap(params.in, params.window, y, x, [&](int64_t at, int64_t) {
            float in = input[(first + at) * channels + channel];
            // NaN wins and stays.
            if (!(in <= most) && !std::isnan(most))
              most = in;
          });
          output[pixel * channels + channel] =
              most > static_cast<float>(high) ? static_cast<float>(high) : most;
        }
      });
}

void quantReduceMean(const AxisParams &params, int32_t inputZero,
                     const Requant &requant, Values input,
                     MutableValues output) {
  for (int64_t outer = 0; outer < params.outer; ++outer)
    for (int64_t inner = 0; inner < params.inner; ++inner) {
      double sum = 0.0;
      for (int64_t i = 0; i < params.n; ++i)
        sum += double(input[(outer * params.n + i) * params.inner + inner]) -
               inputZero;
      output[outer * params.inner + inner] = outputOf(requant, sum, 0);
    }
}

/// Calls finish(e, sum) for each element of each line.
template <typename Fn>
static void softmaxLines(const AxisParams &params, Values table, Values input,
                         MutableValues output, Fn finish) {
  for (int64_t outer = 0; outer < params.outer; ++outer)
    for (int64_t inner = 0; inner < params.inner; ++inner) {
      int64_t base = outer * params.n * params.inner + inner;
      float most = -INFINITY, sum = 0.0f;
      for (int64_t i = 0; i < params.n; ++i) {
        float x = input[base + i * params.inner];
        most = !(x <= most) && !std::isnan(most) ? x : most;
      }
      auto entry = [&](int64_t i) {
        float distance = most - input[base + i * params.inner];
        return std::isnan(distance) ? distance
                                    : table[static_cast<size_t>(distance)];
      };
      for (int64_t i = 0; i < params.n; ++i)
        sum += entry(i);
      for (int64_t i = 0; i < params.n; ++i)
        output[base + i * params.inner] = finish(entry(i), sum);
    }
}

void quantSoftmax(const AxisParams &params, Values table, Values input,
                  MutableValues output) {
  softmaxLines(params, table, input, output,
               [](float e, float sum) { return e / sum; });
}

void quantSoftmax(const AxisParams &params, Values table, float outInverse,
                  const Requant &requant, Values input, MutableValues output) {
  softmaxLines(params, table, input, output, [&](float e, float sum) {
    return roundClamp(e * outInverse / sum, requant.zero, requant.low,
                      requant.high);
  });
}

void lookUp(Values table, int32_t lowest, Values input, MutableValues output) {
  std::transform(input.begin(), input.end(), output.begin(), [&](float x) {
    return std::isnan(x) ? x : table[static_cast<int32_t>(x) - lowest];
  });
}

void quantize(float scale, int32_t zero, int32_t low, int32_t high,
              Values input, MutableValues output) {
  std::transform(input.begin(), input.end(), output.begin(), [&](float x) {
    return roundClamp(x / scale, zero, low, high);
  });
}

void dequantize(float scale, int32_t zero, Values input, MutableValues output) {
  std::transform(input.begin(), input.end(), output.begin(), [&](float x) {
    return (x - static_cast<float>(zero)) * scale;
  });
}

} // namespace m2c::eval
