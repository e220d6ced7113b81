// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Collects the errors of one import as MLIR diagnostics, and makes names from
// the file fit for messages and locations.
#ifndef M2C_IMPORT_IMPORTERRORS_H
#define M2C_IMPORT_IMPORTERRORS_H

#include "compiler/Import/Proto.h"
#include "compiler/Support/Text.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace m2c {

/// `name` with invalid UTF-8 and control characters replaced by U+FFFD:
/// protobuf (proto2) checks nothing.
std::string cleanName(llvm::StringRef name);

/// Location with the name, cleaned and shortened (names may be megabytes long).
mlir::Location nameLocation(mlir::MLIRContext *context, llvm::StringRef name);

/// A node as messages and locations call it.
class NodeLabel {
public:
  /// `prefix`: "call/" for each function call around the node, else empty.
  NodeLabel(const pb::NodeProto &node, llvm::StringRef prefix)
      : node(node), prefix(prefix) {}

  /// Prefix and the node's name; that of an output, or the operator, when the
  /// node has none.
  std::string name() const;
  /// `node 'conv1' (Conv)`.
  std::string text() const;

private:
  const pb::NodeProto &node;
  llvm::StringRef prefix;
};

/// Emits errors and counts them. After kMaxErrors no more are emitted.
class ImportErrors {
public:
  static constexpr unsigned kMaxErrors = 50;

  /// `path`: the model.
  ImportErrors(mlir::MLIRContext *context, llvm::StringRef path)
      : context(context), path(path) {}

  /// Error of the file as a whole, located there (line 0).
  void reportFile(const llvm::Twine &message);
  /// Error located at `name` (node, tensor, input).
  void report(llvm::StringRef name, const llvm::Twine &message);
  /// Error located at the node; the message begins with its text().
  void report(const NodeLabel &label, const llvm::Twine &message) {
    report(label.name(), label.text() + ": " + message);
  }

  bool any() const { return count != 0; }
  /// Nothing that follows would be shown: time to give up.
  bool full() const { return count >= kMaxErrors; }

private:
  void report(mlir::Location location, const llvm::Twine &message);

  mlir::MLIRContext *context;
  llvm::StringRef path;
  unsigned count = 0;
};

} // namespace m2c

#endif // M2C_IMPORT_IMPORTERRORS_H
