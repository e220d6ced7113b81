// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Closes the convert and graph phases. Types and shapes are the op verifiers'
// work; this checks what concerns the graph as a whole.
#include "compiler/Eval/Runner.h"
#include "dialects/Nn/NnWeights.h"
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNVERIFYGRAPH
#include "passes/Passes.h.inc"

namespace {

struct NnVerifyGraphPass : impl::NnVerifyGraphBase<NnVerifyGraphPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto funcs = llvm::to_vector(module.getOps<func::FuncOp>());
    if (funcs.size() != 1 || funcs.front().getName() != "main" ||
        funcs.front().getBody().getBlocks().size() != 1) {
      module.emitError("expected one function @main with one block");
      return signalPassFailure();
    }
    func::FuncOp func = funcs.front();
    if (failed(checkInterface(func)))
      return signalPassFailure();
    bool ok = true;
    for (Operation &op : func.getBody().front()) {
      if (!isa<nn::NnDialect>(op.getDialect()) && !isa<func::ReturnOp>(op)) {
        op.emitOpError("expected only nn ops in the graph");
        ok = false;
      } else if (failed(checkSizes(&op))) {
        return signalPassFailure(); // one is enough to say; the others follow from it
      } else if (failed(checkWeights(&op))) {
        ok = false;
      }
    }
    if (!ok)
      signalPassFailure();
  }

  template <typename GetAttr>
  LogicalResult checkNames(func::FuncOp func, unsigned count, StringRef what,
                           GetAttr getName) {
    llvm::StringSet<> names;
    for (unsigned i = 0; i < count; ++i) {
      StringAttr name = getName(i);
      if (!name)
        return func.emitError()
               << "expected the attribute nn.name on " << what << " " << i;
      if (!names.insert(name.getValue()).second)
        return func.emitError() << "expected unique names, got " << what << " '"
                                << name.getValue() << "' twice";
    }
    return success();
  }

  LogicalResult checkInterface(func::FuncOp func) {
    if (failed(checkNames(func, func.getNumArguments(), "input",
                          [&](unsigned i) {
                            return func.getArgAttrOfType<StringAttr>(
                                i, nn::kNameAttr);
                          })) ||
        failed(
            checkNames(func, func.getNumResults(), "output", [&](unsigned i) {
              return func.getResultAttrOfType<StringAttr>(i, nn::kNameAttr);
            })))
      return failure();
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      if (failed(checkTensor(
              func, "input", i, func.getArgumentTypes()[i],
              func.getArgAttrOfType<DenseI64ArrayAttr>(i, nn::kShapeAttr))))
        return failure();
    for (unsigned i = 0; i < func.getNumResults(); ++i)
      if (failed(checkTensor(
              func, "output", i, func.getResultTypes()[i],
              func.getResultAttrOfType<DenseI64ArrayAttr>(i, nn::kShapeAttr))))
        return failure();
    return checkInterfaceSize(func);
  }

  /// The evaluator and the self-test hold all of it at once.
  LogicalResult checkInterfaceSize(func::FuncOp func) {
    constexpr int64_t kMostBytes = kMostEvalBytes / 4;
    int64_t left = kMostBytes / int64_t(sizeof(float));
    for (TypeRange types :
         {TypeRange(func.getArgumentTypes()), TypeRange(func.getResultTypes())})
      for (Type type : types) {
        std::optional<int64_t> count =
            elementCount(cast<RankedTensorType>(type).getShape());
        if (!count || *count > left)
          return func.emitError()
                 << "expected inputs and outputs of at most " << kMostBytes
                 << " bytes in all, got more with " << type;
        left -= *count;
      }
    return success();
  }

  /// Op verifiers see the types of operands only; an input that is returned as
  /// it is has none.
  LogicalResult checkTensor(func::FuncOp func, StringRef what, unsigned i,
                            Type type, DenseI64ArrayAttr shape) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape() ||
        (!tensor.getElementType().isF32() && !nn::isQuantized(tensor)) ||
        tensor.getNumElements() == 0)
      return func.emitError()
             << "expected a tensor of f32 or quantised elements with a static, "
                "non-empty shape as "
             << what << " " << i << ", got " << type;
    if (!shape)
      return func.emitError()
             << "expected the attribute nn.shape on " << what << " " << i;
    std::optional<int64_t> count = elementCount(shape.asArrayRef());
    if (count != tensor.getNumElements())
      return func.emitError()
             << "expected nn.shape of as many elements as " << type << " on "
             << what << " " << i << ", got [" << shape.asArrayRef() << "]";
    return success();
  }

  /// A file of some bytes can ask for tensors that no memory holds.
  LogicalResult checkSizes(Operation *op) {
    for (Type type : op->getResultTypes()) {
      std::optional<int64_t> count =
          elementCount(cast<RankedTensorType>(type).getShape());
      if (!count || *count > kMostEvalBytes / int64_t(sizeof(float)))
        return op->emitOpError("expected a result of at most ")
               << kMostEvalBytes << " bytes, got " << type;
    }
    return success();
  }

  /// Kernels read weights in an order of their own, packed while compiling.
  LogicalResult checkWeights(Operation *op) {
    if (auto constant = dyn_cast<nn::ConstantOp>(op)) {
      std::vector<float> storage;
      if (failed(viewFloats(constant.getValue(), storage)))
        return op->emitOpError("expected values for ")
               << constant.getType()
               << ", got a resource that is absent or too short";
    }
    if (!isa<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp, nn::BatchNormOp>(
            op))
      return success();
    for (Value operand : op->getOperands().drop_front())
      if (!nn::isConstantWeights(operand))
        return op->emitOpError(
            "expected constant weights, got a value computed at run time");
    return success();
  }
};

} // namespace
} // namespace m2c
