// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks and folds of quantize and dequantize. The labels c1... are the
// constraints of NnOpsQuant.td; kernel calls are in NnQuantCalls.cpp.
#include "dialects/Nn/NnOpsUtil.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

using namespace mlir;

namespace m2c::nn {

static LogicalResult verifySameShape(Operation *op) {
  if (shapeOf(op->getOperand(0)) != shapeOf(op->getResult(0)))
    return op->emitOpError("expected a result with the input's shape, got ")
           << op->getResult(0).getType();
  return success();
}

LogicalResult QuantizeOp::verify() {
  if (!isa<quant::UniformQuantizedType>(getElementTypeOrSelf(getType()))) // c1
    return emitOpError("expected a result with one scale, got ") << getType();
  return verifySameShape(*this);
}

OpFoldResult QuantizeOp::fold(FoldAdaptor) {
  return getInput().getType() == getType() ? OpFoldResult(getInput())
                                           : OpFoldResult();
}

LogicalResult DequantizeOp::verify() {
  if (!isQuantized(getInput()) || isQuantized(getOutput())) // c1
    return emitOpError("expected a quantised input and a float result, got ")
           << getInput().getType() << " and " << getType();
  return verifySameShape(*this);
}

} // namespace m2c::nn
