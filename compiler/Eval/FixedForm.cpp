// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The integer forms in 64 bits, and the range of their 32-bit steps.
#include "compiler/Eval/FixedForm.h"
#include "llvm/Support/MathExtras.h"
#include <initializer_list>

namespace m2c::eval {

static bool fit(std::initializer_list<int64_t> steps) {
  for (int64_t step : steps)
    if (!llvm::isInt<32>(step))
      return false;
  return true;
}

std::optional<int64_t> scaleFixed(int64_t sum, int64_t multiplier,
                                  int64_t shift, int64_t split) {
  if (split > 0 && shift < 64) {
    int64_t low = sum * (multiplier & ((int64_t(1) << split) - 1));
    int64_t high = sum * (multiplier >> split);
    int64_t both = high + (low >> split);
    if (!fit(
            {sum, low, high, both, both + (int64_t(1) << (shift - split - 1))}))
      return std::nullopt;
  }
  shift &= 63;
  // Below 2^62 + 2^61: a sum has 32 bits, a multiplier 31.
  return (sum * multiplier + (int64_t(1) << (shift - 1))) >> shift;
}

bool isScaleShift(int64_t shift, int64_t split) {
  if (split > 0 && shift < 64)
    return shift > split && shift <= split + 31;
  return shift >= 0 && shift < 128 && (shift & 63) >= 1 && (shift & 63) <= 62;
}

std::optional<int64_t> sumFixed(const SumFixed &fixed, int64_t a, int64_t b) {
  int64_t low = a * (fixed.aMultiplier & 0xffff) +
                b * (fixed.bMultiplier & 0xffff) + fixed.offsetLow;
  int64_t high = a * (fixed.aMultiplier >> 16) + b * (fixed.bMultiplier >> 16) +
                 fixed.offsetHigh;
  if (!fit({low, high, high + (low >> 16)}))
    return std::nullopt;
  return (a * fixed.aMultiplier + b * fixed.bMultiplier +
          fixed.offsetHigh * 65536 + fixed.offsetLow) >>
         fixed.shift;
}

} // namespace m2c::eval
