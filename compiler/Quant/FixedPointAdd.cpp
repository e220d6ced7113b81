// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finding integers for a quantised Add, over all pairs of operands.
#include "compiler/Quant/FixedPoint.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace m2c::quant {

static AddFormula makeFormula(float aScale, int32_t aZero, float bScale,
                              int32_t bZero, int32_t outZero) {
  AddFormula formula;
  formula.aScale = aScale;
  formula.bScale = bScale;
  float zeros = std::fma(aScale, static_cast<float>(aZero),
                         bScale * static_cast<float>(bZero));
  formula.fixed = static_cast<float>(outZero) - zeros;
  return formula;
}

AddFormula AddFormula::add(float aScale, int32_t aZero, float bScale,
                           int32_t bZero, float outScale, int32_t outZero) {
  return makeFormula(aScale / outScale, aZero, bScale / outScale, bZero,
                     outZero);
}

AddFormula AddFormula::sub(float aScale, int32_t aZero, float bScale,
                           int32_t bZero, float outScale, int32_t outZero) {
  return makeFormula(aScale / outScale, aZero, -(bScale / outScale), bZero,
                     outZero);
}

int32_t requantize(const AddFormula &formula, int32_t a, int32_t b) {
  float y = std::fma(static_cast<float>(b), formula.bScale, formula.fixed);
  y = std::fma(static_cast<float>(a), formula.aScale, y);
  return static_cast<int32_t>(std::nearbyint(std::clamp(
      y, static_cast<float>(formula.low), static_cast<float>(formula.high))));
}

int32_t requantize(const AddFixedPoint &fixed, const AddFormula &formula,
                   int32_t a, int32_t b) {
  int64_t sum = int64_t(a) * fixed.aMultiplier +
                int64_t(b) * fixed.bMultiplier + fixed.offset;
  return static_cast<int32_t>(
      std::clamp<int64_t>(sum >> fixed.shift, formula.low, formula.high));
}

namespace {

/// Which offsets give all pairs their output, and the pairs that bound them.
struct Offsets {
  int64_t least = std::numeric_limits<int64_t>::min();
  int64_t end = std::numeric_limits<int64_t>::max(); ///< one past the most
  int32_t leastA = 0, leastB = 0, endA = 0, endB = 0;
};

/// One Add with all its outputs, which the search asks for again and again.
class Search {
public:
  Search(const AddFormula &formula, int32_t least, int32_t most)
      : formula(formula), least(least), most(most) {
    for (int32_t b = least; b <= most; ++b)
      for (int32_t a = least; a <= most; ++a)
        outputs.push_back(static_cast<int8_t>(requantize(formula, a, b)));
  }

  std::optional<AddFixedPoint> run() const;

private:
  Offsets offsetsFor(int64_t aMultiplier, int64_t bMultiplier,
                     int32_t shift) const;
  int32_t shiftOf() const;

  const AddFormula &formula;
  int32_t least, most;
  std::vector<int8_t> outputs; ///< [b][a]
};

/// The finest resolution at which multipliers and offset fit.
int32_t Search::shiftOf() const {
  float largest =
      std::max(std::fabs(formula.aScale), std::fabs(formula.bScale));
  float reach = 1 + std::fabs(formula.fixed) + 256 * largest;
  int32_t shift = 44 - std::ilogb(reach); // high sums stay below 2^29
  return std::min({shift, 29 - std::ilogb(largest), 46});
}

Offsets Search::offsetsFor(int64_t aMultiplier, int64_t bMultiplier,
                           int32_t shift) const {
  Offsets offsets;
  const int8_t *output = outputs.data();
  for (int32_t b = least; b <= most; ++b) {
    for (int32_t a = least; a <= most; ++a) {
      int64_t y = *output++;
      int64_t sum = a * aMultiplier + b * bMultiplier;
      int64_t from = (y << shift) - sum, to = from + (int64_t(1) << shift);
      if (y > formula.low && from > offsets.least) {
        offsets.least = from;
        offsets.leastA = a, offsets.leastB = b;
      }
      if (y < formula.high && to < offsets.end) {
        offsets.end = to;
        offsets.endA = a, offsets.endB = b;
      }
    }
  }
  return offsets;
}

/// The gap least - end of the offsets is convex in the two multipliers; where it
/// is negative, there are offsets. Polyak's step towards a small negative gap.
std::optional<AddFixedPoint> Search::run() const {
  const int32_t shift = shiftOf();
  if (shift < 16)
    return std::nullopt;
  double a = std::ldexp(formula.aScale, shift);
  double b = std::ldexp(formula.bScale, shift);
  for (int turn = 0; turn < 40; ++turn) {
    AddFixedPoint fixed;
    fixed.aMultiplier = static_cast<int32_t>(std::llround(a));
    fixed.bMultiplier = static_cast<int32_t>(std::llround(b));
    fixed.shift = shift;
    Offsets o = offsetsFor(fixed.aMultiplier, fixed.bMultiplier, shift);
    bool unbounded = o.least == std::numeric_limits<int64_t>::min() ||
                     o.end == std::numeric_limits<int64_t>::max();
    if (unbounded) // an output that never leaves a bound
      return std::nullopt;
    if (o.least < o.end) {
      fixed.offset = o.least + (o.end - o.least) / 2;
      return fixed;
    }
    double da = o.endA - o.leastA, db = o.endB - o.leastB;
    double size = da * da + db * db;
    if (size == 0)
      return std::nullopt;
    double step =
        (double(o.least - o.end) + std::ldexp(1.0, shift - 24)) / size;
    a -= da * step;
    b -= db * step;
  }
  return std::nullopt;
}

} // namespace

std::optional<AddFixedPoint> findAddFixedPoint(const AddFormula &formula,
                                               int32_t least, int32_t most) {
  assert(least <= most && least >= -128 && most <= 127);
  auto fixed = Search(formula, least, most).run();
  if (!fixed)
    return std::nullopt;
  for (int32_t b = least; b <= most; ++b)
    for (int32_t a = least; a <= most; ++a)
      if (requantize(*fixed, formula, a, b) != requantize(formula, a, b))
        return std::nullopt;
  return fixed;
}

} // namespace m2c::quant
