// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX element types and shapes as MLIR types; unknown dimensions of the
// model's inputs are filled in here.
#ifndef M2C_IMPORT_ONNXTYPES_H
#define M2C_IMPORT_ONNXTYPES_H

#include "compiler/Import/ImportErrors.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringSet.h"
#include <optional>
#include <utility>
#include <vector>

namespace m2c {

/// Tensors of higher rank are refused, so that no later loop over dimensions is
/// long.
inline constexpr size_t kMaxRank = 32;

/// Element type of TensorProto.DataType `type`: f16, f32, f64, signless i8 to
/// i64 for signed integers, ui8 to ui64, i1 for bool. Null for all others.
mlir::Type elementType(mlir::MLIRContext *context, int type);

/// Name of TensorProto.DataType `type`, also of those newer than the protobuf
/// classes, such as "float" or "int4".
std::string elementTypeName(int type);

/// The element types that `elementType` knows, for messages.
inline constexpr llvm::StringLiteral kKnownElementTypes =
    "float, float16, double, bool, int4 to int64 or uint4 to uint64";

/// TensorProto.DataType numbers that are newer than the packaged protobuf
/// classes.
inline constexpr int kUint4 = 21, kInt4 = 22;

/// Number of elements, dimensions 0 and up. Nullopt: a negative dimension, too
/// high a rank, or a product (zeros left out) above 2^40.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// "[1, 3, 32]".
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// The tensor type when `type` states element type and all dimensions (each at
/// least 1), else null.
mlir::RankedTensorType staticType(mlir::MLIRContext *context,
                                  const pb::TypeProto &type);

/// Makes the types of the model's inputs static. A dimension is named by its
/// symbol, or, more specific and the only way for a dimension without symbol,
/// by INPUT:AXIS. A leading dimension that is not given is 1.
class InputShapes {
public:
  InputShapes(mlir::MLIRContext *context,
              llvm::ArrayRef<std::pair<std::string, int64_t>> given,
              ImportErrors &errors)
      : context(context), given(given), errors(errors) {}

  /// Checks the given sizes (1 to 2^31 - 1, no name twice).
  void checkGiven();
  /// Type of the input; null after reporting why it has none.
  mlir::RankedTensorType resolve(const pb::ValueInfoProto &input);
  /// Reports given names that no input has. Call it after all inputs.
  void checkAllUsed();

private:
  std::optional<int64_t> dimension(llvm::StringRef input, unsigned axis,
                                   const pb::TensorShapeProto::Dimension &dim);
  std::optional<int64_t> lookup(llvm::StringRef name);

  mlir::MLIRContext *context;
  llvm::ArrayRef<std::pair<std::string, int64_t>> given;
  ImportErrors &errors;
  llvm::StringSet<> used;
  /// The names that could be given, in the order of the file.
  std::vector<std::string> known;
};

} // namespace m2c

#endif // M2C_IMPORT_ONNXTYPES_H
