// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Binds one op to its constant operands and runs it with the reproducible
// kernels.
#include "compiler/Eval/FoldOp.h"
#include "compiler/Eval/BindNn.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <deque>

using namespace mlir;

namespace m2c {

/// The same values under another shape, without a copy.
static ElementsAttr reshaped(ElementsAttr value, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, value.getElementType());
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    return dense.reshape(type);
  return {};
}

/// The ONNX node's name, for the resource that holds the value.
static StringRef nameOf(Operation *op) {
  auto name = op->getLoc()->findInstanceOf<NameLoc>();
  return name ? name.getName().getValue() : "folded";
}

FailureOr<ElementsAttr> foldOp(Operation *op) {
  eval::OpFunction compute = eval::bindNnOp(op);
  if (!compute || op->getNumResults() != 1)
    return failure();
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (nn::isQuantized(type) && nn::isPerTensor(type) &&
      !nn::tensorQuant(type).isSigned)
    return failure(); // stored as i8
  SmallVector<eval::Values> operands;
  std::deque<std::vector<float>> storage;
  for (Value operand : op->getOperands()) {
    ElementsAttr value = constantValue(operand);
    if (!value)
      return failure();
    if (isa<nn::ReshapeOp>(op))
      if (ElementsAttr result = reshaped(value, type.getShape()))
        return result;
    auto values = viewFloats(value, storage.emplace_back());
    if (failed(values))
      return failure();
    operands.push_back(*values);
  }
  std::vector<float> result(type.getNumElements());
  eval::OpContext context(eval::reproducibleKernels());
  compute(context, operands, result);
  if (!nn::isQuantized(type))
    return makeFloatConstant(op->getContext(), type.getShape(), result,
                             nameOf(op));
  if (nn::storageBits(type) > 8)
    return failure();
  std::vector<int8_t> stored(result.begin(), result.end());
  return makeInt8Constant(op->getContext(), type.getShape(), stored,
                          nameOf(op));
}

} // namespace m2c
