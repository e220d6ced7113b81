// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Quantised operators. Sums run through the float operators of Ops.h wherever
// every partial sum is an integer below 2^24, which binary32 holds exactly in
// any order; weights that are too large for that are split in two halves.
#include "compiler/Eval/OpsQuant.h"
#include "compiler/Eval/FixedForm.h"
#include "compiler/Eval/StridedWalk.h"
#include "llvm/ADT/bit.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;

namespace m2c::eval {

float Requant::round(float steps) const {
  if (std::isnan(steps))
    return steps;
  float least = static_cast<float>(int64_t(low) - zero),
        most = static_cast<float>(int64_t(high) - zero);
  return std::clamp(std::nearbyint(steps), least, most) +
         static_cast<float>(zero);
}

float Requant::applyFixed(int64_t sum, int64_t entry) const {
  if (split > 0 && sumMax > 0)
    sum = std::clamp(sum, -sumMax, sumMax);
  if (shift[entry] < 0) {
    auto bits = static_cast<uint32_t>(multiplier[entry]);
    return round(static_cast<float>(sum) * llvm::bit_cast<float>(bits));
  }
  auto steps = scaleFixed(sum, multiplier[entry], shift[entry], split);
  if (!steps)
    return std::numeric_limits<float>::quiet_NaN();
  return static_cast<float>(std::clamp<int64_t>(*steps + zero, low, high));
}

/// Largest |x| of an input less its zero point, and the input so shifted.
static float shiftInput(Values input, int32_t zero, std::vector<float> &out) {
  float largest = 0.0f;
  out.resize(input.size());
  for (size_t i = 0; i < input.size(); ++i) {
    out[i] = input[i] - static_cast<float>(zero);
    largest = std::max(largest, std::abs(out[i])); // NaN is not larger
  }
  return largest;
}

/// Whether sums of |weights| of any output channel, times `largest`, stay below
/// 2^24. Channel of weight i: i / channelSize % channels.
static bool sumsFit(Values weights, int64_t channels, int64_t channelSize,
                    float largest) {
  std::vector<double> norms(channels, 0.0);
  for (size_t i = 0; i < weights.size(); ++i)
    norms[i / channelSize % channels] += std::abs(weights[i]);
  double most =
      norms.empty() ? 0.0 : *std::max_element(norms.begin(), norms.end());
  return most * largest < double(1 << 24);
}

/// Exact sums by `layer(input, weights, output)`, which adds up floats.
template <typename Layer>
static Sums exactSums(Values input, int32_t inputZero, Values weights,
                      int64_t channels, int64_t channelSize, int64_t outputs,
                      Layer layer) {
  std::vector<float> shifted;
  float largest = shiftInput(input, inputZero, shifted);
  std::vector<float> part(outputs);
  if (sumsFit(weights, channels, channelSize, largest)) {
    layer(Values(shifted), weights, MutableValues(part));
    return Sums(part.begin(), part.end());
  }
  // Powers of 4, least first, each digit in [-1, 2]: every digit's sum is small.
  Sums sums(outputs, 0.0);
  std::vector<float> rest(weights.begin(), weights.end()),
      digit(weights.size());
  for (double power = 1.0; power <= 256.0; power *= 4.0) {
    for (size_t i = 0; i < rest.size(); ++i) {
      float next = std::floor((rest[i] + 1.0f) / 4.0f);
      digit[i] = rest[i] - 4.0f * next;
      rest[i] = next;
    }
    layer(Values(shifted), Values(digit), MutableValues(part));
    for (int64_t i = 0; i < outputs; ++i)
      sums[i] += power * part[i];
  }
  return sums;
}

Sums sumConv2d(OpContext &context, const Conv2dParams &params,
               int32_t inputZero, Values input, Values weights) {
  Conv2dParams plain = params;
  plain.act = {};
  int64_t size = params.outC ? weights.size() / params.outC : 1;
  return exactSums(input, inputZero, weights, params.outC,
                   std::max<int64_t>(size, 1),
                   params.in.n * params.outH * params.outW * params.outC,
                   [&](Values in, Values part, MutableValues out) {
                     conv2d(context, plain, in, part, {}, out);
                   });
}

Sums sumDepthwiseConv2d(OpContext &context, const DepthwiseParams &params,
                        int32_t inputZero, Values input, Values weights) {
  DepthwiseParams plain = params;
  plain.act = {};
  int64_t channels = params.in.c * params.multiplier;
  return exactSums(input, inputZero, weights, channels, 1,
                   params.in.n * params.outH * params.outW * channels,
                   [&](Values in, Values part, MutableValues out) {
                     depthwiseConv2d(context, plain, in, part, {}, out);
                   });
}

Sums sumDense(OpContext &context, const DenseParams &params, int32_t inputZero,
              Values input, Values weights) {
  DenseParams plain = params;
  plain.act = {};
  return exactSums(input, inputZero, weights, params.n,
                   std::max<int64_t>(params.k, 1), params.m * params.n,
                   [&](Values in, Values part, MutableValues out) {
                     dense(context, plain, in, part, {}, out);
                   });
}

void requantize(const Sums &sums, ArrayRef<int64_t> bias,
                const Requant &requant, MutableValues output) {
  int64_t channels =
      std::max<int64_t>(1, bias.empty() ? requant.scale.size() : bias.size());
  for (size_t i = 0; i < sums.size(); ++i) {
    if (std::isnan(sums[i])) {
      output[i] = std::numeric_limits<float>::quiet_NaN();
      continue;
    }
    int64_t channel = static_cast<int64_t>(i) % channels;
    output[i] = requant.apply(static_cast<int64_t>(sums[i]) +
                                  (bias.empty() ? 0 : bias[channel]),
                              channel);
  }
}

void quantConv2d(OpContext &context, const Conv2dParams &params,
                 int32_t inputZero, const Requant &requant, Values input,
                 Values weights, ArrayRef<int64_t> bias, MutableValues output) {
  requantize(sumConv2d(context, params, inputZero, input, weights), bias,
             requant, output);
}

void quantDepthwiseConv2d(OpContext &context, const DepthwiseParams &params,
                          int32_t inputZero, const Requant &requant,
                          Values input, Values weights, ArrayRef<int64_t> bias,
                          MutableValues output) {
  requantize(sumDepthwiseConv2d(context, params, inputZero, input, weights),
             bias, requant, output);
}

void quantDense(OpContext &context, const DenseParams &params,
                int32_t inputZero, const Requant &requant, Values input,
                Values weights, ArrayRef<int64_t> bias, MutableValues output) {
  requantize(sumDense(context, params, inputZero, input, weights), bias,
             requant, output);
}

Sums sumMatmul(const MatmulParams &params, int32_t lhsZero, int32_t rhsZero,
               Values lhs, Values rhs) {
  Sums sums(params.batch * params.m * params.n, 0.0);
  for (int64_t b = 0; b < params.batch; ++b) {
    const float *right =
        rhs.data() + (params.rhsBatch == 1 ? 0 : b * params.k * params.n);
    for (int64_t i = 0; i < params.m; ++i) {
      const float *left = lhs.data() + (b * params.m + i) * params.k;
      double *out = sums.data() + (b * params.m + i) * params.n;
      for (int64_t k = 0; k < params.k; ++k)
        for (int64_t j = 0; j < params.n; ++j)
          out[j] += (double(left[k]) - lhsZero) *
                    (double(right[k * params.n + j]) - rhsZero);
    }
  }
  return sums;
}

void quantMatmul(const MatmulParams &params, int32_t lhsZero, int32_t rhsZero,
                 const Requant &requant, Values lhs, Values rhs,
                 MutableValues output) {
  requantize(sumMatmul(params, lhsZero, rhsZero, lhs, rhs), {}, requant,
             output);
}

void quantMaxPool2d(const PoolParams &params, int32_t low, int32_t high,
                    Values input, MutableValues output) {
  PoolParams plain = params;
  plain.act = {};
  maxPool2d(plain, input, output);
  for (float &value : output)
    if (!std::isnan(value))
      value =
          std::clamp(value, static_cast<float>(low), static_cast<float>(high));
}

void sumPool2d(const PoolParams &params, int32_t inputZero, Values input,
               MutableValues output, PoolSum finish) {
  const Window &w = params.window;
  const MapShape &in = params.in;
  float *out = output.data();
  std::vector<double> sums(in.c);
  for (int64_t n = 0; n < in.n; ++n)
    for (int64_t y = 0; y < params.outH; ++y)
      for (int64_t x = 0; x < params.outW; ++x, out += in.c) {
        int64_t top = y * w.strideH - w.padTop,
                left = x * w.strideW - w.padLeft;
        auto rows = insideTaps(top, w.dilationH, w.kernelH, in.h);
        auto columns = insideTaps(left, w.dilationW, w.kernelW, in.w);
        std::fill(sums.begin(), sums.end(), 0.0);
        for (int64_t ky = rows.first; ky < rows.second; ++ky)
          for (int64_t kx = columns.first; kx < columns.second; ++kx) {
            const float *pixel =
                input.data() + ((n * in.h + top + ky * w.dilationH) * in.w +
                                left + kx * w.dilationW) *
                                   in.c;
            for (int64_t c = 0; c < in.c; ++c)
              sums[c] += double(pixel[c]) - inputZero;
          }
        int64_t count =
            (rows.second - rows.first) * (columns.second - columns.first);
        for (int64_t c = 0; c < in.c; ++c)
          out[c] = std::isnan(sums[c])
                       ? std::numeric_limits<float>::quiet_NaN()
                       : finish(static_cast<int64_t>(sums[c]), count);
      }
}

void quantAvgPool2d(const PoolParams &params, int32_t inputZero, float inScale,
                    float outScale, const Requant &requant, Values input,
                    MutableValues output) {
  sumPool2d(params, inputZero, input, output, [&](int64_t sum, int64_t count) {
    float divisor = static_cast<float>(std::max<int64_t>(count, 1));
    float scale = inScale / (outScale * divisor);
    return requant.round(static_cast<float>(sum) * scale);
  });
}

Sums sumReduce(const AxisParams &params, int32_t inputZero, Values input) {
  Sums sums(params.outer * params.inner, 0.0);
  for (int64_t outer = 0; outer < params.outer; ++outer)
    for (int64_t n = 0; n < params.n; ++n)
      for (int64_t inner = 0; inner < params.inner; ++inner)
        sums[outer * params.inner + inner] +=
            double(input[(outer * params.n + n) * params.inner + inner]) -
            inputZero;
  return sums;
}

void quantReduceMean(const AxisParams &params, int32_t inputZero,
                     const Requant &requant, Values input,
                     MutableValues output) {
  requantize(sumReduce(params, inputZero, input), {}, requant, output);
}

void quantBinary(const QuantBinary &params, Values lhs, Values rhs,
                 MutableValues output) {
  const BinaryParams &shape = params.shape;
  Requant requant{{1.0f}, 0, params.low, params.high};
  StridedWalk<2> walk(shape.dims, {shape.lhsStrides, shape.rhsStrides});
  float *out = output.data();
  walk.forEachRow([&](const std::array<int64_t, 2> &at, int64_t count,
                      const std::array<int64_t, 2> &step) {
    for (int64_t i = 0; i < count; ++i) {
      float a = lhs[at[0] + i * step[0]], b = rhs[at[1] + i * step[1]];
      float steps;
      if (shape.kind == BinaryParams::Mul)
        steps = (a - static_cast<float>(params.lhsZero)) *
                    (b - static_cast<float>(params.rhsZero)) * params.lhsScale +
                params.fixed;
      else
        steps = std::fma(a, params.lhsScale,
                         std::fma(shape.kind == BinaryParams::Sub ? -b : b,
                                  params.rhsScale, params.fixed));
      *out++ = requant.round(steps);
    }
  });
}

std::vector<float> expTable(float scale, int64_t count) {
  std::vector<float> table;
  for (int64_t i = 0; i < count; ++i) {
    double e = std::exp(-static_cast<double>(scale) * i);
    table.push_back(e < 1e-30 ? 0.0f : static_cast<float>(e));
  }
  return table;
}

/// Calls finish(e, sum) for each element and stores what it returns.
template <typename Finish>
static void softmaxWith(const AxisParams &params, Values table, Values input,
                        MutableValues output, Finish finish) {
  for (int64_t outer = 0; outer < params.outer; ++outer)
    for (int64_t inner = 0; inner < params.inner; ++inner) {
      auto at = [&](int64_t n) {
        return (outer * params.n + n) * params.inner + inner;
      };
      float most = -std::numeric_limits<float>::infinity(), sum = 0.0f;
      for (int64_t n = 0; n < params.n; ++n)
        most = std::isnan(most) || std::isnan(input[at(n)])
                   ? std::numeric_limits<float>::quiet_NaN()
                   : std::max(most, input[at(n)]);
      auto e = [&](int64_t n) {
        return std::isnan(most)
                   ? most
                   : table[static_cast<size_t>(most - input[at(n)])];
      };
      std::vector<float> exponentials;
      for (int64_t n = 0; n < params.n; ++n) {
        exponentials.push_back(e(n));
        sum += exponentials.back();
      }
      for (int64_t n = 0; n < params.n; ++n)
        output[at(n)] = finish(exponentials[n], sum);
    }
}

void quantSoftmax(const AxisParams &params, Values table, Values input,
                  MutableValues output) {
  softmaxWith(params, table, input, output,
              [](float e, float sum) { return e / sum; });
}

void quantSoftmax(const AxisParams &params, Values table, float outInverse,
                  const Requant &requant, Values input, MutableValues output) {
  softmaxWith(params, table, input, output, [&](float e, float sum) {
    return requant.round(e * outInverse / sum);
  });
}

void lookUp(Values table, int32_t lowest, Values input, MutableValues output) {
  for (size_t i = 0; i < input.size(); ++i)
    output[i] = std::isnan(input[i])
                    ? input[i]
                    : table[static_cast<int64_t>(input[i]) - lowest];
}

/// A signalling NaN: memory that must not be read (PlanMemory.h). The NaNs that
/// arithmetic makes are quiet.
static bool isPoison(const float &value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return (bits & 0x7fc00000u) == 0x7f800000u && (bits & 0x003fffffu) != 0;
}

void quantize(float scale, const Requant &requant, Values input,
              MutableValues output) {
  for (size_t i = 0; i < input.size(); ++i) {
    if (isPoison(input[i]))
      output[i] = std::numeric_limits<float>::quiet_NaN();
    else if (std::isnan(input[i]))
      output[i] = static_cast<float>(requant.low);
    else
      output[i] = requant.round(input[i] / scale);
  }
}

void dequantize(float scale, int32_t zero, Values input, MutableValues output) {
  for (size_t i = 0; i < input.size(); ++i)
    output[i] = (input[i] - static_cast<float>(zero)) * scale;
}

} // namespace m2c::eval
