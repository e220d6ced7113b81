// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The integer forms of scales in kernel calls, in 64 bits: a check of those who
// made them, and that the 32-bit steps of the kernels do not overflow.
#ifndef M2C_EVAL_FIXEDFORM_H
#define M2C_EVAL_FIXEDFORM_H

#include <cstdint>
#include <optional>

namespace m2c::eval {

/// (sum * multiplier + 2^(shift - 1)) >> shift, shift from 1 to 62 or 64 more
/// to disregard `split`. With a split of k > 0 none if a step of
///   (sum * (multiplier >> k) + (sum * (multiplier mod 2^k) >> k)
///    + 2^(shift - k - 1)) >> (shift - k)
/// does not fit in 32 bits.
std::optional<int64_t> scaleFixed(int64_t sum, int64_t multiplier,
                                  int64_t shift, int64_t split);

/// Whether `scaleFixed` takes this shift; with a split it is from split + 1 to
/// split + 31.
bool isScaleShift(int64_t shift, int64_t split);

/// (a * aMultiplier + b * bMultiplier + offset) >> shift.
struct SumFixed {
  int64_t aMultiplier = 0, bMultiplier = 0;
  int64_t offsetHigh = 0, offsetLow = 0; ///< offset = high * 2^16 + low
  int64_t shift = 16;                    ///< 16 to 46
};

/// None if a step of the form by halves of 16 bits does not fit in 32 bits.
std::optional<int64_t> sumFixed(const SumFixed &fixed, int64_t a, int64_t b);

} // namespace m2c::eval

#endif
