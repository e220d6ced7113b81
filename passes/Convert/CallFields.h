// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a kernel call of the plan is given, by the names of its parameters.
#ifndef M2C_PASSES_CONVERT_CALLFIELDS_H
#define M2C_PASSES_CONVERT_CALLFIELDS_H

#include "dialects/Plan/Plan.h"

namespace m2c {

/// A call's scalar parameters and constants by their names.
class CallFields {
public:
  explicit CallFields(plan::CallOp call) : call(call) {}

  bool has(llvm::StringRef name) const { return !!call.getParams().get(name); }
  int64_t integer(llvm::StringRef name) const {
    return mlir::cast<mlir::IntegerAttr>(call.getParams().get(name)).getInt();
  }
  /// The same as the kernels have it.
  int32_t int32(llvm::StringRef name) const {
    return static_cast<int32_t>(integer(name));
  }
  float real(llvm::StringRef name) const {
    return mlir::cast<mlir::FloatAttr>(call.getParams().get(name))
        .getValue()
        .convertToFloat();
  }
  /// The constant that fills `field`, or null.
  plan::ConstOp constant(llvm::StringRef field) const {
    for (auto [name, value] :
         llvm::zip_equal(call.getConstFields(), call.getConsts()))
      if (mlir::cast<mlir::StringAttr>(name).getValue() == field)
        return value.getDefiningOp<plan::ConstOp>();
    return {};
  }
  /// Whether weights have 4 bits.
  bool hasHalfWeights() const { return call.getKernel().ends_with("w4"); }
  /// The width of an operand's elements.
  unsigned bits(unsigned input) const {
    auto type = mlir::cast<plan::BufferType>(call.getInputs()[input].getType());
    return type.getElementType().getIntOrFloatBitWidth();
  }

private:
  mutable plan::CallOp call; // op handles have no const accessors
};

} // namespace m2c

#endif
