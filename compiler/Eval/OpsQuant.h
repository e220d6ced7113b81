// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operators on quantised tensors as plain functions, on arrays of floats
// that hold the integers. Sums are exact; what is rounded, and in which order,
// is written in docs/numerics.md. NaN, the mark of dead memory, passes through.
#ifndef M2C_EVAL_OPSQUANT_H
#define M2C_EVAL_OPSQUANT_H

#include "compiler/Eval/Ops.h"

namespace m2c::eval {

/// Turns exact sums into stored outputs, one entry per channel or one for all.
/// Float form: clamp(round half even(float(sum) * scale), low - zero, high -
/// zero) + zero in binary32. Integer form, where `multiplier` is not empty: see
/// FixedForm.h; shifts below 0 mean that the multiplier holds a scale's bits.
struct Requant {
  std::vector<float> scale;
  int32_t zero = 0, low = -128, high = 127;
  std::vector<int64_t> multiplier = {}, shift = {};
  int64_t split = 0,
          sumMax = 0; ///< sums are clamped to +-sumMax unless it is 0

  /// NaN where a step of the integer form does not fit in 32 bits.
  float operator()(int64_t sum, size_t channel) const;
};

/// As conv2d, depthwiseConv2d and dense (their `act` is not looked at).
/// `inputZero` is subtracted from the input first, so that padding is an exact
/// zero; `bias`, one per output channel or empty, does not hold it.
void quantConv2d(OpContext &context, const Conv2dParams &params,
                 int32_t inputZero, const Requant &requant, Values input,
                 Values weights, llvm::ArrayRef<int64_t> bias,
                 MutableValues output);
void quantDepthwiseConv2d(OpContext &context, const DepthwiseParams &params,
                          int32_t inputZero, const Requant &requant,
                          Values input, Values weights,
                          llvm::ArrayRef<int64_t> bias, MutableValues output);
void quantDense(OpContext &context, const DenseParams &params,
                int32_t inputZero, const Requant &requant, Values input,
                Values weights, llvm::ArrayRef<int64_t> bias,
                MutableValues output);
void quantMatmul(OpContext &context, const MatmulParams &params,
                 int32_t lhsZero, int32_t rhsZero, const Requant &requant,
                 Values lhs, Values rhs, MutableValues output);

/// Channel i of `requant` is for windows with countMin + i positions inside the
/// map; a window without any gives the sum 0.
void quantAvgPool2d(const PoolParams &params, int32_t inputZero,
                    int64_t countMin, const Requant &requant, Values input,
                    MutableValues output);
void quantMaxPool2d(const PoolParams &params, int32_t low, int32_t high,
                    Values input, MutableValues output);
void quantReduceMean(const AxisParams &params, int32_t inputZero,
                     const Requant &requant, Values input,
                     MutableValues output);

/// table[i] is the exponential of -i steps of the input. To floats, or to
/// round(e * outInverse / sum) clamped as `requant` says.
void quantSoftmax(const AxisParams &params, Values table, Values input,
                  MutableValues output);
void quantSoftmax(const AxisParams &params, Values table, float outInverse,
                  const Requant &requant, Values input, MutableValues output);

/// table[x - lowest].
void lookUp(Values table, int32_t lowest, Values input, MutableValues output);

/// clamp(round half even(x / scale), low - zero, high - zero) + zero.
void quantize(float scale, int32_t zero, int32_t low, int32_t high,
              Values input, MutableValues output);
/// (x - zero) * scale.
void dequantize(float scale, int32_t zero, Values input, MutableValues output);

} // namespace m2c::eval

#endif
