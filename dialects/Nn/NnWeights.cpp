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

FailureOr<Value> permuteWeights(OpBuilder &builder, Value weights,
                                ArrayRef<int64_t> shape, ArrayRef<int64_t> perm,
                                ArrayRef<int64_t> result, StringRef name) {
  auto dequantize = weights.getDefiningOp<DequantizeOp>();
  ElementsAttr attr =
      constantValue(dequantize ? dequantize.getInput() : weights);
  FailureOr<std::vector<float>> values = failure();
  if (attr)
    values = floatElements(attr);
  if (failed(values))
    return failure();
  std::vector<float> permuted = transposeElements(*values, shape, perm);
  Location loc = weights.getLoc();
  if (!dequantize)
    return Value(ConstantOp::create(
        builder, loc,
        makeFloatConstant(builder.getContext(), result, permuted, name)));
  Type element = getElementTypeOrSelf(dequantize.getInput().getType());
  if (!isPerTensor(element)) {
    int64_t axis = llvm::find(perm, channelAxis(element)) - perm.begin();
    element = quantElement(builder.getContext(), storageBits(element),
                           channelScales(element, 0), axis);
  }
  Value constant = makeQuantConstant(
      builder, loc, result, element,
      std::vector<int64_t>(permuted.begin(), permuted.end()), name);
  return Value(DequantizeOp::create(
      builder, loc, RankedTensorType::get(result, builder.getF32Type()),
      constant));
}

} // namespace m2c::nn
