// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Requantisation in integers that equals the binary32 formula, by proof. No
// MLIR, and nothing of runtime/: the formulas stand here a second time.
#ifndef M2C_COMPILER_QUANT_FIXEDPOINT_H
#define M2C_COMPILER_QUANT_FIXEDPOINT_H

#include <cstdint>
#include <optional>

namespace m2c::quant {

/// What an output means: from a sum to an integer in [low, high].
struct Requant {
  float scale = 1;  ///< > 0 and finite
  int32_t zero = 0; ///< of the output
  int32_t low = -128;
  int32_t high = 127; ///< bounds after the zero point; low <= zero <= high is
                      ///< not needed
  /// False: rne(float(sum) * scale) + zero (convolutions, pools, matmul). True:
  /// rne(float(sum) * scale + zero), as a quantised Mul is defined.
  bool zeroInside = false;
};

/// The binary32 formula: each operation rounded once, ties to even.
int32_t requantize(const Requant &formula, int32_t sum);

/// How a layer's products are made of 32-bit ones; one for all its channels.
struct Split {
  /// 0: 64-bit products. k: as (sum * (multiplier >> k)
  /// + (sum * (multiplier mod 2^k) >> k) + 2^(shift - k - 1)) >> (shift - k), of
  /// which every step fits in 32 bits.
  int32_t bits = 0;
  /// 0, or what |sum| is clamped to first: all sums beyond give a bound of the
  /// output anyway.
  int32_t sumMax = 0;
};

/// The split that leaves most bits to the multipliers (twice `bits`) of a layer
/// with sums in [least, most] and no scale below `leastScale`.
Split splitFor(float leastScale, int32_t least, int32_t most);

/// The integer formula ((sum * multiplier + 2^(shift - 1)) >> shift) + zero,
/// clamped to [low, high]; >> rounds down.
struct FixedPoint {
  int32_t multiplier = 0; ///< >= 0
  int32_t shift = 1;      ///< 1 to 62
  Split split;
};

int32_t requantize(const FixedPoint &fixed, const Requant &formula,
                   int32_t sum);

/// A multiplier and shift that give the same output as the binary32 formula for
/// every sum in [least, most], with the given split; none if there is no such
/// pair at all. O((high - low) * log(most - least)).
///
/// Both formulas are monotone in the sum, so they are equal iff they take each
/// of the at most 255 steps at the same sum. Each step bounds the multiplier
/// from both sides: the answer is exact, not a search among candidates.
std::optional<FixedPoint> findFixedPoint(const Requant &formula, int32_t least,
                                         int32_t most, const Split &split);

/// What the emitted C holds for one channel: fields multiplier and shift of a
/// kernel's params.
struct ChannelConstants {
  int32_t multiplier = 0; ///< or the bits of the float scale, if shift < 0
  int8_t shift = -1;      ///< 64 more: with the 64-bit product despite `split`
};

/// The cheapest form that is exact: in 32-bit products, in 64-bit ones, else
/// float arithmetic (on a core without FPU: the compiler's functions for it).
ChannelConstants channelConstants(const Requant &formula, int32_t least,
                                  int32_t most, const Split &split);

/// A quantised Add: rne(fma(a, aScale, fma(b, bScale, fixed))) clamped to
/// [low, high]. For Sub, bScale is negative.
struct AddFormula {
  float aScale = 1, bScale = 1, fixed = 0;
  int32_t low = -128, high = 127;

  /// From scales and zero points, rounded in ONNX Runtime's order.
  static AddFormula add(float aScale, int32_t aZero, float bScale,
                        int32_t bZero, float outScale, int32_t outZero);
  static AddFormula sub(float aScale, int32_t aZero, float bScale,
                        int32_t bZero, float outScale, int32_t outZero);
};

int32_t requantize(const AddFormula &formula, int32_t a, int32_t b);

/// The integer formula (a * aMultiplier + b * bMultiplier + offset) >> shift,
/// clamped to [low, high], of which every 16-bit half fits in 32 bits.
struct AddFixedPoint {
  int32_t aMultiplier = 0, bMultiplier = 0;
  int64_t offset = 0; ///< |offset| < 2^46
  int32_t shift = 16; ///< 16 to 46
};

int32_t requantize(const AddFixedPoint &fixed, const AddFormula &formula,
                   int32_t a, int32_t b);

/// Integers that give the same output as the binary32 formula for all a and b
/// in [least, most] (checked for every pair), or none found. Unlike
/// findFixedPoint this is a search (subgradient descent from the nominal
/// multipliers), so it may miss a solution that exists.
std::optional<AddFixedPoint> findAddFixedPoint(const AddFormula &formula,
                                               int32_t least, int32_t most);

} // namespace m2c::quant

#endif
