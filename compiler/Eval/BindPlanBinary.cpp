// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// add_s8, sub_s8 and mul_s8, by the binary32 formula or by integers.
#include "compiler/Eval/BindPlanQuant.h"
#include "compiler/Eval/FixedForm.h"
#include "compiler/Eval/OpsQuant.h"
#include "compiler/Eval/StridedWalk.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;

namespace m2c::eval {
/// The integers that take the formula's place.
struct FixedBinary {
  SumFixed sum; ///< of mul: aMultiplier and shift
  int64_t split = 0;
  int32_t outZero = 0;

  bool isUsed() const { return sum.shift >= 0; }
  /// Elements in, element out; NaN of NaN and for an overflow of 32 bits.
  float apply(const QuantBinary &params, float a, float b) const;
};

float FixedBinary::apply(const QuantBinary &params, float a, float b) const {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  if (std::isnan(a) || std::isnan(b))
    return kNan;
  auto lhs = static_cast<int64_t>(a), rhs = static_cast<int64_t>(b);
  std::optional<int64_t> steps;
  if (params.shape.kind == BinaryParams::Mul)
    steps = scaleFixed((lhs - params.lhsZero) * (rhs - params.rhsZero),
                       sum.aMultiplier, sum.shift, split);
  else
    steps = sumFixed(sum, lhs, rhs);
  if (!steps)
    return kNan;
  int64_t zero = params.shape.kind == BinaryParams::Mul ? outZero : 0;
  return static_cast<float>(
      std::clamp<int64_t>(*steps + zero, params.low, params.high));
}

/// Width and zero point of operand a or b.
static int32_t readOperand(CallReader &reader, StringRef name, size_t index) {
  int64_t bits = reader.integer((name + "_bits").str(), 4);
  reader.expect(bits == 4 || bits == 8, "'" + name + "_bits' of 4 or 8");
  reader.expectElements(index, {Element::Signed, static_cast<uint8_t>(bits)});
  return static_cast<int32_t>(reader.integer((name + "_zero").str(), -128));
}

static void readFixed(CallReader &reader, bool product, FixedBinary &fixed) {
  fixed.sum.shift = reader.integer("shift", -1);
  fixed.sum.aMultiplier = reader.integer("a_multiplier", INT32_MIN);
  fixed.sum.bMultiplier = reader.integer("b_multiplier", INT32_MIN);
  fixed.sum.offsetHigh = reader.integer("offset_high", INT32_MIN);
  fixed.sum.offsetLow = reader.integer("offset_low");
  fixed.split = reader.integer("split");
  if (!fixed.isUsed())
    return;
  int64_t shift = fixed.sum.shift;
  if (product)
    reader.expect(fixed.sum.aMultiplier >= 0 && fixed.split <= 30 &&
                      isScaleShift(shift, fixed.split),
                  "a multiplier, 'shift' and 'split' in range");
  else
    reader.expect(shift >= 16 && shift <= 46 && fixed.sum.offsetLow < 65536,
                  "'shift' of 16 to 46 and 'offset_low' below 65536");
}

CallFunction bindQuantBinary(CallReader &reader, StringRef kernel) {
  QuantBinary params;
  FixedBinary fixed;
  BinaryParams &shape = params.shape;
  shape.kind = llvm::StringSwitch<BinaryParams::Kind>(kernel)
                   .Case("add_s8", BinaryParams::Add)
                   .Case("sub_s8", BinaryParams::Sub)
                   .Case("mul_s8", BinaryParams::Mul);
  bool product = shape.kind == BinaryParams::Mul;
  int64_t count = reader.integer("n");
  shape.dims = reader.axes("d", 4, 0);
  shape.lhsStrides = reader.axes("a_s", 4, 0);
  shape.rhsStrides = reader.axes("b_s", 4, 0);
  reader.expectInputs(2);
  params.lhsZero = readOperand(reader, "a", 0);
  params.rhsZero = readOperand(reader, "b", 1);
  fixed.outZero = static_cast<int32_t>(reader.integer("out_zero", -128));
  readBounds(reader, params.low, params.high);
  params.lhsScale = reader.real("a_scale");
  params.rhsScale = reader.real("b_scale");
  params.fixed = reader.real("fixed");
  if (product)
    params.fixed = static_cast<float>(fixed.outZero);
  readFixed(reader, product, fixed);
  const Shape &d = shape.dims;
  reader.expect(sizeOf({d[0], d[1], d[2], d[3]}) == count,
                "dims whose product is 'n'");
  reader.expect(isInside(d, shape.lhsStrides, 0, reader.inputCount(0)) &&
                    isInside(d, shape.rhsStrides, 0, reader.inputCount(1)),
                "strides that stay inside the inputs");
  reader.expectOutput(count);
  if (failed(reader.finish()))
    return {};
  if (!fixed.isUsed())
    return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
      quantBinary(params, in[0], in[1], out);
    };
  return
      [params, fixed](OpContext &, ArrayRef<Values> in, MutableValues result) {
        StridedWalk<2> walk(params.shape.dims,
                            {params.shape.lhsStrides, params.shape.rhsStrides});
        float *out = result.data();
        walk.forEachRow([&](std::array<int64_t, 2> at, int64_t row,
                            std::array<int64_t, 2> step) {
          for (int64_t i = 0; i < row; ++i)
            *out++ = fixed.apply(params, in[0][at[0] + i * step[0]],
                                 in[1][at[1] + i * step[1]]);
        });
      };
}

} // namespace m2c::eval
