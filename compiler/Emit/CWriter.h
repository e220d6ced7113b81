// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How values look in the emitted C.
#ifndef M2C_COMPILER_EMIT_CWRITER_H
#define M2C_COMPILER_EMIT_CWRITER_H

#include "compiler/Emit/Emit.h"
#include "llvm/Support/raw_ostream.h"

namespace m2c {

/// A float literal that reads back to the same bits: "0.1f", "-3.0f". Infinity
/// and NaN, which C99 cannot write without math.h, become quotients of
/// constants.
std::string cFloat(float value);

/// Text that is safe inside a C comment and a C string literal: printable
/// ASCII, no quotes, backslashes, trigraphs or comment ends.
std::string cComment(llvm::StringRef text);

/// The elements as the body of an initialiser, wrapped at 100 columns.
void writeFloats(llvm::raw_ostream &os, llvm::ArrayRef<float> values);
void writeInts(llvm::raw_ostream &os, llvm::ArrayRef<int64_t> values);

/// How C spells a buffer's elements: "float", "int8_t"... Two elements of 4
/// bits lie in one int8_t.
llvm::StringRef cType(plan::BufferType type);

/// Elements of that C type in a buffer, or in `count` of its elements.
int64_t cCount(plan::BufferType type, int64_t count);
inline int64_t cCount(plan::BufferType type) {
  return cCount(type, type.getNumElements());
}

/// "{ 1, 3, 32, 32 }"
std::string cDims(llvm::ArrayRef<int64_t> dims);

/// The comment at the head of each C file: purpose, m2c version, options, model
/// hash and licence.
void writeFrontMatter(llvm::raw_ostream &os, plan::ModelOp model,
                      const EmitInfo &info, llvm::StringRef purpose);

/// The ONNX nodes behind a call, none where the plan does not say.
inline llvm::ArrayRef<mlir::Attribute> onnxNodes(plan::CallOp call) {
  std::optional<mlir::ArrayAttr> nodes = call.getOnnxNodes();
  return nodes ? nodes->getValue() : llvm::ArrayRef<mlir::Attribute>();
}

/// Whether the caller may give NULL for the input (--missing).
bool mayBeMissing(plan::ModelOp model, plan::InputOp input);

/// The C name of a constant array. Its "_const_" keeps it apart from all names
/// of the interface, whatever the layers are called.
std::string constName(plan::ConstOp constant);

/// A string member of the model's `model_info`, or "".
llvm::StringRef modelInfo(plan::ModelOp model, llvm::StringRef key);

} // namespace m2c

#endif
