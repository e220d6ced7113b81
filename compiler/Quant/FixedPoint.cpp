// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finding a multiplier and shift by the thresholds of the binary32 formula.
#include "compiler/Quant/FixedPoint.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <vector>

namespace m2c::quant {

// Numerators reach 2^10 * 2^61.
using Wide = __int128;

int32_t requantize(const Requant &formula, int32_t sum) {
  float scaled = static_cast<float>(sum) * formula.scale;
  float zero = static_cast<float>(formula.zero);
  float before = formula.zeroInside ? 0.0f : zero;
  if (formula.zeroInside)
    scaled += zero;
  // Clamping first keeps the conversion to an integer in range.
  scaled = std::clamp(scaled, static_cast<float>(formula.low) - before,
                      static_cast<float>(formula.high) - before);
  return static_cast<int32_t>(std::nearbyint(scaled) + before);
}

int32_t requantize(const FixedPoint &fixed, const Requant &formula,
                   int32_t sum) {
  if (int32_t bound = fixed.split.sumMax)
    sum = std::clamp(sum, -bound, bound);
  int64_t half = int64_t(1) << (fixed.shift - 1);
  int64_t scaled = (int64_t(sum) * fixed.multiplier + half) >> fixed.shift;
  return static_cast<int32_t>(
      std::clamp<int64_t>(scaled + formula.zero, formula.low, formula.high));
}

namespace {

/// A bound of the slope multiplier / 2^(shift - 1), as a fraction.
struct Bound {
  int64_t over;  ///< at most 2^10 or so
  int64_t under; ///< > 0, at most 2^31
  bool included;
};

/// The sum at which an output step must be taken, or one at which it must not.
struct Step {
  int32_t sum;
  int32_t distance; ///< output without zero point that the step leads to
  bool taken;
};

Wide floorDiv(Wide a, Wide b) {
  assert(b > 0);
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

Wide ceilDiv(Wide a, Wide b) { return -floorDiv(-a, b); }

/// Least sum in [least, most] whose output is at least y; most + 1 if none.
int64_t threshold(const Requant &formula, int32_t y, int64_t least,
                  int64_t most) {
  int64_t end = most + 1;
  while (least < end) {
    int64_t middle = least + (end - least) / 2;
    if (requantize(formula, static_cast<int32_t>(middle)) >= y)
      end = middle;
    else
      least = middle + 1;
  }
  return end;
}

std::vector<Step> findSteps(const Requant &formula, int32_t least,
                            int32_t most) {
  std::vector<Step> steps;
  int64_t from = least;
  for (int32_t y = formula.low + 1; y <= formula.high; ++y) {
    from = threshold(formula, y, from, most);
    int32_t distance = y - formula.zero;
    if (from <= most)
      steps.push_back({static_cast<int32_t>(from), distance, true});
    if (from > least)
      steps.push_back({static_cast<int32_t>(from - 1), distance, false});
  }
  return steps;
}

/// The slopes that do what all steps ask; nothing if a step at sum 0 asks for
/// what no slope does.
struct Slopes {
  Bound least{0, 1, true}, most{int64_t(1) << 33, 1, true};
  bool none = false;

  explicit Slopes(const std::vector<Step> &steps) {
    for (const Step &step : steps)
      add(step);
  }

private:
  /// (sum * m + 2^(shift - 1)) >> shift >= distance if taken, else <; that is,
  /// sum * slope >= 2 * distance - 1, else <.
  void add(const Step &step) {
    int64_t bound = 2 * int64_t(step.distance) - 1, sum = step.sum;
    if (sum == 0) {
      none |= (bound <= 0) != step.taken;
    } else if ((sum > 0) == step.taken) { // from below
      Bound b{sum > 0 ? bound : -bound, std::abs(sum), step.taken};
      if (isTighter(b, least, 1))
        least = b;
    } else {
      Bound b{sum > 0 ? bound : -bound, std::abs(sum), step.taken};
      if (isTighter(b, most, -1))
        most = b;
    }
  }

  static bool isTighter(const Bound &a, const Bound &b, int64_t sign) {
    int64_t difference = sign * (a.over * b.under - b.over * a.under);
    return difference > 0 || (difference == 0 && !a.included);
  }
};

/// Whether every intermediate value of the C code fits its type. All are
/// monotone in the sum, so its ends decide.
bool fits(const FixedPoint &fixed, int32_t least, int32_t most) {
  auto fits32 = [](int64_t x) { return x >= INT32_MIN && x <= INT32_MAX; };
  for (int64_t sum : {int64_t(least), int64_t(most)}) {
    int64_t scaled =
        (sum * fixed.multiplier + (int64_t(1) << (fixed.shift - 1))) >>
        fixed.shift;
    if (std::abs(scaled) >= int64_t(1) << 30)
      return false;
    if (fixed.split.bits == 0)
      continue;
    int64_t high = fixed.multiplier >> fixed.split.bits;
    int64_t low = fixed.multiplier & ((int64_t(1) << fixed.split.bits) - 1);
    int64_t both = sum * high + (sum * low >> fixed.split.bits);
    int64_t half = int64_t(1) << (fixed.shift - fixed.split.bits - 1);
    if (!fits32(sum * low) || !fits32(sum * high) || !fits32(both) ||
        !fits32(both + half))
      return false;
  }
  return true;
}

std::optional<FixedPoint> atShift(const Slopes &slopes, int32_t shift,
                                  const Split &split, int32_t least,
                                  int32_t most) {
  auto scaled = [&](const Bound &b) { return Wide(b.over) << (shift - 1); };
  Wide first = ceilDiv(scaled(slopes.least), slopes.least.under);
  if (!slopes.least.included)
    first = floorDiv(scaled(slopes.least), slopes.least.under) + 1;
  Wide last = floorDiv(scaled(slopes.most), slopes.most.under);
  if (!slopes.most.included)
    last = ceilDiv(scaled(slopes.most), slopes.most.under) - 1;
  int32_t bits = split.bits ? std::min(2 * split.bits, 31) : 31;
  first = std::max<Wide>(first, 0);
  if (first > last || first >> bits != 0)
    return std::nullopt;
  FixedPoint fixed;
  fixed.multiplier = static_cast<int32_t>(first);
  fixed.shift = shift;
  fixed.split = split;
  return fits(fixed, least, most) ? std::optional(fixed) : std::nullopt;
}

} // namespace

Split splitFor(float leastScale, int32_t least, int32_t most) {
  // Outputs are at most 255 steps from the zero point: these sums saturate.
  double reach = std::ceil(257.0 / leastScale);
  int64_t size = std::max(std::abs(int64_t(least)), std::abs(int64_t(most)));
  bool clamped = reach < static_cast<double>(size);
  if (clamped)
    size = static_cast<int64_t>(reach);
  int32_t sumBits = 0; // |sum| < 2^sumBits; the rest is the multiplier's
  while ((int64_t(1) << sumBits) <= size)
    ++sumBits;
  Split split;
  split.bits = std::clamp(31 - sumBits, 0, 16);
  if (clamped && split.bits > 0)
    split.sumMax = static_cast<int32_t>((int64_t(1) << sumBits) - 1);
  return split;
}

std::optional<FixedPoint> findFixedPoint(const Requant &formula, int32_t least,
                                         int32_t most, const Split &split) {
  assert(least <= most && formula.scale > 0 && std::isfinite(formula.scale));
  if (int32_t bound = split.sumMax) {
    if ((most > bound && requantize(formula, bound) != formula.high) ||
        (least < -bound && requantize(formula, -bound) != formula.low))
      return std::nullopt;
    least = std::max(least, -bound);
    most = std::min(most, bound);
    if (least > most) // all sums are beyond the bound
      least = most = least > 0 ? bound : -bound;
  }
  Slopes slopes(findSteps(formula, least, most));
  if (slopes.none)
    return std::nullopt;
  int32_t first = split.bits + 1, last = split.bits ? split.bits + 31 : 62;
  for (int32_t shift = first; shift <= last; ++shift)
    if (auto fixed = atShift(slopes, shift, split, least, most))
      return fixed;
  return std::nullopt;
}

ChannelConstants channelConstants(const Requant &formula, int32_t least,
                                  int32_t most, const Split &split) {
  if (split.bits > 0)
    if (auto fixed = findFixedPoint(formula, least, most, split))
      return {fixed->multiplier, static_cast<int8_t>(fixed->shift)};
  if (auto fixed = findFixedPoint(formula, least, most, {0, split.sumMax}))
    return {fixed->multiplier,
            static_cast<int8_t>(fixed->shift + (split.bits > 0 ? 64 : 0))};
  ChannelConstants constants;
  std::memcpy(&constants.multiplier, &formula.scale, sizeof(float));
  return constants;
}

} // namespace m2c::quant
