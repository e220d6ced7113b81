// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors of a model file (initialisers, attributes) as MLIR attributes.
#ifndef M2C_IMPORT_ONNXTENSOR_H
#define M2C_IMPORT_ONNXTENSOR_H

#include "compiler/Import/ExternalData.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace m2c {

/// Converts tensors; each TensorProto at most once, however often it is asked
/// for, so that a function called a thousand times has its weights once.
class TensorLoader {
public:
  /// `modelPath`: external data is looked for beside it.
  TensorLoader(mlir::MLIRContext *context, llvm::StringRef modelPath)
      : context(context), externalFiles(modelPath) {}

  /// The tensor's values, row-major. Element types are those of `elementType`
  /// (compiler/Import/OnnxTypes.h). Floating-point tensors of more than 16
  /// elements become resources called `name` (or nearly so), external ones
  /// without a copy; all others are stored in place. `tensor` must outlive the
  /// loader. Errors: another element type, negative or overflowing shape,
  /// fewer or more values than the shape asks for, a value outside its type,
  /// segmented data, integers above 256 MiB, and those of ExternalFiles.
  llvm::Expected<mlir::ElementsAttr> load(const pb::TensorProto &tensor,
                                          llvm::StringRef name);

private:
  llvm::Expected<mlir::ElementsAttr> convert(const pb::TensorProto &tensor,
                                             llvm::StringRef name);
  llvm::Expected<mlir::ElementsAttr>
  convertExternal(const pb::TensorProto &tensor, mlir::RankedTensorType type,
                  llvm::StringRef name);
  llvm::Expected<mlir::ElementsAttr> makeElements(mlir::RankedTensorType type,
                                                  llvm::ArrayRef<char> bytes,
                                                  llvm::StringRef name);
  std::string resourceName(llvm::StringRef name);

  mlir::MLIRContext *context;
  ExternalFiles externalFiles;
  uint64_t copiedExternalBytes = 0;
  llvm::DenseMap<const pb::TensorProto *, mlir::ElementsAttr> cache;
  llvm::StringMap<unsigned> resourceNames;
};

/// 4 x the number of floating-point values that the graph's initialisers hold,
/// by their shapes (C6 fp32_bytes).
int64_t countFloatBytes(const pb::GraphProto &graph);

} // namespace m2c

#endif // M2C_IMPORT_ONNXTENSOR_H
