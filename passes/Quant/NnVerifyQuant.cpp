// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Closes the quant phase. Mixes of elements in one op are the op verifiers'
// work; this checks what the phase leaves behind as a whole.
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNVERIFYQUANT
#include "passes/Passes.h.inc"

namespace {

bool isByteWithoutSign(Type type) {
  auto element = dyn_cast<quant::QuantizedType>(getElementTypeOrSelf(type));
  return element && !element.isSigned();
}

bool isLayer(Operation *op) {
  return isa<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp>(op);
}

struct NnVerifyQuantPass : impl::NnVerifyQuantBase<NnVerifyQuantPass> {
  void runOnOperation() override {
    bool ok = true;
    getOperation().walk([&](Operation *op) {
      if (!isa_and_nonnull<nn::NnDialect>(op->getDialect()))
        return;
      ok &= succeeded(checkConstant(op)) && succeeded(checkRows(op)) &&
            succeeded(checkOperands(op));
    });
    if (!ok)
      signalPassFailure();
  }

  /// Integers that no layer took became floats again while compiling.
  LogicalResult checkConstant(Operation *op) {
    if (!isa<nn::QuantizeOp, nn::DequantizeOp>(op) ||
        !constantValue(op->getOperand(0)))
      return success();
    return op->emitOpError("expected constants to be folded, got one of ")
           << op->getOperand(0).getType();
  }

  /// Two elements of 4 bits share a byte, rows do not.
  LogicalResult checkRows(Operation *op) {
    Type type = op->getResult(0).getType();
    if (isa<nn::ConstantOp>(op) || nn::hasWholeRows(type))
      return success();
    return emitError(op->getLoc())
           << "a tensor of 4 bits with an odd number of elements in a row is "
           << "not supported; expected W * C to be even, or 8 bits, got "
           << type;
  }

  /// Weights and biases go to layers; bytes without sign and the 16 bits of a
  /// sensor to the interface.
  LogicalResult checkOperands(Operation *op) {
    for (auto [i, type] : llvm::enumerate(op->getOperandTypes())) {
      if (!nn::isQuantized(type))
        continue;
      bool isSample = isa<nn::QuantizeOp, nn::DequantizeOp>(op) &&
                      nn::isPerTensor(type) && nn::storageBits(type) == 16;
      bool isParameter =
          !nn::isPerTensor(type) || (nn::storageBits(type) > 8 && !isSample);
      if (isParameter && !(isLayer(op) && i > 0))
        return op->emitOpError("expected an operand of i8 or i4 with one "
                               "scale, got ")
               << type;
      if (isByteWithoutSign(type) && !isa<nn::QuantizeOp>(op))
        return op->emitOpError("expected bytes without sign to be converted "
                               "first, got ")
               << type;
    }
    return success();
  }
};

} // namespace
} // namespace m2c
