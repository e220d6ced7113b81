// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constants of weights, float or quantised.
#include "dialects/Nn/NnWeights.h"
#include "dialects/Support/Constants.h"

using namespace mlir;

namespace m2c::nn {

bool isConstantWeights(Value value) {
  if (auto dequantize = value.getDefiningOp<DequantizeOp>())
    value = dequantize.getInput();
  return !!constantValue(value);
}

Value makeQuantConstant(OpBuilder &builder, Location loc,
                        ArrayRef<int64_t> shape, Type element,
                        ArrayRef<int64_t> values, StringRef name) {
  ElementsAttr attr;
  if (storageBits(element) <= 8)
    attr = makeInt8Constant(builder.getContext(), shape,
                            std::vector<int8_t>(values.begin(), values.end()),
                            name);
  else
    attr = makeInt32Constant(builder.getContext(), shape,
                             std::vector<int32_t>(values.begin(), values.end()),
                             name);
  return ConstantOp::create(builder, loc, RankedTensorType::get(shape, element),
                            attr);
}

/// The integers behind `dequantize`, transposed. Those of a bias may be too
/// large for floats; they never change their order.
static FailureOr<std::vector<int64_t>> permuteIntegers(DequantizeOp dequantize,
                                                       ElementsAttr attr,
                                                       ArrayRef<int64_t> shape,
                                                       ArrayRef<int64_t> perm) {
  if (llvm::is_sorted(perm))
    return intElements(attr);
  FailureOr<std::vector<float>> values = floatElements(attr);
  if (failed(values) || storageBits(dequantize.getInput().getType()) > 8)
    return failure();
  std::vector<float> permuted = transposeElements(*values, shape, perm);
  return std::vector<int64_t>(permuted.begin(), permuted.end());
}

FailureOr<Value> permuteWeights(OpBuilder &builder, Value weights,
                                ArrayRef<int64_t> shape, ArrayRef<int64_t> perm,
                                ArrayRef<int64_t> result, StringRef name) {
  auto dequantize = weights.getDefiningOp<DequantizeOp>();
  Location loc = weights.getLoc();
  ElementsAttr attr =
      constantValue(dequantize ? dequantize.getInput() : weights);
  if (!attr)
    return failure();
  if (!dequantize) {
    FailureOr<std::vector<float>> values = floatElements(attr);
    if (failed(values))
      return failure();
    return Value(ConstantOp::create(
        builder, loc,
        makeFloatConstant(builder.getContext(), result,
                          transposeElements(*values, shape, perm), name)));
  }
  FailureOr<std::vector<int64_t>> values =
      permuteIntegers(dequantize, attr, shape, perm);
  if (failed(values))
    return failure();
  Type element = getElementTypeOrSelf(dequantize.getInput().getType());
  if (!isPerTensor(element)) {
    int64_t axis = llvm::find(perm, channelAxis(element)) - perm.begin();
    axis +=
        static_cast<int64_t>(result.size()) - static_cast<int64_t>(perm.size());
    element = quantElement(builder.getContext(), storageBits(element),
                           channelScales(element, 0), axis);
  }
  Value constant =
      makeQuantConstant(builder, loc, result, element, *values, name);
  return Value(DequantizeOp::create(
      builder, loc, RankedTensorType::get(result, builder.getF32Type()),
      constant));
}

} // namespace m2c::nn
