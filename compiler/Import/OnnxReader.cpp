// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// File to ModelProto. Protobuf accepts an empty file and many files of other
// formats as a model without content, so the versions are checked here.
#include "compiler/Import/OnnxReader.h"
#include "compiler/Import/FieldCount.h"
#include "compiler/Import/Proto.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"
#include <limits>

using namespace llvm;
using namespace m2c;

OnnxFile::OnnxFile() : model(std::make_unique<pb::ModelProto>()) {}
OnnxFile::OnnxFile(OnnxFile &&) = default;
OnnxFile::~OnnxFile() = default;

static Error fileError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

/// What people hand in when they have no ONNX file yet, with the way out; empty
/// when the format is not recognised.
static StringRef hintForOtherFormat(StringRef bytes) {
  if (bytes.starts_with("PK\x03\x04"))
    return "; this is a zip archive (PyTorch or Keras?), expected the model "
           "exported to ONNX";
  if (bytes.starts_with("\x89HDF"))
    return "; this is an HDF5 file (Keras?), expected the model exported to "
           "ONNX";
  if (bytes.substr(4).starts_with("TFL3"))
    return "; this is a TensorFlow Lite file, expected the model exported to "
           "ONNX";
  if (bytes.substr(4).starts_with("ORTM"))
    return "; this is an ONNX Runtime (.ort) file, expected the .onnx file it "
           "was made from";
  if (bytes.starts_with("version https://git-lfs"))
    return "; this is a Git LFS pointer, `git lfs pull` fetches the file";
  return "";
}

/// A directory, pipe or device would block or never end.
static Error checkRegularFile(StringRef path) {
  sys::fs::file_status status;
  if (std::error_code error = sys::fs::status(path, status))
    return fileError(error.message());
  if (status.type() != sys::fs::file_type::regular_file)
    return fileError("expected a regular file");
  if (status.getSize() == 0)
    return fileError("expected an ONNX model, got an empty file");
  if (status.getSize() > static_cast<uint64_t>(std::numeric_limits<int>::max()))
    return fileError("expected at most 2 GiB, the limit of protobuf; large "
                     "weights belong in external data files");
  return Error::success();
}

static Error checkOpsets(const pb::ModelProto &model) {
  if (model.opset_import_size() == 0)
    return fileError("expected an opset version, got no opset_import; the file "
                     "may be truncated");
  for (const pb::OperatorSetIdProto &opset : model.opset_import()) {
    if (!opset.domain().empty() && opset.domain() != "ai.onnx")
      continue;
    if (opset.version() < kOldestOpset || opset.version() > kNewestOpset)
      return fileError("expected ai.onnx opset " + Twine(kOldestOpset) +
                       " to " + Twine(kNewestOpset) + ", got " +
                       Twine(opset.version()) +
                       "; onnx.version_converter can convert the model");
  }
  return Error::success();
}

static Error checkModel(const pb::ModelProto &model) {
  if (model.ir_version() == 0)
    return fileError("expected an ONNX model, got a file without ir_version");
  if (model.ir_version() < kOldestIr || model.ir_version() > kNewestIr)
    return fileError("expected ir_version " + Twine(kOldestIr) + " to " +
                     Twine(kNewestIr) + ", got " + Twine(model.ir_version()));
  if (!model.has_graph())
    return fileError("expected a graph, got a model without one; the file may "
                     "be truncated");
  return checkOpsets(model);
}

static Error parseFile(StringRef path, OnnxFile &file) {
  if (Error error = checkRegularFile(path))
    return error;
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fileError(buffer.getError().message());
  StringRef bytes = (*buffer)->getBuffer();
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return fileError("expected at most 2 GiB, the limit of protobuf");
  if (countFields(bytes) > kMaxFields)
    return fileError("expected at most " + Twine(kMaxFields) +
                     " nodes, attributes and names together, got more");
  if (!file.model->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return fileError("truncated or not an ONNX model" +
                     hintForOtherFormat(bytes));
  if (Error error = checkModel(*file.model))
    return fileError(toString(std::move(error)) + hintForOtherFormat(bytes));
  file.sha256 = toHex(SHA256::hash(arrayRefFromStringRef(bytes)),
                      /*LowerCase=*/true);
  return Error::success();
}

Expected<OnnxFile> m2c::readOnnxFile(StringRef path) {
  OnnxFile file;
  file.path = path.str();
  if (Error error = parseFile(path, file))
    return std::move(error);
  return file;
}
