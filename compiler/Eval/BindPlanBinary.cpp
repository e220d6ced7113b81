// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// add_s8, sub_s8 and mul_s8, by the binary32 formula or by integers.
#include "compiler/Eval/BindPlanQuant.h"
#include "compiler/Eval/FixedForm.h"
#include "compiler/Eval/StridedWalk.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>

using namespace mlir;

namespace m2c::eval {
namespace {

struct QuantBinaryCall {
  BinaryParams shape;
  float aScale = 1, bScale = 1, fixed = 0;
  int32_t aZero = 0, bZero = 0, outZero = 0, low = 0, high = 0;
  SumFixed sum;      ///< add and sub; its shift is below 0 for the formula
  int64_t split = 0; ///< mul
  bool isFixed() const { return sum.shift >= 0; }

  /// Elements in, element out; NaN stays, and stands for an overflow.
  float operator()(float a, float b) const;

private:
  float product(int32_t a, int32_t b) const;
  float integer(std::optional<int64_t> value, int64_t zero) const {
    if (!value)
      return std::nanf("");
    return static_cast<float>(std::clamp<int64_t>(*value + zero, low, high));
  }
  float rounded(float value) const {
    return std::clamp(std::nearbyint(value), static_cast<float>(low),
                      static_cast<float>(high));
  }
};

float QuantBinaryCall::product(int32_t a, int32_t b) const {
  int32_t value = (a - aZero) * (b - bZero);
  if (isFixed())
    return integer(scaleFixed(value, sum.aMultiplier, sum.shift, split),
                   outZero);
  float scaled = static_cast<float>(value) * aScale;
  return rounded(scaled + static_cast<float>(outZero));
}

float QuantBinaryCall::operator()(float a, float b) const {
  if (std::isnan(a) || std::isnan(b))
    return std::nanf("");
  if (shape.kind == BinaryParams::Mul)
    return product(static_cast<int32_t>(a), static_cast<int32_t>(b));
  if (isFixed())
    return integer(
        sumFixed(sum, static_cast<int64_t>(a), static_cast<int64_t>(b)), 0);
  float second = shape.kind == BinaryParams::Sub ? -b : b;
  return rounded(std::fma(a, aScale, std::fma(second, bScale, fixed)));
}

} // namespace

/// Width and zero point of operand a or b.
static int32_t readOperand(CallReader &reader, StringRef name, size_t index) {
  int64_t bits = reader.integer((name + "_bits").str(), 4);
  reader.expect(bits == 4 || bits == 8, "'" + name + "_bits' of 4 or 8");
  reader.expectElements(index, {Element::Signed, static_cast<uint8_t>(bits)});
  reader.expectInput(index, reader.integer((name + "_n").str()));
  return static_cast<int32_t>(reader.integer((name + "_zero").str(), -128));
}

static void readFormula(CallReader &reader, QuantBinaryCall &call) {
  call.aScale = reader.real("a_scale");
  call.bScale = reader.real("b_scale");
  call.fixed = reader.real("fixed");
  call.sum.shift = reader.integer("shift", -1);
  call.sum.aMultiplier = reader.integer("a_multiplier", INT32_MIN);
  call.sum.bMultiplier = reader.integer("b_multiplier", INT32_MIN);
  call.sum.offsetHigh = reader.integer("offset_high", INT32_MIN);
  call.sum.offsetLow = reader.integer("offset_low");
  call.split = reader.integer("split");
  if (!call.isFixed())
    return;
  int64_t shift = call.sum.shift, split = call.split;
  if (call.shape.kind == BinaryParams::Mul)
    reader.expect(call.sum.aMultiplier >= 0 && split <= 30 &&
                      (split > 0 && shift < 64
                           ? shift > split && shift <= split + 31
                           : (shift & 63) >= 1 && (shift & 63) <= 62),
                  "a multiplier, 'shift' and 'split' in range");
  else
    reader.expect(shift >= 16 && shift <= 46 && call.sum.offsetLow < 65536,
                  "'shift' of 16 to 46 and 'offset_low' below 65536");
}

CallFunction bindQuantBinary(CallReader &reader, StringRef kernel) {
  QuantBinaryCall call;
  call.shape.kind = llvm::StringSwitch<BinaryParams::Kind>(kernel)
                        .Case("add_s8", BinaryParams::Add)
                        .Case("sub_s8", BinaryParams::Sub)
                        .Case("mul_s8", BinaryParams::Mul);
  int64_t count = reader.integer("n");
  Shape &d = call.shape.dims;
  d = reader.axes("d", 4, 0);
  call.shape.lhsStrides = reader.axes("a_s", 4, 0);
  call.shape.rhsStrides = reader.axes("b_s", 4, 0);
  reader.expectInputs(2);
  call.aZero = readOperand(reader, "a", 0);
  call.bZero = readOperand(reader, "b", 1);
  call.outZero = static_cast<int32_t>(reader.integer("out_zero", -128));
  readBounds(reader, call.low, call.high);
  readFormula(reader, call);
  reader.expect(sizeOf({d[0], d[1], d[2], d[3]}) == count,
                "dims whose product is 'n'");
  reader.expect(isInside(d, call.shape.lhsStrides, 0, reader.inputCount(0)) &&
                    isInside(d, call.shape.rhsStrides, 0, reader.inputCount(1)),
                "strides that stay inside the inputs");
  reader.expectOutput(count);
  if (failed(reader.finish()))
    return {};
  return [call](OpContext &, ArrayRef<Values> in, MutableValues result) {
    StridedWalk<2> walk(call.shape.dims,
                        {call.shape.lhsStrides, call.shape.rhsStrides});
    float *out = result.data();
    walk.forEachRow([&](std::array<int64_t, 2> at, int64_t row,
                        std::array<int64_t, 2> step) {
      for (int64_t i = 0; i < row; ++i)
        *out++ = call(in[0][at[0] + i * step[0]], in[1][at[1] + i * step[1]]);
    });
  };
}

} // namespace m2c::eval
