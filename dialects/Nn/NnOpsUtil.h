// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shared by the files that define nn ops: windows, parameters, strides.
#ifndef M2C_DIALECTS_NN_NNOPSUTIL_H
#define M2C_DIALECTS_NN_NNOPSUTIL_H

#include "dialects/Nn/Nn.h"

namespace m2c::nn {

inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType()).getShape();
}
inline int64_t countOf(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType()).getNumElements();
}

/// Appends integer parameters to a call.
class ParamWriter {
public:
  ParamWriter(mlir::MLIRContext *context, KernelCall &call)
      : builder(context), call(call) {}
  ParamWriter &add(llvm::StringRef field, int64_t value) {
    call.params.push_back(
        {field.str(), builder.getI32IntegerAttr(static_cast<int32_t>(value))});
    return *this;
  }
  ParamWriter &add(llvm::StringRef field, llvm::APFloat value) {
    call.params.push_back(
        {field.str(), builder.getFloatAttr(builder.getF32Type(), value)});
    return *this;
  }
  template <typename OpT>
  ParamWriter &addActivation(OpT op) {
    return add("act", static_cast<int64_t>(op.getAct()))
        .add("act_a", op.getActA())
        .add("act_b", op.getActB());
  }

private:
  mlir::Builder builder;
  KernelCall &call;
};

/// Checks strides, dilations and pads of a spatial op and returns its output
/// height and width, or failure with a diagnostic at `loc` (if there is one).
mlir::FailureOr<std::pair<int64_t, int64_t>>
inferWindow(std::optional<mlir::Location> loc, llvm::StringRef op,
            llvm::ArrayRef<int64_t> map, llvm::ArrayRef<int64_t> kernel,
            llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> dilations,
            llvm::ArrayRef<int64_t> pads);

/// The row loop of a spatial op on NHWC maps.
RowWindow rowWindow(mlir::Value input, mlir::Value output, int64_t kernelH,
                    int64_t stride, int64_t dilation, int64_t padTop,
                    bool zeroOutside);

} // namespace m2c::nn

#endif
