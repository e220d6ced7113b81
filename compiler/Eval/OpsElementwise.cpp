// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations, arithmetic with broadcasting, softmax and batch normalisation.
// Exponentials are taken in double, so that the result is the float nearest to
// the true value but for a rare tie.
#include "compiler/Eval/Ops.h"
#include "compiler/Eval/StridedWalk.h"
#include <algorithm>
#include <cmath>
#include <functional>

using namespace llvm;

namespace m2c::eval {

template <typename Fn>
static void forEach(MutableValues values, Fn fn) {
  for (float &value : values)
    value = fn(value);
}

/// Comparisons are written so that NaN fails both of them and stays.
static float clamp(float x, float low, float high) {
  float atLeast = x < low ? low : x;
  return atLeast > high ? high : atLeast;
}

void applyActivation(Activation act, MutableValues values) {
  float a = act.a, b = act.b;
  switch (act.kind) {
  case Activation::None:
    return;
  case Activation::Relu:
    return forEach(values, [](float x) { return x < 0.0f ? 0.0f : x; });
  case Activation::Clip:
    return forEach(values, [=](float x) { return clamp(x, a, b); });
  case Activation::LeakyRelu:
    return forEach(values, [=](float x) { return x < 0.0f ? a * x : x; });
  case Activation::Sigmoid:
    return forEach(values, [](float x) {
      return static_cast<float>(1.0 / (1.0 + std::exp(-double(x))));
    });
  case Activation::Tanh:
    return forEach(values, [](float x) {
      return static_cast<float>(std::tanh(double(x)));
    });
  case Activation::HardSigmoid:
    return forEach(values,
                   [=](float x) { return clamp(a * x + b, 0.0f, 1.0f); });
  case Activation::HardSwish:
    return forEach(
        values, [](float x) { return x * clamp(x / 6.0f + 0.5f, 0.0f, 1.0f); });
  }
}

template <typename Fn>
static void binaryWith(const BinaryParams &params, Values lhs, Values rhs,
                       MutableValues output, Fn fn) {
  float *out = output.data();
  StridedWalk<2> walk(params.dims, {params.lhsStrides, params.rhsStrides});
  walk.forEachRow([&](std::array<int64_t, 2> at, int64_t count,
                      std::array<int64_t, 2> step) {
    const float *a = lhs.data() + at[0], *b = rhs.data() + at[1];
    // The three usual cases apart, so that the compiler vectorises them.
    if (step[0] == 1 && step[1] == 1)
      for (int64_t i = 0; i < count; ++i)
        out[i] = fn(a[i], b[i]);
    else if (step[0] == 1 && step[1] == 0)
      for (int64_t i = 0; i < count; ++i)
        out[i] = fn(a[i], *b);
    else
      for (int64_t i = 0; i < count; ++i)
        out[i] = fn(a[i * step[0]], b[i * step[1]]);
    out += count;
  });
}

void binary(const BinaryParams &params, Values lhs, Values rhs,
            MutableValues output) {
  switch (params.kind) {
  case BinaryParams::Add:
    binaryWith(params, lhs, rhs, output, std::plus<float>());
    break;
  case BinaryParams::Sub:
    binaryWith(params, lhs, rhs, output, std::minus<float>());
    break;
  case BinaryParams::Mul:
    binaryWith(params, lhs, rhs, output, std::multiplies<float>());
    break;
  case BinaryParams::Div:
    binaryWith(params, lhs, rhs, output, std::divides<float>());
    break;
  }
  applyActivation(params.act, output);
}

Shape broadcastStrides(ArrayRef<int64_t> shape, ArrayRef<int64_t> result) {
  Shape own = stridesOf(shape), strides(result.size(), 0);
  size_t lead = result.size() - shape.size();
  for (size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] != 1)
      strides[lead + axis] = own[axis];
  return strides;
}

void softmax(const AxisParams &params, Values input, MutableValues output) {
  std::vector<double> exponentials(params.n);
  for (int64_t outer = 0; outer < params.outer; ++outer)
    for (int64_t inner = 0; inner < params.inner; ++inner) {
      int64_t base = outer * params.n * params.inner + inner;
      double most = -HUGE_VAL, sum = 0.0;
      for (int64_t i = 0; i < params.n; ++i)
        most = std::max<double>(most, input[base + i * params.inner]);
      for (int64_t i = 0; i < params.n; ++i) {
        exponentials[i] = std::exp(input[base + i * params.inner] - most);
        sum += exponentials[i];
      }
      for (int64_t i = 0; i < params.n; ++i)
        output[base + i * params.inner] =
            static_cast<float>(exponentials[i] / sum);
    }
}

void batchNorm(const AxisParams &params, Values input, Values scale,
               Values shift, MutableValues output) {
  const float *in = input.data();
  float *out = output.data();
  for (int64_t outer = 0; outer < params.outer; ++outer)
    for (int64_t channel = 0; channel < params.n; ++channel)
      for (int64_t i = 0; i < params.inner; ++i)
        *out++ = *in++ * scale[channel] + shift[channel];
}

} // namespace m2c::eval
