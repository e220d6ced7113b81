// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// C++ face of the nn dialect (dialects/Nn/NnOps.td).
#ifndef M2C_DIALECTS_NN_NN_H
#define M2C_DIALECTS_NN_NN_H

#include "dialects/Nn/NnKernelCall.h"
#include "dialects/Nn/NnQuant.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace m2c::nn {
/// Trait of every nn op: its verifier is verifyElements.
template <typename ConcreteOp>
class ElementsVerified
    : public mlir::OpTrait::TraitBase<ConcreteOp, ElementsVerified> {
public:
  static mlir::LogicalResult verifyTrait(mlir::Operation *op) {
    return verifyElements(op);
  }
};

/// Whether tensor types agree but for their elements.
bool sameShapes(mlir::TypeRange l, mlir::TypeRange r);
} // namespace m2c::nn

#include "dialects/Nn/NnDialect.h.inc"
#include "dialects/Nn/NnEnums.h.inc"
#include "dialects/Nn/NnInterfaces.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Nn/NnAttrs.h.inc"
#define GET_OP_CLASSES
#include "dialects/Nn/NnOps.h.inc"

namespace m2c::nn {

/// Argument and result attributes of the graph function: the ONNX name (a
/// string) and the ONNX shape (array<i64>, batch included).
inline constexpr llvm::StringLiteral kNameAttr = "nn.name";
inline constexpr llvm::StringLiteral kShapeAttr = "nn.shape";
/// Set by nn-set-interface: the C name, and "nhwc" where the caller's elements
/// are in channels-last order (the type then has the permuted shape).
inline constexpr llvm::StringLiteral kCNameAttr = "nn.c_name";
inline constexpr llvm::StringLiteral kLayoutAttr = "nn.layout";
/// Of a layer: what its weights' width costs (f64), as compiler/Quant measures.
inline constexpr llvm::StringLiteral kSensitivityAttr = "nn.sensitivity";

/// Creates an op whose result types are inferred; a failed inference is a
/// diagnostic at `loc` and failure, never the fatal error of `OpT::create`.
template <typename OpT>
mlir::FailureOr<OpT>
createChecked(mlir::OpBuilder &builder, mlir::Location loc,
              mlir::ValueRange operands,
              llvm::ArrayRef<mlir::NamedAttribute> attrs = {}) {
  mlir::MLIRContext *context = builder.getContext();
  mlir::DictionaryAttr dict = builder.getDictionaryAttr(attrs);
  typename OpT::Properties properties;
  auto onError = [&] { return mlir::emitError(loc); };
  if (mlir::failed(OpT::setPropertiesFromAttr(properties, dict, onError)))
    return mlir::failure();
  OpT::populateDefaultProperties(
      mlir::OperationName(OpT::getOperationName(), context), properties);
  llvm::SmallVector<mlir::Type> types;
  if (mlir::failed(OpT::inferReturnTypes(context, loc, operands, dict,
                                         &properties, {}, types)))
    return mlir::failure();
  mlir::OperationState state(loc, OpT::getOperationName(), operands, types,
                             attrs);
  return mlir::cast<OpT>(builder.create(state));
}

} // namespace m2c::nn

#endif
