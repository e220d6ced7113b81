// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operators on quantised tensors. Arrays of float hold the stored integers
// (exactly), so that a NaN can stand for memory that must not be read; sums are
// exact integers, and the one rounding is that of docs/numerics.md.
#ifndef M2C_EVAL_OPSQUANT_H
#define M2C_EVAL_OPSQUANT_H

#include "compiler/Eval/Ops.h"

namespace m2c::eval {

/// From a sum to a stored output: clamp(round half even(float(acc) * scale),
/// low - zero, high - zero) + zero in binary32. In a plan the scales may have
/// become integers (FixedForm.h), where `multiplier` is not empty.
struct Requant {
  std::vector<float> scale; ///< one per channel, or one for all
  int32_t zero = 0, low = -128, high = 127;
  std::vector<int64_t> multiplier = {}; ///< as many as scales
  std::vector<int64_t> shift = {};      ///< below 0: the bits of the scale
  int64_t split = 0;
  int64_t sumMax = 0; ///< sums are clamped to +-sumMax if both are not 0

  float scaleOf(int64_t channel) const {
    return scale[scale.size() == 1 ? 0 : channel];
  }
  /// `steps` is the output in steps of its scale before it is rounded.
  float round(float steps) const;
  /// NaN where a step of the integer form does not fit in 32 bits.
  float apply(int64_t sum, int64_t channel) const {
    return multiplier.empty()
               ? round(static_cast<float>(sum) * scaleOf(channel))
               : applyFixed(sum, multiplier.size() == 1 ? 0 : channel);
  }

private:
  float applyFixed(int64_t sum, int64_t entry) const;
};

/// The exact sums of a layer's products, NaN where an input was NaN. Weights
/// are as in Ops.h; `inputZero` is taken off the input first, so that padding
/// is exactly zero.
using Sums = std::vector<double>;
Sums sumConv2d(OpContext &context, const Conv2dParams &params,
               int32_t inputZero, Values input, Values weights);
Sums sumDepthwiseConv2d(OpContext &context, const DepthwiseParams &params,
                        int32_t inputZero, Values input, Values weights);
Sums sumDense(OpContext &context, const DenseParams &params, int32_t inputZero,
              Values input, Values weights);

/// output[i] = requantised sums[i] + bias[channel], channels innermost; `bias`
/// may be empty.
void requantize(const Sums &sums, llvm::ArrayRef<int64_t> bias,
                const Requant &requant, MutableValues output);

/// The layers: their activation must be part of the bounds of `requant`.
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
Sums sumMatmul(const MatmulParams &params, int32_t lhsZero, int32_t rhsZero,
               Values lhs, Values rhs);
void quantMatmul(const MatmulParams &params, int32_t lhsZero, int32_t rhsZero,
                 const Requant &requant, Values lhs, Values rhs,
                 MutableValues output);

/// The maximum of the stored values, bounded.
void quantMaxPool2d(const PoolParams &params, int32_t low, int32_t high,
                    Values input, MutableValues output);
/// Sum of x - inputZero over the positions inside, and their number.
using PoolSum = llvm::function_ref<float(int64_t sum, int64_t count)>;
void sumPool2d(const PoolParams &params, int32_t inputZero, Values input,
               MutableValues output, PoolSum finish);
/// scale = inScale / (outScale * count) in binary32; of `requant` all but the
/// scale. A window without input gives the zero point.
void quantAvgPool2d(const PoolParams &params, int32_t inputZero, float inScale,
                    float outScale, const Requant &requant, Values input,
                    MutableValues output);
Sums sumReduce(const AxisParams &params, int32_t inputZero, Values input);
void quantReduceMean(const AxisParams &params, int32_t inputZero,
                     const Requant &requant, Values input,
                     MutableValues output);

/// y = round(fma(lhs, lhsScale, fma(+-rhs, rhsScale, fixed))), or for a product
/// round((lhs - lhsZero) * (rhs - rhsZero) * lhsScale + fixed), each operation
/// rounded to binary32; the zero point of the output is in `fixed`.
struct QuantBinary {
  BinaryParams shape; ///< Add, Sub or Mul; its activation is not looked at
  float lhsScale = 1.0f, rhsScale = 1.0f, fixed = 0.0f;
  int32_t lhsZero = 0, rhsZero = 0, low = -128, high = 127;
};
void quantBinary(const QuantBinary &params, Values lhs, Values rhs,
                 MutableValues output);

/// exp(-i * scale), 0 where below 1e-30.
std::vector<float> expTable(float scale, int64_t count);
/// e[j] = table[max - x[j]]; to floats e[j] / sum, summed in index order; to
/// integers round(e[j] * outInverse / sum).
void quantSoftmax(const AxisParams &params, Values table, Values input,
                  MutableValues output);
void quantSoftmax(const AxisParams &params, Values table, float outInverse,
                  const Requant &requant, Values input, MutableValues output);

/// output[i] = table[input[i] - lowest].
void lookUp(Values table, int32_t lowest, Values input, MutableValues output);

void quantize(float scale, const Requant &requant, Values input,
              MutableValues output);
void dequantize(float scale, int32_t zero, Values input, MutableValues output);

} // namespace m2c::eval

#endif
