// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads an ONNX file and refuses what is no model or a version that is not
// known. Nothing inside the graph is looked at.
#ifndef M2C_IMPORT_ONNXREADER_H
#define M2C_IMPORT_ONNXREADER_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>

namespace onnx {
class ModelProto;
} // namespace onnx

namespace m2c {

/// The range of ai.onnx opsets whose meaning is known, both ends included.
inline constexpr int64_t kOldestOpset = 7, kNewestOpset = 28;
/// The range of file format (IR) versions that can be read, both ends included.
inline constexpr int64_t kOldestIr = 3, kNewestIr = 14;

/// A parsed model file.
struct OnnxFile {
  OnnxFile();
  OnnxFile(OnnxFile &&);
  ~OnnxFile();

  std::string path;
  std::string sha256; // of the file's bytes, lower-case hexadecimal
  std::unique_ptr<::onnx::ModelProto> model;
};

/// Reads and parses the model at `path`. Afterwards the model has a graph, a
/// known IR version, at least one opset import, and the ai.onnx opset (where it
/// is imported) is known. Errors (they do not name the file): missing, not a regular
/// file, empty, above protobuf's 2 GiB, truncated or another format (with a
/// hint for some well-known ones), and the above not holding.
llvm::Expected<OnnxFile> readOnnxFile(llvm::StringRef path);

} // namespace m2c

#endif // M2C_IMPORT_ONNXREADER_H
