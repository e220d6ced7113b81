// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading and making constant tensors, whether stored inline or as a resource.
#ifndef M2C_DIALECTS_SUPPORT_CONSTANTS_H
#define M2C_DIALECTS_SUPPORT_CONSTANTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace m2c {

/// The elements in row-major order as float: f16, f32, f64 and integer tensors,
/// inline, splat or resource. Failure when the element type is another one or a
/// resource is absent or shorter than its shape says.
mlir::FailureOr<std::vector<float>> floatElements(mlir::ElementsAttr attr);

/// As floatElements without a copy where the attribute is an f32 resource;
/// otherwise the elements go to `storage`. The view lives as long as both.
mlir::FailureOr<llvm::ArrayRef<float>> viewFloats(mlir::ElementsAttr attr,
                                                  std::vector<float> &storage);

/// The elements of an integer or bool tensor, row-major.
mlir::FailureOr<std::vector<int64_t>> intElements(mlir::ElementsAttr attr);

/// A constant of 32-bit floats: inline up to 16 elements, else a resource
/// called `name` (made unique by MLIR). `values` must fill `shape`.
mlir::ElementsAttr makeFloatConstant(mlir::MLIRContext *context,
                                     llvm::ArrayRef<int64_t> shape,
                                     llvm::ArrayRef<float> values,
                                     llvm::StringRef name);

/// The same for bytes and for 32-bit integers.
mlir::ElementsAttr makeInt8Constant(mlir::MLIRContext *context,
                                    llvm::ArrayRef<int64_t> shape,
                                    llvm::ArrayRef<int8_t> values,
                                    llvm::StringRef name);
mlir::ElementsAttr makeInt32Constant(mlir::MLIRContext *context,
                                     llvm::ArrayRef<int64_t> shape,
                                     llvm::ArrayRef<int32_t> values,
                                     llvm::StringRef name);

/// The constant that defines `value` (through any ConstantLike op), or null.
mlir::ElementsAttr constantValue(mlir::Value value);

/// Row-major transpose: axis i of the result is axis perm[i] of `shape`.
std::vector<float> transposeElements(llvm::ArrayRef<float> values,
                                     llvm::ArrayRef<int64_t> shape,
                                     llvm::ArrayRef<int64_t> perm);

/// The elements of a tensor of ONNX shape [N, C, H, W] in channels-last order,
/// and back. `shape` is the ONNX shape in both.
std::vector<float> nchwToNhwc(llvm::ArrayRef<float> values,
                              llvm::ArrayRef<int64_t> shape);
std::vector<float> nhwcToNchw(llvm::ArrayRef<float> values,
                              llvm::ArrayRef<int64_t> shape);

/// Product of the dimensions, nullopt on overflow of 2^40 or a negative one.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);

} // namespace m2c

#endif
